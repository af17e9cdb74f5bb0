"""Worked cases that others have published, and what we hide in them. The attacker is checked against their numbers too."""

import csv
import time
from collections.abc import Iterable, Mapping

import numpy as np
import pytest

from build_site.model.table import NUMBERS, Table
from build_site.protect import protect
from tests.attacker import Attacker
from tests.conftest import PROJECT
from tests.counted import Leaf, find_suppressed, make_table, sum_up

VECTORS = PROJECT.parent / "shared" / "vectors"
YEAR = "2024"
Counts = dict[Leaf, tuple[float, float]]
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the vectors are not part of the repository: one is under the GPL"
)


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a vector."""
    with (VECTORS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def count_only(leaves: Mapping[tuple[str, str], float]) -> Table:
    """Return a table of counts by (area, sex) without denominators."""
    whole = sum_up({(area, YEAR, sex): (count, 0.0) for (area, sex), count in leaves.items()})
    table = make_table(whole)
    table.frame["denominator"] = np.nan
    return table


def split_tables(cells: Mapping[tuple[str, str], float]) -> dict[str, Counts]:
    """Return one indicator for each column of a cross-table (row, column): together they are everybody in the row."""
    rows, columns = (list(dict.fromkeys(key[place] for key in cells)) for place in (0, 1))
    return {
        column: sum_up(
            {
                (f"01{80 + place}", YEAR, "total"): (cells[row, column], sum(cells[row, one] for one in columns))
                for place, row in enumerate(rows)
            }
        )
        for column in columns
    }


def without(table: Table, places: Iterable[Leaf]) -> Table:
    """Return the table with cells emptied, as another program would hide them."""
    frame = table.frame.copy()
    gone = set(places)
    hidden = [(str(row.area), str(row.period), str(row.sex)) in gone for row in frame.itertuples(index=False)]
    frame.loc[hidden, list(NUMBERS)] = np.nan
    frame.loc[hidden, "status"] = "suppressed"
    return Table(table.indicator, frame, table.smallest_denominator, table.additive_over)


def split_attacker(tables: Mapping[str, Table]) -> Attacker:
    """Return the attacker who knows that the tables share everybody out between them."""
    names = list(tables)
    same = tuple(((names[0], "n"), (name, "n")) for name in names[1:])
    return Attacker(same=same, splits=((tuple(names), names[0]),)).read({name: one.frame for name, one in tables.items()})


def attack_published(
    cells: Mapping[tuple[str, str], float], hidden: set[tuple[str, str]]
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the attacker's bounds of the hidden cells of a cross-table whose margins are shown."""
    rows = list(dict.fromkeys(row for row, _ in cells))
    area = {row: f"01{80 + place}" for place, row in enumerate(rows)}
    tables = {
        column: without(make_table(counts, column), [(area[row], YEAR, "total") for row, one in hidden if one == column])
        for column, counts in split_tables(cells).items()
    }
    attacker = split_attacker(tables)
    return {(row, column): attacker.bounds(column, "x", area[row], YEAR, "total") for row, column in hidden}


def test_sdctable_four_regions_by_sex():
    """sdcTable, microdata1: two women in A. OPT, HITAS, HYPERCUBE and SIMPLEHEURISTIC all hide A's men and both sexes of C."""
    men, women = (18, 14, 12, 11), (2, 19, 10, 14)
    leaves = {(f"0{place + 1}", "men"): float(count) for place, count in enumerate(men)}
    leaves |= {(f"0{place + 1}", "women"): float(count) for place, count in enumerate(women)}
    hidden = find_suppressed(protect({"test": count_only(leaves)})["test"])
    assert hidden == {(area, YEAR, sex) for area in ("01", "03") for sex in ("women", "men")}


def test_gausssuppression_vignette_guards_only_against_exact_recovery():
    """Table 2 of the vignette: what it leaves shown says that two of the hidden counts are at most 2. Ours leaves 0-5."""
    spain, portugal, iceland = "0180", "0181", "0280"
    old, young = {spain: 6, portugal: 4, iceland: 3}, {spain: 5, portugal: 0, iceland: 2}
    leaves = {(area, "men"): float(count) for area, count in old.items()}
    leaves |= {(area, "women"): float(count) for area, count in young.items()}
    table = count_only(leaves)
    published = {(area, YEAR, sex) for area in ("01", "02", iceland, portugal) for sex in ("men", "women")}
    theirs = Attacker().read({"test": without(table, published).frame})
    assert theirs.bounds("test", "x", iceland, YEAR, "women") == pytest.approx((0, 2))
    assert theirs.bounds("test", "x", portugal, YEAR, "women") == pytest.approx((0, 2))
    ours = Attacker().read({"test": protect({"test": table})["test"].frame})
    for area, sex in ((iceland, "women"), (iceland, "men"), (portugal, "men")):
        low, high = ours.bounds("test", "x", area, YEAR, sex)
        assert low == pytest.approx(0)
        assert high >= 5


