"""Las copias que se estropean, quién las mira y qué parte se prueba siempre."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import test_spelling
import test_structure
from drill import Seen, place, spoil
from faults import COURSE, FAULTS, Fault
from readings import differences, read
from reviewed import Line, changes, entries_of, lists

from docbuild.build import build
from docbuild.course.course import Course
from docbuild.course.project import Project
from docbuild.rules.load import load_course
from docbuild.run.worker import Limits

ROOT = Path(__file__).resolve().parents[2]
SMALL = Path(__file__).with_name("curso")
NOT_COPIED = (".git", ".venv", "site", "site.*", "__pycache__", "*.egg-info", ".*_cache")
LIMITS = Limits(seconds=15)  # lo que se espera al programa que no termina
REASON = "es lento: con COURSE_CI=1 o `-m faults` se prueba el simulacro entero"
SKIPPED = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deja los fallos lentos para la integración continua o para quien los pida."""
    if os.environ.get("COURSE_CI") == "1" or "faults" in config.option.markexpr:
        return
    lazy = [item for item in items if item.get_closest_marker("slow_fault")]
    for item in lazy:
        item.add_marker(pytest.mark.skip(reason=REASON))
    config.stash[SKIPPED] = len(lazy)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Dice cuántos fallos quedan sin probar y cómo se prueban."""
    if count := terminalreporter.config.stash.get(SKIPPED, 0):
        terminalreporter.write_line(
            f"Simulacro de fallos: {count} lentos sin probar. "
            "Para probarlos todos: python -m pytest -m faults"
        )


def current(root: Path) -> dict[str, list[Line]]:
    """Devuelve las listas que habría que revisar de una copia del curso pequeño."""
    course = load_course(Project(root))
    return lists(course, entries_of(course))


def spelling(root: Path) -> list[str]:
    """Devuelve las faltas de ortografía de una copia, si hay con qué buscarlas."""
    if not shutil.which("hunspell"):
        return []
    return test_spelling.misspelt(test_spelling.texts(root), set(test_spelling.accepted()))


def reader_problems(root: Path) -> list[str]:
    """Devuelve lo que no obtiene igual quien copia las páginas del curso pequeño."""
    course = load_course(Project(root))
    pages = [page for page in course.pages if page.code_includes()]
    got = read(course.project, pages)
    return [str(item) for page in pages for item in differences(course, page, got[page.path])]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copia el curso pequeño y lo construye; sin estropear nada, nadie dice nada."""
    root = tmp_path_factory.mktemp("pequeño") / "curso"
    shutil.copytree(SMALL, root)
    assert build(Project(root), limits=LIMITS).problems == []
    assert reader_problems(root) == []
    return root


@pytest.fixture(scope="session")
def look(small: Path) -> Callable[[Path], list[str]]:
    """Devuelve la función que da todo lo que se dice de una copia del curso pequeño."""
    reviewed = {name: "\n".join(text for *_, text in now) for name, now in current(small).items()}

    def messages(root: Path) -> list[str]:
        problems = build(Project(root), limits=LIMITS).problems
        moved = [
            message
            for name, now in current(root).items()
            for message in changes(now, reviewed.get(name, ""))
        ]
        said = [*map(str, problems), *moved, *spelling(root)]
        return said if problems else said + reader_problems(root)

    return messages


@pytest.fixture(scope="session")
def together(small: Path, look: Callable[[Path], list[str]]) -> dict[Fault, Seen]:
    """Pone a la vez en una copia todos los fallos que no se tapan y los mira una sola vez."""
    root = small.with_name("juntos")
    shutil.copytree(small, root)
    faults = [fault for fault in FAULTS if fault.by == COURSE and not fault.alone]
    for fault in faults:
        spoil(root, fault)
    said = look(root)
    return {fault: (place(root, fault), said) for fault in faults}


@pytest.fixture
def seen(
    small: Path, look: Callable[[Path], list[str]], together: dict[Fault, Seen]
) -> Callable[[Fault], Seen]:
    """Devuelve la función que da lo que se dice de un fallo del curso pequeño.

    Lo que ve la comprobación no hace falta construirlo.
    """

    def find(fault: Fault) -> Seen:
        if not fault.alone:
            return together[fault]
        root = small.with_name("solo")
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(small, root)
        spoil(root, fault)
        said = [str(problem) for problem in load_course(Project(root)).problems]
        return place(root, fault), said or look(root)

    return find


@pytest.fixture(scope="session")
def copy(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copia el proyecto, ya construido y con su caché; nadie escribe en el de verdad."""
    root = tmp_path_factory.mktemp("fallos") / "curso"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return root


@pytest.fixture(scope="session")
def run_tests(copy: Path) -> Callable[..., tuple[bool, str]]:
    """Devuelve la función que ejecuta unas pruebas de la copia: si pasan, y lo que escriben."""

    def run(*names: str) -> tuple[bool, str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *names]
        env = os.environ | {"PYTHONPATH": str(copy), "PYTEST_ADDOPTS": ""}
        done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True)
        return done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def site_copy(site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copia el sitio construido; cada archivo es un enlace hasta que se estropea."""
    root = tmp_path_factory.mktemp("fallos-sitio")
    shutil.copytree(site_folder, root / "site", copy_function=os.symlink)
    return root


@pytest.fixture(scope="session")
def inspect(site_copy: Path) -> Callable[[str], str]:
    """Devuelve la función que hace una prueba de test_structure.py en el sitio de la copia."""

    def run(check: str) -> str:
        name, _, page = check.partition("::")[2].removesuffix("]").partition("[")
        test_structure.parsed.cache_clear()
        test_structure.anchors.cache_clear()
        try:
            getattr(test_structure, name)(*filter(None, [page]), site_copy / "site")
        except AssertionError as error:
            return str(error)
        return ""

    return run
