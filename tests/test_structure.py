"""La estructura de cada página construida: enlaces, títulos, imágenes y terceros."""

from __future__ import annotations

import functools
import posixpath
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import PIL.Image
import pytest
from bs4 import BeautifulSoup

from docbuild.course.navigation import navigation, settings
from docbuild.course.project import Project

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
NAV = navigation(PROJECT)[0]
MARKDOWN = [entry.path for entry in NAV if entry.path.endswith(".md")]
META = 'meta[property^="og:"], meta[name^="twitter:"]'
SHARED = (
    *("og:title", "og:description", "og:type", "og:url", "og:image", "og:image:width"),
    *("og:image:height", "og:image:alt", "og:locale", "og:site_name", "twitter:card"),
)
CARD = (1200, 630)


def file_of(path: str) -> str:
    """Devuelve el HTML de una página del índice, dentro del sitio."""
    name = path.rpartition(".")[0]
    return f"{name}.html" if name.rpartition("/")[2] == "index" else f"{name}/index.html"


@functools.cache
def parsed(site: Path, file: str) -> BeautifulSoup:
    return BeautifulSoup((site / file).read_text(encoding="utf-8"), "html.parser")


@functools.cache
def anchors(site: Path, file: str) -> set[str]:
    page = parsed(site, file)
    return {item["id"] for item in page.select("[id]")} | {
        a["name"] for a in page.select("a[name]")
    }


def references(page: BeautifulSoup) -> list[str]:
    """Devuelve a qué apunta la página: enlaces, imágenes, guiones y hojas de estilo."""
    found = [item[name] for name in ("href", "src") for item in page.select(f"[{name}]")]
    return [item for item in found if item]


def problem_of(site: Path, file: str, target: str) -> str:
    """Devuelve qué falla en un enlace interno, o nada."""
    if urlsplit(target).scheme or target.startswith("//"):
        return ""
    address, anchor = urldefrag(target.partition("?")[0] if "?" in target else target)
    folder = posixpath.dirname(file)
    path = posixpath.normpath(posixpath.join(folder, unquote(address))) if address else file
    if path.startswith(".."):
        return "sale del sitio"
    if (site / path).is_dir():
        path = posixpath.join(path, "index.html").removeprefix("./")
    if not (site / path).is_file():
        return f"no existe {path}"
    anchor = unquote(anchor)
    if not anchor or anchor.startswith("only-") or not path.endswith(".html"):
        return ""
    return "" if anchor in anchors(site, path) else f"{path} no tiene el ancla «{anchor}»"


@pytest.mark.parametrize("path", [entry.path for entry in NAV])
def test_internal_links_and_anchors_exist(path: str, site_folder: Path) -> None:
    """Todo lo que la página enlaza dentro del sitio existe, también las anclas."""
    file = file_of(path)
    targets = references(parsed(site_folder, file))
    found = [
        f"{target}: {why}" for target in targets if (why := problem_of(site_folder, file, target))
    ]
    assert not found, f"docs/{path}: enlaces rotos\n" + "\n".join(sorted(set(found)))


