"""Lección 1.11: lo que la página afirma de la retropropagación."""

import keras
import numpy as np
import pytest
import tensorflow as tf

ENGINE = ("cadena", "motor", "hacia-atras", "funciones", "operadores", "neurona")
NETWORK = ("cadena", "red", "red-delante", "red-atras", "numerico", "comprobar")


@pytest.fixture
def engine(once):
    """El motor escalar y su neurona."""
    return once("backpropagation", *ENGINE)


@pytest.fixture
def network(once):
    """La red de dos capas con sus gradientes."""
    return once("backpropagation", *NETWORK)


def tape_gradients(function, *values):
    """Las derivadas de `function`, con TensorFlow en 64 bits."""
    variables = [tf.Variable(value, dtype="float64") for value in values]
    with tf.GradientTape() as tape:
        result = function(*variables)
    return [gradient.numpy() for gradient in tape.gradient(result, variables)]


def engine_gradients(engine, function, *values):
    """Las mismas derivadas, con el motor de la lección."""
    leaves = [engine["Value"](value) for value in values]
    engine["backward"](function(*leaves))
    return [leaf.grad for leaf in leaves]


def measured(function, *values, h=1e-5):
    """Las mismas derivadas, por diferencias finitas."""
    found = []
    for i in range(len(values)):
        up, down = list(values), list(values)
        up[i] += h
        down[i] -= h
        found.append((function(*up) - function(*down)) / (2 * h))
    return found


# La regla de la cadena y el grafo


def test_cost_of_measuring():
    """«más de nueve mil pasadas por la red para dar un solo paso»."""
    n_parameters = 64 * 64 + 64 + 64 * 10 + 10
    assert 9000 < 2 * n_parameters < 10_000


def test_chain_rule(result):
    """«los ritmos se multiplican»: 3 · 14 = 42."""
    num = result("backpropagation").num
    assert num["du_dx"] == pytest.approx(3, rel=1e-6)
    assert num["dJ_du"] == pytest.approx(14, rel=1e-6)
    assert num["dJ_dx"] == pytest.approx(num["du_dx"] * num["dJ_du"], rel=1e-6)
    assert tape_gradients(lambda x: (3 * x + 1) ** 2, 2.0) == pytest.approx([42])


def test_graph_derivatives(result, namespace):
    """Todas las derivadas de la tabla, contra GradientTape y diferencias finitas."""
    page = namespace("backpropagation", "delante", "atras")
    assert [page[name] for name in ("u", "v", "J")] == [6, 10, 30]
    by_hand = [page[name] for name in ("da", "db", "dc")]
    assert by_hand == [3, 9, 6]
    assert by_hand == pytest.approx(tape_gradients(lambda a, b, c: 3 * (a + b * c), 4, 2, 3))
    assert by_hand == pytest.approx(measured(lambda a, b, c: 3 * (a + b * c), 4.0, 2.0, 3.0))
    inner = tape_gradients(lambda u, v: 3 * (4 + u) + 0 * v, 6, 10)[0]
    assert page["du"] == inner == 3
    assert page["dv"] == tape_gradients(lambda v: 3 * v, 10)[0]
    assert "3.000, 9.000, 6.000" in result("backpropagation").outputs["medir"]


@pytest.mark.parametrize("values", [(4.0, 2.0, 3.0), (-1.0, 0.5, -2.0), (0.0, 0.0, 7.0)])
def test_local_derivatives(values):
    """«La suma reparte […]. El producto cruza», con otros valores."""
    a, b, c = values
    assert tape_gradients(lambda a, b, c: 3 * (a + b * c), *values) == pytest.approx(
        [3, 3 * c, 3 * b]
    )


# El motor


def test_engine_has_some_sixty_lines(course):
    """«Con eso el motor está completo: unas sesenta líneas»."""
    sections = course.by_name["backpropagation"].sections
    lines = [
        line
        for name in ("motor", "hacia-atras", "funciones", "operadores")
        for line in sections[name].source.splitlines()
        if line.strip() and not line.startswith("# --8<--")
    ]
    assert 50 <= len(lines) <= 70


