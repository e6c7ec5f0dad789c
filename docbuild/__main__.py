"""La orden `python -m docbuild`: construir, construir uno, comprobar o ejecutar laboratorios."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback

INTERRUPTED = (
    "Interrumpido: lo que había está entero. Repite la orden; seguirá con lo que faltaba."
)
try:
    from rich.console import Console

    from docbuild.build import Report, build, build_laboratories, friendly_disk_errors
    from docbuild.check import load_course
    from docbuild.problems import Problem
    from docbuild.problems import report as render
    from docbuild.project import find_project
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


def error_console() -> Console:
    """Devuelve la salida de los mensajes; «:100:» es una línea y no un emoticono."""
    return Console(stderr=True, soft_wrap=True, emoji=False)


def tell(done: Report, console: Console) -> None:
    """Escribe qué se hizo, los avisos y todos los problemas."""
    for notice in done.notices:
        console.print(f"Aviso: {notice}", style="yellow", markup=False, highlight=False)
    if done.problems:
        console.print(render(done.problems), style="red", markup=False, highlight=False)
    elif done.ran or done.cached:
        console.print(
            f"Programas ejecutados: {len(done.ran)}; de la caché: {len(done.cached)}; "
            f"archivos cambiados: {len(done.changed)}.",
            highlight=False,
        )
    else:
        console.print("Todo en orden.", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
