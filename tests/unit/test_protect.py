"""Small groups vanish before anything is computed from them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from build_site.errors import ProtectionError
from build_site.model.table import COLUMNS, KEYS, NUMBERS, SafeTable, Table
from build_site.protect import protect
from build_site.validate.folder import read_data
from tests.counted import find_suppressed, make_table, sum_up

HEAD = ",".join(COLUMNS)
ReadTable = Callable[..., Table]


@pytest.fixture
def read_table(small_data: Path) -> ReadTable:
    """Return what reads rows of values.csv as the table of the indicator `vantan`: at least 10 people, sexes add up."""

    def read(*rows: str, additive_over: str = "[sex]") -> Table:
        folder = small_data / "indicators" / "vantan"
        text = (folder / "indicator.yml").read_text(encoding="utf-8")
        changed = text.replace("additive_over: [sex]", f"additive_over: {additive_over}")
        (folder / "indicator.yml").write_text(changed, encoding="utf-8")
        (folder / "values.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        return read_data(small_data)[1]["vantan"]

    return read


def cells(table: Table) -> list[tuple[str, str, float | None, float | None, str]]:
    """Return (area, sex, value, denominator, status) of each row, with None for no number."""
    frame = table.frame.astype(object).where(table.frame.notna(), None)
    return list(frame[["area", "sex", "value", "denominator", "status"]].itertuples(index=False, name=None))


def hide(table: Table) -> SafeTable:
    return protect({"vantan": table})["vantan"]


def test_nine_people_are_hidden_and_ten_are_shown(read_table: ReadTable):
    """The indicator's own smallest denominator decides; at the limit the figure is shown."""
    safe = hide(read_table("0180,2024,total,50,,,5,10,ok,final", "2180,2024,total,55.6,,,5,9,ok,final"))
    assert cells(safe) == [("0180", "total", 50.0, 10.0, "ok"), ("2180", "total", None, None, "suppressed")]


def test_every_number_of_a_hidden_cell_goes(read_table: ReadTable):
    """An interval or a numerator would tell the value."""
    safe = hide(read_table("2180,2024,total,55.6,21,86,5,9,ok,final"))
    assert safe.frame[list(NUMBERS)].isna().all(axis=None)


def test_both_sexes_hide_together(read_table: ReadTable):
    """Nine women are the total minus eleven men. The total itself is large enough and stays, and so does another year."""
    safe = hide(
        read_table(
            "2180,2023,men,40,,,8,20,ok,final",
            "2180,2024,total,50,,,10,20,ok,final",
            "2180,2024,women,55.6,,,5,9,ok,final",
            "2180,2024,men,45.5,,,5,11,ok,final",
            "21,2024,men,45,,,50,110,ok,final",
        )
    )
    expected = [
        ("21", "men", 45.0, 110.0, "ok"),
        ("2180", "men", 40.0, 20.0, "ok"),
        ("2180", "total", 50.0, 20.0, "ok"),
        ("2180", "women", None, None, "suppressed"),
        ("2180", "men", None, None, "suppressed"),
    ]
    assert expected == cells(safe)


def test_sexes_that_do_not_add_up_hide_apart(read_table: ReadTable):
    """A mean for women does not follow from the others'."""
    rows = ("2180,2024,women,55.6,,,5,9,ok,final", "2180,2024,men,45.5,,,5,11,ok,final")
    safe = hide(read_table(*rows, additive_over="[]"))
    assert cells(safe) == [("2180", "women", None, None, "suppressed"), ("2180", "men", 45.5, 11.0, "ok")]


def test_an_unknown_denominator_hides_nothing(read_table: ReadTable):
    """Figures that the publisher has already cleared have no counts; they are theirs to judge."""
    assert cells(hide(read_table("2180,2024,total,50,,,,,ok,final"))) == [("2180", "total", 50.0, None, "ok")]


def test_zero_of_many_is_shown(read_table: ReadTable):
    """That nobody fell points at nobody."""
    assert cells(hide(read_table("2180,2024,total,0,,,0,40,ok,final"))) == [("2180", "total", 0.0, 40.0, "ok")]


