"""Lección 1.8: lo que la página afirma de cada activación, su derivada y sus gradientes."""

import inspect
import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit
from scipy.special import softmax as scipy_softmax
from sklearn.datasets import load_digits

PAIRS = (
    "pendiente",
    "dibujar",
    "escalon",
    "sigmoide",
    "tanh",
    "relu",
    "leaky",
    "gelu",
    "comprobar",
)
SOFTMAX = (*PAIRS, "softmax", "jacobiana")
Z = np.linspace(-6, 6, 240)  # sin el 0
KERAS = {
    "sigmoide": keras.activations.sigmoid,
    "tanh": keras.activations.tanh,
    "ReLU": keras.activations.relu,
    "ReLU con fuga": keras.activations.leaky_relu,
    "GELU": keras.activations.gelu,
}


def tape_derivative(f, z):
    """La derivada según TensorFlow."""
    z = tf.constant(z, dtype=tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(z)
        output = f(z)
    return tape.gradient(output, z)


def finite_difference(f, z):
    """La pendiente por diferencias finitas de cuarto orden, distintas de las de la página."""
    h = 1e-3
    return (8 * (f(z + h) - f(z - h)) - (f(z + 2 * h) - f(z - 2 * h))) / (12 * h)


# Fórmulas y derivadas


def test_slope_of_the_square(result):
    """«La derivada de z² es 2z, que en 3 vale 6: la medida funciona»."""
    assert "6.0000" in result("activacion").outputs["pendiente"]


@pytest.mark.parametrize("name", list(KERAS))
def test_formula_and_derivative_match_keras(namespace, name):
    """Cada fórmula coincide con Keras y cada derivada, con GradientTape y con diferencias
    finitas.
    """
    f, derivative = namespace("activacion", *PAIRS)["pairs"][name]
    z = tf.constant(Z, dtype=tf.float64)
    np.testing.assert_allclose(f(Z), KERAS[name](z), atol=1e-7)  # constantes en float32
    np.testing.assert_allclose(derivative(Z), tape_derivative(KERAS[name], Z), atol=1e-7)
    np.testing.assert_allclose(derivative(Z), finite_difference(f, Z), atol=1e-8)


def test_step_gives_no_clue(namespace):
    """«Su pendiente es 0 en todas partes menos en el salto»; TensorFlow ni siquiera da
    gradiente.
    """
    f, derivative = namespace("activacion", *PAIRS)["pairs"]["escalón"]
    assert set(f(Z)) == {0, 1} and f(0.0) == 1
    np.testing.assert_array_equal(derivative(Z), 0)
    np.testing.assert_array_equal(finite_difference(f, Z), 0)
    assert tape_derivative(lambda z: tf.cast(z >= 0, tf.float64), Z) is None


def test_page_checks_every_derivative(result):
    """«En ningún punto se apartan ni una cienmillonésima»."""
    output = result("activacion").outputs["comprobar"]
    assert output.count("True") == 6 and "False" not in output
    assert "True" in result("activacion").outputs["solucion-silu"]


def test_sigmoid_facts(namespace):
    """«Su pendiente nunca pasa de un cuarto»; «en z = 10 la pendiente no llega a una
    diezmilésima».
    """
    page = namespace("activacion", *PAIRS)
    z = np.linspace(-30, 30, 6001)
    slopes = page["sigmoid_derivative"](z)
    assert slopes.max() == pytest.approx(0.25) and z[slopes.argmax()] == pytest.approx(0)
    assert 0 < page["sigmoid_derivative"](10.0) < 1e-4


def test_tanh_facts(namespace):
    """«También se satura, incluso antes, pero en el centro su pendiente es 1, cuatro veces la
    de la sigmoide».
    """
    page = namespace("activacion", *PAIRS)
    assert page["tanh_derivative"](0.0) == 4 * page["sigmoid_derivative"](0.0) == 1
    assert page["tanh_derivative"](4.0) < page["sigmoid_derivative"](4.0)


def test_relu_corner(namespace):
    """«por la izquierda la pendiente es 0 y por la derecha, 1»; «Keras y TensorFlow, el 0»."""
    page = namespace("activacion", *PAIRS)
    relu, h = page["relu"], 1e-6
    assert relu(0.0) == 0
    assert (relu(0.0) - relu(-h)) / h == 0 and (relu(h) - relu(0.0)) / h == 1
    assert page["relu_derivative"](np.array(0.0)) == 0
    assert tape_derivative(keras.activations.relu, [0.0]).numpy() == [0]


def test_leaky_default_slope():
    """«α = 0.2, el valor por defecto de `keras.activations.leaky_relu`; la capa
    `keras.layers.LeakyReLU`, en cambio, trae 0.3».
    """
    assert float(keras.layers.LeakyReLU()(np.array([-1.0]))[0]) == pytest.approx(-0.3)
    signature = inspect.signature(keras.activations.leaky_relu)
    assert signature.parameters["negative_slope"].default == 0.2


def test_gelu_facts(namespace, result):
    """«baja un poco antes de subir, así que no es siempre creciente»; su derivada «baja algo de
    0 y pasa un poco de 1».
    """
    page = namespace("activacion", *PAIRS)
    assert page["lowest"] == pytest.approx(-0.75, abs=0.02)
    assert page["gelu"](-5.0) > page["gelu"](page["lowest"]) < page["gelu"](0.0)
    slopes = page["gelu_derivative"](Z)
    assert -0.2 < slopes.min() < 0 and 1 < slopes.max() < 1.2


# Softmax


def test_softmax_matches_keras(namespace):
    """«Todas son positivas y suman 1»; la matriz jacobiana, con GradientTape y diferencias
    finitas.
    """
    page = namespace("activacion", *SOFTMAX)
    rng = np.random.default_rng(0)
    batch = rng.normal(scale=3, size=(20, 5))
    p = page["softmax"](batch)
    np.testing.assert_allclose(p, keras.activations.softmax(tf.constant(batch)), rtol=1e-9)
    np.testing.assert_allclose(p.sum(axis=-1), 1)
    assert p.min() > 0
    for z in batch[:5]:
        variable = tf.constant(z)
        with tf.GradientTape() as tape:
            tape.watch(variable)
            output = tf.nn.softmax(variable)
        jacobian = page["softmax_derivative"](z)
        np.testing.assert_allclose(jacobian, tape.jacobian(output, variable), atol=1e-10)
        for j in range(5):
            push = 1e-5 * np.eye(5)[j]
            column = (page["softmax"](z + push) - page["softmax"](z - push)) / 2e-5
            np.testing.assert_allclose(jacobian[:, j], column, atol=1e-8)


def test_softmax_facts(result, namespace):
    """«Sumar 100 a todas no cambia nada»; «cada columna suma 0»; con la sigmoide «la suma puede
    ser cualquiera»; «al subir una suma, las otras probabilidades bajan».
    """
    lines = result("activacion").outputs["softmax"].splitlines()
    values = [re.findall(r"\[(.*?)\]", line)[0] for line in lines[:3]]
    assert values[0] == values[1] != values[2]
    assert re.match(r"suman 1\.000 y (?!1\.000)", lines[3])
    jacobian = namespace("activacion", *SOFTMAX)["jacobian"]
    np.testing.assert_allclose(jacobian.sum(axis=0), 0, atol=1e-15)
    assert np.all((jacobian > 0) == np.eye(3, dtype=bool))


# Gradientes que se desvanecen


def keras_first_gradient(activation, k, depth, seed):
    """El mismo gradiente con TensorFlow: mismos sorteos, mismos datos y pérdida de Keras."""
    rng = np.random.default_rng(seed)
    limit = np.sqrt(3 * k / 64)
    weights = [tf.constant(w) for w in rng.uniform(-limit, limit, size=(depth, 64, 64))]
    out = tf.constant(rng.normal(scale=np.sqrt(2 / 74), size=(64, 10)))
    digits = load_digits()
    with tf.GradientTape() as tape:
        tape.watch(weights[0])
        a = tf.constant(digits.data[:128] / 16)
        for w in weights:
            a = activation(a @ w)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(digits.target[:128], a @ out)
        loss = tf.reduce_mean(losses)
    return float(tf.sqrt(tf.reduce_mean(tape.gradient(loss, weights[0]) ** 2)))


def test_measured_gradient_matches_tensorflow(namespace):
    """«La función mide el tamaño del gradiente en los pesos de la primera capa»."""
    page = namespace("activacion", *SOFTMAX, "medir")
    for name, k, depth in [
        ("sigmoide", 1, 1),
        ("sigmoide", 16, 6),
        ("tanh", 1, 3),
        ("ReLU", 1, 1),
        ("ReLU", 2, 6),
        ("GELU", 2, 3),
    ]:
        measured = page["first_gradient"](*page["pairs"][name], k, depth, 7)
        assert measured == pytest.approx(keras_first_gradient(KERAS[name], k, depth, 7), rel=1e-5)


def test_large_weights_explode(namespace):
    """«con ReLU y pesos ×4, las sumas casi se triplican en cada capa»."""
    relu = namespace("activacion", *PAIRS)["relu"]
    rng = np.random.default_rng(0)
    a, sizes = load_digits().data[:128] / 16, []
    for _ in range(10):
        z = a @ rng.uniform(-1, 1, size=(64, 64)) * np.sqrt(3 * 16 / 64)
        sizes.append(np.sqrt(np.mean(z**2)))
        a = relu(z)
    growth = (sizes[-1] / sizes[0]) ** (1 / 9)
    assert 2.5 < growth < 3.1


def test_three_quarters_twenty_times():
    """«Si en cada capa se pierden tres cuartas partes, tras veinte queda menos de una
    billonésima».
    """
    assert 0.25**20 < 1e-12


def test_initial_variances():
    """«Glorot […]: varianza 2 / (entradas + neuronas), aquí 1/64. Es lo que hace Keras por
    defecto»; «He: varianza 2 / entradas, aquí 2/64».
    """
    keras.utils.set_random_seed(0)
    for initializer, expected in [("glorot_uniform", 1 / 64), ("he_normal", 2 / 64)]:
        layer = keras.layers.Dense(64, kernel_initializer=initializer)
        layer.build((None, 64))
        assert layer.get_weights()[0].var() == pytest.approx(expected, rel=0.08)
    for initializer, expected in [("glorot_uniform", 2 / (100 + 300)), ("he_normal", 2 / 100)]:
        values = keras.initializers.get(initializer)((100, 300))
        assert np.var(values) == pytest.approx(expected, rel=0.08)
    default = keras.layers.Dense(64).kernel_initializer
    assert isinstance(default, keras.initializers.GlorotUniform)


def test_what_vanishes(result):
    """«alrededor de una billonésima»; «ayuda mucho, pero no basta»; «con 20 capas le llegan unas
    décimas»; «también lo pierde, más despacio».
    """
    lines = result("activacion").outputs["desvanecer"].splitlines()[1:]
    left = {line[:16].strip(): float(line.split()[-1]) for line in lines}
    assert 1e-13 < left["sigmoide, Glorot"] < 1e-11
    assert 1e-6 < left["sigmoide, ×4"] < 1e-2
    assert left["tanh, Glorot"] > 0.1 and left["ReLU, He"] > 0.3
    assert left["sigmoide, Glorot"] < left["ReLU, Glorot"] < 0.01


def test_curves_of_the_vanishing_gradient(namespace):
    """«Con sigmoide y Glorot cae en línea recta hasta menos de una trillonésima. Con sigmoide ×4 y
    con ReLU y Glorot cae más despacio. Con tanh y Glorot y con ReLU y He se queda casi plano»;
    «cada marca es mil veces menor que la de encima».
    """
    page = namespace("activacion", *SOFTMAX, "medir", "desvanecer")
    curves = {line.get_label(): np.log10(line.get_ydata()) for line in page["ax"].lines}
    drops = {label: curve[0] - curve[-1] for label, curve in curves.items()}
    vanished = curves["sigmoide, Glorot"]
    assert vanished[-1] < -18
    steps = np.diff(vanished[1:])  # de cinco en cinco capas
    assert np.ptp(steps) < 0.2 * abs(steps.mean())
    for slower in ("sigmoide, ×4", "ReLU, Glorot"):
        assert 3 < drops[slower] < drops["sigmoide, Glorot"] / 2
    for flat in ("tanh, Glorot", "ReLU, He"):
        assert drops[flat] < 1
    page["fig"].canvas.draw()
    np.testing.assert_allclose(np.diff(np.log10(page["ax"].get_yticks())), 3)
    page["plt"].close("all")


def test_larger_sigmoid_weights_saturate(namespace):
    """«con sumas mayores las neuronas se saturan y la pendiente ya no es ni un cuarto»."""
    page = namespace("activacion", *PAIRS)
    rng = np.random.default_rng(0)
    x = load_digits().data[:128] / 16

    def mean_slope(k):
        a, slopes = x, []
        for _ in range(10):
            z = a @ rng.uniform(-1, 1, size=(64, 64)) * np.sqrt(3 * k / 64)
            a = page["sigmoid"](z)
            slopes.append(page["sigmoid_derivative"](z).mean())
        return np.mean(slopes)

    assert mean_slope(16) < 0.15 < 0.2 < mean_slope(1)


def test_relu_derivative_is_zero_half_of_the_time(namespace):
    """«como anula más o menos la mitad»."""
    page = namespace("activacion", *PAIRS)
    rng = np.random.default_rng(0)
    z = load_digits().data[:128] / 16 @ rng.normal(size=(64, 64))
    assert page["relu_derivative"](z).mean() == pytest.approx(0.5, abs=0.1)


def test_shallow_network_loses_little(namespace):
    """«con tan pocas no hay tiempo de que se pierda nada»: la red de la lección 1.4, con ReLU y
    Glorot.
    """
    page = namespace("activacion", *SOFTMAX, "medir")
    glorot, he = (
        np.mean([page["first_gradient"](*page["pairs"]["ReLU"], k, 1, seed) for seed in range(5)])
        for k in (1, 2)
    )
    assert 0.5 < glorot / he < 2


# Desbordes


def test_overflow_of_the_naive_ones(result):
    """«∞/∞ da nan»; «A la sigmoide la salva la suerte»; «con float32 […] basta una suma de 89»."""
    lines = result("activacion").outputs["desbordar"].splitlines()
    assert lines[0] == "overflow encountered in exp"
    assert lines[1].endswith("= inf") and lines[2].endswith("= inf")
    assert lines[3].endswith(": 0.0") and lines[4].count("nan") == 2
    assert np.isfinite(np.exp(np.float32(88)))
    with pytest.warns(RuntimeWarning, match="overflow"):  # «Si no dices nada, escribe un aviso»
        assert np.exp(1000.0) == np.inf


def test_stable_ones_are_exact(namespace):
    """«El remedio es no calcular nunca la exponencial de un número positivo grande»: coinciden
    con SciPy y con Keras, sin un solo aviso.
    """
    page = namespace("activacion", *SOFTMAX, "estable")
    z = np.array([-1e4, -1000, -745, -37, -1e-8, 0, 1e-8, 37, 745, 1000, 1e4])
    rows = np.array([[1000, 999, 0], [-1000, -1001, -5000], [0, 0, 0], [1e4, -1e4, 3]], dtype=float)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        stable, probabilities = page["stable_sigmoid"](z), page["stable_softmax"](rows)
    np.testing.assert_allclose(stable, expit(z), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(probabilities, scipy_softmax(rows, axis=1), rtol=1e-12)
    np.testing.assert_allclose(
        probabilities, keras.activations.softmax(tf.constant(rows)), rtol=1e-9, atol=1e-300
    )


def test_stable_equals_naive_where_both_work(result):
    """«¿como las ingenuas? True»."""
    assert result("activacion").num["same_sigmoid"] is True
    assert result("activacion").num["same_softmax"] is True
    assert "nan" not in result("activacion").outputs["estable"]


# Cuál va dónde, errores comunes y ejercicios


def test_losses_of_the_table_exist():
    """La columna «Pérdida en Keras» de la tabla."""
    for name in ("binary_crossentropy", "categorical_crossentropy", "mse", "mae"):
        assert callable(keras.losses.get(name))
    assert callable(keras.losses.get("sparse_categorical_crossentropy"))


def test_softmax_of_one_unit_is_one(namespace):
    """«Da siempre 1, sea cual sea la entrada. Keras avisa (will always return the value 1 […]),
    pero sigue: la red “predice” lo mismo para todo».
    """
    softmax = namespace("activacion", *SOFTMAX)["softmax"]
    np.testing.assert_array_equal(softmax(Z[:, None]), 1)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "softmax")])
    model.compile("sgd", loss="binary_crossentropy")
    with pytest.warns(UserWarning, match="always return the value 1, which is\\s+likely not what"):
        model.fit(Z[:, None], Z > 0, verbose=0)
        answers = model.predict(Z[:, None], verbose=0)
    np.testing.assert_array_equal(answers, 1)


