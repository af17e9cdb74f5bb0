"""One indicator as a grid: areas down, periods across."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from build_site.model.period import last_day
from build_site.model.table import SafeTable

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """The totals of one indicator: `values[area, period]` with NaN where nothing is shown."""

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    values: Floats
    status: npt.NDArray[np.object_]
    """The status of each cell; None where there is no row."""
    kind: npt.NDArray[np.object_]

    def row(self, area: str) -> Floats | None:
        """Return an area's values over time, or None if the area is not there."""
        return self.values[self.areas.index(area)] if area in self.areas else None


def grid(table: SafeTable) -> Grid:
    """Return the rows for both sexes together as a grid, periods in time order."""
    frame = table.frame
    totals = frame[frame["sex"] == "total"]
    areas, area_at = _axis(totals["area"])
    periods, period_at = _axis(totals["period"])
    order = sorted(range(len(periods)), key=lambda index: (last_day(periods[index]), periods[index]))
    rank = np.empty(len(periods), dtype=int)
    rank[order] = range(len(periods))
    place = (area_at, rank[period_at])
    shape = (len(areas), len(periods))
    values = np.full(shape, np.nan)
    status = np.full(shape, None, dtype=object)
    kind = np.full(shape, None, dtype=object)
    values[place] = totals["value"].to_numpy()
    status[place] = totals["status"].astype("object").to_numpy()
    kind[place] = totals["kind"].astype("object").to_numpy()
    return Grid(areas, tuple(periods[index] for index in order), values, status, kind)


def _axis(column: "object") -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    codes = column.cat.remove_unused_categories().cat  # type: ignore[attr-defined]
    return tuple(codes.categories), codes.codes.to_numpy().astype(np.intp)
