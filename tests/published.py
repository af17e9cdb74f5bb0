"""Finished files as the audit reads them, made from tables of counts: whole, or with cells hidden carelessly."""

from collections.abc import Iterable, Mapping

import numpy as np

from build_site.audit.counts import lay_out, make_axes, read_facts
from build_site.audit.ranges import find_range
from build_site.audit.small_numbers import make_equations, make_targets
from build_site.audit.sums import complete
from build_site.model.output import Files, json_bytes
from build_site.model.table import NUMBERS, SafeTable, Table
from build_site.publish.endpoints.indicators import observations, plain_columns
from tests.counted import Leaf

WORDS = {"x": "numerator", "c": "rest of the denominator", "n": "denominator"}


def publish(tables: Mapping[str, Table], *, released: str = "2026-01-31", adjustment: str = "none") -> Files:
    """Return the files that show the tables as they are: what is in them is what a stranger reads."""
    files = {"api/v1/index.json": json_bytes({"release": released})}
    for name, table in tables.items():
        files[f"api/v1/indicators/{name}.json"] = json_bytes(
            {
                "id": name,
                "unit": "percent",
                "adjustment": adjustment,
                "additive_over": list(table.additive_over),
                "smallest_denominator": table.smallest_denominator,
                "smallest_count": table.smallest_count,
                "observations": observations(plain_columns(SafeTable(table))),
            }
        )
    return files


def hide(table: Table, places: Iterable[Leaf], *, keep: Iterable[str] = ()) -> Table:
    """Return the table with cells hidden, all their numbers gone but those of the columns to keep."""
    gone, frame = set(places), table.frame.copy()
    where = [(str(row.area), str(row.period), str(row.sex)) in gone for row in frame.itertuples(index=False)]
    assert sum(where) == len(gone), "a place to hide is not in the table"
    frame.loc[where, [column for column in NUMBERS if column not in keep]] = np.nan
    frame.loc[where, "status"] = "suppressed"
    return Table(table.indicator, frame, table.smallest_denominator, table.additive_over, table.smallest_count)


def hide_small(table: Table) -> Table:
    """Return the table with the small cells hidden and nothing else."""
    x, n = table.frame["numerator"], table.frame["denominator"]
    small = x.between(1, 4) | (n - x).between(1, 4) | (n < 10)
    keys = zip(table.frame["area"], table.frame["period"], table.frame["sex"], strict=True)
    return hide(table, [key for key, gone in zip(keys, small, strict=True) if gone])


class Reckoned:
    """What the audit makes of finished files: its system, and the range of each hidden count."""

    def __init__(self, files: Files) -> None:
        facts = read_facts(files)
        self.axes = make_axes(facts)
        self.tables = [complete(lay_out(one, self.axes), self.axes) for one in facts]
        self.system, columns = make_equations(self.tables, self.axes)
        self.judged, self.targets = make_targets(self.tables, columns, self.system)

    def places(self) -> list[tuple[str, str, Leaf]]:
        """Return what is judged: the table, the kind of count, and the cell."""
        return [(one.name, kind, self.axes.name(seat)) for one, seat, kind in self.judged]

    def range(self, name: str, kind: str, place: Leaf) -> tuple[float, float]:
        """Return the least and the most that a hidden count can be."""
        return find_range(self.system, self.targets, self.places().index((name, kind, place)))


def sentence(name: str, place: Leaf, kind: str = "x") -> str:
    """Return what the audit says of a hidden count that can be worked out."""
    return f"{name}: {', '.join(place)}: is hidden, but what else is shown tells too much of its {WORDS[kind]}"
