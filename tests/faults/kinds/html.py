"""HTML, hojas de estilo y guiones: solo lo propio y bien cerrado."""

from faults import Fault

NOTES = "docs/notas.md"
FAULTS = (
    Fault(
        "elemento propio mal escrito",
        NOTES,
        '<line-widget data-start="2"></line-widget>',
        '<lines-widget data-start="2"></lines-widget>',
        "ningún módulo define «<lines-widget>»",
    ),
    Fault(
        "negrita de HTML sin cerrar",
        "docs/negrita.md",
        "",
        "# Negrita\n\nUna <b>negrita.\n",
        "«<b>» no se cierra",
        at="docs/negrita.md|<b>",
    ),
    Fault(
        "guion dentro de la página",
        "docs/guion.md",
        "",
        '# Guion\n\n<script src="a.js"></script>\n',
        "«<script>» no va en una página",
        at="docs/guion.md|<script",
    ),
    Fault(
        "estilo en la página",
        NOTES,
        '<span class="corta">',
        '<span style="color: red">',
        "el atributo «style» no va en una página",
    ),
    Fault(
        "Markdown que no se lee",
        NOTES,
        '<div class="nota" markdown>',
        '<div class="nota">',
        "el Markdown de este <div> saldría como texto",
        at="docs/notas.md|Una nota con una **",
    ),
    Fault(
        "dato que nadie lee",
        "docs/dato.md",
        "",
        '# Dato\n\n<div data-stat="2"></div>\n',
        "ningún módulo lee «data-stat»",
        at="docs/dato.md|<div",
    ),
    Fault(
        "imagen de otro sitio",
        "docs/ajena.md",
        "",
        "# Ajena\n\n![Una foto de una recta en otro sitio.](https://ejemplo.org/recta.png)\n",
        "la imagen viene de otro sitio",
        at="docs/ajena.md|![Una",
    ),
    Fault(
        "identificador repetido",
        "docs/repetido.md",
        "",
        '# Repetido\n\n<div id="uno"></div>\n\n<p id="uno">Uno.</p>\n',
        "el identificador «uno» ya está en la línea 3",
        at="docs/repetido.md|<p id",
    ),
    Fault(
        "foco escondido",
        "docs/assets/stylesheets/foco.css",
        "",
        "a {\n  outline: none;\n}\n",
        "«outline: none» esconde el foco",
        at="docs/assets/stylesheets/foco.css|outline",
    ),
    Fault(
        "hoja de otro sitio",
        "docs/assets/stylesheets/ajena.css",
        "",
        '@import "https://ejemplo.org/a.css";\n',
        "«@import» pide otra hoja",
        at="docs/assets/stylesheets/ajena.css|@import",
    ),
    Fault(
        "petición a otro sitio",
        "docs/assets/javascripts/ajeno.js",
        "",
        'fetch("https://ejemplo.org/a.json");\n',
        "«https://ejemplo.org/a.json» es de otro sitio",
        at="docs/assets/javascripts/ajeno.js|fetch",
    ),
)
