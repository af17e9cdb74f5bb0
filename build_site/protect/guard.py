"""The guard at the door: nothing about one person comes into data/, and no message repeats what was found there.

It reads bytes, not columns, so it does not matter which file somebody put it in or whether the file can be parsed. It must
therefore run before anything that quotes the data in its own messages.

A file of figures has nearly a million lines, so each search below begins with fixed bytes that a regular expression can skip to
(ten times as fast as one for the whole form), and only what has the right shape is looked at more closely.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from build_site.errors import ProtectionError, count
from build_site.model.workbook import Cell, WorkbookError, read_workbook
from build_site.protect.identity import is_identity_number, is_interim_number

NUMBER = (
    "looks like a personal identity number; take it out. If it is an amount, write it with a decimal (.0) or in thousands, "
    "and if it is something else, change how it is written"
)
INTERIM = "looks like an interim number or a reserve number of a patient; take it out"
EMAIL = "looks like somebody's e-mail address; only shared mailboxes of registers and sources may stand here"
COLUMN = "is a column for names or for free text about people; take out the whole column"
UNIT = "looks like the code of a clinic, a hospital or an employee; only municipalities, regions and the country are shown here"
FORM = "is of a kind that can't be looked through for personal data; save it as UTF-8 text (csv, yml, json or md)"
SIZE = "is too large to be looked through for personal data; split it"
CLOSED = "can't be read, so nobody knows what is in it"
NAMED = "has a name that looks like personal data or the code of a unit; rename it"

OFFICE = frozenset(
    (
        *("7z", "accdb", "bz2", "db", "doc", "docx", "dta", "eml", "feather", "gz", "mdb", "msg", "numbers", "ods"),
        *("odt", "parquet", "pdf", "pkl", "por", "ppt", "pptx", "rar", "rdata", "rds", "rtf", "sas7bdat", "sav"),
        *("sqlite", "sqlite3", "tar", "tgz", "xls", "xlsb", "xlsm", "xlsx", "xz", "zip", "zst"),
    )
)
"""Endings of files that hold figures or letters in a form that this guard does not read."""

PRICE_LISTS = "price_lists"
"""The only folder with workbooks: what publishers hand out in no other form. They are read cell by cell."""
HEADED = 20
"""Rows of a sheet among which the columns' names stand."""

LARGEST = 100_000_000
"""Bytes, as in `validate.reading`: a larger file is refused there too."""

MOST_NAMED = 20
"""Places named in one file for each kind; the rest are counted."""

SHARED_MAILBOXES = frozenset(
    (
        *("admin", "data", "epost", "fraga", "fragor", "info", "kansli", "kansliet", "kontakt", "kundtjanst", "office"),
        *("oppnadata", "post", "redaktion", "redaktionen", "register", "registrator", "registret", "reception"),
        *("statistik", "support", "uttag", "webb", "webmaster"),
    )
)
"""What stands before @ in an address that belongs to an office and not to a person; a register's own id may too."""

PRIVATE_WORDS = frozenset(
    ("diarie", "diarium", "diary", "dob", "hsaid", "klinik", "namn", "pnr", "ssn", "vardcentral", "vardenhet")
)
PRIVATE_STEMS = (
    *("patient", "personnummer", "personnr", "personid", "samordningsnummer", "reservnummer", "journalnummer", "fodelsedatum"),
    *("fornamn", "efternamn", "tilltalsnamn", "firstname", "lastname", "surname", "givenname"),
    *("fritext", "freetext", "kommentar", "comment", "anteckning", "dagbok", "journaltext"),
)
"""Words, and beginnings or parts of words, in the name of a column; folded as `fold` does it."""

