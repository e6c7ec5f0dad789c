"""Publicación: de la caché a los ficheros que leen MkDocs y Zensical.

Escribe solo lo que cambió y borra lo que ya no tiene origen.
"""

from __future__ import annotations

import importlib.metadata
import math
import os
import re
import tempfile
from pathlib import Path

import yaml

from docbuild.cache import Entry
from docbuild.check import Course
from docbuild.navigation import settings
from docbuild.notebooks import notebook
from docbuild.pages import Page
from docbuild.programs import Program

WORDS_PER_MINUTE = 200
SHOWN_PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "matplotlib")
IMPORT_NAMES = {"sklearn": "scikit-learn"}


def publish(course: Course, entries: dict[str, Entry]) -> list[Path]:
    """Escribe salidas, figuras, números, cuadernos y fichas; devuelve lo cambiado."""
    files = _generated(course, entries)
    changed = [path for path, data in files.items() if write_if_changed(path, data)]
    project = course.project
    for folder in (project.outputs, project.figures, project.notebooks, project.cards):
        changed += _prune(folder, set(files))
    return changed


def write_if_changed(path: Path, data: bytes) -> bool:
    """Escribe de una vez (o nada) y dice si el contenido cambió."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".borrador-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return True


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
        text = notebook(program, entry, _lessons(course, program))
        files[project.notebooks / f"{name}.ipynb"] = text.encode()
    numbers = {name: entry.result["numbers"] for name, entry in entries.items()}
    text = yaml.safe_dump(numbers, allow_unicode=True)
    files[project.numbers] = f"# Generado por docbuild: no se edita.\n{text}".encode()
    for page in course.pages:
        file = project.cards / page.path.removeprefix("docs/")
        files[file] = card(course, page, entries).encode()
    return files


def _lessons(course: Course, program: Program) -> list[tuple[str, str]]:
    """Devuelve (título, URL) de las lecciones que enseñan el programa."""
    site = str(settings(course.project).get("site_url") or "/")
    file = program.path.removeprefix("snippets/")
    pages = {
        page.path
        for page in course.pages
        if any(include.file == file for include in page.code_includes())
    }
    return [
        (entry.title, site + entry.path.removesuffix(".md") + "/")
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
    parts += [_links(course, program) for program in programs]
    return '<div class="ficha" markdown>\n\n' + " ".join(parts) + "\n\n</div>\n"


def reading_minutes(page: Page) -> int:
    """Devuelve los minutos de lectura: el texto y, más despacio, el código."""
    prose = re.sub(r"(?s)^---.*?---|```.*?```|!\[.*?\]\(.*?\)", " ", page.source)
    code = sum(len(fence.includes) for fence in page.fences)
    return max(1, math.ceil(len(prose.split()) / WORDS_PER_MINUTE + code * 0.5))


def _code_facts(page: Page, program: Program, entry: Entry) -> str:
    shown = {include.section for include in page.code_includes()}
    seconds = sum(cell["seconds"] for cell in entry.result["cells"] if cell["section"] in shown)
    took = "menos de 1 s" if seconds < 1 else f"unos {round(seconds)} s"
    used = {IMPORT_NAMES.get(name, name) for name in program.imports}
    used |= {"tensorflow"} if program.needs_keras else set()
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in SHOWN_PACKAGES if name in used
    )
    seeds = sorted(set(re.findall(r"(?:seed|default_rng|random_state=)\(?(\d+)", program.source)))
    text = f"Su código tarda {took} en un núcleo, sin contar las importaciones, con {versions}"
    return text + (f"; semilla {' y '.join(seeds)}." if seeds else ".")


def _links(course: Course, program: Program) -> str:
    repository = str(settings(course.project).get("repo_url") or "").rstrip("/")
    name = program.name
    source = f"{repository}/blob/main/{program.path}"
    colab = repository.replace("https://github.com", "https://colab.research.google.com/github")
    colab += f"/blob/gh-pages/cuadernos/{name}/{name}.ipynb"
    return (
        f"[Programa `{name}.py`]({source}) · [Cuaderno](../cuadernos/{name}.ipynb) · "
        f"[Abrir en Colab]({colab})"
    )
