"""Caracteres: los que no se ven, los que parecen otros y los restos de una edición a medias."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from docbuild.course.pages import INLINE_CODE, Page
from docbuild.course.problems import Problem, not_utf8
from docbuild.course.project import Project

SUFFIXES = {".md", ".py", ".yml", ".js", ".css", ".html"}

NOT_OURS = re.compile(r"\.min\.js$|/temml\.css$")  # los trae tools/vendor.py

NAMES = {
    "\t": "hay un tabulador",
    "\r": "la línea acaba como en Windows (CRLF)",
    "\xa0": "hay un espacio duro",
    "\u202f": "hay un espacio fino fuera de un número",
    "\xad": "hay un guion blando, que no se ve",
    "\u200b": "hay un espacio de ancho cero",
    "\u200c": "hay un carácter que no se ve",
    "\u200d": "hay un carácter que no se ve",
    "\u2060": "hay un carácter que no se ve",
    "\ufeff": "hay una marca de orden de bytes (BOM)",
    "\ufffd": "hay un carácter perdido: «�»",
}
# latinas, griegas y lo que el curso usa de cada cosa: índices, flechas, operaciones, rayas y marcas
GOOD = "\n -~¡-¬®-ɏΑ-Ωα-ωϕϑϵ–—‘’“”…′″⁰⁴-⁹⁻₀-₉ᵀᵢⱼ←-↔⇐-⇔∂∅∇∈∑∏−√∝∞∩∪∫≈≠≤≥⊂⊃⊙⋅⋮⋯⋱─┐┴▶✓✗ℝ"

BAD = re.compile(rf"[^{GOOD}]")
NUMBER_SPACE = re.compile(r"(?<=\d)\u202f(?=[\d%])")
MIXED = re.compile(r"(?:[A-Za-z]{2}[Α-Ωα-ω]|[Α-Ωα-ω][A-Za-z]{2})\w*")
CONFLICT = re.compile(r"(?m)^(?:<{7}|>{7}|\|{7}|={7})(?:\s.*)?$")
PENDING = re.compile(r"\b(TODO|FIXME|XXX|HACK|PENDIENTE)\b")
TRAILING = re.compile(r"(?m)[ \t]$")
CODE_QUOTES = re.compile(r"[“”‘’]|(?<=\s)[–—](?=\w)")


def authored(project: Project) -> list[Path]:
    """Devuelve los archivos de texto que escribe una persona."""
    found = [project.config, project.root / "README.md", project.matplotlibrc]
    for folder in (project.docs, project.snippets, project.quizzes, project.glossary.parent):
        found += [path for path in folder.rglob("*") if path.suffix in SUFFIXES]
    found += (project.root / "overrides").rglob("*.html")
    hidden = set(project.generated_docs)
    return [
        path
        for path in sorted(found)
        if path.is_file()
        and not hidden.intersection(path.parents)
        and not NOT_OURS.search(path.as_posix())
    ]


def check_characters(project: Project) -> Iterator[Problem]:
    """Recorre lo que no debe estar en ningún archivo de texto del curso."""
    for path in authored(project):
        name = project.relative(path)
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            if path.suffix in (".js", ".css", ".html"):
                yield not_utf8(name, error)  # de los demás ya avisa quien los lee
            continue
        yield from _check(name, text.removeprefix("\ufeff"))


def _check(name: str, text: str) -> Iterator[Problem]:
    def problem(place: int, message: str, hint: str) -> Problem:
        return Problem(name, text.count("\n", 0, place) + 1, message, hint=hint)

    seen: set[tuple[str, int]] = set()
    for found in BAD.finditer(NUMBER_SPACE.sub(" ", text)):
        message, hint = described(found[0])
        line = 0 if found[0] == "\r" else text.count("\n", 0, found.start())
        if (message, line) not in seen:  # de cada clase, uno por línea; de CRLF, uno por archivo
            seen.add((message, line))
            yield problem(found.start(), message, hint)
    for found in MIXED.finditer(text):
        before = re.search(r"\w*$", text[max(0, found.start() - 30) : found.start()])[0]
        message = f"«{before}{found[0]}» mezcla letras latinas y griegas"
        yield problem(found.start(), message, "Escríbela otra vez.")
    for found in CONFLICT.finditer(text):
        message = "queda una marca de un conflicto de git"
        yield problem(found.start(), message, "Elige una de las versiones y borra las marcas.")
    for found in PENDING.finditer(text):
        yield problem(found.start(), f"queda un «{found[1]}»", "Hazlo o bórralo.")
    if "\r" not in text and "\t" not in text:
        for found in TRAILING.finditer(text):
            yield problem(found.start(), "la línea acaba en espacios", "Quítalos.")
    if text and not text.endswith("\n"):
        yield problem(len(text), "falta el salto de línea al final", "Añádelo.")
    elif text.endswith("\n\n") and not name.endswith(".py"):
        yield problem(len(text) - 1, "sobran líneas en blanco al final", "Deja un solo salto.")


def described(mark: str) -> tuple[str, str]:
    """Devuelve qué es un carácter que no va en el curso y qué hacer con él."""
    if mark in NAMES:
        hint = "Escribe un espacio." if "espacio" in NAMES[mark] or mark == "\t" else "Quítalo."
        return NAMES[mark], hint
    name, category = unicodedata.name(mark, ""), unicodedata.category(mark)
    if category == "Mn":
        return "hay una tilde suelta (Unicode sin NFC)", "Escribe la letra otra vez."
    if category in ("Cc", "Cf", "Co", "Cn"):
        return f"hay un carácter de control, U+{ord(mark):04X}", "Quítalo."
    if category.startswith("L"):
        kind = "cirílica" if name.startswith("CYRILLIC") else "de otro alfabeto"
        return f"«{mark}» es una letra {kind}, U+{ord(mark):04X}", "Escribe la latina."
    if category.startswith("Z"):
        return f"hay un espacio especial, U+{ord(mark):04X}", "Escribe un espacio."
    return f"«{mark}» no es un signo del curso, U+{ord(mark):04X}", "Dilo con palabras."


def check_code(page: Page) -> Iterator[Problem]:
    """En el código que la página escribe, las comillas y los guiones son los del teclado."""
    lines = page.source.split("\n")
    inside = {
        fence.line + place: line
        for fence in page.fences
        for place, line in enumerate(fence.lines, start=1)
    }
    for number, line in enumerate(lines, start=1):
        codes = [inside[number]] if number in inside else []
        codes = codes or [found[0] for found in INLINE_CODE.finditer(line)]
        if found := next(filter(None, map(CODE_QUOTES.search, codes)), None):
            hint = "Escribe las comillas rectas y el guion corto."
            yield page.problem(number, f"«{found[0]}» en el código", hint)
