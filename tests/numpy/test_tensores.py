"""Lección 2.1: lo que la página afirma de formas, ejes, vistas y broadcasting."""

import itertools
import re

import numpy as np
import pytest

SETUP = ("temperaturas", "rangos-bajos", "fotos", "ficha")


@pytest.fixture
def page(namespace):
    """Los tensores de la lección, ejecutados aquí."""
    return namespace("tensores", *SETUP)


@pytest.fixture
def num(result):
    """Los números que dejó el programa en la construcción."""
    return result("tensores").num


@pytest.fixture
def outputs(result):
    """Lo que imprimió cada sección en la construcción."""
    return result("tensores").outputs


def shapes(text):
    """Las formas escritas en un texto, como tuplas."""
    return [
        tuple(int(n) for n in re.findall(r"\d+", s)) for s in re.findall(r"\(([\d, ]*)\)", text)
    ]


def test_ranks_from_zero_to_four(page):
    """«De un número a un lote de imágenes»: hay un tensor de cada rango, del 0 al 4."""
    tensors = [page[name] for name in ["noon", "day", "week", "china", "batch"]]
    assert [np.ndim(tensor) for tensor in tensors] == [0, 1, 2, 3, 4]
    assert [np.shape(tensor) for tensor in tensors] == [
        (),
        (24,),
        (7, 24),
        (427, 640, 3),
        (2, 427, 640, 3),
    ]


def test_temperatures_are_warmer_in_the_afternoon(page):
    """«una curva suave, más alta por la tarde»; «Fabricamos el día con el máximo a las 15»."""
    assert page["cycle"].argmax() == 15
    assert np.abs(page["week"].mean(axis=0) - page["cycle"]).max() < 2


def test_size_and_bytes(page):
    """«`size` es el producto de la forma»; «ocupa un byte»; «cada número ocupa 4 bytes, y el
    lote, cuatro veces más».
    """
    china, scaled = page["china"], page["scaled"]
    assert china.dtype == np.uint8 and china.nbytes == china.size == 427 * 640 * 3
    assert scaled.dtype == np.float32 and 0 <= scaled.min() <= scaled.max() <= 1
    assert scaled.nbytes == 4 * page["batch"].nbytes == 4 * page["batch"].size


def test_bytes_turn_around(outputs):
    """«174 + 100 = 274, y 274 − 256 = 18. NumPy no avisa»."""
    corner, wrapped, right = [
        np.array(re.findall(r"\d+", t), int) for t in outputs["desborde"].splitlines()
    ]
    assert corner[0] == 174 and wrapped[0] == 18 and right[0] == 274
    np.testing.assert_array_equal(right, corner + 100)
    np.testing.assert_array_equal(wrapped, right % 256)


def test_integer_drops_its_axis_and_slice_keeps_it(page):
    """«un entero quita su eje; un tramo lo conserva»; «`::4` toma uno de cada cuatro y `::-1` los
    toma del último al primero».
    """
    week = page["week"]
    assert list(np.arange(9)[::4]) == [0, 4, 8] and list(np.arange(3)[::-1]) == [2, 1, 0]
    assert week[2].shape == (24,) and week[2:3].shape == (1, 24)
    assert page["batch"][..., 0].shape == page["batch"][:, :, :, 0].shape == (2, 427, 640)


def test_named_axis_disappears(page):
    """«ese eje desaparece de la forma», comprobado con bucles."""
    week, batch = page["week"], page["batch"]
    np.testing.assert_allclose(
        week.mean(axis=0), [np.mean([d[h] for d in week]) for h in range(24)]
    )
    np.testing.assert_allclose(week.mean(axis=1), [sum(d) / 24 for d in week])
    assert week.mean().shape == () and batch.mean(axis=(1, 2)).shape == (2, 3)
    assert np.ndim(week.sum(axis=1, keepdims=True)) == 2


