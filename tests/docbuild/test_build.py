"""La construcción entera: discos llenos, muertes a destiempo y dos a la vez."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import docbuild.build
from docbuild.course.problems import report as render
from docbuild.publish import files as publishing
from docbuild.run import cache, runner

DISK_HINT = (
    "  Libera espacio o da permiso de escritura en esa carpeta.\n"
    "  Lo que ya estaba construido sigue ahí."
)
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint(1)"
ROOT = "from pathlib import Path\nroot = Path(__file__).parents[2]\n"


@pytest.fixture
def built(course, section):
    """Un curso publicado al que se le cambia un programa."""
    course.add("uno", section("x", PLOT, figures=1))
    course.add("dos", section("x", "print(2)"))
    course.good()
    course.add("dos", section("x", "y = 3\nprint(y)"))
    return course


def failing(code: int, after: int = 0, path: str | None = None) -> Callable:
    """Una función que falla con ese error a partir de la llamada que se diga."""
    calls = []

    def fail(original: Callable, *args, **kwargs):
        calls.append(args)
        if len(calls) > after:
            raise OSError(code, os.strerror(code), path)
        return original(*args, **kwargs)

    return fail


DISK_ERRORS = [
    (errno.ENOSPC, "no queda espacio en el disco"),
    (errno.EROFS, "el disco es de solo lectura"),
    (errno.EACCES, "no hay permiso para leer o escribir"),
    (errno.EDQUOT, "se agotó la cuota de disco"),
]


@pytest.mark.parametrize(("code", "message"), DISK_ERRORS)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_publishing_fails(built, monkeypatch, code: int, message: str, after: int) -> None:
    """Si no se puede escribir un archivo, se dice cuál y no cambia ninguno."""
    before = built.published()
    original, fail = publishing.tempfile.mkstemp, failing(code, after)

    def mkstemp(*args, **kwargs):
        if kwargs.get("prefix") != publishing.DRAFT:
            return original(*args, **kwargs)
        try:
            return fail(original, *args, **kwargs)
        except OSError as error:
            error.filename = str(kwargs["dir"] / "borrador")
            raise

    monkeypatch.setattr(publishing.tempfile, "mkstemp", mkstemp)
    (problem,) = built.build().problems
    assert str(problem).endswith(f"/borrador: {message}\n{DISK_HINT}")
    assert not problem.path.startswith("/")
    assert built.published() == before
    monkeypatch.undo()
    assert built.good().changed


def test_write_error_names_the_file(built, monkeypatch) -> None:
    """Un disco lleno no dice qué se escribía; el mensaje, sí."""
    before = built.published()

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "lleno")

    monkeypatch.setattr(publishing.os, "chmod", full)
    assert [str(problem) for problem in built.build().problems] == [
        f"generated/salidas/dos/x.txt: no queda espacio en el disco\n{DISK_HINT}"
    ]
    assert built.published() == before


@pytest.mark.parametrize(("code", "message"), DISK_ERRORS)
def test_cache_cannot_be_written(built, monkeypatch, code: int, message: str) -> None:
    """Si no se puede guardar en la caché, se dice y lo publicado no cambia."""
    before = built.published()
    original = cache.tempfile.mkdtemp

    def mkdtemp(*args, **kwargs):
        if "dir" in kwargs and kwargs["dir"] == built.project.cache:
            raise OSError(code, os.strerror(code), str(kwargs["dir"]))
        return original(*args, **kwargs)

    monkeypatch.setattr(cache.tempfile, "mkdtemp", mkdtemp)
    assert [str(problem) for problem in built.build().problems] == [
        f".docbuild/programas: {message}\n{DISK_HINT}"
    ]
    assert built.published() == before


def test_other_system_errors_are_bugs(built, monkeypatch) -> None:
    """Un error que no es del disco es un fallo del constructor y conserva su traza."""

    def missing(*_args):
        raise FileNotFoundError(errno.ENOENT, "no está", "x")

    monkeypatch.setattr(publishing, "notebook", missing)
    with pytest.raises(FileNotFoundError):
        built.build()


def test_full_disk_for_the_cache(built, small_disk) -> None:
    """Un disco lleno de verdad, donde está la caché."""
    before = built.published()
    small_disk(built.project.cache, "size=12k")
    assert [str(problem) for problem in built.build().problems] == [
        f".docbuild/programas: no queda espacio en el disco\n{DISK_HINT}"
    ]
    assert built.published() == before


def test_full_disk_for_the_figures(course, section, small_disk) -> None:
    """Un disco lleno de verdad, donde se publica: ni un archivo a medias."""
    course.add("uno", section("x", PLOT, figures=1))
    small_disk(course.project.figures, "size=12k")
    (problem,) = course.build().problems
    assert str(problem).startswith("docs/figuras/uno/x")
    assert str(problem).endswith(f": no queda espacio en el disco\n{DISK_HINT}")
    assert course.published() == {}


def test_full_disk_for_the_programs(course, section, small_disk, tmp_path, monkeypatch) -> None:
    """Un disco lleno de verdad, donde trabajan los programas: no es culpa suya."""
    scratch = small_disk(tmp_path / "disco", "size=64k")
    monkeypatch.setattr(runner.tempfile, "tempdir", str(scratch))
    code = "from pathlib import Path\ntry:\n    Path('a').write_bytes(b'x' * 2**20)\n"
    course.add("uno", section("x", code + "except OSError:\n    pass\n" + PLOT, figures=1))
    assert [str(problem) for problem in course.build().problems] == [
        f"disco: no queda espacio en el disco\n{DISK_HINT}"
    ]


def test_read_only_disk(built, small_disk) -> None:
    """Un disco de solo lectura de verdad; la orden acaba en 1, sin traza."""
    small_disk(built.project.cache, "size=1m,ro")
    done = built.run("docbuild")
    assert done.returncode == 1
    assert done.stderr == (
        f".docbuild/programas/cerrojo: el disco es de solo lectura\n{DISK_HINT}\n\n1 problema.\n"
    )


SLEEPER = (
    ROOT
    + """\
