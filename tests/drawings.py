"""Dibujos para «Dibuja un dígito»: 50 formas de dígito en 11 posturas, y cosas que no lo son.

Un dibujo es una lista de trazos; un trazo, una lista de puntos [x, y] de 0 a 100, con la y hacia
abajo. La página se ajusta con treinta formas; las otras veinte se apartan para el examen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline

Strokes = list[list[list[float]]]


class Drawing(NamedTuple):
    """Un dígito dibujado: cuál es, con qué forma, en qué postura, y si es de los apartados."""

    digit: int
    shape: str
    posture: str
    aside: bool
    strokes: Strokes


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list:
    """Un arco de elipse; los ángulos, en grados, con la y hacia abajo."""
    angles = np.radians(np.linspace(start, end, 24))
    return np.column_stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)]).tolist()


def curve(*points: tuple[float, float]) -> list:
    """Una curva suave que pasa por esos puntos."""
    places = np.array(points, dtype=float)
    lengths = np.hypot(*np.diff(places, axis=0).T)
    at = np.concatenate([[0], np.cumsum(np.sqrt(lengths))])
    return CubicSpline(at, places)(np.linspace(0, at[-1], 40)).tolist()


def lean(strokes: Strokes, slant: float) -> Strokes:
    """Los mismos trazos, con la parte de arriba echada a la derecha."""
    return [[[x + slant * (50 - y), y] for x, y in stroke] for stroke in strokes]


EIGHT = curve(
    (68, 18), (50, 8), (32, 24), (50, 46), (72, 70), (50, 92), (28, 70), (50, 46), (69, 24)
)
NINE = [[*arc(48, 30, 24, 22, 0, -360), [72, 30], [68, 92]]]
# De cada dígito, cinco formas. Por regla, las dos últimas (índices 3 y 4) son las apartadas
SHAPES: dict[int, dict[str, Strokes]] = {
    0: {
        "redondo": [arc(50, 50, 28, 42, -90, 270)],
        "estrecho": [arc(50, 50, 11, 42, -90, 270)],
        "mal cerrado": [arc(50, 50, 24, 42, -60, 262)],
        "con barra": [arc(50, 50, 26, 42, -90, 270), [[72, 18], [28, 82]]],
        "huevo": [curve((52, 8), (37, 32), (34, 66), (50, 92), (66, 68), (62, 30), (50, 8))],
    },
    1: {
        "palote": [[[50, 8], [50, 92]]],
        "con bandera": [[[34, 26], [52, 8], [52, 92]]],
        "con bandera y base": [[[36, 24], [52, 8], [52, 92]], [[32, 92], [72, 92]]],
        "palote curvo": [curve((57, 8), (51, 38), (48, 68), (51, 92))],
        "con bandera larga": [[[28, 40], [54, 8], [54, 92]]],
    },
    2: {
        "de cisne": [[*arc(50, 28, 26, 20, -180, 30), [25, 92], [80, 92]]],
        "con rizo": [
            curve((26, 26), (48, 8), (72, 26), (56, 60), (28, 86), (24, 76), (44, 78), (80, 92))
        ],
        "de zeta": [[[28, 12], [74, 10], [26, 90], [78, 92]]],
        "estrecho": [[*arc(50, 24, 15, 16, -170, 40), [36, 92], [68, 92]]],
        "de base ondulada": [
            curve((28, 22), (50, 8), (70, 26), (54, 58), (26, 90), (44, 84), (62, 92), (80, 84))
        ],
    },
    3: {
        "redondo": [arc(48, 29, 24, 21, -150, 90) + arc(48, 72, 27, 20, -90, 140)],
        "de techo plano": [[[26, 9], [72, 9], [46, 42], *arc(46, 67, 27, 25, -90, 140)]],
        "estrecho": [arc(48, 29, 14, 21, -150, 90) + arc(48, 72, 16, 20, -90, 140)],
        "con lazo": [
            curve(
                (28, 16),
                (52, 8),
                (68, 26),
                (44, 48),
                (38, 42),
                (46, 40),
                (72, 68),
                (50, 92),
                (24, 82),
            )
        ],
        "abierto": [arc(38, 28, 34, 20, -110, 80) + arc(38, 71, 36, 21, -80, 110)],
    },
    4: {
        "abierto": [[[55, 8], [20, 62], [80, 62]], [[62, 40], [62, 92]]],
        "cerrado": [[[62, 92], [62, 8], [20, 66], [84, 66]]],
        "de u": [curve((27, 10), (25, 38), (34, 54), (70, 52)), [[72, 8], [70, 92]]],
        "de silla": [[[30, 10], [27, 56], [76, 54]], [[70, 12], [68, 92]]],
        "estrecho": [[[50, 8], [34, 60], [68, 60]], [[56, 34], [56, 92]]],
    },
    5: {
        "de un trazo": [[[75, 8], [32, 8], [28, 45], *arc(48, 66, 26, 26, -130, 140)]],
        "de dos trazos": [
            [[34, 10], [30, 46], *arc(46, 67, 26, 25, -125, 130)],
            [[34, 10], [76, 8]],
        ],
        "de ese": [curve((72, 12), (46, 9), (31, 26), (48, 44), (70, 64), (54, 90), (26, 86))],
        "estrecho": [[[64, 8], [41, 8], [39, 44], *arc(49, 67, 15, 25, -120, 140)]],
        "de gorra corta": [
            [[36, 12], [32, 40], *arc(44, 64, 30, 28, -115, 145)],
            [[38, 12], [62, 10]],
        ],
    },
    6: {
        "curvo": [arc(66, 52, 38, 44, -100, -180) + arc(52, 70, 24, 22, 180, -180)],
        "de palo recto": [[[58, 8], [34, 64], *arc(51, 73, 19, 19, 200, -150)]],
        "de espiral": [curve((66, 10), (40, 30), (28, 64), (48, 92), (70, 74), (52, 56), (36, 70))],
        "estrecho": [arc(56, 52, 18, 44, -100, -180) + arc(50, 72, 13, 20, 180, -170)],
        "de panza": [curve((60, 8), (34, 36), (24, 66), (50, 92), (78, 70), (54, 48), (28, 62))],
    },
    7: {
        "sin rayita": [[[20, 8], [80, 8], [42, 92]]],
        "con rayita": [[[20, 8], [80, 8], [42, 92]], [[38, 50], [74, 50]]],
        "de pata curva": [
            [[24, 22], [26, 9], [76, 9]],
            curve((76, 9), (56, 40), (48, 64), (46, 92)),
        ],
        "con rayita y curvo": [
            curve((22, 14), (48, 11), (76, 8), (56, 44), (44, 92)),
            [[36, 54], [72, 46]],
        ],
        "estrecho": [[[36, 8], [66, 8], [50, 92]]],
    },
    8: {
        "de un trazo": [EIGHT],
        "estrecho": [[[50 + 0.45 * (x - 50), y] for x, y in EIGHT]],
        "de dos bolas": [arc(50, 28, 20, 20, 90, 450), arc(50, 70, 24, 22, -90, 270)],
        "cabezón": [arc(50, 32, 26, 24, 90, 450), arc(50, 74, 18, 18, -90, 270)],
        "de reloj de arena": [[[26, 8], [74, 8], [26, 92], [74, 92], [26, 8]]],
    },
    9: {
        "de rabo recto": NINE,
        "estrecho": [[*arc(50, 28, 12, 20, 0, -360), [62, 28], [60, 92]]],
        "de rabo curvo": [arc(50, 30, 24, 22, 0, -360) + arc(36, 44, 38, 46, -18, 100)],
        "inclinado": lean(NINE, 0.3),
        "abierto": [
            curve((72, 16), (50, 8), (30, 26), (46, 46), (70, 28), (72, 14), (68, 52), (62, 92))
        ],
    },
}
NON_DIGITS: dict[str, Strokes] = {
    "un punto": [[[50, 50]]],
    "dos toques": [[[48, 50]], [[50, 51]]],
    "un borrón": [curve((50, 50), (53, 51), (52, 54), (49, 53), (50, 50))],
    "una raya": [[[15, 50], [85, 50]]],
    "una raya torcida": [[[12, 46], [88, 54]]],
    "una ida y vuelta": [[[10, 50], [90, 54], [12, 49]]],
    "una equis": [[[20, 10], [80, 90]], [[80, 10], [20, 90]]],
    "un signo más": [[[50, 12], [50, 88]], [[12, 50], [88, 50]]],
    "un signo igual": [[[15, 35], [85, 35]], [[15, 65], [85, 65]]],
    "una casa": [
        [[20, 90], [20, 45], [50, 10], [80, 45], [80, 90], [20, 90]],
        [[42, 90], [42, 62], [58, 62], [58, 90]],
    ],
    "una estrella": [[[50, 8], [74, 88], [10, 38], [90, 38], [26, 88], [50, 8]]],
    "una cara": [
        arc(50, 50, 40, 40, 0, 360),
        [[36, 38], [37, 40]],
        [[64, 38], [63, 40]],
        arc(50, 54, 20, 16, 20, 160),
    ],
    "una a": [[[15, 92], [50, 8], [85, 92]], [[30, 60], [70, 60]]],
    "una eme": [[[14, 92], [18, 8], [50, 60], [82, 8], [86, 92]]],
    "una hache": [[[22, 8], [22, 92]], [[78, 8], [78, 92]], [[22, 50], [78, 50]]],
    "una ka": [[[25, 8], [25, 92]], [[75, 8], [26, 52], [78, 92]]],
    "una flecha": [[[10, 50], [90, 50]], [[62, 24], [90, 50], [62, 76]]],
    "un corazón": [curve((50, 30), (28, 10), (10, 36), (50, 92), (90, 36), (72, 10), (50, 30))],
    "un doce": [
        [[10, 30], [24, 10], [24, 90]],
        [*arc(65, 30, 22, 20, -180, 30), [45, 90], [90, 90]],
    ],
    "una onda": [curve((5, 50), (18, 30), (32, 66), (46, 34), (60, 66), (74, 34), (92, 56))],
}


def scribble(seed: int) -> Strokes:
    """Un garabato: una curva por catorce puntos al azar."""
    return [curve(*np.random.default_rng(seed).uniform(8, 92, (14, 2)))]


def non_digits() -> dict[str, Strokes]:
    """Lo que no es un dígito, y diez garabatos."""
    return NON_DIGITS | {f"garabato {seed}": scribble(seed) for seed in range(10)}


def shake(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Pulso tembloroso: un vaivén suave, de un par de centésimas de la hoja."""
    shaken = []
    for stroke in strokes:
        points = np.array(stroke)
        lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        at = np.linspace(0, lengths[-1], max(2, int(lengths[-1] / 3)))
        dense = np.column_stack([np.interp(at, lengths, column) for column in points.T])
        knots = np.linspace(0, lengths[-1], max(2, int(lengths[-1] / 14) + 1))
        noise = rng.normal(0, 2, (len(knots), 2))
        dense += np.column_stack([np.interp(at, knots, column) for column in noise.T])
        shaken.append(dense.tolist())
    return shaken


