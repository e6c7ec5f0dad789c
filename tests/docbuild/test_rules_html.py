"""Reglas de caracteres y de HTML: nada invisible, nada de otros sitios y todo cerrado."""

from __future__ import annotations

import pytest

PAGE = "docs/demo/leccion.md"
MARKS = {
    "Un espacio\xa0duro.": "hay un espacio duro",
    "Un fino\u202fsuelto.": "hay un espacio fino fuera de un número",
    "Nada\u200bvisible.": "hay un espacio de ancho cero",
    "Una pala\xadbra.": "hay un guion blando, que no se ve",
    "Un\ttabulador.": "hay un tabulador",
    "Una \ufeffmarca.": "hay una marca de orden de bytes (BOM)",
    "La pеndiente.": "«е» es una letra cirílica, U+0435",
    "El datο.": "«datο» mezcla letras latinas y griegas",
    "Una cancio\u0301n.": "hay una tilde suelta (Unicode sin NFC)",
    "Bien 🎉.": "«🎉» no es un signo del curso, U+1F389",
    "Mal\x07.": "hay un carácter de control, U+0007",
    "Acaba en espacio. ": "la línea acaba en espacios",
    "Queda un TODO.": "queda un «TODO»",
    "<<<<<<< HEAD": "queda una marca de un conflicto de git",
    "Escribe `“hola”`.": "«“» en el código",
}
HTML = {
    "<div>": "«<div>» no se cierra",
    "Uno</span>.": "«</span>» cierra lo que nadie abrió",
    "<b>Uno</b>.": "«<b>» no va en una página",
    '<script src="a.js"></script>': "«<script>» no va en una página",
    '<span style="color: red">Uno</span>.': "el atributo «style» no va en una página",
    '<span onclick="a()">Uno</span>.': "el atributo «onclick» no va en una página",
    '<span class="a" class="b">Uno</span>.': "el atributo «class» está 2 veces en «<span>»",
    "<div><otro-widget></otro-widget></div>": "ningún módulo define «<otro-widget>»",
    '<div data-sorce="a"></div>': "ningún módulo lee «data-sorce»",
    "<div>\n\nUna **negrita**.\n\n</div>": "el Markdown de este <div> saldría como texto",
    "![Una foto de otra página.](https://a.org/b.png)": "la imagen viene de otro sitio",
}
GOOD = (
    "<div markdown>\n\nUna **negrita**.\n\n</div>",
    '<div><un-widget class="a"></un-widget></div>',
    "Gastó 1\u202f287\u202f000 kWh: el 10\u202f% de $\\alpha$, `<b>`.<br>\nσ(z) y µs.",
)


def check(course, text: str) -> list[str]:
    """La primera línea de cada mensaje de una lección con ese texto en la línea 8."""
    widgets = 'const WIDGETS = {\n  "un-widget": "./uno.js",\n};\n'
    course.write("docs/assets/javascripts/widgets.js", widgets)
    course.write("docs/assets/javascripts/uno.js", "// Nada.\n")
    course.write("docs/index.md", "# Inicio\n\nTexto de `widgets.js`.\n")
    course.extra = text
    course.save()
    return [message.split("\n")[0] for message in course.check()]


@pytest.mark.parametrize(("text", "message"), [*MARKS.items(), *HTML.items()])
def test_bad_mark(course, text: str, message: str) -> None:
    """Cada carácter y cada etiqueta que no valen se dicen en su línea."""
    line = 10 if "\n" in text else 8
    assert f"{PAGE}:{line}: {message}" in check(course, text)


@pytest.mark.parametrize("text", GOOD)
def test_good_mark(course, text: str) -> None:
    """Lo que el curso usa no es un problema."""
    assert check(course, text) == []


FILES = {
    "README.md": ("# Curso\r\n\r\nTexto.\r\n", 1, "la línea acaba como en Windows (CRLF)"),
    "quizzes/demo.yml": ("# a\n=======\n", 2, "queda una marca de un conflicto de git"),
    "docs/index.md": ("# Inicio\n\nTexto.", 3, "falta el salto de línea al final"),
    "docs/assets/stylesheets/a.css": ("a {}\n\n", 2, "sobran líneas en blanco al final"),
    "docs/assets/stylesheets/b.css": (
        "a {}\nb { outline: none; }\n",
        2,
        "«outline: none» esconde el foco",
    ),
    "docs/assets/stylesheets/c.css": ('@import "a.css";\n', 1, "«@import» pide otra hoja"),
    "docs/assets/stylesheets/d.css": (
        "a { background: url(https://a.org/b.png); }\n",
        1,
        "«url(https://a.org/b.png)» pide algo a otro sitio",
    ),
    "docs/assets/javascripts/a.js": (
        'fetch("https://a.org");\n',
        1,
        "«https://a.org» es de otro sitio",
    ),
    "docs/assets/javascripts/b.js": ("console.log(1);\n", 1, "queda un «console.log»"),
    "overrides/main.html": (
        '<script src="//a.org/b.js"></script>\n',
        1,
        "la plantilla carga algo de otro sitio",
    ),
}


@pytest.mark.parametrize("path", FILES)
def test_bad_file(course, path: str) -> None:
    """También en los archivos que no son páginas."""
    text, line, message = FILES[path]
    course.write(path, "").write_bytes(text.encode())
    assert f"{path}:{line}: {message}" in [said.split("\n")[0] for said in course.check()]


def test_repeated_identifier(course) -> None:
    """Un identificador está una vez en la página."""
    text = '<div id="uno"></div>\n\n<div id="uno"></div>'
    assert check(course, text) == [f"{PAGE}:10: el identificador «uno» ya está en la línea 8"]
