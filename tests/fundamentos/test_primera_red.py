"""Lecciones 1.4 y 1.5: lo que las páginas afirman de la primera red."""

import functools
import math
import re
from collections import Counter

import keras
import numpy as np
import pytest
from scipy.ndimage import label
from scipy.stats import binomtest, hypergeom
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


@functools.cache
def prepared():
    """Los datos de la lección, preparados aquí por separado: x_train, x_test, y_train, y_test."""
    digits = load_digits()
    x, y = digits.data, digits.target
    split = train_test_split(x, y, test_size=0.2, stratify=y, random_state=42)
    x_train, x_test, y_train, y_test = split
    return np.float32(x_train / 16), np.float32(x_test / 16), y_train, y_test


def build(optimizer="adam", output="softmax", shape=(64,), **options):
    """La red de la lección, compilada; las opciones son las de `compile`."""
    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation=output),
        ]
    )
    options = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]} | options
    model.compile(optimizer=optimizer, **options)
    return model


@functools.cache
def trained(seed):
    """La red entrenada como en la página, con otra semilla: modelo e historial."""
    x_train, _, y_train, _ = prepared()
    keras.utils.set_random_seed(seed)
    model = build()
    options = {"epochs": 50, "batch_size": 32, "validation_split": 0.2, "verbose": 0}
    return model, model.fit(x_train, y_train, **options).history


def quick_fit(model, inputs, epochs=10):
    """Un entrenamiento corto; devuelve la exactitud final."""
    history = model.fit(inputs, prepared()[2], epochs=epochs, batch_size=32, verbose=0).history
    return history["accuracy"][-1]


# Lección 1.4: los datos


def test_data_set_card():
    """«8×8 píxeles […] de 0 a 16», «mapas de 32×32 puntos», «bloques de 4×4», «13 personas», «la
    parte de prueba».
    """
    digits = load_digits()
    card = " ".join(digits.DESCR.split())
    for fact in [
        "copy of the test set",
        "32x32 bitmaps",
        "nonoverlapping blocks of 4x4",
        "range 0..16",
        "30 contributed to the training set and different 13 to the test set",
        "Date: July; 1998",
    ]:
        assert fact in card
    assert digits.images.shape == (1797, 8, 8) and digits.images.dtype == np.float64
    assert digits.target.shape == (1797,) and digits.target.dtype.kind == "i"
    assert set(np.unique(digits.images)) == set(range(17))
    assert set(digits.target) == set(range(10))


def test_first_image_is_a_zero():
    """«Las casillas oscuras, con números de 8 a 15, forman un cero; hacia fuera y hacia el centro
    los números bajan hasta 0» y «del 0 al 9 y otra vez del 0 al 9».
    """
    digits = load_digits()
    image = digits.images[0]
    dark = image >= 8
    assert (image[dark].min(), image[dark].max()) == (8, 15)
    assert label(dark, np.ones((3, 3)))[1] == 1  # un solo trazo
    holes, n_holes = label(np.pad(~dark, 1, constant_values=True))  # lo de fuera, una sola pieza
    inside = holes[1:-1, 1:-1] == holes[5, 4]
    assert n_holes == 2 and holes[5, 4] != holes[0, 0]  # un solo hueco
    assert image[inside].min() == image[:, [0, 7]].max() == 0
    assert list(digits.target[:20]) == 2 * list(range(10))


def test_flat_rows_are_digits_data(result):
    """«La biblioteca ya trae ese resultado en `digits.data`»."""
    assert "True" in result("primera_red").outputs["aplanar"]


def test_split_keeps_the_classes_balanced(namespace):
    """«Apartamos una de cada cinco», «la misma proporción de cada dígito», «Las clases están casi
    igualadas».
    """
    page = namespace("primera_red", "datos", "dividir", "escalar")
    train, test = np.bincount(page["y_train"]), np.bincount(page["y_test"])
    assert len(page["y_test"]) == math.ceil(1797 / 5)
    assert np.abs(train / train.sum() - test / test.sum()).max() < 0.003
    assert train.min() > 0.9 * train.max()
    for name, expected in zip(["x_train", "x_test", "y_train", "y_test"], prepared(), strict=True):
        np.testing.assert_array_equal(page[name], expected)


