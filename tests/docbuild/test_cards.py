"""Las tarjetas: tamaño, texto que cabe, bytes estables y nada dibujado dos veces."""

from __future__ import annotations

import io
from pathlib import Path

import PIL.Image
import pytest

from docbuild.course.navigation import navigation
from docbuild.course.project import Project
from docbuild.site import social_cards as cards
from docbuild.site.social_cards import Card, make_card, wrap, write_cards

ROOT = Path(__file__).resolve().parents[2]
TITLES = [entry.title for entry in navigation(Project(ROOT))[0]]
COURSE = "Curso de prueba"
CARDS = [
    make_card("index.md", COURSE, cards.HOME, COURSE),
    make_card("demo/leccion.md", "1.1 La lección", "1. Demostración", COURSE),
]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "site", tmp_path / "cache"


def test_what_a_card_says() -> None:
    """La unidad y el número, el título sin él y el curso; la portada no se repite."""
    home, lesson = CARDS
    assert lesson == Card(
        "demo/leccion.md", "1. Demostración · Lección 1.1", "La lección", "Curso de prueba"
    )
    assert lesson.path == "tarjetas/demo/leccion.png"
    assert home == Card("index.md", "Curso libre en español", "Curso de prueba", "")
    assert make_card("glosario.md", "Glosario", "", COURSE).label == ""
    drawing = "A la derecha, el dibujo de una red neuronal."
    assert home.alt == f"Curso libre en español. Curso de prueba. {drawing}"
    question = make_card("a.md", "1.3 ¿Qué es?", "1. Uno", COURSE)
    assert question.alt == f"1. Uno · Lección 1.3. ¿Qué es? Curso de prueba. {drawing}"


def test_size_and_same_bytes() -> None:
    """1200 × 630, pocos bytes y siempre los mismos."""
    data = cards.draw(CARDS[1])
    with PIL.Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) < 60_000
    cards._background.cache_clear()
    cards._font.cache_clear()
    assert cards.draw(CARDS[1]) == data


@pytest.mark.parametrize("title", [*TITLES, "Retropropagación " * 6, "x" * 24])
def test_title_fits(title: str) -> None:
    """Ningún título del curso, ni otros más largos, se sale de su sitio ni pierde palabras."""
    size, lines = wrap(title)
    assert " ".join(lines).split() == title.split()
    assert cards._longest(lines, size) <= cards.TEXT_WIDTH
    assert len(lines) * size * cards.LEADING <= cards.TITLE_HEIGHT
    assert size >= 38


def test_short_title_is_bigger_and_lines_are_even() -> None:
    """Un título corto va en grande; uno de dos líneas no deja una palabra suelta si cabe mejor."""
    assert (
        wrap("La lección")[0] > wrap("La importancia de las redes neuronales en la actualidad")[0]
    )
    assert wrap("Análisis de resultados") == (80, ["Análisis de", "resultados"])


def test_nothing_is_drawn_twice(folders, monkeypatch) -> None:
    """Si nada cambia, no se dibuja; si cambia un título, una; lo que sobra se borra."""
    site, cache = folders
    assert write_cards(CARDS, site, cache) == 2
    first = {path: path.read_bytes() for path in site.rglob("*.png")}
    assert {path.relative_to(site).as_posix() for path in first} == {
        "tarjetas/index.png",
        "tarjetas/demo/leccion.png",
    }
    with monkeypatch.context() as patch:
        patch.setattr(cards, "draw", lambda card: pytest.fail(f"dibuja otra vez {card}"))
        assert write_cards(CARDS, site, cache) == 0
    assert {path: path.read_bytes() for path in site.rglob("*.png")} == first
    other = make_card("demo/leccion.md", "1.1 Otra lección", "1. Demostración", COURSE)
    assert write_cards([CARDS[0], other], site, cache) == 1
    assert len(list(cache.iterdir())) == 2


def test_damaged_card_is_drawn_again(folders) -> None:
    """Una tarjeta guardada a medias no se publica."""
    site, cache = folders
    write_cards(CARDS, site, cache)
    good = (site / CARDS[1].path).read_bytes()
    for path in cache.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert write_cards(CARDS, site, cache) == 2
    assert (site / CARDS[1].path).read_bytes() == good
    one, other = cache.iterdir()
    for path in (one, other):
        path.unlink()
    one.mkdir()
    other.symlink_to("nada")
    (cache / "resto").mkdir()
    assert write_cards(CARDS, site, cache) == 2
    assert (site / CARDS[1].path).read_bytes() == good
    assert len(list(cache.iterdir())) == 2


def test_build_leaves_the_cards(course) -> None:
    """`mkdocs build` deja las tarjetas en el sitio y las nombra; el zip no las lleva."""
    done = course.run("mkdocs", "build", "--strict")
    assert done.returncode == 0, done.stderr
    page = (course.root / "site/demo/leccion/index.html").read_text(encoding="utf-8")
    assert 'content="https://ejemplo.org/curso/tarjetas/demo/leccion.png"' in page
    assert (course.root / "site/tarjetas/demo/leccion.png").is_file()
    assert (course.root / "site/tarjetas/index.png").is_file()
