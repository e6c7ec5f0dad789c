"""La caché: qué obliga a ejecutar otra vez y qué no, y qué pasa si se estropea."""

from __future__ import annotations

import errno
import json
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from docbuild.course.problems import report as render
from docbuild.course.project import Project
from docbuild.rules.load import load_course
from docbuild.run import cache

ROOT = Path(__file__).resolve().parents[2]
STYLE = "figure.figsize: 3.75, 2.8\nfont.size: 12.1\nsvg.hashsalt: fija\n"
STYLE += "xtick.labelbottom: False\nytick.labelleft: False\n"  # sin números no hay que nombrar
READ = """\
from pathlib import Path

path = Path(__file__).with_name("datos.csv")
lines = len(path.read_text().splitlines())
print(lines)
"""
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint(1)"


@pytest.fixture
def built(course, section):
    """Un curso ya construido, con un programa que lee un archivo y otro que dibuja."""
    course.write("snippets/demo/datos.csv", "1\n2\n")
    course.write("snippets/matplotlibrc", STYLE)
    course.add("lee", section("uno", READ))
    course.add("dibuja", section("uno", PLOT, figures=1))
    assert sorted(course.good().ran) == ["dibuja", "lee"]
    return course


def test_second_run_executes_nothing(built) -> None:
    """Si nada cambió, no se ejecuta nada."""
    done = built.good()
    assert (done.ran, done.cached) == ([], ["dibuja", "lee"])


def test_prose_edits_execute_nothing(built) -> None:
    """Cambiar la prosa, el índice o el orden de las páginas no ejecuta nada."""
    built.extra = "Otro párrafo, con {{ num.lee.lines }}."
    built.save()
    config = (built.root / "mkdocs.yml").read_text()
    built.write("mkdocs.yml", config.replace("Curso diminuto", "Otro nombre") + "  - Más: mas.md\n")
    built.write("docs/mas.md", "# Más\n")
    assert built.good().ran == []


def new_style(course, _patch) -> None:
    course.write("snippets/matplotlibrc", STYLE + "lines.linewidth: 3\n")


def new_builder(_course, patch) -> None:
    patch.setattr(cache, "LOADED", ["otro"])


def new_builder_on_disk(_course, patch) -> None:
    patch.setattr(cache, "_builder", lambda: ["otro"])


def new_python(_course, patch) -> None:
    patch.setattr(cache, "sys", SimpleNamespace(version_info=(3, 99, 0)))


def new_machine(_course, patch) -> None:
    patch.setattr(platform, "machine", lambda: "otra")


def new_packages(_course, patch) -> None:
    patch.setattr(cache, "installed", lambda _: ("numpy==0.1",))


@pytest.mark.parametrize(
    "change", [new_style, new_builder, new_builder_on_disk, new_python, new_machine, new_packages]
)
def test_what_invalidates_everything(built, change: Callable) -> None:
    """El estilo, el constructor, Python o los paquetes invalidan todo; al volver, vale lo viejo."""
    with pytest.MonkeyPatch.context() as patch:
        change(built, patch)
        assert sorted(built.good().ran) == ["dibuja", "lee"]
        assert built.good().ran == []
    built.write("snippets/matplotlibrc", STYLE)
    assert built.good().ran == []


def test_packages_are_those_of_python() -> None:
    """La clave tiene la versión de cada paquete que un programa puede importar."""
    assert f"numpy=={version('numpy')}" in cache.installed()
    assert f"keras=={version('keras')}" in cache.installed()
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    course = {pin.partition("==")[0] for pin in cache.installed(text)}
    assert {"numpy", "keras", "h5py", "protobuf", "pillow"} <= course  # también lo que estos piden
    assert not {"ruff", "pytest", "mkdocs", "docbuild"} & course


def test_builder_is_what_decides_the_result() -> None:
    """Los módulos del constructor que cuentan existen y su contenido está en la clave."""
    folder = Path(cache.__file__).parents[1]
    assert [cache.digest((folder / name).read_bytes()) for name in cache.BUILDER] == cache.LOADED
    assert "run/worker.py" in cache.BUILDER


