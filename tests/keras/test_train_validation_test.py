"""Lección 3.1: lo que la página afirma de los tres conjuntos y de las fugas."""

import re

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.datasets import load_wine
from sklearn.model_selection import KFold, cross_val_score, train_test_split

NAME = "train_validation_test"


@pytest.fixture
def num(result):
    return result(NAME).num


def test_data_set_card():
    """«Ciento setenta y ocho vinos, y de cada uno, 13 medidas»; «tres variedades»; «M. Forina»."""
    wine = load_wine()
    assert wine.data.shape == (178, 13)
    assert len(np.unique(wine.target)) == 3
    assert "Forina, M." in wine.DESCR and "PARVUS" in wine.DESCR and "Genoa" in wine.DESCR


def test_the_drawer_opens_once(programs):
    """«ha guardado […] vinos en un cajón»; «Se abrirá al final de la lección, una vez»: entre el
    reparto y la última cuenta, nadie usa la prueba más que para contarla.
    """
    uses = [
        (name, line.strip())
        for name, cell in programs[NAME].sections.items()
        for line in cell.source.splitlines()
        if re.search(r"\b[xy]_test\b", line) and name != "mundo"
    ]
    assert [name for name, _ in uses] == ["datos", "datos", "dividir", "prueba"]
    assert uses[1][1] == "n_samples, n_test = len(x), len(x_test)"
    sources = {name: cell.source for name, cell in programs[NAME].sections.items()}
    assert [
        name for name, text in sources.items() if re.search(r"wine\.(data|target)\b", text)
    ] == ["datos"]


def test_memory_proves_nothing(result, num, namespace):
    """«Con los vinos ya vistos saca un pleno. Y con las etiquetas barajadas, también»; «sin nada
    que aprender el vecino responde al azar, cada clase tantas veces como aparece […] Decir siempre
    la mayor acierta más»: con otras barajadas sale lo mismo.
    """
    assert result(NAME).outputs["memoria"].count("vistos 1.000") == 2
    assert num["true_new"] > 0.6
    page = namespace(NAME, "datos", "memoria")
    rng = np.random.default_rng(7)
    again = [page["exam"](rng.permutation(page["y_known"]))[1] for _ in range(200)]
    error = np.std(again) / 200**0.5
    for found in (num["shuffled_new"], np.mean(again)):
        assert found == pytest.approx(num["by_chance"], abs=4 * error)
        assert found < num["majority_rate"] - 0.03


def test_winner_was_lucky(num):
    """«El examen que lo eligió dice […]; el segundo, que no lo eligió, dice la verdad»."""
    grid = np.arange(101)
    cdf = binom.cdf(grid, 100, 0.5) ** 100  # la del máximo de cien monedas
    expected = (grid * np.diff(np.append(0, cdf))).sum() / 100
    assert num["winner_mean"] == pytest.approx(expected, abs=0.004)
    assert num["again_mean"] == pytest.approx(0.5, abs=0.005)


def test_coins_figure(namespace):
    """«Las notas del ganador en el examen que lo eligió se amontonan entre 0.58 y 0.7; las de ese
    mismo ganador en otro examen se reparten alrededor de 0.5».
    """
    page = namespace(NAME, "datos", "memoria", "monedas")
    assert np.mean((page["winner"] >= 0.58) & (page["winner"] <= 0.7)) > 0.98
    assert np.median(page["again"]) == pytest.approx(0.5, abs=0.011)


def test_bias_grows_with_candidates_and_shrinks_with_questions(result, num):
    """«Con un solo modelo no hay engaño. Crece con los candidatos y mengua con las preguntas»."""
    lines = result(NAME).outputs["candidatos"].splitlines()[1:]
    table = np.array([line.split()[1:] for line in lines], dtype=float)
    assert table[:, 0] == pytest.approx(0.5, abs=0.006)
    assert (np.diff(table, axis=1) > 0).all() and (np.diff(table[:, 1:], axis=0) < 0).all()
    assert num["large_exam_best"] == pytest.approx(table[-1, -1], abs=0.001)


def test_three_sets_are_disjoint_and_stratified(namespace):
    """«el 20 % del total»; «Cada ejemplo está en un solo conjunto»; misma proporción de clases."""
    page = namespace(NAME, "datos", "dividir")
    rows = [tuple(row) for part in ("x_train", "x_val", "x_test") for row in page[part]]
    assert sorted(rows) == sorted(map(tuple, load_wine().data))
    whole = np.bincount(page["y"]) / 178
    for part in ("y_train", "y_val", "y_test"):
        assert np.bincount(page[part]) / len(page[part]) == pytest.approx(whole, abs=0.02)
    assert page["n_val"] == page["n_test"] == 36


