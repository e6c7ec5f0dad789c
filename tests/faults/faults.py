"""Los fallos del simulacro: qué se cambia, quién lo tiene que ver y qué tiene que decir.

Cada módulo de `kinds/` es una clase de fallos. Casi todos se ponen en el curso pequeño de
`curso/`, muchos a la vez; los que solo ve una prueba, de uno en uno en una copia del proyecto.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

COURSE = "el curso pequeño"  # lo ve la construcción, o una prueba que lee los textos
DELETED = "(borrado)"
KINDS = sorted(path.stem for path in Path(__file__).with_name("kinds").glob("*.py"))


@dataclass(frozen=True)
class Fault:
    """Un solo cambio, y el sitio y la frase que su comprobación tiene que decir."""

    name: str
    file: str  # los que empiezan por «site/» son del sitio construido
    old: str  # está una sola vez; vacío si el archivo es nuevo o se borra
    new: str
    says: str  # el mensaje, sin el sitio; en una prueba, parte de él
    at: str = ""  # «archivo|texto de la línea», si no es donde se cambia; sin línea, «archivo»
    by: str = COURSE  # o el nombre de la prueba que lo ve en una copia del proyecto
    alone: bool = False  # estropea tanto que tapa a los demás


def faults_of(kind: str) -> tuple[Fault, ...]:
    """Devuelve los fallos de una clase."""
    return importlib.import_module(f"kinds.{kind}").FAULTS


FAULTS = tuple(fault for kind in KINDS for fault in faults_of(kind))
