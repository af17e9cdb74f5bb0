"""One table's counts laid out as areas x periods x sexes, so that sums are sums of arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from build_site.model.table import SEXES, Table
from build_site.protect.rules import Flags, Numbers

COUNTRY = "00"
REGION_DIGITS = 2
TOTAL = 0
"""Where SEXES has the whole; the parts follow."""
SLACK = 1e-6
"""Sums that differ by less are equal: whole numbers as floats."""


@dataclass(frozen=True)
class Axes:
    """The areas and periods that all grids share, and which area each is part of."""

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    parent: npt.NDArray[np.intp]
    """By area: the place of the area it is part of, or -1."""
    children: dict[int, npt.NDArray[np.intp]]


@dataclass(frozen=True)
class Grid:
    """One table on the axes. `seat` is where each row of its frame lies in the flattened grid."""

    table: Table
    seat: npt.NDArray[np.intp]
    numerator: Numbers
    denominator: Numbers
    withheld: Flags
    """What the source itself suppressed."""
    known: Flags
    """A cell with a count: what there is to hide."""
    over_sex: bool
    """The sexes add up: declared, or never seen not to."""
    over_area: bool
    """The areas are declared to add up. Where they are not, they are taken to wherever their parts are not too many."""
    share: bool
    """The numerator is counted among the denominator, so the rest of them is a count too."""

    @property
    def others(self) -> Numbers:
        """Return those of the denominator who are not in the numerator; NaN where unknown."""
        gap = self.denominator - self.numerator
        return np.where(gap < 0, 0.0, gap) if self.share else gap  # below none only where a count is the least it can be


def make_axes(tables: Iterable[Table]) -> Axes:
    """Return the axes that hold every cell of the tables. The hierarchy follows from SCB's codes alone."""
    areas: set[str] = set()
    periods: set[str] = set()
    for table in tables:
        areas |= set(table.frame["area"].astype("category").cat.categories)
        periods |= set(table.frame["period"].astype("category").cat.categories)
    if COUNTRY in areas:  # the country is the sum of its municipalities, whether the regions between them are shown or not
        areas |= {_parent(code) for code in areas} - {""}
    ordered = tuple(sorted(areas))
    place = {code: index for index, code in enumerate(ordered)}
    parent = np.array([place.get(_parent(code), -1) for code in ordered], dtype=np.intp)
    children = {int(one): np.flatnonzero(parent == one) for one in np.unique(parent[parent >= 0])}
    return Axes(ordered, tuple(sorted(periods)), parent, children)


def _parent(code: str) -> str:
    if code == COUNTRY:
        return ""
    return COUNTRY if len(code) == REGION_DIGITS else code[:REGION_DIGITS]


def make_grid(table: Table, axes: Axes) -> Grid:
    """Return the table on the axes, with the counts that it shows."""
    shape = (len(axes.areas), len(axes.periods), len(SEXES))
    frame = table.frame
    seat = np.ravel_multi_index(
        (_places(frame["area"], axes.areas), _places(frame["period"], axes.periods), _places(frame["sex"], SEXES)), shape
    )

    def lay(column: str) -> Numbers:
        flat = np.full(int(np.prod(shape)), np.nan)
        flat[seat] = frame[column].to_numpy(dtype=float)
        return flat.reshape(shape)

    numerator, denominator = lay("numerator"), lay("denominator")
    withheld = np.zeros(int(np.prod(shape)), dtype=bool)
    withheld[seat] = (frame["status"] == "suppressed").to_numpy()
    withheld = withheld.reshape(shape)
    known = ~np.isnan(numerator) | ~np.isnan(denominator)
    both = ~np.isnan(numerator) & ~np.isnan(denominator)
    share = bool(both.any()) and bool((numerator[both] <= denominator[both] + SLACK).all())
    over_sex = "sex" in table.additive_over or sexes_add_up((numerator, denominator))
    return Grid(table, seat, numerator, denominator, withheld, known, over_sex, "area" in table.additive_over, share)


def fill_sums(grid: Grid, axes: Axes) -> Grid:
    """Return the grid with the counts that follow from others of the table."""
    filled = replace(grid, numerator=grid.numerator.copy(), denominator=grid.denominator.copy())
    for each in (filled.numerator, filled.denominator):
        if grid.over_sex:
            _fill_sexes(each)
        _fill_wholes(each, grid.withheld, axes)
    return filled


def _places(column: "pd.Series[str]", words: Sequence[str]) -> npt.NDArray[np.intp]:
    cells = column.astype("category").cat
    return pd.Index(words).get_indexer(pd.Index(cells.categories))[cells.codes.to_numpy()]


def sexes_add_up(counts: Iterable[Numbers]) -> bool:
    """Tell whether total = women + men wherever all three stand: an outsider would think so, whatever is declared."""
    gaps = [each[..., TOTAL] - each[..., 1] - each[..., 2] for each in counts]
    return not any((np.abs(gap[~np.isnan(gap)]) > SLACK).any() for gap in gaps)


def _fill_sexes(counts: Numbers) -> None:
    """Fill in one missing sex, or the total, from the other two; it can be as small as any that is shown."""
    total, women, men = (counts[..., sex] for sex in range(len(SEXES)))
    for whole, part, missing in ((total, women, men), (total, men, women)):
        derived = whole - part
        lost = np.isnan(missing) & (derived >= 0)
        missing[lost] = derived[lost]
    lost = np.isnan(total)
    total[lost] = (women + men)[lost]


def _fill_wholes(counts: Numbers, withheld: Flags, axes: Axes) -> None:
    """Fill in a whole that follows from its parts: one that the source withholds, or a region that the country is made of.

    A part that is unknown counts as none here, and as what the country has left besides.
    """
    for parent, rows in reversed(axes.children.items()):
        present = (~np.isnan(counts[rows])).sum(axis=0)
        above = axes.parent[parent]
        wanted = withheld[parent] & (present == present.max())
        if above >= 0:
            wanted |= ~np.isnan(counts[above])
        lost = np.isnan(counts[parent]) & wanted & (present > 0)
        counts[parent][lost] = np.nansum(counts[rows], axis=0)[lost]
