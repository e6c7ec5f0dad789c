"""Lección 3.4: lo que la página afirma de cada técnica."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

NAME = "regularizacion"


@pytest.fixture
def num(result):
    return result(NAME).num


@pytest.fixture
def table(result):
    """De cada técnica: pérdida de entrenamiento, de validación, su desviación y exactitud."""
    rows = {}
    for line in result(NAME).outputs["tabla"].splitlines()[1:]:
        *words, train, val, _, deviation, accuracy, _, _ = line.split()
        rows[" ".join(words)] = tuple(float(v) for v in (train, val, deviation, accuracy))
    return rows


def test_split_is_the_one_of_the_previous_lessons(namespace):
    """«con el mismo reparto»: los mismos pacientes que en 3.2 y 3.3."""
    here = namespace(NAME, "datos")
    there = namespace("clasificacion_binaria", "datos", "repartir", "escalar")
    for key in ("scaled_train", "scaled_val", "y_train", "y_val", "x_test"):
        np.testing.assert_array_equal(here[key], there[key])


def test_test_set_is_never_used(programs):
    """«La prueba sigue en su cajón: aquí solo se entrena y se valida»."""
    for section, cell in programs[NAME].sections.items():
        if section != "datos":
            assert "x_test" not in cell.source and "y_test" not in cell.source


def test_overfitting_with_every_seed(num, table):
    """«toca fondo […] y después sube […], con las tres semillas»; «La exactitud, en cambio, apenas
    se entera […], unos dos pacientes».
    """
    assert 0.5 < (num["at_best"] - num["at_end"]) * num["n_val"] < 3
    assert num["lowest_ratio"] > 1.5 and num["last_best"] < num["EPOCHS"] / 2
    assert table["sin regularizar"][0] < 0.002 and table["sin regularizar"][3] > 0.95


def test_three_patients_pay_almost_everything(result, num):
    """«tres de ellos pagan casi toda la pérdida»; «poco menos que imposible»."""
    assert 3 < num["n_wrong"] < 8 and num["worst_share"] > 0.75
    worst = float(result(NAME).outputs["segura"].split("peores: ")[1].split()[0])
    assert worst < 1e-3


def test_penalties_trade_training_for_validation(table):
    """«Las tres empeoran la pérdida de entrenamiento y mejoran la de validación»."""
    free = table["sin regularizar"]
    for name in ("L1", "L2", "red elástica"):
        assert table[name][0] > free[0] + 0.01 and table[name][1] < free[1] / 1.5


def test_reported_loss_carries_the_penalty(num):
    """«`evaluate` y `fit` dan la pérdida con la penalización dentro»."""
    assert num["reported"] == pytest.approx(num["penalty"] + num["without"], abs=1e-5)
    assert num["penalty"] > 0.2 * num["without"]


def test_penalty_is_the_formula(namespace):
    """Las fórmulas de L1, L2 y elástica son las de Keras; los sesgos no pagan."""
    page = namespace(NAME, "datos", "red")
    regularizers = page["regularizers"]
    for regularizer, formula in [
        (regularizers.L1(0.001), lambda w: 0.001 * np.abs(w).sum()),
        (regularizers.L2(0.01), lambda w: 0.01 * (w**2).sum()),
        (
            regularizers.L1L2(l1=0.001, l2=0.01),
            lambda w: 0.001 * np.abs(w).sum() + 0.01 * (w**2).sum(),
        ),
    ]:
        layer = page["dense"](regularizer)
        layer.build((None, 30))
        layer.bias.assign(np.full(64, 9.0))
        expected = formula(layer.kernel.numpy())
        assert float(sum(layer.losses)) == pytest.approx(expected, rel=1e-5)


def test_l1_chooses_and_l2_shares(num):
    """«los que sobreviven siguen siendo grandes, casi como sin ella»; «Con L2 los supervivientes
    son mucho más pequeños»; «L2 también deje tantos cerca de cero».
    """
    assert num["plain_near"] < 0.1 < 0.6 < num["l2_near"] < num["l1_near"]
    assert num["l1_others"] > 0.75 * num["plain_others"]
    assert num["l2_others"] < 0.5 * num["l1_others"]
    assert num["l2_others"] < num["both_others"] < num["l1_others"]


def test_only_the_penalty_pulls():
    """«a un peso del que ya solo tira la penalización lo sigue empujando con fuerza»; el
    descenso a secas «lo encogería en cada paso en la misma proporción»; «Tampoco esperes ceros
    exactos».
    """
    import keras

    rate, force, steps, left = 0.005, 0.01, 24 * 11, {}  # los pasos del banco
    for name in ("SGD", "RMSprop"):
        weight = keras.Variable([0.15])
        optimizer = getattr(keras.optimizers, name)(rate)
        for _ in range(steps):
            optimizer.apply([2 * force * weight.value], [weight])
        left[name] = float(weight.numpy()[0])
    assert left["SGD"] == pytest.approx(0.15 * (1 - 2 * force * rate) ** steps, rel=1e-4)
    assert left["SGD"] > 0.9 * 0.15 and 0 < abs(left["RMSprop"]) < 0.01


def test_dropout_output(result, num):
    """«caen unas distintas y el resto se duplica»; la media recupera la salida; al predecir no
    toca nada.
    """
    rows = {}
    for text in result(NAME).outputs["capa"].splitlines():
        rows[text[:13].strip()] = np.array(text[13:].split(), dtype=float)
    out = rows["salida"]
    masks = []
    for step in (1, 2, 3):
        dropped = rows[f"entrenando {step}"]
        masks.append(tuple(dropped > 0))
        assert 0 < sum(masks[-1]) < 6
        np.testing.assert_allclose(dropped[dropped > 0], 2 * out[dropped > 0], atol=0.011)
    assert len(set(masks)) == 3
    np.testing.assert_array_equal(rows["prediciendo"], out)
    assert num["average_gap"] < 0.04


def test_dropped_drawings_differ():
    """«En los pasos 1, 2 y 3 unas cuantas neuronas ocultas, distintas cada vez»."""
    rng = np.random.default_rng(3)
    keeps = [rng.random((2, 5)) < 0.5 for _ in range(3)]
    assert len({keep.tobytes() for keep in keeps}) == 3
    assert all(keep.any(axis=1).all() and not keep.all(axis=1).any() for keep in keeps)


def test_dropout_is_better_than_nothing_and_worse_than_penalties(table):
    """«Mejora a la red sin regularizar y se queda por detrás de las penalizaciones»; la
    normalización por lotes «ayuda menos que las penalizaciones».
    """
    for name in ("dropout 0.5", "norm. por lotes"):
        loss = table[name][1]
        assert loss < 0.85 * table["sin regularizar"][1]
        assert all(loss > table[fine][1] for fine in ("L1", "L2", "red elástica"))


def test_momentum_only_feeds_the_moving_averages(num, namespace):
    """«Las salidas al entrenar son idénticas»; la media guardada sigue la fórmula."""
    page = namespace(NAME, "datos", "red", "momento")
    assert num["same_output"] is True and page["same_output"] is True
    for momentum, stored in [(0.9, num["fast_mean"]), (0.99, num["slow_mean"])]:
        moving = 0.0
        for batch in page["batches"]:
            moving = momentum * moving + (1 - momentum) * batch.mean()
        assert stored == pytest.approx(moving, rel=1e-3)
    assert abs(num["fast_mean"] - 5) < 0.3 and num["slow_mean"] < 3.5


def test_early_stopping_returns_the_best(result, num, table):
    """Para pronto (cinco épocas después de la mejor) y conserva el mínimo de las curvas."""
    assert num["longest"] < num["EPOCHS"]
    best = result(NAME).outputs["sobreajuste"].split("[")[1].split("]")[0].split()
    lengths = result(NAME).outputs["parada"].splitlines()[-1].split(":")[1].split()
    assert [int(e) + 5 for e in best] == [int(length) for length in lengths]
    assert table["parada temprana"][1] < table["sin regularizar"][1] / 2


def test_fixed_copies_help_less_than_fresh_noise(table):
    """«Con las copias fijas, lo que sale depende mucho más de la semilla»; «un punto suelto muy a
    la derecha».
    """
    assert table["ruido"][1] < table["copias fijas"][1] < table["sin regularizar"][1]
    assert table["copias fijas"][2] > 3 * table["ruido"][2]


def test_conclusions_of_the_table(table, num):
    """«Aquí, cualquiera es mejor que ninguna»; «Las seis primeras van juntas, y están entre ellas
    las dos más simples»; «La exactitud apenas las distingue»; «la media más alta, con distancia,
    es la de la red sin regularizar».
    """
    names = list(table)
    assert len(names) == 10 and names[-1] == "sin regularizar"
    assert {"16 neuronas", "parada temprana", "ruido"} <= set(names[:6])
    losses = [table[name][1] for name in names]
    assert losses[5] - losses[0] < 0.025 < losses[6] - losses[0]
    assert losses[9] - losses[8] > losses[5] - losses[0]
    assert max(row[3] for row in table.values()) - min(row[3] for row in table.values()) < 0.03
    assert num["best_mean"] == pytest.approx(losses[0], abs=1e-3)


def test_log_loss_is_cross_entropy():
    """«`log_loss`, que es la entropía cruzada y nada más»."""
    y, p = np.array([1, 0, 1]), np.array([0.9, 0.2, 0.4])
    assert log_loss(y, p) == pytest.approx(-np.log([0.9, 0.8, 0.4]).mean())


def test_empty_regularizer_is_free(namespace, result):
    """«Sin argumentos, las dos fuerzas son 0 y nadie avisa»; 6 pesos de 1 por 0.01."""
    assert result(NAME).outputs["solucion-vacia"].split() == [
        "penalización:",
        "0.00",
        "penalización:",
        "0.06",
    ]


def test_numpy_dropout_keeps_the_mean(namespace):
    """«Siempre 1. Con tasa 0.8 sobrevive una de cada cinco y vale 5»."""
    page = namespace(NAME, "datos", "solucion-dropout")
    out = page["dropout"](np.ones((2000, 100)), 0.8, np.random.default_rng(1))
    assert out.mean() == pytest.approx(1, abs=0.02) and out.max() == pytest.approx(5)
    assert (out == 0).mean() == pytest.approx(0.8, abs=0.01)


def test_patience(result):
    """«un tropiezo te hace perder el verdadero mínimo, el de la época 6»."""
    last = [text.split()[-1] for text in result(NAME).outputs["solucion-paciencia"].splitlines()]
    assert last == ["3", "3", "6"]


def test_figure_of_the_overfitting(result, num):
    """«Tres curvas de entrenamiento que bajan a cero y tres de validación, a trazos, que tocan
    fondo en las primeras épocas y después suben».
    """
    _, known = result(NAME).series("curvas", "entrenamiento")
    x, val = result(NAME).series("curvas", "validación")
    assert known[-1] == min(known) < 0.01
    assert num["first_best"] <= x[val.index(min(val))] <= num["last_best"]
    assert num["lowest_ratio"] - 1e-4 <= val[-1] / min(val) <= num["highest_ratio"] + 1e-4


def test_figure_of_the_moving_mean(result, num):
    """«Con momento 0.9 llega a 5 en unos treinta lotes y tiembla alrededor; con 0.99 sube despacio
    y en el lote cien se queda cerca de 3».
    """
    for label, name in {"momento 0.9": "fast_mean", "momento 0.99": "slow_mean"}.items():
        _, y = result(NAME).series("momento", label)
        assert y[-1] == pytest.approx(num[name], rel=1e-5)
    assert num["fast_mean"] == pytest.approx(5, abs=0.3)
    assert num["slow_mean"] == pytest.approx(3, abs=0.3)