def place(strokes: Strokes, height: float, cx: float = 50, cy: float = 50) -> Strokes:
    """Los trazos, con esa altura (en centésimas de la hoja) y el centro en ese punto."""
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    scale = height / np.ptp(points[:, 1])
    return [((np.array(s) - middle) * scale + [cx, cy]).tolist() for s in strokes]


def turn(strokes: Strokes, degrees: float) -> Strokes:
    """Los trazos girados alrededor del centro de la hoja."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = np.array([[cos, sin], [-sin, cos]])
    return [((np.array(stroke) - 50) @ turned + 50).tolist() for stroke in strokes]


POSTURES = {
    "grande": lambda s, rng: place(s, 78),
    "mediano": lambda s, rng: place(s, 45),
    "pequeño": lambda s, rng: place(s, 15),
    "arriba a la izquierda": lambda s, rng: place(s, 25, 20, 20),
    "abajo a la derecha": lambda s, rng: place(s, 35, 75, 75),
    "inclinado a la derecha": lambda s, rng: place(lean(s, 0.25), 60),
    "inclinado a la izquierda": lambda s, rng: place(lean(s, -0.2), 60),
    "girado": lambda s, rng: place(turn(s, 8), 60),
    "tembloroso 1": lambda s, rng: place(shake(s, rng), 70),
    "tembloroso 2": lambda s, rng: place(shake(s, rng), 50),
    "tembloroso 3": lambda s, rng: place(shake(s, rng), 30, 40, 60),
}


def drawings() -> list[Drawing]:
    """Los 550 dibujos, siempre los mismos."""
    made = []
    for digit, shapes in SHAPES.items():
        for i, (shape, strokes) in enumerate(shapes.items()):
            rng = np.random.default_rng(5 * digit + i)
            made += [
                Drawing(digit, shape, posture, i >= 3, put(strokes, rng))
                for posture, put in POSTURES.items()
            ]
    return made
