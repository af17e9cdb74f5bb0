"""Numbers as Swedes write them."""

import pytest

from build_site.model.unit import UNITS, difference, number, quantity, round_half_up, unit_of

title = "Numbers and units"


def plain(text: str) -> str:
    """Return the text with ordinary spaces, for reading."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.5, "percent", "12,5 %"),
        (0, "percent", "0,0 %"),
        (100, "percent", "100,0 %"),
        (1400, "sek_per_inhabitant", "1 400 kr per invånare"),
        (1399.5, "sek_per_inhabitant", "1 400 kr per invånare"),
        (10587710, "count", "10 587 710"),
        (-0.4, "days", "−0,4 dagar"),
        (-0.04, "days", "0,0 dagar"),
        (83.25, "years", "83,3 år"),
        (0.2571, "fraction", "0,257 (andel av 1)"),
        (7, "per_100_000", "7,0 per 100 000 invånare"),
        (1234.56, "per_10_000", "1 234,6 per 10 000 invånare"),
        (0.1234, "stays_per_person", "0,123 vårdtillfällen per person"),
        (7, "new_unit", "7,0 new unit"),
    ],
)
def test_a_value_with_its_unit(value: float, unit: str, text: str):
    """Decimal comma, spaces between thousands, a real minus, and never minus zero."""
    assert text == plain(quantity(value, unit))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4.1, "percent", "+4,1 procentenheter"),
        (-4.1, "percent", "−4,1 procentenheter"),
        (0.04, "percent", "0,0 procentenheter"),
        (-0.04, "percent", "0,0 procentenheter"),
        (1.25, "percent_of_taxes", "+1,3 procentenheter"),
        (-2, "index", "−2,0 indexenheter"),
        (1400, "sek", "+1 400 kr"),
        (12, "count", "+12"),
    ],
)
def test_a_difference_has_a_sign_and_its_own_unit(value: float, unit: str, text: str):
    """Between two shares lie percentage points, not per cent."""
    assert text == plain(difference(value, unit))


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (0.25, 1, 0.3),
        (0.35, 1, 0.4),
        (-0.25, 1, -0.3),
        (2.5, 0, 3),
        (3.5, 0, 4),
        (1.005, 2, 1.01),
        (8.345, 2, 8.35),
        (0.249, 1, 0.2),
        (-0.01, 1, 0),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, rounded: float):
    """As taught at school, also where the computer's own figure lies a hair below the half."""
    assert rounded == round_half_up(value, decimals)


def test_zero_has_no_sign():
    """Minus zero is zero."""
    assert "0,0" == number(-0.0) == number(-0.01)


def test_a_number_never_breaks_over_two_lines():
    """Every space inside a figure is a no-break space."""
    assert quantity(1400, "sek_per_inhabitant") == "1\u00a0400\u00a0kr per invånare"


@pytest.mark.parametrize("code", sorted(UNITS))
def test_every_unit_has_words_in_both_languages(code: str):
    """A unit without words is only right for a bare count."""
    unit = unit_of(code)
    assert bool(unit.sv) == bool(unit.en)
    assert unit.sv or code == "count"
    assert 0 <= unit.decimals <= 3
