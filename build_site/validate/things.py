"""The parts of data/ that are not figures: areas, registers, sources, indicators, diagnoses and devices."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from build_site.model.area import COUNTRY, Area
from build_site.model.base import Model
from build_site.model.catalogue import Catalogue
from build_site.model.device import DeviceCategory, DeviceFacts, Fee, Price, Rule
from build_site.model.diagnosis import Diagnosis
from build_site.model.indicator import Indicator
from build_site.model.receipt import JOURNAL
from build_site.model.register import Register, Source
from build_site.validate.device_notes import read_about, read_contradictions
from build_site.validate.fee_rows import check_overlaps
from build_site.validate.icd10 import read_icd10
from build_site.validate.ledger import read_changes
from build_site.validate.population import check_population
from build_site.validate.price_lists import read_price_list
from build_site.validate.reading import Reader, make, read_rows, read_yaml
from build_site.validate.receipts import date_by_receipts, find_raw, read_receipts
from build_site.validate.responsibility import read_responsibility
from build_site.validate.search import read_search

FOLDERS = ("areas", "devices", "indicators", "price_lists", "programmes", "published", "registers", "search", "sources")
FILES = ("README.md", "diagnoses.csv", "icd10.csv")
FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
CODE_FORMS = {"country": r"00", "region": r"(?!00)[0-9]{2}", "municipality": r"[0-9]{4}"}
PARENTS = {"country": None, "region": "country", "municipality": "region"}

LISTS = ("icd10_codes", "lay_terms_sv", "indicator_ids", "device_iso_codes")

M = TypeVar("M", bound=Model)
N = TypeVar("N", Register, Source, Indicator)


def read_catalogue(reader: Reader) -> Catalogue:
    """Return everything that is not a figure, with faults noted in the reader."""
    check_top(reader)
    known = ("README.md", "areas.csv", "population.csv", "regions.geojson", "municipalities.geojson")
    check_files(reader, reader.data / "areas", known)
    check_files(reader, reader.data / "published", ("README.md", "accepted.csv", "addresses.csv", "cells.csv", "changes.csv"))
    areas = read_areas(reader)
    check_population(reader, {} if _broken(reader, "areas/areas.csv") else areas)
    registers = read_folder(reader, "registers", Register)
    sources = read_folder(reader, "sources", Source)
    receipts = read_receipts(reader, sources)
    indicators = date_by_receipts(read_indicators(reader, registers, sources), receipts)
    check_coverage(reader, indicators, areas)
    devices = read_devices(reader, areas, sources)
    diagnoses = read_diagnoses(reader, indicators, devices)
    codes = {category.code for category in devices.categories}
    folders = indicators.keys() | {folder.name for folder in entries(reader.data / "indicators")}  # broken ones exist too
    return Catalogue(
        areas,
        indicators,
        registers,
        sources,
        diagnoses,
        devices,
        borders=read_borders(reader, areas, "regions.geojson"),
        municipal_borders=read_borders(reader, areas, "municipalities.geojson"),
        receipts=receipts,
        raw=find_raw(reader, indicators, receipts),
        changes=tuple(read_changes(reader)),
        icd10=read_icd10(reader),
        search=read_search(reader),
        about_devices=read_about(reader, codes, folders),
        responsibility=read_responsibility(reader, codes),
        contradictions=read_contradictions(reader, codes, devices.fees),
    )


def entries(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder in a fixed order, without the hidden files that editors and systems leave."""
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_dir() or not path.name.startswith("."))


def check_top(reader: Reader) -> None:
    """Note anything in the data folder that has no meaning there."""
    if (reader.data / JOURNAL).exists():
        reader.fault(reader.data / JOURNAL, None, "is left by a pull that was interrupted; pull again, which finishes it")
    for path in entries(reader.data):
        known = FOLDERS if path.is_dir() else FILES
        if path.name not in known:
            reader.fault(path, None, f"is not part of the data folder; known here: {', '.join((*FOLDERS, *FILES))}")


