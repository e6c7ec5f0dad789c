"""El sitio sin conexión: un zip que se abre con un doble clic, con búsqueda y sin servidor.

Se hace con las páginas ya construidas. Desde `file://` el navegador no busca el `index.html` de
una carpeta, no carga módulos y no deja pedir archivos: se cambian los enlaces, los módulos se
unen en un guion y los datos van dentro de él.
"""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docbuild.course.problems import Problem
from docbuild.site.modules import check_modules, join_modules
from docbuild.site.social_cards import FOLDER as CARDS

ZIP = "descargas/redes-neuronales.zip"
FOLDER = "redes-neuronales"  # la carpeta que sale al descomprimir
SCRIPTS = "assets/javascripts"
BEFORE = f"{SCRIPTS}/sin-conexion.js"  # antes que Material, que enseguida pide su hilo
AFTER = f"{SCRIPTS}/modulos.js"
INDEX = "search/search_index.json"
LEFT_OUT = ("404.html", "sitemap.xml", "sitemap.xml.gz", INDEX, ZIP)
EPOCH = (1980, 1, 1, 0, 0, 0)  # una fecha fija: los mismos archivos dan los mismos bytes
SHIM = Path(__file__).with_name("sin_conexion.js")
MODULE = re.compile(r'<script src="([^"]*)" type="module"></script>\s*')
HREF = re.compile(r'(?<= href=")([^":?#]+)(?=[?#"])')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
DOWNLOAD = re.compile(rf'<a [^>]*href="{re.escape(ZIP)}"[^>]*>(.*?)</a>', re.DOTALL)
CONFIG = re.compile(r'(?<=<script id="__config" type="application/json">)[^<]*')
POLICY = re.compile(r'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*')


def write_zip(site: Path) -> list[Problem]:
    """Escribe el zip dentro del sitio construido, o devuelve por qué no se puede."""
    modules = _modules(site)
    if problems := check_modules(modules):
        return problems
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    target = site / ZIP
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(_contents(files, modules)):
            info = zipfile.ZipInfo(f"{FOLDER}/{name}", EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return []


def _modules(site: Path) -> dict[str, str]:
    """Devuelve los módulos del curso; los guiones de Material son clásicos y llevan «.min.js»."""
    paths = sorted(path for path in site.glob(f"{SCRIPTS}/*.js") if ".min." not in path.name)
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def _contents(files: dict[str, Path], modules: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Recorre los archivos del zip: su nombre y lo que contienen."""
    data: dict[str, object] = {}
    for name, path in files.items():
        folder, file = posixpath.split(name)
        if name in LEFT_OUT or name.startswith(f"{CARDS}/") or name.endswith(".map"):
            continue
        if folder == SCRIPTS and file in modules:
            continue
        if name.endswith(".html"):
            yield name, offline_page(name, path.read_text(encoding="utf-8"), files).encode()
        elif folder == f"{SCRIPTS}/workers":
            yield name, _worker(path.read_text(encoding="utf-8")).encode()
        elif name.endswith(".json"):
            data[name] = json.loads(path.read_bytes())
        else:
            yield name, path.read_bytes()
    entries = _entries(files["index.html"].read_text(encoding="utf-8"))
    shim = f"const DATA = {_as_script(data)};\n{SHIM.read_text(encoding='utf-8')}"
    yield BEFORE, f"{{\n{shim}}}\n".encode()
    yield AFTER, join_modules(modules, entries).encode()
    if INDEX in files:
        yield "search/search_index.js", _search(files[INDEX]).encode()


def offline_page(name: str, text: str, files: dict[str, Path]) -> str:
    """Devuelve una página con los enlaces a archivos y el guion único en vez de los módulos."""
    folder = posixpath.dirname(name)

    def with_index(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[1], "index.html"))
        return posixpath.join(found[1], "index.html") if target in files else found[1]

    text = HREF.sub(with_index, _with_own_links(folder, DOWNLOAD.sub(r"\1", text)))
    text = CONFIG.sub(_without_instant, text)
    text = POLICY.sub(lambda found: found[0].replace("'self'", "file:"), text)
    before, after = (
        f'<script src="{posixpath.relpath(path, folder or ".")}"></script>'
        for path in (BEFORE, AFTER)
    )
    text = MODULE.sub("", MODULE.sub(after, text, count=1))
    return text.replace("<script src=", f"{before}<script src=", 1)


def _with_own_links(folder: str, text: str) -> str:
    """Devuelve la página con los enlaces al sitio publicado, que ponen los cuadernos, dentro."""
    if not (found := CANONICAL.search(text)):
        return text
    site = re.escape(found[1].removesuffix(f"{folder}/"))
    link = re.compile(rf'(?<=<a href="){site}([^":?#]*/)(?=[?#"])')
    return link.sub(lambda match: posixpath.relpath(match[1], folder or ".") + "/", text)


def _without_instant(found: re.Match[str]) -> str:
    """Quita de la configuración la navegación instantánea: sin servidor, Material se para."""
    config = json.loads(found[0])
    config["features"] = [name for name in config["features"] if "instant" not in name]
    return _as_script(config).replace("<", r"\u003c")


def _entries(page: str) -> list[str]:
    """Devuelve los módulos que carga una página, por orden."""
    return [posixpath.basename(src) for src in MODULE.findall(page)]


def _worker(text: str) -> str:
    """Devuelve el buscador como una función que se llama desde la página."""
    names = "self, addEventListener, postMessage, importScripts"
    return f"window.searchWorker = function ({names}) {{\n{text}\n}};\n"


def _search(path: Path) -> str:
    """Devuelve el índice de la búsqueda como guion, con las direcciones de los archivos."""
    index = json.loads(path.read_bytes())
    for item in index["docs"]:
        page, mark, heading = item["location"].partition("#")
        item["location"] = f"{page}index.html{mark}{heading}"
    return f"var __index = {_as_script(index)};\n"


def _as_script(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
