"""Programas: celdas, secciones y todo lo que puede estar mal escrito en ellos."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docbuild.course.programs import Cell, Program, load_programs, parse_program, section_lines
from docbuild.rules.programs import check_repeats

GOOD = '''\
"""Demo: suma."""

# %% Los datos
# --8<-- [start:datos]
import numpy as np

x = np.arange(3)
# --8<-- [end:datos]

# %% Sin enseñar
y = x.sum()

# %% El tiempo tags=["variable"]
# --8<-- [start:tiempo]
print(y)
# --8<-- [end:tiempo]
'''
NAME_HINT = "  Usa minúsculas sin acentos, cifras y guiones; empieza por una letra."
MARK_HINT = "  Escribe «# %% Título», «# --8<-- [start:nombre]» o «# --8<-- [end:nombre]»."


@pytest.fixture
def read(course) -> Callable[[str], list[str]]:
    """Devuelve la función que da los mensajes de un programa."""

    def messages(text: str) -> list[str]:
        path = course.write("snippets/demo/mala.py", text)
        return [str(problem) for problem in parse_program(course.project, path)[1]]

    return messages


def cells(*lines: str) -> str:
    """Un programa cuya primera celda empieza en la línea 3."""
    return "\n".join(['"""Demo: mala."""', "", "# %% Una", *lines]) + "\n"


def test_good_program(course) -> None:
    """Un programa bien escrito se parte en celdas con su línea, su sección y su etiqueta."""
    path = course.write("snippets/demo/suma.py", GOOD)
    program, problems = parse_program(course.project, path)
    assert problems == []
    assert (program.name, program.path) == ("suma", "snippets/demo/suma.py")
    assert program.summary == "Demo: suma."
    assert [(c.title, c.line, c.section, c.tag) for c in program.cells] == [
        ("Los datos", 4, "datos", ""),
        ("Sin enseñar", 11, "", ""),
        ("El tiempo", 14, "tiempo", "variable"),
    ]
    assert section_lines(program.sections["datos"]) == [
        (5, "import numpy as np"),
        (6, ""),
        (7, "x = np.arange(3)"),
    ]
    assert program.imports == {"numpy"}
    assert program.assigned == {"x", "y"}
    assert not program.needs_keras


def test_imports_of_half_a_program() -> None:
    """De un bloque copiado a medias no se sabe qué importa: fallará al ejecutarse."""
    program = Program("docs/a.md", "a", "import (", (Cell("a", 1, "import ("),), alias="lectura-a")
    assert program.imports == frozenset()
    assert program.name == "lectura-a"


@pytest.mark.parametrize("line", ["import keras", "from tensorflow.math import add"])
def test_needs_keras(course, line: str) -> None:
    """Necesita el servidor quien importa Keras o TensorFlow, aunque sea a medias."""
    path = course.write("snippets/demo/red.py", cells(line))
    assert parse_program(course.project, path)[0].needs_keras


def test_lines_are_those_of_python(course) -> None:
    """Un separador Unicode dentro de un texto no corre las líneas siguientes."""
    text = cells('a = "uno\u2028dos\x0c"', "# --8<-- [start:b]", "b = 1", "# --8<-- [end:b]")
    path = course.write("snippets/demo/raro.py", text)
    program, problems = parse_program(course.project, path)
    assert problems == []
    assert program.cells[0].source.splitlines(keepends=True)[0].startswith('a = "uno\u2028')
    assert section_lines(program.sections["b"]) == [(6, "b = 1")]


def test_windows_line_endings(course) -> None:
    """Un archivo escrito en Windows se lee igual."""
    path = course.root / "snippets/demo/suma.py"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    program, problems = parse_program(course.project, path)
    assert problems == []
    assert program.cells[0].line == 4


BAD = {
    "not closed": (
        cells("# --8<-- [start:a]", "x = 1"),
        [
            "snippets/demo/mala.py:4: la sección «a» no se cierra en su celda\n"
            "  Añade «# --8<-- [end:a]» antes de la celda siguiente."
        ],
    ),
    "not closed before the next cell": (
        cells("# --8<-- [start:a]", "x = 1", "# %% Otra", "# --8<-- [end:a]"),
        [
            "snippets/demo/mala.py:4: la sección «a» no se cierra en su celda\n"
            "  Añade «# --8<-- [end:a]» antes de la celda siguiente."
        ],
    ),
    "closed twice": (
        cells("# --8<-- [start:a]", "x = 1", "# --8<-- [end:a]", "# --8<-- [end:a]"),
        ["snippets/demo/mala.py:7: la sección «a» ya estaba cerrada\n  Quita esta línea."],
    ),
    "never opened": (
        cells("x = 1", "# --8<-- [end:a]"),
        [
            "snippets/demo/mala.py:5: la sección «a» termina sin haber empezado\n"
            "  Falta «# --8<-- [start:a]»."
        ],
    ),
    "closed with another name": (
        cells("# --8<-- [start:datos]", "x = 1", "# --8<-- [end:dato]"),
        [
            "snippets/demo/mala.py:6: aquí termina «dato», pero la sección abierta es «datos»\n"
            "  ¿Querías decir «datos»?"
        ],
    ),
    "accent": (
        cells("# --8<-- [start:función]", "x = 1", "# --8<-- [end:función]"),
        [
            f"snippets/demo/mala.py:4: «función» no vale como nombre de sección\n{NAME_HINT}",
            f"snippets/demo/mala.py:6: «función» no vale como nombre de sección\n{NAME_HINT}",
        ],
    ),
    "uppercase": (
        cells("# --8<-- [start:Datos]", "x = 1", "# --8<-- [end:Datos]"),
        [
            f"snippets/demo/mala.py:4: «Datos» no vale como nombre de sección\n{NAME_HINT}",
            f"snippets/demo/mala.py:6: «Datos» no vale como nombre de sección\n{NAME_HINT}",
        ],
    ),
    "space": (
        cells("# --8<-- [start:los datos]", "x = 1", "# --8<-- [end:los datos]"),
        [
            f"snippets/demo/mala.py:4: «los datos» no vale como nombre de sección\n{NAME_HINT}",
            f"snippets/demo/mala.py:6: «los datos» no vale como nombre de sección\n{NAME_HINT}",
        ],
    ),
    "empty name": (
        cells("# --8<-- [start:]", "x = 1", "# --8<-- [end:]"),
        [
            f"snippets/demo/mala.py:4: «» no vale como nombre de sección\n{NAME_HINT}",
            f"snippets/demo/mala.py:6: «» no vale como nombre de sección\n{NAME_HINT}",
        ],
    ),
    "nested": (
        cells(
            "# --8<-- [start:a]",
            "x = 1",
            "# --8<-- [start:b]",
            "y = 1",
            "# --8<-- [end:b]",
            "# --8<-- [end:a]",
        ),
        [
            "snippets/demo/mala.py:6: la sección «b» empieza dentro de «a»\n"
            "  Cierra antes la que empieza en la línea 4."
        ],
    ),
    "crossed": (
        cells(
            "# --8<-- [start:a]",
            "# --8<-- [start:b]",
            "y = 1",
            "# --8<-- [end:a]",
            "# --8<-- [end:b]",
        ),
        [
            "snippets/demo/mala.py:5: la sección «b» empieza dentro de «a»\n"
            "  Cierra antes la que empieza en la línea 4."
        ],
    ),
    "two in a cell": (
        cells(
            "# --8<-- [start:a]",
            "x = 1",
            "# --8<-- [end:a]",
            "# --8<-- [start:b]",
            "y = 1",
            "# --8<-- [end:b]",
        ),
        [
            "snippets/demo/mala.py:7: la celda ya tiene la sección «a»\n"
            "  Empieza otra celda con «# %% Título»."
        ],
    ),
    "outside a cell": (
        '"""Demo: mala."""\n\n# --8<-- [start:a]\n# %% Una\nx = 1\n# --8<-- [end:a]\n',
        [
            "snippets/demo/mala.py:3: la sección «a» está fuera de toda celda\n"
            "  Pon antes una línea «# %% Título»."
        ],
    ),
    "repeated": (
        cells(
            "# --8<-- [start:a]",
            "x = 1",
            "# --8<-- [end:a]",
            "# %% Otra",
            "# --8<-- [start:a]",
            "x = 2",
            "# --8<-- [end:a]",
        ),
        [
            "snippets/demo/mala.py:8: la sección «a» está repetida\n"
            "  Ya existe en la línea 4: dale otro nombre."
        ],
    ),
    "cell without title": (
        '"""Demo: mala."""\n\n# %%\nx = 1\n',
        ["snippets/demo/mala.py:3: la celda no tiene título\n  Escribe «# %% Título»."],
    ),
    "cell with a blank title": (
        '"""Demo: mala."""\n\n# %%  \nx = 1\n',
        ["snippets/demo/mala.py:3: la celda no tiene título\n  Escribe «# %% Título»."],
    ),
    "tag without title": (
        '"""Demo: mala."""\n\n# %% tags=["variable"]\nx = 1\n',
        ["snippets/demo/mala.py:3: la celda no tiene título\n  Escribe «# %% Título»."],
    ),
    "unknown tag": (
        '"""Demo: mala."""\n\n# %% Una tags=["oculta"]\nx = 1\n',
        ["snippets/demo/mala.py:3: la etiqueta «oculta» no existe\n  Solo hay «variable»."],
    ),
    "malformed tag": (
        '"""Demo: mala."""\n\n# %% Una tags=[\'variable\']\nx = 1\n',
        ['snippets/demo/mala.py:3: la etiqueta está mal escrita\n  Escribe tags=["variable"].'],
    ),
    "code outside a cell": (
        '"""Demo: mala."""\n\nx = 1\n\n# %% Una\ny = 1\n',
        [
            "snippets/demo/mala.py:3: código fuera de toda celda\n"
            "  Pon antes una línea «# %% Título»."
        ],
    ),
    "no cell at all": (
        '"""Demo: mala."""\n\nx = 1\n',
        [
            "snippets/demo/mala.py:3: código fuera de toda celda\n"
            "  Pon antes una línea «# %% Título»."
        ],
    ),
    "no docstring": (
        "# %% Una\nx = 1\n",
        [
            "snippets/demo/mala.py:1: falta la cadena de documentación\n"
            "  La primera línea dice «Tema: qué muestra»."
        ],
    ),
    "empty docstring": (
        '""""""\n\n# %% Una\nx = 1\n',
        [
            "snippets/demo/mala.py:1: falta la cadena de documentación\n"
            "  La primera línea dice «Tema: qué muestra»."
        ],
    ),
    "syntax error": (
        cells("x = 1", "for i in range(3)", "    print(i)"),
        [
            "snippets/demo/mala.py:5: no es Python válido\n"
            "  for i in range(3)\n"
            "  SyntaxError: expected ':'"
        ],
    ),
    "null byte": (
        cells("x = '\0'"),
        [
            "snippets/demo/mala.py: no es Python válido\n"
            "  SyntaxError: source code string cannot contain null bytes"
        ],
    ),
    "block across cells": (
        cells("def f():", "    x = 1", "# %% Otra", "    return x"),
        [
            "snippets/demo/mala.py:7: la celda «Otra» no es Python válido por sí sola\n"
            "  unexpected indent\n"
            "  Un bloque no puede pasar de una celda a otra."
        ],
    ),
    "too many lines": (
        cells("# --8<-- [start:a]", *["x = 1"] * 26, "# --8<-- [end:a]"),
        [
            "snippets/demo/mala.py:5: la sección «a» tiene 26 líneas y caben 25\n"
            "  Pártela en dos ideas."
        ],
    ),
    "too many columns": (
        cells("# --8<-- [start:a]", "x = " + "1" * 76, "# --8<-- [end:a]"),
        [
            "snippets/demo/mala.py:5: la línea tiene 80 columnas y caben 79\n"
            "  Pártela: en la página no se leería entera."
        ],
    ),
    "empty section": (
        cells("# --8<-- [start:a]", "", "# --8<-- [end:a]"),
        [
            "snippets/demo/mala.py:4: la sección «a» está vacía\n"
            "  Escribe su código o quita sus marcas."
        ],
    ),
    "import of the builder": (
        cells("from docbuild.project import Project"),
        [
            "snippets/demo/mala.py:4: importa «docbuild.project», que es de este proyecto\n"
            "  Quien copia la página no lo tiene: escribe aquí ese código."
        ],
    ),
    "relative import": (
        cells("from . import suma"),
        [
            "snippets/demo/mala.py:4: importa «.», que es de este proyecto\n"
            "  Quien copia la página no lo tiene: escribe aquí ese código."
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), BAD.values(), ids=BAD)
def test_bad_program(read, text: str, expected: list[str]) -> None:
    """Cada fallo de un programa se dice una vez, en su línea y con su remedio."""
    assert read(text) == expected


def test_limits_are_inclusive(read) -> None:
    """Caben 25 líneas y 79 columnas justas."""
    lines = ["x = " + "1" * 75] * 25
    assert read(cells("# --8<-- [start:a]", *lines, "# --8<-- [end:a]")) == []


@pytest.mark.parametrize(
    "line",
    [
        "# --8<-- [strt:x]",
        "# -8<- [start:x]",
        "# --8<-- [start:x",
        "# --8<-- start:x",
        "# --8<--[start:x]",
        "# --8<-- [START:x]",
        "# --8<-- [ start:x]",
        "# --8<-- [start:x] ",
        "# --8-- [start:x]",
        "# --8>-- [end:x]",
        "# —8<— [inicio:x]",
        "# 8<-- [start:x]",
        "# [start:x]",
        "#--8<-- [start:x]",
        "x = 1  # --8<-- [start:x]",
        "#%% Dos",
        "# %%Dos",
        "## %% Dos",
    ],
)
def test_misspelt_marker(read, line: str) -> None:
    """Lo que parece una marca y no lo es se señala: la página la ignoraría en silencio."""
    assert read(cells(line, "y = 1")) == [
        f"snippets/demo/mala.py:4: esto parece una marca y no lo es: {line.strip()}\n{MARK_HINT}"
    ]


@pytest.mark.parametrize(
    "line",
    ["z = y - 8 < 0", "z = y[8<y]", "# los valores de y[start:end]", "# el 8 < 9", 's = "100 %%"'],
)
def test_innocent_line(read, line: str) -> None:
    """Lo que solo se parece de lejos a una marca se deja en paz."""
    assert read(cells("import numpy as np", "y = np.zeros(3)", line)) == []


def test_import_of_a_sibling(course, read) -> None:
    """Un programa no importa a otro: quien copia la página no lo tiene."""
    course.write("snippets/otra/vecino.py", cells("x = 1"))
    assert read(cells("import vecino")) == [
        "snippets/demo/mala.py:4: importa «vecino», que es de este proyecto\n"
        "  Quien copia la página no lo tiene: escribe aquí ese código."
    ]


@pytest.mark.parametrize("stem", ["Suma", "mi-suma", "función", "2suma", "__init__"])
def test_bad_file_name(course, stem: str) -> None:
    """El nombre del archivo vale para una URL y para un número vivo."""
    path = course.write(f"snippets/demo/{stem}.py", cells("x = 1"))
    assert [str(problem) for problem in parse_program(course.project, path)[1]] == [
        f"snippets/demo/{stem}.py: el nombre del archivo no vale\n"
        "  Usa minúsculas sin acentos, cifras y «_»; empieza por una letra."
    ]


def test_not_utf8(course) -> None:
    """Un programa en otra codificación es un problema suyo, no una traza del constructor."""
    path = course.root / "snippets/demo/mala.py"
    path.write_bytes('"""Demo: año."""\n'.encode("latin-1"))
    program, problems = parse_program(course.project, path)
    assert program is None
    (message,) = map(str, problems)
    assert message.startswith("snippets/demo/mala.py:1: no está en UTF-8\n")


def test_same_stem_in_two_units(course) -> None:
    """Dos programas no pueden llamarse igual, aunque estén en unidades distintas."""
    course.write("snippets/demo/suma.py", cells("x = 1"))
    course.write("snippets/otra/suma.py", cells("x = 1"))
    assert [str(problem) for problem in load_programs(course.project)[1]] == [
        "snippets/otra/suma.py: ya hay un programa «suma» en snippets/demo/suma.py\n"
        "  Da a cada programa un nombre único en todo el curso."
    ]


def test_several_problems_at_once(read) -> None:
    """Un programa con varios fallos los enseña todos a la vez."""
    messages = read("# %%\n# --8<-- [start:A]\nfrom . import x\n")
    assert [message.splitlines()[0].split(": ", 1)[1] for message in messages] == [
        "la celda no tiene título",
        "«A» no vale como nombre de sección",
        "la sección «A» no se cierra en su celda",
        "falta la cadena de documentación",
        "importa «.», que es de este proyecto",
    ]


def test_editor_files_are_not_programs(course) -> None:
    """Lo que deja un editor junto a un programa no cuenta."""
    course.write("snippets/demo/.#suma.py", "esto no es Python")
    assert load_programs(course.project) == ([], [])


NO_SEED = "el programa usa el azar sin semilla"
ORDER = "el programa recorre un conjunto, que no siempre va en el mismo orden"
FOLDER = "el programa recorre una carpeta, que no siempre va en el mismo orden"
OUTSIDE = "el programa escribe fuera de su carpeta"
PLACE = "el programa mira en qué carpeta está"
MACHINE = "el programa mira en qué computadora está"
NOT_REPEATED = [  # código y lo que se dice de su última línea
    ("import numpy as np\nrng = np.random.default_rng()", NO_SEED),
    ("from numpy.random import default_rng\nrng = default_rng(None)", NO_SEED),
    ("import numpy as np\nx = np.random.normal(size=3)", NO_SEED),
    ("import random\nx = random.random()", NO_SEED),
    ("from random import shuffle\nshuffle(x)", NO_SEED),
    ("import uuid\nx = uuid.uuid4()", NO_SEED),
    ("from datetime import datetime as clock\nx = clock.now()", "el programa mira la hora"),
    ("import time\nstart = time.perf_counter()", "el programa mira la hora"),
    ("import os\nx = os.getcwd()", PLACE),
    ("from pathlib import Path\nx = Path.home() / 'datos'", PLACE),
    ("import os\nx = os.environ['HOME']", MACHINE),
    ("import os\nx = os.environ.get('USER')", MACHINE),
    ("import platform\nx = platform.node()", MACHINE),
    ("import getpass\nprint(getpass.getuser())", MACHINE),
    ("for word in {'a', 'b'}:\n    print(word)", ORDER),
    ("print(list(set(words)))", ORDER),
    ("print(', '.join({word for word in text}))", ORDER),
    ("words = {'a', 'b'}\nprint([word for word in words])", ORDER),
    ("print(f'{set(words)}')", ORDER),
    ("import os\nnames = os.listdir()", FOLDER),
    ("from pathlib import Path\nfor path in Path().glob('*.csv'):\n    print(path)", FOLDER),
    ("x = hash('texto') % 10", "«hash» da otro número en cada ejecución"),
    ("print(f'{id(x)}')", "«id» da otro número en cada ejecución"),
    ("import time\ntime.sleep(30)", "el programa duerme"),
    ("open('../a.txt', 'w')", OUTSIDE),
    ("open('/tmp/a.txt', mode='a')", OUTSIDE),
    ("model.save('../red.keras')", OUTSIDE),
    ("Path('~/a.txt').write_text('x')", OUTSIDE),
    ("model.save('red.h5')", "el programa guarda un modelo en el formato antiguo de Keras"),
]
REPEATED = [
    "import numpy as np\nrng = np.random.default_rng(42)\nx = rng.normal()",
    "import keras, random\nkeras.utils.set_random_seed(42)\nx = random.random()",
    "import numpy as np\nnp.random.seed(0)\nx = np.random.normal()",
    "import os\nos.environ['KERAS_BACKEND'] = 'tensorflow'",
    "for word in sorted({'a', 'b'}):\n    print(word)",
    "from collections import Counter\nx = Counter(word for text in texts for word in set(text))",
    "sizes = set()\nsizes.add(1)\nprint(sizes, len({'a', 'b'}), list({1, 2}), 'a' in {'a', 'b'})",
    "import os\nprint(len(os.listdir()), sorted(os.listdir()))",
    "print(id(a) == id(b))",
    "def id(x):\n    return x\n\n\ntime = 3\nprint(id(time))",
    "open('../a.txt')\nopen('a.txt', 'w')\nmodel.save('red.keras')",
    "model.save_weights('red.weights.h5')\nprint('El formato .h5 ya no se usa')",
    "import time\nx = time.struct_time(range(9))",
]


def repeats(course, *lines: str) -> list[str]:
    """Lo que hace que un programa no se repita: su línea y el mensaje."""
    path = course.write("snippets/demo/mala.py", cells(*lines))
    program, _ = parse_program(course.project, path)
    return [f"{problem.line}: {problem.message}" for problem in check_repeats(program)]


@pytest.mark.parametrize(("code", "message"), NOT_REPEATED)
def test_not_repeated(course, code: str, message: str) -> None:
    """Lo que cambia de una ejecución a otra, o de una computadora a otra, se dice con su línea."""
    found = repeats(course, code)
    line = 3 + len(code.split("\n    print")[0].split("\n"))
    assert found == [f"{line}: {message}"]


@pytest.mark.parametrize("code", REPEATED)
def test_repeated(course, code: str) -> None:
    """Lo que da siempre lo mismo no se señala."""
    assert repeats(course, code) == []


def test_variable_cells_may_look_at_the_clock(course) -> None:
    """En una celda «variable», la hora y la computadora; el azar, siempre con semilla."""
    variable = '# %% Otra tags=["variable"]'
    code = ("import time, os, random", "x = time.time(), os.cpu_count()", "y = random.random()")
    assert repeats(course, "x = 1", variable, *code) == [f"8: {NO_SEED}"]


def test_not_repeated_says_what_to_do(course) -> None:
    """El problema lleva la línea del programa y el remedio, también en la comprobación."""
    course.write("snippets/demo/mala.py", cells("x = hash('a')"))
    assert (
        "snippets/demo/mala.py:4: «hash» da otro número en cada ejecución\n"
        "  Usa zlib.crc32(texto.encode())."
    ) in course.check()