def test_engine_repeats_the_graph(result):
    """«¿Reproduce nuestro grafo?»."""
    outputs = result("backpropagation").outputs
    assert outputs["probar"] == "J = 30\n∂J/∂a = 3, ∂J/∂b = 9, ∂J/∂c = 6\n"


EXPRESSIONS = {
    "suma": lambda m, a, b: a + b + a + 2 + b * 0.5,
    "producto": lambda m, a, b: a * b * a * 3,
    "resta": lambda m, a, b: (1 - a) * (b - 2) - a,
    "división": lambda m, a, b: a / b + 1 / a + b / 4,
    "potencia": lambda m, a, b: a**3 + b**-2 + a**0.5,
    "exp y log": lambda m, a, b: m["exp"](a * b) + m["log"](a + b**2),
    "tanh": lambda m, a, b: m["tanh"](a - b) * m["tanh"](a),
    "relu": lambda m, a, b: m["relu"](a) * b + m["relu"](-a) + m["relu"](b - 3 * a),
    "rombo": lambda m, a, b: ((a * b + a) * (a * b) + a * b) ** 2,
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("values", [(0.7, 1.3), (1.9, -0.6)])
def test_engine_against_tensorflow(engine, name, values):
    """«escribir un pequeño motor que deriva solo, como los de TensorFlow o PyTorch»."""
    expression = EXPRESSIONS[name]
    theirs = {"exp": tf.exp, "log": tf.math.log, "tanh": tf.tanh, "relu": tf.nn.relu}
    ours = engine_gradients(engine, lambda a, b: expression(engine, a, b), *values)
    reference = tape_gradients(lambda a, b: expression(theirs, a, b), *values)
    assert ours == pytest.approx([float(value) for value in reference], rel=1e-10)


def test_order(engine, result):
    """«cada uno vaya detrás de aquellos de los que salió»; «`t` va delante de `s` y de `J`»."""
    rng = np.random.default_rng(0)
    nodes = [engine["Value"](1.0), engine["Value"](2.0)]
    for _ in range(60):
        left, right = rng.choice(len(nodes), 2)
        nodes.append(nodes[left] * 0.1 + nodes[right])
    order = engine["topological_order"](nodes[-1])
    place = {id(node): i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[id(p)] < place[id(node)] for node in order for p, _ in node.parents)
    assert result("backpropagation").outputs["dos-caminos"].startswith("orden: x t s J\n")


def test_two_paths(result, engine):
    """«4x³ + 3x², que en 2 vale 44»; «Con `=` en lugar de `+=`, o sin el orden, se perderían
    caminos».
    """
    num = result("backpropagation").num
    assert num["two_paths"] == 44
    assert tape_gradients(lambda x: x**4 + x**3, 2.0) == pytest.approx([44])

    def graph():
        x = engine["Value"](2.0)
        t = x * x
        s = t + x
        return x, s * t

    x, J = graph()
    order = engine["topological_order"](J)
    J.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad = local * node.grad  # asigna en vez de sumar
    assert x.grad != 44

    x, J = graph()
    waiting = [J]
    J.grad = 1.0
    while waiting:  # reparte antes de haberlo recibido todo, una sola vez por nodo
        node = waiting.pop(0)
        if not getattr(node, "done", False):
            node.done = True
            for parent, local in reversed(node.parents):
                parent.grad += local * node.grad
                waiting.append(parent)
    assert x.grad != 44


def test_backward_twice(engine):
    """«Nuestra función `backward` lo hace al empezar»: poner los gradientes a cero."""
    x = engine["Value"](3.0)
    J = x * x
    engine["backward"](J)
    engine["backward"](J)
    assert x.grad == 6


def test_neuron(engine, result):
    """«ha llegado a la fórmula […]: p − y, con y = 1, multiplicado por cada entrada»."""

    def loss(w1, w2, b):
        return -tf.math.log(tf.sigmoid(w1 * 1.5 - w2 * 2.0 + b))

    reference = tape_gradients(loss, 0.4, 0.8, 0.1)
    assert engine["grads"] == pytest.approx([float(value) for value in reference])
    p = engine["probability"]
    assert engine["grads"] == pytest.approx([(p - 1) * x for x in (1.5, -2, 1)])
    num = result("backpropagation").num
    assert num["after"] < num["before"]
    motor, tensorflow = result("backpropagation").outputs["tensorflow-neurona"].splitlines()
    assert motor.split(":")[1].split() == tensorflow.split(":")[1].split()  # «Los mismos tres»


def test_long_chains_break_the_recursion(engine):
    """«Como `visit` se llama a sí misma, una cadena de miles de operaciones pasaría del límite de
    Python».
    """
    total = engine["Value"](1.0)
    for _ in range(5000):
        total = total + 1
    with pytest.raises(RecursionError):
        engine["backward"](total)


def test_engine_differentiates_the_whole_network(engine, network):
    """El motor escalar y las matrices dan el mismo gradiente de la red de dos capas."""
    Value, tanh, exp, log = (engine[name] for name in ("Value", "tanh", "exp", "log"))
    leaves = [np.vectorize(Value, otypes=[object])(array) for array in network["parameters"]]
    W1, b1, W2, b2 = leaves
    total = Value(0.0)
    for row, (label,) in zip(network["X"], network["Y"], strict=True):
        hidden = [tanh(W1[0, j] * row[0] + W1[1, j] * row[1] + b1[j]) for j in range(W1.shape[1])]
        z = sum((a * W2[j, 0] for j, a in enumerate(hidden)), start=b2[0])
        p = 1 / (1 + exp(-z))
        total = total - log(p if label else 1 - p)
    engine["backward"](total / 4)
    for leaf, by_hand in zip(leaves, network["by_hand"], strict=True):
        grads = np.vectorize(lambda value: value.grad, otypes=[float])(leaf)
        np.testing.assert_allclose(grads, by_hand, rtol=1e-9, atol=1e-14)


# La red de dos capas


def network_tape(network, parameters):
    """El gradiente de la red, con TensorFlow y la pérdida de Keras."""
    x, y = network["X"], network["Y"]

    def loss(W1, b1, W2, b2):
        z = tf.tanh(x @ W1 + b1) @ W2 + b2
        losses = keras.losses.binary_crossentropy(y, z, from_logits=True)
        return tf.reduce_mean(losses)

    return tape_gradients(loss, *parameters)


@pytest.mark.parametrize("seed", range(3))
def test_network_gradient_against_tensorflow(network, seed):
    """«obtener a mano, con matrices, el gradiente de una red de dos capas», con otros pesos."""
    rng = np.random.default_rng(seed)
    parameters = [rng.normal(size=array.shape) for array in network["parameters"]]
    _, A1, P = network["forward"](parameters, network["X"], network["Y"])
    by_hand = network["gradients"](parameters, network["X"], network["Y"], A1, P)
    for ours, theirs in zip(by_hand, network_tape(network, parameters), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
    numeric = network["numeric_gradients"](parameters, network["X"], network["Y"])
    for ours, theirs in zip(by_hand, numeric, strict=True):
        assert network["relative_error"](ours, theirs) < 1e-6


def test_shapes(network):
    """«Cada una tiene la misma forma que aquello respecto a lo que se deriva»; «Las cuatro formas
    son distintas a propósito».
    """
    shapes = [array.shape for array in network["parameters"]]
    assert shapes == [(2, 3), (3,), (3, 1), (1,)] and len(set(shapes)) == 4
    assert [grad.shape for grad in network["by_hand"]] == shapes
    assert network["A1"].shape == (4, 3) and network["P"].shape == (4, 1)
    assert network["n_parameters"] == 13


def test_intermediate_derivatives(network):
    """dZ2, dA1 y dZ1, contra GradientTape, una a una."""
    W2, b2 = network["W2"], network["b2"]
    Z1 = network["X"] @ network["W1"] + network["b1"]
    A1 = tf.Variable(np.tanh(Z1))
    Z2 = tf.Variable(A1.numpy() @ W2 + b2)
    y = network["Y"]

    def loss(z):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z))

    z1 = tf.Variable(Z1)
    with tf.GradientTape(persistent=True) as tape:
        from_z2, from_a1 = loss(Z2), loss(A1 @ W2 + b2)
        from_z1 = loss(tf.tanh(z1) @ W2 + b2)
    dZ2 = (network["P"] - y) / 4
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * (1 - A1.numpy() ** 2)
    np.testing.assert_allclose(dZ2, tape.gradient(from_z2, Z2), rtol=1e-10)
    np.testing.assert_allclose(dA1, tape.gradient(from_a1, A1), rtol=1e-10)
    np.testing.assert_allclose(dZ1, tape.gradient(from_z1, z1), rtol=1e-10)