def test_majority_baseline(result):
    """«lo que acierta quien no mira la imagen»: alrededor del 10 %."""
    num = result("primera_red").num
    assert num["majority_rate"] == pytest.approx(0.10, abs=0.01)
    assert num["baseline_accuracy"] == pytest.approx(0.10, abs=0.01)


def test_without_stratify_some_digits_are_short():
    """«Sin él, a la prueba podrían tocarle 25 ochos o 45, en vez de 35»: los bordes del 95 %."""
    eights = int((load_digits().target == 8).sum())
    low, middle, high = hypergeom(1797, eights, 360).ppf([0.025, 0.5, 0.975])
    assert (low, middle, high) == (25, 35, 45)


def test_a_step_moves_the_sum_200_times_more(result):
    """«cambio de z = δ (x1² + … + x64² + 1)»; «Antes de escalar vale […]; después, […]: 16 veces
    por un lado y 16 por el otro, 256. Con pasos igual de largos, los datos sin escalar mueven z más
    de 200 veces más»: medido en un paso de SGD de Keras.
    """
    num = result("primera_red").num
    assert 200 < (num["raw_squares"] + 1) / (num["squares"] + 1) < 256
    assert num["raw_squares"] == pytest.approx(256 * num["squares"], rel=1e-5)
    image = prepared()[0][:1]
    for x in (image, 16 * image):
        neuron = keras.Sequential([keras.Input(shape=(64,)), keras.layers.Dense(1)])
        neuron.compile(optimizer=keras.optimizers.SGD(learning_rate=1e-4), loss="mse")
        z = neuron.predict(x, verbose=0)[0, 0]
        delta = -1e-4 * 2 * (z - 1)  # la derivada de (z − 1)² es 2 (z − 1)
        neuron.fit(x, np.ones(1), verbose=0)
        moved = neuron.predict(x, verbose=0)[0, 0] - z
        assert moved == pytest.approx(delta * ((x**2).sum() + 1), rel=1e-3)


def test_dividing_does_not_change_the_conditioning():
    """«un píxel del centro cuenta mucho, y uno del borde que casi nunca lleva tinta, casi nada»;
    «la división no lo cambia»; la estandarización, sí.
    """
    x = prepared()[0].astype(float)
    squares = (x**2).mean(axis=0).reshape(8, 8)
    assert squares[2:6, 2:6].min() > 20 * squares[:, 0].max()

    def condition(x):
        x = x[:, x.std(axis=0) > 0]
        values = np.linalg.eigvalsh(x.T @ x / len(x))
        return values.max() / np.median(values)

    inked = x[:, x.std(axis=0) > 0]
    standard = (inked - inked.mean(axis=0)) / inked.std(axis=0)
    assert condition(16 * x) == pytest.approx(condition(x))
    assert condition(standard) < condition(x) / 10


# Lección 1.4: la red


def test_parameters_by_hand(result, namespace):
    """«Sumados, […] números, y Keras dice lo mismo»."""
    num = result("primera_red").num
    model = namespace("primera_red", "modelo")["model"]
    assert num["n_parameters"] == num["hidden_parameters"] + num["output_parameters"]
    assert num["n_parameters"] == model.count_params()
    assert [w.shape for w in model.get_weights()] == [(64, 64), (64,), (64, 10), (10,)]


def test_drawing_leaves_units_out(namespace):
    """«64 entradas y 64 neuronas ocultas, de las que se dibujan nueve […], y 10 salidas»."""
    page = namespace("primera_red", "datos", "dibujo")
    fig, ax = page["plt"].subplots()
    page["draw_network"](ax, [64, 64, 10], ["a", "b", "c"])
    assert [len(units.get_offsets()) for units in ax.collections] == [9, 9, 10]
    assert len(ax.lines) == 9 * 9 + 9 * 10
    assert sum(text.get_text() == "⋮" for text in ax.texts) == 2
    page["plt"].close(fig)


