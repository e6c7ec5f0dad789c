"""Markdown: lo que Python-Markdown no entiende y sacaría como texto, o escondería."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import yaml

from docbuild.course.pages import Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.programs import lines_of
from docbuild.rules.prose import (
    CODE,
    DEFINITION,
    EXPRESSION,
    FORMULA,
    ITEM,
    Block,
    body,
    front_end,
    hide,
)

STEP = 4  # espacios de cada nivel
FRONT_KEYS = ("title", "description", "hide", "search", "template")
BOXES = (
    *("note", "abstract", "info", "tip", "success", "question", "warning"),
    *("failure", "danger", "bug", "example", "quote"),
)
GOOD_BOX = re.compile(r'(?:!!!|\?\?\?\+?) (?P<kind>[\w-]+)(?: (?:inline|end))*(?: "[^"]+")?$')
GOOD_TAB = re.compile(r'===[!+]? "[^"]+"$')

HOLDERS = re.compile(r"(?:!!!|\?\?\?|===)|\[\^[^\]]+\]:|: |<\w+[^>]*\bmarkdown\b")

RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?$")
FOOTNOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?!:)")
LINK_TEXT = r"(?<!!)\[(?P<text>(?:[^\[\]\\]|\\.)*)\]"
REFERENCE = re.compile(LINK_TEXT + r"\[(?P<name>[^\]^]*)\]")
BROKEN_LINKS = (
    (re.compile(r"\[[^\[\]]+\] \((?=[\w./#-]+\)|https?:)"), "hay un espacio entre «]» y «(»"),
    (re.compile(r"(?<!!)\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*\Z"), "falta «)» en el enlace"),
    (re.compile(r"\[[^\[\]]*\((?:https?:|[\w./-]+\.md)[^()]*\)"), "falta «]» en el enlace"),
    (re.compile(r"(?<![\]\w])\[[^\[\]]+(?:https?:|\.md)\]\("), "el enlace está del revés"),
)
GLUED = {
    "item": "la lista está pegada",
    "table": "la tabla está pegada",
    "box": "el recuadro está pegado",
    "include": "la inclusión está pegada",
    "heading": "el encabezado está pegado",
}
PAIRS = (
    ("`", "hay una comilla de código «`» sin pareja"),
    ("$$", "hay una fórmula «$$» sin cerrar"),
    ("$", "hay una fórmula «$» sin cerrar"),
    ("**", "hay una negrita «**» sin cerrar"),
    ("*", "hay una cursiva «*» sin cerrar"),
)


def check_page(page: Page, found: list[Block]) -> Iterator[Problem]:
    """Recorre los problemas de Markdown de una página, con sus bloques ya separados."""
    yield from front_matter(page)
    yield from headings(page)
    yield from boxes(page)
    yield from glued(found)
    yield from margins(page)
    yield from tables(found)
    yield from pairs(found)
    yield from broken_links(found)
    yield from references(page, found)


def front_matter(page: Page) -> Iterator[Problem]:
    """La cabecera está cerrada, se lee y no tiene claves que nadie usa."""
    lines = lines_of(page.source)
    end = front_end(page.source)
    if not end:
        if lines and lines[0].strip() == "---":
            yield page.problem(1, "la cabecera no se cierra", "Acábala con una línea «---».")
        return
    try:
        values = yaml.safe_load("\n".join(lines[1 : end - 1])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        yield page.problem(mark.line + 2 if mark else 1, "la cabecera no es YAML", "", detail)
        return
    for key in values if isinstance(values, dict) else ():
        if key not in FRONT_KEYS:
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
            hint = did_you_mean(str(key), FRONT_KEYS) or f"Claves: {', '.join(FRONT_KEYS)}."
            yield page.problem(line, f"la cabecera no tiene ninguna clave «{key}»", hint)


def headings(page: Page) -> Iterator[Problem]:
    """Los encabezados se ven, no saltan niveles y no se repiten."""
    level, seen = 0, {}
    for number, line in body(page):
        if bad := re.match(r"\s{0,3}(#+)(?=[^\s#{\\]|$|\s*$)", line):
            text = line.strip().lstrip("#").strip()
            message = "falta un espacio tras «#»" if text else "hay un encabezado vacío"
            yield page.problem(number, message, f"Escribe: {bad[1]} {text or 'Título'}")
        elif re.match(r" {1,3}#+ ", line):
            yield page.problem(number, "el encabezado tiene sangría", "Empieza la línea con «#».")
    for number, depth, text in page.headings:
        if depth > level + 1:
            hint = f"Aquí va «{'#' * (level + 1)}»."
            yield page.problem(number, f"el encabezado «{text}» salta un nivel", hint)
        if depth == 1 and level:
            hint = "El título de la página es el único «#»."
            yield page.problem(number, "hay más de un encabezado «#»", hint)
        level = depth
        if text in seen:
            message = f"el encabezado «{text}» ya está en la línea {seen[text]}"
            yield page.problem(number, message, "Dale otro nombre.")
        seen.setdefault(text, number)


def boxes(page: Page) -> Iterator[Problem]:
    """Cada recuadro y cada pestaña están bien abiertos y tienen algo dentro."""
    lines = body(page)
    fences = {fence.line: len(fence.space) for fence in (*page.fences, *page.unclosed)}
    for index, (number, line) in enumerate(lines):
        text = line.strip()
        is_tab = text.startswith("===") and text.strip("=")
        if not is_tab and not re.match(r"!!!|\?\?\?", text):
            continue
        what, empty = ("la pestaña", "vacía") if is_tab else ("el recuadro", "vacío")
        if not (GOOD_TAB if is_tab else GOOD_BOX).match(text):
            shape = '=== "Título"' if is_tab else '!!! note "Título"'
            yield page.problem(number, f"{what} no se entiende", f"Escribe: {shape}", text)
            continue
        if not is_tab and (kind := GOOD_BOX.match(text)["kind"]) not in BOXES:
            hint = did_you_mean(kind, BOXES) or f"Clases: {', '.join(BOXES)}."
            yield page.problem(number, f"no hay recuadros de clase «{kind}»", hint)
        margin = len(line) - len(line.lstrip())
        inside = next(
            (
                fences.get(n, len(after) - len(after.lstrip()))
                for n, after in lines[index + 1 :]
                if after.strip() or n in fences
            ),
            0,
        )
        if inside < margin + STEP:
            hint = "Escribe su texto en las líneas siguientes, con cuatro espacios más."
            yield page.problem(number, f"{what} está {empty}", hint)


def glued(found: list[Block]) -> Iterator[Problem]:
    """Una lista, una tabla o un recuadro pegados al párrafo anterior serían parte de él."""
    for before, block in pairwise(found):
        is_new_item = before.kind == block.kind == "item"
        if block.after_blank or is_new_item or before.kind not in ("text", "item", "image"):
            continue
        if block.kind in GLUED:
            message = f"{GLUED[block.kind]} al párrafo de antes"
            yield block.problem(0, message, "Deja una línea en blanco delante.")


def margins(page: Page) -> Iterator[Problem]:
    """La sangría de un bloque va de cuatro en cuatro y siempre dentro de algo."""
    holders: list[int] = []  # la sangría de lo que puede tener cosas dentro
    blank = True
    fences = {fence.line: fence.space for fence in (*page.fences, *page.unclosed)}
    for number, line in body(page):
        if number in fences:
            line = fences[number] + "```"
        text, indent = line.strip(), len(line) - len(line.lstrip())
        if not text:
            blank = True
            continue
        item = bool(ITEM.match(text))
        if (blank or item) and not text.startswith("<"):
            while holders and holders[-1] >= indent:
                holders.pop()
            most = (holders[-1] + STEP) if holders else 0
            if indent % STEP or indent > most:
                hint = f"Usa {most} espacios." if most else "Empieza al principio de la línea."
                message = "la sangría no es la que Markdown espera"
                yield page.problem(number, message, hint, text[:100])
        if item or HOLDERS.match(text):
            while holders and holders[-1] >= indent:
                holders.pop()
            holders.append(indent)
        blank = False


def tables(found: list[Block]) -> Iterator[Problem]:
    """Cada fila tiene las columnas de la primera, y la segunda es la raya."""
    rows: list[Block] = []
    for block in [*found, None]:
        if block and block.kind == "table" and not (rows and block.after_blank):
            rows.append(block)
            continue
        if rows:
            yield from _table(rows)
        rows = [block] if block and block.kind == "table" else []


def _table(rows: list[Block]) -> Iterator[Problem]:
    width = _columns(rows[0])
    if len(rows) < 2 or not RULE.match(rows[1].text):
        hint = "Debajo de los nombres de las columnas va: |---|---|"
        yield rows[0].problem(0, "la tabla no tiene su raya y saldría como texto", hint)
        return
    for row in rows[1:]:
        if (count := _columns(row)) != width:
            message = f"la fila tiene {count} columnas y la tabla, {width}"
            yield row.problem(0, message, "Revisa sus «|»; uno que se lee se escribe «\\|».")


def _columns(row: Block) -> int:
    return len(re.findall(r"(?<!\\)\|", hide(row.text, EXPRESSION, CODE).strip("| "))) + 1


def pairs(found: list[Block]) -> Iterator[Problem]:
    """Lo que se abre en un párrafo se cierra en él."""
    for block in found:
        if block.kind in ("definition", "include"):
            continue
        text = re.sub(r"\\.", "··", hide(block.text, EXPRESSION, CODE))
        if item := ITEM.match(text):
            text = "·" * item.end() + text[item.end() :]
        if block.kind == "html":
            text = hide(text, re.compile(r"(?s)<[^>]*>"))
        for mark, message in PAIRS:
            if mark == "**":
                text = hide(text, FORMULA)
            if mark == "*":
                text = re.sub(r"(?<=\s)\*(?=\s)", "·", text)
            places = [item.start() for item in re.finditer(re.escape(mark), text)]
            if len(places) % 2:
                hint = "Ponle su pareja o quítala."
                yield block.problem(_lonely(places, text), message, hint)
            text = text.replace(mark, "·" * len(mark)) if mark != "$" or len(places) % 2 else text
            if mark in "$$" and len(places) % 2:
                break


def _lonely(places: list[int], text: str) -> int:
    """Devuelve la marca que sobra: la primera de una línea en que son impares."""
    lines = Counter(text.count("\n", 0, place) for place in places)
    return next(place for place in places if lines[text.count("\n", 0, place)] % 2)


def broken_links(found: list[Block]) -> Iterator[Problem]:
    """Los corchetes y los paréntesis de un enlace van juntos y se cierran."""
    for block in found:
        if block.kind in ("definition", "box"):
            continue
        for pattern, message in BROKEN_LINKS:
            for place in pattern.finditer(block.plain):
                yield block.problem(place.start(), message, "Escribe: [texto](dirección)")
        for place in re.finditer(r"<!--", block.plain):
            hint = "Bórralo: lo que no se publica no va en la página."
            yield block.problem(place.start(), "hay un comentario, que esconde texto", hint)


def references(page: Page, found: list[Block]) -> Iterator[Problem]:
    """Las notas al pie y los enlaces con nombre están definidos una vez y se usan."""
    defined: dict[str, Block] = {}
    for block in found:
        match = DEFINITION.match(block.text) if block.kind == "definition" else None
        if match and (name := match["name"].lower()) in defined:
            message = f"«[{match['name']}]» ya está definida en la línea {defined[name].line}"
            yield block.problem(0, message, "Deja una sola definición.")
        elif match:
            defined[name] = block
    used = set()
    for block in found:
        for place in (*FOOTNOTE.finditer(block.plain), *REFERENCE.finditer(block.plain)):
            is_note = place[0].startswith("[^")
            name = f"^{place['name']}" if is_note else place["name"] or place["text"]
            used.add(" ".join(name.split()).lower())
            if name.lower() not in defined:
                what = "la nota al pie" if is_note else "la dirección de"
                message = f"no está definida {what} «[{name}]»"
                hint = did_you_mean(name, defined) or f"Escribe: [{name}]: …"
                yield block.problem(place.start(), message, hint)
    for name, block in defined.items():
        shortcut = re.search(rf"(?i)(?<!\])\[{re.escape(name)}\](?![:(])", page.source)
        if name not in used and not shortcut:
            yield block.problem(0, f"nadie usa «[{name}]»", "Bórrala o enlázala.")
