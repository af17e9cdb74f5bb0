"""Small groups vanish before anything is computed from them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from build_site.model.table import COLUMNS, NUMBERS, SafeTable, Table
from build_site.protect.small_counts import protect
from build_site.validate.folder import read_data

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
    """Nothing is lost on the way, and each table keeps its own rule."""
    table = read_table("2180,2024,total,55.6,,,5,9,ok,final")
    lenient = Table("vantan", table.frame, 5, table.additive_over)
    safe = protect({"strict": table, "lenient": lenient})
    assert list(safe) == ["strict", "lenient"]
    assert [cells(one)[0][-1] for one in safe.values()] == ["suppressed", "ok"]


def test_no_tables():
    """Nothing in, nothing out."""
    assert not protect({})
