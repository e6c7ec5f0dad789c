"""Lección 1.10: lo que la página afirma del descenso y de los optimizadores."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

SECTIONS = ("pendiente", "parciales", "direcciones", "descender", "datos", "recta", "exacta")
SECTIONS += ("entrenar", "valle", "momento", "rmsprop", "adam")
RATES = [0.003, 0.01, 0.03, 0.1, 0.3]


@pytest.fixture
def lesson(once):
    """Las funciones de la lección: todo lo que no dibuja."""
    return once("descenso_gradiente", *SECTIONS)


def tape_gradient(function, point):
    """El gradiente de `function` en un punto, con TensorFlow."""
    variables = [tf.Variable(value, dtype="float64") for value in point]
    with tf.GradientTape() as tape:
        value = function(variables)
    return np.array([float(g) for g in tape.gradient(value, variables)])


# Derivadas


def test_slopes_tend_to_the_derivative(lesson):
    """«La pendiente se acerca a 2»; la de x², entre x y x + h, es 2x + h; «f'(x) = 2x»."""
    slope, square = lesson["slope"], lesson["square"]
    gaps = [abs(slope(square, 1, h) - 2) for h in [1, 0.1, 0.01, 0.001]]
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] < 0.0011
    for x in [-3.0, 0.5, 4.0]:
        assert slope(square, x, 1e-6) == pytest.approx(2 * x, abs=1e-5)
        assert tape_gradient(lambda v: v[0] ** 2, [x]) == pytest.approx([2 * x])
        assert lesson["square_gradient"](x) == 2 * x
        assert slope(square, x, 0.5) == pytest.approx(2 * x + 0.5)


def test_corners(result):
    """«la pendiente es una si llegas por la izquierda y otra por la derecha»."""
    output = result("descenso_gradiente").outputs["esquinas"]
    assert output == "|x|: izquierda -1, derecha 1\nReLU(x): izquierda 0, derecha 1\n"


def test_keras_takes_zero_at_the_corner():
    """«se elige un valor por convenio; Keras usa 0»."""
    for function in [keras.ops.relu, keras.ops.abs]:
        assert tape_gradient(lambda v, f=function: f(v[0]), [0.0]) == [0]


def test_a_jump_has_no_slope(lesson):
    """«en un salto, la subida no se hace pequeña al reducir h, y la pendiente se dispararía»; del
    escalón, «en todos los demás puntos su derivada es 0».
    """

    def step(x):
        return float(x >= 0)

    slope = lesson["slope"]
    assert [slope(step, 0, -h) for h in [0.1, 0.01, 0.001]] == pytest.approx([10, 100, 1000])
    assert slope(step, 1, 1e-3) == slope(step, -1, 1e-3) == 0


@pytest.mark.parametrize("point", [(2.0, 1.0), (-3.0, 0.5), (0.0, -2.0)])
def test_bowl_gradient(lesson, point):
    """«∇f = […] = (2a, 6b)»."""
    point = np.array(point)
    by_hand = lesson["bowl_gradient"](point)
    measured = lesson["numeric_gradient"](lesson["bowl"], point)
    np.testing.assert_allclose(by_hand, measured, atol=1e-8)
    np.testing.assert_allclose(by_hand, tape_gradient(lesson["bowl"], point))


def test_gradient_is_the_steepest_direction(lesson):
    """«El gradiente señala hacia donde más se sube, y justo en la dirección contraria es donde más
    se baja».
    """
    assert abs(lesson["steepest"] - lesson["gradient_angle"]) <= 1
    assert abs(lesson["deepest"] - lesson["gradient_angle"] - 180) <= 1


def test_gradient_is_perpendicular_to_level_curves(lesson):
    """«Las flechas son perpendiculares a las curvas»."""
    for angle in np.linspace(0.1, 6, 20):
        point = 2 * np.array([np.cos(angle), np.sin(angle) / math.sqrt(3)])
        along = np.array([-np.sin(angle), np.cos(angle) / math.sqrt(3)])  # la curva de nivel 4
        gradient = lesson["bowl_gradient"](point)
        assert lesson["bowl"](point) == pytest.approx(4)
        assert gradient @ along == pytest.approx(0, abs=1e-12)


