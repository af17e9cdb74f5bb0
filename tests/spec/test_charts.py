"""What a chart shows is worked out, not drawn by hand: tables of the places, limits and classes behind the pictures."""

import numpy as np
import pytest

from build_site.draw.classes import class_limits, class_of
from build_site.draw.cornerstones import vertex
from build_site.draw.funnel import INNER, OUTER, limits
from build_site.draw.standing import positions
from tests.charts import dot, many
from tests.method_page import number, rows

title = "Charts"


def test_a_spoke_goes_from_the_middle_at_0_to_the_rim_at_100():
    """The first spoke points up and the others follow clockwise; half way out is 50."""
    table = rows("""
        | value | spoke | of |     x |     y |
        |     0 |     0 |  4 |     0 |     0 |
        |    50 |     0 |  4 |     0 |   0,5 |
        |   100 |     0 |  4 |     0 |     1 |
        |   100 |     1 |  4 |     1 |     0 |
        |    50 |     2 |  4 |     0 |  -0,5 |
        |   100 |     3 |  4 |    -1 |     0 |
        |     0 |     3 |  4 |     0 |     0 |
        |    50 |     1 |  3 | 0,433 | -0,25 |
        |   100 |     2 |  3 | -0,866 | -0,5 |
        |   100 |     1 |  6 | 0,866 |   0,5 |""")
    for row in table:
        x, y = vertex(number(row["value"]), int(row["spoke"]), int(row["of"]))
        assert x == pytest.approx(number(row["x"]), abs=5e-4), row
        assert y == pytest.approx(number(row["y"]), abs=5e-4), row


def test_the_limits_of_a_share_are_wide_for_few_and_narrow_for_many():
    """p0 ± z·√(p0(1 - p0)/n), never outside 0 to 100: worked by hand with z 1,959964 and 3,090232."""
    table = rows("""
        | country |     n | level |  lower |  upper |
        |      50 |   100 |  0,95 | 40,200 | 59,800 |
        |      50 |   100 | 0,998 | 34,549 | 65,451 |
        |      50 | 10000 |  0,95 | 49,020 | 50,980 |
        |      90 |    25 |  0,95 | 78,240 |    100 |
        |      90 |    25 | 0,998 | 71,459 |    100 |
        |       2 |    50 |  0,95 |      0 |  5,881 |""")
    for row in table:
        found = limits(np.array([number(row["n"])]), number(row["country"]), "percent")
        (own,) = [one for one in found if one["level"] == number(row["level"])]
        assert own["lower"] == pytest.approx(number(row["lower"]), abs=6e-4), row
        assert own["upper"] == pytest.approx(number(row["upper"]), abs=6e-4), row


def test_the_limits_of_a_rate_are_exact_poisson_limits_of_what_was_expected():
    """Ten expected among 10 000 at 100 per 100 000; published limits of 10 are 4,795 and 18,390, of 1 0,0253 and 5,572."""
    table = rows("""
        | country | unit        |      n |   lower |   upper |
        |     100 | per_100_000 |  10000 |  47,954 | 183,904 |
        |       1 | per_1_000   |  10000 |   0,480 |   1,839 |
        |     100 | per_100_000 |   1000 |   2,532 | 557,164 |
        |      10 | per_10_000  |   1000 |   0,253 |  55,716 |""")
    for row in table:
        found = limits(np.array([number(row["n"])]), number(row["country"]), row["unit"])
        (own,) = [one for one in found if one["level"] == INNER]
        assert own["lower"] == pytest.approx(number(row["lower"]), abs=6e-4), row
        assert own["upper"] == pytest.approx(number(row["upper"]), abs=6e-4), row


def test_both_pairs_of_limits_are_drawn():
    """95 and 99,8 per cent, the outer pair outside the inner."""
    inner, outer = limits(np.array([400.0]), 30.0, "percent")
    assert (inner["level"], outer["level"]) == (INNER, OUTER) == (0.95, 0.998)
    assert outer["lower"] < inner["lower"] < 30.0 < inner["upper"] < outer["upper"]


def test_a_map_has_a_fifth_of_the_places_in_each_class():
    """Limits at 20, 40, 60 and 80 per cent of the places; a value on a limit is in the class above."""
    values = [float(one) for one in range(1, 22)]
    assert class_limits(values) == [5.0, 9.0, 13.0, 17.0]
    table = rows("""
        | value | class |
        |     1 |     0 |
        |   4,9 |     0 |
        |     5 |     1 |
        |    12 |     2 |
        |    13 |     3 |
        |    17 |     4 |
        |    21 |     4 |""")
    for row in table:
        assert int(row["class"]) == class_of(number(row["value"]), class_limits(values)), row


def test_distance_in_the_abacus_is_counted_in_the_regions_own_spread():
    """Ten at 50 and two at 62: the standard deviation is 4,671, the country at 52 is 0; where less is better the sign turns."""
    dots = (*(dot(f"{at:02}", 50.0) for at in range(1, 11)), *(dot(f"{at}", 62.0) for at in (11, 12)))
    higher = positions(many(dots=dots, country=52.0))
    assert [higher[0], higher[-1]] == [pytest.approx(-0.428, abs=5e-4), pytest.approx(2.141, abs=5e-4)]
    lower = positions(many(dots=dots, country=52.0, better="lower"))
    assert lower == tuple(-one for one in higher)