def test_program_bytes(built, section) -> None:
    """Un solo byte de un programa lo ejecuta otra vez, y solo a él."""
    file = built.root / "snippets/demo/lee.py"
    file.write_text(file.read_text() + "#\n")
    assert built.good().ran == ["lee"]


def test_file_that_a_program_reads(built) -> None:
    """Cambiar o volver a poner un archivo de datos decide solo sobre quien lo lee."""
    built.write("snippets/demo/datos.csv", "1\n2\n3\n")
    assert built.good().ran == ["lee"]
    assert (built.project.outputs / "lee/uno.txt").read_text() == "3\n"
    assert built.good().ran == []


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nnp.loadtxt(data)",
        "open(bytes(data)).close()",
        "import os\nos.close(os.open(data, os.O_RDONLY))",
        "import os\nos.chdir(data.parent)\nopen('datos.csv').close()",
    ],
)
def test_ways_of_reading(course, section, code: str) -> None:
    """Se sabe qué archivos lee un programa, los abra como los abra."""
    course.write("snippets/demo/datos.csv", "1\n2\n")
    data = "from pathlib import Path\ndata = Path(__file__).with_name('datos.csv')\n"
    course.add("lee", section("uno", data + code))
    course.good()
    course.write("snippets/demo/datos.csv", "3\n")
    assert course.good().ran == ["lee"]


def test_written_files_are_not_read_ones(course, section) -> None:
    """Lo que un programa escribe en su carpeta no cuenta como leído."""
    course.add("escribe", section("uno", "open('a.txt', 'w').close()\nopen('a.txt').close()"))
    course.good()
    assert stored(course)["reads"] == {}
    assert course.good().ran == []


def test_project_reached_by_a_symbolic_link(course, section, tmp_path_factory) -> None:
    """Un enlace simbólico en la ruta del proyecto no oculta los archivos leídos."""
    course.write("snippets/demo/datos.csv", "1\n")
    course.add("lee", section("uno", READ.replace("__file__)", "__file__).resolve()")))
    link = tmp_path_factory.mktemp("enlace") / "curso"
    link.symlink_to(course.root)
    course.project = Project(link)
    course.good()
    assert list(stored(course)["reads"]) == ["snippets/demo/datos.csv"]


def stored(course, name: str = "") -> dict:
    """El resultado guardado de un programa."""
    folder = next(path for path in course.entries() if path.name.startswith(name))
    return json.loads((folder / "result.json").read_text())


def test_file_changed_while_it_is_read(course, section, unseen) -> None:
    """Si el archivo cambia mientras corre el programa, vale el que leyó."""
    course.write("snippets/demo/datos.csv", "1\n")
    change = "Path(__file__).with_name('datos.csv').write_text('1\\n2\\n')\n"
    course.add("lee", section("uno", unseen(READ + change), output=True))
    course.good()
    assert course.good().ran == ["lee"]


def test_style_changed_while_it_runs(course, section, unseen) -> None:
    """Si el estilo cambia mientras corre el programa, vale el de antes."""
    code = "from pathlib import Path\nstyle = Path(__file__).parents[1] / 'matplotlibrc'\n"
    code += "_ = style.write_text('lines.linewidth: 5\\n')"
    course.add("lee", section("uno", unseen(code)))
    course.good()
    assert course.good().ran == ["lee"]


