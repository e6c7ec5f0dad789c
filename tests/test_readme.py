"""El README: sus órdenes, su código y sus rutas son verdad."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_codeblocks import CodeBlock, extract_from_file
from pytest_codeblocks.main import stdout_io

from docbuild.course.programs import parse_program
from docbuild.course.project import Project

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = extract_from_file(README)
CODE = [block for block in BLOCKS if block.syntax == "python"]
COMMANDS = [block.code.strip().split(" && ") for block in BLOCKS if block.syntax == "bash"]
PATH = re.compile(r"[.\w-]+(?:/[\w.-]*)+|[\w.-]+\.(?:txt|yml|toml|md)|LICENSE[\w-]*")


def commands() -> dict[str, int]:
    """Devuelve las órdenes que el README nombra o enseña, con su línea."""
    found = {}
    for number, line in enumerate(TEXT.splitlines(), start=1):
        texts = re.findall(r"`([^`\n]+)`", line) if "`" in line else line.split(" && ")
        for text in texts:
            if re.match(r"(?:\.venv/bin/|python3? |bash |mkdocs )\S", text.strip()):
                found.setdefault(text.strip(), number)
    return found


def unknown_words(command: str, root: Path = ROOT) -> list[str]:
    """Devuelve lo que una orden nombra y no existe: programas, módulos, archivos u opciones."""
    words = command.split()
    known = {path.stem for path in root.glob("snippets/*/*.py")} | {"check", "laboratorios"}
    sources = ""
    missing = []
    for before, word in zip(["", *words], words, strict=False):
        if before == "-m" and "pytest" not in words[: words.index(word)]:
            spec = importlib.util.find_spec(word.partition(":")[0])
            missing += [] if spec else [word]
            sources += Path(spec.origin).read_text(encoding="utf-8") if spec else ""
        elif word.startswith(".venv/bin/"):
            missing += [] if (Path(sys.prefix) / "bin" / Path(word).name).exists() else [word]
        elif "/" in word or word.endswith((".py", ".txt")):
            missing += [] if (root / word).exists() else [word]
            if word.endswith(".py") and not missing:
                sources += (root / word).read_text(encoding="utf-8")
        elif before == "docbuild":
            missing += [] if word in known else [word]
        elif word.startswith("--") and sources:
            missing += [] if f'"{word}"' in sources else [word]
    return missing


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


def test_commands_exist() -> None:
    """Cada orden nombra programas, módulos, archivos y opciones que existen."""
    missing = [(line, command, unknown_words(command)) for command, line in commands().items()]
    told = [f"README.md:{n}: «{text}»: no existe {' '.join(x)}" for n, text, x in missing if x]
    assert len(missing) > 25 and not told, "\n".join(told)
    for wrong in ("python tools/lock.pys", "python -m docbuild primera_rd", "python tests/m.py"):
        assert unknown_words(wrong) == [wrong.split()[-1]]
    assert unknown_words(".venv/bin/python tools/lock.py --new") == ["--new"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copia lo que está en git a una carpeta nueva, con el entorno de aquí."""
    root = tmp_path_factory.mktemp("clon") / "curso"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():  # lo borrado sin confirmar no se copia
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    (root / ".venv").symlink_to(sys.prefix)
    subprocess.run(["git", "init", "-q", root], check=True)  # y lo que git ignora, se ignora
    return root


# lo demás necesita red u horas, o se hace entero en otra prueba
ELSEWHERE = re.compile(r"pip|-m venv|tools/|machines|reviewed|bench|mkdocs|laboratorios")
QUICK = [item for item in commands() if not ELSEWHERE.search(item) and item.startswith(".venv")]
BUILDS = re.compile(r"-m docbuild(?! check)")  # lo hace la preparación de las demás pruebas
ALONE = [item for item in QUICK if "pytest" not in item and not BUILDS.search(item)]


@pytest.mark.parametrize("command", ALONE)
def test_commands_work_in_a_fresh_clone(command: str, clone: Path) -> None:
    """Cada orden que no necesita red ni horas termina bien en un clon recién hecho."""
    done = subprocess.run(command.split(), cwd=clone, capture_output=True, text=True)
    assert done.returncode == 0, f"README.md:{commands()[command]}: {command}\n{done.stderr}"


def test_test_commands_collect_in_a_fresh_clone(clone: Path) -> None:
    """Las órdenes que prueban una parte encuentran sus pruebas en un clon recién hecho."""
    words = {word for item in QUICK if "pytest" in item for word in item.split()}
    paths = {word for word in words if word.startswith("tests/")}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *sorted(paths)]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True)
    assert len(paths) > 12 and done.returncode == 0, done.stdout[-2000:]


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
