"""Price lists that publishers hand out as workbooks: each product's prices as rows of ours."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from build_site.model.area import Area
from build_site.model.device import Price
from build_site.model.price_list import PriceColumn, PriceList
from build_site.model.register import Source
from build_site.model.workbook import Cell, WorkbookError, place, read_workbook
from build_site.validate.reading import Reader, make, read_yaml

SPACES = str.maketrans("", "", " \u00a0\u202f")


def read_price_list(
    reader: Reader, folder: Path, areas: Mapping[str, Area], sources: Mapping[str, Source], codes: set[str]
) -> list[Price]:
    """Return the prices of data/price_lists/<id>/, or note every fault with its cell. No value stands in a fault."""
    path = folder / "list.yml"
    listed = read_yaml(reader, path, PriceList)
    if listed is None:
        return []
    known = {"list.yml", "README.md", listed.workbook}
    for other in sorted(folder.iterdir()):
        if other.name not in known and not other.name.startswith("."):
            reader.fault(other, None, f"is not read by anything; known here: {', '.join(sorted(known))}")
    before = len(reader.faults)
    _check_list(reader, path, listed, areas, sources, codes)
    table = _read_sheet(reader, folder / listed.workbook, listed)
    if table is None or len(reader.faults) > before:
        return []
    return list(_read_rows(reader, folder / listed.workbook, listed, table))


def _check_list(
    reader: Reader, path: Path, listed: PriceList, areas: Mapping[str, Area], sources: Mapping[str, Source], codes: set[str]
) -> None:
    if listed.id != path.parent.name:
        reader.fault(path, None, f"id {listed.id!r} is not the name of the folder")
    if listed.source not in sources:
        reader.fault(path, None, f"source {listed.source!r} is not in sources/; add sources/{listed.source}.yml")
    if listed.area not in areas:
        reader.fault(path, None, f"area {listed.area!r} is not a code in areas/areas.csv")
    for code in sorted({*listed.iso_by_group.values(), *filter(None, [listed.iso])} - codes):
        reader.fault(path, None, f"iso {code!r} is not in devices/categories.csv")


def _read_sheet(reader: Reader, path: Path, listed: PriceList) -> tuple[dict[str, int], list[list[Cell]]] | None:
    """Return where each column stands and all the sheet's rows, or note what is missing."""
    if not reader.is_inside(path) or not path.is_file():
        reader.fault(path, None, "is missing, or leads out of the data folder; put the workbook itself here")
        return None
    try:
        sheets = read_workbook(path)
    except WorkbookError as error:
        reader.fault(path, None, str(error))
        return None
    sheet = listed.sheet or next(iter(sheets), "")
    if sheet not in sheets:
        reader.fault(path, None, f"has no sheet {sheet!r}; it has: {', '.join(map(repr, sheets))}")
        return None
    rows = sheets[sheet]
    header = (
        [str(cell).strip() if cell is not None else "" for cell in rows[listed.header_row - 1]]
        if len(rows) >= listed.header_row
        else []
    )
    for name in listed.columns:
        if header.count(name) != 1:
            what = "stands twice in" if name in header else "is missing from"
            there = ", ".join(map(repr, filter(None, header))) or "no text at all"
            reader.fault(
                path,
                listed.header_row,
                f"column {name!r} {what} sheet {sheet!r}, which has: {there}; change list.yml or header_row",
            )
    return {name: header.index(name) for name in listed.columns if name in header}, rows


def _read_rows(reader: Reader, path: Path, listed: PriceList, table: tuple[dict[str, int], list[list[Cell]]]) -> Iterator[Price]:
    columns, rows = table
    seen: dict[str, int] = {}
    for index, row in enumerate(rows[listed.header_row :], start=listed.header_row):
        cells = {name: row[column] if column < len(row) else None for name, column in columns.items()}
        number = _number_of(cells[listed.number])
        priced = [price for price in listed.prices if cells[price.column] is not None]
        if not priced:
            continue  # an empty row, a heading between groups, a footnote
        for name in (listed.number, listed.product):
            if cells[name] is None:
                reader.fault(path, index + 1, f"has a price but cell {place(index, columns[name])} ({name!r}) is empty; write it")
        if number is None:
            continue
        if number in seen:
            reader.fault(path, index + 1, f"has the same product number as row {seen[number]}; keep one")
            continue
        seen[number] = index + 1
        for price in priced:
            amount = _amount(cells[price.column])
            if amount is None:
                where = place(index, columns[price.column])
                reader.fault(path, index + 1, f"cell {where} is not an amount of money; write digits, or leave it empty")
                continue
            key = f"{listed.id}-{number}-{listed.prices.index(price) + 1}"
            content = _content(listed, price, cells) | {"price_id": key, "amount_sek": amount}
            made = make(reader, path, index + 1, Price, {key: value for key, value in content.items() if value is not None})
            if made is not None:
                yield made


def _content(listed: PriceList, price: PriceColumn, cells: Mapping[str, Cell]) -> dict[str, object]:
    group = None if listed.group is None else _text(cells[listed.group])
    return {
        "area": listed.area,
        "iso": listed.iso_by_group.get(group or "", listed.iso),
        "edition": listed.edition,
        "item": None if listed.item is None else _text(cells[listed.item]),
        "product": _text(cells[listed.product]),
        "price_type": price.price_type,
        "unit": None if listed.unit is None else _text(cells[listed.unit]),
        "vat": price.vat,
        "payer": price.payer,
        "source_url": listed.source_url,
        "source_date": listed.source_date,
        "note": listed.note,
    }


def _text(cell: Cell) -> str | None:
    """Return a cell as text; Excel keeps whole numbers as 736000.0."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return cell


def _number_of(cell: Cell) -> str | None:
    text = _text(cell)
    return None if text is None else "".join(char if char.isascii() and char.isalnum() else "-" for char in text)


def _amount(cell: Cell) -> float | None:
    """Return kronor, also from text such as `1 213,50`; None if it is no amount."""
    if isinstance(cell, str):
        plain = cell.translate(SPACES).removesuffix("kr").replace(",", ".")
        if not plain.replace(".", "", 1).isdecimal() or not plain.isascii():
            return None
        return float(plain)
    return cell if cell is not None and 0 <= cell < float("inf") else None
