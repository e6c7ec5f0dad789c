"""Caracteres: los que no se ven y los que parecen otros."""

from faults import Fault

NOTES = "docs/notas.md"
FAULTS = (
    Fault(
        "espacio duro",
        NOTES,
        "va un espacio normal",
        "va un\xa0espacio normal",
        "hay un espacio duro",
    ),
    Fault(
        "letra cirílica",
        NOTES,
        "pendiente es latina",
        "pеndiente es latina",
        "«е» es una letra cirílica, U+0435",
    ),
    Fault(
        "tilde suelta",
        NOTES,
        "Una canción se",
        "Una canción se",
        "hay una tilde suelta (Unicode sin NFC)",
    ),
    Fault(
        "emoji en la prosa",
        NOTES,
        "dibujos de caras.",
        "dibujos de caras 🎉.",
        "«🎉» no es un signo del curso, U+1F389",
    ),
    Fault(
        "ancho cero",
        NOTES,
        "Nada queda invisible",
        "Nada queda in\u200bvisible",
        "hay un espacio de ancho cero",
    ),
    Fault(
        "espacio al final de la línea",
        NOTES,
        "de esta línea no hay nada.",
        "de esta línea no hay nada. ",
        "la línea acaba en espacios",
    ),
    Fault(
        "comillas tipográficas en el código",
        NOTES,
        'recta.py "una recta"',
        "recta.py “una recta”",
        "«“» en el código",
    ),
    Fault(
        "fin de línea de Windows",
        "docs/assets/stylesheets/windows.css",
        "",
        "a { color: red; }\r\n",
        "la línea acaba como en Windows (CRLF)",
        at="docs/assets/stylesheets/windows.css|a {",
    ),
    Fault(
        "tabulador en un guion",
        "docs/assets/javascripts/tabulador.js",
        "",
        "// Nada.\n\tdocument.title;\n",
        "hay un tabulador",
        at="docs/assets/javascripts/tabulador.js|\tdocument",
    ),
    Fault(
        "sin salto al final",
        "docs/sin-salto.md",
        "",
        "# Sin salto\n\nUna frase.",
        "falta el salto de línea al final",
        at="docs/sin-salto.md|Una frase",
    ),
)
