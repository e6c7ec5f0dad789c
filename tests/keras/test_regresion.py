"""Lecciones 3.8 a 3.10: lo que las páginas afirman de la regresión."""

import re

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

NAME = "regresion"


@pytest.fixture
def num(result):
    return result(NAME).num


def numbers(text):
    """Los números de un texto, en orden."""
    return [float(value) for value in re.findall(r"[-+]?\d+(?:\.\d+)?", text)]


# Lección 3.8


def test_data_set_card(num):
    """«Los publicaron Bradley Efron […]»; por defecto, «scikit-learn entrega las columnas ya
    escaladas con» todos los pacientes, y «las edades van de −0.1 a 0.1».
    """
    scaled, raw = load_diabetes(), load_diabetes(scaled=False)
    assert scaled.data.shape == (num["n_samples"], num["n_features"]) == (442, 10)
    assert (scaled.data**2).sum(axis=0) == pytest.approx(1)
    assert 0.09 < np.abs(scaled.data[:, 0]).max() < 0.12
    words = " ".join(raw.DESCR.split())
    assert "Bradley Efron, Trevor Hastie, Iain Johnstone and Robert Tibshirani (2004)" in words
    assert "quantitative measure of disease progression one year after baseline" in words
    assert "possibly log of serum triglycerides" in words


def test_test_set_is_a_fifth_and_untouched(once):
    """«la quinta parte de los pacientes se guarda en un cajón»."""
    page = once(NAME, "datos", "repartir")
    assert page["n_test"] / 442 == pytest.approx(0.2, abs=0.005)
    assert page["n_rest"] + page["n_test"] == 442


def test_target_is_skewed(num, once):
    """«La cola de la derecha […] arrastra la media»; «Hay muchos pacientes entre 50 y 150 y cada
    vez menos hacia la derecha»; el sexo, «con los códigos 1 y 2».
    """
    assert num["y_mean"] - num["y_median"] > 5
    page = once(NAME, "datos", "repartir")
    counts = np.histogram(page["y_rest"], bins=range(50, 351, 50))[0]
    assert counts[:2].sum() > 0.4 * page["n_rest"]
    assert list(counts) == sorted(counts, reverse=True)
    sexes = page["x_rest"][:, page["names"].index("sex")]
    assert set(sexes) == {1, 2} and num["sex_codes"] == 2


def test_correlations(num, once):
    """«Con el índice de masa corporal, el avance sube»; con la edad, «la relación es muy débil»;
    «s1 y s2 suben y bajan juntas»; «Las mayores, bmi y s5, rondan 0.6. La única claramente
    negativa es s3. Las de edad, s1 y s2 son pequeñas y la del sexo, casi cero».
    """
    assert 0.5 < num["bmi_correlation"] < 0.65
    assert abs(num["age_correlation"]) < 0.25
    assert num["s1_s2"] > 0.85
    page = once(NAME, "datos", "repartir")
    r = {
        name: np.corrcoef(column, page["y_rest"])[0, 1]
        for name, column in zip(page["names"], page["x_rest"].T, strict=True)
    }
    assert sorted(r, key=r.get)[-2:] == ["s5", "bmi"] and 0.5 < r["s5"] < r["bmi"]
    assert [name for name in r if r[name] < -0.1] == ["s3"]
    assert max(abs(r[name]) for name in ("age", "s1", "s2")) < 0.25 and abs(r["sex"]) < 0.05


def test_same_index_and_far_apart(once):
    """«dos pacientes con el mismo índice pueden estar a 200 puntos de distancia»."""
    page = once(NAME, "datos", "repartir")
    bmi, y = page["x_rest"][:, page["names"].index("bmi")], page["y_rest"]
    assert max(np.ptp(y[bmi == value]) for value in set(bmi)) > 200


def test_typed_numbers_are_those_of_the_run(num):
    """«Qué aspecto tiene un error de 45 puntos»; «¿Es bueno un MAE de 45 puntos?»."""
    assert round(num["ridge_mae"]) == 45


