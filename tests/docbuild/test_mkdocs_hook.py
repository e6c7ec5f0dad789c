"""El enganche de MkDocs: construye antes que el sitio y lo publica entero o nada."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docbuild.__main__ import INTERRUPTED
from docbuild.site.zip import ZIP

ROOT = Path(__file__).resolve().parents[2]
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
STRICT = ("mkdocs", "build", "--strict")


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Todo lo que hay en una carpeta, con su contenido y su fecha."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def site(make_course, section):
    """Un curso cuyo sitio ya se ha construido con `mkdocs build --strict`."""
    course = make_course()
    course.extra = "La suma es {{ num.suma.total | decimals }}."
    course.add(
        "suma",
        section("x", "total = 2.5\nprint('salida de la suma')"),
        section("y", PLOT, figures=1),
    )
    done = course.run(*STRICT)
    assert done.returncode == 0, done.stderr
    course.first = files(course.root / "site")
    course.page = (course.root / "docs/demo/leccion.md").read_text(encoding="utf-8")
    return course


@pytest.fixture
def edited(site):
    """El mismo curso, que al acabar la prueba vuelve a estar como estaba."""
    yield site
    for name in set(site.programs) - {"suma"}:
        site.remove(name)
    site.save()
    assert files(site.root / "site") == site.first


def test_build(site) -> None:
    """Una sola orden ejecuta los programas y deja el sitio con lo que producen."""
    page = site.first["demo/leccion/index.html"][0].decode()
    assert "salida de la suma" in page
    assert "La suma es 2.50." in page
    assert "menos de 1 s en un núcleo" in page
    assert "figuras/suma/y.svg" in site.first
    assert "cuadernos/suma/index.html" in site.first
    assert not (site.root / "site.nuevo").exists()
    assert not (site.root / "site.viejo").exists()


def test_notebooks_are_not_searched(site) -> None:
    """Una lección no sale dos veces en la búsqueda: su cuaderno queda fuera."""
    index = json.loads(site.first["search/search_index.json"][0])
    places = {item["location"].split("#")[0] for item in index["docs"]}
    assert "demo/leccion/" in places
    assert not [place for place in places if "cuadernos" in place]


def test_failing_program(edited, section) -> None:
    """Si un programa falla, acaba en 1 sin traza y el sitio anterior queda byte a byte."""
    edited.add("resta", section("x", "1 / 0"))
    done = edited.run(*STRICT)
    assert done.returncode == 1
    assert "snippets/demo/resta.py:5: falla la sección «x»" in done.stderr
    output = done.stdout + done.stderr
    assert "El curso tiene problemas: el sitio anterior queda como estaba." in output
    assert "Traceback" not in output
    assert not (edited.root / "site.nuevo").exists()


def test_broken_link(edited) -> None:
    """También con un problema de las páginas."""
    edited.write("docs/demo/leccion.md", edited.page + "\n[roto](nada.md)\n")
    done = edited.run("mkdocs", "build")
    assert done.returncode == 1
    assert "el enlace «nada.md» no lleva a ningún archivo" in done.stderr


def test_strict_warning(edited) -> None:
    """Un aviso que solo ve MkDocs, en modo estricto, tampoco cambia el sitio."""
    edited.write("docs/demo/leccion.md", edited.page + "\n[roto][ref]\n\n[ref]: nada.md\n")
    done = edited.run(*STRICT)
    assert done.returncode == 1
    assert "WARNING" in done.stderr and "nada.md" in done.stderr
    assert not (edited.root / "site.nuevo").exists()


def test_quiet_strict_warning(edited) -> None:
    """Con `-q` un aviso también detiene la publicación, y se ve."""
    edited.write("docs/demo/leccion.md", edited.page + "\n[roto][ref]\n\n[ref]: nada.md\n")
    done = edited.run(*STRICT, "-q")
    assert done.returncode == 1
    assert "nada.md" in done.stderr
    assert "MkDocs da 1 aviso, arriba: el sitio anterior queda como estaba." in done.stdout


def test_error_of_another_plugin(edited) -> None:
    """Un error a mitad de la construcción no deja restos ni cambia el sitio."""
    config = (edited.root / "mkdocs.yml").read_text().replace("hooks: [", "hooks: [falla.py, ")
    edited.write("mkdocs.yml", config)
    edited.write(
        "falla.py",
        "def on_post_page(output, page, config):\n"
        "    if 'leccion' in page.url:\n"
        "        raise ValueError('ajeno')\n",
    )
    done = edited.run(*STRICT)
    assert done.returncode == 1
    assert "ValueError: ajeno" in done.stderr
    assert not (edited.root / "site.nuevo").exists()


def test_without_strict_warnings_are_published(course) -> None:
    """Sin `--strict` los avisos no impiden publicar; el sitio nuevo sustituye al viejo."""
    course.write("docs/index.md", "# Inicio\n\n[roto][ref]\n\n[ref]: nada.md\n")
    course.write("site/viejo.html", "adiós")
    course.write("site.viejo/resto.html", "de otra vez")
    done = course.run("mkdocs", "build")
    assert done.returncode == 0, done.stderr
    assert (course.root / "site/index.html").is_file()
    assert not (course.root / "site/viejo.html").exists()
    assert not (course.root / "site.viejo").exists()


def test_another_site_folder(course, section, tmp_path_factory) -> None:
    """El sitio puede ir a otra carpeta, que también cambia de una vez."""
    course.add("suma", section("x", "print(1)"))
    target = tmp_path_factory.mktemp("destino") / "sitio"
    done = course.run(*STRICT, "-d", str(target))
    assert done.returncode == 0, done.stderr
    assert (target / "demo/leccion/index.html").is_file()
    assert [path.name for path in target.parent.iterdir()] == ["sitio"]
    assert not list(course.root.glob("site*"))


def test_failing_first_build(course, section) -> None:
    """Si falla la primera vez, no hay sitio a medias."""
    course.add("resta", section("x", "1 / 0"))
    assert course.run(*STRICT).returncode == 1
    assert not list(course.root.glob("site*"))


def free_port() -> int:
    """Un puerto que nadie usa."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_from_another_folder(site, tmp_path: Path) -> None:
    """`mkdocs build -f …/mkdocs.yml` desde otra carpeta construye lo mismo."""
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(site.root / "mkdocs.yml")]
    elsewhere = tmp_path / "otra"
    elsewhere.mkdir()
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (site.root / "site" / "index.html").is_file()
    assert list(elsewhere.iterdir()) == []


