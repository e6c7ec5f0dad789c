"""Lo que una prueba de lección cita entre «» está, palabra por palabra, en su página."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from docbuild.check import Course

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("fundamentos", "numpy", "keras", "laboratorios")
FILES = sorted(path for name in FOLDERS for path in (ROOT / "tests" / name).glob("test_*.py"))
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


def sources() -> str:
    """Todo lo que lee quien estudia: páginas, programas, preguntas y términos."""
    globs = ("docs/**/*.md", "snippets/**/*.py", "quizzes/*.yml", "glossary/*.yml")
    globs += ("generated/salidas/**/*.txt",)
    return "\n\n".join(
        plain(path.read_text(encoding="utf-8"))
        for pattern in globs
        for path in sorted(ROOT.glob(pattern))
    )


def quoted(path: Path) -> Iterator[tuple[int, str]]:
    """Da la línea y cada cita de las pruebas de un archivo."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for quote in quotes(ast.get_docstring(node) or ""):
                yield node.lineno, quote


@pytest.fixture(scope="module")
def text(course: Course) -> str:  # construido: también las salidas
    return sources()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_quotes_stand_in_a_page(path: Path, text: str) -> None:
    """Cada cita está en una página: quien cambia la frase sabe qué prueba la sostiene."""
    missing = []
    for line, quote in quoted(path):
        parts = [re.escape(part.rstrip(".")) for part in plain(quote).split(ELISION)]
        if not re.search(f".{{0,{GAP}}}?".join(parts), text, re.IGNORECASE):
            missing.append(f"{path.relative_to(ROOT)}:{line}: nadie dice ya «{quote}»")
    assert not missing, "\n" + "\n".join(missing)
