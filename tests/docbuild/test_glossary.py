"""Glosario: qué se exige a los términos, su página y las definiciones al paso."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from docbuild.course.terms import collation, load_terms

if TYPE_CHECKING:
    from conftest import Tiny

ROOT = Path(__file__).resolve().parents[2]
GOOD = """\
- term: época
  plural: épocas
  english: epoch
  identifier: epochs
  definition: Una pasada por los datos, con `fit`.
  lesson: demo/leccion

- term: forma
  english: shape
  definition: Los ejes de un tensor.
  lesson: demo/leccion
  tooltip: false

- term: tasa de aprendizaje
  english: learning rate
  definition: Longitud del paso.
  lesson: demo/leccion
  forbidden: [ritmo]
"""
TERMS = "glossary/terms.yml"
TITLE = "  - 1.1 La lección: demo/leccion.md\n"


@pytest.fixture
def glossary(course: Tiny) -> Tiny:
    """El curso diminuto con un glosario de tres términos."""
    course.write(TERMS, GOOD)
    course.extra = "Se escribe `epochs`."
    course.save()
    course.write("docs/glosario.md", '# Glosario\n\n--8<-- "glosario.md"\n')
    add_to_nav(course, "glosario.md")
    return course


def add_to_nav(course: Tiny, path: str) -> None:
    config = (course.root / "mkdocs.yml").read_text(encoding="utf-8")
    page = (course.root / "docs" / path).read_text(encoding="utf-8")
    title = page.partition("\n")[0].removeprefix("# ")
    course.write("mkdocs.yml", config.replace(TITLE, f"{TITLE}  - {title}: {path}\n"))


def test_good_terms_have_no_problems(glossary: Tiny) -> None:
    """Un glosario bien escrito no da ningún problema."""
    assert glossary.check() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "english: epoch",
            "inglés: epoch",
            ":3: la clave «inglés» no existe\n  ¿Querías decir «english»?",
        ),
        ("term: época", "term: tiempo", ":8: «forma» va antes de «tiempo»\n  Ordena los términos."),
        ("term: forma", "term: época", ":8: «época» está repetido\n  Ya está en la línea 1."),
        ("plural: épocas", "plural: Forma", ":8: «forma» está repetido\n  Ya está en la línea 1."),
        ("del paso.", "del paso", ":14: la definición de «tasa de aprendizaje» no acaba en punto"),
        (
            "del paso.",
            "*del* paso.",
            ":14: la definición lleva «*»\n  Solo texto y código entre comillas invertidas.",
        ),
        (
            "Los ejes",
            "Los ejes" + " y ejes" * 40,
            ":8: la definición tiene 302 caracteres y caben 240\n  Déjala en una o dos frases.",
        ),
        ("[ritmo]", "[Épocas]", ":14: «Épocas» se prohíbe aquí y es un término del glosario"),
        ("[ritmo]", "ritmo", ":18: «forbidden» no es una lista de textos"),
        ("lesson: demo/leccion", "lesson: demo/tasas", ":1: la lección «demo/tasas» no está"),
        ("identifier: epochs", "identifier: epoks", ":1: ningún programa escribe «epoks»"),
        ("Longitud del paso.", "La época.", ":14: la definición de «tasa de aprendizaje» no"),
        ("tooltip: false", "tooltip: no", ":12: «tooltip» no es true o false"),
    ],
)
def test_message_says_what_is_wrong(glossary: Tiny, old: str, new: str, message: str) -> None:
    """Cada fallo de un término se dice con su línea y su remedio."""
    glossary.write(TERMS, GOOD.replace(old, new, 1))
    found = glossary.check()
    assert message in "\n".join(found)
    assert all(problem.startswith(TERMS) for problem in found)


def test_glossary_needs_its_page(glossary: Tiny) -> None:
    """Los términos se publican en docs/glosario.md y en ninguna otra página."""
    glossary.write("docs/glosario.md", "# Glosario\n")
    assert glossary.check() == [
        "docs/glosario.md: ninguna página enseña el glosario\n"
        '  Escribe en ella: --8<-- "glosario.md"'
    ]
    glossary.write("docs/index.md", '# Inicio\n\n--8<-- "glosario.md"\n')
    assert glossary.check() == ["docs/index.md:3: el glosario va en docs/glosario.md"]


@pytest.mark.parametrize(
    "words",
    [
        ["aleatorio", "capa", "época", "escalar", "etiqueta"],
        ["nube", "ñu", "oro"],
        ["red", "red neuronal", "regresión"],
    ],
)
def test_spanish_order(words: list[str]) -> None:
    """Los acentos no cuentan, la eñe va tras la ene y el espacio, delante."""
    assert sorted(reversed(words), key=collation) == words


def test_page_links_to_the_lesson(glossary: Tiny) -> None:
    """Cada término lleva a la lección que lo presenta."""
    glossary.good()
    text = (glossary.project.generated / "glosario.md").read_text(encoding="utf-8")
    assert (
        "época { #epoca }\n:   *epoch*{ lang=en } · `epochs`. Una pasada por los datos, con `fit`. "
        "Se presenta en [1.1 La lección](demo/leccion.md)."
    ) in text
    assert text.index("## E") < text.index("época") < text.index("## F") < text.index("## T")


def test_terms_of_the_course_are_well_written() -> None:
    """El glosario del curso tiene los términos acordados, con nombre y sin repetir."""
    terms, problems = load_terms(ROOT / TERMS, TERMS)
    assert problems == []
    names = [term.name for term in terms]
    assert len(names) >= 45
    agreed = {"época", "lote", "sobreajuste", "tasa de aprendizaje", "exactitud", "precisión"}
    assert agreed <= set(names)


# --- Las definiciones al paso ---


def render(course: Tiny, text: str, page: str = "demo/leccion.md") -> str:
    """El HTML de una página, como lo da el sitio."""

    class Site(Treeprocessor):
        """Da a conocer la página, como hacen MkDocs y Zensical."""

        file = SimpleNamespace(src_uri=page)

        def run(self, root: object) -> None:
            pass

    options = {"docbuild.markdown.tooltips": {"file": str(course.root / TERMS)}}
    extensions = [
        "admonition",
        "pymdownx.details",
        "tables",
        "docbuild.markdown.tooltips",
        "docbuild.markdown.figures",
    ]
    converter = Markdown(extensions=extensions, extension_configs=options)
    converter.treeprocessors.register(Site(converter), "site", 0)
    return converter.convert(text)


OPEN = 'popovertarget="termino-epoca" type="button"></button></span>'


def test_first_use_opens_its_definition(glossary: Tiny) -> None:
    """La primera vez, el término lleva un botón que abre su definición; después, nada."""
    assert render(glossary, "Una época y otra época.") == (
        '<p>Una <span class="term">época<button aria-label="Definición de época" '
        f'class="term__open" {OPEN}'
        '<span aria-label="Definición de época" class="term__definition" '
        'data-search-exclude="" id="termino-epoca" popover="" role="dialog">'
        '<span autofocus="" tabindex="-1"><strong>época</strong> (<em lang="en">epoch</em>). '
        'Una pasada por los datos, con <code>fit</code>. '
        '<a href="../glosario.md#epoca">Ver en el glosario</a></span></span>'
        " y otra época.</p>"
    )


def test_english_name_says_its_language(glossary: Tiny) -> None:
    """El nombre inglés de un término, en cursiva, lleva su idioma; otra cursiva, no."""
    html = render(glossary, "Una vuelta (*Epoch*) y *otra cosa*.")
    assert '(<em lang="en">Epoch</em>) y <em>otra cosa</em>' in html


@pytest.mark.parametrize(
    "text", ["Épocas", "LA ÉPOCA", "«época»", "*época*", "- época", "a\n\népoca"]
)
def test_forms_of_a_term(glossary: Tiny, text: str) -> None:
    """Vale el plural, la mayúscula y cualquier sitio del texto."""
    assert render(glossary, text).count(OPEN) == 1


def test_term_of_several_words_may_break_the_line(glossary: Tiny) -> None:
    """Un término de varias palabras se reconoce aunque la línea se parta."""
    assert '<span class="term">tasa\nde aprendizaje<button' in render(
        glossary, "La tasa\nde aprendizaje."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# La época",
        "`época`",
        "    época",
        "[época](otra.md)",
        '!!! note "La época"\n    Texto.',
        '??? note "La época"\n    La época.',
        "<figure><figcaption>época</figcaption></figure>",
        "![Una época](../figuras/a/b.svg 'La época')",
        "| época |\n| --- |\n| 1 |",
        "subépoca, época-a y epoca",
        "De forma que no",
    ],
)
def test_where_terms_are_left_alone(glossary: Tiny, text: str) -> None:
    """Ni en títulos, código, enlaces o pies, ni en parte de otra palabra."""
    assert "<button" not in render(glossary, text)


def test_each_term_once_in_reading_order(glossary: Tiny) -> None:
    """El primer uso es el primero que se lee, esté al nivel que esté."""
    html = render(
        glossary, "## Época\n\n- uno **época** dos\n- épocas\n\nÉpoca, tasa de aprendizaje"
    )
    assert html.count("<button") == 2
    assert '<strong><span class="term">época<button' in html


def test_glossary_page_has_no_tooltips(glossary: Tiny) -> None:
    """En el propio glosario y fuera de un sitio no se define nada al paso."""
    assert "<button" not in render(glossary, "época", "glosario.md")
    assert "<button" not in render(glossary, "época", "")


def test_link_from_the_home_page(glossary: Tiny) -> None:
    """El enlace al glosario es relativo a la página."""
    assert 'href="glosario.md#epoca"' in render(glossary, "época", "index.md")


def test_edited_terms_are_read_again(glossary: Tiny) -> None:
    """Con el sitio servido, un cambio en el glosario se ve sin reiniciar."""
    assert "Longitud del paso" in render(glossary, "tasa de aprendizaje")
    glossary.write(TERMS, GOOD.replace("Longitud", "Largo"))
    assert "Largo del paso" in render(glossary, "tasa de aprendizaje")
