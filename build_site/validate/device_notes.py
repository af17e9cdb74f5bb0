"""devices/about.csv and devices/<area>/contradictions.csv: what we write ourselves about devices and their sources."""

from collections.abc import Collection, Iterable
from pathlib import Path

from build_site.model.device import Fee
from build_site.model.device_notes import Contradiction, DeviceAbout
from build_site.validate.reading import Reader, make, read_rows

ABOUT = "about.csv"
CONTRADICTIONS = "contradictions.csv"


def read_about(reader: Reader, codes: Collection[str], indicators: Collection[str]) -> dict[str, DeviceAbout]:
    """Return the descriptions by code; note codes and indicators that don't exist. `indicators` has those that wait too."""
    path = reader.data / "devices" / ABOUT
    found: dict[str, DeviceAbout] = {}
    for line, row in read_rows(reader, path, ("code",), ("description_sv", "indicator_ids")) if path.exists() else ():
        about = make(reader, path, line, DeviceAbout, row | {"indicator_ids": _parts(row.get("indicator_ids", ""))})
        if about is None:
            continue
        if about.code not in codes:
            reader.fault(path, line, f"code {about.code!r} is not in devices/categories.csv")
        if about.code in found:
            reader.fault(path, line, f"code {about.code!r} stands twice")
        for name in about.indicator_ids:
            if name not in indicators:
                reader.fault(path, line, f"indicator {name!r} does not exist")
        found[about.code] = about
    return found


def read_contradictions(reader: Reader, codes: Collection[str], fees: Iterable[Fee]) -> tuple[Contradiction, ...]:
    """Return where sources disagree, area by area; note fees that don't exist."""
    known = {(fee.area, fee.fee_id) for fee in fees}
    paths = sorted((reader.data / "devices").glob(f"*/{CONTRADICTIONS}"))
    return tuple(one for path in paths for one in _read(reader, path, codes, known))


def _read(reader: Reader, path: Path, codes: Collection[str], known: set[tuple[str, str]]) -> list[Contradiction]:
    found: dict[str, Contradiction] = {}
    for line, row in read_rows(reader, path, ("contradiction_id", "text_sv", "fee_ids"), ("iso",)):
        content = row | {"area": path.parent.name, "fee_ids": _parts(row.get("fee_ids", ""))}
        one = make(reader, path, line, Contradiction, content)
        if one is None:
            continue
        if one.iso and one.iso not in codes:
            reader.fault(path, line, f"iso {one.iso!r} is not in devices/categories.csv")
        if one.contradiction_id in found:
            reader.fault(path, line, f"contradiction_id {one.contradiction_id!r} stands twice")
        if not one.fee_ids:
            reader.fault(path, line, "fee_ids is empty; name the rows of fees.csv that disagree")
        for area, fee_id in one.rows():
            if (area, fee_id) not in known:
                reader.fault(path, line, f"fee {fee_id!r} is not in devices/{area}/fees.csv")
        found[one.contradiction_id] = one
    return list(found.values())


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
