"""Enganche de MkDocs: construye antes que el sitio y lo publica entero o nada."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from docbuild.__main__ import INTERRUPTED
from docbuild.build import build, disk_problem, locked
from docbuild.console import error_console, tell
from docbuild.course.problems import Problem, report
from docbuild.course.project import Project
from docbuild.engine.serving import ErrorPage, watch_sources
from docbuild.site.csp import protect
from docbuild.site.inventory import Built, at_source, check_site
from docbuild.site.mend import mend
from docbuild.site.social_cards import FOLDER, HOME, Card, make_card, write_cards
from docbuild.site.styles import join_styles
from docbuild.site.swap import prepare, remove, swap
from docbuild.site.zip import write_zip

LABORATORY_BOOST = 0.2
WATCHED = ("snippets", "quizzes", "glossary", "docbuild")
log = logging.getLogger("mkdocs")


class State:
    """Lo que hay que recordar de un aviso de MkDocs al siguiente."""

    serving = False
    port_checked = False
    lock = contextlib.ExitStack()  # el cerrojo, de `on_config` al final de la construcción
    project: Project | None = None
    site: Path | None = None  # donde se publica
    draft: Path | None = None  # el sitio a medio escribir
    failure = ""  # los problemas de la última construcción
    pages: list[Built]  # las páginas que el sitio ha de tener
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
    if config.strict:
        log.setLevel(min(log.level, logging.WARNING))  # con «-q» los avisos también cuentan
    console = error_console()
    project = state.project = _project(config)
    os.chdir(project.root)  # las inclusiones se buscan desde aquí, también con «-f»
    state.lock.enter_context(locked(project, console))
    if not state.serving:
        state.site = Path(os.path.realpath(config.site_dir))  # un enlace se queda como está
        state.draft = prepare(state.site)
        config.site_dir = str(state.draft)
    done = build(project, console=console, held=True)
    tell(done, console)
    state.failure = report(done.problems) if done.problems else ""
    if done.problems:
        raise Abort("El curso tiene problemas: el sitio anterior queda como estaba.")
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


@event_priority(-100)  # después de los demás complementos
def on_build_error(error: Exception) -> None:
    """Borra el sitio a medio escribir; si el fallo es del disco, lo dice sin traza."""
    _let_go()
    if isinstance(error, OSError) and (problem := disk_problem(state.project, error)):
        _fail([problem])


def on_shutdown() -> None:
    """Con Ctrl-C, borra el sitio a medio escribir y dice qué hacer."""
    _let_go()
    if isinstance(sys.exception(), KeyboardInterrupt):
        error_console().print(INTERRUPTED)
        if not state.serving:  # al servir, a MkDocs le falta borrar su carpeta provisional
            sys.exit(130)


def _let_go() -> None:
    """Borra el sitio a medio escribir y suelta el cerrojo."""
    if state.draft:
        with contextlib.suppress(OSError):  # la próxima construcción lo intenta otra vez
            remove(state.draft)
    state.draft = None
    state.lock.close()


def _fail(problems: Iterable[Problem]) -> None:
    """Escribe los problemas y detiene a MkDocs."""
    state.failure = report(problems)
    error_console().print(state.failure, style="red", markup=False, highlight=False)
    raise Abort("No se publica nada: el sitio anterior queda como estaba.")


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Apunta las páginas que el sitio ha de tener."""
    state.pages = [
        Built(f"docs/{file.src_uri}", file.dest_uri, file.page.canonical_url or "")
        for file in files.documentation_pages()
    ]
    return env


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
    watch_sources(server, project.docs, set(project.generated_docs))
    ErrorPage(server, lambda: state.failure)
    for name in WATCHED:
        if (project.root / name).is_dir():
            server.watch(str(project.root / name))


@event_priority(-100)  # después de los demás complementos
def on_post_build(config: MkDocsConfig) -> None:
    """Pone el sitio nuevo en el lugar del anterior si no hubo avisos."""
    new = Path(config.site_dir)
    write_cards(state.cards, new, _project(config).cache.with_name(FOLDER))
    _complete_search(new / "search" / "search_index.json")
    if not state.serving:
        _finish(new)
        swap(new, state.site)
        config.site_dir = str(state.site)
    _let_go()


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
    """Añade la política de seguridad y el zip; con avisos o problemas, no se publica nada."""
    problems = at_source(state.project, protect(site), state.pages) + write_zip(site)
    if problems := problems or check_site(state.project, site, state.pages):
        _fail(problems)
    if count := _warnings():
        avisos = "1 aviso" if count == 1 else f"{count} avisos"
        raise Abort(f"MkDocs da {avisos}, arriba: el sitio anterior queda como estaba.")


def _warnings() -> int:
    """Devuelve cuántos avisos ha contado el modo estricto."""
    handlers = [item for item in log.handlers if isinstance(item, CountHandler)]
    return sum(count for item in handlers for _, count in item.get_counts())
