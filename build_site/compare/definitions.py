"""Which periods may be held against each other: under one definition, and without a year in common."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from build_site.model.indicator import Indicator
from build_site.model.period import first_day, last_day, years_spanned

Days = tuple[dt.date, dt.date]
"""The first and the last day."""

MONTHS_A_YEAR = 12


def covered(indicator: Indicator, period: str) -> Days:
    """Return the days that a value stands for: a three-year mean written 2024 begins in 2022."""
    return _covered(period, indicator.years_covered, indicator.period_type == "rolling_12_months")


@cache
def _covered(period: str, years: int, rolling: bool) -> Days:  # noqa: FBT001
    first, last = first_day(period), last_day(period)
    if years > 1 and years_spanned(period) == 1:
        first = dt.date(last.year - years + 1, 1, 1)
    if rolling:
        months = last.year * MONTHS_A_YEAR + last.month - MONTHS_A_YEAR  # of the first day, counted from year 0
        first = min(first, dt.date(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1, 1))
    return first, last


def share_days(indicator: Indicator, one: str, other: str) -> bool:
    """Tell whether two periods have a day in common: then a difference between them says little, and neither is new evidence."""
    (first, last), (begins, ends) = covered(indicator, one), covered(indicator, other)
    return first <= ends and begins <= last


def definition_of(indicator: Indicator, period: str) -> str | None:
    """Return the id of the definition that a whole period was counted by.

    Empty for the time before the first one, and for a measure that has always been counted in one way. None for a period that
    two definitions share, or that none covers: it can be compared with nothing.
    """
    first, last = covered(indicator, period)
    validity = _validity(indicator)
    if not validity or last < validity[0][1]:
        return ""
    return next((name for name, begins, ends in validity if begins <= first and last <= ends), None)


def _validity(indicator: Indicator) -> list[tuple[str, dt.date, dt.date]]:
    """Return each definition's id, first day and last day. One without an end holds until the next one begins."""
    begins = [first_day(one.valid_from) for one in indicator.definitions]
    until = [*(day - dt.timedelta(days=1) for day in begins[1:]), dt.date.max][: len(begins)]
    return [
        (one.id, day, last_day(one.valid_to) if one.valid_to else end)
        for one, day, end in zip(indicator.definitions, begins, until, strict=True)
    ]


def same_definition(indicator: Indicator, one: str, other: str) -> bool:
    """Tell whether two periods were counted in the same way."""
    name = definition_of(indicator, one)
    return name is not None and name == definition_of(indicator, other)


def breaks(indicator: Indicator, periods: Sequence[str]) -> tuple[str, ...]:
    """Return the periods that can't be joined to the one before them, of periods in time order."""
    return tuple(later for earlier, later in pairwise(periods) if not same_definition(indicator, earlier, later))


def independent(indicator: Indicator, periods: Sequence[str], most: int) -> list[int]:
    """Return where the last periods under the newest period's definition are that share no day with each other, oldest first.

    `periods` are in time order. A newest period that two definitions share can be held against nothing.
    """
    current = definition_of(indicator, periods[-1]) if periods else None
    chosen: list[int] = []
    for place in range(len(periods) - 1, -1, -1) if current is not None else ():
        fits = definition_of(indicator, periods[place]) == current
        if fits and not (chosen and share_days(indicator, periods[place], periods[chosen[-1]])):
            chosen.append(place)
    return chosen[:most][::-1]


def earlier(indicator: Indicator, periods: Sequence[str], at: int) -> list[int]:
    """Return where the periods are that a change up to `at` may be counted from, the nearest first."""
    return [
        place
        for place in range(at - 1, -1, -1)
        if same_definition(indicator, periods[place], periods[at]) and not share_days(indicator, periods[place], periods[at])
    ]


def difference(indicator: Indicator, earlier: tuple[str, float], later: tuple[str, float]) -> float:
    """Return the later value minus the earlier one, each given with its period.

    Raise ValueError across two definitions, or when the periods have days in common: such a number would mean nothing.
    """
    (before, start), (after, end) = earlier, later
    if covered(indicator, before)[1] > covered(indicator, after)[1]:
        raise ValueError(f"{before} is later than {after}; give the earlier period first")
    if not same_definition(indicator, before, after):
        raise ValueError(f"{indicator.id} was counted in different ways in {before} and {after}; they can't be compared")
    if share_days(indicator, before, after):
        raise ValueError(f"{before} and {after} of {indicator.id} have days in common; they can't be compared")
    return end - start
