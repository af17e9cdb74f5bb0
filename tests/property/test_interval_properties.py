"""What an interval must be, whatever the counts are."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammainccinv, gammaincinv

from build_site.compare.intervals import difference, mean, poisson, rate, wilson
from build_site.model.counts import BLOCK, SMOOTH_FROM, Array, byar, columns, exact, in_blocks
from tests.printed import assert_close

NAN = float("nan")
levels = st.floats(0.5, 0.9999)
sizes = st.integers(1, 10_000_000)
quick = settings(deadline=None, max_examples=150)


@st.composite
def shares(draw: st.DrawFn, *, whole: bool = True) -> tuple[float, float]:
    """Return events and the number they are a part of."""
    n = draw(sizes)
    return (draw(st.integers(0, n)) if whole else draw(st.floats(0, n))), n


any_share = st.one_of(shares(), shares(whole=False))


@given(any_share, levels)
@quick
def test_a_proportion_lies_in_its_interval_and_that_in_0_to_1(share: tuple[float, float], level: float):
    x, n = share
    lower, upper = wilson(x, n, level=level)
    assert 0 <= lower <= x / n * (1 + 1e-12)
    assert x / n * (1 - 1e-12) <= upper <= 1
    assert lower < upper


@given(any_share, levels)
@quick
def test_wilson_solves_the_score_equation(share: tuple[float, float], level: float):
    """The definition: at either limit the proportion lies z standard errors of *that limit* away. No formula is shared."""
    x, n = share
    z_squared = (wilson(0, 1, level=level)[1] ** -1 - 1) ** -1  # z² = u/(1 - u) for nothing of one
    for limit in wilson(x, n, level=level):
        assert (x / n - limit) ** 2 * n == pytest.approx(z_squared * limit * (1 - limit), rel=1e-5, abs=1e-12)


@given(shares(), levels)
@quick
def test_those_who_are_and_those_who_are_not_mirror_each_other(share: tuple[float, float], level: float):
    x, n = share
    lower, upper = wilson(x, n, level=level)
    other_lower, other_upper = wilson(n - x, n, level=level)
    assert lower == pytest.approx(1 - other_upper, abs=1e-12)
    assert upper == pytest.approx(1 - other_lower, abs=1e-12)


@given(shares(), levels)
@quick
def test_a_higher_level_and_fewer_people_make_it_wider(share: tuple[float, float], level: float):
    x, n = share
    lower, upper = wilson(x, n, level=level)
    wide_lower, wide_upper = wilson(x, n, level=(1 + level) / 2)
    assert wide_lower <= lower
    assert wide_upper >= upper
    more_lower, more_upper = wilson(4 * x, 4 * n, level=level)
    assert more_upper - more_lower < upper - lower


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(5_000, 9_000), levels)
@quick
def test_more_events_move_every_limit_up(first: int, second: int, n: int, level: float):
    few, many = sorted((first, second))
    for low, high in zip(wilson(few, n, level=level), wilson(many, n, level=level), strict=True):
        assert low <= high
    for low, high in zip(poisson(few, level=level), poisson(many, level=level), strict=True):
        assert low <= high + 1e-9


@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_exact_turns_into_byar_without_a_step_back(level: float):
    """From nine events to ten the formula changes, and the limits still rise."""
    for limit in poisson(np.arange(30), level=level):
        assert (np.diff(limit) > 0).all()


@given(st.floats(0, 1e7, allow_subnormal=False), levels)
@quick
def test_a_count_lies_in_its_interval(count: float, level: float):
    lower, upper = poisson(count, level=level)
    assert 0 <= lower <= count < upper
    wide_lower, wide_upper = poisson(count, level=(1 + level) / 2)
    assert wide_lower <= lower
    assert upper <= wide_upper


@given(st.floats(0, 9.999, allow_subnormal=False), levels)
@quick
def test_below_ten_the_limits_are_exact_also_between_whole_counts(count: float, level: float):
    assert_close(poisson(count, level=level), exact(count, level=level), rtol=1e-14)


@given(st.floats(10, 1e6), levels)
@quick
def test_from_ten_the_limits_are_byars_and_near_the_exact_ones(count: float, level: float):
    assert_close(poisson(count, level=level), byar(count, level=level), rtol=1e-14)
    assert_close(byar(count, level=0.95), exact(count, level=0.95), rtol=2e-3)


@given(st.floats(SMOOTH_FROM - 1, 1e9), st.floats(1e-5, 0.499))
@quick
def test_the_polynomial_is_as_exact_as_the_gamma_function(count: float, outside: float):
    lower, upper = exact(np.array([count]), level=1 - 2 * outside)
    assert_close([*lower, *upper], [gammaincinv(count, outside), gammainccinv(count + 1, outside)], rtol=1e-12)


@pytest.mark.parametrize("level", [0.95, 0.998, 1 - 1e-5, 1 - 1e-9])
def test_a_polynomial_is_never_used_outside_where_it_was_tried(level: float):
    counts = np.array([0.0, 0.5, 19.999, 20, 20.001, 1e4, 1e12])
    lower, upper = exact(counts, level=level)
    assert_close(lower[1:], gammaincinv(counts[1:], (1 - level) / 2), rtol=1e-12)
    assert_close(upper, gammainccinv(counts + 1, (1 - level) / 2), rtol=1e-12)


@pytest.mark.parametrize("count", [0, 1, 4, 9, 50])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_exact_limits_leave_half_of_the_chance_in_each_tail(count: int, level: float):
    """Garwood's definition, by adding up the Poisson probabilities themselves."""
    lower, upper = (float(limit) for limit in exact(count, level=level))
    tail = (1 - level) / 2
    assert chance_of_at_most(count, upper) == pytest.approx(tail, rel=1e-9)
    if count:
        assert 1 - chance_of_at_most(count - 1, lower) == pytest.approx(tail, rel=1e-9)


