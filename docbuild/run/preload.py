"""Lo que el servidor importa una sola vez, antes de bifurcar cada programa."""

import contextlib
import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator

# Ctrl-C llega a todos, pero es cosa del constructor, que detiene a los demás: aquí sería una traza.
signal.signal(signal.SIGINT, signal.SIG_IGN)
MODULES = (
    "matplotlib.pyplot",
    "sklearn.datasets",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.preprocessing",
    "keras",
)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Calla lo que TensorFlow escribe al importarse sin que nadie lo pueda evitar."""
    sys.stderr.flush()
    kept, silent = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(silent)


with _quiet():
    for name in MODULES:
        importlib.import_module(name)


# Lo importado no se libera nunca: si cada bifurcación lo recorriera buscando basura,
# copiaría sus páginas y tardaría más (`python bench/measure.py`).
gc.collect()
gc.freeze()
