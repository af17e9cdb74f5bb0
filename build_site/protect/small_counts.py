"""What must not be shown, hidden before anything is computed from it.

This first version knows the smallest denominator and keeps a hidden woman from being the total minus the men. The
full control over linked tables, complements and earlier releases is work of its own (docs/decisions/0004).
"""

from collections.abc import Mapping

import numpy as np

from build_site.model.table import KEYS, NUMBERS, SafeTable, Table


def protect(tables: Mapping[str, Table]) -> dict[str, SafeTable]:
    """Return the tables with every cell that may not be shown emptied and marked `suppressed`, all tables at once."""
    return {name: SafeTable(hide_small(table)) for name, table in tables.items()}


def hide_small(table: Table) -> Table:
    """Return the table without numbers where the denominator is known and below the indicator's smallest one.

    A cell that the source itself suppressed stays so. A denominator of zero is below the limit too: it has no rate to show.
    """
    frame = table.frame
    small = (frame["denominator"] < table.smallest_denominator).to_numpy()
    gone = small | (frame["status"] == "suppressed").to_numpy()  # also what the source hid: the rest would tell it
    if not gone.any():
        return table
    hidden = small | _siblings(table, gone)
    safe = frame.copy()
    safe.loc[hidden, list(NUMBERS)] = np.nan
    safe.loc[hidden, "status"] = "suppressed"
    return Table(table.indicator, safe, table.smallest_denominator, table.additive_over)


def _siblings(table: Table, gone: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Both sexes hide when one must: total minus the other would tell."""
    frame = table.frame
    if "sex" not in table.additive_over:
        return np.zeros(len(frame), dtype=bool)
    parts = ((frame["sex"] != "total") & (frame["status"] == "ok")).to_numpy()
    groups = frame.groupby(list(KEYS[:2]), observed=True, sort=False).ngroup().to_numpy()
    return parts & np.isin(groups, groups[gone])
