"""Reglas de escritura: lo que se ve en un texto sin construirlo, en su archivo y su línea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docbuild.course.pages import parse_page
from docbuild.course.problems import Problem
from docbuild.rules import characters, files, html, links, markdown, places, text
from docbuild.rules.prose import Block, blocks, record_blocks

if TYPE_CHECKING:
    from docbuild.course.course import Course


def check_rules(course: Course) -> list[Problem]:
    """Devuelve lo que está mal escrito en los archivos del curso."""
    found: list[Problem] = []
    read: list[Block] = []  # todo lo que se lee
    known, names = html.widgets(course.project), html.scripts(course.project)
    for page in course.pages:
        read += (inside := blocks(page))
        found += [*markdown.check_page(page, inside), *characters.check_code(page)]
        found += html.check_page(page, known, names)
    others = _other_blocks(course)
    found += markdown.pairs(others)
    read += others
    for before, block, after in zip([None, *read], read, [*read[1:], None], strict=False):
        found += text.check_block(before, block, after)
    found += [*links.check_course(course, read), *places.check_course(course)]
    found += [*files.check_files(course.project), *html.check_assets(course.project)]
    found += characters.check_characters(course.project)
    return found + text.check_terms(course, read)


def _other_blocks(course: Course) -> list[Block]:
    """Devuelve los textos del README, de las preguntas y del glosario."""
    project, found = course.project, []
    readme = project.root / "README.md"
    if readme.is_file():
        found += blocks(parse_page(project, readme))
    for path in [*sorted(project.quizzes.glob("*.yml")), project.glossary]:
        if path.is_file():
            found += record_blocks(project, path)
    return found
