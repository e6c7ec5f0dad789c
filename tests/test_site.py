"""El sitio construido: lo que recibe quien lo lee, con MkDocs y con Zensical."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from docbuild.course.course import Course
from docbuild.course.macros import FILTERS
from docbuild.course.navigation import navigation
from docbuild.course.pages import Page, expand, load_pages
from docbuild.course.project import Project

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
NAV = navigation(PROJECT)[0]
LESSONS = [entry.path for entry in NAV if entry.is_lesson]
NOTEBOOKS = [entry.path.removesuffix(".ipynb") for entry in NAV if entry.path.endswith(".ipynb")]
NOT_COPIED = (".git", ".venv", "site", "site.nuevo", "site.viejo", "__pycache__", "*.egg-info")
CONTROLS = "a.headerlink, button, nav.md-code__nav, .md-source-file, .md-content__button"


def run(*command: str, folder: Path = ROOT) -> None:
    """Ejecuta un módulo de Python como orden; si falla, enseña lo que dijo."""
    env = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Path:
    return site_folder


@pytest.fixture(scope="session")
def other_site(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Construye el mismo sitio con Zensical, en una copia del proyecto."""
    folder = tmp_path_factory.mktemp("zensical") / "curso"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    run("docbuild", folder=folder)
    run("zensical", "build", folder=folder)
    return folder / "site"


@functools.cache
def article(site: Path, path: str) -> Tag:
    """Devuelve el texto principal de una página, sin los mandos del tema."""
    file = site / path.removesuffix(".md") / "index.html"
    found = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select_one("article")
    for control in found.select(CONTROLS):
        control.decompose()
    return found


def source(path: str) -> Page:
    return next(page for page in load_pages(PROJECT) if page.path == f"docs/{path}")


def fenced(page: Page) -> Iterator[str]:
    """Recorre los bloques de la página ya desplegados, sin el sangrado de los plegables."""
    lines: list[str] | None = None
    for _, line in expand(PROJECT, page):
        if line.strip().startswith("```"):
            if lines is not None:
                yield normal(with_numbers("\n".join(lines)))
            lines = [] if lines is None else None
        elif lines is not None:
            lines.append(line)


def with_numbers(text: str) -> str:
    """Devuelve el bloque con los números vivos de la última construcción."""
    if "{{ num." not in text:
        return text
    env = jinja2.Environment()
    env.filters.update(FILTERS)
    return env.from_string(text).render(yaml.safe_load(PROJECT.numbers.read_text("utf-8")))


def normal(text: str) -> str:
    return " ".join(text.split())


def blocks(page: Tag) -> list[str]:
    return [normal(code.get_text()) for code in page.select("pre code")]


def images(page: Tag) -> list[tuple[str, str]]:
    return [(image["src"], image.get("alt", "")) for image in page.select("img")]


def formulas(page: Tag) -> list[str]:
    return [str(formula) for formula in page.select("math")]


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_shows_its_code_and_outputs(path: str, site: Path) -> None:
    """Cada bloque de código y cada salida de la lección llega a la página, en orden."""
    shown, written = blocks(article(site, path)), list(fenced(source(path)))
    live = {number for number, block in enumerate(written) if "{{" in block}  # ya sustituidos
    written = [shown[n] if n in live else block for n, block in enumerate(written)]
    assert shown == written != []


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_shows_its_figures_in_both_themes(path: str, site: Path) -> None:
    """Cada figura está dos veces, para el tema claro y el oscuro, y su archivo existe."""
    shown = [src for src, _ in images(article(site, path)) if "figuras/" in src]
    drawn = [image for image in source(path).images if "figuras/" in image.src]
    assert len(shown) == 2 * len(drawn) > 0
    for light, dark in zip(shown[::2], shown[1::2], strict=True):
        assert light.endswith("#only-light") and dark.endswith("#only-dark")
    folder = site / path.removesuffix(".md")
    missing = [src for src in shown if not (folder / src.partition("#")[0]).is_file()]
    assert missing == []


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_has_nothing_left_to_replace(path: str, site: Path) -> None:
    """No queda ningún número vivo ni ninguna inclusión sin sustituir."""
    text = article(site, path).get_text()
    assert [mark for mark in ("{{", "{%", "8<--", r"\(", "$$") if mark in text] == []


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_notebook_page_is_rendered(path: str, site: Path) -> None:
    """mkdocs-jupyter enseña el cuaderno con sus salidas y lo deja descargar."""
    page, name = article(site, f"{path}.md"), Path(path).name
    links = [link["href"] for link in page.select("a[href]")]
    assert any(link.endswith(f"{name}.ipynb") for link in links)
    downloaded = json.loads((site / path / f"{name}.ipynb").read_text("utf-8"))
    published = json.loads((PROJECT.docs / f"{path}.ipynb").read_text("utf-8"))
    assert downloaded["cells"] == published["cells"]
    outputs = [output for cell in published["cells"] for output in cell.get("outputs", [])]
    text = normal(page.get_text())
    printed = [normal("".join(output["text"])) for output in outputs if "text" in output]
    assert [output for output in printed if output not in text] == []
    drawn = [output for output in outputs if "data" in output]
    assert len(page.select(".jp-OutputArea-output :is(svg, img)")) == len(drawn)


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_links_its_program_and_notebook(path: str, site: Path) -> None:
    """La ficha lleva al programa, al cuaderno y a Colab."""
    links = {link.get_text(): link["href"] for link in article(site, path).select("a[href]")}
    notebook = links["Abrir en Colab"].partition("/blob/gh-pages/")[2]
    assert notebook and (site / notebook).is_file()
    program = next(text for text in links if text.startswith("Programa "))
    assert (ROOT / links[program].partition("/blob/main/")[2]).is_file()


def test_search_finds_lessons_and_not_notebooks(site: Path) -> None:
    """Una lección no se encuentra dos veces: su cuaderno no está en la búsqueda.

    Un laboratorio solo está en su cuaderno, así que ese sí se encuentra.
    """
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    found = {item["location"].partition("#")[0] for item in index["docs"]}
    assert {path.removesuffix(".md") + "/" for path in LESSONS} <= found
    assert [location for location in found if location.startswith("cuadernos/")] == []
    laboratories = [path for path in NOTEBOOKS if path.startswith("laboratorios/")]
    assert {f"{path}/" for path in laboratories} <= found


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS)
def test_zensical_gives_the_same_lesson(path: str, site: Path, other_site: Path) -> None:
    """Zensical construye la misma lección: texto, código, figuras y fórmulas."""
    ours, theirs = article(site, path), article(other_site, path)
    assert blocks(theirs) == blocks(ours) != []
    assert images(theirs) == images(ours)
    assert formulas(theirs) == formulas(ours)
    assert normal(theirs.get_text()) == normal(ours.get_text())
