"""Las respuestas correctas de las preguntas son las de `tests/claves.yml`, escritas aparte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from docbuild.course.course import Course
from docbuild.course.problems import Problem, report
from docbuild.course.quizzes import Option, Question, questions_of

KEYS = "tests/claves.yml"
FILE = Path(__file__).resolve().parents[1] / KEYS
Key = tuple[int, list[str]]  # su línea y las opciones correctas
READ = "Lee la pregunta y decide quién tiene razón: corrige «right» o corrige la clave."
ADD = f"Lee la pregunta, respóndela sin mirar «right» y escribe tu respuesta en {KEYS}."
DROP = "Bórrala; si la pregunta cambió de nombre, cámbialo también aquí."


def one_line(text: str) -> str:
    return " ".join(text.split())


def read_keys(text: str) -> dict[str, Key]:
    """Devuelve las claves por el identificador de su pregunta."""
    found = {}
    for name, node in yaml.compose(text, yaml.SafeLoader).value:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found[name.value] = (name.start_mark.line + 1, [one_line(item.value) for item in nodes])
    return found


def right_answers(question: Question, outputs: Callable[[Question], str]) -> list[str]:
    """Devuelve las opciones correctas; la que es una salida, con lo que imprimió el código."""
    return [
        one_line(outputs(question) if option.is_output else option.text or option.printed)
        for option in question.options
        if option.right
    ]


def differences(
    questions: list[Question], keys: dict[str, Key], outputs: Callable[[Question], str]
) -> Iterator[Problem]:
    """Da las preguntas sin clave o con otra respuesta, y las claves que sobran."""
    for question in questions:
        place, name = (question.path, question.line), question.id
        if name not in keys:
            yield Problem(*place, f"«{name}» no está en {KEYS}", hint=ADD)
            continue
        right, key = right_answers(question, outputs), keys[name][1]
        if sorted(right) != sorted(key):
            message = (
                f"la respuesta correcta de «{name}» es «{' | '.join(right)}» "
                f"y {KEYS} dice «{' | '.join(key)}»"
            )
            yield Problem(*place, message, hint=READ)
    for name in keys.keys() - {question.id for question in questions}:
        yield Problem(KEYS, keys[name][0], f"no hay ninguna pregunta «{name}»", hint=DROP)


def test_right_answers_are_the_ones_written_apart(course: Course, result: Callable) -> None:
    """Quien leyó cada pregunta sin mirar la respuesta marcó la misma opción."""

    def outputs(question: Question) -> str:
        return result(Path(question.code.file).stem).outputs[question.code.section]

    keys = read_keys(FILE.read_text(encoding="utf-8"))
    found = list(differences(questions_of(course.quizzes), keys, outputs))
    assert not found, "\n" + report(found)


def test_difference_is_told_in_the_question() -> None:
    """Cada diferencia se dice con el archivo y la línea donde se corrige."""

    def question(line: int, name: str, *right: str) -> Question:
        options = [Option(0, text, "", not text, True, "") for text in right]
        options.append(Option(0, "Tres.", "", False, False, ""))
        return Question("quizzes/a.yml", line, name, "a/a", "quiz", "", None, False, (*options,))

    def told(keys: str) -> list[str]:
        return [str(item) for item in differences(asked, read_keys(keys), lambda _: "[1. 2.]\n")]

    asked = [question(1, "dos", "Dos."), question(5, "sale", ""), question(9, "ab", "A", "B")]
    same = "# Claves\nsale: '[1.  2.]'\nab:\n  - B\n  - A\n"
    assert told(f"{same}dos: Dos.\n") == []
    assert told(f"{same}dos: Tres.\n") == [
        "quizzes/a.yml:1: la respuesta correcta de «dos» es «Dos.» "
        f"y tests/claves.yml dice «Tres.»\n  {READ}",
    ]
    assert told(f"{same}otra: Dos.\n") == [
        f"quizzes/a.yml:1: «dos» no está en tests/claves.yml\n  {ADD}",
        f"tests/claves.yml:6: no hay ninguna pregunta «otra»\n  {DROP}",
    ]
