"""Navegación: el `nav` de mkdocs.yml, el único sitio que da orden al curso."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import yaml

from docbuild.course.problems import Problem
from docbuild.course.project import Project

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
    if suffix != "!ENV":
        return None
    if isinstance(node, yaml.ScalarNode):
        return os.environ.get(loader.construct_scalar(node))
    values = loader.construct_sequence(node)
    names, default = (values[:-1], values[-1]) if len(values) > 1 else (values, None)
    return next((os.environ[name] for name in names if name in os.environ), default)


_Loader.add_multi_constructor("", _ignore_tag)


def settings(project: Project) -> dict:
    """Devuelve mkdocs.yml como diccionario; lanza yaml.YAMLError si está mal escrito."""
    return yaml.load(project.config.read_text(encoding="utf-8-sig"), _Loader) or {}


def navigation(project: Project) -> tuple[list[Entry], list[Problem]]:
    """Devuelve las páginas del índice, en orden y con su línea, y lo que falla al leerlo."""
    text = project.config.read_text(encoding="utf-8-sig")
    try:
        nav = settings(project).get("nav")
    except yaml.YAMLError as error:
        return [], [_broken(project.relative(project.config), error)]
    lines = text.split("\n")
    return [Entry(title, path, line_of(path, lines)) for title, path in _flatten(nav)], []


def _broken(path: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    detail = getattr(error, "problem", None) or str(error)
    return Problem(path, mark.line + 1 if mark else 0, "no es YAML válido", detail)


def _flatten(items: list | dict | str | None, title: str = "") -> list[tuple[str, str]]:
    if isinstance(items, str):
        return [(title, items)]
    if isinstance(items, dict):
        return [pair for name, item in items.items() for pair in _flatten(item, str(name))]
    return [pair for item in items or [] for pair in _flatten(item)]


def line_of(path: str, lines: list[str]) -> int:
    """Devuelve la línea donde el índice nombra la página, que acaba en su ruta."""
    ending = re.compile(rf"(?:^|[\s\"']){re.escape(path)}[\"']?\s*(?:#.*)?$")
    return next((n for n, line in enumerate(lines, start=1) if ending.search(line)), 0)
