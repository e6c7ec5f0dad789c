"""Inclusión y lugar: lo que la página trae de los programas, y dónde."""

from faults import Fault

PAGE, PROGRAM = "docs/rectas/recta.md", "snippets/rectas/recta.py"
OTHER_PAGE, OTHER = "docs/rectas/error.md", "snippets/rectas/error.py"
FAULTS = (
    Fault(
        "salida mal escrita",
        PAGE,
        "salidas/recta/puntos.txt",
        "salidas/recta/punto.txt",
        "no hay ninguna salida salidas/recta/punto.txt",
    ),
    Fault(
        "sección renombrada",
        OTHER,
        "[start:media]",
        "[start:promedio]",
        "la sección «media» no existe en snippets/rectas/error.py",
        f"{OTHER_PAGE}|error.py:media",
        alone=True,
    ),
    Fault(
        "sección sin cerrar",
        PROGRAM,
        "# --8<-- [end:pendiente]\n",
        "",
        "la sección «pendiente» no se cierra en su celda",
        f"{PROGRAM}|[start:pendiente]",
        alone=True,
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
    Fault(
        "acento en una sección",
        PROGRAM,
        "[start:pendiente]",
        "[start:péndiente]",
        "«péndiente» no vale como nombre de sección",
        alone=True,
    ),
    Fault(
        "sección que nadie enseña",
        OTHER_PAGE,
        '--8<-- "rectas/error.py:medidas"',
        "",
        "ninguna página enseña «medidas»",
        f"{OTHER}|[start:medidas]",
        alone=True,
    ),
    Fault(
        "inclusión de un programa que no existe",
        OTHER_PAGE,
        "rectas/error.py:media\"",
        "rectas/errores.py:media\"",
        "no existe snippets/rectas/errores.py",
    ),
    Fault(
        "figura con una palabra por texto alternativo",
        PAGE,
        "![Una línea azul que sube de izquierda a derecha, desde el punto de partida.]",
        "![Recta]",
        "el texto alternativo «Recta» no describe la imagen",
    ),
    Fault(
        "figura que nadie dibuja",
        OTHER_PAGE,
        "figuras/error/medidas.svg",
        "figuras/error/medida.svg",
        "la figura «medida» no es de ninguna sección de snippets/rectas/error.py",
    ),
    Fault(
        "código escrito en la página",
        PAGE,
        '--8<-- "rectas/recta.py:dibujo"',
        "plt.show()",
        "el bloque tiene código escrito en la página",
        f"{PAGE}|```python\nplt",
        alone=True,
    ),
    Fault(
        "salida en un bloque de código",
        PAGE,
        '``` { .text .no-copy }\n--8<-- "salidas/recta/pendiente.txt"',
        '```python\n--8<-- "salidas/recta/pendiente.txt"',
        "la inclusión de salidas/recta/pendiente.txt no está en su sitio",
        f"{PAGE}|salidas/recta/pendiente.txt",
    ),
)
