"""El umbral de la lección 3.3: las cuentas del programa, con ratón, teclado y sin script."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from sklearn.metrics import roc_curve

pytestmark = pytest.mark.browser
LESSON = "keras/entrenar-binaria/"
NAME = "clasificacion_binaria"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ELEMENT = "document.querySelector('threshold-widget')"


@pytest.fixture
def show(open_page: Callable[..., Page], site: str) -> Callable[..., Page]:
    """Devuelve la función que abre la lección con los datos ya cargados."""

    def go(**options: object) -> Page:
        page = open_page(site + LESSON, **options)
        ready(page)
        return page

    return go


def ready(page: Page) -> None:
    page.wait_for_function(f"{ELEMENT}?.cells")
    page.locator("threshold-widget").scroll_into_view_if_needed()


def threshold(page: Page) -> Locator:
    return page.get_by_role("slider", name="Umbral")


def missed_cost(page: Page) -> Locator:
    return page.get_by_role("slider", name="Un tumor perdido cuesta")


def press(page: Page, name: str) -> None:
    page.locator("threshold-widget").get_by_role("button", name=name, exact=True).click()


def cells(page: Page) -> dict[str, int]:
    """La matriz de confusión escrita, leída por sus cabeceras."""
    rows = page.locator(".threshold__matrix tbody tr")
    counts = [[int(text) for text in row.locator("strong").all_inner_texts()] for row in rows.all()]
    (tn, fp), (fn, tp) = counts
    return {"tn": tn, "fp": fp, "fn": fn, "tp": tp}


def scores(page: Page) -> dict[str, str]:
    names = page.locator(".threshold__scores dt").all_inner_texts()
    values = page.locator(".threshold__scores dd").all_inner_texts()
    return dict(zip(names, values, strict=True))


def data(page: Page) -> tuple[np.ndarray, np.ndarray]:
    found = page.evaluate(f"{ELEMENT}.data")
    return np.array(found["y"]), np.array(found["p"])


# Las cuentas


def test_numbers_of_the_lesson(show: Callable[..., Page], result: Callable) -> None:
    """Con el umbral 0.5, el elegido y el de la teoría, los números son los del programa."""
    num = result(NAME).num
    page = show()
    expect(threshold(page)).to_have_value("0.5")
    assert cells(page) == {name: num[name] for name in ("tn", "fp", "fn", "tp")}
    assert scores(page) == {
        "Exhaustividad": f"{num['recall']:.3f}",
        "Precisión": f"{num['precision']:.3f}",
        "Especificidad": f"{num['specificity']:.3f}",
        "Exactitud": f"{num['accuracy']:.3f}",
        "Coste": f"10 × {num['fn']} + {num['fp']} = {num['half_cost']}",
    }
    press(page, "El más barato")
    assert page.evaluate(f"{ELEMENT}.threshold") == pytest.approx(num["threshold"])
    assert scores(page)["Coste"].endswith(f" = {num['chosen_cost']}")
    press(page, "El de la teoría")
    assert page.evaluate(f"{ELEMENT}.threshold") == pytest.approx(num["theory"])
    assert scores(page)["Coste"].endswith(f" = {num['theory_cost']}")
    press(page, "Umbral 0.5")
    assert cells(page)["fn"] == num["fn"]


def test_data_are_those_of_validation(show: Callable[..., Page], result: Callable) -> None:
    """«Los pacientes son los de arriba, los de la validación cruzada […]. La prueba no aparece.»"""
    num = result(NAME).num
    y, p = data(show())
    assert len(y) == len(p) == num["n_rest"] and y.sum() == num["n_rest_malignant"]
    assert len(y) + num["n_test"] == num["n_samples"]


def test_cheapest_threshold_of_other_costs(show: Callable[..., Page], result: Callable) -> None:
    """El más barato de cada coste es el de la solución del ejercicio 2."""
    page = show()
    rows = [line.split() for line in result(NAME).outputs["solucion-costes"].splitlines()[1:]]
    found = []
    for cost, best, missed, alarms in rows:
        missed_cost(page).fill(cost)
        press(page, "El más barato")
        now = cells(page)
        assert (now["fn"], now["fp"]) == (int(missed), int(alarms))
        found.append(page.evaluate(f"{ELEMENT}.threshold"))
        assert found[-1] == pytest.approx(float(best), abs=0.0051)
    assert found == sorted(found, reverse=True)  # «el umbral baja»


def test_roc_is_that_of_scikit_learn(show: Callable[..., Page], result: Callable) -> None:
    """La curva pasa por los puntos de `roc_curve`, y su área es la del programa."""
    page = show()
    y, p = data(page)
    found = np.array(page.evaluate(f"{ELEMENT}.roc"))
    alarms, hits, _ = roc_curve(y, p, drop_intermediate=False)
    np.testing.assert_allclose(found, np.column_stack([alarms, hits]), atol=1e-12)
    area = np.trapezoid(found[:, 1], found[:, 0])
    assert area == pytest.approx(result(NAME).num["auc_network"])


def test_extremes(show: Callable[..., Page]) -> None:
    """«En 0, todos son alarmas y no se pierde ningún tumor; en 1, […] se pierden casi todos.»"""
    page = show()
    threshold(page).fill("0")
    lowest = cells(page)
    assert lowest["fn"] == lowest["tn"] == 0
    threshold(page).fill("1")
    highest = cells(page)
    assert highest["fp"] == 0 and highest["fn"] > 0.9 * (highest["fn"] + highest["tp"])


def test_the_two_errors_never_fall_together(show: Callable[..., Page]) -> None:
    """«Los dos errores nunca bajan a la vez.»"""
    page = show()
    counts = []
    for value in np.linspace(0, 1, 21):
        threshold(page).fill(f"{value:.2f}")
        counts.append([cells(page)[name] for name in ("fn", "fp")])
    steps = np.diff(counts, axis=0)
    assert (steps[:, 0] >= 0).all() and (steps[:, 1] <= 0).all() and steps.any(axis=0).all()


def test_equal_costs_fail_least(show: Callable[..., Page]) -> None:
    """«Deja el coste en 1 […] lo más barato es fallar lo menos posible.»"""
    page = show()
    missed_cost(page).fill("1")
    press(page, "El más barato")
    y, p = data(page)
    fewest = min(((p >= t) != y).sum() for t in np.arange(0.01, 1, 0.01))
    assert cells(page)["fn"] + cells(page)["fp"] == fewest


# Usarlo


def point(page: Page, plot: int = 0) -> tuple[float, float]:
    circle = page.locator(".threshold__plot").nth(plot).locator("circle")
    return tuple(float(circle.get_attribute(name)) for name in ("cx", "cy"))


def test_point_moves_on_the_curves(show: Callable[..., Page]) -> None:
    """El punto está donde dicen sus coordenadas, en las dos gráficas, también ampliada."""
    page = show()
    left, top, width, height = 56, 10, 234, 190
    threshold(page).fill("0.1")
    now = cells(page)
    alarms, found = now["fp"] / (now["fp"] + now["tn"]), now["tp"] / (now["tp"] + now["fn"])
    assert point(page) == pytest.approx((left + alarms * width, top + (1 - found) * height))
    assert point(page, 1)[0] == pytest.approx(left + 0.1 * width)
    page.get_by_label("Ampliar la esquina").check()
    zoomed = (left + alarms / 0.2 * width, top + (1 - (found - 0.8) / 0.2) * height)
    assert point(page) == pytest.approx(zoomed)
    threshold(page).fill("0")  # fuera de la esquina: no se dibuja
    assert page.locator(".threshold__plot").first.locator("circle").count() == 0


def test_keyboard_and_screen_reader(show: Callable[..., Page]) -> None:
    """Con las flechas cambia el umbral; el resultado se anuncia una vez, al parar."""
    page = show()
    status = page.locator("threshold-widget [role=status]")
    page.wait_for_timeout(900)
    expect(status).to_have_text("")
    threshold(page).focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    expect(threshold(page)).to_have_value("0.3")
    expect(threshold(page)).to_have_attribute("aria-valuetext", "0.300")
    now = cells(page)
    cost = 10 * now["fn"] + now["fp"]
    expect(status).to_have_text(
        f"Umbral 0.300: {now['fn']} tumores perdidos, {now['fp']} falsas alarmas, coste {cost}."
    )
    name = page.locator(".threshold__plot svg").first.get_attribute("aria-label")
    assert f"{now['tp'] / (now['tp'] + now['fn']):.3f} de los malignos" in name
    page.keyboard.press("Tab")
    expect(missed_cost(page)).to_be_focused()
    page.keyboard.press("Home")
    expect(missed_cost(page)).to_have_attribute("aria-valuetext", "1 falsa alarma")


def test_mouse(show: Callable[..., Page]) -> None:
    """Se arrastra con el ratón."""
    page = show()
    box = threshold(page).bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, middle, steps=5)
    page.mouse.up()
    assert 0.15 < float(threshold(page).input_value()) < 0.25


def test_phone(show: Callable[..., Page]) -> None:
    """En el teléfono cabe todo, se toca con el dedo y nada mide menos de 24 píxeles."""
    page = show(**PHONE)
    page.get_by_role("button", name="El más barato").tap()
    assert page.evaluate(f"{ELEMENT}.threshold") < 0.5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    controls = page.locator("threshold-widget :is(button, input[type=range], .control__check)")
    sizes = controls.evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).map((b) => [b.width, b.height])"
    )
    assert np.min(sizes) >= 24
    scale = page.locator(".threshold__plot svg").first.bounding_box()["width"] / 300
    assert 14 * scale >= 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours(scheme: str, show: Callable[..., Page]) -> None:
    """La curva y el punto contrastan con el papel en los dos temas."""
    page = show(color_scheme=scheme)
    colours = page.evaluate("""() => {
      const style = (name) => getComputedStyle(document.querySelector(name));
      return [style(".threshold__curve").stroke, style(".threshold__point").fill,
        style("threshold-widget").backgroundColor];
    }""")

    def luminance(colour: str) -> float:
        channels = np.array(json.loads(colour.replace("rgb(", "[").replace(")", "]"))) / 255
        low, high = channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        return float(np.where(channels <= 0.04045, low, high) @ [0.2126, 0.7152, 0.0722])

    curve, dot, paper = map(luminance, colours)
    for colour in (curve, dot):
        assert (max(paper, colour) + 0.05) / (min(paper, colour) + 0.05) >= 3


def test_without_script(open_page: Callable[..., Page], site: str) -> None:
    """Sin script se dice qué falta y las dos figuras enseñan lo mismo."""
    page = open_page(site + LESSON, java_script_enabled=False)
    expect(page.get_by_text("Aquí van un mando para el umbral")).to_be_visible()
    expect(page.locator("threshold-widget")).to_be_hidden()
    assert page.locator("figure img[src*='umbral'], figure img[src*='roc']").count() == 4


def test_after_instant_navigation(open_page: Callable[..., Page], site: str) -> None:
    """Se llega desde otra lección, se va y se vuelve: empieza en 0.5 y funciona."""
    # Material solo evita la recarga en la dirección que dice el mapa del sitio
    public = "https://fundamentos-redes-neuronales.github.io/curso/"
    page = open_page("about:blank")
    fetch = lambda route: route.fulfill(  # noqa: E731
        response=route.fetch(url=route.request.url.replace(public, site))
    )
    page.route(f"{public}**", fetch)
    page.goto(f"{public}keras/clasificacion-binaria/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")
    for _ in range(2):
        page.locator(".md-footer__link--next").click()
        ready(page)
        expect(page.get_by_text("Aquí van un mando para el umbral")).to_be_hidden()
        expect(threshold(page)).to_have_value("0.5")
        press(page, "El más barato")
        assert page.evaluate(f"{ELEMENT}.threshold") < 0.5
        page.locator(".md-footer__link--prev").click()
        page.wait_for_function(f"!{ELEMENT}")
    assert page.evaluate("window.same")


def test_data_that_do_not_arrive(open_page: Callable[..., Page], site: str) -> None:
    """Sin los datos, lo dice y no se rompe nada."""
    page = open_page("about:blank")
    page.route("**/respuestas.json", lambda route: route.fulfill(status=404, body=""))
    page.goto(site + LESSON)
    expect(page.locator("threshold-widget")).to_contain_text("No se han podido cargar los datos")
