"""Une los módulos de JavaScript del sitio en un solo guion clásico.

Sin servidor (`file://`) el navegador no carga módulos. Cada uno pasa a ser una función que
devuelve lo que exporta, y se ejecuta la primera vez que otro lo pide. Solo se entiende la forma
en que se escriben aquí; lo demás es un problema, con su archivo y su línea.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from docbuild.course.problems import Problem

FOLDER = "docs/assets/javascripts"
LOADER = "widgets.js"  # el único que carga módulos según la página
IMPORT = re.compile(r'^import (?:\{(?P<names>[^}]*)\} from )?"\./(?P<name>[\w-]+\.js)";$', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.M)
DYNAMIC = re.compile(r"\bimport\(")
STRANGE = re.compile(r"^\s*(?:import|export)\b(?!\()|^await\b|\bimport\.meta\b", re.M)
LOADABLE = re.compile(r'"\./([\w-]+\.js)"')
HINT = (
    'Escribe: import { a, b } from "./otro.js"; export function, export class o export const.\n'
    f"Solo {LOADER} usa import(…)."
)
# con «__» no chocan con los nombres de ningún módulo
START = """(() => {
"use strict";
const __modules = {};
const __done = {};
const __need = (name) => (__done[name] ??= __modules[name]());
const __import = async (name) => __need(name);
"""


def check_modules(modules: dict[str, str]) -> list[Problem]:
    """Devuelve lo que en unos módulos no se sabría unir."""
    problems = []
    for name, text in modules.items():
        path = f"{FOLDER}/{name}"
        for found in _strange(name, text):
            line = text.count("\n", 0, found) + 1
            code = text.splitlines()[line - 1].strip()
            message = "el sitio sin conexión no entiende esta forma de importar o exportar"
            problems.append(Problem(path, line, message, code[:80], HINT))
        for other in sorted(_needs(name, text) - modules.keys()):
            problems.append(Problem(path, 0, f"no existe el módulo «{other}»"))
    if not problems and (cycle := _cycle(modules)):
        message = f"estos módulos se importan en círculo: {' → '.join(cycle)}"
        hint = "Lleva lo que comparten a otro módulo."
        problems.append(Problem(f"{FOLDER}/{cycle[0]}", 0, message, hint=hint))
    return problems


def join_modules(modules: dict[str, str], entries: list[str]) -> str:
    """Devuelve el guion que equivale a cargar, por orden, los módulos de `entries`."""
    parts = [START]
    for name, text in modules.items():
        parts.append(f"__modules[{json.dumps(f'./{name}')}] = () => {{\n{_as_function(text)}}};\n")
    parts += [f"__need({json.dumps(f'./{name}')});\n" for name in entries]
    return "".join([*parts, "})();\n"])


def _as_function(text: str) -> str:
    """Devuelve el cuerpo de la función: lo importado, el módulo y lo que exporta."""
    exported = ", ".join(EXPORT.findall(text))
    body = DYNAMIC.sub("__import(", EXPORT.sub("", IMPORT.sub(_import, text)))
    return f"{body.rstrip()}\nreturn {{ {exported} }};\n"


def _import(found: re.Match[str]) -> str:
    names = (found["names"] or "").replace(" as ", ": ")
    module = f'__need("./{found["name"]}");'
    return f"const {{{names}}} = {module}" if names.strip() else module


def _strange(name: str, text: str) -> Iterator[int]:
    """Recorre dónde hay algo que no se entiende."""
    known = {found.start() for found in [*IMPORT.finditer(text), *EXPORT.finditer(text)]}
    for found in STRANGE.finditer(text):
        start = found.end() - len(found[0].lstrip())
        if start not in known:
            yield start
    if name != LOADER:
        yield from (found.start() for found in DYNAMIC.finditer(text))


def _needs(name: str, text: str) -> set[str]:
    """Devuelve los módulos que uno nombra."""
    static = {found["name"] for found in IMPORT.finditer(text)}
    return static | set(LOADABLE.findall(text) if name == LOADER else [])


def _cycle(modules: dict[str, str]) -> list[str]:
    """Devuelve un círculo de módulos que se importan unos a otros, o nada."""
    clear: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        for other in sorted(_needs(name, modules[name])) if name not in clear else []:
            if found := visit(other, [*trail, name]):
                return found
        clear.add(name)
        return []

    return next((found for name in modules if (found := visit(name, []))), [])
