"""A spec test is a table that a statistician can read: what is given, and what must be said of it."""

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from build_site.compare.country import compare
from build_site.model.area import Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.indicator import Indicator
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, STATUSES, SafeTable, Table
from build_site.protect.small_counts import protect

Row = dict[str, str]
ReadTable = Callable[[str], list[Row]]
MakeIndicator = Callable[..., Indicator]
MakeTable = Callable[..., SafeTable]
Spec = Callable[..., Comparison]

AREAS: Mapping[str, Area] = {
    code: Area.model_validate({"code": code, "name": name, "type": kind, "parent": parent})
    for code, name, kind, parent in (
        ("00", "Riket", "country", None),
        ("01", "Region Norr", "region", "00"),
        ("03", "Region Söder", "region", "00"),
        ("04", "Region Öster", "region", "00"),
        ("05", "Region Väster", "region", "00"),
        ("0101", "Nordby kommun", "municipality", "01"),
        ("0102", "Fjällby kommun", "municipality", "01"),
        ("0103", "Skogsby kommun", "municipality", "01"),
    )
}
WORDS = {"": (float("nan"), "missing"), "hidden": (float("nan"), "suppressed")}
"""What a given cell may say instead of a number; a dash means that there is no such row."""

SHOWN: Mapping[str, Callable[[Latest], object]] = {
    "area": lambda one: one.area,
    "period": lambda one: one.period,
    "value": lambda one: one.value,
    "status": lambda one: one.status,
    "suspicious": lambda one: "yes" if one.suspicious else "no",
    "verdict": lambda one: one.verdict.verdict,
    "reason": lambda one: one.verdict.reason,
    "years": lambda one: (
        None if one.verdict.years_compared is None else f"{one.verdict.years_better} of {one.verdict.years_compared}"
    ),
    "p": lambda one: None if one.verdict.p_value is None else f"{one.verdict.p_value:.4f}",
    "rank": lambda one: one.rank,
    "span": lambda one: None if one.rank is None else f"{one.rank_low} to {one.rank_high}",
    "of": lambda one: one.of,
    "difference": lambda one: one.difference,
    "change": lambda one: None if one.change is None else f"{one.change.difference} since {one.change.from_period}",
}
"""What a table may ask of each area's latest figure, by the head of the column."""


def parse(text: str) -> list[Row]:
    """Return the rows of a table drawn with bars, each cell as text by the head of its column."""
    head, *rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in textwrap.dedent(text).strip().splitlines()
    ]
    assert rows, "a table without rows proves nothing"
    return [dict(zip(head, row, strict=True)) for row in rows]


def indicator(**fields: object) -> Indicator:
    """Return a made-up indicator; name only what the test is about."""
    both = {"sv": "Påhittat mått", "en": "Made-up measure"}
    plain: dict[str, Any] = {
        "id": "test",
        "title": both,
        "description": both,
        "unit": "days",
        "better": "higher",
        "better_reason": "Så är det sagt.",
        "register": "register",
        "source": "source",
        "adjustment": "none",
        "smallest_denominator": 10,
        "additive_over": [],
        "steward": "Ingen",
        "next_review": "2099-12-31",
    }
    return Indicator.model_validate(plain | fields)


def frame(rows: list[tuple[str, str, float, str]], sex: str = "total") -> pd.DataFrame:
    """Return (area, period, value, status) rows as validate would have read them."""
    full: list[dict[str, object]] = [
        dict.fromkeys(NUMBERS, float("nan"))
        | {"area": area, "period": period, "sex": sex, "value": value, "status": status, "kind": "final"}
        for area, period, value, status in sorted(rows)
    ]
    made = pd.DataFrame(full, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    for column in ("area", "period"):
        made[column] = made[column].astype("category")
    for column, words in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        made[column] = pd.Categorical(made[column], categories=list(words))
    assert not made.duplicated(list(KEYS)).any()
    return made


def table(given: str, *, name: str = "test") -> SafeTable:
    """Return a drawn table, areas down and periods across, as figures that have been through protect."""
    rows = []
    for row in parse(given):
        area = row.pop("area")
        for period, cell in row.items():
            if cell == "-":
                continue
            value, status = WORDS[cell] if cell in WORDS else (float(cell), "ok")
            rows.append((area, period, value, status))
    return protect({name: Table(name, frame(rows))})[name]


def check(given: str, then: str, **fields: object) -> Comparison:
    """Compare the given figures, and assert that what is said of each area is what the second table says."""
    comparison = compare(indicator(**fields), table(given), AREAS)
    expected = parse(then)
    actual = [
        {head: "" if (said := SHOWN[head](comparison.latest[row["area"]])) is None else str(said) for head in row}
        for row in expected
    ]
    assert expected == actual
    return comparison


@pytest.fixture(scope="session")
def areas() -> Mapping[str, Area]:
    """Return a made-up country of four regions and three municipalities."""
    return AREAS


@pytest.fixture(scope="session")
def read_rows() -> ReadTable:
    """Return what reads a drawn table."""
    return parse


@pytest.fixture(scope="session")
def make_indicator() -> MakeIndicator:
    """Return what makes an indicator."""
    return indicator


@pytest.fixture(scope="session")
def make_table() -> MakeTable:
    """Return what makes a safe table from a drawn one."""
    return table


@pytest.fixture(scope="session")
def spec() -> Spec:
    """Return the check of one comparison: given these figures, then this is said."""
    return check
