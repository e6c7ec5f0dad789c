"""¿Lo que enseñan las páginas vale en otras máquinas? `python tests/machines.py [python…]`

En una copia de cada vez, con su propio entorno, construye el curso y pasa las pruebas de las
lecciones con otro Python, otros hilos u otro procesador. Compara además las salidas con las de la
primera fila: solo pueden cambiar las marcadas «variable», y en ellas solo las cifras. Escribe una
tabla y acaba en error si algo no vale. Cada fila tarda unos diez minutos en dos núcleos.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUITES = ("tests/fundamentos", "tests/numpy", "tests/keras", "tests/test_lessons.py")
OLD_PROCESSOR = {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2"}
LIST = """
from pathlib import Path
from docbuild.rules.load import load_course
from docbuild.course.programs import VARIABLE
from docbuild.course.project import Project
for program in load_course(Project(Path.cwd())).programs:
    for cell in program.cells:
        if cell.tag == VARIABLE:
            print(f"{program.name}/{cell.section}.txt")
"""


@dataclass(frozen=True)
class Row:
    """Una máquina: su Python, sus hilos y si imita a un procesador más viejo."""

    python: str
    threads: int
    old: bool

    @property
    def environment(self) -> dict[str, str]:
        threads = {"COURSE_THREADS": str(self.threads)}
        return os.environ | threads | (OLD_PROCESSOR if self.old else {})


ROWS = (
    Row("3.11", 1, old=False),
    Row("3.11", 2, old=True),
    Row("3.12", 1, old=True),
    Row("3.13", 2, old=False),
)


def prepare(row: Row, folder: Path) -> Path:
    """Copia lo que está en git, instala en ella lo fijado y devuelve su Python."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    subprocess.run([f"python{row.python}", "-m", "venv", ".venv"], cwd=folder, check=True)
    python = folder / ".venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet"]
    locked = ["--no-deps", "--require-hashes", "-r", "requirements.lock"]
    subprocess.run([*pip, *locked], cwd=folder, check=True)
    editable = ["--no-deps", "--no-build-isolation", "-e", "."]
    subprocess.run([*pip, *editable], cwd=folder, check=True)
    return python


def outputs(folder: Path, python: Path) -> dict[str, str]:
    """Devuelve lo que imprime cada sección; de las variables, sin sus cifras."""
    done = subprocess.run([python, "-c", LIST], cwd=folder, check=True, capture_output=True)
    variable = set(done.stdout.decode().split())
    base = folder / "generated" / "salidas"
    found = {}
    for path in sorted(base.rglob("*.txt")):
        name, text = path.relative_to(base).as_posix(), path.read_text(encoding="utf-8")
        found[name] = _words(text) if name in variable else text
    return found


def _words(text: str) -> str:
    """Devuelve una salida sin sus cifras y con las líneas ordenadas: pueden cambiar de sitio."""
    lines = [re.sub(r"[-+−]?\d[\d.,]*(?:e[-+]?\d+)?", "0", line) for line in text.splitlines()]
    return "\n".join(sorted(" ".join(line.split()) for line in lines))


def main(arguments: list[str]) -> int:
    """Devuelve 0 si en todas las filas valen las salidas y las pruebas."""
    rows = [row for row in ROWS if not arguments or row.python in arguments]
    table = [
        "| Python | Hilos | Procesador | Salidas que cambian | Pruebas |",
        "|---|---|---|---|---|",
    ]
    first: dict[str, str] = {}
    good = True
    for row in rows:
        folder = Path(tempfile.mkdtemp(prefix="maquina-")) / "curso"
        python = prepare(row, folder)
        build = [python, "-m", "docbuild"]
        built = subprocess.run(build, cwd=folder, env=row.environment).returncode == 0
        tests = [python, "-m", "pytest", "-q", *SUITES]
        passed = built and subprocess.run(tests, cwd=folder, env=row.environment).returncode == 0
        now = outputs(folder, python) if built else {}
        first = first or now
        moved = [name for name in first if first[name] != now.get(name)]
        good = good and passed and not moved
        machine = "Haswell, AVX2" if row.old else "este"
        state = "pasan" if passed else "fallan"
        changed = ", ".join(moved) or "ninguna"
        table.append(f"| {row.python} | {row.threads} | {machine} | {changed} | {state} |")
        print("\n".join(table[:2] + table[-1:]), file=sys.stderr, flush=True)
        shutil.rmtree(folder.parent)
    print("\n".join(table))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
