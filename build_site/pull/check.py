"""Whether a pulled table may take the place of the one that stands. Everything that speaks against it is named at once."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from build_site.model.area import Area
from build_site.model.table import Table
from build_site.pull.difference import count_outside, shared_rows

SMALLEST_SHARE = 0.75
"""Of the figures that stand, so many must be in the new table too; fewer, and the answer was most likely cut."""
OTHER_UNIT = 50
"""Figures that are so many times larger or smaller than before, taken together, are in another unit: percent for shares of one,
kronor for thousands of them."""

MOST_OUTSIDE = 0.5
"""Of the figures. More of them outside what can be true, and they are not what they are said to be."""


def problems(
    old: Table | None, new: Table, areas: Mapping[str, Area], *, limits: tuple[float | None, float | None] = (None, None)
) -> list[str]:
    """Return a sentence for everything that is wrong. `limits` are the lowest and highest value that can be true.

    Of a first table little can be said. Figures never enter a sentence.
    """
    compared = [] if old is None else list(_compare(old.frame, new.frame, areas))
    return [*compared, *_check_limits(new.frame, limits)]


def _check_limits(new: pd.DataFrame, limits: tuple[float | None, float | None]) -> Iterator[str]:
    """One figure outside is the publisher's word, and is shown with a warning; most of them are another unit."""
    figures, outside = int((new["status"] == "ok").sum()), count_outside(new, limits)
    if outside > MOST_OUTSIDE * figures:
        yield f"has {outside} of {figures} figures outside what can be true; is the unit another, or valid_range wrong?"


def _compare(old: pd.DataFrame, new: pd.DataFrame, areas: Mapping[str, Area]) -> Iterator[str]:
    old, new = old[old["status"] == "ok"], new[new["status"] == "ok"]
    if old.empty:
        return
    lost = False
    for column, what in (("period", "period"), ("sex", "sex")):
        gone = sorted(_words(old, column) - _words(new, column))
        if gone:
            lost = True
            yield f"has lost every figure for {what} {', '.join(gone)}"
    before, after = (sorted({areas[code].type for code in _words(frame, "area")}) for frame in (old, new))
    gone = sorted(set(before) - set(after))
    if gone:
        lost = True
        yield f"has lost every figure for areas of type {', '.join(gone)}"
    left = int(_is_known(old, new).sum())
    if left < SMALLEST_SHARE * len(old):
        yield (
            f"has {left} figures where there were {len(old)}; at least {SMALLEST_SHARE:.0%} of the places, periods and sexes"
            " that data/ has must still be there"
        )
    elif not lost:
        yield from _compare_units(old, new)


def _words(frame: pd.DataFrame, column: str) -> set[str]:
    return set(frame[column].unique())


def _is_known(old: pd.DataFrame, new: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which new rows are for places, periods and sexes of the old table: more of them say nothing of what is lost."""
    return new["area"].isin(_words(old, "area")) & new["period"].isin(_words(old, "period")) & new["sex"].isin(_words(old, "sex"))


def _compare_units(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[str]:
    before, after = shared_rows(old, new)
    then, now = old["value"].to_numpy()[before], new["value"].to_numpy()[after]
    both = (then != 0) & (now != 0)
    if not both.any():
        return
    ratio = float(np.median(np.abs(now[both] / then[both])))
    if ratio >= OTHER_UNIT or ratio <= 1 / OTHER_UNIT:
        yield f"is about {ratio:.3g} times what it was: the unit has most likely changed"
