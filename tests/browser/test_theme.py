"""El tema: copiar en los cuadernos, papel con el tema oscuro y colores forzados."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def luminance(page: Page, selector: str, name: str) -> float:
    """La claridad de un color, de 0 a 255."""
    script = """(element, name) => {
      const color = getComputedStyle(element).getPropertyValue(name).match(/[\\d.]+/g);
      return color.slice(0, 3).reduce((sum, channel) => sum + Number(channel) / 3, 0);
    }"""
    return page.locator(selector).first.evaluate(script, name)


def test_notebook_code_is_copied(open_page: Callable[..., Page], sample_site: str) -> None:
    """En un cuaderno, cada botón de copiar copia el código de su celda."""
    page = open_page(f"{sample_site}cuadernos/muestra/", permissions=CLIPBOARD)
    buttons = page.locator(".md-clipboard, .md-code__button[data-md-type=copy]")
    expect(buttons.first).to_be_attached()
    blocks = page.locator(".jupyter-wrapper pre:has(> code)")
    assert buttons.count() == blocks.count() > 0
    for place in range(buttons.count()):
        buttons.nth(place).click()
        copied = page.evaluate("navigator.clipboard.readText()").strip()
        assert copied and copied == blocks.nth(place).locator("code").inner_text().strip()


@pytest.mark.parametrize("path", ["unidad/leccion/", "cuadernos/muestra/", "unidad/quiz-unidad/"])
def test_dark_theme_prints_dark_ink(
    path: str, open_page: Callable[..., Page], sample_site: str
) -> None:
    """Con el tema oscuro se imprime tinta oscura sobre papel claro, también el código."""
    page = open_page(sample_site + path, color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert luminance(page, ".md-typeset", "color") > 180
    page.emulate_media(media="print")
    page.reload()  # sin la transición de un color al otro
    assert luminance(page, ".md-typeset", "color") < 90
    if page.locator(".md-typeset pre > code").count():
        assert luminance(page, ".md-typeset pre > code", "color") < 90
        assert luminance(page, ".md-typeset pre > code", "background-color") > 180


def test_forced_colours(open_page: Callable[..., Page], sample_site: str) -> None:
    """Con los colores forzados, las muestras de las leyendas siguen teniendo cada una el suyo."""
    page = open_page(f"{sample_site}playground/", forced_colors="active")
    marks = page.locator(".playground__legend .playground__mark")
    expect(marks).to_have_count(2)
    colors = marks.evaluate_all("(all) => all.map((e) => getComputedStyle(e).backgroundColor)")
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len({*colors, canvas}) == 3