def test_metrics_by_hand(num):
    """Las fórmulas de la página; «La raíz del MSE supera al MAE»; «pesa 1600 de los 2200»."""
    assert num["mse"] == 2200 / 4 and num["mae"] == 80 / 4
    assert num["r2"] == pytest.approx(1 - 2200 / 12500)
    assert num["mse"] ** 0.5 > num["mae"]


def test_mean_and_median_are_hard_constants(num):
    """«La mediana baja un poco el MAE y empeora el R²»; «El R² de la media […] algo negativo»."""
    assert num["median_mae"] < num["mean_mae"]
    assert num["median_r2"] < num["mean_r2"] < 0


def test_ridge_and_linear_are_alike(num):
    """«Ridge falla en […] y la regresión lineal, en lo mismo»; «algo menos de la mitad»."""
    assert num["ridge_mae"] == pytest.approx(num["linear_mae"], abs=0.3)
    assert num["ridge_mae"] < 0.75 * num["mean_mae"]
    assert 0.42 < num["ridge_r2"] < 0.5


def test_ridge_line_by_an_independent_count(num, once):
    """La regresión lineal de la tabla, con mínimos cuadrados de NumPy en cada pliegue."""
    page = once(NAME, "datos", "repartir", "pliegues")
    maes = []
    for train, val in page["folds"]:
        design = np.c_[page["x_rest"], np.ones(page["n_rest"])]
        w = np.linalg.lstsq(design[train], page["y_rest"][train], rcond=None)[0]
        maes.append(np.abs(design[val] @ w - page["y_rest"][val]).mean())
    assert np.mean(maes) == pytest.approx(num["linear_mae"], abs=1e-6)


def test_predictions_are_prudent(num):
    """«las predicciones varían menos que la realidad»."""
    assert num["narrow"] < 0.8 * num["wide"]


def test_perfect_correlation_and_bad_r2(num):
    """«la correlación es 1 […]: el R² es negativo»."""
    assert num["shifted_correlation"] == pytest.approx(1) and num["shifted_r2"] < 0


def test_ridge_shrinks_the_repeated_columns(result):
    """«El peso de bmi se parece en los dos modelos»; *ridge* encoge el de s1, «pero quien más
    baila es él: en una vuelta eligió una α mucho menor»; «Con la misma α en las cinco, su peso es
    el más estable».
    """
    lines = result(NAME).outputs["solucion-coeficientes"].splitlines()
    *few, smallest = sorted(numbers(lines[0]), reverse=True)
    assert len(few) == 4 and min(few) > 5 * smallest
    linear, ridge, same = [numbers(line.replace("s1", "")) for line in lines[1:]]
    assert linear[1] < -30 and ridge[1] > linear[1] and ridge[0] > linear[0]
    assert linear[2:] == pytest.approx(ridge[2:], abs=4)
    wobbles = [row[1] - row[0] for row in (same, linear, ridge)]
    assert 2 * wobbles[0] < wobbles[1] and 2 * wobbles[1] < wobbles[2]


def test_the_chosen_penalty_hardly_matters(once):
    """«porque con cualquiera de las dos falla casi lo mismo»."""
    page = once(NAME, "datos", "repartir", "pliegues")
    maes = []
    for alpha in (0.9, 22.1):
        model = make_pipeline(StandardScaler(), Ridge(alpha))
        maes.append(
            np.mean(
                [
                    mean_absolute_error(
                        page["y_rest"][val],
                        model.fit(page["x_rest"][train], page["y_rest"][train]).predict(
                            page["x_rest"][val]
                        ),
                    )
                    for train, val in page["folds"]
                ]
            )
        )
    assert abs(maes[0] - maes[1]) < 0.5


def test_one_column_gets_more_than_half(num):
    """«Una sola característica consigue más de la mitad de la mejora»."""
    gain = (num["mean_mae"] - num["bmi_mae"]) / (num["mean_mae"] - num["linear_mae"])
    assert 0.5 < gain < 1


# Lección 3.9


