"""An area against the country when there is only a value a year: consistency, never a made-up interval."""

from functools import cache
from math import comb

import numpy as np
import numpy.typing as npt

from build_site.model.comparison import Verdict
from build_site.model.indicator import Better

SHORTEST = 8
"""Years that must differ before a verdict: with fewer, even all on one side is hardly more than chance."""
LONGEST = 10
"""Only the last ten years count: older care says little of today's."""
TIE = 1e-9
"""Differences smaller than this are the rounding of binary numbers, not a difference."""
LEVEL = 0.95
"""A verdict needs a p-value below 1 - LEVEL; the API states the level beside each comparison."""


@cache
def sign_test(wins: int, losses: int) -> float:
    """Return the two-sided p-value of a sign test: the chance of so uneven a count if both sides were as likely.

    Exact binomial with p = 0.5; ties are left out before (Conover, Practical Nonparametric Statistics, section 3.4).
    """
    n = wins + losses
    tail: float = sum(comb(n, k) for k in range(min(wins, losses) + 1)) / 2**n
    return min(1.0, 2 * tail)


def consistency(values: npt.ArrayLike, reference: npt.ArrayLike, *, better: Better) -> Verdict:
    """Return whether an area was on one side of its reference year after year.

    `values` and `reference` are one number a year, oldest first, NaN where unknown, in the same unit. Years where the two
    are equal count neither for nor against, but an equal latest year does not agree. At most the LONGEST last years are
    used. Years are not independent of each other, so the p-value is a yardstick, not a probability; the method page says so.
    """
    own = np.asarray(values, dtype=float)
    other = np.asarray(reference, dtype=float)
    if own.shape != other.shape or own.ndim != 1:
        message = "values and reference must be two series of the same length"
        raise ValueError(message)
    gaps = (own - other)[np.isfinite(own) & np.isfinite(other)][-LONGEST:]
    return judge(gaps, better=better)


def judge(gaps: npt.NDArray[np.float64], *, better: Better) -> Verdict:
    """Return the verdict on differences from the reference, oldest first, none of them NaN."""
    above, below = int((gaps > TIE).sum()), int((gaps < -TIE).sum())
    compared = above + below
    if compared == 0:
        return Verdict("not_assessed", years_compared=0, reason="too_few_years")
    years_better = below if better == "lower" else above
    p_value = sign_test(above, below)
    if compared < SHORTEST:
        return Verdict("not_assessed", years_better, compared, p_value, "too_few_years")
    mostly_above = above > below
    latest_agrees = gaps[-1] > TIE if mostly_above else gaps[-1] < -TIE
    if p_value >= 1 - LEVEL or not latest_agrees:
        return Verdict("similar", years_better, compared, p_value)
    if better == "neither":
        return Verdict("higher" if mostly_above else "lower", years_better, compared, p_value)
    return Verdict("better" if mostly_above == (better == "higher") else "worse", years_better, compared, p_value)
