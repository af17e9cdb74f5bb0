"""Tables of counts for tests: leaves are given, wholes are summed, so that every sum a stranger knows is true."""

from collections.abc import Iterable, Mapping

import pandas as pd

from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, Table

Leaf = tuple[str, str, str]
"""(area, period, sex)."""
Counts = Mapping[Leaf, tuple[float, float]]
"""(numerator, denominator) by place."""


def sum_up(leaves: Counts) -> dict[Leaf, tuple[float, float]]:
    """Return the leaves with regions, the country and both sexes added."""
    whole: dict[Leaf, tuple[float, float]] = {}
    for (area, period, sex), (x, n) in leaves.items():
        for upper in dict.fromkeys((area, area[:2], "00")):
            for group in dict.fromkeys((sex, "total")):
                before = whole.get((upper, period, group), (0.0, 0.0))
                whole[upper, period, group] = (before[0] + x, before[1] + n)
    return whole


def make_table(
    counts: Counts,
    name: str = "test",
    *,
    additive_over: tuple[str, ...] = ("sex", "area"),
    smallest: int = 10,
    withheld: Iterable[Leaf] = (),
) -> Table:
    """Return the table of the counts; what the source withholds has no number and says so."""
    nan = float("nan")
    gone = set(withheld)
    ordered = sorted(counts, key=lambda place: (place[0], place[1], SEXES.index(place[2])))
    rows = [
        (*place, nan, nan, nan, nan, nan, "suppressed", "final")
        if place in gone
        else (*place, 100 * x / n if n else 0.0, nan, nan, x, n, "ok", "final")
        for place in ordered
        for x, n in (counts[place],)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    for column in ("area", "period"):
        frame[column] = frame[column].astype("category")
    for column, words in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        frame[column] = pd.Categorical(frame[column], categories=list(words))
    return Table(name, frame, smallest, additive_over)


def find_suppressed(table: Table) -> set[Leaf]:
    """Return the places that the table says are hidden."""
    gone = table.frame[(table.frame["status"] == "suppressed").to_numpy()]
    return {(str(row.area), str(row.period), str(row.sex)) for row in gone.itertuples(index=False)}
