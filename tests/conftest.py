"""Lo que comparten las pruebas: el curso construido y sus programas."""

from __future__ import annotations

import fcntl
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import claims
import pytest
from rich.console import Console

from docbuild.build import build
from docbuild.course.course import Course
from docbuild.course.problems import report
from docbuild.course.programs import Program, load_programs
from docbuild.course.project import Project
from docbuild.rules.load import load_course
from docbuild.run import cache
from docbuild.run.runner import environment

ROOT = Path(__file__).resolve().parents[1]
os.environ.update(environment(Project(ROOT)))  # antes de que nadie importe NumPy o Keras


class Explained:
    """Un fallo con lo que la prueba sostiene escrito encima."""

    def __init__(self, text: str, original: object) -> None:
        self.text, self.original = text, original
        self.reprcrash = getattr(original, "reprcrash", None)

    def toterminal(self, writer: Any) -> None:
        writer.line(self.text, yellow=True)
        self.original.toterminal(writer)

    def __str__(self) -> str:
        return f"{self.text}\n{self.original}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Olvida lo que miró la prueba anterior."""
    claims.USED.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Enseña encima de un fallo qué sostiene la prueba, dónde se dice y el código que mira."""
    report = yield
    doc = getattr(getattr(item, "function", None), "__doc__", None)
    if report.failed and doc and hasattr(report.longrepr, "toterminal"):
        report.longrepr = Explained(claims.explanation(doc), report.longrepr)
    return report


class Result:
    """Lo que dejó un programa en la construcción."""

    def __init__(self, program: Program, entry: cache.Entry) -> None:
        cells = entry.result["cells"]
        self.program = program
        number = functools.partial(claims.use_number, program)
        section = functools.partial(claims.use_section, program)
        self.num = claims.Seen(entry.result["numbers"], number)
        self.outputs = claims.Seen({cell["section"]: cell["output"] for cell in cells}, section)
        self._figures = {item["name"]: item["facts"] for cell in cells for item in cell["figures"]}

    def series(self, figure: str, label: str, axes: int = 0) -> tuple[list, list]:
        """Devuelve la x y la y de la serie que en una figura se llama `label`."""
        claims.use_section(self.program, re.sub(r"-\d+$", "", figure))
        found = self._figures[figure]["axes"][axes]["series"]
        [series] = [item for item in found if item["label"] == label]
        return series["x"], series["y"]

    def figure(self, name: str) -> dict:
        """Devuelve lo que dice una figura: su título y sus ejes, rótulos y series."""
        claims.use_section(self.program, re.sub(r"-\d+$", "", name))
        return self._figures[name]


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def course(project: Project) -> Course:
    """Construye el curso entero: lo que no cambió sale de la caché."""
    done = build(project, console=Console(stderr=True, soft_wrap=True))
    assert not done.problems, "\n" + report(done.problems)
    return load_course(project)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """Devuelve la función que da una carpeta hecha una sola vez, aunque haya varios procesos."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, draft = base / name, base / f"{name}-a-medias"
        with open(base / f"{name}.cerrojo", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(draft, ignore_errors=True)
                fill(draft)
                draft.rename(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def site_folder(course: Course, shared: Callable[..., Path]) -> Path:
    """Construye el sitio una vez con `mkdocs build --strict`; devuelve su carpeta."""

    def fill(folder: Path) -> None:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            pytest.fail(f"mkdocs no termina bien:\n{done.stdout}{done.stderr}", pytrace=False)

    return shared("sitio", fill)


@pytest.fixture(scope="session")
def result(course: Course) -> Callable[[str], Result]:
    """Devuelve la función que da el resultado de un programa por su nombre."""

    def find(name: str) -> Result:
        program = course.by_name[name]
        entry = cache.load(course.project, program)
        assert entry is not None, f"{name} no está en la caché"
        return Result(program, entry)

    return find


@pytest.fixture(scope="session")
def programs(project: Project) -> dict[str, Program]:
    return {program.name: program for program in load_programs(project)[0]}


@pytest.fixture
def namespace(
    project: Project, programs: dict[str, Program], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict]:
    """Devuelve la función que ejecuta unas secciones aquí mismo y da sus variables."""
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))

    def execute(name: str, *sections: str) -> dict:
        program = programs[name]
        path = str(project.root / program.path)
        variables: dict = {"__name__": "__main__", "__file__": path}
        for section in sections:
            cell = program.sections[section]
            claims.use_section(program, section)
            code = "\n" * (cell.line - 1) + cell.source
            exec(compile(code, path, "exec", dont_inherit=True), variables)
        plt.close("all")
        return variables

    return execute


@pytest.fixture(scope="session")
def stored() -> dict[tuple[str, ...], dict]:
    return {}


@pytest.fixture
def once(
    namespace: Callable[..., dict], stored: dict, programs: dict[str, Program]
) -> Callable[..., dict]:
    """Como `namespace`, pero ejecuta una sola vez las mismas secciones.

    Lo devuelto se comparte entre pruebas: se mira, no se cambia.
    """

    def execute(name: str, *sections: str) -> dict:
        what = (name, *sections)
        if what not in stored:
            stored[what] = namespace(*what)
        for section in sections:
            claims.use_section(programs[name], section)
        return stored[what]

    return execute
