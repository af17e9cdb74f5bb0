"""One indicator laid out to be judged: its figures, which of them may be judged, and what they are held against."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from build_site.compare.cube import Bools, Grid, grid, outside
from build_site.compare.uncertainty import Figures, figures
from build_site.model.area import COUNTRY, Area, AreaType
from build_site.model.indicator import Indicator
from build_site.model.register import Register
from build_site.model.table import SafeTable

Places = npt.NDArray[np.intp]
"""Indexes of areas, or of periods."""


@dataclass(frozen=True)
class Panel:
    """Areas down, periods across, and what each area's newest cell is."""

    indicator: Indicator
    cells: Grid
    sound: Figures
    """The figures that can be true."""
    suspicious: Bools
    at: Places
    """The place of each area's newest value among the periods; of its newest row when it never had a value."""
    thin: Bools
    """Areas whose coverage is below the register's own floor, or whose reference's is: shown, never judged."""
    types: tuple[AreaType, ...]
    reference: int | None
    """The country's row; None when it is not there, or is only the sum of the areas."""

    @property
    def rows(self) -> Places:
        """The places of the areas."""
        return np.arange(len(self.cells.areas))

    @property
    def newest(self) -> Figures:
        """Each area's newest figure."""
        return self.sound.part(self.rows, self.at)

    @property
    def judged(self) -> Bools:
        """Tell which areas have a newest figure that may be judged."""
        return np.asarray(np.isfinite(self.newest.value) & ~self.thin)

    def of_type(self, kind: AreaType) -> Places:
        """Return the places of the areas of one type."""
        return np.array([place for place, own in enumerate(self.types) if own == kind], dtype=np.intp)


def panel(indicator: Indicator, table: SafeTable, areas: Mapping[str, Area], register: Register | None) -> Panel:
    """Return the figures of both sexes together, laid out."""
    cells = grid(table)
    suspicious = outside(cells.values, indicator)
    return Panel(
        indicator=indicator,
        cells=cells,
        sound=figures(indicator, cells, ~suspicious),
        suspicious=suspicious,
        at=_newest(cells),
        thin=np.array([is_thin(indicator, register, area) for area in cells.areas], dtype=bool),
        types=tuple(areas[area].type for area in cells.areas),
        reference=cells.areas.index(COUNTRY) if COUNTRY in cells.areas and not is_sum(indicator) else None,
    )


def is_sum(indicator: Indicator) -> bool:
    """Tell whether the country's figure is the areas' added up: then no area can be compared with it."""
    return "area" in indicator.additive_over


def is_thin(indicator: Indicator, register: Register | None, area: str) -> bool:
    """Tell whether an area's coverage, or the whole country's, is known and below the register's own floor."""
    if register is None or register.coverage_floor is None:
        return False
    said = register.coverage if isinstance(register.coverage, float) else None
    whole = indicator.coverage if indicator.coverage is not None else said
    known = (indicator.coverage_by_area.get(code, whole) for code in (area, COUNTRY))
    return any(one is not None and one < register.coverage_floor for one in known)


def _newest(cells: Grid) -> Places:
    known = np.isfinite(cells.values)
    there = np.where(known.any(axis=1, keepdims=True), known, cells.status != None)  # noqa: E711 - element by element
    columns = np.arange(len(cells.periods))
    return np.asarray(np.where(there, columns, 0).max(axis=1, initial=0), dtype=np.intp)
