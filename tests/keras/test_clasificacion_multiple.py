"""Lecciones 3.6 y 3.7: lo que las páginas afirman de la clasificación múltiple."""

import importlib.metadata
import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score

NAME = "clasificacion_multiple"
DATA = ("archivos", "palabras", "resumenes", "recoger", "recuento", "grupos", "repartir")
ROWS = (*DATA, "comprobar", "vocabulario", "multi-hot", "base")


@pytest.fixture
def num(result):
    return result(NAME).num


@pytest.fixture
def page(once):
    """Los textos recogidos y repartidos; se recogen una sola vez."""
    return once(NAME, *ROWS)


def table(result, section):
    """Los números de cada fila de una salida, con su nombre delante."""
    rows = {}
    for line in result(NAME).outputs[section].splitlines():
        numbers = re.findall(r"(?<![\w.])\d+\.\d+", line)
        if numbers:
            rows[re.split(r"\s{2,}|\s\d+\.", line)[0].strip()] = [float(n) for n in numbers]
    return rows


# Lección 3.6


def test_no_library_name_is_left(page):
    """«Borramos los nombres y también los apodos con que se escriben»."""
    names = ("numpy", "scipy", "scikit", "sklearn", "matplotlib", "pyplot", "keras", "tensorflow")
    aliases = {"np", "sp", "plt", "mpl", "tf"}
    found = {word for text in page["texts"] for word in text}
    assert not found & aliases
    assert not [word for word in found for name in names if name in word]


def test_names_are_removed_but_words_stay_whole(once):
    """«para no romper palabras como *input*, que lleva `np` dentro»."""
    words = once(NAME, "palabras")["words"]
    assert words("the input of tf.nn and np.sum, scikit-learn or TFRecord") == (
        ["the", "input", "of", "nn", "and", "sum", "or"]
    )
    assert words("the output of TfidfVectorizer") == ["the", "output", "of", "tfidfvectorizer"]


def test_collection_does_not_depend_on_the_disk_order(once, monkeypatch):
    """«`sorted` hace que el orden sea siempre el mismo»."""
    source_files = once(NAME, "archivos")["source_files"]
    before = list(source_files("keras"))
    original = Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda path, pattern: list(original(path, pattern))[::-1])
    assert list(source_files("keras")) == before and len(before) > 200


def test_foreign_code_is_left_out(page):
    """«Se quedan fuera las pruebas, el código escrito por otros que viene dentro, lo generado por
    un programa y las copias».
    """
    inside = {
        library: [path.as_posix() for _, path in page["source_files"](library)]
        for library in ("tensorflow", "sklearn", "scipy")
    }
    assert not [path for paths in inside.values() for path in paths if "/tests/" in path]
    assert not [path for path in inside["tensorflow"] if "keras/" in path]
    assert not [path for path in inside["sklearn"] if path.startswith("externals/")]
    assert not [path for paths in inside.values() for path in paths if path.endswith("_pb2.py")]


def test_licences():
    """«BSD de tres cláusulas en NumPy, SciPy y scikit-learn; […] (PSF), en Matplotlib; Apache 2.0
    en Keras y TensorFlow».
    """
    wanted = {
        "numpy": "BSD",
        "scipy": "BSD",
        "scikit-learn": "BSD",
        "matplotlib": "Python Software Foundation",
        "keras": "Apache",
        importlib.metadata.packages_distributions()["tensorflow"][0]: "Apache",
    }
    for package, licence in wanted.items():
        metadata = importlib.metadata.metadata(package)
        keys = ("License-Expression", "License", "Classifier")
        assert licence in " ".join(str(v) for key in keys for v in metadata.get_all(key, []))


def test_classes_are_unequal(page, num):
    """«TensorFlow tiene más del doble que cualquier otra»; unos diez mil textos."""
    counts = dict(zip(page["LIBRARIES"], page["counts"], strict=True))
    largest = counts.pop("tensorflow")
    assert largest > 2 * max(counts.values())
    assert 8000 < num["n_texts"] == largest + sum(counts.values()) < 14000
    assert sorted(counts, key=counts.get)[:3] == ["numpy", "sklearn", "keras"]


