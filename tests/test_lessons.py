"""Cada página, como quien la lee y copia su código de arriba abajo."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import markdown
import pytest
from readings import differences, read

from docbuild.course.course import Course
from docbuild.course.macros import FILTERS
from docbuild.course.navigation import settings
from docbuild.course.pages import expand, load_pages
from docbuild.course.problems import Problem, report
from docbuild.course.project import Project
from docbuild.run.cache import Entry

PROJECT = Project(Path(__file__).resolve().parents[1])
PAGES = [page.path for page in load_pages(PROJECT) if page.code_includes()]


@pytest.fixture(scope="session")
def readings(course: Course, request: pytest.FixtureRequest) -> dict[str, Entry | list[Problem]]:
    """Ejecuta en paralelo las páginas elegidas y devuelve qué pasó con cada una."""
    wanted = {
        item.callspec.params["path"]
        for item in request.session.items
        if item.path == Path(__file__) and hasattr(item, "callspec")
    }
    return read(PROJECT, [page for page in course.pages if page.path in wanted])


@pytest.mark.parametrize("path", PAGES)
def test_reader_gets_what_the_page_shows(path: str, course: Course, readings: dict) -> None:
    """Quien copia los bloques en orden obtiene las salidas y las figuras que la página enseña."""
    page = next(page for page in course.pages if page.path == path)
    if found := list(differences(course, page, readings[path])):
        pytest.fail("\n" + report(found), pytrace=False)


@pytest.mark.parametrize("path", PAGES)
def test_expansion_is_what_pymdownx_includes(path: str, course: Course) -> None:
    """Lo que se prueba es, letra a letra, lo que la extensión de la página incluye."""
    options = next(
        item["pymdownx.snippets"]
        for item in settings(PROJECT)["markdown_extensions"]
        if isinstance(item, dict) and "pymdownx.snippets" in item
    )
    bases = [str(PROJECT.root / base) for base in options["base_path"]]
    converter = markdown.Markdown(
        extensions=["pymdownx.snippets"],
        extension_configs={"pymdownx.snippets": options | {"base_path": bases}},
    )
    page = next(page for page in course.pages if page.path == path)
    included = converter.preprocessors["snippet"].run(page.source.splitlines())
    ours = [line for _, line in expand(PROJECT, page)]
    assert [line.rstrip() for line in ours] == [line.rstrip() for line in included]


LIVE = re.compile(r"\{\{ *num\.[^{}]*\}\}")
NEVER_WHOLE = re.compile(r"decimals\([1-9]|percent")  # «4.5. Y» y «45 %. Y» no son de una lista
ALL_PAGES = [page.path for page in load_pages(PROJECT)]
PROSE = ("admonition", "attr_list", "def_list", "md_in_html", "tables")
PROSE += ("pymdownx.details", "pymdownx.superfences", "pymdownx.arithmatex")
MARK = "\u2060"  # no se ve, y una línea que empieza por esta marca no es de una lista


def numbers_taken_for_lists(source: str) -> list[int]:
    """Las líneas de una lista que un número vivo empieza: «{{ … }}. » sale como «45. »."""
    found, item = [], None
    for number, line in enumerate(source.splitlines(), start=1):
        indent = len(line) - len(line.lstrip())
        if re.match(r"\s*(?:[-+*]|\d+\.) ", line):
            item = indent
        elif line.strip() and item is not None and indent <= item:
            item = None
        start = re.match(rf"\s*({LIVE.pattern})\. ", line)
        if item is not None and start and not NEVER_WHOLE.search(start[1]):
            found.append(number)
    return found


def as_read(source: str, before: str = "") -> str:
    """Devuelve el texto que se lee, con números de mentira y esa marca delante de cada uno."""

    def number(live: re.Match[str]) -> str:
        return before + ("7.5" if NEVER_WHOLE.search(live[0]) else "7")

    html = markdown.markdown(LIVE.sub(number, source), extensions=list(PROSE))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html).replace(before, ""))


@pytest.mark.parametrize("path", ALL_PAGES)
def test_live_numbers_reach_the_text(path: str) -> None:
    """Dentro de una lista, «{{ … }}. » al empezar una línea sería el número de otra lista."""
    source = next(page.source for page in load_pages(PROJECT) if page.path == path)
    lines = numbers_taken_for_lists(source)
    assert not lines, "\n".join(
        f"{path}:{line}: Markdown toma este número vivo por el de una lista y lo borra\n"
        "  Corta la línea por otro sitio."
        for line in lines
    )
    assert as_read(source) == as_read(source, before=MARK)


ENV = jinja2.Environment(undefined=jinja2.StrictUndefined)
ENV.filters.update(FILTERS)
PLURAL = re.compile(  # «45 puntos»; tras «1», se leería «1 puntos»
    rf"({LIVE.pattern})[*_]*\s+((?!(?:más|menos|es|tras)\b)[a-záéíóúüñ]+s)\b"
)


def ones_with_a_plural(source: str, numbers: dict) -> list[str]:
    """Los números vivos que ahora valen 1 y van delante de un plural."""
    found = PLURAL.findall(source)
    return [
        f"{live} {word}"
        for live, word in found
        if ENV.from_string(live).render(num=numbers) in ("1", "−1")
    ]


def test_one_is_not_followed_by_a_plural(course: Course, result) -> None:
    """Si un número vivo vale 1, la frase no dice «1 puntos»; «Puntos: 1» vale siempre."""
    numbers = {name: result(name).num for name in course.by_name}
    paths = [*PROJECT.root.glob("docs/**/*.md"), *PROJECT.root.glob("quizzes/*.yml")]
    told = [
        f"{path.relative_to(PROJECT.root)}: {found}"
        for path in sorted(paths)
        for found in ones_with_a_plural(path.read_text(encoding="utf-8"), numbers)
    ]
    assert not told, "\n".join(told)


def test_one_with_a_plural_is_told() -> None:
    one, two = {"a": {"n": 1}}, {"a": {"n": 2}}
    assert ones_with_a_plural("falla **{{ num.a.n }}**\npuntos", one)
    assert not ones_with_a_plural("falla {{ num.a.n }} puntos", two)
    for fine in "{{ num.a.n }} más", "{{ num.a.n | decimals(2) }} puntos", "{{ num.a.n }}. Puntos":
        assert not ones_with_a_plural(fine, one)


def test_a_lost_live_number_is_told() -> None:
    lost = "- La media falla en\n  {{ num.regresion.ridge_mae | decimals(0) }}. Ese es el listón.\n"
    assert numbers_taken_for_lists(lost) == [2]
    assert as_read(lost) != as_read(lost, before=MARK)
    kept = lost.replace("  {{", "  unos {{")
    assert numbers_taken_for_lists(kept) == [] and "unos 7. Ese" in as_read(kept)
    assert numbers_taken_for_lists(lost.replace("(0)", "(1)")) == []
