"""Prosa: los párrafos de una página o de un YAML, con su línea y sin lo que no se lee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from docbuild.course.pages import Page
from docbuild.course.problems import Problem
from docbuild.course.programs import lines_of
from docbuild.course.project import Project

FILLER = "·"  # lo que se pone en lugar de lo que no es prosa
CODE = re.compile(r"(?s)(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)")
FORMULA = re.compile(r"(?s)\$\$.*?\$\$|(?<![\\$])\$(?![\s$])[^$]*?(?<![\\\s])\$")
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
ITEM = re.compile(r"(?:[-*+]|\d+[.)])(?: +|$)")
NOT_PROSE = (
    re.compile(r"\]\(.*|\{[{%#].*"),  # lo que quedó sin cerrar tiene su propio problema
    re.compile(r"\{[^{}\n]*\}"),
    re.compile(r"(?<=\])\[[^\]]*\]|\[\^[^\]]+\]|!(?=\[)|^\[[^\]]+\]: *\S*"),
    re.compile(r"<[^>]*>|&#?\w+;|https?://[^\s)»]+|\b[\w-]+\.(?:org|com|io|net)\b"),
    re.compile(r'^(?:!!!|\?\?\?\+?|===)[^"]*"?|^--8<--.*'),
)
ADDRESS = re.compile(r'\]\((?:[^()\s]|\([^()\s]*\))*(?:\s"(?P<title>[^"]*)")?\)')
DEFINITION = re.compile(r"(?s)\[(?P<name>[^\]]+)\]: *(?P<rest>.*)$")
BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)(?=[\s\w\"]|$)")
TABLE = re.compile(r"\|")
INCLUDED = re.compile(r"[;\s–—-]*8\s*[<>–—-]")
KEY = re.compile(r"^(?P<space>\s*(?:- )?)(?P<key>\w+):(?: (?P<text>.*))?$")
DESCRIPTION = re.compile(r"description: *(\"?)(?P<text>.*\S)\1 *$")
KINDS = (
    ("heading", re.compile("#")),
    ("box", BOX),
    ("image", re.compile(r"!\[")),
    ("html", re.compile("<")),
    ("definition", DEFINITION),
    ("item", ITEM),
    ("include", INCLUDED),
    ("table", TABLE),
)
READ = {"question", "text", "why", "definition"}  # claves de los YAML cuyo texto se lee


@dataclass(frozen=True)
class Block:
    """Unas líneas seguidas que son una sola cosa: un párrafo, un punto de lista, un título."""

    path: str
    line: int
    kind: str  # text, item, heading, box, table, html, definition, image o include
    indent: int
    text: str  # sin su sangría
    section: str = ""  # el «##» en que está
    after_blank: bool = True

    @cached_property
    def plain(self) -> str:
        """Devuelve el texto sin código, fórmulas ni números vivos."""
        return hide(self.text, EXPRESSION, CODE, FORMULA)

    @cached_property
    def shown(self) -> str:
        """Devuelve solo la prosa; lo demás deja su sitio."""
        text = hide(ADDRESS.sub(_title_alone, self.plain), *NOT_PROSE)
        if self.kind == "item":
            text = re.sub(r"^(?:[-*+]|\d+[.)])", FILLER, text)
        return re.sub(r'"$', FILLER, text) if self.kind == "box" else text

    def line_at(self, offset: int) -> int:
        return self.line + self.text.count("\n", 0, offset)

    def problem(self, offset: int, message: str, hint: str = "") -> Problem:
        """Devuelve el problema, en la línea de ese carácter y con el texto de la línea."""
        lines = self.text.split("\n")
        detail = lines[self.text.count("\n", 0, offset)].strip()
        detail = detail if len(detail) <= 100 else f"{detail[:99]}…"
        return Problem(self.path, self.line_at(offset), message, detail, hint)


def hide(text: str, *patterns: re.Pattern[str]) -> str:
    """Tapa lo que encuentre cada expresión sin mover nada de su sitio."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", FILLER, found[0]), text)
    return text


