"""Lo que cuesta abrir cada página: su tipo tiene un presupuesto y ninguna lo pasa.

Se mide en los archivos del sitio, sin navegador. Los presupuestos son lo que pesa hoy la peor
página de cada tipo y una décima parte más: si una página no cabe, lo primero es aligerarla.
"""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from docbuild.course.navigation import navigation
from docbuild.course.project import Project
from docbuild.site.modules import IMPORT, LOADABLE, LOADER

ROOT = Path(__file__).resolve().parents[1]
NOT_FOUND = "404.html"
PAGES = [*(entry.path for entry in navigation(Project(ROOT))[0]), NOT_FOUND]
FONT = "assets/fonts/stix-two-math.woff2"  # se pide si la página tiene fórmulas
TAG = re.compile(r'"([a-z-]+)": "(\./[\w-]+\.js)"')  # en widgets.js: etiqueta y módulo


@dataclass(frozen=True)
class Cost:
    """Lo que cuesta abrir una página: medido, o lo más que se admite."""

    weight: int  # KiB comprimidos, sin figuras: HTML, estilos, guiones, letra y datos
    requests: int  # al abrirla; las figuras llegan después, según se baja
    nodes: int  # elementos del HTML
    blocking: int  # estilos y guiones que hay que esperar para ver algo


BUDGETS = {
    "portada": Cost(weight=108, requests=18, nodes=780, blocking=3),
    "lección": Cost(weight=177, requests=17, nodes=5800, blocking=3),
    "lección con widgets": Cost(weight=200, requests=22, nodes=7500, blocking=3),
    "cuestionario": Cost(weight=166, requests=17, nodes=2730, blocking=3),
    "glosario": Cost(weight=106, requests=16, nodes=910, blocking=3),
    "cuaderno": Cost(weight=457, requests=16, nodes=14000, blocking=3),  # figuras dentro
    "playground": Cost(weight=200, requests=25, nodes=5600, blocking=3),
    "laboratorio": Cost(weight=110, requests=16, nodes=2210, blocking=3),  # sin ejecutar
    "404": Cost(weight=99, requests=16, nodes=400, blocking=3),
}
WHAT = {
    "weight": ("KiB comprimidos", "Acorta o parte lo que más pesa: {heaviest}."),
    "requests": ("peticiones al abrirla", "Une archivos o carga algunos cuando se usen."),
    "nodes": ("elementos", "Parte la página, o acorta código, tablas y fórmulas largas."),
    "blocking": ("archivos que frenan el dibujo", "Únelos, o pon «defer» o «module» al guion."),
}


def file_of(path: str) -> str:
    """Devuelve el HTML de una página, dentro del sitio."""
    name = path.rpartition(".")[0]
    if path == NOT_FOUND or name.rpartition("/")[2] == "index":
        return f"{name}.html"
    return f"{name}/index.html"


def type_of(path: str, page: BeautifulSoup) -> str:
    """Devuelve el tipo de una página: por su ruta o por lo que tiene dentro."""
    known = {"index.md": "portada", "glosario.md": "glosario", NOT_FOUND: "404"}
    if path in known:
        return known[path]
    if path.endswith(".ipynb"):
        return "laboratorio" if path.startswith("laboratorios/") else "cuaderno"
    if page.select_one("neural-playground"):
        return "playground"
    if re.search(r"/(quiz|examen)-", path):
        return "cuestionario"
    return "lección con widgets" if page.select_one(".widget") else "lección"


@cache
def compressed(path: Path) -> int:
    """Devuelve los bytes que viajan; una letra ya viene comprimida."""
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6, mtime=0))


def modules(site: Path, name: str, tags: set[str]) -> set[str]:
    """Devuelve un módulo y los que acaba cargando en una página con esas etiquetas."""
    text = (site / name).read_text(encoding="utf-8")
    needed = {found["name"] for found in IMPORT.finditer(text)}
    if posixpath.basename(name) == LOADER:
        known = TAG.findall(text)
        assert len({module for _, module in known}) == len(set(LOADABLE.findall(text))), TAG
        needed |= {posixpath.basename(module) for tag, module in known if tag in tags}
    inner = (modules(site, posixpath.join(posixpath.dirname(name), each), tags) for each in needed)
    return {name}.union(*inner)


def local(file: str, address: str) -> str:
    """Devuelve el archivo del sitio al que apunta una dirección de la página."""
    address = re.sub(r"^/[^/]*/|[?#].*$", "", address) if file == NOT_FOUND else address
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), re.split("[?#]", address)[0]))


