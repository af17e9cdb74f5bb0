"""Quantile classes: fifths or quarters of the areas, and where one class ends and the next begins.

Source: phe_quantile of PHEindicatormethods 2.1.0 (all published classes reproduced); class bounds as Fingertips has them, by
linear interpolation (type 7). A class tells a place in an order and nothing of size: four nearly equal areas fall in four
quarters. Never let a class alone decide a colour of better and worse (design: a rank is no verdict).
"""

import numpy as np
import numpy.typing as npt

from build_site.compare.rank import competition

Floats = npt.NDArray[np.float64]


def classes(values: npt.ArrayLike, q: int, *, invert: bool = False) -> Floats:
    """Return the class of each value, 1 (the lowest values) to q; with `invert` class 1 holds the highest.

    floor(q + 1 - ceil((N + 1 - r) / (N / q))), r the competition rank from the lowest: equal values share a class. Classes are
    whole floats, so that NaN can stand where a value is unknown; all are NaN when fewer than q values are known, for then some
    class would be empty. A 2-D array is a set of columns, areas down. ValueError unless q is a whole number from 2.
    """
    numbers = np.asarray(values, dtype=float)
    _check(q)
    ranks = competition(numbers if invert else -numbers)
    known = np.isfinite(numbers).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        from_top = np.ceil((known + 1 - ranks) * q / known)  # one division: whole results come out whole
    return np.where(known >= q, q + 1 - from_top, np.nan)


def bounds(values: npt.ArrayLike, q: int) -> Floats:
    """Return the q + 1 class bounds of one series, its lowest and highest value included; NaN values are left out."""
    numbers = np.asarray(values, dtype=float)
    _check(q)
    known = numbers[np.isfinite(numbers)]
    return np.quantile(known, np.linspace(0, 1, q + 1)) if known.size else np.full(q + 1, np.nan)


def _check(q: int) -> None:
    if q != int(q) or q < 2:  # noqa: PLR2004  (one class is no division)
        raise ValueError("q must be a whole number of classes, at least 2")
