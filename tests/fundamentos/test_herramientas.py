"""Lección 1.2: lo que la página afirma de las bibliotecas y de la instalación."""

import ast
import code
import os
import subprocess
import sys
import warnings
from importlib import import_module
from importlib.metadata import metadata, version

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_digits

PACKAGES = {
    "numpy_version": "numpy",
    "matplotlib_version": "matplotlib",
    "sklearn_version": "scikit-learn",
    "tensorflow_version": "tensorflow",
    "keras_version": "keras",
}
RACE = """
from time import process_time
from timeit import repeat
import numpy as np
x = np.arange(1_000_000, dtype="float64")
as_list = x.tolist()
def loop():
    return sum(value * value for value in as_list)


def best(what, times):
    return min(repeat(what, timer=process_time, number=1, repeat=times))


print(best(loop, 3) / best(lambda: x @ x, 20))
"""


def test_versions_are_the_installed_and_pinned_ones(result, project):
    """«las versiones exactas con las que se ha ejecutado todo lo que lees»."""
    outcome = result("herramientas")
    pinned = (project.root / "requirements.txt").read_text(encoding="utf-8")
    for name, package in PACKAGES.items():
        assert outcome.num[name] == version(package)
        assert f"\n{package}=={version(package)}" in pinned
        assert outcome.num[name] in outcome.outputs["comprobar"]


def test_check_program_output(result):
    """«Si ves esto, está todo»: motor, producto de matrices y capa."""
    lines = result("herramientas").outputs["comprobar"].splitlines()
    assert len(lines) == 9
    assert lines[5].endswith("sobre tensorflow")
    assert lines[6:8] == ["[[2 1]", " [4 3]]"]
    assert lines[8] == "la capa responde 6.0"


def test_swapping_columns():
    """«Multiplicar por esa segunda matriz intercambia las columnas»."""
    table = np.arange(10.0).reshape(5, 2)
    np.testing.assert_array_equal(table @ [[0, 1], [1, 0]], table[:, ::-1])


def test_pythons_that_work(result):
    """«Hace falta Python […] o posterior, hasta el […]»: lo que piden las cinco bibliotecas."""
    num = result("herramientas").num

    def minor(text):
        return int(text.removeprefix("3."))

    low, high = minor(num["oldest_python"]), minor(num["newest_python"])
    assert low <= minor(num["python_version"]) <= high
    assert num["python_version"] == f"3.{sys.version_info.minor}"
    for package in PACKAGES.values():
        needed = metadata(package)["Requires-Python"]
        assert needed.startswith(">=3.") and int(needed.split(">=3.")[1].split(",")[0]) <= low
    declared = metadata("tensorflow").get_all("Classifier")
    assert f"Programming Language :: Python :: 3.{high}" in declared
    assert f"Programming Language :: Python :: 3.{high + 1}" not in declared


def test_keras_licence_and_backends():
    """«con licencia Apache 2.0»; «Keras 3 puede usar TensorFlow, JAX o PyTorch (y OpenVINO, solo
    para predecir)».
    """
    card = metadata("keras")
    assert card["License"] == "Apache License 2.0"
    text = " ".join(card.get_payload().split())
    assert "support for JAX, TensorFlow, PyTorch, and OpenVINO (for inference-only)" in text
    assert "For Windows users, we recommend using WSL2" in text


def test_bundled_digits(namespace):
    """«imágenes de dígitos escritos a mano, de 8×8 píxeles» y «el dígito medio de cada clase»."""
    page = namespace("herramientas", "comprobar", "datos", "medias")
    digits = load_digits()
    assert page["images"].shape == (1797, 8, 8)
    for k in range(10):
        rows = [digits.images[i] for i in np.flatnonzero(digits.target == k)]
        np.testing.assert_allclose(page["means"][k], sum(rows) / len(rows))


def test_numpy_is_tens_of_times_faster(result):
    """«NumPy tardará decenas de veces menos» y los dos suman lo mismo."""
    num = result("herramientas").num
    assert num["total"] == pytest.approx(num["total_numpy"], rel=1e-9)
    n = 999_999
    assert num["total"] == pytest.approx(n * (n + 1) * (2 * n + 1) / 6, rel=1e-9)
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # con la máquina ocupada, dos se estorban
    done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True, env=env)
    assert float(done.stdout) > 20


def test_blank_line_after_an_indented_block(capsys):
    """«deja una línea en blanco tras cada trozo con sangría antes de pegar lo siguiente; si no,
    verás un `SyntaxError`».
    """
    lines = ["for k in range(2):", "    print(k)", "print('fin')"]

    def paste(lines):
        console = code.InteractiveConsole({})
        for line in lines:
            console.push(line)
        return capsys.readouterr()

    assert "SyntaxError" in paste(lines).err
    assert paste([*lines[:2], "", lines[2]]).out.split()[-1] == "fin"