def test_gradient_check_on_the_page(result):
    """«uno menor que […] da tranquilidad»: los cuatro aprueban."""
    page = result("backpropagation")
    assert page.outputs["comprobar"].count("True") == 4
    assert page.num["worst"] < 1e-6
    assert page.outputs["tensorflow"].count("¿iguales? True") == 4


def test_deliberate_mistake(result):
    """«La forma es correcta y el programa no protesta, pero el error relativo es casi un millón de
    veces mayor que el permitido».
    """
    num = result("backpropagation").num
    assert 0.8 < num["wrong_error"] <= 1


def test_relative_error_goes_from_zero_to_one(network):
    """«El error va de 0, si son iguales, a 1, si son opuestos o si uno de los dos es 0. (Si lo son
    ambos, 0/0 da `nan`)»; «Un factor 2 olvidado da 1/3, y un término perdido que solo aportara el
    1 %, 0.005».
    """
    error, g = network["relative_error"], np.array([0.3, -2.0])
    assert error(g, g) == 0
    assert error(g, -g) == error(g, 0 * g) == error(0 * g, g) == pytest.approx(1)
    with np.errstate(invalid="ignore"):
        assert np.isnan(error(0 * g, 0 * g))
    assert error(g, 2 * g) == error(2 * g, g) == pytest.approx(1 / 3)
    assert error(0.99 * g, g) == pytest.approx(0.005, abs=1e-4)
    pairs = np.random.default_rng(0).normal(size=(100, 2, 5))
    assert all(0 <= error(one, other) <= 1 for one, other in pairs)


