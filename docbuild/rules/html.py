"""HTML, hojas de estilo y guiones: solo lo propio, bien cerrado y sin nada de otros sitios."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from docbuild.course.pages import Page
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.project import Project
from docbuild.rules.prose import CODE, EXPRESSION, FORMULA, body, hide

SCRIPTS, STYLES = "assets/javascripts", "assets/stylesheets"
TAGS = ("a", "br", "div", "span", "abbr", "kbd", "sub", "sup", "img")
VOID = ("br", "img")
BAD_ATTRIBUTE = re.compile(r"style|on\w+|target|align|bgcolor|color")
TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
ATTRIBUTE = re.compile(r"(?P<name>[\w:-]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
OUTSIDE = re.compile(r"[\"']?(?:https?:)?//")
MARKED = re.compile(r"\*\*|\]\(|`|\$[^$\s]")
READ_INSIDE = re.compile(r"(?s)<(\w+)[^>]*\bmarkdown\b.*?</\1>")
IDENTIFIER = re.compile(r"(?<=\{)[^{}\n]*?#([\w-]+)|\bid=\"([\w-]+)\"")
WIDGET = re.compile(r'^\s*"([a-z]+(?:-[a-z]+)+)":', re.M)
COMMENTS = {".css": re.compile(r"(?s)/\*.*?\*/"), ".js": re.compile(r"(?m)(?s:/\*.*?\*/)|^\s*//.*")}
IN_STYLES = (
    (r"outline(?:-\w+)?:\s*(?:none|0(?![.\d]))", "«{0}» esconde el foco", "Quítalo."),
    (r"@import\b", "«@import» pide otra hoja", "Nómbrala en «extra_css» de mkdocs.yml."),
    (r"url\([\"']?(?:https?:)?//[^)]*\)", "«{0}» pide algo a otro sitio", "Guárdalo en docs/."),
)
IN_SCRIPTS = (
    (
        r"(?<=[\"'`])(?:https?:)?//(?!www\.w3\.org/)\w[^\"'`]*",
        "«{0}» es de otro sitio",
        "Guárdalo en docs/.",
    ),
    (r"\bconsole\.\w+|\bdebugger\b", "queda un «{0}»", "Bórralo."),
    (r"\beval\(|\bdocument\.write\(", "«{0}…)» no va en un módulo", "Hazlo sin ello."),
)


def check_page(page: Page, known: set[str], names: str) -> Iterator[Problem]:
    """Recorre el HTML de una página; `known` son los elementos propios y `names`, sus guiones."""
    raw = "\n".join(line for _, line in body(page))
    text = hide(raw, EXPRESSION, CODE, FORMULA)
    opened: list[tuple[int, re.Match[str]]] = []
    for tag in TAG.finditer(text):
        line, name = text.count("\n", 0, tag.start()) + 1, tag["name"].lower()
        if tag["end"]:
            yield from _close(page, raw, line, tag, opened)
            continue
        yield from _tag(page, line, name, tag["rest"], known, names)
        if name not in VOID and not tag["rest"].endswith("/"):
            opened.append((line, tag))
    for line, tag in opened:
        yield page.problem(line, f"«<{tag['name']}>» no se cierra", f"Falta «</{tag['name']}>».")
    yield from identifiers(page, text)
    for image in page.images:
        if OUTSIDE.match(image.src):
            hint = "Guárdala en docs/assets/images/."
            yield page.problem(image.line, "la imagen viene de otro sitio", hint)


def _close(
    page: Page, raw: str, line: int, tag: re.Match[str], opened: list[tuple[int, re.Match[str]]]
) -> Iterator[Problem]:
    """Quita de la pila lo que se cierra; dice lo que quedó abierto y el Markdown que no se lee."""
    names = [other["name"] for _, other in opened]
    if tag["name"] not in names:
        yield page.problem(line, f"«</{tag['name']}>» cierra lo que nadie abrió", "Bórralo.")
        return
    while opened:
        start, other = opened.pop()
        if other["name"] == tag["name"]:
            inner = raw[other.end() : tag.start()]
            found = MARKED.search(hide(inner, READ_INSIDE)) if tag["name"] == "div" else None
            if found and not re.search(r"\bmarkdown\b", other["rest"]):
                where = start + inner.count("\n", 0, found.start())
                message = "el Markdown de este <div> saldría como texto"
                yield page.problem(where, message, "Escribe <div markdown>.")
            return
        message = f"«<{other['name']}>» no se cierra"
        yield page.problem(start, message, f"Falta «</{other['name']}>».")


def _tag(
    page: Page, line: int, name: str, rest: str, known: set[str], names: str
) -> Iterator[Problem]:
    """La etiqueta y sus atributos son de los que el curso usa."""
    if known and "-" in name and name not in known:
        hint = did_you_mean(name, known) or "Los elementos propios están en widgets.js."
        yield page.problem(line, f"ningún módulo define «<{name}>»", hint)
    elif "-" not in name and name not in TAGS:
        hint = f"Usa Markdown; de HTML valen {', '.join(TAGS)} y los elementos propios."
        yield page.problem(line, f"«<{name}>» no va en una página", hint)
    found = list(ATTRIBUTE.finditer(rest))
    counts = Counter(item["name"].lower() for item in found)
    for attribute, count in counts.items():
        if BAD_ATTRIBUTE.fullmatch(attribute):
            hint = "Lo que se ve va en docs/assets/stylesheets/; lo que se mueve, en un módulo."
            yield page.problem(line, f"el atributo «{attribute}» no va en una página", hint)
        if count > 1:
            message = f"el atributo «{attribute}» está {count} veces en «<{name}>»"
            yield page.problem(line, message, "Deja uno.")
        if known and attribute.startswith("data-") and not _is_read(attribute, names):
            yield page.problem(line, f"ningún módulo lee «{attribute}»", "Revisa su nombre.")
    for item in found:
        if item["name"] == "src" and OUTSIDE.match(item["value"] or ""):
            yield page.problem(line, f"«<{name}>» carga algo de otro sitio", "Guárdalo en docs/.")


def _is_read(attribute: str, names: str) -> bool:
    first, *rest = attribute.removeprefix("data-").split("-")
    camel = first + "".join(part.capitalize() for part in rest)
    return bool(re.search(rf"{attribute}\b|dataset\.{camel}\b", names))


def identifiers(page: Page, text: str) -> Iterator[Problem]:
    """Un identificador está una sola vez en la página."""
    seen: dict[str, int] = {}
    for found in IDENTIFIER.finditer(text):
        name, line = found[1] or found[2], text.count("\n", 0, found.start()) + 1
        if name in seen:
            message = f"el identificador «{name}» ya está en la línea {seen[name]}"
            yield page.problem(line, message, "Dale otro nombre.")
        seen.setdefault(name, line)


def scripts(project: Project) -> str:
    """Devuelve el texto de todos los guiones propios."""
    paths = sorted((project.docs / SCRIPTS).glob("*.js"))
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def widgets(project: Project) -> set[str]:
    """Devuelve los elementos propios que carga widgets.js."""
    path = project.docs / SCRIPTS / "widgets.js"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return set(WIDGET.findall(text))


def check_assets(project: Project) -> Iterator[Problem]:
    """Recorre lo que no va en una hoja de estilo, un guion o una plantilla propios."""
    for folder, suffix, rules in ((STYLES, ".css", IN_STYLES), (SCRIPTS, ".js", IN_SCRIPTS)):
        for path in sorted((project.docs / folder).glob(f"*{suffix}")):
            yield from _check_asset(project, path, rules, COMMENTS[suffix])
    loads = r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*\""
    rules = ((loads, "la plantilla carga algo de otro sitio", "Guárdalo en docs/."),)
    for path in sorted((project.root / "overrides").rglob("*.html")):
        yield from _check_asset(project, path, rules, re.compile(r"(?s)<!--.*?-->"))


def _check_asset(
    project: Project, path: Path, rules: tuple, comments: re.Pattern[str]
) -> Iterator[Problem]:
    text = hide(path.read_text(encoding="utf-8", errors="replace"), comments)
    for pattern, message, hint in rules:
        for found in re.finditer(pattern, text):
            line = text.count("\n", 0, found.start()) + 1
            yield Problem(project.relative(path), line, message.format(found[0]), hint=hint)
