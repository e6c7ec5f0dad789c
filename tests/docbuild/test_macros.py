"""Los filtros de los números vivos."""

from __future__ import annotations

import pytest

from docbuild.course.macros import FILTERS, decimals, define_env, integer, percent

THIN = "\u202f"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (percent(0.9731), f"97.3{THIN}%"),
        (percent(0.9731, 0), f"97{THIN}%"),
        (percent(1), f"100.0{THIN}%"),
        (percent(-0.05), f"−5.0{THIN}%"),
        (percent(-0.00001), f"0.0{THIN}%"),
        (decimals(0.12345), "0.12"),
        (decimals(2), "2.00"),
        (decimals(-1.5, 3), "−1.500"),
        (decimals(-0.0001), "0.00"),
        (integer(1797), "1797"),
        (integer(9999), "9999"),
        (integer(10000), f"10{THIN}000"),
        (integer(60000.4), f"60{THIN}000"),
        (integer(1234567), f"1{THIN}234{THIN}567"),
        (integer(-25000), f"−25{THIN}000"),
        (integer(-0.4), "0"),
    ],
)
def test_filters(text: str, expected: str) -> None:
    """Los filtros escriben los números como el curso: punto decimal, espacio fino y «−»."""
    assert text == expected


def test_filters_are_registered() -> None:
    """mkdocs-macros y Zensical reciben los mismos filtros que comprueba docbuild."""
    found = {}

    class Environment:
        def filter(self, function, name):
            found[name] = function

    define_env(Environment())
    assert found == FILTERS