def test_what_the_source_hid_stays_hidden(read_table: ReadTable):
    """Suppressed, missing and not applicable are different things and stay what they were."""
    rows = (
        "01,2024,total,,,,,,suppressed,final",
        "0180,2024,total,,,,,,missing,final",
        "21,2024,total,,,,,,not_applicable,final",
        "2180,2024,total,55.6,,,5,9,ok,final",
    )
    assert [row[-1] for row in cells(hide(read_table(*rows)))] == ["suppressed", "missing", "not_applicable", "suppressed"]


def test_a_sex_that_the_source_hid_takes_the_other_with_it(read_table: ReadTable):
    """Total 10 of 20 and men 5 of 11 tell the 5 of 9 women whom the source did not want to show."""
    rows = (
        "2180,2024,total,50,,,10,20,ok,final",
        "2180,2024,women,,,,,,suppressed,final",
        "2180,2024,men,45.5,,,5,11,ok,final",
    )
    assert cells(hide(read_table(*rows)))[2][-1] == "suppressed"


def test_tables_without_small_groups_pass_untouched(read_table: ReadTable):
    """The rest of the data is not copied, sorted or rounded on the way."""
    table = read_table("00,2024,total,20,,,200,1000,ok,final")
    pd.testing.assert_frame_equal(table.frame, hide(table).frame)


def test_the_raw_table_is_not_changed(read_table: ReadTable):
    """Protect answers with a new table: who holds the raw one still knows what it said."""
    table = read_table("2180,2024,total,55.6,,,5,9,ok,final")
    before = table.frame.copy()
    hide(table)
    pd.testing.assert_frame_equal(before, table.frame)


def test_all_tables_come_back_by_name(read_table: ReadTable):
    """Nothing is lost on the way, and each table may be stricter than the rule of ten, but not laxer."""
    table = read_table("2180,2024,total,45.5,,,5,11,ok,final")
    small = read_table("2180,2024,total,55.6,,,5,9,ok,final")
    strict, lenient = Table("strict", table.frame, 12), Table("lenient", small.frame, 5)
    safe = protect({"strict": strict, "plain": table, "lenient": lenient})
    assert list(safe) == ["strict", "plain", "lenient"]
    assert [cells(one)[0][-1] for one in safe.values()] == ["suppressed", "ok", "suppressed"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (1, 40, False),
        (4, 40, False),
        (5, 40, True),
        (0, 40, True),
        (36, 40, False),
        (39, 40, False),
        (35, 40, True),
        (40, 40, True),
    ],
)
def test_few_and_all_but_few_are_hidden(read_table: ReadTable, numerator: int, denominator: int, *, shown: bool):
    """One to four who have it, and one to four who have not, tell as much; none and all of many point at nobody."""
    share = 100 * numerator / denominator
    safe = hide(read_table(f"2180,2024,total,{share},,,{numerator},{denominator},ok,final"))
    assert cells(safe)[0][-1] == ("ok" if shown else "suppressed")


def test_a_weighted_count_points_at_nobody(read_table: ReadTable):
    """Estimates are not whole people; the rule of few does not hold for them, the smallest denominator does."""
    safe = hide(read_table("0180,2024,total,5,,,2.5,50,ok,final", "2180,2024,total,5,,,0.45,9,ok,final"))
    assert [row[-1] for row in cells(safe)] == ["ok", "suppressed"]


def test_a_register_may_ask_for_more(read_table: ReadTable):
    """The stricter of two rules wins; a laxer one changes nothing."""
    frame = read_table("2180,2024,total,15,,,6,40,ok,final").frame
    states = {least: cells(protect({"one": Table("one", frame, smallest_count=least)})["one"])[0][-1] for least in (1, 5, 7)}
    assert states == {1: "ok", 5: "ok", 7: "suppressed"}


def test_the_rest_of_the_region_goes_with_a_municipality():
    """Region minus the others is the hidden one, so a second one goes; the region and the country stay."""
    leaves = {
        ("0180", "2024", "total"): (3.0, 40.0),
        ("0181", "2024", "total"): (20.0, 90.0),
        ("0182", "2024", "total"): (30.0, 80.0),
    }
    assert find_suppressed(protect({"one": make_table(sum_up(leaves))})["one"]) == {
        ("0180", "2024", "total"),
        ("0182", "2024", "total"),
    }


