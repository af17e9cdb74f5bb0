"""Hide cells until every sensitive count could be anything that the rule demands, in the eyes of a stranger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from build_site.model.period import first_day, is_period, last_day
from build_site.model.table import SEXES
from build_site.protect.equations import Places, Slice, slice_layer
from build_site.protect.grid import COUNTRY, REGION_DIGITS, SLACK, TOTAL, Axes, Grid
from build_site.protect.layers import Layer, make_layers
from build_site.protect.rules import Flags, Numbers, Reasons
from build_site.protect.witness import Cell, Move, cheapest, exchange

CELL = 100.0
"""What hiding any cell costs, in people: a few more people hidden rather than many more cells."""
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
    """By period: the longer periods that hold it, and so change with it."""


def cover(axes: Axes, grids: Sequence[Grid], reasons: Sequence[Reasons]) -> list[Flags]:
    """Return by grid which cells must not be seen, so that no sensitive count can be narrowed down."""
    closed = [~grid.known | reason.any for grid, reason in zip(grids, reasons, strict=True)]
    state = Cover(axes, grids, closed, [_price(grid, axes) for grid in grids], find_windows(axes.periods))
    for grid, flags in zip(grids, closed, strict=True):
        _close_rows(grid, flags)
    for layer in make_layers(grids, reasons):
        for period in np.flatnonzero((~np.isnan(layer.low)).any(axis=(0, 2)) | _withheld(layer, grids)):
            _cover_slice(state, slice_layer(layer, int(period), axes))
    return closed


def find_windows(periods: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return by period the places of the longer ones that hold it: 2021/2024 holds 2022, and 2024 holds 2024-Q1."""
    spans = [(first_day(one), last_day(one)) if is_period(one) else None for one in periods]

    def hold(inner: int) -> Iterator[int]:
        for outer, span in enumerate(spans):
            own = spans[inner]
            if own is not None and span is not None and own != span and span[0] <= own[0] and own[1] <= span[1]:
                yield outer

    return tuple(tuple(hold(place)) for place in range(len(periods)))


def _price(grid: Grid, axes: Axes) -> Numbers:
    """Hiding costs the people it is about: small places go first, totals and wholes last."""
    people = np.where(np.isnan(grid.denominator), grid.numerator, grid.denominator)
    price = CELL + np.where(np.isnan(people), 0.0, people)
    price[..., TOTAL] *= DEAR_TOTAL
    price[[len(code) <= REGION_DIGITS and place in axes.children for place, code in enumerate(axes.areas)]] *= DEAR_WHOLE
    return price


def _close_rows(grid: Grid, closed: Flags) -> None:
    """Where one of total, women and men is hidden alone, it follows from the others: the one with fewer people goes too."""
    if not grid.over_sex:
        return
    alone = closed.sum(axis=-1) == 1
    people = np.where(np.isnan(grid.denominator), grid.numerator, grid.denominator)
    people[..., TOTAL] *= DEAR_TOTAL
    people = np.where(closed | np.isnan(people), np.inf, people)
    companion = people.argmin(axis=-1)
    for sex in range(len(SEXES)):
        closed[..., sex] |= alone & (companion == sex)


def _withheld(layer: Layer, grids: Sequence[Grid]) -> Flags:
    """Return by period whether a source of the layer withholds a cell that can't be worked out from the sexes alone."""
    gaps: Flags = np.any([grids[place].withheld for place in layer.grids], axis=0) & np.isnan(layer.value)
    return np.asarray(gaps.any(axis=(0, 2)), dtype=bool)


def _hidden(state: Cover, part: Slice) -> Flags:
    """Return which cells can change: hidden in every table that shows the count, and in every longer period."""
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
    low, high = part.layer.low[:, part.period], part.layer.high[:, part.period]
    sensitive = ~np.isnan(low)
    _hide_short(state, part)
    if part.broken.any():
        _hide_broken(state, part, sensitive)
    hidden, cost = _hidden(state, part), _cost(state, part)
    seen_low, seen_high = part.value.copy(), part.value.copy()
    for cell in _smallest_first(part, sensitive & ~part.broken):
        for amount in (high[cell] - part.value[cell], low[cell] - part.value[cell]):
            reached = seen_high[cell] - part.value[cell] >= amount if amount > 0 else seen_low[cell] - part.value[cell] <= amount
            if abs(amount) < SLACK or reached or (amount > 0 and _told_by_zero(part, cell, hidden)):
                continue
            move = exchange(part, cell, amount, hidden=hidden, cost=cost)
            move = move or cheapest(part, cell, amount, hidden=hidden, cost=cost)
            if move is None:
                _hide_level(state, part, cell, amount)
                hidden, cost = _hidden(state, part), _cost(state, part)
                continue
            _make(state, part, move, hidden, cost)
            for place, by in move.change.items():
                seen_low[place] = min(seen_low[place], part.value[place] + by)
                seen_high[place] = max(seen_high[place], part.value[place] + by)
    _cover_rests(state, part)


def _smallest_first(part: Slice, cells: Flags) -> list[Cell]:
    """Return the cells, smallest count first: what hides those often hides the rest."""
    areas, sexes = np.nonzero(cells)
    order = np.argsort(part.value[areas, sexes], kind="stable")
    return list(zip(areas[order].tolist(), sexes[order].tolist(), strict=True))


def _make(state: Cover, part: Slice, move: Move, hidden: Flags, cost: Numbers) -> None:
    """Hide all that the move touches."""
    new = [place for place in move.change if not hidden[place]]
    if new:
        where = np.zeros(hidden.shape, dtype=bool)
        where[tuple(np.array(new).T)] = True
        _hide(state, part, where)
        hidden[where], cost[where] = True, 0.0


def _told_by_zero(part: Slice, cell: Cell, hidden: Flags) -> bool:
    """Tell whether a shown total of none already says that there are none here: the total says it, about more people."""
    area, sex = cell
    areas = [area]
    while int(part.axes.parent[areas[-1]]) in part.families:
        areas.append(int(part.axes.parent[areas[-1]]))
    sexes = {sex, TOTAL} if part.layer.over_sex else {sex}
    return any(
        part.down[one, other] <= SLACK and not hidden[one, other] for one in areas for other in sexes if (one, other) != cell
    )


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
        hidden, cost = _hidden(state, part), _cost(state, part)
        move = cheapest(part, cell, amount, hidden=hidden, cost=cost)
        if move is not None and not move.cost:
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
