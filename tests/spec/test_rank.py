"""A place in a table, and how far it has wandered."""

from collections.abc import Callable

import numpy as np
import pytest

from build_site.compare.rank import SPAN, competition, span

title = "Rank and its span"
NONE = float("nan")


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([30, 10, 20], [1, 3, 2]),
        ([20, 20, 10], [1, 1, 3]),
        ([30, 20, 20, 10], [1, 2, 2, 4]),
        ([5, 5, 5], [1, 1, 1]),
        ([30, NONE, 20], [1, NONE, 2]),
        ([NONE, NONE], [NONE, NONE]),
        ([-1, -3, 0], [2, 3, 1]),
        ([7], [1]),
        ([], []),
    ],
)
def test_equal_values_share_the_best_place_and_the_next_is_skipped(values: list[float], ranks: list[float]):
    """Two shared firsts are followed by a third; an area without a value has no place and takes none."""
    np.testing.assert_array_equal(np.array(ranks, dtype=float), competition(values))


def test_span_is_taken_over_the_last_five_periods():
    """A first place six years ago says nothing of today."""
    history = [[1, 9, 3, 4, 5, 6], [2, 1, 1, 1, 1, 1]]
    low, high = span(history)
    assert SPAN == 5
    np.testing.assert_array_equal([3, 1], low)
    np.testing.assert_array_equal([9, 1], high)


def test_span_leaves_out_years_without_a_rank():
    """A missing year is no last place, and an area that was never ranked has no span."""
    low, high = span([[NONE, 2, NONE, 4], [NONE] * 4])
    np.testing.assert_array_equal([2, NONE], low)
    np.testing.assert_array_equal([4, NONE], high)


def test_span_of_fewer_than_five_periods_is_what_there_is():
    """Two years give a span of two years."""
    low, high = span([[3, 1]])
    np.testing.assert_array_equal([1], low)
    np.testing.assert_array_equal([3], high)


def test_the_span_of_one_area_is_two_numbers():
    """One line of ranks needs no table."""
    assert [*span([9, 3, 1, 2, 2, 4])] == [1, 4]
    assert np.isnan(span([])).all()


@pytest.mark.parametrize("method", [competition, span])
def test_one_number_is_no_column(method: Callable[[float], object]):
    """Nothing to rank it among."""
    with pytest.raises(ValueError, match=r"column|periods"):
        method(5)
