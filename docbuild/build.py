"""La construcción entera: comprobar, ejecutar lo que cambió, verificar y publicar.

Los laboratorios se ejecutan aparte, con `build_laboratories`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from docbuild.course.course import Course
from docbuild.course.laboratories import (
    COMMAND,
    explained,
    is_laboratory,
    missing,
    missing_problem,
    no_network,
)
from docbuild.course.pages import reading_name
from docbuild.course.problems import Problem, did_you_mean
from docbuild.course.programs import Program
from docbuild.course.project import Project
from docbuild.publish.files import laboratory_files, publish, write_changed
from docbuild.rules.load import load_course
from docbuild.rules.results import verify, verify_laboratory
from docbuild.run import cache
from docbuild.run.progress import ProgramProgress
from docbuild.run.runner import Limits, Outcome, cores, run_programs

DEFAULT_LIMITS = Limits()
LABORATORY_LIMITS = Limits(seconds=1800, memory_gb=8)
ROOM = (
    "Libera espacio o da permiso de escritura en esa carpeta.\n"
    "Lo que ya estaba construido sigue ahí."
)
IN_THE_WAY = "Borra o mueve lo que hay ahí: su lugar es de lo que se construye."
DISK_ERRORS = {
    errno.ENOSPC: ("no queda espacio en el disco", ROOM),
    errno.EDQUOT: ("se agotó la cuota de disco", ROOM),
    errno.EROFS: ("el disco es de solo lectura", ROOM),
    errno.EACCES: ("no hay permiso para leer o escribir", ROOM),
    errno.EPERM: ("no hay permiso para leer o escribir", ROOM),
    errno.EIO: ("el disco falla", "Prueba en otro disco.\nLo que ya estaba construido sigue ahí."),
    errno.EBUSY: (
        "es un punto de montaje y su nombre no se puede cambiar",
        "Construye en una carpeta de dentro: `mkdocs build --strict -d carpeta/sitio`",
    ),
    errno.EXDEV: ("está en otro disco", "Construye en una carpeta de un solo disco, con «-d»."),
    errno.ENOTDIR: ("hay un archivo donde va una carpeta", IN_THE_WAY),
    errno.EEXIST: ("hay un archivo donde va una carpeta", IN_THE_WAY),
    errno.ENOTEMPTY: ("hay otra cosa en su lugar", IN_THE_WAY),
    errno.EISDIR: ("hay una carpeta donde va un archivo", IN_THE_WAY),
    errno.ELOOP: ("es un enlace que da vueltas", IN_THE_WAY),
}


@dataclass
class Report:
    """Lo que hizo una construcción."""

    problems: list[Problem] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    cached: list[str] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def build(
    project: Project,
    only: list[str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    console: Console | None = None,
    held: bool = False,
) -> Report:
    """Construye el curso y devuelve qué pasó. Con problemas, no publica nada.

    `only` limita la ejecución a unos programas; los demás salen de la caché, y
    si alguno no está en ella tampoco se publica nada. `held` dice que quien llama
    ya tiene el cerrojo.
    """
    console = console or Console(quiet=True)
    report = Report()
    lock = contextlib.nullcontext() if held else locked(project, console)
    with friendly_disk_errors(project, report), lock:
        course = load_course(project)
        report.problems += course.problems
        report.problems += _unknown(course, only or [])
        entries = collect(course.project, _chosen(course, only), limits, console, report)
        if only:
            others = [program for program in course.programs if program.name not in entries]
            entries |= _from_cache(project, others, report)
        report.problems += verify(course, entries)
        laboratories = _laboratory_entries(course, report)
        missing = sorted(set(course.by_name) - set(entries))
        if missing and not report.problems:
            report.notices.append(f"no se publica nada: falta ejecutar {', '.join(missing)}")
        elif not report.problems:
            report.changed = publish(course, entries, laboratories)
            readings = {reading_name(page) for page in course.pages}
            cache.clean(project, set(course.by_name) | course.laboratory_names | readings)
    return report


def build_laboratories(project: Project, only: list[str], console: Console) -> Report:
    """Ejecuta los laboratorios cuyos datos están en la caché de Keras y escribe sus cuadernos.

    No descarga nada: de los demás dice qué les falta. `only` limita cuáles, si no está vacía.
    """
    report = Report()
    with friendly_disk_errors(project, report), locked(project, console):
        course = load_course(project)
        report.problems += [item for item in course.problems if is_laboratory(item.path)]
        names = [program.name for program in course.laboratories]
        report.problems += [
            Problem(
                "snippets/laboratorios",
                0,
                f"ningún laboratorio se llama «{name}»",
                hint=did_you_mean(name, names) or "Laboratorios: " + ", ".join(names),
            )
            for name in only
            if name not in names
        ]
        broken = {problem.path for problem in report.problems}
        chosen = [
            program
            for program in course.laboratories
            if program.path not in broken and (not only or program.name in only)
        ]
        report.problems += [missing_problem(program) for program in chosen if missing(program)]
        ready = [program for program in chosen if not missing(program)]
        with no_network():
            collect(project, ready, LABORATORY_LIMITS, console, report)
        report.problems = [explained(problem) for problem in report.problems]
        entries = _laboratory_entries(course, report)
        if not broken:
            report.changed = write_changed(laboratory_files(course, entries))
    return report


def _laboratory_entries(course: Course, report: Report) -> dict[str, cache.Entry]:
    """Devuelve lo que dejó la última ejecución de cada laboratorio, si es de este programa."""
    entries = _from_cache(course.project, course.laboratories, report)
    for program in course.laboratories:
        if entry := entries.get(program.name):
            report.problems += verify_laboratory(program, entry)
    return entries


def collect(
    project: Project,
    programs: list[Program],
    limits: Limits,
    console: Console,
    report: Report,
) -> dict[str, cache.Entry]:
    """Devuelve la entrada de cada programa; ejecuta los que no están en la caché."""
    entries = _from_cache(project, programs, report)
    keys = {program.name: cache.key(project, program) for program in programs}
    report.cached += sorted(entries)
    pending = [program for program in programs if program.name not in entries]
    if not pending:
        return entries
    expected = {item.name: cache.last_seconds(project, item) for item in pending}
    # Los más largos, delante; de los que no han corrido nunca, los de más código.
    pending.sort(key=lambda item: (-expected[item.name], not item.needs_keras, -len(item.source)))
    with ProgramProgress(console, dict(expected), cores()) as progress:

        def finish(outcome: Outcome) -> None:
            program = outcome.program
            report.problems.extend(outcome.problems)
            if outcome.result is not None and not outcome.problems:
                key = keys[program.name]
                entry = cache.store(project, program, key, outcome.folder, outcome.result)
                entries[program.name] = entry
                report.ran.append(program.name)
            progress.notify("falla" if outcome.problems else "hecho", program)

        run_programs(project, pending, limits, finish, progress.notify)
    return entries


def _from_cache(
    project: Project, programs: list[Program], report: Report
) -> dict[str, cache.Entry]:
    found = {}
    for program in programs:
        try:
            entry = cache.load(project, program)
        except cache.DamagedEntry as error:
            message = "la entrada de la caché está dañada; se ejecuta otra vez"
            report.notices.append(f"{error}: {message} {program.name}")
        else:
            found |= {program.name: entry} if entry else {}
    return found


def _chosen(course: Course, only: list[str] | None) -> list[Program]:
    return [
        program
        for program in course.programs
        if program.path not in course.unfit and (not only or program.name in only)
    ]


def _unknown(course: Course, only: list[str]) -> list[Problem]:
    return [
        Problem(
            "snippets",
            0,
            f"ningún programa se llama «{name}»",
            hint=f"Es un laboratorio: {COMMAND} {name}"
            if name in course.laboratory_names
            else did_you_mean(name, course.by_name) or "Programas: " + ", ".join(course.by_name),
        )
        for name in only
        if name not in course.by_name
    ]


def disk_problem(project: Project, error: OSError) -> Problem | None:
    """Devuelve el problema de un disco que no deja escribir, o nada si el error es otro."""
    if error.errno not in DISK_ERRORS:
        return None  # es un fallo del constructor
    place = Path(error.filename2 or error.filename or project.cache)
    path = project.relative(place) if place.is_relative_to(project.root) else str(place)
    message, hint = DISK_ERRORS[error.errno]
    return Problem(path, 0, message, hint=hint)


@contextlib.contextmanager
def friendly_disk_errors(project: Project, report: Report) -> Iterator[None]:
    """Convierte un disco lleno o de solo lectura en un problema con su remedio."""
    try:
        yield
    except OSError as error:
        if not (problem := disk_problem(project, error)):
            raise
        report.problems.append(problem)


@contextlib.contextmanager
def locked(project: Project, console: Console) -> Iterator[None]:
    """Deja pasar las construcciones de una en una; si el proceso muere, pasa la siguiente."""
    for notice in cache.repair(project):
        console.print(f"Aviso: {notice}", style="yellow", markup=False, highlight=False)
    with open(project.cache / cache.LOCK, "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("Hay otra construcción en marcha: espero a que termine.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
