"""Las activaciones que se mueven, frente a las funciones de la lección 1.8 y a Keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
SECTIONS = ("pendiente", "dibujar", "escalon", "sigmoide", "tanh", "relu", "leaky", "gelu")
SECTIONS += ("comprobar", "softmax", "jacobiana")
NAMES = {
    "step": "escalón",
    "sigmoid": "sigmoide",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky": "ReLU con fuga",
    "gelu": "GELU",
}


@pytest.fixture
def widget(open_page: Callable[..., Page], sample_site: str) -> Locator:
    page = open_page(f"{sample_site}dibujos/")
    page.wait_for_selector("activation-widget .plot")
    return page.locator("activation-widget")


def choose(widget: Locator, text: str) -> None:
    widget.get_by_label("Función").select_option(label=text)


def test_functions_and_slopes_are_those_of_the_lesson(modules: Page, once: Callable) -> None:
    """Las seis funciones y sus derivadas, en 500 puntos y en 0."""
    lesson = once("activacion", *SECTIONS)
    z = [*np.linspace(-5, 5, 500).tolist(), 0.0]
    script = """async (z) => {
      const { ACTIVATIONS } = await import("./widget-activacion.js");
      const both = ([name, { f, slope }]) => [name, [z.map(f), z.map(slope)]];
      return Object.fromEntries(Object.entries(ACTIVATIONS).map(both));
    }"""
    got = modules.evaluate(script, z)
    assert got.keys() == NAMES.keys() and set(NAMES.values()) == lesson["pairs"].keys()
    for name, (values, slopes) in got.items():
        f, derivative = lesson["pairs"][NAMES[name]]
        np.testing.assert_allclose(values, f(np.array(z)), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(slopes, derivative(np.array(z)), rtol=1e-12, atol=1e-14)


def test_far_values_do_not_overflow(modules: Page) -> None:
    """Lejos del 0, lo mismo que Keras."""
    import keras

    z = [-800.0, -40.0, -9.0, 9.0, 40.0, 800.0]
    script = """async (z) => {
      const { ACTIVATIONS } = await import("./widget-activacion.js");
      return ["sigmoid", "gelu"].map((name) => z.map(ACTIVATIONS[name].f));
    }"""
    sigmoid, gelu = modules.evaluate(script, z)
    tensor = keras.ops.convert_to_tensor(z, "float64")
    np.testing.assert_allclose(sigmoid, keras.ops.sigmoid(tensor), rtol=1e-12, atol=1e-300)
    expected = keras.activations.gelu(tensor, approximate=False)
    np.testing.assert_allclose(gelu, expected, rtol=1e-9, atol=1e-12)


def test_softmax_and_its_table(modules: Page, once: Callable) -> None:
    """Softmax y su matriz jacobiana, como en la lección; con sumas enormes no desborda."""
    lesson = once("activacion", *SECTIONS)
    script = """async (z) => {
      const { softmax } = await import("./widget-graficas.js");
      const { softmaxSlope } = await import("./widget-activacion.js");
      return [softmax(z), softmaxSlope(z)];
    }"""
    for z in ([2.0, 1.0, -1.0], [-5.0, 5.0, 0.3]):
        p, table = modules.evaluate(script, z)
        np.testing.assert_allclose(p, lesson["softmax"](np.array(z)), rtol=1e-13)
        np.testing.assert_allclose(
            table, lesson["softmax_derivative"](np.array(z)), rtol=1e-12, atol=1e-16
        )
    assert modules.evaluate(script, [1000, 999, 0])[0][0] == pytest.approx(0.731, abs=1e-3)


def test_depth_multiplies_slopes(widget: Locator) -> None:
    """«La sigmoide no se salva ni en z = 0, su mejor punto; con ReLU, todo pasa o no pasa nada.»"""
    product = widget.locator(".plots__score")
    widget.get_by_role("slider", name="z", exact=True).fill("0")
    expect(product).to_have_text(f"0.250²⁰ = {0.25**20 * 1e13:.1f} × 10⁻¹³")
    expect(widget.get_by_text("Se desvanece")).to_be_visible()
    widget.get_by_role("slider", name="Profundidad").fill("3")
    expect(product).to_have_text(f"0.250³ = {0.25**3:.3f}")
    choose(widget, "ReLU")
    widget.get_by_role("slider", name="z", exact=True).fill("1.5")
    expect(product).to_have_text("1.000³ = 1.000")
    expect(widget.get_by_text("Llega entero.")).to_be_visible()
    widget.get_by_role("slider", name="z", exact=True).fill("-1.5")
    expect(widget.get_by_text("No llega nada: una pendiente 0")).to_be_visible()
    choose(widget, "GELU")
    widget.get_by_role("slider", name="z", exact=True).fill("1.5")
    expect(widget.get_by_text("Crece al atravesar las capas.")).to_be_visible()


def test_corners_are_told(widget: Locator) -> None:
    """En la esquina y en el salto no hay derivada, y se dice."""
    widget.get_by_role("slider", name="z", exact=True).fill("0")
    choose(widget, "ReLU")
    expect(widget.get_by_text("hace esquina: no hay derivada (0, por convenio)")).to_be_visible()
    choose(widget, "Escalón")
    expect(widget.get_by_text("hace un salto: no hay derivada")).to_be_visible()
    expect(widget.locator("dd").nth(2)).to_have_text("—")


def test_drag_along_the_curve(widget: Locator) -> None:
    """Arrastrar mueve z a lo ancho; el teclado hace lo mismo con el deslizador."""
    page = widget.page
    ball = widget.locator(".plot__handle").first
    ball.scroll_into_view_if_needed()
    box = ball.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    left = widget.evaluate("""(each) => {
      const box = each.plot.element.getBoundingClientRect();
      return box.left + each.plot.px(-3) * box.width / each.plot.width;
    }""")
    page.mouse.move(left, box["y"], steps=8)
    page.mouse.up()
    assert widget.evaluate("(each) => each.z") == -3
    slider = widget.get_by_role("slider", name="z", exact=True)
    expect(slider).to_have_value("-3")
    slider.focus()
    page.keyboard.press("ArrowRight")
    sigmoid = 1 / (1 + np.exp(2.9))
    expect(widget.locator("dd").nth(1)).to_have_text(f"{sigmoid:.3f}")
    expect(widget.locator("dd").nth(2)).to_have_text(f"{sigmoid * (1 - sigmoid):.3f}")
    expect(widget.get_by_role("status")).to_contain_text("Con 20 capas")


def test_softmax_bars(widget: Locator) -> None:
    """Las tres barras son las probabilidades, y suman 1."""
    choose(widget, "Softmax, con tres clases")
    widget.get_by_role("slider", name="z₁").fill("0")
    shown = [float(text) for text in widget.locator(".bars__value").all_inner_texts()]
    powers = np.exp([0, 1, -1])
    np.testing.assert_allclose(shown, powers / powers.sum(), atol=6e-4)
    widths = widget.locator(".bars__fill").evaluate_all(
        "(all) => all.map((each) => each.offsetWidth / each.parentElement.offsetWidth)"
    )
    np.testing.assert_allclose(widths, shown, atol=0.01)
    expect(widget.get_by_role("table", name="Cuánto cambia cada p")).to_be_visible()
    expect(widget.get_by_role("slider", name="z", exact=True)).to_be_hidden()
