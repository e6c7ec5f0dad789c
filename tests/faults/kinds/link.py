"""Enlaces, índice y archivos: cada cosa lleva a donde dice."""

from faults import Fault

NOTES = "docs/notas.md"
FAULTS = (
    Fault(
        "siguiente lección que no es",
        "docs/rectas/recta.md",
        "[1.2 El error](error.md).",
        "[1.2 El error](../glosario.md).",
        "«Siguiente lección» no lleva a la siguiente",
    ),
    Fault(
        "número de otra lección",
        "docs/rectas/error.md",
        "[lección 1.1](recta.md)",
        "[lección 1.2](recta.md)",
        "«lección 1.2» lleva a la lección 1.1",
    ),
    Fault(
        "título que no es el del índice",
        "docs/glosario.md",
        "# Glosario",
        "# Diccionario",
        "el título «Diccionario» no es el del índice",
    ),
    Fault(
        "portada desordenada",
        "docs/index.md",
        "- [1.1 La recta](rectas/recta.md)\n- [1.2 El error](rectas/error.md)",
        "- [1.2 El error](rectas/error.md)\n- [1.1 La recta](rectas/recta.md)",
        "«1.1 La recta» no va aquí",
        at="docs/index.md|- [1.1",
    ),
    Fault(
        "http sin cifrar",
        NOTES,
        "(https://keras.io/api/)",
        "(http://keras.io/api/)",
        "«http://keras.io/api/» empieza por http://",
    ),
    Fault(
        "dirección con el punto de la frase",
        NOTES,
        "[guía]: https://keras.io/guides/",
        "[guía]: https://keras.io/guides/.",
        "la dirección «https://keras.io/guides/.» está mal escrita",
    ),
    Fault(
        "enlace que dice aquí",
        "docs/aqui.md",
        "",
        "# Aquí\n\nPulsa [aquí](index.md).\n",
        "el enlace «aquí» no dice nada",
        at="docs/aqui.md|Pulsa",
    ),
    Fault(
        "lección que no existe",
        "docs/lejos.md",
        "",
        "# Lejos\n\nLo verás en la lección 4.9 del curso.\n",
        "no hay ninguna lección 4.9",
        at="docs/lejos.md|Lo verás",
    ),
    Fault(
        "página repetida en el índice",
        "mkdocs.yml",
        "  - Notas: notas.md",
        "  - Notas: notas.md\n  - Apuntes: notas.md",
        "el índice nombra notas.md dos veces",
        at="mkdocs.yml|Apuntes",
    ),
    Fault(
        "archivo suelto",
        "docs/borrador.txt",
        "",
        "Un borrador.\n",
        "este archivo no lo usa nadie",
        at="docs/borrador.txt",
    ),
    Fault(
        "hoja de estilo mal nombrada",
        "mkdocs.yml",
        "stylesheets/theme.css",
        "stylesheets/tema.css",
        "no existe docs/assets/stylesheets/tema.css",
    ),
    Fault(
        "nombre con mayúsculas",
        "docs/Datos.csv",
        "",
        "1\n",
        "«Datos.csv» no vale en una dirección",
        at="docs/Datos.csv",
    ),
)
