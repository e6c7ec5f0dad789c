"""Glosario: los términos de `glossary/terms.yml`, su página y sus definiciones al paso.

Es también una extensión de Python-Markdown: la primera vez que una página usa un término, le
pone un botón que enseña su definición. No necesita script y vale igual en Zensical.
"""

from __future__ import annotations

import functools
import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from docbuild.pages import Include, Page
from docbuild.problems import Problem
from docbuild.project import Project
from docbuild.records import FLAG, TEXTS, Key, Record, read_records

if TYPE_CHECKING:
    from docbuild.check import Course

PAGE = "glosario.md"  # en docs/, y lo que incluye
MAX_DEFINITION = 240
MIN_WORDS = 2  # palabras propias de una definición
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
MARKS = re.compile(r"[`*_$<>\[\]{}|\\]")  # lo que Markdown no dejaría como está
CODE = re.compile(r"`([^`]+)`")
KEYS = {
    "term": Key(required=True),
    "plural": Key(),
    "english": Key(required=True),
    "identifier": Key(),
    "definition": Key(required=True),
    "lesson": Key(required=True),
    "forbidden": Key((TEXTS,)),
    "tooltip": Key((FLAG,)),
}


@dataclass(frozen=True)
class Term:
    """Una palabra del curso y lo que quiere decir."""

    line: int
    name: str
    plural: str
    english: str
    identifier: str  # como se escribe en el código
    definition: str
    lesson: str  # donde se presenta
    forbidden: tuple[str, ...]  # lo que no se escribe en su lugar
    tooltip: bool  # si se define al paso en las páginas

    @property
    def anchor(self) -> str:
        return slugify(self.name, "-")

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, self.plural) if self.plural else (self.name,)


def load_terms(path: Path, name: str) -> tuple[list[Term], list[Problem]]:
    """Devuelve los términos del archivo y lo que falla en su forma."""
    if not path.is_file():
        return [], []
    records, problems = read_records(path, name, KEYS)
    return ([] if problems else [_term(record) for record in records]), problems


def _term(record: Record) -> Term:
    texts = [record.text(key) for key in list(KEYS)[:6]]
    forbidden = tuple(value for value in record.items("forbidden"))
    tooltip = "tooltip" not in record.values or record.flag("tooltip")
    return Term(record.line, *texts, forbidden, tooltip)


def collation(text: str) -> str:
    """Devuelve la clave con que se ordena en español: sin acentos y la ñ tras la n."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("ñ", "n~"))
    return "".join(char for char in letters if not unicodedata.combining(char))


# --- Comprobaciones ---


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


# --- La página ---


def glossary_files(course: Course) -> dict[Path, bytes]:
    """Devuelve lo que incluye la página del glosario."""
    if not course.terms:
        return {}
    parts = []
    for letter, terms in groupby(course.terms, lambda term: collation(term.name)[0].upper()):
        parts += [f"## {letter}", *(_entry(course, term) for term in terms)]
    text = "\n\n".join(parts)
    markdown = f'<div class="glossary" markdown="block">\n\n{text}\n\n</div>\n'
    return {course.project.generated / PAGE: markdown.encode()}


def _entry(course: Course, term: Term) -> str:
    """Devuelve un término como entrada de una lista de definiciones."""
    names = f"*{term.english}*{{ lang=en }}"
    names += f" · `{term.identifier}`" if term.identifier else ""
    path = f"{term.lesson}.md"
    title = next((entry.title for entry in course.nav if entry.path == path), "")
    link = f" Se presenta en [{title}]({path})." if title else ""
    return f"{term.name} {{ #{term.anchor} }}\n:   {names}. {term.definition}{link}"


# --- Las definiciones al paso ---

SKIPPED_TAGS = {
    "a",
    "button",
    "code",
    "details",
    "fieldset",
    "figure",
    "label",
    "legend",
    "math",
    "pre",
}
SKIPPED_TAGS |= {"dt", "h1", "h2", "h3", "h4", "h5", "h6", "quiz-block", "summary", "svg", "th"}
SKIPPED_CLASSES = {"admonition-title", "arithmatex", "ficha", "formula"}


class GlossaryExtension(Extension):
    """Define los términos al paso; `file` es la lista de términos."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"file": ["glossary/terms.yml", "Lista de términos"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        # tras las figuras, las fórmulas y los títulos; antes de que se reescriban los enlaces
        tooltips = Tooltips(md, Path(self.getConfig("file")))
        md.treeprocessors.register(tooltips, "course-glossary", 3)


