"""Lección 1.6: lo que la página afirma de una neurona, del perceptrón y de XOR."""

import re

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, OR, XOR = [0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0]
NEURON = ("suma", "neurona")
PERCEPTRON = (*NEURON, "puertas", "regla")
FLOWERS = (*PERCEPTRON, "lirios")


def separable(x, y):
    """Dice si hay un hiperplano que separa las clases, por programación lineal: s·z ≥ 1."""
    signs = np.where(np.asarray(y) == 1, 1, -1)[:, None]
    signed = signs * np.column_stack([x, np.ones(len(x))])
    free = [(None, None)] * signed.shape[1]
    done = linprog(np.zeros(signed.shape[1]), -signed, -np.ones(len(x)), bounds=free)
    assert done.status in (0, 2)  # 0: hay solución; 2: no la hay
    return done.status == 0


def perceptron(x, y, rate=1.0, epochs=1000):
    """La regla, escrita aquí por separado: vector (w, b) al acabar y fallos de cada época."""
    extended = np.column_stack([x, np.ones(len(x))])
    v, log = np.zeros(extended.shape[1]), []
    for _ in range(epochs):
        mistakes = 0
        for row, target in zip(extended, y, strict=True):
            answer = int(v @ row >= 0)
            v = v + rate * (target - answer) * row
            mistakes += answer != target
        log.append(mistakes)
        if not mistakes:
            break
    return v, log


# La suma, la activación y la recta


def test_weighted_sum(result, namespace):
    """«Los días suman 5, la lluvia resta 1 y el sesgo resta 3: queda z = 1»; «Entre dos
    vectores, `@` multiplica cada número por su pareja y suma los productos».
    """
    page = namespace("neurona", "suma")
    assert list(page["w"] * page["x"]) == [5, -1] and page["b"] == -3
    assert page["x"] @ page["w"] + page["b"] == 1
    assert re.findall(r"(?:z =|@:) (\S+)", result("neurona").outputs["suma"]) == ["1.0", "1.0"]


def test_units_change_the_weight():
    """«si midieras la lluvia en centímetros, el peso tendría que ser −5 para decidir lo mismo»."""
    rain_mm = np.linspace(0, 50, 11)
    np.testing.assert_allclose(-0.5 * rain_mm, -5 * (rain_mm / 10))


def test_sum_decides(result):
    """«La primera y la segunda se distinguen solo en la lluvia; la segunda y la cuarta, solo en
    los días».
    """
    lines = result("neurona").outputs["neurona"].splitlines()
    answers = [line.split(": ")[1] for line in lines]
    assert answers == ["riega", "no riegues", "no riegues", "riega"]
    days, rain = zip(*(map(int, re.findall(r"\d+", line)) for line in lines), strict=True)
    assert days[0] == days[1] and rain[1] == rain[3]


def test_weights_are_perpendicular_and_point_to_one(namespace):
    """«Siempre es perpendicular a la recta y siempre apunta al lado donde la respuesta es 1»."""
    page = namespace("neurona", *NEURON)
    rng = np.random.default_rng(0)
    for w, b in zip(rng.normal(size=(50, 2)), rng.normal(size=50), strict=True):
        on_line = -b * w / (w @ w)
        along = np.array([-w[1], w[0]])
        assert w @ (on_line + 3 * along) + b == pytest.approx(0)
        assert page["neuron"](on_line + 0.01 * w, w, b) == 1
        assert page["neuron"](on_line - 0.01 * w, w, b) == 0


def test_bias_shifts_weights_turn_scale_does_nothing(namespace):
    """«con b = −6 hacen falta seis días, en lugar de tres»; «Con w2 = −2 basta poca lluvia para
    no regar; con w2 = −0.25 hace falta mucha»; «Multiplicar todo por el mismo número positivo
    no cambia nada».
    """
    page = namespace("neurona", *NEURON)
    neuron, w, b = page["neuron"], page["w"], page["b"]
    days = np.column_stack([np.arange(11), np.zeros(11)])
    assert neuron(days, w, -3).argmax() == 3 and neuron(days, w, -6).argmax() == 6
    rain = np.column_stack([np.full(41, 5), np.arange(41)])
    first_dry = [neuron(rain, np.array([1, w2]), b).argmin() for w2 in (-2, -0.5, -0.25)]
    assert first_dry == sorted(first_dry) and first_dry[0] < 3 < 8 < first_dry[-1]
    points = np.random.default_rng(0).uniform(-10, 10, size=(1000, 2))
    np.testing.assert_array_equal(neuron(points, w, b), neuron(points, 10 * w, 10 * b))


