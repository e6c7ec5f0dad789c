"""Lección 1.12: lo que la página afirma de sus seis experimentos."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

TOOLS = ("datos", "activaciones", "redes", "paso", "medir", "preparar", "experimento")


@pytest.fixture
def tools(namespace: Callable[..., dict]) -> dict:
    """Las funciones de la lección."""
    return namespace("playground", *TOOLS)


@pytest.fixture
def num(result) -> dict:
    return result("playground").num


def numbers(text: str, pattern: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, text)]


# Las herramientas


def test_no_straight_line_separates_them(tools):
    """«Ninguno de los tres se separa con una recta.»"""
    for make in ("circle", "xor", "spiral"):
        x, y = tools[make](np.random.default_rng(0), 2000)
        assert LogisticRegression().fit(x, y).score(x, y) < 0.75
        assert y.mean() == pytest.approx(0.5, abs=0.05)


def test_noise_at_its_most(tools):
    """«Con ruido del 50 %, el máximo del mando, la desviación de ese número es 1.»"""
    plain, noisy = (
        tools["prepare"](tools["xor"], noise, seeds=1, n=20_000)[1] for noise in (0, 0.5)
    )
    assert (noisy - plain).std() == pytest.approx(1, rel=0.02)


def test_many_networks_are_one_network_repeated(tools):
    """«El operador `@` de NumPy multiplica cada tabla con la suya.»"""
    rngs, x, _ = tools["prepare"](tools["circle"], seeds=3, n=20)
    networks = tools["init_networks"]([2, 4, 1], rngs, "ReLU")
    together = tools["forward"](networks, x, "ReLU")[-1]
    for k in range(3):
        first, last = ({name: table[k] for name, table in layer.items()} for layer in networks)
        hidden = np.maximum(x[k] @ first["W"] + first["b"], 0)
        np.testing.assert_allclose(together[k], hidden @ last["W"] + last["b"])


@pytest.mark.parametrize("hidden", ["lineal", "sigmoide", "tanh", "ReLU"])
@pytest.mark.parametrize(("l1", "l2"), [(0, 0), (0.02, 0.03)])
def test_step_goes_down_the_gradient(hidden, l1, l2, tools):
    """Un paso mueve cada parámetro según su derivada, con la penalización: diferencias finitas."""
    rngs, x, y = tools["prepare"](tools["spiral"], seeds=2, n=12)
    networks = tools["init_networks"]([2, 3, 2, 1], rngs, hidden)
    for layer in networks:  # con sesgos a cero, una suma puede caer en la esquina de ReLU
        layer["b"] = rngs[0].normal(0, 0.3, layer["b"].shape)
    moved = list(networks)
    tools["step"](moved, x, y, hidden, 1.0, l1, l2)

    def cost() -> np.ndarray:
        loss, _ = tools["evaluate"](networks, x, y, hidden)
        for layer in networks:
            loss = loss + l1 * np.abs(layer["W"]).sum((1, 2)) + l2 * (layer["W"] ** 2).sum((1, 2))
        return loss

    for before, after in zip(networks, moved, strict=True):
        for name in ("W", "b"):
            for index in np.ndindex(before[name].shape):
                old, costs = before[name][index], []
                for h in (1e-6, -1e-6):
                    before[name][index] = old + h
                    costs.append(cost()[index[0]])
                before[name][index] = old
                slope = (costs[0] - costs[1]) / 2e-6
                assert old - after[name][index] == pytest.approx(slope, rel=1e-4, abs=1e-7)


def test_loss_is_the_cross_entropy_of_keras(tools, num):
    """«Para poner nota medimos la entropía cruzada»; a ciegas, ln 2."""
    import keras

    rngs, x, y = tools["prepare"](tools["xor"], seeds=2, n=50)
    networks = tools["init_networks"]([2, 4, 1], rngs, "tanh")
    z = tools["forward"](networks, x, "tanh")[-1]
    ours, hits = tools["evaluate"](networks, x, y, "tanh")
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    for k in range(2):
        assert ours[k] == pytest.approx(float(loss(y[k], z[k])), rel=1e-5)
        assert hits[k] == np.mean((z[k] > 0) == y[k])
    assert num["blind_loss"] == pytest.approx(math.log(2))


def test_one_network_is_not_all(num, result):
    """«La peor acierta el […] y las demás, casi todo.»"""
    losses = numbers(result("playground").outputs["primera"], r"(?<=[\[ ])0\.\d+(?=[ \]])")
    assert len(losses) == 10 and sorted(losses)[-2] < 0.15 < max(losses)
    assert num["first_worst"] < 0.9 < 0.98 < num["first_accuracy"]
    assert num["first_median"] < 0.1


# Experimento 1


def test_learning_rates(num):
    """«la de responder a ciegas», «Buena», «cerca de la de una moneda»."""
    assert num["slow_loss"] == pytest.approx(num["blind_loss"], abs=0.03)
    assert num["good_loss"] < 0.1
    assert 0.45 < num["wild_accuracy"] < 0.65
    assert num["wild_loss"] > num["blind_loss"]


def test_shapes_of_the_curves(tools):
    """«Con tasa 0.001 se acercan a la línea a ciegas y apenas bajan de ella; con 0.03 caen casi
    todas cerca de cero; con 3 saltan sin orden por encima y por debajo de la línea».
    """
    blind, train, circle = math.log(2), tools["experiment"], tools["circle"]
    slow, good, wild = (
        train(circle, [4, 2], 150, learning_rate=rate)["test_loss"] for rate in (0.001, 0.03, 3)
    )
    assert np.all(np.diff(slow, axis=0) < 0.01) and np.median(np.abs(slow[-1] - blind)) < 0.02
    assert np.all(slow[-1] > blind - 0.1) and np.all(slow[-1] < blind + 0.1)
    assert np.sum(good[-1] < 0.15) >= 8
    crossings = np.sum(np.diff(np.sign(wild - blind), axis=0) != 0, axis=0)
    assert np.median(crossings) >= 4  # la cuenta de cada red cambia de un procesador a otro
    assert np.mean(np.diff(wild, axis=0) > 0.02) > 0.25


def test_patience_helps_the_slow_one_only(tools):
    """«Con paciencia, baja.» y «Aquí la paciencia no sirve de nada.»"""
    train, circle = tools["experiment"], tools["circle"]
    slow = train(circle, [4, 2], 1500, learning_rate=0.001, every=1500, seeds=4)
    wild = train(circle, [4, 2], 600, learning_rate=3, every=600, seeds=4)
    assert np.median(slow["test_loss"][-1]) < 0.55 < np.median(wild["test_loss"][-1])


# Experimento 2


def test_activations(num):
    """«una moneda»; «va mucho más despacio»; «las dos lo resuelven en casi todas las semillas»."""
    assert 0.4 < num["linear_accuracy"] < 0.6
    assert num["sigmoid_accuracy"] < 0.7 < 0.97 < num["longer_accuracy"]
    assert min(num["tanh_accuracy"], num["relu_accuracy"]) > 0.98


def test_stuck_relu_networks_have_a_dead_unit(tools):
    """«Con ReLU dos redes se quedan atascadas: en cada una se ha apagado, del todo o casi, una
    neurona de la segunda capa».
    """
    run = tools["experiment"](tools["circle"], [4, 2], 150, hidden="ReLU", every=150)
    _, x, _ = tools["prepare"](tools["circle"])
    second = tools["forward"](run["networks"], x, "ReLU")[2]
    on = (second > 0).mean(axis=1).min(axis=1)  # cuánto se enciende la que menos
    stuck = run["test_accuracy"][-1] < 0.95
    assert stuck.sum() == 2
    assert on[stuck].max() < 0.03 < 0.1 < on[~stuck].min()


def test_a_linear_network_is_a_weighted_sum(tools):
    """«La red entera es una suma ponderada de x₁ y x₂»: pasa por cuatro puntos sin curvarse."""
    networks = tools["init_networks"]([2, 8, 8, 1], [np.random.default_rng(0)], "lineal")
    line = np.linspace(-6, 6, 50)[None, :, None] * np.array([1.0, -0.4])
    z = tools["forward"](networks, line, "lineal")[-1].ravel()
    np.testing.assert_allclose(np.diff(z, 2), 0, atol=1e-12)


def test_relu_boundary_is_a_polygon(tools):
    """«lo que se obtiene sumando y encadenando trozos rectos son trozos rectos»; tanh, no."""
    line = np.linspace(-6, 6, 2000)[None, :, None] * np.array([1.0, 0.6])
    bends = {}
    for hidden in ("ReLU", "tanh"):
        run = tools["experiment"](tools["circle"], [4, 2], 60, hidden=hidden, every=60, seeds=1)
        z = tools["forward"](run["networks"], line, hidden)[-1].ravel()
        bends[hidden] = np.mean(np.abs(np.diff(z, 2)) > 1e-9)
    assert bends["ReLU"] < 0.02 and bends["tanh"] > 0.9


def test_sigmoid_slope(tools):
    """«su pendiente es como mucho 0.25»."""
    f, slope = tools["ACTIVATIONS"]["sigmoide"]
    assert slope(f(np.linspace(-9, 9, 1001))).max() == pytest.approx(0.25)


# Experimento 3


def test_depth(num, result):
    """«con dos», «con tres», «con más del doble de parámetros»; «la peor semilla cae muy por
    debajo de la peor de tres».
    """
    one, wide, two, three, six = (
        num[f"{name}_layer{'s' * (name in ('two', 'three', 'six'))}"]
        for name in ("one", "wide", "two", "three", "six")
    )
    assert one < wide < two < three
    assert two > 0.95 and wide < 0.9 and six > 0.97
    parameters = numbers(result("playground").outputs["profundidad"], r"(\d+) parámetros")
    worst = numbers(result("playground").outputs["profundidad"], r"peor (\S+)")
    assert parameters == [33, 257, 105, 177, 393] and parameters[1] > 2 * parameters[2]
    assert worst[4] < worst[3] - 0.1


def test_six_sigmoids_do_not_start(num, tools):
    """«ni siquiera arranca […] al gradiente que atraviesa seis capas no le queda casi nada»."""
    assert num["stuck_loss"] == pytest.approx(math.log(2), abs=0.005)
    assert num["stuck_accuracy"] < 0.55
    rngs, x, y = tools["prepare"](tools["spiral"], seeds=5)
    networks = tools["init_networks"]([2, *[8] * 6, 1], rngs, "sigmoide")
    moved = list(networks)
    tools["step"](moved, x, y, "sigmoide", 1.0)
    first, last = (np.abs(moved[i]["W"] - networks[i]["W"]).mean() for i in (0, -1))
    assert first < 0.01 * last


# Experimento 4


def test_overfitting(num):
    """«su mejor momento fue hacia la época […] y desde ahí sube»; con 250 puntos, «también sube
    desde su mínimo», pero menos.
    """
    assert 50 < num["best_epoch"] < 600
    assert num["few_loss"] < 0.15
    assert num["few_test"] > num["best_test"] + 0.1
    assert num["many_test"] < num["few_test"] - 0.1
    assert num["many_test"] - num["many_loss"] < 0.6 * (num["few_test"] - num["few_loss"])
    assert 0.03 < num["many_test"] - num["many_best"] < num["few_test"] - num["best_test"]


def test_ceiling(num):
    """«Quien conoce la regla solo falla donde el ruido ha cruzado un eje, y más no se puede
    acertar. Las dos redes se quedan por debajo, la de 250 puntos más cerca».
    """
    assert num["few_accuracy"] < num["many_accuracy"] < num["ceiling"]
    assert num["ceiling"] == pytest.approx(0.9, abs=0.005)
    # con las probabilidades p y q de que cada coordenada fuera positiva, gana siempre el signo
    p, q = np.random.default_rng(0).uniform(size=(2, 1000))
    different = p * (1 - q) + q * (1 - p)
    np.testing.assert_array_equal(different > 0.5, (p - 0.5) * (q - 0.5) < 0)


@pytest.mark.parametrize(("share", "lowest"), [(0.1, 280), (0.5, 190)])
def test_what_gets_worse_is_the_confidence(tools, share, lowest):
    """«desde el mínimo de la pérdida su exactitud apenas ha cambiado. Lo que empeora es la
    seguridad: fallan casi lo mismo, cada vez más convencidas».
    """
    _, x, y = tools["prepare"](tools["xor"], noise=0.5, seeds=4)
    n_train, found = round(share * 500), []
    for epochs in (lowest, 1000):
        options = {"noise": 0.5, "share": share, "every": epochs, "seeds": 4}
        run = tools["experiment"](tools["xor"], [8, 8], epochs, **options)
        z = tools["forward"](run["networks"], x[:, n_train:], "tanh")[-1]
        wrong = (z > 0) != y[:, n_train:]
        found.append((np.mean(wrong), tools["sigmoid"](np.abs(z))[wrong]))
    (early_wrong, early), (late_wrong, late) = found
    assert abs(late_wrong - early_wrong) < 0.03
    assert np.mean(late > 0.95) > 1.2 * np.mean(early > 0.95)  # fallos con más del 95 %
    assert -np.log(1 - late).mean() > 1.2 * -np.log(1 - early).mean()  # lo que paga cada fallo


# Experimento 5


def test_penalties(num, result):
    """«Con fuerza 0.01, L1 y L2 empeoran la pérdida de entrenamiento y mejoran la de prueba […] La
    exactitud apenas se mueve»; «la pérdida vuelve a ser la de responder a ciegas».
    """
    rows = result("playground").outputs["regularizacion"].splitlines()[1:]
    free, l1, l2, heavy = (numbers(row, r" (\d\.\d{3})") for row in rows)
    for row in (l1, l2):
        assert row[0] > free[0] + 0.05 and row[1] < free[1] - 0.08
        assert abs(row[2] - free[2]) < 0.04
    assert heavy[0] == pytest.approx(math.log(2), abs=0.01) and heavy[3] == 1
    assert num["heavy_test"] == pytest.approx(num["blind_loss"], abs=0.02)
    assert 0.8 > num["l1_small"] > 0.7  # «tres de cada cuatro están pegados a cero»
    assert 0.25 > num["l2_small"] > num["free_small"]


def test_regularised_network_is_less_sure_of_its_mistakes(tools):
    """«ya no da probabilidades extremas en los puntos que falla»."""
    _, x, y = tools["prepare"](tools["xor"], noise=0.5, seeds=4)
    extreme, sizes = [], []
    for penalty in ({}, {"l2": 0.01}, {"l1": 0.01}):
        options = {"noise": 0.5, "share": 0.1, "every": 1000, "seeds": 4} | penalty
        run = tools["experiment"](tools["xor"], [8, 8], 1000, **options)
        z = tools["forward"](run["networks"], x[:, 50:], "tanh")[-1]
        p = tools["sigmoid"](z)
        wrong = (z > 0) != y[:, 50:]
        sizes.append(
            np.mean(np.abs(np.concatenate([each["W"].ravel() for each in run["networks"]])))
        )
        extreme.append(np.mean(np.maximum(p, 1 - p)[wrong] > 0.95))
    free, l2, l1 = extreme
    assert free > 0.35 and l2 < 0.5 * free and l1 < 0.7 * free
    assert sizes[1] < sizes[0]  # en la figura, con L2 «son más pequeños que sin ella»


# Experimento 6


def test_features(result):
    """«El círculo queda resuelto sin una sola neurona oculta, y XOR, con una entrada»; «ayudan
    mucho».
    """
    text = result("playground").outputs["caracteristicas"]
    plain_circle, squares, plain_xor, product, spiral, sines = numbers(text, r"mediana (\S+),")
    assert max(plain_circle, plain_xor) < 0.6
    assert min(squares, product) == 1
    assert sines > spiral + 0.1


def test_l1_keeps_two_features(namespace, num):
    """«De las siete se queda con las dos que hacen falta.»"""
    page = namespace("playground", *TOOLS, "caracteristicas", "elegir")
    sizes = page["typical"]
    assert sizes[2:4].min() > 20 * np.delete(sizes, [2, 3]).max()
    assert num["sparse_accuracy"] > 0.99


# Ejercicios


def test_units_for_xor(result):
    """«Con dos ninguna llega y con ocho llegan todas»; con tres o cuatro, unas sí y otras no."""
    text = result("playground").outputs["solucion-neuronas"]
    one, two, three, four, eight = numbers(text, r"95 %: (\d+)")
    assert one == two == 0 and eight == 10
    assert 0 < three < 10 and 0 < four < 10


def test_weights_by_hand(result):
    """«El 4 es el punto justo, y se puede demostrar.»"""
    text = result("playground").outputs["solucion-mano"]
    zero, one, four, forty = numbers(text, r"pérdida (\S+),")
    assert zero == pytest.approx(math.log(2), abs=1e-3)
    assert four < forty < one < zero
    accuracies = numbers(text, r"exactitud (\S+)")[1:]
    assert len(set(accuracies)) == 1 and accuracies[0] > 0.99
    # P(1 | x) ∝ exp(−‖x − (2, 2)‖² / 2): el cociente con la clase 0 es exp(4x₁ + 4x₂)
    x = np.random.default_rng(0).normal(0, 3, (100, 2))
    log_odds = (((x + 2) ** 2).sum(axis=1) - ((x - 2) ** 2).sum(axis=1)) / 2
    np.testing.assert_allclose(log_odds, 4 * x.sum(axis=1))


def test_batch_sizes(result):
    """«Con lotes de 1 hay 250 actualizaciones por época; con lotes de 250, una sola.»"""
    text = result("playground").outputs["solucion-lote"]
    assert numbers(text, r"(\d+) por época") == [250, 25, 1]
    small, medium, whole = numbers(text, r"pérdida (\S+),")
    assert small < medium < whole
    assert whole == pytest.approx(math.log(2), abs=0.02)


def test_figure_of_the_overfitting(result, num):
    """«Con 50 puntos, la de entrenamiento baja hacia cero y la de prueba, tras un mínimo, sube
    hasta el final. Con 250 puntos, la de prueba también sube tras su mínimo, pero menos».
    """
    ends = {0: ("few_loss", "few_test"), 1: ("many_loss", "many_test")}
    rises = []
    for axes, names in ends.items():
        _, known = result("playground").series("sobreajuste", "entrenamiento", axes)
        _, test = result("playground").series("sobreajuste", "prueba", axes)
        assert [known[-1], test[-1]] == pytest.approx([num[name] for name in names], rel=1e-5)
        rises.append(test[-1] - min(test))
    assert rises[0] > rises[1] > 0
