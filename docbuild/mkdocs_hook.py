"""Enganche de MkDocs: construye antes que el sitio y lo publica entero o nada."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page
from rich.console import Console

from docbuild.__main__ import tell
from docbuild.build import build
from docbuild.project import Project

NEW = ".nuevo"  # el sitio se escribe aquí y al final ocupa el lugar del anterior
WATCHED = ("snippets", "quizzes", "docbuild")


class WarningCounter(logging.Handler):
    """Cuenta los avisos de MkDocs, que en modo estricto impiden publicar."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


warnings = WarningCounter()
command = "build"


def on_startup(command: str, dirty: bool) -> None:
    """Recuerda si se construye o se sirve."""
    globals()["command"] = command
    logging.getLogger("mkdocs").addHandler(warnings)


@event_priority(100)  # antes de que mkdocs-macros lea los números
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Ejecuta lo que cambió; si algo falla, MkDocs no llega a escribir nada."""
    done = build(Project(Path(config.config_file_path).parent), console=(console := _console()))
    tell(done, console)
    if done.problems:
        raise BuildError("el curso tiene problemas: el sitio anterior queda como estaba")
    warnings.count = 0
    if command == "build":
        config.site_dir = config.site_dir.rstrip("/") + NEW
    return config


def on_page_content(html: str, page: Page, **_kwargs: object) -> str:
    """Deja los cuadernos fuera de la búsqueda: su lección ya está en ella."""
    if page.file.src_uri.endswith(".ipynb"):
        page.meta["search"] = {"exclude": True}
    return html


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_kwargs: object) -> None:
    """Vigila también los programas y el constructor."""
    for name in WATCHED:
        folder = Path(config.config_file_path).parent / name
        if folder.is_dir():
            server.watch(str(folder))


@event_priority(-100)  # después de los demás complementos
def on_post_build(config: MkDocsConfig) -> None:
    """Pone el sitio nuevo en el lugar del anterior si no hubo avisos."""
    if command != "build":
        return
    new = Path(config.site_dir)
    site = new.with_name(new.name.removesuffix(NEW))
    config.site_dir = str(site)
    if config.strict and warnings.count:
        shutil.rmtree(new)
        return  # MkDocs termina con error; el sitio anterior queda
    old = site.with_name(site.name + ".viejo")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _console() -> Console:
    return Console(stderr=True, soft_wrap=True)
