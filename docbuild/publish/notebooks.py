"""Cuadernos: el mismo programa como archivo de Jupyter, con sus salidas si las hay."""

from __future__ import annotations

import importlib.metadata
import re

import nbformat
from nbformat import v4

from docbuild.course.laboratories import COMMAND, is_text, text_of
from docbuild.course.programs import MARKER, Cell, Program, lines_of
from docbuild.run.cache import Entry

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
PAPER = '<rect width="100%" height="100%" fill="#fdfdfb"/>'


def notebook(program: Program, entry: Entry, lessons: list[tuple[str, str]]) -> str:
    """Devuelve el cuaderno como texto; `lessons` son pares (título, URL)."""
    cells = [_markdown("presentacion", _introduction(program, lessons))]
    for number, (cell, done) in enumerate(zip(program.cells, entry.result["cells"], strict=True)):
        if is_text(cell):
            cells.append(_markdown(f"celda-{number}", text_of(cell)))
            continue
        cells.append(_markdown(f"titulo-{number}", f"## {cell.title}"))
        cells.append(_code(f"celda-{number}", cell, _outputs(done, entry)))
    return _written(cells)


def laboratory(program: Program, entry: Entry | None, source: str, colab: str) -> str:
    """Devuelve el cuaderno de un laboratorio; sin `entry`, sin salidas.

    Los títulos están en sus celdas de texto. Detrás de la primera dice de dónde vienen las
    salidas, o por qué no las hay; `source` y `colab` son las direcciones a las que enlaza.
    """
    cells = []
    for number, cell in enumerate(program.cells):
        if is_text(cell):
            cells.append(_markdown(f"celda-{number}", text_of(cell)))
        else:
            outputs = _outputs(entry.result["cells"][number], entry) if entry else []
            cells.append(_code(f"celda-{number}", cell, outputs))
    cells.insert(1, _markdown("salidas", _notice(program, entry, source, colab)))
    return _written(cells)


def _notice(program: Program, entry: Entry | None, source: str, colab: str) -> str:
    links = f"[Abrir en Colab]({colab}) · [Programa `{program.name}.py`]({source})"
    if entry:
        versions = f"Keras {importlib.metadata.version('keras')}"
        text = f"Las salidas son de una ejecución con los datos de verdad y {versions}."
    else:
        text = (
            "**Este cuaderno se publica sin salidas.** Sus datos hay que descargarlos, y la "
            "construcción del sitio no descarga nada: por eso no lo ejecuta. Ábrelo en Colab, o "
            "descárgalo y ábrelo con Jupyter, y ejecuta sus celdas en orden. Si construyes el "
            f"sitio en tu computadora y ya tienes los datos, `{COMMAND}` lo ejecuta y aquí "
            "aparecen las salidas."
        )
    return f"{text}\n\n{links}"


def _written(cells: list) -> str:
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


def _on_paper(svg: str) -> str:
    """Devuelve la figura sobre un fondo claro: la tinta no se vería en un Jupyter oscuro."""
    return re.sub(r"(<svg[^>]*>)", rf"\1{PAPER}", svg, count=1)


def _outputs(done: dict, entry: Entry) -> list:
    outputs = []
    if done["output"]:
        outputs.append(v4.new_output("stream", name="stdout", text=done["output"]))
    for figure in done["figures"]:
        data = {"image/svg+xml": _on_paper(entry.figure(figure["name"]).decode("utf-8"))}
        outputs.append(v4.new_output("display_data", data=data))
    return outputs
