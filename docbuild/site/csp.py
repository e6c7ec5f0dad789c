"""La política de seguridad del sitio: qué puede ejecutar, pedir o mostrar cada página.

Va en una etiqueta `<meta>`, porque el sitio se publica donde no se eligen las cabeceras. De los
guiones en línea solo valen los del tema, por su resumen SHA-256. La política es la misma en
todas las páginas: al navegar sin recargar, el navegador suma la de cada una.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import material

from docbuild.course.problems import Problem

DATA = ("application/json", "application/ld+json")  # el navegador no los ejecuta
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
VARIABLE = re.compile(r"\\{\\{.*?\\}\\}")  # lo que rellena la plantilla, ya con barras
FIRST = '<meta charset="utf-8">'
HINT = "Llévalo a un módulo de docs/assets/javascripts/: la política del sitio no lo ejecutaría."


@dataclass
class Inline(HTMLParser):
    """Lo que una página lleva escrito dentro en vez de en un archivo."""

    scripts: list[tuple[int, str]] = field(default_factory=list)
    handlers: list[tuple[int, str]] = field(default_factory=list)
    styles: set[str] = field(default_factory=set)
    inside: str = ""  # «script» o «style», mientras se lee su texto

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "style" in values:
            self.styles.add(values["style"])
        for name, value in values.items():
            if name.startswith("on"):
                self.handlers.append((self.getpos()[0], f'{name}="{value}"'))
            elif value.lower().lstrip().startswith("javascript:"):
                self.handlers.append((self.getpos()[0], value))
        executed = tag == "script" and "src" not in values and values.get("type") not in DATA
        self.inside = tag if executed or tag == "style" else ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts.append((self.getpos()[0], data))
        elif self.inside == "style":
            self.styles.add(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def protect(site: Path, origin: str = "'self'") -> list[Problem]:
    """Pone la política en cada página de un sitio construido, o devuelve lo que la incumple."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    known = list(theme_scripts())
    scripts: set[str] = set()
    styles: set[str] = set()
    problems = []
    for path, text in pages.items():
        found = read_inline(text)
        name = path.relative_to(site).as_posix()
        problems += violations(name, found, known)
        if FIRST not in text:
            problems.append(Problem(name, 0, "no hay dónde poner la política", f"Falta {FIRST}"))
        scripts |= {script for _, script in found.scripts}
        styles |= found.styles
    if problems:
        return problems
    rules = policy(scripts, styles, origin)
    meta = f'{FIRST}<meta http-equiv="Content-Security-Policy" content="{rules}">'
    for path, text in pages.items():
        path.write_text(text.replace(FIRST, meta, 1), encoding="utf-8")
    return []


def read_inline(text: str) -> Inline:
    """Lee una página entera."""
    found = Inline()
    found.feed(text)
    found.close()
    return found


def policy(scripts: set[str], styles: set[str], origin: str = "'self'") -> str:
    """Devuelve la política: todo sale del propio sitio.

    `unsafe-hashes` solo vale para los estilos: deja los atributos `style` con esos textos, que
    son los que Temml escribe en las fórmulas, y ningún otro.
    """
    rules = {
        "default-src": [origin],
        "script-src": [origin, *hashes(scripts)],
        "style-src": [origin, *(["'unsafe-hashes'"] if styles else []), *hashes(styles)],
        "img-src": [origin, "data:"],
        "connect-src": [origin],
        "worker-src": [origin],
        "object-src": ["'none'"],
        "base-uri": [origin],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def hashes(texts: set[str]) -> list[str]:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def theme_scripts() -> Iterator[re.Pattern[str]]:
    """Recorre los guiones en línea de Material, con un hueco donde la plantilla pone un valor."""
    folder = Path(material.__file__).parent / "templates" / "partials" / "javascripts"
    for path in sorted(folder.glob("*.html")):
        for script in INLINE.findall(path.read_text(encoding="utf-8")):
            yield re.compile(VARIABLE.sub('[^"<]*', re.escape(script)))


def violations(path: str, found: Inline, known: list[re.Pattern[str]]) -> list[Problem]:
    """Devuelve lo que una página quiere ejecutar y la política no dejaría."""
    strange = [
        Problem(path, line, "hay un guion en línea que no es del tema", script.strip()[:80], HINT)
        for line, script in found.scripts
        if not any(pattern.fullmatch(script) for pattern in known)
    ]
    handlers = [
        Problem(path, line, "hay un guion dentro de un atributo", handler[:80], HINT)
        for line, handler in found.handlers
    ]
    return strange + handlers
