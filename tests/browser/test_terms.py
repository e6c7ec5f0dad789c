"""Definiciones al paso en Chromium: ratón, teclado, dedo y sin script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(open_page: Callable[..., Page], sample_site: str) -> Page:
    return open_page(f"{sample_site}unidad/leccion/")


def opener(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Definición de {name}")


def definition(page: Page, name: str = "época") -> Locator:
    return page.get_by_role("dialog", name=f"Definición de {name}")


def test_click_opens_the_definition(lesson: Page) -> None:
    """Al pulsar el término se ve su definición; al pulsar fuera, se quita."""
    expect(definition(lesson)).to_be_hidden()
    opener(lesson, "época").click()
    expect(definition(lesson)).to_have_text(
        "época (epoch). Una pasada por los datos, con fit. Ver en el glosario"
    )
    lesson.locator("h1").click()
    expect(definition(lesson)).to_be_hidden()


def test_keyboard(lesson: Page) -> None:
    """Con el teclado se abre, se lee, se va al glosario o se cierra con Escape."""
    button = opener(lesson, "época")
    button.focus()
    lesson.keyboard.press("Enter")
    expect(definition(lesson).locator("[autofocus]")).to_be_focused()
    lesson.keyboard.press("Escape")
    expect(definition(lesson)).to_be_hidden()
    expect(button).to_be_focused()
    lesson.keyboard.press("Space")
    lesson.keyboard.press("Tab")
    lesson.keyboard.press("Enter")
    lesson.wait_for_url("**/glosario/#epoca")
    expect(lesson.locator("dt#epoca")).to_be_in_viewport()


def test_near_its_term(lesson: Page) -> None:
    """En una pantalla ancha, la definición sale justo debajo de su término."""
    button = opener(lesson, "tasa de aprendizaje")
    button.click()
    box, word = definition(lesson, "tasa de aprendizaje").bounding_box(), button.bounding_box()
    assert 0 <= box["y"] - (word["y"] + word["height"]) < 20
    assert abs(box["x"] - word["x"]) < 20


def test_line_does_not_break_before_a_comma(
    open_page: Callable[..., Page], sample_site: str
) -> None:
    """Entre un término y la coma que lo sigue nunca se parte la línea."""
    page = open_page(f"{sample_site}unidad/leccion/")
    for width in range(360, 520, 8):
        page.set_viewport_size({"width": width, "height": 800})
        tops = page.evaluate(COMMA)
        assert tops[0] == pytest.approx(tops[1], abs=2), width


COMMA = """() => {
  const term = document.querySelector(".term");
  const text = document.createTreeWalker(term.closest("p"), NodeFilter.SHOW_TEXT);
  let node;
  do node = text.nextNode(); while (!node.data.startsWith(", y la"));
  const comma = new Range();
  comma.setStart(node, 0);
  comma.setEnd(node, 1);
  const word = new Range();
  word.selectNodeContents(term.firstChild);
  return [word, comma].map((range) => range.getBoundingClientRect().bottom);
}"""


def test_page_opens_without_stealing_the_focus(lesson: Page) -> None:
    """Al cargar la página, el foco sigue al principio."""
    assert lesson.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("scripts", [True, False])
def test_phone_with_and_without_script(
    open_page: Callable[..., Page], sample_site: str, scripts: bool
) -> None:
    """En un teléfono se toca y la definición sale al pie, también sin script."""
    page = open_page(
        f"{sample_site}unidad/leccion/",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        java_script_enabled=scripts,
    )
    opener(page, "pérdida").tap()
    box = definition(page, "pérdida").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844


def test_definitions_are_not_searched(lesson: Page) -> None:
    """La búsqueda no encuentra una lección por las definiciones que lleva dentro."""
    index = lesson.request.get(lesson.url.replace("unidad/leccion/", "search/search_index.json"))
    assert "Una pasada por los datos" in index.text().encode().decode("unicode_escape", "ignore")
    pages = [doc for doc in index.json()["docs"] if "Ver en el glosario" in doc["text"]]
    assert pages == []
