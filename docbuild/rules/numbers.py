"""Los números vivos: de qué programa pueden ser y cómo se pueden escribir."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import jinja2

from docbuild.course.macros import FILTERS
from docbuild.course.pages import LINK, Page
from docbuild.course.problems import Problem
from docbuild.course.programs import lines_of
from docbuild.course.quizzes import Quiz

if TYPE_CHECKING:
    from docbuild.course.course import Course

LIVE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
USE = re.compile(r"\bnum\.(\w+)\.(\w+)")
NUMBERED = re.compile(r"\b\d+\.\d+\b")  # «en 3.4» nombra una lección
LOSS = re.compile(r"loss|mae|mse|error(?!_rate)")
PERCENT = re.compile(r"\bnum\.\w+\.(\w+)\s*\)*\s*\|\s*percent")
RATIO = re.compile(r"[-+/]")  # «(a / b - 1) | percent» no es una pérdida


def check_origins(course: Course, page: Page) -> Iterator[Problem]:
    """Señala los números de un programa que ni la página ni su frase dan a conocer."""
    shown = _shown(course, page)
    for line, name, variable in _uses(page.source):
        if shown and name in course.by_name and name not in shown | _named(course, page, line):
            message = f"«{variable}» es de «{name}», que esta página no enseña"
            hint = "Usa un número de la lección, o di en la misma frase de cuál es (con un enlace)."
            yield page.problem(line, message, hint)
    yield from _misused(course, page)


def check_quiz_origins(course: Course, quiz: Quiz) -> Iterator[Problem]:
    """Señala los números de una pregunta que no son de su lección ni de su código."""
    pages = {page.path: page for page in course.pages}
    for line, name, variable in _uses(quiz.page.source):
        question = next((item for item in reversed(quiz.questions) if item.line <= line), None)
        lesson = pages.get(f"docs/{question.lesson}.md") if question else None
        if lesson is None or name not in course.by_name:
            continue  # ya tiene su propio problema
        program = course.program_of(question.code) if question.code else None
        if name not in _shown(course, lesson) | {program and program.name}:
            message = f"«{variable}» es de «{name}», que la lección «{question.lesson}» no enseña"
            yield quiz.page.problem(line, message, "Usa un número de la lección de la pregunta.")
    yield from _misused(course, quiz.page)


def _misused(course: Course, page: Page) -> Iterator[Problem]:
    """Señala las variables de un bucle y los porcentajes de una pérdida."""
    for line, name, variable in _uses(page.source):
        program = course.by_name.get(name)
        if program and variable in program.loop_variables:
            message = f"«{variable}» es la variable de un bucle de {program.path}"
            hint = "Vale lo que valía en la última vuelta: guarda el número con otro nombre."
            yield page.problem(line, message, hint)
    for line, expression in live_expressions(page.source):
        found = PERCENT.search(expression)
        if found and LOSS.search(found[1]) and not RATIO.search(expression):
            message = f"«{found[1]}» no es una proporción: no se escribe con «percent»"
            yield page.problem(line, message, "Usa `decimals`.")


def live_expressions(source: str) -> Iterator[tuple[int, str]]:
    """Recorre los números vivos de un texto: su línea y lo escrito entre llaves."""
    for found in LIVE.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, found[1].strip()


def _uses(source: str) -> Iterator[tuple[int, str, str]]:
    for line, expression in live_expressions(source):
        for name, variable in USE.findall(expression):
            yield line, name, variable


def _shown(course: Course, page: Page) -> set[str]:
    """Devuelve los programas de los que la página enseña código."""
    found = (course.program_of(include) for include in page.code_includes())
    return {program.name for program in found if program}


def _named(course: Course, page: Page, line: int) -> set[str]:
    """Devuelve los programas de las lecciones que nombra el párrafo de esa línea."""
    text, folder = _paragraph(page, line), posixpath.dirname(page.path)
    files = {found["target"].partition("#")[0] for found in LINK.finditer(text)}
    paths = {posixpath.normpath(posixpath.join(folder, file)) for file in files if file}
    numbers = set(NUMBERED.findall(text))
    paths |= {f"docs/{item.path}" for item in course.nav if item.title.split(" ")[0] in numbers}
    named = [_shown(course, other) for other in course.pages if other.path in paths]
    return set().union(*named)


def _paragraph(page: Page, line: int) -> str:
    lines = lines_of(page.source)
    start = end = line - 1
    while start > 0 and lines[start - 1].strip():
        start -= 1
    while end < len(lines) and lines[end].strip():
        end += 1
    return "\n".join(lines[start:end])


def check_values(page: Page, numbers: dict[str, dict]) -> Iterator[Problem]:
    """Señala los números vivos que no se pueden escribir como la página dice."""
    env = jinja2.Environment(undefined=_Missing, autoescape=False, finalize=_finished)
    env.filters.update(FILTERS | {"percent": _percent})
    if _failure(env, page.source, numbers) is None:
        return
    for line, expression in live_expressions(page.source):
        error = _failure(env, f"{{{{ {expression} }}}}", numbers)
        if error and not isinstance(error, jinja2.TemplateError):  # ese ya tiene su problema
            if isinstance(error, _Unfit):
                yield page.problem(line, f"{error} en «{expression}»", error.hint)
                continue
            detail = f"{type(error).__name__}: {error}"
            hint = "¿El filtro es para otra clase de valor?"
            yield page.problem(line, "el número vivo no se puede escribir", hint, detail)


class _Unfit(ValueError):
    """Un valor que no se puede escribir así."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class _Missing(jinja2.ChainableUndefined):
    """Un número de un programa que no se ha ejecutado: no es culpa de la página."""

    __format__ = __round__ = jinja2.Undefined._fail_with_undefined_error


def _finished(value: object) -> object:
    if isinstance(value, float):
        hint = "Escribe `| decimals(2)` o `| percent`."
        raise _Unfit(f"un decimal sin filtro ({value:.6g})", hint)
    return value


def _percent(value: float, decimals: int = 1) -> str:
    if isinstance(value, (int, float)) and not 0 <= value <= 1:
        raise _Unfit(f"{value:.6g} no es una proporción", "Usa `decimals`, o divide por el total.")
    return FILTERS["percent"](value, decimals)


def _failure(env: jinja2.Environment, source: str, numbers: dict) -> Exception | None:
    """Devuelve por qué no se puede escribir el texto, o nada."""
    try:
        env.from_string(source).render(num=numbers)
    except Exception as error:
        return error
    return None