def test_busy_port(site) -> None:
    """Un puerto ocupado se dice en una línea, antes de construir y sin traza."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = site.run("mkdocs", "serve", "-a", f"127.0.0.1:{port}")
    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert (
        f"El puerto {port} está ocupado: cierra el otro servidor "
        f"o usa «mkdocs serve -a 127.0.0.1:{port + 1}»." in output
    )
    assert "Traceback" not in output
    assert "Programas ejecutados" not in output


def test_address_of_another_machine(site) -> None:
    """Una dirección en la que no se puede servir también se dice sin traza."""
    done = site.run("mkdocs", "serve", "-a", "192.0.2.1:8000")
    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert "No se puede servir en 192.0.2.1:8000: " in output
    assert "Traceback" not in output


@pytest.fixture
def served(course, section) -> Iterator[tuple]:
    """Un curso con `mkdocs serve` en marcha: el curso, su página y su registro."""
    course.add("suma", section("x", "print('primera salida')"))
    port, log = free_port(), course.root / "registro.txt"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
            cwd=course.root,
            stdout=file,
            stderr=file,
        )
    yield course, f"http://127.0.0.1:{port}/curso/demo/leccion/", log
    process.send_signal(signal.SIGINT)
    try:
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()


def read(url: str) -> str:
    """La página servida, la de los problemas, o nada si el servidor todavía no responde."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return ""


