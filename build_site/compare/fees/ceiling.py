"""Payments that share a ceiling: what each becomes, over any twelve months."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from build_site.compare.fees.basket import ore
from build_site.compare.fees.choose import NEVER, holds, is_for
from build_site.model.fee_rule import AreaRules, FeeRule
from build_site.model.months import YEAR, add_months

Ore = float
"""Whole öre, or infinity where there is no bound."""


@dataclass(frozen=True)
class Charge:
    """A payment: in which month after the start, on which day, by which rule, and what it is at least and at most."""

    month: int
    day: dt.date
    entry: int
    rule: FeeRule
    least: Ore
    most: Ore


@dataclass(frozen=True)
class Paid:
    """A payment under a ceiling."""

    day: dt.date
    until: dt.date
    """The first day when it no longer counts."""
    sek: Ore


class Ceilings:
    """The ceilings of a place's people."""

    def __init__(self, place: AreaRules, age: int) -> None:
        order = (place.area, *place.parents)
        known = [rule for rule in place.rules if rule.kind == "ceiling" and rule.status not in NEVER and rule.area in order]
        known.sort(key=lambda rule: rule.fee_id)
        known.sort(key=lambda rule: (rule.valid_from or dt.date.min, rule.source_date or ""), reverse=True)
        self.rules = sorted(known, key=lambda rule: order.index(rule.area))
        self.order, self.age = order, age

    def over(self, charge: Charge) -> FeeRule | None:
        """Return the ceiling that a payment shares: that of the place whose fee it is, or the nearest one above it."""
        if not charge.rule.in_ceiling or charge.rule.area not in self.order:
            return None
        places = self.order[self.order.index(charge.rule.area) :]
        age = self.age + charge.month // YEAR
        return next(
            (rule for rule in self.rules if rule.area in places and holds(rule, charge.day) and is_for(rule, age)),
            None,
        )

    def settle(self, charges: Sequence[Charge], *, most: bool) -> list[Ore]:
        """Return what is paid of each charge, in order of time."""
        paid: dict[str, list[Paid]] = defaultdict(list)
        settled: list[Ore] = []
        for charge in charges:
            asked = charge.most if most else charge.least
            ceiling = self.over(charge)
            if ceiling is None or ceiling.max_sek is None:
                settled.append(asked)
                continue
            earlier = paid[ceiling.area]
            left = max(0, ore(ceiling.max_sek) - _counting(earlier, charge.day, ceiling))
            settled.append(min(asked, left))
            earlier.append(Paid(charge.day, add_months(charge.day, YEAR), settled[-1]))
        return settled


def _counting(paid: Sequence[Paid], day: dt.date, ceiling: FeeRule) -> Ore:
    """Return how much of what has been paid still counts against the ceiling."""
    total: Ore = 0
    for one in reversed(paid):
        if (one.day.year != day.year) if ceiling.calendar_year else (one.until <= day):
            break
        total += one.sek
    return total


def bounded(sek: Ore) -> float | None:
    """Return öre as kronor; None where there is no bound."""
    return None if sek == inf else sek / 100
