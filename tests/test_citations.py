"""Las citas: sus DOI y direcciones tienen la forma debida y no se contradicen."""

import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("snippets/**/*.py")])
TEXTS = [re.sub(r"\n *#? +", " ", file.read_text(encoding="utf-8")) for file in FILES]
MORE = re.compile(r"(?ms)^## Para saber más$(.*?)(?=^\*\*Siguiente|^--8<--|^## |\Z)")
ITEM = re.compile(r"(?m)^(?:- |\[\^).+")
ITEMS = [item for text in TEXTS for more in MORE.findall(text) for item in ITEM.findall(more)]
LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^)\s]+)\)")
LINKS = [(text, link) for text in TEXTS for link in LINK.finditer(text)]
DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/\S+")
NO_HTTPS = "http://neuralnetworksanddeeplearning.com/"  # el libro de Nielsen


def test_every_doi_is_well_formed() -> None:
    """Cada enlace a un DOI es https://doi.org/ con su prefijo y su sufijo."""
    found = [unquote(link[2]) for _, link in LINKS if "doi.org" in link[2]]
    assert found and [address for address in found if not DOI.fullmatch(address)] == []


def test_one_doi_has_one_title() -> None:
    """Dos citas con el mismo DOI dan el mismo título, al menos hasta los dos puntos."""
    titles = defaultdict(set)
    for text, link in LINKS:
        if DOI.match(link[2]):
            book = re.fullmatch(r"\*([^*]+)\*", link[1])
            title = book[1] if book else re.findall("«([^»]+)»", text[: link.end(1)])[-1]
            titles[unquote(link[2]).casefold()].add(title.split(":")[0].casefold())
    assert {doi: names for doi, names in titles.items() if len(names) > 1} == {}


def test_sources_have_an_address_or_a_year() -> None:
    """En «Para saber más» todo lleva un año o un enlace, y el enlace es https."""
    assert ITEMS and [x for x in ITEMS if not re.search(r"https?://|\b(?:1[89]|20)\d\d\b", x)] == []
    assert [x for x in ITEMS if "](http:" in x.replace(NO_HTTPS, "https:")] == []
