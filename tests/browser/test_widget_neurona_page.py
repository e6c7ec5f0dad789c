"""La neurona que se mueve: recta, aciertos y regla del perceptrón, frente a la lección 1.6."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
ELEMENT = "document.querySelector('neuron-widget')"
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}


@pytest.fixture
def widget(open_page: Callable[..., Page], sample_site: str) -> Locator:
    page = open_page(f"{sample_site}dibujos/")
    page.wait_for_selector("neuron-widget .plot")
    return page.locator("neuron-widget")


def choose(widget: Locator, gate: str) -> None:
    widget.get_by_label("Respuestas correctas").select_option(gate)


def weights(widget: Locator) -> list[float]:
    return widget.evaluate("(each) => Object.values(each.neuron)")


def score(widget: Locator) -> Locator:
    return widget.locator(".plots__score")


def test_sum_step_and_rule_are_those_of_the_lesson(modules: Page, namespace: Callable) -> None:
    """z, el escalón y cada corrección, como en `neuron` y `train_perceptron`."""
    lesson = namespace("neurona", "suma", "neurona")
    script = """async (cases) => {
      const { weightedSum, step, perceptron } = await import("./widget-neurona.js");
      return cases.map(([w1, w2, b, x1, x2, target]) => {
        const { error, neuron } = perceptron({ w1, w2, b }, [x1, x2], target);
        const z = weightedSum({ w1, w2, b }, [x1, x2]);
        return [z, step(z), error, neuron.w1, neuron.w2, neuron.b];
      });
    }"""
    rng = np.random.default_rng(0)
    cases = [
        [*np.round(rng.uniform(-4, 4, size=3), 1), *rng.integers(0, 2, size=3)] for _ in range(300)
    ]
    given = [[float(value) for value in case] for case in cases]
    for case, got in zip(given, modules.evaluate(script, given), strict=True):
        w, b, x, target = np.array(case[:2]), case[2], np.array(case[3:5]), case[5]
        z = np.round(x @ w + b, 9)
        a = float(lesson["step"](z))
        error = target - a
        np.testing.assert_allclose(got, [z, a, error, *(w + error * x), b + error], atol=1e-8)


@pytest.mark.parametrize("gate", GATES)
def test_epochs_are_those_of_the_lesson(gate: str, widget: Locator, namespace: Callable) -> None:
    """Desde cero, cada época acaba con los pesos y las correcciones de la lección."""
    lesson = namespace("neurona", "suma", "neurona", "regla")
    inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    choose(widget, gate)
    widget.get_by_role("button", name="Todo a cero").click()
    corrections = 0
    for epoch in range(1, 11):
        w, b, log = lesson["train_perceptron"](inputs, np.array(GATES[gate]), epoch)
        if len(log) < epoch:
            break  # la lección ya había terminado
        widget.get_by_role("button", name="Una época").click()
        corrections += log[-1]
        assert weights(widget) == [*w, b]
        assert widget.evaluate("(each) => each.corrections") == corrections
    text = widget.locator(".plots__log").inner_text()
    assert ("seguirá así para siempre" in text) == (gate == "XOR")
    assert ("entera sin fallos: ha terminado" in text) == (gate != "XOR")
    expect(score(widget)).to_contain_text("Acierta 4 de 4" if gate != "XOR" else "de 4")


def test_one_step_says_what_it_does(widget: Locator) -> None:
    """«Si la neurona acierta, no se toca nada. Si falla, se corrige.»"""
    widget.get_by_role("button", name="Todo a cero").click()
    log, one = widget.locator(".plots__log"), widget.get_by_role("button", name="Un paso")
    one.click()
    expect(log).to_have_text("Época 1, entrada (0, 0): z = 0, da 1 y debía dar 0. Corrige: b − 1.")
    one.click()
    expect(log).to_have_text("Época 1, entrada (0, 1): z = −1, da 0. Acierta: no se toca nada.")
    assert weights(widget) == [0, 0, -1]
    expect(widget.get_by_role("status")).to_contain_text("Acierta: no se toca nada. Acierta")


def test_lower_the_bias_as_the_lesson_says(widget: Locator) -> None:
    """«Empieza con la neurona de OR, pero le pedimos AND, y falla dos. Baja el sesgo…»"""
    expect(score(widget)).to_have_text("Acierta 2 de 4.")
    bias = widget.get_by_role("slider", name="Sesgo b")
    bias.focus()
    for _ in range(10):
        widget.page.keyboard.press("ArrowLeft")
    assert weights(widget) == [1, 1, -1.5]
    expect(score(widget)).to_have_text("Acierta 4 de 4.")
    expect(widget.get_by_role("status")).to_have_text("Acierta 4 de 4.")  # al quedarse quieto
    assert bias.get_attribute("aria-valuetext") == "−1.5"


def test_xor_never_passes_three(widget: Locator) -> None:
    """«Con los deslizadores no pasarás de tres aciertos», y el widget lo dice."""
    choose(widget, "XOR")
    script = """(each) => {
      let best = 0;
      const values = Array.from({ length: 21 }, (_, i) => (i - 10) * 0.4);
      for (const w1 of values) for (const w2 of values) for (const b of values) {
        each.neuron = { w1, w2, b };
        best = Math.max(best, each.hits);
      }
      return best;
    }"""
    assert widget.evaluate(script) == 3
    for name, value in [("Peso w₁", "1"), ("Peso w₂", "1"), ("Sesgo b", "-0.5")]:
        widget.get_by_role("slider", name=name).fill(value)
    expect(score(widget)).to_have_text("Acierta 3 de 4, y ninguna recta puede acertar más.")


def test_your_own_labels(widget: Locator) -> None:
    """Los botones de la tabla cambian lo que debe dar; si coincide con una puerta, lo dice."""
    expected = widget.get_by_label("Respuestas correctas")
    widget.get_by_role("button", name="(0, 0) debe dar 0").click()
    expect(expected).to_have_value("propias")
    assert widget.evaluate("(each) => each.targets") == [1, 0, 0, 1]
    row = widget.get_by_role("row", name="(0, 0)")
    expect(row).to_contain_text("falla")
    for name in ("(0, 0) debe dar 1", "(0, 1) debe dar 0", "(1, 0) debe dar 0"):
        widget.get_by_role("button", name=name).click()
    expect(expected).to_have_value("OR")


def test_half_planes_and_boundary(modules: Page) -> None:
    """Cada lado coloreado contiene los puntos con su signo, y entre los dos cubren el cuadro."""
    script = """async (neurons) => {
      const { halfPlane } = await import("./widget-neurona.js");
      return neurons.map(([w1, w2, b]) => [1, -1].map((sign) => halfPlane({ w1, w2, b }, sign)));
    }"""
    values = [-2, -0.5, 0, 1, 3]
    neurons = [each for each in itertools.product(values, repeat=3)]
    for (w1, w2, b), sides in zip(neurons, modules.evaluate(script, neurons), strict=True):
        areas = []
        for sign, corners in zip((1, -1), sides, strict=True):
            points = np.array(corners).reshape(-1, 2)
            assert np.all(sign * (points @ [w1, w2] + b) >= -1e-9)
            x, y = points.T
            areas.append(abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2 if len(points) else 0)
        assert sum(areas) == pytest.approx(2.2**2)


def test_drag_the_input(widget: Locator) -> None:
    """El punto hueco se arrastra con el ratón; sus deslizadores lo siguen y la cuenta cuadra."""
    page = widget.page
    plot = widget.locator(".plot")
    plot.scroll_into_view_if_needed()
    where = """(each, point) => {
      const { plot } = each;
      const box = plot.element.getBoundingClientRect();
      const scale = box.width / plot.width;
      return [box.left + plot.px(point[0]) * scale, box.top + plot.py(point[1]) * scale];
    }"""
    start = widget.evaluate("(each) => each.probe")
    page.mouse.move(*widget.evaluate(where, start))
    page.mouse.down()
    page.mouse.move(*widget.evaluate(where, [0.5, 0.7]), steps=5)
    page.mouse.move(*widget.evaluate(where, [-0.3, 1.2]), steps=5)
    page.mouse.up()
    assert widget.evaluate("(each) => each.probe") == [-0.3, 1.2]
    expect(widget.get_by_role("slider", name="x₁")).to_have_value("-0.3")
    expect(widget.get_by_text("z = 1 · (−0.3) + 1 · 1.2 − 0.5 = 0.4.")).to_be_visible()
    widget.get_by_role("slider", name="x₂").fill("-0.5")
    expect(widget.get_by_text("Es negativa: a = 0.")).to_be_visible()


def test_the_rule_may_leave_the_slider(widget: Locator) -> None:
    """Si la regla pasa del límite del deslizador, el número y el dibujo siguen siendo los suyos."""
    widget.evaluate("(each) => { each.neuron = { w1: -4, w2: -4, b: 4 }; each.choose('OR'); }")
    widget.get_by_role("button", name="Un paso").click()
    widget.get_by_role("button", name="Un paso").click()
    w1, w2, b = weights(widget)
    for name, value in [("Peso w₁", w1), ("Peso w₂", w2), ("Sesgo b", b)]:
        assert float(widget.get_by_role("slider", name=name).input_value()) == pytest.approx(value)
