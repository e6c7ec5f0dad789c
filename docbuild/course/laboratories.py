"""Laboratorios: cuadernos cuyos datos se descargan y que la construcción no ejecuta.

Son los programas de `snippets/laboratorios/`. No los enseña ninguna página: el texto está
en sus celdas `# %% [markdown]`, y la página es el propio cuaderno. Se ejecutan aparte, con
`python -m docbuild laboratorios`, y solo aquellos cuyos datos ya están en la caché de Keras.
"""

from __future__ import annotations

import ast
import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from docbuild.course.problems import Problem
from docbuild.course.programs import Cell, Program, lines_of

FOLDER = "snippets/laboratorios/"
COMMAND = "python -m docbuild laboratorios"
TEXT = "[markdown]"  # el título de una celda de texto, como lo escriben Jupytext y VS Code
FILES = {  # lo que guarda en su caché cada conjunto de keras.datasets
    "california_housing": ("california_housing.npz",),
    "imdb": ("imdb.npz", "imdb_word_index.json"),
    "mnist": ("mnist.npz",),
    "reuters": ("reuters.npz", "reuters_word_index.json"),
}
NOBODY = "http://127.0.0.1:9"  # aquí no escucha nadie: toda descarga falla al momento


def is_laboratory(path: str) -> bool:
    return path.startswith(FOLDER)


def is_text(cell: Cell) -> bool:
    return cell.title == TEXT


def text_of(cell: Cell) -> str:
    """Devuelve el texto de una celda, sin las almohadillas de sus líneas."""
    lines = [line.removeprefix("#").removeprefix(" ") for line in lines_of(cell.source)]
    return "\n".join(lines).strip("\n")


def datasets(program: Program) -> list[str]:
    """Devuelve los conjuntos de `keras.datasets` que usa el programa."""
    found = set()
    for node in ast.walk(ast.parse(program.source)):
        if isinstance(node, ast.ImportFrom) and node.module == "keras.datasets":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            found |= {node.attr} if node.value.attr == "datasets" else set()
    return sorted(found)


def keras_cache() -> Path:
    """Devuelve la carpeta donde Keras guarda lo que descarga."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home).expanduser() / "datasets"


def missing(program: Program) -> list[Path]:
    """Devuelve los archivos de datos del programa que no están en la caché de Keras."""
    names = [file for name in datasets(program) for file in FILES.get(name, ())]
    return [path for name in names if not (path := keras_cache() / name).is_file()]


def missing_problem(program: Program) -> Problem:
    """Explica qué datos faltan y con qué orden se descargan."""
    detail = "\n".join(str(path) for path in missing(program))
    calls = []
    for name in datasets(program):
        calls += [f"{name}.load_data()"]
        calls += [f"{name}.get_word_index()"] if len(FILES[name]) > 1 else []
    code = f"from keras.datasets import {', '.join(datasets(program))}; {'; '.join(calls)}"
    hint = f'Con conexión, descárgalos así:\npython -c "{code}"'
    return program.problem(0, "faltan sus datos en la caché de Keras", hint, detail)


def explained(problem: Problem) -> Problem:
    """Devuelve el problema; si es que Keras quiso descargar, con la causa y el remedio."""
    if "URL fetch failure" not in problem.detail:
        return problem
    hint = "Keras da por dañados esos datos: bórralos y descárgalos otra vez, con conexión."
    return replace(problem, hint=hint)


@contextlib.contextmanager
def no_network() -> Iterator[None]:
    """Deja sin red a los procesos que nacen dentro.

    Si un archivo de la caché está dañado, Keras lo descargaría otra vez sin preguntar.
    """
    before = dict(os.environ)
    os.environ.update(dict.fromkeys(("http_proxy", "https_proxy"), NOBODY), no_proxy="")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