def test_untrained_network_guesses(result):
    """«algo peor que repartir a ciegas […] más o menos lo que el azar» y «ninguna destaca de
    verdad».
    """
    outcome = result("primera_red")
    num = outcome.num
    assert num["chance_loss"] == pytest.approx(-math.log(0.1))
    assert num["chance_loss"] < num["untrained_loss"] < num["chance_loss"] + 0.3
    assert 0.05 < num["untrained_accuracy"] < 0.2
    found = re.findall(r"^\d: (\S+)", outcome.outputs["sin-entrenar"], re.M)
    probabilities = [float(p) for p in found]
    assert len(probabilities) == 10 and max(probabilities) < 0.4
    assert sum(probabilities) == pytest.approx(1, abs=0.01)


def test_entropy_charges_what_the_page_says():
    """«Si p = 1, no cobra nada; si p = 0.1, cobra 2.303»: la pérdida de Keras es −ln p."""
    for p, loss in [(1.0, 0.0), (0.1, 2.303)]:
        output = np.array([[p, 1 - p]])
        charged = float(keras.losses.sparse_categorical_crossentropy(np.array([0]), output)[0])
        assert charged == pytest.approx(loss, abs=1e-3)


def test_copies_start_with_the_same_weights():
    """«Entrenamos dos copias de la red con los mismos pesos iniciales y el mismo método»."""
    model, starts = build(), []
    for _ in range(2):
        keras.utils.set_random_seed(42)
        starts.append(keras.models.clone_model(model).get_weights())
    for one, two in zip(*starts, strict=True):
        np.testing.assert_array_equal(one, two)
    assert np.abs(starts[0][0] - model.get_weights()[0]).max() > 0  # «pesos nuevos»


def test_same_rate_breaks_raw_inputs(result):
    """«Escalada, la red acierta…»; «Sin escalar […] como el azar»; «Responde lo mismo a todas las
    imágenes».
    """
    num = result("primera_red").num
    assert num["scaled_accuracy"] > 0.95
    assert num["raw_accuracy"] < 0.15
    assert num["n_raw_answers"] == 1


@pytest.mark.parametrize("seed", [42, 0])
def test_raw_inputs_switch_hidden_units_off(seed):
    """«casi todas sus neuronas ocultas acabaron con una suma z negativa para cualquier imagen»."""
    inputs = 16 * prepared()[0]
    keras.utils.set_random_seed(seed)
    model = build(keras.optimizers.SGD(learning_rate=0.2))
    assert quick_fit(model, inputs, epochs=3) < 0.15
    weights, biases = model.layers[0].get_weights()
    off = ((inputs @ weights + biases) <= 0).all(axis=0)
    assert off.sum() >= 60


def test_each_scale_has_its_rate(result):
    """«Los grises de 0 a 16 aprenden con la tasa pequeña; los de 0 a 1, con la grande. Si se
    cruzan, los primeros no salen del azar y los segundos van muy despacio».
    """
    lines = result("primera_red").outputs["solucion-tasa"].splitlines()[1:]
    scores = {tuple(line.rsplit(maxsplit=2)[:2]): float(line.split()[-1]) for line in lines}
    assert min(scores["de 0 a 16", "0.01"], scores["de 0 a 1", "0.50"]) > 0.9
    assert scores["de 0 a 16", "0.50"] < 0.15 < scores["de 0 a 1", "0.01"] < 0.75


@pytest.mark.parametrize("seed", [0, 1])
def test_each_scale_has_its_rate_with_other_seeds(seed):
    """«cambia la tasa que les conviene»: también con otras semillas."""
    x = prepared()[0]
    scores = {}
    for scale, rate in [(1, 0.01), (1, 0.5), (16, 0.01), (16, 0.5)]:
        keras.utils.set_random_seed(seed)
        optimizer = keras.optimizers.SGD(learning_rate=rate)
        scores[scale, rate] = quick_fit(build(optimizer), scale * x, epochs=3)
    assert scores[1, 0.5] > scores[1, 0.01] + 0.2
    assert scores[16, 0.01] > scores[16, 0.5] + 0.5


def test_adam_copes_with_raw_inputs():
    """«`"adam"` usa su tasa por defecto, 0.001»; «Con Adam, que regula sus pasos, el contraste casi
    desaparece».
    """
    assert float(keras.optimizers.get("adam").learning_rate) == pytest.approx(0.001)
    x_train = prepared()[0]
    accuracies = []
    for inputs in [x_train, 16 * x_train]:
        keras.utils.set_random_seed(42)
        accuracies.append(quick_fit(build(), inputs))
    assert min(accuracies) > 0.9


