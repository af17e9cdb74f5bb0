"""The whole data folder at once."""

from pathlib import Path

from build_site.errors import DataError, Fault
from build_site.model.catalogue import Catalogue
from build_site.model.table import Table
from build_site.validate.ledger import read_addresses
from build_site.validate.reading import Reader
from build_site.validate.things import own_folders, read_catalogue
from build_site.validate.values import read_table

Known = tuple[Catalogue, dict[str, Table], tuple[str, ...]]
"""What data/ holds: the things, the figures by indicator, and the addresses that were ever released."""


def read_data(data: Path) -> Known:
    """Return what data/ holds, or raise DataError with every fault in it."""
    if not data.is_dir():
        raise DataError([Fault(str(data), None, "is not a folder; name the data folder with --data")])
    reader = Reader(data.resolve())
    catalogue = read_catalogue(reader)
    places = (
        None
        if any(fault.file == reader.name(reader.data / "areas" / "areas.csv") for fault in reader.faults)
        else catalogue.areas
    )
    tables: dict[str, Table] = {}
    for folder in own_folders(reader, "indicators"):
        indicator = catalogue.indicators.get(folder.name)
        source = catalogue.sources.get(indicator.source) if indicator else None
        if table := read_table(reader, folder / "values.csv", indicator, source, places):
            tables[folder.name] = table
    addresses = read_addresses(reader)
    if reader.faults:
        raise DataError(reader.faults)
    return catalogue, tables, addresses
