"""Reglas de archivos y de figuras: nada suelto, y cada figura detrás de su código."""

from __future__ import annotations

import pytest

PAGE = "docs/demo/leccion.md"


def firsts(course) -> list[str]:
    """La primera línea de cada mensaje."""
    return [message.split("\n")[0] for message in course.check()]


STRAYS = (
    "docs/notas.txt",
    "docs/assets/images/vieja.png",
    "docs/assets/stylesheets/otra.css",
    "docs/assets/javascripts/otro.js",
)


@pytest.mark.parametrize("path", STRAYS)
def test_stray_file(course, path: str) -> None:
    """Un archivo que nadie nombra se publicaría."""
    course.write(path, "\n")
    assert firsts(course) == [f"{path}: este archivo no lo usa nadie"]


def test_used_files(course) -> None:
    """Lo que nombra una página, una hoja, un guion o mkdocs.yml se usa; las licencias, también."""
    course.extra = "Mira [los datos](../datos.csv)."
    course.save()
    course.write("docs/datos.csv", "1\n")
    course.write("docs/assets/fonts/OFL.txt", "\n")
    style = '@font-face { src: url("../fonts/a.woff2"); }\n'
    course.write("docs/assets/stylesheets/uno.css", style)
    course.write("docs/assets/fonts/a.woff2", "\n")
    config = course.root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    course.write("mkdocs.yml", f"{text}\nextra_css:\n  - assets/stylesheets/uno.css\n")
    assert firsts(course) == []
    course.write("mkdocs.yml", f"{text}\nextra_css:\n  - assets/stylesheets/una.css\n")
    line = text.count("\n") + 3
    assert firsts(course) == [
        f"mkdocs.yml:{line}: no existe docs/assets/stylesheets/una.css",
        "docs/assets/stylesheets/uno.css: este archivo no lo usa nadie",
    ]


def test_names_and_sizes(course) -> None:
    """Un nombre con mayúsculas o eñes no vale, y una imagen no pesa como un libro."""
    course.extra = "Mira [Año](../Año.csv) y [una foto](../foto.png)."
    course.save()
    course.write("docs/Año.csv", "1\n")
    course.write("docs/foto.png", "x" * 300_000)
    assert firsts(course) == [
        "docs/Año.csv: «Año.csv» no vale en una dirección",
        "docs/foto.png: la imagen pesa 300 kB",
    ]


@pytest.fixture
def page(course, section) -> str:
    """Una lección con dos secciones, cada una con su salida y su figura, y sin problemas."""
    course.add("suma", section("uno", "print(1)", figures=1), section("dos", "print(2)", figures=1))
    text = (course.root / PAGE).read_text(encoding="utf-8")
    assert firsts(course) == []
    return text


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("la figura", ("figuras/suma/uno.svg", "figuras/suma/dos.svg")),
        ("la salida", ("salidas/suma/uno.txt", "salidas/suma/dos.txt")),
    ],
)
def test_swapped(course, page: str, what: str, names: tuple[str, str]) -> None:
    """Dos figuras o dos salidas cambiadas se dicen en su línea."""
    one, two = names
    course.write(PAGE, page.replace(one, "@").replace(two, one).replace("@", two))
    lines = [page[: page.index(name)].count("\n") + 1 for name in names]
    assert firsts(course) == [
        f"{PAGE}:{lines[0]}: {what} de «dos» está detrás del código de «uno»",
        f"{PAGE}:{lines[1]}: {what} de «uno» está detrás del código de «dos»",
    ]


def test_sections_in_order(course, page: str) -> None:
    """Las secciones de un mismo apartado van en el orden del programa."""
    one, two = "demo/suma.py:uno", "demo/suma.py:dos"
    swapped = page.replace(one, "@").replace(two, one).replace("@", two)
    course.write(PAGE, swapped)
    line = swapped[: swapped.index(one)].count("\n") + 1
    assert f"{PAGE}:{line}: «uno» va antes que «dos» en su programa" in firsts(course)


def test_same_words(course, page: str) -> None:
    """El texto alternativo de una figura no vale para otra."""
    changed = page.replace("sube: suma, dos.", "sube: suma, uno.")
    course.write(PAGE, changed)
    first, second = [n for n, line in enumerate(changed.split("\n"), 1) if line.startswith("![")]
    assert firsts(course) == [f"{PAGE}:{second}: el texto alternativo es el de {PAGE}:{first}"]
