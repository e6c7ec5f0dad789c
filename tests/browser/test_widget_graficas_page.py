"""Lo que cumplen por igual los cuatro widgets que dibujan: temas, teléfono, teclado, sin script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TAGS = ["neuron-widget", "activation-widget", "loss-widget", "descent-widget"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Enseña, uno tras otro, todos los estados en que un widget cambia de mandos.
STATES = """(tag) => {
  const widget = document.querySelector(tag);
  const lists = { "activation-widget": "name", "loss-widget": "name", "descent-widget": "name" };
  const list = widget.ui[lists[tag]]?.input;
  return list ? [...list.options].map((option) => option.value) : [""];
}"""
CHOOSE = """([tag, value]) => {
  const widget = document.querySelector(tag);
  if (!value) return;
  widget.ui.name.input.value = value;
  widget.ui.name.input.dispatchEvent(new Event("change"));
}"""


@pytest.fixture
def show(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Page]:
    """Devuelve la función que abre la página de los dibujos; la consola queda limpia."""
    messages: list[str] = []

    def go(**options: object) -> Page:
        page = open_page("about:blank", **options)
        page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
        page.goto(f"{sample_site}dibujos/")
        if options.get("java_script_enabled", True):
            for tag in TAGS:
                page.wait_for_selector(f"{tag} .plot")
        return page

    yield go
    assert [message for message in messages if message.startswith(("error", "warning"))] == []


def test_without_script(show: Callable[..., Page]) -> None:
    """Sin script no hay widgets, ni frases que hablen de ellos; el resto se lee."""
    page = show(java_script_enabled=False)
    for tag in TAGS:
        expect(page.locator(tag)).to_be_hidden()
    for text in ("la neurona", "las activaciones", "las pérdidas", "el descenso"):
        expect(page.get_by_text(f"Frase que presenta {text}.")).to_be_hidden()
    expect(page.get_by_text("Solo con script.")).to_be_hidden()
    expect(page.get_by_text("Texto de antes")).to_be_visible()
    expect(page.get_by_text("Texto de después.")).to_be_visible()


def test_with_script_the_sentences_are_there(show: Callable[..., Page]) -> None:
    page = show()
    expect(page.get_by_text("Frase que presenta la neurona.")).to_be_visible()
    expect(page.get_by_text("Solo con script.")).to_be_visible()


@pytest.mark.parametrize("tag", TAGS)
def test_every_control_and_drawing_has_a_name(tag: str, show: Callable[..., Page]) -> None:
    """Cada mando y cada dibujo tiene nombre y papel, en todos los estados del widget."""
    page = show()
    assert page.locator(f"{tag} [aria-live], {tag} [role=status]").count() == 1
    group = page.locator(f"{tag} [role=group]").first
    assert group.get_attribute("aria-label")
    for value in page.evaluate(STATES, tag):
        page.evaluate(CHOOSE, [tag, value])
        nameless = """(elements) => elements.filter((each) => each.checkVisibility())
          .filter((each) => !(each.ariaLabel || each.labels?.[0]?.textContent.trim()
            || each.textContent.trim()))
          .map((each) => each.outerHTML)"""
        controls = page.locator(f"{tag} :is(button, input, select)")
        assert controls.evaluate_all(nameless) == []
        for drawing in page.locator(f"{tag} .plot").all():
            assert drawing.get_attribute("role") == "img"
            assert len(drawing.get_attribute("aria-label")) > 20
    ids = page.locator("[id]").evaluate_all("(all) => all.map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_nothing_is_announced_on_arrival(show: Callable[..., Page]) -> None:
    """Al abrir la página no habla nadie: solo se anuncia lo que resulta de un gesto."""
    page = show()
    page.wait_for_timeout(1300)
    for tag in TAGS:
        expect(page.locator(f"{tag} [role=status]")).to_have_text("")
    bias = page.get_by_role("slider", name="Sesgo b")
    for value in ("-0.7", "-0.9", "-1.1"):
        bias.fill(value)
    expect(page.locator("neuron-widget [role=status]")).to_have_text("Acierta 4 de 4.")


@pytest.mark.parametrize("tag", TAGS)
def test_phone(tag: str, show: Callable[..., Page]) -> None:
    """En un teléfono todo cabe a lo ancho y los mandos miden 24 píxeles o más."""
    page = show(**PHONE)
    small = """(elements) => elements.filter((each) => each.checkVisibility()).map((each) => {
      const box = each.getBoundingClientRect();
      return [each.outerHTML.slice(0, 80), box.width, box.height];
    }).filter(([, width, height]) => Math.min(width, height) < 24)"""
    outside = """(widget) => [...widget.querySelectorAll("*")].filter((each) => {
      const box = each.getBoundingClientRect();
      return !each.closest("svg svg, .widget__hidden") && box.width && box.right > innerWidth + 1;
    }).map((each) => each.outerHTML.slice(0, 80))"""
    for value in page.evaluate(STATES, tag):
        page.evaluate(CHOOSE, [tag, value])
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert page.locator(tag).evaluate(outside) == []
        controls = page.locator(f"{tag} :is(button, input, select), {tag} .plot__handle")
        assert controls.evaluate_all(small) == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_finger_scrolls_the_page_unless_it_takes_the_ball(
    tag: str, show: Callable[..., Page]
) -> None:
    """Solo el punto que se arrastra detiene el desplazamiento de la página."""
    page = show(**PHONE)
    touch = "(element) => getComputedStyle(element).touchAction"
    assert page.locator(f"{tag} .plot").first.evaluate(touch) == "auto"
    assert page.locator(f"{tag} .plot__handle").first.evaluate(touch) == "none"


@pytest.mark.parametrize("tag", TAGS)
def test_keyboard_reaches_every_control(tag: str, show: Callable[..., Page]) -> None:
    """El tabulador pasa por todos los mandos a la vista, en orden, y sale del widget."""
    page = show()
    shown = "(all) => all.filter((each) => each.checkVisibility()).length"
    total = page.locator(f"{tag} :is(button, input, select)").evaluate_all(shown)
    page.locator(f"{tag} :is(button, input, select)").locator("visible=true").first.focus()
    seen = 0
    while page.evaluate("(tag) => Boolean(document.activeElement.closest(tag))", tag):
        seen += 1
        assert seen <= total, "el foco no sale del widget"
        page.keyboard.press("Tab")
    assert seen == total > 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_can_be_seen(scheme: str, show: Callable[..., Page]) -> None:
    """Lo dibujado contrasta 3:1 con el papel, y el texto, 4.5:1, en los dos temas."""
    page = show(color_scheme=scheme)
    script = """() => {
      const context = new OffscreenCanvas(1, 1)
        .getContext("2d", { willReadFrequently: true });
      const rgb = (color) => {
        context.clearRect(0, 0, 1, 1);
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      const light = (color) => rgb(color)
        .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const paper = light(getComputedStyle(document.querySelector(".widget")).backgroundColor);
      const ratio = (color) => {
        const [low, high] = [paper, light(color)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      };
      const worst = (selector, property) => [...document.querySelectorAll(selector)]
        .map((each) => ratio(getComputedStyle(each)[property]));
      const lines = ".plot__curve, .plot__ground, .plot__contour, .plot__boundary, .plot__path, "
        + ".plot__tangent";
      const fills = ".plot__ball, .plot__point--one, .plot__point--zero, .plot__step";
      return {
        drawn: [...worst(lines, "stroke"), ...worst(fills, "fill").filter(Number.isFinite)],
        text: [...worst(".plot__tick, .plot__label", "fill"),
          ...worst(".widget p, .widget dd, .widget label", "color")],
      };
    }"""
    page.evaluate("document.querySelector('descent-widget').stepOnce()")
    page.evaluate(CHOOSE, ["descent-widget", "bowl"])
    found = page.evaluate(script)
    assert len(found["drawn"]) > 10 and len(found["text"]) > 20
    assert min(found["text"]) >= 4.5
    assert min(found["drawn"]) >= 3


def test_the_theme_changes_in_place(show: Callable[..., Page]) -> None:
    """Al cambiar de tema, los dibujos cambian de color sin recargar."""
    page = show(color_scheme="light")
    color = "() => getComputedStyle(document.querySelector('.plot__curve')).stroke"
    light = page.evaluate(color)
    page.get_by_title("Cambiar al tema oscuro").first.click()
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    page.wait_for_function(f"({color})() !== '{light}'")


def test_instant_navigation(show: Callable[..., Page], sample_site: str) -> None:
    """Al irse, la bola se para; al volver hay widgets nuevos que funcionan."""
    public = "https://fundamentos-redes-neuronales.github.io/curso/"
    page = show()
    fetch = lambda route: route.fulfill(  # noqa: E731
        response=route.fetch(url=route.request.url.replace(public, sample_site))
    )
    page.route(f"{public}**", fetch)
    page.goto(f"{public}dibujos/")
    page.wait_for_selector("descent-widget .plot")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.mark = 1; window.old = document.querySelector('descent-widget')")
    page.locator("descent-widget").get_by_role("button", name="Bajar").click()
    page.wait_for_function("window.old.path.length > 2")
    page.get_by_role("link", name="lección", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("La lección")
    assert page.evaluate("window.mark") == 1  # la página no se ha recargado
    steps = page.evaluate("window.old.path.length")
    page.wait_for_timeout(400)
    assert page.evaluate("[window.old.playing, window.old.path.length]") == [False, steps]
    page.go_back()
    page.wait_for_selector("descent-widget .plot")
    assert page.evaluate("window.mark === 1 && document.querySelector('descent-widget') !== old")
    for tag in TAGS:
        assert page.locator(f"{tag} .widget__title").count() == 1
    page.locator("descent-widget").get_by_role("button", name="Un paso").click()
    expect(page.locator("descent-widget dd").first).to_have_text("1")


def test_nothing_the_security_policy_forbids(show: Callable[..., Page]) -> None:
    """No hay atributos `on…` ni `style`, salvo el ancho de una barra, que pone el script."""
    page = show()
    script = """(all) => all.flatMap((each) => [...each.attributes].map(({ name }) => name)
      .filter((name) => name.startsWith("on")
        || (name === "style" && !each.matches(".bars__fill"))))"""
    assert page.locator(".widget *").evaluate_all(script) == []
