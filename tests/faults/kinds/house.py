"""La casa: el índice, el README, los flujos de trabajo y la configuración."""

from faults import Fault

CONFIG = "mkdocs.yml"
FAULTS = (
    Fault(
        "índice con una página que no existe",
        CONFIG,
        "rectas/error.md",
        "rectas/errores.md",
        "el índice nombra rectas/errores.md, que no existe",
        alone=True,
    ),
    Fault(
        "cuaderno fuera del índice",
        CONFIG,
        "      - Error (cuaderno): cuadernos/error.ipynb\n",
        "",
        "falta en el índice el cuaderno cuadernos/error.ipynb",
        CONFIG,
        alone=True,
    ),
    Fault(
        "índice que no es YAML",
        CONFIG,
        "  - Glosario: glosario.md",
        "  - Glosario: [glosario.md",
        "no es YAML válido",
        f"{CONFIG}|  - Notas",
        alone=True,
    ),
    Fault(
        "página huérfana",
        "docs/rectas/huerfana.md",
        "",
        "# Huérfana\n",
        "la página no está en el índice",
        "docs/rectas/huerfana.md",
    ),
    Fault(
        "orden del README que no existe",
        "README.md",
        "`.venv/bin/python -m docbuild primera_red`",
        "`.venv/bin/python -m docbuild primera_rd`",
        "no existe primera_rd",
        by="tests/test_readme.py::test_commands_exist",
    ),
    Fault(
        "acción sin fijar",
        ".github/workflows/sitio.yml",
        "actions/cache@v5.0.3",
        "actions/cache@main",
        "actions/cache@main",
        by="tests/test_workflows.py::test_actions_are_pinned",
    ),
    Fault(
        "flujo mal sangrado",
        ".github/workflows/sitio.yml",
        "\njobs:\n  ",
        "\njobs:\n ",
        "no es YAML válido",
        ".github/workflows/sitio.yml|publicar:",
        by="tests/test_workflows.py::test_actionlint_finds_nothing",
    ),
)