def test_arrows_of_the_map(namespace):
    """«más largas donde la cuesta es más empinada»; «dadas la vuelta, solo apuntan al centro las
    que nacen en un eje»; seis flechas que salen de las curvas de nivel, «hacia fuera».
    """
    page = namespace("descenso_gradiente", "pendiente", "parciales", "mapa")
    levels = page["ax"].collections[0].levels
    arrows = [(np.array(text.xyann), np.array(text.xy)) for text in page["ax"].texts]
    assert len(arrows) == 6
    for start, end in arrows:
        height, gradient = page["bowl"](start), page["bowl_gradient"](start)
        assert height in levels and page["bowl"](end) > height
        np.testing.assert_allclose(end - start, gradient / 6)
        to_centre = np.isclose(gradient[0] * start[1], gradient[1] * start[0])
        assert to_centre == (0 in start)
    page["plt"].close("all")


def test_stationary_points():
    """«Los tres tienen gradiente cero»; la silla sube en unas direcciones y baja en otras; x³
    «sube, se aplana un instante y sigue subiendo».
    """
    surfaces = {
        "mínimo": (lambda v: v[0] ** 2 + v[1] ** 2, {1}),
        "máximo": (lambda v: -(v[0] ** 2) - v[1] ** 2, {-1}),
        "silla": (lambda v: v[0] ** 2 - v[1] ** 2, {-1, 1}),
    }
    for function, signs in surfaces.values():
        np.testing.assert_array_equal(tape_gradient(function, [0.0, 0.0]), [0, 0])
        around = [function((np.cos(t), np.sin(t))) for t in np.linspace(0, 6, 50)]
        assert set(np.sign(around)) == signs
    assert tape_gradient(lambda v: v[0] ** 3, [0.0]) == [0]
    assert (-0.1) ** 3 < 0 < 0.1**3


# El algoritmo


def test_descent_rows(result):
    """«−4 − 0.2 · (−8) = −2.4»; «los pasos se acortan solos»."""
    rows = result("descenso_gradiente").outputs["descender"].splitlines()[1:]
    x = [float(row.split()[1]) for row in rows]
    assert x[:2] == [-4, -2.4]
    steps = np.abs(np.diff(x))
    assert np.all(np.diff(steps) < 0)


def test_four_rates(lesson):
    """«tras 50 pasos sigue lejos», «llega», «rebota de una pared a otra, aunque cada vez más
    abajo», «cada rebote acaba más arriba que el anterior».
    """
    paths = {
        rate: lesson["descend"](lesson["square_gradient"], -4, rate, 50)
        for rate in [0.01, 0.2, 0.9, 1.05]
    }
    assert paths[0.01][-1] < -1 and -4 < paths[0.01][10] < -3  # en la figura «apenas se mueve»
    assert abs(paths[0.2][-1]) < 1e-5
    for rate in [0.9, 1.05]:
        assert np.all(paths[rate][1:] * paths[rate][:-1] < 0)
    assert np.all(np.diff(paths[0.9] ** 2) < 0)
    assert np.all(np.diff(paths[1.05] ** 2) > 0)


