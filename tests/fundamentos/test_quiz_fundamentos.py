"""Cuestionario 1.13: preguntas, respuestas calculadas por separado y lo que la página afirma."""

import math
import re
import sys
from collections import Counter

import keras
import numpy as np
import pytest
from scipy.optimize import linprog

from docbuild.course.navigation import navigation
from docbuild.course.quizzes import load_quizzes, questions_of

NAME = "quiz_fundamentos"
XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])


@pytest.fixture(scope="module")
def unit(project):
    """Las preguntas de la unidad 1, de todos los sitios."""
    quizzes, problems = load_quizzes(project)
    assert not problems
    return [item for item in questions_of(quizzes) if item.unit == "fundamentos"]


@pytest.fixture(scope="module")
def quiz(unit):
    """Las preguntas del cuestionario, en su orden."""
    return [question for question in unit if question.place == "quiz"]


@pytest.fixture(scope="module")
def lessons(project):
    """Las lecciones de la unidad, en el orden del índice."""
    entries = [entry for entry in navigation(project)[0] if entry.is_lesson]
    paths = [entry.path.removesuffix(".md") for entry in entries]
    return [path for path in paths if path.startswith("fundamentos/")]


def right_texts(quiz, name):
    question = next(question for question in quiz if question.id == name)
    return [option.text for option in question.options if option.right]


def separable(x, y):
    """Dice si una neurona con escalón puede separar las clases, por programación lineal."""
    signs = np.where(np.asarray(y) == 1, 1, -1)[:, None]
    signed = signs * np.column_stack([x, np.ones(len(y))])
    free = [(None, None)] * signed.shape[1]
    done = linprog(np.zeros(signed.shape[1]), -signed, -np.ones(len(y)), bounds=free)
    assert done.status in (0, 2)  # 0: hay solución; 2: no la hay
    return done.status == 0


# El conjunto


def test_every_lesson_has_two_in_order(quiz, lessons):
    """«recorren sus doce lecciones, dos por cada una y en el mismo orden»; «Veinticuatro»."""
    assert len(lessons) == 12 and len(quiz) == 24
    assert [question.lesson for question in quiz] == [path for path in lessons for _ in range(2)]


def test_kinds_of_questions(quiz):
    """Hay preguntas de varias respuestas y de salidas de código."""
    assert sum(question.several for question in quiz) >= 2
    assert sum(question.shows_output for question in quiz) >= 4


def test_every_lesson_ends_with_one_or_two(unit, lessons):
    """Cada lección acaba con una o dos preguntas propias."""
    counts = Counter(question.lesson for question in unit if question.place == "lesson")
    assert {path: counts[path] for path in lessons if not 1 <= counts[path] <= 2} == {}


def test_right_answers_are_spread(quiz):
    """La correcta no está siempre en el mismo sitio ni es siempre la más larga."""
    single = [question for question in quiz if not question.several]
    places = Counter(
        [option.right for option in question.options].index(True) for question in single
    )
    assert all(places[place] >= 3 for place in range(4))
    assert max(places.values()) < len(single) / 2
    worded = [question for question in single if not question.shows_output]
    longest = 0
    for question in worded:
        right = max(len(option.text) for option in question.options if option.right)
        longest += right > max(len(option.text) for option in question.options if not option.right)
    assert longest < len(worded) / 2


def test_programs_are_short(quiz, project):
    """Cada programa cabe en diez líneas."""
    source = (project.snippets / "fundamentos" / f"{NAME}.py").read_text(encoding="utf-8")
    sections = re.findall(r"\[start:.*?\]\n(.*?)# --8<-- \[end", source, re.S)
    assert len(sections) == sum(question.shows_output for question in quiz)
    assert all(len(section.splitlines()) <= 10 for section in sections)


def test_blind_score(quiz):
    """«Quien marca opciones al azar acierta unas 5 de 24»."""
    score = 0.0
    for question in quiz:
        n = len(question.options)
        score += 1 / (2**n - 1) if question.several else 1 / n
    assert round(score) == 5


# ¿Qué imprime este código? Lo que salió al ejecutarlo, y cada error que lleva a otra opción


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def printed(*values):
    return " ".join(str(value) for value in values)


def step(z):
    return (z >= 0).astype(int)


def descend(move, x=4.0):
    path = []
    for _ in range(3):
        x = move(x)
        path.append(x)
    return path


