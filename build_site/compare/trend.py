"""Change over time: whether the recent trend is more than chance, and what a series usually swings between.

`recent` is for short yearly series with intervals, `process_limits` and the signals for long ones of months or quarters.
Periods are equally long and share no time: never give them rolling means, whose neighbours are alike by construction.

Sources: Fingertips' recent trend (TrendMarkerCalculator in FingertipsNext and fingertips-open, test values reproduced); Armitage
1955 (doi:10.2307/3001775); XmR limits and signals as NHS Making Data Count uses them (NHSRplotthedots, test values reproduced).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from build_site.model.comparison import Trend
from build_site.model.counts import on_all_cores

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]
Words = npt.NDArray[np.object_]

POINTS = 5
"""Periods that a recent trend is made of."""
SURE = 9.54953570608324
"""Chi-square of one degree of freedom at 99.8 %: the slope must be this far from none."""
WIDTH = 3.92
"""Standard errors from the lower to the upper 95 % limit, rounded as Fingertips rounds it."""
BLOCK = 1 << 12
"""Series that are worked on at a time: few enough to stay in the processor's cache."""
WORDS: tuple[Trend, ...] = ("no_change", "increasing", "decreasing", "not_assessed")

FIRST, SECOND = np.triu_indices(POINTS, 1)
KEPT = np.column_stack([np.ones(len(FIRST)), *(~np.isin(FIRST, out) & ~np.isin(SECOND, out) for out in range(POINTS))])
"""Which pairs of points make the slope of all five (first column), and of the five without one of them."""

LIMIT = 2.66
"""Mean moving ranges from the mean to a process limit: 3 / 1.128."""
NEAR = LIMIT * 2 / 3
"""Mean moving ranges to where a point is close to its limit."""
OUTLYING = 3.267
"""Mean moving ranges from which one range is an outlier, left out of the mean."""
RUN = 7
"""Points in a row that are a signal: on one side of the mean, or all rising or all falling."""


class ProcessLimits(NamedTuple):
    """What a series swings round, and the limits of its ordinary swing: arrays of one value a series."""

    mean: Floats
    lower: Floats
    upper: Floats


def recent(values: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Trend | Words:
    """Return whether the five most recent values of a series rise or fall by more than chance: a word, or one a row if 2-D.

    A line is fitted with weights 1/se², se = (upper - lower) / 3.92 from 95 % limits. `increasing` or `decreasing` when its
    chi-square is above SURE and the slope has the same sign without any one of the five; else `no_change`, which says that no
    trend is seen, not that there is none. `not_assessed` with fewer than five values, or where one of those five has no limits
    or limits without width. Periods without a value are passed over, and the line keeps the time between those that are left.
    ValueError where a lower limit is above its upper one. Better or worse is for the caller, who knows the polarity.
    """
    number, low, high = (np.asarray(given, dtype=float) for given in (values, lower, upper))
    if not number.shape == low.shape == high.shape or number.ndim not in {1, 2}:
        raise ValueError("values, lower and upper must be of one shape: a series, or series down and periods across")
    if np.any(low > high):
        raise ValueError("lower must not be above upper")
    rows = [np.atleast_2d(given) for given in (number, low, high)]
    starts = range(0, max(len(rows[0]), 1), BLOCK)
    codes = np.concatenate(on_all_cores(lambda start: _codes(*(given[start : start + BLOCK] for given in rows)), starts))
    words: Words = np.array(WORDS, dtype=object)[codes]
    return WORDS[codes[0]] if number.ndim == 1 else words


def _codes(values: Floats, lower: Floats, upper: Floats) -> npt.NDArray[np.intp]:
    """Return the place in WORDS of each series."""
    codes = np.full(len(values), WORDS.index("not_assessed"))
    known = np.isfinite(values)
    time = np.argsort(known, axis=1, kind="stable")[:, -POINTS:]  # the known periods come last, in their order
    points, low, high = (np.take_along_axis(given, time, axis=1) for given in (values, lower, upper))
    error = (high - low) / WIDTH
    usable = (known.sum(axis=1) >= POINTS) & np.all(np.isfinite(error) & (error > 0), axis=1)
    if usable.any():
        sums, chi_square = _slopes(time[usable].astype(float), points[usable], error[usable])
        sure = chi_square > SURE
        rising, falling = sure & np.all(sums > 0, axis=1), sure & np.all(sums < 0, axis=1)
        codes[usable] = np.where(rising, WORDS.index("increasing"), np.where(falling, WORDS.index("decreasing"), 0))
    return codes


def _slopes(time: Floats, values: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Return a number with the sign of the slope for all five points and without each of them, and the chi-square of all five.

    The slope is the mean of the slopes between all pairs, weighted w·w'·(t - t')². Written so, equal values give exactly 0,
    where the usual sums leave a rounding error with a sign. The weights are scaled by the smallest error: they cannot overflow.
    """
    smallest = error.min(axis=1, keepdims=True)
    weight = (smallest / error) ** 2
    both = weight[:, FIRST] * weight[:, SECOND]
    apart = time[:, SECOND] - time[:, FIRST]
    sums = (both * apart * (values[:, SECOND] - values[:, FIRST])) @ KEPT
    spread = (both * apart**2).sum(axis=1)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        chi_square = (sums[:, 0] / smallest[:, 0]) ** 2 / (spread * weight.sum(axis=1))
    return sums, chi_square


def cochran_armitage(events: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Return the chi-square (1 df) for a trend of proportions events / n over the last axis, equally spaced.

    N(NΣxt - RΣnt)² / (R(N - R)(NΣnt² - (Σnt)²)), N = Σn, R = Σx. NaN where a count is unknown, nothing or everything is an
    event, or fewer than two periods have people. ValueError for negative counts or more events than people.
    """
    x, size = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if x.shape != size.shape or x.ndim == 0:
        raise ValueError("events and n must be series of the same shape")
    if np.any(x < 0) or np.any(x > size) or np.any(np.isinf(size)):
        raise ValueError("events must be from 0 to n, and n finite")
    time = np.arange(x.shape[-1]) - (x.shape[-1] - 1) / 2
    everyone, happened = size.sum(axis=-1), x.sum(axis=-1)
    at = (size * time).sum(axis=-1)
    moved = everyone * (x * time).sum(axis=-1) - happened * at
    spread = everyone * (size * time**2).sum(axis=-1) - at**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(everyone * moved**2 / (happened * (everyone - happened) * spread))[()]


def process_limits(values: npt.ArrayLike, *, screen: bool = True) -> ProcessLimits:
    """Return the mean of each series (last axis) and the limits of its ordinary swing, mean ± 2.66 mean moving ranges (XmR).

    With `screen`, moving ranges from 3.267 times their mean are left out once, so that one leap does not hide the next. A period
    without a value is left out, with the ranges on both its sides. Two neighbouring values give limits, but they mean little
    below a dozen: yearly series are for `recent`. NaN without a moving range.
    """
    number = np.asarray(values, dtype=float)
    if number.ndim == 0 or np.any(np.isinf(number)):
        raise ValueError("values must be a series of finite numbers")
    ranges = np.abs(np.diff(number, axis=-1))
    typical = _mean(ranges)
    if screen:
        leap = (ranges >= OUTLYING * typical[..., np.newaxis]) & (ranges > 0)  # a flat series has no leaps
        typical = _mean(np.where(leap, np.nan, ranges))
    middle = _mean(number)
    return ProcessLimits(middle[()], (middle - LIMIT * typical)[()], (middle + LIMIT * typical)[()])


def _mean(numbers: Floats) -> Floats:
    """Return the mean of what is known along the last axis; NaN where nothing is."""
    known = ~np.isnan(numbers)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, numbers, 0.0).sum(axis=-1) / known.sum(axis=-1))


