"""Cada página, como quien la lee y copia su código de arriba abajo en otra computadora.

La copia no se ejecuta como la construcción: tiene otra casa, otra carpeta temporal, otro nombre,
otra hora local y otro reparto de los textos en un conjunto. Lo que dependa de eso sale distinto.
"""

from __future__ import annotations

import dataclasses
import io
import multiprocessing
import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from unittest import mock

import matplotlib
from pytest_codeblocks import CodeBlock, extract_from_buffer
from rich.console import Console

from docbuild.build import Report, collect
from docbuild.course.course import Course
from docbuild.course.pages import CODE, OUTPUT, Page, expand, reading_name
from docbuild.course.problems import Problem
from docbuild.course.programs import VARIABLE, Cell, Program
from docbuild.course.project import Project
from docbuild.run.cache import Entry, load
from docbuild.run.worker import Limits

EXPECTED = "<!--pytest-codeblocks:expected-output-->"
HINT = (
    "¿Falta en la página un bloque que el programa ejecuta antes?\n"
    "¿Depende del azar sin semilla, de la hora, de la carpeta o del orden de un conjunto?\n"
    "La copia tiene otros: pon una semilla, usa sorted(…) o escribe el valor."
)


def reader_text(project: Project, page: Page) -> tuple[str, list[int]]:
    """Devuelve la página desplegada, con sus salidas anunciadas a pytest-codeblocks.

    La lista dice de qué línea de la página sale cada línea del texto.
    """
    lines, origins = [], []
    for number, line in expand(project, page):
        if line.strip().lstrip("`").strip() == OUTPUT:
            lines.append(EXPECTED)
            origins.append(number)
        lines.append(line)
        origins.append(number)
    return "\n".join(lines) + "\n", origins


def blocks_of(project: Project, page: Page) -> list[CodeBlock]:
    """Devuelve los bloques de Python de la página con la salida que enseña cada uno."""
    text, _ = reader_text(project, page)
    blocks = extract_from_buffer(io.StringIO(text), max_num_lines=100_000)
    return [block for block in blocks if block.syntax == CODE]


def reader_program(project: Project, page: Page) -> Program:
    """Devuelve el programa que resulta de copiar la página de arriba abajo."""
    text, _ = reader_text(project, page)
    blocks = blocks_of(project, page)
    cells = tuple(Cell("bloque copiado", block.lineno + 1, block.code) for block in blocks)
    return Program(page.path, page.path, text, cells, alias=reading_name(page))


def somewhere_else(home: str) -> dict[str, str]:
    """Devuelve lo que la copia encuentra distinto que la construcción."""
    return {
        "COURSE_HASH": "1",
        "HOME": home,
        "TMPDIR": home,
        "TZ": "Pacific/Kiritimati",
        "USER": "lectora",
        "LOGNAME": "lectora",
        "MPLCONFIGDIR": matplotlib.get_cachedir(),  # la lista de letras tarda en hacerse
    }


def read(project: Project, pages: list[Page]) -> dict[str, Entry | list[Problem]]:
    """Copia y ejecuta las páginas; devuelve lo que dejó cada una, o sus problemas."""
    programs = {page.path: reader_program(project, page) for page in pages}
    with tempfile.TemporaryDirectory(prefix="casa-") as home:
        # otro proceso: el servidor de este ya reparte los conjuntos a su manera
        context = multiprocessing.get_context("spawn")
        with (
            mock.patch.dict(os.environ, somewhere_else(home)),
            ProcessPoolExecutor(1, mp_context=context) as pool,
        ):
            entries, problems = pool.submit(_collect, project, list(programs.values())).result()
    return {
        path: entries.get(program.name) or [item for item in problems if item.path == path]
        for path, program in programs.items()
    }


def _collect(project: Project, programs: list[Program]) -> tuple[dict[str, Entry], list[Problem]]:
    done = Report()
    console = Console(stderr=True, soft_wrap=True)
    return collect(project, programs, Limits(), console, done), done.problems


def differences(course: Course, page: Page, got: Entry | list[Problem]) -> Iterator[Problem]:
    """Da lo que quien copia la página no obtiene igual, con su línea de la página."""
    _, origins = reader_text(course.project, page)
    if isinstance(got, list):
        for item in got:
            yield dataclasses.replace(item, line=origins[item.line - 1] if item.line else 0)
        return
    blocks = blocks_of(course.project, page)
    for block, copied in zip(blocks, got.result["cells"], strict=True):
        line = origins[block.lineno - 1]
        shown = list(_shown_cells(course, page, line))
        varies = any(cell.tag == VARIABLE for _, cell in shown)
        if block.expected_output is not None:
            outputs = [block.expected_output, copied["output"]]
            if varies:
                outputs = [re.sub(r"\s*\d+(\.\d+)?", " 0", text) for text in outputs]
            if outputs[0].rstrip() != outputs[1].rstrip():
                message = "copiar la página no da la salida que enseña"
                detail = f"enseña:\n{outputs[0]}copiada:\n{outputs[1]}"
                yield page.problem(line, message, HINT, detail)
        drawn = [figure for program, cell in shown for figure in _figures(course, program, cell)]
        if not varies and drawn != [figure["facts"] for figure in copied["figures"]]:
            yield page.problem(line, "copiar la página no da la figura que enseña", HINT)


def _shown_cells(course: Course, page: Page, line: int) -> Iterator[tuple[Program, Cell]]:
    """Da las celdas que enseña el bloque que empieza en esa línea."""
    fence = next(fence for fence in page.fences if fence.line == line)
    for include in fence.includes:
        program = course.program_of(include)
        yield program, program.sections[include.section]


def _figures(course: Course, program: Program, cell: Cell) -> list[dict]:
    """Devuelve lo que dicen las figuras que la celda dejó en la construcción."""
    cells = load(course.project, program).result["cells"]
    [built] = [item for item in cells if item["section"] == cell.section]
    return [figure["facts"] for figure in built["figures"]]
