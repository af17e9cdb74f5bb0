"""What a funnel must be, whatever the places are."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.funnel import (
    CLASSES,
    INNER,
    NO_CLASS,
    OUTER,
    adjusted_proportion_limits,
    adjusted_ratio_limits,
    classify_proportions,
    classify_ratios,
    overdispersion,
    proportion_limits,
    proportion_scores,
    ratio_limits,
    ratio_scores,
)
from tests.printed import assert_close

NAN = float("nan")
quick = settings(deadline=None, max_examples=100)
levels = st.floats(0.5, 0.9999)
sizes = st.integers(1, 1_000_000)
middles = st.floats(0, 1)
MIRRORED = dict(zip([*CLASSES, NO_CLASS], [*reversed(CLASSES), NO_CLASS], strict=True))
places = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: (min(pair), max(pair))), min_size=2, max_size=25
)
scores = st.lists(st.floats(-50, 50), min_size=2, max_size=40)


@given(sizes, middles, levels)
@quick
def test_limits_of_proportions_close_round_the_middle(n: int, p0: float, level: float):
    lower, upper = proportion_limits(n, p0, level=level)
    assert 0 <= lower <= p0 <= upper <= 1
    for narrower in (proportion_limits(4 * n, p0, level=level), proportion_limits(n, p0, level=level / 2)):
        assert lower <= narrower[0]
        assert narrower[1] <= upper
    other_lower, other_upper = proportion_limits(n, 1 - p0, level=level)
    assert_close((1 - other_upper, 1 - other_lower), (lower, upper), atol=1e-9)


@given(st.integers(100, 1_000_000), st.floats(0.2, 0.8))
@quick
def test_four_times_as_many_make_it_half_as_wide(n: int, p0: float):
    lower, upper = proportion_limits(n, p0, level=0.95)
    assert upper - lower == pytest.approx(2 * 1.959963984540054 * np.sqrt(p0 * (1 - p0) / n), rel=1e-9)
    narrow = proportion_limits(4 * n, p0, level=0.95)
    assert 2 * (narrow[1] - narrow[0]) == pytest.approx(upper - lower)


@given(st.floats(0.01, 1e6), levels)
@quick
def test_limits_of_ratios_close_round_one(expected: float, level: float):
    lower, upper = ratio_limits(expected, level=level)
    assert 0 <= lower < 1 < upper
    for narrower in (ratio_limits(2 * expected, level=level), ratio_limits(expected, level=level / 2)):
        assert lower <= narrower[0]
        assert narrower[1] < upper


@given(places, st.floats(0.01, 0.99))
@quick
def test_a_proportion_has_the_class_of_the_limits_it_passes(given_places: list[tuple[int, int]], p0: float):
    x, n = np.array(given_places, dtype=float).T
    classes = classify_proportions(x, n, p0=p0)
    inner, outer = (proportion_limits(n, p0, level=level) for level in (INNER, OUTER))
    for place, name in enumerate(classes):
        if n[place] == 0:
            assert name == NO_CLASS
            continue
        share = x[place] / n[place]
        assert (share < inner[0][place]) == (name in {"low_95", "low_998"})
        assert (share < outer[0][place]) == (name == "low_998")
        assert (share > inner[1][place]) == (name in {"high_95", "high_998"})
        assert (share > outer[1][place]) == (name == "high_998")


@given(places, st.floats(0.01, 0.99))
@quick
def test_those_who_are_not_have_the_mirrored_class(given_places: list[tuple[int, int]], p0: float):
    """Whole multiples of a power of two, so that the mirror image is exact."""
    x, n = np.array(given_places, dtype=float).T
    n = np.where(n > 0, 512.0, 0.0)
    middle = round(p0 * 1024) / 1024
    classes = classify_proportions(x, np.maximum(n, x), p0=middle)
    mirrored = classify_proportions(np.maximum(n, x) - x, np.maximum(n, x), p0=1 - middle)
    assert [MIRRORED[name] for name in mirrored] == classes.tolist()


@given(places, st.randoms(use_true_random=False))
@quick
def test_places_have_no_order(given_places: list[tuple[int, int]], shuffle: Random):
    order = list(range(len(given_places)))
    shuffle.shuffle(order)
    x, n = np.array(given_places, dtype=float).T
    assert classify_proportions(x, n)[order].tolist() == classify_proportions(x[order], n[order]).tolist()
    assert classify_ratios(x, n)[order].tolist() == classify_ratios(x[order], n[order]).tolist()
    z, s = np.arange(len(order)) - 3.0, 1 / (1.0 + np.arange(len(order)))
    assert_close(overdispersion(z[order], s=s[order]), overdispersion(z, s=s))


@given(st.floats(0, 1e5), st.lists(st.floats(0.01, 1e5), min_size=2, max_size=20))
@quick
def test_more_expected_never_makes_a_ratio_higher(observed: float, expected: list[float]):
    classes = classify_ratios(observed, sorted(expected))
    steps = [CLASSES.index(name) for name in classes]
    assert steps == sorted(steps, reverse=True)


@given(places)
@quick
def test_the_unknown_is_never_within(given_places: list[tuple[int, int]]):
    x, n = np.array(given_places, dtype=float).T
    for events, people in ((x * NAN, n), (x, n * NAN), (x * 0, n * 0)):
        assert set(classify_proportions(events, people)) == {NO_CLASS}
        assert set(classify_proportions(events, people, p0=0.5)) == {NO_CLASS}
        assert set(classify_ratios(events, people)) == {NO_CLASS}
    assert set(classify_proportions(x, n, p0=NAN)) == {NO_CLASS}
    assert classify_proportions([], []).tolist() == []


@given(scores, st.floats(0.01, 10))
@quick
def test_phi_and_tau_squared_hold_together(z: list[float], s: float):
    """With one s for all, tau² is what phi has beyond chance: (k·phi - (k - 1))·s²/(k - 1)."""
    k = len(z)
    phi, tau_squared = overdispersion(z, s=s)
    winsorised = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    assert phi == pytest.approx(np.mean(winsorised**2), rel=1e-9, abs=1e-300)
    assert tau_squared == pytest.approx(max(0.0, k * float(phi) - (k - 1)) * s**2 / (k - 1), rel=1e-6, abs=1e-9)
    mirrored = overdispersion([-one for one in z], s=s)
    assert_close(mirrored, (phi, tau_squared), atol=1e-12)


@given(scores, st.integers(0, 5))
@quick
def test_unknown_places_count_for_nothing(z: list[float], unknown: int):
    plain = overdispersion(z, s=0.5)
    assert_close(overdispersion([NAN] * unknown + z, s=0.5), plain, atol=1e-12)
    errors = [0.5] * len(z) + [NAN] * unknown
    assert_close(overdispersion([*z, *([9.0] * unknown)], s=errors), plain, atol=1e-12)


@given(st.lists(scores, min_size=1, max_size=4))
@quick
def test_funnels_side_by_side_are_each_by_itself(funnels: list[list[float]]):
    """Rows of one table, the shorter ones ended with NaN."""
    table = np.full((len(funnels), max(map(len, funnels))), NAN)
    for row, z in zip(table, funnels, strict=True):
        row[: len(z)] = z
    together = overdispersion(table, s=0.1)
    for place, z in enumerate(funnels):
        assert_close([one[place] for one in together], overdispersion(z, s=0.1), atol=1e-12)


def test_without_places_there_is_nothing_to_say():
    assert_close(overdispersion([]), (NAN, NAN))
    assert_close(overdispersion([NAN, NAN]), (NAN, NAN))
    assert_close(overdispersion(np.ones((2, 0))), [[NAN] * 2] * 2)


@given(sizes, middles, st.floats(0, 0.2), levels)
@quick
def test_variance_between_places_only_widens(n: int, p0: float, tau_squared: float, level: float):
    shares = [adjusted_proportion_limits(n, p0, extra, level=level) for extra in (0.0, tau_squared)]
    ratios = [adjusted_ratio_limits(n, extra, level=level) for extra in (0.0, tau_squared)]
    for (lower, upper), (wide_lower, wide_upper) in (shares, ratios):
        assert 0 <= wide_lower <= lower + 1e-12
        assert upper <= wide_upper + 1e-12
    assert shares[1][1] <= 1


@given(st.integers(1, 10**6), st.floats(0.05, 0.95))
@quick
def test_a_score_of_z_lies_on_the_limit_without_variance_between(n: int, p0: float):
    """The scores and the limits undo each other."""
    lower, upper = adjusted_proportion_limits(n, p0, 0.0, level=0.95)
    for limit in (lower, upper):
        if 0 < limit < 1:
            assert abs(proportion_scores(limit * n, n, p0=p0)[0]) == pytest.approx(1.959963984540054, rel=1e-5)
    lower, upper = adjusted_ratio_limits(n, 0.0, level=0.95)
    for limit in (lower, upper):
        if limit > 0:
            assert abs(ratio_scores(limit * n, n)[0]) == pytest.approx(1.959963984540054, rel=1e-5)
