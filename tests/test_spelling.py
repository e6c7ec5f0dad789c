"""Ortografía: lo que se lee está bien escrito.

Hunspell, con el diccionario español de Debian, revisa las páginas con sus textos alternativos,
el README, las preguntas, el glosario, los comentarios y textos de los programas, los textos de
los guiones y de las plantillas, los mensajes del constructor y las docstrings. Lo que el
diccionario no tiene y está bien va en `tests/palabras.txt`. No se revisa lo que va en cursiva o
como código, las citas en inglés, «Para saber más» (títulos y nombres) ni las palabras de una o
dos letras. La tipografía la mira el constructor (`docbuild/rules/text.py`).
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

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "tests" / "palabras.txt"
DICTIONARY = "es_ES"
TOLD = ("docbuild", "tools", "bench")  # de su código se leen también los mensajes
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
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
MARKUP = re.compile(r'>([^<>{}%]*[^\W\d_]{2}[^<>{}%]*)<|(?:aria-label|title|alt)="([^"{}]*)"')
SENTENCE = re.compile(
    r"(?i)\b(?:de|del|la|el|los|las|que|en|un|una|con|por|para|se|no|al|su|es|hay|sin)\b|[áéíóúñ¿«]"
)
PROGRAM = re.compile(r"[;{}|\\^=\[\]<>_]|\w\(|\b(?:is|the|import|name|from)\b")  # código o inglés
LABEL = re.compile(
    r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+(?: [a-záéíóúñü]+)*[.:]?"
)  # «Buscar»: el texto de un mando
COMMENT = re.compile(r"(?m)(?s:/\*.*?\*/)|(?<![:\w\"])//.*|(?s:\{#.*?#\}|<!--.*?-->)")
KEYS = {"Backspace", "Delete", "Enter", "Escape"}  # como las llama el navegador
NAME = re.compile(r"«[\w.:=<>/-]+»|[\w.*-]*[/._][\w*]+[\w./*-]*|[A-Z]\w*[a-z][A-Z]\w*|https?:\S*")
FILLER = "·"  # lo que ocupa el sitio de un archivo o de un identificador
NOT_READ = {"vendored", "curso", "muestra", "__pycache__"}
Text = tuple[str, int, str]  # archivo, línea, texto


def clean(text: str) -> str:
    """Devuelve el texto sin lo que no es prosa; lo quitado deja su sitio y sus líneas."""
    for pattern in HIDDEN:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", "·", found[0]), text)
    return text


def prose(path: Path, text: str = "", root: Path = ROOT) -> Iterator[Text]:
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
    name = path.relative_to(root).as_posix()
    for number, line in enumerate(clean("\n".join(kept)).split("\n"), start=1):
        yield name, number, re.sub(r'^\s*(?:!!!|\?\?\?)\+? \w+ "(.*)"$', r"\1", line)


def records(path: Path, root: Path = ROOT) -> Iterator[Text]:
    """Recorre los textos de un archivo YAML de preguntas o del glosario, línea a línea."""
    keys = re.compile(r"^\s*(?:- )?(id|lesson|in|code|output|identifier|english|lessons?): .*")
    lines = path.read_text(encoding="utf-8").split("\n")
    kept = [
        "" if keys.match(line) else re.sub(r"^\s*(?:- )?\w+:(?: |$)", "", line) for line in lines
    ]
    for number, line in enumerate(clean("\n".join(kept)).split("\n"), start=1):
        yield path.relative_to(root).as_posix(), number, line


def program(path: Path, root: Path = ROOT) -> Iterator[Text]:
    """Recorre los comentarios y las frases de un programa: lo que se imprime y se dibuja."""
    name, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "--8<--" not in token.string:
            yield name, token.start[0], clean(re.sub(r"tags=.*", "", token.string))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield name, node.lineno, clean(node.value)


def is_sentence(text: str) -> bool:
    """Dice si un texto de un programa es una frase en español, y no código."""
    return " " in text and bool(SENTENCE.search(text)) and not PROGRAM.search(text)


def docstrings(path: Path, root: Path = ROOT) -> Iterator[Text]:
    """Recorre las docstrings de un módulo, sin lo que citan, y los mensajes del constructor."""
    name, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    nodes = [*ast.walk(ast.parse(source))]
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    quoted = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        text = NAME.sub(FILLER, node.value)
        if id(node) in quoted:
            text = re.sub(r"«[^«»]*»", lambda found: re.sub(r"[^\n]", FILLER, found[0]), text)
        elif not name.startswith(TOLD) or not is_sentence(text):
            continue
        for number, line in enumerate(clean(text).split("\n"), start=node.lineno):
            yield name, number, line


def script(path: Path, root: Path = ROOT) -> Iterator[Text]:
    """Recorre los textos de un guion o de una plantilla: las frases y los nombres de los mandos."""
    name, source = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
    source = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in (MARKUP if path.suffix == ".html" else LITERAL).finditer(source):
        text = clean(next(filter(None, found.groups()), ""))
        if is_sentence(text) or LABEL.fullmatch(text) and text not in KEYS:
            yield name, source.count("\n", 0, found.start()) + 1, text


def documents(root: Path = ROOT) -> list[Text]:
    """Devuelve las líneas de prosa de las páginas y del README."""
    pages = [*sorted((root / "docs").rglob("*.md")), root / "README.md"]
    return [item for path in pages if path.is_file() for item in prose(path, root=root)]


def texts(root: Path = ROOT) -> list[Text]:
    """Devuelve todo lo que se revisa."""
    found = documents(root)
    for folder in ("quizzes", "glossary"):
        for path in sorted((root / folder).glob("*.yml")):
            found += records(path, root)
    for folder in ("snippets", *TOLD, "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            if not NOT_READ & set(path.relative_to(root).parts):
                found += program(path, root) if folder == "snippets" else docstrings(path, root)
    scripts = (root / "docs" / "assets" / "javascripts").glob("*.js")
    for path in [*sorted(scripts), *sorted((root / "overrides").rglob("*.html"))]:
        found += script(path, root)
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


def tell(found: list[str]) -> None:
    """Hace fallar la prueba con todo lo encontrado, si hay algo."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


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


