"""A publisher's workbook becomes prices, or one error that names every fault, its cell and the fix."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from build_site.errors import DataError, ProtectionError
from build_site.model.device import Price
from build_site.model.workbook import MOST_CELLS, WorkbookError, place, read_workbook
from build_site.protect.guard import guard
from build_site.validate.folder import read_data

CASE = Path(__file__).parents[1] / "golden" / "cases" / "two_regions" / "data"
HEADINGS = ("Varunummer", "Benämning", "Varugrupp", "Antal", "AIP", "AUP")
ROWS: tuple[tuple[object, ...], ...] = (
    (700001, "Påpåse A", "01A", "30 styck", 861.2, 970.21),
    ("700002", "Påpåse B", "01B", "10 styck", "1 213,50 kr", None),
    (),
    ("Priserna gäller från den 1 mars.",),
)
LIST = """
id: pastase
source: hitta
workbook: prislista.xlsx
header_row: 2
source_url: https://example.se/priser
source_date: "2026-03-01"
number: Varunummer
product: Benämning
item: Varugrupp
unit: Antal
group: Varugrupp
prices:
  - {column: AIP, price_type: tlv_purchase_price, vat: exkl. moms, payer: apotek}
  - {column: AUP, price_type: tlv_retail_price, vat: inkl. moms, payer: läkemedelsförmån}
