"""El planificador: reparte los programas entre los núcleos y recoge lo que dejan.

Keras se importa una vez, en un servidor del que se bifurca cada programa. Los que
solo usan NumPy no lo esperan: mientras se calienta, salen en procesos nuevos.
"""

from __future__ import annotations

import contextlib
import errno
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

from docbuild.course.problems import Problem
from docbuild.course.programs import Program, lines_of
from docbuild.course.project import Project
from docbuild.run import worker
from docbuild.run.acts import act_problem
from docbuild.run.worker import Limits

GRACE = 5  # segundos de más antes de matar a quien no se detuvo solo
PATIENCE = 20  # veces el plazo: tanto puede estirarlo una máquina ocupada por otros
ROOM = 1_000_000  # bytes: con menos, lo que falta es disco
WIDTH = 200  # columnas de un mensaje de error
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
    """Devuelve las variables con las que se ejecuta todo programa.

    Con un hilo, salvo que COURSE_THREADS diga otra cosa (`tests/machines.py`); con los textos
    repartidos siempre igual en un conjunto, salvo que lo diga COURSE_HASH (`tests/readings.py`).
    """
    return {
        **dict.fromkeys(THREADS, os.environ.get("COURSE_THREADS", "1")),
        "MPLBACKEND": "Agg",
        "MATPLOTLIBRC": str(project.matplotlibrc),
        "KERAS_BACKEND": "tensorflow",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": os.environ.get("COURSE_HASH", "0"),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }


def cores() -> int:
    """Devuelve cuántos núcleos puede usar este proceso."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def slots() -> int:
    """Devuelve cuántos programas corren a la vez: uno más que núcleos.

    Los de Keras pasan un tercio del tiempo esperando a sus propios hilos; con uno de más,
    la construcción en frío tarda la cuarta parte menos (`python bench/measure.py`).
    """
    return cores() + 1


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
        if any(program.needs_keras for program in programs):
            SERVER.start()
        try:
            while waiting or active:
                while program := _next(waiting, active):
                    active.append(_start(program, project, Path(scratch), limits))
                    notify("empieza", program)
                for job in _finished(active, limits):
                    active.remove(job)
                    collect(_outcome(job, limits))
                    shutil.rmtree(job.folder, ignore_errors=True)
        finally:
            for job in active:
                _kill(job)


class _Server:
    """El servidor con Keras importado; dura lo que el proceso que construye."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["docbuild.run.preload"])
        self.ready = threading.Event()  # ya puede bifurcar
        self.started = False

    def start(self) -> None:
        """Empieza a calentarlo, si no lo estaba, sin esperar."""
        if not self.started:
            self.started = True
            threading.Thread(target=self._warm, daemon=True).start()

    def _warm(self) -> None:
        with contextlib.suppress(Exception):  # lo dirá el primer programa que lo use
            probe = self.context.Process(target=os.getpid)
            probe.start()
            probe.join()
        self.ready.set()

    @property
    def warming(self) -> bool:
        return self.started and not self.ready.is_set()


SERVER = _Server()


def _next(waiting: list[Program], active: list[Running]) -> Program | None:
    """Saca de la cola el primer programa que puede empezar ahora.

    Mientras el servidor se calienta, ocupa un núcleo: los programas, los demás.
    """
    free = (cores() - 1 if SERVER.warming else slots()) - len(active)
    if free < 1:
        return None
    for program in waiting:
        if SERVER.ready.is_set() or not program.needs_keras:
            waiting.remove(program)
            return program
    return None


def _start(program: Program, project: Project, scratch: Path, limits: Limits) -> Running:
    folder = Path(tempfile.mkdtemp(prefix=f"{program.name}-", dir=scratch))
    ready = SERVER.ready.is_set()
    context = SERVER.context if ready else multiprocessing.get_context("spawn")
    args = (program, str(project.root), str(folder), limits, environment(project))
    process = context.Process(target=worker.run, args=args)
    process.start()
    return Running(program, process, folder)


def _finished(active: list[Running], limits: Limits) -> list[Running]:
    """Espera a que termine alguno; mata a los que no se detuvieron a tiempo."""
    if active:
        wait([job.process.sentinel for job in active], timeout=0.2)
    elif not SERVER.ready.wait(timeout=0.2):
        return []
    for job in active:
        if time.monotonic() - job.started > PATIENCE * limits.seconds + GRACE:
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
    if bug := _read(job.folder / "bug.txt"):
        raise RuntimeError(f"docbuild falla al ejecutar {job.program.path}:\n{bug}")
    file = job.folder / "result.json"
    if job.process.exitcode != 0 or not file.is_file():
        if shutil.disk_usage(job.folder).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir())
        return Outcome(job.program, job.folder, None, (_death(job, limits),))
    result = json.loads(file.read_text(encoding="utf-8"))
    problems = [_warned(job.program, item) for item in result["warnings"]]
    problems += [act_problem(job.program, line, act) for line, act in result["acts"]]
    if result["error"]:
        problems.insert(0, _failure(job.program, result["error"]))
    elif raw := _read(job.folder / "raw.txt"):
        problems.append(_unseen(job.program, raw))
    return Outcome(job.program, job.folder, result, tuple(problems))


