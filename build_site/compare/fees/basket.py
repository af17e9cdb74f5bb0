"""What the calculator is given, checked: the basket, the person, the time. One sentence for what is wrong."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from build_site.model.fee_rule import AreaRules

ISO = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2})?)?")
KEYS = frozenset({"iso", "count", "price_sek", "variant"})
MOST = {"count": 1_000, "years": 100, "age": 130}
MOST_PRICE = 10_000_000
"""Kronor. So sums stay whole in a browser too, where numbers are exact to 2^53."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LAST_START = "2200-12-31"
"""Later than anybody asks, and early enough for a hundred years more."""


@dataclass(frozen=True, order=True)
class Wish:
    """So many of a device. Ordered, so that the order of a basket decides nothing."""

    iso: str
    variant: str
    """Empty: the ordinary model."""
    price: int
    """Öre for one; -1 is unknown."""
    count: int


@dataclass(frozen=True)
class Person:
    """Who pays, from when and for how long."""

    years: int
    age: int
    start: dt.date


def read_rules(rules: AreaRules | Mapping[str, Any]) -> AreaRules:
    """Return what fees/rules/<area>.json holds, or raise ValueError."""
    if isinstance(rules, AreaRules):
        return rules
    try:
        return AreaRules.model_validate(rules)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"rules must be what fees/rules/<area>.json holds; {place}: {first['msg']}") from None


def read_basket(basket: Sequence[Mapping[str, Any]]) -> list[Wish]:
    """Return the basket in a fixed order, without what nobody wants any of, or raise ValueError.

    What is the same stands on one line: the second of two costs what a second one does, however the basket is written.
    """
    if not isinstance(basket, list | tuple):
        raise ValueError("basket must be a list")  # noqa: TRY004
    counts: dict[tuple[str, str, int], int] = {}
    for wish in sorted(map(_wish, basket)):
        same = (wish.iso, wish.variant, wish.price)
        counts[same] = counts.get(same, 0) + wish.count
    return [Wish(*same, count) for same, count in counts.items() if count > 0]


def read_person(years: object, age: object, start: object) -> Person:
    """Return whom to count for, or raise ValueError."""
    return Person(_whole("years", years, least=1), _whole("age", age, least=0), _day(start))


def _wish(given: Mapping[str, Any]) -> Wish:
    if not isinstance(given, Mapping):
        raise ValueError("a basket line has iso, count, price_sek and variant")  # noqa: TRY004
    unknown = sorted(given.keys() - KEYS)
    if unknown:
        raise ValueError(f"a basket line has iso, count, price_sek and variant, not {', '.join(unknown)}")
    iso, variant, price = given.get("iso"), given.get("variant"), given.get("price_sek")
    if not isinstance(iso, str) or not ISO.fullmatch(iso):
        raise ValueError("iso must be two, four or six digits, as text")
    if variant is not None and not isinstance(variant, str):
        raise ValueError("variant must be text")
    if price is not None and not (_is_number(price) and 0 <= price <= MOST_PRICE):
        raise ValueError(f"price_sek must be kronor, 0 to {MOST_PRICE}, or left out when it is unknown")
    return Wish(iso, variant or "", -1 if price is None else ore(price), _whole("count", given.get("count"), least=0))


def _whole(name: str, given: object, *, least: int) -> int:
    if isinstance(given, int | float) and _is_number(given) and given == int(given) and least <= given <= MOST[name]:
        return int(given)
    raise ValueError(f"{name} must be a whole number, {least} to {MOST[name]}")


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)


def _day(given: object) -> dt.date:
    text = given.isoformat()[:10] if isinstance(given, dt.date) else given
    if isinstance(text, str) and DAY.fullmatch(text) and text <= LAST_START:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError("start must be a day, written 2026-01-31")


def ore(sek: float) -> int:
    """Return kronor as whole öre, half an öre up: so that both calculators add whole numbers."""
    return math.floor(sek * 100 + 0.5)
