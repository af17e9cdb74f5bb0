"""One indicator compared: each area's latest figure, its verdict against the country, its rank, its change, its targets.

Which method judges a figure is decided by what it can carry (design, §5): its interval, else its years, else none.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from build_site.compare.change import apart, women_and_men
from build_site.compare.cube import DECIMALS, Bools, Floats, rounded
from build_site.compare.definitions import breaks, earlier, independent, same_definition
from build_site.compare.panel import Panel, Places, is_sum, is_thin, panel
from build_site.compare.standing import chances, dispersion, funnels, ranks, trends
from build_site.compare.targets import against_targets
from build_site.compare.uncertainty import Figures
from build_site.compare.versus import LEVEL, LEVELS, LONGEST, STRICT, in_words, judge, overlap
from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Change, Comparison, Interval, Latest, TargetStatus, Verdict, VersusCountry
from build_site.model.indicator import Better, Indicator
from build_site.model.period import last_day
from build_site.model.register import Register
from build_site.model.table import SafeTable

Changed = tuple[Change | None, str | None]
"""The change, or why there is none."""


def compare(indicator: Indicator, table: SafeTable, areas: Mapping[str, Area], *, register: Register | None = None) -> Comparison:
    """Return what can be said of each area's latest figure. Suspicious values are shown but never judged or ranked.

    The register says which coverage is too low to judge by; without it no coverage is.
    """
    laid_out = panel(indicator, table, areas, register)
    verdicts = _verdicts(laid_out)
    latest = _latest(laid_out, verdicts)
    sexes = women_and_men(
        indicator,
        table,
        {code: LEVELS[area.type] for code, area in areas.items()},
        thin=[code for code in areas if is_thin(indicator, register, code)],
    )
    return Comparison(
        indicator=indicator.id,
        method="interval" if any(verdict.method == "interval" for verdict in verdicts) else "consistency",
        reference=COUNTRY,
        period=max((one.period for one in latest.values() if one.value is not None), key=last_day, default=None),
        latest=latest,
        level=LEVEL,
        chance=chances(laid_out, verdicts),
        overdispersion=dispersion(laid_out),
        breaks=breaks(indicator, laid_out.cells.periods),
        band=_band(laid_out),
        sexes=sexes.get(COUNTRY),
        sexes_by_area=sexes,
    )


def _verdicts(own: Panel) -> list[Verdict]:
    """Return the verdict on each area's newest figure, by the first method it can carry."""
    unjudged = _unjudged(own)
    if own.reference is None:
        reason = "sum" if is_sum(own.indicator) else "no_country"
        return [_without(why or reason) for why in unjudged]
    levels = [LEVELS[kind] for kind in own.types]
    by_interval, by_years = _by_interval(own, own.reference, levels), _by_years(own, own.reference, levels)
    return [_without(why) if why else first or second for why, first, second in zip(unjudged, by_interval, by_years, strict=True)]


def _unjudged(own: Panel) -> list[str | None]:
    """Return why each area's newest figure may not be judged, whatever the method; None where it may."""
    newest = own.rows, own.at
    reasons = np.full(len(own.rows), None, dtype=object)
    reasons[own.thin] = "low_coverage"
    if own.reference is not None:
        reasons[own.reference] = "is_country"
    reasons[np.isnan(own.cells.values[newest])] = "no_value"
    reasons[own.suspicious[newest]] = "suspicious"
    return list(reasons)


@cache
def _without(reason: str) -> Verdict:
    return Verdict("not_assessed", reason=reason, method="none")


def _by_interval(own: Panel, reference: int, levels: list[float]) -> list[Verdict | None]:
    """Return the verdicts by interval; None where there is none, or nothing to hold it against in that period."""
    country = own.sound.part(reference, own.at)
    usual, strict = (_outside(own.newest, country, level, own.indicator.better) for level in (LEVEL, STRICT))
    return [
        None if word == "not_assessed" else _interval_verdict(word, sure, level)
        for word, sure, level in zip(usual, strict, levels, strict=True)
    ]


def _outside(own: Figures, country: Figures, level: float, better: Better) -> list[VersusCountry]:
    """Return the verdict words at a level: the country must lie outside both as it was given and as its counts have it."""
    lower, upper = own.limits(level)
    given, exact = (overlap(own.value, lower, upper, one, better=better) for one in (country.value, country.exact))
    words: list[VersusCountry] = np.where(given == exact, given, "similar").tolist()
    return words


@cache
def _interval_verdict(usual: VersusCountry, strict: VersusCountry, level: float) -> Verdict:
    """Return the verdict from the words at the two levels; the same object for the same words, for there are thousands."""
    sure = STRICT if strict != "similar" else LEVEL if usual != "similar" else None
    return Verdict(strict if level == STRICT else usual, method="interval", sure=sure, level=level)


def _by_years(own: Panel, reference: int, levels: list[float]) -> list[Verdict]:
    columns = independent(own.indicator, own.cells.periods, LONGEST)
    values = own.sound.value[:, columns]
    verdicts = judge(values - values[reference], better=own.indicator.better, levels=levels)
    return [_shared_years(one) for one in verdicts] if own.indicator.years_covered > 1 else verdicts


@cache
def _shared_years(verdict: Verdict) -> Verdict:
    """Tell why the years are too few where each value covers several."""
    return replace(verdict, reason="overlapping") if verdict.reason == "too_few_years" else verdict


