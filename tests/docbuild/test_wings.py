"""Las alas del constructor: cada una solo importa de las anteriores, y no hay círculos."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILDER = Path(__file__).resolve().parents[2] / "docbuild"
ORDER = ("course", "markdown", "site", "run", "rules", "publish", "", "engine")  # «»: la raíz
MODULES = sorted(BUILDER.rglob("*.py"))


def wing(module: str) -> str:
    """Devuelve el ala de un módulo: «docbuild.run.cache» es de «run»."""
    name = module.split(".")[1]
    return name if name in ORDER else ""


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Da la línea y el módulo de cada importación, también las que son solo para los tipos."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docbuild"):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("docbuild."):
                    yield node.lineno, alias.name


def climbing(path: str, source: str) -> list[str]:
    """Devuelve las importaciones de un ala posterior, con su sitio."""
    here = ORDER.index(wing("docbuild." + path.removesuffix(".py").replace("/", ".")))
    return [
        f"docbuild/{path}:{line}: importa {module}, que es de un ala posterior"
        for line, module in imports(source)
        if ORDER.index(wing(module)) > here
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(BUILDER).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    """Las alas van en orden: escribir, Markdown, sitio, ejecutar, reglas, publicar, enganche."""
    name = path.relative_to(BUILDER).as_posix()
    assert climbing(name, path.read_text(encoding="utf-8")) == []


def test_a_climb_is_told() -> None:
    """La importación que sube dice dónde está y de qué es."""
    source = "import re\nfrom docbuild.publish.files import publish\n"
    assert climbing("run/cache.py", source) == [
        "docbuild/run/cache.py:2: importa docbuild.publish.files.publish, "
        "que es de un ala posterior"
    ]
    assert climbing("publish/files.py", source) == []


def test_every_wing_exists() -> None:
    """Las carpetas del constructor son las alas, y ninguna más."""
    folders = {path.name for path in BUILDER.iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(ORDER) - {""}
