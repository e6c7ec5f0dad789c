"""Lección 1.9: lo que la página afirma de las pérdidas."""

import math
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

SECTIONS = ("errores", "mse", "mae", "keras-regresion", "verosimilitud", "logaritmo", "bce")
SECTIONS += ("one-hot", "cce", "no-distancia", "diferencias", "gradientes", "respecto-a-z")
SECTIONS += ("log-cero", "estable")


@pytest.fixture
def lesson(once):
    """Las funciones de la lección: todo lo que no dibuja."""
    return once("perdida", *SECTIONS)


def some_classes(seed, rows=6, classes=4):
    """Repartos al azar, sus etiquetas enteras y las mismas en one-hot."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(classes, 3), rows)
    labels = rng.integers(0, classes, rows)
    return p, labels, np.eye(classes)[labels]


def some_binary(seed, size=40):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 2, size), rng.uniform(0.01, 0.99, size)


# Regresión


def test_signed_errors_cancel(lesson):
    """«los positivos y los negativos se anulan»."""
    assert lesson["mean_error"] == pytest.approx(-0.2)
    assert abs(lesson["mean_error"]) < lesson["mae_loss"] / 5


def test_largest_error_dominates(lesson):
    """«el único error de 3 grados aporta 9 de los 15»."""
    squares = lesson["error"] ** 2
    assert squares.max() == 9 and squares.sum() == 15
    assert np.sum(np.abs(lesson["error"]) == 3) == 1


@pytest.mark.parametrize("seed", range(3))
def test_regression_losses_are_those_of_keras(lesson, seed):
    """«¿Calcula Keras lo mismo?», con otros números."""
    y, y_hat = np.random.default_rng(seed).normal(size=(2, 50))
    keras_mse = float(keras.losses.MeanSquaredError()(y, y_hat))
    keras_mae = float(keras.losses.MeanAbsoluteError()(y, y_hat))
    assert lesson["mse"](y, y_hat) == pytest.approx(keras_mse, rel=1e-5)
    assert lesson["mae"](y, y_hat) == pytest.approx(keras_mae, rel=1e-5)


def test_double_error(lesson):
    """«el doble de error, el doble de castigo»; «el doble de error cuesta cuatro veces más»; «El
    cuadrado cobra menos por los errores menores que 1».
    """
    assert lesson["mae"](0, 6.0) == 2 * lesson["mae"](0, 3.0)
    assert lesson["mse"](0, 6.0) == 4 * lesson["mse"](0, 3.0)
    assert lesson["mse"](0, 0.5) < lesson["mae"](0, 0.5)


def test_mean_and_median(result):
    """«Con MSE, la mejor respuesta es la media; con MAE, la mediana», «casi iguales», «apenas ha
    tocado la segunda».
    """
    num = result("perdida").num
    data = [21, 25, 19, 30, 240]
    assert num["best_mse"] == pytest.approx(np.mean(data))
    assert num["best_mae"] == pytest.approx(np.median(data))
    assert abs(num["clean_mean"] - num["clean_median"]) < 1
    assert num["best_mse"] - num["clean_mean"] > 40
    assert abs(num["best_mae"] - num["clean_median"]) <= 1


# Entropía cruzada


def test_product_underflows_and_logarithms_do_not(result):
    """«la computadora lo redondea a cero»; «el caso de los dos mil correos ya no se pierde»."""
    outputs = result("perdida").outputs
    assert outputs["verosimilitud"].endswith("a 0.5: 0.0\n")
    assert outputs["logaritmo"].endswith(f"a 0.5: {math.log(2):.4f}\n")


def test_log_likelihood(result):
    """«La suma de los cuatro logaritmos es el logaritmo del producto» y su media, con el signo
    cambiado, es la entropía cruzada.
    """
    num = result("perdida").num
    assert num["log_likelihood"] == pytest.approx(math.log(num["likelihood"]))
    assert num["mean_log"] == pytest.approx(num["bce_loss"])


@pytest.mark.parametrize("seed", range(3))
def test_cross_entropies_are_those_of_keras(lesson, seed):
    """«En NumPy, y con Keras al lado» y «La misma pérdida, escrita de dos formas»."""
    y, p = some_binary(seed)
    keras_bce = float(keras.losses.BinaryCrossentropy()(y, p))
    assert lesson["bce"](y, p) == pytest.approx(keras_bce, rel=1e-5)
    p, labels, one_hot = some_classes(seed)
    keras_cce = float(keras.losses.CategoricalCrossentropy()(one_hot, p))
    keras_sparse = float(keras.losses.SparseCategoricalCrossentropy()(labels, p))
    assert lesson["cce"](one_hot, p) == pytest.approx(keras_cce, rel=1e-5)
    assert lesson["sparse_cce"](labels, p) == pytest.approx(keras_sparse, rel=1e-5)
    assert keras_cce == pytest.approx(keras_sparse, rel=1e-6)


@pytest.mark.parametrize("labels", [[1, 0, 1, 1], [1, 0, 0, 0, 0], [1, 1, 0]])
def test_same_optimum(lesson, labels):
    """«minimizarla es maximizar la verosimilitud», «que es la proporción de spam»."""
    labels = np.array(labels)
    answers = np.linspace(0.001, 0.999, 999)
    likelihood = [np.prod(np.where(labels == 1, p, 1 - p)) for p in answers]
    losses = [lesson["bce"](labels, p) for p in answers]
    assert np.argmax(likelihood) == np.argmin(losses)
    assert answers[np.argmin(losses)] == pytest.approx(labels.mean(), abs=1e-3)


def test_price_of_certainty():
    """«cuesta 0.693, que es ln 2»; «Decir 0.01 […] cuesta entre seis y siete veces más»; «El
    cuadrado, en cambio, nunca cobra más de 1».
    """
    assert -math.log(0.5) == pytest.approx(0.693, abs=5e-4)
    assert 6 < math.log(0.01) / math.log(0.5) < 7
    assert -math.log(1e-300) > 600
    assert max((1 - p) ** 2 for p in np.linspace(0, 1, 101)) == 1


def test_gaussian_and_laplace_likelihoods(lesson):
    """«lo que queda es el MSE, salvo dos constantes»; «Con un ruido de Laplace […], queda el
    MAE»."""
    rng = np.random.default_rng(0)
    y, first, second = rng.normal(size=(3, 30))

    def gauss(y_hat):
        return -np.mean(np.log(np.exp(-((y - y_hat) ** 2) / 2) / math.sqrt(2 * math.pi)))

    def laplace(y_hat):
        return -np.mean(np.log(np.exp(-np.abs(y - y_hat)) / 2))

    mse, mae = lesson["mse"], lesson["mae"]
    assert gauss(first) - gauss(second) == pytest.approx((mse(y, first) - mse(y, second)) / 2)
    assert laplace(first) - laplace(second) == pytest.approx(mae(y, first) - mae(y, second))


@pytest.mark.parametrize(
    ("loss", "one_hot", "message"),
    [
        ("categorical_crossentropy", False, "must have the same rank"),
        ("sparse_categorical_crossentropy", True, "must have rank"),
    ],
)
def test_each_loss_wants_its_labels(loss, one_hot, message):
    """«cada una exige su tipo de etiqueta»; «La última línea es el mensaje que verás si das
    enteros a la que espera one-hot»: al entrenar, como quien usa la red.
    """
    labels = np.arange(12) % 3
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", loss=loss)
    with pytest.raises(ValueError, match=message):
        model.fit(np.ones((12, 2)), np.eye(3)[labels] if one_hot else labels, verbose=0)


def test_keras_wants_its_labels(result):
    """«el objetivo y la salida tienen que tener el mismo número de ejes»."""
    last = result("perdida").outputs["keras-clases"].splitlines()[-1]
    assert "must have the same rank (ndim)" in last


def test_blind_guess():
    """«Con 3 clases, 1.099; con 10, 2.303»."""
    assert math.log(3) == pytest.approx(1.099, abs=5e-4)
    assert math.log(10) == pytest.approx(2.303, abs=5e-4)


def test_not_a_distance(lesson):
    """«De ida y de vuelta salen números distintos, y de `a` consigo mismo no sale 0»; «tampoco es
    una distancia»; el mínimo está en `a`.
    """
    a, b, cross = lesson["a"], lesson["b"], lesson["cross_entropy"]
    assert a.sum() == pytest.approx(1) and b.sum() == pytest.approx(1)
    assert abs(cross(a, b) - cross(b, a)) > 0.1
    assert cross(a, a) > 0.5
    divergence = cross(a, b) - cross(a, a), cross(b, a) - cross(b, b)
    assert min(divergence) > 0 and abs(divergence[0] - divergence[1]) > 0.01
    others = np.random.default_rng(0).dirichlet(np.ones(3), 200)
    assert min(cross(a, other) for other in others) > cross(a, a)
    assert keras.losses.categorical_crossentropy(a, b).numpy() == pytest.approx(cross(a, b), 1e-5)


# Derivadas


@pytest.mark.parametrize("seed", range(3))
def test_gradients(lesson, seed):
    """«Las comparamos, todas, con lo medido»: también con GradientTape."""
    rng = np.random.default_rng(seed)
    y, y_hat = rng.normal(size=(2, 20))
    labels, p = some_binary(seed)
    rows, _, one_hot = some_classes(seed)
    mean, log = tf.reduce_mean, tf.math.log
    cases = [
        ("mse", y, y_hat, lambda t, x: mean((x - t) ** 2)),
        ("mae", y, y_hat, lambda t, x: mean(abs(x - t))),
        ("bce", labels, p, lambda t, x: -mean(t * log(x) + (1 - t) * log(1 - x))),
        ("cce", one_hot, rows, lambda t, x: -mean(tf.reduce_sum(t * log(x), axis=1))),
    ]
    for name, truth, guess, function in cases:
        by_hand = lesson[f"{name}_gradient"](truth, guess)
        loss = lesson[name]
        measured = lesson["numeric_gradient"](loss, truth, guess)
        np.testing.assert_allclose(by_hand, measured, rtol=1e-4, atol=1e-8)
        variable = tf.Variable(guess)
        with tf.GradientTape() as tape:
            value = function(truth.astype(float), variable)
        np.testing.assert_allclose(by_hand, tape.gradient(value, variable), rtol=1e-9, atol=1e-12)


def test_gradient_signs(lesson):
    """«donde la red se pasó, la derivada es positiva […]; donde acertó, 0»; «el MAE empuja siempre
    lo mismo».
    """
    error = lesson["error"]
    gradient = lesson["mse_gradient"](lesson["y"], lesson["y_hat"])
    np.testing.assert_array_equal(np.sign(gradient), np.sign(error))
    push = np.abs(lesson["mae_gradient"](lesson["y"], lesson["y_hat"]))
    assert set(push[error != 0]) == {0.2} and set(push[error == 0]) == {0}


def test_subtraction(lesson):
    """«Todo lo complicado se cancela y queda “lo que dije menos lo que era”»: con GradientTape, en
    la sigmoide y en softmax.
    """
    labels, _ = some_binary(0)
    _, _, one_hot = some_classes(0)
    rng = np.random.default_rng(0)
    z, scores = tf.Variable(rng.normal(size=40)), tf.Variable(rng.normal(size=(6, 4)))
    with tf.GradientTape(persistent=True) as tape:
        binary = keras.losses.binary_crossentropy(labels.astype(float), tf.sigmoid(z))
        categorical = keras.losses.categorical_crossentropy(one_hot, tf.nn.softmax(scores))
        several = tf.reduce_mean(categorical)
    expected = (lesson["sigmoid"](z.numpy()) - labels) / 40
    np.testing.assert_allclose(tape.gradient(binary, z), expected, rtol=1e-5, atol=1e-8)
    expected = (lesson["softmax"](scores.numpy()) - one_hot) / 6
    np.testing.assert_allclose(tape.gradient(several, scores), expected, rtol=1e-5, atol=1e-8)


def test_every_check_on_the_page_agrees(result):
    """Todas las comprobaciones que la página enseña dicen True."""
    outputs = result("perdida").outputs
    assert outputs["comprobar"].count("True") == 4
    assert outputs["respecto-a-z"].count("True") == 2
    assert "False" not in outputs["comprobar"] + outputs["respecto-a-z"]


def test_mse_does_not_push(result):
    """«La entropía cruzada empuja con casi toda su fuerza; el MSE, […] veces menos»."""
    num = result("perdida").num
    z = tf.Variable(-6.0, dtype="float64")
    with tf.GradientTape(persistent=True) as tape:
        squared = (tf.sigmoid(z) - 1) ** 2
        entropy = -tf.math.log(tf.sigmoid(z))
    assert num["mse_push"] == pytest.approx(float(tape.gradient(squared, z)))
    assert num["bce_push"] == pytest.approx(float(tape.gradient(entropy, z)))
    assert -1 < num["bce_push"] < -0.99
    far = 1 / (1 + np.exp(8.0))  # la izquierda de la figura: una «se acerca a −1 y la del MSE, a 0»
    assert far - 1 < -0.999 and abs(2 * (far - 1) * far * (1 - far)) < 0.001
    assert 150 < num["push_ratio"] < 250


# Estabilidad


def test_naive_formula_breaks(result):
    """«`inf` es infinito; `nan` […] sale de multiplicar 0 por infinito»."""
    rows = result("perdida").outputs["log-cero"].splitlines()
    assert rows[2].endswith("inf") and rows[3].endswith("nan")
    assert all(row.split()[2] == "0.00e+00" for row in rows[2:])  # «se redondea a 1 exacto»


def test_stable_formula(lesson):
    """«La segunda forma es igual que la primera, pero su exponencial nunca pasa de 1»."""
    labels, _ = some_binary(1)
    z = np.random.default_rng(1).normal(scale=3, size=40)
    stable = lesson["bce_from_logits"](labels, z)
    assert stable == pytest.approx(lesson["bce"](labels, lesson["sigmoid"](z)))
    assert stable == pytest.approx(np.mean(np.log(1 + np.exp(z)) - z * labels))
    assert np.exp(-np.abs(z)).max() <= 1
    with np.errstate(all="raise"):
        assert lesson["bce_from_logits"](0, np.array([40.0, 700.0])) == pytest.approx(370)
    _, _, one_hot = some_classes(1)
    scores = np.random.default_rng(2).normal(scale=300, size=one_hot.shape)
    reference = tf.nn.softmax_cross_entropy_with_logits(one_hot, scores)
    assert lesson["cce_from_logits"](one_hot, scores) == pytest.approx(np.mean(reference))


def test_keras_clips(result):
    """«La pérdida no revienta, pero se queda en […] cuando debería ser […]»."""
    num = result("perdida").num
    assert 15 < num["clipped_loss"] < 17
    assert num["logits_loss"] == pytest.approx(40)
    assert num["our_scores"] == pytest.approx(num["keras_scores"], rel=1e-5)


@pytest.mark.parametrize(
    ("activation", "loss", "target"),
    [
        ("sigmoid", "binary_crossentropy", [[0.0]]),
        ("softmax", "categorical_crossentropy", [[0.0, 1.0]]),
        ("softmax", "sparse_categorical_crossentropy", [1]),
    ],
)
def test_compiled_model_recovers_the_sums(activation, loss, target):
    """«si la última capa acaba en sigmoide o softmax, recupera las sumas por su cuenta»."""
    units = 1 if activation == "sigmoid" else 2
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(units, activation)])
    model.set_weights([np.array([[40.0] + [0.0] * (units - 1)]), np.zeros(units)])
    model.compile(loss=loss)
    got = model.evaluate(np.ones((1, 1)), np.array(target), verbose=0)
    assert got == pytest.approx(40, rel=1e-4)


# Trampas


def test_two_losses_of_the_same_network(result):
    """«Un MSE de 3 y un MAE de 1.4 son de la misma red y los mismos datos»."""
    num = result("perdida").num
    assert num["mse_loss"] == pytest.approx(3) and num["mae_loss"] == pytest.approx(1.4)


def test_row_minus_column(result):
    """«resta cada etiqueta de cada predicción, 25 errores en vez de 5»; «Keras iguala las formas
    antes de restar».
    """
    num, output = result("perdida").num, result("perdida").outputs["formas"]
    assert "(5,) y (5, 1) dan (5, 5)" in output
    assert num["wrong_mse"] > 2 * num["mse_loss"]
    y = np.arange(5.0)
    value, messages = warned(lambda: np.mean((y - y[:, None]) ** 2))
    assert value > 0 and messages == []  # «una trampa que no da ningún error»
    assert float(keras.losses.MeanSquaredError()(y, y[:, None])) == 0


def warned(function):
    """Lo que devuelve una función y los avisos que lanza, como los vería quien la usa."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = function()
    return value, [str(warning.message) for warning in caught]


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("softmax", keras.losses.SparseCategoricalCrossentropy),
        ("softmax", keras.losses.CategoricalCrossentropy),
        ("sigmoid", keras.losses.BinaryCrossentropy),
    ],
)
def test_keras_notices_logits_that_are_not(activation, loss):
    """«En un modelo que calcula con TensorFlow, Keras se da cuenta: avisa (“…does not represent
    logits. Was this intended?”) y calcula la pérdida desde las sumas».
    """
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(64, 4)), rng.integers(0, 3, 64)
    y = {"Sparse": labels, "Catego": np.eye(3)[labels], "Binary": labels > 0}[loss.__name__[:6]]

    def losses(from_logits):
        keras.utils.set_random_seed(1)
        units = 1 if activation == "sigmoid" else 3
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation)])
        model.compile("sgd", loss=loss(from_logits=from_logits))
        return model.fit(x, np.float32(y), epochs=3, verbose=0).history["loss"]

    right, silence = warned(lambda: losses(False))
    recovered, messages = warned(lambda: losses(True))
    assert silence == []
    assert any("does not represent logits. Was this intended?" in text for text in messages)
    assert recovered == pytest.approx(right, rel=1e-6)


