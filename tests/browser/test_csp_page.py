"""La política de seguridad en Chromium: ninguna página la incumple mientras se usa."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


@pytest.fixture
def show(open_public: Callable[..., Page]) -> Callable[..., Page]:
    """Devuelve la función que abre una página; la consola tiene que quedar limpia."""
    messages: list[str] = []

    def go(path: str, **options: object) -> Page:
        page = open_public(path, bypass_csp=False, **options)
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.reload()
        page.wait_for_load_state("networkidle")
        return page

    yield go
    assert [message for message in messages if message.startswith(("error", "warning"))] == []


def test_every_page_has_the_same_policy(sample_site: str, sample_course: Path) -> None:
    """También los cuadernos y la página de error; sin permisos de más para los guiones."""
    pages = list((sample_course / "site").rglob("*.html"))
    policies = {tuple(META.findall(page.read_text(encoding="utf-8"))) for page in pages}
    assert len(pages) > 5 and len(policies) == 1
    (policy,) = policies.pop()
    assert "default-src 'self';" in policy and "object-src 'none'" in policy
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy


def test_search_theme_and_copy(show: Callable[..., Page]) -> None:
    """En una lección: tema, copiar, buscar con Intro e ir a otra página sin recargar."""
    page = show("unidad/leccion/")
    page.evaluate("window.same = true")
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme)
    page.locator("[data-md-type=copy]").first.click()
    page.get_by_role("button", name="Lección terminada").click()
    page.locator(".md-search__input").focus()
    expect(page.locator(".md-search-result__meta")).to_contain_text("Teclee")  # ya tiene el índice
    page.locator(".md-search__input").press_sequentially("pérdida")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.locator(".md-logo").first.click()
    expect(page.locator("course-progress")).to_contain_text("1 de 2 lecciones")
    page.locator(".map a").nth(1).click()
    page.locator("fieldset input").first.check()
    page.get_by_role("button", name="Comprobar").click()
    assert page.evaluate("window.same")  # todo, sin recargar


@pytest.mark.parametrize("path", ["", "glosario/", "unidad/quiz-unidad/", "cuadernos/muestra/"])
def test_each_type_of_page(show: Callable[..., Page], path: str) -> None:
    """Se abre y se recorre sin que el navegador bloquee nada."""
    page = show(path)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(200)
    expect(page.locator("h1").first).to_be_visible()


def test_playground_and_export(show: Callable[..., Page]) -> None:
    """El playground entrena, y el progreso se descarga."""
    page = show("playground/")
    page.get_by_role("button", name="Entrenar").click()
    for _ in range(100):  # sin wait_for_function, que evalúa texto y la política lo impide
        if page.evaluate("document.querySelector('neural-playground').trainer.epoch > 3"):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("el playground no entrena")
    page = show("")
    with page.expect_download():
        page.get_by_role("button", name="Exportar").click()


def test_formula_keeps_its_style(show: Callable[..., Page]) -> None:
    """Los estilos que Temml escribe en las fórmulas se aplican."""
    page = show("unidad/leccion/")
    styled = page.locator("math [style], math[style]")
    assert styled.count() > 0
    assert (
        page.evaluate("""() => {
      const [found] = document.querySelectorAll("mtd[style]");
      return getComputedStyle(found).paddingLeft;
    }""")
        == "0px"
    )


def test_foreign_script_does_not_run(open_public: Callable[..., Page]) -> None:
    """La política sirve: lo que se cuele en una página no se ejecuta ni pide nada fuera."""
    page = open_public("unidad/leccion/", bypass_csp=False)
    blocked = page.evaluate("""() => new Promise((resolve) => {
      const found = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        found.push(event.effectiveDirective);
        if (found.length === 2) resolve(found.sort());
      });
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
      fetch("https://example.org/").catch(() => {});
    })""")
    assert blocked == ["connect-src", "script-src-elem"]
    assert page.evaluate("window.injected") is None
