"""Figuras: de Matplotlib a dos SVG, uno para cada tema de la página.

La figura se dibuja una sola vez, con los colores claros de `matplotlibrc`. La
versión oscura es el mismo texto con la tinta y la rejilla cambiadas: los colores
de las series se leen bien sobre los dos fondos.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

DARK = {"#1f2328": "#e6e6ea", "#c9ccd1": "#4a4d57"}  # tinta y rejilla
PHONE_WIDTH = 358  # píxeles que ocupa una figura en un teléfono de 390
TEXT_SIZE = 16  # píxeles del texto de la página
POINTS = 200  # los que se guardan, como mucho, de una serie
DENSE = 2_000  # puntos a partir de los que un trazo va como imagen
METADATA = {"Date": None, "Creator": None}  # bytes iguales en cada ejecución


@dataclass(frozen=True)
class Drawing:
    """Una figura guardada en sus dos temas."""

    light: str
    dark: str
    smallest_text: float  # píxeles en un teléfono
    facts: dict  # lo que dice: títulos, ejes, rótulos, colores y datos


def draw(figure: Figure) -> Drawing:
    """Devuelve la figura como SVG claro y oscuro."""
    _rasterize_dense(figure)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=METADATA)
    light = buffer.getvalue()
    dark = light
    for ink, replacement in DARK.items():
        dark = dark.replace(ink, replacement)
    return Drawing(light, dark, smallest_text(figure), facts(figure))


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


def facts(figure: Figure) -> dict:
    """Devuelve lo que la figura dice: su título y, de cada dibujo, ejes, rótulos y series."""
    names = {"x": figure.get_supxlabel(), "y": figure.get_supylabel()}
    return {
        "title": figure.get_suptitle(),
        "axes": [_axes_facts(axes, names) for axes in figure.axes if axes.get_visible()],
    }


def _axes_facts(axes: Axes, names: dict[str, str]) -> dict:
    legend = axes.get_legend()
    drawn = axes.axison and axes.get_visible()
    sides = {"x": axes.xaxis, "y": axes.yaxis}
    bare = [text for text in axes.texts if not text.get_bbox_patch()]
    return {
        "title": axes.get_title(),
        "names": {side: axis.get_label_text() or names[side] for side, axis in sides.items()},
        "ticks": {side: _ticks(axis) if drawn else [] for side, axis in sides.items()},
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "texts": [text.get_text() for text in axes.texts if text.get_text().strip()],
        "inks": sorted({_hex(text.get_color()) for text in bare}),
        "covered": bool(axes.images or any(map(_covers, axes.findobj()))),
        "series": [*_lines(axes), *_clouds(axes), *_bars(axes)],
    }


def _covers(artist: Artist) -> bool:
    """Dice si es un fondo de color sobre el que se dibuja: mapas, cajas y superficies."""
    from matplotlib.collections import PathCollection, PolyCollection, QuadMesh
    from matplotlib.contour import ContourSet
    from matplotlib.patches import PathPatch

    fills = isinstance(artist, (ContourSet, QuadMesh, PolyCollection, PathPatch))
    return fills and not isinstance(artist, PathCollection)


def _ticks(axis: Axis) -> list[str]:
    """Devuelve los rótulos que se leen junto a las marcas de un eje."""
    labels = axis.get_ticklabels() if axis.get_visible() else []
    return [item.get_text() for item in labels if item.get_visible() and item.get_text()]


def _lines(axes: Axes) -> Iterator[dict]:
    for line in axes.lines:
        unseen = line.get_linestyle() in ("None", "") and line.get_marker() in ("None", "")
        if line.get_visible() and not unseen:
            color = line.get_color() if line.get_linestyle() != "None" else line.get_mfc()
            yield _series(line.get_label(), color, line.get_xdata(), line.get_ydata())


def _clouds(axes: Axes) -> Iterator[dict]:
    from matplotlib.collections import PathCollection

    for cloud in axes.collections:
        if isinstance(cloud, PathCollection) and len(places := cloud.get_offsets()):
            colors = cloud.get_facecolor()
            color = colors[0] if len(colors) == 1 else "none"  # «none»: uno para cada punto
            yield _series(cloud.get_label(), color, places[:, 0], places[:, 1])


def _bars(axes: Axes) -> Iterator[dict]:
    from matplotlib.container import BarContainer

    for bars in axes.containers:
        if isinstance(bars, BarContainer) and bars.patches:
            corners = [bar.get_bbox() for bar in bars.patches]
            flat = bars.orientation == "horizontal"
            at = [(box.y0 + box.y1) / 2 if flat else (box.x0 + box.x1) / 2 for box in corners]
            size = [box.width if flat else box.height for box in corners]
            yield _series(bars.get_label(), bars.patches[0].get_facecolor(), at, size)


def _series(label: object, color: object, x: Iterable, y: Iterable) -> dict:
    name = str(label)
    places = [(_plain(a), _plain(b)) for a, b in zip(x, y, strict=False)]
    step = -(-len(places) // POINTS) or 1
    kept = [*places[:-1:step], *places[-1:]]
    return {
        "label": "" if name.startswith("_") else name,
        "color": _hex(color),
        "x": [place[0] for place in kept],
        "y": [place[1] for place in kept],
    }


def _plain(value: object) -> float | str:
    """Devuelve un dato con seis cifras; lo que no es un número, como texto."""
    return value if isinstance(value, str) else float(f"{value:.6g}")


def _hex(color: object) -> str:
    """Devuelve el color como «#rrggbb», o «none» si no se ve o es transparente."""
    from matplotlib.colors import to_hex, to_rgba

    unseen = isinstance(color, str) and color == "none" or to_rgba(color)[3] == 0
    return "none" if unseen else to_hex(color)


def _rasterize_dense(figure: Figure) -> None:
    from matplotlib.collections import PathCollection, QuadMesh
    from matplotlib.lines import Line2D

    dense = [item for item in figure.findobj(PathCollection) if len(item.get_offsets()) > DENSE]
    dense += [item for item in figure.findobj(Line2D) if len(item.get_xdata()) > DENSE]
    for artist in dense + figure.findobj(QuadMesh):
        artist.set_rasterized(True)
