"""Cálculo: una fórmula que ya no es la de la lección."""

from faults import Fault

PROGRAM, OTHER = "snippets/rectas/recta.py", "snippets/rectas/error.py"
MOVED = "ya no es lo que se revisó"
RED = "snippets/numpy/red_numpy.py"
FAULTS = (
    Fault(
        "signo cambiado",
        PROGRAM,
        "y = 2 * x + 1.0",
        "y = 2 * x - 1.0",
        MOVED,
        f"{PROGRAM}|[start:puntos]",
        alone=True,
    ),
    Fault(
        "división por otro número",
        PROGRAM,
        "(y[3] - y[0]) / 3",
        "(y[3] - y[0]) / 4",
        MOVED,
        f"{PROGRAM}|[start:pendiente]",
        alone=True,
    ),
    Fault(
        "falta el valor absoluto",
        OTHER,
        "errors = abs(measured - y)",
        "errors = measured - y",
        MOVED,
        f"{OTHER}|[start:media]",
        alone=True,
    ),
    Fault(
        "mediana en lugar de media",
        OTHER,
        "errors.mean()",
        "np.median(errors)",
        MOVED,
        f"{OTHER}|[start:media]",
        alone=True,
    ),
    Fault(
        "derivada de ReLU mal",
        RED,
        "return (z > 0).astype(z.dtype)   #",
        "return (z > 1).astype(z.dtype)   #",
        "Esta prueba sostiene",
        f"{RED}|[start:pendientes]",
        by="tests/numpy/test_red_numpy.py::test_slopes_of_activations",
    ),
    Fault(
        "derivada de la pérdida mal",
        RED,
        "    return (sigmoid(z) - y) / z.size                         #",
        "    return (sigmoid(z) - y) / len(z) ** 2                         #",
        "Esta prueba sostiene",
        f"{RED}|[start:pendientes-perdida]",
        by="tests/numpy/test_red_numpy.py::test_gradient_check",
    ),
    Fault(
        "derivada de la sigmoide mal",
        "snippets/fundamentos/activacion.py",
        "    return a * (1 - a)\n",
        "    return a * (2 - a)\n",
        "Esta prueba sostiene",
        "snippets/fundamentos/activacion.py|[start:sigmoide]",
        by="tests/fundamentos/test_activacion.py::test_formula_and_derivative_match_keras",
    ),
)
