"""One indicator compared: each area's latest figure, its verdict against the country, its rank and its change."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from build_site.compare.cube import Bools, Floats, Grid, grid
from build_site.compare.rank import competition, span
from build_site.compare.versus import LEVEL, LONGEST, judge
from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Change, Comparison, Latest, Verdict
from build_site.model.indicator import Indicator
from build_site.model.period import last_day
from build_site.model.table import SafeTable

METHOD = "consistency"
Rank = tuple[int, int, int, int]
"""The rank, the best and the worst of the last periods, and of how many."""

DECIMALS = 6
"""Differences are rounded here: 0.1 + 0.2 should not be shown as 0.30000000000000004."""

ENOUGH_AREAS = 0.75
"""A rank is given only when at least this share of the areas that have ever had a value has one now."""


def compare(indicator: Indicator, table: SafeTable, areas: Mapping[str, Area]) -> Comparison:
    """Return what can be said of each area's latest figure. Suspicious values are shown but never judged or ranked."""
    cells = grid(table)
    suspicious = outside(cells.values, indicator)
    sound = np.where(suspicious, np.nan, cells.values)
    verdicts = _verdicts(indicator, cells, sound)
    ranks = _ranks(indicator, cells, sound, areas)
    reference = COUNTRY in cells.areas and not is_sum(indicator)
    country = plain(sound[[cells.areas.index(COUNTRY)]])[0] if reference else None
    rows = Rows(plain(cells.values), plain(sound), cells.status.tolist(), _since(indicator), country)
    latest = {
        area: _latest(cells, rows, place, bool(suspicious[place, rows.last(place)]), verdicts[place], ranks[place])
        for place, area in enumerate(cells.areas)
    }
    period = max((one.period for one in latest.values() if one.value is not None), key=last_day, default=None)
    return Comparison(indicator.id, METHOD, COUNTRY, period, latest, level=LEVEL)


@dataclass(frozen=True)
class Rows:
    """The grid as Python lists, None for unknown: reading single cells from an array is slow."""

    values: list[list[float | None]]
    sound: list[list[float | None]]
    """Without the values that cannot be true."""
    status: list[list[str | None]]
    since: str
    """The first period under today's definition."""
    country: list[float | None] | None
    """What each area is compared with, period by period; None when there is nothing to compare with."""

    def last(self, place: int) -> int:
        """Return where an area's newest value is; without any value, its newest row."""
        for cells in (self.values[place], self.status[place]):
            for at in range(len(cells) - 1, -1, -1):
                if cells[at] is not None:
                    return at
        return 0


def plain(values: Floats) -> list[list[float | None]]:
    """Return the numbers as lists, NaN as None."""
    cells: list[list[float]] = values.tolist()
    return [[value if value == value else None for value in row] for row in cells]  # noqa: PLR0124  (only NaN differs from itself)


def outside(values: Floats, indicator: Indicator) -> Bools:
    """Tell which values cannot be true: outside the indicator's own limits."""
    low, high = indicator.limits
    wrong = np.zeros(values.shape, dtype=bool)
    if low is not None:
        wrong |= values < low
    if high is not None:
        wrong |= values > high
    return wrong


def is_sum(indicator: Indicator) -> bool:
    """Tell whether the country's figure is the areas' added up: then no area can be compared with it."""
    return "area" in indicator.additive_over


def _since(indicator: Indicator) -> str:
    return max((definition.valid_from for definition in indicator.definitions), default="")


def _comparable(indicator: Indicator, periods: tuple[str, ...]) -> list[int]:
    """Return the last periods under today's definition that share no year with each other, oldest first."""
    since = _since(indicator)
    chosen: list[int] = []
    for place in range(len(periods) - 1, -1, -1):
        year = last_day(periods[place]).year
        independent = not chosen or last_day(periods[chosen[-1]]).year - year >= indicator.years_covered
        if periods[place] >= since and (independent or indicator.years_covered == 1):
            chosen.append(place)
    return chosen[:LONGEST][::-1]


