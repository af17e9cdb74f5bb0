"""Rows in JSON: what the API, the search answers and the live charts' neighbours say of a figure, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from build_site.audit.traces.claims import Claim, Fault, Json, Told
from build_site.audit.traces.published import INDICATOR, Published
from build_site.audit.traces.texts import About, tells, told
from build_site.model.area import COUNTRY

NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
IDENTITY = ("indicator", "area", "period", "sex")
SAID = frozenset(
    {
        *IDENTITY,
        "status",
        "kind",
        "unit",
        "age",
        "period_text",
        "interval_method",
        "verdict_method",
        "verdict_level",
        "verdict_reason",
        "change_reason",
        "suspicious",
    }
)
"""Fields that say nothing of how large a figure is. `suspicious` is read with the value."""
NOTHING = ("", "none", "not_assessed")
QUOTED = "missing_areas"
"""The one check that names places because they have no figure."""
WORDS = ("text", "verdict_text")
NEEDS_COUNTRY = ("difference", "funnel")
"""Fields that are made of the country's figure of the same period."""


@dataclass(frozen=True)
class Known:
    """What the place in the file says a row is about."""

    indicator: str | None = None
    area: str | None = None


def read_json(published: Published, path: str, content: bytes) -> Told:
    """Yield what every row in a JSON file tells, wherever in it the row lies."""
    whole = orjson.loads(content)
    known = Known()
    if isinstance(whole, dict):
        if INDICATOR.fullmatch(path):
            known = replace(known, indicator=whole.get("id"))
        elif "code" in whole:
            known = replace(known, area=whole["code"])
    yield from _walk(published, whole, known)


def _walk(published: Published, node: object, known: Known) -> Told:
    if isinstance(node, list):
        for one in node:
            yield from _walk(published, one, known)
    elif isinstance(node, dict):
        yield from _walk_fields(published, node, known)


def _walk_fields(published: Published, node: Json, known: Known) -> Told:
    known = Known(_text(node.get("indicator")) or known.indicator, _text(node.get("area")) or known.area)
    period = _text(node.get("period"))
    if "check" in node and "areas" in node:
        yield from _finding(published, node, known)
    elif period and known.indicator and "women" in node and "men" in node:
        yield from (Claim(known.indicator, known.area or COUNTRY, period, sex, "women_and_men") for sex in ("women", "men"))
    elif period and known.indicator and known.area:
        yield from _row(published, node, known.indicator, known.area, period)
    else:
        for name, field in node.items():
            if name == "observations" and known.indicator:
                yield from _observations(field, known.indicator)
            elif name == "indicators" and isinstance(field, dict):
                for key, one in field.items():
                    yield from _walk(published, one, Known(key, known.area))
            elif isinstance(field, dict | list):
                yield from _walk(published, field, known)


def _text(field: object) -> str | None:
    return field if isinstance(field, str) else None


def _observations(rows: object, indicator: str) -> Iterator[Claim]:
    for row in rows if isinstance(rows, list) else ():
        for name in NUMBERS:
            if row[name] is not None:
                yield Claim(indicator, row["area"], row["period"], row["sex"], name)
                break


def _finding(published: Published, node: Json, known: Known) -> Told:
    """Yield what a check quotes; that a figure is missing is no quotation."""
    if known.indicator and node["check"] != QUOTED and node.get("period"):
        for area in node["areas"]:
            yield Claim(known.indicator, area, node["period"], "total", "finding")
    for text in (node.get("text") or {}).values():
        yield from told(published, text, About((known.indicator,) if known.indicator else ()), what="finding")


def _row(published: Published, row: Json, indicator: str, area: str, period: str) -> Told:
    """Yield what the fields of a row tell; a field that nobody has heard of tells something until somebody says it doesn't."""
    sex = _text(row.get("sex")) or "total"
    for name, field in row.items():
        if name in SAID or _is_nothing(field):
            continue
        if name == "change":
            yield from _change(field, indicator, area, period)
        elif name == "spark":
            yield from _spark(published, field, indicator, area, period)
        elif name == "country_text":
            yield from told(published, field, About((indicator,), COUNTRY), what=name)
        elif _says(name, field):
            yield Claim(indicator, area, period, sex, name)
            if name in NEEDS_COUNTRY or (name == "versus_country" and row.get("verdict_method") == "interval"):
                yield Claim(indicator, COUNTRY, period, sex, f"{name} of {area}")


def _is_nothing(field: object) -> bool:
    """Tell whether a field is left empty. Zero is a figure."""
    return field is None or field is False or field in ([], {}) or (isinstance(field, str) and field in NOTHING)


def _says(name: str, field: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Tell whether a field says anything: words by what they say, targets by how they are met, everything else by being there."""
    if name == "targets":
        return any(one["difference"] is not None or not _is_nothing(one["status"]) for one in field)
    return tells(field) if name in WORDS else True


def _change(change: Mapping[str, object], indicator: str, area: str, period: str) -> Told:
    if any(not _is_nothing(field) for name, field in change.items() if name != "from_period"):
        yield Claim(indicator, area, period, "total", "change")
        yield Claim(indicator, area, str(change["from_period"]), "total", "change from")


def _spark(published: Published, line: object, indicator: str, area: str, period: str) -> Told:
    """Yield each point of a line that ends with the row's period: the periods are those of the indicator's totals."""
    periods = published.periods[indicator]
    if not isinstance(line, list) or period not in periods or len(line) > periods.index(period) + 1:
        yield Fault(f"has a line of {indicator} in {area} that can't be tied to its periods")
        return
    end = periods.index(period) + 1
    for one, value in zip(periods[end - len(line) : end], line, strict=True):
        if value is not None:
            yield Claim(indicator, area, one, "total", "line")
