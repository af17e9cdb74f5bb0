"""What holds of trends whatever the series are."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from build_site.compare.trend import (
    SURE,
    WIDTH,
    close_to_limit,
    cochran_armitage,
    one_direction,
    one_side,
    process_limits,
    recent,
    whole_run,
)

quick = settings(deadline=None, max_examples=80, derandomize=True)
numbers = st.integers(-40, 40).map(lambda number: number / 4)
halves = st.integers(1, 12).map(lambda number: number / 4)
fives = arrays(float, 5, elements=numbers)
half_fives = arrays(float, 5, elements=halves)
series = arrays(float, st.integers(1, 30), elements=st.one_of(numbers, st.just(float("nan"))))
TURNED = {"increasing": "decreasing", "decreasing": "increasing"}


def by_the_book(values: np.ndarray, half: np.ndarray) -> tuple[float, list[float]]:
    """Return chi-square and the slopes of all five and without each, by polyfit: another way to the same line."""
    time = np.arange(5.0)
    error = 2 * half / WIDTH
    slopes = []
    for out in (None, *range(5)):
        left = [place for place in range(5) if place != out]
        slopes.append(float(np.polyfit(time[left], values[left], 1, w=1 / error[left])[0]))
    weight = error**-2
    spread = weight.sum() * (weight * time**2).sum() - (weight * time).sum() ** 2
    return slopes[0] ** 2 / (weight.sum() / spread), slopes


@given(fives, half_fives)
@quick
def test_a_trend_is_what_a_weighted_line_says(values: np.ndarray, half: np.ndarray):
    chi_square, slopes = by_the_book(values, half)
    assume(abs(chi_square - SURE) > 1e-6)
    assume(min(abs(slope) for slope in slopes) > 1e-9)
    word = "increasing" if slopes[0] > 0 else "decreasing"
    expected = word if chi_square > SURE and len({slope > 0 for slope in slopes}) == 1 else "no_change"
    assert recent(values, values - half, values + half) == expected


@given(fives, half_fives)
@quick
def test_a_turned_series_has_the_turned_trend(values: np.ndarray, half: np.ndarray):
    """In time, and in sign."""
    word = recent(values, values - half, values + half)
    turned = TURNED.get(str(word), word)
    assert recent(-values, -values - half, half - values) == turned
    assert recent(values[::-1], (values - half)[::-1], (values + half)[::-1]) == turned


@given(fives, half_fives, st.integers(-100, 100), st.sampled_from([0.25, 4.0, 1024.0]))
@quick
def test_a_trend_has_no_unit(values: np.ndarray, half: np.ndarray, start: int, scale: float):
    """Adding to all values or changing the unit changes nothing; older years do not either."""
    word = recent(values, values - half, values + half)
    moved = (values + start) * scale
    assert recent(moved, moved - half * scale, moved + half * scale) == word
    long, longer = np.append([start, 3.0, np.nan], values), np.append([1.0, 1.0, 1.0], half)
    assert recent(long, long - longer, long + longer) == word


@given(fives, half_fives)
@quick
def test_surer_values_never_hide_a_trend(values: np.ndarray, half: np.ndarray):
    word = recent(values, values - half, values + half)
    sure = recent(values, values - half / 4, values + half / 4)
    assert word in {"no_change", sure}


@given(arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 9)), elements=st.one_of(numbers, st.just(float("nan")))), halves)
@quick
def test_rows_are_judged_alone(values: np.ndarray, half: float):
    words = recent(values, values - half, values + half)
    assert [recent(row, row - half, row + half) for row in values] == list(words)
    known = (~np.isnan(values)).sum(axis=1)
    assert [word == "not_assessed" for word in words] == (known < 5).tolist()


counts = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: (min(pair), max(pair))), min_size=2, max_size=8
)


@given(counts)
@quick
def test_the_trend_of_proportions_is_a_correlation(pairs: list[tuple[int, int]]):
    """Chi-square is people times the squared correlation between time and being an event, person by person."""
    events, n = np.array(pairs).T
    assume(0 < events.sum() < n.sum())
    time = np.repeat(np.arange(len(n)), n)
    happened = np.concatenate([np.arange(size) < x for x, size in pairs])
    expected = len(time) * np.corrcoef(time, happened)[0, 1] ** 2
    np.testing.assert_allclose(cochran_armitage(events, n), expected, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(cochran_armitage(n - events, n), expected, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(cochran_armitage(events[::-1], n[::-1]), expected, rtol=1e-7, atol=1e-9)


@given(series)
@quick
def test_process_limits_lie_round_the_mean(values: np.ndarray):
    """As far on both sides, never narrower without screening, and the same backwards."""
    mean, lower, upper = process_limits(values)
    widest = process_limits(values, screen=False)
    if np.isnan(values[1:] - values[:-1]).all():
        assert np.isnan(upper)
        return
    assert lower <= mean <= upper
    np.testing.assert_allclose(upper - mean, mean - lower, atol=1e-9)
    np.testing.assert_allclose(mean, np.nanmean(values), atol=1e-9)
    assert widest.upper >= upper - 1e-9
    np.testing.assert_allclose(process_limits(values[::-1]), (mean, lower, upper), atol=1e-9)
    np.testing.assert_allclose(process_limits(2 * values + 5), (2 * mean + 5, 2 * lower + 5, 2 * upper + 5), atol=1e-9)


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=25))
@quick
def test_signals_are_runs(side: list[int]):
    """A point is flagged when it and the six before it agree, counted one by one; a run of flags is whole."""
    ends = [at >= 6 and abs(sum(side[at - 6 : at + 1])) == 7 for at in range(len(side))]
    assert one_side(side).tolist() == ends
    values = np.cumsum(side)
    rises = [int(at >= 6 and sum(side[at - 5 : at + 1]) == 6) for at in range(len(side))]
    falls = [int(at >= 6 and sum(side[at - 5 : at + 1]) == -6) for at in range(len(side))]
    assert one_direction(values).tolist() == [rise - fall for rise, fall in zip(rises, falls, strict=True)]
    parts = [any(ends[at : at + 7]) for at in range(len(side))]
    assert whole_run(ends).tolist() == parts
    near = [at % 2 == 0 for at in range(len(side))]
    flagged = close_to_limit(near, side)
    assert not (flagged & (np.array(side) == 0)).any()
