"""Every method over 14 million values: 1,000 indicators × 312 areas × 15 years × 3 sexes, in whole columns.

The floor is plain NumPy arithmetic on the same columns in the same run, so that the ratios hold on any machine: a share, its
normal error and two limits. Times are told twice: by the clock, which the aim is about, and of the processor, all cores together,
which tells more on a busy machine. Seeded; the figures mean nothing. `consistency` is left out: it answers with one verdict a
series, and is measured with the build.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from build_site.compare import apportion, equity, funnel, intervals, quantile, rank, trend, versus
from build_site.summarise import standardise

Floats = npt.NDArray[np.float64]

INDICATORS, AREAS, YEARS, SEXES = 1_000, 312, 15, 3
VALUES = INDICATORS * AREAS * YEARS * SEXES
GROUPS = 5
"""Of an ordered society: fifths by income."""
POOL = 10**9
"""Kronor shared among the areas, once for each indicator: sharing is in Python's own integers, pool by pool."""


@dataclass(frozen=True)
class Columns:
    """The same counts, seen as one long column, and as series: `events[series, year]`, areas going fastest among series."""

    events: Floats
    n: Floats
    value: Floats
    lower: Floats
    upper: Floats

    @property
    def down(self) -> tuple[Floats, Floats, Floats]:
        """Return value, lower and upper with areas down, and a column for each indicator, year and sex."""
        value, lower, upper = (one.reshape(AREAS, -1) for one in (self.value, self.lower, self.upper))
        return value, lower, upper


def make_columns(seed: int = 1) -> Columns:
    """Return the counts, with shares near a fifth, and one value in a hundred unknown."""
    sample = np.random.default_rng(seed)
    n = sample.integers(20, 3_000, VALUES).astype(float)
    events = np.floor(n * sample.beta(8, 32, VALUES))
    events[sample.random(VALUES) < 0.01] = np.nan
    lower, upper = intervals.wilson(events, n)
    return Columns(events, n, events / n, lower, upper)


def plain(columns: Columns) -> tuple[Floats, Floats]:
    """Return the normal limits: the arithmetic that the methods are compared with."""
    share = columns.events / columns.n
    half = 1.96 * np.sqrt(share * (1 - share) / columns.n)
    return share - half, share + half


def methods(given: Columns) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every method by its name, ready to be called; each goes through all the values but where said otherwise."""
    x, n = given.events, given.n
    years = (-1, YEARS)
    areas = (-1, AREAS)
    value, lower, upper = given.down
    counts = x.reshape(areas), n.reshape(areas)
    fifths = given.value.reshape(-1, GROUPS), n.reshape(-1, GROUPS)
    by_area = given.value.reshape(areas), n.reshape(areas)
    yield "intervals.wilson", lambda: intervals.wilson(x, n)
    yield "intervals.poisson", lambda: intervals.poisson(x)
    yield "intervals.rate", lambda: intervals.rate(x, n)
    yield "intervals.mean", lambda: intervals.mean(given.value.reshape(years))
    yield "intervals.difference", lambda: intervals.difference(x, n, x[::-1], n[::-1])
    yield "standardise.direct", lambda: standardise.direct(x.reshape(years), n.reshape(years), n[:YEARS])
    yield "standardise.indirect", lambda: standardise.indirect(x.reshape(years), n.reshape(years), n[:YEARS] / 5, n[:YEARS])
    yield "versus.overlap", lambda: versus.overlap(given.value, given.lower, given.upper, 0.2, better="lower")
    yield "funnel.proportion_limits", lambda: funnel.proportion_limits(n, 0.2, level=0.998)
    yield "funnel.ratio_limits", lambda: funnel.ratio_limits(n, level=0.998)
    yield "funnel.classify_proportions", lambda: funnel.classify_proportions(*counts)
    yield "funnel.classify_ratios", lambda: funnel.classify_ratios(x, n / 5)
    yield "funnel.overdispersion", lambda: funnel.overdispersion(funnel.proportion_scores(*counts)[0])
    yield "rank.competition", lambda: rank.competition(value)
    yield "rank.band", lambda: rank.band(lower, upper)
    yield "rank.span", lambda: rank.span(given.value.reshape(years))
    yield "quantile.classes", lambda: quantile.classes(value, 5)
    yield "trend.recent", lambda: trend.recent(*(one.reshape(years) for one in (given.value, given.lower, given.upper)))
    yield "trend.cochran_armitage", lambda: trend.cochran_armitage(x.reshape(years), n.reshape(years))
    yield "trend.process_limits", lambda: trend.process_limits(given.value.reshape(years))
    yield "equity.gap", lambda: equity.gap(by_area[0])
    yield "equity.ratio", lambda: equity.ratio(by_area[0])
    yield "equity.between_group", lambda: equity.between_group(*by_area)
    yield "equity.theil", lambda: equity.theil(*by_area)
    yield "equity.slope_index", lambda: equity.slope_index(*fifths)
    yield "equity.concentration", lambda: equity.concentration(*fifths)
    weights = n[: INDICATORS * AREAS].astype(int).reshape(areas).tolist()
    yield "apportion.largest_remainder", lambda: [apportion.largest_remainder(POOL, row) for row in weights]


def run_methods() -> dict[str, tuple[float, float]]:
    """Return the seconds by the clock and of the processor of the floor, by the name `floor`, and of every method, by its own."""
    given = make_columns()
    seconds = {"floor": min(_timed(lambda: plain(given)) for _ in range(3))}
    for name, call in methods(given):
        seconds[name] = _timed(call)
    return seconds


def _timed(call: Callable[[], Any]) -> tuple[float, float]:
    begun, worked = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - begun, time.process_time() - worked