_DASHES = tuple(char.encode() for char in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d")
_LETTERS = b"TRSUWXJKLMN"
_CLASSES = bytes(
    ord("0") if byte in b"0123456789"
    else ord("-") if byte in b"-+ "
    else ord(".") if byte == ord(".")
    else ord("T") if byte in _LETTERS
    else ord("x")
    for byte in range(256)
)  # fmt: skip
"""Every byte as what it may be in a number: a digit, a dash, a point, a letter of an interim number, or none of them."""

_SHAPES = tuple(
    re.compile(before + rb"(000000(?:-?0000|00-?0000|-?T000|00-?T000))(?!0)")
    for before in (rb"x", rb"-", rb"T", rb"x\.", rb"-\.", rb"T\.")
)
"""What may be a number, among classes, after something that is not a digit: after `0.` it is the decimals of a figure."""

_LOCAL = re.compile(rb"[\w.%+'\x80-\xff-]{1,64}\Z")
_DOMAIN = re.compile(rb"(?:[0-9A-Za-z\x80-\xff-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_UNITS = (re.compile(rb"SE[0-9]{10}-[0-9A-Za-z]"), re.compile(rb"V[0-9]{2}[A-Z][0-9]{4}"))
"""HSA-id, of a unit or an employee, and the codes that Kolada gives to units."""

_KEY = re.compile(rb'"([^"\\\n]{1,80})"\s*:')
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]*")
_HASH = 20
"""So many hexadecimal digits in a row are a checksum, and what looks like a number inside one is chance."""

Found = tuple[int, str]
"""Where in a file's bytes, and what kind of thing."""


@dataclass(frozen=True, order=True)
class Trace:
    """Where something personal stands and what kind of thing it is. It never holds the thing itself."""

    file: str
    kind: str
    line: int | None = None
    column: int | None = None
    """In characters, from 1."""

    def __str__(self) -> str:
        """Return it as one line under its file."""
        return f"  - line {self.line}, column {self.column}: {self.kind}" if self.line else f"  - {self.kind}"


def guard(data: Path) -> None:
    """Raise ProtectionError naming every place in data/ where something about one person seems to stand. Values are never named.

    A folder that does not exist holds nothing; that it is missing is for `validate` to say.
    """
    traces = sorted(trace for path in files(data) for trace in inspect(data, path))
    if traces:
        raise ProtectionError(_report(traces))


def files(data: Path) -> Iterator[Path]:
    """Yield every file under a folder, hidden ones too, since git publishes them.

    Links are not followed: `validate` refuses those that lead out, and what they lead to inside is read where it lies.
    """
    for folder, names, leaves in os.walk(data):
        names[:] = sorted(name for name in names if name != ".git")
        for leaf in sorted(leaves):
            path = Path(folder, leaf)
            if not path.is_symlink():
                yield path


def inspect(data: Path, path: Path) -> Iterator[Trace]:
    """Yield everything personal in one file and in its name."""
    parts = path.relative_to(data).parts
    shown = "/".join(
        (data.resolve().name, *("…" if any(_search(_plain(part.encode(errors="replace")), None)) else part for part in parts))
    )
    if "…" in shown.split("/"):
        yield Trace(shown, NAMED)
    try:
        state = path.stat()
        if stat.S_ISREG(state.st_mode) and parts[0] == PRICE_LISTS and path.suffix == ".xlsx":
            yield from _inspect_workbook(shown, path)
        elif not stat.S_ISREG(state.st_mode) or path.suffix[1:].casefold() in OFFICE:
            yield Trace(shown, FORM)
        elif state.st_size > LARGEST:
            yield Trace(shown, SIZE)
        else:
            yield from _inspect_content(shown, parts, path.read_bytes())
    except OSError:
        yield Trace(shown, CLOSED)


def _inspect_workbook(shown: str, path: Path) -> Iterator[Trace]:
    """Yield what is personal in any sheet, hidden ones too. A row is a line, and its cells stand with tabs between them."""
    try:
        sheets = read_workbook(path)
    except WorkbookError:
        yield Trace(shown, CLOSED)
        return
    for number, rows in enumerate(sheets.values(), start=1):
        raw = _plain("\n".join("\t".join(map(_written, row)) for row in rows).encode(errors="replace"))
        head = b"\n".join(raw.split(b"\n", HEADED)[:HEADED])
        cells = ((one.start(), fold(_decode(one[0]))) for one in re.finditer(rb"[^\t\n]+", head))
        private = [(start, COLUMN) for start, text in cells if any(stem in text for stem in PRIVATE_STEMS)]
        found = [*_search(raw, None), *private]
        yield from _placed(f"{shown}, sheet {number}", raw, found)


def _written(cell: Cell) -> str:
    """Return a cell on one line; Excel keeps every number with decimals, also one that is none."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _inspect_content(shown: str, parts: tuple[str, ...], raw: bytes) -> Iterator[Trace]:
    if b"\0" in raw:  # also UTF-16, where no search below would find anything
        if not parts[-1].startswith("."):  # what editors and systems leave; never read, and kept out of git
            yield Trace(shown, FORM)
        return
    if not raw.isascii():
        raw = _plain(raw)
    owner = Path(parts[-1]).name.partition(".")[0] if parts[0] in ("registers", "sources") else None
    found = [*_search(raw, owner)]
    if parts[-1].endswith(".csv"):
        found += [*_columns(raw), *_long_areas(raw)]
    elif parts[-1].endswith("json"):
        found += [(one.start(1), COLUMN) for one in _KEY.finditer(raw) if is_private(one[1].decode(errors="replace"))]
    yield from _placed(shown, raw, found)


def _plain(raw: bytes) -> bytes:
    """Return the text with every kind of dash and hard space as the usual one. Lines and columns in characters stay the same."""
    for dash in _DASHES:
        raw = raw.replace(dash, b"-")
    return raw.removeprefix(b"\xef\xbb\xbf").replace("\u00a0".encode(), b" ").replace("\u202f".encode(), b" ")


def _search(raw: bytes, owner: str | None) -> Iterator[Found]:
    """Yield what is personal wherever it stands: numbers, addresses and codes. `owner` is whose shared mailbox may be named."""
    classes = b"x" + raw.translate(_CLASSES)
    for shape in _SHAPES:
        for one in shape.finditer(classes):
            start, end = one.start(1) - 1, one.end(1) - 1
            if not _is_part_of_more(raw, start, end):
                text = raw[start:end].decode()
                if is_identity_number(text):
                    yield start, NUMBER
                elif is_interim_number(text):
                    yield start, INTERIM
    at = raw.find(b"@")
    while at >= 0:
        local = _LOCAL.search(raw, max(0, at - 64), at)
        if local and _DOMAIN.match(raw, at + 1) and not _is_shared(local[0].decode(errors="replace"), owner):
            yield local.start(), EMAIL
        at = raw.find(b"@", at + 1)
    for unit in _UNITS:
        yield from ((one.start(), UNIT) for one in unit.finditer(raw) if not raw[max(0, one.start() - 1) : one.start()].isalnum())


def _is_part_of_more(raw: bytes, start: int, end: int) -> bool:
    """Tell whether digits go on as the decimals of a figure, or are a piece of a checksum."""
    if raw[start:end].isdigit() and raw[end : end + 1] == b"." and raw[end + 1 : end + 2].isdigit():
        return True
    behind, ahead = _HEXADECIMAL.match(raw[max(0, start - _HASH) : start][::-1]), _HEXADECIMAL.match(raw, end, end + _HASH)
    around = (behind.end() if behind else 0) + (ahead.end() - end if ahead else 0)
    return raw[start:end].isalnum() and around + end - start >= _HASH


def _is_shared(local: str, owner: str | None) -> bool:
    """Tell whether an address belongs to an office: every word before @ says so, or is the id of the register it is about."""
    if owner is None:
        return False
    words = re.split(r"[._+-]", fold(local))
    return fold(local) == owner.casefold() or all(word in SHARED_MAILBOXES or word == owner.casefold() for word in words)


def fold(text: str) -> str:
    """Return the text in small letters without dots and rings: Förnamn as fornamn."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in parts if not unicodedata.combining(char))


def is_private(name: str) -> bool:
    """Tell whether a column of that name holds names of people, their numbers, or what somebody wrote about them."""
    words = re.findall(r"[a-z0-9]+", fold(re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name)))
    joined = "".join(words)
    return joined in PRIVATE_WORDS or not PRIVATE_WORDS.isdisjoint(words) or any(stem in joined for stem in PRIVATE_STEMS)