def one_side(side: npt.ArrayLike) -> Bools:
    """Return which points end a run of at least seven on one side: `side` is -1, 0 or 1 a point, below, on or above the mean."""
    sign = np.sign(np.asarray(side, dtype=float))
    return np.asarray(np.abs(_sums(sign, RUN)) == RUN)


def one_direction(values: npt.ArrayLike) -> Signs:
    """Return 1 for the points that end a run of at least seven rising values, -1 for falling, else 0."""
    step = np.sign(np.diff(np.asarray(values, dtype=float), axis=-1, prepend=np.nan))
    steps = _sums(step, RUN - 1)
    return np.asarray((steps == RUN - 1).astype(np.int8) - (steps == 1 - RUN).astype(np.int8))


def whole_run(ends: npt.ArrayLike) -> Bools:
    """Return which points are part of a run of seven, given (not 0) where runs end: what a chart colours."""
    return _spread(np.asarray(ends) != 0, RUN)


def close_to_limit(near: npt.ArrayLike, side: npt.ArrayLike) -> Bools:
    """Return which points are in three in a row on one side of the mean of which two or more are `near` a limit.

    Near is beyond NEAR mean moving ranges from the mean: two thirds of the way to the limit.
    """
    beyond = _sums((np.asarray(near) != 0).astype(float), 3)
    alike = np.abs(_sums(np.sign(np.asarray(side, dtype=float)), 3))
    return _spread((beyond >= 2) & (alike == 3), 3)  # noqa: PLR2004  (two of three)


def _sums(numbers: Floats, length: int) -> Floats:
    """Return the sum of each point and the ones before it, so many in all; NaN where there are not so many."""
    found = np.full(numbers.shape, np.nan)
    if numbers.shape[-1] >= length:
        found[..., length - 1 :] = np.lib.stride_tricks.sliding_window_view(numbers, length, axis=-1).sum(axis=-1)
    return found


def _spread(ends: Bools, length: int) -> Bools:
    """Return which points are an end, or among so many that lead up to one."""
    found = ends.copy()
    for back in range(1, min(length, ends.shape[-1])):
        found[..., :-back] |= ends[..., back:]
    return found
