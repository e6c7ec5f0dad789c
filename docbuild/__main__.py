"""La orden `python -m docbuild`: construir, construir uno, comprobar o ejecutar laboratorios."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback

INTERRUPTED = "Interrumpido: lo que había está entero. Repite la orden; seguirá con lo que faltaba."

try:
    from rich.console import Console

    from docbuild.build import Report, build, build_laboratories, friendly_disk_errors
    from docbuild.console import error_console, tell
    from docbuild.course.problems import Problem
    from docbuild.course.project import find_project
    from docbuild.rules.load import load_course
except KeyboardInterrupt:
    print(INTERRUPTED, file=sys.stderr)
    sys.exit(130)


HELP = (
    "programas que ejecutar (todos si no se dice); «check» para solo comprobar; «laboratorios» "
    "para ejecutar los laboratorios cuyos datos ya están descargados"
)


def main(arguments: list[str] | None = None) -> int:
    """Devuelve 0 si todo va bien, 1 si el curso tiene problemas y 2 si falla docbuild."""
    parser = argparse.ArgumentParser(prog="python -m docbuild", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="programa", help=HELP)
    names = parser.parse_args(arguments).names
    console = error_console()
    try:
        done = _work(names, console)
    except KeyboardInterrupt:
        console.print(INTERRUPTED)
        return 130
    except Exception:
        traceback.print_exc()
        console.print("Este fallo es de docbuild, no del curso.", style="red")
        return 2
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ya solo queda contarlo
    tell(done, console)
    return 1 if done.problems else 0


def _work(names: list[str], console: Console) -> Report:
    try:
        project = find_project()
    except FileNotFoundError as error:
        return Report(problems=[Problem("mkdocs.yml", 0, str(error))])
    if names == ["check"]:
        done = Report()
        with friendly_disk_errors(project, done):
            done.problems += load_course(project).problems
        return done
    if names[:1] == ["laboratorios"]:
        return build_laboratories(project, names[1:], console)
    return build(project, names, console=console)


if __name__ == "__main__":
    sys.exit(main())
