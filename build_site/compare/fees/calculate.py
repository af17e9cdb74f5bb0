"""What a basket of devices costs one person in one place. The same as cost() in docs/assets/fees/engine.js, to the öre."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from build_site.compare.fees.basket import Person, Wish, ore, read_basket, read_person, read_rules
from build_site.compare.fees.ceiling import Ceilings, Charge, Ore, bounded
from build_site.compare.fees.choose import Choice, Chooser, candidates, holds, is_for
from build_site.model.fee_rule import MONTHS, AreaRules, Cost, CostLine, FeeRule
from build_site.model.months import YEAR, add_months

HUNDREDTHS = 10_000
"""Hundredths of a per cent in a whole."""


@dataclass
class Entry:
    """A line of the sum while it is worked out."""

    rule: FeeRule
    isos: list[str]
    variant: str
    exempt: bool = False
    charges: dict[int, tuple[Ore, Ore]] = field(default_factory=dict)
    """By month after the start: the least and the most."""


@dataclass
class Sheet:
    """What has been found so far, line by line."""

    entries: dict[tuple[Any, ...], Entry] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    given: dict[tuple[str, str], int] = field(default_factory=dict)
    """By rule: how much of a subsidy that is for the person, not for each device, other lines of the basket have had."""
    unbounded: bool = False
    """Some device has no rule at all, so the sum has no upper bound."""

    def entry(self, rule: FeeRule, wish: Wish, number: int, *, exempt: bool = False) -> Entry:
        """Return the line for a rule: one for each line of the basket, or one for everything the person has."""
        shared = rule.basis == "person" and rule.kind != "subsidy"
        key = (rule.area, rule.fee_id, rule.kind, exempt, -1 if shared else number)
        entry = self.entries.setdefault(key, Entry(rule, [], "" if shared else wish.variant, exempt))
        if wish.iso not in entry.isos:
            entry.isos.append(wish.iso)
        return entry


def cost(
    rules: AreaRules | Mapping[str, Any],
    basket: Sequence[Mapping[str, Any]],
    *,
    years: int,
    age: int,
    start: dt.date | str,
) -> Cost:
    """Return what a basket costs over some years from a day, for somebody who is `age` years old on that day.

    `rules` is what fees/rules/<area>.json holds; `basket` is a list of `{iso, count, price_sek?, variant?}`. Payments are
    made at the start or from the start on, every so many months; age grows by one a year after the start. Raises
    ValueError for what is not a basket, a person or a day.
    """
    place, wishes, person = read_rules(rules), read_basket(basket), read_person(years, age, start)
    sheet = Sheet()
    days = [add_months(person.start, month) for month in range(YEAR * person.years)]
    for number, wish in enumerate(wishes):
        _start(sheet, place, wish, number, person)
        _run(sheet, place, wish, number, person, days)
    return _sum_up(sheet, place, wishes, person, days)


def _start(sheet: Sheet, place: AreaRules, wish: Wish, number: int, person: Person) -> None:
    """Note what is paid when the device is handed out, on top of its fee."""
    choice = Chooser(wish, candidates(place, wish, {"start"})).choose(person.start, person.age)
    for rule, count in choice.charged:
        _charge(sheet, rule, wish, number, count, 0)


def _run(sheet: Sheet, place: AreaRules, wish: Wish, number: int, person: Person, days: Sequence[dt.date]) -> None:
    """Note what is paid for one line of the basket, month by month."""
    chooser = Chooser(wish, candidates(place, wish, {"device", "subsidy"}))
    before: Choice | None = None
    for month, day in enumerate(days):
        choice = chooser.choose(day, person.age + month // YEAR)
        for rule, count in choice.charged:
            if _is_due(rule, month):
                _charge(sheet, rule, wish, number, count, month)
        for rule in choice.exempt:
            sheet.entry(rule, wish, number, exempt=True)
        if choice.missing and not (before and _is_over(before, month)):
            sheet.unknown.add(wish.iso)
            sheet.unbounded = True
        if not choice.missing:
            before = choice


def _is_once(rule: FeeRule) -> bool:
    """Tell whether a rule is paid at the start and never again. What is bought with a subsidy is bought at the start."""
    return rule.every == "once" or rule.kind == "subsidy"


def _is_due(rule: FeeRule, month: int) -> bool:
    """Tell whether a rule asks for a payment so many months after the start."""
    if _is_once(rule):
        return month == 0
    return month % MONTHS[rule.every] == 0 and (rule.longest_months is None or month < rule.longest_months)


def _is_over(choice: Choice, month: int) -> bool:
    """Tell whether nothing more was to be paid by the rules that held before: then it is not unknown when they end."""
    rules = [*(rule for rule, _ in choice.charged), *choice.exempt]
    return all(_is_once(rule) or (rule.longest_months is not None and rule.longest_months <= month) for rule in rules)


def _charge(sheet: Sheet, rule: FeeRule, wish: Wish, number: int, count: int, month: int) -> None:
    entry = sheet.entry(rule, wish, number)
    least, most = _left(sheet, rule, wish, count) if rule.kind == "subsidy" else _fee(rule, wish, count)
    if least != most:
        sheet.unknown.add(wish.iso)
    entry.charges[month] = (least, most)


def _units(rule: FeeRule, count: int) -> int:
    return {"item": count, "pair": (count + 1) // 2, "prescription": 1, "person": 1}[rule.basis]


def _fee(rule: FeeRule, wish: Wish, count: int) -> tuple[Ore, Ore]:
    """Return the least and the most of one payment."""
    units = _units(rule, count)
    floor = ore(rule.min_sek or 0)
    top = inf if rule.max_sek is None else ore(rule.max_sek)
    if rule.amount_sek is not None:
        least: Ore = ore(rule.amount_sek)
        most = least
    elif wish.price < 0:
        least, most = min(floor, top), top
    else:
        least = most = min(max(_part(wish.price, rule.percent or 0), floor), top)
    return least * units, most * units


def _left(sheet: Sheet, rule: FeeRule, wish: Wish, count: int) -> tuple[Ore, Ore]:
    """Return what is left to pay when the subsidy has been taken from the price."""
    if wish.price < 0:
        return 0, inf
    key = (rule.area, rule.fee_id)
    had = sheet.given.get(key, 0) if rule.basis == "person" else 0
    limits = [ore(sek) * _units(rule, count) - had for sek in (rule.amount_sek, rule.max_sek) if sek is not None]
    part = [count * _part(wish.price, rule.percent)] if rule.percent is not None else []
    price = wish.price * count
    subsidy = min(price, *part, *limits) if part or limits else 0
    sheet.given[key] = had + subsidy
    return price - subsidy, price - subsidy


def _part(price: int, percent: float) -> int:
    """Return a share of a price in öre, half an öre up."""
    return (price * round(percent * 100) + HUNDREDTHS // 2) // HUNDREDTHS


def _sum_up(sheet: Sheet, place: AreaRules, wishes: Sequence[Wish], person: Person, days: Sequence[dt.date]) -> Cost:
    entries = [sheet.entries[key] for key in sorted(sheet.entries)]
    charges = sorted(_charges(entries, days), key=lambda charge: (charge.month, charge.entry))
    ceilings = Ceilings(place, person.age)
    least = ceilings.settle(charges, most=False)
    most = ceilings.settle(charges, most=True) if sheet.unknown else least
    years: list[Ore] = [0] * person.years
    for charge, paid in zip(charges, least, strict=True):
        years[charge.month // YEAR] += paid
    total = sum(least)
    lines = [_line(entry, number, charges, least, most) for number, entry in enumerate(entries) if entry.charges or entry.exempt]
    return Cost(
        total_sek=None if sheet.unknown else total / 100,
        by_year_sek=None if sheet.unknown else [paid / 100 for paid in years],
        lines=sorted([*lines, *_apart(place, wishes, person)], key=_line_order),
        unknown=sorted(sheet.unknown),
        least_sek=total / 100,
        most_sek=None if sheet.unbounded else bounded(sum(most)),
    )


def _charges(entries: Sequence[Entry], days: Sequence[dt.date]) -> Iterator[Charge]:
    for number, entry in enumerate(entries):
        for month, (least, most) in entry.charges.items():
            yield Charge(month, days[month], number, entry.rule, least, most)


def _line(entry: Entry, number: int, charges: Sequence[Charge], least: Sequence[Ore], most: Sequence[Ore]) -> CostLine:
    rule = entry.rule
    places = [place for place, charge in enumerate(charges) if charge.entry == number]
    low, high = sum(least[place] for place in places), sum(most[place] for place in places)
    asked_low, asked_high = sum(charges[place].least for place in places), sum(charges[place].most for place in places)
    return CostLine(
        fee_id=rule.fee_id,
        area=rule.area,
        kind=rule.kind,
        isos=tuple(entry.isos),
        variant=entry.variant or None,
        sek=low / 100 if low == high else None,
        times=len(places),
        before_ceiling_sek=asked_low / 100 if asked_low == asked_high else None,
        in_total=True,
        text=_exempt(rule) if entry.exempt else rule.text,
    )


def _exempt(rule: FeeRule) -> str:
    head = f"{rule.item}: avgiften" if rule.item else "Avgiften"
    return f"{head} gäller från {rule.min_age} år, så du betalar inget."


def _apart(place: AreaRules, wishes: Sequence[Wish], person: Person) -> Iterator[CostLine]:
    """Yield what is told beside the sum: visits, extras, service, a lost device, and what another source says."""
    for rule in place.rules:
        disputed = rule.status == "disputed"
        if rule.kind in ("device", "start", "subsidy", "ceiling") and not disputed:
            continue
        if rule.status not in ("last_known", "disputed") or not holds(rule, person.start) or not is_for(rule, person.age):
            continue
        isos = dict.fromkeys(wish.iso for wish in wishes if not rule.iso or rule.speaks_of(wish.iso))
        if isos:
            sek = None if rule.amount_sek is None else ore(rule.amount_sek) / 100
            kind = "disputed" if disputed else rule.kind
            yield CostLine(rule.fee_id, rule.area, kind, tuple(isos), rule.variant, sek, 1, sek, in_total=False, text=rule.text)


def _line_order(line: CostLine) -> tuple[bool, str, str, str, str, str, int]:
    return (not line.in_total, line.iso, line.variant or "", line.fee_id, line.area, line.kind, line.times)
