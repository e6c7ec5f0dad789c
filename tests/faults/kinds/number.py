"""Números en la prosa: de quién son y cómo se escriben."""

from faults import Fault

PAGE, OTHER, QUIZ = "docs/rectas/recta.md", "docs/rectas/error.md", "quizzes/rectas.yml"
REVIEWED = "tests/test_reviewed.py::test_nothing_moved"
FAULTS = (
    Fault(
        "número vivo desconocido",
        PAGE,
        "num.recta.top | decimals(1)",
        "num.recta.tops | decimals(1)",
        "snippets/rectas/recta.py no calcula «tops»",
    ),
    Fault(
        "número de otro programa",
        PAGE,
        "Son {{ num.recta.count }} puntos",
        "Son {{ num.error.seen | decimals(1) }} puntos",
        "«seen» es de «error», que esta página no enseña",
    ),
    Fault(
        "variable de un bucle",
        OTHER,
        "{{ num.error.mean_error | decimals(2) }} y",
        "{{ num.error.low | decimals(2) }} y",
        "«low» es la variable de un bucle de snippets/rectas/error.py",
    ),
    Fault(
        "decimal sin filtro",
        PAGE,
        "{{ num.recta.slope | decimals(1) }}, tres",
        "{{ num.recta.slope }}, tres",
        "un decimal sin filtro (2) en «num.recta.slope»",
        alone=True,
    ),
    Fault(
        "porcentaje de una pérdida",
        OTHER,
        "{{ num.error.hit_rate | percent(0) }}",
        "{{ num.error.mean_error | percent(0) }}",
        "«mean_error» no es una proporción: no se escribe con «percent»",
        alone=True,
    ),
    Fault(
        "porcentaje mayor que cien",
        OTHER,
        "{{ num.error.hit_rate | percent(0) }} de los puntos",
        "{{ num.error.doubled | percent(0) }} de los puntos",
        "8 no es una proporción en «num.error.doubled | percent(0)»",
        alone=True,
    ),
    Fault(
        "filtro que no existe",
        OTHER,
        "num.error.hit_rate | percent(0)",
        "num.error.hit_rate | porcentaje",
        "no existe el filtro «porcentaje»",
        alone=True,
    ),
    Fault(
        "programa desconocido en un número vivo",
        PAGE,
        "num.recta.count",
        "num.rectas.count",
        "ningún programa se llama «rectas»",
        alone=True,
    ),
    Fault(
        "número de otra lección en una pregunta",
        QUIZ,
        "why: La pendiente no cambia en toda la recta.",
        "why: La pendiente no cambia y falla {{ num.error.doubled | decimals(1) }}.",
        "«doubled» es de «error», que la lección «rectas/recta» no enseña",
    ),
    Fault(
        "cuenta mal hecha en la prosa",
        PAGE,
        "La línea sube de 1 a 7 en tres pasos",
        "La línea sube $7 - 1 = 5$ en tres pasos",
        "la cuenta «7 - 1 = 5» está mal hecha",
    ),
    Fault(
        "dos números vivos cambiados entre sí",
        "docs/index.md",
        "num.importancia.line_accuracy",
        "num.importancia.network_accuracy",
        "ya no es lo que se revisó",
        "docs/index.md|Una regla que solo sabe",
        by=f"{REVIEWED}[pagina-index.txt]",
    ),
    Fault(
        "un número con letra que no es",
        "docs/fundamentos/backpropagation.md",
        "más de nueve mil pasadas por la red",
        "más de veinte mil pasadas por la red",
        "ya no es lo que se revisó",
        "docs/fundamentos/backpropagation.md|Midiéndolas una a una",
        by=f"{REVIEWED}[pagina-fundamentos-backpropagation.txt]",
    ),
)
