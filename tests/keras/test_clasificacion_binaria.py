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
    assert 100 < num["largest_mean"] < 1000 and 0.001 < num["smallest_mean"] < 0.01


def test_one_feature_separates_and_the_other_does_not(namespace):
    """«Arriba, los dos grupos casi no se pisan: los tumores malignos tienen núcleos con más
    hendiduras. Abajo, son indistinguibles».
    """
    page = namespace(NAME, *DATA, "rangos")
    columns = {name: page["x_train"][:, page["names"].index(name)] for name in page["names"]}
    assert roc_auc_score(page["y_train"], columns["worst concave points"]) > 0.93
    assert abs(roc_auc_score(page["y_train"], columns["texture error"]) - 0.5) < 0.06


def test_columns_repeat_each_other(num, namespace):
    """«quien conoce el radio casi conoce el perímetro y el área»; en la figura, «Domina el azul,
    con cuadros muy oscuros fuera de la diagonal […]. Apenas hay rojos»; «bastante menos de 30
    informaciones distintas»: con diez combinaciones se explica el 95 % de lo que varían.
    """
    assert num["size_correlation"] > 0.97
    page = namespace(NAME, *DATA, "rangos", "correlaciones")
    outside = page["correlation"][~np.eye(30, dtype=bool)]
    assert (outside > 0).mean() > 0.8 and (outside > 0.9).sum() > 20
    assert (outside < -0.2).mean() < 0.05
    shares = np.sort(np.linalg.eigvalsh(page["correlation"]))[::-1].cumsum() / 30
    assert shares[9] > 0.95


def test_cut_is_the_best_one(num, namespace):
    """«prueba todas las características y todos los cortes, y se queda con el que mejor separa»:
    ninguna otra columna deja las dos partes más puras.
    """
    page = namespace(NAME, *DATA, "rangos")
    y = page["y_train"]

    def impurity(inside):
        parts = [y[inside], y[~inside]]
        return sum(2 * len(p) * p.mean() * (1 - p.mean()) for p in parts if len(p)) / len(y)

    best = {
        name: min(impurity(column > cut) for cut in np.unique(column)[:-1])
        for name, column in zip(page["names"], page["x_train"].T, strict=True)
    }
    assert min(best, key=best.get) == num["cut_name"]


def test_rivals_set_a_high_bar(num):
    """«Un solo corte ya acierta más de nueve de cada diez, y la regresión logística deja muy poco
    margen a la red».
    """
    assert 0.9 < num["cut_accuracy"] < num["linear_val_accuracy"]
    assert num["n_linear_errors"] <= 4


def test_scaler_learns_only_from_training(namespace):
    """«En el entrenamiento, todas las medias valen 0 y todas las desviaciones, 1. En la validación,
    solo más o menos».
    """
    page = namespace(NAME, *DATA, "escalar")
    mean, deviation = page["x_train"].mean(axis=0), page["x_train"].std(axis=0)
    np.testing.assert_allclose(page["scaled_val"], (page["x_val"] - mean) / deviation, atol=1e-3)
    assert page["scaled_train"].mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert page["scaled_train"].std(axis=0) == pytest.approx(1, abs=1e-3)
    assert 0.01 < np.abs(page["scaled_val"].mean(axis=0)).max() < 0.4


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
    """«La pérdida de validación cae deprisa y después mejora muy poco»; «la curva aún baja, pero lo
    que gana de la 30 a la 45 no llega a la vigésima parte de lo que ganó hasta la 30»; «la
    exactitud sube deprisa y se aplana cerca de 0.98».
    """
    lines = result(NAME).outputs["entrenar"].splitlines()
    losses = [float(line.split("validación ")[1].split(",")[0]) for line in lines]
    assert num["val_loss_45"] < num["val_loss_30"] < losses[0] / 4
    gained = losses[0] - num["val_loss_30"]
    assert num["val_loss_30"] - num["val_loss_45"] < gained / 20
    accuracies = [float(line.split("exactitud ")[1]) for line in lines[-3:]]
    assert accuracies == pytest.approx([0.98] * 3, abs=0.015)


def test_network_and_logistic_tie(num):
    """«La nuestra no llega: es un empate»: la diferencia entre los desacuerdos de un lado y del
    otro es menor que la desviación de las monedas.
    """
    gap = num["only_network"] - num["only_linear"]
    assert gap == pytest.approx((num["cv_network"] - num["cv_linear"]) * num["n_rest"], abs=1.5)
    assert abs(gap) < num["coin_deviation"]
    assert num["cv_network"] > 0.955 and num["cv_linear"] > 0.965


