"""Funnel plots: how far chance alone would carry an area of its size, and which areas lie outside. Arrays in, arrays out.

Sources: Spiegelhalter 2005 (doi:10.1002/sim.1970) for the funnel and for over-dispersion; the limits of proportions as
PHEindicatormethods 2.1.0 computes them (the normal ones, clipped, though it calls them Wilson); the limits of ratios and the
over-dispersion as FunnelPlotR computes them at an expected count. PHE draws its ratio limits over the *observed* count instead:
x / exact limits of x, which is another curve. Classes of ratios are PHE's: the Poisson limits of what was observed.
"""

import numpy as np
import numpy.typing as npt

from build_site.model.counts import Array, Limits, columns, exact, in_blocks, normal_quantile, poisson, shares

Classes = npt.NDArray[np.object_]

CLASSES = ("low_998", "low_95", "within", "high_95", "high_998")
NO_CLASS = ""
"""Where a number is unknown or the denominator empty: never `within`."""
INNER, OUTER = 0.95, 0.998
"""Levels of the two pairs of limits: 0.025 and 0.001 in each tail."""
TRIM = 0.1
"""Share of the z-scores drawn in at each end, so that the outliers sought do not widen the limits they are judged by."""


def proportion_limits(n: npt.ArrayLike, p0: npt.ArrayLike, *, level: float) -> Limits:
    """Return p0 ± z·sqrt(p0(1 - p0)/n), kept within 0 to 1; NaN where n is 0."""
    given = _round(n=n, p0=p0)
    z = normal_quantile(level)

    def limits(size: Array, centre: Array) -> Limits:
        with np.errstate(divide="ignore", invalid="ignore"):
            half = np.where(size > 0, z * np.sqrt(centre * (1 - centre) / size), np.nan)
        return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)

    lower, upper = in_blocks(limits, *given)
    return lower, upper


def ratio_limits(expected: npt.ArrayLike, *, level: float) -> Limits:
    """Return the limits of observed / expected at an expected count: exact Poisson limits of it, divided by it. NaN at 0."""
    (given,) = columns(expected=expected)

    def limits(count: Array) -> Limits:
        lower, upper = exact(count, level=level)
        with np.errstate(divide="ignore", invalid="ignore"):
            return lower / count, np.where(count > 0, upper / count, np.nan)

    lower, upper = in_blocks(limits, given)
    return lower, upper


def classify_proportions(events: npt.ArrayLike, n: npt.ArrayLike, *, p0: npt.ArrayLike | None = None) -> Classes:
    """Return the class of each events / n against the limits round p0; what lies on a limit is within it.

    Without p0 the last axis is one funnel and its middle is all events / all n, of the units where both are known.
    """
    x, size = shares(events=events, n=n)
    given = _round(events=x, n=size, p0=_pooled(x, size) if p0 is None else p0)

    def classes(x: Array, size: Array, centre: Array) -> tuple[Classes]:
        inner, outer = (proportion_limits(size, centre, level=level) for level in (INNER, OUTER))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = x / size
        steps = [share > inner[1], share > outer[1]], [share < inner[0], share < outer[0]]
        return (_named(*steps, known=~np.isnan(share + inner[0])),)

    return in_blocks(classes, *given)[0]


