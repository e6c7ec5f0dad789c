"""Programas: celdas y secciones de un fichero de `snippets/`.

Una celda empieza en `# %% Título` y es lo que se ejecuta de una vez. Una sección
va de `# --8<-- [start:x]` a `# --8<-- [end:x]` y es lo que una página enseña.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docbuild.problems import Problem, did_you_mean
from docbuild.project import Project

CELL = re.compile(r'^# %%(?: (?P<title>.*?))?(?: tags=\["(?P<tag>[a-z]+)"\])?$')
MARKER = re.compile(r"^\s*# --8<-- \[(?P<kind>start|end):(?P<name>[^\]]*)\]$")
LOOKS_LIKE_MARKER = re.compile(r"^\s*#.*(8<|\[\s*(start|end)\b)")
NAME = re.compile(r"[a-z][a-z0-9-]*")
VARIABLE = "variable"  # etiqueta: la salida cambia de una ejecución a otra
MAX_LINES = 25
MAX_COLUMNS = 79


@dataclass(frozen=True)
class Cell:
    """Lo que se ejecuta de una vez."""

    title: str
    line: int  # de la primera línea de `source` dentro del fichero
    source: str
    section: str = ""  # vacía si la celda no se enseña
    tag: str = ""


@dataclass(frozen=True)
class Program:
    """Un fichero que se ejecuta solo, partido en celdas."""

    path: str  # relativa a la raíz del proyecto
    summary: str  # la cadena de documentación
    source: str
    cells: tuple[Cell, ...]
    alias: str = ""  # para lo que no es un fichero de snippets/

    @property
    def name(self) -> str:
        return self.alias or Path(self.path).stem

    @property
    def sections(self) -> dict[str, Cell]:
        return {cell.section: cell for cell in self.cells if cell.section}

    @cached_property
    def imports(self) -> frozenset[str]:
        """Devuelve los paquetes que importa, sin submódulos."""
        try:
            found = _imports("".join(cell.source for cell in self.cells))
        except SyntaxError:  # un bloque copiado a medias: fallará al ejecutarse
            return frozenset()
        return frozenset(name.split(".")[0] for name, _ in found)

    @property
    def needs_keras(self) -> bool:
        return bool(self.imports & {"keras", "tensorflow"})

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Devuelve los nombres que el programa asigna en algún sitio."""
        nodes = ast.walk(ast.parse(self.source))
        return frozenset(
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )


def load_programs(project: Project) -> tuple[list[Program], list[Problem]]:
    """Devuelve los programas de `snippets/`, por orden, y lo que falla en ellos."""
    programs, problems = [], []
    for path in sorted(project.snippets.glob("*/*.py")):
        program, found = parse_program(project, path)
        problems += found
        if program:
            programs.append(program)
    return programs, problems + _repeated_names(programs)


def parse_program(project: Project, path: Path) -> tuple[Program | None, list[Problem]]:
    """Devuelve el programa, o None si no es Python válido, y sus problemas."""
    name = project.relative(path)
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source, filename=name)
    except UnicodeDecodeError as error:
        return None, [Problem(name, 0, f"no está en UTF-8: {error}")]
    except SyntaxError as error:
        return None, [_syntax_problem(name, error)]
    reader = _Reader(name)
    for number, line in enumerate(source.splitlines(), start=1):
        reader.read(number, line)
    reader.finish()
    summary = ast.get_docstring(tree) or ""
    program = Program(name, summary, source, tuple(reader.cells))
    problems = reader.problems + _header_problems(program, tree)
    return program, problems + _style_problems(program) + _own_imports(project, program)


