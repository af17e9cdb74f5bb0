"""Counts that stand in several tables: the same people, those who are left of them, or shares of one denominator."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from build_site.audit.counts import WHOLE, Flags, Numbers
from build_site.audit.rows import Column, Rows

AGREE = 0.9
"""Of the cells that two tables both show; later corrections may differ."""
FEWEST_COMMON = 3
TELLING = 10
"""Smaller counts are equal by chance."""
SAMPLE = 64
"""Cells in which pairs are looked for; a pair that is one count is equal in nearly all that both show."""
MOST_TRIED = 10
"""Tables on one denominator of which every choice is tried as parts of it."""
MOST_PARTS = 5


def add_twins(rows: Rows, columns: Sequence[Column]) -> None:
    """Add that columns which are one count are equal where one of them is not known, and what shares a denominator out."""
    groups = find_twins(columns)
    for group in groups:
        _add_equal(rows, [columns[place] for place in group])
    for parts, whole in find_splits(columns, groups):
        _add_split(rows, [columns[place] for place in parts], columns[whole])


def find_twins(columns: Sequence[Column]) -> list[list[int]]:
    """Return the places of columns that are the same count, in groups of at least two from different tables."""
    leader = list(range(len(columns)))

    def find(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    for one, other in _pairs(columns):
        if (
            columns[one].table != columns[other].table
            and find(one) != find(other)
            and agree(columns[one].values, columns[other].values)
        ):
            leader[find(other)] = find(one)
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(columns)):
        groups[find(place)].append(place)
    return [group for group in groups.values() if len(group) > 1]


def _pairs(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """Return pairs that show the same count in one of a sample of cells: all pairs of a thousand columns are too many."""
    if len(columns) < 2:  # noqa: PLR2004
        return []
    telling = np.stack([column.values >= TELLING for column in columns])
    shared = np.flatnonzero(telling.sum(axis=0) > 1)
    pairs: set[tuple[int, int]] = set()
    for cell in shared[:: max(1, len(shared) // SAMPLE)]:
        by_count: dict[float, list[int]] = defaultdict(list)
        for place in np.flatnonzero(telling[:, cell]).tolist():
            by_count[float(columns[place].values[cell])].append(place)
        for places in by_count.values():
            pairs |= set(combinations(places, 2))
    return sorted(pairs)


def agree(one: Numbers, other: Numbers) -> bool:
    """Tell whether two columns are one, but for a few cells."""
    common = (one >= TELLING) & (other >= TELLING)
    number = int(common.sum())
    return number >= FEWEST_COMMON and float((np.abs(one - other)[common] < WHOLE).mean()) >= AGREE


def _unknown(column: Column) -> Flags:
    return column.there & np.isnan(column.values)


def _add_equal(rows: Rows, group: Sequence[Column]) -> None:
    """Add one row for each unknown of the group: equal to the first that shows it, else to the first that hides it."""
    shown = np.stack([~np.isnan(column.values) for column in group])
    hidden = np.stack([_unknown(column) for column in group])
    is_shown = shown.any(axis=0)
    first = np.where(is_shown, shown.argmax(axis=0), hidden.argmax(axis=0))
    for number, column in enumerate(group):
        for place in np.unique(first).tolist():
            cells = np.flatnonzero(hidden[number] & (first == place) & (place != number))
            rows.add([(column, cells, 1.0), (group[place], cells, -1.0)])


def find_splits(columns: Sequence[Column], groups: Sequence[Sequence[int]]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield numerators that share a denominator out between them, and that denominator. Two are each other's rest already."""
    for group in groups:
        denominators = [place for place in group if columns[place].kind == "n"]
        tables = {columns[place].table for place in denominators}
        numerators = [place for place, column in enumerate(columns) if column.kind == "x" and column.table in tables]
        if len(numerators) > 2:  # noqa: PLR2004
            yield from ((parts, denominators[0]) for parts in _splits(columns, numerators, columns[denominators[0]].values))


def _splits(columns: Sequence[Column], numerators: Sequence[int], whole: Numbers) -> Iterator[tuple[int, ...]]:
    tried = [tuple(numerators)]
    for number in range(3, MOST_PARTS + 1):
        tried += list(combinations(numerators[:MOST_TRIED], number))
    for parts in dict.fromkeys(tried):
        if agree(np.sum([columns[part].values for part in parts], axis=0), whole):
            yield parts


def _add_split(rows: Rows, parts: Sequence[Column], whole: Column) -> None:
    there = np.all([column.there for column in (*parts, whole)], axis=0)
    cells = np.flatnonzero(there & np.any([_unknown(column) for column in (*parts, whole)], axis=0))
    rows.add([(whole, cells, 1.0), *((column, cells, -1.0) for column in parts)])
