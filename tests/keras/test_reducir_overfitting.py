"""Lección 3.5: lo que la página afirma de cada paso y del examen."""

import numpy as np
import pytest

NAME = "reducir_overfitting"


@pytest.fixture
def num(result):
    return result(NAME).num


def errors(result, section):
    """Los fallos de la última fila con «±» que imprime una sección."""
    lines = [text for text in result(NAME).outputs[section].splitlines() if "±" in text]
    return int(lines[-1].split()[-1])


def test_same_test_set_and_only_at_the_end(programs, namespace):
    """«Los mismos tumores y la misma prueba»; «Con la prueba no se decide nada»."""
    here = namespace(NAME, "datos")
    there = namespace("clasificacion_binaria", "datos", "repartir")
    np.testing.assert_array_equal(here["x_test"], there["x_test"])
    users = [
        section
        for section, cell in programs[NAME].sections.items()
        if "x_test" in cell.source or "y_test" in cell.source
    ]
    assert users == ["datos", "examen", "notas", "intervalo"]


def test_every_patient_validates_once(namespace):
    """«cada uno […] hace de validación una vez»."""
    page = namespace(NAME, "datos", "red", "pliegues")
    held = np.concatenate([held for _, held in page["folds"]])
    assert sorted(held) == list(range(page["n_rest"]))
    assert all(not set(known) & set(held) for known, held in page["folds"])


def test_large_network_overfits(result, num):
    """«Falla lo mismo que la logística, más o menos, y su pérdida es más del doble»."""
    assert abs(errors(result, "grande") - errors(result, "lineal")) <= 3
    assert num["large_loss"] > 2 * num["linear_loss"]
    assert num["best_epoch"] < num["EPOCHS"] / 2
    assert num["final_loss"] == pytest.approx(num["large_loss"], rel=1e-3)


def test_stopping_reaches_the_logistic(num):
    """«Con una línea, la pérdida queda cerca de la de la logística»; «Parar a tiempo bastó para
    quitar casi todo el daño»; «Mejora en […] de los 5 pliegues».
    """
    damage = num["large_loss"] - num["linear_loss"]
    assert num["large_loss"] - num["stopped_loss"] > 0.8 * damage
    assert num["n_better"] >= 4


def test_rules_are_obeyed(num):
    """«un cambio se queda si baja la pérdida media de la red anterior de […] épocas. Si no la baja,
    se deshace»: 16 neuronas y L2 se quedan y el ruido se va.
    """
    assert num["small_loss"] < num["large_loss"]
    assert num["l2_loss"] < num["small_loss"]
    assert num["noisy_loss"] >= num["l2_loss"]


def test_steps(num):
    """«baja más o menos a la mitad, en […] de los 5 pliegues»; «La media baja otro poco»; «solo
    mejora en […] de los 5»; «La diferencia de medias es pequeña».
    """
    assert 0.35 < num["small_loss"] / num["large_loss"] < 0.6 and num["small_better"] >= 4
    assert num["small_loss"] - num["l2_loss"] < num["fold_deviation"] / 2
    assert num["l2_better"] in (2, 3)
    assert num["noisy_loss"] - num["l2_loss"] < num["fold_deviation"]
    assert num["noise_better"] < 3


def test_folds_are_subtracted(result):
    """«unos suben lo que otros bajan»; cada línea es la resta de dos filas de la tabla."""

    def loss(section):
        row = next(text for text in result(NAME).outputs[section].splitlines() if "±" in text)
        return float(row.split("±")[0].split()[-1])

    steps = ["grande", "menos", "penalizacion", "ruido"]
    for before, after in zip(steps, steps[1:], strict=False):
        gaps = np.array(result(NAME).outputs[after].split("pliegue:")[1].split(), dtype=float)
        assert gaps.mean() == pytest.approx(loss(after) - loss(before), abs=0.0016)
        if after == "penalizacion":
            assert gaps[gaps > 0].sum() > -0.5 * gaps[gaps < 0].sum()


def test_folds_come_closer_with_the_penalty(result):
    """«los pliegues se separan menos»."""
    spread = [
        float(result(NAME).outputs[section].split("±")[1].split()[0])
        for section in ("menos", "penalizacion")
    ]
    assert spread[1] < 0.8 * spread[0]


def test_logistic_and_chosen_tie(num):
    """«Entre la logística, parar a tiempo y la elegida hay poca diferencia»; «tan pocos desacuerdos
    que no deciden nada»: su diferencia cabe en la de unas monedas.
    """
    trio = [num[key] for key in ("linear_loss", "stopped_loss", "l2_loss")]
    assert max(trio) - min(trio) < 0.02
    total = num["only_chosen"] + num["only_linear"]
    assert total < 12 and abs(num["only_chosen"] - num["only_linear"]) < 2 * total**0.5


def test_some_patients_beat_everyone(num):
    """«Y hay […] pacientes que fallan todos los modelos»."""
    assert 3 <= num["n_all"] <= num["fewest"] <= num["most"] < num["n_any"]


def test_exam(num):
    """«la red sin regularizar paga mucho más […] y esas tres van juntas»; los desacuerdos «son
    unos tres pacientes»; «en pérdida van casi iguales».
    """
    trio = [num[key] for key in ("linear_mark", "stop_mark", "final_mark")]
    assert num["large_mark"] > 1.6 * max(trio) and max(trio) - min(trio) < 0.03
    total = num["test_only_network"] + num["test_only_linear"]
    gap = (num["final_hits"] - num["linear_hits"]) * num["n_test"]
    assert 2 < total < 4 and gap > 0
    assert gap == pytest.approx(num["test_only_network"] - num["test_only_linear"])
    assert abs(num["final_mark"] - num["linear_mark"]) < 0.015


def test_intervals_contain_zero(num):
    """«Los tres intervalos contienen el cero»; el de la red sin regularizar «es enorme»."""
    width = {}
    for key in ("large", "stop", "final"):
        assert num[f"{key}_low"] < 0 < num[f"{key}_high"]
        width[key] = num[f"{key}_high"] - num[f"{key}_low"]
    assert width["large"] > 4 * max(width["stop"], width["final"])


def test_linear_model_overfits_too(num):
    """«Sin apenas penalización se sobreajusta, y peor que la red de 64 y 64. Con demasiada, se
    queda corta».
    """
    assert num["usual_loss"] < num["large_loss"] < num["free_loss"]
    assert num["heavy_loss"] > 3 * num["usual_loss"]


def test_large_network_is_sure(num):
    """«La red sin regularizar está segurísima de casi todo»."""
    assert num["large_sure"] > 0.9 and num["linear_sure"] < 0.6


def test_figure_of_the_large_network(result, num):
    """«Pérdida de entrenamiento, que baja a cero, y de validación, media de cinco pliegues, que
    toca fondo en las primeras épocas y después sube».
    """
    _, known = result(NAME).series("curva", "entrenamiento")
    x, val = result(NAME).series("curva", "validación")
    assert known[-1] == min(known) < 0.01
    assert x[val.index(min(val))] == num["best_epoch"]
    assert [min(val), val[-1]] == pytest.approx([num["best_loss"], num["final_loss"]], rel=1e-5)