class _Reader:
    """Lee un programa línea a línea y apunta celdas, secciones y fallos."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.cells: list[Cell] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}
        self.open: tuple[str, int] | None = None
        self.start: tuple[str, str, int] | None = None  # título, etiqueta, línea
        self.lines: list[str] = []
        self.section = ""

    def fail(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint=hint))

    def read(self, number: int, line: str) -> None:
        if found := CELL.match(line):
            self.end_cell()
            tag = found["tag"] or ""
            self.start = ((found["title"] or "").strip(), tag, number + 1)
            if not found["title"]:
                self.fail(number, "la celda no tiene título", "Escribe «# %% Título».")
            if tag not in ("", VARIABLE):
                self.fail(number, f"la etiqueta «{tag}» no existe", "Solo hay «variable».")
            return
        self.lines.append(line)
        if found := MARKER.match(line):
            self.read_marker(number, found["kind"], found["name"])
        elif LOOKS_LIKE_MARKER.match(line) or re.match(r"#\s*%%", line):
            self.fail(
                number,
                f"esto parece una marca y no lo es: {line.strip()}",
                "Escribe «# %% Título», «# --8<-- [start:nombre]» o «# --8<-- [end:nombre]».",
            )

    def read_marker(self, number: int, kind: str, name: str) -> None:
        if not NAME.fullmatch(name):
            self.fail(
                number,
                f"«{name}» no vale como nombre de sección",
                "Usa minúsculas sin acentos, cifras y guiones; empieza por una letra.",
            )
        if kind == "start":
            self.start_section(number, name)
        else:
            self.end_section(number, name)

    def start_section(self, number: int, name: str) -> None:
        if self.start is None:
            self.fail(
                number,
                f"la sección «{name}» está fuera de toda celda",
                "Pon antes una línea «# %% Título».",
            )
        if self.open:
            self.fail(
                number,
                f"la sección «{name}» empieza dentro de «{self.open[0]}»",
                f"Cierra antes la que empieza en la línea {self.open[1]}.",
            )
        elif self.section:
            self.fail(
                number,
                f"la celda ya tiene la sección «{self.section}»",
                "Empieza otra celda con «# %% Título».",
            )
        if name in self.seen:
            self.fail(
                number,
                f"la sección «{name}» está repetida",
                f"Ya existe en la línea {self.seen[name]}: dale otro nombre.",
            )
        self.seen.setdefault(name, number)
        self.open = (name, number)
        self.section = name

    def end_section(self, number: int, name: str) -> None:
        if self.open is None:
            self.fail(
                number,
                f"la sección «{name}» termina sin haber empezado",
                f"Falta «# --8<-- [start:{name}]».",
            )
        elif self.open[0] != name:
            self.fail(
                number,
                f"aquí termina «{name}», pero la sección abierta es «{self.open[0]}»",
                did_you_mean(name, [self.open[0]]),
            )
        self.open = None

    def end_cell(self) -> None:
        if self.open:
            name, line = self.open
            self.fail(
                line,
                f"la sección «{name}» no se cierra en su celda",
                f"Añade «# --8<-- [end:{name}]» antes de la celda siguiente.",
            )
        if self.start:
            title, tag, line = self.start
            source = "\n".join(self.lines) + "\n"
            self.cells.append(Cell(title, line, source, self.section, tag))
        self.open, self.section, self.lines = None, "", []

    def finish(self) -> None:
        self.end_cell()


def section_lines(cell: Cell) -> list[tuple[int, str]]:
    """Devuelve las líneas que la página enseña, con su número en el fichero."""
    shown, inside = [], False
    for number, line in enumerate(cell.source.splitlines(), start=cell.line):
        if found := MARKER.match(line):
            inside = found["kind"] == "start"
        elif inside:
            shown.append((number, line))
    return shown


def _imports(source: str) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(("." * node.level + (node.module or ""), node.lineno))
    return found


def _syntax_problem(path: str, error: SyntaxError) -> Problem:
    detail = f"{(error.text or '').rstrip()}\nSyntaxError: {error.msg}".lstrip("\n")
    return Problem(path, error.lineno or 0, "no es Python válido", detail)


def _header_problems(program: Program, tree: ast.Module) -> list[Problem]:
    problems = []
    if not program.summary:
        problems.append(
            Problem(
                program.path,
                1,
                "falta la cadena de documentación",
                hint="La primera línea dice «Tema: qué muestra».",
            )
        )
    first = program.cells[0].line if program.cells else float("inf")
    body = tree.body[1:] if program.summary else tree.body
    if body and body[0].lineno < first:
        problems.append(
            Problem(
                program.path,
                body[0].lineno,
                "código fuera de toda celda",
                hint="Pon antes una línea «# %% Título».",
            )
        )
    return problems


def _style_problems(program: Program) -> list[Problem]:
    problems = []
    for name, cell in program.sections.items():
        lines = section_lines(cell)
        if not any(line.strip() for _, line in lines):
            problems.append(
                Problem(
                    program.path,
                    cell.line,
                    f"la sección «{name}» está vacía",
                    hint="Escribe su código o quita sus marcas.",
                )
            )
        if len(lines) > MAX_LINES:
            problems.append(
                Problem(
                    program.path,
                    lines[0][0],
                    f"la sección «{name}» tiene {len(lines)} líneas y caben {MAX_LINES}",
                    hint="Pártela en dos ideas.",
                )
            )
        problems += [
            Problem(
                program.path,
                number,
                f"la línea tiene {len(line)} columnas y caben {MAX_COLUMNS}",
                hint="Pártela: en la página no se leería entera.",
            )
            for number, line in lines
            if len(line) > MAX_COLUMNS
        ]
    return problems


def _own_imports(project: Project, program: Program) -> list[Problem]:
    ours = {path.stem for path in project.snippets.rglob("*.py")}
    ours |= {"docbuild", "snippets", "tests"}
    return [
        Problem(
            program.path,
            line,
            f"importa «{name}», que es de este proyecto",
            hint="Quien copia la página no lo tiene: escribe aquí ese código.",
        )
        for name, line in _imports(program.source)
        if name.startswith(".") or name.split(".")[0] in ours
    ]


def _repeated_names(programs: list[Program]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for program in programs:
        if program.name in seen:
            problems.append(
                Problem(
                    program.path,
                    0,
                    f"ya hay un programa «{program.name}» en {seen[program.name]}",
                    hint="Da a cada programa un nombre único en todo el curso.",
                )
            )
        seen.setdefault(program.name, program.path)
    return problems
