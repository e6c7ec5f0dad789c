"""Reglas de enlaces: números, títulos y direcciones, iguales en todas partes."""

from __future__ import annotations

import pytest

PAGE, HOME = "docs/demo/leccion.md", "docs/index.md"
SECOND = """\
---
description: Otra.
---
# Otra

## Errores comunes

## Resumen

## Ejercicios

## Para saber más

Nada.

--8<-- "fichas/demo/otra.md"
"""
NAV = """\
nav:
  - Inicio: index.md
  - 1.1 La lección: demo/leccion.md
  - 1.2 Otra: demo/otra.md
"""
NEXT = "**Siguiente lección:** [1.2 Otra](otra.md)."


@pytest.fixture
def two(course):
    """Un curso de dos lecciones, con su portada, sin problemas."""

    def check(text: str = "", nav: str = NAV, following: str = NEXT, home: str = "") -> list[str]:
        course.extra = f"{text}\n\n{following}"
        course.save()
        config = (course.root / "mkdocs.yml").read_text(encoding="utf-8")
        course.write("mkdocs.yml", config.partition("nav:")[0] + nav)
        course.write("docs/demo/otra.md", SECOND)
        course.write(HOME, f"# Inicio\n\n{home or 'Texto.'}\n")
        return [message.split("\n")[0] for message in course.check()]

    assert check() == []
    return check


BAD = {
    "Mira la [lección 1.2](leccion.md).": "«lección 1.2» lleva a la lección 1.1",
    "Mira [1.1 La lección](otra.md).": "«1.1 La lección» lleva a la lección 1.2",
    "Lo viste en la lección 1.7.": "no hay ninguna lección 1.7",
    "Mira [aquí](otra.md).": "el enlace «aquí» no dice nada",
    "Mira [](otra.md).": "el enlace «» no dice nada",
    "Es [Keras](http://keras.io).": "«http://keras.io» empieza por http://",
    "Es [Keras](https://keras.io/api.).": "la dirección «https://keras.io/api.» está mal escrita",
    "Es [Keras](https:/keras.io).": "la dirección «https:/keras.io» está mal escrita",
    "Es [Keras](https://keras.io/una api).": "la dirección tiene espacios",
}


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=BAD)
def test_bad_link(two, text: str, message: str) -> None:
    """Cada enlace que no dice la verdad se dice en su línea."""
    assert two(text) == [f"{PAGE}:8: {message}"]


NEXTS = {
    "**Siguiente lección:** [1.1 La lección](leccion.md).": (
        ":10",
        "«Siguiente lección» no lleva a la siguiente",
    ),
    "**Siguiente lección:** [1.2 La otra](otra.md).": (
        ":10",
        "«Siguiente lección» no dice su título",
    ),
    "": ("", "la lección no dice cuál es la siguiente"),
}


@pytest.mark.parametrize("following", NEXTS)
def test_next_lesson(two, following: str) -> None:
    """La siguiente lección es la del índice, con su título."""
    where, message = NEXTS[following]
    assert two(following=following) == [f"{PAGE}{where}: {message}"]


def test_titles(two) -> None:
    """El título de la página es el del índice."""
    changed = NAV.replace("1.1 La lección", "1.1 La primera")
    assert two(nav=changed) == [f"{PAGE}:4: el título «La lección» no es el del índice"]


def test_numbers_follow(two) -> None:
    """Los números del índice van seguidos."""
    said = two(nav=NAV.replace("1.2 Otra", "1.3 Otra"), following=NEXT.replace("1.2", "1.3"))
    assert len(said) == 1 and said[0].startswith("mkdocs.yml:")
    assert said[0].endswith(": la lección 1.3 no va aquí")


def test_page_twice(two, tmp_path) -> None:
    """Una página está una vez en el índice."""
    (message,) = two(nav=f"{NAV}  - Otra vez: index.md\n")
    where, _, said = message.partition(": ")
    lines = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
    assert said == "el índice nombra index.md dos veces"
    assert where == f"mkdocs.yml:{lines.index('  - Otra vez: index.md') + 1}"


def test_home(two) -> None:
    """La portada nombra las lecciones en orden y con su título."""
    first, second = "- [1.1 La lección](demo/leccion.md)", "- [1.2 Otra](demo/otra.md)"
    assert two(home=f"{first}\n{second}") == []
    assert two(home=f"{second}\n{first}") == [f"{HOME}:4: «1.1 La lección» no va aquí"]
    changed = first.replace("La", "Una")
    assert two(home=changed) == [f"{HOME}:3: «1.1 Una lección» no es su título"]
