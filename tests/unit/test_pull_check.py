"""What a new table is held against, and what is new in it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from build_site.model.area import Area
from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, Table
from build_site.pull.check import problems
from build_site.pull.difference import Difference, Revision, difference, keep_kinds, shared_rows

Row = tuple[str, str, str, float | None]
CODES = [f"{number:02}" for number in range(10)]
AREAS = {"00": Area(code="00", name="Riket", type="country")}
AREAS |= {code: Area(code=code, name=f"Region {code}", type="region", parent="00") for code in CODES[1:]}
AREAS |= {"0180": Area(code="0180", name="Stockholm", type="municipality", parent="01")}


def table(rows: Sequence[Row], *, kind: str = "final") -> Table:
    """Return rows as validate makes them; None is a missing value."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1], SEXES.index(row[2])))
    frame = pd.DataFrame(dict.fromkeys(NUMBERS, np.full(len(rows), np.nan)))
    frame["value"] = np.array([row[3] for row in ordered], dtype="float64")
    for place, column in enumerate(("area", "period", "sex")):
        words = [str(row[place]) for row in ordered]
        frame[column] = pd.Categorical(words, categories=SEXES if column == "sex" else sorted(set(words)))
    frame["status"] = pd.Categorical(["missing" if row[3] is None else "ok" for row in ordered], categories=STATUSES)
    frame["kind"] = pd.Categorical([kind] * len(rows), categories=KINDS)
    return Table("U1", frame[list(COLUMNS)])


def full(
    *, areas: Sequence[str] = CODES, years: Sequence[int] = (2023, 2024), value: float = 50.0, sexes: Sequence[str] = ("total",)
) -> list[Row]:
    return [(area, str(year), sex, value + int(area[:2])) for area in areas for year in years for sex in sexes]


# What speaks against a table


def test_the_same_table_has_no_problems():
    assert problems(table(full()), table(full()), AREAS) == []


def test_nothing_can_be_said_of_a_first_table():
    assert problems(None, table(full(areas=["01"])), AREAS) == []


@pytest.mark.parametrize(("wrong", "refused"), [(0, False), (1, False), (5, False), (6, True), (10, True)])
def test_a_table_mostly_outside_what_can_be_true_is_refused_a_first_one_too(wrong: int, *, refused: bool):
    """Five of ten may be odd; with six the share is most likely no share of a hundred."""
    new = table([(code, "2024", "total", 7800.0 if place < wrong else 78.0) for place, code in enumerate(CODES)])
    said = f"has {wrong} of 10 figures outside what can be true; is the unit another, or valid_range wrong?"
    assert problems(None, new, AREAS, limits=(0, 100)) == ([said] if refused else [])
    assert problems(None, new, AREAS, limits=(None, None)) == []


def test_an_old_table_without_figures_is_no_measure():
    empty = table([("01", "2024", "total", None)])
    assert problems(empty, table(full(years=[2020])), AREAS) == []


@pytest.mark.parametrize(("left", "refused"), [(10, False), (8, False), (7, True), (1, True)])
def test_three_quarters_of_the_figures_must_be_left(left: int, *, refused: bool):
    """75 % of ten areas is 7.5: eight may stand, seven not. The country and a region are always among them."""
    found = problems(
        table(full(years=[2024])), table(full(areas=CODES[:left] if left > 1 else ["00", "01"], years=[2024])), AREAS
    )
    assert bool(found) is refused
    assert not found or "at least 75% of the places, periods and sexes" in found[0]


def test_new_places_years_and_sexes_do_not_hide_that_old_ones_are_lost():
    """Half the regions are gone, but municipalities and women came: there are more rows than before."""
    old = table(full(years=[2024]))
    more = full(areas=CODES[:5], years=range(2020, 2025), sexes=SEXES)
    new = table([*more, *full(areas=["0180"], years=range(2000, 2025))])
    assert len(new.frame) > len(old.frame)
    assert problems(old, new, AREAS) == [
        "has 5 figures where there were 10; at least 75% of the places, periods and sexes that data/ has must still be there"
    ]


def test_missing_values_are_no_figures():
    rows = [(area, "2024", "total", None if int(area) > 5 else 1.0) for area in CODES]
    assert "has 6 figures where there were 10" in problems(table(full(years=[2024])), table(rows), AREAS)[0]


def test_lost_years_sexes_and_levels_are_named_together():
    old = table([*full(sexes=("total", "women")), *full(areas=["0180"])])
    new = table(full(areas=CODES[1:], years=[2024]))
    assert problems(old, new, AREAS)[:3] == [
        "has lost every figure for period 2023",
        "has lost every figure for sex women",
        "has lost every figure for areas of type country, municipality",
    ]


def test_a_year_that_was_never_known_can_not_be_lost():
    old = table([*full(), *((area, "2022", "total", None) for area in CODES)])
    assert problems(old, table(full()), AREAS) == []


@pytest.mark.parametrize(
    ("factor", "refused"),
    [
        (1.0, False),
        (3.0, False),
        (49.9, False),
        (50.0, True),
        (100.0, True),
        (0.021, False),
        (0.02, True),
        (0.01, True),
        (-100.0, True),
        (-1.0, False),
    ],
)
def test_a_change_of_unit_is_refused(factor: float, *, refused: bool):
    new = [(area, period, sex, (value or 0) * factor) for area, period, sex, value in full()]
    found = problems(table(full()), table(new), AREAS)
    assert [problem.partition(" is about ")[0] for problem in found] == ["" for _ in found] or found[0].startswith("is about")
    assert bool(found) is refused


