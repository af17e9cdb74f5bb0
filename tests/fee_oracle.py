"""The rules of the calculator once more, written day by day with no thought of speed, to check the two real ones against.

Shares no code with them. Only cases whose prices are all known; it says when anything is unknown, and no more.
"""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

Json = dict[str, Any]
EVERY = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Payment(NamedTuple):
    """What was paid, when, and under which ceiling."""

    day: dt.date
    sek: Fraction
    ceiling: Json | None


def later(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later: the same one, or the last that there is."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return dt.date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def payments(rules: Json, basket: list[Json], options: Json) -> list[Payment] | None:
    """Return every payment in order, or None when anything is unknown."""
    asked = list(_asked(rules, basket, options))
    if None in asked:
        return None
    paid: list[Payment] = []
    for day, age, key, rule, sek in sorted((one for one in asked if one), key=lambda one: (one[0], one[2])):
        assert key
        ceiling = _ceiling(rules, rule, day, age)
        if ceiling:
            room = max(Fraction(0), _sek(ceiling["max_sek"]) - counting(paid, day, ceiling))
            sek = min(sek, room)  # noqa: PLW2901
        paid.append(Payment(day, sek, ceiling))
    return paid


def counting(paid: list[Payment], day: dt.date, ceiling: Json) -> Fraction:
    """Return how much still counts against the ceiling on a day."""
    same = [one for one in paid if one.ceiling and one.ceiling["area"] == ceiling["area"]]
    if ceiling.get("calendar_year"):
        return sum((one.sek for one in same if one.day.year == day.year), Fraction(0))
    return sum((one.sek for one in same if later(one.day, 12) > day), Fraction(0))


def _asked(rules: Json, basket: list[Json], options: Json) -> Iterator[tuple[dt.date, int, str, Json, Fraction] | None]:
    start = dt.date.fromisoformat(options["start"])
    once_a_day: set[tuple[dt.date, str]] = set()
    spent: dict[str, Fraction] = {}
    for number, wish in enumerate(_alike_together(basket)):
        calm = False
        for month in range(12 * options["years"]) if wish["count"] else ():
            day, age = later(start, month), options["age"] + month // 12
            chosen, missing = _choose(rules, wish, {"device", "subsidy"}, day, age)
            if month == 0:
                chosen = {**chosen, **_choose(rules, wish, {"start"}, day, age)[0]}
            if missing and not calm:
                yield None
            if not missing:
                lasting = [rule for rule, _ in chosen.values() if rule["every"] != "once" and rule["kind"] == "device"]
                calm = all(rule.get("longest_months", 9_999) <= month for rule in lasting)
            for key, (rule, count) in chosen.items():
                if rule.get("_exempt") or not _due(rule, month):
                    continue
                shared = rule["basis"] == "person" and rule["kind"] != "subsidy"
                if shared and (day, key) in once_a_day:
                    continue
                once_a_day.add((day, key))
                sek = _left(rule, wish, count, key, spent) if rule["kind"] == "subsidy" else _fee(rule, wish, count)
                yield day, age, f"{key} {number}", rule, sek


def _alike_together(basket: list[Json]) -> list[Json]:
    """Return one line for everything that is the same but for the number."""
    lines: list[Json] = []
    for wish in basket:
        what = {key: value for key, value in wish.items() if key != "count"}
        if what in [{key: value for key, value in line.items() if key != "count"} for line in lines]:
            continue
        alike = [one["count"] for one in basket if {**one, "count": 0} == {**wish, "count": 0}]
        lines.append({**what, "count": sum(alike)})
    return lines


def _due(rule: Json, month: int) -> bool:
    if rule["kind"] != "device" or rule["every"] == "once":
        return month == 0
    return month % EVERY[rule["every"]] == 0 and month < rule.get("longest_months", 9_999)


def _choose(rules: Json, wish: Json, kinds: set[str], day: dt.date, age: int) -> tuple[dict[str, tuple[Json, int]], bool]:
    chosen: dict[str, tuple[Json, int]] = {}
    possible = [rule for rule in rules["rules"] if _possible(rules, rule, wish, kinds) and _open(rule, day)]
    single = any(rule.get("count_rule") == "nth" for rule in possible)
    missing = False
    for number in range(1, wish["count"] + 1):
        fitting = [rule for rule in possible if _aged(rule, age) and _counted(rule, number, wish["count"])]
        young = [
            rule | {"_exempt": True}
            for rule in possible
            if rule["kind"] == "device"
            and rule["who"] == "everyone"
            and age < rule.get("min_age", 0)
            and _counted(rule, number, wish["count"])
        ]
        if not fitting and not young:
            missing = True
            continue
        rule = _best(rules, fitting or young, wish)
        key = f"{rule['area']} {rule['fee_id']} {rule.get('_exempt')}"
        count = chosen.get(key, (rule, 0))[1] + 1
        chosen[key] = (rule, count if single else wish["count"])
    return chosen, missing


def _possible(rules: Json, rule: Json, wish: Json, kinds: set[str]) -> bool:
    if rule["kind"] not in kinds or rule["status"] in ("proposed", "disputed", "historical"):
        return False
    if not any(wish["iso"].startswith(code) for code in rule["iso"]) or any(wish["iso"].startswith(c) for c in rule["except"]):
        return False
    asked, has = wish.get("variant"), rule.get("variant")
    if asked == has or (asked is None and has is None):
        return True
    others = [
        one
        for one in rules["rules"]
        if one["area"] == rule["area"] and one is not rule and one.get("variant") and _told_of(one, wish, kinds)
    ]
    return asked is not None and has is None and not others


def _told_of(rule: Json, wish: Json, kinds: set[str]) -> bool:
    inside = any(wish["iso"].startswith(code) for code in rule["iso"])
    outside = any(wish["iso"].startswith(code) for code in rule["except"])
    return rule["kind"] in kinds and rule["status"] == "last_known" and inside and not outside


def _open(rule: Json, day: dt.date) -> bool:
    if rule["status"] == "superseded" and "valid_to" not in rule:
        return False
    return bool(rule.get("valid_from", "0001-01-01") <= day.isoformat() <= rule.get("valid_to", "9999-12-31"))


def _aged(rule: Json, age: int) -> bool:
    known = {"everyone": range(200), "adults": range(18, 200), "children": range(18)}[rule.get("who", "everyone")]
    return age in known and bool(rule.get("min_age", 0) <= age <= rule.get("max_age", 200))


def _counted(rule: Json, number: int, count: int) -> bool:
    if "count_rule" not in rule:
        return True
    counted = number if rule["count_rule"] == "nth" else count
    return bool(rule.get("count_from", 1) <= counted <= rule.get("count_to", 9_999))


def _best(rules: Json, fitting: list[Json], wish: Json) -> Json:
    """Return the winner of a knock-out, question by question, in the order that data/README.md gives."""
    order = [rules["area"], *rules["parents"]]
    questions: list[Any] = [
        lambda rule: rule.get("variant") == wish.get("variant"),
        lambda rule: max(len(code) for code in rule["iso"] if wish["iso"].startswith(code)),
        lambda rule: -order.index(rule["area"]),
        lambda rule: "count_rule" in rule,
        lambda rule: "min_age" in rule or "max_age" in rule,
        lambda rule: rule.get("valid_from", ""),
        lambda rule: rule.get("source_date", ""),
    ]
    left = sorted(fitting, key=lambda rule: str(rule["fee_id"]))
    for question in questions:
        top = max(question(rule) for rule in left)
        left = [rule for rule in left if question(rule) == top]
    return left[0]


def _ceiling(rules: Json, rule: Json, day: dt.date, age: int) -> Json | None:
    if not rule["in_ceiling"]:
        return None
    order = [rules["area"], *rules["parents"]]
    for area in order[order.index(rule["area"]) :]:
        known: list[Json] = [
            one
            for one in rules["rules"]
            if one["kind"] == "ceiling" and one["area"] == area and one["status"] not in ("proposed", "disputed", "historical")
        ]
        known = [one for one in known if _open(one, day) and _aged(one, age)]
        if known:
            known.sort(key=lambda one: str(one["fee_id"]))
            newest = max((one.get("valid_from", ""), one.get("source_date", "")) for one in known)
            return next(one for one in known if (one.get("valid_from", ""), one.get("source_date", "")) == newest)
    return None


def _sek(amount: float) -> Fraction:
    return Fraction(str(amount))


def _half_up(sek: Fraction) -> Fraction:
    return Fraction(floor(sek * 100 + Fraction(1, 2)), 100)


def _units(rule: Json, count: int) -> int:
    return {"item": count, "pair": -(-count // 2), "prescription": 1, "person": 1}[rule["basis"]]


def _left(rule: Json, wish: Json, count: int, key: str, spent: dict[str, Fraction]) -> Fraction:
    """Return the price less the subsidy; a person's own is used up from line to line."""
    price = _sek(wish["price_sek"])
    budget = min((_sek(rule[name]) for name in ("amount_sek", "max_sek") if name in rule), default=Fraction(10**12))
    budget = budget * _units(rule, count) - (spent.get(key, Fraction(0)) if rule["basis"] == "person" else 0)
    given = min(price * count, budget, _half_up(price * _sek(rule["percent"]) / 100) * count if "percent" in rule else budget)
    spent[key] = spent.get(key, Fraction(0)) + given
    return price * count - given


def _fee(rule: Json, wish: Json, count: int) -> Fraction:
    units = _units(rule, count)
    price = _sek(wish["price_sek"])
    part = _half_up(price * _sek(rule["percent"]) / 100) if "percent" in rule else Fraction(0)
    if "amount_sek" in rule:
        return _sek(rule["amount_sek"]) * units
    fee = max(part, _sek(rule.get("min_sek", 0)))
    return units * (min(fee, _sek(rule["max_sek"])) if "max_sek" in rule else fee)
