"""Las reglas de una página: lo que incluye, enlaza, nombra y enseña."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

import jinja2
from jinja2 import nodes
from markdown.extensions.toc import slugify

from docbuild.course.course import DATA, FIGURE, Course
from docbuild.course.macros import FILTERS
from docbuild.course.pages import CODE, OUTPUT, Fence, Image, Include, Link, Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.programs import Program, lines_of
from docbuild.course.quizzes import FOLDER as QUIZZES
from docbuild.course.quizzes import Quiz
from docbuild.course.terms import PAGE as GLOSSARY
from docbuild.rules import numbers
from docbuild.rules.quizzes import check_include as check_quiz_include
from docbuild.rules.sums import check_sums
from docbuild.rules.terms import check_include as check_glossary_include

HEADINGS = ("Errores comunes", "Resumen", "Ejercicios", "Para saber más")
CONTEXT = ("config",)  # lo que una página puede nombrar además de «num»
MIN_ALT = 25  # caracteres: menos no describe una figura
PYTHON_NAME = re.compile(r"\{?[\s.]*(py|ipy)", re.IGNORECASE)


def check_page(course: Course, page: Page) -> list[Problem]:
    """Devuelve los problemas de una página."""
    found: list[Problem] = []
    for fence in page.fences:
        found += check_fence(page, fence)
        for include in fence.includes:
            found += check_include(course, page, include) + check_place(page, include, fence.info)
    for include in page.includes:
        found += check_include(course, page, include) + check_place(page, include, "")
    for image in page.images:
        found += check_image(course, page, image)
    for link in page.links:
        found += check_link(course, page, link)
    for data in page.data:
        found += check_data(course, page, data)
    found += check_numbers(course, page) + check_anatomy(course, page)
    return found + list(numbers.check_origins(course, page)) + list(check_sums(page))


def check_quiz(course: Course, quiz: Quiz) -> list[Problem]:
    """Comprueba el código y los números que nombran las preguntas de un archivo."""
    found = check_numbers(course, quiz.page)
    found += [*numbers.check_quiz_origins(course, quiz), *check_sums(quiz.page)]
    for question in quiz.questions:
        if question.code:
            found += check_include(course, quiz.page, question.code)
    return found


def check_fence(page: Page, fence: Fence) -> list[Problem]:
    if fence.info != CODE:
        if not PYTHON_NAME.match(fence.info):
            return []
        hint = f"Abre los bloques de código con «```{CODE}», sin nada más."
        return [page.problem(fence.line, f"bloque de Python escrito «{fence.info}»", hint)]
    typed = [line for line in fence.lines if line.strip() and "8<" not in line]
    if not typed and any("8<" in line for line in fence.lines):
        return []
    message = "el bloque tiene código escrito en la página" if typed else "el bloque está vacío"
    hint = "Llévalo a una sección de snippets/ e inclúyela."
    return [page.problem(fence.line, message, hint, "\n".join(typed[:3]))]


def check_place(page: Page, include: Include, info: str) -> list[Problem]:
    """Comprueba que el código y las salidas se incluyen en un bloque de su clase."""
    if include.file.endswith(".py"):
        wanted = CODE
    elif include.file.startswith("salidas/"):
        wanted = OUTPUT
    else:
        wanted = ""
    if info == wanted or PYTHON_NAME.match(info) and wanted == CODE:
        return []  # un bloque de Python mal abierto ya tiene su problema
    opening = f"Abre su bloque con «```{'' if wanted == CODE else ' '}{wanted}»."
    hint = opening if wanted else "Escríbela fuera de todo bloque."
    message = f"la inclusión de {include.target} no está en su sitio"
    return [page.problem(include.line, message, hint)]


def check_include(course: Course, page: Page, include: Include) -> list[Problem]:
    if include.file.startswith("salidas/"):
        return _check_output_include(course, page, include)
    if include.file.startswith(QUIZZES):
        return check_quiz_include(course, page, include)
    if include.target == GLOSSARY:
        return check_glossary_include(course, page, include)
    if include.file.startswith("fichas/"):
        return _check_card_include(page, include)
    program = course.program_of(include)
    if program:
        return _check_section(page, include, program)
    if f"snippets/{include.file}" in course.unfit:
        return []  # no se pudo leer: ya tiene su propio problema
    if (course.project.snippets / include.file).is_file():
        message, hint = f"{include.file} no es un programa", "Incluye secciones de programas."
    else:
        known = [item.file for item in course.programs]
        message, hint = f"no existe snippets/{include.file}", did_you_mean(include.file, known)
    return [page.problem(include.line, message, hint)]


def _check_card_include(page: Page, include: Include) -> list[Problem]:
    wanted = _card(page)
    message = f"esa ficha no es de esta página: {include.target}"
    found = [page.problem(include.line, message, f'Escribe: --8<-- "{wanted}"')]
    return found if include.target != wanted else []


def _check_section(page: Page, include: Include, program: Program) -> list[Problem]:
    names = ", ".join(program.sections) or "ninguna"
    if include.section in program.sections:
        return []
    if include.section:
        message = f"la sección «{include.section}» no existe en {program.path}"
        hint = f"Secciones: {names}\n{did_you_mean(include.section, program.sections)}"
    else:
        message = f"incluye snippets/{include.file} entero"
        hint = f"Nombra una sección: {names}"
    return [page.problem(include.line, message, hint.rstrip())]


def _check_output_include(course: Course, page: Page, include: Include) -> list[Problem]:
    parts = include.target.removesuffix(".txt").split("/")
    program = course.by_name.get(parts[1]) if len(parts) == 3 else None
    if len(parts) == 3 and parts[1] in course.unreadable:
        return []
    if program and include.target.endswith(".txt") and parts[2] in program.sections:
        return []
    known = [
        f"salidas/{item.name}/{name}.txt" for item in course.programs for name in item.sections
    ]
    hint = did_you_mean(include.target, known) or "Escribe: salidas/programa/sección.txt"
    return [page.problem(include.line, f"no hay ninguna salida {include.target}", hint)]


def check_image(course: Course, page: Page, image: Image) -> list[Problem]:
    found = []
    if len(image.alt) < MIN_ALT:
        message = f"el texto alternativo «{image.alt}» no describe la imagen"
        hint = "Di en una frase qué se ve y qué se concluye."
        found.append(page.problem(image.line, message, hint))
    match = FIGURE.search(image.src)
    if not match:
        return found + check_link(course, page, Link(image.line, image.src))
    if match["program"] in course.unreadable:
        return found
    program = course.by_name.get(match["program"])
    name = re.sub(r"-\d+$", "", match["name"])
    if program is None:
        message = f"ningún programa se llama «{match['program']}»"
        hint = did_you_mean(match["program"], course.by_name)
        found.append(page.problem(image.line, message, hint))
    elif not {name, match["name"]} & set(program.sections):
        message = f"la figura «{match['name']}» no es de ninguna sección de {program.path}"
        found.append(page.problem(image.line, message, did_you_mean(name, program.sections)))
    expected = posixpath.relpath(f"docs/{match[0]}", posixpath.dirname(page.path))
    if image.src != expected:
        message = f"la ruta {image.src} no lleva a la figura"
        found.append(page.problem(image.line, message, f"Escribe: {expected}"))
    return found


def check_link(course: Course, page: Page, link: Link) -> list[Problem]:
    """Comprueba un enlace interno: el archivo y el encabezado al que lleva."""
    if re.match(r"[a-z]+:|//|\{", link.target):
        return []
    file, _, anchor = link.target.partition("#")
    folder = posixpath.dirname(page.path)
    path = posixpath.normpath(posixpath.join(folder, file)) if file else page.path
    target = next((item for item in course.pages if item.path == path), None)
    if target is None:
        notebooks = {f"docs/cuadernos/{name}.ipynb" for name in course.by_name}
        notebooks |= {f"docs/cuadernos/{name}.ipynb" for name in course.unreadable}
        notebooks |= {f"docs/laboratorios/{name}.ipynb" for name in course.laboratory_names}
        file_in_docs = path.startswith("docs/") and (course.project.root / path).is_file()
        if path in notebooks or file_in_docs:
            return []
        known = [posixpath.relpath(item.path, folder) for item in course.pages]
        message = f"el enlace «{link.target}» no lleva a ningún archivo"
        return [page.problem(link.line, message, did_you_mean(file, known))]
    if anchor and anchor not in (known := anchors(target)):
        hint = did_you_mean(anchor, known) or f"Encabezados: {', '.join(known)}"
        return [page.problem(link.line, f"«#{anchor}» no existe en {target.path}", hint)]
    return []


def check_data(course: Course, page: Page, data: Link) -> list[Problem]:
    """Comprueba los datos de una parte interactiva: quién los deja y la ruta."""
    match = DATA.search(data.target)
    if not match:
        hint = 'Escribe: data-src="…/datos/programa/archivo.json"'
        return [page.problem(data.line, f"«{data.target}» no son datos de un programa", hint)]
    if match["program"] in course.unreadable:
        return []
    program = course.by_name.get(match["program"])
    if program is None:
        message = f"ningún programa se llama «{match['program']}»"
        return [page.problem(data.line, message, did_you_mean(match["program"], course.by_name))]
    if match["file"] not in program.source:
        written = re.findall(r"[\w-]+\.json", program.source)
        message = f"{program.path} no escribe {match['file']}"
        return [page.problem(data.line, message, did_you_mean(match["file"], written))]
    address = page.path.removesuffix(".md").removesuffix("index")  # la de la página ya publicada
    expected = posixpath.relpath(f"docs/datos/{match['program']}/{match['file']}", address)
    if data.target != expected:
        message = f"la ruta {data.target} no lleva a los datos"
        return [page.problem(data.line, message, f"Escribe: {expected}")]
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
        return [], [_broken_expression(page, line, str(error.message))]
    uses = [
        (node.lineno, node.node.attr, node.attr)
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Getattr) and _is_num(node.node.node)
    ]
    names = [name for name in tree.find_all(nodes.Name) if name.name not in CONTEXT]
    found = [
        _broken_expression(page, name.lineno, f"«{name.name}» no existe en las páginas")
        for name in names
        if not _is_num(name)
    ]
    if len(uses) + len(found) < len(names):
        line = next(name.lineno for name in names if _is_num(name))
        found.append(_broken_expression(page, line, "hay un número vivo a medias"))
    found += [
        _broken_expression(page, number, "«{#» abre un comentario que borra texto")
        for number, line in enumerate(lines_of(page.source), start=1)
        if "{#" in line
    ]
    return uses, found


def _is_num(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "num"


def _broken_expression(page: Page, line: int, message: str) -> Problem:
    """Explica una expresión de Jinja mal escrita; sugiere el filtro parecido."""
    unknown = re.match(r"No filter named '(.*)'", message)
    if unknown:
        message = f"no existe el filtro «{unknown[1]}»"
    hint = "Un número vivo se escribe {{ num.programa.variable | filtro }}; los filtros son "
    hint += ", ".join(FILTERS) + ".\nFuera de ellos no escribas «{{», «{%» ni «{#»."
    meant = did_you_mean(unknown[1], FILTERS) if unknown else ""
    return page.problem(line, message, meant or hint)


def check_numbers(course: Course, page: Page) -> list[Problem]:
    uses, found = number_uses(page)
    for line, name, variable in uses:
        program = course.by_name.get(name)
        if program is None and name not in course.unreadable:
            hint = did_you_mean(name, course.by_name)
            found.append(page.problem(line, f"ningún programa se llama «{name}»", hint))
        elif program and variable not in program.assigned:
            hint = did_you_mean(variable, program.assigned)
            found.append(page.problem(line, f"{program.path} no calcula «{variable}»", hint))
    return found


def check_anatomy(course: Course, page: Page) -> list[Problem]:
    """Comprueba que una lección tiene todas sus partes."""
    entry = course.entry(page.path)
    if entry is None or not entry.is_lesson:
        return []
    titles = [text for _, _, text in page.headings]
    found = [
        page.problem(0, f"a la lección le falta «## {heading}»")
        for heading in HEADINGS
        if heading not in titles
    ]
    if _card(page) not in [include.target for include in page.includes]:
        hint = f'Acaba la página con: --8<-- "{_card(page)}"'
        found.append(page.problem(0, "a la lección le falta su ficha", hint))
    if not re.match(r"---\n(?:(?!---).*\n)*description: \S", page.source):
        hint = "Empieza con «---», «description: una frase», «---»."
        found.append(page.problem(1, "a la lección le falta la descripción", hint))
    return found


def _card(page: Page) -> str:
    return "fichas/" + page.path.removeprefix("docs/")
