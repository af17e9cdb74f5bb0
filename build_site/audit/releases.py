"""What earlier releases have shown: a stranger keeps all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import orjson
import pandas as pd

from build_site.audit.counts import NUMBERS, WHOLE, Axes, Facts, Numbers, Published, read_facts, seats
from build_site.audit.sums import find_families
from build_site.model.ledger import make_cells
from build_site.model.table import FEW, SMALLEST_GROUP

INDEX = "api/v1/index.json"
UNDATED = ""
"""A folder that does not say when it was released comes before every day."""


@dataclass(frozen=True)
class Earlier:
    """The counts of one indicator that earlier releases have shown, the latest of each cell, on the axes."""

    numerator: Numbers
    denominator: Numbers


def shown_cells(files: Mapping[str, bytes]) -> pd.DataFrame:
    """Return every cell that finished files show with a count, as rows of the ledger."""
    day = _released(files)
    return make_cells([row for one in read_facts(files) for row in _shown(one, day)])


def _released(files: Mapping[str, bytes]) -> str:
    try:
        index: Any = orjson.loads(files.get(INDEX, b"{}"))
    except ValueError:
        return UNDATED
    return str(index.get("release", UNDATED)) if isinstance(index, dict) else UNDATED


def _shown(one: Facts, day: str) -> Iterator[tuple[object, ...]]:
    for row in one.rows:
        counts = (row.get("numerator"), row.get("denominator"))
        if counts != (None, None):
            yield (day, one.name, row["area"], row["period"], row["sex"], *counts)


def new_cells(now: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the ledger does not have as they are: new cells, and those whose counts are others than last time."""
    keys = ["indicator", "area", "period", "sex"]
    last = ledger.drop_duplicates(keys, keep="last")
    both = now.merge(last, how="left", on=keys, suffixes=("", "_before"), indicator=True)
    same = both["_merge"] == "both"
    for column in ("numerator", "denominator"):
        one, before = both[column], both[f"{column}_before"]
        same &= (one == before) | (one.isna() & before.isna())
    return now[~same.to_numpy()]


def gather(ledger: pd.DataFrame, earlier: Iterable[Mapping[str, bytes]]) -> pd.DataFrame:
    """Return the cells of the ledger and of earlier folders together, oldest first."""
    frames = [frame for frame in (*map(shown_cells, earlier), ledger) if len(frame)]
    if not frames:
        return make_cells()
    return pd.concat(frames, ignore_index=True).sort_values("released", kind="stable", ignore_index=True)


def lay_out_earlier(cells: pd.DataFrame, axes: Axes) -> dict[str, Earlier]:
    """Return by indicator what was last shown of each cell."""
    found = {}
    for name, own in cells.groupby("indicator", sort=True):
        seat = seats(zip(own["area"], own["period"], own["sex"], strict=True), axes)
        laid = []
        for column in ("numerator", "denominator"):
            flat = np.full(int(np.prod(axes.shape)), np.nan)
            counts = own[column].to_numpy(dtype=float)
            known = ~np.isnan(counts)
            flat[seat[known]] = counts[known]  # in order of release, so the latest stays
            laid.append(flat.reshape(axes.shape))
        found[str(name)] = Earlier(*laid)
    return found


def only_earlier(name: str, axes: Axes) -> Published:
    """Return an indicator of which nothing is published any more."""
    nothing, nowhere = np.full(axes.shape, np.nan), np.zeros(axes.shape, dtype=bool)
    return Published(
        name=name,
        declared=frozenset(),
        few=FEW,
        group=SMALLEST_GROUP,
        factor=None,
        numerator=nothing,
        denominator=nothing,
        value=nothing,
        lower=nothing,
        upper=nothing,
        hidden=nowhere,
        there=nowhere,
        judged=nowhere,
    )


def fill(one: Published, earlier: Earlier, *, prefer_earlier: bool = False) -> Published:
    """Return the indicator with what earlier releases showed put in where it is hidden or gone; or wherever they showed it."""
    counts = []
    for now, before in ((one.numerator, earlier.numerator), (one.denominator, earlier.denominator)):
        known = ~np.isnan(before) & (np.isnan(now) | prefer_earlier)
        counts.append(np.where(known, before, now))
    there = one.there | ~np.isnan(counts[0]) | ~np.isnan(counts[1])
    return replace(one, numerator=counts[0], denominator=counts[1], there=there)


def has_changed(one: Published, earlier: Earlier) -> bool:
    """Tell whether any count is another than it was: then old and new sums are two different things to reckon with."""
    pairs = ((one.numerator, earlier.numerator), (one.denominator, earlier.denominator))
    return any(bool((np.abs(now - before) > WHOLE).any()) for now, before in pairs)


def hidden_once_shown(one: Published, earlier: Earlier) -> Iterator[int]:
    """Yield the seat of each hidden cell that an earlier release showed with a count."""
    shown = ~np.isnan(earlier.numerator) | ~np.isnan(earlier.denominator)
    yield from map(int, np.flatnonzero((one.hidden & shown).ravel()))


def values_once_shown(one: Published, before: Facts, axes: Axes) -> Iterator[int]:
    """Yield the seat of each hidden cell of which an earlier release showed any number: a share tells its count."""
    hidden = {axes.name(seat): seat for seat in np.flatnonzero(one.hidden).tolist()}
    for row in before.rows:
        seat = hidden.get((row["area"], row["period"], row["sex"]))
        if seat is not None and any(row.get(column) is not None for column in NUMBERS):
            yield seat


def small_changes(one: Published, earlier: Earlier, axes: Axes) -> Iterator[int]:
    """Yield the seat of each shown whole with a hidden part whose count has changed by few: they came late in what is hidden.

    By few in all, or by few more than its shown parts have changed.
    """
    seat = np.arange(one.hidden.size).reshape(axes.shape)
    found: set[int] = set()
    for now, before in ((one.numerator, earlier.numerator), (one.denominator, earlier.denominator)):
        change = now - before
        for family in find_families(one.there, axes):
            few = _few_late(change[family.whole], change[family.parts], one.hidden[family.parts], one.few)
            found |= set(seat[family.whole][few].ravel().tolist())
        few = _few_late(change[..., 0], np.moveaxis(change[..., 1:], -1, 0), np.moveaxis(one.hidden[..., 1:], -1, 0), one.few)
        found |= set(seat[..., 0][few].ravel().tolist())
    yield from sorted(found)


def _few_late(
    whole: Numbers, parts: Numbers, hidden: np.ndarray[Any, np.dtype[np.bool_]], few: int
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell where a whole with a hidden part changed by few. The first axis of `parts` is the parts."""
    rest = np.abs(whole - np.nan_to_num(parts).sum(axis=0))
    sizes = (np.abs(whole), rest)
    small = np.any([(size >= 1 - WHOLE) & (size < few - WHOLE) for size in sizes], axis=0)
    return np.asarray(hidden.any(axis=0) & small)
