"""El proceso que ejecuta un programa: celda a celda, como quien lo copia.

Deja en su carpeta `result.json`, las figuras y los JSON que escribe. Si muere antes de escribirlo,
`cell.txt` dice en qué celda estaba y `stack.txt` en qué línea; si lo que falla
es este módulo, `bug.txt` tiene la traza.
"""

from __future__ import annotations

import builtins
import errno
import faulthandler
import io
import itertools
import json
import math
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docbuild.course.problems import did_you_mean
from docbuild.course.programs import OLD_FORMAT, Cell, Program, lines_of
from docbuild.run import figures
from docbuild.run.cache import DATA, file_digest
from docbuild.run.seeds import watch_seeds

MAX_FRAMES = 8  # líneas de la traza que se enseñan
IDLE = 0.01  # parte del plazo: quien gasta menos procesador no está haciendo nada
MAX_DIGITS = 200  # un texto o un entero más largo no es un número vivo
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
ACTS = {  # lo que un programa no debe hacer, por los avisos que Python da de ello
    **dict.fromkeys(("open", "os.mkdir", "os.remove", "os.rename", "os.symlink"), "write"),
    **dict.fromkeys(("socket.connect", "socket.bind", "socket.getaddrinfo"), "network"),
    **dict.fromkeys(("subprocess.Popen", "os.system", "os.fork", "os.posix_spawn"), "process"),
}


@dataclass(frozen=True)
class Limits:
    """Lo que un programa puede gastar.

    `seconds` son de procesador: una máquina ocupada por otros no lo acorta. El mismo plazo, de
    reloj, es el que tiene quien no gasta nada.
    """

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

    @property
    def encoding(self) -> str:
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        text.encode()  # lo que no se puede escribir falla aquí, en la línea que lo imprime
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


@dataclass
class Session:
    """Lo que una celda comparte con las siguientes."""

    folder: Path
    module: types.ModuleType
    stdout: Output
    show: Callable[[], None]
    drawings: list[figures.Drawing]
    seeds: set[int]
    caught: list[warnings.WarningMessage] = field(default_factory=list)
    result: dict[str, Any] = field(
        default_factory=lambda: {"cells": [], "error": None, "warnings": []}
    )


