"""Las figuras: ejes con nombre, colores que se ven y series que se distinguen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from docbuild.course.problems import Problem
from docbuild.course.programs import Program
from docbuild.run.figures import DARK

PAPERS = {"claro": "#ffffff", "oscuro": "#14191c"}  # los de docs/assets/stylesheets/theme.css
LEAST = 3  # contraste que prometen los colores de snippets/matplotlibrc
NUMBER = re.compile(r"[-−]?[\d.,]+(?:e[-+]?\d+)?|\$.*\^.*\$")


def check_figure(program: Program, line: int, figure: dict) -> Iterator[Problem]:
    """Devuelve los problemas de lo que una figura dice: `figure` es lo que guardó la ejecución."""
    name = figure["name"]
    for axes in figure["facts"]["axes"]:
        for side in ("x", "y"):
            if _unnamed(axes, side):
                message = f"en la figura «{name}», el eje {side} tiene números y no tiene nombre"
                hint = f"Dáselo con set_{side}label, o quita sus marcas."
                yield program.problem(line, message, hint)
        labels = Counter(series["label"] for series in axes["series"] if series["label"])
        for label in [label for label, count in labels.items() if count > 1]:
            message = f"en la figura «{name}» hay dos series que se llaman «{label}»"
            yield program.problem(line, message, "Dale a cada una su nombre.")
        yield from _check_colors(program, line, name, axes)


def _unnamed(axes: dict, side: str) -> bool:
    """Dice si junto al eje se leen números y nada dice de qué son."""
    numbers = [text for text in axes["ticks"][side] if NUMBER.fullmatch(text)]
    return len(numbers) > 1 and not axes["names"][side].strip()


def _check_colors(program: Program, line: int, name: str, axes: dict) -> Iterator[Problem]:
    used = {ink: "un texto" for ink in axes["inks"]}
    used |= {series["color"]: series["label"] or "una serie" for series in axes["series"]}
    for color, what in used.items():
        for theme, paper in PAPERS.items():
            shown = DARK.get(color, color) if theme == "oscuro" else color
            if color != "none" and not axes["covered"] and contrast(shown, paper) < LEAST:
                message = f"en la figura «{name}», {what} ({color}) apenas se ve en el tema {theme}"
                hint = "Usa los colores del curso, de «C0» a «C6», o la tinta."
                yield program.problem(line, message, hint)


def contrast(first: str, second: str) -> float:
    """Devuelve el contraste de dos colores «#rrggbb», de 1 a 21 (WCAG 2.2)."""
    darker, lighter = sorted(map(_luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
