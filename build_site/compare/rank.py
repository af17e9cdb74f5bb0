"""Rank, and how sure it is: a place in a table is never shown without its span or its band.

Places count from 1 for the highest value: turn the sign of the values (and swap the limits) where lower is better. A 2-D array
is a set of columns, areas down, each ranked on its own.

Sources: rank sets from intervals, Klein, Wright and Wieczorek 2020 (A joint confidence region for an overall ranking of
populations); best and worst of shared places checked against the published ties of csranks (R).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from build_site.model.counts import on_all_cores

SPAN = 5
"""Periods over which the span of ranks is taken."""
BLOCK = 1 << 15
"""Values that are sorted at a time: few enough to stay in the processor's cache."""

Ranks = npt.NDArray[np.float64]


def competition(values: npt.ArrayLike) -> Ranks:
    """Return competition ranks, 1 for the highest; equal values share the best rank and the next is skipped. NaN stays NaN."""
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim == 0:
        raise ValueError("values must be a column: one number has no rank")
    (ranks,) = _by_column(_competition, numbers)
    return ranks


def band(lower: npt.ArrayLike, upper: npt.ArrayLike) -> tuple[Ranks, Ranks]:
    """Return the best and the worst place that each area's interval leaves open, among the areas that have one.

    best = 1 + how many lie wholly above, worst = areas - how many lie wholly below; intervals that touch are not apart. The
    band holds for all areas at once only when the intervals do: widen them to level 1 - 0.05 / areas (Bonferroni) for that.
    NaN where a limit is unknown; ValueError where a lower limit is above its upper one.
    """
    low, high = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if low.shape != high.shape or low.ndim == 0:
        raise ValueError("lower and upper must be columns of the same shape")
    if np.any(low > high):
        raise ValueError("lower must not be above upper")
    best, worst = _by_column(_band, low, high)
    return best, worst


def span(history: npt.ArrayLike) -> tuple[Ranks, Ranks]:
    """Return the best and the worst of the last SPAN ranks, NaN if never ranked.

    `history` holds ranks, periods along the last axis: of one area, or areas down.
    """
    ranks = np.asarray(history, dtype=float)
    if ranks.ndim == 0:
        raise ValueError("history must have its periods along the last axis")
    recent = ranks[..., -SPAN:]
    known = np.isfinite(recent)
    low = np.where(known, recent, np.inf).min(axis=-1, initial=np.inf)
    high = np.where(known, recent, -np.inf).max(axis=-1, initial=-np.inf)
    return np.where(np.isfinite(low), low, np.nan)[()], np.where(np.isfinite(high), high, np.nan)[()]


def _by_column(work: Callable[..., tuple[Ranks, ...]], *given: Ranks) -> tuple[Ranks, ...]:
    """Return work(*columns) in the shape of what was given; `work` gets many columns at a time, each laid as a row."""
    areas = len(given[0])
    flat = [one.reshape(areas, -1) if one.size else one.reshape(areas, 0) for one in given]
    step = max(1, BLOCK // max(areas, 1))
    starts = range(0, max(flat[0].shape[1], 1), step)

    def block(start: int) -> tuple[Ranks, ...]:
        return work(*(np.ascontiguousarray(one[:, start : start + step].T) for one in flat))

    parts = on_all_cores(block, starts)
    return tuple(np.vstack(answer).T.reshape(given[0].shape) for answer in zip(*parts, strict=True))


def _competition(rows: Ranks) -> tuple[Ranks]:
    known = np.isfinite(rows)
    falling = np.where(known, -rows, np.nan)
    order = np.argsort(falling, axis=1)  # NaN comes last
    ordered = np.take_along_axis(falling, order, axis=1)
    places = np.tile(np.arange(1.0, rows.shape[1] + 1), (len(rows), 1))
    places[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 1.0
    ranks = np.empty_like(rows)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=1), axis=1)
    return (np.where(known, ranks, np.nan),)


def _band(low: Ranks, high: Ranks) -> tuple[Ranks, Ranks]:
    """Sort all limits of a row in one list, lower ones first where equal: what has been passed at a limit answers both questions.

    That is K log K for K areas, where comparing every pair is K². An unknown interval reaches from end to end: nobody is wholly
    above or below it, so that it takes no place from the others.
    """
    areas = low.shape[1]
    known = ~(np.isnan(low) | np.isnan(high))
    limits = np.hstack([np.where(known, low, -np.inf), np.where(known, high, np.inf)])
    order = np.argsort(limits, axis=1, kind="stable")
    is_low = order < areas
    lows = np.cumsum(is_low, axis=1)
    passed = np.empty(order.shape)
    np.put_along_axis(passed, order, np.where(is_low, np.arange(1, 2 * areas + 1) - lows, lows), axis=1)
    best = 1 + areas - passed[:, areas:]
    worst = known.sum(axis=1, keepdims=True) - passed[:, :areas]
    return np.where(known, best, np.nan), np.where(known, worst, np.nan)
