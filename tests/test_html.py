"""El HTML de cada página construida, según el comprobador del W3C, y sus marcas de idioma."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from vendor import VNU_JAR

from docbuild.course.navigation import navigation
from docbuild.course.project import Project

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
MARKDOWN = [entry.path for entry in navigation(PROJECT)[0] if entry.path.endswith(".md")]
LANGUAGES = {"es", "en"}  # los del curso
LANGUAGE = re.compile(r"""<[a-z][^<>]*?\s(?:href|xml:)?lang="([^"]*)\"""")
# El único aviso que no es un defecto: el comprobador lee un archivo, que no tiene origen, y para
# él «'self'» no es nada. La política la prueba tests/browser/test_csp_page.py.
NOT_A_DEFECT = "violates Content Security Policy (meta tag)"
FIX = "corrige la página, su plantilla en overrides/ o, si lo escribe otro, docbuild/site/mend.py"


@pytest.fixture(scope="module")
def java() -> list[str]:
    """La orden del comprobador; sin Java o sin él, se salta, salvo en la integración continua."""
    found = shutil.which("java")
    if found and VNU_JAR.is_file():
        # sin adivinar el idioma: en un cuaderno casi todo es código, y cada vez lo toma por uno
        options = ["--format", "json", "--skip-non-html", "--no-langdetect"]
        return [found, "-Xss8m", "-jar", str(VNU_JAR), *options]
    lacks = "el comprobador: `python tools/vendor.py vnu`" if found else "Java"
    reason = f"para comprobar el HTML falta {lacks}"
    if os.environ.get("COURSE_CI") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def check(command: list[str], folder: Path) -> list[str]:
    """Devuelve una línea por cada defecto de las páginas de una carpeta."""
    done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, timeout=600)
    try:
        messages = json.loads(done.stderr)["messages"]
    except ValueError:
        pytest.fail(f"El comprobador no termina bien:\n{done.stderr[-2000:]}", pytrace=False)
    return sorted(line for message in messages if (line := problem(message, folder)))


def problem(message: dict, folder: Path) -> str:
    """Devuelve un defecto como una línea, o nada si es una nota o está permitido."""
    page = message["url"].partition(f"{folder.name}/")[2].removeprefix("./")
    text = " ".join(message["message"].split())
    if message["type"] == "info" and message.get("subType") != "warning":
        return ""
    if NOT_A_DEFECT in text:
        return ""
    kind = "aviso" if message["type"] == "info" else "error"
    extract = " ".join(message.get("extract", "").split())[:160]
    return f"{source(page)}:{message.get('lastLine', 0)}: {kind} de HTML: {text}\n    {extract}"


def source(page: str) -> str:
    """Devuelve de qué página sale un HTML; la línea que la sigue es la del HTML."""
    name = page.removesuffix("index.html").rstrip("/") or "index"
    found = next((ROOT / "docs").glob(f"{name}.md"), None)
    return f"docs/{name}.md ({page})" if found else page


def test_every_page_is_valid(java: list[str], site_folder: Path) -> None:
    """El comprobador del W3C no encuentra errores ni avisos en ninguna página."""
    found = check(java, site_folder)
    assert not found, f"{len(found)} defectos de HTML; {FIX}\n" + "\n".join(found)


def test_a_broken_page_is_told(java: list[str], tmp_path: Path) -> None:
    """Y los encuentra si los hay, cada uno con su página y su línea; también los avisos."""
    page = '<!doctype html>\n<html lang="es">\n<title>Uno</title>\n<p id="a">Hola\n<h2 id="a"></h2>'
    (tmp_path / "unidad").mkdir()
    (tmp_path / "unidad" / "index.html").write_text(page, encoding="utf-8")
    found = check(java, tmp_path)
    assert [line for line in found if line.startswith("unidad/index.html:5: error de HTML: ")]
    assert [line for line in found if line.startswith("unidad/index.html:5: aviso de HTML: ")]


def test_language_tags(site_folder: Path) -> None:
    """Cada página está en español y solo usa las marcas de idioma del curso."""
    found = []
    for path in sorted(site_folder.rglob("*.html")):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(site_folder)
        if '<html lang="es"' not in text:
            found.append(f'{name}: no dice que está en español: falta <html lang="es">')
        for tag in sorted(set(LANGUAGE.findall(text)) - LANGUAGES):
            found.append(f"{name}: hay una marca de idioma «{tag}»: solo valen «es» y «en»")
    assert not found, "\n".join(found)


def test_a_language_tag_is_found() -> None:
    """Las marcas de idioma se ven en cualquier atributo, y lo que la página escribe no lo es."""
    page = '<a hreflang="fr" href="x"><svg xml:lang="de"><em\nlang="it"> lang="pt" &lt;p lang="pt">'
    assert LANGUAGE.findall(page) == ["fr", "de", "it"]


def test_english_names_say_their_language(site_folder: Path) -> None:
    """El nombre inglés de un término del glosario, en cursiva, lleva `lang="en"`."""
    terms = yaml.safe_load(PROJECT.glossary.read_text(encoding="utf-8"))
    english = {term["english"].casefold() for term in terms}
    found = []
    for path in MARKDOWN:
        file = site_folder / path.removesuffix("index.md").removesuffix(".md") / "index.html"
        article = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").article
        found += [
            f"docs/{path}: «{name}» es inglés: escribe *{name}*{{ lang=en }}"
            for item in article.select("em:not([lang])")
            if (name := " ".join(item.get_text().split())).casefold() in english
        ]
    assert not found, "\n".join(found)
