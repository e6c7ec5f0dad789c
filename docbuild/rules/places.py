"""Figuras y salidas: detrás de su código, y descritas cada una con sus palabras."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from docbuild.course.pages import IMAGE, Page
from docbuild.course.problems import Problem

if TYPE_CHECKING:
    from docbuild.course.course import Course

FIGURE = re.compile(r"figuras/(?P<program>[^/]+)/(?P<name>[^/]+)\.svg$")
OUTPUT = re.compile(r"salidas/(?P<program>[^/]+)/(?P<name>[^/]+)\.txt$")
CODE = re.compile(r"(?:[\w-]+/)*(?P<program>\w+)\.py:(?P<name>.+)$")
Shown = tuple[int, str, str, str]  # línea, qué es, programa y sección


def check_course(course: Course) -> Iterator[Problem]:
    """Recorre lo que falla en el sitio y en las palabras de las figuras y de las salidas."""
    texts: dict[tuple[str, str], tuple[str, str]] = {}
    for page in course.pages:
        yield from places(page)
        yield from order(course, page)
        yield from repeated(page, texts)


def shown(page: Page) -> list[Shown]:
    """Devuelve el código, las salidas y las figuras de la página, por orden."""
    found = [
        (include.line, what, match["program"], match["name"])
        for fence in page.fences
        for include in fence.includes
        for what, pattern in (("el código", CODE), ("la salida", OUTPUT))
        if (match := pattern.match(include.target))
    ]
    found += [
        (image.line, "la figura", match["program"], match["name"])
        for image in page.images
        if (match := FIGURE.search(image.src))
    ]
    return sorted(found)


def places(page: Page) -> Iterator[Problem]:
    """Una salida o una figura va detrás de su código y antes de otro.

    Antes de todo el código puede haber una que adelante adónde se va a llegar.
    """
    last: Shown | None = None
    codes = {item[2:] for item in shown(page) if item[1] == "el código"}
    for item in shown(page):
        line, what, program, name = item
        names = [(program, name), (program, re.sub(r"-\d+$", "", name))]
        if what == "el código":
            last = item
        elif last and last[2:] not in names and codes.intersection(names):
            hint = f"Ponla detrás del código de «{name}» y antes de otro."
            message = f"{what} de «{name}» está detrás del código de «{last[3]}»"
            yield page.problem(line, message, hint)


def order(course: Course, page: Page) -> Iterator[Problem]:
    """Bajo un mismo encabezado, las secciones van en el orden del programa."""
    headings = [line for line, _, _ in page.headings]
    codes = [item for item in shown(page) if item[1] == "el código"]
    for (start, _, before, first), (line, _, program, second) in pairwise(codes):
        sections = list(course.by_name[program].sections) if program in course.by_name else []
        if program != before or first not in sections or second not in sections:
            continue
        if sections.index(second) < sections.index(first) and not any(
            start < heading < line for heading in headings
        ):
            message = f"«{second}» va antes que «{first}» en su programa"
            yield page.problem(line, message, "Ponlas en el orden en que se ejecutan.")


def repeated(page: Page, texts: dict[tuple[str, str], tuple[str, str]]) -> Iterator[Problem]:
    """Dos figuras distintas no se describen igual; `texts` es lo ya dicho en el curso."""
    names = {"alt": "el texto alternativo", "title": "el pie de figura"}
    for number, line in enumerate(page.source.split("\n"), start=1):
        for image in IMAGE.finditer(line):
            file = image["src"].rpartition("../")[2]
            for group, what in names.items():
                if not (text := (image[group] or "").strip()):
                    continue
                here = f"{page.path}:{number}"
                other, where = texts.setdefault((group, text), (file, here))
                if other != file:
                    hint = "Di lo que se ve en esta."
                    yield page.problem(number, f"{what} es el de {where}", hint, text[:100])