def chance_of_at_most(count: int, expected: float) -> float:
    term = total = float(np.exp(-expected))
    for one in range(1, count + 1):
        term *= expected / one
        total += term
    return total


@given(st.integers(0, 10_000), st.integers(1, 1_000_000), st.sampled_from([1, 1_000, 100_000]), levels)
@quick
def test_a_rate_is_its_count_and_limits_over_people(events: int, people: int, per: int, level: float):
    value, lower, upper = rate(events, people, per=per, level=level)
    assert value == pytest.approx(events / people * per)
    assert_close((lower, upper), [limit / people * per for limit in poisson(events, level=level)])
    assert lower <= value < upper


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.randoms(use_true_random=False), levels)
@quick
def test_a_mean_has_no_order_and_follows_its_values(values: list[float], shuffle: Random, level: float):
    value, lower, upper = mean(values, level=level)
    assert lower <= value <= upper
    assert min(values) - 1e-6 <= value <= max(values) + 1e-6
    mixed = [*values, NAN]
    shuffle.shuffle(mixed)
    assert_close(mean(mixed, level=level), [value, lower, upper], atol=1e-6)
    moved = mean([3 - 2 * one for one in values], level=level)
    assert_close(moved, [3 - 2 * value, 3 - 2 * upper, 3 - 2 * lower], atol=1e-5)


@given(shares(), shares(), levels)
@quick
def test_a_difference_lies_in_its_interval_and_turns_round(one: tuple[float, float], other: tuple[float, float], level: float):
    value, lower, upper = difference(*one, *other, level=level)
    assert value == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert -1 - 1e-12 <= lower <= value <= upper <= 1 + 1e-12
    assert_close(difference(*other, *one, level=level), [-value, -upper, -lower], atol=1e-12)
    assert difference(*one, *one, level=level)[0] == 0


@given(st.lists(st.one_of(st.just((NAN, 5.0)), st.just((0.0, 0.0)), shares()), min_size=1, max_size=20))
@quick
def test_a_column_is_each_row_by_itself(given_shares: list[tuple[float, float]]):
    x, n = np.array(given_shares, dtype=float).T
    for method in (wilson, rate, lambda events, _: poisson(events)):
        together = np.array(method(x, n))
        alone = np.array([method(*row) for row in given_shares]).T
        np.testing.assert_array_equal(together, alone)
        unknown = np.isnan(x)
        assert np.isnan(together[:, unknown]).all()


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_blocks_make_no_difference(size: int):
    """Every element once, in order and in the shape given; the longest block is BLOCK."""
    seen = []

    def work(one: Array, two: Array) -> tuple[Array, Array]:
        seen.append(len(one))
        return one + two, one * 0

    ones, twos = columns(one=np.arange(size, dtype=float), two=2.0)
    added, zeros = in_blocks(work, ones, twos)
    np.testing.assert_array_equal(added, np.arange(size) + 2)
    assert zeros.shape == (size,)
    assert sum(seen) == size
    assert max(seen) <= BLOCK


def test_shapes_broadcast_and_stay():
    lower, upper = wilson([[1], [2]], [10, 20, 30])
    assert lower.shape == upper.shape == (2, 3)
    assert lower[1, 2] == wilson(2, 30)[0]
    assert all(
        isinstance(one, float) for one in (*wilson(1, 10), *rate(1, 10), *mean([1, 2]), *difference(1, 2, 1, 2), *poisson(3))
    )
    assert poisson([])[0].shape == (0,)
    assert_close(mean(np.ones((4, 0))), [[NAN] * 4] * 3)
