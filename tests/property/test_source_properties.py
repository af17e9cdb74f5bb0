"""What must hold for any number a publisher writes and any selection asked for, not only for those that somebody thought of."""

import itertools
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.sources.socialstyrelsen_answers import Asked, read_number, read_period
from build_site.sources.socialstyrelsen_asks import Series
from build_site.sources.socialstyrelsen_plan import PER_PAGE, Plan

few = settings(derandomize=True, max_examples=200, deadline=None)
BASE = "https://sdb.example.org/api/v1/sv"

decimals = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=2)


def swedish(text: str, thousands: str) -> str:
    """Write a number as Swedes do, with something between the thousands."""
    whole, _, part = text.lstrip("-").partition(".")
    groups = [whole[max(end - 3, 0) : end] for end in range(len(whole), 0, -3)][::-1]
    return ("-" if text.startswith("-") else "") + thousands.join(groups) + (f",{part}" if part else "")


@few
@given(decimals, st.sampled_from(["", " ", "\u00a0", "\u202f", "."]), st.sampled_from(["", "\r\n", " "]))
def test_a_number_is_the_one_that_was_written(number: object, thousands: str, end: str):
    """To the last digit: what is read is the float nearest to what was written."""
    text = str(number)
    assert read_number(swedish(text, thousands) + end) == float(text)


@few
@given(st.text(max_size=12))
def test_a_text_is_a_number_a_mark_or_refused(text: str):
    """Never a zero, an infinity or a number that isn't there."""
    try:
        read = read_number(text)
    except ValueError:
        assert any(letter.isdigit() for letter in text)
    else:
        if isinstance(read, float):
            assert any("0" <= letter <= "9" for letter in text)
            assert abs(read) != float("inf")
        else:
            assert read.startswith("<") or not any(letter.isdigit() for letter in read)


@few
@given(st.text(alphabet="0123456789-/ ", max_size=10))
def test_a_year_is_read_as_written_or_refused(text: str):
    try:
        period = read_period(text)
    except ValueError:
        return
    assert period.replace("/", "-") == text
    assert len(period) in (4, 9)


ids = st.lists(
    st.text(alphabet="ABC0189.+ åäö/,", min_size=1, max_size=4).filter(lambda text: "," not in text),
    min_size=1,
    max_size=30,
    unique=True,
)


@few
@given(ids, ids, st.lists(st.integers(1980, 2030), min_size=1, max_size=40, unique=True))
def test_questions_ask_for_each_cell_once_and_fit_on_a_page(regions: list[str], values: list[str], years: list[int]):
    """Together they ask for everything, no two for the same, and no address loses an odd id on the way."""
    measures = {"value": "Antal"}
    series = Series.model_validate({"indicator": "x", "topic": "t", "select": {"diagnos": ["a"]}, "measures": measures})
    chosen = {"region": tuple(regions), "diagnos": tuple(values)}
    plan = Plan(series, {"value": "7"}, chosen, tuple(map(str, years)), {}, ())
    asked = [Asked(BASE, f"{BASE}/{path}?per_sida={PER_PAGE}&sida=1") for path in plan.paths("value")]
    cells = [
        cell for one in asked for cell in itertools.product(one.segments["region"], one.segments["diagnos"], one.segments["ar"])
    ]
    assert len(cells) == len(set(cells)) == len(regions) * len(values) * len(years)
    assert {tuple(cell) for cell in itertools.product(regions, values, map(str, years))} == set(cells)
    a_year = len(regions) * len(values)
    assert all(len(one.segments["ar"]) * a_year <= PER_PAGE for one in asked)
    assert len(asked) == -(-len(years) // max(1, PER_PAGE // a_year))
    assert all(one.segments["matt"] == {"7"} and one.is_result for one in asked)


@pytest.mark.parametrize("path", ["/t", "/t/region"])
def test_a_list_is_no_result(path: str):
    """Both are told apart by the word resultat, also when an id is odd."""
    assert not Asked(BASE, BASE + path).is_result
    assert unquote(path).strip("/").split("/") == list(Asked(BASE, BASE + path).parts)
