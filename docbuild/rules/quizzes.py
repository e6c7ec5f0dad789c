"""Las reglas de los cuestionarios: sus preguntas, sus páginas y lo que dio la ejecución."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from docbuild.course.pages import INLINE_CODE, LINK, Include, Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.programs import VARIABLE
from docbuild.course.project import Project
from docbuild.course.quizzes import EXAM, FOLDER, PLACES, Question, Quiz, questions_of

if TYPE_CHECKING:
    from docbuild.course.course import Course
    from docbuild.run.cache import Entry

HEADING = "Comprueba lo aprendido"
MIN_OPTIONS = 3
MAX_OUTPUT = 200  # caracteres de una salida que se ofrece como opción
SLUG = re.compile(r"[a-z][a-z0-9-]*")


def check_quizzes(course: Course) -> list[Problem]:
    """Devuelve lo que falla en las preguntas y en las páginas donde van."""
    lessons = [entry.path.removesuffix(".md") for entry in course.nav]
    questions = questions_of(course.quizzes)
    found = _repeated(questions)
    for question in questions:
        found += _check_question(question, lessons) + _check_options(question)
        found += _check_code(course, question)
    for quiz in course.quizzes:
        found += _check_positions(quiz)
    return found + _check_pages(course, questions) + _stray_files(course.project)


def _stray_files(project: Project) -> list[Problem]:
    hint = "Las preguntas van en quizzes/<unidad>.yml."
    return [
        Problem(project.relative(path), 0, "este archivo no lo usa nadie", hint=hint)
        for path in sorted(project.quizzes.rglob("*"))
        if path.is_file() and (path.suffix != ".yml" or path.parent != project.quizzes)
    ]


def _repeated(questions: list[Question]) -> list[Problem]:
    ids: dict[str, Question] = {}
    texts: dict[tuple, Question] = {}
    found = []
    for question in questions:
        text = (_plain(question.text), question.code and question.code.target)
        if (first := ids.setdefault(question.id, question)) is not question:
            message = f"el identificador «{question.id}» está repetido"
            hint = f"Ya existe en {first.path}:{first.line}: dale otro."
            found.append(Problem(question.path, question.line, message, hint=hint))
        if (first := texts.setdefault(text, question)) is not question:
            message, hint = "la pregunta está repetida", f"Es la de {first.path}:{first.line}."
            found.append(Problem(question.path, question.line, message, hint=hint))
    return found


def _check_question(question: Question, lessons: list[str]) -> list[Problem]:
    found = []

    def fail(message: str, hint: str) -> None:
        found.append(Problem(question.path, question.line, message, hint=hint))

    if not SLUG.fullmatch(question.id):
        message = f"«{question.id}» no vale como identificador"
        fail(message, "Usa minúsculas sin acentos, cifras y guiones; empieza por una letra.")
    if question.place not in PLACES:
        hint = did_you_mean(question.place, PLACES) or f"Escribe: {', '.join(PLACES)}."
        fail(f"«in: {question.place}» no existe", hint)
    if question.lesson not in lessons:
        message = f"la lección «{question.lesson}» no está en el índice"
        hint = did_you_mean(question.lesson, lessons) or "Escribe: unidad/lección, sin «.md»."
        fail(message, hint)
    elif not question.lesson.startswith(f"{question.unit}/"):
        unit = question.lesson.partition("/")[0]
        message = f"la lección «{question.lesson}» no es de esta unidad"
        fail(message, f"Lleva la pregunta a quizzes/{unit}.yml.")
    for text in [question.text, *(f"{item.text} {item.why}" for item in question.options)]:
        if LINK.search(INLINE_CODE.sub("", text)):
            hint = "El enlace a la lección lo pone el constructor."
            fail("las preguntas no llevan enlaces", hint)
    return found


def _check_options(question: Question) -> list[Problem]:
    found = []

    def fail(line: int, message: str, hint: str = "") -> None:
        found.append(Problem(question.path, line, message, hint=hint))

    count = len(question.options)
    if count < MIN_OPTIONS:
        fail(question.line, f"la pregunta tiene {count} opciones y necesita {MIN_OPTIONS} o más")
    right = sum(option.right for option in question.options)
    if question.several and right < 2:
        hint = "Marca con «right: true» dos o más, o quita «several»."
        fail(question.line, f"admite varias respuestas y tiene {right} correctas", hint)
    if not question.several and right != 1:
        hint = "Marca una con «right: true», o añade «several: true»."
        fail(question.line, f"la pregunta tiene {right} opciones correctas y debe tener una", hint)
    seen: set[str] = set()
    for option in question.options:
        if bool(option.text) + bool(option.printed) + option.is_output != 1:
            fail(option.line, "la opción necesita «text» o «output»", "Uno de los dos.")
        shown = _plain(option.text or option.printed)
        if shown and shown in seen:
            fail(option.line, "la opción está repetida")
        seen.add(shown)
    return found


def _check_code(course: Course, question: Question) -> list[Problem]:
    """Comprueba la salida que se ofrece como opción; si existe la sección, lo ve `check`."""
    offered = [option for option in question.options if option.is_output or option.printed]
    if not offered:
        return []
    line = offered[0].line
    if question.code is None:
        hint = "Di cuál con «code: unidad/programa.py:sección»."
        return [Problem(question.path, line, "la opción es una salida y no hay código", hint=hint)]
    if not question.shows_output:
        message = "ninguna opción es la salida del código"
        hint = "La correcta se escribe «output: true»: sale de ejecutarlo."
        return [Problem(question.path, line, message, hint=hint)]
    found = [
        Problem(question.path, option.line, "la salida del código no está marcada como correcta")
        for option in offered
        if option.is_output and not option.right
    ]
    program = course.program_of(question.code)
    cell = program.sections.get(question.code.section) if program else None
    if cell and cell.tag == VARIABLE:
        message = f"la salida de «{question.code.section}» cambia de una ejecución a otra"
        hint = "No sirve de respuesta."
        found.append(Problem(question.path, question.code.line, message, hint=hint))
    return found


def _check_positions(quiz: Quiz) -> list[Problem]:
    """Señala el archivo en que la respuesta correcta está siempre en el mismo sitio."""
    places = [
        [option.right for option in question.options].index(True)
        for question in quiz.questions
        if not question.several and any(option.right for option in question.options)
    ]
    if len(places) < 3 or len(set(places)) > 1:
        return []
    message = f"la opción correcta es siempre la número {places[0] + 1}"
    return [Problem(quiz.page.path, 0, message, hint="Cambia de sitio algunas.")]


def _plain(text: str) -> str:
    """Devuelve lo que se compara: sin marcas de código, mayúsculas ni espacios de más."""
    return " ".join(text.replace("`", "").split()).casefold()


def _check_pages(course: Course, questions: list[Question]) -> list[Problem]:
    """Comprueba que cada grupo de preguntas está en su página."""
    included = {include.target for page in course.pages for include in page.includes}
    pages = {page.path for page in course.pages}
    lessons = {entry.path.removesuffix(".md") for entry in course.nav}
    found = []
    for target in sorted({question.target for question in questions}):
        first = next(question for question in questions if question.target == target)
        page = _page_path(target)
        hint = f'Escribe en ella: --8<-- "{target}"'
        if target in included or (first.place == "lesson" and first.lesson not in lessons):
            continue
        if page in pages:
            found.append(Problem(page, 0, "a la página le faltan sus preguntas", hint=hint))
        else:
            message = f"no existe {page}, donde va esta pregunta"
            message = message if page else "ninguna página incluye el examen"
            found.append(Problem(first.path, first.line, message, hint=hint))
    return found


def _page_path(target: str) -> str:
    """Devuelve la página de un grupo de preguntas; el examen va en la que lo incluya."""
    return "" if target == EXAM else f"docs/{target.removeprefix(FOLDER)}"


def check_include(course: Course, page: Page, include: Include) -> list[Problem]:
    """Comprueba la línea con que una página incluye sus preguntas."""

    def problem(message: str, hint: str = "") -> list[Problem]:
        return [Problem(page.path, include.line, message, hint=hint)]

    known = {question.target: question for question in questions_of(course.quizzes)}
    if _page_path(include.target) not in ("", page.path):
        wanted = FOLDER + page.path.removeprefix("docs/")
        message = f"ese cuestionario no es de esta página: {include.target}"
        return problem(message, f'Escribe: --8<-- "{wanted}"')
    if include.target not in known and any(not quiz.questions for quiz in course.quizzes):
        return []  # puede que estén en el archivo mal escrito
    if include.target not in known:
        return problem(f"no hay ninguna pregunta para {include.target}", "Escríbelas en quizzes/.")
    if known[include.target].place != "lesson":
        return []
    above = [text for line, level, text in page.headings if level == 2 and line < include.line]
    if above[-1:] != [HEADING]:
        return problem(f"las preguntas no están bajo «## {HEADING}»")
    return []


def verify_quizzes(course: Course, entries: dict[str, Entry]) -> list[Problem]:
    """Comprueba las opciones con lo que el código imprimió."""
    found = []
    for question in questions_of(course.quizzes):
        output = output_of(question, entries) if question.shows_output else None
        if output is None:
            continue
        line, name = question.code.line, question.code.section
        if not output:
            message = f"la sección «{name}» no imprime nada"
            found.append(Problem(question.path, line, message, hint="No sirve de respuesta."))
        if len(output) > MAX_OUTPUT:
            message = f"lo que imprime «{name}» no cabe en una opción"
            hint = f"Tiene {len(output)} caracteres y caben {MAX_OUTPUT}."
            found.append(Problem(question.path, line, message, hint=hint))
        found += [
            Problem(
                question.path,
                option.line,
                "la opción es justo lo que el código imprime",
                detail=output,
                hint="Esa es la correcta: cambia esta.",
            )
            for option in question.options
            if not option.is_output and _plain(option.text or option.printed) == _plain(output)
        ]
    return found


def output_of(question: Question, entries: dict[str, Entry]) -> str | None:
    """Devuelve lo que imprime el código de la pregunta, o None si no se ejecutó."""
    entry = entries.get(Path(question.code.file).stem) if question.code else None
    for cell in entry.result["cells"] if entry else []:
        if cell["section"] == question.code.section:
            return cell["output"].rstrip()
    return None
