"""Lo publicado: salidas, figuras, números, cuadernos y fichas."""

from __future__ import annotations

import importlib.metadata
import math
import re
import shutil
from dataclasses import replace
from xml.etree import ElementTree

import nbformat
import yaml

from docbuild.course.pages import Page, parse_page
from docbuild.publish.footer import card, reading_minutes
from docbuild.rules.load import load_course
from docbuild.run import runner
from docbuild.run.cache import Entry, load
from docbuild.run.figures import DARK

PLOT = "import matplotlib.pyplot as plt\n"

SCALARS = """\
import numpy as np

whole, negative, ratio, flag, word = 3, -7, 0.25, True, "hola"
np_whole, np_ratio = np.int64(5), np.float32(0.5)
np_flag, np_word = np.bool_(False), np.str_("adiós")
infinite = float("inf")
for step in range(3):
    last = step
"""
NOT_NUMBERS = """\
matrix, scalar_array, items, nothing = np.zeros(2), np.array(1.0), [1], None
_private, complex_number, moment = 1, 1j, np.datetime64("2026-01-01")
long_text, two_lines, huge = "x" * 201, "a\\nb", 10**5000
broken = "\\ud800"
"""


def numbers(course) -> dict:
    """El YAML que leen las páginas."""
    return yaml.safe_load(course.project.numbers.read_text(encoding="utf-8"))


def test_outputs(course, section) -> None:
    """La salida de una sección es, letra a letra, lo que imprime."""
    code = "print('año', 1, sep='\\t')\nprint()\nprint('fin', end='')\nvalue = print"
    course.add("imprime", section("uno", code), section("dos", "x = 1"))
    course.good()
    folder = course.project.outputs / "imprime"
    assert [path.name for path in folder.iterdir()] == ["uno.txt"]
    assert (folder / "uno.txt").read_bytes() == "año\t1\n\nfin".encode()


def test_numbers(course, section) -> None:
    """Toda variable global escalar es un número vivo; nada más lo es."""
    course.add("escalares", section("uno", SCALARS), section("dos", NOT_NUMBERS))
    course.good()
    found = numbers(course)
    assert found == {
        "num": {
            "escalares": {
                "whole": 3,
                "negative": -7,
                "ratio": 0.25,
                "flag": True,
                "word": "hola",
                "np_whole": 5,
                "np_ratio": 0.5,
                "np_flag": False,
                "np_word": "adiós",
                "infinite": math.inf,
                "step": 2,
                "last": 2,
            }
        }
    }
    assert found["num"]["escalares"]["flag"] is True


FIGURE = (
    PLOT
    + """\
import numpy as np

rng = np.random.default_rng(42)
fig, ax = plt.subplots()
ax.plot([1, 2, 3], label="curva")
ax.scatter(*rng.random((2, 3000)), s=1)
ax.pcolormesh(rng.random((4, 4)))
ax.set(xlabel="Época", title="Título", ylabel="$x_i^2$")
ax.grid()
ax.legend()
plt.show()
"""
)


def figures(course, name: str) -> dict[str, bytes]:
    """Los SVG publicados de un programa."""
    folder = course.project.figures / name
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_figures(course, section) -> None:
    """Una figura se publica clara y oscura, y solo cambian la tinta y la rejilla."""
    course.add("dibuja", section("curva", FIGURE, figures=1))
    course.good()
    found = figures(course, "dibuja")
    assert list(found) == ["curva-dark.svg", "curva.svg"]
    light, dark = found["curva.svg"].decode(), found["curva-dark.svg"].decode()
    assert light != dark
    for ink, replacement in DARK.items():
        assert ink in light and replacement not in light
        assert ink not in dark and replacement in dark
        light = light.replace(ink, replacement)
    assert light == dark
    root = ElementTree.fromstring(dark)
    assert root.tag.endswith("svg")
    assert re.fullmatch(r"270(\.\d+)?pt", root.get("width"))
    assert "<image" in dark, "los puntos densos van como imagen"


def test_figures_are_the_same_bytes(course, section, monkeypatch) -> None:
    """Dos ejecuciones en frío, una del servidor y otra suelta, dan los mismos bytes."""
    course.add("dibuja", section("curva", FIGURE, figures=1))
    course.good()
    first = figures(course, "dibuja")
    for folder in (course.project.cache, course.project.figures):
        shutil.rmtree(folder)
    course.warm = False
    monkeypatch.setattr(runner, "SERVER", runner._Server())
    assert course.good().ran == ["dibuja"]
    assert figures(course, "dibuja") == first


