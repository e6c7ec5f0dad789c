"""Lección 1.7: lo que la página afirma de las capas, sus formas y sus parámetros."""

import re
import warnings

import keras
import numpy as np
import pytest

NETWORK = ("tres-neuronas", "capa", "lote", "red", "forward", "parametros")
DEEP = (*NETWORK, "sin-activacion", "aplastar")


def keras_network(layers, activation):
    """La misma red en Keras, con los mismos pesos, en float64."""
    *hidden, last = layers
    model = keras.Sequential([keras.Input(shape=(len(layers[0][0]),), dtype="float64")])
    for _, biases in hidden:
        model.add(keras.layers.Dense(len(biases), activation=activation, dtype="float64"))
    model.add(keras.layers.Dense(len(last[1]), dtype="float64"))
    model.set_weights([array for pair in layers for array in pair])
    return model


# La capa y el lote


def test_layer_is_three_neurons(result):
    """«Los mismos tres números, en una línea»; «La primera fila es la de antes»."""
    outputs = result("arquitectura").outputs
    numbers = [
        re.findall(r"-?\d+\.\d*", outputs[name].splitlines()[line])
        for name, line in [("tres-neuronas", 0), ("capa", 0), ("lote", 1)]
    ]
    assert all([float(x) for x in row] == [2.5, 1, -2] for row in numbers)


def test_keras_uses_the_same_order(namespace):
    """«los pesos de `Dense` tienen forma (entradas, neuronas)»; «la misma W sirve para un
    ejemplo y para mil».
    """
    page = namespace("arquitectura", "tres-neuronas", "capa", "lote")
    dense = keras.layers.Dense(3, dtype="float64")
    dense.build((None, 2))
    assert dense.get_weights()[0].shape == (2, 3) and dense.get_weights()[1].shape == (3,)
    dense.set_weights([page["W"], page["b"]])
    np.testing.assert_allclose(dense(page["X"]), page["Z"])
    many = np.random.default_rng(0).normal(size=(1000, 2))
    np.testing.assert_allclose(dense(many), many @ page["W"] + page["b"])


def test_one_cell_by_hand(namespace):
    """«Cada casilla de Z: una fila de X por una columna de W, más el sesgo de esa columna»."""
    page = namespace("arquitectura", "tres-neuronas", "capa", "lote", "casilla")
    assert page["by_hand"] == page["Z"][0, 1]
    for i, j in np.ndindex(5, 3):
        cell = sum(page["X"][i] * page["W"][:, j]) + page["b"][j]
        assert cell == pytest.approx(page["Z"][i, j])


def test_shape_mistakes(result):
    """«lo útil está al final: size 3 is different from 2»; «a cada ejemplo le toca un sesgo, en
    lugar de a cada neurona».
    """
    output = result("arquitectura").outputs["errores-formas"]
    assert output.splitlines()[1].endswith("(size 3 is different from 2)")
    right, wrong = (
        np.array(re.findall(r"-?\d+\.\d*", part), dtype=float).reshape(3, 3)
        for part in output.split("bien:")[1].split("mal:")
    )
    biases = np.array([0, 1, -2])
    np.testing.assert_allclose(right - biases, wrong - biases[:, None])
    assert not np.allclose(right, wrong)


def test_square_transposed_weights_raise_nothing(namespace):
    """«si la capa es cuadrada, no verás nada»; los sesgos en columna: «Con un solo ejemplo o con un
    lote de m da números falsos, sin avisar; con un lote de otro tamaño, error».
    """
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(5, 4)), rng.normal(size=(4, 4))
    assert (x @ w.T).shape == (x @ w).shape and not np.allclose(x @ w.T, x @ w)
    page = namespace("arquitectura", "tres-neuronas", "capa", "lote")
    X, W, b = page["X"], page["W"], page["b"]
    with pytest.raises(ValueError, match="broadcast"):
        X @ W + b[:, None]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in (1, 3):
            wrong = X[:n] @ W + b[:, None]
            assert not np.allclose(wrong, X[:n] @ W + b)


# La red