def test_groups_are_the_connected_components(page, num):
    """«si dos textos comparten […] palabras seguidas, son del mismo grupo»; se encadenan."""
    lines = [" ".join(text) for text in page["texts"]]
    counter = CountVectorizer(token_pattern=r"\S+", ngram_range=(6, 6), binary=True)
    runs = counter.fit_transform(lines)
    count, ours = connected_components(runs @ runs.T)
    assert count == num["n_groups"] == len(set(page["groups"]))
    assert len(set(zip(ours, page["groups"], strict=True))) == count


def test_one_in_five_has_a_relative(num):
    """«Uno de cada cinco textos, más o menos, tiene algún pariente»."""
    assert 0.15 < num["grouped_share"] < 0.27


def test_no_group_on_both_sides(page, num):
    """«no parte ningún grupo»; 60, 20 y 20 %, con las proporciones de las clases."""
    sides = [set(page["groups"][page[part]]) for part in ("train", "val", "test")]
    assert sum(map(len, sides)) == len(set.union(*sides)) and num["shared_groups"] == 0
    sizes = np.array([num["n_train"], num["n_val"], num["n_test"]])
    assert sizes.sum() == num["n_texts"]
    assert sizes / sizes.sum() == pytest.approx([0.6, 0.2, 0.2], abs=0.01)
    for part in ("y_train", "y_val", "y_test"):
        shares = np.bincount(page[part]) / len(page[part])
        np.testing.assert_allclose(shares, page["counts"] / num["n_texts"], atol=0.01)


def test_vocabulary_comes_from_training(page, num):
    """«Se aprende solo del entrenamiento»; «Dejamos fuera las que salen en un solo texto»."""
    lines = [" ".join(page["texts"][i]) for i in page["train"]]
    counter = CountVectorizer(token_pattern=r"\S+", min_df=2, binary=True)
    reference = counter.fit_transform(lines)
    assert page["vocabulary"] == list(counter.get_feature_names_out())
    np.testing.assert_array_equal(page["x_train"], reference.toarray())
    assert 0.01 < num["unknown_share"] < 0.15 and num["zero_share"] > 0.99


def test_multi_hot_marks_presence(page):
    """«marca presencia. Y se pierde el orden»."""
    one, two = page["multi_hot"]([("the", "line", "of", "the", "axes"), ("axes", "of", "line")])
    assert set(one) == {0, 1} and one.sum() == 4 and two.sum() == 3
    shuffled = page["multi_hot"]([("line", "of", "axes")])[0]
    np.testing.assert_array_equal(two, shuffled)


def test_macro_f1_is_the_mean_of_the_classes(page, num):
    """«en cinco de las seis clases vale 0»; F1 es la de scikit-learn."""
    rng = np.random.default_rng(0)
    answers = rng.integers(0, 6, size=num["n_val"])
    ours = page["f1_scores"](page["y_val"], answers)
    assert ours == pytest.approx(f1_score(page["y_val"], answers, average=None))
    assert (page["baseline_f1"] == 0).sum() == 5
    assert num["baseline_macro"] < 0.15 < 0.35 < num["baseline_accuracy"]


def test_linear_model_sets_the_bar(num):
    """«muy por encima de la línea base. En el entrenamiento acierta mucho más»."""
    assert num["linear_accuracy"] > num["baseline_accuracy"] + 0.25
    assert num["linear_train_accuracy"] > num["linear_accuracy"] + 0.1
    assert num["linear_macro"] < num["linear_accuracy"]


def test_telling_words(result):
    """«*figure* y *axes* en Matplotlib, *estimator* en scikit-learn, *layer* en Keras»; «*tensor*
    está en dos listas: Keras y TensorFlow».
    """
    rows = [line.split() for line in result(NAME).outputs["reveladoras"].splitlines()]
    telling = {name: words for name, *words in rows}
    assert {"figure", "axes"} <= set(telling["matplotlib"])
    assert "estimator" in telling["sklearn"] and "layer" in telling["keras"]
    assert {name for name in telling if "tensor" in telling[name]} == {"keras", "tensorflow"}


def test_counting_changes_little(num):
    """«Apenas cambia»."""
    assert abs(num["counted_accuracy"] - num["linear_accuracy"]) < 0.01


def test_random_split_flatters(result):
    """«Al azar, la nota sale más alta las seis veces […]: la diferencia cambia mucho de uno a
    otro».
    """
    last = result(NAME).outputs["solucion-sin-grupos"].splitlines()[-1]
    gaps = [float(gap) for gap in re.findall(r"[-+]\d\.\d+", last)]
    assert len(gaps) == 6 and min(gaps) > 0 and max(gaps) > 2 * min(gaps)
    assert np.mean(gaps) < 0.06


