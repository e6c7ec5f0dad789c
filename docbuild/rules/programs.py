"""Los programas se repiten: lo que sale no depende de cuándo, dónde ni quién los ejecuta.

Aquí está lo que se ve en su código; lo que se ve al ejecutarlo lo apunta `docbuild.run.worker`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cached_property

from docbuild.course.problems import Problem
from docbuild.course.programs import OLD_FORMAT, VARIABLE, Program
from docbuild.run.acts import act_problem

MARK = 'Quítalo, o marca la celda con tags=["variable"] si tiene que cambiar.'
HERE = (  # lo que cambia con la hora o con la computadora, y qué se dice
    (
        r"datetime\.(datetime|date)\.(now|today|utcnow)|time\.(?!sleep|struct_time|strptime)\w+",
        "el programa mira la hora",
    ),
    (
        r"os\.(getcwd|path\.abspath)|os\.path\.expanduser|pathlib\.Path\.(cwd|home)|tempfile\.(gettempdir|mk\w+)",
        "el programa mira en qué carpeta está",
    ),
    (
        r"os\.(environ|getenv|getlogin|getpid|uname|cpu_count)|(getpass|platform)\.\w+"
        r"|socket\.gethostname|sys\.(executable|platform)",
        "el programa mira en qué computadora está",
    ),
    (r"uuid\.uuid[14]|os\.urandom|secrets\.\w+", "el programa usa el azar sin semilla"),
)
GLOBAL_RANDOM = r"(numpy\.)?random\.(?!seed$|default_rng$|[gs]et_?state$)[a-z]\w*"
SEED = re.compile(r"\brandom\.seed\(|\bset_random_seed\(")
NO_SEED = "el programa usa el azar sin semilla"
SEED_HINT = "Usa rng = np.random.default_rng(42), o llama antes a keras.utils.set_random_seed(42)."
NO_ORDER = {"sorted", "set", "frozenset", "len", "sum", "any", "all", "min", "max", "Counter"}
IN_ORDER = {"list", "tuple", "enumerate", "print", "zip", "iter", "str", "join", "array"}
FOLDERS = {"listdir", "scandir", "glob", "iglob", "rglob", "iterdir"}
SAVERS = {"save", "savez", "savetxt", "savefig", "tofile", "to_csv", "write_text", "write_bytes"}
OUTSIDE = re.compile(r"[/~]|(.*/)?\.\.(/|$)|[A-Za-z]:[/\\]")


def check_repeats(program: Program) -> Iterator[Problem]:
    """Señala lo que hace que un programa no dé lo mismo otra vez o en otra computadora."""
    code = _Code(program)
    seeded = SEED.search(program.source)
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield from _check_name(code, node, seeded=bool(seeded))
        if isinstance(node, ast.Call):
            yield from _check_call(code, node)
        elif isinstance(node, ast.Constant) and code.is_file_name(node, OLD_FORMAT):
            yield act_problem(program, node.lineno, "format")
        if code.is_set(node) and code.is_in_order(node):
            message = "el programa recorre un conjunto, que no siempre va en el mismo orden"
            yield program.problem(node.lineno, message, "Recorre sorted(…) de ese conjunto.")


def _check_name(code: _Code, node: ast.Name | ast.Attribute, seeded: bool) -> Iterator[Problem]:
    """Señala los nombres importados que dan otra cosa cada vez."""
    parent, name = code.parents.get(node), code.full_name(node)
    if not name or isinstance(parent, ast.Attribute) or isinstance(node.ctx, ast.Store):
        return
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
        return  # dar valor a una variable de entorno
    if not seeded and re.fullmatch(GLOBAL_RANDOM, name):
        yield code.program.problem(node.lineno, NO_SEED, SEED_HINT)
    for pattern, message in HERE if node.lineno not in code.variable_lines else ():
        if re.match(rf"(?:{pattern})(?!\w)", name):
            yield code.program.problem(node.lineno, message, MARK)


def _check_call(code: _Code, node: ast.Call) -> Iterator[Problem]:
    """Señala las llamadas que dan otra cosa cada vez o que salen de su carpeta."""
    program, line, name = code.program, node.lineno, code.full_name(node.func)
    values = [ast.unparse(each) for each in node.args] + [item.arg for item in node.keywords]
    if name == "numpy.random.default_rng" and values in ([], ["None"]):
        yield program.problem(line, NO_SEED, "Dale una: default_rng(42).")
    elif name == "time.sleep" and values != ["0"]:
        yield act_problem(program, line, "sleep")
    elif name == "hash":
        message = "«hash» da otro número en cada ejecución"
        yield program.problem(line, message, "Usa zlib.crc32(texto.encode()).")
    elif name == "id" and code.is_printed(node):
        message = "«id» da otro número en cada ejecución"
        yield program.problem(line, message, "Compara los dos objetos con «is».")
    elif code.last_name(node) in FOLDERS and not code.is_without_order(node):
        message = "el programa recorre una carpeta, que no siempre va en el mismo orden"
        yield program.problem(line, message, "Recorre sorted(…) de esa lista.")
    elif _writes_outside(code, node, name):
        yield act_problem(program, line, "write")


def _writes_outside(code: _Code, node: ast.Call, name: str) -> bool:
    last = code.last_name(node)
    path = getattr(node.func, "value", node) if last.startswith("write_") else node
    texts = [each.value for each in getattr(path, "args", []) if isinstance(each, ast.Constant)]
    modes = [item.value for item in node.keywords if item.arg == "mode"] + node.args[1:2]
    mode = "".join(ast.unparse(each) for each in modes)
    writes = last in SAVERS or name == "open" and re.search("[wax+]", mode)
    return bool(writes and texts and isinstance(texts[0], str) and OUTSIDE.match(texts[0]))


class _Code:
    """El código de un programa: de dónde viene cada nombre y dentro de qué está cada trozo."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.tree = ast.parse(program.source)
        nodes = list(ast.walk(self.tree))
        self.parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        self.imported = dict(_imported(nodes))
        stored = [node.id for node in nodes if _is_stored(node)]
        made = [node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        self.own = {*stored, *made}
        self.sets = {
            target.id
            for node in nodes
            if isinstance(node, ast.Assign) and self.is_set(node.value)
            for target in node.targets
            if isinstance(target, ast.Name) and stored.count(target.id) == 1
        }

    sets: set[str] | frozenset[str] = frozenset()  # las variables que guardan un conjunto

    @cached_property
    def variable_lines(self) -> set[int]:
        """Devuelve las líneas de las celdas cuya salida puede cambiar."""
        cells = [cell for cell in self.program.cells if cell.tag == VARIABLE]
        return {cell.line + i for cell in cells for i in range(cell.source.count("\n"))}

    def full_name(self, node: ast.AST) -> str:
        """Devuelve «numpy.random.default_rng»; nada si no es importado ni de Python."""
        if isinstance(node, ast.Attribute):
            base = self.full_name(node.value)
            return f"{base}.{node.attr}" if base else ""
        if not isinstance(node, ast.Name):
            return ""
        known = hasattr(builtins, node.id) and node.id not in self.own
        return self.imported.get(node.id, node.id if known else "")

    def last_name(self, node: ast.Call) -> str:
        """Devuelve el nombre de lo llamado, sin de qué es."""
        return getattr(node.func, "attr", getattr(node.func, "id", ""))

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Da lo que contiene el trozo, de dentro afuera, hasta su instrucción."""
        while (node := self.parents.get(node)) and not isinstance(node, ast.stmt):
            yield node

    def is_without_order(self, node: ast.AST) -> bool:
        calls = [each for each in self.ancestors(node) if isinstance(each, ast.Call)]
        return any(self.last_name(call) in NO_ORDER for call in calls)

    def is_printed(self, node: ast.AST) -> bool:
        """Dice si lo que vale se escribe, y no solo el resultado de compararlo."""
        around = list(self.ancestors(node))
        return not any(isinstance(each, ast.Compare) for each in around) and any(
            isinstance(each, ast.Call) and self.full_name(each.func) == "print" for each in around
        )

    def is_set(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Set):  # el orden de los números no cambia
            return not all(isinstance(getattr(each, "value", ""), int) for each in node.elts)
        if isinstance(node, ast.Name):
            return node.id in self.sets and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Call):  # con «set()» empieza uno que puede ser de números
            return bool(node.args) and self.full_name(node.func) in ("set", "frozenset")
        return isinstance(node, ast.SetComp)

    def is_in_order(self, node: ast.AST) -> bool:
        """Dice si de ese conjunto se usa el orden: un bucle, una lista, un texto…"""
        parent = self.parents.get(node)
        if isinstance(parent, ast.For | ast.comprehension):
            used = parent.iter is node
        elif isinstance(parent, ast.Call):
            used = node in parent.args and self.last_name(parent) in IN_ORDER
        else:
            used = isinstance(parent, ast.FormattedValue | ast.Starred)
        return used and not self.is_without_order(node)

    def is_file_name(self, node: ast.Constant, ending: re.Pattern[str]) -> bool:
        """Dice si es el nombre de un archivo que acaba así, y no un texto que lo cuenta."""
        text = node.value if isinstance(node.value, str) else ""
        alone = isinstance(self.parents.get(node), ast.Expr)  # una cadena de documentación
        return bool(ending.search(text)) and " " not in text and not alone


def _imported(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """Da cada nombre importado con el suyo completo."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for item in node.names:
                first = item.name.partition(".")[0]
                yield (item.asname, item.name) if item.asname else (first, first)
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                yield item.asname or item.name, f"{node.module}.{item.name}"


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
