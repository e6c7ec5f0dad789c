"""Problemas: una sola forma de decir qué falla, dónde y qué hacer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

NOT_UTF8 = "no está en UTF-8"


@dataclass(frozen=True)
class Problem:
    """Un fallo de quien escribe el curso, no del constructor."""

    path: str  # relativo a la raíz del proyecto
    line: int  # 0 si el fallo no tiene línea
    message: str  # qué falla
    detail: str = ""  # lo que se ve en ese sitio: código, traza, valores
    hint: str = ""  # qué hacer

    @property
    def unreadable(self) -> bool:
        """Dice si el archivo no se pudo leer: lo demás que falle será consecuencia."""
        return self.message == NOT_UTF8

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        lines = [f"{where}: {self.message}"]
        lines += [f"  {line}".rstrip() for line in self.detail.splitlines()]
        lines += [f"  {line}" for line in self.hint.splitlines()]
        return "\n".join(lines)


def not_utf8(path: str, error: UnicodeDecodeError) -> Problem:
    """Devuelve el problema de un archivo escrito con otra codificación, con su línea."""
    line = error.object.count(b"\n", 0, error.start) + 1
    hint = "Guárdalo en UTF-8: los editores lo ofrecen en «Guardar como» o en la barra de abajo."
    return Problem(path, line, NOT_UTF8, f"byte 0x{error.object[error.start]:02x}", hint)


def report(problems: Iterable[Problem]) -> str:
    """Devuelve todos los problemas ordenados y un recuento al final."""
    found = sorted(set(problems), key=lambda p: (p.path, p.line, p.message))
    count = "1 problema" if len(found) == 1 else f"{len(found)} problemas"
    return "\n".join([str(problem) for problem in found] + ["", count + "."])


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Devuelve «¿Querías decir «x»?» o una cadena vacía si nada se parece."""
    close = difflib.get_close_matches(name, list(candidates), n=1, cutoff=0.6)
    return f"¿Querías decir «{close[0]}»?" if close else ""