def test_deeper_network_has_fewer_parameters(result):
    """«Tiene más capas y, aun así, menos parámetros»; «La mayor parte de los parámetros de una red
    densa está donde se juntan dos capas anchas».
    """
    outcome = result("primera_red")
    counts = re.findall(r"\d+", outcome.outputs["solucion-parametros"])
    assert counts[0] == counts[1] == str(outcome.num["by_hand"])
    assert outcome.num["by_hand"] < outcome.num["n_parameters"]
    assert outcome.num["by_hand"] / 2 < 65 * 32
    assert outcome.num["hidden_parameters"] > outcome.num["n_parameters"] / 2


def test_softmax_by_hand(namespace):
    """«suben de uno en uno, lo mismo que bajan las sumas»; softmax coincide con la de Keras."""
    softmax = namespace("primera_red", "datos", "solucion-softmax")["softmax"]
    np.testing.assert_allclose(softmax, keras.ops.softmax(np.array([2.0, 1.0, 0.0])), rtol=1e-6)
    np.testing.assert_allclose(np.diff(-np.log(softmax)), 1)


def test_a_thousandth_moves_the_loss_and_not_the_hits():
    """«mover un peso una milésima no suele cambiar ningún acierto, mientras que la pérdida sí nota
    el cambio».
    """
    x, _, y, _ = prepared()
    keras.utils.set_random_seed(42)
    weights = [w.astype(float) for w in build().get_weights()]
    rng = np.random.default_rng(0)

    def judge():
        w1, b1, w2, b2 = weights
        z = np.maximum(x @ w1 + b1, 0) @ w2 + b2
        loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
        return (z.argmax(axis=1) == y).sum(), loss.mean()

    start, same_hits, same_loss = judge(), 0, 0
    for _ in range(100):
        table = weights[rng.choice([0, 2])]
        place = tuple(rng.integers(table.shape))
        table[place] += 1e-3
        hits, loss = judge()
        table[place] -= 1e-3
        same_hits += hits == start[0]
        same_loss += abs(loss - start[1]) < 1e-12
    assert same_hits > 80 and same_loss < 20


# Lección 1.4: errores comunes


def test_scaling_twice_slows_learning():
    """«los grises quedan entre 0 y 0.0625 y la red aprende muy despacio»."""
    x_train = prepared()[0]
    assert (x_train / 16).max() == 0.0625
    keras.utils.set_random_seed(42)
    once = quick_fit(build(), x_train, epochs=5)
    keras.utils.set_random_seed(42)
    twice = quick_fit(build(), x_train / 16, epochs=5)
    assert twice < once - 0.1


def test_missing_softmax_raises_nothing_and_learns_less():
    """«No salta ningún error […] pero la red aprende peor y, según la semilla, muy poco»."""
    without = []
    for seed in (42, 0, 1):
        keras.utils.set_random_seed(seed)
        without.append(quick_fit(build(output=None), prepared()[0]))
    assert min(without) < 0.5
    keras.utils.set_random_seed(42)
    assert max(without) < quick_fit(build(), prepared()[0]) - 0.03


@pytest.mark.parametrize(
    ("message", "options"),
    [
        (r"Expected shape \(None, 1437, 64\)", {"shape": (1437, 64)}),
        ("Expected `metrics` argument to be a list", {"metrics": "accuracy"}),
        ("`target` and `output` must have the same rank", {"loss": "categorical_crossentropy"}),
    ],
)
def test_messages_of_common_mistakes(message, options):
    """Los mensajes de Keras que cita «Errores comunes» en la lección 1.4."""
    with pytest.raises(ValueError, match=message):
        quick_fit(build(**options), prepared()[0], epochs=1)


# Lección 1.5: entrenar


