"""Navegación: el `nav` de mkdocs.yml, el único sitio que da orden al curso."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import yaml

from docbuild.project import Project

LESSON = re.compile(r"\d+\.\d+ ")


@dataclass(frozen=True)
class Entry:
    """Una página del índice."""

    title: str
    path: str  # relativa a docs/
    line: int  # en mkdocs.yml

    @property
    def is_lesson(self) -> bool:
        """Dice si es una lección numerada; los cuestionarios tienen otra forma."""
        return bool(LESSON.match(self.title)) and "quiz" not in self.path


class _Loader(yaml.SafeLoader):
    """Lee mkdocs.yml sin ejecutar sus etiquetas (`!ENV`, `!!python/name`)."""


def _ignore_tag(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    if suffix == "!ENV" and isinstance(node, yaml.SequenceNode):
        *names, default = loader.construct_sequence(node)
        return next((os.environ[name] for name in names if name in os.environ), default)
    return None


_Loader.add_multi_constructor("", _ignore_tag)


def settings(project: Project) -> dict:
    """Devuelve mkdocs.yml como diccionario."""
    return yaml.load(project.config.read_text(encoding="utf-8"), _Loader) or {}


def navigation(project: Project) -> list[Entry]:
    """Devuelve las páginas del índice, en orden y con su línea."""
    lines = project.config.read_text(encoding="utf-8").splitlines()
    return [
        Entry(title, path, _line_of(path, lines))
        for title, path in _flatten(settings(project).get("nav") or [])
    ]


def _flatten(items: list | dict | str, title: str = "") -> list[tuple[str, str]]:
    if isinstance(items, str):
        return [(title, items)]
    if isinstance(items, dict):
        return [pair for name, item in items.items() for pair in _flatten(item, name)]
    return [pair for item in items for pair in _flatten(item)]


def _line_of(path: str, lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines, start=1) if path in line), 0)