def test_size_of_h(network):
    """«una V con el punto más bajo cerca de h = 1e-5. Con h mucho mayor o mucho menor supera la
    línea de 1e-6»; «Con los de 32 bits […] es mucho menos fina».
    """
    parameters, x, y = (network[name] for name in ("parameters", "X", "Y"))
    flat = np.concatenate([grad.ravel() for grad in network["by_hand"]])

    def error(h, kind="float64"):
        cast = [array.astype(kind) for array in parameters]
        numeric = network["numeric_gradients"](cast, x.astype(kind), y.astype(kind), h)
        return network["relative_error"](np.concatenate([g.ravel() for g in numeric]), flat)

    sizes = 10.0 ** np.arange(-12, 0)
    errors = [error(h) for h in sizes]
    assert 5e-7 < sizes[np.argmin(errors)] < 5e-4
    assert errors[0] > 1e-6 and errors[-1] > 1e-6
    assert min(error(h, "float32") for h in sizes) > 1e4 * min(errors)


def test_optimizers_share_the_gradients(result):
    """«la del momento cae casi a 0 en menos de 100»; «las cuatro respuestas quedan pegadas a 0, 1,
    1 y 0».
    """
    page = result("backpropagation")
    assert page.num["fast_loss"] < 0.01 < page.num["plain_loss"] < 0.1
    answers = page.outputs["entrenar"].splitlines()[-1].split("[")[1].rstrip("]").split()
    np.testing.assert_allclose([float(a) for a in answers], [0, 1, 1, 0], atol=0.02)


def test_momentum_falls_before_a_hundred(namespace):
    """«casi a 0 en menos de 100», «con una meseta antes del paso 200»."""
    page = namespace("backpropagation", *NETWORK, "entrenar")
    assert page["fast_losses"][100] < 0.05
    assert page["plain_losses"][190] > 0.3
    falls = -np.diff(page["plain_losses"][10:300])  # la meseta: cae menos que antes y que después
    flat = int(np.argmin(falls[:180]))
    assert falls[flat] < falls[0] / 2 and falls[flat] < falls[flat:].max() / 2
    for before, after in zip(page["parameters"], page["trained"], strict=True):
        assert not np.array_equal(before, after)  # train no cambia lo que recibe


