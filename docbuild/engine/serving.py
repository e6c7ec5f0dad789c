"""`mkdocs serve`: qué archivos se vigilan y qué se ve mientras el curso tiene un problema."""

from __future__ import annotations

import html
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

PAGE = """<!doctype html>
<html lang="es">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>El curso tiene problemas</title>
<style>body {{ margin: 2rem; font: 1rem/1.5 sans-serif }} pre {{ white-space: pre-wrap }}</style>
<h1>El curso tiene problemas</h1>
<p>Corrígelos y guarda: la página vuelve sola.</p>
<pre>{}</pre>
</html>
"""


def watch_sources(server: LiveReloadServer, docs: Path, generated: set[Path]) -> None:
    """Vigila `docs`, menos lo que escribe la propia construcción: daría otra vuelta."""
    server.unwatch(str(docs))
    server.watch(str(docs), recursive=False)
    for folder in docs.iterdir():
        if folder.is_dir() and folder not in generated:
            server.watch(str(folder))


class ErrorPage:
    """Da a quien mira una página con los problemas en lugar de dejarla cargando."""

    def __init__(self, server: LiveReloadServer, failure: Callable[[], str]) -> None:
        """`failure` devuelve los problemas de la última construcción."""
        self.text = ""
        self.failure = failure
        self.build, self.serve = server.builder, server.serve_request
        server.builder = self.rebuild
        server.set_app(self.answer)

    def rebuild(self) -> None:
        """Construye; si no se puede, recuerda por qué."""
        self.text = ""
        try:
            self.build()
        except SystemExit as error:  # los problemas ya están escritos en el terminal
            self.text = self.failure() or str(error)
        except Exception:
            traceback.print_exc()
            self.text = traceback.format_exc()

    def answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Responde a una petición: si algo falla, toda página es la de los problemas."""
        if not self.text or not environ["PATH_INFO"].endswith(("/", ".html")):
            return self.serve(environ, start_response)
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [PAGE.format(html.escape(self.text)).encode()]
