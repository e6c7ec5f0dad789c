"""La forma de los problemas y del informe."""

from __future__ import annotations

from docbuild.course.problems import Problem, did_you_mean, report


def test_problem_form() -> None:
    """Un problema se lee siempre igual: dónde, qué, qué se ve y qué hacer."""
    problem = Problem("docs/a.md", 3, "algo falla", "una\n\ndos", "Haz esto.\nY esto.")
    assert str(problem) == ("docs/a.md:3: algo falla\n  una\n\n  dos\n  Haz esto.\n  Y esto.")
    assert str(Problem("mkdocs.yml", 0, "algo falla")) == "mkdocs.yml: algo falla"


def test_report() -> None:
    """El informe ordena los problemas por su sitio, sin repetir ninguno, y los cuenta."""
    first, second = Problem("a.md", 2, "uno"), Problem("a.md", 10, "dos")
    assert report([second, first, first]) == "a.md:2: uno\na.md:10: dos\n\n2 problemas."
    assert report([first]) == "a.md:2: uno\n\n1 problema."


def test_did_you_mean() -> None:
    """Solo se sugiere lo que se parece."""
    assert did_you_mean("dato", ["datos", "modelo"]) == "¿Querías decir «datos»?"
    assert did_you_mean("xyz", ["datos"]) == ""
