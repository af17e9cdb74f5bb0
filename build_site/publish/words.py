"""Figures, verdicts and fees in words. The words themselves are in texts/<language>.yml."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from build_site.model import unit as units
from build_site.model.area import Area
from build_site.model.comparison import Latest
from build_site.model.device import Fee
from build_site.model.period import MONTHS

HERE = Path(__file__).parent

ICONS = {"better": "▲", "worse": "▼", "similar": "●", "higher": "●", "lower": "●", "not_assessed": "○"}
"""After the word, before the colour. Higher and lower are neither good nor bad, so they share the dot."""

SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"})
"""The three letters after z, as the characters after z."""


@cache
def texts(language: str = "sv") -> Mapping[str, Any]:
    """Return every text of the pages in a language, read-only."""
    content = yaml.safe_load((HERE / "texts" / f"{language}.yml").read_text(encoding="utf-8"))
    frozen: Mapping[str, Any] = _freeze(content)
    return frozen


def _freeze(content: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    if isinstance(content, dict):
        return MappingProxyType({key: _freeze(value) for key, value in content.items()})
    return tuple(map(_freeze, content)) if isinstance(content, list) else content


def fill(text: str, /, **values: object) -> str:
    """Return the text with its placeholders filled in; what is filled in stays as it is."""
    return text.format_map(values)


@cache
def alphabetical(text: str) -> str:
    """Return a key that sorts as a Swedish word list does: å, ä and ö last, other accents ignored."""
    letters = text.lower().translate(SWEDISH)
    return "".join(letter for letter in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(letter))


def listed(words: Iterable[str]) -> str:
    """Return the words as one enumeration: Halland, Kalmar och Skåne."""
    *most, last = words
    return f"{', '.join(most)} {texts()['and']} {last}" if most else last


def counted(number: int, noun: str) -> str:
    """Return a number and its noun from the texts' `nouns`: 1 kommun, 12 kommuner."""
    one, many = texts()["nouns"][noun]
    return f"{units.number(number, 0)} {one if number == 1 else many}"


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def swedish_date(day: dt.date) -> str:
    """Return the day in words: 21 november 2026."""
    return f"{day.day}{units.NBSP}{MONTHS[day.month - 1]} {day.year}"


def loose_date(text: str) -> str:
    """Return a source's date in words if it is a whole one, otherwise as the source wrote it."""
    try:
        return swedish_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def figure(latest: Latest | None, unit: str) -> str:
    """Return the figure with its unit, or why there is none. Zero is a figure; unknown is not zero."""
    statuses = texts()["statuses"]
    if latest is None:
        return str(statuses["missing"])
    if latest.status != "ok" or latest.value is None:
        return str(statuses.get(latest.status, statuses["missing"]))
    return units.quantity(latest.value, unit)


def verdict_kind(latest: Latest | None) -> str:
    """Return the kind of verdict as shown: a value that can't be true is never judged."""
    if latest is None or latest.suspicious or latest.status != "ok":
        return "not_assessed"
    return latest.verdict.verdict


def verdict_words(latest: Latest | None) -> str:
    """Return the verdict as a sentence without its final stop: Konsekvent bättre än riket, 8 av 8 år."""
    kind = verdict_kind(latest)
    said = texts()["verdict"]
    if latest is None or kind == "not_assessed":
        return f"{said['not_assessed']}: {reason(latest)}"
    if latest.verdict.method == "interval":
        return str(said["interval"][kind])
    return fill(said["consistency"][kind], n=latest.verdict.years_agreeing, years=latest.verdict.years_compared)


def verdict_short(latest: Latest | None) -> str:
    """Return the verdict for a table cell, where the column says what it is compared with."""
    kind = verdict_kind(latest)
    said = texts()["verdict"]["short"]
    if latest is None or kind == "not_assessed":
        return capital(reason(latest)) if latest else said["not_assessed"]
    if latest.verdict.method == "interval":
        return str(said["interval"][kind])
    return fill(said[kind], n=latest.verdict.years_agreeing, years=latest.verdict.years_compared)


def reason(latest: Latest | None) -> str:
    """Return why there is no verdict, as the end of a sentence."""
    reasons = texts()["reasons"]
    if latest is None:
        return str(reasons["no_value"])
    if latest.suspicious:
        return str(reasons["suspicious"])
    if latest.status == "suppressed":
        return str(reasons["suppressed"])
    if latest.status != "ok":
        return str(reasons["no_value"])
    key = latest.verdict.reason or "other"
    return fill(reasons.get(key, reasons["other"]), years=latest.verdict.years_compared or 0)


