"""Lección 1.3: lo que la página afirma de los dos caminos y de sus dos problemas."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

MESSAGES = ("circulos", "piezas", "mensajes")
HAND = (*MESSAGES, "a-mano", "negacion")
NUMBERS = (*HAND, "numeros")
INSIDE = (*NUMBERS, "red", "preguntar", "gemelas", "anillos", "representar")


def table(result):
    """La tabla de «¿Cuál conviene?»: mensajes, a mano, red, red en los suyos."""
    lines = result("deep_learning").outputs["cuantos"].splitlines()[1:]
    return {int(n): tuple(map(float, rest)) for n, *rest in map(str.split, lines)}


def small_network(seed):
    """La misma red con scikit-learn, que no depende de Keras."""
    return MLPClassifier([16], learning_rate_init=0.01, max_iter=2000, random_state=seed)


# Los mensajes


def test_denial_turns_the_verb_around(namespace):
    """«La trampa está en el «no», que da la vuelta al verbo»."""
    page = namespace("deep_learning", *MESSAGES)
    for text, label in zip(page["texts"], page["labels"], strict=True):
        words = text.split()
        nice = any(verb in words for verb in page["praise"])
        assert nice != any(verb in words for verb in page["complaint"])
        assert label == (nice != ("no" in words))


def test_two_different_thousands(namespace, result):
    """«Mil mensajes son para aprender y otros mil, para examinar»; «por azar, unos pocos de los
    nuevos repiten uno de los de aprender»; la línea base es cerca de la mitad.
    """
    page = namespace("deep_learning", *MESSAGES)
    assert len(page["texts"]) == len(page["new_texts"]) == 1000
    repeated = set(page["texts"])
    assert 0 < sum(text in repeated for text in page["new_texts"]) < 100
    assert 0.45 < result("deep_learning").num["happy_rate"] < 0.55


# Primer camino


def test_by_hand_with_and_without_negation(result):
    """«poco más que una moneda al aire»; «Con él subimos al […]»; «en esos se responde a ciegas»;
    «En los mensajes nuevos […] pasa lo mismo».
    """
    num = result("deep_learning").num
    expected = (1 - num["unknown_rate"]) + num["unknown_rate"] / 2
    for first, second in [("first_own", "second_own"), ("first_try", "second_try")]:
        assert num[first] < 0.6
        assert num[second] > num[first] + 0.15
        assert num[second] == pytest.approx(expected, abs=0.04)


def test_design_looks_at_its_own_messages(result, namespace):
    """«Miramos los fallos en esos mensajes»; «el […] de los mensajes lleva un verbo que no está en
    nuestras listas»: los de aprender.
    """
    page = namespace("deep_learning", *HAND)
    known = page["good_verbs"] | page["bad_verbs"]
    unknown = [text for text in page["texts"] if not known & set(text.split())]
    assert result("deep_learning").num["unknown_rate"] == len(unknown) / 1000


def test_message_as_numbers(result):
    """«ninguna palabra buena, una mala, hay «no» y seis palabras»; «1, elogio»."""
    outputs = result("deep_learning").outputs
    assert outputs["a-mano"].splitlines()[0] == "[0, 1, 1, 6]"
    assert outputs["negacion"].splitlines()[0] == "[0, 1, 1, 6, 1]"


def test_lists_are_incomplete(namespace):
    """«Las listas son las que se nos ocurren en un minuto, y por eso no están completas»."""
    page = namespace("deep_learning", *HAND)
    assert page["good_verbs"] < set(page["praise"])
    assert page["bad_verbs"] < set(page["complaint"])


def test_known_verbs_never_fail(namespace):
    """«lleva un verbo que no está en nuestras listas, y en esos se responde a ciegas»: con un verbo
    de las listas acierta siempre; sin él, la mitad.
    """
    page = namespace("deep_learning", *HAND)
    rule = page["measure_better"]
    model = LogisticRegression().fit([rule(t) for t in page["texts"]], page["labels"])
    rows = np.array([rule(text) for text in page["new_texts"]])
    known = rows[:, :2].sum(axis=1) > 0
    assert model.score(rows[known], page["new_labels"][known]) > 0.99
    assert 0.4 < model.score(rows[~known], page["new_labels"][~known]) < 0.6


# Segundo camino


def test_one_column_per_word_but_the_shortest(result, namespace):
    """«Mil mensajes y […] columnas, una por palabra distinta (`CountVectorizer` se salta las de una
    sola letra)».
    """
    page = namespace("deep_learning", *NUMBERS)
    words = {word for text in page["texts"] for word in text.split()}
    columns = set(page["vectorizer"].get_feature_names_out())
    assert columns == {word for word in words if len(word) > 1} < words
    assert page["x"].shape == (1000, result("deep_learning").num["n_words"])


def test_network_needs_no_hints(result):
    """«Acierta el […] de los mensajes nuevos»; el modelo lineal «se queda en el […]»."""
    num = result("deep_learning").num
    assert num["linear_accuracy"] < 0.6
    assert num["network_accuracy"] == 1  # «no falla», dice después


def test_few_messages_by_hand_many_messages_network(result):
    """«Con 30 o 100 mensajes, la red no acierta más que una moneda y las características a mano,
    cerca de ocho de cada diez»; «Con 300, la red ya va por delante. Con 1000, no falla»; «Las
    características a mano no mejoran con más mensajes».
    """
    rows = table(result)
    assert list(rows) == [30, 100, 300, 1000]
    for n in [30, 100]:
        assert 0.45 < rows[n][1] < 0.56 and 0.75 < rows[n][0] < 0.85
    assert rows[300][1] > rows[300][0] + 0.05
    assert rows[1000][1] == 1
    assert rows[1000][0] < rows[30][0] + 0.01


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_crossing_is_not_a_lucky_seed(namespace, seed):
    """«se cruzan entre 100 y 300», también con otras semillas y otra biblioteca."""
    page = namespace("deep_learning", *NUMBERS)
    x, y, exam = page["x"], page["labels"], (page["x_new"], page["new_labels"])
    assert small_network(seed).fit(x[:100], y[:100]).score(*exam) < 0.6
    assert small_network(seed).fit(x[:300], y[:300]).score(*exam) > 0.8


# Representar


def test_best_line_is_the_best(result, namespace):
    """«la mejor recta acertaba el […]»: casi ninguna de las que pasan junto a dos puntos acierta
    más, y ninguna por mucho.
    """
    page = namespace("deep_learning", "circulos", "anillos")
    points, ring = page["points"], page["ring"]
    best = 0
    for i in range(0, 400, 4):
        gap = points - points[i]
        for normal in np.column_stack([-gap[:, 1], gap[:, 0]]):
            z = gap @ normal
            for edge in (1e-9, -1e-9):
                best = max(best, np.mean((z > edge * np.linalg.norm(normal)) == ring))
    num = result("deep_learning").num
    assert best - 0.01 <= num["raw_line"] < 0.75


def test_representation_becomes_linear(result):
    """«Sin entrenar, los anillos salen deformados pero siguen encajados»; «una recta los
    separa».
    """
    num = result("deep_learning").num
    assert num["before_line"] < 0.75
    assert num["after_line"] > 0.99


def test_inner_ring_ends_in_one_corner(once):
    """«el anillo de dentro está apretado en una esquina y el de fuera, repartido por las otras»."""
    page = once("deep_learning", *INSIDE)
    corner = 2 * (page["after"][:, 0] > 0) + (page["after"][:, 1] > 0)
    inner = np.bincount(corner[page["ring"] == 1], minlength=4) / 200
    outer = np.bincount(corner[page["ring"] == 0], minlength=4) / 200
    home = inner.argmax()
    assert inner[home] > 0.95 and outer[home] < 0.05
    assert np.delete(outer, home).min() > 0.1


# Sobreajuste


def test_memorizing_is_not_learning(result):
    """«Siempre el 100 %. También con 30 mensajes, cuando en los nuevos acertaba la mitad»."""
    rows = table(result)
    assert all(own == 1 for _, _, own in rows.values())
    num = result("deep_learning").num
    assert num["few_accuracy"] > 0.99 and num["few_new_accuracy"] < 0.6


def test_scissors(result, namespace):
    """«El error en sus mensajes baja hasta acercarse a 0 y el de los nuevos sube»; «apenas se mueve
    en las primeras y después sube sin parar».
    """
    num = result("deep_learning").num
    assert num["last_loss"] > 1.3 * num["first_loss"]
    log = namespace("deep_learning", *NUMBERS, "red", "sobreajuste")["log"]
    assert log["loss"][-1] < 0.15 < log["loss"][0] / 3
    exam = np.array(log["val_loss"])
    assert np.abs(exam[1:4] - exam[0]).max() < 0.02
    assert np.diff(exam[3:]).min() > 0


@pytest.mark.parametrize("seed", [0, 1])
def test_random_labels_are_memorized(namespace, result, seed):
    """«Acierta todas las suyas y, en las nuevas, lo que una moneda»."""
    num = result("deep_learning").num
    assert num["coin_train"] == 1 and 0.4 < num["coin_new"] < 0.6
    few = namespace("deep_learning", *NUMBERS)["x"][:100]
    coins = np.random.default_rng(seed).integers(2, size=100)
    network = small_network(seed).fit(few, coins)
    assert network.score(few, coins) > 0.99


# Caja negra


def test_twins_agree_in_the_exam_and_not_inside(result):
    """«Aciertan lo mismo. Sus pesos se parecen poco»."""
    num = result("deep_learning").num
    assert num["network_accuracy"] == num["twin_accuracy"]
    assert abs(num["likeness"]) < 0.5
    assert num["n_parameters"] == (num["n_words"] + 1) * 16 + 16 + 1


def test_marked_columns_are_the_verbs_and_no(once):
    """«Las columnas marcadas son los verbos y el «no»»: en las dos redes de la figura y en otra."""
    page = once("deep_learning", *INSIDE)
    other = small_network(0).fit(page["x"], page["labels"]).coefs_[0]
    names = page["vectorizer"].get_feature_names_out()
    for table in (*page["tables"], other):
        strength = np.abs(table).mean(axis=1)
        strongest = {names[i] for i in np.argsort(-strength)[:21]}
        assert strongest == {*page["praise"], *page["complaint"], "no"}


def test_strange_sentences(result, namespace):
    """«una se inclina por contento y la otra por descontento»; «las dos están segurísimas de que es
    un elogio»; ««ni» no estaba en sus ejemplos».
    """
    outcome = result("deep_learning")
    rows = {
        text: (float(one), float(two))
        for one, two, text in re.findall(
            r"^ *(\d\.\d+) +(\d\.\d+)  (.+)$", outcome.outputs["raras"], re.M
        )
    }
    one, two = rows["la batería"]
    assert (one > 0.5) != (two > 0.5)
    assert min(rows["no funciona y no falla"]) > 0.95
    assert max(rows["ni falla ni molesta"]) < 0.2
    page = namespace("deep_learning", *NUMBERS)
    assert "ni" not in page["vectorizer"].vocabulary_


def test_removing_words(result):
    """«Sin el «no», la probabilidad pasa de […] a […]; sin «falla», la red duda; lo demás le da
    igual».
    """
    outcome = result("deep_learning")
    p = dict(re.findall(r"^sin «(.+)»: (.+)$", outcome.outputs["quitar"], re.M))
    assert outcome.num["p_whole"] > 0.99 and outcome.num["p_without_no"] < 0.1
    assert 0.3 < float(p.pop("falla")) < 0.8
    assert float(p.pop("no")) < 0.1
    assert min(map(float, p.values())) > 0.95


# Datos limpios


def test_typos_and_wrong_labels_hurt(result, namespace):
    """«Para la red, «parce» no existe. De no fallar nunca pasa a acertar el […]» y «Cae mucho»."""
    outcome = result("deep_learning")
    num = outcome.num
    assert " parce " in outcome.outputs["erratas"].splitlines()[0]
    assert "parce" not in namespace("deep_learning", *NUMBERS)["vectorizer"].vocabulary_
    assert num["network_accuracy"] == 1
    assert num["dirty_accuracy"] < num["network_accuracy"] - 0.1
    assert num["misled_accuracy"] < num["network_accuracy"] - 0.2


def test_drop_letter_drops_letters(namespace):
    """«Quitemos una letra a una de cada cuatro palabras»."""
    page = namespace("deep_learning", *MESSAGES, "con-prisa")
    rng = np.random.default_rng(0)
    before = " ".join(page["texts"]).split(" ")
    after = " ".join(page["drop_letter"](text, rng) for text in page["texts"]).split(" ")
    changed = [pair for pair in zip(before, after, strict=True) if len(set(pair)) == 2]
    assert 0.22 < len(changed) / len(before) < 0.28
    assert all(len(new) == len(old) - 1 for old, new in changed)


def test_scaling_link(result):
    """«con los grises de 0 a 1 acierta el […]; con los mismos grises de 0 a 16, el […]»."""
    num = result("primera_red").num
    assert num["scaled_accuracy"] > 0.95 > 0.15 > num["raw_accuracy"]


# Ejercicios


def test_pairs_of_words_reach_the_network(result):
    """«La iguala. «No falla» es ahora una columna con su propio peso»."""
    num = result("deep_learning").num
    assert num["pair_accuracy"] == num["network_accuracy"]
    assert num["n_columns"] > 5 * num["n_words"]


def test_figure_of_how_many(result):
    """«La red empieza en 0.5 con 30 mensajes y sube hasta 1 con 1000; se cruzan entre 100 y
    300».
    """
    x, by_hand = result("deep_learning").series("cuantos", "características a mano")
    _, network = result("deep_learning").series("cuantos", "red")
    assert x == [30, 100, 300, 1000]
    assert [a > b for a, b in zip(by_hand, network, strict=True)] == [True, True, False, False]
    assert network[0] == pytest.approx(0.5, abs=0.03) and network[-1] > 0.99


def test_figure_of_the_scissors(result):
    """«La de los 100 mensajes de entrenamiento baja hasta cerca de 0. La de los 1000 nuevos apenas
    se mueve en las primeras y después sube sin parar».
    """
    run = result("deep_learning")
    _, own = run.series("sobreajuste", "los 100 suyos")
    _, new = run.series("sobreajuste", "1000 nuevos")
    assert own[-1] == min(own) < 0.1
    assert [new[0], new[-1]] == pytest.approx([run.num["first_loss"], run.num["last_loss"]], 1e-5)
