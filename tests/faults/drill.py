"""Cómo se estropea la copia y cómo se sabe dónde."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from faults import DELETED, Fault

STALE = "el fallo ya no se puede aplicar"
Seen = tuple[str, list[str]]  # el sitio que se debe nombrar y los mensajes


def edited(path: Path, fault: Fault) -> str | None:
    """Devuelve el texto estropeado, o None si el fallo es que el archivo falte."""
    if not fault.old:
        exists = path.exists()
        assert exists == (fault.new == DELETED), f"{STALE}: {fault.file} existe: {exists}"
        return None if fault.new == DELETED else fault.new
    assert path.is_file(), f"{STALE}: no existe {fault.file}"
    text = path.read_text(encoding="utf-8")
    count = text.count(fault.old)
    assert count == 1, f"{STALE}: en {fault.file}, «{fault.old}» está {count} veces, no una"
    return text.replace(fault.old, fault.new)


def spoil(root: Path, fault: Fault) -> None:
    """Pone el fallo en la copia; lo que era un enlace pasa a ser un archivo aparte."""
    path = root / fault.file
    text = edited(path, fault)
    path.unlink(missing_ok=True)
    if text is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def broken(root: Path, fault: Fault) -> Iterator[str]:
    """Estropea un archivo y al salir lo deja como estaba; da el sitio que se debe nombrar."""
    path = root / fault.file
    before = path.read_bytes() if path.exists() else None
    try:
        spoil(root, fault)
        yield place(root, fault)
    finally:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)


def place(root: Path, fault: Fault) -> str:
    """Devuelve «archivo:línea»: donde dice el fallo o, si no dice nada, donde está el cambio."""
    file, _, wanted = (fault.at or f"{fault.file}|").partition("|")
    if fault.at and not wanted:
        return file
    text = (root / file).read_text(encoding="utf-8")
    if not wanted:
        common = len(os.path.commonprefix([fault.old, fault.new]))
        start = text.find(fault.new) + common
    else:
        start = text.find(wanted)
        assert start >= 0, f"{STALE}: «{wanted}» no está en {file}"
    return f"{file}:{text.count(chr(10), 0, start) + 1}"