def test_stratified_share_never_moves(namespace, num):
    """«una línea a trazos marca la del reparto estratificado, en el centro»; al azar, la proporción
    baila mucho.
    """
    page = namespace(NAME, "datos", "dividir", "estratificar")
    assert len(set(page["shares"]["estratificado"])) == 1
    assert num["always"] == pytest.approx(np.mean(page["shares"]["al azar"]), abs=0.015)
    assert num["lowest"] < 0.15 < num["always"] < 0.4 < num["highest"]
    assert np.mean(page["shares"]["al azar"]) == pytest.approx(
        np.mean(page["y_rest"] == 2), abs=0.01
    )  # «la nota no miente en promedio, pero baila más»


def test_validation_chooses(namespace, num):
    """«Escalar es imprescindible; entre los escalados, del peor al mejor van dos vinos. Tres
    empatan en lo alto, y gana el primero de la lista»; «la
    distancia entre dos vinos la decide casi sola la prolina, que pasa de mil en algunos, mientras
    que otra columna no llega a 1»; «lo decidió la validación: […] vecinos y escalar».
    """
    page = namespace(NAME, "datos", "memoria", "dividir", "elegir")
    raw, scaled = np.reshape(page["marks"], (2, 6))
    assert raw.max() + 0.15 < scaled.min()
    assert round((scaled.max() - scaled.min()) * num["n_val"]) == 2
    assert np.sum(scaled == scaled.max()) == 3
    assert page["best_scaled"] and num["best_k"] == page["best_k"]
    assert page["neighbors"][int(scaled.argmax())] == page["best_k"]
    proline = page["wine"].feature_names.index("proline")
    spread = page["x_rest"].var(axis=0)
    assert spread[proline] > 0.99 * spread.sum() and page["x_rest"][:, proline].max() > 1000
    assert page["x_rest"].max(axis=0).min() < 1


def test_winner_of_the_twelve_is_flattered(namespace, num):
    """«presume de […] puntos de más […] tampoco es el azar del reparto […] su error típico […] es
    mucho menor»: con otros 60 repartos sale lo mismo.
    """
    page = namespace(NAME, "datos", "memoria", "dividir", "elegir")
    assert num["optimism"] == pytest.approx(num["picked_mean"] - num["later_mean"])
    assert num["optimism"] > 3 * num["optimism_error"]
    gaps = []
    for seed in range(1000, 1060):
        two, exam, y_two, y_exam = train_test_split(
            page["x_rest"],
            page["y_rest"],
            test_size=0.2,
            stratify=page["y_rest"],
            random_state=seed,
        )
        fit, pick, y_fit, y_pick = train_test_split(
            two, y_two, test_size=0.25, stratify=y_two, random_state=seed
        )
        marks, winner = page["choose"](fit, y_fit, pick, y_pick)
        later = page["candidate"](*winner).fit(fit, y_fit).score(exam, y_exam)
        gaps.append(max(marks) - later)
    assert np.mean(gaps) > 2 * np.std(gaps) / 60**0.5


def leak_rows(outputs):
    """La media, la mentira y su error típico de cada procedimiento."""
    return np.array(
        [re.findall(r"[+-]?\d\.\d{3}", line) for line in outputs["cuanto"].splitlines()], float
    )


def test_which_leaks_matter(result, num):
    """«Elegir las características con todo es una catástrofe»; «Escalar con todo no se nota»; «no
    se distingue de 0: es el caso de las dos primeras».
    """
    means, lies, errors = leak_rows(result(NAME).outputs).T
    assert (np.abs(lies[:2]) <= 2 * errors[:2]).all() and (lies[2:] > 10 * errors[2:]).all()
    assert abs(means[1] - means[0]) < 2 * errors[0]
    assert 0.6 < num["choose_mean"] < 0.7
    assert num["select_mean"] > 0.8


def test_leaks_figure(namespace):
    """«Sin fugas y al escalar con todo, centradas en 0.5 […]. Al elegir con la prueba, por encima
    de 0.6. Al elegir las características con todo, por encima de 0.8»: medianas y cajas.
    """
    page = namespace(NAME, "datos", "memoria", "mundo", "fugas")
    low, middle, _ = np.percentile(page["leaks"], [25, 50, 75], axis=0)
    assert middle[:2] == pytest.approx(0.5, abs=0.021)
    assert low[2] > 0.6 and low[3] >= 0.8


def test_correlation_picks_what_numpy_picks(namespace):
    """«`correlated` elige las 20 características que más se parecen a la etiqueta»: las mismas que
    con `np.corrcoef`.
    """
    page = namespace(NAME, "datos", "memoria", "mundo")
    x, y = page["noise_world"](np.random.default_rng(3))
    truth = [abs(np.corrcoef(column, y)[0, 1]) for column in x.T]
    assert set(page["correlated"](x, y)) == set(np.argsort(truth)[-20:])


