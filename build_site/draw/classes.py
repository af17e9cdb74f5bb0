"""Five classes for a map: where they begin, and what they are called."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from build_site.model.unit import number, unit_of

QUINTILES = (0.2, 0.4, 0.6, 0.8)
MOST_DECIMALS = 7
"""Decimals are added until no two borders between classes look the same."""


def class_limits(values: Sequence[float]) -> list[float]:
    """
    Return the borders between at most five classes with about equally many places in each.

    Each border is a value that a place has, the lowest of its class: so no class is empty and equal values are never split.
    """
    inner = np.quantile(values, QUINTILES, method="higher")
    return sorted({float(limit) for limit in inner if min(values) < limit <= max(values)})


def class_labels(limits: Sequence[float], unit: str) -> list[str]:
    """Return a label for each class, lowest first: under 70, 70 till 75, minst 80."""
    for decimals in range(unit_of(unit).decimals, MOST_DECIMALS):
        text = [number(limit, decimals) for limit in limits]
        if len(set(text)) == len(text):
            break
    if not text:
        return ["alla lika"]
    return [f"under {text[0]}", *(f"{low} till {high}" for low, high in pairwise(text)), f"minst {text[-1]}"]


def class_of(value: float, limits: Sequence[float]) -> int:
    """Return which class a value lies in, counted from the lowest; a limit belongs to the class above it."""
    return int(np.searchsorted(limits, value, side="right"))
