"""The way round: what one count gains others lose, under one whole, through as few cells that are still shown as can be."""

import numpy as np
import pytest

from build_site.model.table import SEXES
from build_site.protect.equations import Slice, slice_layer
from build_site.protect.grid import Axes, fill_sums, make_axes, make_grid
from build_site.protect.layers import make_layers
from build_site.protect.network import Change, Prices, find_change, make_network
from build_site.protect.plan import make_plan
from build_site.protect.rules import find_reasons
from build_site.protect.witness import cheapest
from tests.counted import make_table, sum_up

YEAR = "2024"
Counts = dict[str, tuple[float, float]]


def cut(women: Counts, men: Counts | None = None, *, kind: int = 0) -> tuple[Slice, Axes]:
    """Return the numerators (0) or denominators (1) of one year, by municipality, as a slice, and its axes."""
    leaves = {(area, YEAR, "women"): one for area, one in women.items()}
    leaves |= {(area, YEAR, "men"): one for area, one in (men or {}).items()}
    table = make_table(sum_up(leaves))
    axes = make_axes([table])
    grid = fill_sums(make_grid(table, axes), axes)
    layers = make_layers([grid], [find_reasons(grid.numerator, grid.denominator, table)])
    return slice_layer(layers[kind], 0, axes), axes


def find(part: Slice, axes: Axes, area: str, sex: str, amount: float, *, price: Prices | None = None) -> Change | None:
    """Return the change of one count under its region; every cell costs one unless said."""
    place = axes.areas.index(area)
    prices = price or [1.0] * part.value.size + [0.0]
    return find_change(make_network(part, int(axes.parent[place])), (place, SEXES.index(sex)), amount, prices)


def gaps(part: Slice, axes: Axes, change: Change) -> list[float]:
    """Return by how much each sum of the tree is off after the change: sexes of each area, parts of each whole."""
    moved = np.zeros(part.value.shape)
    for cell, by in change.items():
        moved[cell] = by
    sexes = list(moved[:, 0] - moved[:, 1] - moved[:, 2])
    return sexes + [float(one) for parent, rows in axes.children.items() for one in moved[parent] - moved[rows].sum(axis=0)]


WOMEN = {"0180": (3.0, 40.0), "0181": (20.0, 90.0), "0182": (30.0, 95.0), "0280": (50.0, 99.0)}
MEN = {"0180": (9.0, 40.0), "0181": (21.0, 90.0), "0182": (31.0, 95.0), "0280": (51.0, 99.0)}


@pytest.mark.parametrize("amount", [2.0, -3.0])
def test_a_change_keeps_every_sum_and_takes_four_cells(amount: float):
    """Two places and two of their sexes: fewer can't do it where both sums are shown."""
    part, axes = cut(WOMEN, MEN)
    change = find(part, axes, "0180", "women", amount)
    assert change is not None
    assert not any(gaps(part, axes, change))
    assert change[axes.areas.index("0180"), SEXES.index("women")] == amount
    assert len(change) == 4
    assert {axes.areas[area][:2] for area, _ in change} == {"01"}


def test_nobody_falls_below_none():
    """0180 has nine men: they can't fall by ten, so the total must rise instead; and no count can fall by more than it is."""
    part, axes = cut(WOMEN, MEN)
    change = find(part, axes, "0180", "women", 10.0)
    assert change is not None
    assert all(part.value[cell] + by >= 0 for cell, by in change.items())
    assert change[axes.areas.index("0180"), 0] == 10
    assert find(part, axes, "0180", "women", -4.0) is None


def test_what_no_single_neighbour_can_take_is_shared():
    """Forty more here are twenty less there and twenty less in the third."""
    part, axes = cut({"0180": (1.0, 99.0), "0181": (30.0, 90.0), "0182": (30.0, 95.0)})
    change = find(part, axes, "0180", "women", 40.0)
    assert change is not None
    assert not any(gaps(part, axes, change))
    assert {axes.areas[area] for area, _ in change} == {"0180", "0181", "0182"}


def test_hidden_cells_are_used_first():
    """The third place costs less when it is hidden anyway, though the second comes first."""
    part, axes = cut(WOMEN, MEN)
    price = [1.0] * part.value.size + [0.0]
    for sex in range(3):
        price[axes.areas.index("0182") * 3 + sex] = 0.0
    change = find(part, axes, "0180", "women", 2.0, price=price)
    assert change is not None
    assert {axes.areas[area] for area, _ in change} == {"0180", "0182"}


