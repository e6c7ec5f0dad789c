"""Publicación: de la caché a los archivos que leen MkDocs y Zensical.

Escribe solo lo que cambió y borra lo que ya no tiene origen.
"""

from __future__ import annotations

import importlib.metadata
import math
import os
import posixpath
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import yaml

from docbuild.cache import Entry
from docbuild.check import Course, used_data
from docbuild.glossary import glossary_files
from docbuild.navigation import settings
from docbuild.notebooks import laboratory, notebook
from docbuild.pages import Page
from docbuild.programs import Program
from docbuild.quiz_pages import quiz_files
from docbuild.quizzes import only_in_quizzes
from docbuild.seeds import listed, written_seeds

DRAFT = ".borrador-"
WORDS_PER_MINUTE = 200
SHOWN_PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "matplotlib")
IMPORT_NAMES = {"sklearn": "scikit-learn"}


def publish(
    course: Course, entries: dict[str, Entry], laboratories: dict[str, Entry]
) -> list[Path]:
    """Escribe salidas, figuras, datos, números, cuadernos y fichas; devuelve lo cambiado.

    `laboratories` son las entradas de los laboratorios que se ejecutaron alguna vez.
    """
    files = _generated(course, entries) | laboratory_files(course, laboratories)
    changed = write_changed(files)
    project = course.project
    for stale in set(project.laboratories.glob("*.ipynb")) - set(files):
        stale.unlink()
        changed.append(stale)
    folders = (project.outputs, project.figures, project.data, project.notebooks)
    for folder in (*folders, project.cards, project.quiz_pages):
        changed += _prune(folder, set(files))
    for draft in project.generated.glob(f"{DRAFT}*"):  # de una construcción que murió
        draft.unlink()
    return changed


def write_changed(files: dict[Path, bytes]) -> list[Path]:
    """Escribe los archivos que cambian, todos o ninguno, y los devuelve."""
    drafts: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            if not (path.is_file() and path.read_bytes() == data):
                drafts[path] = _draft(path, data)
        for path, draft in drafts.items():
            os.replace(draft, path)
    except BaseException:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
        raise
    return list(drafts)


def _draft(path: Path, data: bytes) -> Path:
    """Escribe los datos en un archivo provisional junto al definitivo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(draft, 0o644)
    except BaseException as error:
        Path(draft).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # un disco lleno no dice qué archivo escribía
        raise
    return Path(draft)


def _prune(folder: Path, wanted: set[Path]) -> list[Path]:
    stale = [path for path in sorted(folder.rglob("*")) if path.is_file() and path not in wanted]
    for path in stale:
        path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return stale


def _generated(course: Course, entries: dict[str, Entry]) -> dict[Path, bytes]:
    project, files = course.project, {}
    for name, entry in sorted(entries.items()):
        program = course.by_name[name]
        for cell in entry.result["cells"]:
            if cell["section"] and cell["output"]:
                files[project.outputs / name / f"{cell['section']}.txt"] = cell["output"].encode()
            for figure in cell["figures"]:
                for suffix in ("", "-dark"):
                    file = f"{figure['name']}{suffix}"
                    files[project.figures / name / f"{file}.svg"] = entry.figure(file)
        if not only_in_quizzes(course, program.path):
            text = notebook(program, entry, _lessons(course, program))
            files[project.notebooks / f"{name}.ipynb"] = text.encode()
    for name, file in used_data(course):
        files[project.data / name / file] = entries[name].data(file)
    numbers = {name: entry.result["numbers"] for name, entry in entries.items()}
    text = yaml.safe_dump({"num": numbers}, allow_unicode=True)
    files[project.numbers] = f"# Generado por docbuild: no se edita.\n{text}".encode()
    for page in course.pages:
        file = project.cards / page.path.removeprefix("docs/")
        files[file] = card(course, page, entries).encode()
    return files | quiz_files(course, entries) | glossary_files(course)


def laboratory_files(course: Course, entries: dict[str, Entry]) -> dict[Path, bytes]:
    """Devuelve los cuadernos de los laboratorios; sin entrada, sin salidas."""
    files = {}
    for program in course.laboratories:
        links = _program_url(course, program), _colab_url(course, "laboratorios", program)
        text = laboratory(program, entries.get(program.name), *links)
        files[course.project.laboratories / f"{program.name}.ipynb"] = text.encode()
    return files


def _lessons(course: Course, program: Program) -> list[tuple[str, str]]:
    """Devuelve (título, URL) de las lecciones que enseñan el programa."""
    site = str(settings(course.project).get("site_url") or "").rstrip("/") + "/"
    file = program.path.removeprefix("snippets/")
    pages = {
        page.path
        for page in course.pages
        if any(include.file == file for include in page.code_includes())
    }
    return [
        (entry.title, site + re.sub(r"(^|/)index/$", r"\1", entry.path.removesuffix(".md") + "/"))
        for entry in course.nav
        if f"docs/{entry.path}" in pages
    ]


def card(course: Course, page: Page, entries: dict[str, Entry]) -> str:
    """Devuelve la línea que cierra cada lección: tiempos, versiones y enlaces."""
    files = {include.file for include in page.code_includes()}
    programs = [
        item
        for item in course.programs
        if item.path.removeprefix("snippets/") in files and item.name in entries
    ]
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
    file = program.path.removeprefix("snippets/")
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
        f"[Programa `{name}.py`]({_program_url(course, program)}) · [Cuaderno]({notebook_path}) · "
        f"[Abrir en Colab]({_colab_url(course, 'cuadernos', program)})"
    )


def _program_url(course: Course, program: Program) -> str:
    return f"{_repository(course)}/blob/main/{program.path}"


def _colab_url(course: Course, folder: str, program: Program) -> str:
    """Devuelve la dirección que abre en Colab el cuaderno publicado en `folder`."""
    colab = "https://colab.research.google.com/github"
    repository = _repository(course).replace("https://github.com", colab)
    return f"{repository}/blob/gh-pages/{folder}/{program.name}/{program.name}.ipynb"


def _repository(course: Course) -> str:
    return str(settings(course.project).get("repo_url") or "").rstrip("/")