def _title_alone(found: re.Match[str]) -> str:
    """Tapa la dirección de un enlace o de una imagen y deja su título, que se lee."""
    text = found[0]
    if found["title"] is None:
        return FILLER * len(text)
    start, end = found.start("title") - found.start(), found.end("title") - found.start()
    hidden = re.sub(r"[^\n]", FILLER, text[:start])
    return hidden + text[start:end] + FILLER * (len(text) - end)


def body(page: Page) -> list[tuple[int, str]]:
    """Devuelve las líneas con su número; la cabecera y los bloques de código, vacíos."""
    lines = [*enumerate(lines_of(page.source), start=1)]
    hidden = set(range(1, front_end(page.source) + 1))
    for fence in page.unclosed:
        hidden.update(range(fence.line, fence.line + len(fence.lines) + 1))
    for fence in page.fences:
        hidden.update(range(fence.line, fence.line + len(fence.lines) + 2))
    return [(number, "" if number in hidden else line) for number, line in lines]


def front_end(source: str) -> int:
    """Devuelve la última línea de la cabecera «---», o 0 si no hay o no se cierra."""
    lines = lines_of(source)
    if not lines or lines[0].strip() != "---":
        return 0
    return next((n for n, line in enumerate(lines[1:], start=2) if line.strip() == "---"), 0)


def kind_of(line: str) -> str:
    """Devuelve qué empieza en una línea, ya sin su sangría."""
    return next((kind for kind, pattern in KINDS if pattern.match(line)), "text")


def blocks(page: Page) -> list[Block]:
    """Divide una página en bloques; los encabezados y las tablas, línea a línea."""
    found = description(page)
    section, blank = "", True
    for number, line in body(page):
        text = line.strip()
        kind = kind_of(text) if text else ""
        if text.startswith("## "):
            section = text.removeprefix("## ")
        previous = found[-1] if found and not blank else None
        if kind == "item" and previous and _is_a_number(previous, text):
            kind = "text"
        if previous and _continues(previous, kind):
            found[-1] = _joined(previous, text)
        elif text:
            indent = len(line) - len(line.lstrip())
            found.append(Block(page.path, number, kind, indent, text, section, blank))
        blank = not text
    return found


def description(page: Page) -> list[Block]:
    """Devuelve la descripción de la cabecera, que se lee al buscar y al compartir la página."""
    lines = lines_of(page.source)[: front_end(page.source)]
    return [
        Block(page.path, number, "description", 0, found["text"])
        for number, line in enumerate(lines, start=1)
        if (found := DESCRIPTION.match(line))
    ]


def _is_a_number(previous: Block, text: str) -> bool:
    """Dice si «1. …» es el final de la frase que empieza en la línea de antes."""
    is_open = previous.kind == "text" and previous.text[-1] not in ".:;!?»)*"
    return text[0].isdigit() and is_open


def _continues(previous: Block, kind: str) -> bool:
    """Dice si una línea así sigue el bloque anterior, que está pegado a ella."""
    if kind in ("text", "html", "image") and previous.kind in ("text", "item", "definition"):
        return True
    return (previous.kind, kind) in {("html", "html"), ("html", "text"), ("image", "text")}


def _joined(block: Block, text: str) -> Block:
    return replace(block, text=f"{block.text}\n{text}")


def record_blocks(project: Project, path: Path) -> Iterator[Block]:
    """Recorre los textos que se leen de un YAML de preguntas o del glosario."""
    name, block, margin = project.relative(path), None, 0
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        text, indent = line.strip(), len(line) - len(line.lstrip())
        if block and text and indent > margin:
            block = _joined(block, text) if block.text else replace(block, line=number, text=text)
            continue
        if block and block.text:
            yield block
        block = None
        if (found := KEY.match(line)) and found["key"] in READ:
            text = (found["text"] or "").strip()
            text = "" if re.fullmatch(r"[>|][-+]?", text) else re.sub(r'^"(.*)"$', r"\1", text)
            block, margin = Block(name, number, found["key"], 0, text), len(found["space"])
    if block and block.text:
        yield block
