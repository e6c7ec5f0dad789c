"""Cómo se estropea la copia del proyecto y cómo se sabe dónde."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from faults import DELETED, Fault

STALE = "el fallo ya no se puede aplicar"


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


@contextlib.contextmanager
def broken(root: Path, fault: Fault) -> Iterator[str]:
    """Estropea un archivo y al salir lo deja como estaba; da el sitio que se debe nombrar."""
    path, before = root / fault.file, ""
    text = edited(path, fault)
    aside = root.with_name(f"{root.name}-intacto")
    if path.exists():
        before = path.read_bytes().decode(errors="replace")
        path.rename(aside)
    try:
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        yield place(root, fault, before, text or "")
    finally:
        path.unlink(missing_ok=True)
        if aside.is_symlink() or aside.exists():
            aside.rename(path)


def place(root: Path, fault: Fault, before: str, after: str) -> str:
    """Devuelve «archivo:línea»: donde dice el fallo o, si no dice nada, donde está el cambio."""
    if not fault.at:
        common = len(os.path.commonprefix([before, after]))
        return f"{fault.file}:{after.count(chr(10), 0, common) + 1}"
    file, _, text = fault.at.partition("|")
    if not text:
        return file
    lines = (root / file).read_text(encoding="utf-8").split("\n")
    found = [number for number, line in enumerate(lines, start=1) if text in line]
    assert found, f"{STALE}: «{text}» no está en {file}"
    return f"{file}:{found[0]}"
