"""values.csv → Table. Whole columns at once; lines are looked up only when something is wrong."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.period import is_period
from build_site.model.register import Register, Source
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, STATUSES, Table
from build_site.validate.reading import Reader, check_header, read_cells

CODES = (*KEYS, "status", "kind")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
UNUSUAL = ('"', "\r", "\t", " ", "+", "true", "false", "nan", "inf")
"""What the quick parser reads too kindly, or without its line: with any of these each cell is looked at by itself."""
MOST_LINES_SHOWN = 50
"""Lines named for one kind of fault in one file; the rest are counted."""


@dataclass(frozen=True)
class Rows:
    """One values.csv as columns, and where its faults go."""

    reader: Reader
    path: Path
    frame: pd.DataFrame
    lines: Sequence[int]
    unread: npt.NDArray[np.bool_]
    """Rows with a number that could not be read: already noted, so nothing more is said of their numbers."""

    def check(self, wrong: npt.ArrayLike, problem: str) -> None:
        """Note the problem for each row where `wrong` is true."""
        places = np.flatnonzero(np.asarray(wrong))
        for place in places[:MOST_LINES_SHOWN]:
            self.reader.fault(self.path, self.lines[place], problem)
        if len(places) > MOST_LINES_SHOWN:
            self.reader.fault(self.path, None, f"{problem} (and on {len(places) - MOST_LINES_SHOWN} more lines)")

    def check_words(self, column: str, known: Callable[[str], bool], problem: str) -> None:
        """Note the rows whose code in a column is not known; an empty cell is not known."""
        codes = self.frame[column].cat
        good = np.array([known(word) for word in codes.categories] + [False], dtype=bool)
        self.check(~good[codes.codes], problem)


def read_table(
    reader: Reader, path: Path, indicator: Indicator | None, source: Source | None, areas: Mapping[str, Area] | None
) -> Table | None:
    """Return one indicator's figures, or None with every fault noted. Values never enter a message.

    Without an indicator (its own file is broken) the figures are checked all the same, so that all faults are named at once;
    without areas (theirs is) their codes are not, for then each of them would be blamed.
    """
    text = reader.text(path)
    if text is None:
        return None
    before = len(reader.faults)
    rows = _parse(reader, path, text.replace("\r\n", "\n"))
    if rows is None:
        return None
    if rows.frame.empty:
        if len(reader.faults) == before:
            reader.fault(path, None, "has no rows; an indicator without values is not published")
        return None
    rows = replace(rows, frame=_fill(rows.frame))
    if areas is not None:
        _check_areas(rows, source, areas)
    _check_words(rows)
    _check_numbers(rows, indicator)
    if len(reader.faults) > before or indicator is None:
        return None
    return Table(indicator.id, _sort(rows.frame), indicator.smallest_denominator, indicator.additive_over)


def raise_limit(table: Table, register: Register | None) -> Table:
    """Return the table with the smallest group that may be shown raised to the register's own, if that is stricter."""
    shown = (register.smallest_shown if register else None) or 0
    return replace(table, smallest_denominator=max(table.smallest_denominator, shown))


def _parse(reader: Reader, path: Path, text: str) -> Rows | None:
    header, _, body = text.partition("\n")
    columns = header.split(",") if header else []
    if not _is_usual(text) or not _is_regular(body, len(columns)):
        return _parse_slowly(reader, path, text)
    if not check_header(reader, path, columns, COLUMNS, ()):
        return None
    kinds = dict.fromkeys(CODES, "str") | dict.fromkeys(NUMBERS, "float64")
    try:
        frame = pd.read_csv(
            io.StringIO(text), dtype=kinds, na_values=[""], keep_default_na=False, skip_blank_lines=False, index_col=False
        )
    except ValueError:  # a number that is none: read again cell by cell and say where
        return _parse_slowly(reader, path, text)
    lines = range(2, len(frame) + 2)
    return Rows(reader, path, frame.astype(dict.fromkeys(CODES, "category")), lines, np.zeros(len(frame), dtype=bool))


def _is_usual(text: str) -> bool:
    folded = text.lower()
    return text.isascii() and not any(token in folded for token in UNUSUAL)


def _is_regular(body: str, columns: int) -> bool:
    """Tell whether every line has so many cells, and every point a digit on both sides.

    On the bytes as an array: a million lines one by one take seconds.
    """
    text = np.frombuffer(("\n" + body.removesuffix("\n") + "\n").encode("ascii") if body else b"", dtype=np.uint8)
    comma, newline, point, zero, nine = (ord(one) for one in ",\n.09")
    ends = text[(text == comma) | (text == newline)][1:] == newline
    if not columns or not np.array_equal(np.flatnonzero(ends), np.arange(columns - 1, ends.size, columns)):
        return False
    digit, points = (text >= zero) & (text <= nine), np.flatnonzero(text == point)
    return bool(digit[points - 1].all() and digit[points + 1].all())


