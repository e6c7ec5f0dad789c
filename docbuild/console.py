"""Los mensajes: qué se hizo, los avisos y los problemas."""

from __future__ import annotations

from rich.console import Console

from docbuild.build import Report
from docbuild.course.problems import report


def error_console() -> Console:
    """Devuelve la salida de los mensajes; «:100:» es una línea y no un emoticono."""
    return Console(stderr=True, soft_wrap=True, emoji=False)


def tell(done: Report, console: Console) -> None:
    """Escribe qué se hizo, los avisos y todos los problemas."""
    for notice in done.notices:
        console.print(f"Aviso: {notice}", style="yellow", markup=False, highlight=False)
    if done.problems:
        console.print(report(done.problems), style="red", markup=False, highlight=False)
    elif done.ran or done.cached:
        console.print(
            f"Programas ejecutados: {len(done.ran)}; de la caché: {len(done.cached)}; "
            f"archivos cambiados: {len(done.changed)}.",
            highlight=False,
        )
    else:
        console.print("Todo en orden.", highlight=False)
