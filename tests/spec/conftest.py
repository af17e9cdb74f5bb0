"""A spec test is a table that a statistician can read: what is given, and what must be said of it."""

import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from build_site.compare.country import compare
from build_site.model.area import Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.indicator import Indicator
from build_site.model.register import Register
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, STATUSES, SafeTable, Table
from build_site.protect.small_counts import protect

Row = dict[str, str]
Cell = dict[str, object]
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
    "why no change": lambda one: one.change_reason,
    "change is": lambda one: None if one.change is None else one.change.assessment,
    "change limits": lambda one: (
        None if one.change is None or one.change.lower is None else f"{one.change.lower:.2f} to {one.change.upper:.2f}"
    ),
    "method": lambda one: one.verdict.method,
    "sure": lambda one: one.verdict.sure,
    "interval": lambda one: None if one.interval is None else f"{one.interval.lower:.2f} to {one.interval.upper:.2f}",
    "from": lambda one: None if one.interval is None else one.interval.method,
    "ranked by": lambda one: one.rank_method,
    "funnel": lambda one: one.funnel,
    "trend": lambda one: one.trend,
    "targets": lambda one: " ".join(target.status for target in one.targets),
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


COUNTS = re.compile(r"(?P<numerator>[0-9.]+)/(?P<denominator>[0-9.]+)(?:=(?P<value>-?[0-9.]+))?")
LIMITS = re.compile(r"\[(?P<lower>-?[0-9.]+) (?P<upper>-?[0-9.]+)\]")


def cell_of(text: str, factor: float) -> Cell:
    """Return what a drawn cell holds: 50; 40/80 people; 40/80=50.1 though the counts give 50; 50 [48 53]; 40/80 [48 53]."""
    if text in WORDS:
        value, status = WORDS[text]
        return {"value": value, "status": status}
    first, _, limits = text.partition(" ")
    counts, bounds = COUNTS.fullmatch(first), LIMITS.fullmatch(limits)
    assert bool(bounds) == bool(limits), "limits are written [48 53]"
    parts = (counts.groupdict() if counts else {"value": first}) | (bounds.groupdict() if bounds else {})
    numbers = {name: float(part) for name, part in parts.items() if part}
    if "value" not in numbers:
        numbers["value"] = numbers["numerator"] * factor / numbers["denominator"]
    return numbers | {"status": "ok"}


def frame(rows: list[tuple[str, str, str, Cell]]) -> pd.DataFrame:
    """Return (area, period, sex, cell) rows as validate would have read them."""
    full: list[Cell] = [
        dict.fromkeys(NUMBERS, float("nan")) | {"area": area, "period": period, "sex": sex, "kind": "final"} | cell
        for area, period, sex, cell in sorted(rows, key=lambda row: (row[0], row[1], SEXES.index(row[2])))
    ]
    made = pd.DataFrame(full, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    for column in ("area", "period"):
        made[column] = made[column].astype("category")
    for column, words in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        made[column] = pd.Categorical(made[column], categories=list(words))
    assert not made.duplicated(list(KEYS)).any()
    return made


def table(given: str, *, name: str = "test", factor: float = 100) -> SafeTable:
    """Return a drawn table, areas down and periods across, as figures that have been through protect.

    A column `sex` makes rows of women or men. The factor turns counts into values: 100 for per cent.
    """
    rows = []
    for row in parse(given):
        area, sex = row.pop("area"), row.pop("sex", "total")
        rows += [(area, period, sex, cell_of(cell, factor)) for period, cell in row.items() if cell != "-"]
    return protect({name: Table(name, frame(rows))})[name]


def check(
    given: str, then: str, *, factor: float = 100, floor: float | None = None, covers: float | str | None = None, **fields: object
) -> Comparison:
    """Compare the given figures, and assert that what is said of each area is what the second table says.

    `floor` and `covers` are the register's: the coverage it asks for, and what it says that it has.
    """
    both = {"sv": "Register", "en": "Register"}
    about = {"id": "register", "name": both, "holder": None, "url": None, "covers": both}
    register = Register.model_validate(about | {"coverage": covers, "coverage_floor": floor})
    comparison = compare(indicator(**fields), table(given, factor=factor), AREAS, register=register)
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
