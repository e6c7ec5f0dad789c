"""Laboratorios: no los ejecuta la construcción, sino su orden, si tienen los datos."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest
from rich.console import Console

import docbuild.__main__ as command
from docbuild.build import Report, build_laboratories
from docbuild.course.laboratories import datasets, keras_cache, missing, text_of
from docbuild.course.programs import Cell, parse_program

HEAD = '''\
"""Demo: un laboratorio."""

# %% [markdown]
# # El título
#
# Un texto.
#
#     sangrado
'''
USES = "if False:\n    keras.datasets.mnist\n"  # lo nombra sin importar Keras, que tarda


def laboratory(code: str, data: str = USES) -> str:
    return f"{HEAD}\n# %% Una celda\n{data}{code}\n"


def add(course, name: str, text: str) -> None:
    """Añade un laboratorio y lo pone en el índice."""
    course.write(f"snippets/laboratorios/{name}.py", text)
    config = course.root / "mkdocs.yml"
    with config.open("a", encoding="utf-8") as file:
        file.write(f"  - laboratorios/{name}.ipynb\n")


@pytest.fixture
def keras_home(tmp_path_factory, monkeypatch) -> Path:
    """Una caché de Keras que tiene los datos de MNIST y ninguno más."""
    home = tmp_path_factory.mktemp("keras")
    (home / "datasets").mkdir()
    (home / "datasets" / "mnist.npz").write_bytes(b"datos")
    monkeypatch.setenv("KERAS_HOME", str(home))
    return home


def run(course, *names: str) -> Report:
    return build_laboratories(course.project, list(names), Console(quiet=True))


def cells(course, name: str) -> list[dict]:
    text = (course.project.laboratories / f"{name}.ipynb").read_text(encoding="utf-8")
    return json.loads(text)["cells"]


def outputs(course, name: str) -> list[dict]:
    return [item for cell in cells(course, name) for item in cell.get("outputs", [])]


def whole(course, name: str) -> str:
    return "".join("".join(cell["source"]) for cell in cells(course, name))


def test_build_does_not_execute_it(course, keras_home) -> None:
    """La construcción escribe su cuaderno sin ejecutarlo, aunque estén los datos, y lo dice."""
    add(course, "demo", laboratory("1 / 0"))
    done = course.good()
    assert done.ran == []
    assert outputs(course, "demo") == []
    found = [(cell["cell_type"], "".join(cell["source"])) for cell in cells(course, "demo")]
    assert found[0] == ("markdown", "# El título\n\nUn texto.\n\n    sangrado")
    assert found[1][1].startswith("**Este cuaderno se publica sin salidas.**")
    assert "`python -m docbuild laboratorios`" in found[1][1]
    assert found[2] == ("code", USES + "1 / 0")


def test_command_executes_it_and_the_outputs_appear(course, keras_home) -> None:
    """Con los datos, la orden lo ejecuta y lo que deja aparece en su cuaderno."""
    code = "import matplotlib.pyplot as plt\nprint('hola')\nplt.subplots(figsize=(3.75, 2))"
    add(course, "demo", laboratory(code))
    done = run(course)
    assert (done.ran, done.problems) == (["demo"], [])
    printed, drawn = outputs(course, "demo")
    assert "".join(printed["text"]) == "hola\n"
    assert "image/svg+xml" in drawn["data"]
    assert "datos de verdad" in whole(course, "demo")
    assert run(course).cached == ["demo"]


def test_outputs_stay_until_the_program_changes(course, keras_home) -> None:
    """La construcción conserva las salidas de ese mismo programa, y solo de ese."""
    add(course, "demo", laboratory("print('hola')"))
    run(course)
    course.good()
    course.good()  # la limpieza de la caché no se las lleva
    assert len(outputs(course, "demo")) == 1
    course.write("snippets/laboratorios/demo.py", laboratory("print('adiós')"))
    course.good()
    assert outputs(course, "demo") == []


def test_missing_data(course, keras_home, capsys, monkeypatch) -> None:
    """De los que no tienen datos dice qué falta y cómo se consigue; los demás se ejecutan."""
    add(course, "con", laboratory("print('hola')"))
    add(course, "sin", laboratory("1 / 0", "from keras.datasets import imdb\n"))
    monkeypatch.chdir(course.root)
    assert command.main(["laboratorios"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("  hecho con (")
    code = "from keras.datasets import imdb; imdb.load_data(); imdb.get_word_index()"
    assert lines[1:] == [
        "snippets/laboratorios/sin.py: faltan sus datos en la caché de Keras",
        f"  {keras_home}/datasets/imdb.npz",
        f"  {keras_home}/datasets/imdb_word_index.json",
        "  Con conexión, descárgalos así:",
        f'  python -c "{code}"',
        "",
        "1 problema.",
    ]
    assert len(outputs(course, "con")) == 1
    assert outputs(course, "sin") == []
    assert command.main(["laboratorios", "con"]) == 0


def test_failure_is_told(course, keras_home) -> None:
    """Un laboratorio que falla da el mismo mensaje que una lección, y no deja salidas."""
    add(course, "demo", laboratory("print('antes')\n1 / 0"))
    done = run(course)
    (problem,) = done.problems
    assert (problem.path, problem.line) == ("snippets/laboratorios/demo.py", 14)
    assert "ZeroDivisionError" in problem.detail
    assert outputs(course, "demo") == []


DOWNLOAD = """\
import urllib.error
import urllib.request

