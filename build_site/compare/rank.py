"""Rank, and how far it has wandered: a place in a table is never shown without its span."""

import numpy as np
import numpy.typing as npt

SPAN = 5
"""Periods over which the span of ranks is taken."""

Ranks = npt.NDArray[np.float64]


def competition(values: npt.ArrayLike) -> Ranks:
    """Return competition ranks, 1 for the highest; equal values share the best rank and the next is skipped. NaN stays NaN."""
    numbers = np.asarray(values, dtype=float)
    ranks = np.full(numbers.shape, np.nan)
    known = np.isfinite(numbers)
    ordered = np.sort(numbers[known])
    ranks[known] = len(ordered) - np.searchsorted(ordered, numbers[known], side="right") + 1
    return ranks


def span(history: npt.ArrayLike) -> tuple[Ranks, Ranks]:
    """Return the best and worst rank of each area over the last SPAN periods of `history[area, period]`, NaN if never ranked."""
    recent = np.asarray(history, dtype=float)[:, -SPAN:]
    known = np.isfinite(recent)
    low = np.where(known, recent, np.inf).min(axis=1, initial=np.inf)
    high = np.where(known, recent, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(low), low, np.nan), np.where(np.isfinite(high), high, np.nan)