import os
import time

_ = (root / "pid").write_text(str(os.getpid()))
while (root / "duerme").exists():
    time.sleep(0.05)
print("despierto")
"""
)


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Espera a que se cumpla la condición, o falla."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "se acabó el tiempo de espera"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Dice si un proceso terminó, aunque nadie lo haya recogido todavía."""
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_killed_while_a_program_runs(
    built, section, unseen, tmp_path_factory, monkeypatch
) -> None:
    """Si se mata al constructor, su programa muere con él y la próxima vez todo va bien."""
    scratch = tmp_path_factory.mktemp("tmp")
    monkeypatch.setenv("TMPDIR", str(scratch))
    built.good()
    before = built.published()
    built.add("tres", section("x", unseen(SLEEPER), output=True))
    built.write("duerme", "")
    process = subprocess.Popen(
        [sys.executable, "-m", "docbuild"], cwd=built.root, stderr=subprocess.DEVNULL
    )
    pid = built.root / "pid"
    wait_for(lambda: pid.exists() and pid.read_text() != "")
    process.kill()
    assert process.wait() == -signal.SIGKILL
    wait_for(lambda: is_gone(int(pid.read_text())))
    wait_for(lambda: not list(scratch.iterdir()))
    assert built.published() == before
    (built.root / "duerme").unlink()
    assert built.good().ran == ["tres"]
    assert (built.project.outputs / "tres/x.txt").read_text() == "despierto\n"


KILLER = """\
import os, signal
from pathlib import Path
from docbuild.build import build
from docbuild.course.project import Project

original, calls = os.{function}, []

def killer(*args):
    calls.append(args)
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*args)

os.{function} = killer
build(Project(Path.cwd()))
"""


@pytest.mark.parametrize(
    ("function", "call"),
    [("rename", 1), ("chmod", 2), ("replace", 2)],
)
def test_killed_while_writing(built, function: str, call: int, monkeypatch) -> None:
    """Se mate cuando se mate, la construcción siguiente deja lo mismo que una entera."""
    monkeypatch.setenv("TMPDIR", str(built.root))
    script = KILLER.format(function=function, call=call)
    done = subprocess.run([sys.executable, "-c", script], cwd=built.root)
    assert done.returncode == -signal.SIGKILL
    built.good()
    after = {path: data for path, (data, _) in built.published().items()}
    assert not [path for path in after if "borrador" in path]
    assert not [path for path in built.entries() if "borrador" in path.name]
    for path in after:
        (built.root / path).unlink()
    for entry in built.entries():
        cache.shutil.rmtree(entry)
    built.good()
    assert {path: data for path, (data, _) in built.published().items()} == after


