"""El enganche de MkDocs: construye antes que el sitio y lo publica entero o nada."""

from __future__ import annotations

import json
import os
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

    course.extra = "Una frase nueva."
    course.save()
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
