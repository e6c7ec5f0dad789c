"""Ortografía y tipografía: lo que se lee está bien escrito.

Hunspell, con el diccionario español de Debian, revisa las páginas con sus textos alternativos,
el README, las preguntas, el glosario y los comentarios y textos de los programas. Lo que el
diccionario no tiene y está bien va en `tests/palabras.txt`. No se revisa lo que va en cursiva o
como código, las citas en inglés, «Para saber más» (títulos y nombres) ni las palabras de una o
dos letras: los textos de los guiones y del constructor quedan fuera, porque casi todo es código.
"""

from __future__ import annotations

import ast
import io
import os
import re
import shutil
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "tests" / "palabras.txt"
DICTIONARY = "es_ES"
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
SOURCES = re.compile(r"^## Para saber más")  # títulos y nombres de otras lenguas
FOREIGN = r"\b(?:the|and|for|with|is|in|to|by|be|not|must|deep|learning|networks?|models?)\b"
FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)  # de ella se leen el título y la descripción
FRONT_LINE = re.compile(r'(?m)^(?:(?:title|description): "?([^"\n]*)"?|.*)$')
HIDDEN = [  # de fuera adentro: lo que no es prosa
    re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]*\}"),
    re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.S),
    re.compile(r"`[^`]*`"),
    re.compile(r"(?<=\])\[[^\]]*\]"),  # el nombre de un enlace que está en otra parte
    re.compile(r"\]\([^)]*?(?= \"|\))"),  # la dirección de un enlace; su título se lee
    re.compile(r"<[^>]*>|&#?\w+;|https?://\S+|\[\^\w+\]"),
    re.compile(rf"«[^«»]*{FOREIGN}[^«»]*»"),  # títulos en inglés
    re.compile(r"(?<![\w*\n])\*(?![*\s])[^*]+\*(?!\w)"),  # cursiva: otra lengua
]
Text = tuple[str, int, str]  # archivo, línea, texto


def clean(text: str) -> str:
    """Devuelve el texto sin lo que no es prosa; lo quitado deja su sitio y sus líneas."""
    for pattern in HIDDEN:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", "·", found[0]), text)
    return text


def prose(path: Path, text: str = "") -> Iterator[Text]:
    """Recorre las líneas de una página, sin bloques de código ni bibliografía."""
    text = text or path.read_text(encoding="utf-8")
    front = FRONT.match(text)
    if front:
        text = FRONT_LINE.sub(r"\1", front[0]) + text[front.end() :]
    kept, fenced, sources = [], False, False
    for line in text.split("\n"):
        if line.startswith("## "):
            sources = bool(SOURCES.match(line))
        is_fence = bool(re.match(r"\s*```", line))
        skipped = re.match(r"\s*\[[^\]]+\]: |\s*--8<--|=== |\w+:\s*$", line)
        kept.append("" if fenced or is_fence or sources or skipped else line)
        fenced ^= is_fence
    name = path.relative_to(ROOT).as_posix()
    for number, line in enumerate(clean("\n".join(kept)).split("\n"), start=1):
        yield name, number, re.sub(r'^\s*(?:!!!|\?\?\?)\+? \w+ "(.*)"$', r"\1", line)


def records(path: Path) -> Iterator[Text]:
    """Recorre los textos de un archivo YAML de preguntas o del glosario, línea a línea."""
    keys = re.compile(r"^\s*(?:- )?(id|lesson|in|code|output|identifier|english|lessons?): .*")
    lines = path.read_text(encoding="utf-8").split("\n")
    kept = [
        "" if keys.match(line) else re.sub(r"^\s*(?:- )?\w+:(?: |$)", "", line) for line in lines
    ]
    for number, line in enumerate(clean("\n".join(kept)).split("\n"), start=1):
        yield path.relative_to(ROOT).as_posix(), number, line


def program(path: Path) -> Iterator[Text]:
    """Recorre los comentarios y las frases de un programa: lo que se imprime y se dibuja."""
    name, source = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "--8<--" not in token.string:
            yield name, token.start[0], clean(re.sub(r"tags=.*", "", token.string))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield name, node.lineno, clean(node.value)


