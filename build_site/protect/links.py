"""Counts that stand in several tables, or follow from each other there: hidden in one, they must be hidden in all.

Known limits: a link is seen when nine cells of ten agree, so indicators that share a denominator only in part are not
linked; a denominator is split into at most four indicators; and periods are linked within one table only.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from build_site.protect.grid import SLACK, Grid
from build_site.protect.rules import Numbers

ENOUGH_EQUAL = 0.9
"""Later corrections may differ in some cells; a stranger would still see that the columns are one."""
FEWEST_COMMON = 3
"""Fewer common cells may agree by chance."""
TELLING = 10
"""Counts below this agree by chance too often to say that two columns are one."""
PROBES = 24
MOST_IN_A_SPLIT = 12
"""Indicators on one denominator of which all triples and fours are tried."""
MOST_PARTS = 4
"""Indicators that may share a denominator out between them and still be seen to."""

Kind = Literal["numerator", "denominator"]


@dataclass(frozen=True)
class Column:
    """The numerator or denominator of a grid. `sign` -1: it falls by as much as the others rise."""

    grid: int
    kind: Kind
    sign: int = 1


Group = tuple[Column, ...]
"""Columns that only change together."""


def find_groups(grids: Sequence[Grid]) -> list[Group]:
    """Return all columns in groups that change together; most have a group of their own."""
    columns = [
        Column(place, kind)
        for place, grid in enumerate(grids)
        for kind, counts in (("numerator", grid.numerator), ("denominator", grid.denominator))
        if not np.isnan(counts).all()
        for kind in (_kind(kind),)
    ]
    groups = [tuple(columns[place] for place in same) for same in _same([counts_of(grids, one) for one in columns])]
    return [_with_complements(group, groups, grids) for group in groups]


def fill_shared(grids: Sequence[Grid]) -> None:
    """Fill in what one table lacks and another, that counts the same people, shows."""
    for group in find_groups(grids):
        same = [counts_of(grids, one) for one in group if one.sign > 0]
        for counts in same:
            for other in same:
                lost = np.isnan(counts)
                counts[lost] = other[lost]


def _kind(word: str) -> Kind:
    return "numerator" if word == "numerator" else "denominator"


def counts_of(grids: Sequence[Grid], column: Column) -> Numbers:
    """Return the column's counts."""
    grid = grids[column.grid]
    return grid.numerator if column.kind == "numerator" else grid.denominator


def shares_denominator(place: int, groups: Sequence[Group]) -> bool:
    """Tell whether another table shows the grid's denominator too, so that it stays when the numerator changes."""
    mine = Column(place, "denominator")
    return any(mine in group and len({one.grid for one in group}) > 1 for group in groups)


def _same(columns: Sequence[Numbers]) -> list[list[int]]:
    """Return the places of the columns, those that are one together."""
    leader = list(range(len(columns)))

    def find(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    for one, other in _candidates(columns):
        if find(one) != find(other) and agree(columns[one], columns[other]):
            leader[find(other)] = find(one)
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(columns)):
        groups[find(place)].append(place)
    return list(groups.values())


def _candidates(columns: Sequence[Numbers]) -> Iterator[tuple[int, int]]:
    """Yield pairs that have the same count in one of a few cells: a thousand columns are too many to try all pairs."""
    if not columns:
        return
    stacked = np.stack([column.ravel() for column in columns])
    filled = (stacked >= TELLING).sum(axis=0)
    pairs: set[tuple[int, int]] = set()
    step = max(1, int((filled > 1).sum()) // PROBES)
    for cell in np.flatnonzero(filled > 1)[::step]:
        by_count: dict[float, list[int]] = defaultdict(list)
        for place in np.flatnonzero(stacked[:, cell] >= TELLING):
            by_count[float(stacked[place, cell])].append(int(place))
        for places in by_count.values():
            pairs |= set(combinations(places, 2))
    yield from sorted(pairs)


def agree(one: Numbers, other: Numbers) -> bool:
    """Tell whether two columns are the same count, but for a few cells."""
    common = (one >= TELLING) & (other >= TELLING)
    number = int(common.sum())
    return number >= FEWEST_COMMON and float((np.abs(one - other)[common] <= SLACK).mean()) >= ENOUGH_EQUAL


def _with_complements(group: Group, groups: Sequence[Group], grids: Sequence[Grid]) -> Group:
    """Add, with the other sign, the numerator that must fall when this one rises: they split one denominator between them."""
    added = list(group)
    for column in group:
        if column.kind == "numerator":
            added += [one for one in _complements(column, groups, grids) if one not in added]
    return tuple(added)


def _complements(column: Column, groups: Sequence[Group], grids: Sequence[Grid]) -> list[Column]:
    group = next((one for one in groups if Column(column.grid, "denominator") in one), ())
    others = [one.grid for one in group if one.kind == "denominator" and one.grid != column.grid]
    mine, whole = grids[column.grid].numerator, grids[column.grid].denominator
    for other in others:
        if agree(mine + grids[other].numerator, whole):
            return [Column(other, "numerator", -1)]
    for number in range(2, MOST_PARTS):
        for parts in combinations(others[:MOST_IN_A_SPLIT], number):
            if agree(mine + np.sum([grids[part].numerator for part in parts], axis=0), whole):
                largest = max(parts, key=lambda place: float(np.nansum(grids[place].numerator)))
                return [Column(largest, "numerator", -1)]
    return []