CORNERS = np.array(XOR[0])
DOUBT = np.array([3.0, 3.0])
TARGET = np.array([1.0, 2.0])
EXPECTED = {
    "aplanar-imagenes": (
        printed((10, 28 * 28), (28 * 28,)),
        printed((10, 28 + 28), (28 + 28,)),
        printed((10, 784), (1, 784)),
        printed(np.zeros((10, 28, 28)).ravel().shape, ()),
    ),
    "cuatro-entradas": (
        printed(1 - CORNERS.all(axis=1)),  # NAND
        printed(CORNERS.all(axis=1).astype(int)),  # AND
        printed(step(CORNERS @ [-1, -1] + 0.5)),  # el sesgo que dice la explicación
        printed(CORNERS.sum(axis=1) % 2),  # XOR
    ),
    "capas-de-unos": (
        printed((5, 2), 4.0 * 3),
        printed((4, 2), 4.0 * 3),
        printed((5, 2), 4.0 + 3),
        printed((5, 2), 1.0),
    ),
    "cien-mas": (
        printed(*[keras.ops.convert_to_numpy(keras.ops.softmax(DOUBT + c)) for c in (0, 100)]),
        printed(*[np.round(1 / (1 + np.exp(-DOUBT - c)), 2) for c in (0, 100)]),
        printed(softmax(DOUBT), np.ones(2)),
        printed(softmax(DOUBT), np.full(2, np.nan)),
    ),
    "columna-menos-fila": (
        printed((2, 2), np.mean([(a - b) ** 2 for a in TARGET for b in TARGET])),
        printed((2,), 0.0),
        printed((2, 1), 0.0),
    ),
    "tres-pasos": (
        printed(descend(lambda x: x * (1 - 2 * 0.75))),
        printed(descend(lambda x: x - 0.75 * x)),
        printed(descend(lambda x: x - 0.75 * (2 * 4.0))),
        printed(descend(lambda x: x + 0.75 * 2 * x)),
    ),
    "dos-caminos": ("8.0", "6.0", "2.0", "12.0"),
}


def test_printed_answers(quiz, result):
    """La opción correcta es lo que el código imprime; cada falsa sale del error que explica."""
    asked = [question for question in quiz if question.shows_output]
    assert {question.code.section for question in asked} == set(EXPECTED)
    for question in asked:
        right, *wrong = EXPECTED[question.code.section]
        assert result(NAME).outputs[question.code.section].rstrip() == right
        offered = {option.printed for option in question.options if option.printed}
        assert offered == set(wrong)


def test_derivative_by_two_paths():
    """«La variable llega por dos caminos, que aportan 6 y 2, y las contribuciones se suman»."""
    x = keras.Variable(3.0)
    import tensorflow as tf

    with tf.GradientTape() as tape:
        total = x.value * x.value + 2 * x.value
    assert float(tape.gradient(total, x.value)) == pytest.approx(6 + 2)


def test_limits_of_the_exponential():
    """«$e^{103}$ tiene 45 cifras, y un número de 64 bits llega hasta las 309»; con 1000 más,
    `nan`.
    """
    assert len(str(int(math.exp(103)))) == 45
    assert len(str(int(sys.float_info.max))) == 309
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(softmax(DOUBT + 1000)).all()


# Respuestas con números


def test_group_scores(quiz):
    """«$0.9 · 0.98 + 0.1 · 0.5 = 0.932$»; la media sin pesos es 74."""
    hits = 90 * 0.98 + 10 * 0.50
    assert right_texts(quiz, "nota-de-conjunto") == [f"{hits:.1f} %"]
    assert (98 + 50) / 2 == 74


def test_updates_of_fit(quiz):
    """«25 lotes por época, y $25 · 5 = 125$»: los cuenta el optimizador de Keras."""
    model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    data = np.zeros((1000, 1), dtype="float32")
    model.fit(data, data, validation_split=0.2, batch_size=32, epochs=5, verbose=0)
    updates = int(model.optimizer.iterations.numpy())
    assert right_texts(quiz, "mil-imagenes") == [str(updates)]
    assert math.ceil(1000 / 32) * 5 == 160


def test_parameters(quiz):
    """`[3, 5, 2]` tiene 32 parámetros: los cuenta Keras."""
    layers = [keras.Input(shape=(3,)), keras.layers.Dense(5), keras.layers.Dense(2)]
    assert right_texts(quiz, "red-3-5-2") == [str(keras.Sequential(layers).count_params())]
    assert [3 + 5 + 2, 3 * 5 + 5 * 2, 32 + 3] == [10, 25, 35]


def test_slope_of_the_sigmoid(quiz):
    """σ′(z) vale 0.16 donde σ(z) = 0.8, por diferencias finitas; la σ repetida daría 0.21."""

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))

    z, h = math.log(0.8 / 0.2), 1e-6
    assert sigmoid(z) == pytest.approx(0.8)
    slope = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
    assert right_texts(quiz, "derivada-escrita-con-a")[0].endswith(f"= {slope:.2f}$")
    assert sigmoid(0.8) * (1 - sigmoid(0.8)) == pytest.approx(0.21, abs=0.005)


def test_cross_entropy_of_one_example(quiz):
    """La pérdida es 0.693, según Keras; sumar todos los términos daría 3.91."""
    p = np.array([[0.1, 0.5, 0.4]])
    loss = float(keras.losses.sparse_categorical_crossentropy(np.array([1]), p)[0])
    assert f"{loss:.3f}" in right_texts(quiz, "tercera-en-duda")[0]
    assert -np.log(p).sum() == pytest.approx(3.91, abs=0.005)


