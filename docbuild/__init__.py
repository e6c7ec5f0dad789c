"""El constructor: ejecuta los programas de `snippets/` y publica lo que producen."""
