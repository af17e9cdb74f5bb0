"""Files put in place all or none, and numbers written as they were given."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from build_site.errors import SourceError
from build_site.model.receipt import JOURNAL
from build_site.model.table import COLUMNS, NUMBERS
from build_site.pull.save import csv_bytes, finish, number_text, save


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (21.88749, "21.88749"),
        (78.0, "78"),
        (78, "78"),
        (0.0, "0"),
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (123456789.125, "123456789.125"),
        (31.32959689, "31.32959689"),
    ],
)
def test_a_number_is_written_as_it_was_given(value: float, text: str):
    assert number_text(value) == text
    assert float(text) == value


def frame(rows: list[tuple[str, str, str]], **numbers: list[float]) -> pd.DataFrame:
    """Return a table as a connector makes it: in no order, with plain words."""
    own = pd.DataFrame(rows, columns=["area", "period", "sex"])
    for column in NUMBERS:
        own[column] = np.array(numbers.get(column, [np.nan] * len(rows)), dtype="float64")
    return own.assign(status="ok", kind="final")[list(COLUMNS)]


def test_rows_are_sorted_by_area_period_and_sex():
    rows = [
        ("2180", "2024", "men"),
        ("01", "2024", "women"),
        ("01", "2023", "men"),
        ("01", "2023", "total"),
        ("00", "2024", "total"),
    ]
    assert csv_bytes(frame(rows, value=[1, 2, 3, 4, 5])).decode() == (
        "area,period,sex,value,lower,upper,numerator,denominator,status,kind\n"
        "00,2024,total,5,,,,,ok,final\n"
        "01,2023,total,4,,,,,ok,final\n"
        "01,2023,men,3,,,,,ok,final\n"
        "01,2024,women,2,,,,,ok,final\n"
        "2180,2024,men,1,,,,,ok,final\n"
    )


def test_each_number_stands_in_its_column_and_an_unknown_one_is_empty():
    rows = [("01", "2024", "total"), ("03", "2024", "total")]
    own = frame(rows, value=[1.5, np.nan], lower=[1, np.nan], upper=[2, np.nan], numerator=[3, np.nan], denominator=[4, np.nan])
    own.loc[1, "status"] = "missing"
    assert csv_bytes(own).decode().splitlines()[1:] == ["01,2024,total,1.5,1,2,3,4,ok,final", "03,2024,total,,,,,,missing,final"]


def test_categories_give_the_same_bytes_as_plain_words():
    rows = [("01", "2024", "women"), ("01", "2024", "total"), ("00", "2024", "men")]
    own = frame(rows, value=[1, 2, 3])
    sorted_words = own.assign(
        **{column: own[column].astype("category") for column in ("area", "period", "sex", "status", "kind")}
    )
    assert csv_bytes(own) == csv_bytes(sorted_words)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with two files and one that is not there yet."""
    folder = tmp_path / "data"
    (folder / "indicators" / "U1").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "indicators" / "U1" / "values.csv").write_text("old", encoding="utf-8")
    (folder / "sources" / "a.receipt.json").write_text("old", encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, str]:
    """Return every file, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


OLD = {"indicators/U1/values.csv": "old", "sources/a.receipt.json": "old"}
NEW = {"indicators/U1/values.csv": "new", "published/changes.csv": "new", "sources/a.receipt.json": "new"}


def contents(tmp_path: Path) -> dict[str, bytes | Path]:
    put_aside = tmp_path / "aside"
    put_aside.write_bytes(b"new")
    return dict.fromkeys(NEW, b"new") | {"indicators/U1/values.csv": put_aside}


def test_everything_is_put_in_place(data: Path, tmp_path: Path):
    save(data, contents(tmp_path))
    assert files(data) == NEW


def test_nothing_to_save_writes_nothing(data: Path):
    before = data.stat().st_mtime_ns
    save(data, {})
    assert (files(data), data.stat().st_mtime_ns) == (OLD, before)


class KilledError(BaseException):
    """Stands for the end of the process: nothing may catch it to tidy up."""


def count_moves(data: Path, tmp_path: Path) -> int:
    """Return how many times a save renames something."""
    moves = 0
    real = Path.replace

    def counted(self: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", counted)
        save(data, contents(tmp_path))
    return moves


@pytest.mark.parametrize("number", range(4))
def test_killed_at_any_rename_all_or_nothing_is_there_after_the_next_pull(data: Path, tmp_path: Path, number: int):
    """The first rename is the journal's: before it nothing counts, after it everything does."""
    real, done = Path.replace, 0

    def die(self: Path, target: Path) -> Path:
        nonlocal done
        if done == number:
            raise KilledError
        done += 1
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(KilledError):
            save(data, contents(tmp_path))
    assert finish(data) is (number > 0)
    assert files(data) == (NEW if number else OLD)
    assert finish(data) is False


def test_there_are_as_many_renames_as_are_tested(data: Path, tmp_path: Path):
    assert count_moves(data, tmp_path) == 4


def test_killed_before_the_journal_is_gone_the_next_pull_only_takes_it_away(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = Path.unlink

    def die(self: Path, *, missing_ok: bool = False) -> None:
        if self.name == JOURNAL:
            raise KilledError
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", die)
    with pytest.raises(KilledError):
        save(data, contents(tmp_path))
    monkeypatch.setattr(Path, "unlink", real)
    assert JOURNAL in files(data)
    assert finish(data) is True
    assert files(data) == NEW


def test_a_full_disk_leaves_what_stood(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written = 0
    real = os.fsync

    def full(handle: int) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(data, contents(tmp_path))
    assert files(data) == OLD


@pytest.mark.parametrize(
    "journal", ["{", "[]", '{"a": 1}', json.dumps({"../x": "y"}), json.dumps({"x": "../../y"}), json.dumps({"x": "/etc/passwd"})]
)
def test_a_journal_that_no_pull_wrote_is_not_followed(data: Path, journal: str):
    (data / JOURNAL).write_text(journal, encoding="utf-8")
    with pytest.raises(SourceError, match="is not a list that a pull wrote"):
        finish(data)
    assert files(data) == OLD | {JOURNAL: journal}


def test_what_a_killed_pull_left_before_it_counted_is_cleared_away(data: Path):
    (data / "indicators" / "U1" / ".values.csv.pulled").write_text("half", encoding="utf-8")
    assert finish(data) is False
    assert files(data) == OLD
