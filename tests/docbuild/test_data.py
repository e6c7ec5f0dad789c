"""Datos: los JSON que un programa deja a las partes interactivas de las páginas."""

from __future__ import annotations

import pytest

from docbuild.course.pages import parse_page

PAGE = "docs/demo/leccion.md"
WRITE = "from pathlib import Path\nPath('pesos.json').write_text({text})"
USE = '<div><dibujo-demo data-src="../../datos/red/pesos.json"></dibujo-demo></div>'


@pytest.fixture
def red(course, section):
    """Un curso con un programa que deja unos datos y una página que los usa."""
    course.add("red", section("pesos", WRITE.format(text="'[1, 2.5]'")))
    course.extra = USE
    course.save()
    return course


def published(course) -> dict[str, str]:
    folder = course.project.data
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def messages(course) -> list[str]:
    return [str(problem) for problem in course.build().problems]


def test_published(red) -> None:
    """El JSON que nombra una página se publica tal cual, y la segunda vez sale de la caché."""
    assert red.check() == []
    assert red.good().ran == ["red"]
    assert published(red) == {"red/pesos.json": "[1, 2.5]"}
    (red.project.data / "red" / "pesos.json").unlink()
    again = red.good()
    assert (again.ran, published(red)) == ([], {"red/pesos.json": "[1, 2.5]"})


def test_changed_program_changes_its_data(red, section) -> None:
    red.good()
    red.add("red", section("pesos", WRITE.format(text="'[3]'")))
    red.good()
    assert published(red) == {"red/pesos.json": "[3]"}


def test_stale_data_are_deleted(red) -> None:
    """Si la página deja de usarlos, los datos desaparecen, y también una carpeta vieja."""
    red.good()
    red.write("docs/datos/antiguo/sobra.json", "[]")
    red.extra = ""
    red.save()
    red.good()
    assert published(red) == {}
    assert not (red.project.data / "antiguo").exists()


def test_other_files_are_not_published(course, section) -> None:
    """Lo que nadie nombra, o no es un JSON de su carpeta, se queda donde estaba."""
    code = "from pathlib import Path\nPath('otro').mkdir()\n"
    code += "for name in ('a.json', 'b.txt', 'otro/c.json'):\n    Path(name).write_text('1')"
    course.add("red", section("pesos", code))
    course.good()
    assert published(course) == {}


def test_damaged_data_in_the_cache(red) -> None:
    """Unos datos estropeados en la caché se avisan y se rehacen."""
    red.good()
    (entry,) = red.entries()
    (entry / "datos-pesos.json").write_text("[1, 2.6]")
    done = red.good()
    assert done.ran == ["red"] and "está dañada" in done.notices[0]
    assert published(red) == {"red/pesos.json": "[1, 2.5]"}


BAD_PLACES = {
    "another program": (
        "../../datos/rde/pesos.json",
        f"{PAGE}:8: ningún programa se llama «rde»\n  ¿Querías decir «red»?",
    ),
    "another file": (
        "../../datos/red/peso.json",
        f"{PAGE}:8: snippets/demo/red.py no escribe peso.json\n  ¿Querías decir «pesos.json»?",
    ),
    "wrong path": (
        "../datos/red/pesos.json",
        f"{PAGE}:8: la ruta ../datos/red/pesos.json no lleva a los datos\n"
        "  Escribe: ../../datos/red/pesos.json",
    ),
    "somewhere else": (
        "pesos.csv",
        f"{PAGE}:8: «pesos.csv» no son datos de un programa\n"
        '  Escribe: data-src="…/datos/programa/archivo.json"',
    ),
}


@pytest.mark.parametrize(("target", "expected"), BAD_PLACES.values(), ids=BAD_PLACES)
def test_bad_place(red, target: str, expected: str) -> None:
    """Se ve sin ejecutar nada: quién deja los datos y cómo se llega a ellos."""
    red.extra = USE.replace("../../datos/red/pesos.json", target)
    red.save()
    assert red.check() == [expected]


def test_data_of_the_home_page(red) -> None:
    """La ruta sale de la dirección de la página publicada, no de su archivo."""
    drawing = '<dibujo-demo data-src="datos/red/pesos.json"></dibujo-demo>'
    red.write("docs/index.md", f"# Inicio\n\n{drawing}\n")
    assert red.check() == []


def test_data_named_inside_code_are_not_used(red) -> None:
    page = red.write("docs/demo/leccion.md", f"`{USE}`\n\n```html\n{USE}\n```\n")
    assert parse_page(red.project, page).data == []


BAD_DATA = {
    "not json": ("'[1, '", "pesos.json no es JSON"),
    "not for browsers": ("'[NaN]'", "el navegador no entiende NaN"),
    "heavy": ("'[' + '1, ' * 60_000 + '1]'", "pesos.json pesa 180 kB y caben 150"),
}


@pytest.mark.parametrize(("text", "expected"), BAD_DATA.values(), ids=BAD_DATA)
def test_bad_data(red, section, text: str, expected: str) -> None:
    """Lo que el navegador no leería, o tardaría en llegar, no se publica."""
    red.add("red", section("pesos", WRITE.format(text=text)))
    (found,) = messages(red)
    assert found.startswith(f"{PAGE}:8: ") and expected in found
    assert published(red) == {}


def test_data_that_were_not_left(red, section) -> None:
    """El programa nombra el archivo, pero no llega a escribirlo."""
    red.add("red", section("pesos", "name = 'pesos.json'"))
    assert messages(red) == [
        f"{PAGE}:8: el programa no ha dejado pesos.json\n"
        "  El programa tiene que escribirlo en su carpeta."
    ]
