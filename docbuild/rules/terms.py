"""Las reglas del glosario: sus términos y su página."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from docbuild.course.pages import Include, Page
from docbuild.course.problems import Problem
from docbuild.course.terms import CODE, PAGE, Term, collation

if TYPE_CHECKING:
    from docbuild.course.course import Course

MAX_DEFINITION = 240
MIN_WORDS = 2  # palabras propias de una definición
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
MARKS = re.compile(r"[`*_$<>\[\]{}|\\]")  # lo que Markdown no dejaría como está


def check_terms(course: Course) -> list[Problem]:
    """Devuelve lo que falla en los términos y en su página."""
    path, found = course.project.relative(course.project.glossary), []

    def fail(term: Term, message: str, hint: str = "") -> None:
        found.append(Problem(path, term.line, message, hint=hint))

    owners: dict[str, Term] = {}
    lessons = {entry.path for entry in course.nav}
    for term in course.terms:
        for form in term.forms:
            if (first := owners.setdefault(form.casefold(), term)) is not term:
                fail(term, f"«{form}» está repetido", f"Ya está en la línea {first.line}.")
    for first, second in pairwise(course.terms):
        if collation(first.name) > collation(second.name):
            fail(second, f"«{second.name}» va antes de «{first.name}»", "Ordena los términos.")
    for term in course.terms:
        for problem in _definition_problems(term):
            fail(term, *problem)
        for word in term.forbidden:
            if word.casefold() in owners:
                fail(term, f"«{word}» se prohíbe aquí y es un término del glosario")
        if f"{term.lesson}.md" not in lessons:
            fail(term, f"la lección «{term.lesson}» no está en el índice")
        if term.identifier and not _is_written(course, term.identifier):
            message = f"ningún programa escribe «{term.identifier}», de «{term.name}»"
            fail(term, message, "¿Está bien escrito? Va como se escribe en el código.")
        if len(_own_words(term, owners)) < MIN_WORDS:
            message = f"la definición de «{term.name}» no dice casi nada sin otros términos"
            fail(term, message, "Defínelo con palabras corrientes.")
    return found + _check_page(course)


def _definition_problems(term: Term) -> Iterator[tuple[str, str]]:
    text = CODE.sub("", term.definition)
    if not term.definition.endswith("."):
        yield f"la definición de «{term.name}» no acaba en punto", ""
    if len(term.definition) > MAX_DEFINITION:
        size = len(term.definition)
        hint = "Déjala en una o dos frases."
        yield f"la definición tiene {size} caracteres y caben {MAX_DEFINITION}", hint
    if mark := MARKS.search(text):
        yield f"la definición lleva «{mark[0]}»", "Solo texto y código entre comillas invertidas."


def _is_written(course: Course, identifier: str) -> bool:
    """Dice si algún programa o página escribe el identificador, o su última parte."""
    name = re.compile(rf"\b{re.escape(identifier.split('.')[-1])}\b")
    programs = [*course.programs, *course.laboratories]
    return any(name.search(item.source) for item in [*programs, *course.pages])


def _own_words(term: Term, owners: dict[str, Term]) -> set[str]:
    """Devuelve las palabras de la definición que no son de un término del glosario."""
    text = term.definition.casefold()
    for form in sorted(owners, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(form)}\b", " ", text)
    return set(LONG_WORD.findall(text))


def _check_page(course: Course) -> list[Problem]:
    included = any(include.target == PAGE for page in course.pages for include in page.includes)
    if included or not course.terms:
        return []
    hint = f'Escribe en ella: --8<-- "{PAGE}"'
    return [Problem(f"docs/{PAGE}", 0, "ninguna página enseña el glosario", hint=hint)]


def check_include(course: Course, page: Page, include: Include) -> list[Problem]:
    """Comprueba la línea con que la página del glosario incluye sus términos."""
    if page.path != f"docs/{PAGE}":
        message = f"el glosario va en docs/{PAGE}"
    elif not course.project.glossary.is_file():
        message = "el glosario no tiene términos"
    else:
        return []
    return [Problem(page.path, include.line, message)]
