"""Lo que se escribe: programas, páginas, índice, preguntas y términos."""
