"""Las pérdidas que se mueven, frente a las funciones de la lección 1.9 y a Keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
SECTIONS = ("errores", "mse", "mae", "keras-regresion", "verosimilitud", "logaritmo", "bce")
SECTIONS += ("one-hot", "cce", "diferencias", "gradientes", "respecto-a-z")


@pytest.fixture
def lesson(once: Callable[..., dict]) -> dict:
    """Las funciones de la lección: todo lo que no dibuja."""
    return once("perdida", *SECTIONS)


@pytest.fixture
def widget(open_page: Callable[..., Page], sample_site: str) -> Locator:
    page = open_page(f"{sample_site}dibujos/")
    page.wait_for_selector("loss-widget .plot")
    return page.locator("loss-widget")


def choose(widget: Locator, text: str) -> None:
    widget.get_by_label("Pérdida", exact=True).select_option(label=text)


def readings(widget: Locator) -> list[float]:
    """La pérdida y la pendiente que se leen."""
    texts = widget.locator("dd").all_inner_texts()
    return [float(text.split(" ")[0].replace("−", "-")) for text in texts]


# La pérdida y su derivada en cada caso.
SCRIPT = """async ([name, cases]) => {
  const { LOSSES } = await import("./widget-perdida.js");
  const { loss, slope } = LOSSES[name];
  return cases.map(([y, guess]) => [loss(y, guess), slope(y, guess)]);
}"""


@pytest.mark.parametrize("name", ["mse", "mae", "bce"])
def test_losses_and_slopes_are_those_of_the_lesson(name: str, modules: Page, lesson: dict) -> None:
    """Cada pérdida de un ejemplo y su derivada, como las de la lección."""
    rng = np.random.default_rng(1)
    cases = rng.uniform(-5, 5, size=(200, 2))
    if name == "bce":
        cases = np.column_stack([rng.integers(0, 2, 200), rng.uniform(0.01, 0.99, 200)])
    got = modules.evaluate(SCRIPT, [name, cases.tolist()])
    for (y, guess), (loss, slope) in zip(cases, got, strict=True):
        y, guess = np.array([y]), np.array([guess])
        assert loss == pytest.approx(lesson[name](y, guess), rel=1e-12)
        assert slope == pytest.approx(lesson[f"{name}_gradient"](y, guess)[0], rel=1e-12)


def test_categorical_loss_and_slopes(modules: Page, lesson: dict) -> None:
    """La entropía cruzada categórica de un ejemplo y su derivada en cada clase."""
    p = np.random.default_rng(2).dirichlet(np.ones(3), size=50)
    one_hot = np.eye(3)[np.arange(50) % 3]
    cases = [[y.tolist(), guess.tolist()] for y, guess in zip(one_hot, p, strict=True)]
    for (y, guess), (loss, slopes) in zip(
        cases, modules.evaluate(SCRIPT, ["cce", cases]), strict=True
    ):
        y, guess = np.array([y]), np.array([guess])
        assert loss == pytest.approx(lesson["cce"](y, guess), rel=1e-12)
        np.testing.assert_allclose(slopes, lesson["cce_gradient"](y, guess)[0], rtol=1e-12)


def test_huber_is_that_of_keras(modules: Page, lesson: dict) -> None:
    """Huber, como en Keras, y su derivada, como se mide en la lección."""
    import keras

    errors = np.linspace(-3.05, 3.05, 62)
    got = np.array(modules.evaluate(SCRIPT, ["huber", [[0.0, each] for each in errors.tolist()]]))
    huber = keras.losses.Huber(delta=1.0, dtype="float64")
    truth = np.zeros(1)
    expected = [float(huber(truth, np.array([each]))) for each in errors]
    np.testing.assert_allclose(got[:, 0], expected, rtol=1e-6)
    h = 1e-3
    script_cases = [[0.0, each + side * h] for each in errors.tolist() for side in (-1, 1)]
    around = np.array(modules.evaluate(SCRIPT, ["huber", script_cases]))[:, 0].reshape(-1, 2)
    np.testing.assert_allclose(got[:, 1], (around[:, 1] - around[:, 0]) / (2 * h), atol=1e-6)


def test_regression_by_slider(widget: Locator, lesson: dict) -> None:
    """y y ŷ se mueven; la pérdida, la pendiente y lo que se dice cuadran."""
    widget.get_by_role("slider", name="Lo que midió el termómetro").fill("22")
    widget.get_by_role("slider", name="Lo que dijo la red").fill("20.5")
    assert readings(widget) == [2.25, -3.0]
    meaning = widget.locator(".plots__result")
    expect(meaning).to_have_text("La pendiente es negativa: para pagar menos, hay que subir ŷ.")
    expect(widget.get_by_role("status")).to_contain_text("hay que subir ŷ")
    choose(widget, "Error absoluto (MAE)")
    assert readings(widget) == [1.5, -1.0]
    choose(widget, "Huber, con δ = 1 (ejercicio 3)")
    assert readings(widget) == [1.0, -1.0]
    choose(widget, "Error absoluto (MAE)")
    widget.get_by_role("slider", name="Lo que dijo la red").fill("22")
    assert readings(widget) == [0, 0]
    expect(meaning).to_contain_text("la V hace esquina: no hay derivada")


def test_tangent_has_the_slope_it_says(widget: Locator) -> None:
    """La recta dibujada tiene la pendiente escrita, en unidades de los ejes."""
    script = """(each) => {
      const { plot } = each;
      const [x1, y1, x2, y2] = each.querySelector(".plot__tangent").getAttribute("d")
        .match(/-?[\\d.]+/g).map(Number);
      const h = plot.inner.width / (plot.x[1] - plot.x[0]);
      const v = plot.inner.height / (plot.y[1] - plot.y[0]);
      return -((y2 - y1) / v) / ((x2 - x1) / h);
    }"""
    assert widget.evaluate(script) == pytest.approx(readings(widget)[1], abs=0.01)
    choose(widget, "Entropía cruzada binaria")
    widget.get_by_role("slider", name="Probabilidad de spam").fill("0.4")
    assert widget.evaluate(script) == pytest.approx(-2.5, abs=0.01)


def test_binary_by_keyboard(widget: Locator) -> None:
    """«Decir 0.01 cuando era spam» cuesta más de cuatro; con la otra etiqueta, casi nada."""
    choose(widget, "Entropía cruzada binaria")
    chance = widget.get_by_role("slider", name="Probabilidad de spam")
    chance.focus()
    widget.page.keyboard.press("Home")
    assert readings(widget) == [pytest.approx(4.605, abs=1e-3), -100]
    expect(widget.get_by_text("Respecto a la suma z queda p − y = −0.99.")).to_be_visible()
    label = widget.get_by_role("slider", name="La etiqueta, y")
    label.focus()
    widget.page.keyboard.press("ArrowLeft")
    assert label.get_attribute("aria-valuetext") == "0, no lo era"
    assert readings(widget) == [pytest.approx(0.010, abs=1e-3), pytest.approx(1.01)]
    expect(widget.locator(".plots__result")).to_contain_text("hay que bajar p")


def test_categorical_by_slider(widget: Locator, lesson: dict) -> None:
    """Las tres sumas dan tres probabilidades; la clase correcta cobra y reparte las derivadas."""
    choose(widget, "Entropía cruzada categórica")
    for name, value in [("gato", "2"), ("perro", "0.5"), ("pez", "-1")]:
        widget.get_by_role("slider", name=f"Suma z de «{name}»").fill(value)
    widget.get_by_label("La clase correcta").select_option(label="perro")
    p = lesson["softmax"](np.array([[2, 0.5, -1]]))[0]
    shown = [float(text) for text in widget.locator(".bars__value").all_inner_texts()]
    np.testing.assert_allclose(shown, p, atol=6e-4)
    assert readings(widget)[0] == pytest.approx(-np.log(p[1]), abs=1e-3)
    cells = widget.get_by_role("row").locator("td").all_inner_texts()
    table = np.array([float(text.replace("−", "-")) for text in cells]).reshape(3, 3)
    one_hot = np.eye(3)[1]
    np.testing.assert_allclose(table[:, 0], one_hot)
    np.testing.assert_allclose(table[:, 1], -one_hot / p, atol=6e-3)
    np.testing.assert_allclose(table[:, 2], p - one_hot, atol=6e-4)
    expect(widget.locator(".plots__result")).to_contain_text("la red prefiere «gato»")


def test_drag_the_guess(widget: Locator) -> None:
    """El punto se arrastra a lo ancho y no se sale de sus límites."""
    page = widget.page
    ball = widget.locator(".plot__handle")
    ball.scroll_into_view_if_needed()
    box = ball.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"], steps=5)
    moved = widget.evaluate("(each) => each.guess")
    assert moved < 22.5
    page.mouse.move(box["x"] + 2000, box["y"], steps=5)
    page.mouse.up()
    assert widget.evaluate("(each) => each.guess") == 23
    expect(widget.get_by_role("slider", name="Lo que dijo la red")).to_have_value("23")
