"""Programas: celdas y secciones de un archivo de `snippets/`.

Una celda empieza en `# %% Título` y es lo que se ejecuta de una vez. Una sección
va de `# --8<-- [start:x]` a `# --8<-- [end:x]` y es lo que una página enseña.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docbuild.course.problems import Problem, did_you_mean, not_utf8
from docbuild.course.project import Project

CELL = re.compile(r'^# %%(?: (?P<title>.*?))?(?: tags=\["(?P<tag>[a-z]+)"\])?$')
MARKER = re.compile(r"^\s*# --8<-- \[(?P<kind>start|end):(?P<name>[^\]]*)\]$")
LOOKS_LIKE_MARKER = re.compile(
    r"-8<-+\s*\["  # en cualquier línea: así lo lee la extensión de las páginas
    r"|^\s*#.*([-–—]\s?8<|8<\s?[-–—])"
    r"|^\s*#[\s\d<>–—-]*\[\s*(start|end)\b"
    r"|^\s*#+\s*%%"
)
NAME = re.compile(r"[a-z][a-z0-9-]*")
FILE_NAME = re.compile(r"[a-z][a-z0-9_]*")
OLD_FORMAT = re.compile(r"(?<!\.weights)\.(?:h5|hdf5)\b")  # un modelo como lo guardaba Keras 2
VARIABLE = "variable"  # etiqueta: la salida cambia de una ejecución a otra
MAX_LINES = 25
MAX_COLUMNS = 79


@dataclass(frozen=True)
class Cell:
    """Lo que se ejecuta de una vez."""

    title: str
    line: int  # de la primera línea de `source` dentro del archivo
    source: str
    section: str = ""  # vacía si la celda no se enseña
    tag: str = ""


@dataclass(frozen=True)
class Program:
    """Un archivo que se ejecuta solo, partido en celdas."""

    path: str  # relativa a la raíz del proyecto
    summary: str  # la cadena de documentación
    source: str
    cells: tuple[Cell, ...]
    alias: str = ""  # para lo que no es un archivo de snippets/

    @property
    def name(self) -> str:
        return self.alias or Path(self.path).stem

    @property
    def file(self) -> str:
        """Devuelve su ruta dentro de snippets/, como la incluyen las páginas."""
        return self.path.removeprefix("snippets/")

    @property
    def sections(self) -> dict[str, Cell]:
        return {cell.section: cell for cell in self.cells if cell.section}

    def problem(self, line: int, message: str, hint: str = "", detail: str = "") -> Problem:
        return Problem(self.path, line, message, detail, hint)

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

    @cached_property
    def loop_variables(self) -> frozenset[str]:
        """Devuelve los nombres que recorren un bucle `for` fuera de toda función."""
        outside = [node for node in ast.parse(self.source).body if isinstance(node, ast.For)]
        loops = [node for loop in outside for node in ast.walk(loop) if isinstance(node, ast.For)]
        names = [node for loop in loops for node in ast.walk(loop.target)]
        return frozenset(node.id for node in names if isinstance(node, ast.Name))


def load_programs(project: Project) -> tuple[list[Program], list[Problem]]:
    """Devuelve los programas de `snippets/`, por orden, y lo que falla en ellos."""
    programs, problems = [], []
    for path in sorted(project.snippets.glob("*/[!.]*.py")):
        program, found = parse_program(project, path)
        problems += found
        if program:
            programs.append(program)
    return programs, problems + _repeated_names(programs)


def parse_program(project: Project, path: Path) -> tuple[Program | None, list[Problem]]:
    """Devuelve el programa, o None si no es Python válido, y sus problemas."""
    name = project.relative(path)
    try:
        source = path.read_text(encoding="utf-8-sig")
        tree = ast.parse(source, filename=name)
    except UnicodeDecodeError as error:
        return None, [not_utf8(name, error)]
    except SyntaxError as error:
        return None, [_syntax_problem(name, error)]
    reader = _Reader(name)
    for number, line in enumerate(lines_of(source), start=1):
        reader.read(number, line)
    reader.end_cell()
    summary = ast.get_docstring(tree) or ""
    program = Program(name, summary, source, tuple(reader.cells))
    problems = reader.problems + _header_problems(program, tree)
    problems += _cell_problems(program) + _style_problems(program)
    return program, problems + _own_imports(project, program)


def lines_of(text: str) -> list[str]:
    """Parte el texto en las líneas que cuentan Python y Markdown.

    `str.splitlines` cortaría también en otros caracteres, como U+2028.
    """
    return text.removesuffix("\n").split("\n") if text else []


class _Reader:
    """Lee un programa línea a línea y apunta celdas, secciones y fallos."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.cells: list[Cell] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}
        self.open: tuple[str, int] | None = None
        self.excused: set[str] = set()  # de su final ya no hay que decir nada
        self.start: tuple[str, str, int] | None = None  # título, etiqueta, línea
        self.lines: list[str] = []
        self.section = ""

    def fail(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint=hint))

    def read(self, number: int, line: str) -> None:
        if found := CELL.match(line):
            self.end_cell()
            self.start_cell(number, (found["title"] or "").strip(), found["tag"] or "")
            return
        self.lines.append(line)
        if found := MARKER.match(line):
            self.read_marker(number, found["kind"], found["name"])
        elif LOOKS_LIKE_MARKER.search(line):
            self.fail(
                number,
                f"esto parece una marca y no lo es: {line.strip()}",
                "Escribe «# %% Título», «# --8<-- [start:nombre]» o «# --8<-- [end:nombre]».",
            )

    def start_cell(self, number: int, title: str, tag: str) -> None:
        self.start = (title, tag, number + 1)
        if not title or title.startswith("tags="):
            self.fail(number, "la celda no tiene título", "Escribe «# %% Título».")
        elif tag not in ("", VARIABLE):
            self.fail(number, f"la etiqueta «{tag}» no existe", "Solo hay «variable».")
        elif "tags=" in title:
            self.fail(number, "la etiqueta está mal escrita", 'Escribe tags=["variable"].')

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
            self.excused.add(name)
            hint = "Pon antes una línea «# %% Título»."
            self.fail(number, f"la sección «{name}» está fuera de toda celda", hint)
            return
        if self.open:
            self.excused.add(self.open[0])
            self.fail(
                number,
                f"la sección «{name}» empieza dentro de «{self.open[0]}»",
                f"Cierra antes la que empieza en la línea {self.open[1]}.",
            )
        elif self.section:
            hint = "Empieza otra celda con «# %% Título»."
            self.fail(number, f"la celda ya tiene la sección «{self.section}»", hint)
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
        if name in self.excused and (self.open is None or self.open[0] != name):
            return
        if self.open is None and name in self.seen:
            self.fail(number, f"la sección «{name}» ya estaba cerrada", "Quita esta línea.")
        elif self.open is None:
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
            self.excused.add(name)
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