def test_forward_matches_keras(namespace, result):
    """«El 5 no cambia nunca: entran cinco ejemplos y salen cinco respuestas»."""
    page = namespace("arquitectura", *NETWORK)
    expected = keras_network(page["layers"], "relu")(page["X"])
    np.testing.assert_allclose(page["output"], expected, rtol=1e-10)
    assert page["output"].shape == (5, 1)
    lines = result("arquitectura").outputs["forward"].splitlines()
    assert [line.split("-> ")[-1].split()[-2:] for line in lines][-1] == ["(5,", "1)"]
    assert all("(5, " in line for line in lines)


@pytest.mark.parametrize("sizes", [[2, 4, 3, 1], [64, 64, 10], [784, 128, 10], [10, 20, 5]])
def test_parameters_match_keras(namespace, sizes):
    """«La prueba es `count_params()`»."""
    count = namespace("arquitectura", *NETWORK)["count_parameters"]
    widths = [keras.layers.Dense(units) for units in sizes[1:]]
    assert count(sizes) == keras.Sequential([keras.Input((sizes[0],)), *widths]).count_params()


def test_digits_network_parameters(result):
    """«La segunda es la red de la lección 1.4 […], los mismos que dio `count_params()`»; las
    líneas de su dibujo.
    """
    num = result("arquitectura").num
    assert num["digits_parameters"] == 4810 == num["budget"]
    assert num["digits_parameters"] - 74 == 64 * 64 + 64 * 10
    assert num["counted"] == 31


def test_output_layer_is_a_small_part(namespace):
    """«Casi todo está donde se juntan dos capas grandes, y lo que añade la salida apenas se
    nota».
    """
    count = namespace("arquitectura", *NETWORK)["count_parameters"]
    for sizes in [[784, 128, 10], [784, 1000, 10]]:
        assert count(sizes[1:]) < 0.02 * count(sizes)


def test_drawing_has_one_line_per_weight(namespace):
    """«los trazos continuos son pesos positivos y los discontinuos, negativos»."""
    page = namespace("arquitectura", *NETWORK[:5], "dibujo")
    fig, ax = page["plt"].subplots()
    page["draw_network"](ax, page["layers"])
    weights = np.concatenate([w.ravel() for w, _ in page["layers"]])
    lines = [
        line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_marker() == "None"
    ]
    assert len(lines) == len(weights) == 2 * 4 + 4 * 3 + 3
    assert [line.get_linestyle() == "-" for line in lines] == list(weights > 0)
    page["plt"].close(fig)


# Sin activación


def straightness(x, y):
    """El mayor cambio de pendiente entre tramos seguidos."""
    return np.abs(np.diff(np.diff(y) / np.diff(x))).max()


@pytest.mark.parametrize("seed", [27, 0, 1, 42])
def test_without_activation_it_is_a_line(namespace, seed):
    """«cuatro capas dibujan una recta»; «la de arriba es recta con cualquiera»."""
    page = namespace("arquitectura", *DEEP)
    layers, line = page["random_layers"]([1, 8, 8, 8, 1], seed=seed), page["line"]
    output = page["forward"](line, layers, page["identity"])
    assert straightness(line[:, 0], output[:, 0]) < 1e-6 * np.abs(output).max()
    W_all, b_all = page["collapse"](layers)
    np.testing.assert_allclose(line @ W_all + b_all, output, atol=1e-9)
    bent = page["forward"](line, layers, page["relu"])
    assert straightness(line[:, 0], bent[:, 0]) > 0.01


def test_seed_27_bends_more_than_most(namespace):
    """«La semilla 27 está elegida para que la curva de abajo se doble mucho»."""
    page = namespace("arquitectura", *DEEP)

    def turns(seed):
        layers = page["random_layers"]([1, 8, 8, 8, 1], seed=seed)
        rising = np.diff(page["forward"](page["line"], layers, page["relu"])[:, 0])
        return int(np.sum(rising[1:] * rising[:-1] < 0))

    assert turns(27) > np.median([turns(seed) for seed in range(30)])


def test_bent_line_has_a_deep_valley(namespace):
    """«Abajo, con ReLU, una línea quebrada con varios picos y un valle profundo»."""
    y = namespace("arquitectura", *DEEP)["bent_output"][:, 0]
    inside = y[1:-1]
    peaks = inside[(inside > y[:-2]) & (inside > y[2:])]
    valleys = np.sort(inside[(inside < y[:-2]) & (inside < y[2:])])
    assert len(peaks) >= 3 and valleys[0] < valleys[1] - 1 and valleys[0] == y.min()


