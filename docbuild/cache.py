"""La caché: lo que dejó cada programa, por el contenido de lo que lo determina.

Una entrada es una carpeta `<programa>-<clave>` con `result.json`, las figuras y
`manifest.json`, que guarda la huella de cada fichero. Se escribe aparte y se
renombra al final: o está entera o no está. Los fallos no se guardan.
"""

from __future__ import annotations

import contextlib
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
KEPT = 3  # entradas por programa


@dataclass(frozen=True)
class Entry:
    """El resultado guardado de un programa."""

    folder: Path
    result: dict

    def figure(self, name: str) -> bytes:
        return (self.folder / f"{name}.svg").read_bytes()


class DamagedEntry(Exception):
    """Una entrada no coincide con su manifiesto."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
    here = Path(__file__).parent
    style = project.matplotlibrc
    parts = {
        "path": program.path,
        "source": program.source,
        "cells": [(cell.line, cell.section, cell.source) for cell in program.cells],
        "matplotlibrc": digest(style.read_bytes()) if style.is_file() else "",
        "builder": [digest((here / name).read_bytes()) for name in BUILDER],
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
    except (OSError, ValueError, KeyError, TypeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DamagedEntry(project.relative(folder)) from error
    if not _same_reads(project, result["reads"]):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)
    return Entry(folder, result)


def store(project: Project, program: Program, folder: Path, result: dict) -> Entry:
    """Guarda lo que el programa dejó en `folder` y devuelve la entrada."""
    project.cache.mkdir(parents=True, exist_ok=True)
    result = result | {
        "reads": {name: _file_digest(project.root / name) for name in result["reads"]}
    }
    target = project.cache / f"{program.name}-{key(project, program)}"
    draft = Path(tempfile.mkdtemp(prefix="borrador-", dir=project.cache))
    try:
        _write_draft(draft, folder, result)
        shutil.rmtree(target, ignore_errors=True)
        with contextlib.suppress(FileExistsError):
            os.rename(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Entry(target, result)


def _write_draft(draft: Path, folder: Path, result: dict) -> None:
    names = [figure["name"] for cell in result["cells"] for figure in cell["figures"]]
    for name in names:
        for file in (f"{name}.svg", f"{name}-dark.svg"):
            shutil.copyfile(folder / file, draft / file)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (draft / "result.json").write_text(text, encoding="utf-8")
    manifest = {file.name: _file_digest(file) for file in draft.iterdir()}
    (draft / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _verified(folder: Path) -> dict:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if "result.json" not in manifest:
        raise ValueError("el manifiesto no nombra result.json")
    for name, expected in manifest.items():
        if _file_digest(folder / name) != expected:
            raise ValueError(f"{name} no coincide con el manifiesto")
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


def _same_reads(project: Project, reads: dict[str, str]) -> bool:
    return all(_file_digest(project.root / name) == known for name, known in reads.items())


def _file_digest(path: Path) -> str:
    return digest(path.read_bytes()) if path.is_file() else ""


def last_seconds(project: Project, program: Program) -> float:
    """Devuelve lo que tardó la última vez, con cualquier clave, o infinito."""
    for folder in _entries(project, program.name):
        with contextlib.suppress(OSError, ValueError, KeyError):
            return json.loads((folder / "result.json").read_text(encoding="utf-8"))["seconds"]
    return float("inf")


def clean(project: Project, names: set[str]) -> None:
    """Borra las entradas sin programa y las que sobran de cada uno."""
    if not project.cache.is_dir():
        return
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
