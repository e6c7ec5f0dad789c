"""Cuestionarios: qué se exige a las preguntas, cómo se publican y de dónde salen las respuestas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from markdown import Markdown

if TYPE_CHECKING:
    from conftest import Tiny

GOOD = """\
- id: suma
  lesson: demo/leccion
  in: lesson
  question: ¿Qué imprime este código?
  code: demo/cuenta.py:suma
  options:
    - output: "4"
      why: Falta uno.
    - output: true
      right: true
      why: Dos y tres son cinco.
    - text: Da un error.
      why: Se pueden sumar.

- id: pares
  lesson: demo/leccion
  in: lesson
  several: true
  question: ¿Cuáles son pares?
  options:
    - text: Dos.
      right: true
      why: Es par.
    - text: Tres.
      why: Es impar.
    - text: El `4`, con $n = 2$.
      right: true
      why: Es el doble de dos.
"""
INCLUDE = '--8<-- "cuestionarios/demo/leccion.md"'
PLACE = f"\n## Comprueba lo aprendido\n\n{INCLUDE}\n"
TITLE = "  - 1.1 La lección: demo/leccion.md\n"


@pytest.fixture
def quiz(course: Tiny, section) -> Tiny:
    """El curso diminuto con un programa y dos preguntas al final de su lección."""
    course.extra = PLACE
    course.add("cuenta", section("suma", "total = 2 + 3\nprint(total)"))
    course.write("quizzes/demo.yml", GOOD)
    return course


def change(course: Tiny, old: str, new: str) -> None:
    assert GOOD.count(old), old
    course.write("quizzes/demo.yml", GOOD.replace(old, new, 1))


def add_page(course: Tiny, path: str, text: str) -> None:
    """Añade una página y la pone en el índice tras la lección."""
    course.write(f"docs/{path}", text)
    config = (course.root / "mkdocs.yml").read_text(encoding="utf-8")
    title = text.partition("\n")[0].removeprefix("# ")
    course.write("mkdocs.yml", config.replace(TITLE, f"{TITLE}  - {title}: {path}\n"))


def generated(course: Tiny, name: str) -> str:
    return (course.project.generated / "cuestionarios" / name).read_text(encoding="utf-8")


def html(markdown: str) -> ElementTree.Element:
    """Lo que la página dará a quien la lea: con las extensiones de las que depende."""
    names = ["attr_list", "md_in_html", "pymdownx.arithmatex", "pymdownx.superfences"]
    options = {"pymdownx.arithmatex": {"generic": True}}
    converter = Markdown(
        extensions=[*names, "docbuild.markdown.figures", "docbuild.markdown.quiz"],
        extension_configs=options,
    )
    text = re.sub(r"<(input[^>]*)>", r"<\1/>", converter.convert(markdown))
    text = text.replace(" data-right/>", ' data-right=""/>')
    return ElementTree.fromstring(text)


def test_good_questions_have_no_problems(quiz: Tiny) -> None:
    """Un archivo bien escrito no da ningún problema."""
    assert quiz.check() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  question: ¿Qué",
            "  pregunta: ¿Qué",
            "quizzes/demo.yml:4: la clave «pregunta» no existe\n"
            "  Claves: id, lesson, in, question, code, several, options.\n"
            "quizzes/demo.yml:1: falta «question»",
        ),
        (
            "several: true",
            "severals: true",
            "quizzes/demo.yml:18: la clave «severals» no existe\n  ¿Querías decir «several»?",
        ),
        (
            "several: true",
            "several: sí",
            "quizzes/demo.yml:18: «several» no es true o false",
        ),
        (
            "      why: Falta uno.\n",
            "",
            "quizzes/demo.yml:7: falta «why»",
        ),
        (
            "why: Falta uno.",
            "why: ''",
            "quizzes/demo.yml:8: «why» está vacío",
        ),
        (
            "  in: lesson\n",
            "  in: lesson\n  in: quiz\n",
            "quizzes/demo.yml:4: la clave «in» está repetida",
        ),
        (
            "question: ¿Qué",
            "question: uno: dos ¿Qué",
            "quizzes/demo.yml:4: no es YAML válido\n"
            "  question: uno: dos ¿Qué imprime este código?\n"
            "  YAML: mapping values are not allowed here\n"
            "  Si un texto lleva «: » o «#», o empieza por un signo, ponlo entre comillas.",
        ),
        (
            'output: "4"',
            "output: False",
            'quizzes/demo.yml:7: «output: False» no se entiende\n  ¿Es "False"?',
        ),
        (
            "id: suma",
            "id: Suma 1",
            "quizzes/demo.yml:1: «Suma 1» no vale como identificador\n"
            "  Usa minúsculas sin acentos, cifras y guiones; empieza por una letra.",
        ),
        (
            "id: pares",
            "id: suma",
            "quizzes/demo.yml:15: el identificador «suma» está repetido\n"
            "  Ya existe en quizzes/demo.yml:1: dale otro.",
        ),
        (
            "in: lesson",
            "in: leson",
            "quizzes/demo.yml:1: «in: leson» no existe\n  ¿Querías decir «lesson»?",
        ),
        (
            "lesson: demo/leccion",
            "lesson: demo/lecion",
            "quizzes/demo.yml:1: la lección «demo/lecion» no está en el índice\n"
            "  ¿Querías decir «demo/leccion»?",
        ),
        (
            "why: Falta uno.",
            "why: Mira [esto](otra.md).",
            "quizzes/demo.yml:1: las preguntas no llevan enlaces\n"
            "  El enlace a la lección lo pone el constructor.",
        ),
        (
            "    - text: Da un error.\n      why: Se pueden sumar.\n",
            "",
            "quizzes/demo.yml:1: la pregunta tiene 2 opciones y necesita 3 o más",
        ),
        (
            "      why: Falta uno.",
            "      right: true\n      why: Falta uno.",
            "quizzes/demo.yml:1: la pregunta tiene 2 opciones correctas y debe tener una\n"
            "  Marca una con «right: true», o añade «several: true».",
        ),
        (
            "    - text: Dos.\n      right: true\n",
            "    - text: Dos.\n",
            "quizzes/demo.yml:15: admite varias respuestas y tiene 1 correctas\n"
            "  Marca con «right: true» dos o más, o quita «several».",
        ),
        (
            "text: Tres.",
            "text: '`dos.`'",
            "quizzes/demo.yml:24: la opción está repetida",
        ),
        (
            '    - output: "4"\n',
            '    - output: "4"\n      text: Cuatro.\n',
            "quizzes/demo.yml:7: la opción necesita «text» o «output»\n  Uno de los dos.",
        ),
        (
            "  code: demo/cuenta.py:suma\n",
            "",
            "quizzes/demo.yml:6: la opción es una salida y no hay código\n"
            "  Di cuál con «code: unidad/programa.py:sección».",
        ),
        (
            "    - output: true\n",
            "    - text: Cinco.\n",
            "quizzes/demo.yml:7: ninguna opción es la salida del código\n"
            "  La correcta se escribe «output: true»: sale de ejecutarlo.",
        ),
        (
            "cuenta.py:suma",
            "cuenta.py:suman",
            "quizzes/demo.yml:5: la sección «suman» no existe en snippets/demo/cuenta.py\n"
            "  Secciones: suma\n"
            "  ¿Querías decir «suma»?",
        ),
        (
            "cuenta.py:suma",
            "cuentas.py:suma",
            "quizzes/demo.yml:5: no existe snippets/demo/cuentas.py\n"
            "  ¿Querías decir «demo/cuenta.py»?",
        ),
        (
            "why: Falta uno.",
            'why: "Son {{ num.cuenta.totla }}."',
            "quizzes/demo.yml:8: snippets/demo/cuenta.py no calcula «totla»\n"
            "  ¿Querías decir «total»?",
        ),
    ],
)
def test_message_says_what_is_wrong_and_where(quiz: Tiny, old: str, new: str, message: str) -> None:
    """Cada fallo de una pregunta se dice con su línea y su remedio."""
    change(quiz, old, new)
    found = "\n".join(quiz.check())
    assert message in found


def test_broken_file_gives_no_other_problems(quiz: Tiny) -> None:
    """De un archivo mal escrito no se dice nada más: ni en su página ni en sus programas."""
    del quiz.programs["cuenta"]
    quiz.save()
    change(quiz, "why: Falta uno.", "because: Falta uno.")
    expected = [
        "quizzes/demo.yml:8: la clave «because» no existe\n  Claves: text, output, right, why.",
        "quizzes/demo.yml:7: falta «why»",
    ]
    assert quiz.check() == expected
    assert [str(problem) for problem in quiz.build().problems] == expected


def test_right_answer_not_always_in_the_same_place(quiz: Tiny) -> None:
    """Con tres preguntas, la correcta no puede ser siempre la primera."""
    one = "    - text: Sí.\n      right: true\n      why: Sí.\n"
    others = "".join(f"    - text: No {i}.\n      why: No.\n" for i in (1, 2))
    head = "- id: p{0}\n  lesson: demo/leccion\n  in: lesson\n  question: ¿{0}?\n  options:\n"
    same = [head.format(i) + one + others for i in range(3)]
    quiz.write("quizzes/demo.yml", "".join(same))
    message = (
        "quizzes/demo.yml: la opción correcta es siempre la número 1\n  Cambia de sitio algunas."
    )
    assert quiz.check() == [message]
    quiz.write("quizzes/demo.yml", "".join([*same[:2], head.format(2) + others + one]))
    assert quiz.check() == []


def test_lesson_of_another_unit(quiz: Tiny) -> None:
    """Las preguntas de una unidad están en su archivo."""
    (quiz.root / "quizzes/demo.yml").rename(quiz.root / "quizzes/otra.yml")
    assert (
        "quizzes/otra.yml:1: la lección «demo/leccion» no es de esta unidad\n"
        "  Lleva la pregunta a quizzes/demo.yml."
    ) in quiz.check()


def test_stray_file(quiz: Tiny) -> None:
    """Un archivo que nadie lee se señala."""
    quiz.write("quizzes/otro.yaml", "")
    assert quiz.check() == [
        "quizzes/otro.yaml: este archivo no lo usa nadie\n"
        "  Las preguntas van en quizzes/<unidad>.yml."
    ]


def test_page_must_include_its_questions(quiz: Tiny) -> None:
    """La lección con preguntas tiene que enseñarlas."""
    quiz.extra = ""
    quiz.save()
    assert quiz.check() == [
        f"docs/demo/leccion.md: a la página le faltan sus preguntas\n  Escribe en ella: {INCLUDE}"
    ]


def test_questions_go_under_their_heading(quiz: Tiny) -> None:
    """Las preguntas de una lección van en su apartado."""
    quiz.extra = f"\n{INCLUDE}\n"
    quiz.save()
    found = quiz.check()
    assert len(found) == 1
    assert "las preguntas no están bajo «## Comprueba lo aprendido»" in found[0]


def test_page_without_questions_includes_none(quiz: Tiny) -> None:
    """Incluir las preguntas de otra página, o las que no hay, es un fallo."""
    add_page(quiz, "demo/otra.md", f"# Otra\n\n{INCLUDE}\n")
    assert quiz.check() == [
        "docs/demo/otra.md:3: ese cuestionario no es de esta página: "
        "cuestionarios/demo/leccion.md\n"
        '  Escribe: --8<-- "cuestionarios/demo/otra.md"'
    ]
    quiz.write("docs/demo/otra.md", '# Otra\n\n--8<-- "cuestionarios/demo/otra.md"\n')
    assert quiz.check() == [
        "docs/demo/otra.md:3: no hay ninguna pregunta para cuestionarios/demo/otra.md\n"
        "  Escríbelas en quizzes/."
    ]


def test_unit_quiz_and_exam_need_their_page(quiz: Tiny) -> None:
    """El cuestionario de la unidad tiene su página y el examen, alguna."""
    text = GOOD.replace("in: lesson", "in: quiz", 1)
    quiz.write("quizzes/demo.yml", text.replace("in: lesson", "in: exam"))
    quiz.extra = ""
    quiz.save()
    assert quiz.check() == [
        "quizzes/demo.yml:1: no existe docs/demo/quiz-demo.md, donde va esta pregunta\n"
        '  Escribe en ella: --8<-- "cuestionarios/demo/quiz-demo.md"',
        "quizzes/demo.yml:15: ninguna página incluye el examen\n"
        '  Escribe en ella: --8<-- "cuestionarios/examen.md"',
    ]
    add_page(quiz, "demo/quiz-demo.md", '# Q\n\n--8<-- "cuestionarios/demo/quiz-demo.md"\n')
    add_page(quiz, "fin.md", '# Fin\n\n--8<-- "cuestionarios/examen.md"\n')
    quiz.good()
    assert "[1.1 La lección](leccion.md)" in generated(quiz, "demo/quiz-demo.md")
    assert "[1.1 La lección](demo/leccion.md)" in generated(quiz, "examen.md")


def test_right_answer_is_what_the_code_prints(quiz: Tiny, section) -> None:
    """La respuesta de «¿qué imprime?» sale de ejecutar: si cambia el código, cambia ella."""
    quiz.good()
    assert 'data-right> <code class="quiz__output">5</code>' in generated(quiz, "demo/leccion.md")
    quiz.add("cuenta", section("suma", "total = 2 + 5\nprint([total])"))
    quiz.good()
    right = 'data-right> <code class="quiz__output">&#91;7&#93;</code>'
    assert right in generated(quiz, "demo/leccion.md")


def test_wrong_option_that_is_the_output(quiz: Tiny) -> None:
    """Una opción falsa que coincide con la salida se descubre al ejecutar."""
    change(quiz, 'output: "4"', 'output: " 5"')
    assert [str(problem) for problem in quiz.build().problems] == [
        "quizzes/demo.yml:7: la opción es justo lo que el código imprime\n"
        "  5\n"
        "  Esa es la correcta: cambia esta."
    ]
    change(quiz, "text: Da un error.", "text: Imprime `5`.")
    assert quiz.build().problems == []


def test_output_must_exist_and_fit(quiz: Tiny, section) -> None:
    """Una salida vacía, larga o que cambia no sirve de respuesta."""
    quiz.add("cuenta", section("suma", "total = 5"))
    assert [str(problem) for problem in quiz.build().problems] == [
        "quizzes/demo.yml:5: la sección «suma» no imprime nada\n  No sirve de respuesta."
    ]
    quiz.add("cuenta", section("suma", "print(('a' * 50 + '\\n') * 4)"))
    assert [str(problem) for problem in quiz.build().problems] == [
        "quizzes/demo.yml:5: lo que imprime «suma» no cabe en una opción\n"
        "  Tiene 203 caracteres y caben 200."
    ]
    text = (quiz.root / "snippets/demo/cuenta.py").read_text(encoding="utf-8")
    quiz.write(
        "snippets/demo/cuenta.py", text.replace("Celda suma", 'Celda suma tags=["variable"]')
    )
    message = "quizzes/demo.yml:5: la salida de «suma» cambia de una ejecución a otra"
    assert message in "\n".join(quiz.check())


def test_program_only_in_questions(quiz: Tiny) -> None:
    """Un programa que solo enseñan las preguntas no es huérfano y no tiene cuaderno."""
    del quiz.programs["cuenta"]
    quiz.save()
    done = quiz.good()
    assert done.ran + done.cached == ["cuenta"]
    assert not list(quiz.project.notebooks.glob("*.ipynb"))


def test_live_numbers_in_questions(quiz: Tiny) -> None:
    """Un número de una ejecución se escribe como en las páginas."""
    change(quiz, "why: Falta uno.", 'why: "Son {{ num.cuenta.total | decimals(1) }}."')
    quiz.good()
    assert '<span class="quiz__why">Son 5.0.</span>' in generated(quiz, "demo/leccion.md")


def test_html_is_accessible(quiz: Tiny) -> None:
    """Cada pregunta es un grupo con nombre; cada opción, un botón con su etiqueta."""
    quiz.good()
    block = html(generated(quiz, "demo/leccion.md"))
    assert (block.tag, block.get("data-quiz")) == ("quiz-block", "demo/leccion")
    first, second = block.findall("fieldset")
    assert "".join(first.find("legend").itertext()) == "Pregunta 1 de 2 ¿Qué imprime este código?"
    assert first.find(f".//div[@id='{first.get('aria-describedby')}']//code") is not None
    labels = first.findall(".//label")
    assert [label.find("input").get("type") for label in labels] == ["radio"] * 3
    assert [label.find("input").get("name") for label in labels] == ["suma"] * 3
    assert ["data-right" in label.find("input").attrib for label in labels] == [False, True, False]
    assert [label.find("input").get("type") for label in second.findall(".//label")] == [
        "checkbox"
    ] * 3
    assert "Marca todas las correctas." in "".join(second.find("legend").itertext())


def test_html_is_readable_without_script(quiz: Tiny) -> None:
    """Sin script se despliega qué opción es correcta y por qué lo es o no cada una."""
    quiz.good()
    details = html(generated(quiz, "demo/leccion.md")).find(".//details")
    assert details.find("summary").text == "Ver respuesta"
    assert [" ".join("".join(item.itertext()).split()) for item in details.findall(".//li")] == [
        "4 Incorrecta. Falta uno.",
        "5 Correcta. Dos y tres son cinco.",
        "Da un error. Incorrecta. Se pueden sumar.",
    ]


def test_code_and_formulas_are_rendered(quiz: Tiny) -> None:
    """Una opción puede llevar código y fórmulas."""
    quiz.good()
    option = html(generated(quiz, "demo/leccion.md")).findall(".//label")[5]
    assert option.find(".//code").text == "4"
    assert option.find(".//math") is not None


@pytest.mark.parametrize("output", ["[1 2]\n [3 4]", "a_b_c *d* $x$ <e> `f` {g}", "a  &amp; b\\n"])
def test_output_is_shown_letter_by_letter(quiz: Tiny, output: str, section) -> None:
    """Lo que imprime un programa se ve tal cual, aunque parezca Markdown."""
    quiz.add("cuenta", section("suma", f"print({output!r})"))
    quiz.good()
    shown = html(generated(quiz, "demo/leccion.md")).findall(".//label")[1].find("code")
    assert shown.text == output


def test_answer_key_changes_with_the_question(quiz: Tiny) -> None:
    """Una respuesta guardada no vale para una pregunta que ha cambiado."""

    def keys() -> list[str]:
        quiz.good()
        return re.findall(r'data-key="([^"]+)"', generated(quiz, "demo/leccion.md"))

    before = keys()
    change(quiz, "text: Tres.", "text: Cinco.")
    after = keys()
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_stale_pages_are_deleted(quiz: Tiny) -> None:
    """Sin preguntas no queda su archivo."""
    quiz.good()
    (quiz.root / "quizzes/demo.yml").unlink()
    quiz.extra = ""
    quiz.save()
    quiz.good()
    assert not list(quiz.project.quiz_pages.rglob("*.md"))
