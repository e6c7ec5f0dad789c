"""Simulacro de fallos: cada uno lo ve quien se dice, con su sitio y su frase.

Los del curso pequeño se prueban siempre; los que ejecutan pruebas del proyecto, con
`COURSE_CI=1` o `-m faults`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from drill import STALE, Seen, broken
from faults import COURSE, FAULTS, KINDS, Fault, faults_of
from markdown.extensions.toc import slugify

pytestmark = pytest.mark.faults
SITE = "site/"  # así empiezan los archivos que se estropean ya construidos
IN_COURSE = [fault for fault in FAULTS if fault.by == COURSE]
IN_SITE = [fault for fault in FAULTS if fault.file.startswith(SITE)]
IN_TESTS = [fault for fault in FAULTS if fault not in IN_COURSE and fault not in IN_SITE]
SIXTEEN = 16  # clases; de cada una, seis fallos o más
SIX = 6


def named(faults: list[Fault]) -> list:
    """Devuelve los fallos como parámetros, con su nombre."""
    return [pytest.param(fault, id=slugify(fault.name, "-")) for fault in faults]


def assert_seen(fault: Fault, where: str, messages: list[str]) -> None:
    """Exige un mensaje que empiece por el sitio y diga, palabra por palabra, lo que se espera."""
    expected = f"{where}: {fault.says}"
    if expected not in [message.split("\n")[0] for message in messages]:
        said = "\n".join(item for item in messages if item.startswith(where.partition(":")[0]))
        pytest.fail(f"{fault.name}: nadie dice\n{expected}\nSe dice:\n{said}", pytrace=False)


@pytest.mark.parametrize("fault", named(IN_COURSE))
def test_course_sees(fault: Fault, seen: Callable[[Fault], Seen]) -> None:
    """La construcción dice dónde está el fallo y qué es."""
    assert_seen(fault, *seen(fault))


@pytest.mark.parametrize("check", sorted({fault.by for fault in IN_SITE}))
def test_site_passes_whole(check: str, inspect: Callable[[str], str]) -> None:
    """Sin estropear nada, el sitio pasa cada prueba."""
    assert inspect(check) == ""


@pytest.mark.parametrize("fault", named(IN_SITE))
def test_site_check_sees(fault: Fault, site_copy: Path, inspect: Callable[[str], str]) -> None:
    """La prueba del sitio construido nombra la página."""
    with broken(site_copy, fault) as where:
        said = inspect(fault.by)
    assert where in said and fault.says in said, said or "(nada)"


@pytest.mark.slow_fault
def test_tests_pass_on_the_whole_copy(run_tests: Callable[..., tuple[bool, str]]) -> None:
    """Sin estropear nada, pasan todas las pruebas del simulacro."""
    passed, output = run_tests(*sorted({fault.by for fault in IN_TESTS}))
    assert passed, output
    assert " skipped" not in output, output


@pytest.mark.slow_fault
@pytest.mark.parametrize("fault", named(IN_TESTS))
def test_test_sees(fault: Fault, copy: Path, run_tests: Callable[..., tuple[bool, str]]) -> None:
    """La prueba falla y dice dónde está lo que no vale."""
    with broken(copy, fault) as where:
        passed, output = run_tests(fault.by)
    assert not passed, f"{fault.name}: {fault.by} pasa"
    assert re.search(rf"{re.escape(where)}(?!\d)", output), f"no dice {where}:\n{output}"
    assert fault.says in output, output


def test_the_drill_is_wide() -> None:
    """Las dieciséis clases, con seis fallos o más cada una; ninguno está repetido."""
    assert len(KINDS) == SIXTEEN, KINDS
    assert [kind for kind in KINDS if len(faults_of(kind)) < SIX] == []
    names = [slugify(fault.name, "-") for fault in FAULTS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_stale_fault_is_told(tmp_path: Path) -> None:
    """Un fallo que ya no encuentra su texto no pasa por bueno, y la copia no cambia."""
    (tmp_path / "a.md").write_text("uno dos dos", encoding="utf-8")
    for old in ("tres", "dos"):
        with (
            pytest.raises(AssertionError, match=f"{STALE}: en a.md, «{old}»"),
            broken(tmp_path, Fault("prueba", "a.md", old, "x", "")),
        ):
            pass
    with broken(tmp_path, Fault("prueba", "a.md", "uno", "x", "")) as where:
        assert where == "a.md:1" and (tmp_path / "a.md").read_text() == "x dos dos"
    assert (tmp_path / "a.md").read_text() == "uno dos dos"


def test_unseen_fault_is_told() -> None:
    """Un fallo que nadie ve, o que se ve en otro sitio, hace fallar el simulacro."""
    fault = Fault("prueba", "a.md", "uno", "x", "no existe")
    for line in ("a.md:12: no existe", "b.md:1: no existe", "a.md:1: otra cosa"):
        with pytest.raises(pytest.fail.Exception, match="nadie dice\na.md:1: no existe"):
            assert_seen(fault, "a.md:1", [line])
    assert_seen(fault, "a.md:1", ["a.md:1: no existe"])
