"""Fórmulas: de LaTeX a MathML al construir, con Temml y sin Node.

Temml es JavaScript (`docbuild/vendored/`); lo ejecuta QuickJS, que viene dentro
de `dukpy`. El motor arranca con la primera fórmula, uno por hilo.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

TEMML = Path(__file__).parents[1] / "vendored" / "temml.min.js"

MACROS = {r"\sen": r"\operatorname{sen}", r"\R": r"\mathbb{R}"}
RENDER = """
temml.renderToString(dukpy.latex, {
  displayMode: dukpy.display,
  macros: Object.assign({}, dukpy.macros),
  throwOnError: true,
})
"""
REASONS = (
    (r"Unsupported function name: (\S+)", "la orden «{}» no existe"),
    (r"No such environment: (\S+)", "el entorno «{}» no existe"),
    (r"Double subscript", "hay dos subíndices seguidos; agrúpalos con llaves"),
    (r"Double superscript", "hay dos superíndices seguidos; agrúpalos con llaves"),
    (r"Expected '(.+?)', got 'EOF'", "falta «{}»"),
    (r"Expected 'EOF', got '(.+?)'", "sobra «{}»"),
    (r"Expected '(.+?)', got '(.+?)'", "se esperaba «{}» y hay «{}»"),
    (r"end of input|undefined|null", "acaba antes de tiempo"),
)
# Espacios: falta el de delante de una función (y log x) y sobran los de los puntos.
DOTS = re.compile("<mo>([…⋯])</mo>")
FUNCTION = re.compile(
    r"(</(?:mi|msub|msup|msubsup)>|\)</mo></mrow>)(?=<mrow><mi>\w{2,}</mi><mo>\u2061)"
)
THIN = '<mspace width="0.1667em"></mspace>'
_local = threading.local()


class FormulaError(ValueError):
    """La fórmula no es LaTeX que Temml entienda."""


@cache
def to_mathml(latex: str, display: bool = False) -> str:
    """Devuelve el MathML de una fórmula, centrada si `display`.

    Lanza FormulaError, con un mensaje en español, si el LaTeX no es válido.
    """
    from dukpy import JSRuntimeError

    try:
        mathml = _engine().evaljs(RENDER, latex=latex, display=display, macros=MACROS)
    except JSRuntimeError as error:
        reason = _reason(str(error))
        raise FormulaError(f"fórmula no válida: {latex}: {reason}") from None
    mathml = FUNCTION.sub(rf"\1{THIN}", mathml)
    return DOTS.sub(r'<mo lspace="0em" rspace="0em">\1</mo>', mathml)


def _engine() -> Any:
    """Devuelve el intérprete de este hilo, con Temml ya cargado."""
    if not hasattr(_local, "engine"):
        from dukpy import JSInterpreter

        engine = JSInterpreter()
        engine.evaljs(TEMML.read_text(encoding="utf-8") + "\n;null")
        _local.engine = engine
    return _local.engine


def _reason(message: str) -> str:
    """Devuelve en español por qué Temml rechaza la fórmula."""
    for pattern, text in REASONS:
        if found := re.search(pattern, message):
            return text.format(*found.groups())
    first = message.partition("\n    at ")[0].replace("\u0332", "")
    return " ".join(first.split())
