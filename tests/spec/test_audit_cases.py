"""Worked cases that others have published: the audit finds the ranges that they print, and judges them by our rule.

The numbers are facts, laid out here as the tables that a statistician would read: a row is a municipality, a column an
indicator that takes its share of everybody there, and the margins are shown. sdcTable: Meindl, test of the attacker problem.
GaussSuppression: Langsrud and others, the data set z1 and table 2 of the vignette.
"""

from collections.abc import Sequence

import pytest

from build_site.audit.small_numbers import check_small_numbers
from build_site.model.table import Table
from build_site.protect import protect
from tests.counted import Leaf, make_table, sum_up
from tests.published import Reckoned, hide, publish, sentence

YEAR = "2024"
Cell = tuple[str, str]

FOUR_BY_FOUR = """
     a    b    c    d
w   30   47   64   89
x   90  124    5   31
y   92  100   59   85
z  800  991  651  685
"""
HIDDEN = ("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd")
BEFORE = {
    "wa": (25, 94),
    "wb": (47, 47),
    "wc": (0, 69),
    "xa": (26, 95),
    "xc": (0, 69),
    "yb": (0, 185),
    "yd": (0, 185),
    "zb": (906, 1091),
    "zd": (585, 770),
}
AFTER_XD = BEFORE | {"wa": (0, 120), "wb": (0, 78), "xa": (0, 120), "xd": (0, 78), "zb": (875, 1138), "zd": (538, 801)}
AFTER_XB = BEFORE | {"wa": (0, 120), "wb": (0, 141), "xa": (0, 120), "xb": (30, 171)}

Z1 = """
   annet arbeid soshjelp trygd
A     11     11       55    36
B      7      1       29    18
C      5      8       35    25
D     13      2       17    13
E      9     14       63    52
F     12      9       24    22
G      6      4       22     8
H      9      3       38    15
"""


def read_cells(text: str) -> dict[Cell, float]:
    """Return the cells of a cross-table by row and column."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    return {(row, column): float(count) for row, *counts in lines for column, count in zip(header, counts, strict=True)}


def place_of(row: str, rows: Sequence[str]) -> Leaf:
    """Return the municipality that stands for a row."""
    return (f"01{80 + rows.index(row)}", YEAR, "total")


def make_tables(cells: dict[Cell, float]) -> dict[str, Table]:
    """Return one indicator for each column. In another region there is the same once more, so that the links are seen."""
    rows, columns = (list(dict.fromkeys(cell[side] for cell in cells)) for side in (0, 1))
    tables = {}
    for number, column in enumerate(columns):
        leaves = {place_of(row, rows): (cells[row, column], sum(cells[row, one] for one in columns)) for row in rows}
        leaves["0280", YEAR, "total"] = (100.0 + number, sum(100.0 + one for one in range(len(columns))))
        tables[column] = make_table(sum_up(leaves), column)
    return tables


def hide_cells(tables: dict[str, Table], rows: Sequence[str], hidden: Sequence[Cell]) -> dict[str, Table]:
    """Return the tables with cells of the cross-table hidden. Who is in a row is known: only the numerator is not."""
    return {
        name: hide(table, [place_of(row, rows) for row, column in hidden if column == name]) for name, table in tables.items()
    }


@pytest.mark.parametrize(("more", "expected"), [((), BEFORE), (("xd",), AFTER_XD), (("xb",), AFTER_XB)])
def test_sdctable_four_by_four(more: tuple[str, ...], expected: dict[str, tuple[int, int]]):
    """Two hidden cells in every row and column, and w|b is exactly 47 all the same; with x|d hidden too it is 0-78."""
    cells = read_cells(FOUR_BY_FOUR)
    hidden = [(cell[0], cell[1]) for cell in (*HIDDEN, *more)]
    reckoned = Reckoned(publish(hide_cells(make_tables(cells), "wxyz", hidden)))
    assert {f"{row}{column}" for row, column in hidden} == expected.keys()
    for row, column in hidden:
        assert reckoned.range(column, "x", place_of(row, "wxyz")) == expected[row + column], (row, column)


def test_what_is_exactly_known_and_many_tells_of_nobody():
    """By our rule w|b may be told: 47 are not few. Were there three of them it would be a fault."""
    cells = read_cells(FOUR_BY_FOUR)
    tables = hide_cells(make_tables(cells), "wxyz", [(cell[0], cell[1]) for cell in HIDDEN])
    assert check_small_numbers(publish(tables)) == []
    cells["w", "b"], cells["x", "b"], cells["w", "d"], cells["x", "d"] = 3.0, 168.0, 133.0, 47.0
    tables = hide_cells(make_tables(cells), "wxyz", [(cell[0], cell[1]) for cell in HIDDEN])
    assert sentence("b", place_of("w", "wxyz")) in check_small_numbers(publish(tables))


def test_gausssuppression_z1():
    """Six hidden cells, each known to within six: the published pattern leaves 0-6, which our rule just lets through."""
    expected = {
        ("B", "annet"): (2, 8),
        ("B", "arbeid"): (0, 6),
        ("D", "annet"): (9, 15),
        ("D", "arbeid"): (0, 6),
        ("H", "annet"): (6, 12),
        ("H", "arbeid"): (0, 6),
    }
    tables = hide_cells(make_tables(read_cells(Z1)), "ABCDEFGH", list(expected))
    reckoned = Reckoned(publish(tables))
    for (row, column), bounds in expected.items():
        assert reckoned.range(column, "x", place_of(row, "ABCDEFGH")) == bounds
    faults = check_small_numbers(publish(tables))
    assert faults == [f"arbeid: 0186, {YEAR}, total: shows a numerator that is about few people"]  # their rule is 3, ours 4


def test_gausssuppression_vignette():
    """Table 2 guards only against exact recovery: two hidden counts are known to be at most 2, and that is a fault here."""
    spain, portugal, iceland = "0180", "0181", "0280"
    old, young = {spain: 6, portugal: 4, iceland: 3}, {spain: 5, portugal: 0, iceland: 2}
    leaves: dict[Leaf, tuple[float, float]] = {(area, YEAR, "men"): (float(count), 0.0) for area, count in old.items()}
    leaves |= {(area, YEAR, "women"): (float(count), 0.0) for area, count in young.items()}
    table = make_table(sum_up(leaves))
    table.frame["denominator"] = float("nan")
    published = [(area, YEAR, sex) for area in ("01", "02", iceland, portugal) for sex in ("men", "women")]
    files = publish({"test": hide(table, published)})
    reckoned = Reckoned(files)
    for area in (iceland, portugal):
        assert reckoned.range("test", "x", (area, YEAR, "women")) == (0, 2)
        assert sentence("test", (area, YEAR, "women")) in check_small_numbers(files)
    assert check_small_numbers(publish(dict(protect({"test": table})))) == []
