"""What only grows, in data/published/: every address ever released, and what every pull changed."""

import datetime as dt
import itertools

from build_site.model.receipt import CHANGE_COLUMNS, CHANGE_KINDS, CHANGES
from build_site.validate.reading import Reader, read_rows

PATH = ("published", "addresses.csv")


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


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
