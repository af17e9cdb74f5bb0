"""The ledgers of counts: what is wrong in them is named with its line, and never with a count."""

from pathlib import Path

import pytest

from build_site.errors import DataError
from build_site.validate.folder import read_data
from build_site.validate.ledger import load_ledger

HEADER = "released,indicator,area,period,sex,numerator,denominator\n"
SOUND = "2026-01-31,one,0180,2024,women,777,9999\n2026-01-31,one,0180,2024,men,,9999\n2026-02-28,one,00,2021/2024,total,777,\n"
ACCEPTED = "indicator,area,period,sex,reason,date\n"


def write(data: Path, cells: str | None = None, accepted: str | None = None) -> Path:
    """Return a data folder with these ledgers."""
    published = data / "published"
    published.mkdir(parents=True, exist_ok=True)
    if cells is not None:
        (published / "cells.csv").write_text(HEADER + cells, encoding="utf-8")
    if accepted is not None:
        (published / "accepted.csv").write_text(ACCEPTED + accepted, encoding="utf-8")
    return data


def faults(data: Path) -> list[str]:
    """Return what is wrong, without the name of the file."""
    with pytest.raises(DataError) as caught:
        load_ledger(data)
    assert "777" not in str(caught.value)
    return [f"{fault.line}: {fault.problem}" for fault in caught.value.faults]


def test_before_the_first_release_nothing_is_known(tmp_path: Path):
    """No file, no rows."""
    ledger = load_ledger(tmp_path)
    assert len(ledger.cells) == 0
    assert ledger.accepted == frozenset()


def test_a_sound_ledger_is_read_as_it_stands(tmp_path: Path):
    """Codes keep their zeros, an empty count is unknown."""
    ledger = load_ledger(write(tmp_path, SOUND, "one,0180,2024,women,Redan utlämnad av registret,2026-03-01\n"))
    assert list(ledger.cells["area"]) == ["0180", "0180", "00"]
    assert list(ledger.cells["numerator"].isna()) == [False, True, False]
    assert list(ledger.cells["denominator"])[:2] == [9999, 9999]
    assert ledger.accepted == {("one", "0180", "2024", "women")}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-01-01,one,0180,2024,women,777,", "released is before the row above"),
        ("2026-13-01,one,0180,2024,women,777,", "released is not a day"),
        (",one,0180,2024,women,777,", "released is empty"),
        ("2026-03-01,,0180,2024,women,777,", "indicator is empty"),
        ("2026-03-01,one,180,2024,women,777,", "area is not a code"),
        ("2026-03-01,one,0180,24,women,777,", "period is not one"),
        ("2026-03-01,one,0180,2024,alla,777,", "sex is not one of"),
        ("2026-03-01,one,0180,2024,women,,", "has no count"),
        ("2026-03-01,one,0180,2024,women,-777,", "has no count"),
        ("2026-03-01,one,0180,2024,women,nan,", "has no count"),
        ("2026-03-01,one,0180,2024,women,inf,", "has no count"),
        ("2026-03-01,one,0180,2024,women,777 st,", "has no count"),
        ("2026-03-01,one,0180,2024,women,777", "has 6 cells"),
    ],
)
def test_each_fault_of_a_row_is_named(tmp_path: Path, row: str, said: str):
    """With its line."""
    found = faults(write(tmp_path, SOUND + row + "\n"))
    assert any(fault.startswith("5: ") and said in fault for fault in found)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("one,0180,2024,women,,2026-03-01", "reason is empty"),
        ("one,0180,2024,women,Redan känd,i mars", "date is not a day"),
        ("one,0180,2024,women,Redan känd,", "date is empty"),
        ("one,0180,,women,Redan känd,2026-03-01", "period is empty"),
    ],
)
def test_nothing_is_accepted_without_a_reason_and_a_day(tmp_path: Path, row: str, said: str):
    """Somebody must be able to ask why."""
    assert [f"2: {said}"] == [fault.partition(";")[0] for fault in faults(write(tmp_path, None, row + "\n"))]


def test_a_wrong_column_is_named(tmp_path: Path):
    """As in every other file."""
    data = write(tmp_path, SOUND)
    path = data / "published" / "cells.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("numerator", "täljare"), encoding="utf-8")
    assert any("unknown column 'täljare'" in fault for fault in faults(data))


def test_check_reads_the_ledgers_too(small_data: Path):
    """With everything else that is wrong."""
    assert read_data(write(small_data, SOUND, "one,0180,2024,women,Redan känd,2026-03-01\n"))
    with pytest.raises(DataError, match=r"published/cells\.csv: 1 problem"):
        read_data(write(small_data, SOUND.replace("0180", "180", 1)))