@needs_vectors
def test_the_attacker_finds_what_sdctable_finds():
    """4 x 4: every row and column has two hidden cells, and one of them is exactly 47; with one more hidden it is 0-78."""
    rows = read_rows("sdctable_attack_4x4.csv")
    cells = {(row["v1"], row["v2"]): float(row["freq"]) for row in rows}
    hidden = {(row["v1"], row["v2"]) for row in rows if row["suppressed"] == "True"}
    expected = read_rows("sdctable_attack_4x4_bounds.csv")
    for pattern, extra in (("before", set()), ("after_x_d", {("x", "d")}), ("after_x_b", {("x", "b")})):
        found = attack_published(cells, hidden | extra)
        published = {
            (row["v1"], row["v2"]): (float(row["lower"]), float(row["upper"])) for row in expected if row["pattern"] == pattern
        }
        assert published
        for cell, bounds in published.items():
            assert found[cell] == pytest.approx(bounds), (pattern, cell)


@needs_vectors
def test_z1_is_protected_wider_than_its_published_pattern():
    """GaussSuppression z1: four kinds of income in eight regions. Its six hidden cells have ranges 6 wide; ours hold 0-5."""
    cells = {(row["region"], row["hovedint"]): float(row["ant"]) for row in read_rows("gausssuppression_z1_input.csv")}
    pattern = {
        (row["region"], row["hovedint"]) for row in read_rows("gausssuppression_z1_expected.csv") if row["suppressed"] == "True"
    }
    theirs = attack_published(cells, pattern)
    for row in read_rows("gausssuppression_z1_bounds.csv"):
        assert theirs[row["region"], row["hovedint"]] == pytest.approx((float(row["lower"]), float(row["upper"])))
    truth = split_tables(cells)
    safe = protect({name: make_table(counts, name) for name, counts in truth.items()})
    attacker = split_attacker(safe)
    few = [(name, place) for name, counts in truth.items() for place, (x, _) in counts.items() if 1 <= x <= 4]
    assert len(few) == 4
    for name, place in few:
        low, high = attacker.bounds(name, "x", *place)
        assert low == pytest.approx(0), place
        assert high >= 5, place
    assert sum(len(find_suppressed(table)) for table in safe.values()) <= 10  # of 40; all or nothing hides every municipality


def draw_country() -> Counts:
    """Return counts for 290 municipalities in 21 regions, by sex: 936 cells with the wholes, some 98 of them 1-4."""
    draw = np.random.default_rng(2)
    counts: Counts = {}
    for place in range(290):
        people = max(2_500.0, float(np.exp(draw.normal(9.6, 1.0))))
        for sex in ("women", "men"):
            below = int(draw.poisson(people * 0.01))
            counts[f"{place % 21 + 1:02}{place // 21 + 10}", YEAR, sex] = (float(draw.binomial(below, 0.1)), float(below))
    return sum_up(counts)


def test_a_country_by_sex():
    """936 cells within three seconds, nothing recovered, and a fraction of what all or nothing under each region would hide."""
    truth = draw_country()
    assert len(truth) == 936
    few = [place for place, (x, n) in truth.items() if 1 <= x <= 4 or 1 <= n - x <= 4 or n < 10]
    start = time.perf_counter()
    safe = protect({"one": make_table(truth, "one")})
    assert time.perf_counter() - start < 3
    hidden = find_suppressed(safe["one"])
    closed = {(area[:2], sex) for area, _, sex in few}
    all_or_nothing = sum((area[:2], sex) in closed for area, _, sex in truth if len(area) == 4)
    assert len(few) > 90
    assert len(few) < len(hidden) < 1.58 * len(few) < all_or_nothing / 2
    attacker = Attacker().read({"one": safe["one"].frame})
    for place in few:
        low, high = attacker.bounds("one", "x", *place)
        assert low <= 1e-6, place
        assert high >= 5 - 1e-6, place