try:
    urllib.request.urlopen("{url}")
except urllib.error.URLError:
    print("sin red")
"""


def test_command_downloads_nothing(course, unseen, keras_home, tmp_path) -> None:
    """Mientras se ejecutan no hay red, ni siquiera con un servidor en la propia máquina."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        add(course, "demo", laboratory(unseen(DOWNLOAD.format(url=url))))
        done = course.run("docbuild", "laboratorios")  # otro proceso: nada está arrancado
        server.shutdown()
    assert done.returncode == 0, done.stderr
    assert "".join(outputs(course, "demo")[0]["text"]) == "sin red\n"


@pytest.mark.slow
def test_damaged_data_are_not_downloaded(course, keras_home) -> None:
    """Si los datos están dañados, Keras quiere descargarlos y no puede: se dice qué hacer."""
    code = "from keras.datasets import mnist\n\nmnist.load_data()"
    add(course, "demo", laboratory(code, ""))
    done = course.run("docbuild", "laboratorios")
    assert done.returncode == 1
    assert "Connection refused" in done.stderr
    assert "snippets/laboratorios/demo.py:13: falla la celda «Una celda»" in done.stderr
    assert "bórralos y descárgalos otra vez, con conexión." in done.stderr


def test_small_text_in_a_figure(course, keras_home) -> None:
    """Las figuras de un laboratorio también se leen en un teléfono."""
    code = "import matplotlib.pyplot as plt\nplt.subplots(figsize=(9, 4))[1].set_title(1)"
    add(course, "demo", laboratory(code))
    assert "en un teléfono" in run(course).problems[0].message


def test_names(course, keras_home) -> None:
    """Un nombre que no existe se dice, y un laboratorio no se ejecuta como una lección."""
    add(course, "demo", laboratory("print('hola')"))
    assert [str(problem) for problem in run(course, "demi").problems] == [
        "snippets/laboratorios: ningún laboratorio se llama «demi»\n  ¿Querías decir «demo»?"
    ]
    (problem,) = course.build(["demo"]).problems
    assert problem.hint == "Es un laboratorio: python -m docbuild laboratorios demo"


def test_removed_laboratory(course, keras_home) -> None:
    """Al quitar un laboratorio desaparece su cuaderno, y lo demás de su carpeta queda."""
    add(course, "demo", laboratory("print('hola')"))
    course.write("docs/laboratorios/.nota", "Se queda.")
    course.good()
    (course.root / "snippets/laboratorios/demo.py").unlink()
    course.save()
    course.good()
    assert [path.name for path in course.project.laboratories.iterdir()] == [".nota"]


