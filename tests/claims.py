"""Lo que sostiene una prueba de lección: sus frases, con su sitio, y el código que mira.

Cuando la prueba falla, `conftest.py` lo enseña encima del fallo.
"""

from __future__ import annotations

import ast
import bisect
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docbuild.course.programs import Program, lines_of

ROOT = Path(__file__).resolve().parents[1]
ELISION = "[…]"
GAP = 400  # caracteres que caben en una elisión
IMAGE = re.compile(r'!\[(.*?)\]\(\S+ "(.*?)"\)')
LINK = re.compile(r"\[([^\]\[…]*)\](?:\([^)]*\)|\[[^\]]*\])(?:\{[^}]*\})?")
GREEK = {"eta": "η", "lambda": "λ", "delta": "δ", "sigma": "σ", "gamma": "γ", "alpha": "α"}
SIGNS = {"cdot": "·", "times": "×", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "approx": "≈"}
OTHERS = {"nabla": "∇", "sqrt": "√", "infty": "∞", "ln": "ln", "max": "max", "tanh": "tanh"}
SYMBOLS = GREEK | SIGNS | OTHERS | {"dots": "…"}  # LaTeX → lo que escribe una prueba
MACRO = re.compile(r"\\([a-z]+)")
MARKS = re.compile(r"[*_`$\\{}^\s\"“”«»]|^ *(?:[-#>]+|\d+\.) ", re.MULTILINE)


def plain(text: str) -> str:
    """Devuelve el texto sin espacios ni marcas de Markdown, con las fórmulas en letras."""
    text = re.sub(r"\{\{.*?\}\}", ELISION, text, flags=re.DOTALL)
    text = IMAGE.sub(r"\1 \2", re.sub(r"\\[,;!]", "", text))
    text = MACRO.sub(lambda macro: SYMBOLS.get(macro[1], ""), LINK.sub(r"\1", text))
    text = text.replace("…", ELISION).replace("[[…]]", ELISION)
    text = unicodedata.normalize("NFKC", MARKS.sub("", text).replace("…", "\0"))
    return text.replace("\0", "…").replace("−", "-").replace("′", "'")


def quotes(text: str) -> Iterator[str]:
    """Da lo citado entre «», sin las citas que lleve dentro."""
    depth = start = 0
    for place, char in enumerate(text):
        if char == "«":
            start = place + 1 if depth == 0 else start
            depth += 1
        elif char == "»" and depth:
            depth -= 1
            if depth == 0:
                yield text[start:place]



def pattern(quote: str) -> re.Pattern[str]:
    """Devuelve lo que se busca, en un texto de `plain`, para encontrar una cita."""
    parts = [re.escape(part.rstrip(".")) for part in plain(quote).split(ELISION)]
    return re.compile(f".{{0,{GAP}}}?".join(parts), re.IGNORECASE)


def place(quote: str) -> str:
    """Devuelve «página:línea» de una cita, o nada si ninguna página la dice."""
    wanted = pattern(quote)
    for path in [*sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("quizzes/*.yml"))]:
        lines = lines_of(path.read_text(encoding="utf-8"))

        def lost(start: int, lines: list[str] = lines) -> bool:
            return not wanted.search(plain("\n".join(lines[start:])))

        if not lost(0):
            found = bisect.bisect_left(range(len(lines)), True, key=lost)
            return f"{path.relative_to(ROOT).as_posix()}:{found}"
    return ""


USED: dict[str, None] = {}  # los sitios del código que ha mirado la prueba en marcha


def use_section(program: Program, name: str) -> None:
    """Apunta que la prueba mira una sección."""
    if cell := program.sections.get(name):
        USED[f"{program.path}:{cell.line}: la sección «{name}»"] = None


def use_number(program: Program, name: str) -> None:
    """Apunta que la prueba mira una variable, con la línea donde se calcula."""
    if line := assignments(program.source).get(name):
        USED[f"{program.path}:{line}: {name}"] = None


class Seen(dict):
    """Lo que dejó un programa; apunta lo que se mira."""

    def __init__(self, values: dict, note: Callable[[str], None]) -> None:
        super().__init__(values)
        self.note = note

    def __getitem__(self, name: str) -> Any:
        self.note(name)
        return super().__getitem__(name)


def assignments(source: str) -> dict[str, int]:
    """Devuelve la línea en que se asigna cada nombre por última vez."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    stored = [node for node in nodes if isinstance(node.ctx, ast.Store)]
    return {node.id: node.lineno for node in sorted(stored, key=lambda node: node.lineno)}


def explanation(docstring: str) -> str:
    """Devuelve lo que sostiene una prueba y el código que ha mirado, con sus sitios."""
    lines = ["Esta prueba sostiene:", *(f"  {line.strip()}" for line in docstring.splitlines())]
    places = [(place(quote), quote) for quote in quotes(docstring)]
    lines += [f"{where}: «{' '.join(quote.split())}»" for where, quote in places if where]
    if USED:
        lines += ["y mira:", *USED]
    return "\n".join(lines)
