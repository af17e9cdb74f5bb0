"""What must not be shown, hidden before anything is computed from it. Why so: docs/decisions/0009."""

from collections.abc import Mapping

import numpy as np

from build_site.model.table import NUMBERS, SafeTable, Table
from build_site.protect.grid import make_axes, make_grid
from build_site.protect.hiding import cover
from build_site.protect.rules import Flags, find_reasons


def protect(tables: Mapping[str, Table]) -> dict[str, SafeTable]:
    """Return the tables with every cell that may not be shown emptied and marked `suppressed`, all tables at once."""
    hidden = find_hidden({name: table for name, table in tables.items() if has_counts(table)})
    return {name: SafeTable(empty(table, hidden[name]) if name in hidden else table) for name, table in tables.items()}


def has_counts(table: Table) -> bool:
    """Tell whether the table counts anybody. Where it does not there is nothing to hide: its publisher judged it."""
    return bool(table.frame["numerator"].notna().any() or table.frame["denominator"].notna().any())


def find_hidden(tables: Mapping[str, Table]) -> dict[str, Flags]:
    """Return by table which rows must be hidden; tables with nothing to hide are left out."""
    axes = make_axes(tables.values())
    grids = [make_grid(table, axes) for table in tables.values()]
    reasons = [find_reasons(grid.numerator, grid.denominator, grid.table) for grid in grids]
    if not any(reason.any.any() or grid.withheld.any() for grid, reason in zip(grids, reasons, strict=True)):
        return {}
    closed = cover(axes, grids, reasons)
    rows = [(one & grid.known).ravel()[grid.seat] for grid, one in zip(grids, closed, strict=True)]
    return {name: hidden for name, hidden in zip(tables, rows, strict=True) if hidden.any()}


def empty(table: Table, hidden: Flags) -> Table:
    """Return the table without any number in the hidden rows: an interval or a numerator would tell the value."""
    frame = table.frame.copy()
    frame.loc[hidden, list(NUMBERS)] = np.nan
    frame.loc[hidden, "status"] = "suppressed"
    return Table(table.indicator, frame, table.smallest_denominator, table.additive_over, table.smallest_count)
