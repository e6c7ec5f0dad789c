"""Lo que comparten las pruebas: el curso construido y sus programas."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from docbuild import cache
from docbuild.build import build
from docbuild.check import Course, load_course
from docbuild.problems import report
from docbuild.programs import Program, load_programs
from docbuild.project import Project
from docbuild.runner import environment

ROOT = Path(__file__).resolve().parents[1]
os.environ.update(environment(Project(ROOT)))  # antes de que nadie importe NumPy o Keras


class Result:
    """Lo que dejó un programa en la construcción."""

    def __init__(self, entry: cache.Entry) -> None:
        self.num: dict = entry.result["numbers"]
        cells = entry.result["cells"]
        self.outputs: dict[str, str] = {cell["section"]: cell["output"] for cell in cells}


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
def site_folder(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Construye el sitio una vez con `mkdocs build --strict`; devuelve su carpeta."""
    folder = tmp_path_factory.mktemp("mkdocs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"mkdocs no termina bien:\n{done.stdout}{done.stderr}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def result(course: Course) -> Callable[[str], Result]:
    """Devuelve la función que da el resultado de un programa por su nombre."""

    def find(name: str) -> Result:
        entry = cache.load(course.project, course.by_name[name])
        assert entry is not None, f"{name} no está en la caché"
        return Result(entry)

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
            code = "\n" * (cell.line - 1) + cell.source
            exec(compile(code, path, "exec", dont_inherit=True), variables)
        plt.close("all")
        return variables

    return execute


@pytest.fixture(scope="session")
def stored() -> dict[tuple[str, ...], dict]:
    return {}


@pytest.fixture
def once(namespace: Callable[..., dict], stored: dict) -> Callable[..., dict]:
    """Como `namespace`, pero ejecuta una sola vez las mismas secciones.

    Lo devuelto se comparte entre pruebas: se mira, no se cambia.
    """

    def execute(*what: str) -> dict:
        if what not in stored:
            stored[what] = namespace(*what)
        return stored[what]

    return execute