def figure(folder: Path) -> Path:
    return folder / "uno.svg"


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated result": lambda f: (f / "result.json").write_bytes(
        (f / "result.json").read_bytes()[:20]
    ),
    "changed figure": lambda f: figure(f).write_bytes(figure(f).read_bytes() + b" "),
    "truncated figure": lambda f: figure(f).write_bytes(b""),
    "missing figure": lambda f: figure(f).unlink(),
    "missing result": lambda f: (f / "result.json").unlink(),
    "missing manifest": lambda f: (f / "manifest.json").unlink(),
    "empty manifest": lambda f: (f / "manifest.json").write_text(""),
    "manifest without files": lambda f: (f / "manifest.json").write_text("{}"),
    "manifest with only the result": lambda f: (f / "manifest.json").write_text(
        json.dumps({"result.json": cache.file_digest(f / "result.json")})
    ),
    "manifest that is a list": lambda f: (f / "manifest.json").write_text('["result.json"]'),
    "manifest that is not text": lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe"),
    "result that is something else": lambda f: forge(f, "[]"),
    "result without figures": lambda f: forge(f, '{"cells": [], "reads": {}}'),
    "result without reads": lambda f: forge(f, without(f, "reads")),
    "result without numbers": lambda f: forge(f, without(f, "numbers")),
    "reads that are a list": lambda f: forge(f, without(f, "reads", reads=["x"])),
    "deep result": lambda f: forge(f, "[" * 100_000),
    "deep manifest": lambda f: (f / "manifest.json").write_text("[" * 100_000),
    "entry that is a file": lambda f: (shutil.rmtree(f), f.write_text("x")),
    "entry that is a dangling link": lambda f: (shutil.rmtree(f), f.symlink_to("nada")),
    "entry that is a link": lambda f: (f.rename(f.parents[2] / "otra"), f.symlink_to("../../otra")),
    "figure that is a folder": lambda f: (figure(f).unlink(), figure(f).mkdir()),
}


def without(folder: Path, key: str, **others: object) -> str:
    """El resultado sin una de sus partes, o con otra en su lugar."""
    result = json.loads((folder / "result.json").read_text())
    del result[key]
    return json.dumps(result | others)


def forge(folder: Path, text: str) -> None:
    """Cambia el resultado y pone su huella en el manifiesto."""
    (folder / "result.json").write_text(text)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["result.json"] = cache.file_digest(folder / "result.json")
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_entry_is_rebuilt(built, damage: Callable[[Path], object]) -> None:
    """Una entrada estropeada se avisa y se rehace, y lo publicado no cambia."""
    folder = next(path for path in built.entries() if path.name.startswith("dibuja-"))
    before = built.published()
    damage(folder)
    done = built.good()
    assert done.notices == [
        f".docbuild/programas/{folder.name}: la entrada de la caché está dañada; "
        "se ejecuta otra vez dibuja"
    ]
    assert done.ran == ["dibuja"]
    assert built.published() == before
    again = built.good()
    assert (again.ran, again.notices) == ([], [])


def test_damaged_published_file_is_restored(built) -> None:
    """Un archivo generado que alguien toca o borra vuelve a su sitio sin ejecutar nada."""
    before = {path: data for path, (data, _) in built.published().items()}
    (built.project.figures / "dibuja/uno.svg").write_text("roto")
    (built.project.outputs / "lee/uno.txt").unlink()
    built.write("docs/figuras/dibuja/intruso.svg", "x")
    assert built.good().ran == []
    assert {path: data for path, (data, _) in built.published().items()} == before


def test_old_entries_are_dropped(built, section) -> None:
    """De cada programa se guardan las tres últimas entradas, y ninguna de quien no existe."""
    for number in range(5):
        built.add("lee", section("uno", READ + f"x = {number}"))
        built.good()
    assert sum(path.name.startswith("lee-") for path in built.entries()) == cache.KEPT == 3
    assert sum(path.name.startswith("dibuja-") for path in built.entries()) == 1
    (built.project.cache / "borrador-abc").mkdir()
    (built.project.cache / "nadie-0123").mkdir()
    built.good()
    assert {path.name.rpartition("-")[0] for path in built.entries()} == {"lee", "dibuja"}


def test_the_entry_used_last_is_kept(built, section) -> None:
    """Se borra la que hace más que no se usa, no la que hace más que se guardó."""
    for number in (1, 2, 3, 1, 4):
        built.add("lee", section("uno", READ + f"x = {number}"))
        built.good()
    built.add("lee", section("uno", READ + "x = 1"))
    assert built.good().ran == []


