"""Las dependencias: todas fijadas, explicadas y suficientes."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

from docbuild import lock as lock_module

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+?)(?:  # (?P<why>.+))?")
OWN = {"conftest", "docbuild", "drawings", "drill", "faults", "tests"}
OWN |= {"test_spelling", "test_structure"}
BLOCKS = ("# Sitio:", "# Curso:", "# Pruebas:")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, re.Match]:
    """Devuelve las líneas `nombre==versión` de un archivo, por nombre."""
    found = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-")):
            match = LINE.fullmatch(line)
            assert match, f"{file}: no está fijado: {line}"
            found[canonical(match["name"])] = match
    return found


def top_level_imports(path: Path) -> set[str]:
    """Devuelve los paquetes que importa un archivo, sin submódulos.

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


def disagreements(texts: dict[str, str]) -> list[str]:
    """Devuelve en qué no coinciden los tres archivos: `archivo:línea`, qué se ve y qué hacer."""
    lock = lock_module.versions(texts["requirements.lock"])
    found = []
    for file, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            for name, version in lock_module.versions(line).items():
                if lock.get(name) != version:
                    seen = f"{name} es {version}; en requirements.lock, {lock.get(name, 'no está')}"
                    found.append(f"{file}:{number}: {seen}")
    missing = lock.keys() - lock_module.versions(texts["constraints.txt"]).keys()
    found += [f"constraints.txt:0: falta {name}=={lock[name]}" for name in sorted(missing)]
    return found


def test_lock_constraints_and_requirements_agree() -> None:
    """requirements.txt, constraints.txt y requirements.lock fijan lo mismo."""
    names = ("requirements.txt", "constraints.txt", "requirements.lock")
    found = disagreements({name: (ROOT / name).read_text(encoding="utf-8") for name in names})
    assert not found, "\n".join([*found, f"Rehazlos: {lock_module.COMMAND}"])


def test_disagreements_are_all_told() -> None:
    """Y si no coinciden se dicen todas las diferencias, con su línea."""
    texts = {
        "requirements.txt": "# Sitio\nA_b==1  # para qué\n",
        "constraints.txt": "a-b==2\n",
        "requirements.lock": "a-b==2 ; sys_platform == 'linux' \\\n    --hash=sha256:0\nc==1\n",
    }
    assert disagreements(texts) == [
        "requirements.txt:2: a-b es 1; en requirements.lock, 2",
        "constraints.txt:0: falta c==1",
    ]


def test_every_locked_package_has_hashes() -> None:
    """Cada paquete de requirements.lock lleva al menos una huella."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"(?m)^([\w.-]+)==[^\n]*\n(?!    --hash=sha256:)", text)
    assert found == []


def test_table_tells_only_what_changed() -> None:
    """La tabla de versiones dice lo que cambia, lo que llega y lo que se va."""
    shown = lock_module.table({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "3"})
    assert shown.splitlines()[2:] == ["| b | 1 | 2 |", "| c | 1 | — |", "| d | — | 3 |"]


@pytest.mark.parametrize("file", ["requirements.txt", "constraints.txt"])
def test_installed_is_what_is_pinned(file: str) -> None:
    """Las pruebas se ejecutan con las versiones fijadas."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    conditional = set(re.findall(r"(?m)^([\w.-]+)==\S+ ;", lock))
    different = {}
    for name, match in pins(file).items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            if name in conditional:
                continue  # solo hace falta en otro sistema
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