def run(program: Program, root: str, folder: str, limits: Limits, variables: dict) -> None:
    """Ejecuta el programa y deja en `folder` lo que produce; termina el proceso."""
    place = Path(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C es cosa del constructor
    try:
        stdout = _isolate(place, limits, variables)
        result = _execute(program, Path(root), place, stdout)
        (place / "result.json").write_text(json.dumps(result), encoding="utf-8")
    except BaseException:
        (place / "bug.txt").write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(0)  # sin esperar hilos ni funciones de salida del programa


def _isolate(folder: Path, limits: Limits, variables: dict) -> Output:
    os.setsid()  # así se puede matar con todos sus hijos
    os.environ.update(variables)
    (folder / "trabajo").mkdir()
    (folder / "temporal").mkdir()
    os.environ["TMPDIR"] = str(folder / "temporal")
    tempfile.tempdir = None  # el servidor pudo elegir otra
    os.chdir(folder / "trabajo")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, name in ((1, "raw.txt"), (2, "log.txt")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    memory = int(limits.memory_gb * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**28, 2**28))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stack = open(folder / "stack.txt", "w")  # noqa: SIM115 abierto hasta el final: es de faulthandler
    faulthandler.enable(stack, all_threads=False)
    faulthandler.register(signal.SIGXCPU, file=stack, all_threads=False, chain=True)
    cpu = math.ceil(time.process_time() + limits.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    threading.Thread(target=_watch_idle, args=(limits.seconds, stack), daemon=True).start()
    threading.Thread(target=_die_with_parent, args=(folder,), daemon=True).start()
    sys.stdout = Output(limits.output_chars)
    sys.stderr = open(os.dup(2), "w", buffering=1, encoding="utf-8")  # noqa: SIM115
    return sys.stdout


def _watch_idle(seconds: float, stack: io.TextIOBase) -> None:
    """Detiene el proceso si en `seconds` segundos de reloj no gasta procesador."""
    while True:
        faulthandler.dump_traceback_later(seconds, exit=True, file=stack)
        spent = time.process_time()
        while time.process_time() - spent < IDLE * seconds:
            time.sleep(seconds / 20)


def _die_with_parent(folder: Path) -> None:
    """Si el constructor muere, nadie espera ya este trabajo ni recogerá lo que deja."""
    multiprocessing.parent_process().join()
    os.chdir("/")  # desde una carpeta borrada no se puede borrar lo demás
    shutil.rmtree(folder.parent, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _execute(program: Program, root: Path, folder: Path, stdout: Output) -> dict:
    """Ejecuta las celdas hasta la primera que falla y devuelve todo lo que dejaron."""
    show, drawings = _matplotlib()
    module = types.ModuleType("__main__")
    module.__file__ = str(root / program.path)
    sys.modules["__main__"] = module
    sys.argv = [module.__file__]
    reads = _watch_reads(root, folder)
    acts = Acts(module.__file__, os.path.realpath(folder) + "/")
    sys.addaudithook(acts.hear)
    time.sleep = acts.watched_sleep(time.sleep)
    threading.Thread.start = acts.watched_start(threading.Thread.start)
    session = Session(folder, module, stdout, show, drawings, watch_seeds())
    result = session.result
    start = time.process_time()
    with warnings.catch_warnings(record=True) as session.caught:
        for cell in program.cells:
            place = json.dumps([cell.section, cell.title, cell.line])
            (folder / "cell.txt").write_text(place, encoding="utf-8")
            result["cells"].append(_run_cell(cell, session))
            acts.look(cell)
            if result["error"]:
                break
    result["seconds"] = round(time.process_time() - start, 2)
    result["numbers"] = _numbers(vars(module))
    result["data"] = _data_files(folder)
    result["reads"] = dict(sorted(reads.items()))
    result["acts"] = acts.told(result)
    return result


def _data_files(folder: Path) -> list[str]:
    """Aparta los JSON que dejó en su carpeta, para las páginas, y devuelve sus nombres."""
    found = [path for path in sorted((folder / "trabajo").glob("*.json")) if path.is_file()]
    for path in found:
        shutil.copyfile(path, folder / f"{DATA}{path.name}")
    return [path.name for path in found]


def _matplotlib() -> tuple[Callable[[], None], list[figures.Drawing]]:
    """Pone el estilo del curso y un `plt.show` que guarda las figuras en la lista."""
    import matplotlib
    import matplotlib.pyplot as plt

    style = os.environ["MATPLOTLIBRC"]  # el servidor pudo importarlo con otro
    if os.path.isfile(style):
        matplotlib.rc_file(style)
    else:
        matplotlib.rcdefaults()
    drawings: list[figures.Drawing] = []

    def show(*_args: object, **_kwargs: object) -> None:
        for number in plt.get_fignums():
            drawings.append(figures.draw(plt.figure(number)))
        plt.close("all")

    plt.show = show
    return show, drawings


def _watch_reads(root: Path, folder: Path) -> dict[str, str]:
    """Devuelve dónde irá apareciendo la huella de cada archivo del proyecto leído."""
    reads: dict[str, str] = {}
    base = os.path.realpath(root) + "/"
    skipped = (f"{base}docbuild/", f"{base}.docbuild/", os.path.realpath(folder) + "/")

    def watch(event: str, args: tuple) -> None:
        if event != "open" or isinstance(args[0], int):
            return
        path = os.path.realpath(os.fsdecode(args[0]))
        reading = not isinstance(args[1], str) or "r" in args[1]
        name = path.removeprefix(base)
        if not reading or name == path or name in reads or path.startswith(skipped):
            return
        if "/site-packages/" not in path and os.path.isfile(path):
            reads[name] = ""  # para no entrar aquí otra vez al leerlo
            reads[name] = file_digest(Path(path))

    sys.addaudithook(watch)
    return reads


class Acts:
    """Lo que el programa hace y no debe, con la línea que lo pide.

    No cuenta lo que hacen por su cuenta las bibliotecas, ni al importarse.
    """

    def __init__(self, file: str, folder: str) -> None:
        self.file = file
        self.folder = folder
        self.found: set[tuple[int, str]] = set()
        self.threads: list[tuple[int, threading.Thread]] = []
        self.files: set[str] = set()

    def hear(self, event: str, args: tuple) -> None:
        """Apunta lo que Python avisa que va a hacer, si es de esas cosas."""
        act = ACTS.get(event)
        line = self._line(alone=act == "process") if act else 0
        if line and (act != "write" or self._leaves(event, args)):
            self.found.add((line, act))

    def _leaves(self, event: str, args: tuple) -> bool:
        """Dice si escribe en algún sitio que no es la carpeta del programa."""
        path, *others = args
        if isinstance(path, int) or event == "open" and not (others[1] or 0) & WRITING:
            return False
        path = os.path.realpath(os.fsdecode(path))
        made = event == "os.mkdir" and os.path.isdir(path)
        inside = path.startswith((self.folder, "/dev/", "/proc/"))
        return not (made or inside or "__pycache__" in path)

    def _line(self, alone: bool) -> int:
        """Devuelve la línea del programa que lo pide, o 0 si no es cosa suya.

        Con `alone`, entre el programa y lo que pasa no hay más que la biblioteca estándar.
        """
        frame = sys._getframe(2)
        while frame:
            name = frame.f_code.co_filename
            if name == self.file:
                return frame.f_lineno
            if name.startswith("<frozen importlib") or alone and "/site-packages/" in name:
                return 0
            frame = frame.f_back
        return 0

    def watched_sleep(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """Devuelve `time.sleep`, que antes de Python 3.13 no avisa."""

        def watched(seconds: float) -> None:
            if seconds and (line := self._line(alone=True)):
                self.found.add((line, "sleep"))
            sleep(seconds)

        return watched

    def watched_start(self, start: Callable) -> Callable:
        """Devuelve el `start` de los hilos, de los que Python 3.11 no avisa."""

        def watched(thread: threading.Thread) -> None:
            if line := self._line(alone=True):
                self.threads.append((line, thread))
            start(thread)

        return watched

    def look(self, cell: Cell) -> None:
        """Apunta los modelos que la celda dejó en el formato antiguo: los abre quien no avisa."""
        files = {file for *_, names in os.walk(self.folder) for file in names}
        old = [name for name in files - self.files if OLD_FORMAT.search(name)]
        self.files = files
        lines = lines_of(cell.source)
        named = [i for i, line in enumerate(lines) if OLD_FORMAT.search(line)] or [0]
        self.found |= {(cell.line + named[0], "format") for _ in old}

    def told(self, result: dict) -> list[tuple[int, str]]:
        """Devuelve lo apuntado; de la línea que falla ya se dice el fallo."""
        alive = {(line, "thread") for line, thread in self.threads if thread.is_alive()}
        failed = result["error"]["lines"] if result["error"] else []
        return sorted(item for item in self.found | alive if item[0] not in failed)


def _run_cell(cell: Cell, session: Session) -> dict:
    """Ejecuta una celda y devuelve lo que produjo; apunta el fallo en el resultado."""
    module, result = session.module, session.result
    start = time.process_time()
    try:
        text = "\n" * (cell.line - 1) + cell.source
        code = compile(text, module.__file__, "exec", dont_inherit=True)
        exec(code, vars(module))
        session.show()
    except BaseException as error:
        result["error"] = _describe(error, cell, module)
    result["warnings"] += [_warning(item, cell, module) for item in session.caught]
    done = {
        "section": cell.section,
        "title": cell.title,
        "line": cell.line,
        "output": session.stdout.take(),
        "figures": [
            _save(drawing, cell, i, session.folder) for i, drawing in enumerate(session.drawings)
        ],
        "seconds": round(time.process_time() - start, 2),
        "seeds": sorted(session.seeds),
    }
    session.seeds.clear()
    session.caught.clear()
    session.drawings.clear()
    return done


def _save(drawing: figures.Drawing, cell: Cell, index: int, folder: Path) -> dict:
    """Guarda los dos SVG y devuelve su nombre y su texto más pequeño."""
    name = cell.section or f"linea-{cell.line}"
    if index:
        name += f"-{index + 1}"
    (folder / f"{name}.svg").write_text(drawing.light, encoding="utf-8")
    (folder / f"{name}-dark.svg").write_text(drawing.dark, encoding="utf-8")
    return {"name": name, "smallest_text": drawing.smallest_text, "facts": drawing.facts}


def _warning(item: warnings.WarningMessage, cell: Cell, module: types.ModuleType) -> dict:
    line = item.lineno if item.filename == module.__file__ else cell.line
    return {"line": line, "kind": item.category.__name__, "text": str(item.message)}


def _describe(error: BaseException, cell: Cell, module: types.ModuleType) -> dict:
    """Devuelve el fallo con los marcos de quien escribió el programa, no los nuestros."""
    if isinstance(error, SyntaxError) and error.filename == module.__file__:
        lines = [error.lineno or cell.line]
    else:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame.lineno for frame in frames if frame.filename == module.__file__]
        lines = [line for line, _ in itertools.groupby(ours)]  # una función que se llama a sí misma
    return {
        "kind": type(error).__name__,
        "text": _text(error),
        "lines": lines[:1] + lines[1:][-MAX_FRAMES:] or [cell.line],
        "section": cell.section,
        "title": cell.title,
        "hint": _hint(error, vars(module)),
    }


def _text(error: BaseException) -> str:
    """Devuelve el mensaje sin los colores de terminal que añade Keras."""
    try:
        return re.sub(r"\x1b\[[\d;]*m", "", str(error)).encode("utf-8", "replace").decode()
    except Exception:
        return "(el error no sabe decir qué pasó)"


def _hint(error: BaseException, namespace: dict) -> str:
    if isinstance(error, NameError):
        return did_you_mean(error.name or "", [*_locals(error), *namespace, *dir(builtins)])
    if isinstance(error, AttributeError) and error.name:
        return did_you_mean(error.name, dir(error.obj))
    if isinstance(error, MemoryError):
        return "El programa pide más memoria de la que se le permite."
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "El programa escribe más de lo que se le permite."
    if isinstance(error, EOFError):
        return "¿Pregunta algo con «input»? Aquí no contesta nadie: escribe el valor."
    return ""


def _locals(error: BaseException) -> list[str]:
    """Devuelve las variables de la función en la que saltó el error."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return list(frames[-1].f_locals) if frames else []


def _numbers(namespace: dict) -> dict[str, bool | int | float | str]:
    """Devuelve las variables globales escalares, como tipos de Python."""
    import numpy as np

    found = {}
    for name, value in namespace.items():
        if isinstance(value, np.generic):
            value = value.item()
        if name.startswith("_") or not isinstance(value, (bool, int, float, str)):
            continue
        if isinstance(value, str) and not (len(value) <= MAX_DIGITS and value.isprintable()):
            continue
        if not isinstance(value, int) or abs(value) < 10**MAX_DIGITS:
            found[name] = value
    return found
