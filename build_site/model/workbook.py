"""An Excel workbook as plain cells. It comes from outside, so how much it may hold is settled before it is opened.

A workbook is a zip of XML: a small file can unpack to gigabytes, and two cells at opposite corners make a sheet of seventeen
thousand million. The guard at the door reads workbooks too, so this stands below both it and `validate`.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

LARGEST = 20_000_000
"""Bytes of the file itself."""
LARGEST_UNPACKED = 80_000_000
"""Bytes of all that is in it."""
MOST_CELLS = 400_000
"""In the rectangle from A1 to the last cell of a sheet: a price list of 10 000 products in 40 columns."""
LONGEST_TEXT = 4_000
"""Bytes of one cell's text, with its markup: the same text can be used in every cell."""

CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})?([0-9]{1,9})["']""")
TEXT = re.compile(rb"</(?:[a-z]+:)?(?:si|is)>")

Cell = str | float | None
Sheets = dict[str, list[list[Cell]]]


class WorkbookError(Exception):
    """The file is no workbook, or holds more than it may; the message says which and what to do."""


def read_workbook(path: Path) -> Sheets:
    """Return the sheets by name, each as rows of cells from A1 on. Formulas are what they last came to; dates are ISO text.

    Raises WorkbookError; no message holds anything of what stands in the cells.
    """
    try:
        _check_size(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            return {
                name: [[_plain(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in book.sheet_names
            }
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise WorkbookError("is not a sound Excel workbook; save it again as .xlsx, without a password") from None


def place(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 0: 16, 1 is B17."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _plain(cell: object) -> Cell:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return str(cell)
    if isinstance(cell, str):
        return cell.strip() or None
    return float(cell)


def _check_size(path: Path) -> None:
    if path.stat().st_size > LARGEST:
        raise WorkbookError(f"is larger than {LARGEST // 1_000_000} MB; keep only the sheet with the prices")
    unpacked = 0
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist():
            content = bytearray()
            for piece in _pieces(packed, info):
                unpacked += len(piece)
                if unpacked > LARGEST_UNPACKED:
                    raise WorkbookError(
                        f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB; keep only the sheet with the prices"
                    )
                content += piece
            if info.filename.casefold().endswith(".xml"):
                _check_part(bytes(content))


def _pieces(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part really unpacks to: the size that the zip states may be a lie."""
    with packed.open(info) as part:
        while piece := part.read(1 << 20):
            yield piece


def _check_part(xml: bytes) -> None:
    rows = columns = 0
    for letters, digits in CELL.findall(xml):
        rows = max(rows, int(digits))
        columns = max(columns, _column(letters))
    if rows * max(columns, 1) > MOST_CELLS:
        raise WorkbookError(
            f"has a sheet that reaches over more than {MOST_CELLS} cells; delete the rows and columns beyond the prices"
        )
    if TEXT.search(xml) and max(map(len, TEXT.split(xml))) > LONGEST_TEXT:
        raise WorkbookError(f"has a cell with a text of more than {LONGEST_TEXT} bytes; shorten it")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
