"""What must hold for any values.csv, not only for those that somebody thought of."""

import csv
import io
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from build_site.errors import DataError
from build_site.model.catalogue import Catalogue
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, Table
from build_site.validate.reading import Reader
from build_site.validate.things import read_catalogue
from build_site.validate.values import read_table

SMALL = Path(__file__).parents[1] / "golden" / "cases" / "two_regions" / "data"
GOOD = (SMALL / "indicators" / "vantan" / "values.csv").read_text(encoding="utf-8")
HEADER, _, ROWS = GOOD.partition("\n")

PlainRow = tuple[tuple[str, ...], tuple[float | None, ...]]
"""The words of a row (its keys and kind) and its numbers."""

few = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""The same examples every day; the fixtures may be shared, since every example writes the whole file anew."""


class Indicators:
    """Reads one values.csv as the whole folder would."""

    def __init__(self, data: Path, catalogue: Catalogue) -> None:
        self.data = data
        self.catalogue = catalogue
        self.path = data / "indicators" / "vantan" / "values.csv"
        self.path.parent.mkdir(parents=True)

    def read(self, content: str | bytes) -> Table:
        """Return the table, or raise DataError as the whole folder would."""
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        reader = Reader(self.data)
        indicator, source = self.catalogue.indicators["vantan"], self.catalogue.sources["kallan"]
        table = read_table(reader, self.path, indicator, source, self.catalogue.areas)
        assert (table is None) == bool(reader.faults)
        if table is None:
            raise DataError(reader.faults)
        return table


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Indicators:
    return Indicators(tmp_path_factory.mktemp("any") / "data", read_catalogue(Reader(SMALL)))


def plain_reading(text: str) -> list[PlainRow]:
    """Return the rows as Python's own csv module and float() read them, sorted by their keys."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert all(None not in row and None not in row.values() for row in rows), "a ragged row was read"
    numbers = [tuple(float(row[column]) if row[column] else None for column in NUMBERS) for row in rows]
    words = [(row["area"], row["period"], row["sex"], row["kind"]) for row in rows]
    return sorted(zip(words, numbers, strict=True), key=lambda row: row[0])


def as_read(table: Table) -> list[PlainRow]:
    frame = table.frame
    words = frame[[*KEYS, "kind"]].astype("object").to_numpy().tolist()
    numbers = frame[list(NUMBERS)].to_numpy().tolist()
    rows = [
        (tuple(word), tuple(None if math.isnan(number) else number for number in row))
        for word, row in zip(words, numbers, strict=True)
    ]
    return sorted(rows, key=lambda row: row[0])


@st.composite
def slips(draw: st.DrawFn, alphabet: str, start: int = 0) -> str:
    """Return a good file with one to three characters added, removed or replaced."""
    text = GOOD
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(start, len(text) - 1))
        kind = draw(st.sampled_from(["add", "remove", "replace"]))
        new = "" if kind == "remove" else draw(st.sampled_from(alphabet))
        text = text[:place] + new + text[place + (kind != "add") :]
    return text


def is_same_or_refused(some: Indicators, text: str) -> bool:
    """Tell whether a file is refused, or read to the numbers that stand in it."""
    try:
        table = some.read(text)
    except DataError:
        return True
    return plain_reading(text) == as_read(table)


def test_the_good_file_reads_to_its_numbers(some: Indicators) -> None:
    """Without this the other properties could hold because everything is refused."""
    assert len(plain_reading(GOOD)) == 7
    assert plain_reading(GOOD) == as_read(some.read(GOOD))


@few
@given(text=slips("0123456789.-+eEx _\u00e5\u2212\u00a0/\t"))
def test_small_slip_reads_to_what_it_says_or_is_refused(some: Indicators, text: str) -> None:
    """No slip of the finger ends in another number than the one that stands there, or in another exception."""
    assert is_same_or_refused(some, text)


@few
@example(text=f"{HEADER}\n00,2024,total,20.0,,,200,1000,ok,final,x\n")
@example(text="kind,status,area,period,sex,value,lower,upper,numerator,denominator\nfinal,ok,00,2024,total,20.0\n")
@given(text=slips(',"\n'))
def test_slip_in_the_structure_reads_to_what_it_says_or_is_refused(some: Indicators, text: str) -> None:
    assert is_same_or_refused(some, text)


