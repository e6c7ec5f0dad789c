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
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docbuild.programs import Program
from docbuild.project import Project

# lo que, dentro del constructor, decide el resultado de un programa
BUILDER = ("cache.py", "figures.py", "preload.py", "programs.py", "runner.py", "worker.py")
MANIFEST = "manifest.json"
DATA = "datos-"  # así empieza el nombre de los archivos de datos
KEPT = 3  # entradas por programa


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    return digest(path.read_bytes()) if path.is_file() else ""


def _builder() -> list[str]:
    return [file_digest(Path(__file__).with_name(name)) for name in BUILDER]


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


@functools.lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """Devuelve los paquetes que un programa puede importar, con su versión."""
    found = {
        (dist.metadata["Name"] or "").lower(): dist.version
        for dist in importlib.metadata.distributions()
    }
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
        "packages": installed(),
    }
    return digest(json.dumps(parts).encode())[:32]


def load(project: Project, program: Program) -> Entry | None:
    """Devuelve la entrada del programa o None si no hay ninguna válida.

    Lanza DamagedEntry si la hay pero está dañada; entonces la borra.
    """
    folder = project.cache / f"{program.name}-{key(project, program)}"
    if not folder.is_dir():
        return None
    try:
        result = _verified(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DamagedEntry(project.relative(folder)) from error
    if not _same_reads(project, result["reads"]):
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
        shutil.rmtree(target, ignore_errors=True)
        os.rename(draft, target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            error.filename = str(project.cache)
            raise  # si no, otra construcción acaba de guardar lo mismo
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Entry(target, result)


def _write_draft(draft: Path, folder: Path, result: dict) -> None:
    for file in _files(result):
        shutil.copyfile(folder / file, draft / file)
    text = json.dumps(result, indent=1)
    (draft / "result.json").write_text(text, encoding="utf-8")
    manifest = {file.name: file_digest(file) for file in draft.iterdir()}
    (draft / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _verified(folder: Path) -> dict:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, expected in manifest.items():
        if file_digest(folder / name) != expected:
            raise ValueError(f"{name} no coincide con el manifiesto")
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if set(manifest) != {"result.json", *_files(result)}:
        raise ValueError("el manifiesto no nombra los archivos del resultado")
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
        with contextlib.suppress(OSError, ValueError, KeyError):
            return json.loads((folder / "result.json").read_text(encoding="utf-8"))["seconds"]
    return float("inf")


def clean(project: Project, names: set[str]) -> None:
    """Borra las entradas sin programa y las que sobran de cada uno."""
    for folder in project.cache.iterdir():
        name = folder.name.rpartition("-")[0]
        if folder.is_dir() and name not in names:
            shutil.rmtree(folder, ignore_errors=True)
    for name in names:
        for folder in _entries(project, name)[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _entries(project: Project, name: str) -> list[Path]:
    """Devuelve las entradas de un programa, primero la usada más tarde."""
    folders = [
        folder
        for folder in project.cache.glob(f"{name}-*")
        if folder.name.rpartition("-")[0] == name
    ]
    return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
