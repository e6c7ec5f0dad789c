"""Archivos: en docs/ solo hay lo que el sitio usa, con nombres que valen en una dirección."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docbuild.course.problems import Problem
from docbuild.course.project import Project

READ = {".css", ".js", ".html", ".md", ".yml"}
KEPT = re.compile(r"/(?:OFL\.txt|LICENSE|lunr\.\w+\.min\.js)$")  # licencias y la búsqueda
IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"}
MAX_IMAGE = 200_000  # bytes
GOOD_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*$")


def check_files(project: Project) -> Iterator[Problem]:
    """Recorre los archivos de docs/ que sobran, pesan de más o se llaman mal."""
    texts = _texts(project)
    for path in published(project):
        name = project.relative(path)
        if path.suffix != ".md" and not KEPT.search(name) and not _is_used(path, texts):
            hint = "Se publicaría: bórralo, o enlázalo desde donde se use."
            yield Problem(name, 0, "este archivo no lo usa nadie", hint=hint)
        if path.suffix.lower() in IMAGES and (size := path.stat().st_size) > MAX_IMAGE:
            hint = f"Como mucho, {MAX_IMAGE // 1000} kB: redúcela."
            yield Problem(name, 0, f"la imagen pesa {size // 1000} kB", hint=hint)
        bad = [part for part in path.relative_to(project.docs).parts if not GOOD_NAME.match(part)]
        if bad and not KEPT.search(name):
            hint = "Solo minúsculas sin tilde, cifras, «-», «_» y «.»."
            yield Problem(name, 0, f"«{bad[0]}» no vale en una dirección", hint=hint)


def published(project: Project) -> list[Path]:
    """Devuelve los archivos de docs/ que escribe una persona."""
    return [
        path
        for path in sorted(project.docs.rglob("*"))
        if path.is_file()
        and not set(project.generated_docs).intersection(path.parents)
        and path.suffix != ".ipynb"
        and not any(part.startswith(".") for part in path.relative_to(project.docs).parts)
    ]


def _texts(project: Project) -> dict[Path, str]:
    """Devuelve lo que puede nombrar un archivo: páginas, hojas, guiones y ajustes."""
    paths = [path for path in published(project) if path.suffix in READ]
    paths += [project.config, *(project.root / "overrides").rglob("*.html")]
    return {path: path.read_text(encoding="utf-8", errors="replace") for path in paths}


def _is_used(path: Path, texts: dict[Path, str]) -> bool:
    name = re.compile(rf"(?<![\w-]){re.escape(path.name)}(?![\w-])")
    others = (text for other, text in texts.items() if other != path)
    return any(path.name in text and name.search(text) for text in others)
