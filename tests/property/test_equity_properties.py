"""What holds of the measures of equality whatever the groups are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from build_site.compare.equity import (
    attributable,
    between_group,
    concentration,
    disparity,
    gap,
    mean_difference,
    mean_log_deviation,
    ratio,
    slope_index,
    theil,
)

quick = settings(deadline=None, max_examples=60, derandomize=True)
values_of = st.integers(1, 200).map(lambda number: number / 8)
people_of = st.integers(1, 500).map(float)
groups = st.integers(2, 8).flatmap(
    lambda count: st.tuples(arrays(float, count, elements=values_of), arrays(float, count, elements=people_of))
)
Groups = tuple[np.ndarray, np.ndarray]
UNORDERED = (mean_difference, disparity, between_group, theil, mean_log_deviation)


@given(groups)
@quick
def test_inequality_is_never_negative_and_zero_when_equal(given_groups: Groups):
    values, people = given_groups
    for measure in UNORDERED:
        assert measure(values, people) >= -1e-9
        assert abs(measure(np.full_like(values, 3.5), people)) < 1e-9
    assert gap(values) >= 0
    assert ratio(values) >= 1
    assert mean_difference(values, people) <= gap(values) + 1e-9
    assert between_group(values, people) <= gap(values) ** 2 / 4 + 1e-9


@given(groups, st.data())
@quick
def test_without_an_order_the_order_decides_nothing(given_groups: Groups, data: st.DataObject):
    values, people = given_groups
    order = data.draw(st.permutations(range(len(values))))
    for measure in UNORDERED:
        np.testing.assert_allclose(measure(values[order], people[order]), measure(values, people), rtol=1e-9, atol=1e-9)


@given(groups, st.sampled_from([0.5, 3.0, 1000.0]))
@quick
def test_units_of_values_and_of_people(given_groups: Groups, scale: float):
    """Relative measures have no unit, absolute ones that of the values; how many people there are in all is nothing to any."""
    values, people = given_groups
    for measure, power in (
        *((one, 0) for one in (disparity, theil, mean_log_deviation, concentration)),
        (mean_difference, 1),
        (between_group, 2),
    ):
        here = measure(values, people)
        np.testing.assert_allclose(measure(values * scale, people), here * scale**power, rtol=1e-7, atol=1e-7)
        np.testing.assert_allclose(measure(values, people * scale), here, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(gap(values * scale), gap(values) * scale)
    np.testing.assert_allclose(ratio(values * scale), ratio(values))


@given(groups)
@quick
def test_a_divided_group_is_the_same_group(given_groups: Groups):
    """Two halves with the same value count as their whole, in every weighted measure."""
    values, people = given_groups
    halves = np.repeat(values, 2), np.repeat(people / 2, 2)
    for measure in UNORDERED:
        np.testing.assert_allclose(measure(*halves), measure(values, people), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(concentration(*halves), concentration(values, people), rtol=1e-7, atol=1e-9)


@given(groups, st.data())
@quick
def test_an_unknown_group_is_left_out(given_groups: Groups, data: st.DataObject):
    """Unordered measures are those of the groups that are known; ordered ones have no answer."""
    values, people = given_groups
    out = data.draw(st.integers(0, len(values) - 1))
    missing, left = values.copy(), np.arange(len(values)) != out
    missing[out] = np.nan
    for measure in UNORDERED:
        np.testing.assert_allclose(measure(missing, people), measure(values[left], people[left]), rtol=1e-9, atol=1e-9)
    assert gap(missing) == gap(values[left])
    assert np.isnan(concentration(missing, people))
    assert np.isnan(slope_index(missing, people)).all()


@given(groups)
@quick
def test_the_slope_is_that_of_a_weighted_line(given_groups: Groups):
    """Least squares by another way: the line's ends at 0 and 1, and the sign is that of the concentration."""
    values, people = given_groups
    share = people / people.sum()
    place = np.cumsum(share) - share / 2
    slope, start = np.polyfit(place, values, 1, w=np.sqrt(share))
    absolute, relative = slope_index(values, people)
    np.testing.assert_allclose(absolute, slope, rtol=1e-6, atol=1e-6)
    if abs(start) > 1e-3:
        np.testing.assert_allclose(relative, (start + slope) / start, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(
        concentration(values, people, form="absolute"), 2 * slope * (share * (place - 0.5) ** 2).sum(), rtol=1e-6, atol=1e-6
    )


@given(groups, st.sampled_from([None, "log"]))
@quick
def test_the_other_end_turns_the_slope(given_groups: Groups, transform: str | None):
    values, people = given_groups
    absolute, relative = slope_index(values, people, transform=transform)  # type: ignore[arg-type]
    turned, inverse = slope_index(values[::-1], people[::-1], transform=transform)  # type: ignore[arg-type]
    np.testing.assert_allclose(turned, -absolute, rtol=1e-6, atol=1e-6)
    times, over = slope_index(values, people, transform=transform, multiplier=-100)  # type: ignore[arg-type]
    np.testing.assert_allclose(times, -100 * absolute, rtol=1e-9)
    if abs(relative) > 1e-3 and np.isfinite(inverse):
        np.testing.assert_allclose(inverse * relative, 1, rtol=1e-5)
        np.testing.assert_allclose(over * relative, 1, rtol=1e-9)
    np.testing.assert_allclose(concentration(values[::-1], people[::-1]), -concentration(values, people), rtol=1e-7, atol=1e-9)


@given(groups)
@quick
def test_the_well_and_the_ill(given_groups: Groups):
    """Of shares, Erreygers' and Wagstaff's index only change sign when the ill are counted; C keeps within -1 and 1."""
    values, people = given_groups
    shares = values / 26
    assert -1 <= concentration(values, people) <= 1
    for form in ("wagstaff", "erreygers"):
        well, ill = (concentration(one, people, form=form) for one in (shares, 1 - shares))
        np.testing.assert_allclose(well, -ill, rtol=1e-7, atol=1e-9)
        assert -1 - 1e-9 <= well <= 1 + 1e-9
    absolute, _ = slope_index(shares, people, transform="logit")
    assert -1 <= absolute <= 1


@given(groups)
@quick
def test_what_is_attributable_to_the_best_group(given_groups: Groups):
    """The change is the mean difference from the highest group, which nobody is above."""
    values, people = given_groups
    change, percent = attributable(values, people, reference=values.max())
    np.testing.assert_allclose(change, mean_difference(values, people, reference=values.max()), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(percent, 100 * change / np.average(values, weights=people), rtol=1e-9, atol=1e-9)


@given(groups)
@quick
def test_many_series_are_each_of_them(given_groups: Groups):
    values, people = given_groups
    both = np.stack([values, values[::-1]])
    for measure in (*UNORDERED, concentration):
        expected = [measure(row, people) for row in both]
        np.testing.assert_allclose(measure(both, people), expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        slope_index(both, people)[0], [slope_index(row, people)[0] for row in both], rtol=1e-12, atol=1e-12
    )