def test_cells_that_may_not_change_are_left_alone():
    """An infinite price closes a cell; with every neighbour closed there is no way."""
    part, axes = cut(WOMEN, MEN)
    price = [1.0] * part.value.size + [0.0]
    for area in ("0181", "0182"):
        price[axes.areas.index(area) * 3] = price[axes.areas.index(area) * 3 + 1] = float("inf")
    assert find(part, axes, "0180", "women", 2.0, price=price) is None


def test_a_region_with_one_municipality_needs_the_whole_tree():
    """Gotland's only municipality is the region itself: nothing under it can give way, but another region can."""
    women = {"0980": (3.0, 40.0), "0180": (20.0, 90.0), "0181": (30.0, 95.0)}
    men = {"0980": (30.0, 40.0), "0180": (21.0, 90.0), "0181": (31.0, 95.0)}
    part, axes = cut(women, men)
    cell = (axes.areas.index("0980"), 1)
    assert find(part, axes, "0980", "women", 2.0) is None
    change = cheapest(part, cell, 2.0, hidden=np.zeros(part.value.shape, dtype=bool), cost=np.ones(part.value.shape))
    assert change is not None
    assert not any(gaps(part, axes, change))
    assert (axes.areas.index("09"), 1) in change


def test_two_small_counts_share_what_is_hidden_besides():
    """Two and three women: with one more place for both of them six cells go, and not eight."""
    women = WOMEN | {"0181": (2.0, 90.0)}
    part, _ = cut(women, MEN)
    small = (part.value >= 1) & (part.value <= 4)
    demands = [((int(area), int(sex)), by) for area, sex in zip(*np.nonzero(small), strict=True) for by in (2.0, -2.0)]
    hidden, lost = make_plan(part, demands, small, np.ones(part.value.shape))
    assert len(demands) == 4
    assert not lost
    assert hidden.sum() <= 6


def test_a_demand_without_a_way_is_told():
    """A count of three can't fall by four anywhere: the level above has to be closed."""
    part, axes = cut(WOMEN, MEN)
    demand = ((axes.areas.index("0180"), 1), -4.0)
    hidden, lost = make_plan(part, [demand], np.zeros(part.value.shape, dtype=bool), np.ones(part.value.shape))
    assert lost == [demand]
    assert not hidden.any()


def test_a_denominator_changes_with_those_who_are_part_of_it_where_all_are():
    """Everybody in the region counts: nobody can leave the denominator without leaving the numerator."""
    everybody = {area: (n, n) for area, (_, n) in WOMEN.items()} | {"0180": (7.0, 7.0), "0280": (50.0, 99.0)}
    part, axes = cut(everybody, everybody, kind=1)
    assert not part.down[axes.areas.index("0181")].any()
    assert find(part, axes, "0180", "women", 3.0) is None
    assert part.together is not None
    change = find(part.together, axes, "0180", "women", 3.0)
    assert change is not None
    assert not any(gaps(part, axes, change))
    hidden, lost = make_plan(part, [((axes.areas.index("0180"), 1), 3.0)], part.value < 10, np.ones(part.value.shape))
    assert not lost
    assert 4 <= hidden.sum() <= 6


def test_a_shared_denominator_bounds_the_numerator():
    """Where another table shows the forty, the three can rise by thirty-seven and the others fall to none."""
    tables = {
        name: make_table(sum_up({(area, YEAR, "total"): (x + place, n) for area, (x, n) in WOMEN.items()}), name)
        for place, name in enumerate(("one", "two"))
    }
    axes = make_axes(tables.values())
    grids = [fill_sums(make_grid(table, axes), axes) for table in tables.values()]
    reasons = [find_reasons(grid.numerator, grid.denominator, grid.table) for grid in grids]
    layers = make_layers(grids, reasons)
    place = axes.areas.index("0180"), 0, 0
    rooms = {(layer.grids, layer.value[place]): (layer.down[place], layer.up[place]) for layer in layers}
    assert rooms == {((0,), 3.0): (3.0, 37.0), ((1,), 4.0): (4.0, 36.0), ((0, 1), 40.0): (36.0, np.inf)}
    alone = make_layers(grids[:1], reasons[:1])
    assert [(layer.down[place], layer.up[place]) for layer in alone] == [(3.0, np.inf), (37.0, np.inf)]
