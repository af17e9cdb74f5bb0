"""What must hold for every question and every answer of PxWeb."""

import json
import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.model.period import is_period
from build_site.sources.jsonstat import read_cube
from build_site.sources.pxweb_asks import read_period
from build_site.sources.pxweb_query import Choice, Limits, Selection, cells, split

quick = settings(deadline=None, max_examples=60)
sizes = st.lists(st.integers(1, 9), min_size=1, max_size=4)
most = st.integers(1, 120)
figures = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))


def choose(numbers: list[int]) -> Selection:
    return {f"v{place}": Choice(tuple(f"{place}.{code}" for code in range(size))) for place, size in enumerate(numbers)}


def figures_of(selection: Selection) -> list[tuple[str, ...]]:
    """Return every combination of codes that a question asks for."""
    return list(product(*(choice.codes for choice in selection.values())))


@given(sizes, most, st.one_of(st.none(), st.integers(1, 9)))
@quick
def test_pieces_are_within_the_limits_and_are_the_whole_once(numbers: list[int], room: int, values: int | None):
    """No piece is too large; no figure is asked for twice and none is forgotten."""
    parts = split(choose(numbers), Limits(room, values, 1, 1))
    assert max(map(cells, parts)) <= room
    assert max(len(choice.codes) for part in parts for choice in part.values()) <= (values or 9)
    asked = [figure for part in parts for figure in figures_of(part)]
    assert len(set(asked)) == len(asked)
    assert set(asked) == set(figures_of(choose(numbers)))


@given(st.lists(st.integers(1, 7), min_size=1, max_size=3), most)
@quick
def test_no_even_way_of_cutting_has_fewer_pieces(numbers: list[int], room: int):
    """Held against every way there is of dividing the variables."""
    least = min(
        math.prod(math.ceil(size / piece) for size, piece in zip(numbers, pieces, strict=True))
        for pieces in product(*(range(1, size + 1) for size in numbers))
        if math.prod(pieces) <= room
    )
    assert len(split(choose(numbers), Limits(room, None, 1, 1))) == least


@given(st.lists(st.integers(100, 400), min_size=1, max_size=2), st.integers(1_000, 150_000))
@quick
def test_large_questions_are_near_the_least_possible(numbers: list[int], room: int):
    """With room for more than a row, at most half as many again as if figures could be packed at will, and one more."""
    least = math.ceil(math.prod(numbers) / room)
    assert len(split(choose(numbers), Limits(room, None, 1, 1))) <= 1.5 * least + 1


@given(st.data(), st.lists(st.integers(1, 4), min_size=1, max_size=3))
@quick
def test_a_cube_is_read_as_it_was_written(data: st.DataObject, numbers: list[int]):
    """Every figure lands on its codes, dense or sparse, whatever the order of the codes; numbers keep every digit."""
    selection = choose(numbers)
    values = data.draw(st.lists(figures, min_size=math.prod(numbers), max_size=math.prod(numbers)))
    sides = {name: data.draw(st.permutations(choice.codes)) for name, choice in selection.items()}
    content = {
        "version": "2.0",
        "class": "dataset",
        "id": list(sides),
        "size": numbers,
        "dimension": {
            name: {"category": {"index": {code: codes.index(code) for code in sorted(codes)}}} for name, codes in sides.items()
        },
        "value": values if data.draw(st.booleans()) else {str(place): value for place, value in enumerate(values)},
    }
    series = read_cube(json.dumps(content).encode()).series()
    expected = [math.nan if value is None else float(value) for value in values]
    keys = [key if isinstance(key, tuple) else (key,) for key in series.index]
    assert keys == list(product(*sides.values()))
    assert np.array_equal(series.to_numpy(), expected, equal_nan=True)
    assert [repr(value) for value in series.tolist()] == [repr(value) for value in expected]


@given(
    st.binary(max_size=60)
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
)
@quick
def test_rubbish_is_refused_with_a_sentence(body: bytes):
    """Whatever a publisher sends that is no cube, the only error is ours."""
    with pytest.raises(ValueError, match=r"^(is not valid JSON|has )"):
        read_cube(body)


@given(st.text(alphabet="0123456789MKQ-/ ", max_size=11))
@quick
def test_a_period_is_one_of_ours_or_none(text: str):
    period = read_period(text)
    assert period is None or is_period(period)
