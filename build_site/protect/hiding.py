"""Hide cells until every sensitive count could be anything that the rule demands, in the eyes of a stranger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from build_site.model.period import first_day, is_period, last_day
from build_site.model.table import SEXES
from build_site.protect.equations import Places, Slice, slice_layer
from build_site.protect.grid import COUNTRY, REGION_DIGITS, SLACK, TOTAL, Axes, Grid
from build_site.protect.layers import Layer, make_layers
from build_site.protect.network import Cell
from build_site.protect.plan import Board, Demand, make_plan
from build_site.protect.rules import Flags, Numbers, Reasons

CELL = 100.0
"""What hiding any cell costs, and what the square root of its people costs beside: a cell about ten thousand is worth two about
nobody, so the smaller of two cells goes, and never two for one."""
DEAR_TOTAL = 2.0
"""Both sexes together are what most readers come for: hidden only when a sex would cost that many times as much."""
DEAR_WHOLE = 1000.0
"""A region or the country goes last: it is the sum that the others are compared with."""


@dataclass(frozen=True)
class Cover:
    """What is hidden of each grid so far. `closed` is changed in place: cells are only ever added."""

    axes: Axes
    grids: Sequence[Grid]
    closed: list[Flags]
    """By grid: what a stranger does not see. Cells without a count are closed from the start."""
    prices: list[Numbers]
    windows: tuple[tuple[int, ...], ...]
    """By period: the others that change with it."""


def cover(axes: Axes, grids: Sequence[Grid], reasons: Sequence[Reasons]) -> list[Flags]:
    """Return by grid which cells must not be seen, so that no sensitive count can be narrowed down."""
    closed = [~grid.known | reason.any for grid, reason in zip(grids, reasons, strict=True)]
    state = Cover(axes, grids, closed, [_price(grid, axes) for grid in grids], find_windows(axes.periods))
    for layer in make_layers(grids, reasons):
        for period in np.flatnonzero((~np.isnan(layer.low)).any(axis=(0, 2)) | _withheld(layer, grids)):
            _cover_slice(state, slice_layer(layer, int(period), axes))
    for grid, flags in zip(grids, closed, strict=True):
        _close_rows(grid, flags)
    return closed


def find_windows(periods: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return by period the places of those that change with it.

    2021/2024 holds 2022, and 2024 holds 2024-Q1. Rolling sums share years: what one tells of a year the next one takes back,
    so those that overlap go together (S(t) - S(t-1) = x(t) - x(t-3)).
    """
    spans = [(first_day(one), last_day(one)) if is_period(one) else None for one in periods]

    def follow(inner: int) -> Iterator[int]:
        for outer, span in enumerate(spans):
            own = spans[inner]
            if own is None or span is None or own == span:
                continue
            rolling = "/" in periods[inner] and "/" in periods[outer] and span[0] <= own[1] and own[0] <= span[1]
            if rolling or (span[0] <= own[0] and own[1] <= span[1]):
                yield outer

    return tuple(tuple(follow(place)) for place in range(len(periods)))


def _price(grid: Grid, axes: Axes) -> Numbers:
    """Hiding costs the people it is about: small places go first, totals and wholes last."""
    people = np.where(np.isnan(grid.denominator), grid.numerator, grid.denominator)
    price = CELL + np.sqrt(np.where(np.isnan(people), 0.0, people))
    price[..., TOTAL] *= DEAR_TOTAL
    price[[len(code) <= REGION_DIGITS and place in axes.children for place, code in enumerate(axes.areas)]] *= DEAR_WHOLE
    return price


def _close_rows(grid: Grid, closed: Flags) -> None:
    """Fail closed: should one of total, women and men be hidden alone all the same, the smaller of the others goes too."""
    gone = closed & (grid.known | grid.withheld)
    lone = grid.over_sex & (closed.sum(axis=-1) == 1) & gone.any(axis=-1)
    people = np.where(np.isnan(grid.denominator), grid.numerator, grid.denominator)
    people[..., TOTAL] *= DEAR_TOTAL
    people = np.where(closed | np.isnan(people), np.inf, people)
    companion = people.argmin(axis=-1)
    for sex in range(len(SEXES)):
        closed[..., sex] |= lone & (companion == sex)


def _withheld(layer: Layer, grids: Sequence[Grid]) -> Flags:
    """Return by period whether a source of the layer withholds a cell that can't be worked out from the sexes alone."""
    gaps: Flags = np.any([grids[place].withheld for place in layer.grids], axis=0) & np.isnan(layer.value)
    return np.asarray(gaps.any(axis=(0, 2)), dtype=bool)


def _hidden(state: Cover, part: Slice) -> Flags:
    """Return which cells can change: hidden in every table that shows the count, and in every period that follows."""
    periods = [part.period, *state.windows[part.period]]
    hidden: Flags = np.all([state.closed[place][:, period] for place in part.layer.grids for period in periods], axis=0)
    return hidden


def _cost(state: Cover, part: Slice) -> Numbers:
    """Return what hiding each cell costs, in all tables and periods in which it would have to go."""
    periods = [part.period, *state.windows[part.period]]
    cost: Numbers = np.sum(
        [
            np.where(state.closed[place][:, period], 0.0, state.prices[place][:, period])
            for place in part.layer.grids
            for period in periods
        ],
        axis=0,
    )
    return cost