def own_folders(reader: Reader, name: str) -> Iterator[Path]:
    """Yield the folders in a folder of folders; note any name that could lead elsewhere."""
    for path in entries(reader.data / name):
        if path.name in ("about.csv", "categories.csv") and name == "devices":
            continue
        if not FOLDER_NAME.fullmatch(path.name):
            reader.fault(path, None, "has a name that is not allowed; use letters, digits, - and _")
        elif not reader.is_inside(path):
            reader.fault(path, None, "leads out of the data folder; put the folder itself here")
        elif not path.is_dir():
            reader.fault(path, None, "is a file where only folders belong; move or remove it")
        else:
            yield path


def check_files(reader: Reader, folder: Path, known: tuple[str, ...]) -> None:
    """Note files that no one reads: most often a misspelt name."""
    for path in entries(folder):
        if path.name not in known:
            reader.fault(path, None, f"is not read by anything; known here: {', '.join(known)}")


def read_areas(reader: Reader) -> dict[str, Area]:
    """Return the areas by code: the country, then regions, then municipalities."""
    path = reader.data / "areas" / "areas.csv"
    optional = ("short_name", "population", "population_period", "kolada_code")
    areas: dict[str, Area] = {}
    lines: dict[str, int] = {}
    for line, row in read_rows(reader, path, ("code", "name", "type", "parent"), optional, more=True):
        area = make(reader, path, line, Area, {key: cell for key, cell in row.items() if key in Area.model_fields})
        if area is None:
            continue
        if not re.fullmatch(CODE_FORMS[area.type], area.code):
            reader.fault(path, line, f"code {area.code!r} does not fit type {area.type}; codes are text and keep their zeros")
        elif area.code in areas:
            reader.fault(path, line, f"code {area.code!r} stands also on line {lines[area.code]}; keep one")
        else:
            areas[area.code], lines[area.code] = area, line
    for code, area in areas.items():
        parent, wanted = areas.get(area.parent or ""), PARENTS[area.type]
        if wanted is None and area.parent:
            reader.fault(path, lines[code], "the country has no parent; leave it empty")
        elif wanted is not None and (parent is None or parent.type != wanted):
            reader.fault(path, lines[code], f"parent {area.parent!r} is not the code of a {wanted}")
    if path.is_file() and COUNTRY not in areas:
        reader.fault(path, None, "has no row for the country; add 00,Riket,country,")
    order = tuple(PARENTS)
    return dict(sorted(areas.items(), key=lambda item: (order.index(item[1].type), item[0])))