def test_second_photo_is_darker_and_hour_is_next_to_three(page, num):
    """«la segunda sale más oscura que la primera»; «puede salir la de al lado»."""
    bright, dark = page["batch"].mean(axis=(1, 2))
    assert (dark < bright).all()
    assert abs(num["warmest_hour"] - 15) <= 1


def test_reshape_keeps_reading_order_and_transpose_does_not():
    """«`reshape` conserva el orden de lectura; la traspuesta, no»."""
    grid = np.arange(12).reshape(3, 4)
    for shape in [(2, 6), (4, 3), (2, 3, 2), (-1, 1)]:
        assert list(grid.reshape(shape).flat) == list(range(12))
    assert grid.T.shape == grid.reshape(4, 3).shape
    assert not np.array_equal(grid.T, grid.reshape(4, 3))
    for i, j in itertools.product(range(3), range(4)):
        assert grid.T[j, i] == grid[i, j]


def test_photo_is_scrambled_only_by_reshape(namespace):
    """«Las dos imágenes de abajo tienen la misma forma, y ningún programa se quejaría»."""
    page = namespace("tensores", *SETUP, "confundir")
    photo, turned, scrambled = page["photo"], page["turned"], page["scrambled"]
    assert turned.shape == scrambled.shape == (160, 107, 3)
    np.testing.assert_array_equal(turned[5, 40], photo[40, 5])

    def roughness(image):
        return np.abs(np.diff(image.astype(float), axis=0)).mean()

    assert roughness(scrambled) > 2 * max(roughness(photo), roughness(turned))


def test_channels_first(page):
    """«primero el que era el eje 0, después el 3, después el 1 y el 2»."""
    first = page["batch"].transpose(0, 3, 1, 2)
    assert first.shape == (2, 3, 427, 640)
    assert first[1, 2, 30, 40] == page["batch"][1, 30, 40, 2]
    assert page["day"].T.shape == page["day"].shape


def test_views_and_copies(outputs):
    """«dan vistas»; «da una copia»; «Toda cuenta […] da una tabla nueva»."""
    kinds = {line[:21].strip(): line.split()[-1] for line in outputs["memoria"].splitlines()}
    copies = {"grid[[0, 2]]", "grid[grid > 5]", "grid.T.reshape(12)", "grid + 0"}
    assert {name for name, kind in kinds.items() if kind == "copia"} == copies
    assert len(kinds) == 8
    before, after = outputs["vista"].splitlines()
    assert "99" in before and before.split("[")[1] == after.split("[")[1]


def broadcast(one, other):
    """Las dos reglas de la página, escritas aparte; None si no casan."""
    size = max(len(one), len(other))
    one, other = [(1,) * (size - len(s)) + s for s in (one, other)]
    if all(p == q or 1 in (p, q) for p, q in zip(one, other, strict=True)):
        return tuple(q if p == 1 else p for p, q in zip(one, other, strict=True))
    return None


def test_two_rules_of_broadcasting():
    """«Se llama broadcasting y tiene dos reglas»: bastan para todas las formas pequeñas."""
    every = [s for n in range(4) for s in itertools.product((1, 2, 3), repeat=n)]
    for one, other in itertools.product(every, repeat=2):
        try:
            shape = np.broadcast_shapes(one, other)
        except ValueError:
            shape = None
        assert shape == broadcast(one, other)


def test_printed_pairs_follow_the_rules(outputs):
    """«Repasa cada línea con las reglas delante»."""
    lines = outputs["reglas"].splitlines()
    for line in lines:
        one, other, *total = shapes(line)
        assert (total[0] if total else None) == broadcast(one, other)
    assert [line.endswith("error") for line in lines] == [False] * 5 + [True] * 2


