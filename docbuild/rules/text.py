"""Texto: descuidos de tipografía, de trato y de puntuación en lo que se lee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docbuild.course.problems import Problem
from docbuild.course.programs import Program
from docbuild.rules.prose import FILLER, Block, hide

if TYPE_CHECKING:
    from docbuild.course.course import Course

SOURCES = "Para saber más"  # títulos y nombres de otras lenguas
FORMAL = (  # solo al empezar una frase: dentro puede ser un subjuntivo
    *("Observe", "Recuerde", "Note", "Ejecute", "Pruebe", "Haga", "Escriba", "Abra", "Copie"),
    *("Compruebe", "Mire", "Vea", "Considere", "Imagine", "Piense", "Ponga", "Cambie", "Calcule"),
    *("Descargue", "Instale", "Lea", "Use", "Utilice", "Suponga", "Tenga", "Pulse", "Elija"),
)
TUTEO = "El curso trata de tú a quien lee."
RULES = (  # qué se busca, qué falla y qué hacer; al final, lo que el texto tiene que tener
    (r"(?i)\b([^\W\d_]+)\s+\1\b", "la palabra «{1}» está dos veces", "Quita una."),
    (r"(?i)\b(ustede?s?)\b", "«{1}» entre tú", TUTEO, "sted"),
    (
        r"(?i)\b(\w*[áéíóú]\w*(?:en?se(?:l[oae]s?)?|an?se))\b",  # «fíjese», «póngase»
        "«{1}» habla de usted",
        TUTEO,
    ),
    (rf"(?:^|[.:!?] |\*\*)({'|'.join(FORMAL)})n?\b(?! o no)", "«{1}» habla de usted", TUTEO),
    (
        r"(?i)\b(vosotr[oa]s|os|vuestr[oa]s?|(?!(?:\w*s[eé]is)\b)\w+[áé]is|vos|(?:ten|pod|quer)és)\b",
        "«{1}» habla de vosotros o de vos",
        TUTEO,
    ),
    (r"(?<![\d,.=&])(\d+),(\d+)(?![\d,])", "coma decimal en «{0}»", "Escribe {1}.{2}"),
    (r'(?<![(=\w·])("\w[^"]*\w")(?!>)', "comillas rectas: {1}", "Usa «».", '"'),
    (r"(?<=[^\s|])  +(?=[^\s|#])", "hay dos espacios seguidos", "Deja uno.", "  "),
    (r"(?<!\.)\.\.\.?(?!\.)", "puntos suspensivos con puntos", "Usa «…» o un solo punto.", ".."),
    (r"\w( [,;:.!?»)])(?=[\s).,]|$)", "hay un espacio antes de «{1}»", "Quítalo."),
    (r"([«(¿¡]) ", "hay un espacio después de «{1}»", "Quítalo."),
    (r"(,,|::|;;|,\.|;,|,;|\.;|:\.|\?\?|!!|¿¿|¡¡)", "signos repetidos: «{1}»", "Deja uno."),
    (r"([,;:]|\.)(?<=[^\W\d_].)(?=[a-záéíóúñ]{3})", "falta un espacio tras «{1}»", "Ponlo."),
    (
        r"(?:[a-záéíóúñ]{3}|[)»])\.\s+(?!scikit-learn\b)([a-záéíóúñ][a-záéíóúñ]+)",
        "«{1}» empieza una frase en minúscula",
        "Escríbela con mayúscula o cambia el punto.",
    ),
    (r"(?:[,;] )¿([A-ZÁÉÍÓÚ][a-záéíóú]+)", "«{1}» va en minúscula", "La frase ya empezó.", " ¿"),
    (r"(?:^|[.?!…] )¿([a-záéíóúñ]+)", "«{1}» va en mayúscula", "Ahí empieza la frase.", "¿"),
    (r"\b(\d+)%", "falta el espacio en «{0}»", "Escribe {1} %", "%"),
    (r"\b(\d+)(kB|MB|GB|ms|min|cm|mm|km|kg)\b", "falta el espacio en «{0}»", "Escribe {1} {2}"),
    (r"\b[nN]º(?=\W|$)", "la abreviatura «{0}»", "Escribe «número».", "º"),
)
COMPILED = tuple((re.compile(rule[0]), *rule[1:], *("",) * (4 - len(rule))) for rule in RULES)
PAIRS = ("«»", "“”", "()", "¿?", "¡!")
ENUMERATION = re.compile(r"(?:^|(?<=[\s:;,.]))[a-h]\)")  # «a) uno; b) dos»
ITALICS = re.compile(r"(?<![\w*])\*(?![*\s])[^*]+\*(?!\w)")  # otra lengua
SPOKEN = re.compile(r"""#.*|"[^"]* [^"]*"|'[^']* [^']*'""")  # comentarios y frases
WORD = re.compile(r"[^\W\d_]{2,}")
ENDS = re.compile(r"[.:?!…][»)”*_]*$")
BUTTON = r"\[[^\]]+\](?:\([^)]*\)|\[[^\]]*\])\s*(?:\{[^}]*\})?\s*"
LABEL = re.compile(rf"\*\*[^*]+\*\*|(?:{BUTTON})+")  # «Al terminar sabrás», o solo enlaces
NO_SENTENCE = ("heading", "table", "html", "image", "include", "box", "definition")


