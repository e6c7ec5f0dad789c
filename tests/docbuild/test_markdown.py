"""La extensión de Markdown: figuras, fórmulas y enlaces de los títulos."""

import logging
from pathlib import Path
from threading import Thread

import pytest
from markdown import Markdown

from docbuild.markdown.mathml import FormulaError, to_mathml

SVG = '<?xml version="1.0"?>\n<svg width="270pt" height="201.6pt" viewBox="0 0 270 201.6"></svg>'
LOGGER = "mkdocs.docbuild.markdown"


def render(text: str, docs: Path = Path("docs")) -> str:
    """Convierte Markdown con las extensiones de mkdocs.yml que aquí importan."""
    settings = {
        "pymdownx.arithmatex": {"generic": True},
        "toc": {"permalink": "#", "permalink_title": "Enlace a esta sección"},
        "docbuild.markdown.figures": {"docs_dir": str(docs)},
    }
    return Markdown(extensions=["attr_list", *settings], extension_configs=settings).convert(text)


def figure(light: str, dark: str, attributes: str, caption: str = "") -> str:
    """Devuelve el HTML que se espera de una figura."""
    images = "".join(
        f'<img alt="Alternativo" decoding="async"{attributes[0]} loading="lazy" '
        f'src="{source}"{attributes[1]} />'
        for source in (light, dark)
    )
    return f"<figure>{images}{caption}</figure>"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Una carpeta con una figura de 270 × 201.6 puntos."""
    folder = tmp_path / "figuras" / "primera_red"
    folder.mkdir(parents=True)
    (folder / "modelo.svg").write_text(SVG, encoding="utf-8")
    return tmp_path


def test_figure_has_both_themes_its_size_and_its_caption(docs):
    """La imagen sola es una figura; los puntos del SVG pasan a píxeles."""
    text = '![Alternativo](../figuras/primera_red/modelo.svg "El pie.")'
    assert render(text, docs) == figure(
        "../figuras/primera_red/modelo.svg#only-light",
        "../figuras/primera_red/modelo-dark.svg#only-dark",
        (' height="269"', ' width="360"'),
        "<figcaption>El pie.</figcaption>",
    )


def test_figure_without_title_has_no_caption(docs):
    """Sin título no hay pie, y los atributos de attr_list llegan a las dos imágenes."""
    html = render("![Alternativo](figuras/primera_red/modelo.svg){ .ancha }", docs)
    assert "figcaption" not in html
    assert html.count('class="ancha"') == 2


def test_figure_whose_file_is_missing_keeps_its_links(docs):
    """Si falta el archivo, MkDocs avisa: la figura sale sin tamaño y sin error."""
    text = "![Alternativo](../figuras/primera_red/otra.svg)"
    assert render(text, docs) == figure(
        "../figuras/primera_red/otra.svg#only-light",
        "../figuras/primera_red/otra-dark.svg#only-dark",
        ("", ""),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Antes ![Alternativo](figuras/primera_red/modelo.svg)",
        "![Alternativo](figuras/primera_red/modelo.svg) después",
        "![Alternativo](assets/images/logo.svg)",
        "![Alternativo](figuras/modelo.svg)",
        "![Alternativo](figuras/primera_red/modelo.png)",
    ],
)
def test_other_images_are_left_alone(docs, text):
    """Con texto alrededor o fuera de `figuras/<programa>/` no es una figura."""
    assert "<figure>" not in render(text, docs)


def test_caption_keeps_its_formulas(docs):
    """Un pie puede llevar fórmulas entre el texto."""
    html = render('![A](figuras/primera_red/modelo.svg "De $x$ a $y$.")', docs)
    assert (
        '<figcaption>De <span class="formula" data-latex="x"><math><mi>x</mi></math></span> a '
        '<span class="formula" data-latex="y"><math><mi>y</mi></math>.</span></figcaption>'
    ) in html


def test_figure_inside_a_list_keeps_what_follows(docs):
    """El texto que sigue a la figura no se pierde."""
    html = render("- uno\n\n    ![A](figuras/primera_red/modelo.svg)\n\n    dos\n", docs)
    assert "<figure>" in html and "<p>dos</p>" in html


def test_inline_formula_is_mathml_with_its_latex():
    """Una fórmula en línea lleva su LaTeX para quien la copie."""
    assert render("Si $a < b$.") == (
        '<p>Si <span class="formula" data-latex="a &lt; b"><math><mrow>'
        "<mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>.</span></p>"
    )


def test_display_formula_is_centred():
    """Una fórmula en su propio párrafo va en un marco y con display="block"."""
    html = render("$$\n\\frac{a}{b}\n$$")
    assert html.startswith(
        '<div class="formula formula--display" data-latex="\\frac{a}{b}"><math display="block"'
    )
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in html


def test_formula_with_ampersands_survives_escaping():
    """Los «&» de un entorno alineado llegan a Temml como están escritos."""
    html = render("$$\n\\begin{aligned} a &< b \\\\ c &= d \\end{aligned}\n$$")
    assert html.count("<mtr>") == 2
    assert 'data-latex="\\begin{aligned} a &amp;&lt; b \\\\ c &amp;= d \\end{aligned}"' in html


def test_spaces_that_temml_forgets():
    """Hay un espacio fino ante «log» y ninguno alrededor de los puntos suspensivos."""
    thin = '<mspace width="0.1667em"></mspace>'
    assert f"</msub>{thin}<mrow><mi>log</mi>" in to_mathml(r"y_i \log x")
    assert '<mo lspace="0em" rspace="0em">…</mo>' in to_mathml(r"x_1, \dots, x_n")


def test_spanish_functions():
    r"""Vale `\sen`, y también `\operatorname{sen}`."""
    assert to_mathml(r"\sen x") == to_mathml(r"\operatorname{sen} x")


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\foo{x}", r"la orden «\foo» no existe"),
        (r"\begin{foo}x\end{foo}", "el entorno «foo» no existe"),
        ("a_b_c", "hay dos subíndices seguidos; agrúpalos con llaves"),
        ("a^b^c", "hay dos superíndices seguidos; agrúpalos con llaves"),
        ("a}", "sobra «}»"),
        (r"\left( a", r"falta «\right»"),
        (r"\frac{1}", "acaba antes de tiempo"),
        ("x^", "acaba antes de tiempo"),
    ],
)
def test_wrong_formula_says_why(latex, reason):
    """El error está en español y nombra la fórmula."""
    with pytest.raises(FormulaError) as error:
        to_mathml(latex)
    assert str(error.value) == f"fórmula no válida: {latex}: {reason}"


def test_wrong_formula_is_a_warning_that_strict_mode_counts(caplog):
    """MkDocs ve el aviso y la página enseña la fórmula tal como se escribió."""
    with caplog.at_level(logging.WARNING, logger=LOGGER):
        html = render(r"Mal: $\foo$.")
    (record,) = caplog.records
    assert record.name == LOGGER and record.levelno == logging.WARNING
    assert r"fórmula no válida: \foo: la orden «\foo» no existe" in record.getMessage()
    assert r'<code class="formula__error">\foo</code>' in html


def test_wrong_formula_names_page_and_line(tmp_path, monkeypatch, caplog):
    """Con MkDocs, el aviso empieza por la página y la línea."""
    from docbuild.markdown.figures import Formulas

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "uno.md").write_text("# Uno\n\nMal: $\\foo$.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    md = Markdown(
        extensions=["pymdownx.arithmatex", "docbuild.markdown.figures"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    page = Formulas(md)  # hace de procesador de enlaces de MkDocs, que conoce la página
    page.file = type("File", (), {"src_uri": "uno.md"})
    md.treeprocessors.register(page, "relpath", 0)
    with caplog.at_level(logging.WARNING, logger=LOGGER):
        md.convert("# Uno\n\nMal: $\\foo$.\n")
    assert caplog.records[0].getMessage().startswith("docs/uno.md:3: fórmula no válida")


def test_formulas_in_several_threads():
    """Cada hilo tiene su motor: MkDocs y Zensical pueden convertir donde quieran."""
    found: list[str] = []
    threads = [Thread(target=lambda n=n: found.append(to_mathml(f"h_{n}"))) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"<math><msub><mi>h</mi><mn>{n}</mn></msub></math>" for n in range(3)]


def test_permalink_has_the_name_of_its_section():
    """Cada enlace de título se distingue de los demás; la fórmula se lee como texto."""
    html = render("## La función $\\sigma(z)$\n\n## Los datos\n")
    assert 'aria-label="Enlace a esta sección: La función σ(z)"' in html
    assert 'aria-label="Enlace a esta sección: Los datos"' in html
    assert 'id="la-funcion-z"' in html
