"""Cuadernos: el mismo programa como fichero de Jupyter, con sus salidas."""

from __future__ import annotations

import nbformat
from nbformat import v4

from docbuild.cache import Entry
from docbuild.programs import MARKER, Cell, Program, lines_of

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(program: Program, entry: Entry, lessons: list[tuple[str, str]]) -> str:
    """Devuelve el cuaderno como texto; `lessons` son pares (título, URL)."""
    cells = [_markdown("presentacion", _introduction(program, lessons))]
    for number, (cell, done) in enumerate(zip(program.cells, entry.result["cells"], strict=True)):
        cells.append(_markdown(f"titulo-{number}", f"## {cell.title}"))
        cells.append(_code(f"celda-{number}", cell, _outputs(done, entry)))
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return nbformat.writes(v4.new_notebook(cells=cells, metadata=metadata)) + "\n"


def _introduction(program: Program, lessons: list[tuple[str, str]]) -> str:
    title = program.summary.splitlines()[0].rstrip(".")
    links = "\n".join(f"- [{name}]({url})" for name, url in lessons)
    return f"# {title}\n\nEl código de estas lecciones, con sus salidas:\n\n{links}"


def _markdown(identity: str, text: str) -> nbformat.NotebookNode:
    cell = v4.new_markdown_cell(text)
    cell["id"] = identity
    return cell


def _code(identity: str, cell: Cell, outputs: list) -> nbformat.NotebookNode:
    lines = [line for line in lines_of(cell.source) if not MARKER.match(line)]
    code = v4.new_code_cell("\n".join(lines).strip("\n"), outputs=outputs)
    code["id"] = identity
    return code


def _outputs(done: dict, entry: Entry) -> list:
    outputs = []
    if done["output"]:
        outputs.append(v4.new_output("stream", name="stdout", text=done["output"]))
    for figure in done["figures"]:
        data = {"image/svg+xml": entry.figure(figure["name"]).decode("utf-8")}
        outputs.append(v4.new_output("display_data", data=data))
    return outputs
