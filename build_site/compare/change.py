"""Is one figure really different from another of the same measure? The period before, or the other sex."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from build_site.compare.cube import DECIMALS, Bools, Floats, Grid, grid, outside
from build_site.compare.intervals import difference
from build_site.compare.uncertainty import Figures, figures
from build_site.compare.versus import LEVEL, Signs, in_words
from build_site.model.comparison import SexGap
from build_site.model.indicator import Indicator
from build_site.model.table import SafeTable

SexGaps = dict[str, SexGap]
"""By area."""


class Gaps(NamedTuple):
    """Differences between pairs of figures, in the indicator's unit: columns of one length, NaN for unknown."""

    difference: Floats
    """Of the figures as given."""
    lower: Floats
    upper: Floats
    signs: Signs
    """1 where the first is surely higher, -1 where it is surely lower, 0 where it can't be told."""
    known: Bools
    """Where there are limits to judge by."""


def apart(first: Figures, second: Figures, *, level: float = LEVEL) -> Gaps:
    """Return the first figures minus the second, with limits.

    Shares with known counts: Newcombe's limits, and a difference is sure when they leave out zero. Everything else: a
    difference is sure when the two intervals do not touch, which asks for more than it needs to; the limits then go from the
    nearest to the farthest ends. Both take the two figures as independent of each other.
    """
    low_1, high_1 = first.limits(level)
    low_2, high_2 = second.limits(level)
    gap, lower, upper = first.value - second.value, low_1 - high_2, high_1 - low_2
    both = first.counted & second.counted & (first.kind == "share")
    if both.any():
        counts = (column[both] for column in (first.events, first.people, second.events, second.people))
        _, low, high = difference(*counts, level=level)
        lower[both], upper[both] = low * first.factor, high * first.factor
    lower, upper = np.minimum(lower, gap), np.maximum(upper, gap)  # a difference that rounding hides is not told as sure
    known = np.isfinite(lower) & np.isfinite(upper)
    signs = np.where(known & (lower > 0), 1, 0) - np.where(known & (upper < 0), 1, 0)
    return Gaps(gap, lower, upper, signs.astype(np.int8), known)


def women_and_men(indicator: Indicator, table: SafeTable, levels: Mapping[str, float], *, thin: Collection[str]) -> SexGaps:
    """Return how women's figure stands against men's in each area, in the newest period that has both.

    `levels`: how sure a difference has to be, by area. The areas in `thin` have too low a coverage to be judged.
    """
    women, men = (grid(table, sex=sex) for sex in ("women", "men"))
    areas, periods = _common(women.areas, men.areas), _common(women.periods, men.periods)
    sides = [_part(indicator, cells, areas, periods) for cells in (women, men)]
    both = np.isfinite(sides[0].value + sides[1].value)
    rows = np.flatnonzero(both.any(axis=1))
    at = len(periods) - 1 - np.argmax(both[rows, ::-1], axis=1) if len(rows) else rows
    judged = np.array([areas[row] not in thin for row in rows], dtype=bool)
    asked = np.array([levels[areas[row]] for row in rows])
    found: SexGaps = {}
    for level in np.unique(asked).tolist():
        own = asked == level
        first, second = (side.part(rows[own], at[own]) for side in sides)
        gaps = apart(first, second, level=level)
        known = gaps.known & judged[own]
        words = in_words(gaps.signs, known, better=indicator.better).tolist()
        told = (first.value, second.value, *(np.round(column, DECIMALS) + 0.0 for column in gaps[:3]))
        cells = zip(
            rows[own].tolist(), at[own].tolist(), words, known.tolist(), *(column.tolist() for column in told), strict=True
        )
        for row, period, word, sure, own_value, other, gap, low, high in cells:
            limits = (low, high) if sure else (None, None)
            found[areas[row]] = SexGap(periods[period], own_value, other, gap, word, *limits)
    return found


def _part(indicator: Indicator, cells: Grid, areas: list[str], periods: list[str]) -> Figures:
    """Return the figures that can be true, for these areas and periods in this order."""
    rows, columns = _places(cells.areas, areas), _places(cells.periods, periods)
    picked = np.ix_(np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp))
    return figures(indicator, cells, ~outside(cells.values, indicator)).part(*picked)


def _common(first: Sequence[str], second: Collection[str]) -> list[str]:
    """Return the names that both have, in the order of the first."""
    known = set(second)
    return [name for name in first if name in known]


def _places(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return where each wanted name stands."""
    at = {name: place for place, name in enumerate(names)}
    return [at[name] for name in wanted]
