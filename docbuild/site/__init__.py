"""El sitio ya construido: su política, sus hojas, sus tarjetas, su zip y su cambio."""
