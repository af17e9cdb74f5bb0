"""Sharing a pool of money, or of anything that comes whole: every unit is handed out, and nobody is a unit from the exact share.

Source: the method of largest remainders (Hamilton 1792; Balinski and Young, Fair Representation, 1982); checked against the
published cases of martinlackner/apportionment. In whole kronor or öre and Python's own integers, so that no sum is ever rounded.

Two things follow from the method and are no faults. A larger pool can give someone less (the Alabama paradox): never compare two
pools place by place. And sharing among regions first, then among the municipalities of each, can differ from sharing among the
municipalities at once: say which was done.
"""

from collections.abc import Sequence
from operator import index
from typing import Any, SupportsIndex


def largest_remainder(total: SupportsIndex, weights: Sequence[SupportsIndex], *, keys: Sequence[Any] | None = None) -> list[int]:
    """Return how many of `total` units each weight gets: total·w // W, and one more to those with the largest remainders.

    Equal remainders go by `keys` (area codes, lowest first), so that the order of the rows decides nothing; without keys, by
    place in the list. Weights and total are whole numbers from 0; W is the sum of the weights given, never a published total,
    which may have noise added. ValueError for anything else, when all weights are 0, and when keys are not one different each.
    """
    units = _whole(total, "total")
    parts = [_whole(weight, "weights") for weight in weights]
    if (everything := sum(parts)) == 0:
        raise ValueError("weights must not all be 0: there is nobody to share among")
    order = list(range(len(parts))) if keys is None else _by_key(keys, len(parts))
    shares, remainders = zip(*(divmod(units * part, everything) for part in parts), strict=True)
    first = sorted(order, key=lambda place: -remainders[place])  # stable: among equals the order stands
    result = list(shares)
    for place in first[: units - sum(shares)]:
        result[place] += 1
    return result


def _by_key(keys: Sequence[Any], expected: int) -> list[int]:
    if len(keys) != expected or len(set(keys)) != expected:
        raise ValueError("keys must be one for each weight, all different")
    return sorted(range(expected), key=lambda place: keys[place])


def _whole(number: SupportsIndex, name: str) -> int:
    """Return a whole number from 0 as Python's own integer; numpy's integers are let in, for theirs would overflow."""
    try:
        whole = -1 if isinstance(number, bool) else index(number)
    except TypeError:
        whole = -1
    if whole < 0:
        raise ValueError(f"{name} must be whole numbers from 0, no decimals: count in kronor or öre")
    return whole
