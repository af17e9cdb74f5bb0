"""data/*.csv: every fee, price and rule, and who answers for what, each as one file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from build_site.model.base import Model
from build_site.model.device import Fee, Price, Rule
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.responsibility import Responsibility

FOLDER = "data"


def files(edition: Edition) -> Files:
    """Return the four files; one without rows has its header, so that no address comes and goes."""
    devices = edition.catalogue.devices
    tables: tuple[tuple[str, type[Model], Iterable[Model]], ...] = (
        ("fees", Fee, devices.fees),
        ("prices", Price, devices.prices),
        ("device_rules", Rule, devices.rules),
        ("device_responsibility", Responsibility, edition.catalogue.responsibility),
    )
    areas = {code: area.name for code, area in edition.catalogue.areas.items()}
    names = {one.code: one.name_sv for one in devices.categories}
    return {f"{FOLDER}/{name}.csv": _csv(model, rows, areas, names) for name, model, rows in tables}


def _csv(model: type[Model], rows: Iterable[Model], areas: Mapping[str, str], names: Mapping[str, str]) -> bytes:
    """Return the rows with every column of the model and the names of the place and the device. Empty is unknown, 0 is free."""
    columns = [field.alias or name for name, field in model.model_fields.items()]
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*columns, "area_name", "device_name"])
    for row in rows:
        cells = row.model_dump(mode="json", by_alias=True)
        table.writerow([*(_cell(cells[column]) for column in columns), areas[cells["area"]], names.get(cells["iso"] or "", "")])
    return text.getvalue().encode()


def _cell(value: str | float | Sequence[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) else repr(value)
    return str(value) if isinstance(value, str | int) else ";".join(value)
