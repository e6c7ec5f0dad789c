"""Páginas: lo que una lección incluye de los programas y de lo que dejaron."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from docbuild.course.problems import Problem, not_utf8
from docbuild.course.programs import lines_of, parse_program, section_lines
from docbuild.course.project import Project

FENCE = re.compile(r"^(?P<space>\s*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
INCLUDE = re.compile(r'^\s*--8<-- "(?P<target>[^"]*)"$')
LOOKS_LIKE_INCLUDE = re.compile(r"[-–—]8<|8<[-–—]|^\s*[-–—]+\s*8\s*[<>–—-]")
IMAGE = re.compile(r'!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<src>[^)\s]+)(?:\s+"(?P<title>[^"]*)")?\)')
IMAGE_HELP = 'Escribe en una sola línea: ![qué se ve](ruta.svg "pie de figura")'
LINK = re.compile(r"(?<!!)\[(?:[^\]\\]|\\.)*\]\((?P<target>[^)\s]+)[^)]*\)")
INLINE_CODE = re.compile(r"(`+)(?:(?!\1).)+\1")
DATA = re.compile(r'\bdata-src="(?P<target>[^"]*)"')
HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<text>.+?)\s*$")
CODE = "python"
OUTPUT = "{ .text .no-copy }"


@dataclass(frozen=True)
class Include:
    """Una línea `--8<-- "destino"`."""

    line: int
    target: str

    @property
    def file(self) -> str:
        return self.target.partition(":")[0]

    @property
    def section(self) -> str:
        return self.target.partition(":")[2]


@dataclass
class Fence:
    """Un bloque de código de la página, tal como está escrito."""

    line: int
    info: str
    space: str = ""  # su sangría
    ticks: str = "```"
    lines: list[str] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)


@dataclass(frozen=True)
class Image:
    line: int
    alt: str
    src: str


@dataclass(frozen=True)
class Link:
    line: int
    target: str


@dataclass
class Page:
    """Una página y lo que se ve en ella sin construirla."""

    path: str  # relativa a la raíz del proyecto
    source: str
    fences: list[Fence] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)  # fuera de los bloques
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    data: list[Link] = field(default_factory=list)  # los datos de sus partes interactivas
    headings: list[tuple[int, int, str]] = field(default_factory=list)  # línea, nivel, texto
    problems: list[Problem] = field(default_factory=list)
    unclosed: list[Fence] = field(default_factory=list)  # bloques de código a medias

    def fail(self, line: int, message: str, hint: str = "", detail: str = "") -> None:
        self.problems.append(self.problem(line, message, hint, detail))

    def problem(self, line: int, message: str, hint: str = "", detail: str = "") -> Problem:
        return Problem(self.path, line, message, detail, hint)

    def code_includes(self) -> list[Include]:
        """Devuelve, en orden, las secciones de programa que la página enseña."""
        return [
            include for fence in self.fences if fence.info == CODE for include in fence.includes
        ]

    def output_includes(self) -> list[Include]:
        return [
            include for fence in self.fences if fence.info == OUTPUT for include in fence.includes
        ]


def load_pages(project: Project) -> list[Page]:
    """Devuelve las páginas de `docs/`, en orden alfabético."""
    return [parse_page(project, path) for path in sorted(project.docs.rglob("*.md"))]


def parse_page(project: Project, path: Path) -> Page:
    try:
        page = Page(project.relative(path), path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        page = Page(project.relative(path), "")
        page.problems.append(not_utf8(page.path, error))
    fence: Fence | None = None
    for number, line in enumerate(lines_of(page.source), start=1):
        found = FENCE.match(line)
        if fence and _leaves(fence, line, found):
            _not_closed(page, fence)
            fence = None
        if fence is None and found:
            fence = Fence(number, found["info"].strip(), found["space"], found["ticks"])
        elif fence is None:
            _read_prose(page, number, line)
        elif line.strip() == fence.ticks and found["space"] == fence.space:
            page.fences.append(fence)
            fence = None
        else:
            _read_code(page, fence, number, line)
    if fence:
        _not_closed(page, fence)
    return page


def _leaves(fence: Fence, line: str, found: re.Match[str] | None) -> bool:
    """Dice si la línea ya no puede ser del bloque: menos sangría, o abre otro igual."""
    opens = found and found["ticks"] == fence.ticks and found["info"].strip()
    return bool(line.strip() and not line.startswith(fence.space) or opens)


def _not_closed(page: Page, fence: Fence) -> None:
    hint = f"Falta una línea «{fence.ticks}» con la misma sangría."
    page.unclosed.append(fence)
    page.fail(fence.line, "el bloque de código no se cierra", hint)


def _read_prose(page: Page, number: int, line: str) -> None:
    text = INLINE_CODE.sub("", line)
    if found := INCLUDE.match(line):
        page.includes.append(Include(number, found["target"]))
    elif LOOKS_LIKE_INCLUDE.search(text):
        _not_an_include(page, number, line)
    if found := HEADING.match(line):
        page.headings.append((number, len(found["level"]), found["text"]))
    found_images = list(IMAGE.finditer(text))
    for found in found_images:
        page.images.append(Image(number, found["alt"].strip(), found["src"]))
    if text.count("![") > len(found_images):
        page.fail(number, "la imagen no se entiende", IMAGE_HELP)
    if re.search(r"<img\b(?![^>]*\balt=)", text):
        page.fail(number, "la imagen no tiene texto alternativo", IMAGE_HELP)
    page.links += [Link(number, found["target"]) for found in LINK.finditer(text)]
    page.data += [Link(number, found["target"]) for found in DATA.finditer(text)]


def _read_code(page: Page, fence: Fence, number: int, line: str) -> None:
    fence.lines.append(line)
    if found := INCLUDE.match(line):
        fence.includes.append(Include(number, found["target"]))
    elif LOOKS_LIKE_INCLUDE.search(line):
        _not_an_include(page, number, line)


def _not_an_include(page: Page, number: int, line: str) -> None:
    page.fail(
        number,
        f"esto parece una inclusión y no lo es: {line.strip()}",
        'Escribe: --8<-- "unidad/programa.py:sección"',
    )


def reading_name(page: Page) -> str:
    """Devuelve el nombre con que se guarda la ejecución de la página copiada."""
    return "lectura-" + page.path.removeprefix("docs/").removesuffix(".md").replace("/", "-")


def expand(project: Project, page: Page) -> list[tuple[int, str]]:
    """Devuelve las líneas que ve quien lee, cada una con su línea en la página.

    Las inclusiones se sustituyen por lo incluido; lo demás queda igual.
    """
    expanded: list[tuple[int, str]] = []
    for number, line in enumerate(lines_of(page.source), start=1):
        if found := INCLUDE.match(line):
            space = line[: len(line) - len(line.lstrip())]
            expanded += [
                (number, (space + text).rstrip())
                for text in _included(project, Include(number, found["target"]))
            ]
        else:
            expanded.append((number, line))
    return expanded


def _included(project: Project, include: Include) -> list[str]:
    if include.section:
        program, _ = parse_program(project, project.snippets / include.file)
        return [text for _, text in section_lines(program.sections[include.section])]
    text = (project.generated / include.file).read_text(encoding="utf-8")
    return text.split("\n") if text else []  # como pymdownx: si acaba en salto, una vacía más