def _place(section: str, title: str) -> str:
    return f"la sección «{section}»" if section else f"la celda «{title}»"


def _failure(program: Program, error: dict) -> Problem:
    where = _place(error["section"], error["title"])
    line, *inner = error["lines"]
    shown = [f"  {_line(program, line)}"]
    shown += [f"  línea {number}: {_line(program, number)}" for number in inner]
    if error["kind"] == "OutputTooLong":
        message, detail = f"{where} imprime demasiado", "\n".join(shown)
        hint = "Imprime un resumen: lo que no cabe en la página no se lee."
    elif error["kind"] == "SystemExit":
        message, detail = f"{where} termina el programa antes del final", "\n".join(shown)
        hint = "Quita «exit()»: quien copia la página lo perdería todo."
    else:
        message, hint = f"falla {where}", error["hint"]
        text = f": {_short(error['text'], 12)}" if error["text"] else ""
        detail = "\n".join([*shown, error["kind"] + text])
    return Problem(program.path, line, message, detail, hint)


def _line(program: Program, number: int) -> str:
    lines = lines_of(program.source)
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _short(text: str, count: int) -> str:
    """Devuelve las primeras líneas, sin lo que pase de una anchura razonable."""
    lines = text.splitlines()
    kept = [line if len(line) <= WIDTH else line[:WIDTH] + "…" for line in lines[:count]]
    return "\n".join(kept + ["…"] if len(lines) > count else kept)


def _unseen(program: Program, raw: str) -> Problem:
    return Problem(
        program.path,
        0,
        "el programa escribe en la salida sin usar «print»",
        _short(raw, 3),
        "Quien lo copie verá eso y la página no lo enseña: guárdalo e imprímelo.",
    )


def _warned(program: Program, item: dict) -> Problem:
    detail = f"{item['kind']}: {_short(item['text'], 6)}"
    return Problem(
        program.path,
        item["line"],
        "el programa avisa de algo",
        detail,
        "Quien lo ejecute verá este aviso: corrige la causa.",
    )


def _death(job: Running, limits: Limits) -> Problem:
    """Explica por qué un proceso murió sin dejar resultado."""
    section, title, line = _last_cell(job)
    where, code = _place(section, title), job.process.exitcode
    stack = _read(job.folder / "stack.txt")
    inside = re.findall(rf'File ".*{re.escape(job.program.path)}", line (\d+)', stack)
    line = int(inside[0]) if inside else line
    detail = _line(job.program, line) if inside else ""
    if code == -signal.SIGXCPU:
        spent, hint = "de procesador", "Busca un bucle sin fin o reduce el trabajo."
    elif stack.startswith("Timeout") or code == -signal.SIGKILL and _late(job, limits):
        spent, hint = "sin hacer nada", "¿Espera algo que no llega, o duerme? Quita la espera."
    else:
        spent = ""
    if spent:
        message = f"{where} no termina: se detuvo a los {limits.seconds:g} s {spent}"
        return Problem(job.program.path, line, message, detail, hint)
    if code == -signal.SIGKILL:
        message, hint = "el sistema mató el proceso", "Casi siempre es falta de memoria."
    elif code is not None and code < 0:
        message = f"el proceso murió con {_signal_name(-code)}"
        hint = "Falla código compilado o falta memoria."
    else:
        message = f"el proceso terminó de golpe (código {code})"
        hint = "¿Llama a «os._exit»?"
    return Problem(job.program.path, line, f"{message} en {where}", detail or _tail(job), hint)


def _signal_name(number: int) -> str:
    known = number in {item.value for item in signal.Signals}
    return signal.Signals(number).name if known else f"la señal {number}"


def _late(job: Running, limits: Limits) -> bool:
    return time.monotonic() - job.started > PATIENCE * limits.seconds


def _last_cell(job: Running) -> tuple[str, str, int]:
    text = _read(job.folder / "cell.txt")
    return tuple(json.loads(text)) if text else ("", "antes de empezar", 0)


def _tail(job: Running) -> str:
    return "\n".join(_read(job.folder / "log.txt").splitlines()[-5:])


def _read(path: Path, most: int = 100_000) -> str:
    """Devuelve el texto de un archivo o, si es enorme, su final."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - most))
        return file.read().decode("utf-8", "replace")


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
