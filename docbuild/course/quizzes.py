"""Cuestionarios: las preguntas de `quizzes/` y lo que se les exige.

Cada archivo es una unidad. Una pregunta va al final de su lección (`in: lesson`), en el
cuestionario de la unidad (`in: quiz`) o en el examen final (`in: exam`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docbuild.course.pages import Include, Page
from docbuild.course.problems import Problem
from docbuild.course.project import Project
from docbuild.course.records import FLAG, RECORDS, TEXT, Key, Record, read_records

if TYPE_CHECKING:
    from docbuild.course.course import Course

FOLDER = "cuestionarios/"
EXAM = f"{FOLDER}examen.md"
PLACES = ("lesson", "quiz", "exam")
CODE = re.compile(r"^\s+code:\s+(\S+)\s*$", re.MULTILINE)
OPTION_KEYS = {
    "text": Key(),
    "output": Key((TEXT, FLAG)),
    "right": Key((FLAG,)),
    "why": Key(required=True),
}
QUESTION_KEYS = {
    "id": Key(required=True),
    "lesson": Key(required=True),
    "in": Key(required=True),
    "question": Key(required=True),
    "code": Key(),
    "several": Key((FLAG,)),
    "options": Key((RECORDS,), required=True, inside=OPTION_KEYS),
}


@dataclass(frozen=True)
class Option:
    """Una respuesta posible: un texto, o lo que dice que imprime el código."""

    line: int
    text: str
    printed: str
    is_output: bool  # la salida verdadera del código
    right: bool
    why: str


@dataclass(frozen=True)
class Question:
    """Una pregunta y sus opciones, en el orden de quien la escribió."""

    path: str
    line: int
    id: str
    lesson: str  # «unidad/lección»
    place: str
    text: str
    code: Include | None
    several: bool
    options: tuple[Option, ...]

    @property
    def unit(self) -> str:
        return Path(self.path).stem

    @property
    def target(self) -> str:
        """Devuelve lo que incluye la página donde va la pregunta."""
        pages = {"lesson": f"{FOLDER}{self.lesson}.md", "exam": EXAM}
        return pages.get(self.place, f"{FOLDER}{self.unit}/quiz-{self.unit}.md")

    @property
    def shows_output(self) -> bool:
        return any(option.is_output for option in self.options)


@dataclass(frozen=True)
class Quiz:
    """Un archivo de preguntas y su texto, donde se buscan números vivos."""

    page: Page
    questions: tuple[Question, ...]  # ninguna, si el archivo está mal escrito

    @property
    def codes(self) -> list[Include]:
        """Devuelve el código que nombra, aunque el archivo esté mal escrito."""
        return [Include(0, target) for target in CODE.findall(self.page.source)]


def load_quizzes(project: Project) -> tuple[list[Quiz], list[Problem]]:
    """Devuelve los cuestionarios, por orden alfabético, y lo que falla en su forma."""
    quizzes, problems = [], []
    for path in sorted(project.quizzes.glob("*.yml")):
        name = project.relative(path)
        records, found = read_records(path, name, QUESTION_KEYS)
        problems += found
        page = Page(name, path.read_bytes().decode(errors="replace"))
        questions = [] if found else [_question(name, record) for record in records]
        quizzes.append(Quiz(page, tuple(questions)))
    return quizzes, problems


def _question(path: str, record: Record) -> Question:
    code = record.text("code")
    return Question(
        path,
        record.line,
        record.text("id"),
        record.text("lesson"),
        record.text("in"),
        record.text("question"),
        Include(record.line_of("code"), code) if code else None,
        record.flag("several"),
        tuple(_option(item) for item in record.items("options")),
    )


def _option(record: Record) -> Option:
    output = record.values["output"].data if "output" in record.values else ""
    printed = output.rstrip() if isinstance(output, str) else ""
    right, real = record.flag("right"), record.flag("output")
    return Option(record.line, record.text("text"), printed, real, right, record.text("why"))


def questions_of(quizzes: Iterable[Quiz]) -> list[Question]:
    return [question for quiz in quizzes for question in quiz.questions]


def shown_sections(course: Course) -> set[tuple[str, str]]:
    """Devuelve (archivo, sección) del código que enseñan las preguntas."""
    return {(code.file, code.section) for quiz in course.quizzes for code in quiz.codes}


def shown_outputs(course: Course) -> set[str]:
    """Devuelve las salidas que las preguntas enseñan como respuesta."""
    codes = [item.code for item in questions_of(course.quizzes) if item.code and item.shows_output]
    for quiz in course.quizzes:
        codes += quiz.codes if not quiz.questions else []
    return {f"salidas/{Path(code.file).stem}/{code.section}.txt" for code in codes}


def only_in_quizzes(course: Course, path: str) -> bool:
    """Dice si el programa solo se enseña en preguntas: entonces no tiene cuaderno."""
    file = path.removeprefix("snippets/")
    in_pages = {include.file for page in course.pages for include in page.code_includes()}
    return file not in in_pages and file in {name for name, _ in shown_sections(course)}