def test_updates_per_epoch(result):
    """«en cada pasada hay tantas actualizaciones como lotes»; «la cuenta y el optimizador
    coinciden».
    """
    num = result("primera_red").num
    assert num["n_fit"] + num["n_validation"] == len(prepared()[2])
    assert num["updates_per_epoch"] == math.ceil(num["n_fit"] / 32)
    assert num["last_batch"] == num["n_fit"] - 32 * (num["updates_per_epoch"] - 1) < 32
    assert num["n_updates"] == 50 * num["updates_per_epoch"]
    assert len(trained(42)[1]["loss"]) == 50
    assert int(trained(42)[0].optimizer.iterations.numpy()) == num["n_updates"]


def test_validation_is_the_tail_of_the_data():
    """«Keras toma el final de los datos tal como llegan, antes de barajar»."""
    x_train, _, y_train, _ = prepared()
    model, history = trained(42)
    n_fit = int(0.8 * len(x_train))
    loss, accuracy = model.evaluate(x_train[n_fit:], y_train[n_fit:], verbose=0)
    assert loss == pytest.approx(history["val_loss"][-1], rel=1e-4)
    assert accuracy == pytest.approx(history["val_accuracy"][-1], abs=1e-4)


def test_first_and_last_row_of_the_log(result):
    """«En la primera época la red parece acertar más en validación»; «En la última fila ocurre lo
    contrario».
    """
    rows = [line.split() for line in result("primera_red").outputs["registro"].splitlines()[2:]]
    epochs, loss, accuracy, val_loss, val_accuracy = np.array(rows, dtype=float).T
    assert list(epochs) == [1, 2, 3, 10, 25, 50]
    assert val_accuracy[0] > accuracy[0] and val_loss[0] < loss[0]
    assert val_accuracy[-1] < accuracy[-1] and val_loss[-1] > loss[-1]


def test_training_numbers_are_averaged_during_the_epoch():
    """«los números de entrenamiento se promedian durante la época, cuando la red aún era peor»."""
    x_train, _, y_train, _ = prepared()
    keras.utils.set_random_seed(42)
    model = build()
    during = model.fit(x_train, y_train, verbose=0).history
    loss, accuracy = model.evaluate(x_train, y_train, verbose=0)
    assert loss < during["loss"][0] - 0.1 and accuracy > during["accuracy"][0] + 0.05


@pytest.mark.parametrize("seed", [42, 0])
def test_learning_is_fast_then_slow_and_does_not_turn_up(seed):
    """«Las pérdidas bajan y las exactitudes suben, deprisa al principio y despacio al final»;
    «Aquí no llega a subir: baja deprisa y se aplana».
    """
    history = trained(seed)[1]
    for name, sign in [("loss", -1), ("val_loss", -1), ("accuracy", 1), ("val_accuracy", 1)]:
        curve = sign * np.array(history[name])
        assert curve[9] - curve[0] > 3 * (curve[-1] - curve[9]) > 0
    assert history["val_loss"][-1] < 1.05 * min(history["val_loss"])


def test_accuracy_on_unseen_images(result):
    """«La red acierta el […] de unas imágenes que no había visto nunca»: 0.97 o más."""
    num = result("primera_red").num
    assert num["test_accuracy"] >= 0.97
    p, n = num["test_accuracy"], num["n_test"]
    assert num["standard_error"] == pytest.approx(math.sqrt(p * (1 - p) / n))


@pytest.mark.parametrize("seed", [42, 0, 1])
def test_accuracy_is_not_a_lucky_seed(seed):
    """«Gana la red»: con otras semillas también llega a 0.97 y supera a la regresión logística."""
    x_train, x_test, y_train, y_test = prepared()
    n_fit = int(0.8 * len(x_train))
    linear = LogisticRegression(max_iter=1000).fit(x_train[:n_fit], y_train[:n_fit])
    accuracy = trained(seed)[0].evaluate(x_test, y_test, verbose=0)[1]
    assert accuracy >= 0.97
    assert accuracy > linear.score(x_test, y_test)


def test_test_set_was_easier_than_validation(result):
    """«no te sorprenda que la prueba salga algo mejor que la validación»."""
    num = result("primera_red").num
    assert num["final_val_accuracy"] < num["test_accuracy"] < num["final_val_accuracy"] + 0.05


def test_single_prediction(result):
    """«`x_test[:1]`, con forma (1, 64)»; «una fila de diez probabilidades por imagen»; la
    respuesta es la correcta.
    """
    outcome = result("primera_red")
    assert "entra (1, 64), sale (1, 10)" in outcome.outputs["predecir"]
    assert outcome.num["answer"] == outcome.num["truth"]


