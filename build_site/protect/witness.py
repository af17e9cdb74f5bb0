"""Another table that a stranger can't tell from the true one, where no way round under one whole is enough.

The cheapest such table over the whole tree by linear programming (witness suppression, after Fischetti and Salazar). Hiding
every cell in which the two differ is enough, and hiding more later keeps it so: the other table agrees with all that is shown.
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack

from build_site.protect.equations import SIGNS, Family, Slice
from build_site.protect.grid import SLACK
from build_site.protect.network import LIGHT, Cell, Change
from build_site.protect.rules import WHOLE, Flags, Numbers

MOST_NODES = 1000
"""Branches tried for whole numbers; not found in so many counts as not found, and the level is hidden. Not seconds: the same
data must give the same site on a slow machine."""


def cheapest(part: Slice, cell: Cell, amount: float, *, hidden: Flags, cost: Numbers) -> Change | None:
    """Return the cheapest change of a cell by `amount`, in whole numbers and over the whole tree, or None when there is none."""
    free = part.known & ~part.broken
    places: list[Cell] = list(zip(*(one.tolist() for one in np.nonzero(free)), strict=True))
    index = {place: number for number, place in enumerate(places)}
    if cell not in index:
        return None
    sums, rests = _sums(part, index)
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
    return {place: float(change[number]) for place, number in index.items() if abs(change[number]) > WHOLE}


def _sums(part: Slice, index: dict[Cell, int]) -> tuple[csr_array, list[tuple[Family, int]]]:
    """Return the sums as rows over the cells and the rests, and which rests there are."""
    families = list(part.families.values())
    rests = [(family, int(sex)) for family in families if family.has_rest for sex in np.flatnonzero(family.bound)]
    rest_at = {(family.parent, sex): len(index) + number for number, (family, sex) in enumerate(rests)}
    entries: list[tuple[int, int, float]] = []
    row = 0
    for area in np.flatnonzero(part.sex_bound & ~part.sex_broken):
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
    lines, columns, signs = ([entry[place] for entry in entries] for place in range(3))
    matrix = coo_array((np.array(signs, dtype=float), (lines, columns)), shape=(row, len(index) + len(rests)))
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
