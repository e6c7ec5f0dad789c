"""Lo que se genera para las páginas."""
