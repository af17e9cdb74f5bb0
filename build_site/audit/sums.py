"""The sums within one table: over the sexes, over the areas that make up another, and over the periods in a longer one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from build_site.audit.counts import (
    TOTAL,
    WHOLE,
    Axes,
    Flags,
    Numbers,
    Places,
    Published,
    are_whole,
    is_share,
    years_within,
)
from build_site.audit.rows import Column, Rows, Term
from build_site.model.period import first_day, is_period, last_day
from build_site.model.table import SEXES

HOLDS = 0.9
"""Of the sums that can be checked so many must be true before a stranger counts on the rest; a few may have been corrected."""
COUNTRY = "00"
REGION_DIGITS = 2


@dataclass(frozen=True)
class Family:
    """An area and the areas that make it up, by their places on the axis."""

    whole: int
    parts: Places


def make_columns(table: int, one: Published) -> list[Column]:
    """Return the table's counts: x and n, and c, those of n who are not in x, where x is always among n."""
    x, n = one.numerator.ravel(), one.denominator.ravel()
    size = len(x)
    first, second = 2 * table * size, (2 * table + 1) * size
    there = one.there.ravel()
    has_x, has_n = not np.isnan(x).all(), not np.isnan(n).all()
    columns = [Column(table, "x", x, there, ((first, x),), are_whole(x))] if has_x else []
    if has_x and has_n and is_share(x, n):
        c = n - x
        columns.append(Column(table, "c", c, there, ((second, c),), are_whole(c)))
        columns.append(Column(table, "n", n, there, ((first, x), (second, c)), are_whole(n)))
    elif has_n:
        columns.append(Column(table, "n", n, there, ((second, n),), are_whole(n)))
    return columns


def find_families(there: Flags, axes: Axes) -> list[Family]:
    """Return each area with its parts that ever have a row: municipalities stand for a region that has none."""
    present = np.asarray(there.any(axis=(1, 2)))
    place = {code: number for number, code in enumerate(axes.areas) if present[number]}
    parts: dict[int, list[int]] = {}
    for code, number in place.items():
        whole = next((place[one] for one in _above(code) if one in place), None)
        if whole is not None:
            parts.setdefault(whole, []).append(number)
    return [Family(whole, np.array(own, dtype=np.intp)) for whole, own in sorted(parts.items())]


def _above(code: str) -> tuple[str, ...]:
    if code == COUNTRY:
        return ()
    return (COUNTRY,) if len(code) == REGION_DIGITS else (code[:REGION_DIGITS], COUNTRY)


def sexes_hold(counts: Numbers, *, declared: bool) -> bool:
    """Tell whether a stranger may count on total = women + men."""
    gap = counts[..., TOTAL] - counts[..., 1] - counts[..., 2]
    return _holds(gap[~np.isnan(gap) & (counts[..., TOTAL] > 0)], declared=declared)


def areas_hold(counts: Numbers, there: Flags, families: Sequence[Family], *, declared: bool) -> bool:
    """Tell whether a stranger may count on each area being the sum of its parts, where all of them have a row."""
    gaps = []
    for family in families:
        parts = counts[family.parts]
        whole = counts[family.whole]
        told = there[family.parts].all(axis=0) & ~np.isnan(parts).any(axis=0) & (whole > 0)
        gaps.append((whole - np.nan_to_num(parts).sum(axis=0))[told])
    return _holds(np.concatenate(gaps) if gaps else np.zeros(0), declared=declared)


def missing_are_none(counts: Numbers, there: Flags, families: Sequence[Family]) -> bool:
    """Tell whether the sums are whole also where a part has no row: then it is nobody, and the others are all there is."""
    gaps = []
    for family in families:
        own, parts, whole = there[family.parts], counts[family.parts], counts[family.whole]
        told = ~own.all(axis=0) & own.any(axis=0) & ~(own & np.isnan(parts)).any(axis=0) & (whole > 0)
        gaps.append((whole - np.nan_to_num(parts).sum(axis=0))[told])
    return _holds(np.concatenate(gaps) if gaps else np.zeros(0), declared=False)


def _holds(gaps: Numbers, *, declared: bool) -> bool:
    if not len(gaps):
        return declared
    return float((np.abs(gaps) < WHOLE).mean()) >= HOLDS


