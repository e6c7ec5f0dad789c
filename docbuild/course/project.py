"""Rutas: dónde está cada cosa dentro del proyecto."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """El proyecto que se construye; todo cuelga de su raíz."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "mkdocs.yml"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def snippets(self) -> Path:
        return self.root / "snippets"

    @property
    def quizzes(self) -> Path:
        return self.root / "quizzes"

    @property
    def glossary(self) -> Path:
        return self.root / "glossary" / "terms.yml"

    @property
    def matplotlibrc(self) -> Path:
        return self.snippets / "matplotlibrc"

    @property
    def generated(self) -> Path:
        return self.root / "generated"

    @property
    def outputs(self) -> Path:
        return self.generated / "salidas"

    @property
    def footers(self) -> Path:
        return self.generated / "fichas"

    @property
    def quiz_pages(self) -> Path:
        return self.generated / "cuestionarios"

    @property
    def numbers(self) -> Path:
        return self.generated / "num.yml"

    @property
    def figures(self) -> Path:
        return self.docs / "figuras"

    @property
    def data(self) -> Path:
        return self.docs / "datos"

    @property
    def notebooks(self) -> Path:
        return self.docs / "cuadernos"

    @property
    def generated_docs(self) -> tuple[Path, ...]:
        """Devuelve las carpetas de docs/ que se generan: nadie escribe en ellas."""
        return self.figures, self.data, self.notebooks

    @property
    def laboratories(self) -> Path:
        return self.docs / "laboratorios"

    @property
    def cache(self) -> Path:
        return self.root / ".docbuild" / "programas"

    def relative(self, path: Path) -> str:
        """Devuelve la ruta como la ve quien lee un mensaje."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def find_project(start: Path | None = None) -> Project:
    """Devuelve el proyecto que contiene la carpeta `start`, o la actual.

    Lanza FileNotFoundError si ninguna carpeta superior tiene mkdocs.yml.
    """
    folder = (start or Path.cwd()).resolve()
    for root in (folder, *folder.parents):
        if (root / "mkdocs.yml").is_file():
            return Project(root)
    raise FileNotFoundError(
        f"no está en {folder} ni por encima: ejecuta la orden dentro del proyecto"
    )