def test_relu_at_the_end_of_a_regression():
    """«No puede dar negativos y, si la suma es negativa con todos los ejemplos, no aprende»; la
    sigmoide «no sale nunca del intervalo de 0 a 1».
    """
    x = np.linspace(0, 1, 20)[:, None]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, "relu")])
    first = [np.array([[-1.0]]), np.array([-0.5])]
    model.set_weights(first)
    model.compile(keras.optimizers.SGD(0.5), loss="mse")
    model.fit(x, 3 * x, epochs=5, verbose=0)
    for before, after in zip(first, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    z = tf.constant([-50.0, -1.0, 0.0, 50.0])
    for name in ("relu", "sigmoid"):
        answers = keras.activations.get(name)(z)
        assert float(tf.reduce_min(answers)) >= 0
    assert float(tf.reduce_max(keras.activations.sigmoid(z))) <= 1


def test_softmax_splits_two_true_labels(namespace):
    """«cuando hay dos etiquetas correctas, ninguna pasa mucho de la mitad»."""
    softmax = namespace("activacion", *SOFTMAX)["softmax"]
    assert softmax(np.array([5.0, 5.0, -5.0])).max() == pytest.approx(0.5, abs=0.01)


def test_deep_sigmoid_network_does_not_move():
    """«La pérdida se queda quieta desde la primera época»."""
    digits = load_digits()

    def final_loss(activation):
        keras.utils.set_random_seed(42)
        layers = [keras.layers.Dense(64, activation=activation) for _ in range(12)]
        model = keras.Sequential([keras.Input((64,)), *layers, keras.layers.Dense(10, "softmax")])
        model.compile(
            optimizer=keras.optimizers.SGD(learning_rate=0.1),
            loss="sparse_categorical_crossentropy",
        )
        x = np.float32(digits.data / 16)
        return model.fit(x, digits.target, epochs=4, verbose=0).history["loss"]

    stuck = final_loss("sigmoid")
    assert min(stuck) > 2.29 and max(stuck) - min(stuck) < 0.05


def test_applying_sigmoid_twice_is_something_else(namespace):
    """«Pasarle a a una función que espera z calcula otra cosa»."""
    page = namespace("activacion", *PAIRS)
    wrong = page["sigmoid_derivative"](page["sigmoid"](Z))
    assert np.abs(wrong - page["sigmoid_derivative"](Z)).max() > 0.1


def test_temperature(result, namespace):
    """«Con T pequeña […] el ganador se lleva casi todo. Con T grande […] las tres se acercan a
    un tercio. El orden no cambia nunca».
    """
    output = result("activacion").outputs["solucion-temperatura"]
    rows = [np.array(row.split(), dtype=float) for row in re.findall(r"\[(.*?)\]", output)]
    assert rows[0][0] > 0.99 and np.abs(rows[-1] - 1 / 3).max() < 0.1
    for row in rows:
        assert list(np.argsort(-row, kind="stable")) == [0, 1, 2]


def test_family(result):
    """«softmax con dos sumas (z, 0) da la sigmoide de z» y «tanh(z) = 2σ(2z) − 1»."""
    num = result("activacion").num
    assert num["gap"] < 1e-14 and num["tanh_gap"] < 1e-14


def test_silu_matches_keras(namespace):
    """«f′(z) = a + z a (1 − a)», y la función es la `silu` de Keras; «baja algo por debajo de 0
    para z negativa […] Su derivada es suave, baja un poco de 0 y pasa un poco de 1».
    """
    page = namespace("activacion", *PAIRS, "solucion-silu")
    assert -0.5 < page["silu"](Z).min() < 0 and np.all(page["silu"](Z[Z < 0]) < 0)
    slopes = page["silu_derivative"](Z)
    assert -0.2 < slopes.min() < 0 and 1 < slopes.max() < 1.2
    z = tf.constant(Z, dtype=tf.float64)
    np.testing.assert_allclose(page["silu"](Z), keras.activations.silu(z), rtol=1e-9)
    np.testing.assert_allclose(
        page["silu_derivative"](Z), tape_derivative(keras.activations.silu, Z), atol=1e-9
    )
    np.testing.assert_allclose(
        page["silu_derivative"](Z), finite_difference(page["silu"], Z), atol=1e-8
    )


def test_figure_of_the_vanishing_gradient(result):
    """Cada curva de la figura es la de su rótulo: la tabla, «20 capas con una», sale de ella."""
    run = result("activacion")
    lines = run.outputs["desvanecer"].splitlines()[1:]
    assert len(lines) == 5
    for line in lines:
        x, y = run.series("desvanecer", line[:16].strip())
        assert (x[0], x[4]) == (1, 20)
        assert f"{y[4] / y[0]:.0e}" == line[16:].strip()


def test_figure_of_the_jacobian(result):
    """«Arriba, la probabilidad p1 sube en forma de ese mientras p2 y p3 bajan»."""
    z = np.array(result("activacion").series("jacobiana", "$p_1$")[0])
    scores = np.stack([z, np.full_like(z, 1), np.full_like(z, -1)], axis=1)
    for k, p in enumerate(scipy_softmax(scores, axis=1).T):
        _, y = result("activacion").series("jacobiana", f"$p_{k + 1}$")
        assert y == pytest.approx(p, rel=1e-4)
