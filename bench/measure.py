"""La orden `python bench/measure.py`: cuánto tarda construir, frente a otras formas.

Copia los programas de `bench/` a un curso de usar y tirar y, por rondas intercaladas, mide:

- en frío: `python -m docbuild` con la caché vacía;
- el sitio en frío: `mkdocs build` con la caché vacía, que ejecuta y escribe las páginas;
- en caliente: `mkdocs build` con el enganche de docbuild y nada nuevo que ejecutar;
- sin docbuild: `mkdocs build` de las mismas páginas, ya generadas y sin el enganche;
- como scripts: `python programa.py`, uno tras otro, en el mismo entorno;
- mkdocs-jupyter: los mismos programas como cuadernos, con `execute: true`.

El límite es lo que tardaría un planificador perfecto: el mayor entre el programa más largo
y la suma de todos repartida entre los núcleos. Los tiempos de los programas son los segundos
de procesador que docbuild mide en esa misma construcción en frío, sin contar lo que el
servidor importa una vez. El límite con Keras añade esa importación, medida en la misma
ronda: ocupa un núcleo, y ningún programa de Keras empieza antes de que acabe.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import v4
from nbformat import write as write_notebook
from rich.console import Console
from rich.table import Table

from docbuild.course.programs import Program, parse_program
from docbuild.course.project import Project, find_project
from docbuild.run.runner import cores, environment

UNIT = "medida"  # la carpeta de los programas dentro del curso de prueba
HOME = "# Medida\n\n![Una red neuronal, con sus capas conectadas.](assets/images/network.svg)\n"
BARE = "mkdocs-sin-docbuild.yml"
COPIED = ("docbuild", "overrides", "docs/assets", "snippets/matplotlibrc")
ALT = "Figura del programa de medida: sirve para que la página tenga lo mismo que una lección."
JUPYTER_SITE = """\
site_name: Cuadernos
theme: {name: material, font: false}
plugins:
  - mkdocs-jupyter: {execute: true, allow_errors: false, cache: false}
