"""Los remiendos del HTML ajeno: solo cambian lo que dicen."""

from __future__ import annotations

import pytest

from docbuild.site.mend import mend

TOGGLE = '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer"'
LABEL = '<label class="md-nav__link" for="__nav_2" id="__nav_2_label"'
COPY = """<div class="zeroclipboard-container">
<clipboard-copy ,="" aria-label="Copy to Clipboard" for="cell-1">
<div><span class="notice" hidden="">Copied!</span></div>
</clipboard-copy>
</div>
"""
COPIED = '<div class="clipboard-copy-txt" id="cell-1">x = 1 &lt; 2</div>\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'{TOGGLE} autocomplete="off">', f"{TOGGLE}>"),
        (f'{LABEL} tabindex="">', f"{LABEL}>"),
        (f"a{COPY}b{COPY}<p>", "ab<p>"),
        (f"<pre>x</pre>{COPIED}</div>", "<pre>x</pre></div>"),
        ('<div id="cell-id=celda-4">', '<div id="celda-4">'),
    ],
)
def test_mend(before: str, after: str) -> None:
    """Cada remiendo quita lo suyo."""
    assert mend(before) == after


@pytest.mark.parametrize(
    "text",
    [f'{LABEL} tabindex="0">', '<input type="text" autocomplete="off">', "<pre>tabindex=</pre>"],
)
def test_the_rest_stays(text: str) -> None:
    """Lo que se le parece queda igual."""
    assert mend(text) == text
