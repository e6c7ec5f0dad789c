"""Los módulos de JavaScript, unidos en un guion clásico que hace lo mismo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docbuild.course.problems import report
from docbuild.site.modules import check_modules, join_modules

ROOT = Path(__file__).resolve().parents[2]
A = 'import { two as dos } from "./b.js";\n\nglobal.log.push("a", dos());\n'
B = 'global.log.push("b");\nexport const one = 1;\nexport function two() {\n  return 2 * one;\n}\n'


def test_joined_modules_are_plain_functions() -> None:
    """Cada módulo es una función; lo importado se toma de otra y lo exportado se devuelve."""
    script = join_modules({"a.js": A, "b.js": B}, ["a.js"])
    assert 'const { two: dos } = __need("./b.js");' in script
    assert "return { one, two };" in script
    assert 'global.log.push("a", dos());' in script
    assert script.rstrip().endswith('__need("./a.js");\n})();')
    assert "import {" not in script and "export " not in script


def test_dynamic_import_only_in_the_loader() -> None:
    """`import(…)` vale en widgets.js, con los módulos que nombra; en otro, no."""
    loader = 'const WIDGETS = { "x-y": "./b.js" };\nimport(WIDGETS["x-y"]);\n'
    assert check_modules({"widgets.js": loader, "b.js": B}) == []
    assert '__import(WIDGETS["x-y"]);' in join_modules({"widgets.js": loader, "b.js": B}, [])
    (problem,) = check_modules({"otro.js": loader, "b.js": B})
    assert problem.line == 2
    assert "no existe el módulo «b.js»" in report(check_modules({"widgets.js": loader}))


@pytest.mark.parametrize(
    "line",
    [
        'import b from "./b.js";',
        'import * as b from "./b.js";',
        'import { one } from "../b.js";',
        'import { one } from "https://ejemplo.org/b.js";',
        "export default 3;",
        "export { one };",
        "export let one = 1;",
        'export * from "./b.js";',
        "await start();",
        "const here = import.meta.url;",
    ],
)
def test_other_forms_are_a_problem(line: str) -> None:
    """Lo que no sigue la convención se dice con su archivo, su línea y cómo se escribe."""
    (problem,) = check_modules({"a.js": f"// uno\n\n{line}\n", "b.js": B})
    assert (problem.path, problem.line) == ("docs/assets/javascripts/a.js", 3)
    assert problem.detail == line
    assert "export function" in problem.hint


def test_missing_module_and_circle() -> None:
    """Un módulo que falta y unos que se importan en círculo también se dicen."""
    assert "no existe el módulo «b.js»" in report(check_modules({"a.js": A}))
    circle = {"a.js": A, "b.js": f'import {{ x }} from "./a.js";\n{B}'}
    assert "en círculo: a.js → b.js → a.js" in report(check_modules(circle))


def test_text_that_looks_like_an_import_is_left() -> None:
    """Un programa de Python dentro de un texto no es una importación."""
    text = 'export const code = ["import keras", "export x"];\n'
    assert check_modules({"a.js": text}) == []
    assert '["import keras", "export x"]' in join_modules({"a.js": text}, [])


def test_modules_of_the_course() -> None:
    """Los módulos del curso siguen la convención."""
    paths = sorted((ROOT / "docs/assets/javascripts").glob("*.js"))
    modules = {path.name: path.read_text(encoding="utf-8") for path in paths}
    problems = check_modules(modules)
    assert not problems, report(problems)
    assert json.dumps("./widgets.js") in join_modules(modules, ["widgets.js"])
