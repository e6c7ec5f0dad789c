"""Las dependencias: todas fijadas, explicadas y suficientes."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+?)(?:  # (?P<why>.+))?")
OWN = {"conftest", "docbuild", "drill", "faults", "test_structure", "tests"}
BLOCKS = ("# Sitio:", "# Curso:", "# Pruebas:")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, re.Match]:
    """Devuelve las líneas `nombre==versión` de un fichero, por nombre."""
    found = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-")):
            match = LINE.fullmatch(line)
            assert match, f"{file}: no está fijado: {line}"
            found[canonical(match["name"])] = match
    return found


def top_level_imports(path: Path) -> set[str]:
    """Devuelve los paquetes que importa un fichero, sin submódulos.

    No cuenta lo que se intenta importar dentro de un `try`: puede faltar a propósito.
    """
    found, nodes = set(), list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    tried = {inner for node in nodes if isinstance(node, ast.Try) for inner in ast.walk(node)}
    for node in nodes:
        if node in tried:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module)
    return {name.split(".")[0] for name in found}


def test_every_requirement_says_what_it_is_for() -> None:
    """Cada línea de requirements.txt explica para qué sirve."""
    assert [name for name, match in pins("requirements.txt").items() if not match["why"]] == []


def test_requirements_have_three_blocks() -> None:
    """Sitio, curso y pruebas, en ese orden; al final, el propio constructor."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    places = [text.find(f"\n{block}") for block in BLOCKS]
    assert -1 not in places and places == sorted(places)
    assert text.endswith("\n-e .\n")


def test_constraints_agree_with_requirements() -> None:
    """constraints.txt fija lo mismo que requirements.txt y lo que cuelga de ello."""
    direct, all_pins = pins("requirements.txt"), pins("constraints.txt")
    different = {
        name: match["version"]
        for name, match in direct.items()
        if name not in all_pins or all_pins[name]["version"] != match["version"]
    }
    assert different == {}


@pytest.mark.parametrize("file", ["requirements.txt", "constraints.txt"])
def test_installed_is_what_is_pinned(file: str) -> None:
    """Las pruebas se ejecutan con las versiones fijadas."""
    different = {}
    for name, match in pins(file).items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = "no instalado"
        if version != match["version"]:
            different[name] = f"{version}; fijado: {match['version']}"
    assert different == {}


@pytest.mark.parametrize("folder", ["docbuild", "tests", "snippets", "bench"])
def test_every_import_is_a_direct_requirement(folder: str) -> None:
    """Lo que el proyecto importa está en requirements.txt, no llega de rebote."""
    direct = set(pins("requirements.txt"))
    packages = importlib.metadata.packages_distributions()
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in top_level_imports(path) - set(sys.stdlib_module_names) - OWN
        if not {canonical(dist) for dist in packages.get(name, [])} & direct
    }
    assert missing == set()
