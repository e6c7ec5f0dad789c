"""Lecciones 2.2 a 2.5: lo que las páginas afirman de la red escrita con NumPy."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.special import expit
from sklearn.datasets import make_gaussian_quantiles
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error

TOOLS = (
    "datos",
    "regla",
    "dividir",
    "inicializar",
    "red",
    "sigmoide",
    "activaciones",
    "forward",
    "perdidas",
    "pendientes",
    "pendientes-perdida",
    "backward",
    "diferencias",
    "error-relativo",
    "actualizar",
    "medir",
    "entrenar",
)
ARCHITECTURES = [([2, 8, 4, 1], "relu"), ([2, 5, 4, 3, 1], "tanh")]
_tools: dict = {}


@pytest.fixture
def page(request):
    """Los datos y las funciones de las lecciones, ejecutados una sola vez."""
    if not _tools:
        _tools.update(request.getfixturevalue("namespace")("red_numpy", *TOOLS))
    return dict(_tools)


@pytest.fixture
def num(result):
    """Los números que dejó el programa en la construcción."""
    return result("red_numpy").num


@pytest.fixture
def outputs(result):
    """Lo que imprimió cada sección en la construcción."""
    return result("red_numpy").outputs


def numbers(text):
    """Los números con punto o exponente de un texto."""
    return [float(n) for n in re.findall(r"-?\d+\.\d*(?:e[+-]\d+)?|\d+e[+-]\d+", text)]


def frozen(network):
    """Una copia de la red cuyas tablas no se dejan escribir."""
    copies = [{**layer, "W": layer["W"].copy(), "b": layer["b"].copy()} for layer in network]
    for layer in copies:
        layer["W"].flags.writeable = layer["b"].flags.writeable = False
    return copies


def random_biases(network, seed=3):
    rng = np.random.default_rng(seed)
    return [{**layer, "b": rng.normal(0, 0.3, layer["b"].shape)} for layer in network]


def slow_forward(network, x):
    """Otra versión del paso hacia delante: ejemplo a ejemplo, sin cachés y sin `@`."""
    apply = {"relu": lambda z: max(z, 0.0), "tanh": np.tanh, "sigmoid": expit}
    rows = []
    for values in x:
        for layer in network:
            sums = [
                sum(v * w for v, w in zip(values, column, strict=True)) + b
                for column, b in zip(layer["W"].T, layer["b"], strict=True)
            ]
            values = [apply[layer["activation"]](z) for z in sums]
        rows.append(values)
    return np.array(rows)


# Lección 2.2: los datos


def test_two_balanced_concentric_classes(page, num):
    """«la de dentro es la clase 0 y la de fuera, la clase 1»; «La media ronda 0 y la desviación
    ronda 1»; «repartidos a partes iguales».
    """
    x, y = page["x"], page["y"][:, 0]
    assert list(np.bincount(y)) == [1000, 1000]
    assert np.abs(x.mean(axis=0)).max() < 0.1 and np.abs(x.std(axis=0) - 1).max() < 0.1
    distance = np.linalg.norm(x, axis=1)
    assert distance[y == 0].max() < num["radius"] < distance[y == 1].min()
    assert num["radius"] == pytest.approx(np.sqrt(2 * np.log(2)), abs=0.03)


def test_split_keeps_half_of_each_class(page):
    """«la mitad exacta en los tres»; las etiquetas van en columna."""
    for name, size in [("train", 1000), ("val", 500), ("test", 500)]:
        inputs, labels = page[f"x_{name}"], page[f"y_{name}"]
        assert inputs.shape == (size, 2) and labels.shape == (size, 1)
        assert labels.mean() == 0.5
    joined = np.concatenate([page["x_train"], page["x_val"], page["x_test"]])
    assert len(np.unique(joined, axis=0)) == 2000


def test_subtracting_a_row_gives_a_million(page):
    """«resta todas con todas y devuelve un millón de números»."""
    answers = np.full((1000, 1), 0.5)
    assert (answers - page["y_train"]).size == 1000
    assert (answers - page["y_train"][:, 0]).size == 1_000_000


def test_linear_model_is_a_coin(num):
    """«Lo mismo que una moneda al aire»."""
    assert 0.45 < num["linear_accuracy"] < 0.55


def test_parameters(num, page):
    """«En total, 65»; «Las dos primeras tienen tantos parámetros como la nuestra»."""
    rng = np.random.default_rng(0)
    for sizes, expected in [
        ([2, 8, 4, 1], 65),
        ([2, 16, 1], 65),
        ([2, 6, 4, 3, 1], 65),
        ([784, 64, 10], 50_890),
    ]:
        network = page["init_network"](sizes, rng)
        assert sum(v["W"].size + v["b"].size for v in network) == expected
    assert num["n_parameters"] == num["counted"] == 65


def test_no_slope_from_zeros_and_the_same_from_equals(namespace):
    """«Ninguna pendiente»; «las tres neuronas tienen las mismas»; «Cada neurona tiene sus
    pendientes».
    """
    page = namespace("red_numpy", "datos", "mover", "ceros")
    found = {name: page["effects"](*start, page["point"]) for name, start in page["starts"].items()}
    assert not found["ceros"].any()
    equal = found["iguales"].reshape(3, 3)
    assert equal.all() and np.ptp(equal, axis=1).max() < 1e-9
    random = found["al azar"].reshape(3, 3)
    assert len(np.unique(random.round(9), axis=1).T) == 3
    W1, _ = page["starts"]["al azar"]
    assert not random[:, 1].any() and (page["point"] @ W1)[0, 1] < 0
    zeros = page["starts"]["ceros"]
    assert not any(table.any() for table in zeros)  # mover no cambia los pesos que recibe


def test_he_keeps_the_signal(outputs):
    """«la señal se triplica en cada capa y explota; tres veces menores, se divide por tres […] Con
    los de He llega a la capa 20 casi como entró».
    """
    big, kept, small = numbers(outputs["escala"])
    assert 0.3 < kept < 3
    assert 4.5e9 < big < 5e9  # «hasta casi cinco mil millones»
    assert big / kept == pytest.approx(3.0**20, rel=0.1)
    assert kept / small == pytest.approx(3.0**20, rel=0.1)


def test_cross_products_vanish(page, outputs):
    """«Al promediar muchos sorteos, w₁² y w₂² valen σ², y w₁w₂ vale 0»; «Quedan los cuadrados,
    0.25 · 1 y 0.25 · 4, que suman 1.25».
    """
    first, second, cross, total = numbers(outputs["suma"])
    assert [first, second, total] == pytest.approx([0.25, 1.0, 1.25], abs=0.03)
    assert abs(cross) < 0.03


def test_relu_takes_half_of_the_mean_square(page):
    """«Como z es simétrica alrededor de 0 […] se va justo la mitad del cuadrado medio»."""
    rng = np.random.default_rng(1)
    z = np.sum(rng.normal(0, 0.5, (200_000, 3)) * [1.0, 2.0, 0.5], axis=1)
    half = np.mean(page["ACTIVATIONS"]["relu"](z) ** 2) / np.mean(z**2)
    assert half == pytest.approx(0.5, abs=0.01)


def test_unit_normal_weights_are_seven_times_he():
    """«pesos unas siete veces mayores que los de He» con 100 entradas."""
    assert 1 / np.sqrt(2 / 100) == pytest.approx(7, abs=0.1)


@pytest.mark.parametrize("hidden", ["relu", "tanh"])
def test_initial_variances(page, hidden):
    """«pesos de He con ReLU, de Xavier con las demás»; los sesgos, en cero. Xavier «es también la
    que usa Keras por defecto».
    """
    network = page["init_network"]([400, 300, 200], np.random.default_rng(0), hidden)
    variances = [layer["W"].var() for layer in network]
    first = 2 / 400 if hidden == "relu" else 2 / 700
    assert variances[0] == pytest.approx(first, rel=0.03)
    assert variances[1] == pytest.approx(2 / 500, rel=0.03)
    assert not any(layer["b"].any() for layer in network)
    assert [layer["activation"] for layer in network] == [hidden, "sigmoid"]
    default = keras.layers.Dense(1).kernel_initializer
    assert isinstance(default, keras.initializers.GlorotUniform)
    assert np.var(np.array(default((300, 200)))) == pytest.approx(variances[1], rel=0.03)


def test_sampled_deviations_are_below_theory(page):
    """«Las que han salido son menores, sobre todo la última»."""
    theory = np.sqrt([2 / 2, 2 / 8, 2 / 5])
    found = np.array([layer["W"].std() for layer in page["network"]])
    assert (found < theory).all()
    assert (found / theory).argmin() == 2


def test_generator_does_not_repeat(outputs):
    """«Dos redes del mismo generador son distintas; dos redes […] con la misma semilla son
    idénticas».
    """
    assert re.findall(r"True|False", outputs["generador"]) == ["False", "True"]


def test_share_of_points_inside_a_radius(outputs):
    """«Coinciden, salvo lo que baila una muestra»."""
    for line in outputs["solucion-radio"].splitlines():
        _, share, theory = numbers(line)
        assert share == pytest.approx(theory, abs=0.03)


def test_three_rings(outputs):
    """«Un disco y dos anillos»."""
    rows = [numbers(line) for line in outputs["solucion-clases"].splitlines()]
    assert len(rows) == 3
    assert all(inner[1] <= outer[0] for inner, outer in zip(rows, rows[1:], strict=False))


# Lección 2.3: el paso hacia delante


@pytest.mark.parametrize(
    ("sizes", "hidden"), [*ARCHITECTURES, ([2, 1], "relu"), ([3, 7, 1], "tanh")]
)
def test_forward_is_the_loops(page, sizes, hidden):
    """«El mismo resultado»; «vale para cualquier número de capas y cualquier ancho»; no cambia
    nada de lo que recibe.
    """
    rng = np.random.default_rng(5)
    network = frozen(random_biases(page["init_network"](sizes, rng, hidden)))
    x = rng.normal(size=(6, sizes[0]))
    x.flags.writeable = False
    output, cache = page["forward"](network, x)
    np.testing.assert_allclose(output, slow_forward(network, x), rtol=1e-12)
    assert [saved["x"].shape for saved in cache] == [(6, n) for n in sizes[:-1]]
    assert [saved["z"].shape for saved in cache] == [(6, n) for n in sizes[1:]]


def test_sigmoid_matches_scipy_and_never_overflows(page):
    """«no se desbordan»: la sigmoide coincide con la de SciPy de −1000 a 1000."""
    z = np.concatenate([np.linspace(-1000, 1000, 2001), np.linspace(-5, 5, 101)])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        np.testing.assert_allclose(page["sigmoid"](z), expit(z), rtol=1e-13, atol=1e-300)


def test_naive_sigmoid_overflows(outputs):
    """«e^710 no cabe en un número de 64 bits» y e^700 sí."""
    ok, broken = outputs["sigmoide-ingenua"].splitlines()
    assert "overflow" in broken and "overflow" not in ok
    assert "4.47629e-309" in outputs["probar-sigmoide"]


def test_losses_match_scikit_learn_and_keras(page):
    """Las dos pérdidas, contra scikit-learn y Keras."""
    rng = np.random.default_rng(0)
    z, y = rng.normal(0, 3, (40, 1)), rng.integers(0, 2, (40, 1))
    a = expit(z)
    assert page["bce"](z, y) == pytest.approx(log_loss(y[:, 0], a[:, 0]), rel=1e-12)
    assert page["mse"](z, y) == pytest.approx(mean_squared_error(y, a), rel=1e-12)
    logits = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    assert page["bce"](z, y) == pytest.approx(float(logits(y.astype(float), z)), rel=1e-12)


def test_stable_loss_charges_what_it_should(page, outputs):
    """«Con z = 30 debería pagar 30.0000 y ya le cobra mal […] Con z = 40 […] el logaritmo de 0 no
    existe»; «40, como debe ser».
    """
    for z in [30.0, 40.0, 700.0]:
        assert page["bce"](np.array(z), 0) == pytest.approx(z, rel=1e-12)
        assert page["bce"](np.array(-z), 1) == pytest.approx(z, rel=1e-12)
    first, second = outputs["perdida-ingenua"].splitlines()
    assert 1e-4 < abs(numbers(first)[1] - 30) < 0.01
    assert "divide by zero" in second
    assert "clase 0: 40.0" in outputs["perdida-inicial"]


def test_untrained_network(page, num):
    """«Todas pasan de 0.5, así que responde «clase 1» a todo»; «paga algo menos […] sin haber
    aprendido nada»; «con otra semilla podría pagar más que a ciegas».
    """
    output, _ = page["forward"](page["network"], page["x_train"])
    assert output.min() > 0.5
    assert num["untrained_accuracy"] == 0.5
    z = page["forward"](page["network"], page["x_train"])[1][-1]["z"]
    assert page["bce"](0 * z, page["y_train"]) == pytest.approx(np.log(2))
    assert round(np.log(2), 3) == 0.693
    assert page["mse"](0 * z, page["y_train"]) == 0.25
    assert 0.55 < page["bce"](z, page["y_train"]) < np.log(2)
    losses = [
        page["loss_of"](
            page["init_network"]([2, 8, 4, 1], np.random.default_rng(seed)),
            page["x_train"],
            page["y_train"],
        )
        for seed in range(10)
    ]
    assert max(losses) > np.log(2)


def test_zero_biases_only_draw_rays(page):
    """«en el centro da 0.5 exactos»; «la suma final cambia en proporción a la distancia»."""
    network = page["network"]
    assert page["forward"](network, np.zeros((1, 2)))[0].item() == 0.5
    x = np.random.default_rng(0).normal(size=(20, 2))
    near = page["forward"](network, x)[1][-1]["z"]
    far = page["forward"](network, 5 * x)[1][-1]["z"]
    np.testing.assert_allclose(far, 5 * near, rtol=1e-12)


def test_single_point_loses_the_batch_axis(page):
    """«devuelve un resultado de forma (1,)»; «El paso hacia atrás […] no lo aceptará»."""
    output, cache = page["forward"](page["network"], page["x_train"][0])
    assert output.shape == (1,)
    with pytest.raises(ValueError):
        page["backward"](page["network"], cache, page["y_train"][0])


def test_star_is_not_matmul():
    """«Entre (5, 2) y (2, 8) falla con operands could not be broadcast together»."""
    with pytest.raises(ValueError, match="operands could not be broadcast together"):
        np.ones((5, 2)) * np.ones((2, 8))


def test_without_activations_three_layers_are_one(outputs):
    """«son una sola capa de dos pesos»."""
    three, one = [numbers(line) for line in outputs["solucion-lineal"].splitlines()]
    assert three == one and len(three) == 5


def test_clipping_hides_how_wrong_it_is(page):
    """«cobra lo mismo por un error grande que por uno enorme»."""
    clipped = [-np.log(1 - np.clip(expit(z), 1e-7, 1 - 1e-7)) for z in (20.0, 30.0)]
    assert clipped[0] == clipped[1]
    assert page["bce"](np.array(30.0), 0) - page["bce"](np.array(20.0), 0) == pytest.approx(10)


# Lección 2.4: el gradiente


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
def test_slopes_of_activations(page, name):
    """Las pendientes, contra diferencias centradas; «Las tres reciben z, y ninguna lo modifica»."""
    z = np.array([[-3.0, -0.7, 0.2], [0.9, 2.0, 6.0]])
    z.flags.writeable = False
    g, h = page["ACTIVATIONS"][name], 1e-6
    numeric = (g(z + h) - g(z - h)) / (2 * h)
    np.testing.assert_allclose(page["SLOPES"][name](z), numeric, atol=1e-9)


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize(("sizes", "hidden"), ARCHITECTURES)
def test_gradient_check(page, sizes, hidden, loss):
    """«Se suele pedir menos de 10⁻⁶ […] y aquí sobra margen»: todos los parámetros, contra unas
    diferencias escritas aquí aparte.
    """
    x, y = page["x_train"][:20], page["y_train"][:20]
    network = random_biases(page["init_network"](sizes, np.random.default_rng(4), hidden))
    _, cache = page["forward"](frozen(network), x)
    gradients = page["backward"](frozen(network), cache, y, loss)
    measure = {"bce": lambda a: log_loss(y[:, 0], a[:, 0]), "mse": lambda a: np.mean((a - y) ** 2)}
    h, worst = 1e-5, 0.0
    for layer, gradient in zip(network, gradients, strict=True):
        for name in ["W", "b"]:
            assert gradient[name].shape == layer[name].shape
            for index in np.ndindex(layer[name].shape):
                kept, values = layer[name][index], []
                for step in (h, -h):
                    layer[name][index] = kept + step
                    values.append(measure[loss](page["forward"](network, x)[0]))
                layer[name][index] = kept
                numeric, ours = (values[0] - values[1]) / (2 * h), gradient[name][index]
                if numeric != ours:
                    worst = max(worst, abs(numeric - ours) / (abs(numeric) + abs(ours)))
    assert worst <= 1e-6


def test_gradient_check_on_the_page(num, outputs):
    """La comprobación de la página: dos arquitecturas, dos pérdidas, error de 10⁻⁶ o menos."""
    assert num["worst_error"] <= 1e-6
    lines = outputs["comprobar"].splitlines()
    assert len(lines) == 4
    assert {line.split("]")[1].split(":")[0].strip() for line in lines} == {
        "relu bce",
        "relu mse",
        "tanh bce",
        "tanh mse",
    }


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize(("sizes", "hidden"), ARCHITECTURES)
def test_gradient_matches_tensorflow(page, sizes, hidden, loss):
    """El gradiente, contra la derivación automática de TensorFlow."""
    x, y = page["x_train"][:50], page["y_train"][:50]
    network = random_biases(page["init_network"](sizes, np.random.default_rng(8), hidden))
    weights = [tf.Variable(layer[name]) for layer in network for name in ("W", "b")]
    with tf.GradientTape() as tape:
        a = tf.constant(x)
        for i, layer in enumerate(network):
            z = a @ weights[2 * i] + weights[2 * i + 1]
            a = {"relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid}[layer["activation"]](z)
        if loss == "mse":
            value = tf.reduce_mean((a - y) ** 2)
        else:
            cost = tf.nn.sigmoid_cross_entropy_with_logits(y.astype(float), z)
            value = tf.reduce_mean(cost)
    _, cache = page["forward"](network, x)
    ours = page["backward"](network, cache, y, loss)
    ours = [layer[name] for layer in ours for name in ("W", "b")]
    for one, other in zip(ours, tape.gradient(value, weights), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-14)


def test_same_average_for_weights_and_biases(page):
    """«los pesos y los sesgos la reciben por igual»: repetir el lote no cambia ningún gradiente."""
    x, y = page["x_train"][:30], page["y_train"][:30]
    results = []
    for times in (1, 4):
        big_x, big_y = np.tile(x, (times, 1)), np.tile(y, (times, 1))
        _, cache = page["forward"](page["network"], big_x)
        results.append(page["backward"](page["network"], cache, big_y))
    for one, other in zip(*results, strict=True):
        for name in ["W", "b"]:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-10, atol=1e-16)


def test_backward_and_update_change_nothing(page):
    """«no cambia la red ni la caché»; «update construye una red nueva y no toca la que recibe»."""
    network = frozen(page["network"])
    x, y = page["x_train"][:50], page["y_train"][:50]
    _, cache = page["forward"](network, x)
    copies = [{name: table.copy() for name, table in saved.items()} for saved in cache]
    gradients = page["backward"](network, cache, y)
    for gradient in gradients:
        gradient["W"].flags.writeable = gradient["b"].flags.writeable = False
    stepped = page["update"](network, gradients, 0.1)
    for saved, copy in zip(cache, copies, strict=True):
        for name in copy:
            np.testing.assert_array_equal(saved[name], copy[name])
    for old, new, gradient in zip(network, stepped, gradients, strict=True):
        np.testing.assert_array_equal(new["W"], old["W"] - 0.1 * gradient["W"])
        np.testing.assert_array_equal(new["b"], old["b"] - 0.1 * gradient["b"])


def test_gradient_fades_backwards(page, outputs):
    """«Aquí mengua al retroceder, y es por la forma de la red, que se estrecha […] En una red de
    ancho constante el tamaño apenas cambia, y en una que se ensancha, crece»: la mediana de cien
    sorteos, entre las capas ocultas.
    """
    sizes = numbers(outputs["gradientes"])
    assert len(sizes) == 3 and sizes[0] < sizes[1] < sizes[2]
    x, y = page["x_train"][:50], page["y_train"][:50]
    ratios = {}
    for name, shape in [
        ("estrecha", [2, 64, 32, 16, 8, 1]),
        ("constante", [2, 32, 32, 32, 32, 1]),
        ("ancha", [2, 8, 16, 32, 64, 1]),
    ]:
        found = []
        for seed in range(100):
            network = page["init_network"](shape, np.random.default_rng(seed))
            _, cache = page["forward"](network, x)
            gradients = page["backward"](network, cache, y)
            rms = [np.sqrt(np.mean(gradient["W"] ** 2)) for gradient in gradients]
            found.append(rms[0] / rms[3])
        ratios[name] = np.median(found)
    assert ratios["estrecha"] < 0.5 and ratios["ancha"] > 1.5
    assert 0.6 < ratios["constante"] < 1.5


def test_dz_is_multiplied_by_out_over_in(page):
    """«el cuadrado medio de dz se multiplica en cada capa oculta por unas […] que con los pesos de
    He es […]»: la razón es n_out / n_in.
    """
    rng = np.random.default_rng(2)
    for n_in, n_out in [(64, 16), (16, 64)]:
        factors = []
        for _ in range(200):
            z = rng.normal(size=(20, n_in))
            dz = rng.normal(size=(20, n_out))
            W = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))
            before = (dz @ W.T) * page["SLOPES"]["relu"](z)
            factors.append(np.mean(before**2) / np.mean(dz**2))
        assert np.mean(factors) == pytest.approx(n_out / n_in, rel=0.1)


def test_ten_decimals_agree(outputs):
    """«Diez decimales iguales»."""
    one, other = re.findall(r"-?\d+\.\d{10}", outputs["un-peso"])
    assert one == other


def test_best_step_is_in_the_middle(namespace):
    """«En medio, cerca de 10⁻⁵, está el mejor compromiso»; falla en los dos extremos."""
    page = namespace("red_numpy", *TOOLS[:14], "gradientes", "comprobar", "paso-h")
    worst = np.array(page["worst"])
    best = page["steps"][worst.argmin()]
    assert 1e-6 / 2 < best < 2e-4
    assert worst.min() <= 1e-6
    assert worst[0] > 1e-3 and worst[-1] > 1e-3


def test_symmetry_in_the_gradient(outputs):
    """«Con ceros, ningún peso tiene pendiente»; «las ocho columnas de dW₁ son la misma»."""
    zeros, equal = outputs["simetria"].split("iguales\n")
    assert numbers(zeros) == [0.0, 0.0, 0.0]
    assert min(numbers(equal)) > 0.01
    assert "dW1: columnas distintas, 1 de 8" in equal


def test_only_output_bias_moves_from_zeros(page):
    """«solo puede moverse el sesgo de la salida»."""
    flat = [{**layer, "W": np.zeros_like(layer["W"])} for layer in page["network"]]
    _, cache = page["forward"](flat, page["x_train"][:50])
    gradients = page["backward"](flat, cache, page["y_train"][:50])
    assert not any(gradient["W"].any() for gradient in gradients)
    assert not any(gradient["b"].any() for gradient in gradients[:-1])
    assert gradients[-1]["b"].any()


def test_step_goes_down_almost_as_predicted(num):
    """«La pérdida ha bajado, y casi lo previsto»."""
    drop = num["loss_before"] - num["loss_after"]
    assert 0.9 < drop / num["predicted_drop"] < 1


def test_too_long_a_step_goes_up(namespace):
    """«toca fondo hacia 3.5 y sube hasta superar la pérdida de partida»."""
    page = namespace("red_numpy", *TOOLS[:16], "gradientes", "un-paso", "bajada")
    along = np.array(page["along"])
    assert 3 < page["rates"][along.argmin()] < 4
    assert along[-1] > along[0]


def test_check_catches_the_two_bugs(outputs):
    """«Entre un gradiente bueno y uno malo hay un abismo: de cienmillonésimas a 0.5 o más»."""
    right, no_mean, at_a = numbers(outputs["solucion-fallos"])
    assert right < 1e-7
    assert min(no_mean, at_a) >= 0.5


def test_relu_slope_is_the_same_at_a(page):
    """«Con ReLU da lo mismo, porque a > 0 exactamente cuando z > 0 […] con tanh o sigmoide, no»."""
    z = np.linspace(-3, 3, 61)
    for name, equal in [("relu", True), ("tanh", False), ("sigmoid", False)]:
        slope = page["SLOPES"][name]
        assert np.allclose(slope(page["ACTIVATIONS"][name](z)), slope(z)) is equal


def test_double_sigmoid_slope_slows_learning(page):
    """«Multiplicar otra vez por a(1 − a) no falla: frena el aprendizaje»."""
    slopes = page["LOSS_SLOPES"]
    slopes["doble"] = lambda z, y: slopes["bce"](z, y) * page["sigmoid_slope"](z)
    losses = {}
    try:
        for name in ["bce", "doble"]:
            final = page["train"](
                page["network"],
                page["x_train"],
                page["y_train"],
                20,
                50,
                0.1,
                np.random.default_rng(42),
                loss=name,
            )[-1]
            losses[name] = page["loss_of"](final, page["x_train"], page["y_train"])
    finally:
        del slopes["doble"]
    assert losses["bce"] * 1.5 < losses["doble"] < 0.69


def test_half_precision_spoils_the_check(page):
    """«Comprobar el gradiente con números de 32 bits […] las diferencias se quedan sin ninguna»."""
    network = [
        {**layer, "W": np.float32(layer["W"]), "b": np.float32(layer["b"])}
        for layer in random_biases(page["network"])
    ]
    x, y = np.float32(page["x_train"][:50]), np.float32(page["y_train"][:50])
    _, cache = page["forward"](network, x)
    errors = page["relative_errors"](
        page["backward"](network, cache, y), page["numeric_gradients"](network, x, y)
    )
    assert np.median(errors) > 1e-3


def test_confident_mistakes(outputs):
    """«Con la entropía cruzada, cuanto peor es el error, mayor es la corrección […] Con el error
    cuadrático pasa lo contrario».
    """
    rows = [numbers(line) for line in outputs["solucion-seguridad"].splitlines()]
    _, bce, mse = np.transpose(rows)
    assert (np.diff(bce) > 0).all() and bce[-1] > 0.999
    assert (np.diff(mse) < 0).all() and mse[-1] < 0.001


def test_sums_can_be_exactly_zero(page, num, outputs):
    """«las diferencias […] dan 0.5; nosotros elegimos 0»; «con los sesgos a cero […] La
    comprobación daría un error enorme con un gradiente correcto».
    """
    assert outputs["solucion-esquina"].count("diferencias 0.5, relu_slope 0.0") == 2
    assert num["n_kinks"] > 0 and num["n_kinks"] % 4 == 0
    network = page["init_network"]([2, 8, 4, 1], np.random.default_rng(0))
    x, y = page["x_train"][:50], page["y_train"][:50]
    _, cache = page["forward"](network, x)
    off = (cache[0]["z"] <= 0).all(axis=1)
    assert 4 * off.sum() == num["n_kinks"] and not cache[1]["z"][off].any()
    errors = page["relative_errors"](
        page["backward"](network, cache, y), page["numeric_gradients"](network, x, y)
    )
    assert errors.max() > 0.1


# Lección 2.5: el entrenamiento


def trained(page, network=None, epochs=20, seed=42, **options):
    """Un entrenamiento corto con los ajustes de la página."""
    options = {"batch_size": 50, "learning_rate": 0.1} | options
    return page["train"](
        network or page["network"],
        page["x_train"],
        page["y_train"],
        epochs=epochs,
        rng=np.random.default_rng(seed),
        **options,
    )


def test_training_keeps_every_network(page, outputs):
    """«networks guarda la red con que se empieza y la que queda tras cada época […] la anterior
    sigue como estaba».
    """
    start = frozen(page["network"])
    networks = trained(page, start, epochs=5)
    assert len(networks) == 6 and networks[0] is start
    losses = [page["loss_of"](net, page["x_train"], page["y_train"]) for net in networks]
    assert (np.diff(losses) < 0).all()
    again = trained(page, start, epochs=5)
    np.testing.assert_array_equal(networks[-1][0]["W"], again[-1][0]["W"])
    assert "actualizaciones: 2000" in outputs["cien-epocas"]


def test_log(outputs):
    """«La fila 0 […] acierta la mitad. A partir de ahí mejora deprisa»; «Las dos curvas van casi
    pegadas».
    """
    rows = np.array([line.split() for line in outputs["evaluar"].splitlines()[2:]], dtype=float)
    epochs, loss, accuracy, val_loss, val_accuracy = rows.T
    assert list(epochs) == [0, 1, 5, 20, 50, 100]
    assert accuracy[0] == val_accuracy[0] == 0.5
    assert (np.diff(loss) < 0).all() and loss[0] - loss[3] > 3 * (loss[3] - loss[5])
    assert np.abs(loss - val_loss).max() < 0.03
    assert np.abs(accuracy - val_accuracy).max() < 0.04


def inside(page, network, side=6.0):
    """Cuántos puntos de una cuadrícula dice que son de la clase 0, y si llegan al borde."""
    line = np.linspace(-side, side, 121)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    zone = (page["forward"](network, grid)[0] < 0.5).reshape(121, 121)
    edge = np.concatenate([zone[0], zone[-1], zone[:, 0], zone[:, -1]])
    return int(zone.sum()), bool(edge.any())


def test_boundary_closes_around_the_centre(page):
    """«En la época 0 no hay frontera. Tras la primera ya hay una mancha de clase 0 […] En la 10
    encierra el centro».
    """
    networks = trained(page, epochs=10)
    assert inside(page, networks[0]) == (0, False)
    assert inside(page, networks[1])[0] > 0
    _, reaches_edge = inside(page, networks[10])
    assert not reaches_edge
    circle = np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([np.cos(circle), np.sin(circle)], axis=1)
    assert (page["forward"](networks[10], 0.6 * ring)[0] < 0.5).all()
    assert (page["forward"](networks[10], 2.2 * ring)[0] > 0.5).all()


def test_exam(num, page, outputs):
    """«Al modelo lineal […] le saca una diferencia enorme»; con x₁² + x₂² «el modelo lineal acierta
    más que la red», ejemplo a ejemplo: hay más puntos que solo acierta él.
    """
    line = outputs["examen"].splitlines()[-1]
    only_ours, only_theirs = [int(n) for n in re.findall(r": (\d+)", line)]
    assert only_theirs > only_ours + 2 * np.sqrt(only_ours + only_theirs)
    found = round(500 * (num["expert_test"] - num["test_accuracy"]))
    assert only_theirs - only_ours == found
    assert num["test_accuracy"] >= 0.96
    assert num["majority_test"] == 0.5 and num["linear_test"] < 0.6
    assert num["expert_test"] > num["test_accuracy"]
    p, n = num["test_accuracy"], num["n_test"]
    assert num["standard_error"] == pytest.approx(np.sqrt(p * (1 - p) / n))
    squares = np.sum(page["x_train"] ** 2, axis=1)[:, None]
    expert = LogisticRegression(C=1e4).fit(squares, page["y_train"][:, 0])
    assert expert.coef_.size + expert.intercept_.size == 2


def test_mistakes_are_next_to_the_circle(num):
    """«Todos los fallos están a menos de 0.1 del círculo verdadero»."""
    assert 0 < num["n_wrong"] <= 20
    assert num["farthest_wrong"] < 0.1


def test_median_of_ten_seeds(num, outputs):
    """«La mediana en la validación es […]; la peor, […], y la mejor, […]»; «Ninguna ha fallado»."""
    *accuracies, median = numbers(outputs["semillas"])
    assert len(accuracies) == 10
    assert num["median_accuracy"] == pytest.approx(np.median(accuracies)) == median
    assert num["median_accuracy"] >= 0.96
    assert num["worst_accuracy"] == min(accuracies) > 0.94
    assert num["best_accuracy"] == max(accuracies)


def test_one_narrow_network_is_stuck(num, outputs):
    """«En la estrecha, la semilla […] no cae nunca»; «las otras nueve […] no están atascadas»."""
    *accuracies, _ = numbers(outputs["estrecha"])
    assert accuracies.index(min(accuracies)) == num["stuck_seed"]
    assert num["stuck_accuracy"] < 0.8
    assert sorted(accuracies)[1] > 0.88
    assert 0.88 < num["narrow_median"] < num["median_accuracy"]


def test_stuck_seed_stays_stuck(page, num):
    """«no cae nunca»: con el triple de épocas sigue igual, con su tercera neurona casi apagada."""
    rng = np.random.default_rng(num["stuck_seed"])
    start = page["init_network"]([2, 3, 1], rng)
    final = page["train"](start, page["x_train"], page["y_train"], 300, 50, 0.1, rng)[-1]
    a, cache = page["forward"](final, page["x_val"])
    assert np.mean((a > 0.5) == page["y_val"]) < 0.85
    assert (cache[0]["z"] > 0).mean(axis=0).min() < 0.02


def test_curves_slow_and_stuck(page, num):
    """«una curva a trazos apenas baja en las diez primeras épocas y luego cae; otra, continua, se
    queda casi plana cerca de 0.4 de la época 15 a la 35»; «unas tardan en caer y una no cae nunca».
    """
    for sizes, slow, stuck in [
        ([2, 8, 4, 1], {num["slow_seed"]}, set()),
        ([2, 3, 1], None, {num["stuck_seed"]}),
    ]:
        curves = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            run = page["train"](
                page["init_network"](sizes, rng),
                page["x_train"],
                page["y_train"],
                100,
                50,
                0.1,
                rng,
            )
            curves.append(
                [
                    page["loss_of"](run[epoch], page["x_train"], page["y_train"])
                    for epoch in (0, 10, 15, 20, 35, 100)
                ]
            )
        at_0, at_10, at_15, at_20, at_35, at_100 = np.transpose(curves)
        if slow:
            assert at_0[num["slow_seed"]] - at_10[num["slow_seed"]] < 0.15
            halted = [s for s in range(10) if at_35[s] > 0.3]
            assert len(halted) == 1 and halted[0] != num["slow_seed"]
            assert 0.33 < at_35[halted[0]] < at_15[halted[0]] < 0.5
        late = set(np.flatnonzero(at_20 > 0.5))
        assert late == slow if slow else len(late) >= 3
        assert set(np.flatnonzero(at_100 > 0.3)) == stuck


def test_two_units_cannot_close_a_region(page):
    """«Con tres rectas puede torcer hasta dar la vuelta y cerrar una región, un hexágono; con dos,
    no».
    """
    angles = np.linspace(0, 2 * np.pi, 721)
    far = 1e7 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    near = np.random.default_rng(0).normal(0, 2, (2000, 2))
    closed = {2: 0, 3: 0}
    rng = np.random.default_rng(1)
    for units in closed:
        for _ in range(1000):
            network = page["init_network"]([2, units, 1], rng)
            network = [{**layer, "b": rng.normal(size=layer["b"].shape)} for layer in network]
            inner = page["forward"](network, near)[0]
            outer = page["forward"](network, far)[0]
            closed[units] += bool((inner < 0.5).any() and (outer > 0.5).all())
    assert closed[2] == 0 < closed[3]


def test_boundary_of_three_units_is_a_hexagon(page):
    """«En cada trozo entre rectas la red es lineal y su frontera, un segmento […] hasta dar la
    vuelta y cerrar una región, un hexágono»: la frontera de la semilla 0 pasa por seis trozos.
    """
    rng = np.random.default_rng(0)
    start = page["init_network"]([2, 3, 1], rng)
    final = page["train"](start, page["x_train"], page["y_train"], 100, 50, 0.1, rng)[-1]
    line = np.linspace(-3, 3, 601)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    answers, cache = page["forward"](final, grid)
    zone = (answers > 0.5).reshape(601, 601)
    pieces = ((cache[0]["z"] > 0) @ [1, 2, 4]).reshape(601, 601)
    border = zone[:, 1:] != zone[:, :-1]
    assert len(set(pieces[:, 1:][border])) == 6


def test_stuck_region_is_open_and_the_other_closed(page, num):
    """«las tres rectas se cruzan y la zona violeta es un polígono cerrado»; «una banda violeta
    abierta por arriba y por abajo».
    """
    for seed, is_open in [(0, False), (num["stuck_seed"], True)]:
        rng = np.random.default_rng(seed)
        start = page["init_network"]([2, 3, 1], rng)
        final = page["train"](start, page["x_train"], page["y_train"], 100, 50, 0.1, rng)[-1]
        cells, reaches_edge = inside(page, final, side=3.0)
        assert cells > 0 and reaches_edge is is_open


def pulse(text):
    """Los bloques de `pulse`: las capas y el gradiente de cada uno."""
    blocks = re.split(r"semilla \d+", text)[1:]
    return [
        (
            [[float(n) for n in row.split()] for row in re.findall(r"\[(.*?)\]", block)],
            float(re.search(r"gradiente: (\S+)", block)[1]),
        )
        for block in blocks
    ]


def test_slow_seed_starts_with_units_off(outputs):
    """«dos no se encienden con ningún punto y las otras dos, con muy pocos […] más de diez veces
    menor»; «Al final casi todas trabajan».
    """
    (_, normal), (layers, slow), (after, _) = pulse(outputs["lenta"])
    second = layers[1]
    assert second.count(0.0) == 2 and max(second) < 0.2
    assert normal > 10 * slow
    assert sum(share > 0.5 for share in after[1]) == 3


def test_wide_network_has_dead_units_too(outputs):
    """«en la red ancha también hay neuronas casi muertas»."""
    (layers, _), _, (after, _) = pulse(outputs["lenta"])
    assert min(layers[1]) == 0.0 and min(after[1]) < 0.05


def test_stuck_unit_is_almost_off(outputs):
    """«Su tercera neurona solo se enciende con unos pocos puntos de los mil»."""
    (normal, _), (stuck, _) = pulse(outputs["atascada"])
    assert min(normal[0]) > 0.2
    assert 1000 * stuck[0][2] < 10 and min(stuck[0][:2]) > 0.2


def test_same_losses_as_keras(page):
    """«los mismos pesos iniciales, los mismos lotes y la misma tasa tienen que dar las mismas
    pérdidas»: aquí, con las capas de Keras en 64 bits, 50 épocas y un lote que no es el de la
    página.
    """
    network = page["network"]
    model = keras.Sequential([keras.Input((2,), dtype="float64")])
    for layer in network:
        dense = keras.layers.Dense(len(layer["b"]), activation=layer["activation"], dtype="float64")
        model.add(dense)
        dense.set_weights([layer["W"], layer["b"]])
    loss = keras.losses.BinaryCrossentropy(dtype="float64")
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss)
    rng, worst = np.random.default_rng(7), 0.0
    for _ in range(50):
        for batch in rng.permutation(1000).reshape(10, 100):
            x, y = page["x_train"][batch], page["y_train"][batch].astype(float)
            theirs = float(model.train_on_batch(x, y))
            _, cache = page["forward"](network, x)
            worst = max(worst, abs(theirs - page["bce"](cache[-1]["z"], y)))
            network = page["update"](network, page["backward"](network, cache, y), 0.1)
    assert worst <= 1e-5


def test_same_losses_as_keras_on_the_page(num, outputs):
    """«las dos pérdidas coinciden hasta donde llegan los 64 bits»."""
    assert num["keras_difference"] <= 1e-12
    for line in outputs["lote-a-lote"].splitlines()[:3]:
        ours, theirs = re.findall(r"\d\.\d{8}", line)
        assert float(ours) == pytest.approx(float(theirs), abs=2e-8)
    assert f"parámetros: {num['n_parameters']}" in outputs["keras"]


def test_race_is_in_short_numbers(page):
    """«Todos entrenan una época con […] los mismos bits»: ningún paso nuestro vuelve a 64."""
    x, y = np.float32(page["x_train"][:50]), np.float32(page["y_train"][:50])
    network = [
        {**layer, "W": np.float32(layer["W"]), "b": np.float32(layer["b"])}
        for layer in page["network"]
    ]
    _, cache = page["forward"](network, x)
    gradients = page["backward"](network, cache, y)
    stepped = page["update"](network, gradients, 0.1)
    tables = [table for saved in cache for table in saved.values()]
    tables += [layer[name] for layer in (*gradients, *stepped) for name in ("W", "b")]
    assert {table.dtype for table in tables} == {np.dtype("float32")}


def test_operations_of_one_step():
    """«unas quince mil operaciones en la red pequeña […] y unos cien millones en la grande»."""

    def operations(sizes, batch):
        pairs = list(zip(sizes, sizes[1:], strict=False))
        products = 3 * sum(n_in * n_out for n_in, n_out in pairs) - pairs[0][0] * pairs[0][1]
        return 2 * batch * products

    assert operations([2, 8, 4, 1], 50) == pytest.approx(15_000, rel=0.1)
    assert operations([2, 256, 256, 1], 250) == pytest.approx(100e6, rel=0.1)


def test_sorted_data_learn_worse(page):
    """«la pérdida sube y baja dentro de cada época. Aquí la red aprende a pesar de todo, pero acaba
    peor».
    """
    order = np.argsort(page["y_train"][:, 0], kind="stable")
    x, y = page["x_train"][order], page["y_train"][order]
    network, losses = page["network"], []
    for _ in range(100):
        for start in range(0, 1000, 50):
            rows = slice(start, start + 50)
            _, cache = page["forward"](network, x[rows])
            network = page["update"](network, page["backward"](network, cache, y[rows]), 0.1)
            losses.append(page["loss_of"](network, x, y))
    last = np.array(losses[-20:])
    assert np.ptp(last) > 0.3 * last.min() and losses[-1] < 0.2
    shuffled = trained(page, epochs=100)[-1]
    val = [page["loss_of"](net, page["x_val"], page["y_val"]) for net in (shuffled, network)]
    assert val[0] * 1.2 < val[1]


def test_zeros_and_equals_do_not_learn(outputs):
    """«Desde cero no se ha movido»; «las ocho de la primera siguen siendo copias»."""
    zeros, equal = outputs["solucion-ceros"].splitlines()
    assert "pérdida 0.693, exactitud 0.500" in zeros
    assert numbers(equal)[0] > 0.5 and 0.5 < numbers(equal)[1] < 0.8
    assert zeros.endswith("capa 1: 1") and equal.endswith("capa 1: 1")


def test_updates_matter(outputs):
    """«Cuentan las actualizaciones […] Con dos mil pasos llega casi al mismo sitio»."""
    mini, few, many = [numbers(line) for line in outputs["solucion-lote"].splitlines()]
    assert few[0] > 4 * mini[0] and few[1] < 0.9
    assert many[0] < 1.5 * mini[0] and many[1] > 0.96


def test_width_is_insurance(outputs):
    """«Con cuatro ya hay una de repuesto, y con seis mejora hasta la peor»."""
    lines = outputs["solucion-ancho"].splitlines()
    stuck = [int(re.search(r"(\d+) de 20", line)[1]) for line in lines]
    worst = [float(re.search(r"peor (\S+),", line)[1]) for line in lines]
    assert stuck[0] > 0 and stuck[1:] == [0, 0]
    assert worst == sorted(worst)


def test_half_the_bits(outputs):
    """«las pérdidas coinciden más o menos hasta ahí. En esta red la diferencia no crece»."""
    gaps = numbers(outputs["solucion-bits"])
    assert len(gaps) == 3 and max(gaps) < 1e-5
    assert gaps[-1] < 3 * gaps[0]


def test_generator_draws_what_the_page_says():
    """«ordena los puntos por su distancia al centro y los corta en dos mitades»."""
    x, y = make_gaussian_quantiles(n_samples=500, n_features=2, n_classes=2, random_state=1)
    order = np.argsort(np.linalg.norm(x, axis=1))
    assert list(y[order]) == [0] * 250 + [1] * 250


# Lo que dicen las figuras


def test_figure_of_the_cloud(result, num):
    """«Los de la clase 0, círculos azules, llenan un disco en el centro; los de la clase 1, aspas
    ocres, lo rodean por todos los lados».
    """
    inside = np.hypot(*result("red_numpy").series("nube", "clase 0"))
    outside = np.hypot(*result("red_numpy").series("nube", "clase 1"))
    assert inside.max() < num["radius"] < outside.min()


def test_figure_of_the_scale(result, outputs):
    """«Con pesos tres veces mayores que los de He sube en línea recta hasta casi cinco mil
    millones; con los de He se mantiene cerca de 1».
    """
    for label in ("3 veces He", "He", "He / 3"):
        _, y = result("red_numpy").series("escala", label)
        assert f"{label:10s} tras 20 capas: {y[-1]:.1e}" in outputs["escala"].splitlines()


def test_figure_of_one_step(result, num):
    """«La curva baja pegada a la recta tangente, se separa de ella, toca fondo hacia 3.5 y sube
    hasta superar la pérdida de partida».
    """
    x, loss = map(np.array, result("red_numpy").series("bajada", "pérdida"))
    _, line = map(np.array, result("red_numpy").series("bajada", "recta tangente"))
    assert line == pytest.approx(num["loss_before"] - num["squares"] * x, rel=1e-5)
    assert loss[0] == line[0] and x[loss.argmin()] == pytest.approx(3.5, abs=0.5)
    assert loss[-1] > loss[0]


def test_figure_of_both_networks(result):
    """«Curva descendente de la pérdida durante 50 épocas, con puntos encima que caen exactamente
    sobre ella».
    """
    x, ours = result("red_numpy").series("dos-curvas", "NumPy")
    z, theirs = result("red_numpy").series("dos-curvas", "Keras")
    assert x == list(range(1, 51)) and z == x[::3]
    assert ours[::3] == pytest.approx(theirs, rel=1e-4)


def test_figure_of_the_training(result, outputs):
    """Cada curva lleva lo que imprime la tabla; «Las curvas de entrenamiento y validación van casi
    pegadas».
    """
    labels = ("entrenamiento", "validación")
    known, val = (
        dict(zip(*result("red_numpy").series("curvas", name), strict=True)) for name in labels
    )
    for line in outputs["evaluar"].splitlines()[2:]:
        epoch, loss, _, val_loss, _ = map(float, line.split())
        assert (known[epoch], val[epoch]) == pytest.approx((loss, val_loss), abs=0.0006)