def _verdicts(indicator: Indicator, cells: Grid, sound: Floats) -> list[Verdict]:
    if is_sum(indicator):
        return [Verdict("not_assessed", reason="sum")] * len(cells.areas)
    if COUNTRY not in cells.areas:
        return [Verdict("not_assessed", reason="no_country")] * len(cells.areas)
    reference = cells.areas.index(COUNTRY)
    columns = _comparable(indicator, cells.periods)
    gaps = sound[:, columns] - sound[reference, columns]
    return [_verdict(indicator, gaps[place], place == reference) for place in range(len(cells.areas))]


def _verdict(indicator: Indicator, gaps: Floats, is_country: bool) -> Verdict:  # noqa: FBT001
    if is_country:
        return Verdict("not_assessed", reason="is_country")
    verdict = judge(gaps[np.isfinite(gaps)], better=indicator.better)
    if verdict.reason == "too_few_years" and indicator.years_covered > 1:
        return Verdict("not_assessed", verdict.years_better, verdict.years_compared, verdict.p_value, "overlapping")
    return verdict


def _ranks(indicator: Indicator, cells: Grid, sound: Floats, areas: Mapping[str, Area]) -> list[Rank | None]:
    """Return (rank, best, worst, of) for each area in the newest period, among areas of its own type."""
    ranks: list[Rank | None] = [None] * len(cells.areas)
    signed = -sound if indicator.better == "lower" else sound
    for kind in ("region", "municipality"):
        places = [place for place, area in enumerate(cells.areas) if areas[area].type == kind]
        if len(places) < 2:  # noqa: PLR2004
            continue
        own = signed[places]
        history = np.column_stack([competition(column) for column in own.T])
        low, high = span(history)
        of = int(np.isfinite(own[:, -1]).sum())
        if of < ENOUGH_AREAS * np.isfinite(own).any(axis=1).sum():
            continue
        for index, place in enumerate(places):
            if np.isfinite(history[index, -1]):
                ranks[place] = (int(history[index, -1]), int(low[index]), int(high[index]), of)
    return ranks


def _latest(cells: Grid, rows: Rows, place: int, odd: bool, verdict: Verdict, rank: Rank | None) -> Latest:  # noqa: FBT001
    values, status = rows.values[place], rows.status[place]
    at = rows.last(place)
    value = values[at]
    if odd:
        verdict = Verdict("not_assessed", reason="suspicious")
    elif value is None:
        verdict = Verdict("not_assessed", reason="no_value")
    current = rank if rank and at == len(cells.periods) - 1 and not odd else (None, None, None, None)
    first = max(0, at - LONGEST + 1)
    return Latest(
        area=cells.areas[place],
        period=cells.periods[at],
        value=value,
        status=str(status[at]),
        kind=str(cells.kind[place, at]),
        verdict=verdict,
        difference=_difference(cells, rows, place, at),
        change=_change(cells, rows, place, at),
        rank=current[0],
        rank_low=current[1],
        rank_high=current[2],
        of=current[3],
        suspicious=odd,
        series=tuple(zip(cells.periods[first : at + 1], rows.sound[place][first : at + 1], strict=True)),
    )


def _difference(cells: Grid, rows: Rows, place: int, at: int) -> float | None:
    if rows.country is None or cells.areas[place] == COUNTRY:
        return None
    own, country = rows.sound[place][at], rows.country[at]
    return None if own is None or country is None else round(own - country, DECIMALS)


def _change(cells: Grid, rows: Rows, place: int, at: int) -> Change | None:
    sound = rows.sound[place]
    now = sound[at]
    for before in range(at - 1, -1, -1):
        value = sound[before]
        if value is not None:
            broken = cells.periods[before] < rows.since <= cells.periods[at]
            return None if now is None or broken else Change(cells.periods[before], round(now - value, DECIMALS))
    return None
