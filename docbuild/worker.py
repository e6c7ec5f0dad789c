"""El proceso que ejecuta un programa: celda a celda, como quien lo copia.

Deja en su carpeta `result.json` y las figuras. Si muere antes de escribirlo,
`cell.txt` dice en qué celda estaba y `stack.txt` en qué línea.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import resource
import sys
import time
import traceback
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docbuild import figures
from docbuild.problems import did_you_mean
from docbuild.programs import Cell, Program


@dataclass(frozen=True)
class Limits:
    """Lo que un programa puede gastar."""

    seconds: float = 300
    memory_gb: float = 4
    output_chars: int = 20_000


class OutputTooLong(BaseException):
    """Lo que imprime una celda no cabe en una página."""


class Output(io.TextIOBase):
    """La salida estándar de una celda, con límite."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.size += len(text)
        if self.size > self.limit:
            raise OutputTooLong
        self.parts.append(text)
        return len(text)

    def take(self) -> str:
        """Devuelve lo impreso desde la última vez y lo olvida."""
        text = "".join(self.parts)
        self.parts, self.size = [], 0
        return text


def run(program: Program, root: str, folder: str, limits: Limits) -> None:
    """Ejecuta el programa dentro de `folder`; nunca vuelve con una excepción suya."""
    stdout = _isolate(Path(folder), limits)
    reads = _watch_reads(Path(root), Path(folder))
    module = types.ModuleType("__main__")
    module.__file__ = str(Path(root) / program.path)
    sys.modules["__main__"] = module
    sys.argv = [module.__file__]
    result: dict[str, Any] = {"cells": [], "error": None, "warnings": []}
    start = time.process_time()
    for cell in program.cells:
        Path("cell.txt").write_text(json.dumps([cell.section, cell.title, cell.line]))
        done = _run_cell(cell, module, stdout, result)
        result["cells"].append(done)
        if result["error"]:
            break
    result["seconds"] = round(time.process_time() - start, 2)
    result["numbers"] = _numbers(vars(module))
    result["reads"] = sorted(reads)
    Path("result.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    _leave(0)


def _leave(code: int) -> None:
    """Termina sin esperar hilos ni funciones de salida del programa."""
    sys.__stdout__.flush()
    os._exit(code)


def _isolate(folder: Path, limits: Limits) -> Output:
    os.setsid()  # así se puede matar con todos sus hijos
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    memory = int(limits.memory_gb * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**28, 2**28))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stack = open("stack.txt", "w")  # noqa: SIM115 abierto hasta el final: es de faulthandler
    faulthandler.enable(stack, all_threads=False)
    faulthandler.dump_traceback_later(limits.seconds, exit=True, file=stack)
    sys.stdout = Output(limits.output_chars)
    sys.stderr = open(os.dup(2), "w", buffering=1, encoding="utf-8")  # noqa: SIM115
    return sys.stdout


def _watch_reads(root: Path, folder: Path) -> set[str]:
    """Devuelve el conjunto donde irán apareciendo los ficheros del proyecto leídos."""
    reads: set[str] = set()
    skipped = tuple(f"{root / name}/" for name in ("docbuild", ".cache")) + (f"{folder}/",)

    def watch(event: str, args: tuple) -> None:
        if event == "open" and isinstance(args[0], str):
            path = os.path.abspath(args[0])
            reading = not isinstance(args[1], str) or "r" in args[1]
            ours = path.startswith(f"{root}/") and not path.startswith(skipped)
            if reading and ours and "/site-packages/" not in path and os.path.isfile(path):
                reads.add(os.path.relpath(path, root))

    sys.addaudithook(watch)
    return reads


def _run_cell(cell: Cell, module: types.ModuleType, stdout: Output, result: dict) -> dict:
    """Ejecuta una celda y devuelve lo que produjo; apunta el fallo en `result`."""
    import matplotlib.pyplot as plt

    drawings: list[figures.Drawing] = []

    def show(*_args: object, **_kwargs: object) -> None:
        for number in plt.get_fignums():
            drawings.append(figures.draw(plt.figure(number)))
        plt.close("all")

    plt.show = show
    start = time.process_time()
    try:
        with warnings.catch_warnings(record=True) as caught:
            code = compile("\n" * (cell.line - 1) + cell.source, module.__file__, "exec")
            exec(code, vars(module))
            show()
        result["warnings"] += [_warning(item, cell) for item in caught]
    except BaseException as error:
        result["error"] = _describe(error, cell, module)
    return {
        "section": cell.section,
        "title": cell.title,
        "line": cell.line,
        "output": stdout.take(),
        "figures": [_save(drawing, cell, i) for i, drawing in enumerate(drawings)],
        "seconds": round(time.process_time() - start, 2),
    }


def _save(drawing: figures.Drawing, cell: Cell, index: int) -> dict:
    """Guarda los dos SVG y devuelve su nombre y su texto más pequeño."""
    name = cell.section or f"linea-{cell.line}"
    if index:
        name += f"-{index + 1}"
    Path(f"{name}.svg").write_text(drawing.light, encoding="utf-8")
    Path(f"{name}-dark.svg").write_text(drawing.dark, encoding="utf-8")
    return {"name": name, "smallest_text": drawing.smallest_text}


def _warning(item: warnings.WarningMessage, cell: Cell) -> dict:
    inside = item.filename.endswith(".py") and item.filename == sys.argv[0]
    line = item.lineno if inside else cell.line
    return {"line": line, "kind": item.category.__name__, "text": str(item.message)}


def _describe(error: BaseException, cell: Cell, module: types.ModuleType) -> dict:
    """Devuelve el fallo con los marcos de quien escribió el programa, no los nuestros."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == module.__file__
    ]
    if isinstance(error, SyntaxError) and error.filename == module.__file__:
        lines = [error.lineno or cell.line]
    else:
        lines = [frame.lineno or cell.line for frame in frames] or [cell.line]
    return {
        "kind": type(error).__name__,
        "text": str(error),
        "lines": lines,
        "section": cell.section,
        "title": cell.title,
        "hint": _hint(error, vars(module)),
    }


def _hint(error: BaseException, namespace: dict) -> str:
    if isinstance(error, NameError):
        return did_you_mean(error.name or "", namespace)
    if isinstance(error, AttributeError) and error.name:
        return did_you_mean(error.name, dir(error.obj))
    if isinstance(error, MemoryError):
        return "El programa pide más memoria de la que se le permite."
    return ""


def _numbers(namespace: dict) -> dict[str, bool | int | float | str]:
    """Devuelve las variables globales escalares, como tipos de Python."""
    import numpy as np

    found = {}
    for name, value in namespace.items():
        if isinstance(value, np.generic):
            value = value.item()
        if name.startswith("_") or not isinstance(value, (bool, int, float, str)):
            continue
        if not (isinstance(value, str) and len(value) > 200):
            found[name] = value
    return found
