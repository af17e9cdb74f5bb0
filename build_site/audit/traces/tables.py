"""Tables of figures: CSV, JSON-stat, Parquet and SQLite, tied to cells by their columns' names."""

import csv
import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import product
from typing import Any

import orjson

from build_site.audit.traces.claims import Claim, Fault, Told
from build_site.audit.traces.published import Published
from build_site.model.table import KINDS, STATUSES

NAMES = ("title", "indicator_title", "area_name", "area_type", "name", "register", "source", "licence", "attribution")
PLAIN = frozenset(
    {*NAMES, "indicator", "indicator_id", "area", "period", "sex", "status", "kind", "unit", "definition_id", "rowid"}
)
"""Columns that say nothing of how large a figure is."""
CODES: Mapping[str, Sequence[str]] = {"status": STATUSES, "kind": KINDS}
"""Columns of codes; what is none of these words may be a figure."""
FIGURES = frozenset({"value", "lower", "upper", "numerator", "denominator", "rank"})
"""Columns that hold figures of people, so that the table must say of whom."""
EMPTY = (None, "", "not_assessed", "none")

Row = Sequence[Any]


def read_csv(published: Published, path: str, content: bytes) -> Told:
    """Yield what the rows of a CSV file tell; beside the API's JSON the file's name is the indicator."""
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    name = path.rpartition("/")[2].removesuffix(".csv")
    yield from table_claims(next(rows, []), rows, name if name in published.titles else None)


def read_parquet(published: Published, path: str, content: bytes) -> Told:
    """Yield what the rows of a Parquet file tell."""
    import pandas as pd  # noqa: PLC0415 - slow to import, and such a file may not be there

    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except ImportError:
        yield Fault("can't be audited: no library here reads Parquet; install one, or don't publish the file")
        return
    name = path.rpartition("/")[2].removesuffix(".parquet")
    columns = [frame[column].astype(object).where(frame[column].notna(), None).tolist() for column in frame.columns]
    yield from table_claims(list(frame.columns), zip(*columns, strict=True), name if name in published.titles else None)


def read_sqlite(_published: Published, _path: str, content: bytes) -> Told:
    """Yield what the rows of every table and view of a SQLite file tell."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(content)
            names = [name for (name,) in database.execute("select name from sqlite_master where type in ('table', 'view')")]
            for name in names:
                rows = database.execute('select * from "{}"'.format(name.replace('"', '""')))  # noqa: S608 - quoted
                for one in table_claims([column[0] for column in rows.description], rows, None):
                    yield Fault(f"{one.text} (table {name})") if isinstance(one, Fault) else one
        except sqlite3.Error as error:
            raise ValueError(f"not a SQLite database: {error}") from None


def read_jsonstat(published: Published, path: str, content: bytes) -> Told:
    """Yield the cells of a JSON-stat dataset that have a value."""
    whole = orjson.loads(content)
    name = path.rpartition("/")[2].removesuffix(".jsonstat.json")
    dimensions = [_categories(whole["dimension"][one]) for one in whole["id"]]
    values: Mapping[int, object] = _by_place(whole["value"])
    rows = ([*codes, values.get(place)] for place, codes in enumerate(product(*dimensions)))
    if "area" not in whole["id"] or "period" not in whole["id"]:
        yield Fault("holds figures that can't be tied to a place and a period")
        return
    yield from table_claims(
        [*whole["id"], "value"], rows, name if name in published.titles else None, facts=("measure", "metric")
    )


def _by_place(values: Sequence[object] | Mapping[str, object]) -> Mapping[int, object]:
    return {int(place): value for place, value in (values.items() if isinstance(values, Mapping) else enumerate(values))}


def _categories(dimension: Mapping[str, Any]) -> list[str]:
    index = dimension["category"].get("index") or list(dimension["category"]["label"])
    return sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)


def table_claims(head: Sequence[str], rows: Iterator[Row], name: str | None, facts: Sequence[str] = ()) -> Told:
    """Yield what rows tell; `name` is their indicator where no column says it, `facts` columns that only name a measure."""
    at = {column: place for place, column in enumerate(head)}
    indicator = at.get("indicator", at.get("indicator_id"))
    if "area" not in at or "period" not in at or (indicator is None and name is None):
        if FIGURES & at.keys():
            yield Fault("holds figures that can't be tied to a measure, a place and a period")
        return
    area, period, sex = at["area"], at["period"], at.get("sex")
    telling = [(place, column) for column, place in at.items() if column not in PLAIN - CODES.keys() and column not in facts]
    for row in rows:
        for place, column in telling:
            if row[place] not in (*EMPTY, *CODES.get(column, ())):
                one = str(name if indicator is None else row[indicator])
                yield Claim(one, str(row[area]), str(row[period]), "total" if sex is None else str(row[sex]), column)
                break
