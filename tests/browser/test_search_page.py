"""La búsqueda, en español: con y sin tilde, en singular y en plural, en los dos idiomas."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

QUERIES = {  # lo que se escribe → la página que sale primero
    "función": "fundamentos/activacion",
    "funcion": "fundamentos/activacion",
    "funciones": "fundamentos/activacion",
    "funciones de activacion": "fundamentos/activacion",
    "sobreajuste": "keras/regularizacion",
    "overfitting": "keras/reducir-overfitting",
    "descenso del gradiente": "fundamentos/descenso-gradiente",
    "tasa de aprendizaje": "fundamentos/descenso-gradiente",
    "backpropagation": "fundamentos/backpropagation",
    "retropropagacion": "fundamentos/backpropagation",
    "matriz de confusión": "keras/entrenar-binaria",  # su sección se llama así
    "tensores": "numpy/tensores",
    "playground": "fundamentos/playground",
    "perceptron": "fundamentos/neurona",
    "neuronas": "fundamentos/neurona",
    "entropía cruzada": "fundamentos/perdida",
    "épocas": "fundamentos/entrenar-primera-red",
    "epoca": "fundamentos/entrenar-primera-red",
    "validación cruzada": "keras/train-validation-test",
    "dropout": "keras/regularizacion",
    "quiz fundamentos": "fundamentos/quiz-fundamentos",
    "backpropagacion": "fundamentos/backpropagation",
    "desenso": "fundamentos/descenso-gradiente",
    "gradinte": "fundamentos/descenso-gradiente",
    "deep learning": "fundamentos/deep-learning",
    "learning rate": "fundamentos/descenso-gradiente",
    "keras fit": "fundamentos/entrenar-primera-red",
    "validacion": "keras/train-validation-test",
    "epochs": "fundamentos/entrenar-primera-red",
    "3.4": "keras/regularizacion",
}
LINKS = ".md-search-result__item > a.md-search-result__link"


def problems(found: dict[str, list[str]], wanted: dict[str, str]) -> list[str]:
    """Devuelve una línea por cada consulta que no pone primero su página."""
    lines = []
    for query, page in wanted.items():
        first = [path.strip("/") or "index" for path in found[query]][:3]
        if first[:1] != [page]:
            seen = f"pone primero {', '.join(first)}" if first else "no encuentra nada"
            fix = f"ajusta `search.words` o `search.boost` en docs/{page}.md"
            lines.append(f"docs/{page}.md: «{query}» {seen}; {fix} o en las que le ganan")
    return lines


def results(page: Page, site: str, query: str) -> list[str]:
    """Escribe la consulta y devuelve las páginas que salen, cuando ya no cambian."""
    box = page.locator(".md-search__input")
    box.fill("")
    expect(page.locator(".md-search-result__meta")).to_contain_text("Teclee")
    box.press_sequentially(query)
    expect(page.locator(".md-search-result__meta")).not_to_contain_text("Teclee")
    seen, same = None, 0
    while same < 4:
        page.wait_for_timeout(75)
        links = page.locator(LINKS).evaluate_all("(links) => links.map((link) => link.href)")
        now = [url.removeprefix(site).partition("?")[0].partition("#")[0] for url in links]
        seen, same = now, same + 1 if now == seen else 0
    return list(dict.fromkeys(seen))


@pytest.mark.browser
def test_first_result_is_the_right_page(site: str, open_page: Callable[..., Page]) -> None:
    """Cada consulta pone primero la página que la explica."""
    page = open_page(site)
    page.locator(".md-search__input").focus()
    found = {query: results(page, site, query) for query in QUERIES}
    wrong = problems(found, QUERIES)
    assert not wrong, "La búsqueda no pone primero lo que debe:\n" + "\n".join(wrong)


@pytest.mark.browser
def test_accents_and_plurals_do_not_matter(site: str, open_page: Callable[..., Page]) -> None:
    """Las formas de una palabra encuentran lo mismo, y una palabra vacía no cambia nada."""
    page = open_page(site)
    page.locator(".md-search__input").focus()
    for forms in (
        ("función", "funcion", "funciones"),
        ("pérdidas", "perdida"),
        ("matriz de confusión", "matriz confusion"),
    ):
        first, *others = [results(page, site, form) for form in forms]
        assert first and all(other == first for other in others), forms


def test_a_wrong_result_is_told() -> None:
    """El mensaje nombra la página, la consulta, lo que salió y qué tocar; y dice todas."""
    found = {"a": ["x/", ""], "b": ["y/"], "c": []}
    told = problems(found, {"a": "bien", "b": "y", "c": "z"})
    fix = "ajusta `search.words` o `search.boost` en docs/{}.md o en las que le ganan"
    assert told == [
        f"docs/bien.md: «a» pone primero x, index; {fix.format('bien')}",
        f"docs/z.md: «c» no encuentra nada; {fix.format('z')}",
    ]
