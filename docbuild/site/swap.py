"""El cambio de sitio: el nuevo ocupa el lugar del anterior de una vez, o no pasa nada.

El sitio se escribe en `site.nuevo` y al final Linux intercambia los dos nombres en un solo paso.
Donde no sabe hacerlo se cambian uno detrás de otro: si la construcción muere entre los dos, el
sitio queda en `site.viejo` y la siguiente lo devuelve a su lugar al empezar.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # de <fcntl.h> y <linux/fs.h>
UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)  # núcleo o disco que no intercambia


def prepare(site: Path) -> Path:
    """Deja el sitio anterior en su lugar y devuelve la carpeta vacía donde escribir el nuevo."""
    recover(site)
    if os.path.lexists(site) and not site.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "no es una carpeta", str(site))
    if os.path.ismount(site):
        raise OSError(errno.EBUSY, "es un punto de montaje", str(site))
    new = _beside(site, ".nuevo")
    remove(new)
    new.mkdir(parents=True)
    return new


def recover(site: Path) -> None:
    """Deshace un cambio que quedó a medias y borra lo que otro ya acabado dejó."""
    old = _beside(site, ".viejo")
    if not os.path.lexists(site) and old.is_dir() and not old.is_symlink():
        old.rename(site)
    remove(old)


def swap(new: Path, site: Path) -> None:
    """Pone el sitio nuevo en el lugar del anterior, y borra el anterior."""
    if not os.path.lexists(site):
        new.rename(site)
    elif not _exchange(new, site):
        try:
            site.rename(_beside(site, ".viejo"))
            new.rename(site)
        finally:
            recover(site)
    remove(new)


def remove(path: Path) -> None:
    """Borra lo que haya: un archivo, un enlace o una carpeta, aunque sea de solo lectura."""
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    path.chmod(0o700)
    for folder, names, _ in os.walk(path):
        for inside in (Path(folder, name) for name in names):
            if not inside.is_symlink():
                inside.chmod(0o700)
    shutil.rmtree(path)


def _beside(site: Path, ending: str) -> Path:
    return site.with_name(site.name + ending)


def _exchange(one: Path, other: Path) -> bool:
    """Intercambia los dos nombres en un paso; devuelve False si aquí no se puede."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False  # no es Linux
    names = os.fsencode(one), os.fsencode(other)
    if call(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    if (code := ctypes.get_errno()) in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))
