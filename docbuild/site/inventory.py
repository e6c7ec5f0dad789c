"""El recuento: antes de publicar, que el sitio tenga lo que piden el índice y las páginas."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from docbuild.course.navigation import navigation
from docbuild.course.problems import Problem
from docbuild.course.project import Project
from docbuild.site.zip import FOLDER, LEFT_OUT, ZIP

POLICY = '<meta http-equiv="Content-Security-Policy"'
LINKED = re.compile(
    r'<link [^>]*?href="([^"]+)"[^>]*?rel="stylesheet"'
    r'|<link rel="stylesheet"[^>]*? href="([^"]+)"|<script [^>]*?src="([^"]+)"'
)
LOST = "Es un fallo de la construcción o de un complemento: repite la orden."


@dataclass(frozen=True)
class Built:
    """Una página del sitio: de dónde sale, su archivo y su dirección pública, si la tiene."""

    source: str  # relativa a la raíz del proyecto
    file: str  # relativo al sitio
    address: str


def check_site(project: Project, site: Path, pages: list[Built]) -> list[Problem]:
    """Devuelve lo que le falta a un sitio ya escrito."""
    found = [*_unlisted(project, pages), *_sitemap(site, pages), *_offline(site)]
    for page in pages:
        path = site / page.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if POLICY not in text:
            message = "la página sale sin su política" if text else "la página no está en el sitio"
            found.append(Problem(page.source, 0, message, hint=LOST))
        found += _linked(site, page, text)
    return found


def at_source(project: Project, problems: list[Problem], pages: list[Built]) -> list[Problem]:
    """Devuelve los problemas del HTML con el archivo y la línea de quien lo escribió."""
    sources = {page.file: page.source for page in pages}
    templates = sorted((project.root / "overrides").rglob("*.html"))
    return [_moved(project, problem, sources, templates) for problem in problems]


def _moved(
    project: Project, problem: Problem, sources: dict[str, str], templates: list[Path]
) -> Problem:
    source = sources.get(problem.path)
    first = problem.detail.split("\n")[0]
    for path in [*([project.root / source] if source else []), *templates]:
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        before, found, _ = text.partition(first)
        if first and found:
            return replace(problem, path=project.relative(path), line=before.count("\n") + 1)
    return replace(problem, path=source, line=0) if source else problem


def _unlisted(project: Project, pages: list[Built]) -> Iterator[Problem]:
    sources = {page.source for page in pages}
    for entry in navigation(project)[0]:
        if f"docs/{entry.path}" not in sources and "://" not in entry.path:
            message = f"el índice nombra {entry.path}, que no está en el sitio"
            yield Problem(project.relative(project.config), entry.line, message, hint=LOST)


def _sitemap(site: Path, pages: list[Built]) -> Iterator[Problem]:
    path = site / "sitemap.xml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for page in pages:
        if page.address and f"<loc>{html.escape(page.address)}</loc>" not in text:
            yield Problem(page.source, 0, "sitemap.xml no nombra la página", hint=LOST)


def _linked(site: Path, page: Built, text: str) -> Iterator[Problem]:
    """Recorre las hojas y los guiones que la página carga y el sitio no tiene."""
    folder = posixpath.dirname(page.file)
    for groups in LINKED.findall(text):
        address = unquote(html.unescape("".join(groups))).partition("?")[0]
        if "//" in address or address.startswith(("/", "data:")):
            continue
        name = posixpath.normpath(posixpath.join(folder, address))
        if not (site / name).is_file():
            yield Problem(page.source, 0, f"la página carga {name}, que no está", hint=LOST)


def _offline(site: Path) -> Iterator[Problem]:
    """Comprueba que el zip se abre y tiene las mismas páginas que el sitio."""
    wanted = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {*LEFT_OUT}
    try:
        with zipfile.ZipFile(site / ZIP) as archive:
            broken = archive.testzip()
            names = {name.removeprefix(f"{FOLDER}/") for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        yield Problem(ZIP, 0, "el zip no se abre", str(error), LOST)
        return
    if broken or (missing := sorted(wanted - names)):
        detail = broken or ", ".join(missing)
        yield Problem(ZIP, 0, "al zip le falta algo o lo tiene roto", detail, LOST)
