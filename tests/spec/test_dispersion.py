"""How far apart places are in what a device costs: range, median and coefficient of variation, worked by hand."""

from collections.abc import Sequence

import pytest

from build_site.compare.dispersion import FEWEST_AREAS, dispersion
from build_site.model.device_cost import Dispersion

title = "Dispersion of what a device costs"


@pytest.mark.parametrize(
    ("amounts", "low", "middle", "high", "span", "variation"),
    [
        # mean 300; squares 40 000 + 10 000 + 0 + 10 000 + 40 000 = 100 000; / 5 = 20 000; √ = 141,42; / 300 = 0,4714
        ((100, 200, 300, 400, 500), 100, 300, 500, 400, 0.471405),
        # mean 1 240; squares 2 × 1 537 600 + 409 600 + 25 600 + 8 761 600 = 12 272 000; / 5 = 2 454 400; √ = 1 566,65
        ((0, 0, 600, 1400, 4200), 0, 600, 4200, 4200, 1.263429),
        # an even number, the median lies between: mean 250; squares 2 × (22 500 + 10 000 + 2 500) = 70 000; / 6; √ = 108,01
        ((100, 150, 200, 300, 350, 400), 100, 250, 400, 300, 0.432049),
        # one of ten differs: mean 55; squares 9 × 2 025 + 164 025 = 182 250; / 10 = 18 225; √ = 135; / 55
        ((10,) * 9 + (460,), 10, 10, 460, 450, 2.454545),
        # the order decides nothing
        ((500, 100, 400, 200, 300), 100, 300, 500, 400, 0.471405),
    ],
)
def test_range_median_and_variation(
    amounts: Sequence[float], low: float, middle: float, high: float, span: float, variation: float
):
    found = dispersion(amounts)
    assert (found.areas_known, found.min_sek, found.median_sek, found.max_sek) == (len(amounts), low, middle, high)
    assert found.range_sek == span
    assert found.coefficient_of_variation == pytest.approx(variation, abs=5e-7)
    assert found.enough


@pytest.mark.parametrize("sek", [0, 70, 1_000_000.5])
def test_nothing_differs_when_all_are_equal(sek: float):
    """Exactly 0, and also where nobody pays anything: there is no mean to divide by."""
    found = dispersion([sek] * FEWEST_AREAS)
    assert (found.range_sek, found.coefficient_of_variation) == (0, 0)
    assert (found.min_sek, found.median_sek, found.max_sek) == (sek, sek, sek)


@pytest.mark.parametrize("known", range(FEWEST_AREAS))
def test_too_few_places_say_nothing_but_how_many_they_are(known: int):
    """Four places far apart tell nothing of the country; the fifth may change it all."""
    found = dispersion([10.0, 4000.0, 20.0, 30.0][:known])
    assert found == Dispersion(known)
    assert not found.enough


def test_five_places_are_enough():
    assert FEWEST_AREAS == 5
    assert dispersion([1, 2, 3, 4, 5]).enough


def test_zero_is_an_amount():
    """A place where it is free counts; unknown places are not in the list at all."""
    assert dispersion([0, 100, 100, 100, 100]).min_sek == 0


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        dispersion([100, 100, -1, 100, 100])
