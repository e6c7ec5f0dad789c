"""Lecciones 3.2 y 3.3: lo que las páginas afirman de la clasificación binaria."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import roc_auc_score

NAME = "clasificacion_binaria"
DATA = ("datos", "clases", "repartir", "recuento")


@pytest.fixture
def num(result):
    return result(NAME).num


# Lección 3.2


def test_data_set_card(num):
    """«scikit-learn llama 0 a los malignos»; «desde ahí 1 es maligno»; tres números por medida."""
    cancer = load_breast_cancer()
    assert list(cancer.target_names) == ["malignant", "benign"]
    assert num["n_malignant"] == (cancer.target == 0).sum() == 212
    assert num["n_benign"] == 357
    kinds = [
        sum(word in name for name in cancer.feature_names) for word in ("mean", "error", "worst")
    ]
    assert kinds == [10, 10, 10]
    assert "mean of the three" in " ".join(cancer.DESCR.split())
    assert "William H. Wolberg" in cancer.DESCR and "1995" in cancer.DESCR


def test_split_is_stratified(namespace):
    """«60 % para entrenar, 20 % para validar y 20 % para la prueba, estratificado»."""
    page = namespace(NAME, *DATA)
    sizes = np.array([page["n_train"], page["n_val"], page["n_test"]])
    assert sizes.sum() == 569 and sizes / 569 == pytest.approx([0.6, 0.2, 0.2], abs=0.005)
    for part in ("y_train", "y_val", "y_test"):
        assert page[part].mean() == pytest.approx(212 / 569, abs=0.01)


def test_scales_differ_a_lot(num):
    """«Las áreas se cuentan por cientos y algunas medidas, por milésimas»."""
    assert num["largest_mean"] > 500 and num["smallest_mean"] < 0.005


def test_one_feature_separates_and_the_other_does_not(namespace):
    """«Arriba, los dos grupos casi no se pisan […]. Abajo, son indistinguibles»."""
    page = namespace(NAME, *DATA, "rangos")
    columns = {name: page["x_train"][:, page["names"].index(name)] for name in page["names"]}
    assert roc_auc_score(page["y_train"], columns["worst concave points"]) > 0.93
    assert abs(roc_auc_score(page["y_train"], columns["texture error"]) - 0.5) < 0.06


def test_columns_repeat_each_other(num):
    """«quien conoce el radio casi conoce el perímetro y el área»."""
    assert num["size_correlation"] > 0.97


def test_rivals_set_a_high_bar(num):
    """«Un solo corte ya acierta más de nueve de cada diez, y la regresión logística deja muy poco
    margen».
    """
    assert 0.9 < num["cut_accuracy"] < num["linear_val_accuracy"]
    assert num["n_linear_errors"] <= 4


def test_scaler_learns_only_from_training(namespace):
    """«En el entrenamiento, medias de 0 […]. En la validación, solo más o menos»."""
    page = namespace(NAME, *DATA, "escalar")
    mean, deviation = page["x_train"].mean(axis=0), page["x_train"].std(axis=0)
    np.testing.assert_allclose(page["z_val"], (page["x_val"] - mean) / deviation, atol=1e-3)
    assert page["z_train"].mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert page["z_train"].std(axis=0) == pytest.approx(1, abs=1e-3)
    assert 0.01 < np.abs(page["z_val"].mean(axis=0)).max() < 0.4


def test_parameters(num):
    """«$(30 + 1) \\cdot 16$ en la oculta y $16 + 1$»; «Son más que los […] pacientes»."""
    assert num["n_parameters"] == 31 * 16 + 17 > num["n_train"]
    assert num["wide_parameters"] == 31 * 64 + 65 * 64 + 65
    assert 17 < num["wide_parameters"] / num["n_train"] < 20


def test_untrained_network(num):
    """«La red, con los pesos al azar, paga más y acierta menos que la línea base»."""
    assert num["untrained_loss"] > num["coin_loss"] == pytest.approx(math.log(2))
    assert num["untrained_accuracy"] < num["baseline_accuracy"]


def test_unscaled_network_is_sure_of_everything(num):
    """«Sin escalar, la red está segurísima de casi todo antes de haber visto nada»."""
    assert num["raw_sure"] > 0.95 and num["scaled_sure"] < 0.1


def test_two_outputs_equal_one(num):
    """«Dos salidas dicen lo mismo que una»."""
    assert num["two_outputs"] == pytest.approx(num["one_output"])


# Lección 3.3


def test_validation_loss_flattens(result, num):
    """«La pérdida de validación cae deprisa y después mejora muy poco […]. No sube»."""
    lines = result(NAME).outputs["entrenar"].splitlines()
    losses = [float(line.split("validación ")[1].split(",")[0]) for line in lines]
    assert num["val_loss_45"] < num["val_loss_30"] < losses[0] / 4
    assert num["val_loss_30"] - num["val_loss_45"] < 0.05 * losses[0]


def test_network_and_logistic_tie(num):
    """«La diferencia entre los dos modelos es mucho menor que ella: es un empate»."""
    assert abs(num["cv_network"] - num["cv_linear"]) < 0.5 * num["cv_deviation"]
    assert num["cv_network"] > 0.955 and num["cv_linear"] > 0.965


def test_metrics_come_from_the_matrix(num):
    """Las fórmulas de la página, con las cuatro casillas; la exhaustividad es la más floja."""
    tn, fp, fn, tp = (num[key] for key in ("tn", "fp", "fn", "tp"))
    assert tp + fn == num["n_rest_malignant"] and tn + fp + tp + fn == num["n_rest"]
    assert num["precision"] == pytest.approx(tp / (tp + fp))
    assert num["recall"] == pytest.approx(tp / (tp + fn))
    assert num["specificity"] == pytest.approx(tn / (tn + fp))
    assert num["recall"] < num["accuracy"]


def test_area_is_the_share_of_ordered_pairs(result, num):
    """«es la probabilidad de que el maligno reciba la probabilidad más alta»."""
    share = float(result(NAME).outputs["area"].split()[-1])
    assert share == pytest.approx(num["auc_network"], abs=2e-4)
    assert num["auc_network"] > 0.985 and num["auc_linear"] > 0.985


def test_threshold_is_low_and_cheaper(num):
    """«Bajar el umbral recupera tumores»; «que con estos costes conviene bajar de 0.5 se ve
    claro»; 1/11 sale más caro.
    """
    assert 0.05 < num["threshold"] < 0.45
    assert num["chosen_cost"] < num["half_cost"]
    assert num["theory"] == pytest.approx(1 / 11)
    assert num["chosen_cost"] < num["theory_cost"]


def test_middle_probabilities_exaggerate(num):
    """«la red anuncia unos cuantos tumores malignos más de los que hay»."""
    assert num["expected_malignant"] - num["middle_malignant"] > 2
    assert num["n_middle"] < 60


def test_exam_tie_and_two_uncertainties(num):
    """«menos que el error típico»; «La desviación entre semillas es todavía menor»."""
    gap = num["test_accuracy"] - num["linear_test_accuracy"]
    assert 0.5 < gap * num["n_test"] < 2.5 and gap < num["test_error"] * 1.05
    assert num["test_deviation"] < num["test_error"]


def test_lower_threshold_does_what_it_promised(num):
    """«menos tumores perdidos, más falsas alarmas y algo menos de exactitud»; la línea base los
    pierde todos.
    """
    assert num["cheap_missed"] < num["test_missed"]
    assert num["cheap_accuracy"] < num["test_accuracy"] < num["cheap_accuracy"] + 0.03
    assert num["n_test_malignant"] == 42
    half, cheap = (10 * num[f"{key}_missed"] for key in ("test", "cheap"))
    assert cheap + num["cheap_alarms"] < half


def test_loaded_model_takes_raw_measurements(num):
    """«con diferencias menores que una cienmilésima»; acierta con el paciente."""
    assert num["largest_gap"] < 1e-5
    assert num["says_malignant"] == num["is_malignant"]


def test_screening_precision_by_bayes(num):
    """«Menos de la mitad»."""
    p, sens, spec = num["prevalence"], num["recall"], num["specificity"]
    expected = p * sens / (p * sens + (1 - p) * (1 - spec))
    assert num["screening_precision"] == pytest.approx(expected) and expected < 0.5


def test_dearer_misses_lower_the_threshold(result):
    """«Cuanto más cuesta perder un tumor, más bajo el umbral y más falsas alarmas»."""
    rows = [line.split() for line in result(NAME).outputs["solucion-costes"].splitlines()[1:]]
    table = np.array(rows, dtype=float)
    assert (np.diff(table[:, 1]) < 0).all() and (np.diff(table[:, 3]) > 0).all()


def test_wrong_positive_class(num):
    """«nuestra especificidad, con otro nombre […] el número es incluso más alto»."""
    assert num["wrong_recall"] == pytest.approx(num["specificity"])
    assert num["right_recall"] == pytest.approx(num["recall"])
    assert num["wrong_recall"] > num["right_recall"]


def test_patient_scaled_alone_is_zero(result):
    """«La red recibe treinta ceros sea quien sea el paciente, y responde a los dos lo mismo»."""
    lines = result(NAME).outputs["solucion-paciente"].splitlines()
    answers = [line.split("p = ")[1].split()[0] for line in lines]
    assert answers[0] == answers[1]
    assert all("distintas de cero: 0" in line for line in lines)