def _latest(own: Panel, verdicts: list[Verdict]) -> dict[str, Latest]:
    """Return everything said of each area's newest figure."""
    cells = own.cells
    if not cells.periods:
        return {}
    newest = own.rows, own.at
    values, sound = plain_row(cells.values[newest]), plain(own.sound.value)
    status, kind, odd = (column[newest].tolist() for column in (cells.status, cells.kind, own.suspicious))
    country = None if own.reference is None else sound[own.reference]
    intervals, placed, funnel, trend, changed = _intervals(own), ranks(own), funnels(own), trends(own), _changes(own)
    targets = _targets(own)
    latest = {}
    for place, (area, at) in enumerate(zip(cells.areas, own.at.tolist(), strict=True)):
        rank = placed[place] if at == len(cells.periods) - 1 else None
        change, change_reason = changed[place]
        first = max(0, at - LONGEST + 1)
        latest[area] = Latest(
            area=area,
            period=cells.periods[at],
            value=values[place],
            status=str(status[place]),
            kind=str(kind[place]),
            verdict=verdicts[place],
            difference=None if country is None or place == own.reference else _gap(sound[place][at], country[at]),
            change=change,
            change_reason=change_reason,
            rank=rank.rank if rank else None,
            rank_low=rank.low if rank else None,
            rank_high=rank.high if rank else None,
            of=rank.of if rank else None,
            suspicious=odd[place],
            interval=intervals[place],
            funnel=funnel[place],
            rank_method=rank.method if rank else None,
            trend=trend[place],
            targets=targets[place],
            series=tuple(zip(cells.periods[first : at + 1], sound[place][first : at + 1], strict=True)),
        )
    return latest


def plain(values: Floats) -> list[list[float | None]]:
    """Return the numbers as lists, NaN as None: reading single cells from an array is slow."""
    return [plain_row(row) for row in values]


def plain_row(values: Floats) -> list[float | None]:
    """Return a row of numbers as a list, NaN as None."""
    return [value if value == value else None for value in values.tolist()]  # noqa: PLR0124  (only NaN differs from itself)


def _gap(own: float | None, country: float | None) -> float | None:
    return None if own is None or country is None else rounded(own - country)


def _intervals(own: Panel) -> list[Interval | None]:
    newest = own.newest
    lower, upper = (np.round(limit, DECIMALS).tolist() for limit in newest.limits())
    return [
        None if method is None else Interval(low, high, method)
        for low, high, method in zip(lower, upper, newest.methods(), strict=True)
    ]


def _band(own: Panel) -> tuple[tuple[str, float, float], ...]:
    """Return the limits of the country's figure in every period that has them, oldest first."""
    if own.reference is None:
        return ()
    limits = (np.round(limit, DECIMALS).tolist() for limit in own.sound.part(own.reference).limits())
    return tuple((period, low, high) for period, low, high in zip(own.cells.periods, *limits, strict=True) if np.isfinite(low))


def _targets(own: Panel) -> list[tuple[TargetStatus, ...]]:
    """Return how each area's newest figure, before it was rounded, stands against the targets for its period."""
    if not own.indicator.targets:
        return [()] * len(own.rows)
    newest = own.newest
    exact = plain_row(np.where(own.judged, newest.exact, np.nan))
    limits = zip(*(plain_row(limit) for limit in newest.bare_limits()), strict=True)
    return [
        against_targets(
            own.indicator, own.cells.periods[at], value, (low, high) if low is not None and high is not None else None
        )
        for at, value, (low, high) in zip(own.at.tolist(), exact, limits, strict=True)
    ]


def _changes(own: Panel) -> list[Changed]:
    """Return the change of each area since the last earlier figure that it may be counted from."""
    changes: list[Changed] = [(None, None)] * len(own.rows)
    for at in np.unique(own.at).tolist():
        candidates = earlier(own.indicator, own.cells.periods, at)
        for kind, level in LEVELS.items():
            places = own.of_type(kind)
            places = places[(own.at[places] == at) & np.isfinite(own.sound.value[places, at])]
            for place, change in zip(places.tolist(), _changes_at(own, places, at, candidates, level), strict=True):
                changes[place] = change
    return changes


def _changes_at(own: Panel, places: Places, at: int, candidates: list[int], level: float) -> list[Changed]:
    """Return the changes of areas whose newest figure stands in one period."""
    known = np.isfinite(own.sound.value[places])
    if not candidates:
        return [_no_change(own, row[:at]) for row in known]
    there = known[:, candidates]
    before = np.array(candidates)[np.argmax(there, axis=1)]
    gaps = apart(own.sound.part(places, at), own.sound.part(places, before), level=level)
    words = in_words(gaps.signs, gaps.known & ~own.thin[places], better=own.indicator.better).tolist()
    gap, lower, upper = (plain_row(np.round(column, DECIMALS) + 0.0) for column in (gaps.difference, gaps.lower, gaps.upper))
    found: list[Changed] = []
    for place, start in enumerate(before.tolist()):
        one = gap[place]
        if one is None:
            found.append(_no_change(own, known[place, :at]))
        else:
            found.append((Change(own.cells.periods[start], one, words[place], lower[place], upper[place]), None))
    return found


def _no_change(own: Panel, known: Bools) -> Changed:
    """Return why there is no change, if there is an earlier figure at all."""
    if not known.any():
        return None, None
    periods = own.cells.periods
    nearest = int(np.flatnonzero(known)[-1])
    return None, "overlapping" if same_definition(own.indicator, periods[nearest], periods[len(known)]) else "new_definition"
