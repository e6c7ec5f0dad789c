"""Comprobaciones que necesitan los resultados: salidas, figuras y números."""

from __future__ import annotations

from docbuild.cache import Entry
from docbuild.check import FIGURE, Course, number_uses
from docbuild.figures import TEXT_SIZE
from docbuild.pages import Page
from docbuild.problems import Problem, did_you_mean
from docbuild.programs import Program

HEAVY = 250_000  # bytes de un SVG


def verify(course: Course, entries: dict[str, Entry]) -> list[Problem]:
    """Devuelve los problemas de lo ejecutado y de lo que las páginas dicen de ello."""
    found = []
    for name, entry in entries.items():
        found += verify_program(course.by_name[name], entry)
    for page in course.pages:
        found += verify_page(course, page, entries)
    return found + _unshown(course, entries)


def verify_program(program: Program, entry: Entry) -> list[Problem]:
    """Comprueba que lo que dejó un programa cabe en una página."""
    found = []
    for cell in entry.result["cells"]:
        where, line = f"la sección «{cell['section']}»", cell["line"]
        found += _output_problems(program, cell, where)
        if cell["figures"] and not cell["section"]:
            message = f"la celda «{cell['title']}» dibuja una figura y no tiene sección"
            hint = "La figura toma el nombre de la sección: dale una."
            found.append(Problem(program.path, line, message, hint=hint))
        for figure in cell["figures"]:
            if figure["smallest_text"] < TEXT_SIZE - 0.5:
                found.append(
                    Problem(
                        program.path,
                        line,
                        f"la figura «{figure['name']}» tiene texto de "
                        f"{figure['smallest_text']:g} px en un teléfono y el mínimo es {TEXT_SIZE}",
                        hint="Haz la figura menos ancha o el texto más grande.",
                    )
                )
            if (size := len(entry.figure(figure["name"]))) > HEAVY:
                found.append(
                    Problem(
                        program.path,
                        line,
                        f"la figura «{figure['name']}» pesa {size // 1000} kB y "
                        f"caben {HEAVY // 1000}",
                        hint="Dibuja menos puntos o usa rasterized=True.",
                    )
                )
    return found


def _output_problems(program: Program, cell: dict, where: str) -> list[Problem]:
    output, line = cell["output"], cell["line"]
    if "```" in output or "~~~" in output:
        return [
            Problem(
                program.path,
                line,
                f"{where} imprime una valla de código (``` o ~~~)",
                hint="Rompería la página: imprime otra cosa.",
            )
        ]
    if "8<-" in output:
        return [
            Problem(
                program.path,
                line,
                f"{where} imprime una marca de inclusión (--8<--)",
                hint="Rompería la página: imprime otra cosa.",
            )
        ]
    if any(not char.isprintable() and char not in "\n\t" for char in output):
        return [
            Problem(
                program.path,
                line,
                f"{where} imprime caracteres de control",
                hint="Quita la barra de progreso (verbose=0) o los colores.",
            )
        ]
    if output and not cell["section"]:
        return [
            Problem(
                program.path,
                line,
                f"la celda «{cell['title']}» imprime y no se enseña",
                hint="Dale una sección o quita su «print».",
            )
        ]
    return []


def verify_page(course: Course, page: Page, entries: dict[str, Entry]) -> list[Problem]:
    """Comprueba que existe cada salida, figura y número que la página nombra."""
    found = []
    for include in page.output_includes():
        _, name, file = include.target.split("/") if include.target.count("/") == 2 else ("",) * 3
        section = file.removesuffix(".txt")
        if name in entries and not _output(entries[name], section):
            message = f"la sección «{section}» de {course.by_name[name].path} no imprime nada"
            hint = "Quita el bloque de salida."
            found.append(Problem(page.path, include.line, message, hint=hint))
    for image in page.images:
        match = FIGURE.search(image.src)
        if match and match["program"] in entries:
            known = _figures(entries[match["program"]])
            if match["name"] not in known:
                message = f"no existe la figura «{match['name']}»"
                hint = did_you_mean(match["name"], known) or f"Figuras: {', '.join(known)}"
                found.append(Problem(page.path, image.line, message, hint=hint))
    for line, name, variable in number_uses(page)[0]:
        if name in entries and variable not in entries[name].result["numbers"]:
            known = entries[name].result["numbers"]
            found.append(
                Problem(
                    page.path,
                    line,
                    f"«{variable}» no es un número de {name}",
                    hint=did_you_mean(variable, known)
                    or "Solo cuentan las variables globales escalares.",
                )
            )
    return found


def _unshown(course: Course, entries: dict[str, Entry]) -> list[Problem]:
    """Señala lo que un programa imprime o dibuja y ninguna página enseña."""
    outputs = {include.target for page in course.pages for include in page.output_includes()}
    drawn = {
        match.group(0)
        for page in course.pages
        for image in page.images
        if (match := FIGURE.search(image.src))
    }
    found = []
    for name, entry in entries.items():
        path = course.by_name[name].path
        for cell in entry.result["cells"]:
            section = cell["section"]
            target = f"salidas/{name}/{section}.txt"
            if section and cell["output"] and target not in outputs:
                message = f"ninguna página enseña lo que imprime «{section}»"
                hint = f'Inclúyelo con --8<-- "{target}"'
                found.append(Problem(path, cell["line"], message, hint=hint))
            found += [
                Problem(
                    path,
                    cell["line"],
                    f"ninguna página enseña la figura «{figure['name']}»",
                    hint=f"Ponla: ![qué se ve](../figuras/{name}/{figure['name']}.svg)",
                )
                for figure in cell["figures"]
                if section and f"figuras/{name}/{figure['name']}.svg" not in drawn
            ]
    return found


def _output(entry: Entry, section: str) -> str:
    return next(
        (cell["output"] for cell in entry.result["cells"] if cell["section"] == section), ""
    )


def _figures(entry: Entry) -> list[str]:
    return [figure["name"] for cell in entry.result["cells"] for figure in cell["figures"]]