# Lección 3.7


def test_parameters(num):
    """«Casi todos los parámetros están en la capa oculta»; más que textos."""
    words = num["n_words"]
    assert num["n_parameters"] == (words + 1) * 64 + 65 * 6
    assert num["first_layer"] > 0.99 * num["n_parameters"]
    assert num["n_parameters"] > 20 * num["n_train"]


def test_loss_by_hand(num):
    """«Queda −ln p de la clase correcta»; antes de aprender, cerca de ln 6."""
    assert num["by_hand"] == pytest.approx(num["by_keras"], abs=1e-5)
    z = np.array([1.0, 0.5, -1.0, -0.5, 2.0, 3.0])
    assert num["by_hand"] == pytest.approx(math.log(np.exp(z).sum()) - 2)
    assert num["untrained_loss"] == pytest.approx(math.log(6), abs=0.1)
    shares = np.exp(z) / np.exp(z).sum()
    assert shares[5] > 0.5 and shares[4] < 0.25


def test_validation_has_its_minimum_before_the_end(num, result):
    """«La pérdida de validación toca fondo en la época […]; la de entrenamiento no deja de bajar»;
    «Se separan pronto»; «La exactitud de validación apenas se entera».
    """
    assert 4 <= num["best_epoch"] < 12
    assert num["best_val_loss"] < num["last_val_loss"]
    assert num["last_train_accuracy"] > num["network_accuracy"] + 0.1
    rows = result(NAME).outputs["entrenar"].splitlines()
    loss, val_loss, accuracy = np.array([re.findall(r"\d\.\d+", row) for row in rows], float).T
    assert (np.diff(loss) < 0).all()
    assert (val_loss[2:] > loss[2:]).all()  # desde la época 3
    assert np.ptp(accuracy[-4:]) < 0.01


def test_network_wins_by_little_in_validation(num):
    """«La red va delante por poco. La macro-F1 es más baja que la exactitud en los dos modelos»."""
    assert 0 < num["network_accuracy"] - num["linear_accuracy"] < 0.04
    assert num["network_macro"] < num["network_accuracy"]
    assert num["linear_macro"] < num["linear_accuracy"]
    assert num["network_macro"] == pytest.approx(num["sklearn_macro"])


def test_easy_and_hard_classes(result):
    """«Matplotlib […] se reconoce bien»; «Las que más cuestan son NumPy y Keras»; «Los dos
    modelos se parecen mucho»; la figura: «Matplotlib y TensorFlow son las más altas; NumPy y
    Keras, las más bajas».
    """
    lines = result(NAME).outputs["clases"].splitlines()
    found = {line.split()[0]: [float(n) for n in re.findall(r"\d\.\d+", line)] for line in lines}
    for scores in [{name: pair[model] for name, pair in found.items()} for model in (0, 1)]:
        assert set(sorted(scores, key=scores.get)[:2]) == {"numpy", "keras"}
        assert set(sorted(scores, key=scores.get)[-2:]) == {"matplotlib", "tensorflow"}
    assert max(abs(linear - network) for linear, network in found.values()) < 0.06


def test_keras_is_taken_for_tensorflow(num):
    """«La diagonal domina en todas las filas»; «la casilla más oscura son los textos de Keras
    tomados por TensorFlow»; «La columna de TensorFlow es la más cargada».
    """
    assert (num["worst_true"], num["worst_said"]) == ("keras", "tensorflow")
    assert 0.2 < num["worst_share"] < num["worst_recall"]
    assert num["crowded"] == "tensorflow"


def test_sure_mistakes(result):
    """«Una probabilidad cercana a 1 no garantiza nada»."""
    sure = re.findall(r"\((\d\.\d\d)\), era", result(NAME).outputs["errores"])
    assert len(sure) == 6 and min(map(float, sure)) > 0.95


def disagreements(text):
    """Las parejas de desacuerdos de una salida: los de la red y los de la logística."""
    pattern = r"(?:red|desacuerdos) (\d+)(?:; solo la logística| y) (\d+)"
    return np.array(re.findall(pattern, text), int)


