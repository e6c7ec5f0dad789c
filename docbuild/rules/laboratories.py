"""Las reglas de los laboratorios y de las celdas de texto."""

from __future__ import annotations

from docbuild.course.laboratories import FILES, TEXT, datasets, is_text, text_of
from docbuild.course.problems import Problem
from docbuild.course.programs import MAX_COLUMNS, Program, lines_of


def check_text(program: Program) -> list[Problem]:
    """Comprueba que las celdas de texto solo tienen texto."""
    found = []
    for cell in filter(is_text, program.cells):
        if not text_of(cell).strip():
            found.append(program.problem(cell.line, "la celda de texto está vacía"))
        for number, line in enumerate(lines_of(cell.source), start=cell.line):
            if line.strip() and not line.startswith("#"):
                message = "hay código en una celda de texto"
                hint = "Empieza la línea con «# », o pon antes «# %% Título»."
                found.append(program.problem(number, message, hint, line.strip()))
                break
    return found


def check_laboratory(program: Program) -> list[Problem]:
    """Devuelve los problemas de un laboratorio que se ven sin ejecutarlo."""
    found = check_text(program)
    first = program.cells[0] if program.cells else None
    if first is None or not is_text(first) or not text_of(first).startswith("# "):
        hint = f"Ponlo en la primera celda, «# %% {TEXT}», en una línea «# # Título»."
        found.append(program.problem(1, "al laboratorio le falta el título", hint))
    used = datasets(program)
    unknown = [name for name in used if name not in FILES]
    if unknown or not used:
        hint = f"Los que conoce docbuild: {', '.join(FILES)}."
        message = "no usa ningún conjunto de keras.datasets"
        if unknown:
            message = f"no se sabe qué archivos guarda keras.datasets.{unknown[0]}"
        found.append(program.problem(0, message, hint))
    if program.sections:
        line = next(iter(program.sections.values())).line
        hint = "Quita las marcas: el cuaderno se enseña entero."
        found.append(program.problem(line, "un laboratorio no tiene secciones", hint))
    for cell in program.cells:
        for number, line in enumerate(lines_of(cell.source), start=cell.line):
            if not is_text(cell) and len(line) > MAX_COLUMNS:
                message = f"la línea tiene {len(line)} columnas y caben {MAX_COLUMNS}"
                found.append(program.problem(number, message, "Pártela."))
    return found
