"""Cuestionario de la unidad 2: lo que su página y sus explicaciones afirman."""

import re
from collections import Counter

import numpy as np
import pytest
import tensorflow as tf

from docbuild.course.quizzes import load_quizzes


@pytest.fixture
def questions(project):
    """Las preguntas del cuestionario de la unidad."""
    found = [item for quiz in load_quizzes(project)[0] for item in quiz.questions]
    return [item for item in found if item.place == "quiz" and item.unit == "numpy"]


@pytest.fixture
def outputs(result):
    """Lo que imprime cada programa del cuestionario."""
    return {name: text.strip() for name, text in result("quiz_numpy").outputs.items()}


def test_numbers_of_the_page(questions):
    """«Diecinueve preguntas»; «En nueve de ellas»; «quien marca opciones al azar acierta
    unas 4 de 19».
    """
    assert len(questions) == 19
    assert sum(question.shows_output for question in questions) == 9
    sizes = [(len(question.options), question.several) for question in questions]
    expected = sum(1 / (2**n - 1) if several else 1 / n for n, several in sizes)
    assert round(expected) == 4


def test_every_lesson_is_asked_in_order(questions):
    """«recorren las cinco lecciones de la unidad 2, en el mismo orden»."""
    order = [
        "tensores",
        "red-numpy",
        "forward",
        "aplicar-backpropagation",
        "entrenamiento-resultados",
    ]
    places = [order.index(question.lesson.split("/")[1]) for question in questions]
    assert places == sorted(places)
    assert min(Counter(places).values()) >= 3 and len(set(places)) == 5


def test_right_answers_are_spread(questions):
    """Ninguna posición se lleva más de la mitad de las respuestas."""
    single = [question for question in questions if not question.several]
    places = Counter([o.right for o in question.options].index(True) for question in single)
    assert len(places) == 4 and max(places.values()) <= len(single) / 2


def test_every_lesson_has_its_own_questions(project):
    """Cada lección de la unidad acaba con una o dos preguntas."""
    found = [item for quiz in load_quizzes(project)[0] for item in quiz.questions]
    count = Counter(q.lesson for q in found if q.place == "lesson" and q.unit == "numpy")
    assert len(count) == 5 and set(count.values()) <= {1, 2}


def test_outputs_agree_with_the_explanations(outputs):
    """Las cuentas que hacen las explicaciones dan lo que imprime cada programa."""
    assert outputs["vista-y-copia"] == "[7. 0. 0. 0.]"
    assert outputs["media-por-eje"] == str(np.array([(1 + 5) / 2, (2 + 6) / 2, (3 + 7) / 2]))
    assert outputs["formas-que-se-estiran"] == "(5, 4, 3)"
    assert outputs["reshape-y-traspuesta"] == "[1 2] [1 4]"
    assert outputs["parametros-de-una-red"] == str(15 + 5 + 10 + 2)
    assert outputs["sorteo-repetido"] == "False True"
    assert outputs["relu-encima"] == "[0. 3.] [0. 3.]"
    assert outputs["cuantas-actualizaciones"] == str(3 * 3)


def test_gradient_against_tensorflow(outputs):
    """«dz vale −1/8 con los dos primeros ejemplos»: el gradiente de una neurona con peso 0."""
    x, y = tf.constant([[1.0], [2.0], [3.0], [6.0]]), tf.constant([[1.0], [1.0], [0.0], [0.0]])
    W, b = tf.Variable([[0.0]]), tf.Variable([0.0])
    with tf.GradientTape() as tape:
        losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x @ W + b)
        loss = tf.reduce_mean(losses)
    found = [float(n) for n in re.findall(r"-?\d+\.\d*", outputs["media-del-lote"])]
    expected = [float(tf.squeeze(gradient)) for gradient in tape.gradient(loss, [W, b])]
    assert found == pytest.approx(expected, abs=1e-6)


def test_wrong_shapes_of_the_options():
    """Las opciones falsas fallan, o no fallan, como dicen sus explicaciones."""
    x, W = np.ones((32, 20)), np.arange(160.0).reshape(8, 20)
    for wrong in [lambda: x @ W, lambda: x * W]:
        with pytest.raises(ValueError):
            wrong()
    assert (x @ W.reshape(20, 8)).shape == (x @ W.T).shape == (32, 8)
    assert not np.allclose(x @ W.reshape(20, 8), x @ W.T)
    x, dz = np.ones((50, 8)), np.ones((50, 4))
    assert (dz.T @ x).shape == (4, 8) and (x.T @ dz).shape == (8, 4)
    with pytest.raises(ValueError):
        x @ dz
    assert ((np.ones((1000, 1)) - np.ones(1000)) ** 2).size == 1_000_000


def test_naive_sigmoid_overflows():
    """«np.exp(1000) no cabe en 64 bits y se convierte en infinito, con un aviso»."""
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert np.exp(1000.0) == np.inf
    with np.errstate(over="ignore"):
        assert 1 / (1 + np.exp(1000.0)) == 0


def test_biases_without_the_mean():
    """«Un `db` que vale N veces lo que debe da un error de (N − 1)/(N + 1); con N = 50, 0.96»."""
    right = np.random.default_rng(0).normal(size=20)
    wrong = 50 * right
    errors = np.abs(wrong - right) / (np.abs(wrong) + np.abs(right))
    np.testing.assert_allclose(errors, 49 / 51)
    assert round(49 / 51, 2) == 0.96


def test_all_at_zero_moves_only_the_last_bias():
    """«Los pesos no se mueven nunca»; «Solo podría moverse el sesgo de la salida»; con sesgos que
    encienden la oculta, los pesos de la salida sí se mueven.
    """
    rng = np.random.default_rng(0)
    x, y = tf.constant(rng.normal(size=(20, 3))), tf.constant(rng.normal(size=(20, 1)))

    def moved(bias):
        layers = [tf.zeros((3, 4), x.dtype), bias, tf.zeros((4, 1), x.dtype), tf.zeros(1, x.dtype)]
        parts = [tf.Variable(part) for part in layers]
        with tf.GradientTape() as tape:
            a = tf.nn.relu(x @ parts[0] + parts[1]) @ parts[2] + parts[3]
            loss = tf.reduce_mean((a - y) ** 2)
        return [bool(tf.reduce_any(slope != 0)) for slope in tape.gradient(loss, parts)]

    assert moved(tf.zeros(4, x.dtype)) == [False, False, False, True]
    assert moved(tf.ones(4, x.dtype)) == [False, False, True, True]
