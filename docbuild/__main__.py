"""La orden `python -m docbuild`: construir, construir uno o solo comprobar."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from docbuild.build import Report, build
from docbuild.check import load_course
from docbuild.problems import report as render
from docbuild.project import find_project

HELP = "programas que ejecutar (todos si no se dice), o «check» para solo comprobar"


def main(arguments: list[str] | None = None) -> int:
    """Devuelve 0 si todo va bien y 1 si hay problemas."""
    parser = argparse.ArgumentParser(prog="python -m docbuild", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="programa", help=HELP)
    names = parser.parse_args(arguments).names
    console = Console(stderr=True, soft_wrap=True)
    try:
        project = find_project()
    except FileNotFoundError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    if names == ["check"]:
        done = Report(problems=load_course(project).problems)
    else:
        done = build(project, names, console=console)
    tell(done, console)
    return 1 if done.problems else 0


def tell(done: Report, console: Console) -> None:
    """Escribe qué se hizo, los avisos y todos los problemas."""
    for notice in done.notices:
        console.print(f"Aviso: {notice}", style="yellow", markup=False, highlight=False)
    if done.problems:
        console.print(render(done.problems), style="red", markup=False, highlight=False)
    elif done.ran or done.cached:
        console.print(
            f"{len(done.ran)} programas ejecutados, {len(done.cached)} de la caché, "
            f"{len(done.changed)} ficheros cambiados.",
            highlight=False,
        )
    else:
        console.print("Todo en orden.", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
