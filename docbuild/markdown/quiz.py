"""Extensión de Python-Markdown: los cuestionarios llegan ya como HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions import Extension

if TYPE_CHECKING:
    pass


class QuizExtension(Extension):
    """Deja escribir Markdown dentro de `<quiz-block>`."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.block_level_elements.append("quiz-block")


def makeExtension(**kwargs: object) -> QuizExtension:
    return QuizExtension(**kwargs)
