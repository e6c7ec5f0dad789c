"""Las cuentas escritas con sus números: «a · b = c» tiene que ser verdad."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from docbuild.course.pages import Page
from docbuild.course.problems import Problem

WRITTEN = (  # cómo se escribe una cuenta en el curso y cómo se escribe en Python
    (r"```.*?```", lambda found: "\n" * found[0].count("\n")),
    (r"\{\{.*?\}\}|`[^`\n]*`", lambda found: "`" + "\n" * found[0].count("\n")),
    (r"\\d?frac\{([\d. +*/()-]+)\}\{([\d. +*/()-]+)\}", r"((\1) / (\2))"),
    (r"\\cdot|\\times|·|×", "*"),
    ("−", "-"),
    (r"\\ln ([\d.]+)", r"L(\1)"),
    (r"\\sigma\(", "S("),
    (r"\\[,;]|\$|\u202f", ""),
    (r"\^(\d)|\^\{(\d+)\}", r"**\1\2"),
    (r"(?<=[\d)])[ \t]?(?=[(LS])", "*"),
)
SIGN = r"(?:[-+*/() \d]|\.(?=\d)|[LS](?=\())*"  # un punto que acaba la frase no es de la cuenta
TERM = rf"{SIGN}\d{SIGN}"
CHAIN = re.compile(rf"(?<![\w.=]){TERM}(?:(?:=|\\approx|≈){TERM})+(?![\w%])")
NAMES = {"__builtins__": {}, "L": math.log, "S": lambda z: 1 / (1 + math.exp(-z))}


def sums(text: str) -> Iterator[tuple[int, str, bool]]:
    """Da la línea de cada cuenta, la cuenta y si está bien hecha."""
    for written, python in WRITTEN:
        text = re.sub(written, python, text, flags=re.DOTALL)
    for found in CHAIN.finditer(text):
        parts = [part.strip() for part in re.split(r"=|\\approx|≈", found[0])]
        try:
            values = [eval(part, NAMES) for part in parts]
        except (SyntaxError, ArithmeticError, TypeError, ValueError):
            continue  # un trozo de fórmula que no es una cuenta
        cents = parts[-1].partition(".")[2]  # el resultado va redondeado a esas cifras
        room = 0.501 * 10 ** -len(cents) if cents else 1e-9
        right = max(values) - min(values) <= room
        yield text.count("\n", 0, found.start()) + 1, found[0].strip(), right


def check_sums(page: Page) -> Iterator[Problem]:
    """Señala las cuentas mal hechas de una página o de un archivo de preguntas."""
    for line, sum_, right in sums(page.source):
        if not right:
            hint = "Haz la cuenta otra vez."
            yield page.problem(line, f"la cuenta «{sum_}» está mal hecha", hint)
