"""Un curso diminuto para probar el constructor sin tocar el de verdad."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docbuild.build import Report, build
from docbuild.course.problems import Problem
from docbuild.course.problems import report as render
from docbuild.course.project import Project
from docbuild.engine import mkdocs_hook
from docbuild.rules.load import load_course
from docbuild.run.worker import Limits

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(seconds=20)  # de sobra aunque la máquina esté ocupada

UNNUMBERED = "xtick.labelbottom: False\nytick.labelleft: False\n"  # así no piden nombre
CONFIG = """\
site_name: Curso diminuto
site_url: https://ejemplo.org/curso/
repo_url: https://github.com/ejemplo/curso
theme:
  name: material
  custom_dir: {overrides}
  language: es
  font: false
  icon: {{repo: material/source-branch}}
hooks: [{hook}]
plugins:
  - search
  - macros:
      module_name: {macros}
      include_yaml: [generated/num.yml]
      on_undefined: strict
      on_error_fail: true
      render_by_default: false
      force_render_paths: "*.md"
  - mkdocs-jupyter:
      include: ["cuadernos/*.ipynb"]
      execute: false
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.superfences
  - pymdownx.snippets:
      base_path: [snippets, generated]
      check_paths: true
validation:
  links: {{not_found: warn, absolute_links: warn, unrecognized_links: warn}}
nav:
  - Inicio: index.md
  - 1.1 La lección: demo/leccion.md
"""
LESSON = """\
---
description: Una lección de prueba.
---
# La lección

Texto.
{body}
## Errores comunes

Ninguno.

## Resumen

- Nada.

## Ejercicios

Ninguno.

## Para saber más

Nada.

--8<-- "fichas/demo/leccion.md"
"""


@dataclass(frozen=True)
class Section:
    """Una sección de un programa y lo que la página enseña de ella."""

    name: str
    code: str
    output: bool = False
    figures: int = 0


def section(name: str, code: str, output: bool | None = None, figures: int = 0) -> Section:
    """Una sección; si no se dice otra cosa, tiene salida la que llama a `print`."""
    return Section(name, code, "print(" in code if output is None else output, figures)


class Tiny:
    """El curso: una unidad, una lección que enseña todo lo que dejan sus programas."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root)
        self.programs: dict[str, tuple[Section, ...]] = {}
        self.warm = True  # ¿con el servidor que comparten las pruebas?
        self.extra = ""  # texto añadido a la lección, desde la línea 8
        for folder in ("docs/demo", "snippets/demo"):
            (root / folder).mkdir(parents=True)
        style = ROOT / "snippets" / "matplotlibrc"
        if style.is_file():
            self.write("snippets/matplotlibrc", style.read_text(encoding="utf-8") + UNNUMBERED)
        self.write("docs/index.md", "# Inicio\n\nTexto.\n")
        self.save()

    def write(self, path: str, text: str) -> Path:
        """Escribe un archivo del curso, tal cual."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def add(self, name: str, *sections: Section) -> None:
        """Añade o cambia un programa y rehace la lección y el índice."""
        self.programs[name] = sections
        self.save()

    def remove(self, name: str) -> None:
        """Quita un programa del curso."""
        del self.programs[name]
        (self.root / f"snippets/demo/{name}.py").unlink()
        self.save()

    def save(self) -> None:
        """Escribe los programas, la lección que los enseña y el índice."""
        for name, sections in self.programs.items():
            self.write(f"snippets/demo/{name}.py", program_text(name, sections))
        body = "".join(shown(name, item) for name, items in self.programs.items() for item in items)
        self.write("docs/demo/leccion.md", LESSON.format(body=f"\n{self.extra}\n{body}\n"))
        hook = mkdocs_hook.__file__
        macros = os.path.relpath(ROOT / "docbuild/course/macros", self.root)
        notebooks = [f"  - cuadernos/{name}.ipynb\n" for name in self.programs]
        config = CONFIG.format(hook=hook, macros=macros, overrides=ROOT / "overrides")
        self.write("mkdocs.yml", config + "".join(notebooks))

    def build(self, only: list[str] | None = None, limits: Limits = LIMITS) -> Report:
        """Construye en este proceso, con el servidor de Keras ya caliente."""
        if self.warm:
            warm_server()
        return build(self.project, only, limits=limits)

    def good(self) -> Report:
        """Construye y exige que no haya problemas."""
        done = self.build()
        assert not done.problems, render(done.problems)
        return done

    def problems(self) -> list[Problem]:
        """Lo que se ve sin ejecutar nada."""
        return load_course(self.project).problems

    def check(self) -> list[str]:
        """Los mensajes de lo que se ve sin ejecutar nada."""
        return [str(problem) for problem in self.problems()]

    def published(self) -> dict[str, tuple[bytes, int]]:
        """Los archivos generados: su contenido y cuándo se escribieron."""
        project = self.project
        folders = (project.generated, project.figures, project.data, project.notebooks)
        return {
            self.project.relative(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }

    def entries(self) -> list[Path]:
        """Las entradas de la caché."""
        return sorted(path for path in self.project.cache.iterdir() if path.is_dir())

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Ejecuta `python -m …` dentro del curso."""
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=60,
        )