def test_pages_can_link_to_it(course) -> None:
    """El enlace a un laboratorio vale antes de construir; a otro, no."""
    course.extra = "[sí](../laboratorios/demo.ipynb) y [no](../laboratorios/demi.ipynb)"
    course.save()
    add(course, "demo", laboratory("print('hola')"))
    (problem,) = course.problems()
    assert "demi.ipynb" in problem.message


def test_navigation(course) -> None:
    """Tiene que estar en el índice, en su grupo; también si no se puede leer."""
    course.write("snippets/laboratorios/demo.py", laboratory("print('hola')"))
    hint = "  Añádelo a «nav», en «Laboratorios»."
    message = f"mkdocs.yml: falta en el índice el cuaderno laboratorios/demo.ipynb\n{hint}"
    assert course.check() == [message]
    course.write("snippets/laboratorios/demo.py", laboratory("print('hola'"))
    assert message in course.check()
    add(course, "demo", laboratory("print('hola'"))
    assert [problem.message for problem in course.problems()] == ["no es Python válido"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (laboratory("").replace("# # El", "# El"), 1, "al laboratorio le falta el título"),
        (laboratory("", ""), 0, "no usa ningún conjunto de keras.datasets"),
        (
            laboratory("", "from keras.datasets import cifar10\n"),
            0,
            "no se sabe qué archivos guarda keras.datasets.cifar10",
        ),
        (laboratory("# --8<-- [start:x]\nx = 1\n# --8<-- [end:x]"), 11, "no tiene secciones"),
        (laboratory(f"x = {'1' * 80}"), 13, "la línea tiene 84 columnas y caben 79"),
        (laboratory("\n# %% [markdown]\n# Texto\nx = 1"), 16, "hay código en una celda de texto"),
        (laboratory("\n# %% [markdown]"), 15, "la celda de texto está vacía"),
    ],
)
def test_bad_laboratory(course, text: str, line: int, message: str) -> None:
    """Lo que está mal escrito se ve sin ejecutar nada, con su línea."""
    add(course, "demo", text)
    (problem,) = course.problems()
    assert problem.path == "snippets/laboratorios/demo.py"
    assert problem.line == line
    assert message in problem.message


def test_text_cells_in_a_lesson(course, section) -> None:
    """Un programa de lección también puede tener texto: va a su cuaderno, sin título encima."""
    course.add("suma", section("x", "print(1)"))
    path = course.root / "snippets/demo/suma.py"
    path.write_text(path.read_text() + "\n# %% [markdown]\n# Y **nada** más.\n")
    course.good()
    found = json.loads((course.project.notebooks / "suma.ipynb").read_text())["cells"]
    assert "".join(found[-1]["source"]) == "Y **nada** más."
    assert found[-1]["cell_type"] == "markdown"
    assert "".join(found[-2]["source"]) == "print(1)"
    path.write_text(path.read_text() + "x = 1\n")
    assert [problem.message for problem in course.problems()] == [
        "hay código en una celda de texto"
    ]


def test_datasets_and_cache(course, monkeypatch, tmp_path) -> None:
    """Los datos se saben por el código, no por el texto, y se buscan donde los deja Keras."""
    text = laboratory("# keras.datasets.imdb", "import keras\nkeras.datasets.reuters.load_data()\n")
    program, _ = parse_program(course.project, course.write("snippets/laboratorios/a.py", text))
    assert datasets(program) == ["reuters"]
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "otra"))
    assert keras_cache() == tmp_path / "otra" / "datasets"
    assert [path.name for path in missing(program)] == ["reuters.npz", "reuters_word_index.json"]
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keras_cache() == tmp_path / ".keras" / "datasets"


def test_text_of_a_cell() -> None:
    """De cada línea se quita la almohadilla y un solo espacio."""
    cell = Cell("[markdown]", 1, "# Uno\n#\n#   dos\n#tres\n\n")
    assert text_of(cell) == "Uno\n\n  dos\ntres"