SAMPLE = """---
description: Una descripcion
---

Esta prueva tiene faltas, `codigo` y *learning*.

Usa un dataset.
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


SCRIPT = """// Un comenterio.
const NAMES = { start: "Enpezar" };
box.className = "widget plot";
box.textContent = `La pendiemte vale ${slope}.`;
"""


def test_scripts_are_read(hunspell: None, tmp_path: Path) -> None:
    """De un guion se leen los textos que ve quien lee la página, y no lo demás."""
    path = tmp_path / "recta.js"
    path.write_text(SCRIPT, encoding="utf-8")
    assert [
        message.partition("\n")[0] for message in misspelt([*script(path, tmp_path)], set())
    ] == [
        "recta.js:2: «Enpezar» no está en el diccionario",
        "recta.js:4: «pendiemte» no está en el diccionario",
    ]


MODULE = '''"""El constructorr."""

HINT = "Escrive el número."
CODE = "pyton --version"


def work() -> None:
    """Trabaja y cita «Escrive»."""
'''


def test_messages_are_read(hunspell: None, tmp_path: Path) -> None:
    """Del constructor se leen las docstrings, sin lo que citan, y los mensajes."""
    path = tmp_path / "docbuild" / "uno.py"
    path.parent.mkdir()
    path.write_text(MODULE, encoding="utf-8")
    found = misspelt([*docstrings(path, tmp_path)], set())
    assert [message.partition("\n")[0] for message in found] == [
        "docbuild/uno.py:1: «constructorr» no está en el diccionario",
        "docbuild/uno.py:3: «Escrive» no está en el diccionario",
    ]