def section_lines(cell: Cell) -> list[tuple[int, str]]:
    """Devuelve las líneas que la página enseña, con su número en el archivo."""
    shown, inside = [], False
    for number, line in enumerate(lines_of(cell.source), start=cell.line):
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
    if not FILE_NAME.fullmatch(Path(program.path).stem):
        hint = "Usa minúsculas sin acentos, cifras y «_»; empieza por una letra."
        problems.append(program.problem(0, "el nombre del archivo no vale", hint))
    if not program.summary:
        hint = "La primera línea dice «Tema: qué muestra»."
        problems.append(program.problem(1, "falta la cadena de documentación", hint))
    first = program.cells[0].line if program.cells else float("inf")
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    if body and body[0].lineno < first:
        hint = "Pon antes una línea «# %% Título»."
        problems.append(program.problem(body[0].lineno, "código fuera de toda celda", hint))
    return problems


def _cell_problems(program: Program) -> list[Problem]:
    """Señala las celdas que parten una función o un bucle: no se ejecutan solas."""
    problems = []
    for cell in program.cells:
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            line = cell.line - 1 + (error.lineno or 1)
            message = f"la celda «{cell.title}» no es Python válido por sí sola"
            hint = "Un bloque no puede pasar de una celda a otra."
            problems.append(program.problem(line, message, hint, error.msg))
    return problems


def _style_problems(program: Program) -> list[Problem]:
    problems = []
    for name, cell in program.sections.items():
        lines = section_lines(cell)
        if not any(line.strip() for _, line in lines):
            hint = "Escribe su código o quita sus marcas."
            problems.append(program.problem(cell.line, f"la sección «{name}» está vacía", hint))
        if len(lines) > MAX_LINES:
            message = f"la sección «{name}» tiene {len(lines)} líneas y caben {MAX_LINES}"
            problems.append(program.problem(lines[0][0], message, "Pártela en dos ideas."))
        for number, line in lines:
            if len(line) > MAX_COLUMNS:
                message = f"la línea tiene {len(line)} columnas y caben {MAX_COLUMNS}"
                hint = "Pártela: en la página no se leería entera."
                problems.append(program.problem(number, message, hint))
    return problems


def _own_imports(project: Project, program: Program) -> list[Problem]:
    ours = {path.stem for path in project.snippets.rglob("*.py")}
    ours |= {"docbuild", "snippets", "tests"}
    hint = "Quien copia la página no lo tiene: escribe aquí ese código."
    return [
        program.problem(line, f"importa «{name}», que es de este proyecto", hint)
        for name, line in _imports(program.source)
        if name.startswith(".") or name.split(".")[0] in ours
    ]


def _repeated_names(programs: list[Program]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for program in programs:
        if program.name in seen:
            message = f"ya hay un programa «{program.name}» en {seen[program.name]}"
            hint = "Da a cada programa un nombre único en todo el curso."
            problems.append(program.problem(0, message, hint))
        seen.setdefault(program.name, program.path)
    return problems
