"""Comprobaciones que necesitan los resultados: salidas, figuras y números."""

from __future__ import annotations

import json
import re
from collections import Counter

from docbuild.course.course import DATA, FIGURE, Course
from docbuild.course.pages import Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.programs import Program
from docbuild.course.quizzes import shown_outputs
from docbuild.rules.figures import check_figure
from docbuild.rules.numbers import check_values
from docbuild.rules.pages import number_uses
from docbuild.rules.quizzes import verify_quizzes
from docbuild.run.cache import Entry
from docbuild.run.figures import TEXT_SIZE

HEAVY = 250_000  # bytes de un SVG
HEAVY_DATA = 150_000  # bytes de un JSON; comprimido, menos de la mitad
BREAKS = "Rompería la página: imprime otra cosa."
WIDE = 88  # columnas de una línea de salida
NUMPY_SCALAR = re.compile(r"\bnp\.(?:float|int|uint|bool|str|complex)\w*\(")


def verify(course: Course, entries: dict[str, Entry]) -> list[Problem]:
    """Devuelve los problemas de lo ejecutado y de lo que las páginas dicen de ello."""
    found = []
    for name, entry in entries.items():
        found += verify_program(course.by_name[name], entry)
    for page in [*course.pages, *(quiz.page for quiz in course.quizzes)]:
        found += verify_page(course, page, entries)
    return found + verify_quizzes(course, entries) + _unshown(course, entries)


def verify_program(program: Program, entry: Entry) -> list[Problem]:
    """Comprueba que lo que dejó un programa cabe en una página."""
    found = []
    files = Counter(name for figure in _figures(entry) for name in (figure, f"{figure}-dark"))
    for cell in entry.result["cells"]:
        found += _output_problems(program, cell)
        if cell["figures"] and not cell["section"]:
            message = f"la celda «{cell['title']}» dibuja una figura y no tiene sección"
            hint = "La figura toma el nombre de la sección: dale una."
            found.append(program.problem(cell["line"], message, hint))
        for figure in cell["figures"]:
            if files[figure["name"]] > 1:
                message = f"dos figuras se llamarían «{figure['name']}»"
                hint = "Cambia el nombre de la sección."
                found.append(program.problem(cell["line"], message, hint))
            found += figure_problems(program, cell["line"], figure, entry)
    return found


def figure_problems(program: Program, line: int, figure: dict, entry: Entry) -> list[Problem]:
    found, name, text = [], figure["name"], figure["smallest_text"]
    if text < TEXT_SIZE - 0.5:
        message = f"la figura «{name}» tiene texto de {text:g} px en un teléfono y el mínimo es "
        hint = "Haz la figura menos ancha o el texto más grande."
        found.append(program.problem(line, message + str(TEXT_SIZE), hint))
    if (size := len(entry.figure(name))) > HEAVY:
        message = f"la figura «{name}» pesa {size // 1000} kB y caben {HEAVY // 1000}"
        hint = "Dibuja menos puntos o usa rasterized=True."
        found.append(program.problem(line, message, hint))
    return found + list(check_figure(program, line, figure))


def verify_laboratory(program: Program, entry: Entry) -> list[Problem]:
    """Comprueba las figuras de un laboratorio; sus celdas no tienen sección."""
    return [
        problem
        for cell in entry.result["cells"]
        for figure in cell["figures"]
        for problem in figure_problems(program, cell["line"], figure, entry)
    ]


def _output_problems(program: Program, cell: dict) -> list[Problem]:
    output = cell["output"]
    message, hint = f"la sección «{cell['section']}» imprime ", BREAKS
    if "```" in output:
        message += "una valla de código (```)"
    elif "8<-" in output:
        message += "una marca de inclusión (--8<--)"
    elif any(not char.isprintable() and char not in "\n\t" for char in output):
        message += "caracteres de control"
        hint = "Quita la barra de progreso (verbose=0) o los colores."
    elif found := NUMPY_SCALAR.search(output):
        message += f"«{found[0]}…)»"
        hint = "Imprime el número con formato, o pasa la lista por «tolist»."
    elif (wide := max(map(len, output.splitlines()), default=0)) > WIDE:
        message += f"una línea de {wide} columnas y caben {WIDE}"
        hint = "En un teléfono no se lee: reparte la línea o imprime menos."
    elif output and not cell["section"]:
        message = f"la celda «{cell['title']}» imprime y no se enseña"
        hint = "Dale una sección o quita su «print»."
    else:
        return []
    return [program.problem(cell["line"], message, hint)]


