"""One indicator as a grid: areas down, periods across."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from build_site.model.indicator import Indicator
from build_site.model.period import last_day
from build_site.model.table import SafeTable

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DECIMALS = 6
"""What is computed is rounded here: 0.1 + 0.2 should not be shown as 0.30000000000000004, and machines differ in the last bit."""


def rounded(number: float) -> float:
    """Return the number as it is told, never as minus zero."""
    return round(number, DECIMALS) + 0.0


@dataclass(frozen=True)
class Grid:
    """The totals of one indicator: `values[area, period]` with NaN where nothing is shown."""

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    status: npt.NDArray[np.object_]
    """The status of each cell; None where there is no row."""
    kind: npt.NDArray[np.object_]
    lower: Floats
    upper: Floats
    numerator: Floats
    denominator: Floats

    def row(self, area: str) -> Floats | None:
        """Return an area's values over time, or None if the area is not there."""
        return self.values[self.areas.index(area)] if area in self.areas else None


def grid(table: SafeTable, *, sex: str = "total") -> Grid:
    """Return the rows of one sex, or of both together, as a grid, periods in time order."""
    frame = table.frame
    rows = np.flatnonzero(_equal(frame["sex"], sex))
    areas, area_at = _axis(frame["area"], rows)
    periods, period_at = _axis(frame["period"], rows)
    order = sorted(range(len(periods)), key=lambda index: (last_day(periods[index]), periods[index]))
    rank = np.empty(len(periods), dtype=int)
    rank[order] = range(len(periods))
    shape = (len(areas), len(periods))
    place = (area_at, rank[period_at])

    def spread(column: str) -> Floats:
        cells = np.full(shape, np.nan)
        cells[place] = frame[column].to_numpy()[rows]
        return cells

    def spread_words(column: str) -> npt.NDArray[np.object_]:
        cells = np.full(shape, None, dtype=object)
        words, codes = _codes(frame[column])
        cells[place] = words[codes[rows]]
        return cells

    return Grid(
        areas=areas,
        periods=tuple(periods[index] for index in order),
        values=spread("value"),
        status=spread_words("status"),
        kind=spread_words("kind"),
        lower=spread("lower"),
        upper=spread("upper"),
        numerator=spread("numerator"),
        denominator=spread("denominator"),
    )


def _codes(column: "pd.Series[str]") -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Return the words of a column, and the place of each row's among them."""
    cells: pd.Categorical = column.array  # type: ignore[assignment]
    return cells.categories.to_numpy(dtype=object), cells.codes


def _equal(column: "pd.Series[str]", word: str) -> Bools:
    words, codes = _codes(column)
    return np.asarray(np.isin(codes, np.flatnonzero(words == word)))


def _axis(column: "pd.Series[str]", rows: npt.NDArray[np.intp]) -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    """Return the words that the rows use, and the place of each row's among them."""
    words, codes = _codes(column)
    used, places = np.unique(codes[rows], return_inverse=True)
    return tuple(words[used].tolist()), places.astype(np.intp)


def outside(values: Floats, indicator: Indicator) -> Bools:
    """Tell which values cannot be true: outside the indicator's own limits."""
    low, high = indicator.limits
    wrong = np.zeros(values.shape, dtype=bool)
    if low is not None:
        wrong |= values < low
    if high is not None:
        wrong |= values > high
    return wrong
