"""What holds of dispersion whatever the amounts are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.dispersion import FEWEST_AREAS, dispersion

quick = settings(deadline=None, max_examples=100, derandomize=True)
amounts = st.lists(st.integers(0, 20_000).map(float), min_size=FEWEST_AREAS, max_size=40)


@given(amounts)
@quick
def test_the_parts_agree(sek: list[float]):
    """Lowest, middle and highest are in order; the range is between the ends; variation is none only when all are equal."""
    found = dispersion(sek)
    assert found.min_sek is not None
    assert found.median_sek is not None
    assert found.max_sek is not None
    assert found.min_sek <= found.median_sek <= found.max_sek
    assert found.range_sek == found.max_sek - found.min_sek
    assert (found.coefficient_of_variation == 0) == (found.range_sek == 0)
    assert found.coefficient_of_variation is not None
    assert 0 <= found.coefficient_of_variation <= len(sek) ** 0.5


@given(amounts, st.integers(1, 50))
@quick
def test_variation_does_not_know_what_a_krona_is_worth(sek: list[float], times: int):
    """In öre all amounts are a hundred times as large, and the places are as far apart as before."""
    before, after = dispersion(sek), dispersion([one * times for one in sek])
    assert after.coefficient_of_variation == pytest.approx(before.coefficient_of_variation)
    assert before.range_sek is not None
    assert after.range_sek == pytest.approx(before.range_sek * times)


@given(amounts, st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_places_decides_nothing(sek: list[float], chance: object):
    shuffled = list(sek)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dispersion(shuffled) == dispersion(sek)
