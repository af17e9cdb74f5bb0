"""Equality between groups: how far apart they are, and whether the difference follows an order. Arrays in, arrays out.

Groups lie along the last axis; the axes before it are series of their own. `population` broadcasts to `values`. The measures
that ask for an order (`slope_index`, `concentration`) need groups from the worst off to the best off, as fifths by income;
regions have no such order: use `between_group`, `mean_difference` or `disparity` for them.

Missing groups: an order with a gap in it is no order, so the ordered measures are NaN if a value or population is unknown. The
others are taken over the groups that are known; NaN if none is. ValueError for what cannot be (a negative population, an infinite
value; a value below 0 where it must be a share of a sum).

Sources: phe_sii of PHEindicatormethods 2.1.0; WHO's healthequal (R) for the rest, after WHO's Handbook on health inequality
monitoring (2013, ISBN 978-92-4-154863-2); Wagstaff 2005 (doi:10.1002/hec.953); Erreygers 2009
(doi:10.1016/j.jhealeco.2008.02.003).
Point values only: intervals by simulation would need the uncertainty of each group.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, xlogy

from build_site.model.counts import columns

Floats = npt.NDArray[np.float64]

PER_MILLE = 1000
"""Theil's index and the mean log deviation are small: by custom they are shown times a thousand."""


def gap(values: npt.ArrayLike) -> Floats:
    """Return the highest minus the lowest of the known groups, in their own unit."""
    highest, lowest = _ends(values)
    return np.asarray(highest - lowest)[()]


def ratio(values: npt.ArrayLike) -> Floats:
    """Return the highest divided by the lowest of the known groups; NaN when the lowest is 0."""
    highest, lowest = _ends(_positive(values))
    return _quotient(highest, lowest)[()]


def mean_difference(values: npt.ArrayLike, population: npt.ArrayLike, *, reference: npt.ArrayLike | None = None) -> Floats:
    """Return Σw·|y - mean|: how far people's groups are from the mean on average, or from `reference` (one number a series)."""
    y, share = _shares(values, population)
    middle = _mean(y, share) if reference is None else np.asarray(reference, dtype=float)
    return _sum(share * np.abs(y - middle[..., np.newaxis]))[()]


