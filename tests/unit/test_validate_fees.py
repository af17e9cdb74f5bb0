"""The columns of fees.csv that a sum needs: each fault is named with its line."""

from pathlib import Path

import pytest

from build_site.errors import Fault
from build_site.validate.reading import Reader
from build_site.validate.things import read_areas, read_devices

FILE = "devices/01/fees.csv"
PLAIN = {"fee_id": "f1", "iso": "120606", "fee_type": "user_fee", "source_url": "https://example.org/", "status": "last_known"}


def read(data: Path, **cells: str) -> tuple[list[Fault], object]:
    """Return the faults and the fee of a file with one row."""
    row = PLAIN | cells
    (data / FILE).parent.mkdir(exist_ok=True)
    (data / FILE).write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    reader = Reader(data)
    fees = read_devices(reader, read_areas(reader), {}).fees
    return reader.faults, next((fee for fee in fees if fee.area == "01"), None)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"covers": "120606;9999"}, "covers or except has '9999', which is not in devices/categories.csv"),
        ({"except": "99"}, "covers or except has '99', which is not in devices/categories.csv"),
        ({"covers": "120606,"}, None),
        ({"covers": "12060"}, "covers.0 '12060' has characters that are not allowed here"),
        ({"count_rule": "total"}, "count_rule and count_from or count_to go together; write both or none"),
        ({"count_from": "2"}, "count_rule and count_from or count_to go together; write both or none"),
        ({"count_rule": "nth", "count_from": "3", "count_to": "2"}, "count_from is above count_to"),
        ({"count_rule": "third", "count_from": "3"}, "count_rule 'third' must be 'total' or 'nth'"),
        ({"count_rule": "nth", "count_from": "0"}, "count_from: input should be greater than 0"),
        ({"longest_months": "0"}, "longest_months: input should be greater than 0"),
        ({"loss_year": "5"}, "loss_year: input should be less than or equal to 4"),
        ({"counted": "no"}, "counted and told go together; write no and the reason, or leave both empty"),
        ({"told": "för att"}, "counted and told go together; write no and the reason, or leave both empty"),
        ({"counted": "yes", "told": "x"}, "counted 'yes' must be 'no'"),
        ({"variant": "<b>"}, "variant has markup or invisible characters; write plain text"),
        ({"excepted": "12"}, "unknown column 'excepted'"),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(small_data: Path, cells: dict[str, str], problem: str | None):
    faults, _ = read(small_data, **cells)
    assert {fault.file for fault in faults} == {f"data/{FILE}"}
    assert problem is None or any(problem in fault.problem for fault in faults), faults


def test_the_columns_are_read(small_data: Path):
    """A list is written with semicolons, and spaces around them don't matter."""
    faults, fee = read(small_data, covers="12; 1206", **{"except": "120606"}, count_rule="nth", count_from="2", variant="stor")
    assert faults == []
    assert fee is not None
    told = fee.model_dump(by_alias=True)  # type: ignore[attr-defined]
    assert (told["covers"], told["except"], told["count_rule"]) == (("12", "1206"), ("120606",), "nth")
    assert (told["count_from"], told["count_to"], told["variant"], told["counted"]) == (2, None, "stor", None)


OVERLAPS = {
    "undated twice": ((), (), False),
    "the first has ended": (("2024-01-01", "2024-12-31"), ("2025-01-01", ""), False),
    "one day too many": (("2024-01-01", "2025-01-01"), ("2025-01-01", ""), True),
    "both go on": (("2024-01-01", ""), ("2025-01-01", ""), True),
    "the newest follows an undated one": ((), ("2025-01-01", ""), False),
    "before and after, undated": (("", "2024-12-31"), ("2025-01-01", ""), False),
}


@pytest.mark.parametrize(("one", "other", "wrong"), OVERLAPS.values(), ids=OVERLAPS)
def test_two_fees_for_the_same_thing_at_the_same_time(
    small_data: Path,
    one: tuple[str, ...],
    other: tuple[str, ...],
    wrong: bool,  # noqa: FBT001
):
    """Which one holds would be a guess."""
    faults = pair(small_data, one, other)
    problem = "holds at the same time as line 2 and is for the same thing; give one a valid_to or a variant, or write superseded"
    assert faults == ([Fault(f"data/{FILE}", 3, problem)] if wrong else [])


def pair(data: Path, one: tuple[str, ...], other: tuple[str, ...], **cells: str) -> list[Fault]:
    """Return the faults of two rows that differ in their dates and in nothing else but `cells`, which the second has."""
    columns = [*PLAIN, "valid_from", "valid_to", *(name for name in cells if name not in PLAIN)]
    rows = [PLAIN | dict(zip(("valid_from", "valid_to"), days, strict=False)) for days in (one, other)]
    rows[1] |= {"fee_id": "f2"} | cells
    (data / FILE).parent.mkdir(exist_ok=True)
    lines = [",".join(columns), *(",".join(row.get(name, "") for name in columns) for row in rows)]
    (data / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    reader = Reader(data)
    read_devices(reader, read_areas(reader), {})
    return reader.faults


@pytest.mark.parametrize("cells", [{"status": "superseded"}, {"variant": "stor"}, {"max_age": "17"}, {"fee_type": "visit_fee"}])
def test_rows_that_differ_in_more_than_the_amount_may_stand_together(small_data: Path, cells: dict[str, str]):
    year = ("2025-01-01", "2025-12-31")
    assert pair(small_data, year, year, **cells) == []
    assert len(pair(small_data, year, year, amount_sek="70")) == 1
