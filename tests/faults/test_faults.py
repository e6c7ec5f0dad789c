"""Simulacro de fallos: cada uno, en una copia del proyecto, lo ve la comprobación que se dice.

Los rápidos se prueban siempre; los que ejecutan programas, pruebas o el navegador, con
`COURSE_CI=1` o `-m faults`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from drill import STALE, broken
from faults import BUILD, CHECK, FAULTS, VERIFY, Fault
from markdown.extensions.toc import slugify

pytestmark = pytest.mark.faults
SITE = "site/"  # así empiezan los archivos que se estropean ya construidos
IN_SITE = [fault for fault in FAULTS if fault.file.startswith(SITE)]
IN_TESTS = [fault for fault in FAULTS if fault.is_test and fault not in IN_SITE]
IN_DOCBUILD = [fault for fault in FAULTS if not fault.is_test]


def named(faults: list[Fault]) -> list:
    """Devuelve los fallos como parámetros, con su nombre; los lentos llevan su marca."""
    return [
        pytest.param(
            fault,
            id=slugify(fault.name, "-"),
            marks=[pytest.mark.slow_fault] if fault.is_slow else [],
        )
        for fault in faults
    ]


def assert_seen(fault: Fault, where: str, lines: Iterable[str]) -> None:
    """Exige un mensaje que nombre el sitio y diga lo que se espera."""
    shown = list(lines)
    seen = [line for line in shown if re.search(rf"{where}(?!\d)", line) and fault.says in line]
    said = "\n".join(shown) or "(nada)"
    assert seen, f"{fault.name}: {fault.check} no dice «{fault.says}» en {where}; dice:\n{said}"


@pytest.mark.parametrize("check", sorted({fault.check for fault in IN_DOCBUILD}))
def test_docbuild_accepts_the_whole_copy(check: str, look: Callable[[str], list[str]]) -> None:
    """Sin estropear nada, ninguna comprobación del constructor dice nada."""
    assert look(check) == []


@pytest.mark.parametrize("fault", named(IN_DOCBUILD))
def test_docbuild_sees(fault: Fault, copy: Path, look: Callable[[str], list[str]]) -> None:
    """El constructor dice dónde está el fallo."""
    with broken(copy, fault) as where:
        assert_seen(fault, re.escape(where), look(fault.check))


@pytest.mark.parametrize("check", sorted({fault.check for fault in IN_SITE}))
def test_site_passes_whole(check: str, inspect: Callable[[str], str]) -> None:
    """Sin estropear nada, el sitio pasa cada prueba."""
    assert inspect(check) == ""


@pytest.mark.parametrize("fault", named(IN_SITE))
def test_site_check_sees(fault: Fault, site_copy: Path, inspect: Callable[[str], str]) -> None:
    """La prueba del sitio construido nombra la página."""
    with broken(site_copy, fault) as where:
        assert_seen(fault, re.escape(where), [inspect(fault.check)])


@pytest.mark.slow_fault
def test_tests_pass_on_the_whole_copy(run_tests: Callable[..., tuple[bool, str]]) -> None:
    """Sin estropear nada, pasan todas las pruebas del simulacro."""
    names = sorted({fault.check for fault in IN_TESTS})
    if not names:
        pytest.skip("la tabla no tiene todavía fallos que vea una prueba")
    passed, output = run_tests(*names)
    assert passed, output
    assert " skipped" not in output, output


@pytest.mark.parametrize("fault", named(IN_TESTS))
def test_test_sees(fault: Fault, copy: Path, run_tests: Callable[..., tuple[bool, str]]) -> None:
    """La prueba falla y dice dónde: en el archivo del fallo o en su propia línea."""
    with broken(copy, fault) as where:
        passed, output = run_tests(fault.check)
    assert not passed, f"{fault.name}: {fault.check} pasa"
    where = re.escape(where) if fault.at else re.escape(fault.check.partition("::")[0]) + r":\d+"
    assert re.search(where, output) and fault.says in output, output


def test_the_drill_is_wide() -> None:
    """Al menos cuarenta fallos, y más de la mitad se prueban siempre; ninguno está repetido."""
    assert len(FAULTS) >= 40
    assert sum(not fault.is_slow for fault in FAULTS) > len(FAULTS) / 2
    names = Counter(slugify(fault.name, "-") for fault in FAULTS)
    assert [name for name, count in names.items() if count > 1] == []


def test_stale_fault_is_told(tmp_path: Path) -> None:
    """Un fallo que ya no encuentra su texto no pasa por bueno, y la copia no cambia."""
    (tmp_path / "a.md").write_text("uno dos dos", encoding="utf-8")
    for old in ("tres", "dos"):
        with (
            pytest.raises(AssertionError, match=f"{STALE}: en a.md, «{old}»"),
            broken(tmp_path, Fault("prueba", CHECK, "a.md", old, "x", "")),
        ):
            pass
    with broken(tmp_path, Fault("prueba", VERIFY, "a.md", "uno", "x", "")) as where:
        assert where == "a.md:1" and (tmp_path / "a.md").read_text() == "x dos dos"
    assert (tmp_path / "a.md").read_text() == "uno dos dos"


def test_unseen_fault_is_told() -> None:
    """Un fallo que nadie ve hace fallar el simulacro."""
    fault = Fault("prueba", BUILD, "a.md", "uno", "x", "no existe")
    for line in ("a.md:12: no existe", "b.md:1: no existe", "a.md:1: otra cosa"):
        with pytest.raises(AssertionError, match="no dice «no existe»"):
            assert_seen(fault, "a.md:1", [line])
    assert_seen(fault, "a.md:1", ["a.md:1: no existe"])
