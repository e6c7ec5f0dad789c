"""Lección 1.1: lo que la página afirma de las redes, sus fallos y su historia."""

import re

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

SECTIONS = ("dibujo", "red", "lunas", "entrenar")
TEXT = (*SECTIONS, "frases", "nombres", "persona-lugar")


# Qué es y la primera prueba


def test_drawing_has_a_line_per_weight(namespace):
    """«Tres columnas de círculos unidas por líneas: dos entradas, ocho neuronas ocultas y una
    salida».
    """
    page = namespace("importancia", *SECTIONS[:2])
    fig, ax = page["plt"].subplots()
    page["draw_network"](ax, page["start"], ["a", "b", "c"])
    assert [len(units.get_offsets()) for units in ax.collections] == [2, 8, 1]
    assert len(ax.lines) == 2 * 8 + 8 * 1
    weights = np.concatenate([table.ravel() for table in page["start"]])
    for line, weight in zip(ax.lines, weights, strict=True):
        assert line.get_linestyle() == ("-" if weight > 0 else "--")
    page["plt"].close(fig)


def best_line_hits(points, labels):
    """Los aciertos de la mejor recta: todos los ángulos y, en cada uno, todos los umbrales."""
    best = 0
    for angle in np.linspace(0, 2 * np.pi, 1440, endpoint=False):
        order = np.argsort(points @ [np.cos(angle), np.sin(angle)])
        ones_first = np.concatenate([[0], np.cumsum(2 * labels[order] - 1)])
        best = max(best, (labels == 0).sum() + ones_first.max())
    return best


def test_network_beats_the_line(result):
    """«responder siempre lo mismo acierta un […]. La regla recta llega al […] y la red, al […]»;
    «Donde no coinciden, la red acierta mucho más a menudo».
    """
    num = result("importancia").num
    assert num["majority_rate"] == 0.5
    assert 0.8 < num["line_accuracy"] < 0.9
    assert num["network_accuracy"] > num["line_accuracy"] + 0.05
    assert num["only_network"] > 2 * num["only_line"]
    gap = num["network_accuracy"] - num["line_accuracy"]
    assert num["only_network"] - num["only_line"] == pytest.approx(200 * gap)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_is_not_a_lucky_seed(namespace, seed):
    """«La regla recta llega al […] y la red, al […]»: la red gana también con otras semillas."""
    page = namespace("importancia", *SECTIONS)
    network = page["new_network"](8).set_params(random_state=seed)
    network.fit(page["x_train"], page["y_train"])
    test = page["x_test"], page["y_test"]
    assert network.score(*test) > page["line"].score(*test) + 0.05
    assert 1000 < network.n_iter_ * 20 < 10_000  # «Y así miles de veces»


def test_no_line_is_enough(namespace):
    """«Ninguna recta puede evitarlo del todo: en cualquier posición deja parte de las lunas en el
    lado que no es».
    """
    page = namespace("importancia", *SECTIONS)
    hits = best_line_hits(page["x_test"], page["y_test"])
    assert page["line"].score(page["x_test"], page["y_test"]) * 200 <= hits < 0.95 * 200
    assert best_line_hits(page["points"], page["labels"]) < 0.95 * 400


def test_touches_in_tens(result, namespace):
    """«ha pasado […] veces por los 200 ejemplos, de diez en diez, con un retoque cada vez»."""
    num = result("importancia").num
    network = namespace("importancia", *SECTIONS)["network"]
    assert network.batch_size == 10 and network.solver == "adam"
    assert num["n_passes"] == network.n_iter_
    assert network._optimizer.t == num["n_touches"] == 20 * num["n_passes"]


def test_thirty_three_numbers(result):
    """«Eso es todo lo que sabe la red»: los pesos y los sesgos de 2, 8 y 1."""
    num = result("importancia").num
    assert num["n_weights"] == 2 * 8 + 8 * 1
    assert num["n_biases"] == 8 + 1
    assert num["n_parameters"] == num["n_weights"] + num["n_biases"]


def test_output_weights_grow(namespace):
    """«ahora la mayoría de los pesos que llegan a la salida son gruesos»."""
    first, last = namespace("importancia", *SECTIONS)["network"].coefs_
    top = max(np.abs(first).max(), np.abs(last).max())
    assert (np.abs(last) > top / 4).sum() >= 6


# Generalizar


def test_counting_words_gets_meaning_backwards(result):
    """«Las dos que significan lo mismo no comparten ni una palabra»; «comparten tres de cuatro»."""
    num = result("importancia").num
    assert num["same_meaning"] == 0
    assert num["other_meaning"] == pytest.approx(3 / 4)