@pytest.mark.parametrize("path", MARKDOWN)
def test_headings_are_in_order(path: str, site_folder: Path) -> None:
    """Un solo h1 y ningún salto de nivel en los títulos."""
    page = parsed(site_folder, file_of(path)).select_one("article")
    levels = [int(item.name[1]) for item in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1 and levels[0] == 1, (
        f"docs/{path}: debe empezar por un h1 y no tener otro; sus niveles son {levels}"
    )
    jumps = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
    assert not jumps, f"docs/{path}: los títulos saltan de nivel {jumps}"


@pytest.mark.parametrize("path", MARKDOWN)
def test_page_says_what_it_is(path: str, site_folder: Path) -> None:
    """Idioma, título, descripción y dirección canónica."""
    page = parsed(site_folder, file_of(path))
    description = page.select_one('meta[name="description"]')
    canonical = page.select_one('link[rel="canonical"]')
    url = (settings(PROJECT)["site_url"] or "") + file_of(path).removesuffix("index.html")
    right = {
        "el idioma": page.html.get("lang") == "es",
        "el título": page.title and page.title.get_text(strip=True),
        "la descripción, de 20 a 200 letras": description
        and 20 <= len(description["content"]) <= 200,
        "la dirección canónica": canonical and canonical["href"] == url,
    }
    wrong = [name for name, is_right in right.items() if not is_right]
    assert not wrong, f"docs/{path}: falta o está mal: {', '.join(wrong)}"


def card_problems(page: BeautifulSoup, site: Path, url: str) -> list[str]:
    """Devuelve lo que le falta a una página para que se pueda compartir con su tarjeta."""
    tags = {item.get("property", item.get("name")): item["content"] for item in page.select(META)}
    found = [f"falta {name}" for name in SHARED if not tags.get(name)]
    image = tags.get("og:image", "")
    if tags.get("og:locale") != "es_ES":
        found.append("og:locale no es es_ES")
    if tags.get("og:url") != page.select_one('link[rel="canonical"]')["href"]:
        found.append("og:url no es su dirección canónica")
    if not image.startswith(url):
        return [*found, f"og:image no empieza por {url}: «{image}»"]
    file = site / image.removeprefix(url)
    if not file.is_file():
        return [*found, f"no existe {image.removeprefix(url)}"]
    with PIL.Image.open(file) as card:
        size = (tags.get("og:image:width"), tags.get("og:image:height"))
        if not (card.size == CARD and card.format == "PNG" and size == tuple(map(str, CARD))):
            found.append(f"su tarjeta es {card.format} de {card.size} y dice ser de {size}")
    return found


def test_every_page_has_its_card(site_folder: Path) -> None:
    """Cada página dice qué es y enseña su tarjeta a quien comparte su dirección."""
    url = settings(PROJECT)["site_url"]
    found = [
        f"docs/{entry.path}: {problem}"
        for entry in NAV
        for problem in card_problems(parsed(site_folder, file_of(entry.path)), site_folder, url)
    ]
    fix = "revisa overrides/main.html y docbuild/site/social_cards.py"
    assert not found, f"Al compartir una página faltan datos; {fix}:\n" + "\n".join(found)
    alts = [
        parsed(site_folder, file_of(entry.path)).select_one('meta[property="og:image:alt"]')
        for entry in NAV
    ]
    repeated = Counter(alt["content"] for alt in alts).most_common(1)[0]
    assert repeated[1] == 1, f"dos tarjetas dicen lo mismo: «{repeated[0]}»"


def test_a_page_without_card_is_told(tmp_path: Path) -> None:
    """Y lo que falta se dice entero."""
    head = '<link rel="canonical" href="https://x.org/a/"><meta property="og:locale" content="en">'
    page = BeautifulSoup(head, "html.parser")
    found = card_problems(page, tmp_path, "https://x.org/")
    assert "falta og:title" in found and "falta twitter:card" in found
    assert found[-3:-1] == ["og:locale no es es_ES", "og:url no es su dirección canónica"]
    assert found[-1] == "og:image no empieza por https://x.org/: «»"


def test_titles_and_descriptions_are_unique(site_folder: Path) -> None:
    """Dos páginas no se anuncian igual."""
    pages = [parsed(site_folder, file_of(path)) for path in MARKDOWN]
    titles = [page.title.get_text() for page in pages]
    descriptions = [page.select_one('meta[name="description"]')["content"] for page in pages]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)


@pytest.mark.parametrize("path", [entry.path for entry in NAV])
def test_images_have_text(path: str, site_folder: Path) -> None:
    """Toda imagen tiene texto alternativo, y el de una figura dice más que su nombre."""
    page = parsed(site_folder, file_of(path)).select_one("article")
    for image in page.select("img"):
        text, name = image.get("alt", ""), Path(image["src"].partition("#")[0]).stem
        assert text, f"docs/{path}: {image['src'][:80]} no tiene texto alternativo"
        if "figuras/" in image["src"]:
            assert len(text) > max(40, len(name)), f"docs/{path}: {name}: «{text}» es muy corto"


@pytest.mark.parametrize("path", [entry.path for entry in NAV])
def test_no_third_party(path: str, site_folder: Path) -> None:
    """Nada de lo que la página carga viene de fuera."""
    page = parsed(site_folder, file_of(path))
    loaded = [item["src"] for item in page.select("[src]")]
    loaded += [
        item["href"]
        for item in page.select("link[href]")
        if not {"canonical", "prev", "next"} & set(item["rel"])
    ]
    outside = [
        url for url in loaded if urlsplit(url).scheme not in ("", "data") or url.startswith("//")
    ]
    assert not outside, f"docs/{path}: carga de fuera {outside}"


def test_no_third_party_in_assets(site_folder: Path) -> None:
    """Ni las hojas de estilo ni los guiones propios piden nada fuera."""
    files = [*site_folder.glob("assets/**/*.css"), *(ROOT / "docs").glob("assets/**/*.js")]
    assert len(files) > 10
    asked = re.compile(r"""(?:url\(|import\(|fetch\(|@import )\s*["']?(?:https?:)?//[^"')]+""")
    for file in files:
        assert not asked.findall(file.read_text(encoding="utf-8")), file.name


def test_sitemap_has_every_page(site_folder: Path) -> None:
    """El mapa del sitio nombra todas las páginas del índice."""
    text = (site_folder / "sitemap.xml").read_text(encoding="utf-8")
    url = settings(PROJECT)["site_url"]
    missing = [
        path
        for path in MARKDOWN
        if f"<loc>{url}{file_of(path).removesuffix('index.html')}</loc>" not in text
    ]
    assert not missing


def test_not_found_page_works_at_any_depth(site_folder: Path) -> None:
    """La página 404 existe, y lo que enlaza y carga no depende de dónde se pida."""
    page = parsed(site_folder, "404.html")
    assert len(page.select("article h1, main h1")) == 1
    base = urlsplit(settings(PROJECT)["site_url"]).path
    inside = [item for item in references(page) if not urlsplit(item).scheme]
    assert inside
    relative = [item for item in inside if not item.startswith((base, "#"))]
    assert not relative, relative