def test_centering_each_day(namespace):
    """«Ahora la media de cada día es 0»."""
    page = namespace("tensores", "temperaturas", "centrar")
    np.testing.assert_allclose(page["centered"].mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(page["centered"][3], page["week"][3] - page["week"][3].mean())


def test_square_table_does_not_fail():
    """«Con una tabla de 7 por 7 […] no falla»; «resta a cada columna la media de una fila»."""
    table = np.random.default_rng(0).normal(size=(7, 7))
    wrong = table - table.mean(axis=1)
    np.testing.assert_allclose(wrong[:, 2], table[:, 2] - table[2].mean())
    assert np.abs(wrong.mean(axis=1)).max() > 0.01


def test_batch_axis(namespace):
    """«no toca el eje del lote»; «cada columna mezcla píxeles de muchas imágenes»."""
    page = namespace("tensores", "temperaturas", "lote")
    images, flat = page["images"], page["flat"]
    np.testing.assert_array_equal(flat[5], images[5].ravel())
    np.testing.assert_array_equal(flat[0][None], flat[:1])
    owner = np.repeat(np.arange(len(images)), 64).reshape(64, -1)
    assert len(np.unique(owner[:, 0])) == 64


def test_matrix_product_by_loops(namespace):
    """«la fila i de X por la columna k de W, número a número, y se suma todo»."""
    page = namespace("tensores", "temperaturas", "producto")
    X, W, Z = page["X"], page["W"], page["Z"]
    for i, k in np.ndindex(4, 2):
        assert Z[i, k] == sum(X[i, j] * W[j, k] for j in range(3))
    assert Z[2, 1] == 7
    with pytest.raises(ValueError, match="matmul"):
        np.ones((2, 1)) @ np.ones((3, 2))  # «un 1 no casa con un 3»


def test_product_of_other_ranks(outputs):
    """«(64,) y (64, 10) dan (10,). Dos vectores dan un número»; «repite con los de delante»."""
    assert shapes(outputs["formas-capa"]) == [(1797, 10), (10,), (), (2, 427, 640, 1)]
    left, right = np.ones((5, 1, 2, 3)), np.ones((4, 3, 6))
    assert (left @ right).shape == (5, 4, 2, 6)


def test_messages_and_cures(outputs):
    """«Vas a ver estos seis mensajes»: los que nombra la tabla, y seis curas que no fallan."""
    text = " ".join(outputs["errores"].split())
    for start in [
        "cannot reshape",
        "newaxis",
        "operands could not be broadcast",
        "matmul",
        "size 32 is different from 64",
        "axis 2 is out of bounds",
        "all input arrays must have the same shape",
        "inhomogeneous shape",
    ]:
        assert start in text
    assert outputs["errores"].count(">>>") == len(outputs["curas"].splitlines()) == 6


def test_silent_mistakes():
    """«Estos, no»: la fila menos la columna y la vista que cambia el original no avisan."""
    assert (np.ones((5, 1)) - np.ones(5)).shape == (5, 5)
    week = np.ones((7, 24))
    row = week[0]
    row -= 5
    assert week[0, 0] == -4
    row = week[1]
    row = row - 5
    assert week[1, 0] == 1


def test_exercises(namespace, outputs):
    """Soluciones: formas, estandarizar como scikit-learn, mosaico en su sitio y distancias."""
    assert shapes(outputs["solucion-formas"]) == [
        (7, 6),
        (24,),
        (7,),
        (427, 640),
        (2, 819840),
        (4, 7, 24),
        (24, 24),
        (3,),
    ]
    assert "True" in outputs["solucion-estandarizar"]
    page = namespace("tensores", "temperaturas", "lote", "solucion-mosaico", "solucion-distancias")
    np.testing.assert_array_equal(page["right"][11:19, 21:29], page["images"][7])
    assert not np.array_equal(page["wrong"][11:19, 21:29], page["images"][7])
    for i, k in np.ndindex(3, 3):
        expected = np.hypot(*(page["towns"][i] - page["towns"][k]))
        assert page["distances"][i, k] == pytest.approx(expected)