def blocking(page: BeautifulSoup) -> list[Tag]:
    """Devuelve los estilos y guiones de la cabecera que hay que esperar."""
    scripts = page.select("head script[src]:not([defer], [async], [type=module])")
    return [*page.select('link[rel~="stylesheet"]'), *scripts]


def loaded(site: Path, file: str, page: BeautifulSoup) -> Iterator[str]:
    """Recorre los archivos que pide la página al abrirse, sin las figuras ni las imágenes."""
    yield file
    for link in page.select('link[rel~="stylesheet"], link[rel~="icon"]'):
        yield local(file, link["href"])
    tags = {item.name for item in page.find_all(re.compile("-"))}
    for script in page.select("script[src]"):
        name = local(file, script["src"])
        yield from modules(site, name, tags) if script.get("type") == "module" else [name]
    for item in page.select("[data-src]"):
        yield local(file, item["data-src"])
    if page.select_one("math"):
        yield FONT


def measure(site: Path, file: str, page: BeautifulSoup) -> tuple[Cost, str]:
    """Devuelve lo que cuesta una página y los tres archivos que más pesan."""
    files = {name: compressed(site / name) for name in loaded(site, file, page)}
    heaviest = sorted(files, key=lambda name: -files[name])[:3]
    images = page.select('img[src]:not([loading=lazy], [src^="data:"])')
    inside = {local(file, item["src"]) for item in images}
    cost = Cost(
        weight=round(sum(files.values()) / 1024),
        requests=len(files.keys() | inside),
        nodes=len(page.find_all(True)),
        blocking=len(blocking(page)),
    )
    return cost, ", ".join(f"{name} ({files[name] / 1024:.0f})" for name in heaviest)


def findings(path: str, kind: str, cost: Cost, heaviest: str, budget: Cost) -> list[str]:
    """Devuelve una línea por cosa que no cabe: página, qué, medido, presupuesto y qué hacer."""
    return [
        f"{path}: {measured} {WHAT[name][0]}; en «{kind}» caben {limit}. "
        + WHAT[name][1].format(heaviest=heaviest)
        for name, measured, limit in zip(WHAT, astuple(cost), astuple(budget), strict=True)
        if measured > limit
    ]


def name_of(path: str) -> str:
    return path if path == NOT_FOUND else f"docs/{path}"


@pytest.fixture(scope="module")
def measured(site_folder: Path) -> dict[str, tuple[str, Cost, str]]:
    """Da, de cada página, su tipo, lo que cuesta y lo que más pesa en ella."""
    result = {}
    for path in PAGES:
        file = file_of(path)
        page = BeautifulSoup((site_folder / file).read_text(encoding="utf-8"), "html.parser")
        result[path] = (type_of(path, page), *measure(site_folder, file, page))
    return result


def test_every_page_fits_in_its_budget(measured: dict[str, tuple[str, Cost, str]]) -> None:
    """Ninguna página pesa, pide, tiene o frena más de lo que admite su tipo."""
    found = [
        line
        for path, (kind, cost, heaviest) in measured.items()
        for line in findings(name_of(path), kind, cost, heaviest, BUDGETS[kind])
    ]
    assert not found, "páginas que cuestan de más:\n" + "\n".join(found)


def test_every_type_has_its_page(measured: dict[str, tuple[str, Cost, str]]) -> None:
    """No sobra ningún tipo: hay al menos una página de cada uno."""
    assert {kind for kind, _, _ in measured.values()} == set(BUDGETS)


def test_a_page_that_does_not_fit_is_told(tmp_path: Path) -> None:
    """Una página de muestra con de todo de más da una línea por cada cosa."""
    html = '<html><head><link rel="stylesheet" href="a.css"><script src="a.js"></script></head>'
    for name in ("a.css", "a.js"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "index.html").write_text(html + "<p>" * 9, encoding="utf-8")
    page = BeautifulSoup(html + "<p>" * 9, "html.parser")
    cost, heaviest = measure(tmp_path, "index.html", page)
    assert cost == Cost(weight=0, requests=3, nodes=13, blocking=2)
    found = findings("docs/index.md", "portada", cost, heaviest, Cost(-1, 2, 12, 1))
    assert len(found) == 4
    assert found[1] == (
        "docs/index.md: 3 peticiones al abrirla; en «portada» caben 2. "
        "Une archivos o carga algunos cuando se usen."
    )
    assert "index.html (0)" in found[0]
