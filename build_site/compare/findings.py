"""Checks for what looks wrong in the source. What they find is shown beside the figures, never mended in silence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from build_site.compare.cube import Grid, grid, outside
from build_site.compare.uncertainty import disagreeing
from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Finding
from build_site.model.indicator import Indicator
from build_site.model.period import in_words
from build_site.model.table import SafeTable
from build_site.model.unit import number, quantity

FEW_AREAS = 0.9
"""Fewer areas than this share of those ever seen makes a period incomplete."""
SHARED_CELLS = 20
"""Equal cells needed to call two series the same."""
WHOLE_PERIOD = 10
"""Equal areas needed to call a whole period a copy."""
SAME = 2e-5
"""Relative difference below which two values are one value, rounded differently."""
LONG_NUMBER = 100_000
"""Two values with six digits that agree are hardly a coincidence; 44321.4 is 443214 tenths."""

Cells = dict[str, Grid]


def find(
    indicators: Mapping[str, Indicator], tables: Mapping[str, SafeTable], areas: Mapping[str, Area]
) -> dict[str, tuple[Finding, ...]]:
    """Return what the checks found, by indicator, most serious first. Looks at all indicators together."""
    grids = {name: grid(table) for name, table in tables.items()}
    found: dict[str, list[Finding]] = defaultdict(list)
    for name, cells in grids.items():
        indicator = indicators[name]
        found[name] += [
            *outside_limits(indicator, cells, areas),
            *missing_areas(indicator, cells, areas),
            *repeated_periods(indicator, cells),
            *sudden_zeros(indicator, cells, areas),
            *counts_apart(indicator, cells, areas),
            *unlike_its_label(indicator, tables[name]),
        ]
    for first, second in _pairs(indicators, grids, areas):
        for finding in shared_values(indicators[first], grids[first], indicators[second], grids[second], areas):
            found[finding.indicator].append(finding)
    return {name: tuple(findings) for name, findings in found.items() if findings}


def outside_limits(indicator: Indicator, cells: Grid, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Yield values that can't be true: a share of 146 %."""
    low, high = indicator.limits
    for place, at in np.argwhere(outside(cells.values, indicator)):
        value = quantity(float(cells.values[place, at]), indicator.unit)
        yield Finding(
            "outside_limits",
            indicator.id,
            f"{areas[cells.areas[place]].name} {in_words(cells.periods[at])}: "
            f"källan anger {value}, men värdet kan bara vara {_bounds(low, high)}.",
            (cells.areas[place],),
            cells.periods[at],
        )


def _bounds(low: float | None, high: float | None) -> str:
    least, most = ("" if limit is None else number(limit, len(f"{limit:g}".partition(".")[2])) for limit in (low, high))
    if low is not None and high is not None:
        return f"{least}\u2013{most}"
    return f"minst {least}" if low is not None else f"högst {most}"


