"""An area against the country: by its interval where the figure has one, otherwise year after year; never a made-up interval."""

from functools import cache
from math import comb

import numpy as np
import numpy.typing as npt

from build_site.model.area import AreaType
from build_site.model.comparison import Verdict, VersusCountry
from build_site.model.counts import in_blocks
from build_site.model.indicator import Better

SHORTEST = 8
"""Years that must differ before a verdict: with fewer, even all on one side is hardly more than chance."""
LONGEST = 10
"""Only the last ten years count: older care says little of today's."""
TIE = 1e-9
"""Differences smaller than this are the rounding of binary numbers, not a difference."""
LEVEL = 0.95
"""A verdict on a region is wrong by chance at most once in twenty."""
STRICT = 0.998
"""The same for a municipality, once in five hundred: of 290 about 15 would stand out at LEVEL, and fewer than one here."""
LEVELS: dict[AreaType, float] = {"country": LEVEL, "region": LEVEL, "municipality": STRICT}
"""docs/decisions/0008: how sure a verdict has to be, by how many areas of the kind are judged at once."""

WORDS: dict[Better, tuple[VersusCountry, ...]] = {
    "higher": ("worse", "similar", "better"),
    "lower": ("better", "similar", "worse"),
    "neither": ("lower", "similar", "higher"),
}
"""What it is to lie below the reference, not to be told from it, and to lie above it."""

Floats = npt.NDArray[np.float64]
Verdicts = npt.NDArray[np.object_]
Signs = npt.NDArray[np.int8]
"""1 where something is above, -1 where it is below, 0 where it can't be told."""


def overlap(
    value: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike, reference: npt.ArrayLike, *, better: Better
) -> Verdicts:
    """Return whether each value is better, worse or similar (higher or lower where neither is better), by its interval.

    A reference inside the interval, or on its limit, is `similar`: there is no evidence of a difference, which is not evidence
    that they are equal. `not_assessed` where anything is missing. All four in the same unit, of shapes that broadcast.
    The rule: a single interval against a fixed reference, as Fingertips' BenchmarkComparisonEngine has it.
    """
    given = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (value, lower, upper, reference)))

    def words(own: Floats, low: Floats, high: Floats, other: Floats) -> tuple[Verdicts]:
        known = np.isfinite(own) & np.isfinite(low) & np.isfinite(high) & np.isfinite(other)
        if np.any(known & ((low > own) | (own > high))):
            raise ValueError("lower, value and upper must be in order")
        signs = (low > other).astype(np.int8) - (high < other).astype(np.int8)
        return (in_words(signs, known, better=better),)

    return in_blocks(words, *given)[0]


def in_words(signs: npt.ArrayLike, known: npt.ArrayLike, *, better: Better) -> Verdicts:
    """Return the verdict word of each sign, by which way is better; `not_assessed` where nothing is known."""
    if better not in WORDS:
        raise ValueError(f"better {better!r} is not one of {', '.join(WORDS)}")
    words = np.array([*WORDS[better], "not_assessed"], dtype=object)
    return np.asarray(words[np.where(known, np.sign(signs) + 1, len(words) - 1)])


@cache
def sign_test(wins: int, losses: int) -> float:
    """Return the two-sided p-value of a sign test: the chance of so uneven a count if both sides were as likely.

    Exact binomial with p = 0.5; ties are left out before (Conover, Practical Nonparametric Statistics, section 3.4).
    """
    n = wins + losses
    tail: float = sum(comb(n, k) for k in range(min(wins, losses) + 1)) / 2**n
    return min(1.0, 2 * tail)


@cache
def chance_of_flag(years: int, level: float = LEVEL) -> float:
    """Return how often the rule of consistency calls `years` tosses of a coin better or worse: exact, latest year included.

    Of the ways to have k of n on one side with the latest among them there are C(n-1, k-1).
    """
    if years < SHORTEST:
        return 0.0
    ways = sum(comb(years - 1, k - 1) for k in range(years // 2 + 1, years + 1) if sign_test(k, years - k) < 1 - level)
    return float(2 * ways / 2**years)


def consistency(values: npt.ArrayLike, reference: npt.ArrayLike, *, better: Better, level: float = LEVEL) -> Verdict:
    """Return whether an area was on one side of its reference year after year.

    `values` are one number a year, oldest first, NaN where unknown; `reference` is the same in the same unit, or one number
    for all years. Years where the two are equal count neither for nor against, but an equal latest year does not agree. At
    most the LONGEST last years are used. Years are not independent of each other, so the p-value is a yardstick, not a
    probability; the method page says so.
    """
    own = np.asarray(values, dtype=float)
    other = np.asarray(reference, dtype=float)
    if better not in WORDS:
        raise ValueError(f"better {better!r} is not one of {', '.join(WORDS)}")
    if own.ndim != 1 or other.shape not in {own.shape, ()}:
        raise ValueError("values must be a series, and reference a series of the same length or one number")
    gaps = (own - other)[np.isfinite(own) & np.isfinite(other)][-LONGEST:]
    (verdict,) = judge(gaps[np.newaxis, :], better=better, levels=[level])
    return verdict


def judge(gaps: npt.NDArray[np.float64], *, better: Better, levels: list[float]) -> list[Verdict]:
    """Return the verdict on each row of differences from the reference, oldest first, NaN where unknown."""
    if gaps.shape[1] == 0:
        return [_counted(0, 0, 0, better, level) for level in levels]
    known = np.isfinite(gaps)
    above, below = (gaps > TIE).sum(axis=1), (gaps < -TIE).sum(axis=1)
    newest = gaps.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    last = gaps[np.arange(len(gaps)), newest]
    side = np.where(last > TIE, 1, np.where(last < -TIE, -1, 0))
    counts = zip(above.tolist(), below.tolist(), side.tolist(), levels, strict=True)
    return [_counted(up, down, latest, better, level) for up, down, latest, level in counts]


@cache
def _counted(above: int, below: int, latest: int, better: Better, level: float) -> Verdict:
    """Return the verdict on so many years above and below the reference, with the latest on the side of its sign."""
    compared = above + below
    if compared == 0:
        return Verdict("not_assessed", years_compared=0, reason="too_few_years", level=level)
    p_value = sign_test(above, below)
    better_years = below if better == "lower" else above
    # Where even every year on one side would not do at this level, the years are too few to say anything.
    if compared < SHORTEST or sign_test(compared, 0) >= 1 - level:
        return Verdict("not_assessed", better_years, compared, p_value, "too_few_years", level=level)
    side = 1 if above > below else -1
    if p_value >= 1 - level or latest != side:
        return Verdict("similar", better_years, compared, p_value, level=level)
    word: VersusCountry = in_words([side], [True], better=better)[0]
    return Verdict(word, better_years, compared, p_value, level=level)
