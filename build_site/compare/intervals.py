"""How sure a figure is: confidence intervals of proportions, counts, rates, means and differences. Arrays in, arrays out.

Every function takes numbers or arrays that broadcast and gives float arrays; proportions are 0 to 1. NaN where there is no
answer (an unknown count, an empty denominator); ValueError for what can't be, such as more events than people.

Sources: Wilson 1927 (doi:10.1080/01621459.1927.10502953), valid for counts that are not whole too; Newcombe 1998, method 10
(doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I); the limits of a count, see model/counts.py. Checked
against the published test values of PHEindicatormethods 2.1.0 and statsmodels (R's binom).
"""

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from build_site.model.counts import Array, Limits, columns, in_blocks, normal_quantile, poisson, shares, tail

__all__ = ["difference", "mean", "poisson", "rate", "wilson"]

Estimate = tuple[Array, Array, Array]
"""The value, its lower and its upper limit, of one shape."""


def wilson(events: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95) -> Limits:
    """Return Wilson's score limits of the proportion events / n: never outside 0 to 1, exactly 0 or 1 at the ends.

    (2x + z² ± z·sqrt(z² + 4x(1 - x/n))) / (2(n + z²)). The lower root is had from the product of the two, x²/(n(n + z²)), and
    not from the difference, which loses digits when events are rare.
    """
    given = shares(events=events, n=n)
    z = normal_quantile(level)

    def limits(x: Array, size: Array) -> Limits:
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = z * np.sqrt(z * z + 4 * x * (size - x) / size)
            upper = np.minimum((2 * x + z * z + spread) / (2 * (size + z * z)), 1.0)
            lower = np.clip(x / size * (x / (size + z * z)) / upper, 0.0, 1.0)
        upper[(x == size) & (size > 0)] = 1.0
        return lower, upper

    lower, upper = in_blocks(limits, *given)
    return lower, upper


def rate(events: npt.ArrayLike, population: npt.ArrayLike, *, per: float = 100_000, level: float = 0.95) -> Estimate:
    """Return events per `per` of the population with Poisson limits; events may be more than people, as visits are.

    NaN where the population is empty. Where one person can have many events the limits are too narrow (see standardise.direct).
    """
    given = columns(events=events, population=population)
    if not per > 0:
        raise ValueError("per must be above 0, such as 100 000")

    def limits(x: Array, size: Array) -> Estimate:
        lower, upper = poisson(x, level=level)
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(size > 0, per / size, np.nan)
        return x * factor, lower * factor, upper * factor

    value, lower, upper = in_blocks(limits, *given)
    return value, lower, upper


def mean(values: npt.ArrayLike, *, level: float = 0.95) -> Estimate:
    """Return the mean of the last axis with Student's t limits; NaN values are left out, and one value has no limits."""
    found = np.atleast_1d(np.asarray(values, dtype=float))
    outside = tail(level)
    if np.any(np.isinf(found)):
        raise ValueError("values must be finite")
    known = ~np.isnan(found)
    count = known.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.where(known, found, 0.0).sum(axis=-1) / count
        squares = np.where(known, found - middle[..., np.newaxis], 0.0) ** 2
        error = np.sqrt(squares.sum(axis=-1) / (count - 1) / count)  # of one value 0/0: no interval
        half = stdtrit(count - 1, 1 - outside) * error
    return middle, middle - half, middle + half


def difference(
    events_1: npt.ArrayLike, n_1: npt.ArrayLike, events_2: npt.ArrayLike, n_2: npt.ArrayLike, *, level: float = 0.95
) -> Estimate:
    """Return the first proportion minus the second with Newcombe's limits, made of the Wilson limits of each."""
    given = shares(events_1=events_1, n_1=n_1, events_2=events_2, n_2=n_2)

    def limits(x_1: Array, size_1: Array, x_2: Array, size_2: Array) -> Estimate:
        low_1, high_1 = wilson(x_1, size_1, level=level)
        low_2, high_2 = wilson(x_2, size_2, level=level)
        with np.errstate(invalid="ignore"):
            p_1, p_2 = x_1 / size_1, x_2 / size_2
        gap = p_1 - p_2
        return gap, gap - np.hypot(p_1 - low_1, high_2 - p_2), gap + np.hypot(high_1 - p_1, p_2 - low_2)

    value, lower, upper = in_blocks(limits, *given)
    return value, lower, upper
