"""La política de seguridad: qué guiones valen y qué se dice de los demás."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from docbuild.course.problems import report
from docbuild.site.csp import policy, protect, theme_scripts

HEAD = '<!doctype html><html><head><meta charset="utf-8">'
KNOWN = "var target=document.getElementById(location.hash.slice(1));target&&target.name&&"
THEME = f'{KNOWN}(target.checked=target.name.startsWith("__tabbed_"))'


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def site(tmp_path):
    """Devuelve la función que escribe una página y pone la política en su sitio."""

    def build(*bodies: str):
        pages = [tmp_path / str(n) / "index.html" for n, _ in enumerate(bodies)]
        for page, body in zip(pages, bodies, strict=True):
            page.parent.mkdir()
            page.write_text(f"{HEAD}</head><body>{body}</body></html>", encoding="utf-8")
        problems = protect(tmp_path)
        return problems, [page.read_text(encoding="utf-8") for page in pages]

    return build


def test_same_policy_with_the_hashes_of_every_page(site) -> None:
    """Todas las páginas llevan la misma política, con los resúmenes de todas."""
    problems, pages = site(f"<script>{THEME}</script>", '<p style="color:red">x</p>')
    assert not problems
    metas = {page.partition("content=")[2].partition(">")[0] for page in pages}
    assert len(metas) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in metas.pop().strip('"').split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'self'"
    assert rules["script-src"] == f"'self' {digest(THEME)}"
    assert rules["style-src"] == f"'self' 'unsafe-hashes' {digest('color:red')}"
    assert rules["object-src"] == rules["form-action"] == "'none'"
    assert not any("unsafe-inline" in rule or "unsafe-eval" in rule for rule in rules.values())
    assert pages[0].startswith(f'{HEAD}<meta http-equiv="Content-Security-Policy"')


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<script type=module>\nimport x from 'y';\n</script>",
        f"<script>{THEME};alert(1)</script>",
    ],
)
def test_foreign_script_is_a_problem(site, body: str) -> None:
    """Un guion que no es del tema no se publica, y se dice qué hacer con él."""
    problems, pages = site("<p>bien</p>", f"<p>x</p>\n{body}")
    text = report(problems)
    assert "1/index.html:2: hay un guion en línea que no es del tema" in text
    assert "docs/assets/javascripts/" in text
    assert not any("Content-Security-Policy" in page for page in pages)


@pytest.mark.parametrize("body", ['<p onclick="x()">', '<a href=" JavaScript:x()">x</a>'])
def test_script_in_an_attribute_is_a_problem(site, body: str) -> None:
    problems, _ = site(body)
    assert [problem.message for problem in problems] == ["hay un guion dentro de un atributo"]


@pytest.mark.parametrize(
    "body",
    [
        '<script type="application/json">{"a": 1}</script>',
        '<script src="a.js"></script>',
        "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
        '<p data-latex="x \\onlyif= y" title="onclick=1">x</p>',
    ],
)
def test_what_does_not_run_is_left(site, body: str) -> None:
    """Lo que el navegador no ejecuta no es un problema ni tiene resumen."""
    problems, pages = site(body)
    assert not problems
    assert "sha256" not in pages[0]


def test_page_without_head_is_a_problem(tmp_path) -> None:
    (tmp_path / "x.html").write_text("<p>x</p>", encoding="utf-8")
    assert "no hay dónde poner la política" in report(protect(tmp_path))


def test_theme_scripts() -> None:
    """Los guiones del tema se conocen sin escribir aquí ninguno."""
    patterns = list(theme_scripts())
    assert any(pattern.fullmatch(THEME) for pattern in patterns)
    scope = [pattern for pattern in patterns if pattern.pattern.startswith("__md_scope")]
    assert len(scope) == 1 and '[^"<]*' in scope[0].pattern


def test_policy_without_styles() -> None:
    assert "unsafe" not in policy(set(), set())


def test_foreign_script_stops_the_build(course) -> None:
    """`mkdocs build` acaba en 1 y el sitio anterior queda como estaba."""
    course.write("site/index.html", "antes")
    config = (course.root / "mkdocs.yml").read_text(encoding="utf-8")
    course.write("mkdocs.yml", f'{config}\ncopyright: "<script>alert(1)</script>"\n')
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "docs/index.md: hay un guion en línea que no es del tema" in done.stderr
    assert "Traceback" not in done.stderr
    assert (course.root / "site/index.html").read_text() == "antes"
    assert not (course.root / "site.nuevo").exists()


def test_foreign_script_of_a_template(course) -> None:
    """Si el guion lo pone una plantilla del curso, el problema lleva a ella."""
    course.write("overrides/main.html", '{% extends "base.html" %}\n' + BLOCK)
    config = (course.root / "mkdocs.yml").read_text()
    course.write("mkdocs.yml", re.sub("custom_dir: .*", "custom_dir: overrides", config))
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 1
    assert "overrides/main.html:3: hay un guion en línea que no es del tema" in done.stderr
    assert done.stderr.endswith("\n1 problema.\n")


BLOCK = """\
{% block extrahead %}
<script>alert(1)</script>
{% endblock %}
"""