def verify_page(course: Course, page: Page, entries: dict[str, Entry]) -> list[Problem]:
    """Comprueba que existe cada salida, figura y número que la página nombra."""
    found = []
    for include in page.output_includes():
        _, name, file = include.target.split("/") if include.target.count("/") == 2 else ("",) * 3
        section = file.removesuffix(".txt")
        if name in entries and not _output(entries[name], section):
            message = f"la sección «{section}» de {course.by_name[name].path} no imprime nada"
            found.append(page.problem(include.line, message, "Quita el bloque de salida."))
    for image in page.images:
        match = FIGURE.search(image.src)
        if match and match["program"] in entries:
            known = _figures(entries[match["program"]])
            if match["name"] not in known:
                names = ", ".join(known) or "ninguna"
                hint = did_you_mean(match["name"], known) or f"Figuras: {names}"
                message = f"no existe la figura «{match['name']}»"
                found.append(page.problem(image.line, message, hint))
    for data in page.data:
        match = DATA.search(data.target)
        if match and match["program"] in entries:
            found += _data_problems(page, data.line, match["file"], entries[match["program"]])
    for line, name, variable in number_uses(page)[0]:
        if name in entries and variable not in (known := entries[name].result["numbers"]):
            hint = did_you_mean(variable, known)
            hint = hint or "Solo cuentan las variables globales escalares."
            found.append(page.problem(line, f"«{variable}» no es un número de {name}", hint))
    numbers = {name: entry.result["numbers"] for name, entry in entries.items()}
    return found + list(check_values(page, numbers))


def _data_problems(page: Page, line: int, file: str, entry: Entry) -> list[Problem]:
    """Comprueba unos datos que usa la página: existen, el navegador los lee y no pesan."""
    if file not in (known := entry.result["data"]):
        hint = did_you_mean(file, known) or "El programa tiene que escribirlo en su carpeta."
        return [page.problem(line, f"el programa no ha dejado {file}", hint)]
    data = entry.data(file)
    try:
        json.loads(data, parse_constant=_no_constant)
    except ValueError as error:
        return [page.problem(line, f"{file} no es JSON: {error}")]
    if len(data) > HEAVY_DATA:
        message = f"{file} pesa {len(data) // 1000} kB y caben {HEAVY_DATA // 1000}"
        return [page.problem(line, message, "Guarda menos datos o menos decimales.")]
    return []


def _no_constant(name: str) -> None:
    raise ValueError(f"el navegador no entiende {name}")


def _unshown(course: Course, entries: dict[str, Entry]) -> list[Problem]:
    """Señala lo que un programa imprime o dibuja y ninguna página enseña."""
    outputs = {include.target for page in course.pages for include in page.output_includes()}
    outputs |= shown_outputs(course)
    images = [FIGURE.search(image.src) for page in course.pages for image in page.images]
    drawn = {match[0] for match in images if match}
    found = []
    for name, entry in entries.items():
        program = course.by_name[name]
        for cell in entry.result["cells"]:
            if not (section := cell["section"]):
                continue
            target = f"salidas/{name}/{section}.txt"
            if cell["output"] and target not in outputs:
                message = f"ninguna página enseña lo que imprime «{section}»"
                hint = f'Inclúyelo con --8<-- "{target}"'
                found.append(program.problem(cell["line"], message, hint))
            for figure in cell["figures"]:
                file = f"figuras/{name}/{figure['name']}.svg"
                if file not in drawn:
                    message = f"ninguna página enseña la figura «{figure['name']}»"
                    hint = f"Ponla: ![qué se ve](../{file})"
                    found.append(program.problem(cell["line"], message, hint))
    return found


def _output(entry: Entry, section: str) -> str:
    return next(
        (cell["output"] for cell in entry.result["cells"] if cell["section"] == section), ""
    )


def _figures(entry: Entry) -> list[str]:
    return [figure["name"] for cell in entry.result["cells"] for figure in cell["figures"]]
