"""Filtros para los números vivos de las páginas: `{{ num.programa.nombre | percent }}`."""

from __future__ import annotations

THIN_SPACE = "\u202f"  # no se parte al final de la línea


def percent(value: float, decimals: int = 1) -> str:
    """Devuelve una proporción como porcentaje: 0.9731 → «97.3 %»; el menos es «−»."""
    return f"{100 * value:z.{decimals}f}{THIN_SPACE}%".replace("-", "−")


def decimals(value: float, count: int = 2) -> str:
    """Devuelve el número con decimales fijos: 0.12345 → «0.12»; el menos es «−»."""
    return f"{value:z.{count}f}".replace("-", "−")


def integer(value: float) -> str:
    """Devuelve un entero con espacio de millares desde las cinco cifras: «60 000»."""
    number = round(value)
    text = f"{abs(number):,}".replace(",", THIN_SPACE) if abs(number) > 9999 else str(abs(number))
    return ("−" if number < 0 else "") + text


FILTERS = {"percent": percent, "decimals": decimals, "integer": integer}


def define_env(env: object) -> None:
    """Registra los filtros; lo llaman mkdocs-macros y Zensical."""
    for name, function in FILTERS.items():
        env.filter(function, name)
