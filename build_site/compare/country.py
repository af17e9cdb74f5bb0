"""One indicator compared: each area's latest figure, its verdict against the country, its rank and its change."""

from collections.abc import Mapping

import numpy as np

from build_site.compare.cube import Bools, Floats, Grid, grid
from build_site.compare.rank import competition, span
from build_site.compare.versus import LONGEST, judge
from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Change, Comparison, Latest, Verdict
from build_site.model.indicator import Indicator
from build_site.model.period import last_day
from build_site.model.table import SafeTable

METHOD = "consistency"
ENOUGH_AREAS = 0.75
"""A rank is given only when at least this share of the areas that have ever had a value has one now."""


def compare(indicator: Indicator, table: SafeTable, areas: Mapping[str, Area]) -> Comparison:
    """Return what can be said of each area's latest figure. Suspicious values are shown but never judged or ranked."""
    cells = grid(table)
    suspicious = outside(cells.values, indicator)
    sound = np.where(suspicious, np.nan, cells.values)
    verdicts = _verdicts(indicator, cells, sound)
    ranks = _ranks(indicator, cells, sound, areas)
    latest = {
        area: _latest(cells, place, sound, suspicious, verdicts[place], ranks[place]) for place, area in enumerate(cells.areas)
    }
    period = max((one.period for one in latest.values() if one.value is not None), key=last_day, default=None)
    return Comparison(indicator.id, METHOD, COUNTRY, period, latest)


def outside(values: Floats, indicator: Indicator) -> Bools:
    """Tell which values cannot be true: outside the indicator's own limits."""
    low, high = indicator.limits
    wrong = np.zeros(values.shape, dtype=bool)
    if low is not None:
        wrong |= values < low
    if high is not None:
        wrong |= values > high
    return wrong


def _comparable(indicator: Indicator, periods: tuple[str, ...]) -> list[int]:
    """Return the last periods under today's definition that share no year with each other, oldest first."""
    since = max((definition.valid_from for definition in indicator.definitions), default="")
    chosen: list[int] = []
    for place in range(len(periods) - 1, -1, -1):
        year = last_day(periods[place]).year
        independent = not chosen or last_day(periods[chosen[-1]]).year - year >= indicator.years_covered
        if periods[place] >= since and (independent or indicator.years_covered == 1):
            chosen.append(place)
    return chosen[:LONGEST][::-1]


def _verdicts(indicator: Indicator, cells: Grid, sound: Floats) -> list[Verdict]:
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


def _ranks(indicator: Indicator, cells: Grid, sound: Floats, areas: Mapping[str, Area]) -> list[tuple[int, int, int, int] | None]:
    """Return (rank, best, worst, of) for each area in the newest period, among areas of its own type."""
    ranks: list[tuple[int, int, int, int] | None] = [None] * len(cells.areas)
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


def _latest(
    cells: Grid, place: int, sound: Floats, suspicious: Bools, verdict: Verdict, rank: tuple[int, int, int, int] | None
) -> Latest:
    values = cells.values[place]
    shown = np.flatnonzero(np.isfinite(values))
    rows = [index for index, status in enumerate(cells.status[place]) if status is not None]
    at = int(shown[-1]) if len(shown) else rows[-1]
    value = float(values[at]) if len(shown) else None
    odd = bool(suspicious[place, at])
    if odd:
        verdict = Verdict("not_assessed", reason="suspicious")
    elif value is None:
        verdict = Verdict("not_assessed", reason="no_value")
    current = rank if rank and at == len(cells.periods) - 1 and not odd else None
    first = max(0, at - LONGEST + 1)
    return Latest(
        area=cells.areas[place],
        period=cells.periods[at],
        value=value,
        status=cells.status[place, at],
        kind=cells.kind[place, at],
        verdict=verdict,
        difference=_difference(cells, sound, place, at),
        change=_change(cells, sound, place, at),
        rank=current[0] if current else None,
        rank_low=current[1] if current else None,
        rank_high=current[2] if current else None,
        of=current[3] if current else None,
        suspicious=odd,
        series=tuple(
            (cells.periods[index], float(values[index]) if np.isfinite(values[index]) else None) for index in range(first, at + 1)
        ),
    )


def _difference(cells: Grid, sound: Floats, place: int, at: int) -> float | None:
    if COUNTRY not in cells.areas or cells.areas[place] == COUNTRY:
        return None
    gap = sound[place, at] - sound[cells.areas.index(COUNTRY), at]
    return round(float(gap), 6) if np.isfinite(gap) else None


def _change(cells: Grid, sound: Floats, place: int, at: int) -> Change | None:
    before = np.flatnonzero(np.isfinite(sound[place, :at]))
    if not len(before) or not np.isfinite(sound[place, at]):
        return None
    return Change(cells.periods[before[-1]], round(float(sound[place, at] - sound[place, before[-1]]), 6))
