"""Inclusión y lugar: lo que la página trae de los programas, y dónde."""

from faults import Fault

PAGE, PROGRAM = "docs/rectas/recta.md", "snippets/rectas/recta.py"
FAULTS = (
    Fault(
        "salida mal escrita",
        PAGE,
        "salidas/recta/puntos.txt",
        "salidas/recta/punto.txt",
        "no hay ninguna salida salidas/recta/punto.txt",
    ),
    Fault(
        "fin sin principio",
        PROGRAM,
        "# --8<-- [start:pendiente]\n",
        "",
        "la sección «pendiente» termina sin haber empezado",
        f"{PROGRAM}|[end:pendiente]",
        alone=True,
    ),
)