def test_gates_on_all_inputs(result, namespace):
    """«Solo hay cuatro entradas posibles, así que las comprobamos todas»."""
    neuron = namespace("neurona", *NEURON)["neuron"]
    assert list(neuron(INPUTS, np.array([1, 1]), -1.5)) == AND
    assert list(neuron(INPUTS, np.array([1, 1]), -0.5)) == OR
    assert result("neurona").outputs["puertas"].count("True") == 2


# La regla del perceptrón


def test_correction_moves_the_sum_the_right_way():
    """«Cuánto se mueve z se puede calcular: x1² + x2² + 1, siempre en el buen sentido»."""
    rng = np.random.default_rng(0)
    for x in rng.normal(size=(20, 2)):
        w, b = rng.normal(size=2), rng.normal()
        for error in (1, -1):
            moved = (w + error * x) @ x + b + error - (w @ x + b)
            assert moved == pytest.approx(error * (x[0] ** 2 + x[1] ** 2 + 1))


def test_learning_rate_changes_nothing_from_zero():
    """«Empezando con todo a cero, aquí no cambia nada»."""
    for targets in (AND, OR):
        v, log = perceptron(INPUTS, targets)
        scaled, scaled_log = perceptron(INPUTS, targets, rate=0.125)
        assert log == scaled_log
        np.testing.assert_allclose(scaled, 0.125 * v)


def test_perceptron_learns_and(result, namespace):
    """«la época … pasa sin fallos»; «No ha dado con nuestros pesos […] sino con otros que
    también valen».
    """
    num = result("neurona").num
    v, log = perceptron(INPUTS, AND)
    assert (num["and_epochs"], num["and_corrections"]) == (len(log), sum(log))
    page = namespace("neurona", *PERCEPTRON)
    w, b, _ = page["train_perceptron"](INPUTS, np.array(AND))
    np.testing.assert_array_equal([*w, b], v)
    assert list(page["neuron"](INPUTS, w, b)) == AND
    assert list(w) != [1, 1]


def test_iris_card():
    """«Las 150 flores, 50 de cada una de tres especies, las midió en centímetros […] Edgar
    Anderson»; «la copia de R, sin los errores que aquel tiene en dos flores».
    """
    iris = load_iris()
    card = " ".join(iris.DESCR.split())
    for fact in [
        "150 (50 in each of three classes)",
        "in cm",
        "same as in R",
        "two wrong data points",
    ]:
        assert fact in card
    assert list(iris.target_names) == ["setosa", "versicolor", "virginica"]
    assert list(iris.target) == sorted(iris.target)  # «vienen agrupados por especie»
    assert "petal length" in iris.feature_names[2] and "sepal length" in iris.feature_names[0]


def test_baseline_of_two_species(result):
    """«Responder siempre la misma especie, la línea base, fallaría 50 de las 100 flores»."""
    output = result("neurona").outputs["lirios"]
    assert "(100, 2)" in output and "de cada especie: [50 50]" in output


def test_petals_are_easy_and_the_line_stays_close(result, namespace):
    """«todas en la primera época»; «pegada a las setosas, aunque hay sitio de sobra en medio»."""
    outcome = result("neurona")
    assert outcome.num["petal_mistakes"] == 0
    assert f"[{outcome.num['petal_corrections']}, 0]" in outcome.outputs["petalos"]
    page = namespace("neurona", *FLOWERS)
    x, y = page["petals"], page["y_easy"]
    assert separable(x, y)
    w, b, _ = page["train_perceptron"](x, y)
    distance = np.abs(x @ w + b) / np.linalg.norm(w)
    assert distance[y == 0].min() < distance[y == 1].min() / 3


def test_sepals_are_separable_but_hard(result, namespace):
    """«También los separa, pero le cuesta»; «lo estrecho del pasillo»; «rozando un cuadrado de
    setosa y un círculo de versicolor».
    """
    num = result("neurona").num
    assert num["sepal_mistakes"] == 0
    assert num["sepal_corrections"] > 50 * num["petal_corrections"]
    assert 100 < num["sepal_epochs"] < 1000
    page = namespace("neurona", *FLOWERS)
    sepals, y = page["measures"][page["easy"], :2], page["y_easy"]
    assert separable(sepals, y)
    v, log = perceptron(sepals, y)
    assert log[-1] == 0
    distance = np.abs(sepals @ v[:2] + v[2]) / np.linalg.norm(v[:2])
    assert max(distance[y == 0].min(), distance[y == 1].min()) < 0.02


