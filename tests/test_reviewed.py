"""Lo que se dice y lo que sale es lo que alguien revisó, salvo que se revise otra vez."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from reviewed import (
    COMMAND,
    PYTHON,
    Line,
    alike,
    changes,
    depends_on_python,
    entries_of,
    lists,
    sentences,
)

from docbuild.course.course import Course

FOLDER = Path(__file__).with_name("revisado")
NAMES = sorted(path.name for path in FOLDER.glob("*.txt"))
HINT = f"Si está bien, escribe las listas de nuevo y revisa lo que cambian: {COMMAND}"


@pytest.fixture(scope="module")
def current(course: Course) -> dict[str, list[Line]]:
    return lists(course, entries_of(course))


def test_every_list_is_reviewed(current: dict[str, list[Line]]) -> None:
    """Cada página, programa y cuestionario tiene su lista, y no sobra ninguna."""
    assert sorted(current) == NAMES, HINT


@pytest.mark.parametrize("name", NAMES)
def test_nothing_moved(name: str, current: dict[str, list[Line]]) -> None:
    """Frases con números, salidas, figuras y respuestas son las revisadas."""
    if sys.version_info[:2] != PYTHON and depends_on_python(name):
        pytest.skip("lo que lee depende de la versión de Python, y la lista es de otra")
    found = list(changes(current.get(name, []), (FOLDER / name).read_text(encoding="utf-8")))
    if found:
        pytest.fail("\n".join([*found, HINT]), pytrace=False)


def test_a_change_says_its_place() -> None:
    """Lo cambiado, lo nuevo y lo que falta dicen dónde, cómo era y cómo es."""
    saved = "uno\ndos\ntres\n"
    now = [("a.md", 3, "uno"), ("a.md", 5, "DOS"), ("a.md", 9, "tres")]
    assert list(changes(now, saved)) == [
        "a.md:5: ya no es lo que se revisó\n  antes: dos\n  ahora: DOS"
    ]
    assert list(changes(now[:1] + now[2:], saved)) == [
        "a.md:9: ya no es lo que se revisó\n  antes: dos"
    ]
    assert list(changes([], "")) == [] and not list(changes(now, "uno\nDOS\ntres\n"))


def test_only_the_data_of_figures_may_differ_a_little() -> None:
    """Otra computadora puede mover un 5 % los datos de una serie; sus nombres, no."""
    line = "  serie «red» #4a63f2: 30 puntos, 1 → 30; 0.501 → 0.032, de 0.032 a 0.501"
    assert alike(line, line.replace("0.501", "0.505"))
    assert not alike(line, line.replace("0.501", "0.551"))
    assert not alike(line, line.replace("red", "recta"))
    assert not alike("acierta 0.501", "acierta 0.505")


def test_sentences_keep_their_line() -> None:
    """Cada frase sabe en qué línea empieza; el código y las inclusiones no cuentan."""
    page = "# Título\n\nUna frase. Otra\nque sigue. Y más.\n\n```python\nx = 1. Y = 2\n```\n\nFin."
    assert list(sentences(page)) == [
        (1, "# Título"),
        (3, "Una frase."),
        (3, "Otra que sigue."),
        (4, "Y más."),
        (10, "Fin."),
    ]
