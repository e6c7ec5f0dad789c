"""Extensiones de Python-Markdown: figuras, fórmulas, definiciones y cuestionarios."""
