"""What holds of classes whatever the values are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from build_site.compare.quantile import bounds, classes

quick = settings(deadline=None, max_examples=60, derandomize=True)
few = st.sampled_from([-2.5, 0.0, 1.0, 1.5, 4.0, 9.0, float("nan")])
series = arrays(float, st.integers(1, 30), elements=few)
counts = st.integers(2, 10)


@given(series, counts, st.booleans())
@quick
def test_classes_are_whole_numbers_from_one_to_q(values: np.ndarray, q: int, invert: bool):  # noqa: FBT001
    """A class for each known value if there are enough of them, and none else."""
    found = classes(values, q, invert=invert)
    known = ~np.isnan(values)
    enough = known.sum() >= q
    np.testing.assert_array_equal(~np.isnan(found), known & enough)
    assert set(found[~np.isnan(found)]) <= set(range(1, q + 1))


@given(series, counts)
@quick
def test_a_higher_value_is_never_in_a_lower_class(values: np.ndarray, q: int):
    """And equal values share one; inverted, it is the other way round."""
    rising, falling = classes(values, q), classes(values, q, invert=True)
    known = ~np.isnan(rising)
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(rising[known][order]) >= 0).all()
    assert (np.diff(falling[known][order]) <= 0).all()
    for value in set(values[known]):
        assert len(set(rising[values == value])) == 1


@given(st.integers(2, 400), counts, st.data())
@quick
def test_different_values_fill_all_classes_evenly(areas: int, q: int, data: st.DataObject):
    """No class is empty and none has more than one area more than another, in any order of the areas."""
    if areas < q:
        assert np.isnan(classes(np.arange(areas), q)).all()
        return
    values = np.array(data.draw(st.permutations(range(areas))) if areas < 40 else range(areas), dtype=float)
    sizes = np.bincount(classes(values, q).astype(int), minlength=q + 1)[1:]
    assert sizes.sum() == areas
    assert sizes.max() - sizes.min() <= 1


@given(st.integers(2, 200), counts)
@quick
def test_the_published_formula_in_whole_numbers(areas: int, q: int):
    """floor(q + 1 - ceil((N + 1 - r)·q / N)) without a decimal in it: no rounding moves an area to another class."""
    expected = [q + 1 + -(areas + 1 - rank) * q // areas for rank in range(1, areas + 1)]
    found = classes(np.arange(areas), q)
    np.testing.assert_array_equal(expected if areas >= q else np.full(areas, np.nan), found)


@given(series, counts)
@quick
def test_bounds_go_from_the_lowest_to_the_highest(values: np.ndarray, q: int):
    found = bounds(values, q)
    known = values[~np.isnan(values)]
    assert len(found) == q + 1
    if len(known):
        assert found[0] == known.min()
        assert found[-1] == known.max()
        assert (np.diff(found) >= 0).all()
    else:
        assert np.isnan(found).all()