def test_scaling_matters_but_its_leak_does_not(result):
    """«No escalar cuesta muy caro. Escalar con todo o solo con el entrenamiento da, en promedio,
    casi lo mismo».
    """
    text = result(NAME).outputs["escalar-vino"]
    fair, leaked, raw, gap, _ = [float(n) for n in re.findall(r"\d\.\d+", text)]
    assert fair - raw > 0.15
    assert abs(leaked - fair) < 0.006 and gap < 0.006


def test_one_hit_moves_the_score_almost_three_points(num):
    """«un acierto más o menos mueve la nota casi tres puntos»."""
    assert 0.025 < 1 / num["n_val"] < 0.03


def test_cross_validation(result, num):
    """«La media baila mucho menos»; «La nota de la validación cruzada […] cae dentro: cuadran»; una
    vuelta por ejemplo.
    """
    outputs = result(NAME).outputs
    single, averaged = [float(n) for n in re.findall(r"\d\.\d{3}", outputs["una-o-cinco"])]
    assert averaged < 0.5 * single
    rounds, one_out = re.search(r"fuera: (\d+) vueltas, (\S+)", outputs["cruzada"]).groups()
    assert int(rounds) == 178 - num["n_test"]
    assert abs(float(one_out) - num["cv_mean"]) < 0.03
    low, high = [float(n) for n in re.findall(r"\d\.\d{3}", outputs["prueba"])][1:]
    assert low < num["cv_mean"] < high


def test_wilson_interval(result, num):
    """«Ni un fallo»; «con un pleno da un margen de 0. Para eso está el intervalo de Wilson»: con su
    fórmula, escrita aparte.
    """
    p, n, z = num["test_score"], num["n_test"], 1.959964
    assert p == 1 and num["test_hits"] == n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = [float(v) for v in re.findall(r"\d\.\d{3}", result(NAME).outputs["prueba"])][1:]
    assert [low, high] == pytest.approx([centre - half, centre + half], abs=6e-4)


def test_folds_figure(namespace):
    """«Arriba, las notas de un solo pliegue, desperdigadas a lo ancho; abajo, las medias de cinco
    pliegues, apretadas en torno a 0.95».
    """
    sections = ("datos", "memoria", "dividir", "elegir", "pliegues", "cruzada", "una-o-cinco")
    page = namespace(NAME, *sections)
    assert np.mean(page["averaged"]) == pytest.approx(0.95, abs=0.015)
    assert np.ptp(page["averaged"]) < 0.5 * np.ptp(page["single"])


def test_folds_without_shuffling_sink(namespace):
    """«`KFold(3)` sin barajar valida cada vuelta con una clase que apenas ha visto, y la nota se
    hunde. Con `KFold(5)` solo baja un poco».
    """
    page = namespace(NAME, "datos", "memoria", "dividir", "elegir")
    model = page["candidate"](page["best_k"], True)
    order = np.argsort(page["y_rest"], kind="stable")
    x, y = page["x_rest"][order], page["y_rest"][order]

    def mark(folds, shuffle):
        cuts = KFold(folds, shuffle=shuffle, random_state=0 if shuffle else None)
        return cross_val_score(model, x, y, cv=cuts).mean()

    assert mark(3, False) < 0.5 < mark(3, True)
    assert 0.005 < mark(5, True) - mark(5, False) < 0.1
    largest = [np.bincount(y[rows]).max() / len(rows) for _, rows in KFold(3).split(x)]
    assert np.mean(largest) > 0.8  # cada pliegue es casi de una sola clase
    labels = load_wine().target
    assert (np.diff(labels) >= 0).all()  # «vienen ordenados por clase, como salen de `load_wine`»


def test_copies_on_both_sides(num):
    """«$0.5 + 0.5 \\cdot 0.5 = 0.75$. Sin copias, la mitad»."""
    assert num["copies_mean"] == pytest.approx(0.75, abs=0.02)
    assert num["fair_mean"] == pytest.approx(0.5, abs=0.03)


def test_selection_inside_the_folds(result):
    """«Dentro de los pliegues, la nota vuelve a la verdad, una moneda: lo que se aparta de 0.5 cabe
    en su margen».
    """
    text = result(NAME).outputs["solucion-dentro"]
    outside, _, inside, error = [float(n) for n in re.findall(r"\d\.\d{3}", text)]
    assert outside > 0.75
    assert abs(inside - 0.5) <= 2 * error < 0.02


def test_leave_one_out_trap(num):
    """«la más frecuente es siempre la equivocada. La verdad es 0.5»."""
    assert num["majority_loo"] == 0
    assert num["majority_folds"] == 0.5
