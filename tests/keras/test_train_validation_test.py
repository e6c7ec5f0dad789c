"""Lección 3.1: lo que la página afirma de los tres conjuntos y de las fugas."""

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.datasets import load_wine
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier

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


def test_memory_proves_nothing(result, num):
    """«Con los vinos ya vistos saca un pleno. Y con las etiquetas barajadas, también»."""
    assert result(NAME).outputs["memoria"].count("vistos 1.000") == 2
    assert num["true_new"] > 0.6
    assert abs(num["shuffled_new"] - num["majority_rate"]) < 0.1


def test_winner_was_lucky(num):
    """«El examen que lo eligió dice […]; el segundo, que no lo eligió, dice la verdad»."""
    grid = np.arange(101)
    cdf = binom.cdf(grid, 100, 0.5) ** 100  # la del máximo de cien monedas
    expected = (grid * np.diff(np.append(0, cdf))).sum() / 100
    assert num["winner_mean"] == pytest.approx(expected, abs=0.004)
    assert num["again_mean"] == pytest.approx(0.5, abs=0.005)


def test_bias_grows_with_candidates_and_shrinks_with_questions(result, num):
    """«Con un solo modelo no hay engaño. Crece con los candidatos y mengua con las preguntas»."""
    lines = result(NAME).outputs["candidatos"].splitlines()[1:]
    table = np.array([line.split()[1:] for line in lines], dtype=float)
    assert table[:, 0] == pytest.approx(0.5, abs=0.006)
    assert (np.diff(table, axis=1) > 0).all() and (np.diff(table[:, 1:], axis=0) < 0).all()
    assert num["large_exam_best"] == pytest.approx(table[-1, -1], abs=0.001)


def test_three_sets_are_disjoint_and_stratified(namespace):
    """«el 20 % del total»; «Cada ejemplo está en un solo conjunto»; misma proporción de clases."""
    page = namespace(NAME, "datos", "memoria", "dividir")
    rows = [tuple(row) for part in ("x_train", "x_val", "x_test") for row in page[part]]
    assert sorted(rows) == sorted(map(tuple, load_wine().data))
    whole = np.bincount(page["y"]) / 178
    for part in ("y_train", "y_val", "y_test"):
        assert np.bincount(page[part]) / len(page[part]) == pytest.approx(whole, abs=0.02)
    assert page["n_val"] == page["n_test"] == 36


def test_stratified_share_never_moves(num):
    """«la del reparto estratificado, en el centro»; al azar, la proporción baila mucho."""
    assert num["n_shares"] == 1
    assert num["lowest"] < 0.15 < num["whole_share"] < 0.4 < num["highest"]


def test_which_leaks_matter(num):
    """«Elegir las características con todo es una catástrofe»; «Escalar con todo no se nota»."""
    assert abs(num["clean_mean"] - 0.5) < 3 * num["clean_error"]
    assert abs(num["scale_mean"] - num["clean_mean"]) < num["clean_error"]
    assert 0.6 < num["choose_mean"] < 0.7
    assert num["select_mean"] > 0.8


def test_scaling_matters_but_its_leak_does_not(num):
    """«No escalar cuesta muy caro. Escalar con todo o solo con el entrenamiento da, en promedio,
    casi lo mismo».
    """
    assert num["fair_score"] - num["raw_score"] > 0.15
    assert abs(num["scale_gap"]) < 0.006


def test_one_hit_moves_the_score_almost_three_points(num):
    """«un acierto más o menos mueve la nota casi tres puntos»."""
    assert 0.025 < 1 / num["n_val"] < 0.03


def test_cross_validation(num):
    """«La media baila mucho menos»; «Cuadra con la validación cruzada»; una vuelta por ejemplo."""
    assert num["averaged_deviation"] < 0.5 * num["single_deviation"]
    assert num["n_rounds"] == 178 - num["n_test"]
    assert abs(num["loo_mean"] - num["cv_mean"]) < 0.03
    assert abs(num["test_score"] - num["cv_mean"]) < 2 * num["test_error"]


def test_folds_without_shuffling_sink():
    """«`KFold(5)` sin barajar valida con clases que apenas ha visto y la nota se hunde»."""
    x, y = load_wine(return_X_y=True)
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    model = KNeighborsClassifier(5)
    shuffled = cross_val_score(model, z, y, cv=KFold(5, shuffle=True, random_state=0))
    assert cross_val_score(model, z, y, cv=KFold(5)).mean() < shuffled.mean() - 0.03


def test_copies_on_both_sides(num):
    """«$0.5 + 0.5 \\cdot 0.5 = 0.75$. Sin copias, la mitad»."""
    assert num["copies_mean"] == pytest.approx(0.75, abs=0.02)
    assert num["fair_mean"] == pytest.approx(0.5, abs=0.03)


def test_selection_inside_the_folds(num):
    """«Dentro de los pliegues, la nota vuelve a la verdad: una moneda»."""
    assert num["outside_mean"] > 0.75
    assert num["inside_mean"] == pytest.approx(0.5, abs=0.05)


def test_leave_one_out_trap(num):
    """«la más frecuente es siempre la equivocada. La verdad es 0.5»."""
    assert num["majority_loo"] == 0
    assert num["majority_folds"] == 0.5


def test_small_split_can_lose_a_class_balance():
    """«No es una fuga: la nota no miente en promedio»: la media de las proporciones es la buena."""
    y = load_wine().target
    shares = [
        (train_test_split(y, test_size=0.2, random_state=seed)[1] == 2).mean()
        for seed in range(200)
    ]
    assert np.mean(shares) == pytest.approx((y == 2).mean(), abs=0.02)
