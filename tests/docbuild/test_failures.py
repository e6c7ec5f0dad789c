"""Programas que fallan: cada uno se explica, todos en una vez, y nada se publica."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from docbuild.run import runner

MEMORY = "  El programa pide más memoria de la que se le permite."
EXIT = "  Quita «exit()»: quien copia la página lo perdería todo."
ENDLESS = "  Busca un bucle sin fin o reduce el trabajo."
IDLE = "  ¿Espera algo que no llega, o duerme? Quita la espera."
COMPILED = "  Falla código compilado o falta memoria."
PAGE_BREAKS = "  Rompería la página: imprime otra cosa."
TOO_MUCH = "  Imprime un resumen: lo que no cabe en la página no se lee."
RAW = "  Quien lo copie verá eso y la página no lo enseña: guárdalo e imprímelo."

NESTED = """\
def inner(n):
    return 1 / n

def outer():
    return inner(0)

outer()
"""
RECURSIVE = """\
def again(n):
    return again(n + 1)

again(0)
"""
LOCAL = """\
def area(width, height):
    return width * heigth

area(1, 2)
"""
DUMB = """\
class Dumb(Exception):
    def __str__(self):
        raise KeyError

raise Dumb
"""
SHOW = "import matplotlib.pyplot as plt\n"

# programa: (código de la sección «falla», que empieza en la línea 5; mensaje)
FAILING = {
    "anidado": (
        NESTED,
        "11: falla la sección «falla»\n"
        "    outer()\n"
        "    línea 9: return inner(0)\n"
        "    línea 6: return 1 / n\n"
        "  ZeroDivisionError: division by zero",
    ),
    "recursivo": (
        RECURSIVE,
        "8: falla la sección «falla»\n"
        "    again(0)\n"
        "    línea 6: return again(n + 1)\n"
        "  RecursionError: maximum recursion depth exceeded",
    ),
    "nombre": (
        "x_train = 1\nx_trian",
        "6: falla la sección «falla»\n"
        "    x_trian\n"
        "  NameError: name 'x_trian' is not defined\n"
        "  ¿Querías decir «x_train»?",
    ),
    "nombre_local": (
        LOCAL,
        "8: falla la sección «falla»\n"
        "    area(1, 2)\n"
        "    línea 6: return width * heigth\n"
        "  NameError: name 'heigth' is not defined\n"
        "  ¿Querías decir «height»?",
    ),
    "nombre_de_python": (
        "prnt(1)",
        "5: falla la sección «falla»\n"
        "    prnt(1)\n"
        "  NameError: name 'prnt' is not defined\n"
        "  ¿Querías decir «print»?",
    ),
    "atributo": (
        "[].apend(1)",
        "5: falla la sección «falla»\n"
        "    [].apend(1)\n"
        "  AttributeError: 'list' object has no attribute 'apend'\n"
        "  ¿Querías decir «append»?",
    ),
    "biblioteca": (
        "import json\n\njson.loads('{')",
        "7: falla la sección «falla»\n"
        "    json.loads('{')\n"
        "  JSONDecodeError: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
    ),
    "largo": (
        "raise ValueError('x' * 100_000)",
        "5: falla la sección «falla»\n"
        "    raise ValueError('x' * 100_000)\n"
        f"  ValueError: {'x' * 200}…",
    ),
    "muchas_lineas": (
        "raise ValueError('línea\\n' * 50)",
        "5: falla la sección «falla»\n"
        "    raise ValueError('línea\\n' * 50)\n"
        "  ValueError: línea\n" + "  línea\n" * 11 + "  …",
    ),
    "colores": (
        "raise ValueError('\\x1b[1mmal\\x1b[0m [red]x[/red] :100:')",
        "5: falla la sección «falla»\n"
        "    raise ValueError('\\x1b[1mmal\\x1b[0m [red]x[/red] :100:')\n"
        "  ValueError: mal [red]x[/red] :100:",
    ),
    "mudo": (
        DUMB,
        "9: falla la sección «falla»\n    raise Dumb\n  Dumb: (el error no sabe decir qué pasó)",
    ),
    "sin_mensaje": (
        "assert False",
        "5: falla la sección «falla»\n    assert False\n  AssertionError",
    ),
    "teclado": (
        "raise KeyboardInterrupt",
        "5: falla la sección «falla»\n    raise KeyboardInterrupt\n  KeyboardInterrupt",
    ),
    "pregunta": (
        "input()",
        "5: falla la sección «falla»\n    input()\n"
        "  EOFError: EOF when reading a line\n"
        "  ¿Pregunta algo con «input»? Aquí no contesta nadie: escribe el valor.",
    ),
    "bytes_en_la_salida": (
        "import sys\nsys.stdout.write(b'x')",
        "6: falla la sección «falla»\n"
        "    sys.stdout.write(b'x')\n"
        "  TypeError: write() argument must be str, not bytes",
    ),
    "sustituto": (
        "print('\\ud800')",
        "5: falla la sección «falla»\n"
        "    print('\\ud800')\n"
        "  UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: "
        "surrogates not allowed",
    ),
    "bucle": (
        "while True: pass",
        "5: la sección «falla» no termina: se detuvo a los 8 s de procesador\n  while True: pass\n"
        + ENDLESS,
    ),
    "siesta": (
        "import threading\nthreading.Event().wait(60)",
        "6: la sección «falla» no termina: se detuvo a los 8 s sin hacer nada\n"
        "  threading.Event().wait(60)\n" + IDLE,
    ),
    "parado": (
        "import signal\nsignal.raise_signal(signal.SIGSTOP)",
        "4: la sección «falla» no termina: se detuvo a los 8 s sin hacer nada\n" + IDLE,
    ),
    "sale": (
        "import sys\nsys.exit()",
        "6: la sección «falla» termina el programa antes del final\n    sys.exit()\n" + EXIT,
    ),
    "sale_de_golpe": (
        "import os\nos._exit(3)",
        "4: el proceso terminó de golpe (código 3) en la sección «falla»\n  ¿Llama a «os._exit»?",
    ),
    "sale_sin_error": (
        "import os\nos._exit(0)",
        "4: el proceso terminó de golpe (código 0) en la sección «falla»\n  ¿Llama a «os._exit»?",
    ),
    "segmento": (
        "import signal\nsignal.raise_signal(signal.SIGSEGV)",
        "6: el proceso murió con SIGSEGV en la sección «falla»\n"
        "  signal.raise_signal(signal.SIGSEGV)\n" + COMPILED,
    ),
    "aborta": (
        "import os\nos.abort()",
        "6: el proceso murió con SIGABRT en la sección «falla»\n  os.abort()\n" + COMPILED,
    ),
    "matado": (
        "import signal\nsignal.raise_signal(signal.SIGKILL)",
        "4: el sistema mató el proceso en la sección «falla»\n  Casi siempre es falta de memoria.",
    ),
    "senal_rara": (
        "import signal\nsignal.raise_signal(40)",
        "4: el proceso murió con la señal 40 en la sección «falla»\n" + COMPILED,
    ),
    "memoria": (
        "x = bytearray(8 * 2**30)",
        "5: falla la sección «falla»\n    x = bytearray(8 * 2**30)\n  MemoryError\n" + MEMORY,
    ),
    "imprime_sin_fin": (
        "while True: print('hola')",
        "5: la sección «falla» imprime demasiado\n    while True: print('hola')\n" + TOO_MUCH,
    ),
    "escribe_sin_fin": (
        "import os\nwhile True: os.write(1, b'x' * 2**20)",
        "6: falla la sección «falla»\n"
        "    while True: os.write(1, b'x' * 2**20)\n"
        "  OSError: [Errno 27] File too large\n"
        "  El programa escribe más de lo que se le permite.",
    ),
    "sin_print": (
        "import os\nos.write(1, b'hola\\n')",
        "el programa escribe en la salida sin usar «print»\n  hola\n" + RAW,
    ),
    "avisa": (
        "import warnings\n\nwarnings.warn('cuidado')",
        "7: el programa avisa de algo\n"
        "  UserWarning: cuidado\n"
        "  Quien lo ejecute verá este aviso: corrige la causa.",
    ),
    "avisa_dentro": (
        SHOW + "x = 1\nfig, ax = plt.subplots()\nax.legend()",
        "8: el programa avisa de algo\n"
        "  UserWarning: No artists with labels found to put in legend.  Note that artists whose "
        "label start with an underscore are ignored when legend() is called with no argument.\n"
        "  Quien lo ejecute verá este aviso: corrige la causa.",
    ),
    "valla": (
        "print('```')",
        "4: la sección «falla» imprime una valla de código (```)\n" + PAGE_BREAKS,
    ),
    "inclusion": (
        "print('--8<-- \"a\"')",
        "4: la sección «falla» imprime una marca de inclusión (--8<--)\n" + PAGE_BREAKS,
    ),
    "numero_de_numpy": (
        "import numpy as np\nprint([np.float64(0.5)])",
        "4: la sección «falla» imprime «np.float64(…)»\n"
        "  Imprime el número con formato, o pasa la lista por «tolist».",
    ),
    "ancha": (
        "print('x' * 89)",
        "4: la sección «falla» imprime una línea de 89 columnas y caben 88\n"
        "  En un teléfono no se lee: reparte la línea o imprime menos.",
    ),
    "control": (
        "print('1/2\\r2/2')",
        "4: la sección «falla» imprime caracteres de control\n"
        "  Quita la barra de progreso (verbose=0) o los colores.",
    ),
    "separador": (
        "print('uno\\u2028dos')",
        "4: la sección «falla» imprime caracteres de control\n"
        "  Quita la barra de progreso (verbose=0) o los colores.",
    ),
    "texto_diminuto": (
        SHOW + "plt.subplots()[1].set_title('hola', fontsize=6)\nplt.show()",
        "4: la figura «falla» tiene texto de 8 px en un teléfono y el mínimo es 16\n"
        "  Haz la figura menos ancha o el texto más grande.",
    ),
    "formula_mala": (
        SHOW + "plt.subplots()[1].set_title('$\\\\nada$')\nplt.show()",
        "7: falla la sección «falla»\n"
        "    plt.show()\n"
        "  ValueError:\n"
        "  \\nada\n"
        "  ^\n"
        "  ParseFatalException: Unknown symbol: \\nada, found '\\'  (at char 0), (line:1, col:1)",
    ),
    "figura_de_mas": (
        SHOW + "plt.plot([1, 2])\nplt.show()\nplt.plot([2, 1])",
        "4: ninguna página enseña la figura «falla-2»\n"
        "  Ponla: ![qué se ve](../figuras/figura_de_mas/falla-2.svg)",
    ),
}
FIGURES = {"texto_diminuto": 1, "formula_mala": 1, "figura_de_mas": 1}


@pytest.fixture(scope="module")
def failed(make_course, section):
    """Un curso publicado al que llegan de golpe todos los programas que fallan."""
    course = make_course()
    course.add("bueno", section("suma", "total = 2\nprint(total)"))
    course.good()
    before = course.published()
    for name, (code, _) in FAILING.items():
        course.add(name, section("falla", code, figures=FIGURES.get(name, 0)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "GRACE", 1)
        patch.setattr(runner, "PATIENCE", 2)
        report = course.build(limits=runner.Limits(seconds=8))
    return SimpleNamespace(course=course, before=before, report=report)


@pytest.mark.parametrize("name", FAILING)
def test_message(failed, name: str) -> None:
    """Cada fallo dice dónde, qué y, si se sabe, qué hacer."""
    path = f"snippets/demo/{name}.py"
    found = [str(problem) for problem in failed.report.problems if problem.path == path]
    message = FAILING[name][1]
    separator = ":" if message[0].isdigit() else ": "
    assert message_for_page(name, found) == [f"{path}{separator}{message}"]


def message_for_page(name: str, found: list[str]) -> list[str]:
    """Sin el eco de lo que la página del curso no enseña de los que sí imprimen."""
    return [text for text in found if "ninguna página enseña lo que imprime" not in text]


def test_everything_is_reported_in_one_run(failed) -> None:
    """Ningún fallo esconde a otro, y lo que va bien no se señala."""
    paths = {problem.path for problem in failed.report.problems}
    assert {f"snippets/demo/{name}.py" for name in FAILING} <= paths
    assert "snippets/demo/bueno.py" not in paths


def test_nothing_is_published(failed) -> None:
    """Con un fallo, lo publicado antes queda byte a byte, y sin tocar."""
    assert failed.course.published() == failed.before
    assert failed.report.changed == []


def test_failures_are_not_stored(failed, section) -> None:
    """Un programa que falló se ejecuta otra vez; el que fue bien, no."""
    course = failed.course
    stored = {path.name.rpartition("-")[0] for path in course.entries()}
    assert "bueno" in stored
    assert not stored & {"anidado", "bucle", "memoria", "avisa", "subproceso", "matado"}


HIDDEN = '''\
"""Demo: {name}."""

# %% Enseñada
# --8<-- [start:uno]
x = 1
# --8<-- [end:uno]

# %% Escondida
{code}
'''


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "print(x)",
            "la celda «Escondida» imprime y no se enseña\n  Dale una sección o quita su «print».",
        ),
        (
            SHOW + "plt.plot([1, 2])",
            "la celda «Escondida» dibuja una figura y no tiene sección\n"
            "  La figura toma el nombre de la sección: dale una.",
        ),
        (
            "raise ValueError(x)",
            "falla la celda «Escondida»\n    raise ValueError(x)\n  ValueError: 1",
        ),
    ],
)
def test_hidden_cell(course, section, code: str, expected: str) -> None:
    """Lo que no se enseña no puede imprimir ni dibujar."""
    course.add("oculto", section("uno", "x = 1"))
    course.write("snippets/demo/oculto.py", HIDDEN.format(name="oculto", code=code))
    found = [str(problem) for problem in course.build().problems]
    assert found == [f"snippets/demo/oculto.py:9: {expected}"]


def test_warning_is_told_once(course, section) -> None:
    """Un aviso es de la celda que lo da y no de las siguientes."""
    warn = "import warnings\nwarnings.warn('cuidado', stacklevel=99)"
    course.add("avisa", section("uno", warn), section("dos", "x = 1"), section("tres", "1 / 0"))
    assert [str(problem).splitlines()[0] for problem in course.build().problems] == [
        "snippets/demo/avisa.py:16: falla la sección «tres»",
        "snippets/demo/avisa.py:4: el programa avisa de algo",
    ]


def test_two_figures_with_one_name(course, section) -> None:
    """La segunda figura de «curva» y la primera de «curva-2» se pisarían."""
    draw = SHOW + "plt.plot([1, 2])\nplt.show()\n"
    course.add(
        "choque",
        section("curva", draw + draw.splitlines()[1], figures=2),
        section("curva-2", draw, figures=1),
    )
    assert {str(problem) for problem in course.build().problems} == {
        "snippets/demo/choque.py:4: dos figuras se llamarían «curva-2»\n"
        "  Cambia el nombre de la sección.",
        "snippets/demo/choque.py:12: dos figuras se llamarían «curva-2»\n"
        "  Cambia el nombre de la sección.",
    }


def test_heavy_figure(course, section) -> None:
    """Una figura que pesaría demasiado en un teléfono se señala."""
    code = "import numpy as np\n" + SHOW
    code += "x, y = np.random.default_rng(0).random((2, 1900))\n"
    code += "for _ in range(4): plt.scatter(x, y, s=x)\nplt.show()"
    course.add("pesada", section("puntos", code, figures=1))
    (problem,) = course.build().problems
    first, hint = str(problem).split("\n")
    assert first.startswith("snippets/demo/pesada.py:4: la figura «puntos» pesa ")
    assert first.endswith(" kB y caben 250")
    assert hint == "  Dibuja menos puntos o usa rasterized=True."


PAGE_PROBLEMS = {
    "figure that was not drawn": (
        dict(figures=1),
        "x = 1",
        "no existe la figura «uno»\n  Figuras: ninguna",
    ),
    "figure too many": (
        dict(figures=2),
        SHOW + "plt.plot([1, 2])",
        "no existe la figura «uno-2»\n  ¿Querías decir «uno»?",
    ),
    "output that was not printed": (
        dict(output=True),
        "x = 1",
        "la sección «uno» de snippets/demo/falta.py no imprime nada\n  Quita el bloque de salida.",
    ),
}


@pytest.mark.parametrize(("shown", "code", "expected"), PAGE_PROBLEMS.values(), ids=PAGE_PROBLEMS)
def test_page_shows_what_does_not_exist(course, section, shown, code, expected) -> None:
    """La página no puede enseñar lo que el programa no dejó."""
    course.add("falta", section("uno", code, **shown))
    (problem,) = course.build().problems
    assert problem.path == "docs/demo/leccion.md"
    assert str(problem).split(": ", 1)[1] == expected


def test_output_that_no_page_shows(course, section) -> None:
    """Lo que un programa imprime se enseña en alguna página."""
    course.add("calla", section("uno", "print(1)", output=False))
    assert [str(problem) for problem in course.build().problems] == [
        "snippets/demo/calla.py:4: ninguna página enseña lo que imprime «uno»\n"
        '  Inclúyelo con --8<-- "salidas/calla/uno.txt"'
    ]


def test_array_is_not_a_live_number(course, section) -> None:
    """Un número vivo que resulta ser una matriz se dice en la página que lo usa."""
    course.extra = "{{ num.matriz.x }}"
    course.add("matriz", section("uno", "import numpy as np\nx = np.zeros(3)"))
    assert [str(problem) for problem in course.build().problems] == [
        "docs/demo/leccion.md:8: «x» no es un número de matriz\n"
        "  Solo cuentan las variables globales escalares."
    ]


def test_filter_for_another_kind_of_value(course, section) -> None:
    """Un filtro que no entiende el valor se dice en su línea, sin esperar a MkDocs."""
    course.extra = "{{ num.texto.whole | percent }}\n\n{{ num.texto.word | percent }}"
    course.add("texto", section("uno", "word, whole = 'hola', 1"))
    assert [str(problem) for problem in course.build().problems] == [
        "docs/demo/leccion.md:10: el número vivo no se puede escribir\n"
        "  ValueError: Unknown format code 'f' for object of type 'str'\n"
        "  ¿El filtro es para otra clase de valor?"
    ]


def test_static_and_run_problems_together(course, section) -> None:
    """Un enlace roto o unas llaves sueltas no esconden que un programa falla."""
    course.extra = "[roto](nada.md) {{"
    course.add("roto", section("uno", "1 / 0"))
    assert [problem.path for problem in course.build().problems] == [
        "docs/demo/leccion.md",
        "docs/demo/leccion.md",
        "snippets/demo/roto.py",
    ]


def test_badly_written_program_is_not_run(course, section) -> None:
    """Un programa mal escrito no se ejecuta: su fallo ya está dicho."""
    course.add("mal", section("uno", "x = 1"))
    file = course.root / "snippets/demo/mal.py"
    file.write_text(file.read_text().replace("[end:uno]", "[end:dos]"))
    done = course.build()
    assert (done.ran, len(done.problems)) == ([], 1)
