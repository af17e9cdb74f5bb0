"""A stranger who wants the hidden counts back. Shares no code with protect or audit: equations and bounds of its own.

It knows what is shown, how areas and sexes add up, that counts are whole people and at least none, and which columns of
different tables count the same people. It does not know the true figures, nor why a cell is hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

Key = tuple[str, str, str, str, str]
"""(table, what, area, period, sex); what is `x` for those who count, `c` for the others, `n` for both."""
Place = tuple[str, str, str]


@dataclass
class Attacker:
    """Every count as an unknown, and every sum that a stranger knows as a row."""

    over_sex: bool = True
    over_area: bool = True
    same: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = ()
    """Columns that count the same people: (("falls", "n"), ("fractures", "n"))."""
    splits: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Tables whose numerators add up to the denominator of the last one."""
    unknowns: dict[Key, int] = field(default_factory=dict)
    shown: dict[int, float] = field(default_factory=dict)
    rows: list[dict[int, float]] = field(default_factory=list)

    def read(self, frames: Mapping[str, pd.DataFrame]) -> "Attacker":
        """Take in what is shown."""
        for name, frame in frames.items():
            columns = [frame[column].tolist() for column in ("area", "period", "sex", "numerator", "denominator")]
            for area, period, sex, numerator, denominator in zip(*columns, strict=True):
                x, c, n = (self._unknown(name, what, (area, period, sex)) for what in "xcn")
                self.rows.append({n: 1.0, x: -1.0, c: -1.0})
                for one, count in ((x, numerator), (n, denominator)):
                    if not np.isnan(count):
                        self.shown[one] = float(count)
        for name in frames:
            self._add_sums(name)
        self._add_links()
        return self

    def _unknown(self, name: str, what: str, place: Place) -> int:
        return self.unknowns.setdefault((name, what, *place), len(self.unknowns))

    def _add_sums(self, name: str) -> None:
        for what in "xn":
            own = {key[2:]: number for key, number in self.unknowns.items() if key[:2] == (name, what)}
            for (area, period, sex), number in own.items():
                if self.over_sex and sex == "total":
                    self._add_sum(number, [own.get((area, period, one)) for one in ("women", "men")])
                if self.over_area:
                    parts = [one for place, one in own.items() if place[1:] == (period, sex) and is_part(place[0], area)]
                    self._add_sum(number, parts)
                years = [one for place, one in own.items() if (place[0], place[2]) == (area, sex) and in_window(place[1], period)]
                self._add_sum(number, years)

    def _add_sum(self, whole: int, parts: Iterable[int | None]) -> None:
        members = list(parts)
        if members and None not in members:
            self.rows.append({whole: 1.0} | {one: -1.0 for one in members if one is not None})

    def _add_links(self) -> None:
        for (name, what), (other, its) in self.same:
            for key, number in list(self.unknowns.items()):
                twin = self.unknowns.get((other, its, *key[2:]))
                if key[:2] == (name, what) and twin is not None:
                    self.rows.append({number: 1.0, twin: -1.0})
        for names, whole in self.splits:
            for key, number in list(self.unknowns.items()):
                parts = [self.unknowns.get((one, "x", *key[2:])) for one in names]
                if key[:2] == (whole, "n"):
                    self._add_sum(number, parts)

    def bounds(self, *key: str) -> tuple[float, float]:
        """Return the lowest and highest that one count can be."""
        target = self.unknowns[key[0], key[1], key[2], key[3], key[4]]
        entries = [(number, place, sign) for number, row in enumerate(self.rows) for place, sign in row.items()]
        lines, places, signs = (np.array(one) for one in zip(*entries, strict=True))
        matrix = csr_array((signs, (lines, places)), shape=(len(self.rows), len(self.unknowns)))
        limits = [(self.shown.get(one, 0.0), self.shown.get(one)) for one in range(len(self.unknowns))]
        found = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(self.unknowns))
            aim[target] = sign
            done = linprog(  # type: ignore[call-overload]  # scipy-stubs know no sparse rows; scipy does
                aim, A_eq=matrix, b_eq=np.zeros(len(self.rows)), bounds=limits, method="highs"
            )
            assert done.status in (0, 3), done.message  # a table that contradicts itself would make everything look safe
            found.append(float(done.fun) * sign if done.status == 0 else np.inf)
        return found[0], found[1]


def is_part(area: str, whole: str) -> bool:
    """Tell whether an area is directly part of another."""
    if whole == "00":
        return len(area) == 2 and area != "00"
    return len(whole) == 2 and len(area) == 4 and area[:2] == whole


def in_window(year: str, window: str) -> bool:
    """Tell whether a plain year lies in a period of years."""
    first, _, last = window.partition("/")
    return bool(last) and "/" not in year and first <= year <= last