def read_borders(reader: Reader, areas: dict[str, Area], name: str) -> dict[str, object] | None:
    """Return the borders in a file of the areas folder as GeoJSON, or None when there are none."""
    path = reader.data / "areas" / name
    if not path.exists():
        return None
    text = reader.text(path)
    if text is None:
        return None
    try:
        borders: dict[str, object] = json.loads(text)
        codes = [str(feature["properties"]["code"]) for feature in borders["features"]]  # type: ignore[attr-defined]
        whole = all(_is_shape(feature["geometry"]) for feature in borders["features"])  # type: ignore[attr-defined]
    except (ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        reader.fault(path, None, "is not GeoJSON with a `code` property and a polygon on every feature")
        return None
    for code in codes:
        if code not in areas:
            reader.fault(path, None, f"has an area {code!r} that is not in areas.csv")
    return borders


def _is_shape(geometry: dict[str, Any]) -> bool:
    """Tell whether a geometry is a polygon or several, with closed rings of degrees."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    polygons: list[Any] = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    return bool(polygons) and all(_is_ring(ring) for polygon in polygons for ring in polygon)


def _is_ring(ring: list[tuple[float, float]]) -> bool:
    fits = all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)  # noqa: PLR2004
    return fits and len(ring) > 3 and ring[0] == ring[-1]  # noqa: PLR2004


def read_folder(reader: Reader, name: str, model: type[N]) -> dict[str, N]:
    """Return every <id>.yml in a folder by its id."""
    things: dict[str, N] = {}
    for path in entries(reader.data / name):
        if path.name.endswith(".receipt.json"):
            continue
        if path.suffix != ".yml" or not FOLDER_NAME.fullmatch(path.stem):
            reader.fault(path, None, "is not read; a file here is named <id>.yml with letters, digits, - and _")
            continue
        thing = read_yaml(reader, path, model)
        if thing is None:
            continue
        if thing.id != path.stem:
            reader.fault(path, 1, f"id {thing.id!r} is not the file's name; name it {thing.id}.yml or change the id")
        things[path.stem] = thing
    return things


def read_indicators(reader: Reader, registers: dict[str, Register], sources: dict[str, Source]) -> dict[str, Indicator]:
    """Return the indicators by id; note names of registers and sources that don't exist."""
    indicators: dict[str, Indicator] = {}
    folders = list(own_folders(reader, "indicators"))
    for folder in folders:
        check_files(reader, folder, ("indicator.yml", "values.csv"))
        path = folder / "indicator.yml"
        indicator = read_yaml(reader, path, Indicator)
        if indicator is None:
            continue
        if indicator.id != folder.name:
            reader.fault(path, 1, f"id {indicator.id!r} is not the folder's name; change one of them")
        if indicator.register_id not in registers and not _broken(reader, f"registers/{indicator.register_id}.yml"):
            reader.fault(
                path, None, f"register {indicator.register_id!r} does not exist; add registers/{indicator.register_id}.yml"
            )
        if indicator.source not in sources and not _broken(reader, f"sources/{indicator.source}.yml"):
            reader.fault(path, None, f"source {indicator.source!r} does not exist; add sources/{indicator.source}.yml")
        indicators[folder.name] = indicator
    if not folders:
        reader.fault(reader.data / "indicators", None, "has no indicators; add indicators/<id>/indicator.yml and values.csv")
    return indicators


def check_coverage(reader: Reader, indicators: dict[str, Indicator], areas: dict[str, Area]) -> None:
    """Note coverage of areas that don't exist; without areas (their file is broken) none of them can be blamed."""
    for name, indicator in indicators.items():
        for code in sorted(indicator.coverage_by_area.keys() - areas.keys()) if areas else ():
            path = reader.data / "indicators" / name / "indicator.yml"
            reader.fault(path, None, f"coverage_by_area has an area {code!r} that is not in areas/areas.csv")


def _broken(reader: Reader, name: str) -> bool:
    return any(fault.file.endswith(f"/{name}") for fault in reader.faults)


def read_diagnoses(reader: Reader, indicators: dict[str, Indicator], devices: DeviceFacts) -> dict[str, Diagnosis]:
    """Return the diagnoses by id; note links that lead nowhere."""
    path = reader.data / "diagnoses.csv"
    if not path.exists():
        return {}
    codes = {category.code for category in devices.categories}
    without_devices = not (reader.data / "devices").exists()  # then there are no device pages to link to
    folders = indicators.keys() | {folder.name for folder in entries(reader.data / "indicators")}  # broken ones exist too
    diagnoses: dict[str, Diagnosis] = {}
    for line, row in read_rows(reader, path, ("diagnosis_id", "name_sv"), ("name_en", *LISTS, "note")):
        if without_devices:
            row.pop("device_iso_codes", None)
        diagnosis = make(reader, path, line, Diagnosis, _split(row))
        if diagnosis is None:
            continue
        if diagnosis.diagnosis_id in diagnoses:
            reader.fault(path, line, f"diagnosis_id {diagnosis.diagnosis_id!r} stands twice")
        for known, wanted, what in (
            (folders, diagnosis.indicator_ids, "indicator"),
            (codes, diagnosis.device_iso_codes, "device"),
        ):
            for key in wanted:
                if key not in known:
                    reader.fault(path, line, f"{what} {key!r} does not exist")
        diagnoses[diagnosis.diagnosis_id] = diagnosis
    return diagnoses


def _split(row: dict[str, str]) -> dict[str, object]:
    return {
        key: tuple(part.strip() for part in cell.split(";") if part.strip()) if key in LISTS else cell
        for key, cell in row.items()
    }


def read_devices(reader: Reader, areas: dict[str, Area], sources: dict[str, Source]) -> DeviceFacts:
    """Return the device categories, every area's fees, prices and rules, and the prices of publishers' own lists."""
    folder = reader.data / "devices"
    if not folder.exists():
        return DeviceFacts()
    categories = _read_categories(reader, folder / "categories.csv")
    codes = {category.code for category in categories}
    fees: list[Fee] = []
    prices: list[Price] = []
    rules: list[Rule] = []
    for place in own_folders(reader, "devices"):
        if place.name not in areas:
            reader.fault(place, None, "is not the code of an area; name the folder by its code, as in areas.csv")
        check_files(reader, place, ("contradictions.csv", "fees.csv", "prices.csv", "responsibility.csv", "rules.csv"))
        fees += _read_facts(reader, place / "fees.csv", Fee, "fee_id", codes)
        prices += _read_facts(reader, place / "prices.csv", Price, "price_id", codes)
        rules += _read_facts(reader, place / "rules.csv", Rule, "rule_id", codes)
    for folder in own_folders(reader, "price_lists"):
        prices += read_price_list(reader, folder, areas, sources, codes)
    return DeviceFacts(categories=tuple(categories), fees=tuple(fees), prices=tuple(prices), rules=tuple(rules))


def _read_categories(reader: Reader, path: Path) -> list[DeviceCategory]:
    columns = ("code", "edition", "level", "parent_code", "name_sv")
    categories: dict[str, DeviceCategory] = {}
    for line, row in read_rows(reader, path, columns, ("name_en", "lay_terms_sv", "name_sv_source")):
        category = make(reader, path, line, DeviceCategory, _split(row))
        if category is None:
            continue
        if category.code in categories:
            reader.fault(path, line, f"code {category.code!r} stands twice")
        categories[category.code] = category
    for category in categories.values():
        if category.parent_code and category.parent_code not in categories:
            reader.fault(path, None, f"parent_code {category.parent_code!r} of {category.code} does not exist")
    return sorted(categories.values(), key=lambda category: category.code)


F = TypeVar("F", Fee, Price, Rule)


def _read_facts(reader: Reader, path: Path, model: type[F], key: str, codes: set[str]) -> list[F]:
    if not path.exists():
        return []
    known = {field.alias or name: field.is_required() for name, field in model.model_fields.items() if name != "area"}
    required = [name for name, needed in known.items() if needed]
    facts: dict[str, F] = {}
    fees: dict[int, Fee] = {}
    for line, row in read_rows(reader, path, required, [name for name in known if name not in required]):
        fact = make(reader, path, line, model, row | {"area": path.parent.name})
        if fact is None:
            continue
        name = getattr(fact, key)
        if name in facts:
            reader.fault(path, line, f"{key} {name!r} stands twice")
        if fact.iso and fact.iso not in codes:
            reader.fault(path, line, f"iso {fact.iso!r} is not in devices/categories.csv")
        if isinstance(fact, Fee):
            _check_fee(reader, path, line, fact, codes)
            fees[line] = fact
        facts[name] = fact
    check_overlaps(reader, path, fees)
    return list(facts.values())


def _check_fee(reader: Reader, path: Path, line: int, fee: Fee, codes: set[str]) -> None:
    for code in sorted({*fee.covers, *fee.excepted} - codes):
        reader.fault(path, line, f"covers or except has {code!r}, which is not in devices/categories.csv")
    if fee.min_sek is not None and fee.max_sek is not None and fee.min_sek > fee.max_sek:
        reader.fault(path, line, "min_sek is above max_sek")
    if fee.valid_from and fee.valid_to and fee.valid_from > fee.valid_to:
        reader.fault(path, line, "valid_from is after valid_to")
    if fee.min_age is not None and fee.max_age is not None and fee.min_age > fee.max_age:
        reader.fault(path, line, "min_age is above max_age")
    if fee.count_from is not None and fee.count_to is not None and fee.count_from > fee.count_to:
        reader.fault(path, line, "count_from is above count_to")
