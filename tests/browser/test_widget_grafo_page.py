"""Retropropagación, paso hacia delante y dropout en Chromium: las cuentas y el manejo."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendored" / "axe" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PUBLIC = "https://fundamentos-redes-neuronales.github.io/curso/"
PLAYGROUND = "<neural-playground></neural-playground>"
WIDGETS = {
    "grafo": '<backprop-widget class="widget"></backprop-widget>',
    "neurona": '<backprop-widget class="widget" graph="neurona"></backprop-widget>',
    "xor": '<forward-widget class="widget" network="xor"></forward-widget>',
    "capas": '<forward-widget class="widget" layers="2,8,4,1" seed="29"></forward-widget>',
    "dropout": '<dropout-widget class="widget"></dropout-widget>',
}


@pytest.fixture
def show(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Page]:
    """Devuelve la función que abre una página con un widget; la consola queda limpia.

    Es la página del playground de muestra, con el widget en su sitio.
    """
    messages: list[str] = []

    def go(name: str, base: str = sample_site, **options: object) -> Page:
        def answer(route: Route) -> None:
            url = route.request.url.replace(PUBLIC, sample_site)
            response = route.fetch(url=url)
            if not url.endswith("/playground/"):
                return route.fulfill(response=response)
            text = response.text()
            assert PLAYGROUND in text
            intro = f"</div><p>Frase que lo presenta.</p><div>{WIDGETS[name]}"
            route.fulfill(response=response, body=text.replace(PLAYGROUND, intro))

        page = open_page("about:blank", **{"bypass_csp": False} | options)
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.route(f"{base}**" if base == PUBLIC else f"{base}playground/", answer)
        page.goto(f"{base}playground/")
        if options.get("java_script_enabled", True):
            expect(widget(page).locator(".widget__title")).to_be_visible()
        return page

    yield go
    assert [message for message in messages if message.startswith(("error", "warning"))] == []


def widget(page: Page) -> Locator:
    return page.locator(".widget")


def button(page: Page, name: str) -> Locator:
    return widget(page).get_by_role("button", name=name, exact=True)


def advance(page: Page, steps: int) -> None:
    for _ in range(steps):
        button(page, "Siguiente").click()


def read(page: Page, expression: str) -> dict:
    """Evalúa una expresión de JavaScript en la que `w` es el widget."""
    return widget(page).evaluate(f"(w) => ({expression})")


def move(page: Page, **values: float) -> None:
    """Pone los deslizadores, por el orden en que están, en los valores dados."""
    for name, value in values.items():
        widget(page).get_by_role("slider", name=name, exact=True).fill(str(value))


def status(page: Page) -> Locator:
    return widget(page).get_by_role("status")


# Retropropagación: las cuentas


@pytest.mark.parametrize("a, b, c", [(4, 2, 3), (-1.5, 0.5, -5), (0, 0, 0), (5, -5, 2.5)])
def test_graph_against_the_engine_of_the_lesson(a, b, c, show, namespace) -> None:
    """Los valores y las derivadas son los del motor de la lección 1.11, y los que se miden."""
    lesson = namespace("backpropagation", "cadena", "motor", "hacia-atras")
    page = show("grafo")
    move(page, a=a, b=b, c=c)
    inputs = {name: lesson["Value"](float(value)) for name, value in dict(a=a, b=b, c=c).items()}
    J = 3 * (inputs["a"] + inputs["b"] * inputs["c"])
    lesson["backward"](J)
    expected = [inputs[name].grad for name in "abc"]
    got = read(page, "{ ...w.values, grads: w.grads, measured: w.measured }")
    assert (got["u"], got["v"], got["J"]) == (b * c, a + b * c, J.data)
    assert [got["grads"][name] for name in "abc"] == expected
    assert (got["grads"]["J"], got["grads"]["v"], got["grads"]["u"]) == (1, 3, 3)
    np.testing.assert_allclose([got["measured"][name] for name in "abc"], expected, atol=1e-9)


@pytest.mark.parametrize("w1, w2, b", [(0.4, 0.8, 0.1), (-2, 2, -2), (1.3, -0.7, 0)])
def test_neuron_against_the_engine_of_the_lesson(w1, w2, b, show, namespace) -> None:
    """La neurona da la pérdida y el gradiente del motor; en z, la derivada es p − 1."""
    sections = ("cadena", "motor", "hacia-atras", "funciones", "operadores", "neurona")
    lesson = namespace("backpropagation", *sections)
    page = show("neurona")
    if (w1, w2, b) == (0.4, 0.8, 0.1):  # los de la lección son los de partida
        assert list(read(page, "w.inputs").values()) == [w1, w2, b]
    move(page, **{"w₁": w1, "w₂": w2, "b": b})
    values = [lesson["Value"](float(value)) for value in (w1, w2, b)]
    loss = lesson["neuron_loss"](*values)
    lesson["backward"](loss)
    got = read(page, "{ ...w.values, grads: w.grads, measured: w.measured }")
    assert got["L"] == pytest.approx(loss.data, abs=1e-12)
    expected = [value.grad for value in values]
    names = ["w₁", "w₂", "b"]
    np.testing.assert_allclose([got["grads"][name] for name in names], expected, atol=1e-12)
    np.testing.assert_allclose([got["measured"][name] for name in names], expected, atol=1e-5)
    assert got["grads"]["z"] == pytest.approx(got["p"] - 1, abs=1e-12)


def test_the_lesson_says_what_happens(show: Callable[..., Page]) -> None:
    """«Mueve a: cambian los valores, pero ninguna derivada. Después pon c a 0 y mira […] b»."""
    page = show("grafo")
    before = read(page, "{ values: w.values, grads: w.grads }")
    move(page, a=-2)
    after = read(page, "{ values: w.values, grads: w.grads }")
    assert after["grads"] == before["grads"] and after["values"]["J"] != before["values"]["J"]
    move(page, c=0)
    assert read(page, "w.grads.b") == 0


# Retropropagación: los pasos


def test_steps_of_the_graph(show: Callable[..., Page]) -> None:
    """Primero los valores, después las derivadas de una en una, y al final la comprobación."""
    page = show("grafo")
    formula = widget(page).locator(".grafo__formula")
    labels = widget(page).locator(".grafo__picture")
    expect(labels).to_contain_text("u = ?")
    for text in [
        "u = b · c = 2 · 3 = 6",
        "v = a + u = 4 + 6 = 10",
        "J = 3 · v = 3 · 10 = 30",
        "∂J/∂J = 1",
        "∂J/∂v = ∂J/∂v · ∂J/∂J = 3 · 1 = 3",
        "∂J/∂a = ∂v/∂a · ∂J/∂v = 1 · 3 = 3",
        "∂J/∂u = ∂v/∂u · ∂J/∂v = 1 · 3 = 3",
        "∂J/∂b = ∂u/∂b · ∂J/∂u = 3 · 3 = 9",
        "∂J/∂c = ∂u/∂c · ∂J/∂u = 2 · 3 = 6",
        "∂J/∂a = 3, ∂J/∂b = 9, ∂J/∂c = 6",
    ]:
        advance(page, 1)
        expect(formula).to_have_text(text)
    expect(labels).to_contain_text("u = 6∂J/∂u = 3")
    rows = widget(page).locator(".grafo__check tbody tr")
    assert rows.all_inner_texts() == ["a\t3\t3.0000", "b\t9\t9.0000", "c\t6\t6.0000"]
    expect(button(page, "Siguiente")).to_have_attribute("aria-disabled", "true")
    button(page, "Siguiente").click(force=True)
    expect(widget(page).locator(".grafo__place")).to_have_text("Paso 10 de 10")
    button(page, "Atrás").click()
    expect(formula).to_contain_text("∂J/∂c")
    assert [text.strip() for text in rows.all_inner_texts()] == ["a", "b", "c"]
    button(page, "Empezar de nuevo").click()
    expect(widget(page).locator(".grafo__place")).to_have_text("Paso 0 de 10")
    expect(labels).not_to_contain_text("∂J/∂u = 3")


def test_negative_numbers_go_in_parentheses(show: Callable[..., Page]) -> None:
    page = show("grafo")
    move(page, b=-2, c=-1.5)
    advance(page, 8)
    expect(widget(page).locator(".grafo__formula")).to_have_text(
        "∂J/∂b = ∂u/∂b · ∂J/∂u = −1.5 · 3 = −4.5"
    )
    expect(widget(page)).to_contain_text("b · c = −2 · (−1.5) = 3")


def test_moving_a_slider_keeps_the_step_and_is_quiet(show: Callable[..., Page]) -> None:
    """Los números cambian al momento, el paso es el mismo y no se anuncia nada nuevo."""
    page = show("grafo")
    advance(page, 3)
    expect(status(page)).to_have_text("Hacia delante: J = 3 · v = 3 · 10 = 30.")
    move(page, a=5)
    expect(widget(page).locator(".grafo__formula")).to_have_text("J = 3 · v = 3 · 11 = 33")
    expect(status(page)).to_have_text("Hacia delante: J = 3 · v = 3 · 10 = 30.")
    advance(page, 5)
    expect(status(page)).to_have_text(
        "Derivada de J respecto a b: la local, 3, por la que llega de u, 3: 9."
    )


# Paso hacia delante: las cuentas


def test_forward_against_numpy(show: Callable[..., Page], namespace: Callable) -> None:
    """Con los pesos del widget, las sumas y activaciones de la red de la unidad 2."""
    sections = ("datos", "sigmoide", "activaciones", "forward")
    unit2 = namespace("red_numpy", *sections)
    page = show("capas")
    layers = read(page, "w.network.map((l) => ({ ...l, W: [...l.W], b: [...l.b] }))")
    network = [
        {
            "W": np.reshape(layer["W"], (layer["n_in"], layer["n_out"])),
            "b": np.array(layer["b"]),
            "activation": layer["activation"],
        }
        for layer in layers
    ]
    assert [layer["W"].shape for layer in network] == [(2, 8), (8, 4), (4, 1)]
    for x1, x2 in [(1, -0.5), (-2.4, 3), (0, 0), (0.3, 0.1)]:
        move(page, **{"x₁": x1, "x₂": x2})
        output, cache = unit2["forward"](network, np.array([[x1, x2]]))
        got = read(page, "w.cache.map(({ x, z, a }) => ({ x: [...x], z: [...z], a: [...a] }))")
        for ours, theirs in zip(got, cache, strict=True):
            np.testing.assert_allclose(ours["x"], theirs["x"][0], atol=1e-12)
            np.testing.assert_allclose(ours["z"], theirs["z"][0], atol=1e-12)
        np.testing.assert_allclose(got[-1]["a"], output[0], atol=1e-12)


def test_xor_is_the_network_of_the_lesson(show: Callable[..., Page], namespace: Callable) -> None:
    """Los pesos, las sumas y las salidas de la tabla de la lección 1.7, en las cuatro esquinas."""
    lesson = namespace("arquitectura", "tres-neuronas", "capa", "lote", "red", "forward", "xor")
    page = show("xor")
    hidden, last = read(page, "w.network.map(({ W, b }) => ({ W: [...W], b: [...b] }))")
    assert hidden["W"] == lesson["W_hidden"].ravel().tolist()
    assert hidden["b"] == lesson["b_hidden"].tolist()
    assert last["W"] == lesson["w_out"].tolist() and last["b"] == [lesson["b_out"]]
    for i, (x1, x2) in enumerate(lesson["corners"].tolist()):
        move(page, **{"x₁": x1, "x₂": x2})
        got = read(page, "w.cache.map(({ z, a }) => ({ z: [...z], a: [...a] }))")
        assert got[0]["z"] == lesson["z_hidden"][i].tolist()
        assert got[0]["a"] == lesson["a_hidden"][i].tolist()
        assert got[1]["a"] == [lesson["z_out"][i]]


# Paso hacia delante: los pasos


def node(page: Page, name: str) -> Locator:
    return widget(page).get_by_role("button", name=re.compile(f"^{name}"))


def test_forward_neuron_by_neuron(show: Callable[..., Page]) -> None:
    """«Con (1, 1) se encienden las dos ocultas, pero la salida […] queda por debajo de 0»."""
    page = show("xor")
    expect(node(page, "Capa 1, neurona 1")).to_have_accessible_name(
        "Capa 1, neurona 1: sin calcular"
    )
    advance(page, 1)
    expect(status(page)).to_have_text("Capa 1, neurona 1: suma z = 1.5, activación a = 1.5.")
    rows = widget(page).locator(".grafo__panel tbody tr")
    assert rows.all_inner_texts() == [
        "x₁\t1 · 1\t1",
        "x₂\t1 · 1\t1",
        "sesgo b\t\t−0.5",
        "suma z\t\t1.5",
    ]
    button(page, "Capa entera").click()
    expect(node(page, "Capa 1, neurona 2")).to_have_text("0.5")
    expect(node(page, "Salida")).to_have_text("")
    advance(page, 1)
    expect(widget(page).locator(".grafo__formula")).to_have_text("a = z = −0.25")
    shapes = widget(page).locator(".grafo__name").all_inner_texts()
    assert shapes == ["a₁ (1, 2)", "W₂ (2, 1)", "b₂ (1,)", "z₂ (1, 1)", "a₂ (1, 1)"]
    move(page, **{"x₁": 0})
    expect(node(page, "Salida")).to_have_text("0.25")
    button(page, "Empezar de nuevo").click()
    expect(node(page, "Salida")).to_have_text("")


def test_forward_by_pointer(show: Callable[..., Page]) -> None:
    """Pulsar una neurona calcula todo lo que hay hasta ella y ella misma."""
    page = show("capas")
    node(page, "Capa 2, neurona 2").click()
    expect(widget(page).locator(".grafo__place")).to_have_text("Paso 10 de 13")
    expect(widget(page).locator(".grafo__panel tbody tr")).to_have_count(10)
    assert widget(page).locator(".grafo__edge--now").count() == 8
    expect(node(page, "Capa 2, neurona 3")).to_have_accessible_name(
        "Capa 2, neurona 3: sin calcular"
    )
    z = float(read(page, "w.cache[1].z[1]"))
    expect(widget(page).locator(".grafo__total")).to_have_text(f"suma z{z:.2f}".replace("-", "−"))
    button(page, "Capa entera").click()
    expect(widget(page).locator(".grafo__place")).to_have_text("Paso 12 de 13")
    button(page, "Capa entera").click()
    answer = read(page, "w.cache[2].a[0]")
    expect(node(page, "Salida")).to_have_text(f"{answer:.2f}")


def test_forward_by_keyboard(show: Callable[..., Page]) -> None:
    """Una sola parada del tabulador en la red; las flechas avanzan y retroceden."""
    page = show("capas")
    assert widget(page).locator(".grafo__node[tabindex='0']").count() == 1
    node(page, "Capa 1, neurona 1").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(node(page, "Capa 1, neurona 3")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(node(page, "Capa 1, neurona 2")).to_be_focused()
    expect(node(page, "Capa 1, neurona 3")).to_have_accessible_name(
        "Capa 1, neurona 3: sin calcular"
    )
    assert widget(page).locator(".grafo__node[tabindex='0']").count() == 1


@pytest.mark.parametrize("name", ["grafo", "neurona", "xor"])
def test_arrows_in_the_buttons(name: str, show: Callable[..., Page]) -> None:
    """Con el foco en los botones, las flechas también avanzan; Intro y Espacio, como siempre."""
    page = show(name)
    button(page, "Siguiente").focus()
    for key in ("Enter", "Space", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget(page).locator(".grafo__place")).to_contain_text("Paso 2 de")
    expect(button(page, "Siguiente")).to_be_focused()


# Dropout


MASKS = "({ masks: w.masks, a: w.a, W: [...w.network[1].W], results: w.results })"


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_dropout_against_keras(rate: float, show: Callable[..., Page]) -> None:
    """Como en Keras: al entrenar, 0 o a/(1 − tasa); al predecir, lo mismo que entra."""
    import keras

    page = show("dropout")
    move(page, **{"Tasa de dropout": rate})
    button(page, "100 lotes").click()
    got = read(page, MASKS)
    a = np.array(got["a"])
    layer = keras.layers.Dropout(rate, seed=1)
    many = np.array(layer(np.tile(a, (200, 1)), training=True))
    scaled = many.max(axis=0)  # con 200 sorteos, cada una se queda encendida alguna vez
    mask = np.array(got["masks"][-1])
    np.testing.assert_allclose(got["results"]["now"], np.where(mask, scaled, 0), rtol=1e-6)
    widget(page).get_by_label("Predecir").check()
    predicted = np.array(layer(a[None], training=False))[0]
    np.testing.assert_allclose(read(page, "w.results.now"), predicted, rtol=1e-6)
    assert read(page, "w.results.output") == pytest.approx(read(page, "w.prediction"), abs=1e-12)


def test_dropout_turns_off_the_given_share(show: Callable[..., Page]) -> None:
    """De 2000 lotes de 6 neuronas, la parte apagada se parece a la tasa."""
    page = show("dropout")
    for rate in (0.1, 0.5, 0.7):
        move(page, **{"Tasa de dropout": rate})
        widget(page).evaluate("(w) => w.draw(1999)")
        off = 1 - np.mean(read(page, "w.masks"))
        assert abs(off - rate) < 4 * np.sqrt(rate * (1 - rate) / 12000)


def test_dropout_means_go_to_the_prediction(show: Callable[..., Page]) -> None:
    """«En promedio, entrenar y predecir coinciden»; sin multiplicar, no."""
    page = show("dropout")
    widget(page).evaluate("(w) => w.draw(1999)")
    got = read(page, MASKS)
    a, W, masks = (np.array(got[name]) for name in ("a", "W", "masks"))
    results, prediction = got["results"], float(read(page, "w.prediction"))
    outputs = (masks * a / (1 - 0.5)) @ W
    np.testing.assert_allclose(results["outputs"], outputs, atol=1e-12)
    running = np.cumsum(outputs) / np.arange(1, 2001)
    np.testing.assert_allclose(results["means"], running, atol=1e-9)
    np.testing.assert_allclose(results["unitMeans"], (masks * 2 * a).mean(axis=0), atol=1e-9)
    assert results["mean"] == pytest.approx(prediction, abs=5 * outputs.std() / np.sqrt(2000))
    every = np.array(list(product([0, 1], repeat=6)))  # todas las máscaras, igual de probables
    assert np.mean((every * a * 2) @ W) == pytest.approx(prediction, abs=1e-12)
    widget(page).get_by_label("Multiplicar por 1/(1 − tasa)").uncheck()
    unscaled = read(page, "w.results.mean")
    assert unscaled == pytest.approx(results["mean"] / 2, abs=1e-9)
    expect(widget(page)).to_contain_text("se queda en promedio en el 50 %")


def test_dropout_first_batches(show: Callable[..., Page]) -> None:
    """Cada lote apaga otras; la tabla, el dibujo y la frase dicen lo mismo."""
    page = show("dropout")
    seen = []
    for _ in range(4):
        mask = read(page, "w.masks.at(-1)")
        off = [i + 1 for i, on in enumerate(mask) if not on]
        seen.append(off)
        expect(widget(page)).to_contain_text(f"Apagadas: {', '.join(map(str, off))}.")
        crossed = widget(page).locator(".grafo__node--off")
        expect(crossed).to_have_text(["×"] * len(off))
        cells = widget(page).locator("tbody tr td:nth-child(3)").all_inner_texts()
        assert [i + 1 for i, text in enumerate(cells[:6]) if text == "0"] == off
        button(page, "Otro lote").click()
    assert len(set(map(tuple, seen))) > 1
    expect(status(page)).to_contain_text("Lote 5. Apagadas:")
    expect(widget(page).locator(".grafo__place")).to_have_text("Lotes: 5")
    button(page, "Empezar de nuevo").click()
    expect(widget(page).locator(".grafo__place")).to_have_text("Lotes: 1")
    assert [i + 1 for i, on in enumerate(read(page, "w.masks[0]")) if not on] == seen[0]


def test_dropout_rate_while_predicting(show: Callable[..., Page]) -> None:
    """Mover la tasa al predecir y volver a entrenar sigue teniendo un lote que enseñar."""
    page = show("dropout")
    page.get_by_label("Predecir").check()
    page.get_by_role("slider", name="Tasa de dropout").fill("0.2")
    page.get_by_label("Entrenar", exact=True).check()
    expect(widget(page)).to_contain_text("Lotes: 1")
    expect(widget(page)).to_contain_text("multiplicadas por 1/(1 − 0.2)")


def test_dropout_by_keyboard(show: Callable[..., Page]) -> None:
    """La tasa, el modo y los lotes obedecen al teclado."""
    page = show("dropout")
    press = page.keyboard.press
    widget(page).get_by_role("slider", name="Tasa de dropout").focus()
    press("ArrowRight")
    assert read(page, "w.rate") == pytest.approx(0.6)
    button(page, "Otro lote").focus()
    press("Enter")
    expect(widget(page).locator(".grafo__place")).to_have_text("Lotes: 2")
    widget(page).get_by_label("Entrenar").focus()
    press("ArrowRight")
    expect(widget(page).get_by_label("Predecir")).to_be_checked()
    expect(status(page)).to_contain_text("Al predecir no se apaga ninguna")
    expect(button(page, "Otro lote")).to_have_attribute("aria-disabled", "true")
    expect(widget(page).get_by_label("Multiplicar por 1/(1 − tasa)")).to_be_disabled()
    button(page, "Otro lote").click(force=True)
    expect(widget(page).locator(".grafo__place")).to_have_text("Lotes: 2")
    expect(widget(page).locator(".grafo__node--off")).to_have_count(0)


def test_dropout_without_rate_and_to_the_limit(show: Callable[..., Page]) -> None:
    """Con tasa 0 no se apaga ninguna; al llegar al máximo de lotes, los botones se apagan."""
    page = show("dropout")
    move(page, **{"Tasa de dropout": 0})
    expect(widget(page)).to_contain_text("Ninguna apagada.")
    widget(page).evaluate("(w) => w.draw(1999)")
    expect(button(page, "Otro lote")).to_have_attribute("aria-disabled", "true")
    assert read(page, "w.results.mean") == pytest.approx(read(page, "w.prediction"), abs=1e-9)


# Todos


def steps_of(page: Page) -> None:
    """Lleva el widget a un estado con todo calculado."""
    if widget(page).evaluate("(w) => Boolean(w.steps)"):
        widget(page).evaluate("(w) => w.steps.move(w.steps.count)")
    else:
        button(page, "100 lotes").click()


@pytest.mark.parametrize("name", WIDGETS)
def test_phone(name: str, show: Callable[..., Page]) -> None:
    """En un teléfono cabe a lo ancho, se toca bien y obedece al dedo."""
    page = show(name, **PHONE)
    first = "Otro lote" if name == "dropout" else "Siguiente"
    before = widget(page).locator(".grafo__place").inner_text()
    button(page, first).tap()
    expect(widget(page).locator(".grafo__place")).not_to_have_text(before)
    steps_of(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = """(elements) => elements.filter((each) => each.checkVisibility()).map((each) => {
      const box = (each.closest("label") ?? each).getBoundingClientRect();
      return [each.ariaLabel || each.textContent || each.type, box.width, box.height];
    }).filter(([, width, height]) => Math.min(width, height) < 24)"""
    controls = widget(page).locator(":is(button, input)")
    assert controls.evaluate_all(small) == []
    outside = """(w) => [...w.querySelectorAll("*")].filter((each) =>
      each.getBoundingClientRect().right > w.getBoundingClientRect().right + 1).length"""
    assert widget(page).evaluate(outside) == 0
    if name == "capas":
        node(page, "Capa 1, neurona 5").tap()
        expect(widget(page).locator(".grafo__place")).to_have_text("Paso 5 de 13")


@pytest.mark.parametrize("name", WIDGETS)
def test_small_phone(name: str, show: Callable[..., Page]) -> None:
    """A 320 píxeles, la página no se desplaza de lado."""
    page = show(name, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", WIDGETS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_and_names(name: str, scheme: str, show: Callable[..., Page]) -> None:
    """axe no encuentra nada al empezar, a mitad ni al final, ancho o estrecho, en cada tema."""
    options = {"color_scheme": scheme, "reduced_motion": "reduce"}
    page = show(name, bypass_csp=True, **options)  # axe entra por fuera
    page.add_script_tag(path=str(AXE))
    found = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for stage in range(3):
            if stage == 1:
                button(page, "Otro lote" if name == "dropout" else "Siguiente").click()
            if stage == 2:
                steps_of(page)
            options = {"runOnly": {"type": "tag", "values": LEVELS}}
            result = page.evaluate("(options) => axe.run('.widget', options)", options)
            assert result["passes"]
            if result["violations"]:
                found[width, stage] = [
                    (rule["id"], each["html"][:120], each["failureSummary"])
                    for rule in result["violations"]
                    for each in rule["nodes"]
                ]
        if button(page, "Empezar de nuevo").get_attribute("aria-disabled") == "false":
            button(page, "Empezar de nuevo").click()
    assert found == {}
    assert widget(page).locator("[aria-live], [role=status]").count() == 1


@pytest.mark.parametrize("name", WIDGETS)
def test_dark_theme(name: str, show: Callable[..., Page]) -> None:
    """Al cambiar de tema, el papel y la tinta cambian sin perder el paso."""
    page = show(name, color_scheme="light")
    steps_of(page)
    place = widget(page).locator(".grafo__place").inner_text()
    script = "(w) => [getComputedStyle(w).backgroundColor, getComputedStyle(w).color]"
    light = widget(page).evaluate(script)
    page.get_by_title("Cambiar al tema oscuro").first.click()
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    paper, ink = widget(page).evaluate(script)
    level = lambda colour: sum(map(int, re.findall(r"\d+", colour)[:3]))  # noqa: E731
    assert level(paper) < level(light[0]) and level(ink) > level(light[1])
    expect(widget(page).locator(".grafo__place")).to_have_text(place)


@pytest.mark.parametrize("name", WIDGETS)
def test_without_script(name: str, show: Callable[..., Page]) -> None:
    """Sin script no se ven ni el widget ni la frase que lo presenta."""
    page = show(name, java_script_enabled=False)
    expect(widget(page)).to_be_hidden()
    expect(page.get_by_text("Frase que lo presenta.")).to_be_hidden()
    expect(page.get_by_text("Sin script se lee esto.")).to_be_visible()


@pytest.mark.parametrize("name", WIDGETS)
def test_instant_navigation(name: str, show: Callable[..., Page]) -> None:
    """Al ir y volver sin recargar hay un widget nuevo, uno solo, y funciona."""
    page = show(name, base=PUBLIC)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.mark = 1")
    steps_of(page)
    page.get_by_role("link", name="lección", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La lección")
    page.go_back()
    expect(widget(page).locator(".widget__title")).to_have_count(1)
    assert page.evaluate("window.mark") == 1  # la página no se ha recargado
    expect(widget(page).locator(".grafo__place")).to_contain_text(re.compile("Paso 0|Lotes: 1"))
    button(page, "Otro lote" if name == "dropout" else "Siguiente").click()
    expect(widget(page).locator(".grafo__place")).to_contain_text(re.compile("Paso 1|Lotes: 2"))


@pytest.mark.parametrize("name", WIDGETS)
def test_moving_the_element_builds_it_once(name: str, show: Callable[..., Page]) -> None:
    """Quitar el elemento y volver a ponerlo no lo duplica."""
    page = show(name)
    widget(page).evaluate("(w) => { const home = w.parentNode; w.remove(); home.append(w); }")
    expect(widget(page).locator(".widget__title")).to_have_count(1)
    expect(widget(page).locator(".grafo__bar")).to_have_count(1)


@pytest.mark.parametrize("name", WIDGETS)
def test_no_inline_code_nor_other_servers(name: str, show: Callable[..., Page]) -> None:
    """Con una política que prohíbe estilos y código en línea, el widget se ve y funciona igual."""
    page = show(name)
    script = """async (html) => {
      const meta = document.createElement("meta");
      meta.httpEquiv = "Content-Security-Policy";
      meta.content = "default-src 'self'; style-src 'self'; script-src 'self'";
      document.head.append(meta);
      window.broken = [];
      addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective));
      const home = document.querySelector(".widget").parentNode;
      const fresh = document.createElement(document.querySelector(".widget").localName);
      for (const { name, value } of document.querySelector(".widget").attributes)
        fresh.setAttribute(name, value);
      home.replaceChildren(fresh);
      fresh.querySelector("button").click();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [window.broken, Boolean(fresh.querySelector(".grafo__place"))];
    }"""
    assert page.evaluate(script) == [[], True]


LESSONS = {
    "fundamentos/backpropagation.md": ["grafo", "neurona"],
    "fundamentos/arquitectura.md": ["xor"],
    "numpy/forward.md": ["capas"],
}


@pytest.mark.parametrize("path", LESSONS)
def test_lessons_have_their_widgets(path: str) -> None:
    """Cada widget está en su lección, en una línea suya y con una frase delante."""
    blocks = (ROOT / "docs" / path).read_text(encoding="utf-8").split("\n\n")
    for name in LESSONS[path]:
        place = blocks.index(f"<div>{WIDGETS[name]}</div>")
        assert re.match(r"[A-ZÁÉÍÓÚ¿]", blocks[place - 1]) and len(blocks[place - 1]) > 100
