"""El recuento de antes de publicar: qué se dice si al sitio le falta algo."""

from __future__ import annotations

import zipfile

import pytest

from docbuild.course.problems import report
from docbuild.site.inventory import POLICY, Built, check_site
from docbuild.site.zip import FOLDER, ZIP

PAGE = f'<meta charset="utf-8">{POLICY}>\n<link rel="stylesheet" href="../../assets/a.css">\n'
PAGE += '<script src="../../assets/a.js" type="module"></script><script src="https://x.es/b.js">'
LESSON = "demo/leccion/index.html"
PAGES = [
    Built("docs/index.md", "index.html", "https://ejemplo.org/"),
    Built("docs/demo/leccion.md", LESSON, "https://ejemplo.org/demo/leccion/"),
]


@pytest.fixture
def site(course):
    """Un sitio al que no le falta nada."""
    addresses = "".join(f"<loc>{page.address}</loc>" for page in PAGES)
    course.write("site/sitemap.xml", addresses)
    course.write("site/index.html", PAGE.replace("../../", ""))
    course.write(f"site/{LESSON}", PAGE)
    for name in ("a.css", "a.js"):
        course.write(f"site/assets/{name}", "")
    course.write(f"site/{ZIP}", "")
    pack(course, "index.html", LESSON)
    return course


def pack(course, *names: str) -> None:
    with zipfile.ZipFile(course.root / "site" / ZIP, "w") as archive:
        for name in names:
            archive.writestr(f"{FOLDER}/{name}", "x")


def found(course) -> str:
    return report(check_site(course.project, course.root / "site", PAGES))


def test_complete_site(site) -> None:
    assert found(site) == "\n0 problemas."


def change(path: str, old: str, new: str):
    """Devuelve la función que cambia un texto de un archivo del sitio."""

    def apply(course) -> None:
        file = course.root / "site" / path
        file.write_text(file.read_text().replace(old, new))

    return apply


def delete(path: str):
    return lambda course: (course.root / "site" / path).unlink()


MISSING = {
    "page": (delete(LESSON), "docs/demo/leccion.md: la página no está en el sitio"),
    "policy": (change(LESSON, POLICY, ""), "docs/demo/leccion.md: la página sale sin su política"),
    "sitemap": (delete("sitemap.xml"), "docs/index.md: sitemap.xml no nombra la página"),
    "address": (
        change("sitemap.xml", "demo/leccion", "otra"),
        "docs/demo/leccion.md: sitemap.xml no nombra la página",
    ),
    "sheet": (delete("assets/a.css"), "docs/index.md: la página carga assets/a.css, que no está"),
    "script": (delete("assets/a.js"), "docs/index.md: la página carga assets/a.js, que no está"),
    "zip": (delete(ZIP), f"{ZIP}: el zip no se abre"),
    "broken zip": (lambda course: course.write(f"site/{ZIP}", "x"), f"{ZIP}: el zip no se abre"),
    "page of the zip": (
        lambda course: pack(course, "index.html"),
        f"{ZIP}: al zip le falta algo o lo tiene roto\n  {LESSON}",
    ),
    "nav": (
        lambda course: course.write("mkdocs.yml", "nav:\n  - Otra: otra.md\n"),
        "mkdocs.yml:2: el índice nombra otra.md, que no está en el sitio",
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), MISSING.values(), ids=MISSING)
def test_something_is_missing(site, spoil, expected: str) -> None:
    """Cada falta se dice, con el archivo de quien escribe."""
    spoil(site)
    assert f"\n{expected}\n" in f"\n{found(site)}\n"


def test_incomplete_site_is_not_published(course) -> None:
    """Si otro complemento borra un archivo, el sitio anterior queda."""
    course.write("site/index.html", "antes")
    code = "def on_post_build(config):\n    os.remove(config.site_dir + '/sitemap.xml')\n"
    course.write("borra.py", f"import os\n\n{code}")
    config = (course.root / "mkdocs.yml").read_text().replace("hooks: [", "hooks: [borra.py, ")
    course.write("mkdocs.yml", config)
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "docs/index.md: sitemap.xml no nombra la página" in done.stderr
    assert (course.root / "site/index.html").read_text() == "antes"