def test_new_names_are_new_and_ambiguous(namespace):
    """«seis con nombres que valen para las dos cosas y que no salen en ninguna de las dieciséis»;
    «con palabras que ya estaban en los ejemplos».
    """
    page = namespace("importancia", *TEXT)
    words = {word.lower() for text in page["people"] + page["places"] for word in text.split()}
    assert len(page["people"] + page["places"]) == 16
    assert len(page["new_people"] + page["new_places"]) == 6
    for name in ["Florencia", "Santiago", "Victoria"]:
        assert sum(name in text for text in page["new_people"]) == 1
        assert sum(name in text for text in page["new_places"]) == 1
        assert name.lower() not in words
    for text in page["new_people"] + page["new_places"]:
        assert len([word for word in text.lower().split() if word not in words]) == 1


def test_network_and_line_generalize_alike(result):
    """«el modelo lineal acierta lo mismo, así que aquí la red sobra»."""
    num = result("importancia").num
    assert num["n_right"] == num["n_linear"] == num["n_new"] == 6


@pytest.mark.parametrize("seed", [0, 1])
def test_names_with_other_seeds(namespace, seed):
    """«Ha generalizado»: con otras semillas acierta cinco o más de seis."""
    page = namespace("importancia", *TEXT)
    reader = page["new_network"](8).set_params(random_state=seed)
    reader.fit(page["table"], page["kinds"])
    assert (reader.predict(page["new_phrases"]) == page["new_kinds"]).sum() >= 5


def test_without_clues_it_answers_anyway(result, namespace):
    """«De la frase solo conoce «el», que en sus ejemplos salía más con los lugares»."""
    outcome = result("importancia")
    assert "palabras que conoce: ['el']" in outcome.outputs["sin-pistas"]
    assert outcome.num["strange_answer"] == "lugar"
    assert outcome.num["strange_p"] > 0.7
    page = namespace("importancia", *SECTIONS, "nombres")
    people, places = (" ".join(page[k]).lower().split() for k in ["people", "places"])
    assert places.count("el") > people.count("el")


# Dónde fallan


def test_sure_where_there_is_nothing_to_know(result, namespace):
    """«Todos los ejemplos estaban entre −2 y 3»; «la red responde con una seguridad del […]»:
    también otras redes.
    """
    page = namespace("importancia", *SECTIONS)
    assert np.abs(page["points"] - 0.5).max() < 2.5
    assert result("importancia").num["far_p"] > 0.95
    for seed in (0, 1):
        other = page["new_network"](8).set_params(random_state=seed)
        other.fit(page["x_train"], page["y_train"])
        assert other.predict_proba([(1000, 1000)]).max() > 0.95


def test_average_hides_the_small_group(result):
    """«Para B es mucho peor, y la media lo esconde. Con 200 ejemplos de cada grupo las dos notas
    se igualan»; «A baja un poco».
    """
    num = result("importancia").num
    assert num["overall"] > 0.9
    assert num["small_group"] < num["large_group"] - 0.15
    assert num["fair_a"] == pytest.approx(num["fair_b"], abs=0.03)
    assert num["large_group"] - 0.06 < num["fair_a"] < num["large_group"]


def test_groups_contradict_each_other(namespace):
    """«en el grupo B las medidas salen giradas»: 60 grados, sin deformarse."""
    group = namespace("importancia", *SECTIONS, "sesgo")["group"]
    (a, labels_a), (b, labels_b) = group(100, 0, 5), group(100, 60, 5)
    np.testing.assert_array_equal(labels_a, labels_b)
    np.testing.assert_allclose(np.hypot(*a.T), np.hypot(*b.T))
    turn = np.degrees(np.angle(b[:, 0] + 1j * b[:, 1]) - np.angle(a[:, 0] + 1j * a[:, 1])) % 360
    np.testing.assert_allclose(turn, 60)


def test_network_and_line_read_digits(result):
    """«La red acierta […] imágenes que la regresión logística falla. Al revés, […]»."""
    num = result("importancia").num
    assert num["only_eye"] > 3 * num["only_straight"]
    gap = 300 * (num["clean_accuracy"] - num["straight_eye_accuracy"])
    assert num["only_eye"] - num["only_straight"] == pytest.approx(gap)


