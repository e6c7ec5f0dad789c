"""Cuestionarios en Chromium: ratón, teclado, lector de pantalla, memoria y sin script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
RIGHT = {0: (1,), 1: (0, 2), 2: (0,), 3: (1,), 4: (2,)}  # por pregunta, sus opciones correctas
WRONG = {0: (0,), 1: (0,), 2: (1,), 3: (0,), 4: (0,)}


@pytest.fixture
def quiz(open_page: Callable[..., Page], sample_site: str) -> Page:
    """El cuestionario de la unidad: cinco preguntas, una a una."""
    return open_page(f"{sample_site}unidad/quiz-unidad/")


@pytest.fixture
def lesson(open_page: Callable[..., Page], sample_site: str) -> Page:
    """Una lección con dos preguntas al final."""
    return open_page(f"{sample_site}unidad/leccion/")


def question(page: Page, number: int) -> Locator:
    return page.locator("fieldset").nth(number)


def answer(page: Page, number: int, options: tuple[int, ...]) -> Locator:
    """Marca unas opciones de una pregunta a la vista, comprueba y devuelve la pregunta."""
    found = question(page, number)
    for option in options:
        found.locator("input").nth(option).check()
    found.get_by_role("button", name="Comprobar").click()
    return found


def answer_all(page: Page, answers: dict[int, tuple[int, ...]]) -> None:
    page.get_by_role("button", name="Ver todas a la vez").click()
    for number, options in answers.items():
        answer(page, number, options)


def score(page: Page) -> Locator:
    return page.locator(".quiz__score")


def test_right_answer_is_told_right(quiz: Page) -> None:
    """Una respuesta correcta se dice correcta, y el foco va al veredicto."""
    found = answer(quiz, 0, RIGHT[0])
    expect(found.locator(".quiz__verdict")).to_have_text("¡Correcto!")
    expect(found.locator(".quiz__verdict")).to_be_focused()
    expect(score(quiz)).to_have_text("1 acierto de 1; quedan 4.")


def test_wrong_answer_is_told_wrong(quiz: Page) -> None:
    """Una respuesta falsa se dice falsa, y cada opción explica por qué lo es o no."""
    found = answer(quiz, 0, WRONG[0])
    expect(found.locator(".quiz__verdict")).to_have_text("Incorrecto.")
    expect(found.locator(".quiz__note")).to_have_text(
        [
            "Tu respuesta. Incorrecta. Falta la suma.",
            "Correcta. La lista se suma a cada fila.",
            "Incorrecta. Las formas son compatibles.",
        ]
    )
    expect(found.get_by_role("link", name="1.1 La lección")).to_be_visible()
    expect(score(quiz)).to_have_text("0 aciertos de 1; quedan 4.")


def test_answered_question_cannot_change(quiz: Page) -> None:
    """Tras comprobar, la respuesta queda fija."""
    found = answer(quiz, 0, WRONG[0])
    for option in found.locator("input").all():
        expect(option).to_be_disabled()
    expect(found.get_by_role("button", name="Comprobar")).to_be_hidden()


@pytest.mark.parametrize(
    ("options", "verdict"),
    [((0, 2), "¡Correcto!"), ((0,), "Incorrecto."), ((0, 1, 2), "Incorrecto.")],
)
def test_several_right_options(quiz: Page, options: tuple[int, ...], verdict: str) -> None:
    """Con varias correctas hay que marcarlas todas y ninguna más."""
    quiz.get_by_role("button", name="Siguiente").click()
    expect(answer(quiz, 1, options).locator(".quiz__verdict")).to_have_text(verdict)


def test_nothing_chosen(quiz: Page) -> None:
    """Comprobar sin elegir no cuenta como fallo."""
    found = answer(quiz, 0, ())
    verdict = found.locator(".quiz__verdict")
    expect(verdict).to_have_text("Elige antes una opción.")
    expect(verdict).to_have_attribute("role", "status")
    expect(score(quiz)).to_be_empty()


def test_one_at_a_time_or_all(quiz: Page) -> None:
    """Se ven una a una o todas a la vez, y la elección se recuerda."""
    expect(quiz.locator("fieldset:visible")).to_have_count(1)
    quiz.get_by_role("button", name="Siguiente").click()
    expect(question(quiz, 1)).to_be_visible()
    expect(question(quiz, 1).locator("legend")).to_be_focused()
    quiz.get_by_role("button", name="Anterior").click()
    expect(question(quiz, 0)).to_be_visible()
    expect(quiz.get_by_role("button", name="Anterior")).to_be_disabled()
    quiz.get_by_role("button", name="Ver todas a la vez").click()
    expect(quiz.locator("fieldset:visible")).to_have_count(5)
    quiz.reload()
    expect(quiz.locator("fieldset:visible")).to_have_count(5)


def test_score_is_announced(quiz: Page) -> None:
    """La puntuación está en una región que los lectores de pantalla anuncian."""
    expect(score(quiz)).to_have_attribute("role", "status")
    answer_all(quiz, RIGHT)
    expect(score(quiz)).to_have_text("5 aciertos de 5.")
    expect(quiz.get_by_role("button", name="Repetir solo las falladas")).to_be_hidden()


def test_repeat_only_the_failed_ones(quiz: Page) -> None:
    """Al acabar se repiten solo las falladas; las acertadas siguen contando."""
    answer_all(quiz, RIGHT | {1: WRONG[1], 3: WRONG[3]})
    expect(score(quiz)).to_have_text("3 aciertos de 5.")
    quiz.get_by_role("button", name="Repetir solo las falladas (2)").click()
    expect(quiz.locator("fieldset:visible")).to_have_count(2)
    expect(question(quiz, 1).locator("legend")).to_be_focused()
    expect(question(quiz, 1).locator("input:checked")).to_have_count(0)
    answer(quiz, 1, RIGHT[1])
    answer(quiz, 3, RIGHT[3])
    expect(score(quiz)).to_have_text("5 aciertos de 5.")
    quiz.get_by_role("button", name="Volver a todas las preguntas").click()
    expect(quiz.locator("fieldset:visible")).to_have_count(5)


def test_answers_are_kept(quiz: Page) -> None:
    """Al recargar siguen las respuestas, y se va a la primera sin responder."""
    answer(quiz, 0, WRONG[0])
    quiz.get_by_role("button", name="Siguiente").click()
    answer(quiz, 1, RIGHT[1])
    quiz.reload()
    expect(question(quiz, 2)).to_be_visible()
    expect(score(quiz)).to_have_text("1 acierto de 2; quedan 3.")
    quiz.get_by_role("button", name="Anterior").click()
    expect(question(quiz, 1).locator(".quiz__verdict")).to_have_text("¡Correcto!")


def test_changed_question_forgets_its_answer(quiz: Page) -> None:
    """Una respuesta guardada para otra versión de la pregunta no cuenta."""
    answer(quiz, 0, RIGHT[0])
    quiz.evaluate(
        """() => {
          const [name] = Object.keys(localStorage).filter((key) => key.includes("cuestionario"));
          const text = localStorage.getItem(name).replace(/formas-\\w+/, "formas-000000");
          localStorage.setItem(name, text);
        }"""
    )
    quiz.reload()
    expect(question(quiz, 0).get_by_role("button", name="Comprobar")).to_be_visible()
    expect(score(quiz)).to_be_empty()


def test_restart(quiz: Page) -> None:
    """Empezar de nuevo borra las respuestas, también las guardadas."""
    answer(quiz, 0, RIGHT[0])
    quiz.get_by_role("button", name="Empezar de nuevo").click()
    expect(score(quiz)).to_be_empty()
    expect(quiz.get_by_role("button", name="Empezar de nuevo")).to_be_hidden()
    quiz.reload()
    expect(question(quiz, 0).locator("input:checked")).to_have_count(0)


def test_without_storage(open_page: Callable[..., Page], sample_site: str) -> None:
    """Si el navegador no deja guardar nada, el cuestionario funciona igual."""
    page = open_page("about:blank")
    page.add_init_script(
        """for (const name of ["getItem", "setItem"]) {
          const allowed = Storage.prototype[name];
          Storage.prototype[name] = function (key, ...rest) {
            if (key.startsWith("redes-neuronales")) throw new Error("no se puede guardar");
            return allowed.call(this, key, ...rest);
          };
        }"""
    )
    page.goto(f"{sample_site}unidad/leccion/")
    found = answer(page, 0, (1,))
    expect(found.locator(".quiz__verdict")).to_have_text("¡Correcto!")
    page.reload()
    expect(score(page)).to_be_empty()


def test_keyboard_only(quiz: Page) -> None:
    """Se llega a todo, se elige y se comprueba sin ratón."""
    question(quiz, 0).locator("input").first.focus()
    quiz.keyboard.press("ArrowDown")
    quiz.keyboard.press("Enter")
    verdict = question(quiz, 0).locator(".quiz__verdict")
    expect(verdict).to_be_focused()
    expect(verdict).to_have_text("¡Correcto!")
    for name in ("1.1 La lección", "Siguiente", "Empezar de nuevo"):
        quiz.keyboard.press("Tab")
        expect(quiz.locator(":focus")).to_have_text(name)
    quiz.keyboard.press("Shift+Tab")
    quiz.keyboard.press("Enter")
    expect(question(quiz, 1).locator("legend")).to_be_focused()
    quiz.keyboard.press("Tab")
    quiz.keyboard.press("Space")
    expect(question(quiz, 1).locator("input").first).to_be_checked()
    for _ in range(3):
        quiz.keyboard.press("Tab")
    expect(quiz.locator(":focus")).to_have_text("Comprobar")
    quiz.keyboard.press("Space")
    expect(question(quiz, 1).locator(".quiz__verdict")).to_have_text("Incorrecto.")


def test_names_for_screen_readers(quiz: Page) -> None:
    """Cada pregunta es un grupo con su enunciado y cada opción tiene su texto."""
    group = quiz.get_by_role("group", name="Pregunta 1 de 5 ¿Qué imprime este código?")
    expect(group).to_be_visible()
    expect(group.get_by_role("radio", name="Nada, porque da un error.")).to_be_visible()


def test_lesson_questions_are_shown_together(lesson: Page) -> None:
    """Las dos preguntas de una lección se ven a la vez y no enlazan a ella misma."""
    expect(lesson.locator("fieldset:visible")).to_have_count(2)
    expect(lesson.get_by_role("button", name="Ver una a una")).to_be_hidden()
    found = answer(lesson, 0, (1,))
    expect(found.get_by_role("link")).to_have_count(0)
    expect(found.locator(".quiz__options math")).to_have_count(1)
    answer(lesson, 1, (1,))
    expect(score(lesson)).to_have_text("1 acierto de 2.")


def test_instant_navigation(lesson: Page) -> None:
    """Al ir y volver sin recargar, el cuestionario se monta una sola vez."""
    answer(lesson, 0, (1,))
    lesson.get_by_role("link", name="1.2 Cuestionario").first.click()
    expect(lesson.get_by_role("button", name="Ver todas a la vez")).to_have_count(1)
    lesson.get_by_role("link", name="1.1 La lección").first.click()
    expect(lesson.locator("fieldset:visible")).to_have_count(2)
    expect(score(lesson)).to_have_count(1)
    expect(score(lesson)).to_have_text("1 acierto de 1; queda 1.")


def test_readable_without_script(open_page: Callable[..., Page], sample_site: str) -> None:
    """Sin script están todas las preguntas, y al desplegarlas, las respuestas."""
    page = open_page(f"{sample_site}unidad/quiz-unidad/", java_script_enabled=False)
    expect(page.locator("fieldset:visible")).to_have_count(5)
    first = question(page, 0)
    expect(first.locator(".quiz__reasons")).to_be_hidden()
    first.get_by_text("Ver respuesta").click()
    expect(first.locator(".quiz__reasons > li")).to_have_text(
        [
            "[[ 0 1 2] [ 3 4 5]] Incorrecta. Falta la suma.",
            "[[10 21 32] [13 24 35]] Correcta. La lista se suma a cada fila.",
            "Nada, porque da un error. Incorrecta. Las formas son compatibles.",
        ]
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_and_both_themes(
    open_page: Callable[..., Page], sample_site: str, scheme: str
) -> None:
    """En un teléfono cabe todo, se toca con el dedo y se lee en los dos temas."""
    page = open_page(
        f"{sample_site}unidad/quiz-unidad/",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme=scheme,
    )
    found = question(page, 0)
    found.locator("li").nth(1).locator("label").tap()
    expect(found.locator("input").nth(1)).to_be_checked()
    found.get_by_role("button", name="Comprobar").tap()
    expect(found.locator(".quiz__verdict")).to_have_text("¡Correcto!")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator(".quiz button:visible, .quiz label:visible").all():
        assert control.bounding_box()["height"] >= 24
    for selector in (".quiz__verdict", ".quiz__note", ".quiz__mark", "legend", ".quiz__number"):
        assert contrast(found.locator(selector).first) >= 4.5, selector
    for name in ("Siguiente", "Empezar de nuevo"):
        assert contrast(page.get_by_role("button", name=name)) >= 4.5, name


CONTRAST = """element => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => {
    const linear = rgb(color).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  let behind = element;
  while (rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const pair = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
  const [dark, bright] = pair.map(light).sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""


def contrast(element: Locator) -> float:
    """Devuelve el contraste entre la letra y su fondo."""
    return element.evaluate(CONTRAST)


def test_reduced_motion(open_page: Callable[..., Page], sample_site: str) -> None:
    """Con movimiento reducido, nada se anima."""
    page = open_page(f"{sample_site}unidad/quiz-unidad/", reduced_motion="reduce")
    answer(page, 0, RIGHT[0])
    moving = "element => element.getAnimations({ subtree: true }).length"
    assert page.locator("quiz-block").evaluate(moving) == 0


def test_two_tabs_add_up(quiz: Page) -> None:
    """Lo respondido en otra pestaña no se pierde al responder en esta."""
    other = quiz.context.new_page()
    other.goto(quiz.url)
    answer(quiz, 0, RIGHT[0])
    other.get_by_role("button", name="Ver todas a la vez").click()
    answer(other, 2, WRONG[2])
    expect(score(other)).to_have_text("1 acierto de 2; quedan 3.")
    quiz.reload()
    expect(score(quiz)).to_have_text("1 acierto de 2; quedan 3.")


def test_paper_has_every_question(quiz: Page) -> None:
    """Impreso, salen todas las preguntas y ningún botón."""
    quiz.emulate_media(media="print")
    for number in RIGHT:
        expect(question(quiz, number)).to_be_visible()
    buttons = quiz.locator(".quiz__button").all()
    assert [each.inner_text() for each in buttons if each.is_visible()] == []