def test_a_few_large_changes_are_no_change_of_unit():
    new = [(area, period, sex, (value or 0) * (100 if area in CODES[:4] else 1)) for area, period, sex, value in full()]
    assert problems(table(full()), table(new), AREAS) == []


def test_zeros_say_nothing_of_a_unit():
    zeros = table([(area, "2024", "total", 0.0) for area in CODES])
    assert problems(zeros, table(full(years=[2024])), AREAS) == []


def test_no_figure_enters_a_message():
    old = table(full(value=4711.0, sexes=SEXES))
    found = " ".join(problems(old, table(full(value=0.4711, years=[2024])), AREAS))
    assert found
    assert "4711" not in found


# What is new


def test_nothing_new_is_an_empty_difference():
    assert difference(table(full()), table(full()), (0, 100)) == Difference(20)
    assert difference(table(full()), table(full()), (0, 100)).is_empty


def test_a_first_table_is_all_new():
    new = difference(None, table(full()), (None, None))
    assert (new.first, new.added, new.is_empty) == (True, 20, False)


def test_rows_are_counted_and_the_largest_revisions_named():
    old = table(full())
    rows = {row[:3]: row[3] for row in full()}
    rows["01", "2024", "total"] = 51.5
    rows["02", "2024", "total"] = 40.0
    rows["03", "2023", "total"] = None
    del rows["09", "2023", "total"]
    rows["09", "2025", "total"] = 1.0
    rows["09", "2026", "total"] = 1.0
    new = difference(old, table([(*key, value) for key, value in rows.items()]), (0, 100))
    assert (new.rows, new.added, new.changed, new.removed, new.outside) == (21, 2, 3, 1, 0)
    assert new.largest == (
        Revision("02", "2024", "total", 52.0, 40.0),
        Revision("01", "2024", "total", 51.0, 51.5),
    )


def test_at_most_three_revisions_are_named():
    new = [(area, period, sex, (value or 0) + int(area)) for area, period, sex, value in full()]
    largest = difference(table(full()), table(new), (0, 100)).largest
    assert [(one.area, one.period) for one in largest] == [("09", "2023"), ("09", "2024"), ("08", "2023")]


@pytest.mark.parametrize("column", ["lower", "upper", "numerator", "denominator"])
def test_a_change_in_any_number_is_a_change(column: str):
    new = table(full())
    new.frame.loc[3, column] = 7.0
    assert difference(table(full()), new, (0, 100)).changed == 1


@pytest.mark.parametrize(("column", "word"), [("kind", "preliminary"), ("status", "suppressed")])
def test_a_change_in_a_word_is_a_change(column: str, word: str):
    new = table(full())
    new.frame.loc[3, column] = word
    assert difference(table(full()), new, (0, 100)).changed == 1


@pytest.mark.parametrize(("limits", "outside"), [((0, 100), 0), ((0, 55), 8), ((53, None), 6), ((None, None), 0)])
def test_figures_outside_what_can_be_true_are_counted(limits: tuple[float | None, float | None], outside: int):
    """Values run from 50 to 59, twice."""
    assert difference(None, table(full()), limits).outside == outside


def test_shared_rows_are_found_whatever_words_each_table_knows():
    old = table([("01", "2023", "total", 1.0), ("03", "2024", "women", 2.0), ("05", "2022", "men", 3.0)])
    new = table(
        [("00", "2024", "total", 9.0), ("01", "2023", "total", 1.0), ("03", "2024", "women", 2.0), ("03", "2024", "men", 2.0)]
    )
    before, after = shared_rows(old.frame, new.frame)
    assert [old.frame["area"][place] for place in before] == [new.frame["area"][place] for place in after] == ["01", "03"]


# What a person has said of a figure


@pytest.mark.parametrize(
    ("written", "told", "kept"),
    [
        (50.1, 50.1, True),
        (50.1, 50.1234, True),
        (50.1, 50.14999, True),
        (50.1, 50.16, False),
        (247.0, 247.3, True),
        (247.0, 248.0, False),
        (50.125, 50.1254, True),
        (50.125, 50.13, False),
    ],
)
def test_a_kind_stays_for_as_long_as_the_number_does(written: float, told: float, *, kept: bool):
    old = table([("01", "2024", "total", written), ("01", "2023", "total", 1.0)], kind="preliminary")
    new = keep_kinds(old, table([("00", "2024", "total", told), ("01", "2024", "total", told)]))
    assert list(new.frame["kind"]) == ["final", "preliminary" if kept else "final"]


def test_what_the_publisher_says_of_a_kind_stands():
    old, new = table(full(), kind="preliminary"), table(full(), kind="estimate")
    assert set(keep_kinds(old, new).frame["kind"]) == {"estimate"}


def test_without_marks_the_table_is_untouched():
    new = table(full())
    assert keep_kinds(table(full()), new) is new
    assert keep_kinds(None, new) is new


def test_a_missing_value_keeps_no_kind():
    old = table([("01", "2024", "total", None)], kind="preliminary")
    assert list(keep_kinds(old, table([("01", "2024", "total", 5.0)])).frame["kind"]) == ["final"]
