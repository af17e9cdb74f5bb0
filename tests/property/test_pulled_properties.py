"""What must hold for every table that is pulled: it is saved as it came, and read back as it was."""

import tempfile
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source
from build_site.model.request import Wanted
from build_site.model.table import KEYS, Table
from build_site.pull.difference import difference, keep_kinds, shared_rows
from build_site.pull.save import csv_bytes, number_text
from build_site.sources import kolada
from build_site.validate.reading import Reader
from build_site.validate.values import read_table
from tests.pulled import NOW, answer

AREAS = {"00": Area(code="00", name="Riket", type="country")}
AREAS |= {code: Area(code=code, name=code, type="region", parent="00") for code in ("01", "03", "21")}
TERMS = {"publisher": "x", "url": "https://example.org/", "licence": "https://example.org/", "attribution": "x"}
WANTED = Wanted(
    Source.model_validate(TERMS | {"id": "kolada"}),
    "https://api.kolada.se/v3",
    {"U1": Indicator.model_construct(None, id="U1", smallest_denominator=10, additive_over=(), unit="index")},  # type: ignore[call-arg]
    AREAS,
    NOW.date(),
)
SETTINGS = settings(derandomize=True, deadline=None, max_examples=60)

numbers = st.floats(allow_nan=False, allow_infinity=False)
keys = st.tuples(st.sampled_from(sorted(AREAS)), st.integers(1980, 2026), st.sampled_from("TKM"))
series = st.dictionaries(keys, numbers, min_size=1, max_size=40)
Series = dict[tuple[str, int, str], float]
SEX = {"T": "total", "K": "women", "M": "men"}


def body(figures: Series) -> bytes:
    """Return the figures as Kolada would send them, one thing for each."""
    things: list[dict[str, Any]] = [
        {"kpi": "U1", "period": year, "municipality": area.zfill(4), "values": [{"gender": sex, "value": value}]}
        for (area, year, sex), value in figures.items()
    ]
    return orjson.dumps({"values": things})


def frame(figures: Series) -> pd.DataFrame:
    """Return what the connector reads."""
    return kolada.read(WANTED, [answer("https://api.kolada.se/v3/data/kpi/U1/year/2024", body(figures))]).tables["U1"]


def saved(own: pd.DataFrame) -> Table:
    """Return what validate reads of what is saved."""
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder).resolve())
        (reader.data / "values.csv").write_bytes(csv_bytes(own))
        table = read_table(reader, reader.data / "values.csv", WANTED.indicators["U1"], None, AREAS)
        assert reader.faults == []
        assert table is not None
        return table


@SETTINGS
@given(series)
def test_what_the_publisher_said_is_what_is_read_back(figures: Series):
    """To the last bit of every number, through JSON, the connector, the file and its reader."""
    table = saved(frame(figures)).frame
    told = {(area, str(year), SEX[sex]): value for (area, year, sex), value in figures.items()}
    assert dict(zip(zip(*(table[key] for key in KEYS), strict=True), table["value"], strict=True)) == told


@SETTINGS
@given(series, st.randoms(use_true_random=False))
def test_the_order_of_an_answer_changes_no_byte(figures: Series, random: Any):  # noqa: ANN401
    shuffled = list(figures.items())
    random.shuffle(shuffled)
    assert csv_bytes(frame(dict(shuffled))) == csv_bytes(frame(figures))


@SETTINGS
@given(series)
def test_saving_again_changes_no_byte(figures: Series):
    once = csv_bytes(frame(figures))
    assert csv_bytes(saved(frame(figures)).frame) == once


@given(numbers)
def test_a_number_s_text_is_that_number(value: float):
    text = number_text(value)
    assert float(text) == value
    assert "e" not in text
    assert not text.endswith(".0")


@SETTINGS
@given(series, series)
def test_a_difference_adds_up(before: Series, after: Series):
    """Rows that stay and rows that come are all the new ones; nothing is counted twice; there and back are mirrors."""
    old, new = saved(frame(before)), saved(frame(after))
    there, back = difference(old, new, (None, None)), difference(new, old, (None, None))
    shared = before.keys() & after.keys()
    assert (there.added, there.removed) == (len(after.keys() - shared), len(before.keys() - shared)) == (back.removed, back.added)
    assert there.changed == back.changed == sum(before[key] != after[key] for key in shared)
    assert there.is_empty == (before == after)


@SETTINGS
@given(series, series)
def test_shared_rows_are_the_same_places(before: Series, after: Series):
    old, new = saved(frame(before)).frame, saved(frame(after)).frame
    left, right = shared_rows(old, new)
    assert len(left) == len(before.keys() & after.keys())
    for key in KEYS:
        assert old[key].astype(str).iloc[left].tolist() == new[key].astype(str).iloc[right].tolist()


@SETTINGS
@given(series, series)
def test_keeping_kinds_changes_nothing_but_kinds(before: Series, after: Series):
    old, new = saved(frame(before).assign(kind="preliminary")), saved(frame(after))
    kept = keep_kinds(old, new)
    assert kept.frame.drop(columns="kind").equals(new.frame.drop(columns="kind"))
    same = {key for key in before.keys() & after.keys() if before[key] == after[key]}
    marked = kept.frame[kept.frame["kind"] == "preliminary"]
    found = set(zip(*(marked[key] for key in KEYS), strict=True))
    assert {(area, str(year), SEX[sex]) for area, year, sex in same} <= found
