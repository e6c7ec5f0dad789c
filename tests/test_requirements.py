"""Las dependencias: todas fijadas, explicadas y suficientes."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import lock as lock_module
import pytest

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?:  # (?P<why>.+))?")
OWN = {"docbuild", "kinds", "tests"}
BLOCKS = ("# Sitio:", "# Curso:", "# Pruebas:")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def tell(found: list[str], hint: str) -> None:
    """Hace fallar la prueba con todo lo encontrado, si hay algo, y con qué hacer."""
    if found:
        pytest.fail("\n".join([*found, hint]), pytrace=False)


def lines_of(file: str) -> list[tuple[int, str]]:
    """Devuelve las líneas de un archivo que nombran un paquete, con su número."""
    lines = enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, line) for number, line in lines if line and not line.startswith(("#", "-"))]


def pins(file: str) -> dict[str, re.Match]:
    """Devuelve las líneas `nombre==versión` de un archivo, por nombre."""
    found = [LINE.fullmatch(line) for _, line in lines_of(file)]
    return {canonical(match["name"]): match for match in found if match}


def top_level_imports(path: Path) -> dict[str, int]:
    """Devuelve los paquetes que importa un archivo, sin submódulos, y en qué línea.

    No cuenta lo que se intenta importar dentro de un `try`: puede faltar a propósito.
    """
    found, nodes = {}, list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    tried = {inner for node in nodes if isinstance(node, ast.Try) for inner in ast.walk(node)}
    for node in nodes:
        if node in tried:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0]: node.lineno for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found[node.module.split(".")[0]] = node.lineno
    return found


def test_every_requirement_says_what_it_is_for() -> None:
    """Cada línea de requirements.txt fija una versión y explica para qué sirve."""
    found = [(n, line, LINE.fullmatch(line)) for n, line in lines_of("requirements.txt")]
    bad = [(n, line) for n, line, match in found if not (match and match["why"])]
    told = [f"requirements.txt:{n}: no fija su versión o no dice para qué: {x}" for n, x in bad]
    tell(told, "Escribe: nombre==versión  # para qué")


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
    sums = lock_module.hash_sums(texts["requirements.lock"])
    for number, line in enumerate(texts["requirements.lock"].splitlines(), 1):
        pin = lock_module.PIN.match(line)
        if pin and f"\n{pin[0]}  # {sums[pin[0]]}\n" not in f"\n{texts['constraints.txt']}":
            found.append(f"requirements.lock:{number}: huellas de {pin['name']} sin resumir así")
    missing = lock.keys() - lock_module.versions(texts["constraints.txt"]).keys()
    found += [f"constraints.txt:0: falta {name}=={lock[name]}" for name in sorted(missing)]
    return found


def test_lock_constraints_and_requirements_agree() -> None:
    """requirements.txt, constraints.txt y requirements.lock fijan lo mismo."""
    names = ("requirements.txt", "constraints.txt", "requirements.lock")
    found = disagreements({name: (ROOT / name).read_text(encoding="utf-8") for name in names})
    tell(found, f"Rehazlos, y lee lo que cambia: {lock_module.COMMAND}")


def test_disagreements_are_all_told() -> None:
    """Y si no coinciden se dicen todas las diferencias, con su línea."""
    texts = {
        "requirements.txt": "# Sitio\nA_b==1  # para qué\n",
        "constraints.txt": "a-b==2  # 5feceb66\n",
        "requirements.lock": "a-b==2 ; sys_platform == 'linux' \\\n    --hash=sha256:0\nc==1\n",
    }
    changed = texts | {"requirements.lock": texts["requirements.lock"].replace("256:0", "256:1")}
    assert "requirements.lock:1: huellas de a-b sin resumir así" in disagreements(changed)
    assert disagreements(texts) == [
        "requirements.txt:2: a-b es 1; en requirements.lock, 2",
        "requirements.lock:3: huellas de c sin resumir así",
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


@pytest.mark.parametrize("folder", ["docbuild", "tests", "snippets", "tools", "bench"])
def test_every_import_is_a_direct_requirement(folder: str) -> None:
    """Lo que el proyecto importa está en requirements.txt, no llega de rebote."""
    direct = set(pins("requirements.txt"))
    packages = importlib.metadata.packages_distributions()
    ours = (path for name in ("tests", "tools", "bench") for path in (ROOT / name).rglob("*.py"))
    own = OWN | {path.stem for path in ours}
    missing = [
        f"{path.relative_to(ROOT)}:{line}: importa «{name}», que no está en requirements.txt"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, line in top_level_imports(path).items()
        if name not in sys.stdlib_module_names | own
        and not {canonical(dist) for dist in packages.get(name, [])} & direct
    ]
    tell(missing, "Corrige el nombre, o añádelo a requirements.txt con su versión y para qué.")