def _header(raw: bytes) -> list[Found]:
    """Return the cells of a CSV's first line with text, whatever they are parted by: where each begins, and what it says."""
    blank = len(raw) - len(raw.lstrip())
    line = raw[blank:].partition(b"\n")[0]
    return [(blank + one.start(), _decode(one[0]).strip()) for one in re.finditer(rb"[^,;|\t\r\"]+", line)]


def _decode(raw: bytes) -> str:
    """Return the text; a file that is not UTF-8 was most likely saved by a spreadsheet of the nineties."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _columns(raw: bytes) -> Iterator[Found]:
    return ((start, COLUMN) for start, name in _header(raw) if is_private(name))


def _long_areas(raw: bytes) -> Iterator[Found]:
    """Yield each row whose area is longer than a municipality's four digits."""
    names = [name for _, name in _header(raw)]
    if "area" not in names:
        return
    cell = re.compile(rb"\n(?:[^,\n]*,){%d}\"?((?=[A-Za-z_-]*[0-9])[0-9A-Za-z_-]{5,})" % names.index("area"))
    for one in cell.finditer(raw):
        yield one.start(1), UNIT


def _placed(shown: str, raw: bytes, found: list[Found]) -> Iterator[Trace]:
    """Yield what was found with its line and column. The lines are counted once, however much was found."""
    line, counted = 1, 0
    for start, kind in sorted(set(found)):
        line += raw.count(b"\n", counted, start)
        counted = start
        begins = raw.rfind(b"\n", 0, start) + 1
        yield Trace(shown, kind, line, len(_decode(raw[begins:start])) + 1)


def _report(traces: list[Trace]) -> str:
    lines = [f"{count(len(traces), 'place')} in the data with what may be personal; what stands there is not repeated here"]
    for file, own in groupby(traces, key=lambda trace: trace.file):
        lines.append(file)
        for _, alike in groupby(own, key=lambda trace: trace.kind):
            every = list(alike)
            lines += map(str, every[:MOST_NAMED])
            lines += [f"  - and {count(len(every) - MOST_NAMED, 'place')} more like the last"] if len(every) > MOST_NAMED else []
    lines.append("If it was ever committed it stands in git's history too: take it out there before anything is pushed.")
    return "\n".join(lines)