def test_output_bounds(num, result):
    """«casi lo que falla ridge»; con ReLU también hay un mínimo; «Sin activación no hay límite»."""
    assert numbers(result(NAME).outputs["salida"].splitlines()[-1]) == [0]
    assert num["sigmoid_bound"] > num["relu_bound"] > num["tanh_bound"] > 5
    assert 0.85 * num["ridge_mae"] < num["sigmoid_bound"] < num["ridge_mae"]


def test_parameters(num):
    """«menos parámetros que los […] pacientes»; «más de quince por paciente»; «Veinticinco
    veces más parámetros».
    """
    assert num["small_parameters"] == 11 * 16 + 17 < num["n_fold_train"]
    assert num["large_parameters"] == 11 * 64 + 65 * 64 + 65 > 15 * num["n_fold_train"]
    assert 25 < num["large_parameters"] / num["small_parameters"] < 26


def test_large_network_overfits(num, result):
    """«su error de entrenamiento se hunde»; «Sigue por debajo de la línea base, pero ha tirado a
    la basura una buena parte de lo que sabía»; la figura: «el entrenamiento sigue bajando hasta
    menos de 20 y la validación sube desde la época 7 hasta más de 50, con los pliegues cada vez
    más separados».
    """
    assert num["large_train_mae"] < 20 and num["large_mae"] > 50 and num["best_large"] == 7
    lines = result(NAME).outputs["comparar"].splitlines()
    best, last = [float(re.search(r"± *(\d+\.\d)", line)[1]) for line in lines[-2:]]
    assert best < last
    assert num["large_train_mae"] < 0.5 * num["large_mae"]
    assert num["large_r2"] < 0.7 * num["small_r2"]
    lost = (num["large_mae"] - num["large_best_mae"]) / (num["mean_mae"] - num["large_best_mae"])
    assert lost > 0.25 and num["large_mae"] < num["mean_mae"]
    assert num["best_large"] < 12


def test_twenty_epochs_are_in_the_flat_stretch(result, num):
    """«en un buen tramo da casi lo mismo»; «20, un número redondo dentro de ese tramo»; el de la
    grande «es un pozo estrecho: con 20 épocas ya falla varios puntos más»; la pequeña «se queda
    pegada a ridge, por encima, y apenas se mueve».
    """
    rows = [numbers(line) for line in result(NAME).outputs["vueltas"].splitlines()[2:]]
    table = {int(row[0]): row[1:] for row in rows}
    assert table[20][3] > num["large_best_mae"] + 2
    flat = [table[epoch][1] for epoch in (10, 20, 40)]
    assert np.ptp(flat) < 1.5 and num["ridge_mae"] < min(flat) < max(flat) < num["ridge_mae"] + 3
    small, large = [numbers(line)[-2:] for line in result(NAME).outputs["epocas"].splitlines()]
    assert small[0] <= 20 <= small[1] and small[1] - small[0] > 2 * (large[1] - large[0])


def test_sizes_tie_and_nobody_beats_ridge(num, result):
    """«Paradas a tiempo, las dos redes fallan casi lo mismo»; «Ninguna gana a ridge»; «de un
    pliegue a otro hay más distancia que entre las dos redes en su mejor momento».
    """
    assert num["small_mae"] == pytest.approx(num["large_best_mae"], abs=1.5)
    lines = result(NAME).outputs["comparar"].splitlines()[3:5]
    spreads = [float(re.search(r"± *(\d+\.\d)", line)[1]) for line in lines]
    assert min(spreads) > abs(num["small_mae"] - num["large_best_mae"])
    assert num["ridge_mae"] < min(num["small_mae"], num["large_best_mae"])
    assert num["small_mae"] < 0.75 * num["mean_mae"]


def test_tie_fold_by_fold(num):
    """«la diferencia media es menor que lo que cambia de una vuelta a otra»."""
    assert 0 < num["mean_gap"] < num["gap_deviation"]
    assert 1 <= num["n_wins"] <= 3


def test_linear_regression_is_a_network(num):
    """«La regresión lineal es una red sin capa oculta con salida lineal»."""
    assert num["flat_gap"] < 1e-3


