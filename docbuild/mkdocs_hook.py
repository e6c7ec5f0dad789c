"""Enganche de MkDocs: construye antes que el sitio y lo publica entero o nada."""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import socket
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from docbuild.__main__ import error_console, tell
from docbuild.build import build
from docbuild.cards import FOLDER, HOME, Card, make_card, write_cards
from docbuild.csp import protect
from docbuild.mend import mend
from docbuild.offline import write_zip
from docbuild.problems import report
from docbuild.project import Project
from docbuild.serving import ErrorPage, watch_sources
from docbuild.styles import join_styles

NEW = ".nuevo"  # el sitio se escribe aquí y al final ocupa el lugar del anterior
LABORATORY_BOOST = 0.2
WATCHED = ("snippets", "quizzes", "glossary", "docbuild")


class State:
    """Lo que hay que recordar de un aviso de MkDocs al siguiente."""

    serving = False
    port_checked = False
    draft: Path | None = None  # el sitio a medio escribir
    failure = ""  # los problemas de la última construcción
    cards: tuple[Card, ...] = ()  # las tarjetas de las páginas ya leídas
    found_by: dict[str, dict]  # de cada página, lo que la búsqueda ha de saber de ella


state = State()


def on_startup(command: str, dirty: bool) -> None:
    """Recuerda si se construye o se sirve."""
    state.serving = command == "serve"


@event_priority(100)  # antes de que mkdocs-macros lea los números
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Ejecuta lo que cambió; si algo falla, MkDocs no llega a escribir nada."""
    if state.serving and not state.port_checked:
        _check_port(*config.dev_addr)
        state.port_checked = True
    state.cards, state.found_by = (), {}
    console = error_console()
    project = _project(config)
    os.chdir(project.root)  # las inclusiones se buscan desde aquí, también con «-f»
    done = build(project, console=console)
    tell(done, console)
    state.failure = report(done.problems) if done.problems else ""
    if done.problems:
        raise Abort("El curso tiene problemas: el sitio anterior queda como estaba.")
    if not state.serving:
        config.site_dir = config.site_dir.rstrip("/") + NEW
        state.draft = Path(config.site_dir)
    return config


def _project(config: MkDocsConfig) -> Project:
    return Project(Path(config.config_file_path).resolve().parent)


def _check_port(host: str, port: int) -> None:
    """Comprueba antes de construir que se podrá servir en esa dirección."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"No se puede servir en {host}:{port}: {error.strerror}."
            if error.errno == errno.EADDRINUSE:
                message = (
                    f"El puerto {port} está ocupado: cierra el otro servidor "
                    f"o usa «mkdocs serve -a {host}:{port + 1}»."
                )
            raise Abort(message) from error


@event_priority(-100)  # después de los demás complementos
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publica las hojas de estilo propias en una sola."""
    join_styles(files, config)
    return files


def on_build_error(error: Exception) -> None:
    """Borra el sitio a medio escribir."""
    if state.draft:
        shutil.rmtree(state.draft, ignore_errors=True)


def on_page_content(html: str, page: Page, **_kwargs: object) -> str:
    """Deja fuera de la búsqueda los cuadernos de las lecciones, que ya están en ella.

    Los laboratorios van detrás de las lecciones: su texto entero es una sola entrada.
    """
    if page.file.src_uri.startswith("cuadernos/"):
        page.meta["search"] = {"exclude": True}
    elif page.file.src_uri.startswith("laboratorios/"):
        page.meta["search"] = {"boost": LABORATORY_BOOST}
    return html


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, **_kwargs: object
) -> TemplateContext:
    """Da a la plantilla la tarjeta de la página; sin dirección pública, no hay."""
    state.found_by[page.url] = {"title": str(page.title)}
    if words := (page.meta.get("search") or {}).get("words"):
        state.found_by[page.url]["tags"] = words
    if config.site_url:
        title = config.site_name if page.is_homepage else str(page.title)
        section = page.parent.title if page.parent else ""
        label = HOME if page.is_homepage else section
        context["card"] = make_card(page.file.src_uri, title, label, config.site_name)
        state.cards += (context["card"],)
    return context


def on_post_page(output: str, **_kwargs: object) -> str:
    """Remienda el HTML de una página."""
    return mend(output)


def on_post_template(output_content: str, template_name: str, **_kwargs: object) -> str:
    """Remienda la página 404, que no es una página para MkDocs."""
    return mend(output_content) if template_name.endswith(".html") else output_content


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_kwargs: object) -> None:
    """Vigila también los programas y el constructor, y enseña los problemas."""
    project = _project(config)
    watch_sources(server, project.docs, {project.figures, project.data, project.notebooks})
    ErrorPage(server, lambda: state.failure)
    for name in WATCHED:
        if (project.root / name).is_dir():
            server.watch(str(project.root / name))


@event_priority(-100)  # después de los demás complementos
def on_post_build(config: MkDocsConfig) -> None:
    """Pone el sitio nuevo en el lugar del anterior si no hubo avisos."""
    new = Path(config.site_dir)
    cache = _project(config).root / ".cache" / FOLDER
    write_cards(state.cards, new, cache)
    _complete_search(new / "search" / "search_index.json")
    if state.serving:
        return
    site = new.with_name(new.name.removesuffix(NEW))
    config.site_dir = str(site)
    if _warned():
        shutil.rmtree(new)
        return  # MkDocs termina con error; el sitio anterior queda
    _finish(new)
    old = site.with_name(site.name + ".viejo")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _complete_search(index: Path) -> None:
    """Pone en la búsqueda el título del índice y las palabras que la página pide (`words`).

    Así «3.4» encuentra su lección, y «learning rate», la que explica la tasa de aprendizaje.
    """
    if not index.is_file():
        return  # un curso sin buscador
    content = json.loads(index.read_text(encoding="utf-8"))
    for entry in content["docs"]:
        entry |= state.found_by.get(entry["location"], {})
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    index.write_text(text, encoding="utf-8")


def _finish(site: Path) -> None:
    """Añade la política de seguridad y el zip; con problemas, no se publica nada."""
    if problems := protect(site) or write_zip(site):
        error_console().print(report(problems), style="red", markup=False, highlight=False)
        raise Abort("El sitio tiene problemas: el anterior queda como estaba.")


def _warned() -> bool:
    """Dice si el modo estricto ha contado algún aviso."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(item.get_counts() for item in handlers if isinstance(item, CountHandler))
