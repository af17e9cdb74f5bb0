"""The counts under one whole as a network: each is an arc between the sum over its sexes and the sum over its areas.

To change one count and keep every sum is to send as many people round from one end of its arc to the other. The cheapest way
round is a shortest path, so no solver is asked for what can be settled under one whole: that is nearly everything.
"""

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

import numpy as np

from build_site.protect.equations import SIGNS, Slice

GROUND = 0
"""The node of every sum that nobody knows: it takes what comes."""
REST = -1
"""The seat of what no known part accounts for: hidden by nature."""
LIGHT = 1e-4
"""What changing a cell that is hidden anyway costs: of two ways round the shorter one."""

Cell = tuple[int, int]
"""(area, sex)."""
Change = dict[Cell, float]
"""By how many people each cell differs from the true table."""
Moved = dict[int, float]
"""The same by arc."""
FINITE = 1e300
"""Dearer than any cell that may be hidden."""
Prices = list[float]
"""What changing a cell costs, by seat (area * 3 + sex), and last what changing a rest costs; infinite: it may not change."""


@dataclass(frozen=True)
class Network:
    """Arcs by number; a count that rises flows from its tail to its head, and one that falls flows back."""

    seats: list[int]
    arc_at: dict[int, int]
    """By seat."""
    ends: list[tuple[int, int]]
    down: list[float]
    up: list[float]
    out: dict[int, list[tuple[int, int, int, int]]]
    """By node: (arc, its seat, 1 when it rises and -1 when it falls, the node at its other end)."""

    def room(self, arc: int, way: int, change: Moved) -> float:
        """Return how many more people the arc can take in that direction."""
        moved = change.get(arc, 0.0)
        return self.up[arc] - moved if way > 0 else self.down[arc] + moved


def make_network(part: Slice, parent: int) -> Network:
    """Return the network of the areas under one whole, or of those under none (-1). Wholes and what is broken stay fixed."""
    family = part.families.get(parent)
    rows = np.flatnonzero((part.axes.parent == parent) & ~part.summed)
    network = Network([], {}, [], [], [], defaultdict(list))
    tops = [1 + sex if family is not None and family.bound[sex] else GROUND for sex in range(len(SIGNS))]
    free = part.known & ~part.broken
    for row in rows.tolist():
        node = 1 + len(SIGNS) + row if part.sex_bound[row] else GROUND
        for sex in np.flatnonzero(free[row]).tolist():
            _add(network, row * len(SIGNS) + sex, node, tops[sex], sex, (part.down[row, sex], part.up[row, sex]))
    if family is not None and family.has_rest:
        tied = part.layer.over_sex and bool(family.bound.all())
        node = 1 + len(SIGNS) + len(part.value) if tied else GROUND
        for sex in np.flatnonzero(family.bound & ~family.broken).tolist():
            _add(network, REST, node, tops[sex], sex, (family.rest_down[sex], inf))
    return network


def _add(network: Network, seat: int, node: int, top: int, sex: int, rooms: tuple[float, float]) -> None:
    """Add an arc. A part rises towards the sum over the areas, the whole of the sexes from it: then all sums balance."""
    tail, head = (node, top) if SIGNS[sex] > 0 else (top, node)
    arc = len(network.seats)
    network.seats.append(seat)
    network.arc_at[seat] = arc
    network.ends.append((tail, head))
    network.down.append(float(np.floor(rooms[0] + LIGHT)))
    network.up.append(float(np.floor(rooms[1] + LIGHT)))
    network.out[tail].append((arc, seat, 1, head))
    network.out[head].append((arc, seat, -1, tail))


@dataclass(frozen=True)
class Errand:
    """So many people to send round from one end of the target to the other, as the target rises (1) or falls (-1)."""

    target: int
    way: int
    people: float
    dearest: float
    """Cells that cost more are left alone."""
    divided: bool = True
    """They may take several paths."""


def find_change(network: Network, cell: Cell, amount: float, price: Prices, *, free: bool = False) -> Change | None:
    """Return a cheap change of the cell by a whole amount that keeps every sum, or None when there is none.

    First what is hidden anyway takes all it can (with `free` nothing else may). Then the cheaper of two: one path for all of
    it, or more paths for what is left.
    """
    target = network.arc_at.get(cell[0] * len(SIGNS) + cell[1])
    way = 1 if amount > 0 else -1
    if target is None or network.room(target, way, {}) < abs(amount):
        return None
    one, many = {target: amount}, {target: amount}
    left = _send(network, Errand(target, way, abs(amount), 0.0), many, price)
    if not left or free:
        return None if left else _name(network, many)
    whole = _send(network, Errand(target, way, abs(amount), FINITE, divided=False), one, price)
    left = _send(network, Errand(target, way, left, FINITE), many, price)
    found = [change for change, lost in ((one, whole), (many, left)) if not lost]
    return _name(network, min(found, key=lambda change: _sum(network, change, price))) if found else None


def _sum(network: Network, change: Moved, price: Prices) -> float:
    return sum(price[network.seats[arc]] for arc, by in change.items())


def _name(network: Network, change: Moved) -> Change:
    seats = {network.seats[arc]: by for arc, by in change.items()}
    return {divmod(seat, len(SIGNS)): by for seat, by in seats.items() if seat != REST}


def _send(network: Network, errand: Errand, change: Moved, price: Prices) -> float:
    """Send people on their way, adding to `change`; return how many found none."""
    left = errand.people
    tail, head = network.ends[errand.target]
    while left and tail != head:
        path = _find_path(network, errand, change, price, 1.0 if errand.divided else left)
        if path is None:
            return left
        sent = min([left, *(network.room(arc, way, change) for arc, way in path)])
        for arc, way in path:
            change[arc] = change.get(arc, 0.0) + way * sent
            if not change[arc]:
                del change[arc]
        left -= sent
    return 0.0


def _find_path(network: Network, errand: Errand, change: Moved, price: Prices, need: float) -> list[tuple[int, int]] | None:
    """Return the cheapest path (Dijkstra's) as (arc, way), each arc with room for `need`, or None."""
    start, goal = network.ends[errand.target][:: -errand.way]
    best = {start: 0.0}
    came: dict[int, tuple[int, int, int]] = {}
    heap = [(0.0, start)]
    while heap:
        cost, node = heappop(heap)
        if node == goal:
            break
        if cost > best[node]:
            continue
        for arc, seat, way, other in network.out[node]:
            own = price[seat]
            if arc in change:
                own = 0.0
            if own > errand.dearest or arc == errand.target:
                continue
            total = cost + own + LIGHT
            if total < best.get(other, inf) and network.room(arc, way, change) >= need:
                best[other] = total
                came[other] = (node, arc, way)
                heappush(heap, (total, other))
    return _walk_back(came, start, goal) if goal in came else None


def _walk_back(came: dict[int, tuple[int, int, int]], start: int, goal: int) -> list[tuple[int, int]]:
    path = []
    while goal != start:
        goal, arc, way = came[goal]
        path.append((arc, way))
    return path
