"""El progreso en Chromium: terminar, seguir, exportar, importar, borrar y datos rotos."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
PREFIX = "redes-neuronales:"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def show(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Page]:
    """Devuelve la función que abre una página con lo que ya hubiera guardado."""

    def go(path: str = "", stored: dict[str, str] | None = None, **options: object) -> Page:
        page = open_page(sample_site + path, **options)
        if stored is not None:
            store(page, stored)
            page.reload()
        return page

    return go


def store(page: Page, items: dict[str, str]) -> None:
    """Guarda unos textos, tal cual, con el prefijo del curso."""
    for name, text in items.items():
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [PREFIX + name, text])


def stored(page: Page, name: str = "progreso") -> dict | None:
    text = page.evaluate("(key) => localStorage.getItem(key)", PREFIX + name)
    return json.loads(text) if text else None


def progress(*done: str, last: dict | None = None) -> dict[str, str]:
    return {"progreso": json.dumps({"version": 1, "done": done, "last": last})}


def toggle(page: Page) -> Locator:
    return page.get_by_role("button", name="Lección terminada", exact=True)


def units(page: Page) -> Locator:
    return page.locator(".progress__units > li")


# En la lección


def test_finish_and_undo(show: Callable[..., Page]) -> None:
    """El botón da la lección por terminada, la marca en el menú, y se puede deshacer."""
    page = show("unidad/leccion/")
    expect(toggle(page)).to_have_attribute("aria-pressed", "false")
    toggle(page).focus()
    page.keyboard.press("Enter")
    expect(toggle(page)).to_have_attribute("aria-pressed", "true")
    expect(toggle(page)).to_be_focused()
    link = page.locator(".md-nav--primary").get_by_role("link", name="1.1 La lección (terminada)")
    expect(link).to_have_count(1)
    assert stored(page)["done"] == ["unidad/leccion"]
    page.reload()
    expect(toggle(page)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    toggle(page).click()
    expect(link).to_have_count(0)
    assert stored(page)["done"] == []


def test_instant_navigation(open_public: Callable[..., Page]) -> None:
    """Al pasar de página sin recargar hay un botón, y es el de la lección nueva."""
    page = open_public("unidad/leccion/")
    page.evaluate("window.same = true")
    toggle(page).click()
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/quiz-unidad/")
    expect(toggle(page)).to_have_count(1)
    expect(toggle(page)).to_have_attribute("aria-pressed", "false")
    toggle(page).click()
    assert stored(page)["done"] == ["unidad/leccion", "unidad/quiz-unidad"]
    page.locator(".md-footer__link--next").click()  # el glosario no es una lección
    page.wait_for_url("**/glosario/")
    expect(page.locator("h1")).to_contain_text("Glosario")
    expect(toggle(page)).to_have_count(0)
    expect(page.locator(".md-nav--primary .done-mark")).to_have_count(2)
    assert page.evaluate("window.same")


def test_without_script_nothing_is_missing(show: Callable[..., Page]) -> None:
    """Sin script no hay botón ni bloque vacío: lo demás se lee igual."""
    page = show("unidad/leccion/", java_script_enabled=False)
    expect(page.locator(".lesson-done")).to_have_count(0)
    page = show("", java_script_enabled=False)
    assert page.locator("course-progress").bounding_box()["height"] == 0
    expect(page.get_by_role("link", name="1.1 La lección").last).to_be_visible()


@pytest.mark.parametrize("options", [{}, PHONE])
def test_targets_are_big_enough(show: Callable[..., Page], options: dict) -> None:
    """Los botones miden 24 píxeles o más, y nada se sale de la pantalla."""
    quiz = {"cuestionario:unidad/leccion": '{"answers": {"a": [0]}, "right": 1, "total": 2}'}
    for path in ("unidad/leccion/", ""):
        page = show(path, progress("unidad/leccion") | quiz, **options)
        page.wait_for_selector(".done-mark", state="attached")
        for target in page.locator(".lesson-done button, .progress :is(button, summary)").all():
            if box := target.bounding_box():  # el diálogo está cerrado
                assert min(box["width"], box["height"]) >= 24
        width, scroll = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert scroll <= width


# En la portada


def test_progress_of_each_unit(show: Callable[..., Page]) -> None:
    """La portada dice cuántas lecciones van y los aciertos en sus preguntas."""
    page = show("unidad/quiz-unidad/")
    page.locator("fieldset").first.locator("input").nth(1).check()
    page.get_by_role("button", name="Comprobar").click()
    toggle(page).click()
    page.goto(page.url.removesuffix("unidad/quiz-unidad/"))
    expect(units(page)).to_have_count(1)
    expect(units(page)).to_contain_text("Unidad")
    expect(units(page)).to_contain_text("1 de 2 lecciones")
    summary = page.get_by_text("Preguntas: 1 acierto de 1")
    summary.click()
    expect(units(page)).to_contain_text("1.2 Cuestionario: 1 acierto de 1; faltan 4 de 5")
    expect(page.locator(".map li").nth(1)).to_contain_text("Terminada")
    expect(page.locator(".map li").nth(0)).not_to_contain_text("Terminada")


def test_continue_where_it_was_left(show: Callable[..., Page], sample_site: str) -> None:
    """«Continúa donde lo dejaste» lleva al título por el que se iba."""
    page = show()
    expect(page.locator("course-continue")).to_be_empty()
    page.goto(f"{sample_site}unidad/leccion/")
    page.locator("#resumen").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#resumen').scrollIntoView({behavior: 'instant'})")
    script = "(key) => JSON.parse(localStorage.getItem(key)).last.heading !== ''"
    page.wait_for_function(script, arg=f"{PREFIX}progreso")
    heading = stored(page)["last"]["heading"]
    page.goto(sample_site)
    expect(page.locator("course-continue")).to_have_text(
        "Continúa donde lo dejaste: 1.1 La lección"
    )
    page.locator("course-continue a").click()
    page.wait_for_url(f"**/unidad/leccion/#{heading}")
    toggle(page).click()
    page.goto(sample_site)
    expect(page.locator("course-continue")).to_have_text("Sigue con la 1.2 Cuestionario")
    page.goto(f"{sample_site}unidad/quiz-unidad/")
    toggle(page).click()
    page.goto(sample_site)
    expect(units(page)).to_contain_text("2 de 2 lecciones")
    expect(page.locator("course-continue")).to_be_empty()


def test_export_erase_and_import(show: Callable[..., Page], tmp_path: Path) -> None:
    """Lo exportado, tras borrar, se puede importar y deja lo mismo que había."""
    quiz = {"cuestionario:unidad/leccion": '{"answers": {"a": [0]}, "right": 1, "total": 2}'}
    page = show("", progress("unidad/leccion") | quiz)
    page.evaluate("localStorage.setItem('otro-sitio', 'x')")
    with page.expect_download() as download:
        page.get_by_role("button", name="Exportar").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text())["guardado"]["progreso"]["done"] == ["unidad/leccion"]

    erase = page.get_by_role("button", name="Borrar", exact=True)
    erase.click()
    dialog = page.get_by_role("dialog", name="¿Borrar todo tu progreso")
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(erase).to_be_focused()
    expect(units(page)).to_contain_text("1 de 2 lecciones")
    erase.click()
    dialog.get_by_role("button", name="Borrar todo").click()
    expect(page.locator(".progress__status")).to_have_text("Borrado: no queda nada guardado.")
    expect(units(page)).to_contain_text("0 de 2 lecciones")
    expect(page.locator(".done-mark")).to_have_count(0)
    keys = page.evaluate("Object.keys(localStorage)")
    assert "otro-sitio" in keys and not [key for key in keys if key.startswith(PREFIX)]

    page.locator("course-progress input[type=file]").set_input_files(file)
    expect(page.locator(".progress__status")).to_contain_text("Importado")
    expect(units(page)).to_contain_text("1 de 2 lecciones")
    expect(page.get_by_text("Preguntas: 1 acierto de 1")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["", "no es JSON", "[]", "null", '{"curso": "otro", "version": 1, "guardado": {}}']
)
def test_import_of_another_file(show: Callable[..., Page], tmp_path: Path, text: str) -> None:
    """Un archivo que no es de este curso no cambia nada, y se dice."""
    page = show("", progress("unidad/leccion"))
    file = tmp_path / "x.json"
    file.write_text(text)
    page.locator("course-progress input[type=file]").set_input_files(file)
    expect(page.locator(".progress__status")).to_contain_text("No se ha importado")
    expect(units(page)).to_contain_text("1 de 2 lecciones")


def test_removed_lesson_is_not_shown(show: Callable[..., Page]) -> None:
    """Una lección que ya no existe no cuenta ni se ofrece para seguir."""
    data = progress("unidad/ya-no-existe", last={"page": "unidad/otra-vieja", "heading": "x"})
    quiz = {"cuestionario:unidad/vieja": '{"answers": {"a": [0]}, "right": 1, "total": 1}'}
    page = show("", data | quiz)
    expect(units(page)).to_contain_text("0 de 2 lecciones")
    expect(page.get_by_text("Preguntas:")).to_have_count(0)
    expect(page.locator("course-continue")).to_have_text("Sigue con la 1.1 La lección")
    assert "vieja" not in page.locator("article").inner_text()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "7",
        '"x"',
        "[]",
        "{}",
        '{"version": 99, "done": ["unidad/leccion"]}',
        '{"version": 1, "done": {"length": 3}, "last": 5}',
        '{"version": 1, "done": [null, 3, {}], "last": {"page": 4}}',
    ],
)
def test_broken_data(show: Callable[..., Page], text: str) -> None:
    """Con datos rotos la página funciona, y se puede volver a empezar."""
    broken = {"progreso": text, "cuestionario:unidad/leccion": text}
    page = show("", broken)
    expect(units(page)).to_contain_text("0 de 2 lecciones")
    page = show("unidad/leccion/", broken)
    toggle(page).click()
    assert stored(page)["done"] == ["unidad/leccion"]


@pytest.mark.parametrize(
    "data",
    [
        '{"answers": {"a": [0]}, "right": 5, "total": 2}',
        '{"answers": {"a": [0]}, "right": "<b>", "total": 2}',
        '{"answers": [1], "right": 1, "total": 2}',
        '{"answers": {"a": [0]}, "right": -1, "total": 2}',
    ],
)
def test_impossible_scores_are_not_shown(show: Callable[..., Page], data: str) -> None:
    """Unos aciertos imposibles no se enseñan."""
    page = show("", {"cuestionario:unidad/leccion": data})
    expect(units(page)).to_have_count(1)
    expect(page.get_by_text("Preguntas:")).to_have_count(0)


def test_forbidden_storage(open_public: Callable[..., Page]) -> None:
    """Si el navegador no deja guardar, se dice y lo demás funciona."""
    page = open_public("unidad/leccion/")
    page.evaluate("""() => {
      for (const name of ["getItem", "setItem", "removeItem"]) {
        Storage.prototype[name] = () => { throw new DOMException("no", "SecurityError"); };
      }
    }""")
    toggle(page).click()
    expect(page.locator(".lesson-done__notice")).to_have_text("El navegador no deja guardarlo.")
    expect(toggle(page)).to_have_attribute("aria-pressed", "false")
    page.locator(".md-logo").first.click()  # sin recargar: sigue prohibido
    expect(units(page)).to_contain_text("0 de 2 lecciones")


def test_another_tab(show: Callable[..., Page], sample_site: str) -> None:
    """Lo que se termina en otra pestaña se ve en esta."""
    page = show()
    expect(units(page)).to_contain_text("0 de 2 lecciones")
    other = page.context.new_page()
    other.goto(f"{sample_site}unidad/leccion/")
    toggle(other).click()
    expect(units(page)).to_contain_text("1 de 2 lecciones")


def test_import_adds_up(show: Callable[..., Page], tmp_path: Path) -> None:
    """Importar un archivo viejo suma sus respuestas; las de aquí no se pierden ni cambian."""
    ours = {"answers": {"a": [0], "b": [1], "c": [0]}, "correct": ["a", "c"], "right": 2}
    theirs = {"answers": {"b": [0], "d": [2]}, "correct": ["b", "d"], "right": 2}
    name = "cuestionario:unidad/leccion"
    page = show("", {name: json.dumps({**ours, "total": 5})})
    file = tmp_path / "viejo.json"
    kept = {"curso": "redes-neuronales", "version": 1, "guardado": {name: {**theirs, "total": 5}}}
    file.write_text(json.dumps(kept), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".progress__status")).to_contain_text("se ha sumado")
    found = stored(page, name)
    assert found["answers"] == {"a": [0], "b": [1], "c": [0], "d": [2]}
    assert sorted(found["correct"]) == ["a", "c", "d"] and found["right"] == 3


def test_nothing_is_sent(show: Callable[..., Page]) -> None:
    """Terminar una lección no hace ninguna petición."""
    page = show("unidad/leccion/")
    page.wait_for_load_state("networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    toggle(page).click()
    page.wait_for_timeout(300)
    assert [url for url in requests if not url.endswith("logo.svg")] == []  # el icono


@pytest.fixture
def in_a_folder(
    sample_course: Path,
    sample_site: str,
    serve_folder: Callable[[Path], AbstractContextManager[str]],
    tmp_path: Path,
) -> Iterator[str]:
    """El mismo sitio, servido dentro de dos carpetas."""
    folder = tmp_path / "un" / "curso"
    folder.parent.mkdir()
    folder.symlink_to(sample_course / "site")
    with serve_folder(tmp_path) as url:
        yield f"{url}un/curso/"


def test_site_in_a_folder(open_page: Callable[..., Page], in_a_folder: str) -> None:
    """Desde una carpeta del servidor, las páginas se guardan con el mismo nombre."""
    page = open_page(f"{in_a_folder}unidad/leccion/")
    toggle(page).click()
    assert stored(page)["done"] == ["unidad/leccion"]
    page.goto(in_a_folder)
    expect(units(page)).to_contain_text("1 de 2 lecciones")
