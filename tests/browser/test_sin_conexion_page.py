"""El sitio sin conexión en Chromium: se abre desde un archivo y no pide nada a la red."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(sample_course: Path, sample_site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descomprime el zip que dejó la construcción."""
    target = tmp_path_factory.mktemp("descarga")
    with zipfile.ZipFile(sample_course / "site/descargas/redes-neuronales.zip") as archive:
        archive.extractall(target)
    return target / "redes-neuronales"


@pytest.fixture
def show(open_page: Callable[..., Page], folder: Path) -> Iterator[Callable[..., Page]]:
    """Devuelve la función que abre un archivo; ni consola ni red al acabar."""
    seen: list[str] = []

    def go(path: str, **options: object) -> Page:
        page = open_page("about:blank", bypass_csp=False, **options)
        page.on("console", lambda message: seen.append(f"{message.type}: {message.text}"))
        page.on("request", lambda request: seen.append(request.url))
        page.on("requestfailed", lambda request: seen.append(f"falla {request.url}"))
        page.goto((folder / path).as_uri())
        return page

    yield go
    assert [item for item in seen if not item.startswith(("file:", "data:", "blob:"))] == []


def test_home_and_lesson(show: Callable[..., Page]) -> None:
    """De la portada a una lección y vuelta: fórmulas, figuras, tema y progreso."""
    page = show("index.html")
    expect(page.locator("course-progress")).to_contain_text("0 de 2 lecciones")
    page.locator(".map li > a").first.click()
    page.wait_for_url("file:///**/unidad/leccion/index.html")
    assert (
        page.locator("mtd[style]").first.evaluate("(e) => getComputedStyle(e).paddingLeft") == "0px"
    )
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme)
    page.get_by_role("button", name="Lección terminada").click()
    page.locator(".md-logo").first.click()
    page.wait_for_url("file:///**/redes-neuronales/index.html")
    expect(page.locator("course-progress")).to_contain_text("1 de 2 lecciones")
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme)


def test_every_link_has_its_file(folder: Path, show: Callable[..., Page]) -> None:
    """Ningún enlace, imagen, estilo o guion de ninguna página lleva a lo que no está."""
    script = """() => [...document.querySelectorAll("[href], [src]")]
      .map((each) => each.href || each.src)
      .filter((url) => url.startsWith && url.startsWith("file:"))"""
    for path in sorted(folder.rglob("*.html")):
        page = show(path.relative_to(folder).as_posix(), java_script_enabled=False)
        urls = {url.partition("#")[0].partition("?")[0] for url in page.evaluate(script)}
        missing = [url for url in urls if not Path(url.removeprefix("file://")).is_file()]
        assert missing == []
        page.close()


def test_search(show: Callable[..., Page]) -> None:
    """La búsqueda encuentra una palabra, sin su tilde y en plural, y lleva a su archivo."""
    page = show("glosario/index.html")
    page.locator(".md-search__input").focus()
    expect(page.locator(".md-search-result__meta")).to_contain_text("Teclee")  # ya tiene el índice
    page.locator(".md-search__input").press_sequentially("perdidas")
    link = page.locator(".md-search-result__link").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("file:///**/index.html?h=**")
    expect(page.locator("article")).to_contain_text("pérdida")


def test_playground(show: Callable[..., Page]) -> None:
    """El playground entrena y guarda su estado en la dirección."""
    page = show("playground/index.html")
    page.get_by_role("button", name="Entrenar").click()
    epoch = "document.querySelector('neural-playground').trainer?.epoch ?? 0"
    for _ in range(100):  # sin wait_for_function, que evalúa texto y la política lo impide
        if page.evaluate(epoch) > 3:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(epoch) > 3
    page.get_by_role("button", name="Añadir una capa oculta").click()
    page.wait_for_url("file:///**/playground/index.html?**capas=**")


def test_quiz(show: Callable[..., Page]) -> None:
    """El cuestionario corrige y recuerda."""
    page = show("unidad/quiz-unidad/index.html")
    page.locator("fieldset input").nth(1).check()
    page.get_by_role("button", name="Comprobar").click()
    expect(page.locator(".quiz__score")).to_have_text("1 acierto de 1; quedan 4.")
    page.reload()
    expect(page.locator(".quiz__score")).to_have_text("1 acierto de 1; quedan 4.")


def test_notebook(show: Callable[..., Page]) -> None:
    page = show("cuadernos/muestra/index.html")
    expect(page.get_by_role("link", name="Descargar el cuaderno")).to_be_visible()


def test_data_of_the_interactive_parts(show: Callable[..., Page]) -> None:
    """`fetch` da los datos que vienen dentro, y un 404 con lo demás: nunca va a la red."""
    page = show("unidad/leccion/index.html")
    script = "(url) => fetch(url).then(async (a) => [a.status, await a.text()])"
    assert page.evaluate(script, "../../assets/datos/muestra.json") == [200, '{"x":[1,2]}']
    assert page.evaluate(script, "https://ejemplo.org/x.json") == [404, ""]
