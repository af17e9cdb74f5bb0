"""How far apart places are in what a device costs: range, median and coefficient of variation."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import median

from build_site.model.device_cost import Dispersion

FEWEST_AREAS = 5
"""With fewer known places nothing is said of how far apart they are: the next one could change it all."""


def dispersion(amounts: Sequence[float]) -> Dispersion:
    """
    Return how far apart the amounts (kronor, one for each known place) are; raise ValueError for an amount below zero.

    The standard deviation is that of these places alone (divided by n, not by n - 1): they are not a sample, and nothing is
    said of those that are unknown. Where nobody pays anything all are equal, and the coefficient is 0.
    """
    if any(amount < 0 for amount in amounts):
        raise ValueError("an amount is below zero; nobody is paid for having a device")
    if len(amounts) < FEWEST_AREAS:
        return Dispersion(len(amounts))
    low, high = min(amounts), max(amounts)
    return Dispersion(
        areas_known=len(amounts),
        min_sek=low,
        median_sek=float(median(amounts)),
        max_sek=high,
        range_sek=high - low,
        coefficient_of_variation=0.0 if low == high else _variation(amounts),
    )


def _variation(amounts: Sequence[float]) -> float:
    mean = fsum(amounts) / len(amounts)
    return sqrt(fsum((amount - mean) ** 2 for amount in amounts) / len(amounts)) / mean
