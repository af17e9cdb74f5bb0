"""Which cells of one layer in one period to hide: for each demand another table, and as few cells in them as we can find."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

import numpy as np

from build_site.protect.equations import SIGNS, Slice
from build_site.protect.grid import SLACK, TOTAL
from build_site.protect.network import Cell, Change, Network, Prices, find_change, make_network
from build_site.protect.rules import Flags, Numbers
from build_site.protect.witness import cheapest

ROUNDS = 1
"""Times that every hidden cell is tried without: a second time gains nothing in the cases of the bench."""

Demand = tuple[Cell, float]
"""A sensitive count must be able to differ by so much in the eyes of a stranger."""
ORDERS: tuple[Callable[[Slice, Demand], tuple[float, ...]], ...] = (
    lambda part, demand: (float(part.value[demand[0]]), *demand[0], -demand[1]),
    lambda part, demand: (-abs(demand[1]), float(part.value[demand[0]]), *demand[0]),
    lambda part, demand: (-float(part.value[demand[0]]), *demand[0], demand[1]),
)
"""What a plan begins with decides what the rest can share, so several are made and the cheapest is carried out."""


@dataclass(frozen=True)
class Board:
    """What the plans of one slice start from: arrays are areas x sexes."""

    part: Slice
    hidden: Flags
    cost: Numbers
    networks: dict[tuple[int, int], Network] = field(default_factory=dict)

    @cached_property
    def price(self) -> Prices:
        """Return what changing each cell costs before anything is planned."""
        return [*np.where(self.hidden, 0.0, self.cost).ravel().tolist(), 0.0]

    def ways(self, cell: Cell) -> list[Slice]:
        """Return in which ways the count can change: by itself, and with those who are part of it unless the others are few."""
        together = None if self.part.layer.apart[cell[0], self.part.period, cell[1]] else self.part.together
        return [self.part] if together is None else [self.part, together]

    def find_near(self, demand: Demand, price: Prices) -> Change | None:
        """Return a cheap change under one whole that meets the demand, or None."""
        cell, amount = demand
        parent = int(self.part.axes.parent[cell[0]])
        for number, way in enumerate(self.ways(cell)):
            if (number, parent) not in self.networks:
                self.networks[number, parent] = make_network(way, parent)
            change = find_change(self.networks[number, parent], cell, amount, price)
            if change is not None:
                return change
        return None

    def find_far(self, demand: Demand, hidden: Flags) -> Change | None:
        """Return the cheapest change over the whole tree, or None."""
        changes = (cheapest(way, *demand, hidden=hidden, cost=self.cost) for way in self.ways(demand[0]))
        return next((change for change in changes if change is not None), None)


@dataclass
class Plan:
    """Cells to hide, with the change behind each demand. It is made by adding to it and trying cells out of it."""

    board: Board
    price: Prices
    paid: dict[Cell, float] = field(default_factory=dict)
    """What each cell that is hidden for the plan costs."""
    changes: dict[Demand, Change] = field(default_factory=dict)
    lost: list[Demand] = field(default_factory=list)
    """Demands for which there is no other table."""
    solved: int = 0
    """Demands that took a solver."""

    @property
    def cost(self) -> float:
        """Return what the plan costs."""
        return sum(self.paid.values())

    def is_hidden(self, cell: Cell) -> bool:
        """Tell whether a stranger would not see the cell."""
        return bool(self.board.hidden[cell]) or cell in self.paid

    def pay(self, change: Change) -> None:
        """Hide the cells that a change touches."""
        for cell in change:
            if not self.is_hidden(cell):
                self.paid[cell] = float(self.board.cost[cell])
                self.price[_seat(cell)] = 0.0


def make_plan(part: Slice, demands: Sequence[Demand], hidden: Flags, cost: Numbers) -> tuple[Flags, list[Demand]]:
    """Return which cells to hide, and the demands for which there is no other table; one whole after the other."""
    hidden, lost = hidden.copy(), []
    by_parent: dict[int, list[Demand]] = defaultdict(list)
    for demand in demands:
        by_parent[int(part.axes.parent[demand[0][0]])].append(demand)
    for near in by_parent.values():
        plan = _cheapest_plan(Board(part, hidden, cost), near)
        lost += plan.lost
        if plan.paid:
            hidden[tuple(np.array(list(plan.paid)).T)] = True
    return hidden, lost


def _cheapest_plan(board: Board, demands: Sequence[Demand]) -> Plan:
    """Return the cheapest of the plans that begin in different orders; one is enough where a solver was needed."""
    plans: list[Plan] = []
    for order in ORDERS:
        plans.append(_try_plan(board, sorted(demands, key=lambda demand: order(board.part, demand))))
        if plans[0].solved or not plans[0].paid:
            break
    return min(plans, key=lambda plan: plan.cost)


def _try_plan(board: Board, demands: Sequence[Demand]) -> Plan:
    plan = Plan(board, [*board.price])
    for demand in demands:
        if demand[1] > 0 and _told_by_zero(plan, demand[0]):
            continue
        change = _find(plan, demand)
        if change is None:
            plan.lost.append(demand)
        else:
            plan.pay(change)
            plan.changes[demand] = change
    for _ in range(ROUNDS):
        dearest_first = sorted(plan.paid, key=lambda cell: (-plan.paid[cell], cell))
        if not sum(_do_without(plan, cell) for cell in dearest_first):
            break
    return plan


def _find(plan: Plan, demand: Demand) -> Change | None:
    change = plan.board.find_near(demand, plan.price)
    if change is None:
        plan.solved += 1
        hidden = np.reshape([one <= 0 for one in plan.price[:-1]], plan.board.hidden.shape)
        change = plan.board.find_far(demand, hidden)
    return change


def _do_without(plan: Plan, cell: Cell) -> bool:
    """Show a cell again if the demands that it served can be met for less; tell whether they can."""
    if cell not in plan.paid:
        return False
    trial = replace(plan, price=[*plan.price], paid={**plan.paid}, changes={**plan.changes})
    del trial.paid[cell]
    trial.price[_seat(cell)] = inf
    for demand in [one for one, change in plan.changes.items() if cell in change]:
        change = plan.board.find_near(demand, trial.price)
        if change is None:
            return False
        trial.pay(change)
        trial.changes[demand] = change
    touched = {place for change in trial.changes.values() for place in change}
    trial.paid = {place: cost for place, cost in trial.paid.items() if place in touched}
    if trial.cost > plan.cost - SLACK:
        return False
    for place in plan.paid:
        if place not in trial.paid:
            trial.price[_seat(place)] = float(plan.board.cost[place])
    plan.price, plan.paid, plan.changes = trial.price, trial.paid, trial.changes
    return True


def _seat(cell: Cell) -> int:
    return cell[0] * len(SIGNS) + cell[1]


def _told_by_zero(plan: Plan, cell: Cell) -> bool:
    """Tell whether a shown total of none already says that there are none here: the total says it, about more people."""
    part = plan.board.part
    area, sex = cell
    areas = [area]
    while int(part.axes.parent[areas[-1]]) in part.families:
        areas.append(int(part.axes.parent[areas[-1]]))
    sexes = {sex, TOTAL} if part.layer.over_sex else {sex}
    return any(
        part.value[one, other] <= SLACK and not plan.is_hidden((one, other))
        for one in areas
        for other in sexes
        if (one, other) != cell
    )