iso: "1206"
iso_by_group: {01A: "120606"}
edition: "2016"
"""


def write(path: Path, rows: Sequence[Sequence[object]], *, headings: Sequence[str] = HEADINGS, sheet: str = "Priser") -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        page.write(0, 0, "Prislista")
        for number, row in enumerate([headings, *rows], start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                else:
                    page.write(number, column, cell)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(CASE, folder)
    source = next(iter(sorted((folder / "sources").glob("*.yml"))))
    (folder / "price_lists" / "pastase").mkdir(parents=True)
    (folder / "price_lists" / "pastase" / "list.yml").write_text(LIST.replace("hitta", source.stem), encoding="utf-8")
    write(folder / "price_lists" / "pastase" / "prislista.xlsx", ROWS)
    return folder


def workbook(data: Path) -> Path:
    return data / "price_lists" / "pastase" / "prislista.xlsx"


def prices(data: Path) -> list[Price]:
    guard(data)
    return [price for price in read_data(data)[0].devices.prices if price.price_id.startswith("pastase")]


def faults(data: Path) -> list[str]:
    guard(data)
    with pytest.raises(DataError) as caught:
        read_data(data)
    return [f"{fault.file.rpartition('/')[2]}:{fault.line}: {fault.problem}" for fault in caught.value.faults]


def test_each_amount_of_each_product_is_a_price(data: Path):
    found = [
        (one.price_id, one.iso, one.product, one.price_type, one.amount_sek, one.unit, one.vat, one.payer) for one in prices(data)
    ]
    assert found == [
        ("pastase-700001-1", "120606", "Påpåse A", "tlv_purchase_price", 861.2, "30 styck", "exkl. moms", "apotek"),
        ("pastase-700001-2", "120606", "Påpåse A", "tlv_retail_price", 970.21, "30 styck", "inkl. moms", "läkemedelsförmån"),
        ("pastase-700002-1", "1206", "Påpåse B", "tlv_purchase_price", 1213.5, "10 styck", "exkl. moms", "apotek"),
    ]
    assert {(one.area, one.edition, one.source_date) for one in prices(data)} == {("00", "2016", "2026-03-01")}


def test_a_missing_column_is_named_with_those_that_are_there(data: Path):
    write(workbook(data), ROWS, headings=("Varunummer", "Benämning", "Grupp", "Antal", "AIP", "AIP"))
    there = "which has: 'Varunummer', 'Benämning', 'Grupp', 'Antal', 'AIP', 'AIP'; change list.yml or header_row"
    assert faults(data) == [
        f"prislista.xlsx:2: column 'AIP' stands twice in sheet 'Priser', {there}",
        f"prislista.xlsx:2: column 'AUP' is missing from sheet 'Priser', {there}",
        f"prislista.xlsx:2: column 'Varugrupp' is missing from sheet 'Priser', {there}",
    ]


def test_every_bad_cell_is_named_and_no_value(data: Path):
    write(
        workbook(data),
        [
            ("700001", "Påpåse", "01A", "st", "gratis", -1),
            ("700001", "Påpåse", "01A", "st", 10, 10),
            (None, "Påpåse", "01A", "st", 10, None),
            ("700003", None, "01A", "st", 10, None),
            ("700004", "=HYPERLINK(1)", "01A", "st", 10, None),
            ("700005", "<b>Påse</b>", "01A", "st", 10, None),
        ],
    )
    found = faults(data)
    assert [problem[:50] for problem in found] == [
        "prislista.xlsx:3: cell E3 is not an amount of mone",
        "prislista.xlsx:3: cell F3 is not an amount of mone",
        "prislista.xlsx:4: has the same product number as r",
        "prislista.xlsx:5: has a price but cell A5 ('Varunu",
        "prislista.xlsx:6: has a price but cell B6 ('Benämn",
        "prislista.xlsx:7: product begins like a spreadshee",
        "prislista.xlsx:8: product has markup or invisible ",
    ]
    assert not any(value in problem for problem in found for value in ("gratis", "HYPERLINK", "<b>"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: pastase", "id: annan", "is not the name of the folder"),
        ("workbook: prislista.xlsx", "workbook: ../prislista.xlsx", "workbook"),
        ("workbook: prislista.xlsx", "workbook: annan.xlsx", "annan.xlsx:None: is missing"),
        ("header_row: 2", "header_row: 2\nsheet: Blad9", "has no sheet 'Blad9'; it has: 'Priser'"),
        ("header_row: 2", "header_row: 999", "which has: no text at all"),
        ('iso: "1206"', 'iso: "990000"', "iso '990000' is not in devices/categories.csv"),
        ('01A: "120606"', '01A: "998800"', "iso '998800' is not in devices/categories.csv"),
        ('iso: "1206"', 'iso: "1206"\narea: "77"', "area '77' is not a code in areas/areas.csv"),
        ("source: ", "source: okand-", "is not in sources/"),
        ("number: Varunummer", "nummer: Varunummer", "unknown key 'nummer'"),
    ],
)
def test_a_fault_in_the_list_is_named(data: Path, old: str, new: str, problem: str):
    path = data / "price_lists" / "pastase" / "list.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert problem in "\n".join(faults(data))


def test_a_file_that_no_one_reads_is_named(data: Path):
    (data / "price_lists" / "pastase" / "gammal.csv").write_text("a\n", encoding="utf-8")
    assert faults(data) == ["gammal.csv:None: is not read by anything; known here: README.md, list.yml, prislista.xlsx"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 but not for long", b"<html>404</html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_refused_at_the_door(data: Path, content: bytes):
    workbook(data).write_bytes(content)
    with pytest.raises(ProtectionError, match=r"prislista.xlsx\n  - can't be read"):
        guard(data)


def test_a_workbook_anywhere_else_is_refused(data: Path):
    shutil.copy(workbook(data), data / "indicators" / "mer.xlsx")
    with pytest.raises(ProtectionError, match=r"mer.xlsx\n  - is of a kind that can't be looked through"):
        guard(data)


def test_the_guard_reads_every_cell_of_every_sheet(data: Path):
    with xlsxwriter.Workbook(workbook(data)) as book:
        book.add_worksheet("Priser").write(0, 0, "Varunummer")
        hidden = book.add_worksheet("Dold")
        hidden.hide()
        hidden.write_row(0, 0, ["Patientnummer", "Pris"])
        hidden.write(4, 2, 189001019802)  # the tax agency's own example of a number that nobody has
        hidden.write(5, 1, "fråga kajsa.anka@example.se")
    with pytest.raises(ProtectionError) as caught:
        guard(data)
    said = str(caught.value)
    assert "prislista.xlsx, sheet 2\n" in said
    assert [line.partition(":")[0].strip() for line in said.splitlines() if "line" in line] == [
        "- line 1, column 1",
        "- line 5, column 3",
        "- line 6, column 8",
    ]
    assert "8901019802" not in said
    assert "kajsa" not in said


def rewrite(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, old in parts.items():
            packed.writestr(name, content if name == part else old)


def test_a_workbook_may_not_unpack_to_more_than_it_should(data: Path):
    rewrite(workbook(data), "xl/theme/theme1.xml", b" " * 90_000_000)
    assert workbook(data).stat().st_size < 200_000
    with pytest.raises(WorkbookError, match="unpacks to more than 80 MB"):
        read_workbook(workbook(data))


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576"><v>1</v></c>', b"<row r='1048576'><c r='XFD1'/></row>"])
def test_two_cells_far_apart_fill_no_memory(data: Path, cell: bytes):
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cell
        + b"</sheetData></worksheet>"
    )
    rewrite(workbook(data), "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(WorkbookError, match=f"more than {MOST_CELLS} cells"):
        read_workbook(workbook(data))


def test_one_long_text_in_many_cells_fills_no_memory(data: Path):
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"x" * 5_000 + b"</t></si></sst>"
    )
    rewrite(workbook(data), "xl/sharedStrings.xml", strings)
    with pytest.raises(WorkbookError, match="a text of more than 4000 bytes"):
        read_workbook(workbook(data))


def test_a_formula_is_only_what_it_came_to(data: Path):
    with xlsxwriter.Workbook(workbook(data)) as book:
        page = book.add_worksheet("Priser")
        page.write_row(1, 0, HEADINGS)
        page.write_row(2, 0, ["700001", "Påse", "01A", "st"])
        page.write_formula(2, 4, "=2*50", value=100)
    assert [price.amount_sek for price in prices(data)] == [100.0]


def test_cells_are_named_as_in_excel():
    assert [place(16, 1), place(0, 0), place(9, 25), place(9, 26), place(0, 16383)] == ["B17", "A1", "Z10", "AA10", "XFD1"]
