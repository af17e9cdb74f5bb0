"""What a value and its limits give away, against limits computed here and the numbers that others have printed."""

import numpy as np
import pytest
from scipy.stats import beta, chi2

from build_site.audit.rates import byar, counts_behind, decimals_of, exact_events, exact_share, wilson


def percent(x: float, n: float, decimals: int) -> tuple[float, float, float]:
    """Return a share in percent and its Wilson limits, rounded."""
    low, high = wilson(np.array([float(x)]), np.array([float(n)]))
    return round(100 * x / n, decimals), round(100 * float(low[0]), decimals), round(100 * float(high[0]), decimals)


@pytest.mark.parametrize(("x", "n"), [(3, 17), (7, 9), (5, 100), (1, 100), (0, 12), (12, 12)])
@pytest.mark.parametrize("decimals", [1, 3, 12])
def test_limits_of_a_share_tell_its_counts(x: int, n: int, decimals: int):
    """One decimal in percent is enough to know the numerator, and nearly the denominator."""
    found = counts_behind(*percent(x, n, decimals), 100.0)
    assert found is not None
    assert found[0] <= x <= found[1] <= x + (x == n)
    assert n - 1 <= found[2] <= n <= found[3] <= n + 2


def test_whole_percent_tells_little():
    """The coarser the limits, the more counts give them."""
    found = counts_behind(*percent(30, 100, 0), 100.0)
    assert found is not None
    assert found[0] < 28
    assert found[1] > 32


@pytest.mark.parametrize("x", [1, 3, 12, 400])
def test_limits_of_a_rate_tell_the_events(x: int):
    """Their ratio to the rate depends on the events alone, whatever the number of people."""
    people = 23_456
    for limits in (byar, exact_events):
        low, high = (100_000 * float(limit[0]) / people for limit in limits(np.array([float(x)])))
        found = counts_behind(100_000 * x / people, low, high, 100_000.0)
        assert found is not None
        assert (found[0], found[1]) == (x, x)
        assert found[2] <= people <= found[3]


def test_limits_of_nothing_known_tell_nothing():
    """A model's limits, or another level."""
    assert counts_behind(50.0, 49.0, 50.5, 100.0) is None
    assert counts_behind(7.0, 1.0, 99.0, 100.0) is None
    assert counts_behind(0.0, 0.0, 0.0, 100_000.0) is None


def test_wilson_as_printed():
    """Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29."""
    printed = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (x, n), limits in printed.items():
        assert [float(one[0]) for one in wilson(np.array([float(x)]), np.array([float(n)]))] == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(("x", "n"), [(0, 7), (3, 17), (17, 17)])
def test_exact_limits_of_a_share(x: int, n: int):
    """By the quantiles of the beta distribution."""
    low, high = exact_share(np.array([float(x)]), np.array([float(n)]))
    assert float(low[0]) == pytest.approx(float(beta.ppf(0.025, x, n - x + 1)) if x else 0)
    assert float(high[0]) == pytest.approx(float(beta.ppf(0.975, x + 1, n - x)) if x < n else 1)


def test_exact_and_byars_limits_of_events():
    """By the quantiles of chi-square; Byar's are close from a few events on."""
    events = np.array([1.0, 5.0, 50.0])
    low, high = exact_events(events)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * events) / 2)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2)
    near_low, near_high = byar(events)
    assert near_low[1:] == pytest.approx(low[1:], rel=0.01)
    assert near_high[1:] == pytest.approx(high[1:], rel=0.01)


def test_decimals_as_written():
    """The most of any; whole numbers have none, and unknown ones say nothing."""
    assert decimals_of(np.array([1.0, np.nan, 20.0])) == 0
    assert decimals_of(np.array([1.25, 3.5]), np.array([2.0])) == 2
    assert decimals_of(np.array([])) == 0