def _hide(state: Cover, part: Slice, where: Flags, grids: Sequence[int] | None = None) -> None:
    """Hide cells (areas x sexes) in all tables and periods in which they would tell of each other."""
    for place in part.layer.grids if grids is None else grids:
        for period in (part.period, *state.windows[part.period]):
            state.closed[place][:, period][where] = True


def _cover_slice(state: Cover, part: Slice) -> None:
    """Find another table for every demand of one layer in one period, hiding as little as that takes."""
    sensitive = ~np.isnan(part.layer.low[:, part.period])
    _hide_short(state, part)
    if part.broken.any():
        _hide_broken(state, part, sensitive)
    demands = list(_demands(part, sensitive & ~part.broken))
    while True:
        hidden = _hidden(state, part)
        planned, lost = make_plan(part, demands, hidden, _cost(state, part))
        if not lost:
            break
        for demand in lost:
            _hide_level(state, part, *demand)
        demands = [demand for demand in demands if demand not in lost]
    _hide(state, part, planned & ~hidden)
    _cover_rests(state, part)


def _demands(part: Slice, cells: Flags) -> Iterator[Demand]:
    """Yield by how much each cell must be able to rise and to fall."""
    low, high = part.layer.low[:, part.period], part.layer.high[:, part.period]
    for area, sex in zip(*(one.tolist() for one in np.nonzero(cells)), strict=True):
        for amount in (float(high[area, sex] - part.value[area, sex]), float(low[area, sex] - part.value[area, sex])):
            if abs(amount) > SLACK:
                yield (area, sex), float(round(amount))


def _hide_short(state: Cover, part: Slice) -> None:
    """Where linked tables leave no room, the whole level goes in all of them; a sum that is shown is of many. Fail closed."""
    short = part.layer.short[:, part.period].any(axis=1)
    if short.any():
        lengths = np.array([len(code) for code in part.axes.areas])
        # "00" has as many digits as a region and is no part of that level
        lengths[[code == COUNTRY for code in part.axes.areas]] = 1
        level = np.repeat((lengths >= lengths[short].min())[:, None], len(SEXES), axis=1)
        _hide(state, part, level, part.layer.kin)


def _hide_broken(state: Cover, part: Slice, sensitive: Flags) -> None:
    """Where parts are said to make a whole and do not, nothing can be proved: with one hidden, all of the parts go."""
    everything = np.zeros(part.known.shape, dtype=bool)
    rows = part.sex_broken & sensitive.any(axis=1)
    everything[rows, 1:] = True
    for parent, family in part.families.items():
        touched = sensitive[[parent, *family.rows]].any(axis=0) & family.broken
        everything[np.ix_(family.rows, np.flatnonzero(touched))] = True
    _hide(state, part, everything)


def _hide_level(state: Cover, part: Slice, cell: Cell, amount: float) -> None:
    """No other table was found: hide the siblings, then their whole level, then all, until there is one. Fail closed."""
    codes = part.axes.areas
    siblings = part.axes.parent == part.axes.parent[cell[0]]
    below = np.isin(part.axes.parent, np.flatnonzero(siblings))
    level = np.array([len(code) >= len(codes[cell[0]]) for code in codes])
    for areas in (siblings | below, level, np.ones(len(codes), dtype=bool)):
        _hide(state, part, np.repeat(areas[:, None], len(SEXES), axis=1))
        hidden = _hidden(state, part)
        change = Board(part, hidden, _cost(state, part)).find_far((cell, amount), hidden)
        if change is not None and all(hidden[place] for place in change):
            return


def _cover_rests(state: Cover, part: Slice) -> None:
    """Hide another part where the one that the source withholds is the whole minus the rest."""
    least = max(state.grids[place].table.smallest_count for place in part.layer.grids)
    withheld = np.any([state.grids[place].withheld[:, part.period] for place in part.layer.grids], axis=0)
    for family in part.families.values():
        for sex in np.flatnonzero(family.bound & ~family.broken):
            gone = withheld[family.unknown, sex]
            if not gone.any() or (len(family.unknown) > 1 and family.rest[sex] >= least):
                continue
            _open_rest(state, part, family.rows, int(sex), least)


def _open_rest(state: Cover, part: Slice, rows: Places, sex: int, least: int) -> None:
    """Hide the cheapest parts until what is hidden of the whole could have been all in one of them, and is enough to hide in."""
    hidden, cost = _hidden(state, part), _cost(state, part)
    columns = [sex] if not part.layer.over_sex else list(range(len(SEXES)))
    hideable = rows[part.known[rows][:, sex]]
    room = float(part.down[hideable, sex][hidden[hideable][:, columns].all(axis=1)].sum())
    for place in np.argsort(cost[hideable][:, columns].sum(axis=1), kind="stable"):
        if room >= least:
            return
        row = hideable[place]
        if not hidden[row, columns].all():
            where = np.zeros(hidden.shape, dtype=bool)
            where[row, columns] = True
            _hide(state, part, where)
            room += float(part.down[row, sex])
