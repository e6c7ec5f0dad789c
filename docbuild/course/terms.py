"""Glosario: los términos de `glossary/terms.yml`, su página y sus definiciones al paso.

Es también una extensión de Python-Markdown: la primera vez que una página usa un término, le
pone un botón que enseña su definición. No necesita script y vale igual en Zensical.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify

from docbuild.course.problems import Problem
from docbuild.course.project import Project
from docbuild.course.records import FLAG, TEXTS, Key, Record, read_records

if TYPE_CHECKING:
    pass

PAGE = "glosario.md"  # en docs/, y lo que incluye
CODE = re.compile(r"`([^`]+)`")
KEYS = {
    "term": Key(required=True),
    "plural": Key(),
    "english": Key(required=True),
    "identifier": Key(),
    "definition": Key(required=True),
    "lesson": Key(required=True),
    "forbidden": Key((TEXTS,)),
    "tooltip": Key((FLAG,)),
}


@dataclass(frozen=True)
class Term:
    """Una palabra del curso y lo que quiere decir."""

    line: int
    name: str
    plural: str
    english: str
    identifier: str  # como se escribe en el código
    definition: str
    lesson: str  # donde se presenta
    forbidden: tuple[str, ...]  # lo que no se escribe en su lugar
    tooltip: bool  # si se define al paso en las páginas

    @property
    def anchor(self) -> str:
        return slugify(self.name, "-")

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, self.plural) if self.plural else (self.name,)


def load_terms(path: Path, name: str) -> tuple[list[Term], list[Problem]]:
    """Devuelve los términos del archivo y lo que falla en su forma."""
    if not path.is_file():
        return [], []
    records, problems = read_records(path, name, KEYS)
    return ([] if problems else [_term(record) for record in records]), problems


def _term(record: Record) -> Term:
    texts = [record.text(key) for key in list(KEYS)[:6]]
    forbidden = tuple(value for value in record.items("forbidden"))
    tooltip = "tooltip" not in record.values or record.flag("tooltip")
    return Term(record.line, *texts, forbidden, tooltip)


def collation(text: str) -> str:
    """Devuelve la clave con que se ordena en español: sin acentos y la ñ tras la n."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("ñ", "n~"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def load_glossary(project: Project) -> tuple[list[Term], list[Problem]]:
    return load_terms(project.glossary, project.relative(project.glossary))
