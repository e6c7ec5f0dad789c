"""La orden `python tools/lock.py`: fija todas las versiones, con sus huellas.

De requirements.txt salen siempre juntos requirements.lock, que instala la integración continua,
y constraints.txt, que es lo mismo sin huellas ni condiciones. Con `--newest`, antes pone en
requirements.txt las versiones más nuevas que casan entre sí. Al final escribe, como tabla de
Markdown, lo que cambió. Hace falta red. No usa nada instalado: uv va en un entorno de usar y
tirar, porque en .venv cambiaría las claves de la caché.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

UV = "uv==0.13.9"

PYTHON = "3.11.5"  # la más antigua que admiten todos los paquetes

COMMAND = "python tools/lock.py"

PIN = re.compile(r"(?m)^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(text: str) -> dict[str, str]:
    """Devuelve la versión de cada paquete que fija un texto, con huellas o sin ellas."""
    return {canonical(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


def wanted(requirements: str, newest: bool) -> str:
    """Devuelve lo que hay que resolver: los paquetes, sin versión si se quieren los nuevos."""
    pins = PIN.finditer(requirements)
    return "".join(f"{pin['name'] if newest else pin[0]}\n" for pin in pins)


def without_hashes(lock: str) -> str:
    """Devuelve las líneas de constraints.txt: cada versión y un resumen de sus huellas."""
    lines = [f"{pin}  # {sum_}\n" for pin, sum_ in hash_sums(lock).items()]
    head = f"# Sale de requirements.lock, con un resumen de sus huellas: {COMMAND}\n"
    return head + "".join(lines)


def hash_sums(lock: str) -> dict[str, str]:
    """Devuelve, por `nombre==versión`, ocho letras que cambian con cualquiera de sus huellas."""
    found: dict[str, str] = {}
    for block in re.split(r"(?m)^(?=[\w.-]+==)", lock):
        if pin := PIN.match(block):
            hashes = "".join(re.findall(r"sha256:(\S+)", block))
            found[pin[0]] = hashlib.sha256(hashes.encode()).hexdigest()[:8]
    return found


def with_versions(requirements: str, found: dict[str, str]) -> str:
    """Devuelve requirements.txt con las versiones dadas."""
    return PIN.sub(lambda pin: f"{pin['name']}=={found[canonical(pin['name'])]}", requirements)


def table(before: dict[str, str], after: dict[str, str]) -> str:
    """Devuelve la tabla de lo que cambió entre dos juegos de versiones."""
    names = sorted(before.keys() | after.keys())
    rows = [
        f"| {name} | {before.get(name, '—')} | {after.get(name, '—')} |"
        for name in names
        if before.get(name) != after.get(name)
    ]
    if not rows:
        return "No cambia ninguna versión."
    return "\n".join(["| Paquete | Antes | Ahora |", "|---|---|---|", *rows])


def resolve(requirements: str, lock: str) -> str:
    """Devuelve el contenido de requirements.lock; lo ya fijado en `lock` no cambia sin motivo."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "uv", with_pip=True)
        pip = [folder / "uv" / "bin" / "pip", "install", "--quiet", UV]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        (folder / "requirements.txt").write_text(requirements, encoding="utf-8")
        target = folder / "requirements.lock"
        target.write_text(lock, encoding="utf-8")
        command = [folder / "uv" / "bin" / "uv", "pip", "compile", "requirements.txt", "--quiet"]
        command += ["--universal", "--python-version", PYTHON, "--generate-hashes"]
        command += ["--custom-compile-command", COMMAND, "--output-file", target.name]
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
        return target.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Escribe los archivos y la tabla; devuelve 1 si las versiones no casan."""
    files = {name: ROOT / f"requirements.{name}" for name in ("txt", "lock")}
    constraints = ROOT / "constraints.txt"
    requirements = files["txt"].read_text(encoding="utf-8")
    source = files["lock"] if files["lock"].is_file() else constraints
    old = source.read_text(encoding="utf-8")
    newest = arguments == ["--newest"]
    try:
        lock = resolve(wanted(requirements, newest), "" if newest else old)
    except subprocess.CalledProcessError:
        print("No hay versiones que casen: uv dice arriba por qué.", file=sys.stderr)
        return 1
    files["txt"].write_text(with_versions(requirements, versions(lock)), encoding="utf-8")
    files["lock"].write_text(lock, encoding="utf-8")
    constraints.write_text(without_hashes(lock), encoding="utf-8")
    print(table(versions(old), versions(lock)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
