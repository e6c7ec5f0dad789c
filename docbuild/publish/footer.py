"""El pie de cada lección: cuánto se tarda en leerla y en ejecutarla, con qué y dónde está."""

from __future__ import annotations

import importlib.metadata
import math
import posixpath
import re
from dataclasses import replace

from docbuild.course.course import Course
from docbuild.course.pages import Page
from docbuild.course.programs import Program
from docbuild.run.cache import Entry
from docbuild.run.seeds import listed, written_seeds

WORDS_PER_MINUTE = 200
SHOWN_PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "matplotlib")
IMPORT_NAMES = {"sklearn": "scikit-learn"}


def card(course: Course, page: Page, entries: dict[str, Entry]) -> str:
    """Devuelve la línea que cierra cada lección: tiempos, versiones y enlaces."""
    files = {include.file for include in page.code_includes()}
    programs = [item for item in course.programs if item.file in files and item.name in entries]
    parts = [f"Lectura: unos {reading_minutes(page)} min."]
    parts += [_code_facts(page, program, entries[program.name]) for program in programs]
    parts += [_links(course, page, program) for program in programs]
    return '<div class="ficha" markdown>\n\n' + " ".join(parts) + "\n\n</div>\n"


def reading_minutes(page: Page) -> int:
    """Devuelve los minutos de lectura: el texto y, más despacio, el código."""
    prose = re.sub(r"(?s)^---.*?---|```.*?```|!\[.*?\]\(.*?\)", " ", page.source)
    code = sum(len(fence.includes) for fence in page.fences)
    return max(1, math.ceil(len(prose.split()) / WORDS_PER_MINUTE + code * 0.5))


def _code_facts(page: Page, program: Program, entry: Entry) -> str:
    file = program.file
    shown = {include.section for include in page.code_includes() if include.file == file}
    cells = [cell for cell in entry.result["cells"] if cell["section"] in shown]
    seconds = sum(cell["seconds"] for cell in cells)
    took = "menos de 1 s" if seconds < 1 else f"unos {round(seconds)} s"
    source = "".join(cell.source for cell in program.cells if cell.section in shown)
    until = _until(program, shown)  # lo que usa puede haberlo importado otra página
    used = {IMPORT_NAMES.get(name, name) for name in until.imports}
    used |= {"keras", "tensorflow"} if until.needs_keras else set()
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in SHOWN_PACKAGES if name in used
    )
    seeds = written_seeds(source).union(*(cell["seeds"] for cell in cells))
    text = f"Su código tarda {took} en un núcleo, sin contar las importaciones, con {versions}"
    return f"{text}; {listed(seeds)}." if seeds else f"{text}."


def _until(program: Program, shown: set[str]) -> Program:
    """Devuelve el programa hasta la última sección que enseña una página."""
    last = max(i for i, cell in enumerate(program.cells) if cell.section in shown)
    return replace(program, cells=program.cells[: last + 1])


def _links(course: Course, page: Page, program: Program) -> str:
    name = program.name
    notebook_path = posixpath.relpath(f"docs/cuadernos/{name}.ipynb", posixpath.dirname(page.path))
    return (
        f"[Programa `{name}.py`]({program_url(course, program)}) · [Cuaderno]({notebook_path}) · "
        f"[Abrir en Colab]({colab_url(course, 'cuadernos', program)})"
    )


def program_url(course: Course, program: Program) -> str:
    return f"{_repository(course)}/blob/main/{program.path}"


def colab_url(course: Course, folder: str, program: Program) -> str:
    """Devuelve la dirección que abre en Colab el cuaderno publicado en `folder`."""
    colab = "https://colab.research.google.com/github"
    repository = _repository(course).replace("https://github.com", colab)
    return f"{repository}/blob/gh-pages/{folder}/{program.name}/{program.name}.ipynb"


def _repository(course: Course) -> str:
    return str(course.settings.get("repo_url") or "").rstrip("/")
