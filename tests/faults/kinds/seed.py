"""Por uno, semilla e hiperparámetro: un número del programa que ya no es el de la lección."""

from faults import Fault

PROGRAM, OTHER = "snippets/rectas/recta.py", "snippets/rectas/error.py"
MOVED = "ya no es lo que se revisó"
FAULTS = (
    Fault(
        "un punto menos",
        PROGRAM,
        "x = np.array([0, 1, 2, 3])",
        "x = np.array([0, 1, 2])",
        "falla la sección «pendiente»",
        f"{PROGRAM}|slope = (y[3]",
        alone=True,
    ),
    Fault(
        "punto de partida cambiado",
        OTHER,
        "y = 2 * x + 1.0",
        "y = 2 * x + 2.0",
        MOVED,
        f"{OTHER}|[start:media]",
        alone=True,
    ),
    Fault(
        "umbral cambiado",
        OTHER,
        "errors < 0.2",
        "errors < 0.6",
        MOVED,
        f"{OTHER}|[start:media]",
        alone=True,
    ),
    Fault(
        "índice corrido uno",
        PROGRAM,
        "(y[3] - y[0]) / 3",
        "(y[3] - y[1]) / 3",
        MOVED,
        f"{PROGRAM}|[start:pendiente]",
        alone=True,
    ),
    Fault(
        "otra semilla",
        OTHER,
        "default_rng(0)",
        "default_rng(1)",
        MOVED,
        f"{OTHER}|[start:ruido]",
        alone=True,
    ),
    Fault(
        "menos repeticiones",
        OTHER,
        "size=100)",
        "size=10)",
        MOVED,
        f"{OTHER}|[start:ruido]",
        alone=True,
    ),
    Fault(
        "un decimal más en la salida",
        OTHER,
        '{mean_error:.2f}")',
        '{mean_error:.3f}")',
        MOVED,
        f"{OTHER}|[start:media]",
        alone=True,
    ),
)