def test_disagreements_are_coins():
    """«la diferencia entre caras y cruces tiene una desviación de $\\sqrt{n}$»; `std` sale «con
    cinco […] un 11 % corta y con tres, un 18 %».
    """
    rng = np.random.default_rng(1)
    heads = rng.binomial(11, 0.5, size=100_000)
    assert (2 * heads - 11).std() == pytest.approx(11**0.5, rel=0.01)
    for n, short in [(5, 11), (3, 18)]:
        ratio = np.arange(n).std() / np.arange(n).std(ddof=1)
        assert round(100 * (1 - ratio)) == short


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
    claro»; 1/11: «Con estos pacientes sale más cara, pero juega en desventaja».
    """
    assert 0.05 < num["threshold"] < 0.45
    assert num["chosen_cost"] < num["half_cost"]
    assert num["theory"] == pytest.approx(1 / 11)
    assert num["chosen_cost"] < num["theory_cost"]


def test_calibration_in_fixed_bins(num):
    """«En ningún tramo se aparta el doble de eso»; la suma de las probabilidades y la raíz de la
    suma de $p\\,(1 - p)$ son la media y la desviación de los malignos de una red calibrada.
    """
    assert 0 < num["largest_bin_gap"] < 2
    rng = np.random.default_rng(3)
    p = rng.random(40)
    counts = (rng.random((40_000, 40)) < p).sum(axis=1)
    assert counts.mean() == pytest.approx(p.sum(), rel=0.01)
    assert counts.std() == pytest.approx((p * (1 - p)).sum() ** 0.5, rel=0.02)


def test_a_chosen_zone_says_nothing(num):
    """«Parece que exagera el peligro, pero esa zona la eligieron las mismas etiquetas»: en una red
    calibrada, sin malignos es raro si la zona se fija antes y corriente si la eligen ellas.
    """
    assert num["expected_malignant"] - num["middle_malignant"] > 2
    assert num["fixed_empty"] < 0.05 and num["chosen_empty"] > 0.15


def test_exam_is_too_small_to_decide(num):
    """«Los desacuerdos, de media por red, no llegan a tres pacientes»."""
    assert num["test_only_network"] + num["test_only_linear"] < 3
    gap = (num["test_accuracy"] - num["linear_test_accuracy"]) * num["n_test"]
    assert gap == pytest.approx(num["test_only_network"] - num["test_only_linear"])


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


# Lo que dicen las figuras


def test_figure_of_the_loss(result):
    """«si era maligno, se dispara cerca de 0; si era benigno, cerca de 1. Se cruzan en 0.5»."""
    p, malignant = result(NAME).series("sigmoide", "era maligno", axes=1)
    q, benign = result(NAME).series("sigmoide", "era benigno", axes=1)
    assert p == q and p[0] < 0.01 and p[-1] > 0.99
    assert malignant[0] == max(malignant) > 5 and benign[-1] == max(benign) > 5
    worse = [a > b for a, b in zip(malignant, benign, strict=True)]
    assert worse == [value < 0.5 for value in p]


def test_figure_of_the_training(result, num):
    """«La pérdida de validación cae deprisa y después mejora muy poco»."""
    x, y = result(NAME).series("curvas", "validación")
    assert [x[29], x[44]] == [30, 45]
    assert [y[29], y[44]] == pytest.approx([num["val_loss_30"], num["val_loss_45"]], rel=1e-5)
    _, known = result(NAME).series("curvas", "entrenamiento")
    assert known[-1] < y[-1]


@pytest.mark.parametrize("axes", [0, 1])
def test_figure_of_the_roc(result, num, axes):
    """Cada curva ROC encierra el área de su rótulo: «La diagonal es responder al azar»."""
    areas = {"red": num["auc_network"], "logística": num["auc_linear"], "al azar": 0.5}
    for label, area in areas.items():
        x, y = result(NAME).series("roc", label, axes)
        assert np.trapezoid(y, x) == pytest.approx(area, abs=1e-4)
    x, y = result(NAME).series("roc", "umbral 0.5", axes)
    assert [x[0], y[0]] == pytest.approx([1 - num["specificity"], num["recall"]], rel=1e-4)


def test_figure_of_the_threshold(result, num):
    """«el mínimo queda por debajo de 0.5 y una línea de puntos lo marca»."""
    x, network = result(NAME).series("umbral", "red")
    z, linear = result(NAME).series("umbral", "logística")
    assert network[x.index(0.5)] == num["half_cost"]
    assert network[x.index(round(num["threshold"], 2))] == num["chosen_cost"] == min(network)
    assert linear[z.index(round(num["linear_threshold"], 2))] == min(linear)
    assert num["threshold"] < 0.5