# Errores comunes


def test_updating_too_early_changes_the_gradient(network):
    """«La vuelta tiene que usar los mismos pesos que la ida»."""
    x, y, A1, P = (network[name] for name in ("X", "Y", "A1", "P"))
    W1, b1, W2, b2 = network["parameters"]
    dZ2 = (P - y) / 4
    early = W2 - 0.3 * A1.T @ dZ2
    wrong = x.T @ (dZ2 @ early.T * (1 - A1**2))
    assert network["relative_error"](wrong, network["by_hand"][0]) > 1e-3


def test_derivative_of_tanh():
    """«Es 1 − A1², no 1 − Z1²»."""
    z = np.linspace(-3, 3, 13)
    slope = (np.tanh(z + 1e-6) - np.tanh(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(1 - np.tanh(z) ** 2, slope, atol=1e-8)
    assert np.abs(1 - z**2 - slope).max() > 1


# Ejercicios


def test_exercise_graph(result):
    """«6b = −6», «6a = 12», y la suma reparte 6."""
    reference = tape_gradients(lambda a, b, c: (a * b + c) ** 2, 2.0, -1.0, 5.0)
    assert reference == pytest.approx([-6, 12, 6])
    output = result("backpropagation").outputs["solucion-grafo"]
    assert output == "J = 9\n∂J/∂a = -6, ∂J/∂b = 12, ∂J/∂c = 6\n"


def test_exercise_sigmoid(result):
    """«La derivada es la misma», con menos nodos."""
    page = result("backpropagation")
    whole, parts = page.outputs["solucion-sigmoide"].splitlines()
    assert whole.split()[2] == parts.split()[2]
    assert page.num["whole_nodes"] < page.num["parts_nodes"]
    slope = tape_gradients(tf.sigmoid, -0.9)[0]
    assert float(whole.split()[2].rstrip(",")) == pytest.approx(slope, abs=1e-6)


def test_exercise_relu(result, network):
    """«¿menor que 1e-6? True»; «la comprobación falla aunque la fórmula esté bien. Con las entradas
    de XOR y los sesgos a cero, la primera fila cae justo ahí, y la comprobación que falla es la de
    los sesgos».
    """
    assert result("backpropagation").num["relu_error"] < 1e-6
    X, Y, W1, b1, W2, b2 = (network[name] for name in ("X", "Y", "W1", "b1", "W2", "b2"))
    assert np.all(X[0] @ W1 + b1 == 0)

    def loss(W1, b1):
        P = 1 / (1 + np.exp(-(np.maximum(0, X @ W1 + b1) @ W2 + b2)))
        return -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P)), P

    dZ1 = (loss(W1, b1)[1] - Y) / 4 @ W2.T * (X @ W1 + b1 > 0)

    def numeric(array, function):
        found = np.zeros_like(array)
        for i in np.ndindex(array.shape):
            step = np.zeros_like(array)
            step[i] = 1e-5
            found[i] = (function(array + step) - function(array - step)) / 2e-5
        return found

    error = network["relative_error"]
    assert error(X.T @ dZ1, numeric(W1, lambda W: loss(W, b1)[0])) < 1e-6
    assert error(dZ1.sum(axis=0), numeric(b1, lambda b: loss(W1, b)[0])) > 0.01


def test_figure_of_two_optimizers(result):
    """«La del descenso sencillo baja despacio, con una meseta antes del paso 200; la del momento
    cae casi a 0 en menos de 100».
    """
    run = result("backpropagation")
    x, plain = map(np.array, run.series("curvas", "descenso sencillo"))
    z, fast = map(np.array, run.series("curvas", "con momento"))
    ends = [run.num["plain_loss"], run.num["fast_loss"]]
    assert [plain[-1], fast[-1]] == pytest.approx(ends, rel=1e-5)
    assert plain[x < 100].min() > 0.4 and fast[z < 100].min() < 0.05