def test_accuracy_of_a_regression():
    """«Con una sola salida, Keras convierte la respuesta en 0 o 1, según pase de 0.5, y cuenta
    cuántas son iguales al objetivo».
    """
    import keras

    network = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1)])
    network.compile(loss="mse", metrics=["accuracy"])
    network.set_weights([np.ones((1, 1)), np.zeros(1)])  # responde lo que recibe
    x, y = np.array([[0.4], [0.6], [3.0], [2.0]]), np.array([[0.0], [1.0], [1.0], [2.0]])
    assert network.evaluate(x, y, verbose=0)[1] == pytest.approx(0.75)


def test_raw_target_is_a_failure(num):
    """«falla mucho más que la media»."""
    assert num["raw_mae"] > 2 * num["raw_baseline"]


def test_own_best_epoch_is_optimistic(num, result):
    """«el mínimo de una curva nunca es mayor que su valor en la época 20»; «Los mínimos están muy
    separados. El MAE sale algo más bajo».
    """
    assert num["small_mae"] - 2 < num["own_best"] < num["small_mae"]
    epochs = numbers(result(NAME).outputs["solucion-paciencia"].splitlines()[0])
    assert len(epochs) == 5 and max(epochs) - min(epochs) > 15


# Lección 3.10


def test_exam_against_independent_models(num, once):
    """La línea base con «la media del entrenamiento»; el rival, con otra regresión lineal."""
    page = once(NAME, "datos", "repartir")
    x_rest, x_test, y_rest, y_test = (page[k] for k in ("x_rest", "x_test", "y_rest", "y_test"))
    base = np.abs(y_test - y_rest.mean()).mean()
    assert num["test_mean_mae"] == pytest.approx(base)
    rival = LinearRegression().fit(x_rest, y_rest).predict(x_test)
    assert num["test_ridge_mae"] == pytest.approx(mean_absolute_error(y_test, rival), abs=1)


def test_exam(num):
    """«En la validación cruzada iba delante ridge; en la prueba, la red»; «los MAE son menores que
    los de la validación […] para todos»; «una cuarta parte más de pacientes»; «el R² de ridge era
    […] y baja»; «unos 40 o 45 puntos […], frente a los 65 de la media».
    """
    assert num["n_rest"] / num["n_fold_train"] == pytest.approx(1.25, abs=0.01)
    assert round(num["test_ridge_r2"], 2) < round(num["ridge_r2"], 2)
    assert num["test_mae"] < num["test_ridge_mae"] < num["test_mean_mae"]
    assert num["ridge_mae"] < num["small_mae"]
    for test, val in [
        ("test_mae", "small_mae"),
        ("test_ridge_mae", "ridge_mae"),
        ("test_mean_mae", "mean_mae"),
    ]:
        assert num[test] < num[val]
    assert all(39 < num[k] < 47 for k in ("test_mae", "test_ridge_mae", "small_mae", "ridge_mae"))
    assert num["test_mean_mae"] == pytest.approx(65, abs=2.5)
    assert 0.4 < num["test_r2"] < 0.6


def test_residuals(num, result):
    """«El residuo medio es pequeño»; «Los residuos y lo predicho no tienen relación, pero los
    residuos y lo medido sí, y mucha»; «El embudo se confirma»; «a los que más empeoraron, la red
    les predice mucho menos»; la figura: «entre −140 y 130».
    """
    first = result(NAME).outputs["residuos-numeros"].splitlines()[0]
    low, high = numbers(first.partition(";")[2])
    assert -140 < low < -100 and 100 < high < 130
    assert abs(num["residual_mean"]) < 0.25 * num["test_mae"]
    assert abs(num["with_predicted"]) < 0.15 < 0.5 < num["with_truth"]
    assert num["high_third"] > 1.4 * num["low_third"]
    assert num["half"] < num["test_mae"] < num["nine_tenths"] and num["high_residual"] > 40


def test_answers_left_standardized(num, once):
    """«Las predicciones salen entre −2 y 2 y el MAE ronda 150, la media del objetivo. Otra vez,
    peor que la línea base»: así, con otra regresión lineal.
    """
    page = once(NAME, "datos", "repartir")
    x_rest, x_test, y_rest, y_test = (page[k] for k in ("x_rest", "x_test", "y_rest", "y_test"))
    y = (y_rest - y_rest.mean()) / y_rest.std()
    answers = LinearRegression().fit(x_rest, y).predict(x_test)
    assert 1 < np.abs(answers).max() < 2
    mae = mean_absolute_error(y_test, answers)
    assert mae == pytest.approx(150, abs=10) and mae > num["test_mean_mae"]


