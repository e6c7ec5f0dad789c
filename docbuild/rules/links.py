"""Enlaces e índice: cada uno lleva a donde dice, con su número y su título."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from docbuild.course.navigation import Entry
from docbuild.course.pages import Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.rules.prose import ADDRESS, DEFINITION, Block

if TYPE_CHECKING:
    from docbuild.course.course import Course

LINK = re.compile(r"(?<![!\w])\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)" + ADDRESS.pattern)
TARGET = re.compile(r"\]\((?P<target>(?:[^()\s]|\([^()\s]*\))*)")
NUMBER = re.compile(r"(?<![\d.])(\d+\.\d+)(?![\d.]*\d)")
LESSON = re.compile(r"\blecci(?:ón|ones)\s+(\d+\.\d+)(?:\s+[ya]\s+(?:la\s+)?(\d+\.\d+))?")
NEXT = re.compile(r"\*\*Siguiente lección:\*\*")
ONLY_HTTP = re.compile(r"http://(?:127\.|localhost|neuralnetworksanddeeplearning\.com/)")
VAGUE = {"", "aquí", "este enlace", "enlace", "clic aquí", "pulsa aquí", "este", "esta", "más"}


def numbers(course: Course) -> dict[str, str]:
    """Devuelve el número de cada página del índice que lo tiene: «1.2»."""
    found = {}
    for entry in course.nav:
        if match := re.match(r"(\d+\.\d+) ", entry.title):
            found[f"docs/{entry.path}"] = match[1]
    return found


def titles(course: Course) -> dict[str, str]:
    """Devuelve el título de cada página del índice, sin su número."""
    return {f"docs/{item.path}": re.sub(r"^\d+\.\d+ ", "", item.title) for item in course.nav}


def check_course(course: Course, read: list[Block]) -> Iterator[Problem]:
    """Recorre lo que falla en los enlaces y en el índice."""
    yield from index(course)
    known, names = numbers(course), titles(course)
    for page in course.pages:
        yield from heading(names, page)
        yield from next_lesson(course, page)
    yield from map_order(course)
    for block in read:
        yield from addresses(block)
        if known:
            yield from lesson_numbers(known, block)


def index(course: Course) -> Iterator[Problem]:
    """En el índice no hay páginas repetidas y las lecciones van seguidas."""
    config = course.project.relative(course.project.config)
    seen: dict[str, Entry] = {}
    before = (0, 0)
    for entry in course.nav:
        if entry.path in seen:
            message = f"el índice nombra {entry.path} dos veces"
            yield Problem(config, _line(course, entry), message, hint="Deja una.")
        seen.setdefault(entry.path, entry)
        if found := re.match(r"(\d+)\.(\d+) ", entry.title):
            number = (int(found[1]), int(found[2]))
            if number not in {(before[0], before[1] + 1), (before[0] + 1, 1)}:
                hint = f"Después de {before[0]}.{before[1]} va {before[0]}.{before[1] + 1}."
                line = _line(course, entry)
                yield Problem(config, line, f"la lección {found[0]}no va aquí", hint=hint)
            before = number


def _line(course: Course, entry: Entry) -> int:
    """Devuelve la línea del título; si la página está dos veces, la suya."""
    lines = course.project.config.read_text(encoding="utf-8-sig").split("\n")
    named = (n for n, text in enumerate(lines, start=1) if entry.title in text)
    return next(named, entry.line)


def heading(names: dict[str, str], page: Page) -> Iterator[Problem]:
    """El título de la página es el del índice, sin su número."""
    title = names.get(page.path)
    found = next(((line, text) for line, depth, text in page.headings if depth == 1), None)
    if title is None or posixpath.basename(page.path) == "index.md":
        return
    if found is None:
        yield page.problem(0, "la página no tiene título", f"Escribe: # {title}")
    elif found[1] != title:
        hint = f"El índice dice «{title}»."
        yield page.problem(found[0], f"el título «{found[1]}» no es el del índice", hint)


def next_lesson(course: Course, page: Page) -> Iterator[Problem]:
    """«Siguiente lección» lleva a la siguiente del índice, y con su título."""
    known = {item.path for item in course.pages}
    names = {f"docs/{item.path}": item.title for item in course.nav}
    names = {path: title for path, title in names.items() if path in known}
    following = dict(pairwise(names)).get(page.path, "")
    name = names.get(following, "")
    lines = [(n, line) for n, line in enumerate(page.source.split("\n"), 1) if NEXT.match(line)]
    lessons = {f"docs/{entry.path}" for entry in course.nav if entry.is_lesson}
    if not lines and page.path in lessons and re.match(r"\d", name):
        hint = f"Antes de la ficha: **Siguiente lección:** [{name}](…)."
        yield page.problem(0, "la lección no dice cuál es la siguiente", hint)
    for number, line in lines:
        link = LINK.search(line)
        target = TARGET.search(link[0])["target"] if link else ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target))
        right = posixpath.relpath(following or "docs", posixpath.dirname(page.path))
        if path != following:
            hint = f"La siguiente del índice es [{name}]({right})."
            yield page.problem(number, "«Siguiente lección» no lleva a la siguiente", hint)
        elif re.match(r"\d", name) and link["text"] != name:
            yield page.problem(number, "«Siguiente lección» no dice su título", f"Es «{name}».")


def map_order(course: Course) -> Iterator[Problem]:
    """La portada nombra las lecciones en el orden del índice y con sus títulos."""
    home = next((page for page in course.pages if page.path == "docs/index.md"), None)
    titles_of = {entry.path: entry.title for entry in course.nav}
    order, last = {entry.path: place for place, entry in enumerate(course.nav)}, -1
    for number, line in enumerate(home.source.split("\n") if home else [], start=1):
        link = LINK.match(line.removeprefix("- ")) if line.startswith("- [") else None
        target = TARGET.search(link[0])["target"] if link else ""
        if target not in order or not re.match(r"\d", link["text"] + titles_of[target]):
            continue
        if order[target] < last:
            hint = "Ponla en el orden del índice."
            yield home.problem(number, f"«{link['text']}» no va aquí", hint)
        if link["text"] != titles_of[target]:
            hint = f"El índice dice «{titles_of[target]}»."
            yield home.problem(number, f"«{link['text']}» no es su título", hint)
        last = max(last, order[target])


def addresses(block: Block) -> Iterator[Problem]:
    """Las direcciones están enteras, sin restos de la frase, y su texto dice adónde llevan."""
    for found in LINK.finditer(block.plain):
        target = TARGET.search(found[0])["target"]
        if " ".join(re.sub(r"[*_.]", "", found["text"]).lower().split()) in VAGUE:
            hint = "Di adónde lleva."
            yield block.problem(found.start(), f"el enlace «{found['text']}» no dice nada", hint)
        yield from _address(block, found.start(), target)
    for found in re.finditer(r"\]\([^)\n\"]*[^)\n\"\s] +[^)\n\"\s][^)\n\"]*\)", block.plain):
        hint = "Quita los espacios de la dirección."
        yield block.problem(found.start(), "la dirección tiene espacios", hint)
    match = DEFINITION.match(block.text) if block.kind == "definition" else None
    if match and not match["name"].startswith("^"):
        yield from _address(block, 0, match["rest"].split(" ")[0])
    for found in re.finditer(r"<(https?://[^>]*)>", block.plain):
        yield from _address(block, found.start(), found[1])


def _address(block: Block, place: int, target: str) -> Iterator[Problem]:
    if target.startswith("http://") and not ONLY_HTTP.match(target):
        yield block.problem(place, f"«{target}» empieza por http://", "Escribe https://")
    if re.search(r"[.,;:]$|^https?:/(?!/)|^https?:///|^htt?ps?//|^www\.|\\|[«»“”]", target):
        hint = "Cópiala otra vez, sin signos de más."
        yield block.problem(place, f"la dirección «{target}» está mal escrita", hint)


def lesson_numbers(known: dict[str, str], block: Block) -> Iterator[Problem]:
    """Un número de lección es el de la página a la que lleva, y existe."""
    text, folder = block.plain, posixpath.dirname(block.path)
    for found in LINK.finditer(text):
        target = TARGET.search(found[0])["target"].partition("#")[0]
        path = posixpath.normpath(posixpath.join(folder, target))
        number = NUMBER.match(found["text"].lower().removeprefix("lección ").strip())
        if number and path in known and known[path] != number[1]:
            message = f"«{found['text']}» lleva a la lección {known[path]}"
            yield block.problem(found.start(), message, "Corrige el número o la dirección.")
    for found in LESSON.finditer(text):
        for number in filter(None, found.groups()):
            if number not in known.values():
                hint = did_you_mean(number, known.values())
                yield block.problem(found.start(), f"no hay ninguna lección {number}", hint)