def test_many_figures(course, section) -> None:
    """Cada `plt.show()` cierra sus figuras; lo que quede abierto se guarda al final."""
    code = PLOT + "plt.plot([1, 2])\nplt.show()\nplt.figure()\nplt.plot([2, 1])\n"
    code += "plt.figure()\nplt.plot([1, 1])\n"
    course.add("varias", section("uno", code, figures=3))
    course.good()
    lights = {name for name in figures(course, "varias") if "dark" not in name}
    assert lights == {"uno.svg", "uno-2.svg", "uno-3.svg"}
    assert len(set(figures(course, "varias").values())) == 6


def test_sparse_points_stay_vector(course, section) -> None:
    """Pocos puntos siguen siendo trazos, salvo que el programa pida otra cosa."""
    code = PLOT + "plt.scatter([1, 2], [1, 2]{extra})\nplt.show()"
    course.add("pocos", section("uno", code.format(extra=""), figures=1))
    course.add("pedidos", section("uno", code.format(extra=", rasterized=True"), figures=1))
    course.good()
    assert b"<image" not in figures(course, "pocos")["uno.svg"]
    assert b"<image" in figures(course, "pedidos")["uno.svg"]


def test_notebook(course, section) -> None:
    """El cuaderno es válido, siempre igual, y trae las salidas sin marcas nuestras."""
    course.add(
        "cuaderno",
        section("uno", "x = 1\n\nprint(x)"),
        section("dos", PLOT + "plt.plot([1, 2])\nplt.show()", figures=1),
    )
    course.good()
    file = course.project.notebooks / "cuaderno.ipynb"
    text = file.read_text(encoding="utf-8")
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert "8<" not in text and text.endswith("}\n")
    assert [(cell.id, cell.cell_type) for cell in book.cells] == [
        ("presentacion", "markdown"),
        ("titulo-0", "markdown"),
        ("celda-0", "code"),
        ("titulo-1", "markdown"),
        ("celda-1", "code"),
    ]
    intro, title, code, _, drawing = book.cells
    assert intro.source == (
        "# Demo: cuaderno\n\nEl código de estas lecciones, con sus salidas:\n\n"
        "- [1.1 La lección](https://ejemplo.org/curso/demo/leccion/)"
    )
    assert title.source == "## Celda uno"
    assert code.source == "x = 1\n\nprint(x)"
    assert code.outputs == [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    svg = drawing.outputs[0].data["image/svg+xml"]
    paper = '<rect width="100%" height="100%" fill="#fdfdfb"/>'
    assert svg.count(paper) == 1  # el primero que se pinta: se ve en un Jupyter oscuro
    assert svg.replace(paper, "").encode() == figures(course, "cuaderno")["dos.svg"]
    assert svg.index(paper) < svg.index("<path")
    file.unlink()
    course.good()
    assert file.read_text(encoding="utf-8") == text


def test_card(course, section) -> None:
    """La ficha dice cuánto se tarda, con qué versiones y con qué semillas, y enlaza."""
    code = (
        "import numpy as np\nrngs = [np.random.default_rng(n) for n in (42, 3, 4)]\n"
        "others = [dict(random_state=seed) for seed in range(2)], dict(random_state=2)"
    )
    course.add("ficha", section("uno", code))
    course.good()
    text = (course.project.footers / "demo/leccion.md").read_text(encoding="utf-8")
    assert text == (
        '<div class="ficha" markdown>\n\n'
        "Lectura: unos 1 min. Su código tarda menos de 1 s en un núcleo, sin contar las "
        f"importaciones, con numpy {importlib.metadata.version('numpy')}; semillas 0 a 4 y 42. "
        "[Programa `ficha.py`](https://github.com/ejemplo/curso/blob/main/snippets/demo/ficha.py)"
        " · [Cuaderno](../cuadernos/ficha.ipynb) · [Abrir en Colab]("
        "https://colab.research.google.com/github/ejemplo/curso/blob/gh-pages/cuadernos/ficha/"
        "ficha.ipynb)\n\n</div>\n"
    )
    assert (course.project.footers / "index.md").read_text(encoding="utf-8") == (
        '<div class="ficha" markdown>\n\nLectura: unos 1 min.\n\n</div>\n'
    )


def test_card_counts_only_what_the_page_shows(course, section) -> None:
    """Los segundos son los de las secciones que la página enseña de cada programa."""
    course.add("lento", section("datos", "x = 1"), section("modelo", "y = 2"))
    course.add("otro", section("modelo", "z = 3"))
    course.good()
    loaded = load_course(course.project)
    entries = {}
    for name, program in loaded.by_name.items():
        entry = load(course.project, program)
        cells = [cell | {"seconds": 30 if name == "lento" else 2} for cell in entry.result["cells"]]
        entries[name] = Entry(entry.folder, entry.result | {"cells": cells})
    page = next(page for page in loaded.pages if page.path.endswith("leccion.md"))
    text = card(loaded, page, entries)
    assert "tarda unos 60 s" in text and "tarda unos 2 s" in text
    fences = [fence for fence in page.fences if "lento.py:modelo" not in "".join(fence.lines)]
    text = card(loaded, replace(page, fences=fences), entries)
    assert "tarda unos 30 s" in text and "tarda unos 2 s" in text


def test_card_of_a_page_in_the_root(course, section) -> None:
    """El enlace al cuaderno sale de donde está la página."""
    course.add("portada", section("uno", "x = 1"))
    text = '# Inicio\n\n```python\n--8<-- "demo/portada.py:uno"\n```\n'
    course.write("docs/index.md", text)
    course.good()
    found = (course.project.footers / "index.md").read_text(encoding="utf-8")
    assert "[Cuaderno](cuadernos/portada.ipynb)" in found


def test_reading_minutes(course) -> None:
    """Se cuenta la prosa, sin la cabecera ni los enlaces de las figuras, y algo por código."""
    words = "palabra " * 390
    head = "---\ndescription: " + "x " * 500 + "\n---\n"
    page = Page("docs/a.md", head + words + "![uno dos tres](a.svg)\n")
    assert reading_minutes(page) == 2
    code = "\n".join(['```python\n--8<-- "demo/a.py:x"\n```'] * 4)
    longer = parse_page(course.project, course.write("docs/a.md", words + "\n\n" + code + "\n"))
    assert reading_minutes(longer) == 4


def test_unchanged_files_are_not_written(course, section) -> None:
    """Sin cambios no se toca ningún archivo: `mkdocs serve` no entra en un bucle."""
    course.add("quieto", section("uno", "print(1)"), section("dos", FIGURE, figures=1))
    assert course.good().changed
    before = course.published()
    assert course.good().changed == []
    assert course.published() == before


def test_only_what_changes_is_written(course, section) -> None:
    """Cambiar un programa no toca lo publicado de los demás."""
    course.add("uno", section("x", "print(1)"))
    course.add("dos", section("x", "print(2)"))
    course.good()
    before = course.published()
    course.add("dos", section("x", "print(3)"))
    changed = {course.project.relative(path) for path in course.good().changed}
    assert changed == {"generated/salidas/dos/x.txt", "docs/cuadernos/dos.ipynb"}
    after = course.published()
    assert {path for path in after if after[path] != before[path]} == changed


def test_removed_program(course, section) -> None:
    """Lo publicado de un programa desaparece con él, carpetas incluidas."""
    course.add("queda", section("x", "print(1)"))
    course.add("sobra", section("x", FIGURE + "print(1)", figures=1))
    course.good()
    course.remove("sobra")
    course.good()
    assert not [path for path in course.published() if "sobra" in path]
    assert not (course.project.figures / "sobra").exists()
    assert not (course.project.outputs / "sobra").exists()
    assert list(numbers(course)["num"]) == ["queda"]
    assert all("sobra" not in path.name for path in course.entries())


def test_renamed_program(course, section) -> None:
    """Un programa que cambia de nombre se publica con el nuevo y no con el viejo."""
    course.add("viejo", section("x", "print(1)"))
    course.good()
    course.remove("viejo")
    course.add("nuevo", section("x", "print(1)"))
    assert course.good().ran == ["nuevo"]
    assert not [path for path in course.published() if "viejo" in path]
    assert "generated/salidas/nuevo/x.txt" in course.published()


def test_renamed_section(course, section) -> None:
    """Una sección que cambia de nombre no deja atrás su salida."""
    course.add("uno", section("antes", "print(1)"))
    course.good()
    course.add("uno", section("ahora", "print(1)"))
    course.good()
    assert {path for path in course.published() if "salidas" in path} == {
        "generated/salidas/uno/ahora.txt"
    }


def test_course_without_programs(course) -> None:
    """Un curso sin programas también se construye."""
    course.good()
    assert numbers(course) == {"num": {}}