def test_forgetting_the_scale(num):
    """«Un MAE varias veces mayor que ella»; con la escala de la prueba «el error apenas cambia»;
    «Con grupos pequeños sí se nota»; «un objetivo que nunca pasa de» su máximo.
    """
    assert load_diabetes().target.max() == num["y_high"]
    assert num["forgotten_mae"] > 5 * num["test_mean_mae"]
    assert abs(num["own_mae"] - num["right_mae"]) < 3
    assert num["batches_mae"] > num["right_mae"] + 8


def test_loaded_model_takes_raw_measurements(num):
    """«con diferencias de menos de una centésima»."""
    assert num["largest_gap"] < 1e-2


def test_two_uncertainties(num):
    """«La red gana en la mayor parte de los remuestreos, pero el cero cae en la orilla misma del
    intervalo»; «más de diez puntos; la desviación entre semillas, alrededor de medio»; la figura:
    «Casi todo queda a la izquierda del cero».
    """
    assert num["gap_low"] + num["gap_high"] < -2 * abs(num["gap_high"])
    width = num["gap_high"] - num["gap_low"]
    assert num["gap_low"] < 0 and abs(num["gap_high"]) < 0.25 * width
    assert num["mae_high"] - num["mae_low"] > 10
    assert 0.2 < num["seed_deviation"] < 0.9


def test_mean_of_five_is_never_worse(num):
    """«No puede»: el error de la media no supera la media de los errores."""
    assert num["ensemble_mae"] <= num["test_mae"]


def test_memorised_network(num):
    """«Con los pacientes que conoce falla muy poco y con los de la prueba, bastante más»."""
    assert num["known_mae"] < 0.5 * num["new_mae"] and num["new_mae"] > num["test_mae"] + 4


def test_larger_test_sets(result):
    """«Con cuatro veces más pacientes, la mitad de ancho; con dieciséis, la cuarta parte»."""
    lines = result(NAME).outputs["solucion-mayor"].splitlines()
    widths = [numbers(line)[-1] for line in lines]
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.15)
    assert widths[0] / widths[2] == pytest.approx(4, rel=0.15)


def test_figure_of_the_target(result, num):
    """«La mediana, a trazos, queda a la izquierda de la media»."""
    for label, name in {"mediana": "y_median", "media": "y_mean"}.items():
        x, _ = result(NAME).series("objetivo", label)
        assert x == pytest.approx([num[name]] * 2, rel=1e-5)
    assert num["y_median"] < num["y_mean"]


def test_figure_of_the_prediction(result, num):
    """«Lo que predice ridge de pacientes que no conoce; a puntos, la respuesta de la línea
    base».
    """
    x, y = result(NAME).series("prediccion", "perfecto")
    assert x == y
    _, base = result(NAME).series("prediccion", "media")
    assert base == pytest.approx([num["y_mean"]] * 2, rel=1e-5)


def test_figure_of_both_networks(result, num):
    """«Abajo, la grande: el entrenamiento sigue bajando hasta menos de 20 y la validación sube
    desde la época 7 hasta más de 50».
    """
    titles = [axes["title"] for axes in result(NAME).figure("curvas")["axes"]]
    assert titles == ["Red pequeña", "Red grande"]
    _, small = result(NAME).series("curvas", "validación", axes=0)
    assert small.index(min(small)) + 1 == num["best_small"]
    _, val = result(NAME).series("curvas", "validación", axes=1)
    _, known = result(NAME).series("curvas", "entrenamiento", axes=1)
    assert val.index(min(val)) + 1 == num["best_large"] == 7
    assert [val[-1], known[-1]] == pytest.approx(
        [num["large_mae"], num["large_train_mae"]], rel=1e-5
    )
    assert known[-1] < 20 and val[-1] > 50
