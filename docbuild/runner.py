"""El planificador: reparte los programas entre los núcleos y recoge lo que dejan.

Keras se importa una vez, en un servidor del que se bifurca cada programa. Los que
solo usan NumPy no lo esperan: mientras se calienta, salen en procesos nuevos.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path

from docbuild import worker
from docbuild.problems import Problem
from docbuild.programs import Program
from docbuild.project import Project
from docbuild.worker import Limits

GRACE = 5  # segundos de más antes de matar a quien no se detuvo solo
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


@dataclass(frozen=True)
class Outcome:
    """Lo que dejó un programa: su resultado en `folder`, o sus problemas."""

    program: Program
    folder: Path
    result: dict | None
    problems: tuple[Problem, ...] = ()


@dataclass
class Running:
    """Un programa en marcha."""

    program: Program
    process: multiprocessing.process.BaseProcess
    folder: Path
    started: float = field(default_factory=time.monotonic)


Notify = Callable[[str, Program], None]


def environment(project: Project) -> dict[str, str]:
    """Devuelve las variables con las que se ejecuta todo programa."""
    return {
        **dict.fromkeys(THREADS, "1"),
        "MPLBACKEND": "Agg",
        "MATPLOTLIBRC": str(project.matplotlibrc),
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }


def cores() -> int:
    """Devuelve cuántos procesos pueden correr a la vez."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_programs(
    project: Project,
    programs: list[Program],
    limits: Limits,
    collect: Callable[[Outcome], None],
    notify: Notify,
) -> None:
    """Ejecuta los programas en el orden dado y entrega cada desenlace a `collect`."""
    waiting, active = list(programs), []
    with _prepared(project), tempfile.TemporaryDirectory(prefix="docbuild-") as scratch:
        server = _Server(start=any(program.needs_keras for program in programs))
        try:
            while waiting or active:
                while program := _next(waiting, active, server):
                    active.append(_start(program, project, Path(scratch), limits, server))
                    notify("empieza", program)
                for job in _finished(active, limits, server):
                    active.remove(job)
                    collect(_outcome(job, limits))
                    shutil.rmtree(job.folder, ignore_errors=True)
        finally:
            for job in active:
                _kill(job)


class _Server:
    """El servidor con Keras importado; `ready` dice si ya puede bifurcar."""

    def __init__(self, start: bool) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["docbuild.preload"])
        self.event = threading.Event()
        self.needed = start
        if start:
            threading.Thread(target=self._warm, daemon=True).start()

    def _warm(self) -> None:
        try:
            probe = self.context.Process(target=os.getpid)
            probe.start()
            probe.join()
        finally:
            self.event.set()

    @property
    def ready(self) -> bool:
        return self.event.is_set()

    @property
    def warming(self) -> bool:
        return self.needed and not self.ready


def _next(waiting: list[Program], active: list[Running], server: _Server) -> Program | None:
    """Saca de la cola el primer programa que puede empezar ahora."""
    free = cores() - len(active) - (1 if server.warming and cores() > 1 else 0)
    if free < 1:
        return None
    for program in waiting:
        if server.ready or not program.needs_keras:
            waiting.remove(program)
            return program
    return None


def _start(
    program: Program, project: Project, scratch: Path, limits: Limits, server: _Server
) -> Running:
    folder = Path(tempfile.mkdtemp(prefix=f"{program.name}-", dir=scratch))
    context = server.context if server.ready else multiprocessing.get_context("spawn")
    args = (program, str(project.root), str(folder), limits)
    process = context.Process(target=worker.run, args=args, daemon=True)
    process.start()
    return Running(program, process, folder)


def _finished(active: list[Running], limits: Limits, server: _Server) -> list[Running]:
    """Espera a que termine alguno; mata a los que no se detuvieron a tiempo."""
    if active:
        wait([job.process.sentinel for job in active], timeout=0.2)
    elif not server.event.wait(timeout=0.2):
        return []
    for job in active:
        if time.monotonic() - job.started > limits.seconds + GRACE:
            _kill(job)
    return [job for job in active if not job.process.is_alive()]


def _kill(job: Running) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(job.process.pid, signal.SIGKILL)
    job.process.kill()
    job.process.join(timeout=GRACE)


