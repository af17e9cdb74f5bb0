"""What must never happen, whatever the figures are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.model.table import COLUMNS, FEW, KEYS, KINDS, NUMBERS, SEXES, SMALLEST_GROUP, STATUSES, Table
from build_site.protect import protect
from tests.attacker import Attacker
from tests.counted import Leaf, sum_up
from tests.counted import make_table as make_counted

if TYPE_CHECKING:
    import numpy as np

keys = st.tuples(st.sampled_from(["00", "01", "0180"]), st.sampled_from(["2023", "2024"]), st.sampled_from(SEXES))
counts = st.one_of(st.none(), st.integers(1, 30), st.integers(1, 100_000))
figures = st.dictionaries(keys, counts, max_size=18)
leaf_keys = st.tuples(
    st.sampled_from(["0180", "0181", "0182", "0183", "0280", "0281"]), st.just("2024"), st.sampled_from(["women", "men"])
)
smallest = st.integers(1, 40)
quick = settings(deadline=None, max_examples=40)
additive = st.sampled_from([(), ("sex",), ("sex", "area"), ("area",)])


def make_table(cells: dict[tuple[str, str, str], int | None], smallest_denominator: int, additive_over: tuple[str, ...]) -> Table:
    """Return the table of drawn denominators, each with a value and an interval that would tell."""
    nan = float("nan")
    ordered = sorted(cells.items(), key=lambda item: (item[0][0], item[0][1], SEXES.index(item[0][2])))
    rows = [
        (*key, 50.0, 40.0, 60.0, nan if below is None else below / 2, nan if below is None else below, "ok", "final")
        for key, below in ordered
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    for column in ("area", "period"):
        frame[column] = frame[column].astype("category")
    for column, words in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        frame[column] = pd.Categorical(frame[column], categories=list(words))
    return Table("test", frame, smallest_denominator, additive_over)


def hidden(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return which rows say that they are hidden."""
    return (frame["status"] == "suppressed").to_numpy()


@given(figures, smallest, additive)
@quick
def test_no_small_group_ever_leaves(cells: dict[tuple[str, str, str], int | None], least: int, over: tuple[str, ...]):
    """A cell with a known denominator below the smallest one has no number left, and says so."""
    raw = make_table(cells, least, over)
    safe = protect({"test": raw})["test"].frame
    small = (raw.frame["denominator"] < least).to_numpy()
    assert safe.loc[small, list(NUMBERS)].isna().all(axis=None)
    assert hidden(safe)[small].all()


@given(figures, smallest, additive)
@quick
def test_every_row_comes_back_in_its_place(cells: dict[tuple[str, str, str], int | None], least: int, over: tuple[str, ...]):
    """Hiding never drops a row: a gap in the file would tell as much; and no rows at all pass as they are."""
    raw = make_table(cells, least, over)
    safe = protect({"test": raw})["test"].frame
    assert raw.frame[list(KEYS)].equals(safe[list(KEYS)])
    assert list(COLUMNS) == list(safe.columns)


@given(figures, smallest)
@quick
def test_no_sex_hides_alone(cells: dict[tuple[str, str, str], int | None], least: int):
    """Where the sexes add up and all three have counts, two at least are hidden or none: the third would tell."""
    raw = make_table(cells, least, ("sex",))
    safe = protect({"test": raw})["test"].frame
    rows = safe.assign(hidden=hidden(safe), counted=raw.frame["denominator"].notna())
    groups = rows.groupby(["area", "period"], observed=True).agg(hidden=("hidden", "sum"), counted=("counted", "sum"))
    assert not ((groups["counted"] == len(SEXES)) & (groups["hidden"] == 1)).any()


@given(figures, smallest, additive)
@quick
def test_a_shown_cell_is_untouched(cells: dict[tuple[str, str, str], int | None], least: int, over: tuple[str, ...]):
    """What is not hidden is the very figure that came in."""
    raw = make_table(cells, least, over).frame
    safe = protect({"test": make_table(cells, least, over)})["test"].frame
    shown = ~hidden(safe)
    pd.testing.assert_frame_equal(raw[shown], safe[shown])


@given(figures, smallest, additive)
@quick
def test_nothing_is_hidden_without_a_reason(cells: dict[tuple[str, str, str], int | None], least: int, over: tuple[str, ...]):
    """In a year in which nothing is small nothing is hidden, however small another year is."""
    raw = make_table(cells, least, over).frame
    lost = hidden(protect({"test": make_table(cells, least, over)})["test"].frame)
    small = (raw["denominator"] < max(10, least)).to_numpy()
    whole = {key[1] for key, below in cells.items() if below is not None and below < max(10, least)}
    derived = {key[1] for key, below in cells.items() if below is None}
    sexes = Counter(key[:2] for key in cells)
    derived |= {period for (_, period), number in sexes.items() if number == len(SEXES) - 1}  # the third follows
    derived |= {key[1] for key in cells if key[0] == "0180" and ("01", *key[1:]) not in cells}  # and so does the region
    assert lost[small].all()
    assert set(raw["period"][lost]) <= whole | derived


ABSENT = {
    "no country": ("area", ["00"]),
    "no regions": ("area", ["01", "02"]),
    "no total": ("sex", ["total"]),
    "no men": ("sex", ["men"]),
}
shapes = st.sampled_from(["whole", "counts only", "people only", *ABSENT])


def cut(table: Table, shape: str) -> Table:
    """Return the table without the rows or the counts that the shape lacks."""
    frame = table.frame
    if shape in ABSENT:
        column, words = ABSENT[shape]
        frame = frame[~frame[column].astype(str).isin(words)].reset_index(drop=True)
    lost = {"counts only": "denominator", "people only": "numerator"}.get(shape)
    return replace(table, frame=frame if lost is None else frame.assign(**{lost: float("nan")}))


def fill(frame: pd.DataFrame, places: Iterable[Leaf]) -> pd.DataFrame:
    """Return the frame with a row for every place: a stranger knows that what is absent is something too."""
    every = pd.DataFrame(list(places), columns=list(KEYS))
    return every.merge(frame.astype(dict.fromkeys(KEYS, "object")), how="left", on=list(KEYS))


@given(st.dictionaries(leaf_keys, st.tuples(st.integers(0, 400), st.integers(0, 100)), min_size=1), shapes, additive)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_no_small_count_is_worked_out(leaves: dict[Leaf, tuple[int, int]], shape: str, over: tuple[str, ...]):
    """Whatever is absent and whatever is declared, a stranger can rule out neither none of a few nor as many as are shown."""
    areas, periods = ({key[place] for key in leaves} for place in (0, 1))
    every = {
        (area, period, sex): leaves.get((area, period, sex), (0, 0)) for area in areas for period in periods for sex in SEXES[1:]
    }
    truth = sum_up({key: (float(n * share // 100), float(n)) for key, (n, share) in every.items()})
    raw = cut(make_counted(truth, additive_over=over), shape)
    stranger = Attacker().read({"test": fill(protect({"test": raw})["test"].frame, truth)})
    for area, period, sex, x, n in raw.frame[[*KEYS, "numerator", "denominator"]].itertuples(index=False, name=None):
        least = 0.0 if pd.isna(x) else x
        for what, small, lowest, highest in (
            ("x", 1 <= x < FEW, 0, FEW),
            ("c", 1 <= n - x < FEW, 0, FEW),
            ("n", 0 < n < SMALLEST_GROUP, least, SMALLEST_GROUP),
        ):
            if small:
                low, high = stranger.bounds("test", what, area, period, sex)
                assert low <= lowest + 1e-6, what
                assert high >= highest - 1e-6, what
