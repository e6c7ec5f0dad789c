"""Lo que una prueba de lección cita entre «» está, palabra por palabra, en su página."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from claims import pattern, plain, quotes

from docbuild.course.course import Course

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("fundamentos", "numpy", "keras", "laboratorios")
FILES = sorted(path for name in FOLDERS for path in (ROOT / "tests" / name).glob("test_*.py"))
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
        if not pattern(quote).search(text):
            missing.append(f"{path.relative_to(ROOT)}:{line}: nadie dice ya «{quote}»")
    assert not missing, "\n" + "\n".join(missing)
