"""Tarjetas: la imagen que acompaña a cada página cuando alguien comparte su dirección.

Las dibuja Pillow al construir, con la letra que trae Matplotlib y sin red. Cada una se guarda en
`.docbuild/tarjetas/` con un nombre que resume todo lo que la decide: si nada cambia, no se dibuja.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import io
import os
import re
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docbuild.site.swap import remove

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FOLDER = "tarjetas"  # dentro del sitio y de .docbuild/
HOME = "Curso libre en español"  # lo que dice la portada en vez de su unidad
WIDTH, HEIGHT = 1200, 630  # lo que piden las redes
MARGIN = 80
TEXT_WIDTH = 740  # a su derecha va la red
TITLE_HEIGHT = 330
TITLE_SIZES = (80, 72, 64, 56, 50, 44, 38)
SMALL = 32
LEADING = 1.18  # alto de línea, en veces el cuerpo
BACKGROUND, INK, SOFT, NODE, OUTPUT = "#0b4d55", "#ffffff", "#a9dce0", "#74cbd2", "#f0a283"
LAYERS = (3, 4, 4, 2)  # neuronas de la red dibujada
NETWORK = (890, 150, 1120, 480)  # izquierda, arriba, derecha, abajo
SCALE = 4  # la red se dibuja mayor y se reduce: así sus bordes quedan suaves
COLORS = 64
NUMBER = re.compile(r"(\d+\.\d+) ")
PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True)
class Card:
    """Lo que dice una tarjeta."""

    page: str  # la página, relativa a docs/
    label: str  # la unidad y el número de la lección
    title: str
    course: str

    @property
    def path(self) -> str:
        """Devuelve dónde va dentro del sitio."""
        return f"{FOLDER}/{self.page.rpartition('.')[0]}.png"

    @property
    def alt(self) -> str:
        """Devuelve lo que se ve, para quien no la ve."""
        words = [part for part in (self.label, self.title, self.course) if part]
        text = ". ".join(dict.fromkeys(words))
        return f"{text}. A la derecha, el dibujo de una red neuronal.".replace("?.", "?")


def make_card(page: str, title: str, section: str, course: str) -> Card:
    """Devuelve la tarjeta de una página: `title` es el del índice y `section`, su unidad."""
    number = NUMBER.match(title)
    name = title[number.end() :] if number else title
    parts = [section if section != name else "", f"Lección {number[1]}" if number else ""]
    label = " · ".join(part for part in parts if part)
    return Card(page, label, name, "" if name == course else course)


def write_cards(cards: Iterable[Card], site: Path, cache: Path) -> int:
    """Escribe las tarjetas en el sitio y devuelve cuántas ha habido que dibujar."""
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {_key(card): card for card in cards}
    found = {key: data for key in wanted if (data := _read(cache / f"{key}.png"))}
    missing = [key for key in wanted if key not in found]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for key, data in zip(
            missing, pool.map(lambda key: draw(wanted[key]), missing), strict=True
        ):
            found[key] = data
            _write(cache / f"{key}.png", data)
    for key, card in wanted.items():
        target = site / card.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(found[key])
    for old in set(cache.iterdir()) - {cache / f"{key}.png" for key in wanted}:
        remove(old)
    return len(missing)


def draw(card: Card) -> bytes:
    """Dibuja una tarjeta y devuelve su PNG."""
    from PIL import Image, ImageDraw

    image = _background().copy()
    pen = ImageDraw.Draw(image)
    small = _font(SMALL)
    pen.text((MARGIN, MARGIN), card.label, SOFT, small)
    size, lines = wrap(card.title)
    top = MARGIN + SMALL * 2 + (TITLE_HEIGHT - size * LEADING * len(lines)) / 2
    for number, line in enumerate(lines):
        pen.text((MARGIN, round(top + number * size * LEADING)), line, INK, _font(size, bold=True))
    pen.text((MARGIN, HEIGHT - MARGIN), card.course, SOFT, small, anchor="ls")
    output = io.BytesIO()
    flat = image.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat.save(output, "PNG", compress_level=9)
    return output.getvalue()


def wrap(title: str) -> tuple[int, list[str]]:
    """Devuelve el cuerpo mayor con que cabe un título, y sus líneas, de parecida longitud."""
    for size in TITLE_SIZES:
        lines = _lines(title, size, TEXT_WIDTH)
        if len(lines) * size * LEADING <= TITLE_HEIGHT and _longest(lines, size) <= TEXT_WIDTH:
            break
    for width in range(TEXT_WIDTH // 2, TEXT_WIDTH, 20):
        even = _lines(title, size, width)
        if len(even) == len(lines) and _longest(even, size) <= width:
            return size, even
    return size, lines


def _lines(text: str, size: int, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _longest([f"{lines[-1]} {word}"], size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _longest(lines: list[str], size: int) -> float:
    font = _font(size, bold=True)
    return max(font.getlength(line) for line in lines)


@functools.cache
def _background() -> Image:
    """Dibuja lo que comparten todas las tarjetas: el fondo y la red."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), BACKGROUND)
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = (value * SCALE for value in NETWORK)
    step = (right - left) / (len(LAYERS) - 1)
    places = [
        [
            (left + layer * step, top + (bottom - top) * (node + 1 / 2) / count)
            for node in range(count)
        ]
        for layer, count in enumerate(LAYERS)
    ]
    for start, end in zip(places, places[1:], strict=False):
        for a in start:
            for b in end:
                pen.line((*a, *b), fill="#3d8890", width=3 * SCALE)
    for layer, nodes in enumerate(places):
        for x, y in nodes:
            radius = 17 * SCALE
            fill = OUTPUT if layer == len(LAYERS) - 1 else NODE
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


@functools.cache
def _font(size: int, bold: bool = False) -> FreeTypeFont:
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(_fonts() / name, size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _fonts() -> Path:
    """Devuelve la carpeta de letras de Matplotlib, sin importarlo."""
    package = importlib.util.find_spec("matplotlib")
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"


@functools.cache
def _tools() -> str:
    """Resume lo que dibuja: este archivo y las versiones de Pillow y de las letras."""
    versions = [importlib.metadata.version(name) for name in ("pillow", "matplotlib")]
    return hashlib.sha256(Path(__file__).read_bytes() + repr(versions).encode()).hexdigest()


def _key(card: Card) -> str:
    return hashlib.sha256(repr((astuple(card), _tools())).encode()).hexdigest()[:32]


def _read(path: Path) -> bytes:
    """Devuelve una tarjeta guardada, o nada si no está o está a medias."""
    try:
        data = path.read_bytes()
    except OSError:
        remove(path)  # si hay algo ahí, no es una tarjeta
        return b""
    return data if data.endswith(PNG_END) else b""


def _write(path: Path, data: bytes) -> None:
    """Escribe de una vez: otra construcción no puede leer media tarjeta."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