def test_two_builds_at_once(course, section, unseen) -> None:
    """Dos construcciones a la vez acaban bien y cada programa se ejecuta una vez."""
    count = ROOT + "import time\nwith open(root / 'veces', 'a') as file:\n    file.write('x')\n"
    course.add("uno", section("x", unseen(count + "time.sleep(1)") + "print(1)"))
    course.add("dos", section("x", unseen(count) + "print(2)"))
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "docbuild"],
            cwd=course.root,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=60)[1] for process in builds]
    assert [process.returncode for process in builds] == [0, 0], errors
    assert (course.root / "veces").read_text() == "xx"
    assert sum("Hay otra construcción en marcha: espero a que termine." in e for e in errors) == 1
    assert sum("Programas ejecutados: 0; de la caché: 2;" in e for e in errors) == 1


def test_one_program(course, section) -> None:
    """Se puede ejecutar un solo programa; los demás salen de la caché."""
    course.add("uno", section("x", "print(1)"))
    course.add("dos", section("x", "print(2)"))
    course.good()
    course.add("uno", section("x", "print(3)"))
    done = course.build(["uno"])
    assert (done.problems, done.ran, done.notices) == ([], ["uno"], [])
    assert (course.project.outputs / "uno/x.txt").read_text() == "3\n"
    assert (course.project.outputs / "dos/x.txt").read_text() == "2\n"


def test_one_program_when_others_are_pending(course, section) -> None:
    """Si a otro le falta ejecutarse, el que se pide se ejecuta y no se publica nada."""
    course.add("uno", section("x", "print(1)"))
    course.add("dos", section("x", "print(2)"))
    course.good()
    before = course.published()
    course.add("uno", section("x", "print(3)"))
    course.add("dos", section("x", "print(4)"))
    done = course.build(["uno"])
    assert (done.problems, done.ran, done.changed) == ([], ["uno"], [])
    assert done.notices == ["no se publica nada: falta ejecutar dos"]
    assert course.published() == before
    assert course.good().ran == ["dos"]


def test_unknown_program(course, section) -> None:
    """Un nombre que no existe se dice, con lo más parecido."""
    course.add("suma", section("x", "print(1)"))
    assert [str(problem) for problem in course.build(["sumas"]).problems] == [
        "snippets: ningún programa se llama «sumas»\n  ¿Querías decir «suma»?"
    ]
    assert [str(problem) for problem in course.build(["xyz"]).problems] == [
        "snippets: ningún programa se llama «xyz»\n  Programas: suma"
    ]
    assert course.published() == {}


def test_interrupted(built, monkeypatch) -> None:
    """Con Ctrl-C mueren los programas en marcha y no se publica nada."""
    before = built.published()
    killed = []
    original = runner._kill

    def interrupt(*_args):
        raise KeyboardInterrupt

    def kill(job):
        killed.append(job.program.name)
        original(job)

    monkeypatch.setattr(runner, "_finished", interrupt)
    monkeypatch.setattr(runner, "_kill", kill)
    with pytest.raises(KeyboardInterrupt):
        built.build()
    assert killed == ["dos"]
    assert built.published() == before
    monkeypatch.undo()
    built.good()


def test_report_says_what_was_done(built) -> None:
    """El informe distingue lo ejecutado, lo guardado y lo escrito."""
    done = built.build()
    assert render(done.problems) == "\n0 problemas."
    assert (done.ran, done.cached) == (["dos"], ["uno"])
    assert {built.project.relative(path) for path in done.changed} == {
        "generated/salidas/dos/x.txt",
        "generated/num.yml",
        "docs/cuadernos/dos.ipynb",
    }
    assert docbuild.build.DEFAULT_LIMITS.seconds == 300