def _parse_slowly(reader: Reader, path: Path, text: str) -> Rows | None:
    before = len(reader.faults)
    header, rows = read_cells(reader, path, text, COLUMNS)
    if not rows and len(reader.faults) > before:
        return None
    lines = [line for line, _ in rows]
    frame = pd.DataFrame([cells for _, cells in rows], columns=header, dtype="object")
    unread = np.zeros(len(frame), dtype=bool)
    for column in NUMBERS:
        cells = list(frame[column])
        good = [NUMBER.fullmatch(cell) is not None for cell in cells]
        wrong = [bool(cell) and not fits for cell, fits in zip(cells, good, strict=True)]
        for line in compress(lines, wrong):
            reader.fault(path, line, f"{column} is not a number; write digits with a decimal point and no spaces")
        frame[column] = [float(cell) if fits else np.nan for cell, fits in zip(cells, good, strict=True)]
        frame[column] = frame[column].astype("float64")
        unread |= np.array(wrong, dtype=bool)
    for column in CODES:
        frame[column] = frame[column].where(frame[column] != "").astype("category")
    return Rows(reader, path, frame, lines, unread)


def _fill(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill an empty status with what the value says; an empty value without a status is missing, never zero."""
    empty = frame["status"].isna()
    if empty.any():
        words = np.where(frame["value"].isna(), "missing", "ok")
        frame["status"] = pd.Series(frame["status"].astype("object").where(~empty, words), dtype="category")
    return frame


def _check_areas(rows: Rows, source: Source | None, areas: Mapping[str, Area]) -> None:
    rows.check_words(
        "area", lambda code: code in areas, "area is not a code in areas/areas.csv; codes are text and keep their zeros"
    )
    if source is not None and source.allowed_levels is not None:
        allowed = source.allowed_levels
        rows.check_words(
            "area",
            lambda code: code not in areas or areas[code].type in allowed,
            f"area is on a level that source {source.id} does not allow; allowed: {', '.join(allowed)}",
        )


def _check_words(rows: Rows) -> None:
    rows.check_words("period", is_period, "period is not one; write 2024, 2024-03, 2024-Q1 or 2021/2024")
    rows.check_words("sex", lambda word: word in SEXES, f"sex is not one of {', '.join(SEXES)}")
    rows.check_words("status", lambda word: word in STATUSES, f"status is not one of {', '.join(STATUSES)}")
    rows.check_words("kind", lambda word: word in KINDS, f"kind is not one of {', '.join(KINDS)}")
    rows.check(rows.frame.duplicated(list(KEYS)), "the same area, period and sex stand on an earlier line; keep one")


def _check_numbers(rows: Rows, indicator: Indicator | None) -> None:
    frame, read = rows.frame, ~rows.unread
    shown = (frame["status"] == "ok").to_numpy()
    numbers = frame[list(NUMBERS)]
    rows.check(read & shown & frame["value"].isna(), "status is ok but there is no value; write the value or status missing")
    hidden_number = ~shown & numbers.notna().any(axis=1)
    rows.check(read & hidden_number, "has a number although its status is not ok; empty the number cells")
    rows.check(np.isinf(numbers).any(axis=1), "has a number that is not finite")
    wrong_order = (frame["lower"] > frame["value"]) | (frame["value"] > frame["upper"])
    rows.check(wrong_order, "lower, value and upper are not in order")
    rows.check((frame["numerator"] < 0) | (frame["denominator"] < 0), "a count is below zero")
    if indicator is not None and indicator.unit == "percent" and indicator.limits[1] == 100:  # noqa: PLR2004
        rows.check(frame["numerator"] > frame["denominator"], "numerator is above denominator in a share")


def _sort(frame: pd.DataFrame) -> pd.DataFrame:
    for column in ("area", "period"):
        frame[column] = frame[column].cat.set_categories(sorted(frame[column].cat.categories))
    frame["sex"] = frame["sex"].cat.set_categories(SEXES)
    frame["status"] = frame["status"].cat.set_categories(STATUSES)
    frame["kind"] = frame["kind"].cat.set_categories(KINDS)
    codes = [frame[column].cat.codes.to_numpy() for column in KEYS]
    order = np.lexsort(codes[::-1])
    frame = frame[list(COLUMNS)]
    return frame if (order[1:] > order[:-1]).all() else frame.take(order).reset_index(drop=True)
