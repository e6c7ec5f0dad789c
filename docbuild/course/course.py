"""El curso: todo lo que se sabe de él antes de ejecutar nada."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from docbuild.course.laboratories import is_laboratory
from docbuild.course.navigation import Entry, settings
from docbuild.course.pages import Include, Page
from docbuild.course.problems import Problem
from docbuild.course.programs import Program
from docbuild.course.project import Project
from docbuild.course.quizzes import Quiz
from docbuild.course.terms import Term

DATA = re.compile(r"(?:^|/)datos/(?P<program>[^/]+)/(?P<file>[^/]+\.json)$")
FIGURE = re.compile(r"figuras/(?P<program>[^/]+)/(?P<name>[^/]+)\.svg$")


@dataclass
class Course:
    """Todo lo que se sabe del curso antes de ejecutar nada."""

    project: Project
    programs: list[Program]
    pages: list[Page]
    nav: list[Entry]
    problems: list[Problem] = field(default_factory=list)
    quizzes: list[Quiz] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    unfit: frozenset[str] = frozenset()  # programas mal escritos, que no se ejecutan
    laboratories: list[Program] = field(default_factory=list)  # la construcción no los ejecuta

    @cached_property
    def by_name(self) -> dict[str, Program]:
        return {program.name: program for program in self.programs}

    @property
    def unreadable(self) -> set[str]:
        """Devuelve los programas que no se pudieron leer; ya tienen su propio problema."""
        paths = [path for path in self.unfit if not is_laboratory(path)]
        return {Path(path).stem for path in paths} - set(self.by_name)

    @property
    def laboratory_names(self) -> set[str]:
        """Devuelve los nombres de los laboratorios, también de los que no se pueden leer."""
        paths = [path for path in self.unfit if is_laboratory(path)]
        return {Path(path).stem for path in paths} | {item.name for item in self.laboratories}

    @cached_property
    def settings(self) -> dict:
        """Devuelve mkdocs.yml, leído una sola vez."""
        return settings(self.project)

    def entry(self, path: str) -> Entry | None:
        """Devuelve la entrada del índice de una página; `path` puede empezar por «docs/»."""
        name = path.removeprefix("docs/")
        return next((entry for entry in self.nav if entry.path == name), None)

    def program_of(self, include: Include) -> Program | None:
        path = f"snippets/{include.file}"
        return next((item for item in self.programs if item.path == path), None)


def used_data(course: Course) -> list[tuple[str, str]]:
    """Devuelve (programa, archivo) de los datos que usa alguna página."""
    found = [DATA.search(data.target) for page in course.pages for data in page.data]
    return sorted({(match["program"], match["file"]) for match in found if match})
