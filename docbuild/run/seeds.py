"""Las semillas que usa un programa: las que se ven al ejecutarlo y las que dice su código."""

from __future__ import annotations

import ast
import functools
import itertools
import sys
from collections.abc import Callable, Iterable


def watch_seeds() -> set[int]:
    """Devuelve el conjunto en el que irán apareciendo las semillas de NumPy y de Keras."""
    import numpy as np

    seeds: set[int] = set()

    def watched(function: Callable) -> Callable:
        @functools.wraps(function)
        def call(seed: object = None) -> object:
            if isinstance(seed, int | np.integer):
                seeds.add(int(seed))
            return function(seed)

        return call

    np.random.default_rng = watched(np.random.default_rng)
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed = watched(keras.utils.set_random_seed)
    return seeds


def written_seeds(source: str) -> set[int]:
    """Devuelve las de scikit-learn, que no se ven al ejecutar: `random_state=7` y sus bucles."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in ("random_state", "seed"):
            found |= _integers(node.value)
        elif isinstance(node, ast.For | ast.comprehension) and _is_seed(node.target):
            found |= _integers(node.iter)
    return found


def _is_seed(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "seed"


def _integers(node: ast.expr) -> set[int]:
    """Devuelve los enteros de un literal, de una tupla o de un `range` de literales."""
    in_range = isinstance(node, ast.Call) and ast.unparse(node.func) == "range"
    try:
        values = [ast.literal_eval(each) for each in (node.args if in_range else [node])]
    except ValueError:
        return set()
    if in_range:
        return set(range(*values))
    several = values[0] if isinstance(values[0], tuple | list) else values
    return {value for value in several if type(value) is int}


def listed(seeds: Iterable[int]) -> str:
    """Devuelve «semilla 42» o «semillas 0 a 4 y 42»; vacío si no hay."""
    parts = []
    for _, group in itertools.groupby(
        enumerate(sorted(set(seeds))), lambda pair: pair[1] - pair[0]
    ):
        run = [str(seed) for _, seed in group]
        parts += [f"{run[0]} a {run[-1]}"] if len(run) > 2 else run
    if not parts:
        return ""
    *others, last = parts
    name = "semillas" if others or " a " in last else "semilla"
    return f"{name} {', '.join(others)} y {last}" if others else f"{name} {last}"