def missing_areas(indicator: Indicator, cells: Grid, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Tell when the newest period lacks areas that have had values before: twelve of twenty-two. A hidden one is there."""
    known = np.isfinite(cells.values)
    if not known.any():
        return
    last = int(np.flatnonzero(known.any(axis=0))[-1])
    now = known[:, last]
    ever = known.any(axis=1) & (cells.status[:, last] != "suppressed")
    if now.sum() >= FEW_AREAS * ever.sum():
        return
    absent = tuple(cells.areas[place] for place in np.flatnonzero(ever & ~now))
    names = ", ".join("riket" if code == COUNTRY else areas[code].short for code in absent[:12])
    yield Finding(
        "missing_areas",
        indicator.id,
        f"{in_words(cells.periods[last])} har värden för {now.sum()} av {ever.sum()} områden. Uppgift saknas för {names}"
        + (f" och {len(absent) - 12} till." if len(absent) > 12 else "."),  # noqa: PLR2004
        absent,
        cells.periods[last],
    )


def repeated_periods(indicator: Indicator, cells: Grid) -> Iterator[Finding]:
    """Yield periods where every area has exactly the value of the period before: most likely copied."""
    for at in range(1, len(cells.periods)):
        now, before = cells.values[:, at], cells.values[:, at - 1]
        both = np.isfinite(now) & np.isfinite(before)
        if both.sum() >= WHOLE_PERIOD and (now[both] == before[both]).all():
            yield Finding(
                "repeated_period",
                indicator.id,
                f"Alla områden har samma värden {in_words(cells.periods[at])} som {in_words(cells.periods[at - 1])}.",
                (),
                cells.periods[at],
            )


def sudden_zeros(indicator: Indicator, cells: Grid, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Yield values of exactly zero where the area is otherwise far from zero: perhaps figures that were never sent in."""
    numbers = np.where(cells.values == 0, np.nan, cells.values)
    known = np.isfinite(numbers).sum(axis=1)
    for place, at in np.argwhere(cells.values == 0):
        if known[place] and np.nanmedian(numbers[place]) >= 10:  # noqa: PLR2004
            yield Finding(
                "sudden_zero",
                indicator.id,
                f"{areas[cells.areas[place]].name} {in_words(cells.periods[at])}: "
                "källan anger 0. Det kan vara uppgifter som inte rapporterats.",
                (cells.areas[place],),
                cells.periods[at],
            )


def counts_apart(indicator: Indicator, cells: Grid, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Tell, by area, when the source's counts don't give the source's value: then nothing is computed from the counts."""
    wrong = disagreeing(indicator, cells)
    for place in np.flatnonzero(wrong.any(axis=1)):
        area, at = cells.areas[place], np.flatnonzero(wrong[place])
        more = f" och {len(at) - 1} perioder till" if len(at) > 2 else " och en period till" if len(at) > 1 else ""  # noqa: PLR2004
        yield Finding(
            "counts_disagree",
            indicator.id,
            f"{areas[area].name} {in_words(cells.periods[at[-1]])}{more}: täljaren delad med nämnaren blir inte källans värde. "
            "Vi räknar därför inte ut någon osäkerhet ur dem.",
            (area,),
            cells.periods[at[-1]],
        )


def unlike_its_label(indicator: Indicator, table: SafeTable) -> Iterator[Finding]:
    """Tell when the source's words say one thing and its label another: an index called percent, women called total."""
    title = (indicator.source_title or "").lower()
    if "index" in title and indicator.unit == "percent":
        yield Finding("index_as_percent", indicator.id, "Källan kallar värdet procent, men det är ett index.")
    if "andel" in title and indicator.unit == "index":
        yield Finding("percent_as_index", indicator.id, "Källan kallar värdet index, men det är en andel.")
    only_total = set(table.frame["sex"].unique()) == {"total"}
    who = {"women": "kvinnor", "men": "män"}.get(indicator.population)
    if who and only_total:
        yield Finding("one_sex_as_total", indicator.id, f"Källan märker värdena ”totalt”, men de gäller bara {who}.")


def _pairs(indicators: Mapping[str, Indicator], grids: Cells, areas: Mapping[str, Area]) -> Iterator[tuple[str, str]]:
    """Yield the pairs in one unit that share enough equal values to be worth a closer look."""
    by_unit: dict[str, list[str]] = defaultdict(list)
    for name in grids:
        by_unit[indicators[name].unit].append(name)
    for names in by_unit.values():
        cells = _side_by_side([grids[name] for name in names], areas)
        for place, name in enumerate(names[:-1]):
            others = cells[place + 1 :]
            with np.errstate(invalid="ignore"):
                equal = np.abs(others - cells[place]) <= SAME * np.abs(cells[place])
            long = equal & (np.abs(cells[place]) * 10 >= LONG_NUMBER)
            for other in np.flatnonzero((equal.sum(axis=1) >= WHOLE_PERIOD) | long.any(axis=1)):
                yield name, names[place + 1 + int(other)]


def _side_by_side(grids: list[Grid], areas: Mapping[str, Area]) -> npt.NDArray[np.float64]:
    """Return one row an indicator, one column a cell, over regions and country, or municipalities where there are only those."""
    all_areas = sorted({area for cells in grids for area in cells.areas})
    wide = [area for area in all_areas if areas[area].type != "municipality"] or all_areas
    periods = sorted({period for cells in grids for period in cells.periods})
    row_of = {area: row for row, area in enumerate(wide)}
    cube = np.full((len(grids), len(wide), len(periods)), np.nan)
    for place, cells in enumerate(grids):
        where = tuple(area for area in cells.areas if area in row_of)
        rows = [row_of[area] for area in where]
        columns = [periods.index(period) for period in cells.periods]
        cube[place][np.ix_(rows, columns)] = _part(cells, where, cells.periods)
    return cube.reshape(len(grids), -1)


def shared_values(one: Indicator, cells: Grid, other: Indicator, others: Grid, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """Tell when two measures share values: the same series under two ids, a copied year, or one copied cell."""
    equal, both, where, when = _overlap(cells, others)
    if both.sum() >= SHARED_CELLS and equal.sum() == both.sum():
        for mine, its in ((one, other), (other, one)):
            yield Finding(
                "same_series",
                mine.id,
                f"Samma siffror som måttet ”{its.title.sv}”, alla {both.sum()} gemensamma värden.",
                other=its.id,
            )
        return
    for column, period in enumerate(when):
        same, known = int(equal[:, column].sum()), int(both[:, column].sum())
        if known >= WHOLE_PERIOD and same == known:
            for mine, its in ((one, other), (other, one)):
                text = (
                    f"Alla värden {in_words(period)} är desamma som i måttet ”{its.title.sv}”. "
                    "Ett av måtten har troligen fått fel siffror i källan."
                )
                yield Finding("copied_period", mine.id, text, (), period, its.id)
    yield from _single_cells(one, cells, other, equal, where, when, areas)


def _single_cells(
    one: Indicator,
    cells: Grid,
    other: Indicator,
    equal: npt.NDArray[np.bool_],
    where: tuple[str, ...],
    when: tuple[str, ...],
    areas: Mapping[str, Area],
) -> Iterator[Finding]:
    if equal.sum() > 2:  # noqa: PLR2004
        return
    for row, column in np.argwhere(equal):
        value = cells.values[cells.areas.index(where[row]), cells.periods.index(when[column])]
        if abs(value) * 10 < LONG_NUMBER or where[row] == COUNTRY:
            continue
        for mine, its in ((one, other), (other, one)):
            text = (
                f"{areas[where[row]].name} {in_words(when[column])} har exakt samma värde här som i "
                f"”{its.title.sv}”: troligen fel i källan."
            )
            yield Finding("copied_cell", mine.id, text, (where[row],), when[column], its.id)


def _overlap(cells: Grid, others: Grid) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], tuple[str, ...], tuple[str, ...]]:
    """Return which shared cells are equal and which are known in both, over the shared areas and periods."""
    where = tuple(sorted(set(cells.areas) & set(others.areas)))
    when = tuple(period for period in cells.periods if period in others.periods)
    mine = _part(cells, where, when)
    its = _part(others, where, when)
    both = np.isfinite(mine) & np.isfinite(its)
    with np.errstate(invalid="ignore"):
        equal = both & (np.abs(mine - its) <= SAME * np.abs(mine))
    return equal, both, where, when


def _part(cells: Grid, where: tuple[str, ...], when: tuple[str, ...]) -> npt.NDArray[np.float64]:
    rows = [cells.areas.index(area) for area in where]
    columns = [cells.periods.index(period) for period in when]
    return cells.values[np.ix_(rows, columns)]
