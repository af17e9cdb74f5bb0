"""What holds of ranks whatever the values are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from build_site.compare.rank import band, competition, span

quick = settings(deadline=None, max_examples=60, derandomize=True)
few = st.sampled_from([-2.5, -1.0, 0.0, 1.0, 1.5, 4.0, float("nan")])
"""Few different values, so that many are equal."""
columns = arrays(float, array_shapes(min_dims=1, max_dims=2, min_side=1, max_side=9), elements=few)
widths = st.sampled_from([0.0, 0.5, 1.0, 3.0])


@given(columns)
@quick
def test_a_rank_is_one_more_than_how_many_are_higher(values: np.ndarray):
    """The definition itself, counted pair by pair."""
    ranks = competition(values)
    higher = (values[np.newaxis] > values[:, np.newaxis]).sum(axis=1) + 1.0
    np.testing.assert_array_equal(np.where(np.isnan(values), np.nan, higher), ranks)


@given(columns, st.data())
@quick
def test_order_of_the_areas_decides_nothing(values: np.ndarray, data: st.DataObject):
    shuffled = data.draw(st.permutations(range(len(values))))
    np.testing.assert_array_equal(competition(values)[shuffled], competition(values[shuffled]))


@given(columns)
@quick
def test_a_rising_change_of_scale_decides_nothing(values: np.ndarray):
    np.testing.assert_array_equal(competition(values), competition(3 * values + 7))


@given(columns, widths, widths)
@quick
def test_a_band_is_what_pairs_of_intervals_say(values: np.ndarray, below: float, above: float):
    """The definition itself, counted pair by pair."""
    low, high = values - below, values + above
    best, worst = band(low, high)
    known = ~np.isnan(values)
    over = (low[np.newaxis] > high[:, np.newaxis]).sum(axis=1)
    under = (high[np.newaxis] < low[:, np.newaxis]).sum(axis=1)
    np.testing.assert_array_equal(np.where(known, 1.0 + over, np.nan), best)
    np.testing.assert_array_equal(np.where(known, known.sum(axis=0) - under, np.nan), worst)


@given(columns, widths)
@quick
def test_the_rank_lies_in_its_band(values: np.ndarray, half: float):
    best, worst = band(values - half, values + half)
    rank = competition(values)
    known = ~np.isnan(values)
    assert (best[known] >= 1).all()
    assert (best[known] <= rank[known]).all()
    assert (rank[known] <= worst[known]).all()
    assert (worst <= known.sum(axis=0))[known].all()


@given(columns, widths, widths)
@quick
def test_wider_intervals_never_narrow_a_band(values: np.ndarray, half: float, more: float):
    best, worst = band(values - half, values + half)
    wide_best, wide_worst = band(values - half - more, values + half + more)
    known = ~np.isnan(values)
    assert (wide_best <= best)[known].all()
    assert (wide_worst >= worst)[known].all()


@given(columns, widths)
@quick
def test_turning_the_scale_turns_the_band(values: np.ndarray, half: float):
    """Where lower is better the limits change sign and place: the best becomes the worst from the other end."""
    best, worst = band(values - half, values + half)
    turned_best, turned_worst = band(-values - half, half - values)
    known = (~np.isnan(values)).sum(axis=0)
    np.testing.assert_array_equal(known + 1 - worst, turned_best)
    np.testing.assert_array_equal(known + 1 - best, turned_worst)


@given(arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 8)), elements=few))
@quick
def test_a_span_holds_every_recent_rank(values: np.ndarray):
    history = competition(values)
    low, high = span(history)
    recent = history[:, -5:]
    known = ~np.isnan(recent)
    assert ((recent >= low[:, np.newaxis]) | ~known).all()
    assert ((recent <= high[:, np.newaxis]) | ~known).all()
    np.testing.assert_array_equal(np.isnan(low), ~known.any(axis=1))
    assert all(low[area] in recent[area] and high[area] in recent[area] for area in np.flatnonzero(known.any(axis=1)))
