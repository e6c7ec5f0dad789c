"""El playground en Chromium: ratón, teclado, dedo, temas, sin script, dirección y código."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from scipy import stats

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
LESSON = (ROOT / "docs" / "fundamentos" / "playground.md").read_text(encoding="utf-8")
EXPERIMENTS = dict(re.findall(r"^\[([\w-]+)\]: (\?\S+)$", LESSON, re.MULTILINE))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ELEMENT = "document.querySelector('neural-playground')"
# Entrena sin esperar a la pantalla y devuelve las notas.
TRAIN = f"""(epochs) => {{
  const playground = {ELEMENT};
  playground.pause();
  const goal = playground.trainer.epoch + epochs;
  while (playground.trainer.epoch < goal) playground.trainer.step();
  playground.refresh();
  return playground.scores;
}}"""


@pytest.fixture
def show(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Page]:
    """Devuelve la función que abre el playground con una consulta; la consola queda limpia."""
    messages: list[str] = []

    def go(query: str = "", **options: object) -> Page:
        page = open_page("about:blank", **options)
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.goto(f"{sample_site}playground/{query}")
        if options.get("java_script_enabled", True):
            page.wait_for_function(f"{ELEMENT}.size?.plot > 0")
        return page

    yield go
    assert [message for message in messages if message.startswith(("error", "warning"))] == []


def button(page: Page, name: str, exact: bool = True) -> Locator:
    return page.locator("neural-playground").get_by_role("button", name=name, exact=exact)


def epoch(page: Page) -> int:
    return int(page.locator(".playground__number").inner_text())


def state(page: Page) -> dict:
    return page.evaluate(f"{ELEMENT}.state")


def scores(page: Page) -> dict:
    return page.evaluate(f"{ELEMENT}.scores")


def pixels(page: Page, canvas: str) -> list[int]:
    """Los colores de un lienzo, en una cuadrícula de 20 × 20."""
    script = """(canvas) => {
      const small = new OffscreenCanvas(20, 20).getContext("2d");
      small.drawImage(canvas, 0, 0, 20, 20);
      return [...small.getImageData(0, 0, 20, 20).data];
    }"""
    return page.locator(canvas).first.evaluate(script)


# Entrenar


def test_play_and_pause(show: Callable[..., Page]) -> None:
    """«Entrenar» hace correr las épocas y baja la pérdida; «Pausa» las detiene."""
    page = show()
    assert not page.evaluate(f"Boolean({ELEMENT}.playing)")  # nunca empieza solo
    before, map_before = scores(page), pixels(page, ".playground__plot canvas")
    button(page, "Entrenar").click()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 60")
    button(page, "Pausa").click()
    stopped = epoch(page)
    page.wait_for_timeout(300)
    assert epoch(page) == stopped > 60
    assert scores(page)["trainLoss"] < before["trainLoss"]
    assert pixels(page, ".playground__plot canvas") != map_before
    expect(page.get_by_role("status")).to_contain_text(f"Época {stopped}. En la prueba: pérdida")


def test_steps_and_reset(show: Callable[..., Page]) -> None:
    """Un lote es un paso; una época, todos; reiniciar vuelve a los mismos pesos."""
    page = show()
    start = scores(page)
    clock = page.locator(".playground__clock")
    button(page, "Un lote").click()
    expect(clock).to_have_text("Época 0 + 1 de 25 lotes")
    button(page, "Una época").click()
    expect(clock).to_have_text("Época 1")
    assert scores(page) != start
    button(page, "Reiniciar").click()
    expect(clock).to_have_text("Época 0")
    assert scores(page) == start


def test_overflow_stops_and_says_so(show: Callable[..., Page]) -> None:
    """Si la pérdida se desborda, el entrenamiento se para y lo dice."""
    page = show("?datos=plano&activacion=linear&tasa=10")
    button(page, "Entrenar").click()
    expect(page.get_by_role("status")).to_contain_text("se ha desbordado")
    expect(button(page, "Entrenar")).to_be_visible()


def test_styles_cost_less_than_training(show: Callable[..., Page]) -> None:
    """Mientras entrena, recalcular estilos cuesta menos que el guion: una regla cara lo dobla."""
    page = show()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def seconds() -> dict[str, float]:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {item["name"]: item["value"] for item in metrics}

    button(page, "Entrenar").click()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 20")
    before = seconds()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 120")
    after = seconds()
    styles, script = (
        after[name] - before[name] for name in ("RecalcStyleDuration", "ScriptDuration")
    )
    assert styles < script


def test_stops_at_the_given_epoch(show: Callable[..., Page]) -> None:
    """«Parar en la época» detiene el entrenamiento en ella, y se puede seguir después."""
    page = show("?parar=30")
    page.get_by_label("Velocidad").select_option("maxima")
    button(page, "Entrenar").click()
    expect(page.get_by_role("status")).to_contain_text("Época 30. En la prueba: pérdida")
    assert epoch(page) == 30
    button(page, "Entrenar").click()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 40")
    button(page, "Pausa").click()
    page.get_by_label("Parar en la época").fill("7")
    page.get_by_label("Parar en la época").press("Enter")
    assert "parar=7" in page.url


def test_zero_weights_do_not_learn_apart(show: Callable[..., Page]) -> None:
    """Con los pesos a cero, todas las neuronas de una capa se quedan iguales."""
    page = show("?activacion=sigmoid&capas=3")
    page.get_by_label("Pesos a cero").check()
    assert set(page.evaluate(f"[...{ELEMENT}.network[0].W]")) == {0}
    page.evaluate(TRAIN, 20)
    first, second = np.reshape(page.evaluate(f"[...{ELEMENT}.network[0].W]"), (2, 3))
    assert len(set(first)) == len(set(second)) == 1 and first[0] != 0
    assert 'kernel_initializer="zeros"' in keras_program(page)


def test_new_network_is_announced(show: Callable[..., Page]) -> None:
    """Al cambiar algo que empieza de nuevo, el aviso viejo deja su sitio a uno que lo dice."""
    page = show("?datos=plano&activacion=linear&tasa=10")
    button(page, "Entrenar").click()
    expect(page.get_by_role("status")).to_contain_text("se ha desbordado")
    page.locator(".playground__set", has_text="Círculo").click()
    status = page.get_by_role("status")
    expect(status).to_have_text("La red empieza de nuevo, con 2 capas ocultas, de 4, 2 neuronas.")
    for _ in range(2):
        button(page, "Quitar una capa oculta").click()
    expect(status).to_have_text("La red empieza de nuevo, sin capas ocultas.")


# Cambiar la red


def test_layers_and_units(show: Callable[..., Page]) -> None:
    """Se añaden y se quitan capas y neuronas, hasta 6 capas de 8, sin perder el foco."""
    page = show()
    more = button(page, "Añadir una neurona a la capa 1")
    more.focus()
    for _ in range(6):
        page.keyboard.press("Enter")
        expect(more).to_be_focused()
    assert state(page)["hidden"] == [8, 2]
    expect(more).to_have_attribute("aria-disabled", "true")
    for _ in range(6):  # `force`: también el que ya no puede
        button(page, "Añadir una capa oculta").click(force=True)
    assert state(page)["hidden"] == [8, 2, 2, 2, 2, 2]
    for _ in range(7):
        button(page, "Quitar una capa oculta").click(force=True)
    assert state(page)["hidden"] == []
    assert page.locator("[data-key^=neurona]").count() == 1
    assert "capas=0" in page.url


def test_features(show: Callable[..., Page]) -> None:
    """Se eligen las entradas, siempre una al menos."""
    page = show("?capas=0")
    button(page, "x₁²").click()
    button(page, "x₂²").click()
    button(page, "x₁").click()
    button(page, "x₂").click()
    assert state(page)["features"] == ["x1x1", "x2x2"]
    expect(button(page, "x₁")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(TRAIN, 60)["testAccuracy"] > 0.98
    button(page, "x₂²").click()
    button(page, "x₁²").click()
    assert state(page)["features"] == ["x1x1"]
    expect(page.get_by_role("status")).to_contain_text("al menos una entrada")


def test_weights_by_pointer(show: Callable[..., Page]) -> None:
    """Pulsar una línea lleva a su peso; pasar por encima lo dice."""
    page = show()
    page.locator(".playground__diagram").scroll_into_view_if_needed()
    where = page.evaluate(f"""() => {{
      const {{ links, element }} = {ELEMENT}.diagram;
      const box = element.getBoundingClientRect();
      const p = links.find((link) => link.layer === 1 && link.from === 0 && link.unit === 0).points;
      const middle = (i) => (p[i] + 3 * p[i + 2] + 3 * p[i + 4] + p[i + 6]) / 8;
      return [box.left + middle(0), box.top + middle(1)];
    }}""")
    page.mouse.move(*where)
    expect(page.locator(".playground__tip")).to_contain_text("capa 1, neurona")
    page.mouse.click(*where)
    field = page.locator(".playground__neuron input:focus")
    expect(field).to_have_count(1)
    layer, unit = page.evaluate(f"[{ELEMENT}.selected.layer, {ELEMENT}.selected.unit]")
    assert layer == 1
    before = page.evaluate(f"[...{ELEMENT}.network[1].W]")
    field.fill("3.5")
    after = page.evaluate(f"[...{ELEMENT}.network[1].W]")
    changed = [i for i in range(8) if before[i] != after[i]]
    assert len(changed) == 1 and changed[0] % 2 == unit and after[changed[0]] == 3.5


def test_train_by_hand_as_the_lesson_says(show: Callable[..., Page]) -> None:
    """«Carga dos nubes y una red sin capas ocultas […] escribe los pesos»: con 4 y 4 acierta."""
    page = show(EXPERIMENTS["a-mano"])
    for name, value in [("Peso de x₁", "4"), ("Peso de x₂", "4"), ("Sesgo b", "0")]:
        page.get_by_role("spinbutton", name=name).fill(value)
    assert scores(page)["testAccuracy"] > 0.98
    assert scores(page)["testLoss"] < 0.05


def test_hover_shows_a_neuron_in_the_big_map(show: Callable[..., Page]) -> None:
    """Con el ratón sobre una neurona, el plano grande enseña lo que ella ve."""
    page = show()
    whole = pixels(page, ".playground__plot canvas")
    button(page, "Capa 1, neurona 3").hover()
    expect(page.locator(".playground__viewname")).to_have_text("Vista: capa 1, neurona 3")
    assert pixels(page, ".playground__plot canvas") != whole
    page.mouse.move(1, 1)
    expect(page.locator(".playground__viewname")).to_have_text("La probabilidad de la clase 1")
    assert pixels(page, ".playground__plot canvas") == whole


def test_reading_and_inspector_agree(show: Callable[..., Page]) -> None:
    """La lectura del plano es la salida de la red en ese punto, y la cuenta se ve por dentro."""
    page = show("?capas=0")
    for name, value in [("Peso de x₁", "0.5"), ("Peso de x₂", "-1"), ("Sesgo b", "0.25")]:
        page.get_by_role("spinbutton", name=name).fill(value)
    for name, value in [("x₁", "2"), ("x₂", "-1.5")]:
        page.get_by_role("slider", name=name, exact=True).fill(value)
    z = 0.5 * 2 + 1.5 + 0.25
    p = 1 / (1 + np.exp(-z))
    expect(page.locator(".playground__reading")).to_have_text(f"(2.0, −1.5): p = {p:.2f}, clase 1")
    expect(page.locator(".playground__result")).to_contain_text(f"z = {z:.3f}")
    expect(page.locator(".playground__result")).to_contain_text(f"= {p:.3f}")
    page.locator(".playground__plot").evaluate("(plot) => plot.scrollIntoView({block: 'center'})")
    box = page.locator(".playground__plot").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(page.get_by_role("slider", name="x₁", exact=True)).to_have_value("3")
    expect(page.get_by_role("slider", name="x₂", exact=True)).to_have_value("3")


def test_test_points_and_discrete_output(show: Callable[..., Page]) -> None:
    """Se enseñan los puntos de prueba y la salida discretizada, y la dirección lo recuerda."""
    page = show()
    dots, whole = (pixels(page, f".playground__plot canvas >> nth={i}") for i in (1, 0))
    page.get_by_label("Puntos de prueba").check()
    page.get_by_label("Salida discretizada").check()
    assert pixels(page, ".playground__plot canvas >> nth=1") != dots
    assert pixels(page, ".playground__plot canvas >> nth=0") != whole
    assert page.url.endswith("?prueba=si&discreta=si")


def test_lists_are_in_order(show: Callable[..., Page]) -> None:
    """Las tasas, la fuerza λ y los lotes van de menor a mayor."""
    page = show()
    for label in ("Tasa de aprendizaje", "Fuerza λ", "Tamaño del lote"):
        options = page.get_by_label(label).locator("option").all_inner_texts()
        assert len(options) >= 8
        assert options == sorted(options, key=float)


def test_colour_bar(show: Callable[..., Page]) -> None:
    """La barra va del color de −1 al de 1, pasando por el papel."""
    page = show("?datos=plano")
    bar = page.locator(".playground__ramp").evaluate("""(canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1);
      return [...new Uint32Array(data.buffer)];
    }""")
    assert bar == page.evaluate(f"[...{ELEMENT}.palette.soft]")
    expect(page.locator(".playground__ends")).to_have_text("−101")


def test_hidden_controls(show: Callable[..., Page]) -> None:
    """La dirección oculta mandos para dar clase, y las casillas la escriben."""
    page = show("?ocultar=tasa,pasos,codigo,capas")
    expect(page.get_by_label("Tasa de aprendizaje")).to_be_hidden()
    expect(button(page, "Un lote")).to_be_hidden()
    expect(page.locator("summary", has_text="código Keras")).to_be_hidden()
    expect(button(page, "Añadir una neurona a la capa 1")).to_be_hidden()
    expect(button(page, "Entrenar")).to_be_visible()
    page.locator("summary", has_text="Ocultar mandos").click()
    boxes = page.get_by_role("group", name="Ocultar", exact=True)
    boxes.get_by_label("Tasa de aprendizaje").uncheck()
    boxes.get_by_label("Semilla y pesos a cero").check()
    expect(page.get_by_label("Tasa de aprendizaje").first).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Semilla")).to_be_hidden()
    assert page.url.endswith("?ocultar=capas,semilla,pasos,codigo")


# Dibujar datos


def test_draw_with_the_mouse(show: Callable[..., Page]) -> None:
    """Arrastrar dibuja puntos de la clase elegida; la goma los quita; la dirección los guarda."""
    page = show("?datos=propios")
    plot = page.locator(".playground__plot")

    def stroke(start: tuple[float, float], end: tuple[float, float]) -> None:
        plot.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
        box = plot.bounding_box()
        ends = [
            (box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in (start, end)
        ]
        page.mouse.move(*ends[0])
        page.mouse.down()
        page.mouse.move(*ends[1], steps=30)
        page.mouse.up()

    button(page, "Entrenar").click()
    expect(page.get_by_role("status")).to_contain_text("No hay puntos")
    stroke((0.2, 0.2), (0.8, 0.2))
    page.get_by_label("Clase 0").check()
    stroke((0.2, 0.8), (0.8, 0.8))
    drawn = state(page)["drawn"]
    assert {point[2] for point in drawn} == {0, 1} and len(drawn) > 20
    assert page.evaluate(TRAIN, 200)["testAccuracy"] > 0.95
    page.reload()
    page.wait_for_function(f"{ELEMENT}.size?.plot > 0")
    assert state(page)["drawn"] == drawn
    page.get_by_label("Goma").check()
    stroke((0.2, 0.8), (0.8, 0.8))
    assert {point[2] for point in state(page)["drawn"]} == {1}
    button(page, "Borrar todo").click()
    assert state(page)["drawn"] == []


def test_every_drawn_point_is_seen(show: Callable[..., Page]) -> None:
    """Lo dibujado se ve siempre, también lo que toca a la prueba."""
    page = show("?datos=propios")
    points = [[-4, -4, 1], [4, -4, 0], [0, 0, 1], [-4, 4, 0], [4, 4, 1]]
    page.evaluate(f"(points) => {ELEMENT}.redraw(points)", points)
    assert 0 < page.evaluate(f"{ELEMENT}.data.n_train") < len(points)
    painted = """(canvas, points) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy.drawImage(canvas, 0, 0);
      const at = (value) => Math.round(((value + 6) / 12) * canvas.width);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      return points.map(([x1, x2]) => data[4 * (at(-x2) * canvas.width + at(x1)) + 3] > 0);
    }"""
    dots = page.locator(".playground__plot canvas").nth(1)
    assert all(dots.evaluate(painted, points))
    expect(page.locator(".playground__legend")).to_contain_text("prueba")


def test_draw_with_the_keyboard(show: Callable[..., Page]) -> None:
    """Con x₁, x₂ y un botón se dibuja sin ratón; dibujar no reinicia la red."""
    page = show("?datos=propios&puntos=4O0Q001w5A00")
    page.evaluate(TRAIN, 3)
    slider = page.get_by_role("slider", name="x₁", exact=True)
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    put = button(page, "Usar en el punto marcado")
    put.focus()
    page.keyboard.press("Enter")
    assert state(page)["drawn"][-1] == [0.5, 0, 1]
    assert len(state(page)["drawn"]) == 4 and epoch(page) == 3


# Teclado y lectores de pantalla


def test_everything_by_keyboard(show: Callable[..., Page]) -> None:
    """El tabulador llega a todos los mandos y cada uno obedece a sus teclas."""
    page = show("?regularizacion=l1")
    page.locator("neural-playground").evaluate("(element) => element.scrollIntoView()")
    script = """() => {
      const { activeElement: here } = document;
      if (!here.closest("neural-playground")) return "fuera";
      return here.ariaLabel || here.labels?.[0]?.textContent || here.textContent;
    }"""
    names = set()
    button(page, "Entrenar").focus()
    for _ in range(80):
        names.add(page.evaluate(script))
        if "fuera" in names:
            break
        page.keyboard.press("Tab")
    expected = ["Entrenar", "Un lote", "Una época", "Reiniciar", "Círculo", "Ruido", "Otros puntos"]
    expected += [
        "Entrena con",
        "Tasa de aprendizaje",
        "Optimizador",
        "Tamaño del lote",
        "Activación",
    ]
    expected += ["Regularización", "Fuerza λ", "Semilla", "Otra semilla", "Quitar una capa oculta"]
    expected += [
        "x₁",
        "sen x₂",
        "Quitar una neurona de la capa 2",
        "Salida",
        "Peso de capa 2, neurona 1",
    ]
    expected += ["Sesgo b", "Velocidad", "Puntos de prueba", "Salida discretizada"]
    expected += [
        "Tabla de valores",
        "Ver el código Keras de esta red",
        "Copiar el enlace a esta red",
    ]
    missing = [name for name in expected if not any(each.startswith(name) for each in names)]
    assert missing == []


def test_keys_train_and_change(show: Callable[..., Page]) -> None:
    """Solo con el teclado: entrenar, elegir datos, mover un deslizador, andar por la red, pesos."""
    page = show()
    press = page.keyboard.press
    button(page, "Entrenar").focus()
    press("Space")
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 3")
    press("Space")
    assert not page.evaluate(f"{ELEMENT}.playing")
    page.get_by_label("Círculo").focus()
    press("ArrowRight")
    assert state(page)["data"] == "xor"
    page.get_by_role("slider", name="Ruido").focus()
    press("ArrowRight")
    assert state(page)["noise"] == 0.05
    button(page, "Salida").focus()
    for key, name in [("ArrowLeft", "Capa 2, neurona 1"), ("ArrowDown", "Capa 2, neurona 2")]:
        press(key)
        expect(button(page, name)).to_be_focused()
    expect(page.locator(".playground__neuron .playground__title")).to_have_text(
        "Capa 2, neurona 2 · tanh"
    )
    press("Tab")
    weight = page.get_by_role("spinbutton", name="Peso de capa 1, neurona 3")
    weight.focus()
    press("Control+a")
    page.keyboard.type("-2")
    assert page.evaluate(f"{ELEMENT}.network[1].W[2 * 2 + 1]") == -2


def test_table_of_values(show: Callable[..., Page]) -> None:
    """La tabla dice todos los pesos y sesgos, con su fila y su columna."""
    page = show("?capas=3&entradas=x1,x2,x1x2")
    page.locator("summary", has_text="Tabla de valores").click()
    hidden = page.get_by_role("table", name="Pesos y sesgos de la capa 1")
    rows = hidden.locator("tbody tr")
    heads = [rows.nth(i).locator("th").inner_text() for i in range(4)]
    assert heads == ["x₁", "x₂", "x₁x₂", "Sesgo"]
    shown = [text.replace("−", "-") for text in hidden.locator("td").all_inner_texts()]
    layer = page.evaluate(f"(({{ W, b }}) => [...W, ...b])({ELEMENT}.network[0])")
    np.testing.assert_allclose([float(text) for text in shown], layer, atol=5.1e-4)
    before = hidden.locator("td").first.inner_text()
    for _ in range(3):
        button(page, "Una época").click()
    assert hidden.locator("td").first.inner_text() != before


def test_status_is_quiet_while_training(show: Callable[..., Page]) -> None:
    """Mientras entrena no se anuncia nada; solo hay una zona que habla."""
    page = show()
    assert (
        page.locator("neural-playground [aria-live], neural-playground [role=status]").count() == 1
    )
    button(page, "Entrenar").click()
    page.wait_for_timeout(500)
    expect(page.get_by_role("status")).to_have_text("")


# La dirección


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_links_of_the_lesson_round_trip(name: str, show: Callable[..., Page]) -> None:
    """Cada enlace de la lección se entiende entero: leerlo y escribirlo da lo mismo."""
    page = show()
    script = """async (query) => {
      const { readState, writeState } = await import("../assets/javascripts/playground-estado.js");
      return writeState(readState(query));
    }"""
    written = page.evaluate(script, EXPERIMENTS[name])
    default = {"tasa=0.03", "activacion=tanh", "reparto=50", "lambda=0.01", "capas=4,2"}
    parts = [part for part in EXPERIMENTS[name][1:].split("&") if part not in default]
    assert sorted(written[1:].split("&")) == sorted(parts or [""])


def test_state_survives_a_reload(show: Callable[..., Page]) -> None:
    """Lo que se elige con los mandos queda en la dirección y vuelve al recargar."""
    page = show("?de=otra-cosa")
    page.locator(".playground__set", has_text="Espiral").click()
    page.get_by_label("Ruido").fill("15")
    page.get_by_label("Entrena con").fill("70")
    for label, value in [
        ("Tasa de aprendizaje", "0.1"),
        ("Optimizador", "adam"),
        ("Tamaño del lote", "20"),
        ("Activación", "relu"),
        ("Regularización", "l1"),
        ("Fuerza λ", "0.003"),
    ]:
        page.get_by_label(label).select_option(value)
    button(page, "Otros puntos").click()
    button(page, "Otra semilla").click()
    button(page, "sen x₁").click()
    button(page, "Añadir una capa oculta").click()
    chosen, weights = state(page), page.evaluate(f"[...{ELEMENT}.network[0].W]")
    assert "de=otra-cosa" in page.url  # lo que es de otros se respeta
    page.reload()
    page.wait_for_function(f"{ELEMENT}.size?.plot > 0")
    assert state(page) == chosen
    assert page.evaluate(f"[...{ELEMENT}.network[0].W]") == weights
    expected = {"data": "espiral", "noise": 0.15, "share": 0.7, "optimizer": "adam", "sample": 2}
    expected |= {"seed": 2, "penalty": "l1", "penalty_rate": 0.003, "hidden": [4, 2, 2]}
    assert {name: chosen[name] for name in expected} == expected


@pytest.mark.parametrize(
    "query",
    ["?capas=9,9", "?tasa=abc&datos=nada", "?entradas=", "?puntos=zzz&datos=propios", "?semilla=0"],
)
def test_nonsense_is_ignored(query: str, show: Callable[..., Page]) -> None:
    """Una dirección mal escrita abre el playground con lo de partida."""
    page = show(query)
    chosen = state(page)
    assert chosen["hidden"] == [4, 2] and chosen["features"] == ["x1", "x2"]
    assert chosen["drawn"] == [] and chosen["seed"] == 1 and chosen["learning_rate"] == 0.03


def test_experiment_link_loads_without_a_reload(show: Callable[..., Page]) -> None:
    """El enlace carga el experimento sin recargar, lleva arriba, dice cuál es y sabe volver."""
    page = show()
    page.evaluate("window.mark = 1")
    page.get_by_role("link", name="Tasa alta").click()
    expect(button(page, "Entrenar")).to_be_focused()
    expect(page.locator(".playground__note")).to_contain_text("Experimento 1. Una tasa")
    assert state(page)["learning_rate"] == 3 and state(page)["seed"] == 5
    assert page.url.endswith("?tasa=3&semilla=5")
    page.get_by_role("link", name="Espiral").click()
    assert state(page)["hidden"] == [8, 8]
    page.go_back()
    page.wait_for_function(f"{ELEMENT}.state.seed === 5")
    page.get_by_role("link", name="Espiral").click()
    page.get_by_role("link", name="Volver al texto").click()
    expect(page.get_by_role("heading", name="Experimento 1. Una tasa")).to_be_in_viewport()
    assert state(page)["hidden"] == [8, 8] and page.evaluate("window.mark") == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_way_back(width: int, show: Callable[..., Page]) -> None:
    """Nada tapa «Volver al texto», y «Atrás» deja la página donde estaba."""
    page = show(viewport={"width": width, "height": 500}, reduced_motion="reduce")
    link = page.get_by_role("link", name="Tasa alta")
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    link.click()
    back = page.get_by_role("link", name="Volver al texto")
    page.wait_for_function("(place) => scrollY !== place", arg=place)
    on_top = back.evaluate("""(link) => {
      const { left, top, width, height } = link.getBoundingClientRect();
      return [0.1, 0.5, 0.9].map((share) => link.contains(
        document.elementFromPoint(left + share * width, top + height / 2)));
    }""")
    assert on_top == [True, True, True]
    page.go_back()
    page.wait_for_function("(place) => Math.abs(scrollY - place) < 3", arg=place)
    expect(link).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 800), (640, 450), (320, 256)])
def test_focus_is_never_covered(size: tuple[int, int], show: Callable[..., Page]) -> None:
    """Hacia atrás con el tabulador, ningún mando queda debajo de la cabecera ni de la barra."""
    page = show(viewport={"width": size[0], "height": size[1]})
    page.locator("summary", has_text="Ocultar mandos").focus()
    covered = """() => {
      const here = document.activeElement;
      if (!here.closest("neural-playground")) return "fuera";
      const seen = here.closest("label") ?? here;
      const { left, top, width, height } = seen.getBoundingClientRect();
      const spots = [0.2, 0.5, 0.8].map((share) =>
        document.elementFromPoint(left + width / 2, top + share * height));
      const name = here.ariaLabel || here.labels?.[0]?.textContent || here.textContent;
      return spots.some((spot) => seen.contains(spot) || spot?.contains(seen)) ? "" : name;
    }"""
    found = []
    for _ in range(70):
        found.append(page.evaluate(covered))
        if found[-1] == "fuera":
            break
        page.keyboard.press("Shift+Tab")
    assert found[-1] == "fuera" and len(found) > 40
    assert [name for name in found[:-1] if name] == []


def test_titles_keep_the_state(show: Callable[..., Page]) -> None:
    """Un enlace a un título de la página no cambia lo elegido ni recarga."""
    page = show()
    page.evaluate("window.mark = 1")
    button(page, "Otra semilla").click()
    page.locator(".md-sidebar--secondary").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"\?semilla=2#experimento-1-una-tasa$"))
    assert state(page)["seed"] == 2 and page.evaluate("window.mark") == 1


def test_instant_navigation_stops_and_starts_again(show: Callable, sample_site: str) -> None:
    """Al irse a otra página el entrenamiento se para; al volver hay un playground nuevo."""
    # Material solo evita la recarga en la dirección que dice el mapa del sitio
    public = "https://fundamentos-redes-neuronales.github.io/curso/"
    page = show()
    fetch = lambda route: route.fulfill(  # noqa: E731
        response=route.fetch(url=route.request.url.replace(public, sample_site))
    )
    page.route(f"{public}**", fetch)
    page.goto(f"{public}playground/")
    page.wait_for_function(f"{ELEMENT}.size?.plot > 0")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.mark = 1")
    button(page, "Entrenar").click()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 2")
    page.evaluate(f"window.old = {ELEMENT}")
    page.get_by_role("link", name="lección", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La lección")
    assert page.evaluate("window.mark") == 1  # la página no se ha recargado
    assert page.evaluate("window.old.playing") is False
    stopped = page.evaluate("window.old.trainer.epoch")
    page.wait_for_timeout(200)
    assert page.evaluate("window.old.trainer.epoch") == stopped
    page.go_back()
    page.wait_for_function(f"{ELEMENT}?.size?.plot > 0")
    assert page.evaluate(f"window.mark === 1 && window.old !== {ELEMENT}")
    button(page, "Entrenar").click()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 2")
    page.get_by_role("link", name="Espiral").click()
    assert state(page)["hidden"] == [8, 8] and page.evaluate("window.mark") == 1


# Pantallas


def test_phone(show: Callable[..., Page]) -> None:
    """En un teléfono cabe todo a lo ancho, los mandos se tocan bien y la red obedece al dedo."""
    page = show("?capas=8,8,8,8,8,8", **PHONE)
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    button(page, "Entrenar").tap()
    page.wait_for_function(f"{ELEMENT}.trainer.epoch > 2")
    button(page, "Pausa").tap()
    page.locator("[data-key=neurona-2-5]").tap()
    expect(page.locator(".playground__neuron .playground__title")).to_contain_text("neurona 6")
    small = """(elements) => elements.filter((each) => each.checkVisibility()).map((each) => {
      const box = (each.closest("label") ?? each).getBoundingClientRect();
      return [each.ariaLabel || each.textContent || each.type, box.width, box.height];
    }).filter(([, width, height]) => Math.min(width, height) < 24)"""
    controls = page.locator("neural-playground :is(button, input, select, summary)")
    assert controls.evaluate_all(small) == []
    overlaps = """(elements) => {
      const boxes = elements.map((each) => each.getBoundingClientRect());
      return boxes.filter((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1
        && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
    }"""
    assert page.locator(".playground__node").evaluate_all(overlaps) == 0


@pytest.mark.parametrize("width", [320, 390, 600, 800, 1280, 1600])
@pytest.mark.parametrize("data", ["circulo", "plano"])
def test_nothing_overflows(width: int, data: str, show: Callable[..., Page]) -> None:
    """Con todo abierto, ni la página ni la tarjeta de la salida se desbordan, a ningún ancho."""
    page = show(f"?datos={data}&capas=8,8,8", viewport={"width": width, "height": 900})
    for summary in page.locator(".playground__details > summary").all():
        summary.click()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    wider = """(output) => [...output.querySelectorAll("table, canvas, p, button")].filter((each) =>
      each.getBoundingClientRect().right > output.getBoundingClientRect().right + 1).length"""
    assert page.locator(".playground__output").evaluate(wider) == 0
    cut = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length"
    assert page.locator(".playground__tools button").evaluate_all(cut) == 0


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE["viewport"]])
def test_layers_say_their_size(size: dict, show: Callable[..., Page]) -> None:
    """Cada capa dice cuántas neuronas tiene, por estrecho que sea el sitio."""
    page = show("?capas=5,4,3,2", viewport=size)
    counts = page.locator(".playground__diagram .control__count")
    assert counts.all_inner_texts() == ["5", "4", "3", "2"]
    assert all(count.is_visible() for count in counts.all())


def test_paper_shows_the_figure(show: Callable[..., Page]) -> None:
    """Impreso, en lugar del playground va lo que se lee sin script."""
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator("neural-playground")).to_be_hidden()
    expect(page.get_by_text("Sin script se lee esto.")).to_be_visible()


def test_draw_with_a_finger(show: Callable[..., Page]) -> None:
    """Con el dedo se dibujan puntos y la página no se desplaza al hacerlo."""
    page = show("?datos=propios", **PHONE)
    plot = page.locator(".playground__plot")
    plot.scroll_into_view_if_needed()
    assert plot.evaluate("(element) => getComputedStyle(element).touchAction") == "none"
    plot.tap(position={"x": 80, "y": 60})
    assert len(state(page)["drawn"]) == 1


def test_dark_theme(show: Callable[..., Page]) -> None:
    """Al cambiar de tema, el dibujo cambia de papel sin recargar."""
    page = show(color_scheme="light")
    light = pixels(page, ".playground__plot canvas")
    page.get_by_title("Cambiar al tema oscuro").first.click()
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    page.wait_for_timeout(100)
    dark = pixels(page, ".playground__plot canvas")
    assert np.mean(dark) < np.mean(light) - 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str, show: Callable[..., Page]) -> None:
    """Los dos colores de clase contrastan 3:1 con el papel en los dos temas."""
    page = show(color_scheme=scheme)
    colours = page.evaluate(f"(({{ paper, one, zero }}) => [paper, one, zero])({ELEMENT}.palette)")

    def luminance(colour: str) -> float:
        channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        return float(linear @ [0.2126, 0.7152, 0.0722])

    paper, one, zero = map(luminance, colours)
    for colour in (one, zero):
        high, low = max(paper, colour), min(paper, colour)
        assert (high + 0.05) / (low + 0.05) >= 3


def test_without_script(show: Callable[..., Page]) -> None:
    """Sin script se lee lo que hay en su lugar y los botones de carga no estorban."""
    page = show(java_script_enabled=False)
    expect(page.get_by_text("Sin script se lee esto.")).to_be_visible()
    expect(page.locator("neural-playground")).to_be_hidden()
    expect(page.get_by_role("link", name="Tasa alta")).to_be_hidden()


def test_static_text_gives_way_to_the_network(show: Callable[..., Page]) -> None:
    page = show()
    expect(page.get_by_text("Sin script se lee esto.")).to_be_hidden()


def test_reduced_motion(show: Callable[..., Page]) -> None:
    """Con menos movimiento entrena igual, pero el dibujo cambia pocas veces por segundo."""
    page = show(reduced_motion="reduce")
    page.evaluate(f"""() => {{
      const playground = {ELEMENT};
      const refresh = playground.refresh;
      window.times = 0;
      playground.refresh = function () {{ window.times += 1; refresh.call(this); }};
    }}""")
    button(page, "Entrenar").click()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.times") <= 4
    assert page.evaluate(f"{ELEMENT}.trainer.epoch") > 10


def test_full_screen(show: Callable[..., Page]) -> None:
    """La pantalla completa pone datos, red y salida en tres columnas, y se sale con el botón."""
    page = show(viewport={"width": 1400, "height": 900})
    button(page, "Ver en pantalla completa").click()
    page.wait_for_function("document.fullscreenElement")
    page.wait_for_function(f"{ELEMENT}.clientWidth > 1300")
    left, middle, right = (
        page.locator(f".playground__{name}").bounding_box() for name in ("data", "net", "output")
    )
    assert left["x"] + left["width"] <= middle["x"] < middle["x"] + middle["width"] <= right["x"]
    button(page, "Salir de la pantalla completa").click()
    page.wait_for_function("!document.fullscreenElement")


def test_copy_link(show: Callable[..., Page]) -> None:
    """El botón copia la dirección con el estado."""
    page = show("?capas=3", permissions=["clipboard-read", "clipboard-write"])
    button(page, "Copiar el enlace a esta red").click()
    expect(page.get_by_role("status")).to_have_text("Enlace copiado.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


# Los experimentos de la lección, con la semilla con que se abren

OUTCOMES = {
    "tasa-baja": lambda s: s["testLoss"] > 0.6,
    "tasa-media": lambda s: s["testAccuracy"] > 0.98,
    "tasa-alta": lambda s: s["testAccuracy"] < 0.85,
    "activacion-lineal": lambda s: s["testAccuracy"] < 0.65,
    "activacion-sigmoide": lambda s: s["testAccuracy"] < 0.85,
    "activacion-tanh": lambda s: s["testAccuracy"] > 0.98,
    "activacion-relu": lambda s: s["testAccuracy"] > 0.98,
    "capas-1": lambda s: s["testAccuracy"] < 0.95,
    "capas-2": lambda s: s["testAccuracy"] > 0.93,
    "capas-3": lambda s: s["testAccuracy"] > 0.95,
    "seis-sigmoides": lambda s: s["testLoss"] > 0.68,
    "ruido-pocos": lambda s: s["testLoss"] > s["trainLoss"] + 0.25,
    "ruido-muchos": lambda s: s["testLoss"] < s["trainLoss"] + 0.25,
    "penalizacion-l2": lambda s: s["testLoss"] < s["trainLoss"] + 0.25,
    "penalizacion-alta": lambda s: s["testLoss"] > 0.68,
    "circulo-llano": lambda s: s["testAccuracy"] < 0.65,
    "circulo-cuadrados": lambda s: s["testAccuracy"] > 0.99,
    "xor-producto": lambda s: s["testAccuracy"] > 0.99,
    "espiral-senos": lambda s: s["testAccuracy"] > 0.9,
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_experiments_come_out_as_told(name: str, show: Callable[..., Page]) -> None:
    """Quien sigue los pasos de la lección ve lo que la lección cuenta."""
    page = show(EXPERIMENTS[name])
    stop = state(page)["stop"]
    got = page.evaluate(TRAIN, stop)
    assert stop > 0 and OUTCOMES[name](got), got


def test_l1_chooses_the_squares(show: Callable[..., Page]) -> None:
    """«De las siete se queda con las dos que hacen falta.»"""
    page = show(EXPERIMENTS["elegir"])
    assert page.evaluate(TRAIN, 300)["testAccuracy"] > 0.98
    sizes = np.abs(page.evaluate(f"[...{ELEMENT}.network[0].W]"))
    assert sizes[[2, 3]].min() > 10 * np.delete(sizes, [2, 3]).max()


# Los datos y el código Keras


def test_data_are_those_of_the_lesson(show: Callable[..., Page], namespace: Callable) -> None:
    """Los conjuntos del playground se reparten como los del programa de la lección."""
    lesson = namespace("playground", "datos")
    page = show()
    script = """async (name) => {
      const { makeData } = await import("../assets/javascripts/playground-datos.js");
      const { x, y } = makeData({ data: name, sample: 3, noise: 0.2, share: 0.5, drawn: [] });
      return [[...x], [...y]];
    }"""
    for name, make in [("circulo", "circle"), ("xor", "xor"), ("espiral", "spiral")]:
        x, y = map(np.array, page.evaluate(script, name))
        x = x.reshape(-1, 2)
        rng = np.random.default_rng(0)
        points, labels = lesson[make](rng, 4000)
        points = points + 0.4 * rng.normal(size=points.shape)
        for label in (0, 1):
            for coordinate in (0, 1):
                ours, theirs = x[y == label, coordinate], points[labels == label, coordinate]
                assert stats.ks_2samp(ours, theirs).pvalue > 0.001
            sizes = [
                np.linalg.norm(each, axis=1) for each in (x[y == label], points[labels == label])
            ]
            assert stats.ks_2samp(*sizes).pvalue > 0.001


KERAS = {
    "?datos=nubes&capas=0": 40,
    "?datos=circulo&capas=8,8&activacion=relu&optimizador=adam&tasa=0.01&ruido=10": 40,
    "?datos=xor&capas=8&regularizacion=l2&lambda=0.003&optimizador=rmsprop&tasa=0.01": 40,
    "?capas=6&entradas=x1,x2,x1x1,x1x2,senx2&optimizador=momentum&tasa=0.01": 60,
    "?datos=colinas&capas=8,8&optimizador=adam&tasa=0.01&ruido=5": 80,
    "?datos=plano&capas=2&activacion=linear&tasa=0.001": 40,
}


def keras_program(page: Page) -> str:
    """El programa que enseña «Ver el código Keras de esta red»."""
    page.locator("summary", has_text="código Keras").click()
    region = page.get_by_role("region", name="Código de Keras")
    expect(region).to_contain_text("model.fit")
    return region.inner_text()


def run_keras(code: str) -> dict[str, list[float]]:
    """Ejecuta el programa copiado; devuelve los números que imprime de cada conjunto."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "playground", "exec"), {"__name__": "__main__"})
    rows = dict(line.split(": ", 1) for line in printed.getvalue().splitlines())
    return {name: [float(n) for n in re.findall(r"[\d.]+\d", row)] for name, row in rows.items()}


@pytest.mark.slow
@pytest.mark.parametrize("query", KERAS)
def test_keras_code_trains_alike(query: str, show: Callable[..., Page]) -> None:
    """El código Keras que se enseña se ejecuta y llega a una pérdida parecida."""
    page = show(query)
    ours = page.evaluate(TRAIN, KERAS[query])
    code = keras_program(page)
    assert f"epochs={KERAS[query]}" in code and max(map(len, code.splitlines())) < 100
    theirs = run_keras(code)
    for name, loss, accuracy in [
        ("entrenamiento", "trainLoss", "trainAccuracy"),
        ("prueba", "testLoss", "testAccuracy"),
    ]:
        assert theirs[name][0] == pytest.approx(ours[loss], abs=0.12)
        if len(theirs[name]) > 1:
            assert theirs[name][1] == pytest.approx(ours[accuracy], abs=0.06)


def test_keras_code_of_drawn_points(show: Callable[..., Page]) -> None:
    """Con puntos propios, el código los lleva dentro, con el mismo reparto."""
    page = show("?datos=propios&reparto=60&capas=3")
    points = [[round(0.5 * i - 3, 1), (-1) ** i * 2, i % 2] for i in range(12)]
    page.evaluate(f"(points) => {ELEMENT}.redraw(points)", points)
    code = keras_program(page)
    lines = code.partition("# La red")[0].splitlines()
    names: dict = {}
    exec("\n".join(line for line in lines if "keras" not in line), names)
    n_train = page.evaluate(f"{ELEMENT}.data.n_train")
    inputs = np.array(page.evaluate(f"[...{ELEMENT}.data.x]")).reshape(-1, 2)
    np.testing.assert_allclose(names["x_train"], inputs[:n_train])
    np.testing.assert_allclose(names["x_test"], inputs[n_train:])
