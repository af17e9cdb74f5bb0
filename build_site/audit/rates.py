"""What a shown value or its limits say of counts that are not shown."""

import numpy as np
from scipy.special import betaincinv, gammaincinv

from build_site.audit.counts import Numbers, Places, Published
from build_site.audit.rows import Column, Rows

Z = 1.959963984540054
"""The quantile of 95 percent limits."""
TAIL = 0.025
HOLDS = 0.9
LOOSE = 1e-9
"""Rounding in the last bit of a number that was never rounded on purpose."""
LARGEST = 5_000
"""Denominators that are tried against limits; beyond it they are close to a formula and tell of many."""


def decimals_of(*numbers: Numbers) -> int:
    """Return how many decimals the numbers are written with: the most of any."""
    shown = np.concatenate([one[~np.isnan(one)] for one in numbers])
    return max((len(repr(float(one)).partition(".")[2].rstrip("0")) for one in shown), default=0)


def add_rates(rows: Rows, one: Published, x: Column, n: Column) -> None:
    """Add value = factor x numerator / denominator, as exactly as the value is written, where a count is not shown."""
    value = one.value.ravel()
    cells = np.flatnonzero(~np.isnan(value) & x.there & n.there & (np.isnan(x.values) | np.isnan(n.values)))
    if one.factor is None or not len(cells):
        return
    half = 0.5 * 10.0 ** -decimals_of(value)
    both = ~np.isnan(value) & ~np.isnan(x.values) & (n.values > 0)
    off = np.abs(one.factor * x.values[both] / n.values[both] - value[both])
    if both.any() and float((off <= half + LOOSE * (1 + np.abs(value[both]))).mean()) < HOLDS:
        return
    shown = value[cells]
    slack = half + LOOSE * (1 + np.abs(shown))
    rows.add([(x, cells, one.factor), (n, cells, -(shown + slack))], -np.inf, 0.0)
    rows.add([(x, cells, one.factor), (n, cells, -(shown - slack))], 0.0, np.inf)


def add_limits(rows: Rows, one: Published, x: Column, n: Column) -> None:
    """Add the counts that give just these limits around just this value, where neither count is shown."""
    numbers = np.stack([one.value.ravel(), one.lower.ravel(), one.upper.ravel()])
    bare = np.isnan(x.values) & np.isnan(n.values) & x.there
    cells = np.flatnonzero(bare & ~np.isnan(numbers).any(axis=0))
    if one.factor is None or not len(cells):
        return
    found = [counts_behind(value, low, high, one.factor) for value, low, high in numbers[:, cells].T.tolist()]
    seats: Places = cells[[bounds is not None for bounds in found]]
    bounds = np.array([bounds for bounds in found if bounds is not None], dtype=float).reshape(-1, 4)
    rows.add([(x, seats, 1.0)], bounds[:, 0], bounds[:, 1])
    rows.add([(n, seats, 1.0)], bounds[:, 2], bounds[:, 3])


def counts_behind(value: float, lower: float, upper: float, factor: float) -> tuple[float, float, float, float] | None:
    """Return the least and most numerator, and denominator, that give a value and its 95 percent limits as they are written.

    Tried are Wilson's limits and the exact ones of a share, Byar's and the exact ones of a number of events. None if none fit.
    """
    half = 0.5 * 10.0 ** -decimals_of(np.array([value, lower, upper]))
    slack = half / factor + LOOSE
    share, bottom, top = value / factor, lower / factor, upper / factor
    count = np.arange(1, LARGEST + 1, dtype=float)
    among = np.round(share * count)
    candidates: list[tuple[Numbers, ...]] = [(among, count, *limits(among, count)) for limits in (wilson, exact_share)]
    if share > 0:
        people = count / share
        candidates += [(count, people, *(limit / people for limit in limits(count))) for limits in (byar, exact_events)]
    fits = [
        (x[fit], n[fit])
        for x, n, low, high in candidates
        for fit in [(np.abs(x / n - share) <= slack) & (np.abs(low - bottom) <= slack) & (np.abs(high - top) <= slack)]
        if fit.any()
    ]
    if not fits:
        return None
    x, n = (np.concatenate([fit[place] for fit in fits]) for place in (0, 1))
    return float(x.min()), float(x.max()), float(np.floor(n.min() * (1 - slack))), float(np.ceil(n.max() * (1 + slack)))


def wilson(x: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """Return Wilson's limits of x of n."""
    share = x / n
    middle = share + Z * Z / (2 * n)
    reach = Z * np.sqrt(share * (1 - share) / n + (Z / (2 * n)) ** 2)
    whole = 1 + Z * Z / n
    return (middle - reach) / whole, (middle + reach) / whole


def exact_share(x: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """Return Clopper's and Pearson's limits of x of n."""
    low = np.where(x > 0, betaincinv(np.maximum(x, 1), n - x + 1, TAIL), 0.0)
    high = np.where(x < n, betaincinv(x + 1, np.maximum(n - x, 1), 1 - TAIL), 1.0)
    return low, high


def byar(x: Numbers) -> tuple[Numbers, Numbers]:
    """Return Byar's limits of a number of events."""
    more = x + 1
    low = x * (1 - 1 / (9 * x) - Z / (3 * np.sqrt(x))) ** 3
    return low, more * (1 - 1 / (9 * more) + Z / (3 * np.sqrt(more))) ** 3


def exact_events(x: Numbers) -> tuple[Numbers, Numbers]:
    """Return the exact Poisson limits of a number of events."""
    return np.asarray(gammaincinv(x, TAIL)), np.asarray(gammaincinv(x + 1, 1 - TAIL))