def documents() -> list[Text]:
    """Devuelve las líneas de prosa de las páginas y del README."""
    pages = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
    return [item for path in pages for item in prose(path)]


def texts() -> list[Text]:
    """Devuelve todo lo que se revisa."""
    found = documents()
    for folder in ("quizzes", "glossary"):
        found += [item for path in sorted((ROOT / folder).glob("*.yml")) for item in records(path)]
    for path in sorted((ROOT / "snippets").rglob("*.py")):
        found += program(path)
    return found


def groups(text: str) -> list[tuple[str, list[str]]]:
    """Devuelve los grupos de la lista: el motivo y sus palabras."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, text.split("\n")):
        if line.startswith("#"):
            found.append((line.lstrip("# "), []))
        else:
            found[-1][1].append(line)
    return found


def accepted() -> list[str]:
    return [word for _, words in groups(WORDS.read_text(encoding="utf-8")) for word in words]


def is_known(word: str, known: set[str]) -> bool:
    """Una palabra de la lista en minúsculas vale de cualquier modo; un nombre, solo como es."""
    return word in known or word.lower() in known


def unknown(words: set[str], known: set[str]) -> set[str]:
    """Devuelve las palabras que ni el diccionario ni la lista conocen."""
    command = ["hunspell", "-i", "utf-8", "-d", DICTIONARY, "-l"]
    text = "\n".join(sorted(words))
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return {word for word in done.stdout.split() if not is_known(word, known)}


def misspelt(lines: list[Text], known: set[str]) -> list[str]:
    """Devuelve un mensaje por cada palabra mal escrita: el primer sitio donde aparece."""
    places: dict[str, str] = {}
    for name, line, text in lines:
        for word in WORD.findall(text):
            if len(word) > 2 and not word.isupper():
                places.setdefault(word, f"{name}:{line}")
    wrong = unknown(set(places), known)
    return sorted(
        f"{place}: «{word}» no está en el diccionario\n"
        "  Corrígela o, si está bien, añádela a tests/palabras.txt, en su grupo."
        for word, place in places.items()
        if word in wrong
    )


def forbidden(lines: list[Text], terms: list[dict]) -> list[str]:
    """Devuelve un mensaje por cada línea que usa un término que el glosario no admite."""
    instead = {word: term["term"] for term in terms for word in term.get("forbidden", [])}
    found = []
    for word, term in instead.items():
        pattern = re.compile(rf"(?i)(?<!\w){re.escape(word)}(?:e?s)?(?!\w)")
        for name, line, text in lines:
            if pattern.search(text):
                found.append(
                    f"{name}:{line}: «{word}»: el curso dice «{term}» (glossary/terms.yml)"
                )
    return sorted(found)


def careless(lines: list[Text], fault: str) -> list[str]:
    """Devuelve un mensaje por cada línea con ese descuido."""
    found, paragraph, before = [], "", ""
    for name, line, text in lines:
        shown = text.strip()
        if not shown or shown.startswith(NOT_SENTENCES) or name != before:
            paragraph = ""
        before = name
        if not shown or shown.startswith(NOT_SENTENCES):
            continue
        paragraph = f"{paragraph} {shown}"  # una pregunta puede empezar en la línea de antes
        if FAULTS[fault].search(paragraph if fault.startswith("falta") else shown):
            found.append(f"{name}:{line}: {fault}\n    {shown[:100]}")
    return found


def tell(found: list[str]) -> None:
    """Hace fallar la prueba con todo lo encontrado, si hay algo."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


