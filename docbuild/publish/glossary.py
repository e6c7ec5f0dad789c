"""La página del glosario: sus términos, como listas de definiciones."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from docbuild.course.terms import PAGE, Term, collation

if TYPE_CHECKING:
    from docbuild.course.course import Course


def glossary_files(course: Course) -> dict[Path, bytes]:
    """Devuelve lo que incluye la página del glosario."""
    if not course.terms:
        return {}
    parts = []
    for letter, terms in groupby(course.terms, lambda term: collation(term.name)[0].upper()):
        parts += [f"## {letter}", *(_entry(course, term) for term in terms)]
    text = "\n\n".join(parts)
    markdown = f'<div class="glossary" markdown="block">\n\n{text}\n\n</div>\n'
    return {course.project.generated / PAGE: markdown.encode()}


def _entry(course: Course, term: Term) -> str:
    """Devuelve un término como entrada de una lista de definiciones."""
    names = f"*{term.english}*{{ lang=en }}"
    names += f" · `{term.identifier}`" if term.identifier else ""
    path = f"{term.lesson}.md"
    entry = course.entry(path)
    link = f" Se presenta en [{entry.title}]({path})." if entry else ""
    return f"{term.name} {{ #{term.anchor} }}\n:   {names}. {term.definition}{link}"