def wait_for(condition: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    """Espera a que se cumpla la condición, o falla enseñando el registro."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)


def builds(log: Path) -> int:
    """Cuántas veces se ha construido."""
    return log.read_text().count("Building documentation...")


def settle(log: Path) -> int:
    """Espera a que deje de construir y devuelve cuántas veces lo hizo."""
    count, since = builds(log), time.monotonic()
    while time.monotonic() - since < 2:
        time.sleep(0.1)
        if builds(log) != count:
            count, since = builds(log), time.monotonic()
            assert count < 20, "no para de construir"
    return count


def test_serve(served) -> None:
    """Al servir, la página sigue a la prosa y a los programas, sobrevive a un fallo y descansa."""
    course, url, log = served
    wait_for(lambda: "primera salida" in read(url), log)
    assert settle(log) == 1
    assert course.run("docbuild").returncode == 0  # entre dos construcciones el cerrojo está libre

    page = course.root / "docs/demo/leccion.md"
    page.write_text(page.read_text().replace("Texto.", "Una frase nueva."))
    wait_for(lambda: "Una frase nueva." in read(url), log)

    program = course.root / "snippets/demo/suma.py"
    first = program.read_text()
    program.write_text(first.replace("primera", "segunda"))
    wait_for(lambda: "segunda salida" in read(url), log)
    assert settle(log) == 3  # una por cambio: lo que escribe la construcción no da otra vuelta

    program.write_text(first.replace("'primera salida'", "1 / 0"))
    wait_for(lambda: "falla la sección «x»" in read(url), log)
    assert "ZeroDivisionError" in read(url) and 'http-equiv="refresh"' in read(url)
    program.write_text(first.replace("primera", "tercera"))
    wait_for(lambda: "tercera salida" in read(url), log)
    assert "Traceback" not in log.read_text()
    assert not (course.root / "site").exists()


def whole(course) -> None:
    """El sitio tiene lo que debe y no hay restos de ninguna construcción."""
    site = course.root / "site"
    for name in ("index.html", "demo/leccion/index.html", "sitemap.xml", "assets", ZIP):
        assert (site / name).exists(), name
    assert "Content-Security-Policy" in (site / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in course.root.glob("site*")] == ["site"]


def at_once(course, count: int) -> list[str]:
    """Construye varias veces a la vez; todas acaban bien. Devuelve lo que dicen."""
    command = [sys.executable, "-m", *STRICT]
    builds = [
        subprocess.Popen(command, cwd=course.root, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    errors = [process.communicate(timeout=120)[1] for process in builds]
    assert [process.returncode for process in builds] == [0] * count, errors
    return errors


def test_two_sites_at_once(course) -> None:
    """Dos `mkdocs build` a la vez van una detrás de otra: el cerrojo cubre todo el sitio."""
    at_once(course, 2)
    whole(course)


@pytest.mark.slow_fault
@pytest.mark.skipif(os.environ.get("COURSE_CI") != "1", reason="tarda: con COURSE_CI=1")
def test_many_sites_at_once_and_killed(course) -> None:
    """Se mate cuando se mate, el sitio está entero y dos a la vez construyen después."""
    at_once(course, 1)
    chance = random.Random(0)
    for _ in range(6):
        killed = subprocess.Popen([sys.executable, "-m", *STRICT], cwd=course.root)
        with contextlib.suppress(subprocess.TimeoutExpired):
            killed.wait(timeout=chance.uniform(0.5, 2.5))
        killed.kill()
        killed.wait()
        assert (course.root / "site" / ZIP).is_file()
        at_once(course, 2)
        whole(course)


def test_docbuild_waits_for_the_site(course) -> None:
    """`python -m docbuild` espera a que el sitio acabe, y el cerrojo queda libre después."""
    course.write("espera.py", "def on_env(env, config, files):\n    input()\n")
    config = (course.root / "mkdocs.yml").read_text().replace("hooks: [", "hooks: [espera.py, ")
    course.write("mkdocs.yml", config)
    site = subprocess.Popen(
        [sys.executable, "-m", *STRICT], cwd=course.root, stdin=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while "Building documentation" not in (line := site.stderr.readline()):
        assert line, "no llega a construir"
    other = subprocess.Popen(
        [sys.executable, "-m", "docbuild"], cwd=course.root, stderr=subprocess.PIPE, text=True
    )
    assert "Hay otra construcción en marcha" in other.stderr.readline()
    assert other.poll() is None
    site.communicate("\n", timeout=60)
    other.communicate(timeout=60)
    assert (site.returncode, other.returncode) == (0, 0)
    whole(course)


@pytest.mark.parametrize("place", ["on_config", "on_env", "on_page_content", "on_post_build"])
def test_interrupted(course, place: str) -> None:
    """Con Ctrl-C, en cualquier fase, se dice qué hacer y el sitio anterior queda."""
    course.write("site/index.html", "antes")
    code = f"import os, signal\n\ndef {place}(*_, **__):\n    os.kill(os.getpid(), signal.SIGINT)\n"
    course.write("para.py", code)
    config = (course.root / "mkdocs.yml").read_text().replace("hooks: [", "hooks: [para.py, ")
    course.write("mkdocs.yml", config)
    done = course.run(*STRICT)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, INTERRUPTED)
    assert "Traceback" not in done.stderr
    assert files(course.root / "site")["index.html"][0] == b"antes"
    assert [path.name for path in course.root.glob("site*")] == ["site"]


DISK_PLACES = {
    "starting": "docbuild.run.cache.repair",
    "copying": "mkdocs.utils.copy_file",
    "writing": "mkdocs.utils.write_file",
    "cards": "docbuild.site.social_cards._write",
    "policy": "docbuild.site.csp.policy",
    "zip": "zipfile.ZipFile.writestr",
    "swap": "docbuild.site.swap._exchange",
}


@pytest.mark.parametrize("place", DISK_PLACES.values(), ids=DISK_PLACES)
def test_full_disk(course, place: str) -> None:
    """Un disco lleno, en cualquier fase, se dice sin traza y el sitio anterior queda."""
    course.write("site/index.html", "antes")
    course.write("lleno.py", FULL.format(place=place))
    config = (course.root / "mkdocs.yml").read_text().replace("hooks: [", "hooks: [lleno.py, ")
    course.write("mkdocs.yml", config)
    done = course.run(*STRICT)
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    assert "site.nuevo/x: no queda espacio en el disco\n  Libera espacio" in done.stderr
    assert "No se publica nada: el sitio anterior queda como estaba." in output
    assert "Traceback" not in output
    assert files(course.root / "site") == {"index.html": files(course.root / "site")["index.html"]}
    assert [path.name for path in course.root.glob("site*")] == ["site"]


FULL = """\
import errno
from unittest import mock


def on_startup(**_):
    error = OSError(errno.ENOSPC, "lleno", "site.nuevo/x")
    mock.patch("{place}", side_effect=error).start()
"""


CONDITIONS = {
    "site is a file": (lambda root: (root / "site").write_text("x"), "site: hay un archivo donde"),
    "link in a circle": (
        lambda root: (root / "site").symlink_to("site"),
        "site: hay un archivo donde",
    ),
    "generated is a file": (
        lambda root: (root / "generated").write_text("x"),
        "generated: hay un archivo donde va una carpeta",
    ),
}


@pytest.mark.parametrize(("change", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_something_where_a_folder_goes(course, change: Callable, expected: str) -> None:
    """Lo que no es del constructor no se borra: se dice qué hacer, sin traza."""
    change(course.root)
    done = course.run(*STRICT)
    assert done.returncode == 1
    assert expected in done.stderr and "Traceback" not in done.stderr


def test_site_is_a_link(course, tmp_path_factory) -> None:
    """Si `site` es un enlace, el sitio cambia donde el enlace dice y el enlace se queda."""
    target = tmp_path_factory.mktemp("fuera") / "publicado"
    (course.root / "site").symlink_to(target)
    for _ in range(2):
        done = course.run(*STRICT)
        assert done.returncode == 0, done.stderr
    assert (course.root / "site").is_symlink() and (target / "index.html").is_file()
    assert [path.name for path in target.parent.iterdir()] == ["publicado"]


def test_site_is_a_mount_point(course, small_disk) -> None:
    """Un punto de montaje no cambia de nombre: se dice antes de construir."""
    small_disk(course.root / "site", "size=64k")
    done = course.run(*STRICT)
    assert done.returncode == 1
    assert "site: es un punto de montaje y su nombre no se puede cambiar" in done.stderr
    assert "Traceback" not in done.stderr and "Building documentation" not in done.stderr


def test_really_full_disk(course, small_disk) -> None:
    """Un disco lleno de verdad, mientras MkDocs escribe."""
    disk = small_disk(course.root / "disco", "size=256k")
    done = course.run(*STRICT, "-d", str(disk / "site"))
    assert done.returncode == 1
    assert ": no queda espacio en el disco\n  Libera espacio" in done.stderr
    assert "Traceback" not in done.stderr and list(disk.iterdir()) == []
