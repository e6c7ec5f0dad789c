"""Une las hojas de estilo propias en una: el navegador espera a todas para dibujar algo.

En `docs/assets/stylesheets/` hay una por tema y `extra_css`, en mkdocs.yml, las nombra. MkDocs
publica una sola, con todas en ese orden y sin comentarios.
"""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

FOLDER = "assets/stylesheets"
JOINED = f"{FOLDER}/curso.css"
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def join_styles(files: Files, config: MkDocsConfig) -> None:
    """Cambia las hojas de `extra_css` por la que las reúne."""
    sheets = [files.get_file_from_path(str(path)) for path in config.extra_css]
    if None in sheets:
        return  # de la que falta avisa quien comprueba los enlaces
    text = "\n".join(COMMENT.sub("", sheet.content_string) for sheet in sheets)
    for sheet in sheets:
        files.remove(sheet)
    files.append(File.generated(config, JOINED, content=text))
    config.extra_css[:] = [JOINED]
