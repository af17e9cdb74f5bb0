"""What is new in a table: rows added, changed and removed, and the largest revisions."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from build_site.model.table import KEYS, KINDS, NUMBERS, Table

MOST_SHOWN = 3
"""Revisions named for one indicator; the rest are counted."""

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Revision:
    """One figure that the publisher has changed."""

    area: str
    period: str
    sex: str
    before: float
    after: float


@dataclass(frozen=True)
class Difference:
    """What one pull changes in one file."""

    rows: int
    """How many there are now."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    first: bool = False
    """There were no figures before."""
    largest: tuple[Revision, ...] = ()
    outside: int = 0
    """Figures outside what can be true; they are kept, and shown with a warning."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is new."""
        return not (self.first or self.added or self.changed or self.removed)


def difference(old: Table | None, new: Table, limits: tuple[float | None, float | None]) -> Difference:
    """Return what is new. `limits` are the lowest and highest value that can be true."""
    outside = count_outside(new.frame, limits)
    if old is None:
        return Difference(len(new.frame), added=len(new.frame), first=True, outside=outside)
    before, after = shared_rows(old.frame, new.frame)
    moved = _is_changed(old.frame.iloc[before], new.frame.iloc[after])
    return Difference(
        rows=len(new.frame),
        added=len(new.frame) - len(after),
        changed=int(moved.sum()),
        removed=len(old.frame) - len(before),
        largest=_largest(old.frame.iloc[before[moved]], new.frame.iloc[after[moved]]),
        outside=outside,
    )


def shared_rows(old: pd.DataFrame, new: pd.DataFrame) -> tuple[Places, Places]:
    """Return where the rows stand in each frame that have the same area, period and sex in both."""
    keys = [np.zeros(len(old), dtype=np.int64), np.zeros(len(new), dtype=np.int64)]
    for column in KEYS:
        words = old[column].cat.categories.union(new[column].cat.categories)
        for place, frame in enumerate((old, new)):
            codes = words.get_indexer(frame[column].cat.categories)[frame[column].cat.codes]
            keys[place] = keys[place] * len(words) + codes
    _, before, after = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    return before, after


def keep_kinds(old: Table | None, new: Table) -> Table:
    """Return the new table with what a person has said of a figure's kind, for as long as the figure stays the same.

    A publisher that doesn't tell the kinds apart makes every figure final. Where data/ says that one is preliminary, that
    holds until the number changes; a number that was written down with fewer decimals is the same number.
    """
    if old is None:
        return new
    before, after = shared_rows(old.frame, new.frame)
    marked = (old.frame["kind"].iloc[before] != "final").to_numpy() & (new.frame["kind"].iloc[after] == "final").to_numpy()
    if not marked.any():
        return new
    written = old.frame["value"].iloc[before].to_numpy()[marked]
    told = new.frame["value"].iloc[after].to_numpy()[marked]
    same = np.array([_is_rounded(short, whole) for short, whole in zip(written, told, strict=True)], dtype=bool)
    kinds = new.frame["kind"].astype("object").to_numpy(copy=True)
    kinds[after[marked][same]] = old.frame["kind"].astype("object").to_numpy()[before[marked][same]]
    return replace(new, frame=new.frame.assign(kind=pd.Categorical(kinds, categories=KINDS)))


def _is_rounded(short: float, whole: float) -> bool:
    decimals = len(repr(float(short)).removesuffix(".0").partition(".")[2])
    return bool(np.isclose(short, whole, rtol=0, atol=0.5 * 10.0**-decimals + 1e-9))


def _is_changed(old: pd.DataFrame, new: pd.DataFrame) -> npt.NDArray[np.bool_]:
    before, after = old[list(NUMBERS)].to_numpy(), new[list(NUMBERS)].to_numpy()
    changed: npt.NDArray[np.bool_] = ((before != after) & ~(np.isnan(before) & np.isnan(after))).any(axis=1)
    for column in ("status", "kind"):
        changed |= old[column].astype("object").to_numpy() != new[column].astype("object").to_numpy()
    return changed


def _largest(old: pd.DataFrame, new: pd.DataFrame) -> tuple[Revision, ...]:
    before, after = old["value"].to_numpy(), new["value"].to_numpy()
    by = np.nan_to_num(np.abs(after - before))
    order = np.argsort(-by, kind="stable")[:MOST_SHOWN]
    areas, periods, sexes = (new[key].astype(str).tolist() for key in KEYS)
    return tuple(
        Revision(areas[place], periods[place], sexes[place], float(before[place]), float(after[place]))
        for place in order
        if by[place] > 0
    )


def count_outside(frame: pd.DataFrame, limits: tuple[float | None, float | None]) -> int:
    """Return how many figures are lower or higher than what can be true."""
    low, high = limits
    value = frame["value"].to_numpy()
    lowest, highest = -np.inf if low is None else low, np.inf if high is None else high
    return int(((value < lowest) | (value > highest)).sum())