def check_block(before: Block | None, block: Block, after: Block | None) -> Iterator[Problem]:
    """Recorre los descuidos de un bloque; los vecinos dicen si la frase sigue en una fórmula."""
    if block.kind == "include":
        return
    text = block.shown
    for pattern, message, hint, needed in COMPILED:
        for found in pattern.finditer(text) if needed in text else ():
            groups = [group or "" for group in (found[0].strip(), *found.groups())]
            groups = [" ".join(group.split()) for group in groups]
            where = found.start(1) if found.groups() else found.start()
            yield block.problem(where, message.format(*groups), hint.format(*groups))
    yield from unpaired(block)
    yield from unfinished(block, after)


def unpaired(block: Block) -> Iterator[Problem]:
    """Las comillas, los paréntesis y las preguntas se abren y se cierran."""
    text = hide(block.shown, ENUMERATION, re.compile(r"\]\([^)]*\)?"))
    for opening, closing in PAIRS:
        if opening == "¿":  # ni «!=» ni un factorial
            text = re.sub(r"!(?=[=\[])|(?<=\d)!", FILLER, hide(text, ITALICS))
            if block.section == SOURCES or block.kind == "definition":
                return
        start, end = text.find(opening), text.find(closing)
        if text.count(opening) == text.count(closing) and start <= end:
            continue
        place, missing = _unpaired(text, opening, closing)
        other = closing if missing == opening else opening
        yield block.problem(place, f"falta «{missing}»", f"Hay un «{other}» sin su pareja.")


def _unpaired(text: str, opening: str, closing: str) -> tuple[int, str]:
    """Devuelve el sitio de la primera marca sin pareja y la que falta."""
    opened: list[int] = []
    for place, mark in enumerate(text):
        if mark == opening:
            opened.append(place)
        elif mark == closing and not opened:
            return place, opening
        elif mark == closing:
            opened.pop()
    return opened[0], closing


def unfinished(block: Block, after: Block | None) -> Iterator[Problem]:
    """Un párrafo acaba en punto, dos puntos o interrogación, o sigue en una fórmula."""
    text = re.sub(r"(?:\{[^{}]*\}|<[^<>]*>|\[\^[^\]]+\])+$", "", block.text).rstrip()
    goes_on = after is not None and after.text.startswith("$$") and after.path == block.path
    is_formula = text.startswith("$$") or text.endswith("$$")
    if block.kind in NO_SENTENCE or goes_on or is_formula or LABEL.fullmatch(text) or not text:
        return
    if len(WORD.findall(block.shown)) < 4 or text[0].isdigit() or "![" in text:
        return
    if not ENDS.search(text) and not (block.kind == "item" and text[-1] in ";,"):
        yield block.problem(len(text) - 1, "la frase no acaba en punto", "Pon su punto final.")


def check_terms(course: Course, read: list[Block]) -> list[Problem]:
    """Un término para cada concepto: nadie escribe los que el glosario descarta."""
    instead = {word.lower(): term.name for term in course.terms for word in term.forbidden}
    if not instead:
        return []
    words = sorted(map(re.escape, instead), key=len, reverse=True)
    pattern = re.compile(rf"(?i)(?<!\w)(?P<word>{'|'.join(words)})(?:e?s)?(?!\w)")
    pages = [
        block
        for block in read
        if not block.path.startswith("glossary/") and _has(block.shown, instead)
    ]
    found = [
        _forbidden(block, place, instead)
        for block in pages
        for place in pattern.finditer(block.shown)
    ]
    for program in course.programs + course.laboratories:
        if _has(program.source, instead):
            blocks = [Block(program.path, line, "text", 0, text) for line, text in spoken(program)]
            found += [
                _forbidden(block, place, instead)
                for block in blocks
                for place in pattern.finditer(block.shown)
            ]
    return found


def _has(text: str, words: dict[str, str]) -> bool:
    lower = " ".join(text.lower().split())
    return any(word in lower for word in words)


def _forbidden(block: Block, place: re.Match[str], instead: dict[str, str]) -> Problem:
    term = instead[" ".join(place["word"].lower().split())]
    hint = "Lo descarta glossary/terms.yml."
    return block.problem(place.start(), f"«{place[0]}»: el curso dice «{term}»", hint)


def spoken(program: Program) -> Iterator[tuple[int, str]]:
    """Recorre los comentarios y las frases de un programa, con su línea."""
    for number, line in enumerate(program.source.split("\n"), start=1):
        for found in SPOKEN.finditer(line) if "8<" not in line else ():
            yield number, found[0].strip("#\"' ")
