"""Glosario: términos, definiciones, identificadores y la lección de cada uno."""

from faults import Fault

TERMS, PAGE = "glossary/terms.yml", "docs/glosario.md"
FAULTS = (
    Fault(
        "término de una lección que no existe",
        TERMS,
        "  lesson: rectas/recta\n",
        "  lesson: rectas/rectas\n",
        "la lección «rectas/rectas» no está en el índice",
        f"{TERMS}|- term: pendiente",
    ),
    Fault(
        "términos desordenados",
        TERMS,
        "- term: error medio",
        "- term: zeta",
        "«pendiente» va antes de «zeta»",
        f"{TERMS}|- term: pendiente",
        alone=True,
    ),
    Fault(
        "término sin definición",
        TERMS,
        "  definition: >-\n    Lo que sube una recta en cada paso.\n",
        "",
        "falta «definition»",
        f"{TERMS}|- term: pendiente",
        alone=True,
    ),
    Fault(
        "identificador que no escribe nadie",
        TERMS,
        "  identifier: mean_error\n",
        "  identifier: medium_error\n",
        "ningún programa escribe «medium_error», de «error medio»",
        f"{TERMS}|- term: error medio",
    ),
    Fault(
        "clave mal escrita en un término",
        TERMS,
        "  english: slope\n",
        "  ingles: slope\n",
        "la clave «ingles» no existe",
        alone=True,
    ),
    Fault(
        "glosario sin página",
        PAGE,
        '--8<-- "glosario.md"',
        "",
        "ninguna página enseña el glosario",
        PAGE,
        alone=True,
    ),
    Fault(
        "término repetido",
        TERMS,
        "- term: pendiente",
        "- term: error medio",
        "«error medio» está repetido",
        f"{TERMS}|- term: error medio\n  plural",
        alone=True,
    ),
    Fault(
        "pareja circular",
        TERMS,
        "    La media de las distancias entre lo que dice el modelo y lo que se midió.\n",
        "    Lo contrario de la pendiente.\n",
        "la definición de «error medio» no dice casi nada sin otros términos",
        f"{TERMS}|- term: error medio",
        alone=True,
    ),
)
