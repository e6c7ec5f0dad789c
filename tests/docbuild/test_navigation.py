"""El índice y los ajustes de mkdocs.yml."""

from __future__ import annotations

import pytest

from docbuild.course.navigation import navigation, settings
from docbuild.course.project import find_project

NAV = """\
# demo/b.md no es esta línea
site_url: !ENV [UNA, OTRA, "https://por-defecto.org/"]
repo_url: !ENV SOLA
copyright: !ENV [SOLA]
plugins:
  - x: {emoji: !!python/name:material.emoji.twemoji ''}
nav:
  - index.md
  - Inicio: a/index.md
  - 1. Unidad:
      - 1.1 Lección: demo/b.md  # nota
      - 1.2 Cuestionario: "demo/quiz-b.md"
      - Vacía:
  - Fuera: https://keras.io/
  - 404: error.md
"""


def test_order_lines_and_lessons(course) -> None:
    """El índice se lee en orden, con títulos, líneas y cuáles son lecciones."""
    course.write("mkdocs.yml", NAV)
    entries, problems = navigation(course.project)
    assert problems == []
    assert [(item.title, item.path, item.line, item.is_lesson) for item in entries] == [
        ("", "index.md", 8, False),
        ("Inicio", "a/index.md", 9, False),
        ("1.1 Lección", "demo/b.md", 11, True),
        ("1.2 Cuestionario", "demo/quiz-b.md", 12, False),
        ("Fuera", "https://keras.io/", 14, False),
        ("404", "error.md", 15, False),
    ]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, ("https://por-defecto.org/", None, None)),
        ({"OTRA": "https://otra.org/"}, ("https://otra.org/", None, None)),
        ({"UNA": "https://una.org/", "OTRA": "x"}, ("https://una.org/", None, None)),
        ({"SOLA": "https://sola.org/"}, ("https://por-defecto.org/",) + ("https://sola.org/",) * 2),
    ],
)
def test_env(course, monkeypatch, variables: dict, expected: tuple) -> None:
    """`!ENV` da el valor de la primera variable que existe o, si no, el de reserva."""
    for name in ("UNA", "OTRA", "SOLA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    course.write("mkdocs.yml", NAV)
    found = settings(course.project)
    assert (found["site_url"], found["repo_url"], found["copyright"]) == expected


def test_no_nav(course) -> None:
    """Sin índice no hay páginas en él; tampoco con un archivo vacío."""
    course.write("mkdocs.yml", "site_name: x\n")
    assert navigation(course.project) == ([], [])
    course.write("mkdocs.yml", "")
    assert navigation(course.project) == ([], [])


def test_broken_yaml(course) -> None:
    """Un archivo que no es YAML se dice en su línea."""
    course.write("mkdocs.yml", "site_name: x\nnav:\n  - a: b: c\n")
    entries, problems = navigation(course.project)
    assert entries == []
    assert [str(problem) for problem in problems] == [
        "mkdocs.yml:3: no es YAML válido\n  mapping values are not allowed here"
    ]


def test_find_project(course, tmp_path) -> None:
    """El proyecto se encuentra desde cualquiera de sus carpetas, y fuera se dice."""
    assert find_project(course.root / "docs/demo").root == course.root
    (course.root / "mkdocs.yml").unlink()
    with pytest.raises(FileNotFoundError, match="ejecuta la orden dentro del proyecto"):
        find_project(course.root)