def test_a_table_with_the_same_people_hides_the_same_cells():
    """A denominator below ten stands in both tables; hidden in one and shown in the other it would not be hidden."""
    people = {f"01{place}": 8.0 if place == 80 else 60.0 + place for place in range(80, 86)}
    tables = {
        name: make_table(sum_up({(area, "2024", "total"): (n * share // 1, n) for area, n in people.items()}), name)
        for name, share in (("one", 0.2), ("two", 0.5))
    }
    hidden = [find_suppressed(table) for table in protect(tables).values()]
    assert hidden[0] == hidden[1]
    assert ("0180", "2024", "total") in hidden[0]
    assert len(hidden[0]) == 2


def test_parts_that_do_not_make_the_whole_go_together():
    """They are said to add up and do not: no other table can be shown to be as likely, so the level is closed."""
    counts = sum_up({(f"01{place}", "2024", "total"): (3.0 if place == 80 else 50.0, 100.0) for place in range(80, 84)})
    counts["01", "2024", "total"] = (140.0, 400.0)
    hidden = find_suppressed(protect({"one": make_table(counts)})["one"])
    assert {f"01{place}" for place in range(80, 84)} <= {area for area, _, _ in hidden}
    assert ("00", "2024", "total") not in hidden


def test_rolling_sums_go_with_their_year():
    """2023/2024 minus 2023 is 2024."""
    rows = {"0180": ((20.0, 90.0), (3.0, 90.0)), "0181": ((25.0, 90.0), (30.0, 90.0)), "0182": ((25.0, 95.0), (31.0, 95.0))}
    leaves: dict[tuple[str, str, str], tuple[float, float]] = {}
    for area, years in rows.items():
        leaves |= {(area, str(2023 + year), "total"): counts for year, counts in enumerate(years)}
        leaves[area, "2023/2024", "total"] = (years[0][0] + years[1][0], years[0][1] + years[1][1])
    hidden = find_suppressed(protect({"one": make_table(sum_up(leaves))})["one"])
    assert {("0180", "2024", "total"), ("0180", "2023/2024", "total")} <= hidden
    assert ("0180", "2023", "total") not in hidden


def test_what_the_source_withholds_of_a_region_is_not_the_rest():
    """Region minus the two others is the one that the source did not want to show, small or not."""
    leaves = {(f"01{80 + place}", "2024", "total"): (50.0 + place, 200.0 + place) for place in range(3)}
    table = make_table(sum_up(leaves), withheld=[("0180", "2024", "total")])
    hidden = find_suppressed(protect({"one": table})["one"])
    assert hidden == {("0180", "2024", "total"), ("0181", "2024", "total")}


def test_a_hundred_tables_without_small_groups_come_back_themselves():
    """The first look is enough: not a copy is made."""
    table = make_table(sum_up({("0180", "2024", sex): (50.0, 100.0) for sex in ("women", "men")}))
    tables = {str(number): table for number in range(100)}
    assert all(safe.frame is table.frame for safe in protect(tables).values())


def test_no_tables():
    """Nothing in, nothing out."""
    assert not protect({})


def test_rolling_sums_that_share_years_go_together():
    """2021/2023 less 2020/2022 is 2023 less 2020: the sums beside a small one would tell of it, and one further on would not."""
    spans = ("2018/2020", "2020/2022", "2021/2023", "2024/2026")
    leaves = {
        (f"01{80 + place}", span, "total"): (3.0 if place == 0 and span == "2021/2023" else 20.0 + place, 90.0)
        for place in range(4)
        for span in spans
    }
    hidden = find_suppressed(protect({"one": make_table(sum_up(leaves))})["one"])
    assert {("0180", "2021/2023", "total"), ("0180", "2020/2022", "total")} <= hidden
    assert {span for _, span, _ in hidden} == {"2020/2022", "2021/2023"}
    assert len(hidden) == 4


def test_the_country_is_the_sum_of_municipalities_without_their_regions():
    """No region stands in the table, but the country less all the others is still the hidden one."""
    leaves = {(area, "2024", "total"): (30.0, 90.0) for area in ("0180", "0181", "0280", "0281")}
    table = make_table(sum_up(leaves | {("0180", "2024", "total"): (3.0, 90.0)}))
    plain = table.frame.astype({"area": "object"})  # a category would remember the regions
    frame = plain[~plain["area"].isin(["01", "02"])].reset_index(drop=True)
    hidden = find_suppressed(protect({"one": replace(table, frame=frame)})["one"])
    assert len(hidden) == 2
    assert ("0180", "2024", "total") in hidden


def test_sums_are_taken_to_hold_when_nobody_says_so():
    """Total less men is women, and the region less the others the fourth, though the indicator declares nothing."""
    leaves = {(f"01{80 + place}", "2024", sex): (30.0, 90.0) for place in range(4) for sex in ("women", "men")}
    table = make_table(sum_up(leaves | {("0180", "2024", "women"): (3.0, 90.0)}), additive_over=())
    assert len(find_suppressed(protect({"one": table})["one"])) == 4


def test_a_frame_as_somebody_else_would_write_it():
    """Plain text instead of categories, whole numbers, any order of rows: the same cells go."""
    leaves = {(f"01{80 + place}", "2024", "total"): (3.0 if place == 0 else 30.0, 90.0) for place in range(4)}
    table = make_table(sum_up(leaves))
    counts = dict.fromkeys(("numerator", "denominator"), "int64")
    plain = table.frame.astype(dict.fromkeys([*KEYS, "status", "kind"], "object")).astype(counts)[::-1]
    safe = protect({"one": replace(table, frame=plain)})["one"]
    assert find_suppressed(safe) == find_suppressed(protect({"one": table})["one"])
    assert list(safe.frame["area"]) == list(plain["area"])


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda frame: frame.drop(columns="denominator"), "no column denominator"),
        (lambda frame: frame.assign(sex="kvinnor"), "a sex that is not one of"),
        (lambda frame: pd.concat([frame, frame]), "two rows have the same"),
    ],
)
def test_a_frame_that_cannot_be_judged_is_refused(spoil: Callable[[pd.DataFrame], pd.DataFrame], problem: str):
    """Nothing is published rather than something that nobody could have judged."""
    table = make_table({("0180", "2024", "total"): (3.0, 90.0)})
    with pytest.raises(ProtectionError, match=problem):
        protect({"one": replace(table, frame=spoil(table.frame))})


def test_rows_with_half_their_counts_are_hidden_where_others_have_both():
    leaves = {(f"01{place}", "2024", sex): (40.0, 100.0) for place in (14, 15, 17) for sex in ("women", "men")}
    table = make_table(sum_up(leaves))
    half = ((table.frame["area"] == "0114") & (table.frame["sex"] == "women")).to_numpy()
    for column in ("denominator", "numerator"):
        spoilt = replace(table, frame=table.frame.copy())
        spoilt.frame.loc[half, column] = float("nan")
        assert ("0114", "2024", "women") in find_suppressed(protect({"test": spoilt})["test"])
        spoilt.frame[column] = float("nan")  # in no row at all: that is how this publisher counts
        assert find_suppressed(protect({"test": spoilt})["test"]) == set()


@pytest.mark.parametrize(("shown", "least"), [("null", 10), ("7", 10), ("40", 40)])
def test_a_register_that_shows_fewer_raises_the_limit(small_data: Path, shown: str, least: int):
    """`smallest_shown` is the register's own promise; a laxer one than the measure's changes nothing."""
    register = small_data / "registers" / "starr.yml"
    register.write_text(f"{register.read_text(encoding='utf-8')}smallest_shown: {shown}\n", encoding="utf-8")
    assert {table.smallest_denominator for table in read_data(small_data)[1].values()} == {least}


def test_a_denominator_that_another_table_shows_is_known():
    """37 of an unknown number, and 40 in the table beside it: three have not, and that is few."""
    people = {"0180": 40.0, "0181": 60.0, "0182": 70.0, "0183": 80.0}
    one = make_table(sum_up({(area, "2024", "total"): (20.0, n) for area, n in people.items()}), "one")
    two = make_table(sum_up({(area, "2024", "total"): (37.0, n) for area, n in people.items()}), "two")
    two.frame.loc[two.frame["area"] == "0180", "denominator"] = float("nan")
    assert ("0180", "2024", "total") in find_suppressed(protect({"one": one, "two": two})["two"])