"""


@dataclass(frozen=True)
class Round:
    """Los segundos de una ronda."""

    cold: float  # python -m docbuild, sin caché
    site: float  # mkdocs build con docbuild, sin caché
    warm: float  # mkdocs build, con docbuild
    bare: float  # mkdocs build, sin docbuild
    scripts: float  # un programa tras otro
    jupyter: float  # mkdocs-jupyter con execute: true
    preload: float  # la importación que hace el servidor
    programs: dict[str, float]  # lo que docbuild midió en cada programa
    keras: frozenset[str]  # cuáles esperan a Keras

    @property
    def limit(self) -> float:
        """Devuelve el mínimo posible, sin contar ninguna importación."""
        times = self.programs.values()
        return max(max(times), sum(times) / cores())

    @property
    def limit_with_import(self) -> float:
        """Devuelve el mínimo posible cuando Keras se importa una vez."""
        after = self.preload + max(self.programs[name] for name in self.keras)
        total = self.preload + sum(self.programs.values())
        return max(after, total / cores(), *self.programs.values())


@dataclass(frozen=True)
class Ratio:
    """Una fila de la tabla: qué se compara con qué."""

    name: str
    value: Callable[[Round], float]
    target: float | None = None


RATIOS = (
    Ratio("en frío / límite", lambda r: r.cold / r.limit, 1.25),
    Ratio("en frío / límite con la importación de Keras", lambda r: r.cold / r.limit_with_import),
    Ratio("en frío / scripts uno tras otro", lambda r: r.cold / r.scripts, 0.65),
    Ratio("el sitio en frío / mkdocs-jupyter con execute", lambda r: r.site / r.jupyter, 0.45),
    Ratio("en caliente / mkdocs build sin docbuild", lambda r: r.warm / r.bare, 1.5),
)


def main(arguments: list[str] | None = None) -> int:
    """Mide y escribe la tabla; devuelve 1 si algún objetivo no se cumple."""
    parser = argparse.ArgumentParser(
        prog="python bench/measure.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3, help="cuántas rondas (3)")
    count = parser.parse_args(arguments).rounds
    console = Console(soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="docbuild-bench-") as folder:
        course, notebooks = prepare(find_project(), Path(folder))
        rounds = []
        for number in range(1, count + 1):
            rounds.append(measure(course, notebooks))
            console.print(f"ronda {number} de {count}: {seconds(rounds[-1])}", highlight=False)
    console.print(table(rounds))
    missed = [item for item in RATIOS if item.target and median(item, rounds) > item.target]
    return 1 if missed else 0


def prepare(project: Project, folder: Path) -> tuple[Project, Path]:
    """Escribe el curso de prueba y el sitio de cuadernos; devuelve dónde están."""
    course = Project(folder / "curso")
    for name in COPIED:
        source, target = project.root / name, course.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, target)
    shutil.copytree(project.root / "bench" / "programs", course.snippets / UNIT)
    programs = [parse_program(course, path)[0] for path in programs_of(course)]
    for program in programs:
        page = course.docs / UNIT / f"{program.name}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(page_of(program), encoding="utf-8")
    (course.docs / "index.md").write_text(HOME, encoding="utf-8")  # la pide el zip
    with_hook, without_hook = configurations(project, programs)
    course.config.write_text(with_hook, encoding="utf-8")
    (course.root / BARE).write_text(without_hook, encoding="utf-8")
    return course, jupyter_site(programs, folder / "cuadernos")


def programs_of(course: Project) -> list[Path]:
    return sorted((course.snippets / UNIT).glob("*.py"))


def page_of(program: Program) -> str:
    """Devuelve una página que enseña todo lo que hace el programa."""
    parts = [f"# {program.summary}"]
    for name, cell in program.sections.items():
        parts.append(f'```python\n--8<-- "{UNIT}/{program.name}.py:{name}"\n```')
        if "print(" in cell.source:
            output = f"salidas/{program.name}/{name}.txt"
            parts.append(f'``` {{ .text .no-copy }}\n--8<-- "{output}"\n```')
        if "plt.show()" in cell.source:
            alt = f"{ALT} Es «{name}», de {program.name}."
            parts.append(f"![{alt}](../figuras/{program.name}/{name}.svg)")
    return "\n\n".join(parts) + "\n"


def configurations(project: Project, programs: list[Program]) -> tuple[str, str]:
    """Devuelve el mkdocs.yml del proyecto con otro índice, y el mismo sin el enganche."""
    text = project.config.read_text(encoding="utf-8")
    names = [program.name for program in programs]
    entries = ["Medida: index.md"]
    entries += [f'"{item.summary}": {UNIT}/{item.name}.md' for item in programs]
    entries += [f"{name} (cuaderno): cuadernos/{name}.ipynb" for name in names]
    nav = "nav:\n" + "".join(f"  - {entry}\n" for entry in entries)
    with_hook = replace_block(text, "nav", nav)
    return with_hook, replace_block(with_hook, "hooks", "")


def replace_block(text: str, key: str, block: str) -> str:
    """Cambia un bloque de primer nivel de mkdocs.yml; falla si no está."""
    changed, count = re.subn(rf"(?m)^{key}:.*\n(?:\n*[ -].*\n)*", block, text)
    if count != 1:
        raise ValueError(f"mkdocs.yml: esperaba un bloque «{key}» y hay {count}")
    return changed


def jupyter_site(programs: list[Program], root: Path) -> Path:
    """Escribe los programas como cuadernos sin ejecutar, en un sitio de mkdocs-jupyter."""
    (root / "docs").mkdir(parents=True)
    for program in programs:
        cells = [v4.new_code_cell(cell.source) for cell in program.cells]
        write_notebook(v4.new_notebook(cells=cells), root / "docs" / f"{program.name}.ipynb")
    (root / "mkdocs.yml").write_text(JUPYTER_SITE, encoding="utf-8")
    return root


def measure(course: Project, notebooks: Path) -> Round:
    """Mide una ronda: cada forma una vez, en el mismo entorno."""
    python, env = sys.executable, environment(course) | {"PYTHONPATH": str(course.root)}
    drawing = {name: value for name, value in env.items() if name != "MPLBACKEND"}
    build = [python, "-m", "mkdocs", "build", "--quiet"]
    shutil.rmtree(course.cache, ignore_errors=True)
    site = timed(build, course.root, {})
    shutil.rmtree(course.cache)
    cold = timed([python, "-m", "docbuild"], course.root, {})
    programs = {path.stem: program_seconds(course, path.stem) for path in programs_of(course)}
    return Round(
        cold=cold,
        site=site,
        warm=timed(build, course.root, {}),
        bare=timed([*build, "--config-file", BARE], course.root, {}),
        scripts=sum(timed([python, str(path)], course.root, env) for path in programs_of(course)),
        jupyter=timed(build, notebooks, drawing),
        preload=timed([python, "-c", "import docbuild.run.preload"], course.root, env),
        programs=programs,
        keras=frozenset(name for name in programs if name.startswith("keras_")),
    )


def program_seconds(course: Project, name: str) -> float:
    """Devuelve los segundos que docbuild midió en un programa recién ejecutado."""
    (file,) = course.cache.glob(f"{name}-*/result.json")
    return json.loads(file.read_text(encoding="utf-8"))["seconds"]


def timed(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """Ejecuta la orden y devuelve los segundos de reloj; si falla, enseña por qué."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=os.environ | env, capture_output=True, text=True, check=False
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} ha fallado:\n{done.stdout}{done.stderr}")
    return elapsed


def seconds(done: Round) -> str:
    return (
        f"en frío {done.cold:.1f} s, el sitio {done.site:.1f} s, límite {done.limit:.1f} s "
        f"(con Keras {done.limit_with_import:.1f} s), scripts {done.scripts:.1f} s, "
        f"mkdocs-jupyter {done.jupyter:.1f} s, en caliente {done.warm:.1f} s, "
        f"sin docbuild {done.bare:.1f} s"
    )


def median(item: Ratio, rounds: list[Round]) -> float:
    return statistics.median(item.value(done) for done in rounds)


def table(rounds: list[Round]) -> Table:
    """Devuelve la tabla de cocientes: la mediana de las rondas y el objetivo."""
    count = len(rounds[0].programs)
    title = f"{count} programas, {cores()} núcleos, mediana de {len(rounds)} rondas"
    result = Table(title=title)
    result.add_column("Cociente")
    for name in ("Mediana", "Objetivo", "Cumple"):
        result.add_column(name, justify="right")
    for item in RATIOS:
        value, target = median(item, rounds), item.target
        meets = "" if target is None else "sí" if value <= target else "no"
        result.add_row(item.name, f"{value:.2f}", f"≤ {target}" if target else "", meets)
    return result


if __name__ == "__main__":
    sys.exit(main())
