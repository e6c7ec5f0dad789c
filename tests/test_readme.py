"""El README: sus órdenes, su código y sus rutas son verdad."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_codeblocks import CodeBlock, extract_from_file
from pytest_codeblocks.main import stdout_io

from docbuild.programs import parse_program
from docbuild.project import Project

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = extract_from_file(README)
CODE = [block for block in BLOCKS if block.syntax == "python"]
COMMANDS = [block.code.strip().split(" && ") for block in BLOCKS if block.syntax == "bash"]
PATH = re.compile(r"[.\w-]+(?:/[\w.-]*)+|[\w.-]+\.(?:txt|yml|toml|md)|LICENSE[\w-]*")


def named_paths() -> list[str]:
    """Devuelve las rutas que el README nombra como código."""
    prose = re.sub(r"(?ms)^ *(`{3,}).*?^ *\1", "", TEXT)
    words = " ".join(re.findall(r"`([^`\n]+)`", prose)).split()
    return sorted({word for word in words if PATH.fullmatch(word)})


def is_ignored(path: str) -> bool:
    """Dice si git ignora la ruta: entonces se genera y puede no existir todavía."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    folders = [line.strip("/") for line in lines if line and not line.startswith("#")]
    return any(path.strip("/") == name or path.startswith(f"{name}/") for name in folders)


def test_first_screen_has_the_two_commands() -> None:
    """Lo primero que se ve son las dos órdenes: una sirve el sitio y otra lo prueba."""
    assert [commands[-1] for commands in COMMANDS] == [
        ".venv/bin/mkdocs serve",
        ".venv/bin/python -m pytest",
    ]
    assert TEXT.index(COMMANDS[1][-1]) < TEXT.index("\n## ")


def test_ci_runs_the_commands_of_the_readme() -> None:
    """«Todo, como la integración continua»: `.ci/run` crea, prueba y construye igual.

    Solo instala de otra manera: las mismas versiones, con sus huellas.
    """
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line.removesuffix(" || failed=1") for line in run.splitlines()]
    create, install, test = COMMANDS[1]
    locked = install.replace(
        "-r requirements.txt", "--no-deps --require-hashes -r requirements.lock"
    )
    places = [lines.index(command) for command in (create, locked, test)]
    assert places == sorted(places)
    assert ".venv/bin/mkdocs build --strict" in lines
    assert COMMANDS[0][:2] == COMMANDS[1][:2]


@pytest.mark.parametrize("block", CODE, ids=lambda block: f"README.md:{block.lineno}")
def test_code_gives_what_the_readme_shows(block: CodeBlock) -> None:
    """El código del README se ejecuta y da la salida que enseña."""
    with stdout_io() as output:
        exec(compile(block.code, "README.md", "exec"), {"__name__": "__main__"})
    assert output.getvalue() == block.expected_output


def test_there_is_code_to_run() -> None:
    """El README enseña un programa, así que la prueba anterior comprueba algo."""
    assert CODE


@pytest.mark.parametrize("path", named_paths())
def test_named_paths_exist(path: str) -> None:
    """Toda ruta que el README nombra existe o es de las que se generan."""
    assert (ROOT / path).exists() or is_ignored(path)


@pytest.mark.parametrize("block", CODE, ids=lambda block: f"README.md:{block.lineno}")
def test_example_is_a_valid_program(block: CodeBlock, tmp_path: Path) -> None:
    """El programa que el README da como ejemplo lo acepta el constructor."""
    path = tmp_path / "snippets" / "unidad" / "media.py"
    path.parent.mkdir(parents=True)
    path.write_text(block.code, encoding="utf-8")
    program, problems = parse_program(Project(tmp_path), path)
    assert problems == []
    assert list(program.sections) == ["datos"]
