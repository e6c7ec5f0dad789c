"""Cuestionarios en Markdown: lo que cada página incluye de sus preguntas.

Sin script se leen las preguntas y, al desplegarlas, las respuestas; `cuestionario.js`
las hace interactivas. Las opciones salen en el orden en que se escribieron.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from docbuild.course.macros import FILTERS
from docbuild.course.programs import section_lines
from docbuild.course.quizzes import EXAM, FOLDER, Option, Question, questions_of
from docbuild.rules.quizzes import output_of

if TYPE_CHECKING:
    from docbuild.course.course import Course
    from docbuild.run.cache import Entry


class NotRun(Exception):
    """Falta ejecutar un programa del que depende una pregunta."""


def quiz_files(course: Course, entries: dict[str, Entry]) -> dict[Path, bytes]:
    """Devuelve lo que incluye cada página con preguntas, si se ejecutó lo que enseñan."""
    groups: dict[str, list[Question]] = {}
    for question in questions_of(course.quizzes):
        groups.setdefault(question.target, []).append(question)
    if EXAM in groups:  # las unidades, mezcladas y siempre igual
        groups[EXAM].sort(key=lambda question: _digest(question.id))
    files = {}
    for target, questions in groups.items():
        try:
            filled = [_fill(question, entries) for question in questions]
        except NotRun:
            continue
        files[course.project.generated / target] = _quiz(course, target, filled).encode()
    return files


def _fill(question: Question, entries: dict[str, Entry]) -> Question:
    """Devuelve la pregunta con sus números vivos y la salida de su código."""
    env = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    env.filters.update(FILTERS)
    numbers = {name: entry.result["numbers"] for name, entry in entries.items()}
    output = output_of(question, entries)
    if question.shows_output and output is None:
        raise NotRun(question.id)

    def fill(text: str) -> str:
        try:
            return env.from_string(text).render(num=numbers)
        except jinja2.UndefinedError as error:
            raise NotRun(question.id) from error

    options = tuple(
        replace(
            option,
            text=fill(option.text),
            why=fill(option.why),
            printed=output if option.is_output else option.printed,
        )
        for option in question.options
    )
    return replace(question, text=fill(question.text), options=options)


def _quiz(course: Course, target: str, questions: list[Question]) -> str:
    name = target.removeprefix(FOLDER).removesuffix(".md")
    parts = [
        f'<quiz-block class="quiz" data-quiz="{name}" markdown="block">',
        '<div class="quiz__bar"></div>',
    ]
    page = _including_page(course, target)
    for number, question in enumerate(questions, start=1):
        parts += _question(course, question, f"Pregunta {number} de {len(questions)}", page)
    return "\n\n".join([*parts, "</quiz-block>", ""])


def _including_page(course: Course, target: str) -> str:
    """Devuelve la ruta, dentro de docs/, de la página que incluye las preguntas."""
    for page in course.pages:
        if target in [include.target for include in page.includes]:
            return page.path.removeprefix("docs/")
    return ""


def _question(course: Course, question: Question, count: str, page: str) -> list[str]:
    name = f"pregunta-{question.id}"
    code = _code(course, question, f"{name}-codigo")
    described = f' aria-describedby="{name}-codigo"' if code else ""
    hint = ' <span class="quiz__hint">Marca todas las correctas.</span>' * question.several
    return [
        f'<fieldset class="quiz__question" id="{name}" data-key="{_key(question)}"{described} '
        'markdown="block">',
        f'<legend markdown="span"><span class="quiz__number">{count}</span> '
        f"{question.text}{hint}</legend>",
        *code,
        _choices(question),
        '<details class="quiz__answer" markdown="block">\n<summary>Ver respuesta</summary>',
        _reasons(question),
        *_lesson_link(course, question, page),
        "</details>",
        "</fieldset>",
    ]


def _code(course: Course, question: Question, name: str) -> list[str]:
    """Devuelve el código de la pregunta; su valla no es la que se copia y ejecuta."""
    program = course.program_of(question.code) if question.code else None
    if program is None:
        return []
    lines = [line for _, line in section_lines(program.sections[question.code.section])]
    text = "\n".join(lines).strip("\n")
    fence = f"``` {{ .python }}\n{text}\n```"
    return [f'<div class="quiz__code" id="{name}" markdown="block">', fence, "</div>"]


def _choices(question: Question) -> str:
    kind = "checkbox" if question.several else "radio"
    items = [
        f'<li markdown="span"><label><input type="{kind}" name="{question.id}" value="{number}"'
        f"{' data-right' if option.right else ''}> {_shown(option)}</label></li>"
        for number, option in enumerate(question.options)
    ]
    return "\n".join(['<ol class="quiz__options" markdown="block">', *items, "</ol>"])


def _reasons(question: Question) -> str:
    """Devuelve qué opción es correcta y por qué lo es o no cada una."""
    items = [
        f'<li markdown="span">{_shown(option)} '
        f"<strong>{'Correcta.' if option.right else 'Incorrecta.'}</strong> "
        f'<span class="quiz__why">{option.why}</span></li>'
        for option in question.options
    ]
    return "\n".join(['<ol class="quiz__reasons" markdown="block">', *items, "</ol>"])


def _shown(option: Option) -> str:
    """Devuelve la opción en Markdown; una salida va letra a letra, sin marcas que valgan."""
    if option.text:
        return f'<span class="quiz__text">{option.text}</span>'
    text = re.sub(r"[^\w ]|_", lambda found: f"&#{ord(found[0])};", option.printed)
    return f'<code class="quiz__output">{text}</code>'


def _lesson_link(course: Course, question: Question, page: str) -> list[str]:
    """Devuelve el enlace a la lección, salvo en ella misma."""
    path = f"{question.lesson}.md"
    entry = course.entry(path)
    if entry is None or path == page:
        return []
    link = posixpath.relpath(path, posixpath.dirname(page) or ".")
    return [f"Se explica en [{entry.title}]({link})."]


def _key(question: Question) -> str:
    """Devuelve la clave con que se guarda la respuesta: cambia si cambia la pregunta."""
    options = [(option.text, option.printed, option.right) for option in question.options]
    return f"{question.id}-{_digest(f'{question.text}{options}')[:6]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