def test_intention_matters_not_size(result, namespace):
    """«Casi el mismo tamaño de cambio […]. Al azar, la red casi ni se entera. Con intención, la
    exactitud cae»; «hasta dos tonos»; «La red, que estaba segura, responde ahora […]».
    """
    num = result("importancia").num
    assert num["clean_accuracy"] > 0.95
    assert num["random_accuracy"] > num["clean_accuracy"] - 0.05
    assert num["attack_accuracy"] < 0.6
    assert num["victim_digit"] == 0 != num["fooled_digit"] and num["fooled_p"] > 0.5
    page = namespace("importancia", *SECTIONS, "digitos", "adversario")
    changes = [np.abs(page[name] - page["images_test"]) for name in ["attacked", "random_images"]]
    assert max(change.max() for change in changes) == 2
    assert changes[0].mean() == pytest.approx(changes[1].mean(), rel=0.1)


def test_linear_models_fall_too(namespace):
    """«no es un defecto exclusivo de las redes: los modelos lineales también caen»."""
    page = namespace("importancia", *SECTIONS, "digitos")
    x, y = page["images_test"], page["digits_test"]
    linear = LogisticRegression(max_iter=5000).fit(page["images_train"], page["digits_train"])
    right = linear.coef_[y]  # la dirección que más ayuda a la clase correcta
    guess = linear.decision_function(x)
    guess[np.arange(len(y)), y] = -np.inf
    worst = linear.coef_[guess.argmax(axis=1)]
    attacked = np.clip(x - 2 * np.sign(right - worst), 0, 16)
    assert linear.score(x, y) > 0.9
    assert linear.score(attacked, y) < 0.6


# Cronología


def years_drawn(project):
    """Los años de la figura, leídos en el programa."""
    program = (project.snippets / "fundamentos/importancia.py").read_text(encoding="utf-8")
    return re.findall(r'^    (\d{4}): "', program, re.M)


def test_timeline_and_list_tell_the_same(project):
    """«Dieciséis momentos, de 1943 a 2024», cada uno con su fuente en la lista."""
    page = (project.docs / "fundamentos/importancia.md").read_text(encoding="utf-8")
    drawn = years_drawn(project)
    listed = re.findall(r"^- \*\*(\d{4})\.\*\*", page, re.M)
    assert drawn == listed == sorted(drawn)
    assert len(drawn) == 16 and (drawn[0], drawn[-1]) == ("1943", "2024")
    entries = re.split(r"^- \*\*\d{4}\.\*\*", page.split("## Cómo hemos")[1], flags=re.M)[1:]
    assert all("](http" in entry or "MIT Press" in entry for entry in entries)


def test_points_pile_up_at_the_end(project):
    """«fíjate en cómo se amontonan al final»; «desde 2012 hay uno casi cada año»."""
    years = [int(year) for year in years_drawn(project)]
    assert sum(year >= 2012 for year in years) >= len(years) / 2


# Ejercicios


def test_straight_data_is_a_tie(result):
    """«Empatan. La diferencia, en aciertos sobre 200: […]»."""
    num = result("importancia").num
    assert num["straight_accuracy"] > 0.9
    assert num["n_gap"] <= 5


def test_examples_help_the_network(result):
    """«Con 10 ejemplos le saca poco a la recta […]. Con 100 ya la ha encontrado. La recta mejora
    algo y se detiene bastante más abajo»; «La red» saca más partido a tener más.
    """
    lines = result("importancia").outputs["solucion-ejemplos"].splitlines()[1:]
    table = {int(n): (float(a), float(b)) for n, a, b in map(str.split, lines)}
    line, network = np.array(list(table.values())).T
    assert list(table) == [10, 20, 50, 100, 200]
    assert abs(network[0] - line[0]) < 0.05 < network[2] - line[2]
    assert network[3] > network[-1] - 0.01 and network[0] < network[-1] - 0.05
    assert 0 < line[-1] - line[0] < network[-1] - network[0]
    assert line[-1] < network[-1] - 0.05 and line[-1] - line[-2] < 0.02


def test_same_words_other_meaning():
    """«las palabras son las mismas y lo que cambia es el orden, que al contarlas se pierde»."""
    table = CountVectorizer().fit_transform(
        ["El perro persigue al gato", "El gato persigue al perro"]
    )
    assert (table[0] != table[1]).nnz == 0


def test_energy_bill(result):
    """«1287 MWh, es decir, 1 287 000 kWh» y «unos […] años de una casa»."""
    num = result("importancia").num
    assert num["training_kwh"] == 1287 * 1000
    assert num["home_years"] == pytest.approx(1_287_000 / 250 / 12)


def test_figure_of_the_moons(result):
    """«La clase 0 forma un arco hacia arriba y la clase 1 un arco hacia abajo»."""
    x, up = map(np.array, result("importancia").series("lunas", "clase 0"))
    z, down = map(np.array, result("importancia").series("lunas", "clase 1"))
    assert np.polyfit(x, up, 2)[0] < -0.4 and np.polyfit(z, down, 2)[0] > 0.4