def test_most_doubtful_image(result):
    """«ninguna llega a la mitad y varias clases se reparten el resto»; «Falla, pero avisa»."""
    num = result("primera_red").num
    assert num["doubt_confidence"] < 0.5
    assert num["doubt_answer"] != num["doubt_truth"]
    probabilities = trained(42)[0].predict(prepared()[1], verbose=0)
    doubt = np.sort(probabilities[probabilities.max(axis=1).argmin()])
    assert doubt[-3] > 0.05


def test_network_beats_linear_model_by_little(result):
    """«Gana la red, por poco»; «alrededor de la mitad de fallos»; «llega casi igual de lejos»."""
    num = result("primera_red").num
    assert 0.3 <= num["n_errors"] / num["n_linear_errors"] <= 0.7
    assert num["margin"] == num["n_linear_errors"] - num["n_errors"]
    assert num["margin"] == num["only_network"] - num["only_linear"]
    assert 0 < num["test_accuracy"] - num["linear_accuracy"] < 0.03
    assert num["linear_accuracy"] - num["baseline_accuracy"] > 0.8


def test_confusion_is_almost_diagonal(result):
    """«fuera de ella solo hay unas pocas casillas, con muy pocos fallos cada una»; «El que más se
    repite».
    """
    num = result("primera_red").num
    assert num["n_errors"] <= 12
    assert 2 <= num["times"] <= 5
    assert num["confused"] != num["taken_for"]
    _, x_test, _, y_test = prepared()
    answers = trained(42)[0].predict(x_test, verbose=0).argmax(axis=1)
    wrong = answers != y_test
    pairs = Counter(zip(y_test[wrong], answers[wrong], strict=True)).most_common(2)
    assert pairs[0][0] == (num["confused"], num["taken_for"])
    assert pairs[0][1] == num["times"] > pairs[1][1]  # sin empate


def test_some_mistakes_are_confident():
    """«la red también puede equivocarse con una probabilidad muy alta»; hay al menos seis errores
    que dibujar.
    """
    _, x_test, _, y_test = prepared()
    probabilities = trained(42)[0].predict(x_test, verbose=0)
    wrong = probabilities.argmax(axis=1) != y_test
    assert wrong.sum() >= 6
    assert probabilities[wrong].max() > 0.9


