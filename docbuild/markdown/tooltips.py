"""Extensión de Python-Markdown: la primera vez que aparece un término, su definición al paso."""

from __future__ import annotations

import functools
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from docbuild.course.terms import CODE, PAGE, Term, load_terms

if TYPE_CHECKING:
    pass

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
