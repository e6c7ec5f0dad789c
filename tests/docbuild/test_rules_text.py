"""Reglas de texto: tipografía, trato y puntuación, en las páginas, las preguntas y el README."""

from __future__ import annotations

import pytest

PAGE = "docs/demo/leccion.md"
BAD = {
    "Tiene una una recta.": "la palabra «una» está dos veces",
    "Si usted quiere.": "«usted» entre tú",
    "Fíjese en la recta.": "«Fíjese» habla de usted",
    "Asegúrense de que sube.": "«Asegúrense» habla de usted",
    "Bien. Ejecute el programa.": "«Ejecute» habla de usted",
    "Ya tenéis la recta.": "«tenéis» habla de vosotros o de vos",
    "Vuestra recta sube.": "«Vuestra» habla de vosotros o de vos",
    "Vale 0,5 y sube.": "coma decimal en «0,5»",
    'Usa "comillas rectas" aquí.': 'comillas rectas: "comillas rectas"',
    "Dos  espacios.": "hay dos espacios seguidos",
    "Y así... siempre.": "puntos suspensivos con puntos",
    "Uno.. Dos.": "puntos suspensivos con puntos",
    "Una coma , mal puesta.": "hay un espacio antes de «,»",
    "Las « comillas» así.": "hay un espacio después de ««»",
    "Uno,, dos.": "signos repetidos: «,,»",
    "Una,dos y tres.": "falta un espacio tras «,»",
    "Sube siempre. la otra baja.": "«la» empieza una frase en minúscula",
    "Y ahora, ¿Qué pasa?": "«Qué» va en minúscula",
    "¿qué pasa?": "«qué» va en mayúscula",
    "Acierta el 10% de las veces.": "falta el espacio en «10%»",
    "Pesa 3kB en total.": "falta el espacio en «3kB»",
    "Es la nº 3.": "la abreviatura «nº»",
    "Las «comillas sin cerrar.": "falta «»»",
    "Otras comillas» sin abrir.": "falta ««»",
    "Un (paréntesis sin cerrar.": "falta «)»",
    "Qué pasa?": "falta «¿»",
    "Qué bien!": "falta «¡»",
    "Un párrafo que acaba sin punto": "la frase no acaba en punto",
    "- Un elemento que acaba sin punto": "la frase no acaba en punto",
}
GOOD = (
    "Dice que quien mire verá seis países, un énfasis y la base.",
    "Ocurrió ajustándose al ruido; no hay quien use otro, ni quien pruebe.",
    "Los puntos (0, 1) y (3, 7), la lista `[0,5]` y 0.5.",
    "Elige: a) uno; b) dos. Después, $x = 0,5$ y `a  b`.",
    "Sobra un 10 %. ¿Y por qué? ¡Ya lo verás! Con más de 3 kB…",
    "La fórmula es",
    "**Al terminar sabrás**",
    "La página python.org y *Was this intended?* en inglés.",
    "[Uno](leccion.md){ .md-button } [Dos](../index.md){ .md-button }",
    "¿Cuánto cuesta, y cuánto\ndura?",
)


def check(course, text: str) -> list[str]:
    course.extra = text
    course.save()
    return [message.split("\n")[0] for message in course.check()]


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=BAD)
def test_careless_text(course, text: str, message: str) -> None:
    """Cada descuido se dice una vez y en su línea."""
    assert check(course, f"Primero.\n\n{text}") == [f"{PAGE}:10: {message}"]


@pytest.mark.parametrize("text", GOOD)
def test_good_text(course, text: str) -> None:
    """Lo que está bien escrito no es un problema."""
    assert check(course, f"{text}\n\n$$x$$") == []


def test_description(course) -> None:
    """La descripción de la cabecera también se lee."""
    front = '---\ndescription: "Es una una recta."\n---'
    course.write("docs/index.md", f"{front}\n\n# Inicio\n\nUno.\n")
    said = [message.split("\n")[0] for message in course.check()]
    assert said == ["docs/index.md:2: la palabra «una» está dos veces"]


def test_other_texts(course, section) -> None:
    """También el README, las preguntas y, con el glosario, los comentarios de los programas."""
    course.write("README.md", "# Curso\n\nFíjese bien, con un `print suelto.\n")
    course.write(
        "glossary/terms.yml",
        "- term: recta\n  english: line\n  definition: >-\n    Lo que sube\n    siempre siempre.\n"
        "  lesson: demo/leccion\n  forbidden: [raya]\n",
    )
    course.write("docs/glosario.md", '# Glosario\n\n--8<-- "glosario.md"\n')
    course.add("suma", section("datos", "x = 1  # la raya sube"))
    course.extra = "Una raya."
    course.save()
    said = [message.split("\n")[0] for message in course.check()]
    assert "README.md:3: «Fíjese» habla de usted" in said
    assert "README.md:3: hay una comilla de código «`» sin pareja" in said
    assert "glossary/terms.yml:5: la palabra «siempre» está dos veces" in said
    assert f"{PAGE}:8: «raya»: el curso dice «recta»" in said
    assert "snippets/demo/suma.py:5: «raya»: el curso dice «recta»" in said
