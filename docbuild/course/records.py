"""Registros: una lista de fichas en YAML, con la línea de cada dato."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from docbuild.course.problems import Problem, did_you_mean, not_utf8

TEXT = "un texto"
FLAG = "true o false"
TEXTS = "una lista de textos"
RECORDS = "una lista de fichas"
BOOL = "tag:yaml.org,2002:bool"
QUOTES = "Si un texto lleva «: » o «#», o empieza por un signo, ponlo entre comillas."


@dataclass(frozen=True)
class Key:
    """Lo que se espera de una clave."""

    kind: tuple[str, ...] = (TEXT,)
    required: bool = False
    inside: dict[str, Key] = field(default_factory=dict)  # las claves de RECORDS


@dataclass(frozen=True)
class Value:
    """El dato de una clave y la línea donde está."""

    line: int
    data: str | bool | list


@dataclass(frozen=True)
class Record:
    """Una ficha: sus claves con su dato."""

    line: int
    values: dict[str, Value]

    def text(self, key: str) -> str:
        """Devuelve el texto sin saltos de línea ni espacios de más; vacío si falta."""
        data = self.values[key].data if key in self.values else ""
        return " ".join(data.split()) if isinstance(data, str) else ""

    def flag(self, key: str) -> bool:
        return key in self.values and self.values[key].data is True

    def items(self, key: str) -> list:
        data = self.values[key].data if key in self.values else []
        return data if isinstance(data, list) else []

    def line_of(self, key: str) -> int:
        return self.values[key].line if key in self.values else self.line


def read_records(path: Path, name: str, keys: dict[str, Key]) -> tuple[list[Record], list[Problem]]:
    """Devuelve las fichas del archivo `path` y lo que falla en su forma.

    `name` es la ruta que se ve en los mensajes; `keys`, las claves que se admiten.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
        root = yaml.compose(source, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        return [], [not_utf8(name, error)]
    except yaml.YAMLError as error:
        return [], [_syntax_problem(name, source, error)]
    if root is None:
        return [], [Problem(name, 0, "el archivo está vacío")]
    reader = _Reader(name)
    return reader.records(root, keys, "el archivo"), reader.problems


def _syntax_problem(name: str, source: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    lines = source.splitlines()
    shown = lines[mark.line].strip() if mark and mark.line < len(lines) else ""
    detail = f"{shown}\nYAML: {reason}".lstrip("\n")
    return Problem(name, mark.line + 1 if mark else 0, "no es YAML válido", detail, QUOTES)


class _Reader:
    """Recorre los nodos de YAML y apunta lo que no tiene la forma esperada."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def fail(self, node: yaml.Node, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.name, _line(node), message, hint=hint))

    def records(self, node: yaml.Node, keys: dict[str, Key], what: str) -> list[Record]:
        if not isinstance(node, yaml.SequenceNode):
            self.fail(node, f"{what} no es una lista", "Empieza cada ficha con «- ».")
            return []
        return [found for item in node.value if (found := self.record(item, keys))]

    def record(self, node: yaml.Node, keys: dict[str, Key]) -> Record | None:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, "esto no es una ficha", f"Claves: {', '.join(keys)}.")
            return None
        values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key not in keys:
                hint = did_you_mean(key, keys) or f"Claves: {', '.join(keys)}."
                self.fail(key_node, f"la clave «{key}» no existe", hint)
            elif key in values:
                self.fail(key_node, f"la clave «{key}» está repetida")
            else:
                values[key] = Value(_line(value_node), self.data(key, value_node, keys[key]))
        for key, expected in keys.items():
            if expected.required and key not in values:
                self.fail(node, f"falta «{key}»")
        return Record(_line(node), values)

    def data(self, name: str, node: yaml.Node, key: Key) -> str | bool | list:
        """Devuelve el dato con la forma que pide su clave, o vacío si no la tiene."""
        scalar = isinstance(node, yaml.ScalarNode)
        if scalar and FLAG in key.kind and node.tag == BOOL and node.value in ("true", "false"):
            return node.value == "true"
        if scalar and FLAG in key.kind and TEXT in key.kind and node.tag == BOOL:
            self.fail(node, f"«{name}: {node.value}» no se entiende", f'¿Es "{node.value}"?')
            return ""
        if scalar and TEXT in key.kind:
            if not node.value.strip():
                self.fail(node, f"«{name}» está vacío")
            return node.value
        if TEXTS in key.kind and isinstance(node, yaml.SequenceNode):
            return [str(self.data(name, item, Key())) for item in node.value]
        if RECORDS in key.kind:
            return self.records(node, key.inside, f"«{name}»")
        self.fail(node, f"«{name}» no es {' ni '.join(key.kind)}")
        return ""


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
