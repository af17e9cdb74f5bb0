"""Which rule is for a device, on a day, at an age."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from build_site.compare.fees.basket import Wish
from build_site.model.fee_rule import AreaRules, FeeRule

OF_AGE = 18
NEVER = ("proposed", "disputed", "historical")


@dataclass(frozen=True)
class Choice:
    """The rules for a device on a day: how many of the devices each is for, which free the person, and if any is unknown."""

    charged: tuple[tuple[FeeRule, int], ...]
    exempt: tuple[FeeRule, ...] = ()
    missing: bool = False


@dataclass
class Chooser:
    """Chooses among the rules that could be for one line of a basket; remembers what it chose."""

    wish: Wish
    rules: Sequence[FeeRule]
    """The best first."""
    made: dict[tuple[int, int], Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        begun = {rule.valid_from for rule in self.rules if rule.valid_from}
        ended = {rule.valid_to + dt.timedelta(days=1) for rule in self.rules if rule.valid_to}
        self.turns = sorted(begun | ended)

    def choose(self, day: dt.date, age: int) -> Choice:
        """Return the choice for a day and an age; between two days when rules change it is the same."""
        key = (bisect_right(self.turns, day), age)
        if key not in self.made:
            self.made[key] = self._choose(day, age)
        return self.made[key]

    def _choose(self, day: dt.date, age: int) -> Choice:
        in_force = [rule for rule in self.rules if holds(rule, day)]
        charged: dict[int, int] = {}
        exempt: dict[int, None] = {}
        missing = False
        for number, times in _numbers(in_force, self.wish.count):
            best = first(in_force, number, self.wish.count, age)
            if best is not None:
                charged[best] = charged.get(best, 0) + times
            elif (free := _first_exempt(in_force, number, self.wish.count, age)) is not None:
                exempt[free] = None
            else:
                missing = True
        return Choice(
            tuple((in_force[place], times) for place, times in charged.items()),
            tuple(in_force[place] for place in exempt),
            missing,
        )


def candidates(place: AreaRules, wish: Wish, kinds: Iterable[str]) -> list[FeeRule]:
    """Return the rules of some kinds that could be for a line of the basket, the best first.

    The model asked for goes before the ordinary one, the narrowest class before wider ones, the place's own rule before
    its region's, a rule for so many before one for any number, one with ages before one without, and the newest first.
    """
    order = (place.area, *place.parents)
    wanted = [rule for rule in place.rules if rule.kind in kinds and rule.status not in NEVER and rule.speaks_of(wish.iso)]
    split = {rule.area for rule in wanted if rule.variant and rule.status == "last_known"}
    fitting = [
        rule
        for rule in wanted
        if (rule.variant or "") == wish.variant or (wish.variant and not rule.variant and rule.area not in split)
    ]
    fitting.sort(key=lambda rule: rule.fee_id)
    fitting.sort(key=_newest, reverse=True)
    return sorted(fitting, key=lambda rule: _rank(rule, wish, order))


def _newest(rule: FeeRule) -> tuple[str, str]:
    return (rule.valid_from.isoformat() if rule.valid_from else "", rule.source_date or "")


def _rank(rule: FeeRule, wish: Wish, order: Sequence[str]) -> tuple[bool, int, int, bool, bool]:
    return (
        (rule.variant or "") != wish.variant,
        -max(len(code) for code in rule.iso if wish.iso.startswith(code)),
        order.index(rule.area) if rule.area in order else len(order),
        rule.count_rule is None,
        rule.min_age is None and rule.max_age is None,
    )


def holds(rule: FeeRule, day: dt.date) -> bool:
    """Tell whether a rule is in force on a day. One that has been replaced is so only until the day when it ended."""
    if rule.status == "superseded" and rule.valid_to is None:
        return False
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day <= rule.valid_to)


def is_for(rule: FeeRule, age: int) -> bool:
    """Tell whether a rule is for people of an age. One for adults says nothing of the young."""
    if rule.who != "everyone" and (age >= OF_AGE) != (rule.who == "adults"):
        return False
    return (rule.min_age or 0) <= age and (rule.max_age is None or age <= rule.max_age)


def first(rules: Sequence[FeeRule], number: int, count: int, age: int) -> int | None:
    """Return the place of the best rule for the device with that number among `count`, or None."""
    return next((place for place, rule in enumerate(rules) if is_for(rule, age) and _fits(rule, number, count)), None)


def _first_exempt(rules: Sequence[FeeRule], number: int, count: int, age: int) -> int | None:
    """Return the place of the best rule that the person is too young for: who is younger than a fee's age pays nothing."""
    return next(
        (
            place
            for place, rule in enumerate(rules)
            if rule.kind == "device" and rule.who == "everyone" and age < (rule.min_age or 0) and _fits(rule, number, count)
        ),
        None,
    )


def _fits(rule: FeeRule, number: int, count: int) -> bool:
    if rule.count_rule is None:
        return True
    counted = number if rule.count_rule == "nth" else count
    return (rule.count_from or 1) <= counted and (rule.count_to is None or counted <= rule.count_to)


def _numbers(rules: Sequence[FeeRule], count: int) -> list[tuple[int, int]]:
    """Return the devices to choose for: one by one where the second costs something else, else all at once."""
    if any(rule.count_rule == "nth" for rule in rules):
        return [(number, 1) for number in range(1, count + 1)]
    return [(1, count)]
