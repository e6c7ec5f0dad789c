"""Remiendos: el HTML que el tema y mkdocs-jupyter escriben y que la norma no admite.

Cada remiendo es una forma exacta, con su motivo. Si una versión nueva deja de escribirla, el
remiendo no hace nada y se puede borrar; si escribe otra, `tests/test_html.py` la encuentra.
"""

from __future__ import annotations

import re

MENDS = (
    # Material: `autocomplete` no vale en una casilla; evita que Firefox la recuerde abierta.
    (re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"'), r"\1"),
    # Material: la etiqueta de una sección siempre abierta no recibe el foco, ni con un cero.
    (re.compile(r'(<label class="md-nav__link"[^>]*?) tabindex=""'), r"\1"),
    # mkdocs-jupyter: con el «=» de sus celdas, Material forma un selector que no vale y no copia.
    (re.compile(r'id="cell-id='), 'id="'),
    # mkdocs-jupyter: su botón de copiar, que no se ve y al que le sobra una coma.
    (
        re.compile(r'<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>\s*', re.S),
        "",
    ),
    # mkdocs-jupyter: el código repetido que ese botón copiaba.
    (re.compile(r'<div class="clipboard-copy-txt" id="cell-\d+">[^<]*</div>\s*'), ""),
)


def mend(text: str) -> str:
    """Devuelve la página con el HTML remendado."""
    for pattern, replacement in MENDS:
        text = pattern.sub(replacement, text)
    return text
