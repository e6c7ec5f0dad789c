"""Las reglas del índice: las mismas páginas que hay, y ninguna sección sin enseñar."""

from __future__ import annotations

import re
from pathlib import Path

from docbuild.course.course import Course
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.quizzes import only_in_quizzes, shown_sections


def check_nav(course: Course) -> list[Problem]:
    """Comprueba que el índice y las páginas son los mismos."""
    config = course.project.relative(course.project.config)
    found, listed = [], {entry.path for entry in course.nav}
    known = {page.path.removeprefix("docs/") for page in course.pages}
    shown = [item for item in course.programs if not only_in_quizzes(course, item.path)]
    names = {program.name for program in shown} | course.unreadable
    notebooks = {f"cuadernos/{name}.ipynb" for name in names}
    notebooks |= {f"laboratorios/{name}.ipynb" for name in course.laboratory_names}
    for entry in course.nav:
        if entry.path not in known | notebooks and not _is_url(entry.path):
            message = f"el índice nombra {entry.path}, que no existe"
            hint = did_you_mean(entry.path, known | notebooks)
            found.append(Problem(config, entry.line, message, hint=hint))
    for path in sorted(known - listed):
        hint = f"Añádela a «nav» en {config}."
        found.append(Problem(f"docs/{path}", 0, "la página no está en el índice", hint=hint))
    for path in sorted(notebooks - listed):
        message = f"falta en el índice el cuaderno {path}"
        part = path.partition("/")[0].capitalize()
        found.append(Problem(config, 0, message, hint=f"Añádelo a «nav», en «{part}»."))
    return found


def _is_url(path: str) -> bool:
    return bool(re.match(r"https?://", path))


def check_orphans(course: Course) -> list[Problem]:
    """Comprueba que toda sección se enseña en alguna página."""
    shown = shown_sections(course) | {
        (include.file, include.section) for page in course.pages for include in page.code_includes()
    }
    found = []
    for program in course.programs:
        file = program.file
        for name, cell in program.sections.items():
            if (file, name) not in shown:
                hint = f'Inclúyela con --8<-- "{file}:{name}" o bórrala.'
                found.append(program.problem(cell.line, f"ninguna página enseña «{name}»", hint))
        if not program.sections:
            found.append(program.problem(0, "ninguna página enseña este programa"))
    return found + _stray_files(course)


def _stray_files(course: Course) -> list[Problem]:
    """Señala los archivos de snippets/ que no son programas ni su estilo."""
    root = course.project.snippets
    expected = {course.project.root / program.path for program in course.programs}
    expected |= {course.project.matplotlibrc} | set(root.glob("*/*.py"))
    return [
        Problem(
            course.project.relative(path),
            0,
            "este archivo no lo usa nadie",
            hint="Los programas van en snippets/<unidad>/<programa>.py.",
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path not in expected
        and "__pycache__" not in path.parts
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and not _read_by_a_program(course, path)
    ]


def _read_by_a_program(course: Course, path: Path) -> bool:
    return any(path.name in program.source for program in course.programs)