def test_loaded_model_answers_the_same(result):
    """«el modelo cargado da exactamente las mismas probabilidades»."""
    assert result("primera_red").num["same_answers"] is True


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # de Keras
def test_saved_file_keeps_compilation_and_optimizer(tmp_path):
    """«guarda la arquitectura, los pesos, la compilación y el estado del optimizador»."""
    x_train, x_test, y_train, _ = prepared()
    model = build()
    model.fit(x_train, y_train, epochs=1, verbose=0)
    model.save(tmp_path / "primera_red.keras")
    loaded = keras.models.load_model(tmp_path / "primera_red.keras")
    assert loaded.compiled
    assert loaded.loss == model.loss
    assert loaded.optimizer.iterations.numpy() == model.optimizer.iterations.numpy() > 0
    states = [[v.numpy() for v in m.optimizer.variables] for m in (model, loaded)]
    for one, two in zip(*states, strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(
        loaded.predict(x_test, verbose=0), model.predict(x_test, verbose=0)
    )


# Lección 1.5: errores comunes y ejercicios


def test_second_fit_goes_on():
    """«Continúa donde se quedó. […] la primera época del segundo historial ya tiene una pérdida
    muy baja».
    """
    x_train, _, y_train, _ = prepared()
    keras.utils.set_random_seed(42)
    model = build()
    first = model.fit(x_train, y_train, epochs=10, verbose=0).history["loss"]
    second = model.fit(x_train, y_train, epochs=1, verbose=0).history["loss"]
    assert second[0] < 1.2 * first[-1] < first[0] / 4


def test_single_row_is_not_a_batch():
    """«`model.predict(x_test[0])` falla con Invalid input shape»."""
    with pytest.raises(ValueError, match="Invalid input shape"):
        build().predict(prepared()[1][0], verbose=0)


def test_forgetting_to_scale_gives_false_confidence():
    """«las respuestas cambian poco, pero casi todas las probabilidades se pegan a 1, también
    cuando se equivoca»; «responde a casi todo con una seguridad que no merece».
    """
    _, x_test, _, y_test = prepared()
    model = trained(42)[0]
    right = model.predict(x_test, verbose=0)
    raw = model.predict(16 * x_test, verbose=0)
    assert (raw.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.97
    assert (raw.max(axis=1) > 0.99).mean() > 0.95 > (right.max(axis=1) > 0.99).mean()
    wrong = raw.argmax(axis=1) != y_test
    assert np.median(raw[wrong].max(axis=1)) > 0.95


def test_updates_for_other_batch_sizes(result):
    """«con todas a la vez, cada paso es muy preciso pero hay uno solo por época»."""
    lines = result("primera_red").outputs["solucion-lotes"].splitlines()[1:]
    n_fit = result("primera_red").num["n_fit"]
    for line in lines:
        size, batches, total = map(int, line.split())
        assert batches == math.ceil(n_fit / size) and total == 50 * batches
    assert (size, batches) == (n_fit, 1)


def test_neighbors_beat_the_network_by_a_hair(result):
    """«Imágenes que solo aciertan los vecinos: […]. Que solo acierta la red: […]. Con un
    examen tan corto eso no decide quién es mejor»: lo dice la prueba de los signos.
    """
    num = result("primera_red").num
    alone = num["only_neighbors"], num["not_neighbors"]
    assert alone[0] > alone[1] and binomtest(alone[0], sum(alone)).pvalue > 0.05


def test_staying_silent_avoids_most_errors(result):
    """«Deja sin responder […] imágenes y con ello evita […] de sus […] fallos»; «es un buen
    trato».
    """
    num = result("primera_red").num
    assert num["n_sure"] + num["n_unsure"] == num["n_test"]
    assert num["n_unsure"] < 0.2 * num["n_test"]
    assert num["unsure_errors"] > num["n_errors"] / 2
    assert num["sure_accuracy"] > num["test_accuracy"] + 0.01


def test_new_hands_are_harder(result):
    """«La exactitud cae»: el reparto sin barajar da una nota claramente más baja."""
    num = result("primera_red").num
    assert num["new_accuracy"] < num["test_accuracy"] - 3 * num["standard_error"]


# Lección 1.5: dibuja tú un dígito


def test_digits_fill_the_height_with_the_same_ink(result):
    """«Todos los dígitos van de la primera fila a la última, y gastan casi la misma tinta»."""
    num = result("primera_red").num
    assert num["full_height_rate"] == 1
    assert num["most_ink"] < 1.1 * num["least_ink"]


def test_digits_are_straightened():
    """«el borde izquierdo de la primera fila y el de la última caen en la misma vertical, con un
    punto de diferencia, más o menos».
    """

    def left(row):
        column = np.flatnonzero(row)[0]
        return 4 * column + 4 - row[column] / 4  # en puntos del mapa de 32×32

    images = load_digits().images
    gaps = np.array([left(image[0]) - left(image[7]) for image in images])
    assert abs(gaps.mean()) < 0.2 and gaps.std() < 1.2


def test_no_zero_has_a_bar():
    """«En los datos no hay ceros con barra»: con barra, todos llevarían más tinta en el centro."""
    digits = load_digits()
    zeros = digits.images[digits.target == 0]
    slashed = np.maximum(zeros, 0.9 * 16 * np.eye(8)[::-1])
    centers = [images[:, 3:5, 3:5].mean(axis=(1, 2)) for images in (zeros, slashed)]
    assert max(centers[0]) < 7 < min(centers[1])


def test_the_stroke_is_a_seven(result):
    """«Este es un siete de dos rectas, ya a su tamaño»: y la red lo reconoce."""
    assert result("primera_red").num["drawn_answer"] == 7


def test_the_stroke_follows_the_recipe(result, namespace):
    """«hasta que esos dos bordes queden uno encima del otro»; «para que llene los 32 puntos de
    alto»; «Si pasa de 20 de ancho, se estrecha»; «tan gruesa como haga falta para gastar […]».
    """
    num = result("primera_red").num
    assert num["drawn_ink"] == pytest.approx(num["mean_ink"], rel=0.03)
    page = namespace("primera_red", "datos", "dividir", "escalar", "modelo", "trazo")
    rows, columns = np.nonzero(page["bitmap"])
    assert (rows.min(), rows.max()) == (0, 31)
    assert np.ptp(columns) + 1 <= 20
    first, last = (np.flatnonzero(page["bitmap"][row])[0] for row in (0, 31))
    assert abs(first - last) <= 2


def test_exported_numbers_are_all_the_parameters(result):
    """«un modelo entrenado no es más que sus números»: todos, en cuatro tablas."""
    num = result("primera_red").num
    assert num["n_exported"] == 64 * 128 + 128 + 128 * 10 + 10


def test_the_sheet_network_keeps_its_mark(result):
    """«con dos decimales, que bastan»; «Imágenes que solo acierta la de la hoja: […]. Que solo
    acierta la otra: […]. Son pocas».
    """
    num = result("primera_red").num
    assert num["robust_accuracy"] >= 0.97
    alone = num["only_robust"], num["not_robust"]
    assert num["robust_accuracy"] - num["test_accuracy"] == pytest.approx(
        (alone[0] - alone[1]) / num["n_test"]
    )
    assert sum(alone) <= 0.04 * num["n_test"]


def test_moved_images_are_still_images(namespace):
    """«retocadas sin que cambie la respuesta»: siguen siendo imágenes, no se pierde su tinta y los
    vecinos más cercanos las leen igual, casi siempre.
    """
    page = namespace("primera_red", "datos", "dividir", "escalar", "aumento")
    pictures = page["x_train"].reshape(-1, 8, 8)
    moved = page["move"](pictures)
    assert moved.shape == pictures.shape and moved.min() >= 0 and moved.max() <= 1
    assert 0.8 < moved.sum() / pictures.sum() < 1.1
    assert np.abs(moved - pictures).max(axis=(1, 2)).min() > 0.05
    neighbors = KNeighborsClassifier(3).fit(page["x_train"], page["y_train"])
    others = page["move"](page["x_test"].reshape(-1, 8, 8)).reshape(-1, 64)
    assert neighbors.score(others, page["y_test"]) > 0.85


def test_messes_have_the_ink_of_a_digit(result, namespace):
    """«dos dígitos uno encima de otro, y líneas quebradas al azar»: estas, con la tinta de un
    dígito y de arriba abajo.
    """
    sections = "datos", "dividir", "escalar", "modelo", "tinta", "trazo", "aumento", "garabatos"
    page = namespace("primera_red", *sections)
    assert len(page["messes"]) == 2000
    assert (page["messes"][:1000] >= page["pictures"][:1000]).all()
    pages = 16 * page["messes"][-1000:]
    ink = pages.sum(axis=(1, 2))
    assert np.abs(ink - result("primera_red").num["mean_ink"]).max() < 20
    filled = (pages[:, 0].max(axis=1) > 0) & (pages[:, 7].max(axis=1) > 0)
    assert filled.mean() > 0.9


def test_figure_of_the_unscaled_inputs(result):
    """«Con grises de 0 a 1 sube deprisa hasta rozar 1; con grises de 0 a 16 se queda plana cerca
    de 0.1».
    """
    run = result("primera_red")
    _, scaled = run.series("sin-escalar", "de 0 a 1")
    _, raw = run.series("sin-escalar", "de 0 a 16")
    assert scaled[-1] == pytest.approx(run.num["scaled_accuracy"], rel=1e-5)
    assert min(scaled[2:]) > 0.9 and max(raw) < 0.15


def test_figure_of_the_training(result):
    """«la de validación queda algo por encima […] la de validación queda algo por debajo»."""
    run = result("primera_red")
    ends = [
        run.series("curvas", label, axes)[1][-1]
        for axes in (0, 1)
        for label in ("entrenamiento", "validación")
    ]
    names = ("final_loss", "final_val_loss", "final_accuracy", "final_val_accuracy")
    assert ends == pytest.approx([run.num[name] for name in names], rel=1e-5)
    assert ends[0] < ends[1] and ends[2] > ends[3]