@few
@example(text=GOOD.replace("\n", "\r"))
@given(text=slips('\r\n\v\f\u2028\x85,"'))
def test_any_line_end_anywhere_gives_a_table_or_a_fault(some: Indicators, text: str) -> None:
    try:
        some.read(text)
    except DataError as error:
        assert error.faults  # noqa: PT017


@few
@given(place=st.integers(0, len(GOOD.encode()) - 1), byte=st.integers(0x80, 0xFF))
def test_any_broken_byte_is_refused(some: Indicators, place: int, byte: int) -> None:
    raw = GOOD.encode()
    with pytest.raises(DataError):
        some.read(raw[:place] + bytes([byte]) + raw[place + 1 :])


@few
@given(cut=st.integers(0, len(GOOD) - 2))
def test_cut_file_is_refused_or_holds_only_whole_rows(some: Indicators, cut: int) -> None:
    """A download that stopped: a number of which half has arrived must not be taken for the whole."""
    try:
        table = some.read(GOOD[:cut])
    except DataError:
        return
    assert [row for row in plain_reading(GOOD) if row in as_read(table)] == as_read(table)


figures = st.one_of(st.just(0.0), st.floats(-1e12, 1e12, allow_nan=False), st.integers(-(10**9), 10**9).map(float))
bounds = st.tuples(figures, figures, figures).map(sorted)


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, str]]:
    """Return the rows of a good file: any figures, each area, period and sex once, in any order."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["00", "01", "21", "0180", "2180"]),
                st.sampled_from(["2023", "2024", "2024-03", "2024-Q1", "2021/2024"]),
                st.sampled_from(SEXES),
            ),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    rows = []
    for area, period, sex in keys:
        cells = {"area": area, "period": period, "sex": sex, "kind": draw(st.sampled_from(KINDS))}
        status = draw(st.sampled_from(["ok", "ok", "", "suppressed", "missing", "not_applicable"]))
        if status in ("ok", ""):
            lower, value, upper = draw(bounds)
            numerator, denominator = sorted((draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))))
            cells |= {"value": repr(value), "numerator": str(numerator), "denominator": str(denominator)}
            cells |= draw(st.sampled_from([{}, {"lower": repr(lower), "upper": repr(upper)}]))
        rows.append({"status": status, **cells})
    return rows


def written(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


@few
@given(rows=files())
def test_good_rows_are_read_as_written(some: Indicators, rows: list[dict[str, str]]) -> None:
    text = written(rows)
    table = some.read(text)
    assert plain_reading(text) == as_read(table)
    assert not table.frame.duplicated(list(KEYS)).any()
    assert table.frame["value"].notna().tolist() == (table.frame["status"] == "ok").tolist()


@few
@given(rows=files())
def test_table_that_is_written_reads_back_as_itself(some: Indicators, rows: list[dict[str, str]]) -> None:
    """Write → read loses nothing: not a decimal, not a leading zero, not the order."""
    table = some.read(written(rows))
    again = some.read(table.frame.to_csv(index=False, lineterminator="\n"))
    pd.testing.assert_frame_equal(table.frame, again.frame, check_exact=True)


@few
@given(rows=files(), data=st.data())
def test_order_of_rows_and_columns_does_not_matter(some: Indicators, rows: list[dict[str, str]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    columns = tuple(data.draw(st.permutations(COLUMNS)))
    pd.testing.assert_frame_equal(some.read(written(rows)).frame, some.read(written(shuffled, columns)).frame, check_exact=True)


@few
@given(rows=files(), data=st.data())
def test_doubled_row_is_refused_wherever_it_stands(some: Indicators, rows: list[dict[str, str]], data: st.DataObject) -> None:
    twice = data.draw(st.permutations([*rows, rows[0]]))
    places = [place for place, row in enumerate(twice) if row == rows[0]]
    with pytest.raises(DataError) as caught:
        some.read(written(twice))
    assert [places[1] + 2] == [fault.line for fault in caught.value.faults]