def test_exam(num, result):
    """«Con las tres semillas pasa del triple: aquí la red gana, por unos dos puntos»."""
    assert 0.008 < num["test_accuracy"] - num["linear_test_accuracy"] < 0.04
    assert num["test_macro"] > num["linear_test_macro"]
    pairs = disagreements(result(NAME).outputs["diferencia"])
    assert len(pairs) == 3 and (pairs[:, 0] - pairs[:, 1] > 3 * pairs.sum(axis=1) ** 0.5).all()
    gained = (pairs[:, 0] - pairs[:, 1]).mean() / num["n_test"]
    assert gained == pytest.approx(num["test_accuracy"] - num["linear_test_accuracy"])


def test_typed_texts(result, num):
    """«Bien las tres»; el orden no cuenta; de la última no conoce ni una palabra."""
    answers = re.findall(r"^    (\w+) ", result(NAME).outputs["tu-texto"], re.M)
    assert answers == ["matplotlib", "keras", "scipy"]
    assert num["same_order"]
    last = result(NAME).outputs["fuera"].splitlines()[-1]
    assert "(0 de " in last and last.split()[0] == "tensorflow"


def test_integers_give_the_same_loss(result):
    """«Es la misma cuenta»."""
    integers, one_hot = re.findall(r"\d+\.\d+", result(NAME).outputs["solucion-enteros"])
    assert float(integers) == pytest.approx(float(one_hot), abs=1e-5)


def test_deeper_network_depends_on_the_seed(result, num):
    """«Unas veces la diferencia pasa del doble de √n y otras ni llega»; «De media no mejora a la
    red de una capa con dropout».
    """
    pairs = disagreements(result(NAME).outputs["solucion-desacuerdos"])
    coins = (pairs[:, 0] - pairs[:, 1]) / pairs.sum(axis=1) ** 0.5
    assert len(coins) == 5 and coins.max() > 2 and coins.min() < 1
    mean = float(re.search(r"media (\d\.\d+)", result(NAME).outputs["solucion-desacuerdos"])[1])
    assert mean <= num["network_accuracy"] + 0.003


def test_forty_parts(result, num):
    """«Con las épocas de antes, la red pierde […] las que pagan son las pequeñas […]. Con 20
    épocas se pone al día y pasa delante»; «las dos veces la diferencia pasa del doble de √n,
    primero para un lado y después para el otro»; «entre las dos mayores casi da lo mismo».
    """
    scores = [float(s) for s in re.findall(r"0\.\d{3}", result(NAME).outputs["solucion-c-partes"])]
    assert abs(scores[1] - scores[2]) < 0.006 and scores[0] < min(scores[1:])
    pairs = disagreements(result(NAME).outputs["solucion-notas-partes"])
    before, after = (pairs[:, 0] - pairs[:, 1]) / pairs.sum(axis=1) ** 0.5
    assert before < -2 and after > 2
    linear, early, late = list(table(result, "solucion-notas-partes").values())[:3]
    assert early[0] < linear[0] < late[0] and early[1] < linear[1] < late[1]
    assert early[3] < early[2] - 0.05
    assert linear[3] - early[3] > linear[2] - early[2]
    assert linear[1] - early[1] > linear[0] - early[0]
    assert num["largest_part"] > 5 * num["smallest_part"]


def test_figure_of_the_training(result, num):
    """«La pérdida de entrenamiento baja sin parar; la de validación baja deprisa, se aplana y al
    final sube un poco».
    """
    _, known = result(NAME).series("curvas", "entrenamiento")
    x, val = result(NAME).series("curvas", "validación")
    assert known == sorted(known, reverse=True)
    assert val[x.index(num["best_epoch"])] == min(val) < val[-1]
    assert [min(val), val[-1]] == pytest.approx(
        [num["best_val_loss"], num["last_val_loss"]], rel=1e-5
    )
    _, accuracy = result(NAME).series("curvas", "entrenamiento", axes=1)
    assert accuracy[-1] == pytest.approx(num["last_train_accuracy"], rel=1e-5)


def test_figure_of_the_classes(result):
    """«Dos barras por biblioteca, logística y red, casi iguales»."""
    printed = result(NAME).outputs["clases"].splitlines()
    _, linear = result(NAME).series("clases", "logística")
    _, network = result(NAME).series("clases", "red")
    for line, a, b in zip(printed, linear, network, strict=True):
        assert line.endswith(f"logística {a:.3f}, red {b:.3f}")
        assert a == pytest.approx(b, abs=0.05)