FAULTS = {
    "comillas rectas: usa «»": re.compile(r'(?<![(=\w·])"\w[^"]*\w"(?!>)'),
    "dos espacios seguidos": re.compile(r"(?<=[^\s|])  +(?=[^\s|#])"),
    "falta «¿»": re.compile(r"^[^¿]*\w\?(?!\w|[=&])"),
    "falta «¡»": re.compile(r"^[^¡]*[a-záéíóúñ]!(?![=\[])"),
    "puntos suspensivos: usa «…»": re.compile(r"(?<!\.)\.\.\.(?!\.)"),
    "espacio antes de un signo": re.compile(r"\w [,;:](?=\s)"),
}
NOT_SENTENCES = ("!", "|", "<", "#", "---", "[^", "=")


@pytest.fixture(scope="module")
def hunspell() -> None:
    """Exige hunspell con su diccionario; sin él la prueba se salta, salvo en la integración."""
    if shutil.which("hunspell") is None:
        reason = "falta hunspell con el diccionario español (apt install hunspell hunspell-es)"
        if os.environ.get("COURSE_CI") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def test_no_misspelt_words(hunspell: None) -> None:
    """Cada palabra está en el diccionario o en la lista del proyecto."""
    tell(misspelt(texts(), set(accepted())))


def test_word_list_is_sorted_and_reasoned() -> None:
    """Cada grupo dice su motivo y está en orden; ninguna palabra sobra ni se repite."""
    found = groups(WORDS.read_text(encoding="utf-8"))
    assert all(len(reason) > 10 and words for reason, words in found)
    for reason, words in found:
        assert words == sorted(set(words), key=lambda word: (word.casefold(), word)), reason
    words = accepted()
    assert sorted({word for word in words if words.count(word) > 1}) == []
    written = {word for _, _, text in texts() for word in WORD.findall(text)}
    written |= {word.lower() for word in written}
    assert [word for word in words if word not in written] == [], "nadie las escribe ya: bórralas"


def test_no_forbidden_terms() -> None:
    """Un término para cada concepto: nadie escribe los que el glosario descarta."""
    terms = yaml.safe_load((ROOT / "glossary" / "terms.yml").read_text(encoding="utf-8"))
    lines = [item for item in texts() if not item[0].startswith("glossary/")]
    tell(forbidden(lines, terms))


@pytest.mark.parametrize("fault", FAULTS)
def test_typography(fault: str) -> None:
    """En la prosa no hay descuidos tipográficos."""
    tell(careless(documents(), fault))


SAMPLE = """---
description: Una descripcion
---

Esta prueva tiene faltas, `codigo` y *learning*.

Que haces?  Usa "comillas" y un dataset...
"""


@pytest.fixture
def sample() -> list[Text]:
    """Las líneas de una página con faltas de todas las clases."""
    return list(prose(ROOT / "docs" / "muestra.md", SAMPLE))


def test_misspelt_words_are_told(hunspell: None, sample: list[Text]) -> None:
    """Cada falta dice su archivo y su línea; el código y la cursiva no se miran."""
    assert [message.partition("\n")[0] for message in misspelt(sample, {"dataset"})] == [
        "docs/muestra.md:2: «descripcion» no está en el diccionario",
        "docs/muestra.md:5: «prueva» no está en el diccionario",
    ]


def test_names_keep_their_case(hunspell: None) -> None:
    """«Keras» vale; «keras», en prosa, no. Un nombre común vale también al empezar la frase."""
    assert unknown({"Keras", "keras", "Sobreajuste"}, {"Keras", "sobreajuste"}) == {"keras"}


def test_forbidden_terms_are_told(sample: list[Text]) -> None:
    """El aviso dice dónde está el término descartado y cuál se escribe en su lugar."""
    terms = [{"term": "conjunto de datos", "forbidden": ["dataset"]}, {"term": "época"}]
    place = "docs/muestra.md:7: «dataset»: el curso dice «conjunto de datos» (glossary/terms.yml)"
    assert forbidden(sample, terms) == [place]


@pytest.mark.parametrize("fault", [*FAULTS][:3])
def test_careless_lines_are_told(fault: str, sample: list[Text]) -> None:
    """Cada descuido de la muestra se ve, con su línea."""
    [message] = careless(sample, fault)
    assert message.startswith(f"docs/muestra.md:7: {fault}")
