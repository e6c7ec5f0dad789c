"""El cambio de sitio: muera cuando muera, el sitio que hay es el de antes o el nuevo, entero."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from docbuild.build import DISK_ERRORS
from docbuild.site import swap

ROOT = Path(__file__).resolve().parents[2]
FILES = 20
# Publica sitios sin parar: todos los archivos de uno dicen lo mismo.
PUBLISHER = """\
import contextlib, sys
from pathlib import Path
from docbuild.site import swap

name, rounds, step = sys.argv[1], int(sys.argv[2]), sys.argv[3]
lock = contextlib.nullcontext
if step == "cerrojo":
    from docbuild.build import locked
    from docbuild.course.project import Project
    from docbuild.console import error_console
    lock = lambda: locked(Project(Path.cwd()), error_console())
elif step == "dos":
    swap._exchange = lambda *_: False
for number in range(rounds):
    with lock():
        new = swap.prepare(Path("site"))
        for page in range({files}):
            (new / f"{{page}}.html").write_text(f"{{name}} {{number}}")
        swap.swap(new, Path("site"))
    if number == 0:
        print("publicado", flush=True)
"""


def publisher(folder: Path, name: str, rounds: int, step: str) -> subprocess.Popen:
    command = [sys.executable, "-c", PUBLISHER.format(files=FILES), name, str(rounds), step]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def whole(site: Path) -> str:
    """Exige que estén todos los archivos de un mismo sitio y devuelve lo que dicen."""
    texts = [(site / f"{page}.html").read_text() for page in range(FILES)]
    assert len(set(texts)) == 1 and len(list(site.iterdir())) == FILES
    return texts[0]


@pytest.fixture(params=[True, False], ids=["un paso", "dos pasos"])
def exchange(request, monkeypatch) -> bool:
    """El cambio en un paso, y el de los discos que no saben."""
    if not request.param:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    return request.param


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Un sitio publicado."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.html").write_text("viejo")
    return folder


def publish(site: Path, text: str = "nuevo") -> None:
    new = swap.prepare(site)
    (new / "a.html").write_text(text)
    swap.swap(new, site)


def names(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


def test_swap(site: Path, exchange: bool) -> None:
    """El nuevo ocupa el lugar del viejo y no deja restos."""
    publish(site)
    assert (site / "a.html").read_text() == "nuevo"
    assert names(site) == ["site"]


def test_first_site(tmp_path: Path) -> None:
    publish(tmp_path / "otra" / "site")
    assert (tmp_path / "otra/site/a.html").read_text() == "nuevo"


def test_half_done_swap_is_undone(site: Path) -> None:
    """Si solo quedó el viejo con el otro nombre, vuelve antes de construir nada."""
    site.rename(site.with_name("site.viejo"))
    site.with_name("site.nuevo").mkdir()
    swap.prepare(site)
    assert (site / "a.html").read_text() == "viejo"
    assert names(site) == ["site", "site.nuevo"]


def test_failure_between_the_two_steps(site: Path, monkeypatch) -> None:
    """Si el segundo cambio de nombre no se puede, el primero se deshace."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    new, rename = swap.prepare(site), Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path == new:
            raise OSError(errno.EIO, "falla")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="falla"):
        swap.swap(new, site)
    assert (site / "a.html").read_text() == "viejo"


def a_file(path: Path) -> None:
    path.write_text("x")


def a_link(path: Path) -> None:
    path.symlink_to("nada")


def a_closed_folder(path: Path) -> None:
    (path / "dentro/hondo").mkdir(parents=True)
    (path / "dentro/enlace").symlink_to("/")
    for folder in (path / "dentro/hondo", path / "dentro", path):
        folder.chmod(0o500)


@pytest.mark.parametrize("name", ["site.viejo", "site.nuevo"])
@pytest.mark.parametrize("obstacle", [a_file, a_link, a_closed_folder])
def test_something_in_the_way(site: Path, name: str, obstacle, exchange: bool) -> None:
    """Lo que ocupe el lugar de los provisionales se borra."""
    obstacle(site.with_name(name))
    publish(site)
    assert (site / "a.html").read_text() == "nuevo"
    assert names(site) == ["site"]


def test_read_only_site(site: Path, exchange: bool) -> None:
    """Un sitio de solo lectura también cambia, todas las veces."""
    for text in ("uno", "dos"):
        site.chmod(0o500)
        publish(site, text)
        assert (site / "a.html").read_text() == text
    assert names(site) == ["site"]


def test_site_is_a_file(tmp_path: Path) -> None:
    """Un archivo con el nombre del sitio es de alguien: no se toca."""
    (tmp_path / "site").write_text("mío")
    with pytest.raises(NotADirectoryError):
        swap.prepare(tmp_path / "site")
    assert names(tmp_path / "site") == ["site"]


def test_mount_point(site: Path, monkeypatch) -> None:
    """Un punto de montaje no puede cambiar de nombre: se dice antes de construir."""
    monkeypatch.setattr(os.path, "ismount", lambda path: path == site)
    with pytest.raises(OSError) as caught:
        swap.prepare(site)
    assert (caught.value.errno, caught.value.filename) == (errno.EBUSY, str(site))
    assert errno.EBUSY in DISK_ERRORS


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.EBUSY])
def test_exchange_that_fails(site: Path, monkeypatch, code: int) -> None:
    """Si el disco no sabe intercambiar, se hace en dos pasos; otro error se dice."""
    monkeypatch.setattr(swap.ctypes, "get_errno", lambda: code)
    monkeypatch.setattr(swap, "RENAME_EXCHANGE", -1)
    if code != errno.EBUSY:
        publish(site)
        assert (site / "a.html").read_text() == "nuevo"
        return
    with pytest.raises(OSError) as caught:
        publish(site)
    assert (caught.value.errno, caught.value.filename) == (code, str(site))
    assert (site / "a.html").read_text() == "viejo"


def test_two_at_once(tmp_path: Path) -> None:
    """Dos a la vez, 20 rondas cada una: nadie ve ni deja un sitio a medias."""
    both = [publisher(tmp_path, name, 20, "cerrojo") for name in ("uno", "dos")]
    done = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], done
    assert whole(tmp_path / "site").endswith(" 19")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".docbuild", "site"]


@pytest.mark.parametrize("step", ["uno", "dos"])
def test_killed_at_random(tmp_path: Path, step: str) -> None:
    """Se mate cuando se mate, hay un sitio entero, y lo hay antes de construir otra vez."""
    site, chance = tmp_path / "site", random.Random(0)
    for _ in range(25):
        process = publisher(tmp_path, "uno", 100_000, step)
        assert process.stdout.readline() == "publicado\n"
        time.sleep(chance.random() / 50)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert step == "dos" or site.is_dir()
        swap.recover(site)
        whole(site)
