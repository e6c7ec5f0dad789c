"""Comprobaciones de las páginas: todo lo que se ve sin ejecutar nada."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docbuild.course.pages import expand, parse_page, reading_name

PAGE = "docs/demo/leccion.md"
ALT = "Una recta que sube sin parar."
OUTPUT_FENCE = "``` { .text .no-copy }"
NUMBER_HINT = (
    "  Un número vivo se escribe {{ num.programa.variable | filtro }}; "
    "los filtros son percent, decimals, integer.\n"
    "  Fuera de ellos no escribas «{{», «{%» ni «{#»."
)


@pytest.fixture
def suma(course, section):
    """Un curso con un programa de dos secciones, sin ningún problema."""
    course.add("suma", section("datos", "total = 1 + 1\nprint(total)"), section("resto", "x = 2"))
    assert course.check() == []
    return course


@pytest.fixture
def check(suma) -> Callable[..., list[str]]:
    """Devuelve la función que da los mensajes de una lección con ese texto en la línea 8."""

    def messages(*lines: str) -> list[str]:
        suma.extra = "\n".join(lines)
        suma.save()
        return suma.check()

    return messages


def code(*lines: str, info: str = "python") -> list[str]:
    """Un bloque con esas líneas."""
    return [f"```{info}", *lines, "```"]


def include(target: str) -> str:
    return f'--8<-- "{target}"'


BAD_INCLUDES = {
    "no section": (
        code(include("demo/suma.py:nada")),
        [
            f"{PAGE}:9: la sección «nada» no existe en snippets/demo/suma.py\n"
            "  Secciones: datos, resto"
        ],
    ),
    "misspelt section": (
        code(include("demo/suma.py:dato")),
        [
            f"{PAGE}:9: la sección «dato» no existe en snippets/demo/suma.py\n"
            "  Secciones: datos, resto\n"
            "  ¿Querías decir «datos»?"
        ],
    ),
    "section with accent": (
        code(include("demo/suma.py:dátos")),
        [
            f"{PAGE}:9: la sección «dátos» no existe en snippets/demo/suma.py\n"
            "  Secciones: datos, resto\n"
            "  ¿Querías decir «datos»?"
        ],
    ),
    "no file": (
        code(include("demo/sumas.py:datos")),
        [f"{PAGE}:9: no existe snippets/demo/sumas.py\n  ¿Querías decir «demo/suma.py»?"],
    ),
    "no file and nothing like it": (
        code(include("otra/cosa.py:datos")),
        [f"{PAGE}:9: no existe snippets/otra/cosa.py"],
    ),
    "whole file": (
        code(include("demo/suma.py")),
        [f"{PAGE}:9: incluye snippets/demo/suma.py entero\n  Nombra una sección: datos, resto"],
    ),
    "whole file with colon": (
        code(include("demo/suma.py:")),
        [f"{PAGE}:9: incluye snippets/demo/suma.py entero\n  Nombra una sección: datos, resto"],
    ),
    "lines": (
        code(include("demo/suma.py:3:5")),
        [
            f"{PAGE}:9: la sección «3:5» no existe en snippets/demo/suma.py\n"
            "  Secciones: datos, resto"
        ],
    ),
    "not a program": (
        [include("matplotlibrc")],
        [f"{PAGE}:8: matplotlibrc no es un programa\n  Incluye secciones de programas."],
    ),
    "out of snippets": (
        [include("../mkdocs.yml")],
        [f"{PAGE}:8: ../mkdocs.yml no es un programa\n  Incluye secciones de programas."],
    ),
    "code out of a fence": (
        [include("demo/suma.py:datos")],
        [
            f"{PAGE}:8: la inclusión de demo/suma.py:datos no está en su sitio\n"
            "  Abre su bloque con «```python»."
        ],
    ),
    "code in a text fence": (
        code(include("demo/suma.py:datos"), info="text"),
        [
            f"{PAGE}:9: la inclusión de demo/suma.py:datos no está en su sitio\n"
            "  Abre su bloque con «```python»."
        ],
    ),
    "output in a python fence": (
        code(include("salidas/suma/datos.txt")),
        [
            f"{PAGE}:9: la inclusión de salidas/suma/datos.txt no está en su sitio\n"
            "  Abre su bloque con «``` { .text .no-copy }»."
        ],
    ),
    "output in another fence": (
        code(include("salidas/suma/datos.txt"), info="text"),
        [
            f"{PAGE}:9: la inclusión de salidas/suma/datos.txt no está en su sitio\n"
            "  Abre su bloque con «``` { .text .no-copy }»."
        ],
    ),
    "card in a fence": (
        code(include("fichas/demo/leccion.md"), info="text"),
        [
            f"{PAGE}:9: la inclusión de fichas/demo/leccion.md no está en su sitio\n"
            "  Escríbela fuera de todo bloque."
        ],
    ),
    "card of another page": (
        [include("fichas/index.md")],
        [
            f"{PAGE}:8: esa ficha no es de esta página: fichas/index.md\n"
            '  Escribe: --8<-- "fichas/demo/leccion.md"'
        ],
    ),
    "no output": (
        [OUTPUT_FENCE, include("salidas/suma/dato.txt"), "```"],
        [
            f"{PAGE}:9: no hay ninguna salida salidas/suma/dato.txt\n"
            "  ¿Querías decir «salidas/suma/datos.txt»?"
        ],
    ),
    "output without extension": (
        [OUTPUT_FENCE, include("salidas/suma/datos"), "```"],
        [
            f"{PAGE}:9: no hay ninguna salida salidas/suma/datos\n"
            "  ¿Querías decir «salidas/suma/datos.txt»?"
        ],
    ),
    "output of nobody": (
        [OUTPUT_FENCE, include("salidas/x"), "```"],
        [f"{PAGE}:9: no hay ninguna salida salidas/x\n  Escribe: salidas/programa/sección.txt"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), BAD_INCLUDES.values(), ids=BAD_INCLUDES)
def test_bad_include(check, lines: list[str], expected: list[str]) -> None:
    """Una inclusión que no lleva a nada se dice en su línea, con lo más parecido."""
    assert check(*lines) == expected


@pytest.mark.parametrize(
    "line",
    [
        '-8<- "demo/suma.py:datos"',
        "--8<-- demo/suma.py:datos",
        "--8<-- 'demo/suma.py:datos'",
        '--8<--"demo/suma.py:datos"',
        '--8<-- "demo/suma.py:datos',
        '--8<-- "demo/suma.py:datos" ',
        '--8-- "demo/suma.py:datos"',
        '--8>-- "demo/suma.py:datos"',
        '8<-- "demo/suma.py:datos"',
        '—8<— "demo/suma.py:datos"',
        ';--8<-- "demo/suma.py:datos"',
        "--8<--",
    ],
)
@pytest.mark.parametrize("fenced", [True, False], ids=["fenced", "prose"])
def test_malformed_include(check, line: str, fenced: bool) -> None:
    """Lo que parece una inclusión y no lo es se señala: la página lo enseñaría tal cual."""
    lines = code(line, info="text") if fenced else [line]
    trailing = [f"{PAGE}:{8 + fenced}: la línea acaba en espacios\n  Quítalos."]
    assert check(*lines) == [
        f"{PAGE}:{8 + fenced}: esto parece una inclusión y no lo es: {line.strip()}\n"
        '  Escribe: --8<-- "unidad/programa.py:sección"',
        *(trailing if line.endswith(" ") else []),
    ]


@pytest.mark.parametrize("line", ["La opción `--8bit` y el rango 1--8.", "`--8<--` incluye."])
def test_innocent_dashes(check, line: str) -> None:
    """Unos guiones junto a un ocho no son una inclusión."""
    assert check(line) == []


def test_unclosed_fence(check) -> None:
    """Un bloque sin cerrar se dice donde empieza."""
    assert check("```text", "hola") == [
        f"{PAGE}:8: el bloque de código no se cierra\n  Falta una línea «```» con la misma sangría."
    ]


def test_unclosed_fence_at_the_end(suma) -> None:
    """También si es el último de la página."""
    suma.write("docs/index.md", "# Inicio\n\n~~~~ text\nhola\n~~~\n")
    assert suma.check() == [
        "docs/index.md:3: el bloque de código no se cierra\n"
        "  Falta una línea «~~~~» con la misma sangría."
    ]


def test_fence_closed_with_other_indentation(check) -> None:
    """Dentro de un aviso, el bloque se cierra con la misma sangría o no se cierra."""
    lines = ['!!! note "Nota"', "", "    ```text", "    hola", "```"]
    assert check(*lines, "", "```") == [
        f"{PAGE}:10: el bloque de código no se cierra\n"
        "  Falta una línea «```» con la misma sangría."
    ]


def test_indented_fence(check) -> None:
    """Un bloque dentro de un aviso es un bloque como los demás."""
    assert (
        check('??? note "Nota"', "", *(f"    {x}" for x in code(include("demo/suma.py:datos"))))
        == []
    )


def test_longer_fence_holds_a_shorter_one(check) -> None:
    """Una valla de cuatro comillas encierra a una de tres."""
    assert check("````text", "```python", "x = 1", "```", "````") == []


def test_typed_code(check) -> None:
    """El código no se escribe en la página: no se ejecutaría."""
    assert check(*code("x = 1", "", "print(x)")) == [
        f"{PAGE}:8: el bloque tiene código escrito en la página\n"
        "  x = 1\n"
        "  print(x)\n"
        "  Llévalo a una sección de snippets/ e inclúyela."
    ]


def test_typed_code_beside_an_include(check) -> None:
    """Tampoco junto a una inclusión."""
    assert check(*code(include("demo/suma.py:datos"), "y = 3")) == [
        f"{PAGE}:8: el bloque tiene código escrito en la página\n"
        "  y = 3\n"
        "  Llévalo a una sección de snippets/ e inclúyela."
    ]


def test_empty_python_fence(check) -> None:
    """Un bloque de Python vacío es un olvido."""
    assert check(*code("")) == [
        f"{PAGE}:8: el bloque está vacío\n  Llévalo a una sección de snippets/ e inclúyela."
    ]


@pytest.mark.parametrize(
    "info",
    [
        "py",
        "python3",
        "Python",
        "pycon",
        '{ .python title="a.py" }',
        'python linenums="1"',
        "ipython",
    ],
)
def test_other_names_of_python(check, info: str) -> None:
    """Los bloques de Python se abren de una sola manera."""
    assert check(*code("x = 1", info=info)) == [
        f"{PAGE}:8: bloque de Python escrito «{info}»\n"
        "  Abre los bloques de código con «```python», sin nada más."
    ]


@pytest.mark.parametrize("info", ["bash", "powershell", "text", "", "yaml"])
def test_other_fences(check, info: str) -> None:
    """Los demás bloques se pueden escribir en la página."""
    assert check(*code("hola", info=info)) == []


def test_backticks_inside_a_line(check) -> None:
    """Tres comillas dentro de una línea no abren ningún bloque."""
    assert check("Escribe ```código``` así.", "", "```uno``` al principio") == []


BAD_NUMBERS = {
    "program": (
        "{{ num.sumas.total }}",
        "ningún programa se llama «sumas»\n  ¿Querías decir «suma»?",
    ),
    "variable": (
        "{{ num.suma.totl }}",
        "snippets/demo/suma.py no calcula «totl»\n  ¿Querías decir «total»?",
    ),
    "filter": (
        "{{ num.suma.total | percnt }}",
        "no existe el filtro «percnt»\n  ¿Querías decir «percent»?",
    ),
    "unlike any filter": (
        "{{ num.suma.total | xyz }}",
        f"no existe el filtro «xyz»\n{NUMBER_HINT}",
    ),
    "name": ("{{ nun.suma.total }}", f"«nun» no existe en las páginas\n{NUMBER_HINT}"),
    "only the program": ("{{ num.suma }}", f"hay un número vivo a medias\n{NUMBER_HINT}"),
    "brackets": ("{{ num['suma']['total'] }}", f"hay un número vivo a medias\n{NUMBER_HINT}"),
    "comment": ("Uno {# nota #} dos.", f"«{{#» abre un comentario que borra texto\n{NUMBER_HINT}"),
}


@pytest.mark.parametrize(("text", "expected"), BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_bad_number(check, text: str, expected: str) -> None:
    """Un número vivo que no existe se dice en su línea, con lo más parecido."""
    assert check("Texto.", text) == [f"{PAGE}:9: {expected}"]


@pytest.mark.parametrize("text", ["{{ num.suma.total", "{% if %}", "$\\frac{{1}}{2$ {{", "{#fin"])
def test_broken_jinja(check, text: str) -> None:
    """Unas llaves sin pareja se dicen en su página, con lo que hay que escribir."""
    (message,) = check(text)
    first, *hint = message.split("\n", 1)
    assert first.startswith(f"{PAGE}:")
    assert hint == [NUMBER_HINT]


def test_good_numbers(check) -> None:
    """Un número vivo puede llevar filtro y estar en cualquier parte de la prosa."""
    text = (
        "Hay {{ num.suma.total }}, el {{ num.suma.total | percent(2) }}: {{ num.suma.x|integer }}"
    )
    assert check(text, "[código]({{ config.repo_url }})") == []


SHORT_HINT = "  Di en una frase qué se ve y qué se concluye."
BAD_IMAGES = {
    "no alt": (
        "![](../figuras/suma/datos.svg)",
        [f"el texto alternativo «» no describe la imagen\n{SHORT_HINT}"],
    ),
    "short alt": (
        "![Una recta](../figuras/suma/datos.svg)",
        [f"el texto alternativo «Una recta» no describe la imagen\n{SHORT_HINT}"],
    ),
    "unknown program": (
        f"![{ALT}](../figuras/sumas/datos.svg)",
        ["ningún programa se llama «sumas»\n  ¿Querías decir «suma»?"],
    ),
    "unknown figure": (
        f"![{ALT}](../figuras/suma/dato.svg)",
        [
            "la figura «dato» no es de ninguna sección de snippets/demo/suma.py\n"
            "  ¿Querías decir «datos»?"
        ],
    ),
    "wrong relative path": (
        f"![{ALT}](figuras/suma/datos.svg)",
        [
            "la ruta figuras/suma/datos.svg no lleva a la figura\n"
            "  Escribe: ../figuras/suma/datos.svg"
        ],
    ),
    "absolute path": (
        f"![{ALT}](/figuras/suma/datos.svg)",
        [
            "la ruta /figuras/suma/datos.svg no lleva a la figura\n"
            "  Escribe: ../figuras/suma/datos.svg"
        ],
    ),
    "no file": (
        f"![{ALT}](../assets/foto.png)",
        ["el enlace «../assets/foto.png» no lleva a ningún archivo"],
    ),
    "two lines": (
        f'![{ALT}](../figuras/suma/datos.svg "pie',
        [
            "la imagen no se entiende\n"
            '  Escribe en una sola línea: ![qué se ve](ruta.svg "pie de figura")'
        ],
    ),
    "html without alt": (
        '<img src="../figuras/suma/datos.svg">',
        [
            "la imagen no tiene texto alternativo\n"
            '  Escribe en una sola línea: ![qué se ve](ruta.svg "pie de figura")'
        ],
    ),
}


@pytest.mark.parametrize(("line", "expected"), BAD_IMAGES.values(), ids=BAD_IMAGES)
def test_bad_image(check, line: str, expected: list[str]) -> None:
    """Una figura que no existe o no se describe se dice en su línea."""
    assert check(line) == [f"{PAGE}:8: {message}" for message in expected]


@pytest.mark.parametrize("name", ["datos", "datos-2", "datos-12"])
def test_good_image(check, name: str) -> None:
    """Una sección puede tener varias figuras; cuáles, se sabe al ejecutarla."""
    assert check(f'![{ALT}](../figuras/suma/{name}.svg "Pie de «figura»")') == []


BAD_LINKS = {
    "no file": (
        "[otra](leccon.md)",
        "el enlace «leccon.md» no lleva a ningún archivo\n  ¿Querías decir «leccion.md»?",
    ),
    "no anchor": (
        "[abajo](#resumn)",
        "«#resumn» no existe en docs/demo/leccion.md\n  ¿Querías decir «resumen»?",
    ),
    "no anchor in another page": (
        "[inicio](../index.md#nada)",
        "«#nada» no existe en docs/index.md\n  Encabezados: inicio",
    ),
    "file of this machine": (
        "[raíz](/etc/passwd)",
        "el enlace «/etc/passwd» no lleva a ningún archivo",
    ),
    "file out of docs": (
        "[ajustes](../../mkdocs.yml)",
        "el enlace «../../mkdocs.yml» no lleva a ningún archivo",
    ),
    "no notebook": (
        "[cuaderno](../cuadernos/resta.ipynb)",
        "el enlace «../cuadernos/resta.ipynb» no lleva a ningún archivo",
    ),
}


@pytest.mark.parametrize(("line", "expected"), BAD_LINKS.values(), ids=BAD_LINKS)
def test_broken_link(check, line: str, expected: str) -> None:
    """Un enlace roto se dice en su línea, con lo más parecido."""
    assert check(line) == [f"{PAGE}:8: {expected}"]


@pytest.mark.parametrize(
    "line",
    [
        "[abajo](#para-saber-mas)",
        "[inicio](../index.md#inicio)",
        '[inicio](../index.md "Título")',
        "[cuaderno](../cuadernos/suma.ipynb)",
        "[fuera](https://keras.io/api/#nada) y [correo](mailto:a@b.org)",
        "`[código](nada.md)`",
        "[Este apartado](#mio)\n\n## Con nombre {#mio}".replace("{#", "{ #"),
        "[segunda](#repetido_1)\n\n## Repetido\n\n## ¿Repetido?",
    ],
)
def test_good_link(check, line: str) -> None:
    """Un enlace que lleva a algo, dentro o fuera, se deja en paz."""
    assert check(line) == []


def test_page_not_in_nav(suma) -> None:
    """Una página que nadie puede encontrar es un problema."""
    suma.write("docs/demo/perdida.md", "# Perdida\n")
    assert suma.check() == [
        "docs/demo/perdida.md: la página no está en el índice\n  Añádela a «nav» en mkdocs.yml."
    ]


def test_nav_entry_without_page(suma) -> None:
    """El índice no nombra lo que no existe; la línea es la suya aunque otra se parezca."""
    text = (suma.root / "mkdocs.yml").read_text()
    suma.write("mkdocs.yml", text + "  - 1.2 Otra: demo/lecion.md\n  - Dos: x/index.md # nota\n")
    lines = text.count("\n")
    assert suma.check() == [
        f"mkdocs.yml:{lines + 1}: el índice nombra demo/lecion.md, que no existe\n"
        "  ¿Querías decir «demo/leccion.md»?",
        f"mkdocs.yml:{lines + 2}: el índice nombra x/index.md, que no existe\n"
        "  ¿Querías decir «index.md»?",
    ]


def test_notebook_missing_in_nav(suma) -> None:
    """Cada programa tiene su cuaderno en el índice."""
    text = (suma.root / "mkdocs.yml").read_text()
    suma.write("mkdocs.yml", text.replace("  - cuadernos/suma.ipynb\n", ""))
    assert suma.check() == [
        "mkdocs.yml: falta en el índice el cuaderno cuadernos/suma.ipynb\n"
        "  Añádelo a «nav», en «Cuadernos»."
    ]


def test_broken_configuration(suma) -> None:
    """Un mkdocs.yml mal escrito se dice en su línea y no arrastra a las páginas."""
    text = (suma.root / "mkdocs.yml").read_text()
    suma.write("mkdocs.yml", text + "  - [sin cerrar\n")
    (message,) = suma.check()
    assert message.startswith(f"mkdocs.yml:{text.count(chr(10)) + 2}: no es YAML válido\n")


@pytest.mark.parametrize(
    ("removed", "expected"),
    [
        ("## Errores comunes", "a la lección le falta «## Errores comunes»"),
        ("## Resumen", "a la lección le falta «## Resumen»"),
        ("## Ejercicios", "a la lección le falta «## Ejercicios»"),
        ("## Para saber más", "a la lección le falta «## Para saber más»"),
        (
            '--8<-- "fichas/demo/leccion.md"',
            "a la lección le falta su ficha\n"
            '  Acaba la página con: --8<-- "fichas/demo/leccion.md"',
        ),
        (
            "description: Una lección de prueba.",
            "a la lección le falta la descripción\n"
            "  Empieza con «---», «description: una frase», «---».",
        ),
    ],
)
def test_anatomy(suma, removed: str, expected: str) -> None:
    """A una lección numerada no le falta ninguna de sus partes."""
    text = (suma.root / PAGE).read_text(encoding="utf-8")
    suma.write(PAGE, text.replace(removed, "") + "\ndescription: esto ya es prosa.\n")
    line = ":1" if "descripción" in expected else ""
    assert suma.check() == [f"{PAGE}{line}: {expected}"]


def test_only_numbered_lessons_have_that_anatomy(suma) -> None:
    """El inicio y los cuestionarios tienen otra forma."""
    suma.extra = "**Siguiente lección:** [1.2 Cuestionario](quiz-demo.md)."
    suma.save()
    text = (suma.root / "mkdocs.yml").read_text()
    suma.write("mkdocs.yml", text + "  - 1.2 Cuestionario: demo/quiz-demo.md\n")
    suma.write("docs/demo/quiz-demo.md", "# Cuestionario\n")
    assert suma.check() == []


def test_orphan_section(suma, section) -> None:
    """Toda sección se enseña en alguna página."""
    text = (suma.root / PAGE).read_text(encoding="utf-8")
    suma.write(PAGE, text.replace('```python\n--8<-- "demo/suma.py:resto"\n```', ""))
    assert suma.check() == [
        "snippets/demo/suma.py:10: ninguna página enseña «resto»\n"
        '  Inclúyela con --8<-- "demo/suma.py:resto" o bórrala.'
    ]


def test_program_without_sections(suma) -> None:
    """Un programa que ninguna página puede enseñar sobra."""
    suma.add("muda")
    suma.write("snippets/demo/muda.py", '"""Demo: muda."""\n\n# %% Una\nx = 1\n')
    assert suma.check() == ["snippets/demo/muda.py: ninguna página enseña este programa"]


@pytest.mark.parametrize("path", ["demo/notas.txt", "suelto.py", "demo/otra/hondo.py"])
def test_stray_file(suma, path: str) -> None:
    """En snippets/ no queda nada que nadie use."""
    suma.write(f"snippets/{path}", "x = 1\n")
    assert suma.check() == [
        f"snippets/{path}: este archivo no lo usa nadie\n"
        "  Los programas van en snippets/<unidad>/<programa>.py."
    ]


@pytest.mark.parametrize(
    "path", ["demo/.suma.py.swp", "demo/__pycache__/suma.pyc", ".ipynb_checkpoints/a.ipynb"]
)
def test_files_of_tools_are_not_stray(suma, path: str) -> None:
    """Lo que dejan un editor o Python no es un archivo perdido."""
    suma.write(f"snippets/{path}", "")
    assert suma.check() == []


def test_data_of_a_program_is_not_stray(suma, section) -> None:
    """Un archivo que un programa lee por su nombre es suyo."""
    suma.write("snippets/demo/datos.csv", "1,2\n")
    suma.add("lee", section("leer", "name = 'datos.csv'"))
    assert suma.check() == []


def test_page_not_utf8(suma) -> None:
    """Una página en otra codificación es un solo problema, con su línea y lo que hay que hacer."""
    page = suma.root / "docs/demo/leccion.md"
    page.write_bytes("# Uno\n\nAño\n".encode("latin-1"))
    (message,) = suma.check()
    assert message == (
        "docs/demo/leccion.md:3: no está en UTF-8\n  byte 0xf1\n"
        "  Guárdalo en UTF-8: los editores lo ofrecen en «Guardar como» o en la barra de abajo."
    )


def test_byte_order_mark(suma) -> None:
    """Lo que guarda el Bloc de notas, con una marca al principio, se lee igual."""
    names = ["docs/demo/leccion.md", "snippets/demo/suma.py", "mkdocs.yml", "glossary/terms.yml"]
    for path in (suma.root / name for name in names):
        if path.is_file():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert suma.check() == []


def test_unreadable_program_is_reported_once(suma) -> None:
    """Un programa con un error de sintaxis no llena de ecos las páginas que lo enseñan."""
    suma.write("snippets/demo/suma.py", '"""Demo: suma."""\n\n# %% Una\nx = (\n')
    suma.extra = f"{{{{ num.suma.total }}}} ![{ALT}](../figuras/suma/datos.svg)"
    text = (suma.root / PAGE).read_text(encoding="utf-8").replace("Texto.", suma.extra)
    suma.write(PAGE, text + "\n[cuaderno](../cuadernos/suma.ipynb)\n")
    assert suma.check() == [
        "snippets/demo/suma.py:4: no es Python válido\n  x = (\n  SyntaxError: '(' was never closed"
    ]


def test_all_problems_in_one_run(check) -> None:
    """Una sola comprobación dice todo lo que falla."""
    found = check("![](nada.png)", "[roto](nada.md)", "{{ num.nadie.x }}", *code("x = 1"))
    assert len(found) == 5


def test_expand(suma) -> None:
    """La página desplegada conserva la línea y la sangría de cada inclusión."""
    suma.good()
    text = f"Uno.\n\n    {include('demo/suma.py:datos')}\n\n{include('salidas/suma/datos.txt')}\n"
    page = parse_page(suma.project, suma.write("docs/demo/leccion.md", text))
    assert expand(suma.project, page) == [
        (1, "Uno."),
        (2, ""),
        (3, "    total = 1 + 1"),
        (3, "    print(total)"),
        (4, ""),
        (5, "2"),
        (5, ""),
    ]
    assert reading_name(page) == "lectura-demo-leccion"