def test_convergence_bound(result):
    """«k ≤ (R/γ)²»; «unas doce veces más estrecho, y la cota, cientos de veces
    mayor».
    """
    num = result("neurona").num
    for kind in ("petal", "sepal"):
        bound = (num[f"{kind}_radius"] / num[f"{kind}_margin"]) ** 2
        assert num[f"{kind}_bound"] == pytest.approx(bound)
        assert 0 < num[f"{kind}_corrections"] < bound / 10  # «suele quedar muy por debajo»
    assert num["petal_margin"] / num["sepal_margin"] == pytest.approx(12, abs=1)
    assert 100 < num["sepal_bound"] / num["petal_bound"] < 1000


def test_any_order_converges(namespace):
    """«la regla […] se detiene, empiece por el ejemplo que empiece»."""
    page = namespace("neurona", *FLOWERS)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(100)
        assert perceptron(page["petals"][order], page["y_easy"][order])[1][-1] == 0


def test_proof_inequalities(namespace):
    """«la longitud de v es como mucho √k R» y «es también, como mínimo, kγ», tras cada
    corrección.
    """
    page = namespace("neurona", *FLOWERS, "colorear", "puertas-plano", "petalos", "sepalos", "cota")
    x, y = page["petals"], page["y_easy"]
    margin, radius, _ = page["correction_bound"](x, y)
    extended, v, k = np.column_stack([x, np.ones(len(x))]), np.zeros(3), 0
    for row, target in zip(extended, y, strict=True):
        error = target - int(v @ row >= 0)
        v, k = v + error * row, k + abs(error)
        assert k * margin <= np.linalg.norm(v) + 1e-12 <= np.sqrt(k) * radius + 1e-9


def test_overlapping_species(result, namespace):
    """«Hay lirios de las dos especies con el pétalo igual de largo y de ancho»; «Corrige sin
    fin»; «en la época 100 ninguna de las dos curvas había llegado a cero».
    """
    outcome = result("neurona")
    assert "(" in outcome.outputs["solapadas"] and "set()" not in outcome.outputs["solapadas"]
    num = outcome.num
    assert num["hard_epochs"] == 1000 and num["least"] > 5
    page = namespace("neurona", *FLOWERS, "solapadas")
    assert not separable(page["x_hard"], page["y_hard"])
    _, log = perceptron(page["x_hard"], page["y_hard"])
    assert (min(log[500:]), max(log[500:])) == (num["least"], num["most"])
    assert min(log) > 5 and max(log) < 70  # «oscilando por encima de cinco»: todas caben
    assert num["sepal_epochs"] > 100 and min(log[:100]) > 0


# XOR


def test_no_neuron_in_the_grid(result):
    """«Para AND y para OR hay miles de neuronas que valen. Para XOR, ninguna: la mejor acierta
    tres de cuatro».
    """
    lines = result("neurona").outputs["rejilla"].splitlines()
    assert str(61**3) in lines[0]
    found = [list(map(int, re.findall(r"\d+", line))) for line in lines[2:]]
    assert found[0][0] > 1000 and found[1][0] > 1000 and found[2] == [0, 3, 4]
    assert found[0][1] == found[1][1] == 4


def test_xor_is_not_separable():
    """«No hay pesos que cumplan las cuatro a la vez»: lo confirma la programación lineal."""
    assert separable(INPUTS, AND) and separable(INPUTS, OR)
    assert not separable(INPUTS, XOR)


def test_perceptron_cycles_on_xor(result):
    """«Desde la época 2 termina cada vuelta en el mismo sitio: falla las cuatro entradas»."""
    states = [perceptron(INPUTS, XOR, epochs=n) for n in range(2, 40)]
    for v, log in states:
        np.testing.assert_array_equal(v, states[0][0])
        assert set(log[2:]) <= {4}
    rows = [line.split() for line in result("neurona").outputs["xor-perceptron"].splitlines()[1:]]
    assert len({tuple(row[2:]) for row in rows[1:]}) == 1
    assert {row[1] for row in rows[2:]} == {"4"}


def test_two_hidden_units_solve_xor(result, namespace):
    """«Las cuatro bien»; «la banda de en medio […]; las dos zonas de fuera»."""
    page = namespace("neurona", *NEURON, "puertas", "rejilla", "xor-red")
    hidden, answers = page["xor_network"](INPUTS)
    assert list(answers) == XOR
    assert hidden.T.tolist() == [OR, AND]
    assert "True" in result("neurona").outputs["xor-red"]
    points = np.random.default_rng(0).uniform(-0.5, 1.5, size=(2000, 2))
    band = (points.sum(axis=1) >= 0.5) & (points.sum(axis=1) < 1.5)
    np.testing.assert_array_equal(page["xor_network"](points)[1], band)


# Errores comunes y ejercicios


