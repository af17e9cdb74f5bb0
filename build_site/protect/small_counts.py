"""What must not be shown, hidden before anything is computed from it. Why so: docs/decisions/0009."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from build_site.errors import ProtectionError
from build_site.model.table import COLUMNS, KEYS, NUMBERS, SEXES, STATUSES, SafeTable, Table
from build_site.protect.grid import Grid, fill_sums, make_axes, make_grid
from build_site.protect.hiding import cover
from build_site.protect.links import fill_shared
from build_site.protect.rules import Flags, find_reasons


def protect(tables: Mapping[str, Table]) -> dict[str, SafeTable]:
    """Return the tables with every cell that may not be shown emptied and marked `suppressed`, all tables at once."""
    counted = {name: table for name, table in tables.items() if has_counts(table)}
    for name, table in counted.items():
        _check_form(name, table)
    whole = {name: empty_halves(table) for name, table in counted.items()}
    hidden = find_hidden(whole)
    safe = {name: empty(table, hidden[name]) if name in hidden else table for name, table in whole.items()}
    return {name: SafeTable(safe.get(name, table)) for name, table in tables.items()}


def _check_form(name: str, table: Table) -> None:
    """Raise ProtectionError for a frame whose rows have no place of their own: nobody could tell what hides what."""
    frame = table.frame
    unknown = {str(word) for word in frame["sex"].unique()} - set(SEXES)
    if unknown or frame[["area", "period"]].isna().any(axis=None):
        raise ProtectionError(f"{name}: a row has no area or period, or a sex that is not one of {', '.join(SEXES)}")
    if frame.duplicated(list(KEYS)).any():
        raise ProtectionError(f"{name}: two rows have the same area, period and sex")


def has_counts(table: Table) -> bool:
    """Tell whether the table counts anybody. Where it does not there is nothing to hide: its publisher judged it."""
    lost = [column for column in COLUMNS if column not in table.frame.columns]
    if lost:
        raise ProtectionError(f"{table.indicator}: the table has no column {', '.join(lost)}")
    return bool(table.frame["numerator"].notna().any() or table.frame["denominator"].notna().any())


def empty_halves(table: Table) -> Table:
    """Return the table without the rows that have only one of the two counts while others have both. Fail closed.

    Nobody can say how such rows add up with the others, so nothing could be proved of the cells round them.
    """
    counts = table.frame[["numerator", "denominator"]].notna()
    half = counts.any(axis=1) & ~counts.all(axis=1)
    return empty(table, half.to_numpy()) if half.any() and counts.all(axis=1).any() else table


def find_hidden(tables: Mapping[str, Table]) -> dict[str, Flags]:
    """Return by table which rows must be hidden; tables with nothing to hide are left out."""
    axes = make_axes(tables.values())
    grids = [make_grid(table, axes) for table in tables.values()]
    if not any(_has_reason(fill_sums(grid, axes)) or _has_gap(grid) for grid in grids):
        return {}
    fill_shared(grids)
    grids = [fill_sums(grid, axes) for grid in grids]
    if not any(_has_reason(grid) for grid in grids):
        return {}
    reasons = [find_reasons(grid.numerator, grid.denominator, grid.table) for grid in grids]
    closed = cover(axes, grids, reasons)
    rows = [(one & grid.known).ravel()[grid.seat] for grid, one in zip(grids, closed, strict=True)]
    return {name: hidden for name, hidden in zip(tables, rows, strict=True) if hidden.any()}


def _has_reason(grid: Grid) -> bool:
    return bool(find_reasons(grid.numerator, grid.denominator, grid.table).any.any() or grid.withheld.any())


def _has_gap(grid: Grid) -> bool:
    """Tell whether it counts some whose denominator another table may show."""
    return bool((np.isnan(grid.denominator) & ~np.isnan(grid.numerator)).any())


def empty(table: Table, hidden: Flags) -> Table:
    """Return the table without any number in the hidden rows: an interval or a numerator would tell the value."""
    frame = table.frame.astype(dict.fromkeys(NUMBERS, "float64"))
    frame.loc[hidden, list(NUMBERS)] = np.nan
    words = frame["status"].astype("object").where(~hidden, "suppressed")
    frame["status"] = pd.Categorical(words, categories=list(STATUSES))
    return Table(table.indicator, frame, table.smallest_denominator, table.additive_over, table.smallest_count)
