"""devices/<area>/responsibility.csv: who answers for which devices, at which ages."""

from collections.abc import Collection
from pathlib import Path

from build_site.model.responsibility import Responsibility
from build_site.validate.reading import Reader, make, read_rows

FILE = "responsibility.csv"
REQUIRED = ("responsible", "text_sv", "source_url")
OPTIONAL = ("iso", "edition", "min_age", "max_age", "condition", "source_date")


def read_responsibility(reader: Reader, codes: Collection[str]) -> tuple[Responsibility, ...]:
    """Return the rows of every area in the order of the folders; note codes that are not in devices/categories.csv."""
    paths = sorted((reader.data / "devices").glob(f"*/{FILE}"))
    return tuple(row for path in paths for row in _read(reader, path, codes))


def _read(reader: Reader, path: Path, codes: Collection[str]) -> list[Responsibility]:
    found: dict[tuple[object, ...], Responsibility] = {}
    for line, cells in read_rows(reader, path, REQUIRED, OPTIONAL):
        row = make(reader, path, line, Responsibility, cells | {"area": path.parent.name})
        if row is None:
            continue
        if row.iso and row.iso not in codes:
            reader.fault(path, line, f"iso {row.iso!r} is not in devices/categories.csv")
        if row.min_age is not None and row.max_age is not None and row.min_age > row.max_age:
            reader.fault(path, line, "min_age is above max_age")
        key = (row.iso, row.min_age, row.max_age, row.responsible, row.condition)
        if key in found:
            reader.fault(path, line, "the same device, ages, answer and condition stand on an earlier line; keep one")
        found[key] = row
    return list(found.values())
