"""La caché: lo que dejó cada programa, por el contenido de lo que lo determina.

Una entrada es una carpeta `<programa>-<clave>` con `result.json`, las figuras, los
datos y `manifest.json`, que guarda la huella de cada archivo. Se escribe aparte y se
renombra al final: o está entera o no está. Los fallos no se guardan.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docbuild.course.programs import Program
from docbuild.course.project import Project
from docbuild.site.social_cards import FOLDER as CARDS
from docbuild.site.swap import remove

# lo que, dentro del constructor, decide el resultado de un programa
BUILDER = ("course/programs.py", "run/cache.py", "run/figures.py", "run/preload.py")
BUILDER += ("run/runner.py", "run/seeds.py", "run/worker.py")

COURSE_BLOCK = re.compile(r"(?ms)^# Curso:.*?(?=^# |\Z)")
NAME = re.compile(r"^[A-Za-z][\w.-]*", re.MULTILINE)
MANIFEST = "manifest.json"
LOCK = "cerrojo"  # el archivo que hace pasar a las construcciones de una en una
DATA = "datos-"  # así empieza el nombre de los archivos de datos
KEPT = 3  # entradas por programa
# lo que el constructor lee de un resultado y de cada una de sus celdas
RESULT = {"cells", "data", "numbers", "reads", "seconds"}
CELL = {"figures", "output", "seconds", "section", "seeds"}
DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    return digest(path.read_bytes()) if path.is_file() else ""


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _builder() -> list[str]:
    return [file_digest(Path(__file__).parents[1] / name) for name in BUILDER]


LOADED = _builder()  # el constructor en marcha; el del disco puede cambiar mientras sirve


@dataclass(frozen=True)
class Entry:
    """El resultado guardado de un programa."""

    folder: Path
    result: dict

    def figure(self, name: str) -> bytes:
        return (self.folder / f"{name}.svg").read_bytes()

    def data(self, name: str) -> bytes:
        return (self.folder / f"{DATA}{name}").read_bytes()


class DamagedEntry(Exception):
    """Una entrada no coincide con su manifiesto."""


@functools.lru_cache
def installed(requirements: str = "") -> tuple[str, ...]:
    """Devuelve los paquetes que un programa puede importar, con su versión.

    Son los del bloque «Curso» de requirements.txt y todo lo que piden; sin él, los instalados.
    """
    block = COURSE_BLOCK.search(requirements)
    pending = NAME.findall(block[0]) if block else []
    pending = pending or [item.metadata["Name"] for item in importlib.metadata.distributions()]
    found: dict[str, str] = {}
    while pending:
        name = re.sub(r"[-_.]+", "-", pending.pop()).lower()
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            if name not in found:
                found[name] = importlib.metadata.version(name)
                wanted = importlib.metadata.requires(name) or [] if block else []
                pending += [NAME.match(item)[0] for item in wanted if "extra ==" not in item]
    return tuple(f"{name}=={version}" for name, version in sorted(found.items()))


def key(project: Project, program: Program) -> str:
    """Devuelve la clave: cambia si cambia algo de lo que el resultado depende."""
    parts = {
        "path": program.path,
        "source": program.source,
        "cells": [(cell.line, cell.section, cell.source) for cell in program.cells],
        "matplotlibrc": file_digest(project.matplotlibrc),
        "builder": [LOADED, _builder()],
        "python": sys.version_info[:2],
        "machine": (platform.system(), platform.machine()),
        "packages": installed(_text(project.root / "requirements.txt")),
    }
    return digest(json.dumps(parts).encode())[:32]


def load(project: Project, program: Program) -> Entry | None:
    """Devuelve la entrada del programa o None si no hay ninguna válida.

    Lanza DamagedEntry si la hay pero está dañada; entonces la borra.
    """
    folder = project.cache / f"{program.name}-{key(project, program)}"
    if not os.path.lexists(folder):
        return None
    try:
        result = _verified(folder)
        same = _same_reads(project, result["reads"])
    except DAMAGE as error:
        _forget(folder)
        raise DamagedEntry(project.relative(folder)) from error
    if not same:
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)
    return Entry(folder, result)


def store(project: Project, program: Program, key: str, folder: Path, result: dict) -> Entry:
    """Guarda lo que el programa dejó en `folder` y devuelve la entrada.

    La clave es la de antes de ejecutarlo: lo que cambie mientras corre no cuenta.
    """
    project.cache.mkdir(parents=True, exist_ok=True)
    target = project.cache / f"{program.name}-{key}"
    draft = Path(tempfile.mkdtemp(prefix="borrador-", dir=project.cache))
    try:
        _write_draft(draft, folder, result)
        _forget(target)
        os.rename(draft, target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            error.filename, error.filename2 = str(project.cache), None
            raise  # si no, otra construcción acaba de guardar lo mismo
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Entry(target, result)


def repair(project: Project) -> list[str]:
    """Hace la carpeta de la caché, borra lo que ocupe su lugar o el del cerrojo y lo avisa."""
    notices = []
    for folder in (project.cache.parent, project.cache, project.cache.with_name(CARDS)):
        if os.path.lexists(folder) and not folder.is_dir():
            remove(folder)
            notices.append(f"{project.relative(folder)}: no era una carpeta; se borra y se rehace")
    project.cache.mkdir(parents=True, exist_ok=True)
    lock = project.cache / LOCK
    if os.path.lexists(lock) and (lock.is_symlink() or not lock.is_file()):
        remove(lock)
        notices.append(f"{project.relative(lock)}: no era un archivo; se borra y se rehace")
    return notices


def _forget(path: Path) -> None:
    """Borra una entrada, o lo que ocupe su lugar; si no se puede, queda para otra vez."""
    with contextlib.suppress(OSError):
        remove(path)


def _write_draft(draft: Path, folder: Path, result: dict) -> None:
    for file in _files(result):
        shutil.copyfile(folder / file, draft / file)
    text = json.dumps(result, indent=1)
    (draft / "result.json").write_text(text, encoding="utf-8")
    manifest = {file.name: file_digest(file) for file in draft.iterdir()}
    (draft / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _verified(folder: Path) -> dict:
    if folder.is_symlink():
        raise ValueError("una entrada es una carpeta de verdad")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, expected in manifest.items():
        if file_digest(folder / name) != expected:
            raise ValueError(f"{name} no coincide con el manifiesto")
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if set(manifest) != {"result.json", *_files(result)}:
        raise ValueError("el manifiesto no nombra los archivos del resultado")
    if RESULT - set(result) or any(CELL - set(cell) for cell in result["cells"]):
        raise ValueError("al resultado le faltan partes")
    return result


def _files(result: dict) -> list[str]:
    """Devuelve los archivos que acompañan al resultado: figuras y datos."""
    names = [figure["name"] for cell in result["cells"] for figure in cell["figures"]]
    figures = [f"{name}{end}.svg" for name in names for end in ("", "-dark")]
    return figures + [DATA + name for name in result["data"]]


def _same_reads(project: Project, reads: dict[str, str]) -> bool:
    return all(file_digest(project.root / name) == known for name, known in reads.items())


def last_seconds(project: Project, program: Program) -> float:
    """Devuelve lo que tardó la última vez, con cualquier clave, o infinito."""
    for folder in _entries(project, program.name):
        with contextlib.suppress(*DAMAGE):
            text = (folder / "result.json").read_text(encoding="utf-8")
            return float(json.loads(text)["seconds"])
    return float("inf")


def clean(project: Project, names: set[str]) -> None:
    """Borra lo que no es una entrada, las que no tienen programa y las que sobran de cada uno."""
    for path in project.cache.iterdir():
        entry = path.is_dir() and not path.is_symlink() and path.name.rpartition("-")[0] in names
        if not entry and path.name != LOCK:
            _forget(path)
    for name in names:
        for folder in _entries(project, name)[KEPT:]:
            _forget(folder)


def _entries(project: Project, name: str) -> list[Path]:
    """Devuelve las entradas de un programa, primero la usada más tarde."""
    folders = [
        folder
        for folder in project.cache.glob(f"{name}-*")
        if folder.name.rpartition("-")[0] == name
    ]
    return sorted(folders, key=lambda folder: folder.lstat().st_mtime, reverse=True)
