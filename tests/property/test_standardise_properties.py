"""What a standardised rate must be, whatever the strata are."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.intervals import rate
from build_site.summarise.standardise import FEWEST, direct, indirect
from tests.printed import assert_close

quick = settings(deadline=None, max_examples=100)
levels = st.floats(0.5, 0.9999)
Strata = list[tuple[int, int, int, int, int]]
strata = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 90_000), st.integers(1, 9_000), st.integers(1, 900), st.integers(900, 10**6)),
    min_size=1,
    max_size=8,
)
"""Events, population, standard; the reference's events and population."""


@given(strata, levels)
@quick
def test_a_direct_rate_lies_between_its_strata_and_in_its_interval(given_strata: Strata, level: float):
    events, people, weight, *_ = np.array(given_strata).T
    value, lower, upper = direct(events, people, weight, per=1_000, level=level)
    if events.sum() < FEWEST:
        assert np.isnan([value, lower, upper]).all()
        return
    each = 1_000 * events / people
    assert each.min() * (1 - 1e-12) <= value <= each.max() * (1 + 1e-12)
    assert lower < value < upper
    assert lower >= 0
    wide = direct(events, people, weight, per=1_000, level=(1 + level) / 2)
    assert wide[1] <= lower
    assert wide[2] >= upper


@given(strata, levels)
@quick
def test_its_own_ages_as_standard_give_the_plain_rate(given_strata: Strata, level: float):
    """Then Dobson's variance is the Poisson one, and the whole interval that of the plain rate."""
    events, people, *_ = np.array(given_strata).T
    if events.sum() >= FEWEST:
        plain = rate(events.sum(), people.sum(), level=level)
        assert_close(direct(events, people, people, level=level), plain)


@given(strata, st.integers(2, 9), st.randoms(use_true_random=False))
@quick
def test_strata_have_no_order_and_weights_no_unit(given_strata: Strata, times: int, shuffle: Random):
    events, people, weight, cases, base = np.array(given_strata).T
    mixed = given_strata.copy()
    shuffle.shuffle(mixed)
    events_2, people_2, weight_2, cases_2, base_2 = np.array(mixed).T
    plain = direct(events, people, weight)
    assert_close(direct(events_2, people_2, weight_2 * times), plain)
    assert_close(direct(events, people, weight, per=times), np.array(plain) * times / 1e5)
    ratio = indirect(events, people, cases, base)
    assert_close(indirect(events_2, people_2, cases_2 * times, base_2 * times), ratio)


@given(strata, st.data())
@quick
def test_repeated_events_widen_the_interval_only(given_strata: Strata, data: st.DataObject):
    events, people, weight, *_ = np.array(given_strata).T
    twice = np.array([data.draw(st.integers(0, count // 2)) for count in events])
    persons = np.stack([events - 2 * twice, twice], axis=-1)
    plain = direct(events, people, weight)
    repeated = direct(events, people, weight, persons=persons)
    assert_close(repeated[0], plain[0])
    if events.sum() >= FEWEST:
        assert repeated[1] <= plain[1] * (1 + 1e-12)
        assert repeated[2] >= plain[2] * (1 - 1e-12)
        if twice.any():
            assert repeated[2] > plain[2]
    ones = np.stack([events, np.zeros_like(events)], axis=-1)
    assert_close(direct(events, people, weight, persons=ones), plain)


@given(strata, levels)
@quick
def test_the_reference_against_itself_is_one(given_strata: Strata, level: float):
    _, _, _, cases, base = np.array(given_strata).T
    value, lower, upper = indirect(cases, base, cases, base, level=level)
    assert value == pytest.approx(1)
    assert lower < 1 < upper


@given(strata, st.integers(2, 50))
@quick
def test_a_ratio_follows_its_events_and_turns_with_what_is_expected(given_strata: Strata, times: int):
    events, people, _, cases, base = np.array(given_strata).T
    value, lower, upper = indirect(events, people, cases, base)
    assert lower <= value < upper
    assert_close(indirect(events, people, cases, base * times), [value * times, lower * times, upper * times])
    more = indirect(events * times, people, cases, base)
    assert more[0] == pytest.approx(value * times)
    assert more[1] >= lower
    assert more[2] >= upper


@given(strata, strata)
@quick
def test_many_areas_are_each_area_by_itself(first: Strata, second: Strata):
    length = min(len(first), len(second))
    both = np.array([first[:length], second[:length]])
    events, people = both[..., 0], both[..., 1]
    weight, cases, base = both[0, :, 2], both[0, :, 3], both[0, :, 4]
    for method, reference in ((direct, (weight,)), (indirect, (cases, base))):
        together = np.array(method(events, people, *reference))
        alone = [np.array(method(events[area], people[area], *reference)) for area in (0, 1)]
        np.testing.assert_allclose(together, np.stack(alone, axis=-1), rtol=1e-12)
