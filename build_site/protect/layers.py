"""One thing that can be changed without anything else changing, and by how much: the room in which a hidden count lies.

A layer is a group of columns that rise and fall together. A numerator changes with the rest of its denominator fixed, or,
where another table shows that denominator, against the rest of it; a denominator changes with its numerators fixed.
Whatever moves within one layer so breaks no link between tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from build_site.model.table import FEW
from build_site.protect.grid import SLACK, Grid
from build_site.protect.links import Column, Group, counts_of, find_groups, shares_denominator
from build_site.protect.rules import Flags, Numbers, Reasons, smallest_group

Demand = tuple[Flags, Numbers, Numbers]
"""(where, lowest, highest)."""


@dataclass(frozen=True)
class Layer:
    """A group with its counts, its room and what must be possible. Arrays are areas x periods x sexes; NaN is unknown."""

    grids: tuple[int, ...]
    """The tables in which a cell must be hidden for its count to be able to change."""
    value: Numbers
    down: Numbers
    """How far the count can fall before something that it carries falls below zero."""
    up: Numbers
    together: Numbers | None
    """For a denominator: how far it can fall when its numerators fall with it, and those who are left stay as many."""
    apart: Flags
    """Where those who are left are few, so that it doesn't help when they stay as many."""
    low: Numbers
    """Each sensitive count must be able to be as low as this, in the eyes of a stranger; NaN where none is."""
    high: Numbers
    short: Flags
    """Where linked tables leave too little room: neither can be changed without the other showing it."""
    kin: tuple[int, ...]
    """The tables that must then go together."""
    over_sex: bool
    over_area: bool


def make_layers(grids: Sequence[Grid], reasons: Sequence[Reasons]) -> list[Layer]:
    """Return every layer of the tables."""
    groups = find_groups(grids)
    kept = [shares_denominator(place, groups) or _is_split(place, groups) for place in range(len(grids))]
    return [_make_layer(group, grids, reasons, kept, groups) for group in groups]


def _kin(group: Group, groups: Sequence[Group]) -> tuple[int, ...]:
    """Return the tables that share a count with any table of the group."""
    own = {one.grid for one in group}
    return tuple(sorted(own.union(*({one.grid for one in other} for other in groups if own & {one.grid for one in other}))))


def _is_split(place: int, groups: Sequence[Group]) -> bool:
    return any(one.grid == place and one.sign < 0 for group in groups for one in group)


def _make_layer(
    group: Group, grids: Sequence[Grid], reasons: Sequence[Reasons], kept: Sequence[bool], groups: Sequence[Group]
) -> Layer:
    kin = _kin(group, groups)
    value = _first([counts_of(grids, one) for one in group if one.sign > 0])
    rooms = [_room(one, grids[one.grid], kept=kept[one.grid]) for one in group]
    down = _least([room[0] if one.sign > 0 else room[1] for one, room in zip(group, rooms, strict=True)])
    up = _least([room[1] if one.sign > 0 else room[0] for one, room in zip(group, rooms, strict=True)])
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    short, apart = np.zeros(value.shape, dtype=bool), np.zeros(value.shape, dtype=bool)
    for one in group:
        if one.sign > 0:
            for where, lowest, highest in _demands(one, grids[one.grid], reasons[one.grid], kept=kept[one.grid]):
                low = np.where(where, np.fmin(low, lowest), low)
                high = np.where(where, np.fmax(high, highest), high)
            apart |= reasons[one.grid].few_others
            if one.kind == "numerator" and len(kin) > 1:
                few = reasons[one.grid].few
                short |= few & ((value - down > SLACK) | (value + up < high - SLACK))
    own = [grids[one.grid] for one in group]
    return Layer(
        grids=tuple(sorted({one.grid for one in group})),
        value=value,
        down=down,
        up=up,
        together=_together(group, grids, groups),
        apart=apart,
        low=value - np.floor(np.minimum(value - low, down) + SLACK),
        high=value + np.minimum(np.ceil(high - value - SLACK), np.floor(up + SLACK)),
        short=short,
        kin=kin,
        over_sex=any(grid.over_sex for grid in own),
        over_area=any(grid.over_area for grid in own),
    )


def _together(group: Group, grids: Sequence[Grid], groups: Sequence[Group]) -> Numbers | None:
    """Return the least of the numerators, or None where one of them stands in another table too and would tell."""
    if any(one.kind == "numerator" for one in group):
        return None
    alone = {other[0].grid for other in groups if len(other) == 1 and other[0].kind == "numerator"}
    if any(one.grid not in alone or not grids[one.grid].share for one in group):
        return None
    return _least(
        [np.where(np.isnan(grids[one.grid].numerator), grids[one.grid].denominator, grids[one.grid].numerator) for one in group]
    )


def _first(columns: Sequence[Numbers]) -> Numbers:
    first = columns[0].copy()
    for column in columns[1:]:
        first = np.where(np.isnan(first), column, first)
    return first


def _least(columns: Sequence[Numbers]) -> Numbers:
    least = columns[0]
    for column in columns[1:]:
        least = np.fmin(least, column)
    return least


def _room(column: Column, grid: Grid, *, kept: bool) -> tuple[Numbers, Numbers]:
    """Return how far a column can fall and rise while nothing that goes with it falls below zero."""
    endless = np.full(grid.numerator.shape, np.inf)
    if column.kind == "numerator":
        up = np.where(np.isnan(grid.others), endless, grid.others) if kept and grid.share else endless
        return grid.numerator, up
    down = np.where(np.isnan(grid.others), grid.denominator, grid.others) if grid.share else grid.denominator
    return down, endless


def _demands(column: Column, grid: Grid, reasons: Reasons, *, kept: bool) -> list[Demand]:
    """Return what a stranger must not be able to rule out of this column."""
    least = float(max(FEW, grid.table.smallest_count))
    group = float(smallest_group(grid.table))
    below, above = grid.denominator, grid.numerator
    none, many = np.zeros(above.shape), np.full(above.shape, least)
    if column.kind == "numerator":
        demands: list[Demand] = [
            (reasons.few, none, many),
            (reasons.small_group, none, np.fmin(below, least) if kept else many),
            (grid.withheld, np.maximum(above - least, 0), np.maximum(above, least)),
        ]
        return [*demands, (reasons.few_others, np.maximum(below - least, 0), below)] if kept and grid.share else demands
    floor = np.where(np.isnan(above), 0.0, above) if grid.share else none
    demands = [
        (reasons.small_group, floor, np.maximum(group, floor + least)),
        (grid.withheld, np.maximum(below - least, floor), np.maximum(below, floor + least)),
    ]
    return demands if kept or not grid.share else [*demands, (reasons.few_others, floor, floor + least)]
