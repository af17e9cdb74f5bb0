"""What only grows, in data/published/: every address and every count ever released, and what every pull changed."""

import datetime as dt
import itertools
import math
import re
from functools import cache
from pathlib import Path

from build_site.errors import DataError
from build_site.model.ledger import ACCEPTED, ACCEPTED_COLUMNS, CELL_COLUMNS, CELLS, Ledger, Place, make_cells
from build_site.model.period import is_period
from build_site.model.receipt import CHANGE_COLUMNS, CHANGE_KINDS, CHANGES
from build_site.model.table import SEXES
from build_site.validate.reading import Reader, Row, read_rows

PATH = ("published", "addresses.csv")
AREA = re.compile(r"[0-9]{2}(?:[0-9]{2})?")


def read_addresses(reader: Reader) -> tuple[str, ...]:
    """Return the addresses that must still exist, each relative to the site's root; none before the first release."""
    path = reader.data.joinpath(*PATH)
    if not path.exists():
        return ()
    addresses: list[str] = []
    for line, row in read_rows(reader, path, ("address", "first_released")):
        address = row.get("address", "")
        if not address or address.startswith("/") or ".." in address:
            reader.fault(path, line, "address is not one on this site; write it without a leading slash, as in a-o/")
        addresses.append(address)
    return tuple(addresses)


def read_changes(reader: Reader) -> list[dict[str, str]]:
    """Return what every pull changed, oldest first; none before the first pull that found something new."""
    path = reader.data / CHANGES
    if not path.exists():
        return []
    rows = read_rows(reader, path, CHANGE_COLUMNS)
    for line, row in rows:
        for column in CHANGE_COLUMNS:
            if column not in row:
                reader.fault(path, line, f"{column} is empty; a pull writes all columns")
        if row.get("kind", "new") not in CHANGE_KINDS:
            reader.fault(path, line, f"kind is not one of {', '.join(CHANGE_KINDS)}")
        if not all(row.get(column, "0").isdecimal() for column in ("added", "changed", "removed")):
            reader.fault(path, line, "a number of rows is not a whole number")
        if not _is_day(row.get("date", "2000-01-01")):
            reader.fault(path, line, "date is not a day; a pull writes 2026-11-22")
    for (_, earlier), (line, later) in itertools.pairwise(rows):
        if earlier.get("date", "") > later.get("date", "9999"):
            reader.fault(path, line, "date is before the one above; the list only grows at its end")
    return [row for _, row in rows]


def load_ledger(data: Path) -> Ledger:
    """Return every count ever shown, or raise DataError with what is wrong in the two files."""
    reader = Reader(data.resolve())
    ledger = read_ledger(reader)
    if reader.faults:
        raise DataError(reader.faults)
    return ledger


def read_ledger(reader: Reader) -> Ledger:
    """Return every count ever shown and the cells that are accepted as told; none before the first release.

    That a row has been removed can't be seen here: only the history of the file tells.
    """
    return Ledger(make_cells(list(_read_shown(reader))), frozenset(_read_accepted(reader)))


def _read_shown(reader: Reader) -> list[tuple[object, ...]]:
    path = reader.data / CELLS
    if not path.exists():
        return []
    shown: list[tuple[object, ...]] = []
    latest = ""
    for line, row in read_rows(reader, path, CELL_COLUMNS):
        _check_cell(reader, path, (line, row), CELL_COLUMNS[:5])
        counts = [_count(row.get(column)) for column in ("numerator", "denominator")]
        if None in counts or all(math.isnan(one or 0.0) for one in counts):
            reader.fault(path, line, "has no count, or one that is not a number of people; leave out the row")
        day = row.get("released", "")
        if not _is_day(day):
            reader.fault(path, line, "released is not a day; `build-site record` writes 2026-11-22")
        elif day < latest:
            reader.fault(path, line, "released is before the row above; the ledger only grows at its end")
        latest = max(latest, day)
        shown.append((*(row.get(column, "") for column in CELL_COLUMNS[:5]), *counts))
    return shown


def _count(cell: str | None) -> float | None:
    """Return a count, NaN when there is none, None when it is not one."""
    try:
        number = float(cell) if cell is not None else math.nan
    except ValueError:
        return None
    return None if math.isinf(number) or number < 0 or (cell is not None and math.isnan(number)) else number


def _read_accepted(reader: Reader) -> list[Place]:
    path = reader.data / ACCEPTED
    if not path.exists():
        return []
    accepted = []
    for line, row in read_rows(reader, path, ACCEPTED_COLUMNS):
        _check_cell(reader, path, (line, row), ACCEPTED_COLUMNS)
        if not _is_day(row.get("date", "2000-01-01")):
            reader.fault(path, line, "date is not a day; write it as 2026-11-22")
        accepted.append((row.get("indicator", ""), row.get("area", ""), row.get("period", ""), row.get("sex", "")))
    return accepted


def _check_cell(reader: Reader, path: Path, numbered: Row, required: tuple[str, ...]) -> None:
    line, row = numbered
    for column in required:
        if column not in row:
            reader.fault(path, line, f"{column} is empty")
    if not _is_area(row.get("area", "00")):
        reader.fault(path, line, "area is not a code; codes are text and keep their zeros")
    if not _is_period(row.get("period", "2024")):
        reader.fault(path, line, "period is not one; write it as in values.csv")
    if row.get("sex", SEXES[0]) not in SEXES:
        reader.fault(path, line, f"sex is not one of {', '.join(SEXES)}")


@cache  # the same few in every row of a long ledger
def _is_area(text: str) -> bool:
    return bool(AREA.fullmatch(text))


@cache
def _is_period(text: str) -> bool:
    return is_period(text)


@cache
def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
