"""Widgets, aspecto y accesibilidad: lo que se ve en el sitio ya construido."""

from faults import DELETED, Fault

TEST, PAGE = "tests/test_structure.py::", "numpy/tensores"
HTML = f"site/{PAGE}/index.html"
FAULTS = (
    Fault(
        "guion de un tercero",
        HTML,
        "</head>",
        '<script src="https://cdn.example/x.js"></script></head>',
        "cdn.example",
        PAGE,
        by=f"{TEST}test_no_third_party[{PAGE}.md]",
    ),
    Fault(
        "dos títulos de primer nivel",
        HTML,
        "</article>",
        "<h1>Otro</h1></article>",
        "h1",
        PAGE,
        by=f"{TEST}test_headings_are_in_order[{PAGE}.md]",
    ),
    Fault(
        "ancla rota en el sitio",
        HTML,
        "</article>",
        '<a href="#nada-de-nada">x</a></article>',
        "nada-de-nada",
        PAGE,
        by=f"{TEST}test_internal_links_and_anchors_exist[{PAGE}.md]",
    ),
    Fault(
        "imagen sin texto en el sitio",
        HTML,
        "</article>",
        '<img src="x.svg"></article>',
        "x.svg",
        PAGE,
        by=f"{TEST}test_images_have_text[{PAGE}.md]",
    ),
    Fault(
        "página sin dirección canónica",
        HTML,
        'rel="canonical"',
        'rel="nada"',
        "la dirección canónica",
        PAGE,
        by=f"{TEST}test_page_says_what_it_is[{PAGE}.md]",
    ),
    Fault(
        "figura borrada del sitio",
        "site/figuras/tensores/ejes.svg",
        "",
        DELETED,
        "ejes.svg",
        PAGE,
        by=f"{TEST}test_internal_links_and_anchors_exist[{PAGE}.md]",
    ),
)