# Lo que las explicaciones dan por cierto


def test_labels_taken_from_every_answer(namespace):
    """«Resta cada etiqueta de cada respuesta. Salen 4 errores en vez de 2 (0, −1, 1 y 0)»."""
    page = namespace(NAME, "columna-menos-fila")
    every = [answer - label for answer in page["p"].ravel() for label in page["y"]]
    assert page["error"].ravel().tolist() == every == [0, -1, 1, 0]


def test_random_and_aimed_changes(result):
    """Los empujones al azar «se compensan»; los otros «suman todos en la misma dirección»."""
    num = result("importancia").num
    assert num["clean_accuracy"] - num["random_accuracy"] < 0.05
    assert num["attack_accuracy"] < num["random_accuracy"] - 0.3


def test_few_or_many_messages(result):
    """«Con 30 mensajes […] acierta mucho más que la red. Con 1000, gana la red»; «Acertaba sus 30
    mensajes».
    """
    rows = result("deep_learning").outputs["cuantos"].splitlines()
    table = {int(row.split()[0]): [float(x) for x in row.split()[1:]] for row in rows[1:]}
    by_hand, network, memory = table[30]
    assert by_hand > network + 0.2 and memory == 1
    assert table[1000][1] > table[1000][0]


def test_always_good_is_right_97_times():
    """«97 de cada 100 sin mirar ninguna pieza»: misma exactitud, ninguna defectuosa hallada."""
    truth = np.array([1] * 3 + [0] * 97)
    assert (truth == 0).mean() == 0.97
    assert (np.zeros(100)[truth == 1] == 1).sum() == 0


def test_who_can_compute_xor():
    """Ninguna neurona; con dos ocultas sin activación, tampoco; con dos con escalón, sí."""
    x, y = np.array(XOR[0]), np.array(XOR[1])
    assert not separable(x, y)
    mixed = x @ np.array([[1.3, -0.7], [0.4, 2.1]]) + [0.5, -1.0]
    assert not separable(mixed, y)  # afín: la salida ve lo mismo, movido
    hidden = step(x @ np.ones((2, 2)) - [0.5, 1.5])  # OR y AND
    np.testing.assert_array_equal(step(hidden @ [1, -1] - 0.5), y)


def test_relu_only_at_the_output():
    """«Si se añade ReLU solo a la neurona de salida, ya puede resolver XOR»: no, ni con umbral en
    otro sitio; «Sobran casi todos sus parámetros».
    """
    x, y = np.array(XOR[0]), np.array(XOR[1])
    for weights in np.random.default_rng(0).normal(size=(2000, 3)):
        answers = np.maximum(0, x @ weights[:2] + weights[2])
        for low, high in ((answers[y == 0], answers[y == 1]), (answers[y == 1], answers[y == 0])):
            assert low.max() >= high.min()  # ningún umbral deja las clases a los dos lados
    layers = [keras.layers.Dense(units) for units in [8] * 9 + [1]]
    network = keras.Sequential([keras.Input((2,)), *layers])
    assert network.count_params() > 100 * (2 + 1)


def test_descent_bounces_down():
    """«se pasa de largo y rebota, pero cada vez más abajo»."""
    path = [4.0, *descend(lambda x: x - 0.75 * 2 * x)]
    assert all(a * b < 0 and abs(b) < abs(a) for a, b in zip(path, path[1:], strict=False))


def test_first_step_of_adam():
    """«Su primer paso mide justo eso», la tasa."""
    x = keras.Variable(4.0)
    keras.optimizers.Adam(learning_rate=0.01).apply([keras.ops.convert_to_tensor(8.0)], [x])
    assert 4.0 - float(x.value) == pytest.approx(0.01, rel=1e-3)


def test_tiny_steps_spoil_the_check():
    """«a un gradiente correcto le sale menos de una millonésima»; con 10⁻¹³, «el error
    crecería».
    """

    def relative_error(h, x=0.7):
        measured = (np.tanh(x + h) - np.tanh(x - h)) / (2 * h)
        true = 1 - np.tanh(x) ** 2
        return abs(measured - true) / (abs(measured) + abs(true))

    assert relative_error(1e-5) < 1e-6 < relative_error(1e-13)


def test_circle_is_a_line_in_the_squares():
    """«Con esas entradas, el círculo es una frontera recta»; con las de siempre, no."""
    rng = np.random.default_rng(42)
    y = np.arange(200) % 2
    radius = np.sqrt(np.where(y == 1, rng.uniform(0, 6, 200), rng.uniform(12, 25, 200)))
    angle = rng.uniform(0, 2 * np.pi, 200)
    x = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    assert separable(x**2, y)
    assert not separable(x, y)
