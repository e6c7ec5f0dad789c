"""Figuras: de Matplotlib a dos SVG, uno para cada tema de la página.

La figura se dibuja una sola vez, con los colores claros de `matplotlibrc`. La
versión oscura es el mismo texto con la tinta y la rejilla cambiadas: los colores
de las series se leen bien sobre los dos fondos.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DARK = {"#1f2328": "#e6e6ea", "#c9ccd1": "#4a4d57"}  # tinta y rejilla
PHONE_WIDTH = 358  # píxeles que ocupa una figura en un teléfono de 390
TEXT_SIZE = 16  # píxeles del texto de la página
DENSE = 2_000  # puntos a partir de los que un trazo va como imagen
METADATA = {"Date": None, "Creator": None}  # bytes iguales en cada ejecución


@dataclass(frozen=True)
class Drawing:
    """Una figura guardada en sus dos temas."""

    light: str
    dark: str
    smallest_text: float  # píxeles en un teléfono


def draw(figure: Figure) -> Drawing:
    """Devuelve la figura como SVG claro y oscuro."""
    _rasterize_dense(figure)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=METADATA)
    light = buffer.getvalue()
    dark = light
    for ink, replacement in DARK.items():
        dark = dark.replace(ink, replacement)
    return Drawing(light, dark, smallest_text(figure))


def smallest_text(figure: Figure) -> float:
    """Devuelve el tamaño, en píxeles, del texto más pequeño visto en un teléfono."""
    from matplotlib.text import Text

    sizes = [
        text.get_fontsize()
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]
    scale = PHONE_WIDTH / (72 * figure.get_figwidth())  # puntos → píxeles
    return round(min(sizes) * scale, 1) if sizes else float(TEXT_SIZE)


def _rasterize_dense(figure: Figure) -> None:
    from matplotlib.collections import PathCollection, QuadMesh
    from matplotlib.lines import Line2D

    dense = [item for item in figure.findobj(PathCollection) if len(item.get_offsets()) > DENSE]
    dense += [item for item in figure.findobj(Line2D) if len(item.get_xdata()) > DENSE]
    for artist in dense + figure.findobj(QuadMesh):
        artist.set_rasterized(True)