def test_readings_of_pages_are_kept(built) -> None:
    """Lo que las pruebas guardan de cada página copiada no se borra."""
    (built.project.cache / "lectura-demo-leccion-0123").mkdir()
    (built.project.cache / "lectura-otra-0123").mkdir()
    built.good()
    names = {path.name for path in built.entries()}
    assert "lectura-demo-leccion-0123" in names
    assert "lectura-otra-0123" not in names


def test_last_seconds(built) -> None:
    """Lo que tardó la última vez se sabe con cualquier clave; si no se sabe, es infinito."""
    program = load_course(built.project).by_name["lee"]
    assert cache.last_seconds(built.project, program) == stored(built, "lee-")["seconds"]
    for folder in built.entries():
        (folder / "result.json").write_text("roto")
    assert cache.last_seconds(built.project, program) == float("inf")


def test_store_replaces_and_survives_a_race(built, monkeypatch) -> None:
    """Guardar dos veces deja una entrada; perder una carrera contra otro no es un fallo."""
    program = load_course(built.project).by_name["lee"]
    result = stored(built, "lee-")
    key = cache.key(built.project, program)
    before = built.entries()
    cache.store(built.project, program, key, built.root, result)
    assert built.entries() == before

    def taken(*_args):
        raise OSError(errno.ENOTEMPTY, "ocupada")

    monkeypatch.setattr(cache.os, "rename", taken)
    entry = cache.store(built.project, program, "otra", built.root, result)
    assert entry.result == result
    monkeypatch.undo()
    assert built.entries() == before


def test_store_that_fails_leaves_nothing(built, monkeypatch) -> None:
    """Si el disco se llena al guardar, no queda nada a medias y la entrada vieja sigue."""
    program = load_course(built.project).by_name["lee"]
    result, before = stored(built, "lee-"), built.entries()

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "lleno")

    key = cache.key(built.project, program)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="lleno"):
        cache.store(built.project, program, key, built.root, result)
    monkeypatch.undo()
    assert built.entries() == before
    assert cache.load(built.project, program) is not None


def test_warnings_are_not_stored(course, section) -> None:
    """Un programa que avisa vuelve a avisar hasta que se corrige."""
    course.add("avisa", section("uno", "import warnings\nwarnings.warn('cuidado')"))
    first = render(course.build().problems)
    assert "cuidado" in first
    assert render(course.build().problems) == first


def test_damaged_cache_folder(course, section) -> None:
    """Lo que ocupe el lugar de la caché o del cerrojo se borra y se avisa, sin traza."""
    course.add("uno", section("x", "print(1)"))
    course.write(".docbuild", "x")
    done = course.run("docbuild")
    assert done.returncode == 0, done.stderr
    notice = ".docbuild: no era una carpeta; se borra y se rehace"
    assert done.stderr.splitlines()[0] == f"Aviso: {notice}"
    lock = course.project.cache / "cerrojo"
    lock.unlink()
    (lock / "dentro").mkdir(parents=True)
    assert cache.repair(course.project) == [
        ".docbuild/programas/cerrojo: no era un archivo; se borra y se rehace"
    ]
    lock.symlink_to("nada")
    course.write(".docbuild/tarjetas", "x")
    assert len(cache.repair(course.project)) == 2
    assert cache.repair(course.project) == []


def test_what_is_not_an_entry_is_dropped(built) -> None:
    """Un archivo o un enlace entre las entradas se borra, y el orden no se rompe."""
    folder = built.project.cache
    (folder / "suelto").write_text("x")
    (folder / "lee-0123").symlink_to("nada")
    (folder / "dibuja-0123").write_text("x")
    assert built.good().ran == []
    names = {path.name.rpartition("-")[0] or path.name for path in folder.iterdir()}
    assert names == {"cerrojo", "lee", "dibuja"}
    assert not [path for path in folder.iterdir() if path.name.endswith("-0123")]