def classify_ratios(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Classes:
    """Return the class of each observed / expected: high where the expected count lies below the Poisson limits of the observed.

    Rates are classified by the events that the reference rate would give: expected = rate / per · population.
    """
    given = columns(observed=observed, expected=expected)

    def classes(count: Array, reference: Array) -> tuple[Classes]:
        inner, outer = (poisson(count, level=level) for level in (INNER, OUTER))
        steps = [reference < inner[0], reference < outer[0]], [reference > inner[1], reference > outer[1]]
        return (_named(*steps, known=~np.isnan(count) & (reference > 0)),)

    return in_blocks(classes, *given)[0]


def proportion_scores(events: npt.ArrayLike, n: npt.ArrayLike, *, p0: npt.ArrayLike | None = None) -> tuple[Array, Array]:
    """Return (z, s) for `overdispersion`: how far asin(sqrt(p)) lies from p0's, in standard errors s = 1/(2·sqrt(n))."""
    x, size = shares(events=events, n=n)
    x, size, centre = _round(events=x, n=size, p0=_pooled(x, size) if p0 is None else p0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = _standard_error(size)
        return np.asarray((np.arcsin(np.sqrt(x / size)) - np.arcsin(np.sqrt(centre))) / error), error


def ratio_scores(observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[Array, Array]:
    """Return (z, s) for `overdispersion`: how far sqrt(observed / expected) lies from 1, in steps s = 1/(2·sqrt(expected))."""
    count, reference = columns(observed=observed, expected=expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = _standard_error(reference)
        return np.asarray((np.sqrt(count / reference) - 1) / error), error


def overdispersion(z: npt.ArrayLike, *, s: npt.ArrayLike | None = None) -> tuple[Array, Array]:
    """Return (phi, tau²): how many times chance the units of the last axis vary, and the variance between them beyond chance.

    The z-scores, untrimmed, are drawn in to their 10th and 90th percentile (type 7); phi is the mean of their squares.
    tau² = (k·phi - (k - 1)) / (Σw - Σw²/Σw), w = 1/s², and 0 where that is negative (DerSimonian and Laird): it is on the
    scale of s, the standard errors on the transformed scale. Without s every unit has s = 1 and tau² is in squared standard
    errors. NaN units are left out; phi needs one unit, tau² two, else NaN.
    """
    scores, errors = np.broadcast_arrays(np.asarray(z, dtype=float), np.asarray(1.0 if s is None else s, dtype=float))
    if scores.ndim == 0 or np.any(np.isinf(scores)) or np.any(np.isinf(errors)) or np.any(errors <= 0):
        raise ValueError("z must be a series of finite scores, and s finite standard errors above 0")
    known = ~np.isnan(scores + errors)
    units = known.sum(axis=-1)
    squares = _drawn_in(np.where(known, scores, np.nan)) ** 2
    weight = np.where(known, errors, np.inf) ** -2.0
    total = weight.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = np.where(known, squares, 0.0).sum(axis=-1) / units
        excess = np.maximum(units * phi - (units - 1), 0.0)
        tau_squared = excess / (total - (weight**2).sum(axis=-1) / total)
    return phi, np.where(units > 1, tau_squared, np.nan)[()]


def adjusted_limits(centre: npt.ArrayLike, s: npt.ArrayLike, tau_squared: npt.ArrayLike, *, level: float) -> Limits:
    """Return centre ± z·sqrt(s² + tau²): limits on the transformed scale, wider by the variance between units."""
    error, extra = columns(s=s, tau_squared=tau_squared)
    half = normal_quantile(level) * np.sqrt(error**2 + extra)
    return np.asarray(np.asarray(centre) - half), np.asarray(np.asarray(centre) + half)


def adjusted_proportion_limits(n: npt.ArrayLike, p0: npt.ArrayLike, tau_squared: npt.ArrayLike, *, level: float) -> Limits:
    """Return the limits of proportions, with tau² from `overdispersion` of `proportion_scores`; NaN where n is 0."""
    size, centre = _round(n=n, p0=p0)
    lower, upper = adjusted_limits(np.arcsin(np.sqrt(centre)), _standard_error(size), tau_squared, level=level)
    return np.sin(np.maximum(lower, 0.0)) ** 2, np.sin(np.minimum(upper, np.pi / 2)) ** 2


def adjusted_ratio_limits(expected: npt.ArrayLike, tau_squared: npt.ArrayLike, *, level: float) -> Limits:
    """Return the limits of ratios, with tau² from `overdispersion` of `ratio_scores`; NaN where nothing is expected.

    Squared back to ratios, unlike FunnelPlotR, which draws the limits of the square root as if they were the ratio's.
    """
    (count,) = columns(expected=expected)
    lower, upper = adjusted_limits(1.0, _standard_error(count), tau_squared, level=level)
    return np.maximum(lower, 0.0) ** 2, upper**2


def _round(**given: npt.ArrayLike) -> list[Array]:
    """Return columns(...) of which the last is p0; ValueError when it is no proportion."""
    found = columns(**given)
    if np.any(found[-1] > 1):
        raise ValueError("p0 must be between 0 and 1")
    return found


def _pooled(x: Array, size: Array) -> Array:
    """Return all events / all n along the last axis, which stays with length 1; NaN where nothing is known."""
    known = ~np.isnan(x + size)
    axis = -1 if x.ndim else None
    with np.errstate(invalid="ignore"):
        return np.asarray(x.sum(axis=axis, keepdims=True, where=known) / size.sum(axis=axis, keepdims=True, where=known))


def _standard_error(size: Array) -> Array:
    """Return 1/(2·sqrt(size)), what asin(sqrt(p)) and sqrt(observed / expected) have; NaN at 0."""
    with np.errstate(divide="ignore"):
        return np.where(size > 0, 1 / (2 * np.sqrt(size)), np.nan)


def _named(above: list[npt.NDArray[np.bool_]], below: list[npt.NDArray[np.bool_]], *, known: npt.NDArray[np.bool_]) -> Classes:
    """Return the class of each: a step up for each upper limit passed, a step down for each lower one."""
    up = np.add(*above, dtype=np.intp) - np.add(*below, dtype=np.intp)
    names = np.array([*CLASSES, NO_CLASS], dtype=object)
    return np.asarray(names[np.where(known, up + CLASSES.index("within"), len(CLASSES))])


def _drawn_in(scores: Array) -> Array:
    """Return the scores of the last axis drawn in to their TRIM and 1 - TRIM quantiles (type 7), which leave NaN out.

    Not numpy.nanquantile: it goes through the rows one by one.
    """
    if scores.shape[-1] == 0:
        return scores
    ordered = np.sort(scores, axis=-1)  # NaN last
    last = np.maximum((~np.isnan(scores)).sum(axis=-1, keepdims=True) - 1, 0)
    bounds = [_quantile(ordered, last, share) for share in (TRIM, 1 - TRIM)]
    return np.clip(scores, *bounds)


def _quantile(ordered: Array, last: npt.NDArray[np.intp], share: float) -> Array:
    """Return the quantile of each row, sorted and known up to place `last`, straight between its two neighbours."""
    place = share * last
    below = np.floor(place).astype(np.intp)
    low = np.take_along_axis(ordered, below, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=-1)
    return np.asarray(low + (place - below) * (high - low))
