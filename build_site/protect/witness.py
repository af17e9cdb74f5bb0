"""Another table that a stranger can't tell from the true one, in which a hidden count is as far off as the rule demands.

Hiding every cell in which the two differ is enough, and hiding more later keeps it so: the other table agrees with all that
is shown. First the plain exchange: what one place gains another loses, with both sexes or total and sex. Where that can't
do, the cheapest such table over the whole tree by linear programming (witness suppression, after Fischetti and Salazar).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, lil_array

from build_site.protect.equations import SIGNS, Family, Slice
from build_site.protect.grid import SLACK
from build_site.protect.rules import WHOLE, Flags, Numbers

REST = -1
"""The row of an exchange that is no area: what no known part accounts for."""
MOST_NODES = 1000
"""Branches tried for whole numbers; not found in so many counts as not found, and the level is hidden. Not seconds: the same
data must give the same site on a slow machine."""
LIGHT = 1e-4
"""What moving a cell that is hidden anyway costs: of two such tables the one nearer the true one."""

Cell = tuple[int, int]


@dataclass(frozen=True)
class Move:
    """By how much each cell of the other table differs, and what hiding those that are still shown costs."""

    change: dict[Cell, float]
    cost: float


def exchange(part: Slice, cell: Cell, amount: float, *, hidden: Flags, cost: Numbers) -> Move | None:
    """Return the cheapest move of a cell against its neighbours under one whole, or None. Nothing above them changes."""
    area, sex = cell
    if part.summed[area] or part.broken[area].any():
        return None
    family = part.families.get(int(part.axes.parent[area]))
    sexes = [other for other in range(len(SIGNS)) if other != sex] if part.sex_bound[area] else [None]
    moves = [_exchange(part, family, cell, amount, other, hidden=hidden, cost=cost) for other in sexes]
    found = [move for move in moves if move is not None]
    return min(found, key=lambda move: move.cost) if found else None


def _exchange(
    part: Slice, family: Family | None, cell: Cell, amount: float, other: int | None, *, hidden: Flags, cost: Numbers
) -> Move | None:
    """Return the move of one cell with one other sex of the same place, or alone, or None."""
    area, sex = cell
    moved = {sex: amount} if other is None else {sex: amount, other: -SIGNS[sex] * SIGNS[other] * amount}
    own = [(area, column) for column in moved]
    if any(_room(part, area, column, by) < abs(by) - SLACK for column, by in moved.items()):
        return None
    change = {(area, column): by for column, by in moved.items()}
    price = sum(float(cost[place]) for place in own if not hidden[place])
    if family is None or not any(family.bound[column] for column in moved):
        return Move(change, price)
    columns = list(moved)
    rows = family.rows
    fit = (rows != area) & (part.sex_bound[rows] == part.sex_bound[area]) & ~part.summed[rows] & ~part.broken[rows].any(axis=1)
    rows = rows[fit & part.known[rows][:, columns].all(axis=1)]
    rooms = np.min([(part.down if by > 0 else part.up)[rows, column] for column, by in moved.items()], axis=0)
    prices = np.sum([np.where(hidden[rows, column], 0.0, cost[rows, column]) for column in columns], axis=0)
    if family.has_rest:
        rest = min(family.rest_down[column] if by > 0 else np.inf for column, by in moved.items())
        rows, rooms, prices = np.append(rows, REST), np.append(rooms, rest), np.append(prices, 0.0)
    shares = _spread(abs(amount), rooms, prices)
    if shares is None:
        return None
    for place in np.flatnonzero(shares):
        for column, by in moved.items():
            if rows[place] != REST:
                change[int(rows[place]), column] = -np.sign(by) * float(shares[place])
    return Move(change, price + float(prices[shares > 0].sum()))


def _room(part: Slice, area: int, sex: int, by: float) -> float:
    return float((part.up if by > 0 else part.down)[area, sex])


def _spread(need: float, rooms: Numbers, prices: Numbers) -> Numbers | None:
    """Return how much each neighbour takes: first those hidden anyway, then the cheapest that takes all, then many."""
    shares = np.zeros(len(rooms))
    for place in np.lexsort((-rooms, prices > 0)):
        if prices[place] > 0 or need <= SLACK:
            break
        shares[place] = min(need, rooms[place])
        need -= shares[place]
    if need <= SLACK:
        return shares
    open_rooms = np.where(prices > 0, rooms, 0.0)
    whole = np.flatnonzero(open_rooms >= need - SLACK)
    if len(whole):
        shares[whole[np.argmin(prices[whole])]] = need
        return shares
    for place in np.argsort(prices / np.maximum(open_rooms, SLACK), kind="stable"):
        shares[place] += min(need, open_rooms[place])
        need -= min(need, open_rooms[place])
        if need <= SLACK:
            return shares
    return None


def cheapest(part: Slice, cell: Cell, amount: float, *, hidden: Flags, cost: Numbers) -> Move | None:
    """Return the cheapest move of a cell by `amount`, in whole numbers: under its whole if it can be, else over the tree."""
    near = part.families.get(int(part.axes.parent[cell[0]]))
    if near is not None:
        areas = np.zeros(len(part.value), dtype=bool)
        areas[near.rows] = True
        move = _cheapest(part, cell, amount, areas, hidden=hidden, cost=cost)
        if move is not None:
            return move
    return _cheapest(part, cell, amount, np.ones(len(part.value), dtype=bool), hidden=hidden, cost=cost)


def _cheapest(part: Slice, cell: Cell, amount: float, areas: Flags, *, hidden: Flags, cost: Numbers) -> Move | None:
    """Return the cheapest move in which only cells of the areas change, or None when there is none."""
    free = part.known & ~part.broken & areas[:, None]
    places: list[Cell] = list(zip(*(one.tolist() for one in np.nonzero(free)), strict=True))
    index = {place: number for number, place in enumerate(places)}
    if cell not in index:
        return None
    sums, rests = _sums(part, index, areas)
    count, extra = len(places), len(rests)
    down = np.array([part.down[place] for place in places] + [family.rest_down[sex] for family, sex in rests])
    up = np.array([part.up[place] for place in places] + [np.inf] * extra)
    target = index[cell]
    if amount > up[target] + SLACK or -amount > down[target] + SLACK:
        return None
    price = np.array([LIGHT if hidden[place] else float(cost[place]) for place in places] + [0.0] * extra)
    lower = np.zeros(2 * (count + extra))
    upper = np.concatenate([up, down])
    lower[target], upper[target] = max(amount, 0), max(amount, 0)
    lower[target + count + extra] = upper[target + count + extra] = max(-amount, 0)
    change = _solve(np.concatenate([price, price]), sums, lower, upper)
    if change is None:
        return None
    moved = {place: float(change[number]) for place, number in index.items() if abs(change[number]) > WHOLE}
    return Move(moved, sum(float(cost[place]) for place in moved if not hidden[place]))


def _sums(part: Slice, index: dict[Cell, int], areas: Flags) -> tuple[csr_array, list[tuple[Family, int]]]:
    """Return the sums as rows over the cells and the rests, and which rests there are."""
    families = [family for family in part.families.values() if areas[family.rows].any() or areas[family.parent]]
    rests = [(family, int(sex)) for family in families if family.has_rest for sex in np.flatnonzero(family.bound)]
    rest_at = {(family.parent, sex): len(index) + number for number, (family, sex) in enumerate(rests)}
    entries: list[tuple[int, int, float]] = []
    row = 0
    for area in np.flatnonzero(part.sex_bound & ~part.sex_broken & areas):
        entries += [(row, index[int(area), sex], sign) for sex, sign in enumerate(SIGNS) if (int(area), sex) in index]
        row += 1
    for family in families:
        parent = family.parent
        for sex in np.flatnonzero(family.bound & ~family.broken):
            members = [(int(area), int(sex)) for area in family.rows]
            entries += [(row, index[place], 1.0) for place in members if place in index]
            entries += [(row, index[place], -1.0) for place in [(parent, int(sex))] if place in index]
            entries += [(row, rest_at[parent, int(sex)], 1.0) for _ in range((parent, int(sex)) in rest_at)]
            row += 1
    for family in families:
        bound = part.layer.over_sex and family.has_rest and bool(family.bound.all())
        entries += [(row, rest_at[family.parent, sex], sign) for sex, sign in enumerate(SIGNS) if bound]
        row += bound
    matrix = lil_array((row, len(index) + len(rests)), dtype=float)
    for line, column, sign in entries:
        matrix[line, column] = sign
    return csr_array(matrix), rests


def _solve(price: Numbers, sums: csr_array, lower: Numbers, upper: Numbers) -> Numbers | None:
    """Return rises minus falls of the cheapest change that keeps the sums; whole numbers, or None."""
    width = sums.shape[1]
    both = hstack([sums, -sums], format="csr") if sums.shape[0] else None
    rules = [] if both is None else [LinearConstraint(both, 0, 0)]
    # A tree split by sex is a network, whose corners are whole: integers are asked for only when a corner is not.
    for whole in (0, 1):
        integrality = np.full(len(price), whole)
        done = milp(
            price, bounds=Bounds(lower, upper), constraints=rules, integrality=integrality, options={"node_limit": MOST_NODES}
        )
        if done.x is None:
            return None
        change: npt.NDArray[np.float64] = done.x[:width] - done.x[width:]
        if (np.abs(change - np.round(change)) < WHOLE).all():
            return np.round(change)
    return None
