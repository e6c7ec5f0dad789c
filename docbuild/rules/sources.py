"""Lo que sin esto solo se vería con el sitio hecho: fórmulas, guiones, módulos y hojas de estilo.

Se busca en lo que se escribe, así cada problema lleva a su archivo y su línea y todos salen a la
vez que los demás.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pymdownx.arithmatex import (
    RE_BRACKET_BLOCK,
    RE_BRACKET_INLINE,
    RE_DOLLAR_BLOCK,
    RE_SMART_DOLLAR_INLINE,
)

from docbuild.course.navigation import line_of
from docbuild.course.pages import INLINE_CODE, Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.markdown.mathml import FormulaError, to_mathml
from docbuild.rules.prose import body
from docbuild.site.modules import FOLDER, check_modules

if TYPE_CHECKING:
    from docbuild.course.course import Course

BLOCK = re.compile(f"(?:{RE_DOLLAR_BLOCK}|{RE_BRACKET_BLOCK})", re.DOTALL)
INLINE = re.compile(f"(?:{RE_SMART_DOLLAR_INLINE}|{RE_BRACKET_INLINE})", re.DOTALL)
# hasta una línea en blanco, un elemento de lista, una fila o un título
PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n|\s*(?:[-*+|#>]|\d+\.)\s))*")
LIVE_NUMBER = re.compile(r"\{\{\s*num\..*?\}\}")


def check_sources(course: Course) -> list[Problem]:
    """Devuelve lo que está mal escrito y MkDocs o el navegador rechazarían."""
    found = check_settings(course)
    for page in course.pages:
        found += check_formulas(page.path, 1, prose(page))
    for path, line, text, source in _records(course):
        found += check_formulas(path, line, text, source)
    folder = course.project.root / FOLDER
    modules = [path for path in sorted(folder.glob("*.js")) if ".min." not in path.name]
    return found + check_modules({path.name: path.read_text("utf-8") for path in modules})


def prose(page: Page) -> str:
    """Devuelve la página sin código, con las mismas líneas."""
    return INLINE_CODE.sub("", "\n".join(line for _, line in body(page)))


def check_formulas(path: str, line: int, text: str, source: str = "") -> list[Problem]:
    """Comprueba las fórmulas de un texto, que empieza en `line` o está más adelante en `source`."""
    found = []
    for start, latex, display in formulas(text):
        if "{{" in latex:
            continue  # no es un número vivo y ya tiene su propio problema
        try:
            to_mathml(latex, display)
        except FormulaError as error:
            place = line + text.count("\n", 0, start)
            place = _line_in(source, latex, line) if source else place
            found.append(Problem(path, place, str(error)))
    return found


def formulas(text: str) -> Iterator[tuple[int, str, bool]]:
    """Recorre las fórmulas: dónde empieza cada una, su LaTeX y si va centrada."""
    for paragraph in PARAGRAPH.finditer(text):
        if block := BLOCK.fullmatch(paragraph[0].rstrip()):
            yield paragraph.start(), _latex(block["math"] or block["math3"]), True
            continue
        for inline in INLINE.finditer(paragraph[0]):
            if latex := inline[3] or inline[6]:
                yield paragraph.start() + inline.start(), _latex(latex), False


def _latex(text: str) -> str:
    return LIVE_NUMBER.sub("1", text).strip()


def _line_in(source: str, latex: str, start: int) -> int:
    """Devuelve la línea de la fórmula, de `start` en adelante, o esa misma si no se encuentra."""
    before = "".join(source.splitlines(keepends=True)[: start - 1])
    shape = re.compile(r"\s+".join(re.escape(part) for part in latex.split()))
    found = shape.search(source, len(before))
    return source.count("\n", 0, found.start()) + 1 if found else start


def _records(course: Course) -> Iterator[tuple[str, int, str, str]]:
    """Recorre los textos de las preguntas y del glosario, con la línea y el archivo de cada uno."""
    for quiz in course.quizzes:
        for question in quiz.questions:
            yield question.path, question.line, question.text, quiz.page.source
            for option in question.options:
                for text in (option.text, option.why):
                    yield question.path, option.line, text, quiz.page.source
    glossary = course.project.glossary
    source = glossary.read_text(encoding="utf-8") if course.terms else ""
    for term in course.terms:
        yield course.project.relative(glossary), term.line, term.definition, source


def check_settings(course: Course) -> list[Problem]:
    """Comprueba que existe cada hoja de estilo, guion y logo que nombra mkdocs.yml."""
    project = course.project
    config = course.settings
    lines = project.config.read_text(encoding="utf-8-sig").split("\n")
    theme = config.get("theme")
    theme = theme if isinstance(theme, dict) else {}
    folders = [project.docs, project.root / str(theme.get("custom_dir", "docs"))]
    named = [*(config.get("extra_css") or []), *(config.get("extra_javascript") or [])]
    found = []
    for item in [*named, *filter(None, map(theme.get, ("logo", "favicon")))]:
        path = str(item.get("path") if isinstance(item, dict) else item)
        if "//" in path or any((folder / path).is_file() for folder in folders):
            continue
        ending = path.rpartition(".")[2]
        known = [file.relative_to(project.docs) for file in project.docs.rglob(f"*.{ending}")]
        hint = did_you_mean(path, sorted(map(str, known)))
        name = project.relative(project.config)
        found.append(Problem(name, line_of(path, lines), f"no existe docs/{path}", hint=hint))
    return found
