"""Reglas de Markdown: lo que saldría como texto, o no saldría."""

from __future__ import annotations

import pytest

PAGE = "docs/demo/leccion.md"
FIRST = 8  # la línea de la lección en que empieza el texto de la prueba
MARGIN = "la sangría no es la que Markdown espera"

BAD = {
    "glued list": (["Tres cosas:", "- una."], 9, "la lista está pegada al párrafo de antes"),
    "glued numbers": (["Dos pasos:", "1. uno."], 9, "la lista está pegada al párrafo de antes"),
    "glued table": (
        ["La tabla:", "| a | b |", "|---|---|"],
        9,
        "la tabla está pegada al párrafo de antes",
    ),
    "glued box": (
        ["Texto.", "!!! note", "    Dentro."],
        9,
        "el recuadro está pegado al párrafo de antes",
    ),
    "short box": (["!!! note", "  Dentro."], 8, "el recuadro está vacío"),
    "empty box": (["!!! note", "", "Fuera."], 8, "el recuadro está vacío"),
    "unknown box": (["!!! notes", "    Dentro."], 8, "no hay recuadros de clase «notes»"),
    "bad box": (['!!! note "Sin', "    Dentro."], 8, "el recuadro no se entiende"),
    "empty tab": (['=== "Uno"', "  Dentro."], 8, "la pestaña está vacía"),
    "bad tab": (["=== Uno", "    Dentro."], 8, "la pestaña no se entiende"),
    "undefined note": (["Texto[^uno]."], 8, "no está definida la nota al pie «[^uno]»"),
    "unused note": (["[^uno]: Nota."], 8, "nadie usa «[^uno]»"),
    "note twice": (
        ["A[^uno].", "", "[^uno]: Nota.", "[^uno]: Otra."],
        11,
        "«[^uno]» ya está definida en la línea 10",
    ),
    "undefined name": (["Un [enlace][uno]."], 8, "no está definida la dirección de «[uno]»"),
    "open formula": (["Vale $x + 1 y", "ya está."], 8, "hay una fórmula «$» sin cerrar"),
    "formula in the second line": (
        ["Vale $x$ y", "vale $y + 1 y ya."],
        9,
        "hay una fórmula «$» sin cerrar",
    ),
    "open display": (["$$x = 1", "", "Texto."], 8, "hay una fórmula «$$» sin cerrar"),
    "open bold": (["Una **palabra.", "Otra."], 8, "hay una negrita «**» sin cerrar"),
    "open italics": (["Una *palabra.", "Otra."], 8, "hay una cursiva «*» sin cerrar"),
    "open code": (["Usa `fit y ya.", "Otra."], 8, "hay una comilla de código «`» sin pareja"),
    "columns": (
        ["| a | b |", "|---|---|", "| 1 | 2 | 3 |"],
        10,
        "la fila tiene 3 columnas y la tabla, 2",
    ),
    "no rule": (["| a | b |", "| 1 | 2 |"], 8, "la tabla no tiene su raya y saldría como texto"),
    "no space": (["##Título"], 8, "falta un espacio tras «#»"),
    "empty heading": (["##"], 8, "hay un encabezado vacío"),
    "level": (["### Dentro"], 8, "el encabezado «Dentro» salta un nivel"),
    "another h1": (["# Otro"], 8, "hay más de un encabezado «#»"),
    "repeated": (["## La lección"], 8, "el encabezado «La lección» ya está en la línea 4"),
    "space in a link": (["Un [enlace] (leccion.md)."], 8, "hay un espacio entre «]» y «(»"),
    "open link": (["Un [enlace](leccion.md."], 8, "falta «)» en el enlace"),
    "open bracket": (["Un [enlace(leccion.md)."], 8, "falta «]» en el enlace"),
    "sublist": (["- Uno.", "  - Dos."], 9, MARGIN),
    "paragraph of an item": (["- Uno.", "", "  Dos."], 10, MARGIN),
    "code by accident": (["Uno.", "", "    Dos."], 10, MARGIN),
    "comment": (["Uno. <!-- dos -->"], 8, "hay un comentario, que esconde texto"),
}
GOOD = (
    ["Tres cosas:", "", "- una", "  y media;", "- dos:", "", "    | a | b |", "    |---|---|"],
    ["La suma vale", "1. No más.", "", "| `a|b` | $x$ |", "|---|---|", "| \\| | 2 |"],
    ['!!! note "Uno"', "", "    Dentro:", "", "    - dos:", "        - tres."],
    ["Cuesta 5 \\$ y `a * b`, 2 * 3 * 4.", "", "$$", "x = 1", "$$"],
    ["Un [enlace][uno] y [uno][].", "", "[uno]: leccion.md"],
    ["- Uno:", "", "    ```text", "    $ ** [a](", "    ```"],
    ['=== "Uno"', "", "    Dentro.", "", "Nota[^a].", "", "[^a]: Una nota", "    de dos líneas."],
)


def check(course, lines: list[str]) -> list[str]:
    """Los mensajes, sin el detalle ni el consejo, de una lección con esas líneas."""
    course.extra = "\n".join(lines)
    course.save()
    return [message.split("\n")[0] for message in course.check()]


@pytest.mark.parametrize(("lines", "line", "message"), BAD.values(), ids=BAD)
def test_bad_markdown(course, lines: list[str], line: int, message: str) -> None:
    """Cada fallo se dice una vez y en su línea."""
    assert check(course, lines) == [f"{PAGE}:{line}: {message}"]


@pytest.mark.parametrize("lines", GOOD, ids=range(len(GOOD)))
def test_good_markdown(course, lines: list[str]) -> None:
    """Lo que Markdown entiende no es un problema."""
    assert check(course, lines) == []


FRONT = {
    "key": ("---\ndescripcion: Una.\n---\n", 2, "la cabecera no tiene ninguna clave «descripcion»"),
    "open": ("---\ndescription: Una.\n", 1, "la cabecera no se cierra"),
    "yaml": ("---\ndescription: a: b\n---\n", 2, "la cabecera no es YAML"),
}


@pytest.mark.parametrize(("front", "line", "message"), FRONT.values(), ids=FRONT)
def test_front_matter(course, front: str, line: int, message: str) -> None:
    """Una cabecera mal escrita se dice en su línea."""
    course.write("docs/index.md", f"{front}\n# Inicio\n\nTexto.\n")
    assert [text.split("\n")[0] for text in course.check()] == [f"docs/index.md:{line}: {message}"]
