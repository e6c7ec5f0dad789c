"""Lo que se ve sin construir el sitio: fórmulas, guiones, módulos y hojas de estilo."""

from __future__ import annotations

import pytest

from docbuild.rules.sources import formulas

WRONG = r"fórmula no válida: \nada: la orden «\nada» no existe"


def add_settings(course, text: str) -> int:
    """Añade unas líneas a mkdocs.yml y devuelve el número de la primera."""
    config = (course.root / "mkdocs.yml").read_text(encoding="utf-8")
    course.write("mkdocs.yml", config + text)
    return config.count("\n") + 1


def test_formulas_of_a_page(course) -> None:
    """Cada fórmula mal escrita lleva a su línea, en el texto y en un bloque."""
    course.extra = "Sea $x$ y\n$\\nada$.\n\n$$\n\\nada\n$$\n\n- Uno: \\(\\nada\\)\n"
    course.save()
    assert course.check() == [f"docs/demo/leccion.md:{line}: {WRONG}" for line in (9, 11, 15)]


@pytest.mark.parametrize(
    "text",
    [
        "Cuesta $5 y no $6.",
        "Escribe `$\\nada$`.",
        "```\n$\\nada$\n```",
        "Un dólar: \\$\\nada\\$.",
        "Vale $\\frac{ {{ num.uno.x }} }{2}$.",
    ],
)
def test_what_is_not_a_wrong_formula(course, section, text: str) -> None:
    course.extra = text
    course.add("uno", section("y", "x = 1"))
    assert course.check() == []


def test_where_formulas_are() -> None:
    assert list(formulas("Sea $a\n+ b$.\n\n$$ c $$\n\n| $d$ | \\(e\\) |")) == [
        (14, "c", True),
        (25, "d", False),
        (31, "e", False),
    ]


def test_formulas_of_questions_and_terms(course) -> None:
    """También en las preguntas y en el glosario, con la línea de su archivo."""
    course.write("quizzes/demo.yml", QUESTION)
    course.write("glossary/terms.yml", TERM)
    found = [text for text in course.check() if "fórmula" in text]
    assert found == [
        f"quizzes/demo.yml:9: {WRONG}",
        f"quizzes/demo.yml:11: {WRONG}",
        f"glossary/terms.yml:4: {WRONG}",
    ]


QUESTION = """\
- id: suma
  lesson: demo/leccion
  in: lesson
  question: >-
    ¿Cuánto es $1 + 1$?
  options:
    - text: $2$
      right: true
      why: Porque $\\nada$ sobra.
    - text: $3$
      why: Es $\\nada$.
    - text: $4$
      why: No.
"""
TERM = """\
- term: suma
  english: sum
  definition: >-
    Lo que queda al juntar $\\nada$ con otro.
  lesson: demo/leccion
"""


@pytest.mark.parametrize(
    ("settings", "line", "expected"),
    [
        (
            "extra_css:\n  - assets/cursos.css\n",
            1,
            "no existe docs/assets/cursos.css\n"
            "  ¿Querías decir «assets/curso.css»?",
        ),
        (
            "extra_javascript:\n  - path: assets/nada.js\n    type: module\n",
            1,
            "no existe docs/assets/nada.js",
        ),
        ("extra_css: [assets/curso.css, https://ejemplo.org/a.css]\n", 0, ""),
    ],
)
def test_files_that_settings_name(course, settings: str, line: int, expected: str) -> None:
    """Una hoja o un guion mal nombrado en mkdocs.yml es un problema con su línea."""
    course.extra = "Mira `curso.css`."
    course.save()
    course.write("docs/assets/curso.css", "p {}\n")
    line += add_settings(course, settings)
    assert course.check() == ([f"mkdocs.yml:{line}: {expected}"] if expected else [])


def test_everything_together(course, section) -> None:
    """Una sola orden enseña fórmulas, anclas, guiones, módulos y programas que fallan."""
    course.extra = "$\\nada$ [ancla](#nada) <b onclick='x()'>a</b>"
    course.write("docs/assets/javascripts/uno.js", "export default 1;\n")
    course.add("mal", section("x", "1 / 0"))
    line = add_settings(course, "extra_css:\n  - nada.css\n") + 1
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    for start in (
        f"docs/demo/leccion.md:8: {WRONG}",
        "docs/demo/leccion.md:8: «#nada» no existe en docs/demo/leccion.md",
        "docs/demo/leccion.md:8: el atributo «onclick» no va en una página",
        "docs/assets/javascripts/uno.js:1: el sitio sin conexión no entiende",
        f"mkdocs.yml:{line}: no existe docs/nada.css",
        "snippets/demo/mal.py:5: falla la sección «x»",
    ):
        assert f"\n{start}" in f"\n{done.stderr}"
