"""La medida: su curso de prueba es válido y sus límites están bien calculados."""

from __future__ import annotations

from pathlib import Path

import measure as bench
import pytest

from docbuild.course.project import Project
from docbuild.rules.load import load_course

ROOT = Path(__file__).resolve().parents[1]


def round_of(programs: dict[str, float], preload: float = 0.0) -> bench.Round:
    keras = frozenset(name for name in programs if name.startswith("keras"))
    return bench.Round(30, 32, 3, 2, 60, 100, preload, programs, keras)


def test_measured_course_is_valid(tmp_path: Path) -> None:
    """El curso de prueba pasa las mismas comprobaciones que el de verdad."""
    course, notebooks = bench.prepare(Project(ROOT), tmp_path)
    checked = load_course(course)
    assert checked.problems == []
    assert len([name for name in checked.by_name if name.startswith("keras_")]) >= 4
    assert len([name for name in checked.by_name if name.startswith("numpy_")]) >= 4
    assert len(list(notebooks.glob("docs/*.ipynb"))) == len(checked.programs)


def test_only_the_hook_tells_both_sites_apart(tmp_path: Path) -> None:
    """El sitio sin docbuild es el mismo, sin su enganche."""
    course, _ = bench.prepare(Project(ROOT), tmp_path)
    ours = course.config.read_text(encoding="utf-8").splitlines()
    bare = (course.root / bench.BARE).read_text(encoding="utf-8").splitlines()
    removed = [line for line in ours if line not in bare]
    assert removed and all("hook" in line for line in removed)


def test_limit_is_the_longest_program_or_the_shared_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """El límite es el programa más largo o el trabajo repartido, lo que sea mayor."""
    monkeypatch.setattr(bench, "cores", lambda: 2)
    assert round_of({"keras_a": 9, "numpy_b": 3}).limit == 9
    assert round_of({"keras_a": 9, "keras_b": 8, "numpy_c": 3}).limit == 10


def test_limit_with_import_waits_for_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importar Keras ocupa un núcleo y sus programas empiezan después."""
    monkeypatch.setattr(bench, "cores", lambda: 2)
    assert round_of({"keras_a": 9, "numpy_b": 3}, preload=4).limit_with_import == 13
    shared = round_of({"keras_a": 9, "keras_b": 8, "numpy_c": 3}, preload=4)
    assert shared.limit_with_import == 13
    assert round_of({"keras_a": 9, "numpy_b": 20}, preload=4).limit_with_import == 20


def test_missing_block_is_told() -> None:
    """Si mkdocs.yml cambia de forma, la medida lo dice en vez de medir otra cosa."""
    with pytest.raises(ValueError, match="«hooks»"):
        bench.replace_block("nav:\n  - index.md\n", "hooks", "")
