"""Lo que comparten las pruebas en Chromium: los sitios, su servidor y el navegador."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "muestra"
SAMPLE_NAV = """nav:
  - Inicio: index.md
  - Unidad:
      - 1.1 La lección: unidad/leccion.md
      - 1.2 Cuestionario: unidad/quiz-unidad.md
  - Glosario: glosario.md
  - Playground: playground.md
  - Dibujos: dibujos.md
  - Cuadernos:
      - Muestra: cuadernos/muestra.ipynb
"""
PUBLIC = "https://fundamentos-redes-neuronales.github.io/curso/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Abre Chromium; sin él, las pruebas se saltan, salvo en la integración continua."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        reason = "no hay Chromium en esta máquina"
        if os.environ.get("COURSE_CI") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Devuelve la función que abre una dirección en una ventana limpia.

    Sus opciones son las de `browser.new_context`: tamaño, tema, con o sin script…
    Un error de JavaScript en la página hace fallar la prueba.
    """
    errors: list[str] = []
    with contextlib.ExitStack() as stack:

        def show(url: str, **options: object) -> Page:
            options.setdefault("bypass_csp", True)  # Playwright espera evaluando texto
            context = stack.enter_context(chromium.new_context(**options))
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(url)
            return page

        yield show
    assert not errors, errors


@pytest.fixture(scope="session")
def modules(chromium: Browser) -> Iterator[Page]:
    """Una página vacía desde la que se importa cualquier módulo del curso: `import("./red.js")`."""
    folder = ROOT / "docs" / "assets" / "javascripts"

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(path=folder / name)
        else:
            route.fulfill(body="", content_type="text/html")

    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto("http://modulos.test/")
    yield page
    page.close()


@pytest.fixture
def open_public(open_page: Callable[..., Page], sample_site: str) -> Callable[..., Page]:
    """Devuelve la función que abre una página de la muestra en la dirección pública del curso.

    Material solo evita la recarga en las direcciones que dice el mapa del sitio.
    """

    def answer(route: Route) -> None:
        local = route.request.url.replace(PUBLIC, sample_site)
        with contextlib.suppress(Error):  # la página ya se ha ido a otra
            route.fulfill(response=route.fetch(url=local))

    def show(path: str, **options: object) -> Page:
        page = open_page("about:blank", **options)
        page.route(f"{PUBLIC}**", answer)
        page.goto(PUBLIC + path)
        page.wait_for_load_state("networkidle")  # ya tiene el mapa del sitio
        return page

    return show


class QuietHandler(SimpleHTTPRequestHandler):
    """Sirve archivos sin escribir cada petición."""

    def log_message(self, *_args: object) -> None:
        pass


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Sirve una carpeta en un puerto libre y da su dirección, acabada en «/»."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def serve_folder() -> Callable[[Path], contextlib.AbstractContextManager[str]]:
    """Devuelve la función que sirve una carpeta."""
    return serve


@pytest.fixture(scope="session")
def sample_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepara el curso de muestra con el tema, el guion y las hojas de estilo de verdad."""
    root = tmp_path_factory.mktemp("muestra")
    shutil.copytree(SAMPLE, root, dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets", dirs_exist_ok=True)
    shutil.copy(ROOT / "snippets" / "matplotlibrc", root / "snippets")
    for name in ("docbuild", "overrides"):
        (root / name).symlink_to(ROOT / name)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    (root / "mkdocs.yml").write_text(f"{settings}\n{SAMPLE_NAV}", encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def sample_site(sample_course: Path) -> Iterator[str]:
    """Construye y sirve el curso de muestra; devuelve su dirección."""
    run(sample_course, "docbuild")
    run(sample_course, "mkdocs", "build", "--strict", "--site-dir", "site")
    with serve(sample_course / "site") as url:
        yield url


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """Sirve el curso entero, ya construido; devuelve su dirección."""
    with serve(site_folder) as url:
        yield url


def run(folder: Path, module: str, *arguments: str) -> None:
    """Ejecuta un módulo de Python en una carpeta; si falla, enseña lo que escribió."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(f"{module} no termina bien:\n{done.stdout}{done.stderr}", pytrace=False)