def sparkline(latest: Latest) -> list[str]:
    """Return the points of each unbroken part of the series, within 100 × 24; a missing year breaks the line."""
    known = [value for _, value in latest.series if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line needs two points
        return []
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = 96 / (len(latest.series) - 1)
    lines: list[list[str]] = [[]]
    for place, (_, value) in enumerate(latest.series):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(f"{2 + place * step:.1f},{21 - 18 * (value - low) / span:.1f}")
    return [" ".join(points) for points in lines if points]


def type_words(code: str) -> str:
    """Return what a fee, a price or a rule is about, in words; a word that has no translation stands as it is."""
    return str(texts()["fee"]["types"].get(code, code.replace("_", " ")))


def fee_known(fee: Fee) -> bool:
    """Tell whether the row says anything about what it costs."""
    return any(part is not None for part in (fee.amount_sek, fee.percent, fee.min_sek, fee.max_sek))


def fee_words(fee: Fee) -> str:
    """Return what one pays: 600 kr per förskrivning, högst 2 000 kr. An empty amount is unknown, never 0 kr."""
    said = texts()["fee"]
    if not fee_known(fee):
        return str(texts()["unknown"])
    parts = []
    if fee.amount_sek is not None:
        parts.append(units.money(fee.amount_sek))
    if fee.percent is not None:
        parts.append(units.share(fee.percent))
    if fee.min_sek is not None and fee.max_sek is not None:
        parts.append(fill(said["between"], low=units.money(fee.min_sek), high=units.money(fee.max_sek)))
    elif fee.min_sek is not None:
        parts.append(fill(said["at_least"], low=units.money(fee.min_sek)))
    elif fee.max_sek is not None:
        parts.append(fill(said["at_most"], high=units.money(fee.max_sek)))
    text = ", ".join(parts)
    return f"{text} {fee.unit}" if fee.unit else text


def status_words(status: str, area: Area) -> str:
    """Return how far a row with the status can be trusted, naming who to ask."""
    statuses = texts()["fee"]["statuses"]
    return str(statuses.get(f"{status}_{area.type}", statuses[status]))


def check_words(areas: Iterable[Area]) -> str:
    """Return that fees are the last known ones, and whom to ask: the region, the municipality, or both where both decide some."""
    own = {area.type == "municipality" for area in areas}
    said = texts()["cost"]["script"]
    return str(said["check_both" if len(own) > 1 else "check_municipality" if own == {True} else "check_region"])


def fee_dates(fee: Fee) -> str:
    """Return when the source says it holds, how old the source is and when somebody looked."""
    said = texts()["fee"]
    parts = []
    if fee.valid_from:
        parts.append(fill(said["from"], day=swedish_date(fee.valid_from)))
    if fee.valid_to:
        parts.append(fill(said["to"], day=swedish_date(fee.valid_to)))
    parts.append(fill(said["source_date"], day=loose_date(fee.source_date)) if fee.source_date else said["undated"])
    if fee.verified_at:
        parts.append(fill(said["verified"], day=swedish_date(fee.verified_at)))
    return "; ".join(parts)


def fee_for(fee: Fee) -> str:
    """Return whom the row is for, as a sentence, or nothing when the source doesn't say."""
    said = texts()["fee"]
    if fee.applies_to:
        first = fee.applies_to.split()[0]
        bare = first in said["bare"] or first[0].isdigit()
        return capital(fee.applies_to if bare else fill(said["for"], whom=fee.applies_to)) + "."
    if fee.min_age is not None and fee.max_age is not None:
        ages = fill(said["age_between"], low=fee.min_age, high=fee.max_age)
    elif fee.min_age is not None:
        ages = fill(said["age_from"], low=fee.min_age)
    elif fee.max_age is not None:
        ages = fill(said["age_to"], high=fee.max_age)
    else:
        return ""
    return capital(ages) + "."


def sentence(text: str) -> str:
    """Return the text with a capital letter and a final stop."""
    return capital(text.rstrip(". ")) + "."


def amount(value: float, unit: str) -> str:
    """Return only the number, with the decimals of its unit."""
    return units.shown(value, unit)


def step(difference: float, unit: str) -> str:
    """Return how large a difference is, without its sign: the words around it say which way."""
    return units.difference(abs(difference), unit).lstrip("+")


def unit_words(unit: str) -> str:
    """Return only the words after the number."""
    return units.unit_of(unit).sv


SHORT = 5
"""A unit of so many letters stands beside each number in a table; a longer one in the head of the column."""


def cell(value: float, unit: str) -> str:
    """Return the figure as it stands in a table."""
    return units.quantity(value, unit) if len(unit_words(unit)) <= SHORT else amount(value, unit)


def column(unit: str, said: Mapping[str, Any]) -> str:
    """Return the head of the column of figures."""
    unit_name = unit_words(unit)
    return str(said["table"]["figure"] if len(unit_name) <= SHORT else fill(said["table"]["figure_in"], unit=unit_name))


def licence(address: str) -> str:
    """Return what people call the licence, or that the source has terms of its own."""
    names = texts()["licences"]
    return str(next((name for part, name in names if part in address), texts()["source"]["terms"]))
