"""Figuras: ejes, rótulos, colores y datos."""

from faults import Fault

PROGRAM, OTHER = "snippets/rectas/recta.py", "snippets/rectas/error.py"
REVIEWED = "tests/test_reviewed.py::test_nothing_moved"
FAULTS = (
    Fault(
        "eje sin nombre",
        PROGRAM,
        'ax.set_xlabel("paso")\n',
        "",
        "en la figura «dibujo», el eje x tiene números y no tiene nombre",
        f"{PROGRAM}|[start:dibujo]",
        alone=True,
    ),
    Fault(
        "línea negra, que no se ve en el tema oscuro",
        PROGRAM,
        'label="recta")',
        'label="recta", color="black")',
        "en la figura «dibujo», recta (#000000) apenas se ve en el tema oscuro",
        f"{PROGRAM}|[start:dibujo]",
        alone=True,
    ),
    Fault(
        "puntos amarillos, que no se ven en el tema claro",
        OTHER,
        'color="C1"',
        'color="yellow"',
        "en la figura «medidas», medidas (#ffff00) apenas se ve en el tema claro",
        f"{OTHER}|[start:medidas]",
        alone=True,
    ),
    Fault(
        "dos series con el mismo nombre",
        OTHER,
        'label="medidas"',
        'label="recta"',
        "en la figura «medidas» hay dos series que se llaman «recta»",
        f"{OTHER}|[start:medidas]",
        alone=True,
    ),
    Fault(
        "texto demasiado pequeño para un teléfono",
        PROGRAM,
        'ax.set_ylabel("altura")',
        'ax.set_ylabel("altura", fontsize=5)',
        "la figura «dibujo» tiene texto de 6.6 px en un teléfono y el mínimo es 16",
        f"{PROGRAM}|[start:dibujo]",
        alone=True,
    ),
    Fault(
        "figura demasiado pesada",
        PROGRAM,
        "ax.legend()\nplt.show()",
        'for i in range(2000):\n    ax.plot([0, 1, 2, 3], [i, 2, i, 2], color="C0")\nplt.show()',
        "la figura «dibujo» pesa 519 kB y caben 250",
        f"{PROGRAM}|[start:dibujo]",
        alone=True,
    ),
    Fault(
        "figura sin sección",
        PROGRAM,
        "top = y.max()\n",
        "top = y.max()\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n",
        "la celda «Los números de la prosa» dibuja una figura y no tiene sección",
        f"{PROGRAM}|count = len(x)",
        alone=True,
    ),
)