def test_derivative(result):
    """«La derivada de x² es 2x, y en x = 3 vale 6»: igual por diferencias finitas."""
    step = 1e-5
    slope = ((3 + step) ** 2 - (3 - step) ** 2) / (2 * step)
    assert result("herramientas").num["slope"] == pytest.approx(slope, rel=1e-6)


def test_tiny_network_learns(result, namespace):
    """«Esta red tiene una sola capa, de diez neuronas»; «la hacemos pasar veinte veces por las
    imágenes»; «De acertar el […] a acertar el […]».
    """
    num = result("herramientas").num
    assert num["before"] < 0.4
    assert num["after"] > 0.85
    page = namespace("herramientas", "comprobar", "datos", "primera")
    assert [layer.units for layer in page["model"].layers] == [10]
    assert len(page["history"]["accuracy"]) == 20


def test_missing_module_message(result):
    """«El mensaje dice exactamente qué ha buscado»."""
    text = result("herramientas").outputs["no-esta"].strip()
    assert text == "No module named 'tensorlfow'"


@pytest.mark.parametrize("name", ["keras.py", "otro.py"])
def test_file_named_like_a_library(tmp_path, name):
    """«Si guardas un `keras.py`, `import keras` lo importa a él y falla con algo como module
    'keras' has no attribute 'layers'»: al ejecutarlo a él, y a otro de la misma carpeta.
    """
    for file in {"keras.py", name}:
        (tmp_path / file).write_text("import keras\n\nlayer = keras.layers.Dense(1)\n")
    done = subprocess.run([sys.executable, tmp_path / name], capture_output=True, text=True)
    assert "module 'keras' has no attribute 'layers'" in done.stderr


def test_no_wheel_for_this_python(tmp_path):
    """«`No matching distribution found for tensorflow`. Tu Python es demasiado nuevo o demasiado
    antiguo»: lo que dice pip cuando solo hay un paquete para otro Python.
    """
    (tmp_path / "tensorflow-1.0-cp20-cp20-any.whl").touch()
    options = ["--isolated", "install", "--dry-run", "--no-index", "--find-links", str(tmp_path)]
    command = [sys.executable, "-m", "pip", *options, "--target", str(tmp_path), "tensorflow==1.0"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode and "No matching distribution found for tensorflow" in done.stderr


def test_what_old_tutorials_say():
    """«Si ves `keras.layers.core`, `input_shape=` […] es de antes de Keras 3»: el primero ya no
    está, y el segundo avisa.
    """
    with pytest.raises(ModuleNotFoundError):
        import_module("keras.layers.core")
    with pytest.warns(UserWarning, match="Do not pass an `input_shape`"):
        keras.layers.Dense(1, input_shape=(3,))


def test_missing_fields_of_a_card_do_not_warn(project):
    """«La ficha […] la dice, en una casilla o en otra»: pedir la que falta con corchetes avisa
    desde Python 3.12; con `get`, no.
    """
    tree = ast.parse((project.snippets / "fundamentos/herramientas.py").read_text(encoding="utf-8"))
    keys = {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    }
    assert not {"License", "License-Expression"} & keys
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metadata("numpy").get("No-Existe") is None


def test_licences_are_permissive(result):
    """«Ninguna lo prohíbe. Son licencias permisivas»."""
    text = result("herramientas").outputs["solucion-licencias"]
    rows = dict(line.split(maxsplit=1) for line in text.splitlines())
    assert set(rows) == set(PACKAGES.values())
    assert rows["numpy"].startswith("BSD-3-Clause") and rows["scikit-learn"] == "BSD-3-Clause"
    assert rows["keras"].startswith("Apache") and rows["tensorflow"].startswith("Apache")
    assert "matplotlib" in rows["matplotlib"]


def test_backend_does_not_change_after_import(result):
    """«Keras mira la variable una sola vez, al importarse»."""
    assert result("herramientas").num["still"] == "tensorflow"


def test_three_ways_same_numbers(namespace):
    """«Los números, sí. El tipo, no: Keras calcula por defecto en `float32`»."""
    table = np.arange(6.0).reshape(2, 3)
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    answer = keras.ops.convert_to_numpy(layer(table))
    np.testing.assert_allclose(answer.ravel(), table.sum(axis=1))
    np.testing.assert_allclose(tf.matmul(table, tf.ones((3, 1), "float64")).numpy(), answer)
    assert answer.dtype == np.float32 and keras.config.floatx() == "float32"
    assert np.finfo(np.float32).precision in (6, 7)
