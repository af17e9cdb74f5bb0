"""sources/<id>.receipt.json: what the last pull got. Written by the pull and by nobody else."""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from build_site.model.indicator import Indicator
from build_site.model.receipt import Receipt
from build_site.model.register import Source
from build_site.validate.reading import Reader, explain

ENDING = ".receipt.json"


def read_receipts(reader: Reader, sources: dict[str, Source]) -> dict[str, Receipt]:
    """Return the receipts by source; note what a pull did not write."""
    receipts: dict[str, Receipt] = {}
    for path in sorted((reader.data / "sources").glob(f"[!.]*{ENDING}")):
        receipt = _read_receipt(reader, path)
        name = path.name.removesuffix(ENDING)
        if receipt is None:
            continue
        if receipt.source != name or name not in sources:
            reader.fault(path, None, f"is of no source; it belongs beside sources/{name}.yml, and its source is {name}")
        receipts[name] = receipt
    return receipts


def _read_receipt(reader: Reader, path: Path) -> Receipt | None:
    text = reader.text(path)
    if text is None:
        return None
    try:
        return Receipt.model_validate_json(text)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            reader.fault(path, None, f"{explain(detail | {'input': '…'}, Receipt)}; delete the file, or restore it from git")
    return None


def date_by_receipts(indicators: dict[str, Indicator], receipts: dict[str, Receipt]) -> dict[str, Indicator]:
    """Return the indicators, each with the day its figures were last fetched where a receipt has a later one."""
    dated = {}
    for name, indicator in indicators.items():
        receipt = receipts.get(indicator.source)
        fetched = receipt.indicators.get(name) if receipt else None
        newer = fetched is not None and (indicator.retrieved_at is None or fetched.retrieved_at.date() > indicator.retrieved_at)
        dated[name] = (
            indicator.model_copy(update={"retrieved_at": fetched.retrieved_at.date()}) if fetched and newer else indicator
        )
    return dated


def find_raw(reader: Reader, indicators: dict[str, Indicator], receipts: dict[str, Receipt]) -> frozenset[str]:
    """Return the indicators whose figures are exactly what their publisher gave, still as the pull wrote them."""
    raw = set()
    for name, indicator in indicators.items():
        receipt = receipts.get(indicator.source)
        fetched = receipt.indicators.get(name) if receipt else None
        path = reader.data / "indicators" / name / "values.csv"
        if fetched and path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == fetched.sha256:
            raw.add(name)
    return frozenset(raw)