def disparity(values: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Return the index of disparity: the mean difference from the mean, in percent of the mean."""
    y, share = _shares(_positive(values), population)
    middle = _mean(y, share)
    return _quotient(100 * _sum(share * np.abs(y - middle[..., np.newaxis])), middle)[()]


def between_group(values: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Return the variance between groups, Σw(y - mean)², in the unit squared; its root is in the unit."""
    y, share = _shares(values, population)
    return _sum(share * (y - _mean(y, share)[..., np.newaxis]) ** 2)[()]


def theil(values: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Return Theil's index times 1 000, 1000·Σw·r·ln r with r = y / mean: 0 when all groups are equal."""
    relative, share = _relative(values, population)
    return np.maximum(PER_MILLE * _sum(share * _x_log_y(relative, relative)), 0.0)[()]  # rounding may go below


def mean_log_deviation(values: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    """Return the mean log deviation times 1 000, -1000·Σw·ln r with r = y / mean; NaN where a group with people has 0."""
    relative, share = _relative(values, population)
    deviation = -PER_MILLE * _sum(_x_log_y(share, relative))
    return np.where(np.isinf(deviation), np.nan, np.maximum(deviation, 0.0))[()]


def attributable(values: npt.ArrayLike, population: npt.ArrayLike, *, reference: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return how much the mean would change if every group had the `reference` value: in the unit, and in percent of the mean."""
    y, share = _shares(values, population)
    middle = _mean(y, share)
    change = np.asarray(reference, dtype=float) - middle
    return np.asarray(change)[()], _quotient(100 * change, middle)[()]


def slope_index(
    values: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    transform: Literal["log", "logit"] | None = None,
    multiplier: float = 1,
) -> tuple[Floats, Floats]:
    """Return (SII, RII): the difference and the ratio between the two ends of society, on a line through all groups.

    Groups go from the worst off to the best off. Each stands at the middle of its part of the population, from 0 to 1, and a line
    is fitted with the populations as weights. SII = (value at 1 - value at 0)·multiplier; RII = value at 1 / value at 0. So both
    say what the best off have beyond the worst off: above 0 (and 1) in life expectancy, below in disease. With a negative
    multiplier SII turns and RII is inverted: then what the worst off have beyond the best off is above 0 (and 1).

    With a transform the line is fitted to log or logit of the values and its ends transformed back; NaN at values that have none
    (0, or 1 for logit). RII is only meaningful where both ends of the line are above 0; NaN when the one it is divided by is 0.
    """
    if multiplier == 0 or not np.isfinite(multiplier):
        raise ValueError("multiplier must be a number other than 0, such as -1 or 100")
    y, share = _shares(values, population, ordered=True)
    place = np.cumsum(share, axis=-1) - share / 2 - 0.5
    line = _line_scale(y, transform)
    middle = _mean(line, share)
    slope = _quotient(_sum(share * place * (line - middle[..., np.newaxis])), _sum(share * place**2))
    worst_off, best_off = _value_scale(middle - slope / 2, transform), _value_scale(middle + slope / 2, transform)
    above, below = (best_off, worst_off) if multiplier > 0 else (worst_off, best_off)
    return np.asarray((best_off - worst_off) * multiplier)[()], _quotient(above, below)[()]


def concentration(
    values: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    form: Literal["relative", "absolute", "wagstaff", "erreygers"] = "relative",
) -> Floats:
    """Return the concentration index: above 0 when the value is gathered among the best off, below among the worst off.

    relative C = 2/mean·Σw(y - mean)(place - 1/2), from -1 to 1; absolute is mean·C, in the unit. For shares from 0 to 1, where C
    depends on whether one counts the well or the ill: wagstaff C/(1 - mean), erreygers 4·mean·C.
    """
    y, share = _shares(values, population, ordered=True)
    if form in {"wagstaff", "erreygers"} and np.any((y < 0) | (y > 1)):
        raise ValueError(f"values must be from 0 to 1 for the form {form}")
    place = np.cumsum(share, axis=-1) - share / 2 - 0.5
    middle = _mean(y, share)
    absolute = 2 * _sum(share * (y - middle[..., np.newaxis]) * place)
    match form:
        case "relative":
            return _quotient(absolute, middle)[()]
        case "absolute":
            return absolute[()]
        case "wagstaff":
            return _quotient(absolute, middle * (1 - middle))[()]
        case "erreygers":
            return (4 * absolute)[()]
        case _:
            raise ValueError(f"form {form!r} is not one of relative, absolute, wagstaff, erreygers")


def _line_scale(y: Floats, transform: str | None) -> Floats:
    """Return values on the scale where the line is fitted, NaN where they have no place on it."""
    match transform:
        case None:
            return y
        case "log":
            return np.log(_positive(y), where=y > 0, out=np.full(y.shape, np.nan))
        case "logit":
            if np.any((y < 0) | (y > 1)):
                raise ValueError("values must be from 0 to 1 for the transform logit")
            return np.where((y > 0) & (y < 1), logit(y), np.nan)
        case _:
            raise ValueError(f"transform {transform!r} is not one of log, logit, None")


def _value_scale(line: Floats, transform: str | None) -> Floats:
    """Return a point of the line as a value again."""
    match transform:
        case "log":
            return np.exp(line)
        case "logit":
            return np.asarray(expit(line))
        case _:
            return line


def _shares(values: npt.ArrayLike, population: npt.ArrayLike, *, ordered: bool = False) -> tuple[Floats, Floats]:
    """Return the values and each group's part of the population, both 0 if unknown; NaN parts where there is no answer."""
    (n,) = columns(population=population)
    y = _finite(values)
    try:
        y, n = np.broadcast_arrays(y, n)
    except ValueError:
        raise ValueError("values and population do not fit each other") from None
    known = ~np.isnan(y + n)
    if ordered:
        known &= known.all(axis=-1, keepdims=True)
    people = np.where(known, n, 0.0)
    with np.errstate(invalid="ignore"):
        return np.where(known, y, 0.0), people / people.sum(axis=-1, keepdims=True)


def _relative(values: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the values divided by their mean, and the groups' parts of the population."""
    y, share = _shares(_positive(values), population)
    return _quotient(y, _mean(y, share)[..., np.newaxis]), share


def _ends(values: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the highest and the lowest known value of each series."""
    y = _finite(values)
    none = np.isnan(y).all(axis=-1)
    highest = np.fmax.reduce(y, axis=-1, initial=-np.inf)
    lowest = np.fmin.reduce(y, axis=-1, initial=np.inf)
    return np.where(none, np.nan, highest), np.where(none, np.nan, lowest)


def _finite(values: npt.ArrayLike) -> Floats:
    y = np.asarray(values, dtype=float)
    if y.ndim == 0 or np.any(np.isinf(y)):
        raise ValueError("values must be finite, with groups along the last axis")
    return y


def _positive(values: npt.ArrayLike) -> Floats:
    y = np.asarray(values, dtype=float)
    if np.any(y < 0):
        raise ValueError("values must be 0 or more: they are compared as parts of a sum")
    return y


def _x_log_y(x: Floats, y: Floats) -> Floats:
    """Return x·ln y, and 0 where x is."""
    return np.asarray(xlogy(x, y), dtype=float)


def _mean(y: Floats, share: Floats) -> Floats:
    return _sum(share * y)


def _sum(numbers: Floats) -> Floats:
    """Return the sum over the groups; NaN where there are no groups at all."""
    return np.asarray(numbers.sum(axis=-1) if numbers.shape[-1] else np.full(numbers.shape[:-1], np.nan))


def _quotient(above: Floats, below: Floats) -> Floats:
    """Return above / below, NaN where nothing can be divided by 0."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(np.where(below == 0, np.nan, above / below))
