"""Units: how a number is written with what it counts in."""

import math
from dataclasses import dataclass
from typing import Literal

NBSP = "\u00a0"
MINUS = "\u2212"


@dataclass(frozen=True)
class Unit:
    """How values in a unit are shown: the words after the number and how many decimals."""

    sv: str
    en: str
    decimals: int
    difference_sv: str | None = None
    """The words after a difference when they are not those of the value: percentage points."""


UNITS = {
    "percent": Unit("%", "%", 1, "procentenheter"),
    "index": Unit("i index", "index", 1, "indexenheter"),
    "days": Unit("dagar", "days", 1),
    "years": Unit("år", "years", 1),
    "count": Unit("", "", 0),
    "per_100_000": Unit("per 100\u00a0000 invånare", "per 100,000 inhabitants", 1),
    "per_10_000": Unit("per 10\u00a0000 invånare", "per 10,000 inhabitants", 1),
    "per_1_000": Unit("per 1\u00a0000 invånare", "per 1,000 inhabitants", 1),
    "per_100_beds": Unit("per 100\u00a0vårdplatser", "per 100 beds", 1),
    "stays_per_100_000": Unit("vårdtillfällen per 100\u00a0000 invånare", "hospital stays per 100,000 inhabitants", 0),
    "days_per_1_000": Unit("vårddygn per 1\u00a0000 invånare", "bed days per 1,000 inhabitants", 1),
    "days_per_person": Unit("dagar per person", "days per person", 1),
    "stays_per_person": Unit("vårdtillfällen per person", "hospital stays per person", 3),
    "per_100_working_age": Unit("per 100 i arbetsför ålder", "per 100 of working age", 1),
    "sek": Unit("kr", "SEK", 0),
    "million_sek": Unit("miljoner kr", "million SEK", 1),
    "sek_per_inhabitant": Unit("kr per invånare", "SEK per inhabitant", 0),
    "sek_per_inhabitant_65": Unit("kr per invånare 65 år och äldre", "SEK per inhabitant aged 65 or over", 0),
    "sek_per_drg_point": Unit("kr per DRG-poäng", "SEK per DRG point", 0),
    "percent_of_taxes": Unit("% av skatter och statsbidrag", "% of taxes and state grants", 1, "procentenheter"),
    "fraction": Unit("(andel av 1)", "(share of 1)", 3),
}


Counted = Literal["share", "rate"]
"""Events among people: at most one each, or any number."""

FACTORS: dict[str, tuple[Counted, float]] = {
    "percent": ("share", 100.0),
    "fraction": ("share", 1.0),
    "per_1_000": ("rate", 1_000.0),
    "per_10_000": ("rate", 10_000.0),
    "per_100_000": ("rate", 100_000.0),
}
"""The units whose values are events among people, and the factor that turns the quotient into the value.

Days in hospital, stays and visits are left out on purpose: one person can have many, and Poisson limits would be too narrow.
So are kronor, and everything divided by something else than people.
"""


def unit_of(code: str) -> Unit:
    """Return the unit, or one that shows an unknown code as its own words."""
    return UNITS.get(code) or Unit(code.replace("_", " "), code.replace("_", " "), 1)


def number(value: float, decimals: int = 1) -> str:
    """Return the number as Swedish text: 1 400 or 12,5, with a real minus and no-break spaces."""
    rounded = round_half_up(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return (MINUS if rounded < 0 else "") + text


def round_half_up(value: float, decimals: int) -> float:
    """Round as people do, 0.25 to 0.3, with the binary error of the decimal figure removed first."""
    scale = 10**decimals
    rounded: float = math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9), value) / scale + 0.0
    return rounded


def quantity(value: float, code: str) -> str:
    """Return the number with its unit: 12,5 %, 1 400 kr per invånare."""
    unit = unit_of(code)
    text = shown(value, code)
    return f"{text}{NBSP}{unit.sv}" if unit.sv else text


def shown(value: float, code: str) -> str:
    """Return the number of a value in a unit, without the unit's words."""
    unit = unit_of(code)
    return number(value, unit.decimals)


def money(sek: float) -> str:
    """Return kronor, with öre only when there are any: 70 kr, 12,50 kr."""
    return f"{number(sek, 0 if sek == int(sek) else 2)}{NBSP}kr"


def share(percent: float) -> str:
    """Return a percentage, with a decimal only when there is one: 30 %, 12,5 %."""
    return f"{number(percent, 0 if percent == int(percent) else 1)}{NBSP}%"


def difference(value: float, code: str) -> str:
    """Return a difference with a sign and the unit that differences have: +4,1 procentenheter."""
    unit = unit_of(code)
    words = unit.difference_sv or unit.sv
    text = shown(value, code)
    sign = "+" if round_half_up(value, unit.decimals) > 0 else ""
    return f"{sign}{text}{NBSP}{words}" if words else f"{sign}{text}"