def complete(one: Published, axes: Axes) -> Published:
    """Return the indicator with cells that have no row but that a stranger can reckon with.

    Where two of total, women and men have a row the third follows, and is as small as any that is shown: it is judged. Where
    only longer periods have rows the single years are counts too, though nobody is told of them.
    """
    counts = (one.numerator, one.denominator)
    third = np.zeros(axes.shape, dtype=bool)
    if any(sexes_hold(each, declared="sex" in one.declared) for each in counts if not np.isnan(each).all()):
        third |= (one.there.sum(axis=-1) == len(SEXES) - 1)[..., None] & ~one.there
    years = np.zeros(axes.shape, dtype=bool)
    if one.judged.any():
        for place, period in enumerate(axes.periods):
            for year in years_within([period]):
                years[:, axes.periods.index(year)] |= one.there[:, place]
    return replace(one, there=one.there | third | years, judged=one.judged | third)


def add_sexes(rows: Rows, column: Column, axes: Axes) -> None:
    """Add total - women - men = 0 wherever the three are."""
    there = column.there.reshape(axes.shape)
    base = np.flatnonzero(there.all(axis=-1).ravel()) * len(SEXES)
    rows.add([(column, base, 1.0), (column, base + 1, -1.0), (column, base + 2, -1.0)])


def add_areas(rows: Rows, column: Column, axes: Axes, families: Sequence[Family], *, none_missing: bool) -> None:
    """Add whole - parts = 0, or at least 0 where a part has no row: what is left is then whatever that part may be."""
    there = column.there.reshape(axes.shape)
    seat = np.arange(there.size).reshape(axes.shape)
    for family in families:
        own = there[family.parts]
        all_there = own.all(axis=0) | none_missing
        for exact in (True, False):
            cells = there[family.whole] & own.any(axis=0) & (all_there == exact)
            terms: list[Term] = [(column, seat[family.whole][cells], 1.0)]
            terms += [
                (column, seat[part][cells], np.where(there[part][cells], -1.0, 0.0))
                for part in family.parts[own.any(axis=(1, 2))]
            ]
            rows.add(terms, 0.0, 0.0 if exact else np.inf)


def find_windows(periods: Sequence[str]) -> list[tuple[int, tuple[int, ...]]]:
    """Return the longer periods with the shorter ones that fill them without gap or overlap."""
    spans = [(number, first_day(one), last_day(one)) for number, one in enumerate(periods) if is_period(one)]
    found = []
    for number, first, last in spans:
        inside = [one for one in spans if first <= one[1] and one[2] <= last and one[0] != number]
        for grain in sorted({_grain(periods[one[0]]) for one in inside}):
            tiles = sorted((one for one in inside if _grain(periods[one[0]]) == grain), key=lambda one: one[1])
            if len(tiles) > 1 and tiles[0][1] == first and tiles[-1][2] == last and _touch([(one[1], one[2]) for one in tiles]):
                found.append((number, tuple(one[0] for one in tiles)))
    return found


def _grain(period: str) -> str:
    """Return what kind of period it is; those of several years, or of several months, by how long they are."""
    if "/" in period:
        return f"{(last_day(period) - first_day(period)).days // 28}/"
    return "Q" if "Q" in period else str(len(period))


def _touch(spans: Sequence[tuple[dt.date, dt.date]]) -> bool:
    return all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(spans))


def add_windows(rows: Rows, column: Column, axes: Axes, windows: Sequence[tuple[int, tuple[int, ...]]]) -> None:
    """Add each longer period as the sum of its parts, where the table's own figures do not say that it is not."""
    there, values = column.there.reshape(axes.shape), column.values.reshape(axes.shape)
    seat = np.arange(there.size).reshape(axes.shape)
    usable = []
    gaps = []
    for whole, parts in windows:
        cells = there[:, whole] & there[:, list(parts)].all(axis=1)
        if cells.any():
            usable.append((whole, parts, cells))
            gap = values[:, whole] - values[:, list(parts)].sum(axis=1)
            gaps.append(gap[cells & ~np.isnan(gap) & (values[:, whole] > 0)])
    if not usable or not _holds(np.concatenate(gaps), declared=True):
        return
    for whole, parts, cells in usable:
        terms: list[Term] = [(column, seat[:, whole][cells], 1.0)]
        rows.add(terms + [(column, seat[:, part][cells], -1.0) for part in parts])
