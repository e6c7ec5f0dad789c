"""Sin JavaScript, y desde cualquier carpeta, cada página se lee entera."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from docbuild.course.navigation import navigation
from docbuild.course.project import Project

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
PAGES = [entry.path for entry in navigation(Project(ROOT))[0]]
PERSONAL = ("course-continue", "course-progress")  # sin script no hay progreso que enseñar

PLAIN = """(personal) => {
  const article = document.querySelector("article");
  const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const found = [];
  if (!shown(article)) found.push("el texto está escondido");
  const length = article.innerText.trim().length;
  if (length < 300) found.push(`solo se leen ${length} caracteres`);
  const names = /^(quiz-block|draw-digit|neural-playground|\\w+-widget)$/;
  for (const each of article.querySelectorAll("*")) {
    if (!names.test(each.localName) || personal.includes(each.localName)) continue;
    let heading = each.parentElement;
    let read = shown(each) && each.innerText.trim() !== "";
    while (!read && heading && !/^H[12]$/.test(heading.tagName)) {
      const inside = [heading, ...heading.querySelectorAll("*")].filter(shown);
      const images = inside.filter((one) => one.matches("figure img"));
      read = images.some((image) => image.alt.length > 40);
      read ||= inside.some((one) => one.matches(".widget-static, table, .no-copy"));
      heading = heading.previousElementSibling;
    }
    if (!read) found.push(`<${each.localName}> no tiene figura ni texto en su lugar`);
  }
  for (const question of article.querySelectorAll("quiz-block fieldset")) {
    const answer = question.querySelector(".quiz__answer");
    const hidden = answer && !shown(answer) && !answer.closest("details");
    const read = answer && !hidden && answer.textContent.trim();
    if (!read) found.push("una pregunta no enseña su respuesta");
  }
  const links = [...document.querySelectorAll("a[href]")].filter(shown).map((link) => link.href);
  return { found, links: links.map((url) => url.replace(/#.*$/, "")) };
}"""


def address(path: str) -> str:
    name = path.rpartition(".")[0]
    return name.removesuffix("index") if name.endswith("index") else f"{name}/"


@pytest.fixture(scope="module")
def under(site_folder: Path, tmp_path_factory: pytest.TempPathFactory, serve_folder) -> Iterator:
    """Sirve el sitio dentro de una carpeta que no es la suya."""
    parent = tmp_path_factory.mktemp("servidor")
    (parent / "otra").mkdir()
    (parent / "otra" / "carpeta").symlink_to(site_folder, target_is_directory=True)
    with serve_folder(parent) as url:
        yield f"{url}otra/carpeta/"


def test_everything_is_read_without_script(chromium: Browser, under: str) -> None:
    """Sin JavaScript: el texto, las respuestas, algo por cada widget y enlaces a todas partes."""
    context = chromium.new_context(java_script_enabled=False)
    page, found, links = context.new_page(), [], {}
    for path in PAGES:
        page.goto(under + address(path), wait_until="domcontentloaded")
        seen = page.evaluate(PLAIN, list(PERSONAL))
        found += [f"docs/{path}: {line}; se lee así sin JavaScript" for line in seen["found"]]
        links[under + address(path)] = set(seen["links"])
    context.close()
    reached, pending = set(), [under]
    while pending:
        url = pending.pop()
        if url not in reached:
            reached.add(url)
            pending += links.get(url, ())
    lost = [path for path in PAGES if under + address(path) not in reached]
    found += [f"docs/{path}: ningún enlace visible lleva a ella sin JavaScript" for path in lost]
    assert not found, "\n".join(found)
    assert urlsplit(under).path == "/otra/carpeta/"
