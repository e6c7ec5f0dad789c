"""Lo que un programa no debe hacer: qué se dice de ello y qué remedio tiene."""

from __future__ import annotations

from docbuild.course.problems import Problem
from docbuild.course.programs import Program

ACTS = {  # lo que apunta `docbuild.run.worker`: qué se dice y qué se hace
    "write": (
        "el programa escribe fuera de su carpeta",
        "Da el nombre del archivo sin ninguna ruta: cada programa tiene su carpeta.",
    ),
    "network": (
        "el programa usa la red",
        "Quien lo copie puede no tenerla: usa datos de scikit-learn o escríbelos.",
    ),
    "process": (
        "el programa lanza otro proceso",
        "En otra computadora puede no estar: hazlo con Python, en el propio programa.",
    ),
    "thread": ("el programa deja un hilo en marcha", "Espera a que acabe, con «join»."),
    "sleep": ("el programa duerme", "Quita la espera: cada construcción la pagaría."),
    "format": (
        "el programa guarda un modelo en el formato antiguo de Keras",
        "Dale un nombre que acabe en «.keras».",
    ),
}


def act_problem(program: Program, line: int, act: str) -> Problem:
    """Devuelve el problema de algo que el programa no debe hacer."""
    return program.problem(line, *ACTS[act])
