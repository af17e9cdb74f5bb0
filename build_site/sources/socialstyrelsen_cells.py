"""Rows of Socialstyrelsen's statistics database → rows of values.csv, and what a person should know about them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from build_site.errors import SourceError
from build_site.model.area import COUNTRY
from build_site.model.request import Notice
from build_site.sources.socialstyrelsen_answers import read_number, read_period
from build_site.sources.socialstyrelsen_plan import SEXES, Plan

Cell = tuple[str, str, str]
"""Area, period and sex."""
Parts = dict[tuple[str, ...], float | str]
"""What was published for each of the values that a cell is the sum of: a number, or the text that withholds it."""


def read_cells(plan: Plan, rows: Iterable[Mapping[str, object]]) -> dict[Cell, Parts]:
    """Return what was published for each area, period and sex; raise SourceError for a cell that stands twice."""
    cells: dict[Cell, Parts] = {}
    for row in rows:
        try:
            period, number = read_period(row["ar"]), read_number(str(row["varde"]))
        except ValueError as error:
            raise SourceError(f"{plan.series.indicator}: a row of {plan.series.topic} {error}") from None
        sex = SEXES[str(row["konId"])][0] if "kon" in plan.ids else "total"
        part = tuple(str(row[f"{variable}Id"]) for variable in plan.series.select)
        parts = cells.setdefault((plan.areas[str(row["regionId"])], period, sex), {})
        if part in parts:
            raise SourceError(f"{plan.series.indicator}: {plan.series.topic} gives the same cell twice ({period}, {sex})")
        parts[part] = number
    return cells


def make_row(plan: Plan, cell: Cell, columns: Mapping[str, Mapping[Cell, Parts]]) -> dict[str, object] | None:
    """Return one row of values.csv, or None when the cell has no value and nothing was withheld."""
    whole = math.prod(len(plan.ids[variable]) for variable in plan.series.select)
    published = {column: cells.get(cell, {}) for column, cells in columns.items()}
    area, period, sex = cell
    row: dict[str, object] = {"area": area, "period": period, "sex": sex, "kind": "final"}
    texts = {part for parts in published.values() for part in parts.values() if isinstance(part, str)}
    if texts:
        return row | {"status": "missing" if texts == {""} else "suppressed"}
    # An age without deaths has no row, so an absent count adds nothing; an absent population would make the rate too high.
    numbers = {
        column: math.fsum(part for part in parts.values() if isinstance(part, float))
        for column, parts in published.items()
        if parts and (column != "denominator" or len(parts) == whole)
    }
    if plan.series.per and numbers.get("denominator") and "numerator" in numbers:
        numbers["value"] = numbers["numerator"] / numbers["denominator"] * plan.series.per
    return row | numbers | {"status": "ok"} if "value" in numbers else None


def describe(plan: Plan, rows: Sequence[Mapping[str, object]], columns: Mapping[str, Mapping[Cell, Parts]]) -> list[Notice]:
    """Return what a person should see: texts in place of numbers, and cells that were not published."""
    texts = Counter(
        part or "nothing"
        for cells in columns.values()
        for parts in cells.values()
        for part in parts.values()
        if isinstance(part, str)
    )
    withheld = ", ".join(f"{text!r} {times} times" for text, times in sorted(texts.items()))
    known = {(row["period"], row["sex"]) for row in rows if row["area"] == COUNTRY}
    there = sum((row["period"], row["sex"]) in known for row in rows)
    absent = len(known) * len(plan.areas) - there
    name, said = plan.series.indicator, []
    if withheld:
        said.append(Notice("suppressed_text", f"in place of a number stands {withheld}", name))
    if absent:
        said.append(
            Notice("absent", f"{absent} cells of the years that the country has are not published; left out, not zero", name)
        )
    return said
