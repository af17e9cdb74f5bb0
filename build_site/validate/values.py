"""values.csv → Table. Whole columns at once; lines are looked up only when something is wrong."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.period import is_period
from build_site.model.register import Source
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, STATUSES, Table
from build_site.validate.reading import Reader, check_header

CODES = (*KEYS, "status", "kind")
NUMBER = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")
MOST_LINES_SHOWN = 50
"""Lines named for one kind of fault in one file; the rest are counted."""


@dataclass(frozen=True)
class Rows:
    """One values.csv as columns, and where its faults go."""

    reader: Reader
    path: Path
    frame: pd.DataFrame

    def check(self, wrong: npt.ArrayLike, problem: str) -> None:
        """Note the problem for each row where `wrong` is true."""
        places = np.flatnonzero(np.asarray(wrong))
        for place in places[:MOST_LINES_SHOWN]:
            self.reader.fault(self.path, int(place) + 2, problem)
        if len(places) > MOST_LINES_SHOWN:
            self.reader.fault(self.path, None, f"{problem} (and on {len(places) - MOST_LINES_SHOWN} more lines)")

    def check_words(self, column: str, known: Callable[[str], bool], problem: str) -> None:
        """Note the rows whose code in a column is not known; an empty cell is not known."""
        codes = self.frame[column].cat
        good = np.array([known(word) for word in codes.categories] + [False], dtype=bool)
        self.check(~good[codes.codes], problem)


def read_table(reader: Reader, indicator: Indicator, source: Source | None, areas: Mapping[str, Area]) -> Table | None:
    """Return one indicator's figures, or None with every fault noted. Values never enter a message."""
    path = reader.data / "indicators" / indicator.id / "values.csv"
    text = reader.text(path)
    if text is None:
        return None
    before = len(reader.faults)
    header = next(csv.reader(io.StringIO(text[:10_000])), [])
    if not check_header(reader, path, header, COLUMNS, ()):
        return None
    frame = _parse(reader, path, text, len(header))
    if frame is None:
        return None
    if frame.empty:
        reader.fault(path, None, "has no rows; an indicator without values is not published")
        return None
    frame = _fill(frame)
    _check(Rows(reader, path, frame), indicator, source, areas)
    if len(reader.faults) > before:
        return None
    return Table(indicator.id, _sort(frame), indicator.smallest_denominator, indicator.additive_over)


def _parse(reader: Reader, path: Path, text: str, width: int) -> pd.DataFrame | None:
    kinds = dict.fromkeys(CODES, "str") | dict.fromkeys(NUMBERS, "float64")
    try:
        frame = pd.read_csv(
            io.StringIO(text), dtype=kinds, na_values=[""], keep_default_na=False, skip_blank_lines=False, index_col=False
        )
        return frame.astype(dict.fromkeys(CODES, "category"))
    except ValueError:  # a number that is none, or a row that is too long: read again as text and say where
        pass
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for line, cells in enumerate(rows, 2):
        if len(cells) != width:
            reader.fault(path, line, f"has {len(cells)} cells, the header has {width}")
    header = next(csv.reader(io.StringIO(text)))
    frame = pd.DataFrame([(cells + [""] * width)[:width] for cells in rows], columns=header, dtype="object")
    for column in NUMBERS:
        for line, cell in enumerate(frame[column], 2):
            if cell and not NUMBER.match(cell):
                reader.fault(path, line, f"{column} is not a number; write digits with a decimal point and no spaces")
        frame[column] = pd.to_numeric(frame[column].where(frame[column].str.match(NUMBER.pattern)), errors="coerce")
    for column in CODES:
        frame[column] = frame[column].where(frame[column] != "").astype("category")
    return frame


def _fill(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill an empty status with what the value says; an empty value without a status is missing, never zero."""
    empty = frame["status"].isna()
    if empty.any():
        words = np.where(frame["value"].isna(), "missing", "ok")
        frame["status"] = pd.Series(frame["status"].astype("object").where(~empty, words), dtype="category")
    return frame


def _check(rows: Rows, indicator: Indicator, source: Source | None, areas: Mapping[str, Area]) -> None:
    frame = rows.frame
    rows.check_words(
        "area", lambda code: code in areas, "area is not a code in areas/areas.csv; codes are text and keep their zeros"
    )
    rows.check_words("period", is_period, "period is not one; write 2024, 2024-03, 2024-Q1 or 2021/2024")
    rows.check_words("sex", lambda word: word in SEXES, f"sex is not one of {', '.join(SEXES)}")
    rows.check_words("status", lambda word: word in STATUSES, f"status is not one of {', '.join(STATUSES)}")
    rows.check_words("kind", lambda word: word in KINDS, f"kind is not one of {', '.join(KINDS)}")
    if source is not None and source.allowed_levels is not None:
        allowed = source.allowed_levels
        rows.check_words(
            "area",
            lambda code: code not in areas or areas[code].type in allowed,
            f"area is on a level that source {source.id} does not allow; allowed: {', '.join(allowed)}",
        )
    rows.check(frame.duplicated(list(KEYS)), "the same area, period and sex stand on an earlier line; keep one")
    _check_numbers(rows, indicator)


def _check_numbers(rows: Rows, indicator: Indicator) -> None:
    frame = rows.frame
    shown = (frame["status"] == "ok").to_numpy()
    numbers = frame[list(NUMBERS)]
    rows.check(shown & frame["value"].isna(), "status is ok but there is no value; write the value or status missing")
    rows.check(~shown & numbers.notna().any(axis=1), "has a number although its status is not ok; empty the number cells")
    rows.check(np.isinf(numbers).any(axis=1), "has a number that is not finite")
    wrong_order = (frame["lower"] > frame["value"]) | (frame["value"] > frame["upper"])
    rows.check(wrong_order, "lower, value and upper are not in order")
    rows.check((frame["numerator"] < 0) | (frame["denominator"] < 0), "a count is below zero")
    if indicator.unit == "percent" and indicator.limits[1] == 100:  # noqa: PLR2004
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
