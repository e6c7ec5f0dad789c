"""La bola que baja, frente a los optimizadores de la lección 1.10 y a Keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
SECTIONS = ("pendiente", "parciales", "descender", "dos-valles", "valle")
SECTIONS += ("momento", "rmsprop", "adam", "tabla", "solucion-silla", "solucion-girado")
OPTIMIZERS = {"sgd": "descend", "momentum": "momentum", "rmsprop": "rmsprop", "adam": "adam"}
SURFACES = {
    "square": ("square", "square_gradient"),
    "valleys": ("two_valleys", "two_valleys_gradient"),
    "bowl": ("bowl", "bowl_gradient"),
    "valley": ("valley", "valley_gradient"),
    "turned": (None, "turned_gradient"),
    "saddle": ("saddle", "saddle_gradient"),
}
PATH = """async ([surface, optimizer, start, rate, steps]) => {
  const { SURFACES, createMemory, advance } = await import("./widget-descenso.js");
  const memory = createMemory(start.length);
  const path = [start];
  for (let i = 0; i < steps; i++) {
    const theta = path.at(-1);
    path.push(advance(optimizer, theta, SURFACES[surface].gradient(theta), rate, memory));
  }
  return path;
}"""


@pytest.fixture
def lesson(once: Callable[..., dict]) -> dict:
    """Las funciones y los optimizadores de la lección."""
    return once("descenso_gradiente", *SECTIONS)


@pytest.fixture
def open_widget(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Locator]:
    def go(**options: object) -> Locator:
        page = open_page(f"{sample_site}dibujos/", **options)
        page.wait_for_selector("descent-widget .plot")
        return page.locator("descent-widget")

    return go


@pytest.fixture
def widget(open_widget: Callable[..., Locator]) -> Locator:
    return open_widget()


def choose(widget: Locator, text: str) -> None:
    widget.get_by_label("Función").select_option(label=text)


def set_rate(widget: Locator, rate: float) -> None:
    """Lleva el deslizador de la tasa a un valor de su lista."""
    slider = widget.get_by_role("slider", name="Tasa de aprendizaje")
    for index in range(int(slider.get_attribute("max")) + 1):
        slider.fill(str(index))
        if slider.get_attribute("aria-valuetext") == str(rate):
            return
    raise AssertionError(f"la tasa {rate} no está en el deslizador")


def verdict(widget: Locator) -> Locator:
    return widget.locator(".plots__result")


def run_to_the_end(widget: Locator) -> None:
    """Todos los pasos que quedan, sin esperar a la animación."""
    widget.evaluate("(each) => { while (!each.state) each.move(); each.finish(); }")


@pytest.mark.parametrize("surface", SURFACES)
def test_functions_and_gradients(surface: str, modules: Page, lesson: dict) -> None:
    """Cada función y su gradiente, como en la lección; y el gradiente, como se mide."""
    script = """async ([surface, points]) => {
      const { SURFACES } = await import("./widget-descenso.js");
      const { f, gradient } = SURFACES[surface];
      return [points.map(f), points.map(gradient)];
    }"""
    n = 1 if surface in ("square", "valleys") else 2
    points = np.random.default_rng(4).uniform(-2, 2, size=(60, n))
    values, gradients = modules.evaluate(script, [surface, points.tolist()])
    f_name, gradient_name = SURFACES[surface]
    for point, value, gradient in zip(points, values, gradients, strict=True):
        place = point[0] if n == 1 else point
        if f_name:
            assert value == pytest.approx(lesson[f_name](place), rel=1e-12, abs=1e-12)
        expected = np.ravel(lesson[gradient_name](place))
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-12)
    h = 1e-5
    sides = [p + side * h * axis for p in points for axis in np.eye(n) for side in (-1, 1)]
    around = modules.evaluate(script, [surface, np.array(sides).tolist()])[0]
    low, high = np.array(around).reshape(-1, 2).T
    np.testing.assert_allclose(np.ravel(gradients), (high - low) / (2 * h), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("rate", [0.003, 0.02, 0.1])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", ["square", "valleys", "bowl", "turned", "saddle"])
def test_paths_are_those_of_the_lesson(
    surface: str, optimizer: str, rate: float, modules: Page, lesson: dict
) -> None:
    """Los pasos de cada método, iguales a los de NumPy hasta la milmillonésima."""
    starts = {"square": [-4.0], "valleys": [1.7], "bowl": [-4.0, 2.0], "saddle": [2.0, 0.001]}
    start = starts.get(surface, [-6.7, -4.6])
    gradient = lesson[SURFACES[surface][1]]
    with np.errstate(all="ignore"):
        expected = lesson[OPTIMIZERS[optimizer]](
            lambda theta: np.array(gradient(theta)), start, rate, n_steps=100
        )
    near = np.all(np.abs(expected) < 20, axis=1)  # lo que diverge deja de compararse
    most = 60 if surface == "turned" else 100  # ahí RMSprop agranda cualquier redondeo
    steps = min(most, int(np.argmin(near)) - 1 if not near.all() else 100)
    path = np.array(modules.evaluate(PATH, [surface, optimizer, start, rate, max(steps, 0)]))
    assert steps >= 3 or optimizer in ("sgd", "momentum")
    np.testing.assert_allclose(path, expected[: len(path)], rtol=0, atol=1e-9)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_paths_are_those_of_keras(optimizer: str, modules: Page) -> None:
    """Los mismos pasos que da Keras con sus valores por defecto (momento: 0.9)."""
    import keras

    rate = 0.03125  # exacta también en los 32 bits en que Keras guarda la tasa
    start = [-8.0, 1.5]
    path = modules.evaluate(PATH, ["valley", optimizer, start, rate, 60])
    made = {
        "sgd": lambda: keras.optimizers.SGD(rate),
        "momentum": lambda: keras.optimizers.SGD(rate, momentum=0.9),
        "rmsprop": lambda: keras.optimizers.RMSprop(rate),
        "adam": lambda: keras.optimizers.Adam(rate),
    }[optimizer]()
    variable = keras.Variable(start, dtype="float64")
    for got in path[1:]:
        gradient = keras.ops.convert_to_tensor(variable.numpy() * [1.0, 50.0], "float64")
        made.apply([gradient], [variable])
        np.testing.assert_allclose(got, variable.numpy(), rtol=1e-4, atol=1e-4)


def test_steps_as_in_the_lesson(widget: Locator, lesson: dict) -> None:
    """«−4 − 0.2 · (−8) = −2.4»: el primer paso de la parábola, y los cuatro siguientes."""
    path = lesson["descend"](lesson["square_gradient"], -4, rate=0.2, n_steps=5)
    step = widget.get_by_role("button", name="Un paso")
    for x in path[1:]:
        step.click()
        expect(widget.locator(".plots__numbers")).to_have_text(f"x = {x:.3f}".replace("-", "−"))
    expect(widget.locator("dd").first).to_have_text("5")
    expect(widget.locator("dd").nth(1)).to_have_text(f"{path[-1] ** 2:.3f}")
    expect(verdict(widget)).to_have_text("Este paso ha bajado.")
    expect(widget.get_by_role("status")).to_contain_text("Paso 5: pérdida 0.097")
    widget.get_by_role("button", name="Reiniciar").click()
    expect(widget.locator("dd").first).to_have_text("0")


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.001, "va muy despacio"),
        (0.2, "Ha llegado al mínimo"),
        (0.9, "Ha llegado al mínimo"),
        (1, "rebota de un lado a otro"),
        (1.05, "Diverge"),
    ],
)
def test_rates_end_as_the_lesson_says(rate: float, text: str, widget: Locator) -> None:
    """Pequeña, buena, grande, en el límite y demasiado grande: cada una con sus palabras."""
    set_rate(widget, rate)
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text(text)
    expect(widget.get_by_role("status")).to_contain_text(text)


def test_two_valleys_two_ends(widget: Locator) -> None:
    """«El de la derecha se queda en un mínimo local»; el de la izquierda llega al más hondo."""
    choose(widget, "Dos valles x⁴ − 3x² + x")
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text("en un mínimo local: el otro valle es más hondo")
    widget.get_by_role("slider", name="Comienzo, x").fill("-1.9")
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text("Ha llegado al mínimo")


def test_saddle(widget: Locator) -> None:
    """«Con b = 0 exacto […] nunca sale de la silla. Con una milésima basta para escapar.»"""
    choose(widget, "Silla ½a² + ¼b⁴ − ½b²")
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text("es un punto de silla")
    b = widget.get_by_role("slider", name="Comienzo, b")
    b.focus()
    widget.page.keyboard.press("ArrowRight")
    assert widget.evaluate("(each) => each.start") == [2, 0.001]
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text("Ha llegado al mínimo")


def test_rmsprop_does_not_settle(widget: Locator) -> None:
    """«RMSprop baja bien al principio, pero no se posa.»"""
    choose(widget, "Valle estrecho ½(a² + 50b²)")
    widget.get_by_label("Método").select_option(value="rmsprop")
    set_rate(widget, 0.3)
    run_to_the_end(widget)
    expect(verdict(widget)).to_contain_text("sigue temblando sin posarse")


def test_play_moves_alone_and_stops(widget: Locator) -> None:
    """«Bajar» anima el descenso hasta el final; «Pausa» lo detiene; nunca empieza solo."""
    assert not widget.evaluate("(each) => Boolean(each.playing)")
    widget.get_by_role("button", name="Bajar").click()
    widget.page.wait_for_function("document.querySelector('descent-widget').path.length > 3")
    widget.get_by_role("button", name="Pausa").click()
    steps = widget.evaluate("(each) => each.path.length")
    widget.page.wait_for_timeout(300)
    assert widget.evaluate("(each) => each.path.length") == steps
    widget.get_by_role("button", name="Bajar").click()
    expect(verdict(widget)).to_contain_text("Ha llegado al mínimo", timeout=15_000)
    expect(widget.get_by_role("button", name="Bajar")).to_be_visible()


def test_reduced_motion(open_widget: Callable[..., Locator]) -> None:
    """Con menos movimiento, «Bajar» da todos los pasos de una vez."""
    widget = open_widget(reduced_motion="reduce")
    widget.get_by_role("button", name="Bajar").click()
    expect(verdict(widget)).to_contain_text("Ha llegado al mínimo", timeout=500)
    assert not widget.evaluate("(each) => Boolean(each.playing)")


def test_drag_the_start(widget: Locator) -> None:
    """La bola se arrastra a otro comienzo, también en el mapa, y el deslizador la sigue."""
    page = widget.page
    choose(widget, "Cuenco a² + 3b²")
    ball = widget.locator(".plot__handle")
    ball.scroll_into_view_if_needed()
    box = ball.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    to = widget.evaluate("""(each) => {
      const { plot } = each;
      const box = plot.element.getBoundingClientRect();
      const scale = box.width / plot.width;
      return [box.left + plot.px(3) * scale, box.top + plot.py(-2) * scale];
    }""")
    page.mouse.move(*to, steps=6)
    page.mouse.up()
    assert widget.evaluate("(each) => each.start") == [3, -2]
    expect(widget.get_by_role("slider", name="Comienzo, a")).to_have_value("3")
    expect(widget.get_by_role("slider", name="Comienzo, b")).to_have_value("-2")


def test_a_tap_moves_the_ball(open_widget: Callable[..., Locator]) -> None:
    """En un teléfono, tocar el dibujo lleva allí la bola."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    widget = open_widget(**phone)
    plot = widget.locator(".plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    plot.tap(position={"x": box["width"] * 0.8, "y": box["height"] * 0.4})
    assert widget.evaluate("(each) => each.start[0]") > 2


def test_the_path_before_stays_to_compare(widget: Locator) -> None:
    """«Al cambiar la tasa, el camino anterior queda dibujado a trazos.»"""
    ghost = widget.locator(".plot__path--ghost")
    assert ghost.get_attribute("d") == ""
    run_to_the_end(widget)
    walked = widget.locator(".plot__path:not(.plot__path--ghost)").get_attribute("d")
    set_rate(widget, 0.05)
    assert ghost.get_attribute("d") == walked
    widget.get_by_role("slider", name="Comienzo, x").fill("5")
    assert ghost.get_attribute("d") == ""  # otro comienzo: no hay con qué comparar


def test_contours_lie_on_their_level(widget: Locator) -> None:
    """Cada curva de nivel une puntos donde la función vale eso."""
    choose(widget, "Cuenco a² + 3b²")
    script = """(each) => [...each.querySelectorAll(".plot__contour")].map((path) => {
      const { x, y, left, top, inner } = each.plot;
      const numbers = path.getAttribute("d").match(/-?[\\d.]+/g).map(Number);
      const heights = [];
      for (let i = 0; i < numbers.length; i += 2) {
        const a = x[0] + ((numbers[i] - left) / inner.width) * (x[1] - x[0]);
        const b = y[1] - ((numbers[i + 1] - top) / inner.height) * (y[1] - y[0]);
        heights.push(a ** 2 + 3 * b ** 2);
      }
      return heights;
    })"""
    found = widget.evaluate(script)
    for level, heights in zip([0.3, 1, 3, 7, 13, 21, 31], found, strict=True):
        assert len(heights) > 20
        np.testing.assert_allclose(heights, level, atol=0.02 + 0.01 * level)


def test_what_each_page_offers(open_page: Callable[..., Page], site: str) -> None:
    """En la lección, el primero solo tiene el descenso sencillo; el segundo, los cuatro métodos."""
    page = open_page(f"{site}fundamentos/descenso-gradiente/")
    page.wait_for_selector("descent-widget .plot")
    first, second = page.locator("descent-widget").all()
    expect(first.get_by_label("Método")).to_be_hidden()
    assert len(first.get_by_label("Función").locator("option").all()) == 3
    expect(second.get_by_label("Método")).to_be_visible()
    assert second.get_by_label("Función").input_value() == "valley"
