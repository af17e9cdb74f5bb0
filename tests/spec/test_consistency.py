"""When may the site say that a region is better than the country? Only when year after year says so."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from build_site.compare.versus import consistency, sign_test
from build_site.model.comparison import Verdict

title = "Consistently better, worse, or neither"

ReadTable = Callable[[str], list[dict[str, str]]]
GAPS = {"+": 1.0, "-": -1.0, "=": 0.0, "?": math.nan}
"""A year above, below or equal to the country; or a year without a figure."""


def judged(years: str, better: str) -> Verdict:
    """Return the verdict on a series drawn as one sign a year, oldest first, against a country at 50."""
    country = np.full(len(years), 50.0)
    return consistency(country + [GAPS[year] for year in years], country, better=better)  # type: ignore[arg-type]


def check_table(rows: list[dict[str, str]]) -> None:
    """Assert that each drawn series gets the verdict beside it."""
    expected = [(row["verdict"], row["better years"]) for row in rows]
    verdicts = [judged(row["years"], row["better"]) for row in rows]
    assert expected == [(one.verdict, f"{one.years_better} of {one.years_compared}") for one in verdicts]


def test_a_verdict_needs_almost_every_year_of_at_least_eight(read_rows: ReadTable):
    """The rule of decision: a sign test below 0.05 over eight to ten years. Seven of eight is not enough, nine of ten is."""
    check_table(
        read_rows("""
            | years      | better | verdict | better years |
            | ++++++++   | higher | better  | 8 of 8       |
            | -+++++++   | higher | similar | 7 of 8       |
            | -++++++++  | higher | better  | 8 of 9       |
            | --+++++++  | higher | similar | 7 of 9       |
            | ++++++++++ | higher | better  | 10 of 10     |
            | -+++++++++ | higher | better  | 9 of 10      |
            | --++++++++ | higher | similar | 8 of 10      |
            | +-+-+-+-+- | higher | similar | 5 of 10      |
            | -------+   | higher | similar | 1 of 8       |
            | --------   | higher | worse   | 0 of 8       |
            | +--------- | higher | worse   | 1 of 10      |""")
    )


def test_lower_may_be_better(read_rows: ReadTable):
    """For deaths and waiting days the years below the country are the good ones."""
    check_table(
        read_rows("""
            | years      | better | verdict | better years |
            | --------   | lower  | better  | 8 of 8       |
            | +--------- | lower  | better  | 9 of 10      |
            | ++++++++   | lower  | worse   | 0 of 8       |
            | -+++++++   | lower  | similar | 1 of 8       |""")
    )


def test_neither_way_is_good(read_rows: ReadTable):
    """Costs and visits are higher or lower, never better or worse; the years counted are the higher ones."""
    check_table(
        read_rows("""
            | years      | better  | verdict | better years |
            | ++++++++   | neither | higher  | 8 of 8       |
            | --------   | neither | lower   | 0 of 8       |
            | -+++++++   | neither | similar | 7 of 8       |""")
    )


def test_the_latest_year_must_agree(read_rows: ReadTable):
    """Nine good years and a bad or equal last one is news, not a verdict."""
    check_table(
        read_rows("""
            | years      | better | verdict | better years |
            | +++++++++- | higher | similar | 9 of 10      |
            | ---------+ | higher | similar | 1 of 10      |
            | ---------+ | lower  | similar | 9 of 10      |
            | ++++++++-+ | higher | better  | 9 of 10      |
            | +++++++++= | higher | similar | 9 of 9       |""")
    )


def test_equal_years_count_neither_for_nor_against(read_rows: ReadTable):
    """A year at exactly the country's value says nothing, so it is not among those compared."""
    check_table(
        read_rows("""
            | years      | better | verdict      | better years |
            | ==++++++++ | higher | better       | 8 of 8       |
            | ===+++++++ | higher | not_assessed | 7 of 7       |
            | =-++++++++ | higher | better       | 8 of 9       |""")
    )


def test_years_without_a_figure_are_left_out(read_rows: ReadTable):
    """A missing year is no bad year; older years stand in for it."""
    check_table(
        read_rows("""
            | years          | better | verdict      | better years |
            | ++++?+?+++     | higher | better       | 8 of 8       |
            | ?++++?+?+++    | higher | better       | 8 of 8       |
            | ???+++++++     | higher | not_assessed | 7 of 7       |
            | ++++++++-?     | higher | similar      | 8 of 9       |""")
    )


def test_only_the_last_ten_years_count(read_rows: ReadTable):
    """Care of fifteen years ago says little of today's."""
    check_table(
        read_rows("""
            | years           | better | verdict | better years |
            | -----++++++++++ | higher | better  | 10 of 10     |
            | +++++++++++++++ | higher | better  | 10 of 10     |
            | ++++++++++----- | higher | similar | 5 of 10      |""")
    )


@pytest.mark.parametrize("years", ["+++++++", "-------", "+", "???", "========", ""])
def test_fewer_than_eight_years_are_not_assessed(years: str):
    """Even seven of seven has too little behind it, and the reader is told so."""
    verdict = judged(years, "higher")
    assert (verdict.verdict, verdict.reason) == ("not_assessed", "too_few_years")


def test_the_p_value_is_the_exact_sign_test(read_rows: ReadTable):
    """Two times the chance of so few tosses on one side, counted by hand in whole numbers."""
    rows = read_rows("""
            | on one side | on the other | ways | of   |
            | 8           | 0            | 1    | 256  |
            | 7           | 1            | 9    | 256  |
            | 6           | 2            | 37   | 256  |
            | 9           | 0            | 1    | 512  |
            | 8           | 1            | 10   | 512  |
            | 10          | 0            | 1    | 1024 |
            | 9           | 1            | 11   | 1024 |
            | 8           | 2            | 56   | 1024 |
            | 1           | 0            | 1    | 2    |""")
    expected = [Fraction(2 * int(row["ways"]), int(row["of"])) for row in rows]
    sides = [(int(row["on one side"]), int(row["on the other"])) for row in rows]
    assert expected == [Fraction(sign_test(wins, losses)) for wins, losses in sides]
    assert expected == [Fraction(sign_test(losses, wins)) for wins, losses in sides]


@pytest.mark.parametrize(("wins", "losses"), [(5, 5), (1, 1), (0, 0)])
def test_the_p_value_is_never_above_one(wins: int, losses: int):
    """Two tails overlap in the middle."""
    assert sign_test(wins, losses) == 1.0


def test_the_p_value_stands_beside_the_verdict():
    """Nine of ten: 22 of 1,024."""
    assert judged("-+++++++++", "higher").p_value == 22 / 1024


def test_rounding_noise_is_a_tie():
    """70.1 minus 70 minus 0.1 is not above the country."""
    verdict = consistency([0.1 + 0.2] * 8, [0.3] * 8, better="higher")
    assert verdict.years_compared == 0


def test_series_of_different_length_are_refused():
    """Years that don't stand beside each other can't be compared."""
    with pytest.raises(ValueError, match="same length"):
        consistency([1.0, 2.0], [1.0], better="higher")


def test_the_reference_may_be_one_number_for_all_years():
    """A target does not change from year to year."""
    assert consistency([4.0] * 8, 3, better="higher") == consistency([4.0] * 8, [3] * 8, better="higher")
    assert consistency([4.0] * 8, 3, better="higher").verdict == "better"


def test_a_direction_that_is_not_one_is_refused():
    """Also with too few years to say anything."""
    with pytest.raises(ValueError, match="'up' is not one of higher, lower, neither"):
        consistency([1.0], [2.0], better="up")  # type: ignore[arg-type]
