"""The whole data folder at once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from build_site.errors import DataError, Fault
from build_site.model.catalogue import Catalogue
from build_site.model.indicator import Indicator
from build_site.model.table import Table
from build_site.validate.ledger import read_addresses, read_ledger
from build_site.validate.reading import Reader
from build_site.validate.things import own_folders, read_catalogue
from build_site.validate.values import raise_limit, read_table

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
    waiting: dict[str, Indicator] = {}
    for folder in own_folders(reader, "indicators"):
        indicator = catalogue.indicators.get(folder.name)
        source = catalogue.sources.get(indicator.source) if indicator else None
        path = folder / "values.csv"
        if indicator and _is_waiting(catalogue, folder.name, path):
            waiting[folder.name] = indicator
        elif table := read_table(reader, path, indicator, source, places):
            tables[folder.name] = raise_limit(table, catalogue.registers.get(indicator.register_id) if indicator else None)
    addresses = read_addresses(reader)
    read_ledger(reader)
    if reader.faults:
        raise DataError(reader.faults)
    return _set_aside(catalogue, waiting), tables, addresses


def _is_waiting(catalogue: Catalogue, name: str, path: Path) -> bool:
    """Tell whether an indicator never had figures and a pull can bring them. Figures that were lost are a fault, not a wait."""
    source_id = catalogue.indicators[name].source
    source, receipt = catalogue.sources.get(source_id), catalogue.receipts.get(source_id)
    had_figures = receipt is not None and name in receipt.indicators
    return source is not None and source.base_url is not None and not had_figures and not (path.exists() or path.is_symlink())


def _set_aside(catalogue: Catalogue, waiting: Mapping[str, Indicator]) -> Catalogue:
    """Return the catalogue with those that wait by themselves, so that no list, search or diagnosis leads to one of them."""
    return replace(
        catalogue,
        indicators={name: one for name, one in catalogue.indicators.items() if name not in waiting},
        waiting=dict(waiting),
        diagnoses={
            key: one.model_copy(update={"indicator_ids": tuple(name for name in one.indicator_ids if name not in waiting)})
            for key, one in catalogue.diagnoses.items()
        },
    )