def test_without_bias_the_origin_says_one(namespace):
    """«Con AND se nota enseguida: la entrada (0, 0) da z = 0, y la respuesta es 1 sean cuales
    sean los pesos».
    """
    neuron = namespace("neurona", *NEURON)["neuron"]
    for w in np.random.default_rng(0).normal(size=(20, 2)):
        assert neuron(np.zeros(2), w, 0) == 1


def test_star_instead_of_at_gives_two_answers(namespace):
    """«`*` multiplica por parejas y no suma. La neurona devuelve dos respuestas»."""
    page = namespace("neurona", *NEURON)
    assert page["step"](page["x"] * page["w"] + page["b"]).shape == (2,)


def test_millimetres_need_a_tenth_of_the_weight(namespace):
    """«pasa los pétalos de centímetros a milímetros y el peso que hace falta es diez veces
    menor».
    """
    page = namespace("neurona", *FLOWERS)
    w, b, _ = page["train_perceptron"](page["petals"], page["y_easy"])
    neuron = page["neuron"]
    np.testing.assert_array_equal(
        neuron(page["petals"], w, b), neuron(10 * page["petals"], w / 10, b)
    )


def test_nand_and_the_other_xor(result):
    """«de (1, 1) y −1.5 salen (−1, −1) y 1.5»; «la salida puede ser la AND de la lección»."""
    output = result("neurona").outputs["solucion-nand"]
    assert "NAND: [1 1 1 0]" in output and "XOR:  [0 1 1 0]" in output


def test_majority_and_veto(result):
    """«Compruébalas con las ocho votaciones posibles»."""
    lines = result("neurona").outputs["solucion-mayoria"].splitlines()
    assert len(lines) == 8
    for line in lines:
        first, second, third, majority, veto = map(int, re.findall(r"\d", line))
        assert majority == (first + second + third >= 2)
        assert veto == (first and (second or third))


def test_threes_and_eights(result):
    """«Se detiene, luego los separa»; «con otro reparto se le escapa alguna»; «la tinta a la
    izquierda […] empuja hacia el 8».
    """
    num = result("neurona").num
    assert num["test_hits"] >= 0.95 * num["n_test"] > num["baseline"]
    digits = load_digits()
    pair = np.isin(digits.target, [3, 8])
    x, y = digits.data[pair] / 16, (digits.target[pair] == 8).astype(int)
    misses = []
    for seed in (0, 1, 2, 42):
        x_train, x_test, y_train, y_test = train_test_split(x, y, stratify=y, random_state=seed)
        v, log = perceptron(x_train, y_train)
        assert log[-1] == 0
        misses.append(int(np.sum((x_test @ v[:-1] + v[-1] >= 0) != y_test)))
        picture = v[:-1].reshape(8, 8)
        assert picture[2:7, 1:4].mean() > 0 > picture[2:7, 5:7].mean()
    assert any(misses) and max(misses) < 8
    # El último reparto es el de la figura: «a la izquierda del centro, arriba y abajo; los más
    # bajos, en naranja, arriba en el centro y abajo a la derecha»
    places = np.argsort(picture, axis=None)
    rows, columns = np.unravel_index(places[-6:], (8, 8))
    assert set(columns) == {2, 3} and rows.min() < 4 < rows.max()
    lowest = {tuple(map(int, divmod(place, 8))) for place in places[:3]}
    assert lowest == {(0, 4), (1, 4), (6, 6)}


def test_figure_that_does_not_stop(result):
    """«La curva de los sépalos de setosa y versicolor baja a tirones y llega a cero antes de la
    época 500. La de los pétalos de versicolor y virginica se queda oscilando por encima de cinco».
    """
    run = result("neurona")
    x, sepals = run.series("no-se-detiene", "sépalos: setosa\ny versicolor")
    z, petals = run.series("no-se-detiene", "pétalos: versicolor\ny virginica")
    assert (x[-1], sepals[-1]) == (run.num["sepal_epochs"], 0) and x[-1] < 500
    assert z[-1] == 1000 and min(petals) > 5


def test_figure_that_moves_the_line(result):
    """«Abajo, tres rectas que pasan por el mismo punto, tres días y lluvia cero, con inclinaciones
    distintas, una por cada valor de w2».
    """
    for axes, w2, b, label in [
        *((0, -0.5, b, f"$b = {b}$") for b in (-1, -3, -6)),
        *((1, w2, -3, f"$w_2 = {w2}$") for w2 in (-0.25, -0.5, -2)),
    ]:
        days, rain = map(np.array, result("neurona").series("mover", label, axes))
        assert days + w2 * rain + b == pytest.approx(0 * days)
