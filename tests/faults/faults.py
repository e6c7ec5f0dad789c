"""Los fallos del simulacro: qué se cambia, quién lo tiene que ver y qué tiene que decir."""

from __future__ import annotations

from dataclasses import dataclass

CHECK = "docbuild check"
VERIFY = "docbuild verify"  # las comprobaciones que necesitan los resultados
BUILD = "docbuild build "  # y detrás, el programa que se ejecuta
DELETED = "(borrado)"


@dataclass(frozen=True)
class Fault:
    """Un solo cambio, y el sitio y la frase que su comprobación tiene que decir."""

    name: str
    check: str  # CHECK, VERIFY, BUILD y un programa, o el nombre de una prueba
    file: str  # los que empiezan por «site/» son del sitio construido
    old: str  # está una sola vez; vacío si el fichero es nuevo o se borra
    new: str
    says: str
    at: str = ""  # «fichero|texto de la línea», si no es donde se cambia

    @property
    def is_test(self) -> bool:
        return self.check.startswith("tests/")

    @property
    def is_slow(self) -> bool:
        in_site = self.file.startswith("site/")
        return self.check.startswith(BUILD) or self.is_test and not in_site


TENSORS, TENSORS_PAGE = "snippets/numpy/tensores.py", "docs/numpy/tensores.md"
FAULTS = [
    Fault(
        "sección renombrada",
        CHECK,
        TENSORS,
        "# --8<-- [start:fotos]",
        "# --8<-- [start:imagenes]",
        "la sección «fotos» no existe",
        f"{TENSORS_PAGE}|tensores.py:fotos",
    ),
    Fault(
        "sección sin cerrar",
        CHECK,
        TENSORS,
        "# --8<-- [end:ficha]\n",
        "",
        "la sección «ficha» no se cierra",
        f"{TENSORS}|[start:ficha]",
    ),
    Fault(
        "acento en una sección",
        CHECK,
        TENSORS,
        "[start:desborde]",
        "[start:desbórde]",
        "no vale como nombre de sección",
    ),
    Fault(
        "programa sin documentar",
        CHECK,
        TENSORS,
        '"""Tensores: formas, ejes, reshape, broadcasting y productos con NumPy."""\n',
        "",
        "falta la cadena de documentación",
    ),
    Fault(
        "módulo propio",
        CHECK,
        TENSORS,
        "import matplotlib.pyplot as plt\n",
        "import red_numpy\nimport matplotlib.pyplot as plt\n",
        "que es de este proyecto",
    ),
    Fault(
        "página huérfana",
        CHECK,
        "docs/numpy/huerfana.md",
        "",
        "# Huérfana\n",
        "la página no está en el índice",
        "docs/numpy/huerfana.md",
    ),
    Fault(
        "salida mal escrita",
        CHECK,
        TENSORS_PAGE,
        "salidas/tensores/fotos.txt",
        "salidas/tensores/foto.txt",
        "no hay ninguna salida",
    ),
    Fault(
        "número vivo desconocido",
        CHECK,
        TENSORS_PAGE,
        "num.tensores.batch_bytes",
        "num.tensores.batch_bites",
        "no calcula «batch_bites»",
    ),
    Fault(
        "dos respuestas correctas",
        CHECK,
        "quizzes/numpy.yml",
        "    - text: (32,)\n",
        "    - text: (32,)\n      right: true\n",
        "opciones correctas y debe tener una",
        "quizzes/numpy.yml|que-queda-tras-la-media",
    ),
]
