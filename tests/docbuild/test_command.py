"""La orden `python -m docbuild`: qué escribe, dónde y con qué código acaba."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time

from rich.console import Console

import docbuild.__main__ as command
from docbuild.build import build
from docbuild.run.progress import ProgramProgress

GOOD = "print(1)"


def test_good_course(course, section) -> None:
    """Con el curso en orden acaba en 0 y cuenta lo que hizo, sin ensuciar la salida."""
    course.add("suma", section("x", GOOD))
    done = course.run("docbuild")
    assert (done.returncode, done.stdout) == (0, "")
    progress, total = done.stderr.splitlines()
    assert progress.startswith("  hecho suma (")
    assert total == "Programas ejecutados: 1; de la caché: 0; archivos cambiados: 5."
    again = course.run("docbuild")
    assert (again.returncode, again.stderr) == (
        0,
        "Programas ejecutados: 0; de la caché: 1; archivos cambiados: 0.\n",
    )


def test_programs_cannot_read_the_keyboard(course, section) -> None:
    """Un programa, o lo que lance, no espera a que alguien escriba."""
    course.add("suma", section("x", "import os\nprint(os.read(0, 5))"))
    done = subprocess.run(
        [sys.executable, "-m", "docbuild"],
        cwd=course.root,
        input="hola",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert (course.project.outputs / "suma/x.txt").read_text() == "b''\n"


def test_bad_course(course, section) -> None:
    """Con problemas acaba en 1, con el informe entero en la salida de errores."""
    course.extra = "[roto](nada.md)"
    course.add("resta", section("x", "\n" * 20 + "1 / 0  # [bold]:100:[/bold]"))
    course.add("suma", section("x", GOOD))
    done = course.run("docbuild")
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert {line.split(" (")[0] for line in lines[:2]} == {"  falla resta", "  hecho suma"}
    assert lines[2:] == [
        "docs/demo/leccion.md:8: el enlace «nada.md» no lleva a ningún archivo",
        "snippets/demo/resta.py:25: falla la sección «x»",
        "    1 / 0  # [bold]:100:[/bold]",
        "  ZeroDivisionError: division by zero",
        "",
        "2 problemas.",
    ]


def test_line_numbers_are_not_emoji(course, capsys, monkeypatch) -> None:
    """«:100:» es la línea 100 y no un emoticono."""
    monkeypatch.chdir(course.root)
    course.write("docs/index.md", "# Inicio\n" + "\n" * 98 + "[roto](nada.md)\n")
    assert command.main(["check"]) == 1
    assert capsys.readouterr().err.startswith("docs/index.md:100: el enlace «nada.md»")


def test_check_runs_nothing(course, section) -> None:
    """`check` no ejecuta ni escribe nada, y tarda segundos."""
    course.add("suma", section("x", "while True:\n    pass"))
    start = time.monotonic()
    done = course.run("docbuild", "check")
    assert time.monotonic() - start < 10
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Todo en orden.\n")
    assert not course.project.cache.exists()
    assert not course.project.generated.exists()


def test_check_with_problems(course, section, capsys, monkeypatch) -> None:
    """`check` acaba en 1 si algo está mal escrito."""
    monkeypatch.chdir(course.root)
    course.add("suma", section("x", "import docbuild"))
    assert command.main(["check"]) == 1
    assert capsys.readouterr().err == (
        "snippets/demo/suma.py:5: importa «docbuild», que es de este proyecto\n"
        "  Quien copia la página no lo tiene: escribe aquí ese código.\n"
        "\n1 problema.\n"
    )


def test_one_program(course, section, capsys, monkeypatch) -> None:
    """Con un nombre se ejecuta ese programa, desde cualquier carpeta del proyecto."""
    course.add("suma", section("x", GOOD))
    course.add("resta", section("x", "1 / 0"))
    monkeypatch.chdir(course.root / "docs")
    assert command.main(["suma"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("  hecho suma (")
    assert lines[1:] == [
        "Aviso: no se publica nada: falta ejecutar resta",
        "Programas ejecutados: 1; de la caché: 0; archivos cambiados: 0.",
    ]


def test_unknown_program(course, section, capsys, monkeypatch) -> None:
    """Un nombre mal escrito acaba en 1, con lo más parecido."""
    course.add("suma", section("x", GOOD))
    monkeypatch.chdir(course.root)
    assert command.main(["sumas"]) == 1
    assert capsys.readouterr().err == (
        "snippets: ningún programa se llama «sumas»\n  ¿Querías decir «suma»?\n\n1 problema.\n"
    )


def test_outside_a_project(tmp_path, capsys, monkeypatch) -> None:
    """Fuera de un proyecto se dice, sin traza."""
    monkeypatch.chdir(tmp_path)
    assert command.main([]) == 1
    assert capsys.readouterr().err == (
        f"mkdocs.yml: no está en {tmp_path} ni por encima: "
        "ejecuta la orden dentro del proyecto\n\n1 problema.\n"
    )


def test_bug_of_the_builder(course, capsys, monkeypatch) -> None:
    """Un fallo del constructor conserva su traza, acaba en 2 y dice de quién es."""

    def broken(_project):
        raise KeyError("cosa")

    monkeypatch.chdir(course.root)
    monkeypatch.setattr(command, "load_course", broken)
    assert command.main(["check"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("Traceback (most recent call last):")
    assert error.endswith("KeyError: 'cosa'\nEste fallo es de docbuild, no del curso.\n")


def test_interrupted(course, capsys, monkeypatch) -> None:
    """Con Ctrl-C no hay traza."""

    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.chdir(course.root)
    monkeypatch.setattr(command, "build", interrupt)
    assert command.main([]) == 130
    assert capsys.readouterr().err == command.INTERRUPTED + "\n"


def test_notices_are_told(course, section, capsys, monkeypatch) -> None:
    """Los avisos de la construcción se leen en la orden."""
    monkeypatch.chdir(course.root)
    course.add("suma", section("x", GOOD))
    course.good()
    (folder,) = course.entries()
    (folder / "manifest.json").write_text("")
    assert command.main([]) == 0
    assert f"Aviso: .docbuild/programas/{folder.name}: la entrada" in capsys.readouterr().err


def test_progress_bar(course, section) -> None:
    """En un terminal hay una barra, que se borra al acabar; los hechos quedan escritos."""
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100, emoji=False)
    course.add("suma", section("x", GOOD))
    course.add("resta", section("x", "1 / 0"))
    course.build(["suma"])
    build(course.project, console=console)
    assert "falla resta" in text.getvalue()
    assert "0/1" in text.getvalue()
    assert "\x1b[" in text.getvalue()


def test_time_left(monkeypatch) -> None:
    """Lo que queda se estima con lo que tardó cada programa; si falta alguno, no se dice."""
    clock = [100.0]
    monkeypatch.setattr("docbuild.run.progress.time.monotonic", lambda: clock[0])
    console = Console(file=io.StringIO())

    class Named:
        def __init__(self, name):
            self.name = name

    bar = ProgramProgress(console, {"a": 10, "b": 4, "c": 4}, workers=2)
    assert bar._left() == "quedan unos 10 s"
    bar.notify("empieza", Named("a"))
    bar.notify("empieza", Named("b"))
    clock[0] += 8
    assert bar._left() == "quedan unos 4 s"
    bar.notify("hecho", Named("b"))
    bar.notify("hecho", Named("a"))
    assert bar._left() == "quedan unos 4 s"
    bar.notify("hecho", Named("c"))
    assert bar._left() == ""
    assert ProgramProgress(console, {"a": 10, "b": float("inf")}, workers=2)._left() == ""


def test_output_can_be_a_file_without_colours(course, tmp_path) -> None:
    """En un archivo no hay códigos de terminal."""
    course.extra = "[roto](nada.md)"
    course.save()
    done = course.run("docbuild", "check", TERM=os.environ.get("TERM", "xterm"))
    assert "\x1b" not in done.stderr
