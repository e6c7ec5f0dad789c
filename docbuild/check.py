"""Comprobaciones cruzadas, sin ejecutar nada: `python -m docbuild check`."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from jinja2 import nodes
from markdown.extensions.toc import slugify

from docbuild.macros import FILTERS
from docbuild.navigation import Entry, navigation
from docbuild.pages import CODE, Fence, Image, Include, Link, Page, load_pages
from docbuild.problems import Problem, did_you_mean
from docbuild.programs import Program, load_programs
from docbuild.project import Project

HEADINGS = ("Errores comunes", "Resumen", "Ejercicios", "Para saber más")
MIN_ALT = 25  # caracteres: menos no describe una figura
PYTHON_NAMES = ("py", "python3", "python ", "{ .py", "{.py", "{ .python", "{.python", "pycon")
FIGURE = re.compile(r"figuras/(?P<program>[^/]+)/(?P<name>[^/]+)\.svg$")


@dataclass
class Course:
    """Todo lo que se sabe del curso antes de ejecutar nada."""

    project: Project
    programs: list[Program]
    pages: list[Page]
    nav: list[Entry]
    problems: list[Problem] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, Program]:
        return {program.name: program for program in self.programs}

    def program_of(self, include: Include) -> Program | None:
        path = f"snippets/{include.file}"
        return next((item for item in self.programs if item.path == path), None)


def load_course(project: Project) -> Course:
    """Lee el curso entero y reúne todos los problemas que se ven sin ejecutarlo."""
    programs, problems = load_programs(project)
    course = Course(project, programs, load_pages(project), navigation(project), problems)
    for page in course.pages:
        course.problems += page.problems
        course.problems += check_page(course, page)
    course.problems += check_nav(course) + check_orphans(course)
    return course


def check_page(course: Course, page: Page) -> list[Problem]:
    """Devuelve los problemas de una página."""
    found: list[Problem] = []
    for fence in page.fences:
        found += check_fence(page, fence)
        for include in fence.includes:
            found += check_include(course, page, include)
    for include in page.includes:
        found += check_include(course, page, include)
    for image in page.images:
        found += check_image(course, page, image)
    for link in page.links:
        found += check_link(course, page, link)
    return found + check_numbers(course, page) + check_anatomy(course, page)


def check_fence(page: Page, fence: Fence) -> list[Problem]:
    if fence.info != CODE:
        if fence.info.startswith(PYTHON_NAMES):
            return [
                Problem(
                    page.path,
                    fence.line,
                    f"bloque de Python escrito «{fence.info}»",
                    hint=f"Abre los bloques de código con «```{CODE}», sin nada más.",
                )
            ]
        return []
    typed = [line for line in fence.lines if line.strip() and "8<" not in line]
    if not typed and fence.includes:
        return []
    return [
        Problem(
            page.path,
            fence.line,
            "el bloque tiene código escrito en la página",
            detail="\n".join(typed[:3]),
            hint="Llévalo a una sección de snippets/ e inclúyela.",
        )
    ]


def check_include(course: Course, page: Page, include: Include) -> list[Problem]:
    def problem(message: str, hint: str = "") -> list[Problem]:
        return [Problem(page.path, include.line, message, hint=hint)]

    if include.file.startswith("salidas/"):
        return _check_output_include(course, page, include)
    if include.file.startswith("fichas/"):
        wanted = _card(page)
        ok = include.target == wanted
        return (
            []
            if ok
            else problem(
                f"esa ficha no es de esta página: {include.target}", f'Escribe: --8<-- "{wanted}"'
            )
        )
    program = course.program_of(include)
    if program is None:
        known = [item.path.removeprefix("snippets/") for item in course.programs]
        if (course.project.snippets / include.file).is_file():
            return []  # no se pudo leer: ya tiene su propio problema
        return problem(f"no existe snippets/{include.file}", did_you_mean(include.file, known))
    if not include.section:
        return problem(
            f"incluye snippets/{include.file} entero",
            f"Nombra una sección: {', '.join(program.sections)}",
        )
    if include.section not in program.sections:
        names = ", ".join(program.sections) or "ninguna"
        hint = did_you_mean(include.section, program.sections)
        return problem(
            f"la sección «{include.section}» no existe en {program.path}",
            f"Secciones: {names}" + (f"\n{hint}" if hint else ""),
        )
    return []


def _check_output_include(course: Course, page: Page, include: Include) -> list[Problem]:
    parts = include.target.removesuffix(".txt").split("/")
    program = course.by_name.get(parts[1]) if len(parts) == 3 else None
    if program and include.target.endswith(".txt") and parts[2] in program.sections:
        return []
    known = [
        f"salidas/{item.name}/{name}.txt" for item in course.programs for name in item.sections
    ]
    return [
        Problem(
            page.path,
            include.line,
            f"no hay ninguna salida {include.target}",
            hint=did_you_mean(include.target, known) or "Escribe: salidas/programa/sección.txt",
        )
    ]


def check_image(course: Course, page: Page, image: Image) -> list[Problem]:
    found = []
    if len(image.alt) < MIN_ALT:
        found.append(
            Problem(
                page.path,
                image.line,
                f"el texto alternativo «{image.alt}» no describe la imagen",
                hint="Di en una frase qué se ve y qué se concluye.",
            )
        )
    match = FIGURE.search(image.src)
    if not match:
        return found + check_link(course, page, Link(image.line, image.src))
    program = course.by_name.get(match["program"])
    name = re.sub(r"-[2-9]$", "", match["name"])
    if program is None:
        message = f"ningún programa se llama «{match['program']}»"
        hint = did_you_mean(match["program"], course.by_name)
        found.append(Problem(page.path, image.line, message, hint=hint))
    elif not {name, match["name"]} & set(program.sections):
        message = f"la figura «{match['name']}» no es de ninguna sección de {program.path}"
        hint = did_you_mean(name, program.sections)
        found.append(Problem(page.path, image.line, message, hint=hint))
    expected = posixpath.relpath(
        f"docs/figuras/{match[0].removeprefix('figuras/')}", posixpath.dirname(page.path)
    )
    if image.src != expected:
        found.append(
            Problem(
                page.path,
                image.line,
                f"la ruta {image.src} no lleva a la figura",
                hint=f"Escribe: {expected}",
            )
        )
    return found


def check_link(course: Course, page: Page, link: Link) -> list[Problem]:
    """Comprueba un enlace interno: el fichero y el encabezado al que lleva."""
    if re.match(r"[a-z]+:|//|\{", link.target):
        return []
    file, _, anchor = link.target.partition("#")
    folder = posixpath.dirname(page.path)
    path = posixpath.normpath(posixpath.join(folder, file)) if file else page.path
    target = next((item for item in course.pages if item.path == path), None)
    if target is None:
        notebook = re.fullmatch(r"docs/cuadernos/(.+)\.ipynb", path)
        if notebook and notebook[1] in course.by_name or (course.project.root / path).is_file():
            return []
        known = [posixpath.relpath(item.path, folder) for item in course.pages]
        message = f"el enlace «{link.target}» no lleva a ningún fichero"
        return [Problem(page.path, link.line, message, hint=did_you_mean(file, known))]
    if anchor and anchor not in (known := anchors(target)):
        return [
            Problem(
                page.path,
                link.line,
                f"«#{anchor}» no existe en {target.path}",
                hint=did_you_mean(anchor, known) or f"Encabezados: {', '.join(known)}",
            )
        ]
    return []


def anchors(page: Page) -> list[str]:
    """Devuelve los identificadores a los que se puede enlazar dentro de la página."""
    explicit = re.findall(r"\{[^}\n]*#([\w-]+)[^}\n]*\}|\bid=\"([\w-]+)\"", page.source)
    found = [a or b for a, b in explicit]
    repeated: Counter[str] = Counter()
    for _, _, text in page.headings:
        slug = slugify(re.sub(r"\{[^}]*\}|[*_`]", "", text).strip(), "-")
        found.append(f"{slug}_{repeated[slug]}" if repeated[slug] else slug)
        repeated[slug] += 1
    return found


def number_uses(page: Page) -> tuple[list[tuple[int, str, str]], list[Problem]]:
    """Devuelve (línea, programa, variable) de cada número vivo, y lo mal escrito."""
    env = jinja2.Environment(autoescape=False)
    env.filters.update(FILTERS)
    try:
        tree = env.parse(page.source)
        env.compile(tree)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", 0) or 0
        return [], [
            Problem(
                page.path,
                line,
                f"expresión mal escrita: {error.message}",
                hint="Los filtros son: "
                + ", ".join(FILTERS)
                + ". Fuera de los números vivos no escribas «{{», «{%» ni «{#».",
            )
        ]
    uses = []
    for node in tree.find_all(nodes.Getattr):
        match node.node:
            case nodes.Getattr(node=nodes.Name(name="num"), attr=program):
                uses.append((node.lineno, program, node.attr))
    return uses, []


def check_numbers(course: Course, page: Page) -> list[Problem]:
    uses, found = number_uses(page)
    for line, name, variable in uses:
        program = course.by_name.get(name)
        if program is None:
            found.append(
                Problem(
                    page.path,
                    line,
                    f"ningún programa se llama «{name}»",
                    hint=did_you_mean(name, course.by_name),
                )
            )
        elif variable not in program.assigned:
            found.append(
                Problem(
                    page.path,
                    line,
                    f"{program.path} no calcula «{variable}»",
                    hint=did_you_mean(variable, program.assigned),
                )
            )
    return found


def check_anatomy(course: Course, page: Page) -> list[Problem]:
    """Comprueba que una lección tiene todas sus partes."""
    entry = next((item for item in course.nav if f"docs/{item.path}" == page.path), None)
    if entry is None or not entry.is_lesson:
        return []
    titles = [text for _, _, text in page.headings]
    found = [
        Problem(page.path, 0, f"a la lección le falta «## {heading}»")
        for heading in HEADINGS
        if heading not in titles
    ]
    if _card(page) not in [include.target for include in page.includes]:
        found.append(
            Problem(
                page.path,
                0,
                "a la lección le falta su ficha",
                hint=f'Acaba la página con: --8<-- "{_card(page)}"',
            )
        )
    if not re.match(r"---\n(.*\n)*?description: \S", page.source):
        found.append(
            Problem(
                page.path,
                1,
                "a la lección le falta la descripción",
                hint="Empieza con «---», «description: una frase», «---».",
            )
        )
    return found


def _card(page: Page) -> str:
    return "fichas/" + page.path.removeprefix("docs/")


def check_nav(course: Course) -> list[Problem]:
    """Comprueba que el índice y las páginas son los mismos."""
    config = course.project.relative(course.project.config)
    found, listed = [], {entry.path for entry in course.nav}
    known = {page.path.removeprefix("docs/") for page in course.pages}
    notebooks = {f"cuadernos/{program.name}.ipynb" for program in course.programs}
    for entry in course.nav:
        if entry.path not in known | notebooks and not _is_url(entry.path):
            message = f"el índice nombra {entry.path}, que no existe"
            hint = did_you_mean(entry.path, known | notebooks)
            found.append(Problem(config, entry.line, message, hint=hint))
    for path in sorted(known - listed):
        found.append(
            Problem(
                f"docs/{path}",
                0,
                "la página no está en el índice",
                hint=f"Añádela a «nav» en {config}.",
            )
        )
    for path in sorted(notebooks - listed):
        found.append(
            Problem(
                config,
                0,
                f"falta en el índice el cuaderno {path}",
                hint="Añádelo a «nav», en «Cuadernos».",
            )
        )
    return found


def _is_url(path: str) -> bool:
    return bool(re.match(r"https?://", path))


def check_orphans(course: Course) -> list[Problem]:
    """Comprueba que toda sección se enseña en alguna página."""
    shown = {
        (include.file, include.section) for page in course.pages for include in page.code_includes()
    }
    found = []
    for program in course.programs:
        file = program.path.removeprefix("snippets/")
        for name, cell in program.sections.items():
            if (file, name) not in shown:
                found.append(
                    Problem(
                        program.path,
                        cell.line,
                        f"ninguna página enseña «{name}»",
                        hint=f'Inclúyela con --8<-- "{file}:{name}" o bórrala.',
                    )
                )
        if not program.sections:
            found.append(Problem(program.path, 0, "ninguna página enseña este programa"))
    return found + _stray_files(course)


def _stray_files(course: Course) -> list[Problem]:
    """Señala los ficheros de snippets/ que no son programas ni su estilo."""
    root = course.project.snippets
    expected = {course.project.root / program.path for program in course.programs}
    expected |= {course.project.matplotlibrc} | set(root.glob("*/*.py"))
    return [
        Problem(
            course.project.relative(path),
            0,
            "este fichero no lo usa nadie",
            hint="Los programas van en snippets/<unidad>/<programa>.py.",
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path not in expected
        and "__pycache__" not in path.parts
        and not _read_by_a_program(course, path)
    ]


def _read_by_a_program(course: Course, path: Path) -> bool:
    return any(path.name in program.source for program in course.programs)
