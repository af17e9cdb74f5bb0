"""What the row of a device says besides the fee here: how far apart the fees are in the country, and who answers for it."""

from collections.abc import Iterable, Mapping

from build_site.model.device import Fee
from build_site.model.device_cost import DeviceCosts
from build_site.model.responsibility import OLDEST, Answered
from build_site.model.unit import NBSP, number

Spans = dict[str, str]

YEARS = {1: "ett år", 2: "två år", 3: "tre år", 4: "fyra år", 5: "fem år"}

GROWN = 70
"""Years. Where children and adults differ, the row speaks of somebody as old as most who have a device."""

WHO = {
    "region": "Regionen ansvarar",
    "municipality": "Kommunen ansvarar",
    "shared": "Regionen och kommunen ansvarar för var sin del",
    "agreement": "Regionen och kommunen ansvarar tillsammans",
}
"""By Responsible; `unknown` is left out, and said by the row itself."""

PAYEES = {"region": "region", "kommun": "municipality"}
"""What `responsible` of a fee may be, besides words for both."""


def describe_spans(costs: Mapping[str, DeviceCosts], areas_known: Mapping[str, int]) -> Spans:
    """Return per device code how far apart the places are, in words; a class that says what the one above says is left out.

    `areas_known` counts the places with a fee of any kind, also one that cannot be compared. Nothing is said of a lowest and
    a highest where `costs` holds too few places for it.
    """
    said = {iso: _describe(costs.get(iso), known) for iso, known in sorted(areas_known.items()) if known}
    return {iso: text for iso, text in said.items() if said.get(_above(iso, said)) != text}


def describe_who(answers: Iterable[Answered]) -> dict[str, str]:
    """Return who answers for the devices of one place, per class that differs from the one above; empty where nobody says."""
    said = {one.iso: WHO.get(one.answer.responsible, "") for one in answers if _is_grown(one)}
    return {iso: text for iso, text in said.items() if text != said.get(_above(iso, said), "")}


def who_says(fees: Iterable[Fee]) -> str | None:
    """Return who answers according to the fees themselves, or None where they say nothing or different things."""
    said = {fee.responsible for fee in fees if fee.responsible}
    if len(said) != 1:
        return None
    text = said.pop()
    return WHO.get(PAYEES.get(text) or ("agreement" if text.startswith("region och kommun") else "unknown"))


def _describe(costs: DeviceCosts | None, known: int) -> str:
    spread = costs.dispersion if costs else None
    if costs is None or spread is None or spread.min_sek is None or spread.max_sek is None:
        return f"avgift känd på {known}{NBSP}{'plats' if known == 1 else 'platser'}"
    low, high = number(spread.min_sek, 0), number(spread.max_sek, 0)
    amounts = f"{high}{NBSP}kr" if low == high else f"{low}\u2013{high}{NBSP}kr"
    several = f" för {costs.count}{NBSP}st" if costs.count > 1 else ""
    return f"{amounts}{several} på {YEARS.get(costs.years, f'{costs.years} år')}, {spread.areas_known}{NBSP}kända platser"


def _above(iso: str, said: Mapping[str, str]) -> str:
    return next((iso[:length] for length in (4, 2) if length < len(iso) and iso[:length] in said), "")


def _is_grown(one: Answered) -> bool:
    return (one.min_age or 0) <= GROWN <= (OLDEST if one.max_age is None else one.max_age)