def _outcome(job: Running, limits: Limits) -> Outcome:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(job.process.pid, signal.SIGKILL)  # hijos que dejó atrás
    file = job.folder / "result.json"
    code = job.process.exitcode
    if code != 0 or not file.is_file():
        return Outcome(job.program, job.folder, None, (_death(job, code, limits),))
    result = json.loads(file.read_text(encoding="utf-8"))
    problems = [_failure(job.program, result["error"])] if result["error"] else []
    problems += [_warned(job.program, item) for item in result["warnings"]]
    return Outcome(job.program, job.folder, result, tuple(problems))


def _place(section: str, title: str) -> str:
    return f"la sección «{section}»" if section else f"la celda «{title}»"


def _failure(program: Program, error: dict) -> Problem:
    where = _place(error["section"], error["title"])
    lines = program.source.splitlines()
    shown = [
        f"  {lines[number - 1].strip()}" for number in error["lines"] if 0 < number <= len(lines)
    ]
    line = error["lines"][0]
    if error["kind"] == "OutputTooLong":
        return Problem(
            program.path,
            line,
            f"{where} imprime demasiado",
            shown[0],
            "Imprime un resumen: lo que no cabe en la página no se lee.",
        )
    if error["kind"] == "SystemExit":
        return Problem(
            program.path,
            line,
            f"{where} termina el programa antes del final",
            "\n".join(shown),
            "Quita «exit()»: quien copia la página lo perdería todo.",
        )
    text = "\n".join(error["text"].splitlines()[:12])
    detail = "\n".join([*shown, f"{error['kind']}: {text}".rstrip(": ")])
    return Problem(program.path, line, f"falla {where}", detail, error["hint"])


def _warned(program: Program, item: dict) -> Problem:
    detail = f"{item['kind']}: " + "\n".join(item["text"].splitlines()[:6])
    return Problem(
        program.path,
        item["line"],
        "el programa avisa de algo",
        detail,
        "Quien lo ejecute verá este aviso: corrige la causa.",
    )


def _death(job: Running, code: int | None, limits: Limits) -> Problem:
    """Explica por qué un proceso murió sin dejar resultado."""
    section, title, line = _last_cell(job)
    where = _place(section, title)
    stack = _read(job.folder / "stack.txt")
    inside = re.findall(rf'File ".*{re.escape(job.program.path)}", line (\d+)', stack)
    line = int(inside[0]) if inside else line
    lines = job.program.source.splitlines()
    detail = lines[line - 1].strip() if inside and line <= len(lines) else ""
    if stack.startswith("Timeout") or code == -signal.SIGKILL and _late(job, limits):
        return Problem(
            job.program.path,
            line,
            f"{where} no termina: se detuvo a los {limits.seconds:g} s",
            detail,
            "Busca un bucle sin fin o reduce el trabajo.",
        )
    if code == -signal.SIGKILL:
        message, hint = "el sistema mató el proceso", "Casi siempre es falta de memoria."
    elif code is not None and code < 0:
        message = f"el proceso murió con {signal.Signals(-code).name}"
        hint = "Falla código compilado o falta memoria."
    else:
        message = f"el proceso terminó de golpe (código {code})"
        hint = "¿Llama a «os._exit»?"
    return Problem(job.program.path, line, f"{message} en {where}", detail or _tail(job), hint)


def _late(job: Running, limits: Limits) -> bool:
    return time.monotonic() - job.started > limits.seconds


def _last_cell(job: Running) -> tuple[str, str, int]:
    text = _read(job.folder / "cell.txt")
    return tuple(json.loads(text)) if text else ("", "antes de empezar", 0)


def _tail(job: Running) -> str:
    return "\n".join(_read(job.folder / "log.txt").splitlines()[-5:])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


@contextlib.contextmanager
def _prepared(project: Project) -> Iterator[None]:
    """Prepara el entorno de los procesos hijos y lo deja como estaba.

    Los hijos vuelven a importar el módulo principal; aquí sería mkdocs o pytest,
    así que mientras tanto se pone uno vacío en su lugar.
    """
    before = dict(os.environ)
    main = sys.modules["__main__"]
    os.environ.update(environment(project))
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        os.environ.clear()
        os.environ.update(before)