class Tooltips(Treeprocessor):
    """Pone un botón en la primera aparición de cada término, y el idioma a su nombre inglés."""

    def __init__(self, md: Markdown, file: Path) -> None:
        super().__init__(md)
        self.file = file

    def run(self, root: Element) -> None:
        page = _page_path(self.md)
        if page in ("", PAGE) or not self.file.is_file():
            return
        changed = self.file.stat().st_mtime_ns
        english = _english_names(self.file, changed)
        for emphasis in root.iter("em"):
            if _normal(emphasis.text or "") in english and not len(emphasis):
                emphasis.set("lang", "en")  # para que un lector de pantalla lo pronuncie bien
        terms = _tooltip_terms(self.file, changed)
        if terms:
            link = posixpath.relpath(PAGE, posixpath.dirname(page) or ".")
            _Marker(dict(terms), link).visit(root)


class _Marker:
    """Recorre una página y marca los términos que aún no ha marcado."""

    def __init__(self, pending: dict[str, Term], link: str) -> None:
        self.pending = pending  # por cada forma escrita, su término
        self.link = link
        self.pattern = _pattern(pending)

    def visit(self, element: Element) -> None:
        """Marca el texto del elemento y el de sus hijos, en el orden en que se leen."""
        classes = set(element.get("class", "").split())
        if element.tag in SKIPPED_TAGS or classes & SKIPPED_CLASSES:
            return
        children = list(element)
        element.text, made = self.split(element.text)
        element[:] = made
        for child in children:
            self.visit(child)
            child.tail, made = self.split(child.tail)
            element.append(child)
            element.extend(made)

    def split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Devuelve el texto hasta el primer término y los elementos que siguen."""
        made: list[Element] = []
        if not text or isinstance(text, AtomicString):
            return text, made
        before, start = text, 0
        for found in self.pattern.finditer(text):
            term = self.pending.get(_normal(found[0]))
            if term is None:
                continue
            for form in term.forms:
                self.pending.pop(_normal(form), None)
            between = text[start : found.start()]
            if made:
                made[-1].tail = between
            else:
                before = between
            made += _tooltip(term, found[0], f"{self.link}#{term.anchor}")
            start = found.end()
        if made:
            made[-1].tail = text[start:]
        return before, made


def _tooltip(term: Term, written: str, link: str) -> list[Element]:
    """Devuelve el término, con su botón, y la definición que abre."""
    name, label = f"termino-{term.anchor}", f"Definición de {term.name}"
    word = Element("span", {"class": "term"})
    word.text = written  # el botón va encima: dentro, la línea se partiría ante una coma
    button = {"type": "button", "class": "term__open", "popovertarget": name, "aria-label": label}
    SubElement(word, "button", button)
    attributes = {"popover": "", "id": name, "class": "term__definition", "role": "dialog"}
    attributes |= {"aria-label": label, "data-search-exclude": ""}
    window = Element("span", attributes)
    # `autofocus` va dentro: la norma solo admite uno por ventana y uno en el resto de la página
    definition = SubElement(window, "span", {"tabindex": "-1", "autofocus": ""})
    SubElement(definition, "strong").text = term.name
    english = SubElement(definition, "em", {"lang": "en"})
    definition[0].tail, english.text, english.tail = " (", term.english, "). "
    last = english
    for index, part in enumerate(CODE.split(term.definition)):
        if index % 2:
            last = SubElement(definition, "code")
            last.text = AtomicString(part)
        else:
            last.tail = (last.tail or "") + part
    last.tail = (last.tail or "") + " "
    SubElement(definition, "a", {"href": link}).text = "Ver en el glosario"
    return [word, window]


def _pattern(forms: dict[str, Term]) -> re.Pattern[str]:
    """Devuelve la expresión que encuentra cualquier forma; antes, las más largas."""
    longest = sorted(forms, key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def _normal(text: str) -> str:
    return " ".join(text.split()).casefold()


@functools.lru_cache(maxsize=4)
def _tooltip_terms(file: Path, _changed: int) -> tuple[tuple[str, Term], ...]:
    """Devuelve las formas que se definen al paso, cada una con su término."""
    terms, _ = load_terms(file, str(file))
    return tuple((_normal(form), term) for term in terms if term.tooltip for form in term.forms)


@functools.lru_cache(maxsize=4)
def _english_names(file: Path, _changed: int) -> frozenset[str]:
    """Devuelve los nombres ingleses de los términos; en la prosa van en cursiva."""
    return frozenset(_normal(term.english) for term in load_terms(file, str(file))[0])


def _page_path(md: Markdown) -> str:
    """Devuelve la ruta de la página en docs/, si el sitio la da a conocer."""
    for processor in [*md.treeprocessors, *md.preprocessors]:
        page = getattr(processor, "file", None) or getattr(processor, "page", None)
        path = getattr(page, "src_uri", None) or getattr(page, "path", None)
        if isinstance(path, str):
            return path
    return ""


def makeExtension(**kwargs: Any) -> GlossaryExtension:
    return GlossaryExtension(**kwargs)


def load_glossary(project: Project) -> tuple[list[Term], list[Problem]]:
    return load_terms(project.glossary, project.relative(project.glossary))
