"""How sure the figures of one indicator are: what the source says, or what its counts can carry; never invented."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from build_site.compare.cube import Bools, Floats, Grid
from build_site.compare.intervals import rate, wilson
from build_site.compare.versus import LEVEL
from build_site.model.counts import normal_quantile
from build_site.model.indicator import Indicator
from build_site.model.unit import FACTORS, Counted

Method = Literal["wilson", "poisson", "given"]

Index = int | slice | list[int] | npt.NDArray[np.intp]

MOST_DECIMALS = 6
"""Values with more decimals than this were not rounded."""


@dataclass(frozen=True)
class Figures:
    """Cells of one indicator with what is known of their uncertainty: arrays of one shape, NaN for unknown."""

    value: Floats
    """As the source gave it, in the indicator's unit."""
    lower: Floats
    """The source's own limits, at level 0.95."""
    upper: Floats
    events: Floats
    """The counts behind the value; only where they give the value."""
    people: Floats
    kind: Counted | None
    factor: float

    def part(self, *where: Index) -> "Figures":
        """Return the cells that an index of the arrays picks out."""
        return Figures(
            value=self.value[where],
            lower=self.lower[where],
            upper=self.upper[where],
            events=self.events[where],
            people=self.people[where],
            kind=self.kind,
            factor=self.factor,
        )

    @property
    def given(self) -> Bools:
        """Tell which cells have limits from the source."""
        return np.asarray(np.isfinite(self.lower))

    @property
    def counted(self) -> Bools:
        """Tell which cells have counts to compute limits from."""
        return np.asarray(np.isfinite(self.events) & np.isfinite(self.value) & ~self.given)

    @property
    def exact(self) -> Floats:
        """The value before the source rounded it, where its counts tell."""
        counted = np.isfinite(self.events) & np.isfinite(self.value)
        people = np.where(counted, self.people, 1.0)
        return np.where(counted, np.where(counted, self.events, 0.0) * self.factor / people, self.value)

    def limits(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Return the lower and upper limits at a level, in the indicator's unit; NaN where there is nothing to go by.

        They always hold the value as given, so they may be wider than the counts say, by no more than the rounding.
        """
        lower, upper = self.bare_limits(level)
        return np.minimum(lower, self.value), np.maximum(upper, self.value)

    def bare_limits(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Return the limits as the counts have them, though the value may have been rounded out of them.

        Limits from the source are of 95 %: for another level each side is stretched as a normal distribution would be.
        """
        stretch = normal_quantile(level) / normal_quantile(LEVEL)
        lower = self.value - (self.value - self.lower) * stretch
        upper = self.value + (self.upper - self.value) * stretch
        counted = self.counted
        if counted.any():
            low, high = self._computed(counted, level)
            lower[counted], upper[counted] = low, high
        return lower, upper

    def _computed(self, counted: Bools, level: float) -> tuple[Floats, Floats]:
        events, people = self.events[counted], self.people[counted]
        if self.kind == "share":
            low, high = wilson(events, people, level=level)
            return low * self.factor, high * self.factor
        _, low, high = rate(events, people, per=self.factor, level=level)
        return low, high

    def methods(self) -> list[Method | None]:
        """Return where each cell's limits come from, for cells in a row."""
        computed: Method = "wilson" if self.kind == "share" else "poisson"
        return [
            "given" if given else computed if counted else None
            for given, counted in zip(self.given.tolist(), self.counted.tolist(), strict=True)
        ]


def figures(indicator: Indicator, cells: Grid, usable: Bools) -> Figures:
    """Return the cells that may be used, with their uncertainty.

    Counts are used only where the unit says how they make the value, the figure is not adjusted for anything, and they do
    make it; `disagreeing` tells the rest. Limits from the source go before counts: an adjusted figure may have both. Limits
    that leave no room at all (lower = upper) say nothing of the uncertainty, and are not used.
    """
    value = np.where(usable, cells.values, np.nan)
    room = np.isfinite(value) & (cells.lower < cells.upper)
    kind, factor = scale(indicator) or (None, 1.0)
    good = np.isfinite(value) & _counts_known(cells) & ~disagreeing(indicator, cells) & (kind is not None)
    return Figures(
        value=value,
        lower=np.where(room, cells.lower, np.nan),
        upper=np.where(room, cells.upper, np.nan),
        events=np.where(good, cells.numerator, np.nan),
        people=np.where(good, cells.denominator, np.nan),
        kind=kind,
        factor=factor,
    )


def scale(indicator: Indicator) -> tuple[Counted, float] | None:
    """Return what the counts of a measure are and the factor that makes them its value; None when they don't make it.

    A percentage that may be above 100 is no share of anything.
    """
    found = FACTORS.get(indicator.unit)
    if found is None or indicator.adjustment != "none":
        return None
    kind, factor = found
    if kind == "share" and indicator.valid_range is not None:
        high = indicator.valid_range[1]
        return None if high is None or high > factor else found
    return found


def disagreeing(indicator: Indicator, cells: Grid) -> Bools:
    """Tell which cells have counts that do not make their value, by more than its rounding, or can't be a share at all."""
    found = scale(indicator)
    if found is None:
        return np.zeros(cells.values.shape, dtype=bool)
    kind, factor = found
    known = _counts_known(cells) & np.isfinite(cells.values)
    people = np.where(known, cells.denominator, 1.0)
    made = np.where(known, cells.numerator, 0.0) * factor / people
    off = np.abs(made - np.where(known, cells.values, made)) > rounding(cells.values)
    impossible = (kind == "share") & (cells.numerator > cells.denominator)
    return np.asarray(known & (off | impossible))


def _counts_known(cells: Grid) -> Bools:
    return np.asarray(np.isfinite(cells.numerator) & (cells.denominator > 0))


def rounding(values: Floats) -> Floats:
    """Return how far rounding can have moved the values of each period: half of the last decimal that the period uses."""
    steps = np.full(values.shape[-1], float(MOST_DECIMALS))
    for decimals in range(MOST_DECIMALS - 1, -1, -1):
        scaled = values * 10.0**decimals
        whole = np.isnan(values) | (np.abs(scaled - np.round(scaled)) < 1e-6)  # noqa: PLR2004 - the binary error of a decimal
        steps[whole.all(axis=0)] = decimals
    slack = 1e-9 * np.abs(np.where(np.isnan(values), 0.0, values))
    return np.asarray(0.5000001 * 10.0**-steps + slack)