def test_softmax_twice(lesson, result):
    """«Si eres tú quien le da probabilidades a la pérdida, aplica softmax otra vez sin avisar:
    con tres clases, ni una red perfecta baja de […]».
    """
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    p, _, one_hot = some_classes(0, rows=200, classes=3)
    value, messages = warned(lambda: float(loss(one_hot, p)))
    assert messages == []
    assert value == pytest.approx(lesson["cce"](one_hot, lesson["softmax"](p)), rel=1e-5)
    floor = result("perdida").num["twice_loss"]
    assert floor == pytest.approx(float(loss(np.eye(3), np.eye(3)))) and floor > 0.5
    each = [float(loss(one_hot[i : i + 1], p[i : i + 1])) for i in range(200)]
    assert min(each) > floor


def test_labels_out_of_range():
    """«la clase 10 queda fuera de rango; TensorFlow, en la CPU, se para y lo dice»."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, "softmax")])
    model.compile("sgd", loss="sparse_categorical_crossentropy")
    with (
        tf.device("CPU"),
        pytest.raises(tf.errors.InvalidArgumentError, match="label value of 10 which is outside"),
    ):
        model.fit(np.ones((10, 4)), np.arange(1, 11), verbose=0)


def test_mse_with_classes_is_silent():
    """«Clasificar con MSE. No salta ningún error […] y la red aprende despacio»."""
    x = np.linspace(-1, 1, 40)[:, None]
    first = np.array([[-6.0]]), np.zeros(1)  # segura y equivocada

    def train(loss):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "sigmoid")])
        model.set_weights(first)
        model.compile(keras.optimizers.SGD(0.5), loss=loss, metrics=["accuracy"])
        return model.fit(x, x > 0, epochs=40, verbose=0).history["accuracy"][-1]

    slow, messages = warned(lambda: train("mse"))
    assert messages == [] and slow < 0.5 < 0.9 < train("binary_crossentropy")


def test_order_of_arguments(lesson):
    """«En el MSE da igual; en la entropía cruzada, no»."""
    y, p = some_binary(0)
    assert lesson["mse"](y, p) == lesson["mse"](p, y)
    right = float(keras.losses.BinaryCrossentropy()(y, p))
    swapped = float(keras.losses.BinaryCrossentropy()(p, y.astype(float)))
    assert abs(right - swapped) > 1


# Ejercicios


def test_exercise_two_ways_to_fail(result):
    """«El MAE empata […]. El MSE prefiere con mucho a la A»."""
    output = result("perdida").outputs["solucion-lapiz"]
    assert output == "A: MAE = 40, MSE = 1600\nB: MAE = 40, MSE = 4800\n"


def test_exercise_share(result):
    """«la proporción, y paga […]: la entropía de ese reparto», «menor que ln 2»."""
    num = result("perdida").num
    entropy = -(0.2 * math.log(0.2) + 0.8 * math.log(0.8))
    assert num["best_share"] == pytest.approx(0.2)
    assert num["base_loss"] == pytest.approx(entropy)
    assert num["base_loss"] < math.log(2) == pytest.approx(num["half_loss"])


def test_exercise_huber(result):
    """«Aguanta el valor atípico como el MAE»; «media unidad por debajo del valor absoluto»."""
    num = result("perdida").num
    assert num["huber_loss"] == pytest.approx(num["keras_huber"], rel=1e-6)
    assert abs(num["best_huber"] - num["best_mae"]) < 3
    keras_huber = keras.losses.Huber(delta=1.0)
    slopes = []
    for error in np.linspace(-2, 2, 81):  # «su derivada pasa por 0 sin dar un salto»
        guess = tf.Variable([error])
        with tf.GradientTape() as tape:
            value = keras_huber(np.zeros(1), guess)
        slopes.append(float(tape.gradient(value, guess)[0]))
    assert slopes[40] == pytest.approx(0, abs=1e-6) and np.abs(np.diff(slopes)).max() < 0.06
    far = float(keras.losses.Huber(delta=1.0)(np.zeros(1), np.array([3.0])))
    assert far == pytest.approx(3 - 0.5)


def test_summary(lesson):
    """«Con sigmoide o softmax, la derivada de la entropía cruzada respecto a z es p − y»: la red
    que acierta del todo no recibe ningún empujón.
    """
    z = np.array([30.0, -30.0])
    measured = lesson["numeric_gradient"](lesson["bce_from_logits"], np.array([1, 0]), z)
    assert np.abs(measured).max() < 1e-6


# Lo que dicen las figuras


def test_figure_of_the_penalties(result):
    """«con un error de 3, la parábola cobra 9 y la V cobra 3»."""
    for label, cost in {"cuadrado": 9, "valor absoluto": 3}.items():
        x, y = result("perdida").series("castigos", label)
        assert (x[-1], y[-1]) == (3, cost)


def test_figure_of_the_price(result):
    """«La de −ln p crece sin límite cuando p se acerca a 0; la de −ln de 1 − p, cuando p se
    acerca a 1; la del cuadrado no pasa de 1».
    """
    _, one = result("perdida").series("precio", "−ln p, si era 1")
    _, zero = result("perdida").series("precio", "−ln (1 − p), si era 0")
    _, square = result("perdida").series("precio", "(1 − p)², si era 1")
    assert one[0] == max(one) > 5 and zero[-1] == max(zero) > 5
    assert square[0] == max(square) <= 1


def test_figure_of_the_push(result):
    """«Con z muy negativa, la de la entropía cruzada se acerca a −1 y la del MSE, a 0»."""
    for label, push in {"entropía cruzada": -1, "MSE": 0}.items():
        x, y = result("perdida").series("sin-fuerza", label)
        assert x[0] == -8 and y[0] == pytest.approx(push, abs=0.001)


def test_figure_of_huber(result):
    """«La de Huber sigue a la mitad del cuadrado entre −1 y 1, y después continúa en línea recta,
    media unidad por debajo del valor absoluto».
    """
    x, huber = map(np.array, result("perdida").series("solucion-huber", "Huber"))
    _, half = map(np.array, result("perdida").series("solucion-huber", "mitad del cuadrado"))
    _, size = map(np.array, result("perdida").series("solucion-huber", "valor absoluto"))
    inside = np.abs(x) <= 1
    assert huber[inside] == pytest.approx(half[inside])
    assert huber[~inside] == pytest.approx(size[~inside] - 0.5)