def program_text(name: str, sections: tuple[Section, ...]) -> str:
    """El programa: la primera línea de la primera sección es la 5."""
    cells = [
        f"# %% Celda {item.name}\n# --8<-- [start:{item.name}]\n"
        f"{item.code.rstrip()}\n# --8<-- [end:{item.name}]\n"
        for item in sections
    ]
    return "\n".join([f'"""Demo: {name}."""\n', *cells])


def shown(name: str, item: Section) -> str:
    """Lo que la página dice de una sección."""
    text = f'\n```python\n--8<-- "demo/{name}.py:{item.name}"\n```\n'
    if item.output:
        text += f'\n``` {{ .text .no-copy }}\n--8<-- "salidas/{name}/{item.name}.txt"\n```\n'
    for number in range(item.figures):
        file = item.name + (f"-{number + 1}" if number else "")
        alt = f"Una línea de prueba que sube: {name}, {file}."
        text += f"\n![{alt}](../figuras/{name}/{file}.svg)\n"
    return text


def unseen(code: str) -> str:
    """El programa que hace eso en otro hilo: lo que un programa no debe hacer, y nadie se lo dice.

    Así se comprueba cuándo y dónde corre, por lo que escribe en el proyecto.
    """
    lines = "\n".join(f"    {code[i : i + 50]!r}" for i in range(0, len(code), 50))
    thread = "thread = threading.Thread(target=exec, args=(code, globals()))"
    start = "thread.start()\nthread.join()\n"
    return f"import threading\n\ncode = (\n{lines}\n)\n{thread}\n{start}"


@functools.cache
def warm_server() -> None:
    """Importa Keras una vez; de ahí se bifurca cada programa de estas pruebas."""
    with tempfile.TemporaryDirectory() as folder:
        course = Tiny(Path(folder))
        course.add("caliente", section("nada", "import keras"))
        done = build(course.project)
        assert not done.problems, render(done.problems)


@pytest.fixture
def course(tmp_path: Path) -> Tiny:
    """Un curso diminuto y vacío."""
    return Tiny(tmp_path)


@pytest.fixture(scope="module")
def make_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Tiny]:
    """Devuelve la función que da otro curso vacío, para compartirlo en un módulo."""
    return lambda: Tiny(tmp_path_factory.mktemp("curso"))


@pytest.fixture(name="unseen", scope="session")
def unseen_fixture() -> Callable[[str], str]:
    """Devuelve la función que da un programa que hace lo que no debe sin que se le diga."""
    return unseen


@pytest.fixture(name="section", scope="session")
def section_fixture() -> Callable[..., Section]:
    """Devuelve la función que describe una sección."""
    return section


@pytest.fixture
def small_disk() -> Iterator[Callable[[Path, str], Path]]:
    """Devuelve la función que monta un disco diminuto; se desmonta al acabar."""
    mounted = []

    def mount(folder: Path, options: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no se puede montar un disco de prueba: hace falta ser root")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