def test_forward_without_activation_matches_keras(namespace):
    """Las dos curvas de la figura, con Keras."""
    page = namespace("arquitectura", *DEEP)
    for activation, output in [(None, page["flat_output"]), ("relu", page["bent_output"])]:
        expected = keras_network(page["deep"], activation)(page["line"])
        np.testing.assert_allclose(output, expected, atol=1e-9)


def test_collapse(result, namespace):
    """«La diferencia que queda, menor que una billonésima»; «Con ReLU, en cambio, ninguna capa
    sin activación puede imitar a la red».
    """
    num = result("arquitectura").num
    assert num["same_error"] < 1e-12 < 1 < num["relu_error"]
    assert num["deep_parameters"] == 169
    page = namespace("arquitectura", *DEEP)
    best = np.polynomial.Polynomial.fit(page["line"][:, 0], page["bent_output"][:, 0], 1)
    assert np.abs(best(page["line"][:, 0]) - page["bent_output"][:, 0]).max() > 0.5


def test_dense_has_no_activation_by_default():
    """«En Keras, `Dense(64)` sin `activation` no pone ninguna. No hay aviso: la red entrena y se
    comporta como un modelo lineal, por muchas capas que tenga».
    """
    assert keras.layers.Dense(64).activation is keras.activations.linear
    x = np.random.default_rng(0).normal(size=(64, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layers = [keras.layers.Dense(units) for units in (64, 64, 1)]
        model = keras.Sequential([keras.Input((3,)), *layers])
        model.compile("sgd", loss="mse")
        model.fit(x, np.abs(x[:, :1]), epochs=5, verbose=0)
    answers = model.predict(x, verbose=0)[:, 0]
    columns = np.column_stack([x, np.ones(64)])
    line = columns @ np.linalg.lstsq(columns, answers)[0]
    np.testing.assert_allclose(line, answers, atol=1e-5)


# XOR


def test_hidden_layer_bends_the_plane(namespace, result):
    """«El cuadrado se ha aplastado en una recta»; «la recta se ha doblado»; «deja un tipo de
    esquina a cada lado».
    """
    page = namespace("arquitectura", *NETWORK, "xor", "xor-plano")
    straight = page["straight"] - page["straight"].mean(axis=0)
    assert np.linalg.matrix_rank(straight, tol=1e-9) == 1
    folded = page["relu"](page["straight"])
    assert np.linalg.matrix_rank(folded - folded.mean(axis=0), tol=1e-9) == 2
    z_hidden = page["z_hidden"]
    np.testing.assert_array_equal(z_hidden[1], z_hidden[2])  # «han caído en el mismo punto»
    assert np.all(z_hidden[0] < z_hidden[1]) and np.all(z_hidden[1] < z_hidden[3])
    assert list(page["z_out"] > 0) == [False, True, True, False]
    for a1, a2 in [(0.25, 0), (1.75, 0.5)]:  # la línea discontinua
        assert np.array([a1, a2]) @ page["w_out"] + page["b_out"] == pytest.approx(0)


# Anchura y profundidad


def pieces(x, y):
    """Cuenta los tramos rectos de una línea quebrada."""
    slopes = np.diff(y) / np.diff(x)
    return 1 + int(np.sum(np.abs(np.diff(slopes)) > 1e-6))


def test_width_divides_the_error_by_four(result):
    """«Cada vez que se duplican las neuronas, el error se divide más o menos por cuatro»."""
    output = result("arquitectura").outputs["anchura"]
    errors = np.array(re.findall(r"error (\S+)", output), dtype=float)
    units = [int(n) for n in re.findall(r"(\d+) neuronas", output)]
    assert all(b == 2 * a for a, b in zip(units, units[1:], strict=False))
    assert np.all((errors[:-1] / errors[1:] > 3) & (errors[:-1] / errors[1:] < 5))


def test_one_hidden_layer_has_at_most_one_bend_per_unit(namespace):
    """«Con n neuronas y una entrada, la salida es una línea quebrada de hasta n + 1 tramos»."""
    page = namespace("arquitectura", *DEEP)
    for seed in range(20):
        layers = page["random_layers"]([1, 5, 1], seed=seed)
        kinks = np.sort(-layers[0][1] / layers[0][0][0])
        x = np.linspace(kinks[0] - 1, kinks[-1] + 1, 4001)
        y = page["forward"](x[:, None], layers, page["relu"])[:, 0]
        slopes = np.diff(y) / np.diff(x)
        bends = np.flatnonzero(np.abs(np.diff(slopes)) > 1e-6)
        groups = 1 + np.sum(np.diff(bends) > 1) if len(bends) else 0
        assert groups <= 5


@pytest.mark.parametrize("depth", [1, 2, 5, 8])
def test_depth_doubles_the_pieces(namespace, depth):
    """«Cada capa añade dos neuronas y duplica los tramos»."""
    page = namespace("arquitectura", *DEEP, "profundidad")
    layers = page["tent_network"](depth)
    assert all(len(biases) == 2 for _, biases in layers[:-1]) and len(layers) == depth + 1
    relu, folded = page["relu"], page["unit"]
    for _ in range(depth):  # «2 ReLU(x) − 4 ReLU(x − 0.5)», que es la tienda, plegada otra vez
        folded = 2 * relu(folded) - 4 * relu(folded - 0.5)
    np.testing.assert_allclose(page["forward"](page["unit"], layers, relu), folded, atol=1e-12)
    x = np.arange(2**10 + 1) / 2**10
    y = page["forward"](x[:, None], layers, page["relu"])[:, 0]
    assert pieces(x, y) == 2**depth
    assert y.min() == 0 and y.max() == 1


def test_sixteen_units_do_the_work_of_many(result):
    """«Con ocho capas, 16 neuronas hacen el trabajo de …»."""
    outcome = result("arquitectura")
    assert outcome.num["pieces"] == 2**8
    last = outcome.outputs["profundidad"].splitlines()[-1]
    assert last.split() == ["8", "16", "256", "255"]


# Ejercicios


def test_exercise_parameters(result):
    """«Los parámetros son 10 · 20 + 20 + 20 · 5 + 5»."""
    assert result("arquitectura").num["small_parameters"] == 10 * 20 + 20 + 20 * 5 + 5


def test_affine_activation_draws_a_line(result):
    """«Otra recta, más inclinada»."""
    lines = result("arquitectura").outputs["solucion-afin"].splitlines()
    (low, high), (relu_low, relu_high) = (
        map(float, re.findall(r"de (\S+) a (\S+)", line)[0]) for line in lines[1:]
    )
    assert low == high and abs(low) > 10
    assert relu_low < 0 < relu_high


def test_distance_network_is_xor(namespace, result):
    """«En las esquinas, la distancia es 1 si las entradas son distintas y 0 si son iguales»."""
    page = namespace("arquitectura", *DEEP, "dibujo", "xor", "solucion-xor")
    np.testing.assert_array_equal(page["z_difference"] >= 0, [0, 1, 1, 0])
    points = np.random.default_rng(0).uniform(-2, 2, size=(100, 2))
    output = page["forward"](points, page["difference"], page["relu"])[:, 0]
    np.testing.assert_allclose(output, np.abs(points[:, 0] - points[:, 1]) - 0.5)


def test_budget(result, namespace):
    """«Se va aumentando el número de neuronas mientras quepa una más»."""
    count = namespace("arquitectura", *NETWORK)["count_parameters"]
    lines = result("arquitectura").outputs["solucion-presupuesto"].splitlines()
    for line in lines:
        *sizes, total = map(int, re.findall(r"\d+", line))
        bigger = [sizes[0], *(units + 1 for units in sizes[1:-1]), sizes[-1]]
        assert count(sizes) == total <= 4810 < count(bigger)


def test_figure_of_the_width(result):
    """«La de 3 neuronas se aparta bastante, la de 6 se acerca y la de 12 casi la cubre»."""
    run = result("arquitectura")
    x, sine = map(np.array, run.series("anchura", "seno"))
    assert sine == pytest.approx(np.sin(x), abs=1e-5)
    errors = [np.abs(sine - run.series("anchura", f"{n} neuronas")[1]).max() for n in (3, 6, 12)]
    assert errors[0] > 2 * errors[1] > 4 * errors[2] and errors[2] < 0.05
