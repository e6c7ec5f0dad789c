"""Cierre: lo que la página afirma de las salidas, las pérdidas y las activaciones."""

import re

import numpy as np
import pytest


@pytest.fixture(scope="module")
def cierre(result):
    return result("cierre")


def test_four_losses_go_down(cierre):
    """«Las cuatro pérdidas bajan»."""
    pairs = re.findall(r"pérdida (\d+\.\d+) -> (\d+\.\d+)", cierre.outputs["entrenar"])
    assert len(pairs) == 4
    assert all(float(last) < float(first) for first, last in pairs)


def test_only_exclusive_classes_add_up_to_one(cierre):
    """«Las clases excluyentes suman 1» y las etiquetas «no tienen que sumar nada»."""
    sums = dict(re.findall(r"^(\w+) .*suman (-?\d+\.\d+)$", cierre.outputs["respuestas"], re.M))
    assert float(sums["excluyentes"]) == 1
    assert abs(float(sums["etiquetas"]) - 1) > 0.05


def test_readings_of_the_same_sums(cierre):
    """La figura: «0.88, 0.50 y 0.27, que no suman 1», «0.84, 0.11 y 0.04»."""
    z = np.array([2.0, 0.0, -1.0])
    sigmoid, softmax = 1 / (1 + np.exp(-z)), np.exp(z) / np.exp(z).sum()
    np.testing.assert_allclose(sigmoid, [0.88, 0.50, 0.27], atol=0.005)
    np.testing.assert_allclose(softmax, [0.84, 0.11, 0.04], atol=0.005)
    assert cierre.num["sigmoid_sum"] == pytest.approx(sigmoid.sum())


def test_recall_counts_all_labels_together():
    """«`"recall"` es la exhaustividad, de todas las etiquetas juntas»."""
    import keras

    recall = keras.metrics.get("recall")
    recall.update_state(np.array([[1, 0, 1], [1, 1, 0]]), np.array([[0.9, 0.1, 0.2], [0, 0.8, 0]]))
    assert float(recall.result()) == pytest.approx(2 / 4)


def test_softmax_of_one_output_is_always_one():
    """«Softmax con una sola salida. Da siempre 1»; y Keras avisa."""
    import keras

    with pytest.warns(UserWarning, match="always return the value 1"):
        answers = keras.ops.softmax(np.array([[-3.0], [7.0]]))
    np.testing.assert_array_equal(answers, [[1.0], [1.0]])


def test_categorical_loss_rejects_integers():
    """«Con enteros y `categorical_crossentropy`, Keras protesta por las formas»."""
    import keras

    with pytest.raises(ValueError):
        keras.losses.CategoricalCrossentropy()(np.array([0, 2]), np.full((2, 3), 1 / 3))