def test_a_network_diverges_too(lesson):
    """«En una red se ve como una pérdida que crece y termina en `inf` o en `nan`»."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1.2), loss="mse")
    x, y = lesson["x"][:, None], lesson["progress"]
    losses = model.fit(x, y, epochs=40, verbose=0).history["loss"]
    finite = [loss for loss in losses if np.isfinite(loss)]
    assert finite == sorted(finite) and not np.isfinite(losses[-1])


@pytest.mark.parametrize("curvature", [2.0, 6.0, 50.0])
def test_limit_of_the_rate(lesson, curvature):
    """«el límite es η < 2 / λ»; el factor es 1 − 2η con λ = 2."""
    for rate, converges in [(1.98 / curvature, True), (2.02 / curvature, False)]:
        path = lesson["descend"](lambda x: curvature * x, 1.0, rate, 400)
        assert (abs(path[-1]) < 0.1) == converges
        assert path[1] == pytest.approx(1 - rate * curvature)


def test_two_valleys(namespace, result):
    """«El de la derecha se queda en un mínimo local»."""
    rows = result("descenso_gradiente").outputs["dos-valles"].splitlines()
    ends = [float(row.split("x = ")[1].split(",")[0]) for row in rows]
    values = [x**4 - 3 * x**2 + x for x in ends]
    for x in ends:
        slope = tape_gradient(lambda v: v[0] ** 4 - 3 * v[0] ** 2 + v[0], [x])
        assert abs(slope[0]) < 0.01 and 12 * x**2 - 6 > 0
        assert slope[0] == pytest.approx(4 * x**3 - 6 * x + 1)
    assert values[1] > values[0] + 2


def test_path_in_the_plane(lesson):
    """«Con tasa 0.05 baja en una curva suave y se queda sin llegar; con 0.3 llega en zigzag,
    rebotando en la dirección de b».
    """
    smooth, zigzag = [
        lesson["descend"](lesson["bowl_gradient"], (-4.0, 2.0), rate, 15) for rate in [0.05, 0.3]
    ]
    assert np.all(np.diff(smooth[:, 1]) < 0) and smooth[-1, 0] < -0.5
    assert np.all(zigzag[1:, 1] * zigzag[:-1, 1] < 0)
    assert np.all(zigzag[:, 0] <= 0) and np.linalg.norm(zigzag[-1]) < 0.1


# Datos de verdad


def test_diabetes_facts(lesson):
    """«442 pacientes, 10 características de cada uno», «media 0 y desviación típica 1», y quiénes
    son los autores.
    """
    data = load_diabetes(scaled=False)
    assert data.data.shape == (442, 10) and data.feature_names[2] == "bmi"
    assert "one year after baseline" in data.DESCR
    assert "Bradley Efron, Trevor Hastie, Iain Johnstone and Robert Tibshirani (2004)" in data.DESCR
    assert lesson["x"].mean() == pytest.approx(0) and lesson["x"].std() == pytest.approx(1)
    assert lesson["baseline"] == pytest.approx(data.target.var())


def test_line_gradient_and_exact_answer(lesson):
    """Las derivadas parciales de la recta, contra GradientTape, y la solución exacta, contra
    scikit-learn.
    """
    x, y = lesson["x"], lesson["progress"]
    for theta in [(0.0, 0.0), (10.0, 100.0), (-3.0, 7.0)]:
        by_hand = lesson["loss_gradient"](np.array(theta), x, y)
        reference = tape_gradient(lambda t: tf.reduce_mean((t[0] * x + t[1] - y) ** 2), theta)
        np.testing.assert_allclose(by_hand, reference, rtol=1e-10)
        measured = lesson["numeric_gradient"](lambda t: lesson["loss"](t, x, y), np.array(theta))
        np.testing.assert_allclose(by_hand, measured, rtol=1e-6)
    line = LinearRegression().fit(x[:, None], y)
    assert lesson["best"] == pytest.approx([line.coef_[0], line.intercept_])
    assert lesson["best_loss"] < 0.7 * lesson["baseline"]


@pytest.mark.parametrize("seed", [42, 1, 2])
def test_batches(lesson, seed, monkeypatch):
    """«El lote completo apenas da diez pasos […] y no le da tiempo a llegar: su recta es todavía
    peor que la línea base […]. Con lotes de 32 […] se acaba pegado al mínimo. De uno en uno […] se
    planta cerca en la primera época y luego no para quieto», con tres semillas.
    """
    original = np.random.default_rng
    monkeypatch.setattr(np.random, "default_rng", lambda _: original(seed))
    x, y, best = lesson["x"], lesson["progress"], lesson["best"]
    whole, mini, one = [lesson["train"](x, y, size, 0.05, 10) for size in [442, 32, 1]]
    assert [len(path) - 1 for path in (whole, mini, one)] == [10, 140, 4420]
    distances = [np.linalg.norm(path[-1] - best) for path in (whole, mini, one)]
    assert distances[0] > 40 and distances[1] < 5
    wandering = np.linalg.norm(one[442:] - best, axis=1)
    steady = np.linalg.norm(mini[-14:] - best, axis=1)
    assert wandering.mean() > 4 * steady.mean()
    assert np.linalg.norm(one[442] - best) < np.linalg.norm(one[0] - best) / 4
    assert lesson["loss"](whole[-1], x, y) > lesson["baseline"]
    for path, per_epoch in [(mini, 14), (one, 442)]:  # «caen casi del todo en la primera época»
        losses = [lesson["loss"](theta, x, y) for theta in path[::per_epoch]]
        assert losses[0] - losses[1] > 0.9 * (losses[0] - min(losses))
    slow = [lesson["loss"](theta, x, y) for theta in whole]
    assert np.all(np.diff(slow) < 0)  # «baja despacio durante las diez»
    ratios = whole[1:, 1] / whole[1:, 0]  # «El camino del lote es recto»
    np.testing.assert_allclose(ratios, best[1] / best[0], rtol=1e-9)


def test_an_epoch_has_fourteen_batches():
    """«con lotes de 32, aquí son 14 actualizaciones»."""
    assert math.ceil(442 / 32) == 14


def test_parts_average_to_the_whole(lesson):
    """«su gradiente es la media de los de las partes»."""
    x, y = lesson["x"], lesson["progress"]
    theta = np.array([3.0, 50.0])
    chunks = zip(np.split(x, 34), np.split(y, 34), strict=True)
    parts = [lesson["loss_gradient"](theta, *chunk) for chunk in chunks]
    whole = lesson["loss_gradient"](theta, x, y)
    np.testing.assert_allclose(np.mean(parts, axis=0), whole, rtol=1e-10)
    assert np.std(parts, axis=0).min() > 1


# Optimizadores


def keras_path(optimizer, gradient, start, n_steps):
    """El camino de un optimizador de Keras, en 64 bits."""
    variable = keras.Variable(np.array(start), dtype="float64")
    optimizer.build([variable])
    path = [variable.numpy().copy()]
    for _ in range(n_steps):
        optimizer.apply([tf.constant(gradient(variable.numpy()))], [variable])
        path.append(variable.numpy().copy())
    return np.array(path)


@pytest.mark.parametrize("rate", [0.01, 0.03])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("descend", keras.optimizers.SGD),
        ("momentum", lambda rate: keras.optimizers.SGD(rate, momentum=0.9)),
        ("rmsprop", keras.optimizers.RMSprop),
        ("adam", keras.optimizers.Adam),
    ],
)
def test_optimizers_are_those_of_keras(lesson, name, make, rate):
    """«Son las mismas cuentas que hace Keras […], paso a paso»."""
    gradient, origin = lesson["valley_gradient"], lesson["origin"]
    ours = lesson[name](gradient, origin, rate, 60)
    theirs = keras_path(make(rate), gradient, origin, 60)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_valley_gradient(lesson):
    """El gradiente del valle, contra GradientTape; «la tasa no puede pasar de 2/50 = 0.04»."""
    for point in [(-8.0, 1.5), (1.0, -0.3)]:
        reference = tape_gradient(lesson["valley"], point)
        np.testing.assert_allclose(lesson["valley_gradient"](np.array(point)), reference)
    slow, wild = [
        lesson["descend"](lesson["valley_gradient"], lesson["origin"], rate, 100)[-1]
        for rate in [0.03, 0.045]
    ]
    assert abs(slow[1]) < 1e-9 and abs(slow[0]) > 0.1 and abs(wild[1]) > 1e6


def test_momentum_adds_up(lesson):
    """«los empujones se restan: […] deja poco más de la mitad del paso sencillo. En la que siempre
    empuja igual, se suman: […] 10 veces ese paso».
    """
    signs = iter([1.0, -1.0] * 100)
    path = lesson["momentum"](lambda x: np.array([next(signs)]), [0.0], 0.01, 200)
    assert 0.5 < abs(path[-1] - path[-2])[0] / 0.01 < 0.55
    path = lesson["momentum"](lambda x: np.ones(1), [0.0], 0.01, 200)
    assert (path[-2] - path[-1])[0] == pytest.approx(10 * 0.01, rel=1e-4)


def test_race(result):
    """«Momento y Adam acaban con una pérdida más de cuarenta veces menor que la del descenso
    sencillo»; «RMSprop y Adam no divergen con ninguna de estas tasas; los otros dos, desde 0.1».
    """
    page = result("descenso_gradiente")
    plain = page.num["plain_final"]
    assert plain > 40 * page.num["momentum_final"]
    assert plain > 40 * page.num["adam_final"]
    assert page.num["rmsprop_final"] > plain
    rows = [line.split() for line in page.outputs["tabla"].splitlines()[1:]]
    assert [float(row[0]) for row in rows] == RATES
    diverged = {row[0]: [cell == "diverge" for cell in row[1:]] for row in rows}
    assert diverged["0.1"] == diverged["0.3"] == [True, True, False, False]
    assert not any(diverged["0.03"] + diverged["0.01"] + diverged["0.003"])


def test_curves_of_the_race(lesson, result):
    """«RMSprop va por detrás del descenso sencillo en […] de los cien pasos»; «cruzar 8 unidades
    de 0.1 en 0.1 lleva unos 80»; «El respingo del paso […] es lo que estropea su cifra de la
    tabla»; y lo que dicen los textos de las dos figuras.
    """
    num, origin = result("descenso_gradiente").num, lesson["origin"]
    best_rates = {"descend": 0.03, "momentum": 0.01, "rmsprop": 0.1, "adam": 0.3}
    paths = [
        lesson[name](lesson["valley_gradient"], origin, rate, 100)
        for name, rate in best_rates.items()
    ]
    finals = [lesson["valley"](path[-10:].T).mean() for path in paths]
    names = ("plain_final", "momentum_final", "rmsprop_final", "adam_final")
    assert finals == pytest.approx([num[name] for name in names])
    plain, momentum, rmsprop, adam = (lesson["valley"](path.T) for path in paths)
    assert abs(origin[0]) == 8
    assert num["behind"] == np.sum(rmsprop > plain) and np.all(rmsprop[1:80] > plain[1:80])
    near = np.flatnonzero(np.abs(paths[2][:, 0]) < 0.1 * 8)[0]
    assert 60 < near < 90
    jolt = num["jolt"]
    assert rmsprop[jolt] > 10 * rmsprop[jolt - 1] and jolt >= 91  # entra en los diez últimos
    calm = np.delete(rmsprop[-10:], [jolt - 91, jolt - 90])
    assert calm.mean() < num["plain_final"] < num["rmsprop_final"]
    assert np.ptp(np.diff(np.log(plain[10:]))) < 1e-5  # recta en escala logarítmica
    for curve in (momentum, adam):
        assert curve[-1] < plain[-1] / 20 and np.any(np.diff(curve) > 0), curve[-1]
    assert paths[0][-1, 0] < -0.3 and paths[1][:, 0].max() > 1 and paths[3][:, 0].max() > 0.5
    assert np.sum(np.diff(np.sign(paths[3][:, 1])) != 0) > 2  # Adam cruza el eje
    assert np.abs(paths[2][40:, 1]).max() < 0.3  # RMSprop sigue el eje


def test_rmsprop_does_not_settle(lesson):
    """«no se posa: […] sus pasos siguen siendo del orden de η al lado mismo del mínimo»."""
    gradient, origin = lesson["valley_gradient"], lesson["origin"]
    for rate in [0.1, 0.3]:
        path = lesson["rmsprop"](gradient, origin, rate, 1000)[500:]
        steps = np.abs(np.diff(path, axis=0)).max(axis=0)
        assert np.all(steps > rate / 3) and np.all(steps < 5 * rate)
        assert np.abs(path).max() < 5 * rate
    settled = lesson["adam"](gradient, origin, 0.1, 1000)[-1]
    assert np.abs(settled).max() < 1e-3


def test_adam_has_a_rate(lesson, result):
    """«El primer paso mide η en cada parámetro, sea grande o pequeño el gradiente»; «cien pasos
    no dan para más de 0.3»; «`"adam"` a secas usa 0.001».
    """
    for gradient in [1e-3, 5.0, -4000.0]:
        path = lesson["adam"](lambda x, g=gradient: np.full(2, g), [0.0, 0.0], 0.02, 1)
        np.testing.assert_allclose(path[1], -0.02 * np.sign(gradient), rtol=1e-3)
    path = lesson["adam"](lesson["valley_gradient"], lesson["origin"], 0.003, 100)
    assert np.abs(path[-1] - path[0]).max() <= 0.3
    assert float(keras.optimizers.get("adam").learning_rate) == pytest.approx(0.001)


def test_wrong_sign_climbs(lesson):
    """«Con `theta + rate * gradient` la pérdida sube desde el primer paso»."""
    path = lesson["descend"](lambda p: -lesson["bowl_gradient"](p), (1.0, 1.0), 0.01, 5)
    assert np.all(np.diff(lesson["bowl"](path.T)) > 0)


# Ejercicios


def test_exercise_by_hand(result):
    """«0 − 0.25 · (−6) = 1.5 y 1.5 − 0.25 · (−3) = 2.25»; «llega al mínimo en un solo paso»."""
    output = result("descenso_gradiente").outputs["solucion-lapiz"]
    assert output == "η = 0.25: [0.   1.5  2.25]\nη = 0.5:  [0. 3. 3.]\n"


def test_exercise_saddle(lesson):
    """«nunca sale de la silla. Con una milésima basta para escapar»."""

    def f(v):
        return v[0] ** 2 / 2 + v[1] ** 4 / 4 - v[1] ** 2 / 2

    def gradient(point):
        return np.array([point[0], point[1] ** 3 - point[1]])

    for point in [(2.0, 0.3), (0.0, 1.0), (0.0, -1.0), (0.0, 0.0)]:
        np.testing.assert_allclose(gradient(np.array(point)), tape_gradient(f, point), atol=1e-12)
    stuck, free = [lesson["descend"](gradient, (2.0, b), 0.1, 150)[-1] for b in [0.0, 0.001]]
    np.testing.assert_allclose(stuck, [0, 0], atol=1e-5)
    np.testing.assert_allclose(free, [0, 1], atol=1e-3)
    middle = lesson["descend"](gradient, (2.0, 0.001), 0.1, 150)
    assert f(middle[45]) > -0.05 and f(middle[75]) < -0.2  # «hacia el paso 60»


def test_exercise_fading_rate(result):
    """«¿Se acerca más al mínimo?»: sí."""
    num = result("descenso_gradiente").num
    assert num["fading_distance"] < num["fixed_distance"] / 2


def test_exercise_turned_valley(result):
    """«Al descenso sencillo y al momento les da igual […]. Adam empeora unas cien veces y pasa del
    segundo puesto al último; RMSprop se queda parecido»; «cambia la clasificación».
    """
    page = result("descenso_gradiente")
    rows = {
        line.split()[0]: [float(cell) for cell in line.split()[1:]]
        for line in page.outputs["solucion-girado"].splitlines()[1:]
    }
    for name in ["sencillo", "momento"]:
        assert rows[name][0] == pytest.approx(rows[name][1], abs=2e-4)
    assert 70 < page.num["turned_adam"] / page.num["adam_final"] < 140
    assert 0.4 < rows["RMSprop"][1] / rows["RMSprop"][0] < 2.5
    straight, turned = (sorted(rows, key=lambda name: rows[name][k]) for k in (0, 1))
    assert straight.index("Adam") == 1 and turned.index("Adam") == 3


def test_figure_of_the_batches(result):
    """«El del lote completo baja despacio durante las diez; los de los lotes de 32 y de uno en uno
    caen casi del todo en la primera época».
    """
    run = result("descenso_gradiente")
    ends = {"lote completo": "batch_mse", "lotes de 32": "mini_mse", "de uno en uno": "one_mse"}
    curves = {label: run.series("curvas-lotes", label)[1] for label in ends}
    for label, name in ends.items():
        assert curves[label][-1] == pytest.approx(run.num[name], rel=1e-5)
    fallen = {label: (y[0] - y[1]) / (y[0] - y[-1]) for label, y in curves.items()}
    assert fallen["lote completo"] < 0.3
    assert fallen["lotes de 32"] > 0.9 and fallen["de uno en uno"] > 0.9


def test_figure_of_the_race(result):
    """«las de momento y Adam acaban mucho más abajo […] la de RMSprop va por encima de la sencilla
    casi todo el camino».
    """
    run = result("descenso_gradiente")
    labels = {"sencillo": "plain", "momento": "momentum", "RMSprop": "rmsprop", "Adam": "adam"}
    curves = {name: run.series("carrera", label)[1] for label, name in labels.items()}
    for name, y in curves.items():
        assert np.mean(y[-10:]) == pytest.approx(run.num[f"{name}_final"], rel=1e-4)
    above = [a > b for a, b in zip(curves["rmsprop"], curves["plain"], strict=True)]
    assert sum(above) == run.num["behind"] > 80


def test_figure_of_two_valleys(result):
    """«El camino que sale de la izquierda acaba en el valle hondo; el que sale de la derecha, en
    el otro».
    """
    x, left = result("descenso_gradiente").series("dos-valles", "desde la izquierda")
    z, right = result("descenso_gradiente").series("dos-valles", "desde la derecha")
    assert (x[0], z[0]) == (-2, 2) and x[-1] < 0 < z[-1]
    assert left[-1] < right[-1]


def test_figure_of_the_saddle(result):
    """«Una sigue plana; la otra, hacia el paso 60, vuelve a bajar hasta −0.25»."""
    _, flat = result("descenso_gradiente").series("solucion-silla", "b inicial = 0.0")
    _, moved = result("descenso_gradiente").series("solucion-silla", "b inicial = 0.001")
    assert flat[-1] == pytest.approx(0, abs=1e-6)
    assert moved[-1] == pytest.approx(-0.25, abs=0.001)
    assert moved[50] > -0.01 and moved[80] < -0.05


def test_figure_of_the_secants(result):
    """«Las que la cortan a distancia 2 y 1 son más empinadas; la tangente la roza con pendiente
    2».
    """
    for label, distance in {"h = 2": 2, "h = 1": 1, "tangente": 0}.items():
        x, y = result("descenso_gradiente").series("secantes", label)
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(2 + distance)
