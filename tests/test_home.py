"""Portada: el mapa es el del índice, y lo que afirma es verdad."""

import re

import pytest

from docbuild.course.navigation import navigation, settings
from docbuild.course.quizzes import load_quizzes, questions_of

ITEM = re.compile(r"^- \[(?P<title>.+)\]\((?P<path>[\w/-]+\.md)\)", re.M)


@pytest.fixture(scope="module")
def home(project):
    return (project.docs / "index.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def units(home):
    """El mapa: de cada unidad, su nombre y lo que dice de ella."""
    inside = home.partition('<div class="map" markdown>')[2].partition("</div>")[0]
    name, *rest = re.split(r"^### (.+)$", inside, flags=re.M)
    assert not name.strip()
    return dict(zip(rest[::2], rest[1::2], strict=True))


def test_map_is_the_navigation(project, units):
    """El mapa tiene las lecciones del índice, con su título y en su orden, y los laboratorios."""
    listed = re.compile(r"\d+\.\d+ |Quiz: |Examen final$|Cierre: ")
    titles = {"laboratorios/index.md": "Laboratorios"}  # en el índice es el nombre del grupo
    wanted = [
        (titles.get(entry.path, entry.title), entry.path)
        for entry in navigation(project)[0]
        if listed.match(entry.title) and entry.path.endswith(".md") or entry.path in titles
    ]
    assert [pair for text in units.values() for pair in ITEM.findall(text)] == wanted


def test_units_have_their_names(project, units):
    """Cada unidad del mapa se llama como en el índice."""
    names = [name for item in settings(project)["nav"] for name in item]
    assert list(units) == [name for name in names if re.match(r"\d+\. ", name)]


def test_every_lesson_has_its_line(units):
    """Debajo de cada lección hay una frase."""
    for text in units.values():
        assert len(re.findall(r"\)<br>\n  \S.+\.$", text, re.M)) == len(ITEM.findall(text)) > 0


def test_number_of_questions(project, home):
    """«Veinticuatro preguntas, con cada respuesta explicada»."""
    questions = questions_of(load_quizzes(project)[0])
    place = [item for item in questions if (item.unit, item.place) == ("fundamentos", "quiz")]
    assert len(place) == 24
    assert "Veinticuatro preguntas" in home


def test_number_of_questions_of_unit_3_and_the_exam(project, home):
    """«Veinte preguntas, nueve de ellas con código» y «Veintidós preguntas»."""
    questions = questions_of(load_quizzes(project)[0])
    quiz = [item for item in questions if (item.unit, item.place) == ("keras", "quiz")]
    assert len(quiz) == 20 and sum(item.shows_output for item in quiz) == 9
    assert len([item for item in questions if item.place == "exam"]) == 22
    assert "Veinte preguntas, nueve de ellas con código" in home
    assert "Veintidós preguntas de las tres unidades" in home


def test_network_beats_the_line(result):
    """«una recta acierta el […]; la red, el […]» y «los separa casi del todo»."""
    num = result("importancia").num
    assert num["line_accuracy"] + 0.05 < num["network_accuracy"]
    assert num["network_accuracy"] > 0.9
