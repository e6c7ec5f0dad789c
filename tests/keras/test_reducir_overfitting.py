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


def test_steps(num):
    """«la pérdida baja más o menos a la mitad»; «La media baja otro poco»; el ruido «No mejora.
    La diferencia es pequeña».
    """
    assert num["small_loss"] < 0.6 * num["large_loss"]
    assert abs(num["small_loss"] - num["stopped_loss"]) < 0.025  # «va cerca»
    assert num["fined_loss"] < num["small_loss"]
    assert 0 <= num["noisy_loss"] - num["fined_loss"] < num["fold_deviation"]


def test_folds_come_closer_with_the_penalty(result):
    """«los pliegues se separan menos»."""
    spread = [
        float(result(NAME).outputs[section].split("±")[1].split()[0])
        for section in ("menos", "multa")
    ]
    assert spread[1] < 0.8 * spread[0]


def test_logistic_and_chosen_tie(num):
    """«Entre la logística, parar a tiempo y la elegida hay poca diferencia»; «lo que separa a la
    elegida de la logística es mucho menos que lo que separa a un pliegue de otro».
    """
    trio = [num[key] for key in ("linear_loss", "stopped_loss", "fined_loss")]
    assert max(trio) - min(trio) < 0.02
    assert abs(num["fined_loss"] - num["linear_loss"]) < num["fold_deviation"] / 3


def test_some_patients_beat_everyone(num):
    """«Hay […] pacientes que fallan todos los modelos»."""
    assert 3 <= num["n_all"] <= num["fewest"] <= num["most"] < num["n_any"]


def test_exam(num):
    """«la red sin freno paga mucho más […] y esas tres van juntas»; «la ventaja son menos de dos
    pacientes»; «en pérdida van casi iguales».
    """
    trio = [num[key] for key in ("linear_mark", "stop_mark", "final_mark")]
    assert num["large_mark"] > 1.6 * max(trio) and max(trio) - min(trio) < 0.03
    gap = num["final_hits"] - num["linear_hits"]
    assert 0 < gap < 2 * num["one_patient"]
    assert abs(num["final_mark"] - num["linear_mark"]) < 0.015


def test_intervals_contain_zero(num):
    """«Los tres intervalos contienen el cero»; el de la red sin freno «es enorme»."""
    width = {}
    for key in ("large", "stop", "final"):
        assert num[f"{key}_low"] < 0 < num[f"{key}_high"]
        width[key] = num[f"{key}_high"] - num[f"{key}_low"]
    assert width["large"] > 4 * max(width["stop"], width["final"])


def test_linear_model_overfits_too(num):
    """«Sin apenas multa se sobreajusta, y peor que la red»; «Con demasiada, se queda corta»."""
    assert num["usual_loss"] < num["large_loss"] < num["free_loss"]
    assert num["heavy_loss"] > 3 * num["usual_loss"]


def test_large_network_is_sure(num):
    """«La red sin freno está segurísima de casi todo»."""
    assert num["large_sure"] > 0.9 and num["linear_sure"] < 0.6
