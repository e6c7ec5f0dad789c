"""Extensión de Python-Markdown: figuras, fórmulas y enlaces de los títulos.

Lo que una lección necesita vive aquí y no en un complemento de MkDocs, así la
misma página se construye también con Zensical.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from docbuild.course.problems import Problem
from docbuild.markdown.mathml import FormulaError, to_mathml

FIGURE = re.compile(r"(?:^|/)(?P<file>figuras/[\w-]+/[\w-]+)\.svg$")
SIZE = re.compile(r'\b(width|height)="([\d.]+)(pt|px)?"')
INLINE = re.compile(r"(\\\(.*?\\\))", re.DOTALL)
PUNCTUATION = re.compile(r"[,.;:?!)»…%]*")
log = logging.getLogger("mkdocs.docbuild.markdown")  # --strict cuenta sus avisos


class CourseExtension(Extension):
    """Reúne los procesadores del curso; `docs_dir` es donde están las figuras."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"docs_dir": ["docs", "Carpeta que contiene «figuras/»"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        # Orden: attr_list (8), figuras, fórmulas, toc (5), permalinks y, al
        # final, los enlaces, que MkDocs (0) o Zensical reescriben y comprueban.
        docs = Path(self.getConfig("docs_dir"))
        md.treeprocessors.register(Figures(md, docs), "course-figures", 7)
        md.treeprocessors.register(Formulas(md), "course-formulas", 6)
        md.treeprocessors.register(Permalinks(md), "course-permalinks", 4)


class Figures(Treeprocessor):
    """Un párrafo con una sola imagen de `figuras/` pasa a ser una figura."""

    def __init__(self, md: Markdown, docs: Path) -> None:
        super().__init__(md)
        self.docs = docs

    def run(self, root: Element) -> None:
        for paragraph in list(root.iter("p")):
            if found := _lone_figure(paragraph):
                size = _svg_size(self.docs / f"{found['file']}.svg")
                _make_figure(paragraph, size)


class Formulas(Treeprocessor):
    """Cambia por MathML las fórmulas que `pymdownx.arithmatex` dejó en LaTeX."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.get("class") == "arithmatex":
                self._convert(element)

    def _convert(self, element: Element) -> None:
        display = element.tag == "div"
        latex = _latex(element)
        element.set("class", "formula formula--display" if display else "formula")
        element.set("data-latex", latex)
        try:
            mathml = to_mathml(latex, display)
        except FormulaError as error:
            log.warning("%s", _locate(self.md, latex, str(error)))
            mathml = f'<code class="formula__error">{html.escape(latex)}</code>'
        element.text = self.md.htmlStash.store(mathml)
        if not display:
            _keep_punctuation(element)


class Permalinks(Treeprocessor):
    """Da a cada enlace de título un nombre propio para lectores de pantalla."""

    def run(self, root: Element) -> None:
        titles = dict(_titles(getattr(self.md, "toc_tokens", [])))
        for link in root.iterfind(".//a[@class='headerlink']"):
            title = titles.get(link.get("href", "").removeprefix("#"), "")
            link.set("aria-label", f"{link.get('title', 'Enlace')}: {title}")


def _titles(tokens: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Recorre el índice que dejó `toc`: identificador y texto de cada título."""
    for token in tokens:
        yield token["id"], html.unescape(token["name"])
        yield from _titles(token["children"])


def _lone_figure(paragraph: Element) -> re.Match[str] | None:
    """Devuelve la ruta de la figura si el párrafo no contiene nada más."""
    if len(paragraph) != 1 or paragraph[0].tag != "img":
        return None
    around = (paragraph.text or "") + (paragraph[0].tail or "")
    return None if around.strip() else FIGURE.search(paragraph[0].get("src", ""))


def _make_figure(paragraph: Element, size: dict[str, str]) -> None:
    """Convierte el párrafo en <figure>: imagen clara, imagen oscura y pie."""
    image = paragraph[0]
    caption = image.attrib.pop("title", "")
    source = image.get("src", "").removesuffix(".svg")
    shared = {**image.attrib, **size, "loading": "lazy", "decoding": "async"}
    tail = paragraph.tail
    paragraph.clear()
    paragraph.tag, paragraph.tail = "figure", tail
    for name in (f"{source}.svg#only-light", f"{source}-dark.svg#only-dark"):
        SubElement(paragraph, "img", {**shared, "src": name})
    if caption:
        _fill_caption(SubElement(paragraph, "figcaption"), caption)


def _fill_caption(figcaption: Element, caption: str) -> None:
    """Escribe el pie; lo que arithmatex marcó como fórmula vuelve a serlo."""
    text, *rest = INLINE.split(caption)
    figcaption.text = text
    for formula, tail in zip(rest[::2], rest[1::2], strict=True):
        span = SubElement(figcaption, "span", {"class": "arithmatex"})
        span.text, span.tail = AtomicString(formula), tail


def _svg_size(path: Path) -> dict[str, str]:
    """Devuelve ancho y alto en píxeles, o nada: de lo que falta avisa MkDocs."""
    try:
        with path.open(encoding="utf-8") as file:
            head = file.read(2048)
    except OSError:
        return {}
    tag = head[head.find("<svg") :].partition(">")[0]
    scale = {"pt": 4 / 3, "px": 1, "": 1}
    return {name: str(round(float(value) * scale[unit])) for name, value, unit in SIZE.findall(tag)}


def _latex(element: Element) -> str:
    """Devuelve el LaTeX de un elemento de arithmatex, sin los delimitadores."""
    text = (element.text or "").strip()
    if element.tag == "div":  # solo los bloques llegan escapados
        text = html.unescape(text)
    return text[2:-2].strip()


def _keep_punctuation(element: Element) -> None:
    """Mete en el marco la puntuación que sigue: no se separan al final de la línea."""
    tail = element.tail or ""
    mark = PUNCTUATION.match(tail)[0]
    element.text += mark
    element.tail = tail[len(mark) :]


def _locate(md: Markdown, latex: str, message: str) -> Problem:
    """Devuelve el problema con la página y la línea, si el sitio las da a conocer."""
    for processor in [*md.treeprocessors, *md.preprocessors]:
        page = getattr(processor, "file", None) or getattr(processor, "page", None)
        path = getattr(page, "src_uri", None) or getattr(page, "path", None)
        if isinstance(path, str):
            return Problem(f"docs/{path}", _line(Path("docs", path), latex), message)
    return Problem("fórmulas", 0, message)


def _line(path: Path, latex: str) -> int:
    """Devuelve la línea de la página donde empieza la fórmula, o 0."""
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, found, _ = source.partition(latex)
    return before.count("\n") + 1 if found else 0


def makeExtension(**kwargs: Any) -> CourseExtension:
    return CourseExtension(**kwargs)
