"""Publicación: de la caché a los archivos que leen MkDocs y Zensical.

Escribe solo lo que cambió y borra lo que ya no tiene origen.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import yaml

from docbuild.course.course import Course, used_data
from docbuild.course.programs import Program
from docbuild.course.quizzes import only_in_quizzes
from docbuild.publish.footer import card, colab_url, program_url
from docbuild.publish.glossary import glossary_files
from docbuild.publish.notebooks import laboratory, notebook
from docbuild.publish.quizzes import quiz_files
from docbuild.run.cache import Entry

DRAFT = ".borrador-"


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
    folders = (project.outputs, *project.generated_docs)
    for folder in (*folders, project.footers, project.quiz_pages):
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
        file = project.footers / page.path.removeprefix("docs/")
        files[file] = card(course, page, entries).encode()
    return files | quiz_files(course, entries) | glossary_files(course)


def laboratory_files(course: Course, entries: dict[str, Entry]) -> dict[Path, bytes]:
    """Devuelve los cuadernos de los laboratorios; sin entrada, sin salidas."""
    files = {}
    for program in course.laboratories:
        links = program_url(course, program), colab_url(course, "laboratorios", program)
        text = laboratory(program, entries.get(program.name), *links)
        files[course.project.laboratories / f"{program.name}.ipynb"] = text.encode()
    return files


def _lessons(course: Course, program: Program) -> list[tuple[str, str]]:
    """Devuelve (título, URL) de las lecciones que enseñan el programa."""
    site = str(course.settings.get("site_url") or "").rstrip("/") + "/"
    file = program.file
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
