"""Accesibilidad: axe-core no encuentra nada en ninguna página, tema ni ancho.

Se le piden las reglas de WCAG 2.2, niveles A y AA, sin apagar ninguna.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Route

from docbuild.course.navigation import navigation, settings
from docbuild.course.project import Project

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendored" / "axe" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 390)
SHOWN = {"light": "default", "dark": "slate"}
SCHEMES = {  # en oscuro solo cambian los colores
    "light": {"type": "tag", "values": LEVELS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
PAINT = "(scheme) => document.body.setAttribute('data-md-color-scheme', scheme)"  # como el tema
PAGES = [entry.path for entry in navigation(Project(ROOT))[0]]
PUBLIC = settings(Project(ROOT))["site_url"]


def address(path: str) -> str:
    """Devuelve la dirección de una página del índice dentro del sitio."""
    name = path.rpartition(".")[0]
    return name.removesuffix("index") if name.endswith("index") else f"{name}/"


def violations(page: Page, rules: dict) -> list[str]:
    """Devuelve lo que axe encuentra, en una línea por elemento: qué, dónde y cómo se arregla."""
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}\n  {node['html'][:160]}\n"
        f"  {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def answer(route: Route, site: str) -> None:
    """Responde con la página de este sitio a quien pide la dirección pública."""
    url = site + route.request.url.removeprefix(PUBLIC)
    with contextlib.suppress(Error):  # la página ya se ha ido a otra
        route.fulfill(response=route.fetch(url=url))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_page_is_accessible(path: str, site: str, open_page: Callable[..., Page]) -> None:
    """Ninguna falta, en claro y en oscuro, con pantalla ancha y de teléfono."""
    url = PUBLIC + (path if path == "404.html" else address(path))  # 404 enlaza desde la raíz
    found = {}
    page = open_page("about:blank", color_scheme="light", reduced_motion="reduce")
    page.route(f"{PUBLIC}**", lambda route: answer(route, site))
    page.goto(url)
    page.add_script_tag(path=str(AXE))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            page.evaluate(PAINT, SHOWN[scheme])
            if lines := violations(page, rules):
                found[f"{scheme}, {width} px"] = lines
    text = json.dumps(found, ensure_ascii=False, indent=1).replace("\\n", "\n")
    assert not found, f"docs/{path}: axe encuentra faltas\n{text}"
