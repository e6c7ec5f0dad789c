"""Cuestionario de la unidad 3 y examen final: lo que sus páginas y sus explicaciones afirman."""

from collections import Counter

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, r2_score, recall_score

from docbuild.course.navigation import navigation
from docbuild.course.quizzes import load_quizzes

LESSONS = [
    "train-validation-test",
    "clasificacion-binaria",
    "entrenar-binaria",
    "regularizacion",
    "reducir-overfitting",
    "clasificacion-multiple",
    "entrenar-multiple",
    "regresion",
    "entrenar-regresion",
    "resultados-regresion",
]


@pytest.fixture(scope="module")
def questions(project):
    """Todas las preguntas del curso."""
    return [item for quiz in load_quizzes(project)[0] for item in quiz.questions]


@pytest.fixture(scope="module")
def quiz(questions):
    return [item for item in questions if item.place == "quiz" and item.unit == "keras"]


@pytest.fixture(scope="module")
def exam(questions):
    return [item for item in questions if item.place == "exam"]


@pytest.fixture
def outputs(result):
    """Lo que imprime cada programa del cuestionario y del examen."""
    programs = [result("quiz_keras"), result("examen_final")]
    return {name: text.strip() for item in programs for name, text in item.outputs.items()}


def by_chance(questions):
    """Devuelve cuántas acierta, en promedio, quien responde al azar."""
    sizes = [(len(question.options), question.several) for question in questions]
    return sum(1 / (2**n - 1) if several else 1 / n for n, several in sizes)


def right_places(questions):
    single = [question for question in questions if not question.several]
    return Counter([option.right for option in item.options].index(True) for item in single)


def test_numbers_of_the_quiz(quiz):
    """«Veinte preguntas […] nueve de ellas con código»; «al azar acierta unas 5 de 20»."""
    assert len(quiz) == 20
    assert sum(question.shows_output for question in quiz) == 9
    assert round(by_chance(quiz)) == 5


def test_quiz_follows_the_lessons(quiz):
    """«recorren las diez lecciones de la unidad 3, en el mismo orden»."""
    places = [LESSONS.index(question.lesson.split("/")[1]) for question in quiz]
    assert places == sorted(places) and set(places) == set(range(10))


def test_numbers_of_the_exam(exam):
    """«Veintidós preguntas […] siete de ellas con código»; «Al azar se aciertan unas 5 de 22»."""
    assert len(exam) == 22
    assert sum(question.shows_output for question in exam) == 7
    assert round(by_chance(exam)) == 5


def test_exam_mixes_the_units(project, exam):
    """«Estas preguntas mezclan las tres unidades»: seis o más de cada una, sin agrupar."""
    count = Counter(question.unit for question in exam)
    assert set(count) == {"fundamentos", "numpy", "keras"} and min(count.values()) >= 6
    text = (project.generated / "cuestionarios" / "examen.md").read_text(encoding="utf-8")
    shown = sorted(exam, key=lambda question: text.index(f'id="pregunta-{question.id}"'))
    units = [question.unit for question in shown]
    assert sum(a != b for a, b in zip(units, units[1:], strict=False)) >= 8


@pytest.mark.parametrize("place", ["quiz", "exam"])
def test_right_answers_are_spread(place, request):
    """Ninguna posición se lleva más de la mitad de las respuestas."""
    places = right_places(request.getfixturevalue(place))
    assert len(places) == 4 and max(places.values()) <= sum(places.values()) / 2


def test_every_lesson_has_its_own_questions(project, questions):
    """Cada lección de la unidad acaba con una o dos preguntas."""
    count = Counter(q.lesson for q in questions if q.place == "lesson" and q.unit == "keras")
    lessons = [item.path for item in navigation(project)[0] if item.is_lesson]
    wanted = {path.removesuffix(".md") for path in lessons if path.startswith("keras/")}
    assert set(count) == wanted and set(count.values()) <= {1, 2}


def test_threshold_against_scikit_learn(outputs):
    """«Encuentra los tres positivos y da cuatro alarmas»."""
    y, alarm = [1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0]
    assert outputs["umbral-mas-bajo"] == f"{recall_score(y, alarm)} {precision_score(y, alarm)}"


def test_scores_against_scikit_learn(outputs):
    """«La clase «a» tiene una F1 de 0.89 y la clase «b», de 0» y «R² […] no se mejora nada»."""
    y, y_pred = ["a"] * 8 + ["b"] * 2, ["a"] * 10
    assert f1_score(y, y_pred, pos_label="a") == pytest.approx(0.89, abs=0.005)
    assert f1_score(y, y_pred, pos_label="b") == 0
    assert outputs["siempre-la-mayoria"] == "0.80 0.44"
    assert r2_score([1, 2, 6], [3, 3, 3]) == float(outputs["predecir-la-media"].split()[1])


def test_inverted_dropout_is_what_keras_does(outputs):
    """«La mitad se apaga y las otras se doblan»; al predecir, «Nada»."""
    import keras

    a = np.array([[2.0, 4.0, 6.0, 8.0]], dtype="float32")
    layer = keras.layers.Dropout(0.5, seed=42)
    trained = np.asarray(layer(a, training=True))
    assert set(np.unique(trained / a)) <= {0.0, 2.0}
    np.testing.assert_array_equal(layer(a, training=False), a)
    assert outputs["dropout-a-mano"] == "[ 4.  0. 12.  0.]"


def test_chain_rule_by_finite_differences(outputs):
    """«El producto es 48»."""
    J, db = map(float, outputs["regla-de-la-cadena"].split())
    step = 1e-6
    measured = ((2 + (1 + step) * 4) ** 2 - (2 + (1 - step) * 4) ** 2) / (2 * step)
    assert J == (2 + 1 * 4) ** 2 and measured == pytest.approx(db, rel=1e-6)


def test_reshape_is_a_view():
    """«Es una vista, no una copia» y «La traspuesta cambia el orden»."""
    a = np.arange(6)
    b = a.reshape(2, 3)
    assert np.shares_memory(a, b)
    assert not np.array_equal(b, a.reshape(3, 2).T)


def test_a_standardized_amount_passes_one():
    """«una cantidad estandarizada tampoco cabe en ese intervalo»: así, el avance de diabetes."""
    from sklearn.datasets import load_diabetes

    y = load_diabetes().target
    assert np.abs((y - y.mean()) / y.std()).max() > 1.5
