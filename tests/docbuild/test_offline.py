"""El sitio sin conexión: qué lleva el zip y qué cambia en las páginas."""

from __future__ import annotations

import json
import zipfile

import pytest

from docbuild.course.problems import report
from docbuild.site.modules import FOLDER as SOURCES
from docbuild.site.zip import ZIP, offline_page, write_zip

PAGE = """<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="img-src 'self'">
<link rel="canonical" href="https://ejemplo.org/u/a/">
<a href="../../">inicio</a> <a href="../b/#x">b</a> <a href="?t=1">t</a> <a href="#y">y</a>
<a href="a.ipynb">cuaderno</a> <a href="https://ejemplo.org/">fuera</a> <a href="./">aquí</a>
<script id="__config" type="application/json">{"features": ["a", "navigation.instant"]}</script>
<script src="../../assets/javascripts/bundle.1.min.js"></script>
<script src="../../assets/javascripts/uno.js" type="module"></script>
<script src="../../assets/javascripts/dos.js" type="module"></script>
"""
FILES = dict.fromkeys(["index.html", "u/a/index.html", "u/b/index.html"])
JAVASCRIPTS = "assets/javascripts"


@pytest.fixture
def site(tmp_path):
    """Un sitio con dos páginas, dos módulos, un dato y la búsqueda."""
    home = PAGE.replace("../../", "") + f'<p>Aquí: <a href="{ZIP}" download>el zip</a>.</p>'
    texts = {
        "index.html": home,
        "u/a/index.html": PAGE,
        "404.html": "<p>no</p>",
        "sitemap.xml": "<x/>",
        "tarjetas/u/a.png": "una imagen que sin red no ve nadie",
        "datos/x.json": '{"a": [1, 2]}',
        "search/search_index.json": json.dumps(
            {"docs": [{"location": ""}, {"location": "u/a/"}, {"location": "u/a/#x"}]}
        ),
        f"{JAVASCRIPTS}/uno.js": 'import { x } from "./dos.js";\nconsole.log(x);\n',
        f"{JAVASCRIPTS}/dos.js": "export const x = 1;\n",
        f"{JAVASCRIPTS}/bundle.1.min.js": "var y;",
        f"{JAVASCRIPTS}/bundle.1.min.js.map": "{}",
        f"{JAVASCRIPTS}/workers/search.1.min.js": "addEventListener('message', f);",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def contents(site) -> dict[str, str]:
    with zipfile.ZipFile(site / ZIP) as archive:
        names = archive.namelist()
        assert all(name.startswith("redes-neuronales/") for name in names)
        return {
            name.partition("/")[2]: archive.read(name).decode(errors="replace") for name in names
        }


def test_links_lead_to_files() -> None:
    """Los enlaces a carpetas llevan a su index.html; los demás quedan como estaban."""
    page = offline_page("u/a/index.html", PAGE, FILES)
    for link in ("../../index.html", "../b/index.html#x", "./index.html"):
        assert f'href="{link}"' in page
    for link in ("https://ejemplo.org/u/a/", "?t=1", "#y", "a.ipynb", "https://ejemplo.org/"):
        assert f'href="{link}"' in page


def test_links_to_the_published_site_stay_inside() -> None:
    """El enlace de un cuaderno a su lección, con la dirección pública, lleva a la del zip."""
    text = PAGE + '<a href="https://ejemplo.org/u/b/#x">la lección</a>'
    assert '<a href="../b/index.html#x">la lección' in offline_page("u/a/index.html", text, FILES)


def test_scripts_and_policy() -> None:
    """Los guiones son clásicos, en su orden, y la política deja los archivos y nada de la red."""
    page = offline_page("u/a/index.html", PAGE, FILES)
    sources = [part.partition('"')[0] for part in page.split('<script src="')[1:]]
    names = ("sin-conexion.js", "bundle.1.min.js", "modulos.js")
    assert sources == [f"../../assets/javascripts/{name}" for name in names]
    assert "module" not in page and "navigation.instant" not in page
    assert 'content="img-src file:"' in page


def test_what_the_zip_has(site) -> None:
    assert write_zip(site) == []
    files = contents(site)
    assert set(files) == {
        "index.html",
        "u/a/index.html",
        "search/search_index.js",
        *(
            f"{JAVASCRIPTS}/{name}"
            for name in (
                "bundle.1.min.js",
                "modulos.js",
                "sin-conexion.js",
                "workers/search.1.min.js",
            )
        ),
    }
    index = json.loads(files["search/search_index.js"].removeprefix("var __index = ").rstrip(";\n"))
    places = [item["location"] for item in index["docs"]]
    assert places == ["index.html", "u/a/index.html", "u/a/index.html#x"]
    assert 'const DATA = {"datos/x.json":{"a":[1,2]}};' in files[f"{JAVASCRIPTS}/sin-conexion.js"]
    assert files[f"{JAVASCRIPTS}/workers/search.1.min.js"].startswith("window.searchWorker")
    assert "<p>Aquí: el zip.</p>" in files["index.html"]
    modules = files[f"{JAVASCRIPTS}/modulos.js"]
    assert modules.index('__need("./uno.js");\n') < modules.index('__need("./dos.js");\n})')


def test_same_site_same_bytes(site) -> None:
    """Con los mismos archivos, el zip es byte a byte el mismo."""
    write_zip(site)
    first = (site / ZIP).read_bytes()
    (site / "index.html").touch()
    write_zip(site)
    assert (site / ZIP).read_bytes() == first


def test_broken_module_makes_no_zip(site) -> None:
    (site / JAVASCRIPTS / "dos.js").write_text("export default 1;\n")
    assert f"{SOURCES}/dos.js:1" in report(write_zip(site))
    assert not (site / ZIP).exists()


def test_build_leaves_the_zip(course) -> None:
    """`mkdocs build` deja el zip en el sitio, con la búsqueda dentro."""
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    files = contents(course.root / "site")
    assert "__index" in files["search/search_index.js"]
    assert 'href="demo/leccion/index.html"' in files["index.html"]
