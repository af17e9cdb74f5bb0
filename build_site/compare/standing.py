"""Where an area stands among its like: its rank and how sure that is, the funnel, the trend, and what chance alone would flag."""

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

import numpy as np

from build_site.compare.cube import DECIMALS, Floats
from build_site.compare.definitions import independent, same_definition
from build_site.compare.funnel import (
    NO_CLASS,
    classify_proportions,
    classify_ratios,
    overdispersion,
    proportion_scores,
    ratio_scores,
)
from build_site.compare.panel import Panel, Places
from build_site.compare.rank import SPAN, band, competition, span
from build_site.compare.trend import recent
from build_site.compare.uncertainty import Figures
from build_site.compare.versus import LEVEL, LEVELS, chance_of_flag
from build_site.model.area import AreaType
from build_site.model.comparison import Chance, FunnelClass, RankMethod, Trend, Verdict
from build_site.model.period import last_day

COMPARED: tuple[AreaType, ...] = ("region", "municipality")
"""Ranked and counted among their own kind."""

ENOUGH_AREAS = 0.75
"""A rank is given only when at least this share of the areas that have ever had a value has one now; a band, an interval."""


class Rank(NamedTuple):
    """A rank, the best and the worst it may be or has been, and of how many."""

    rank: int
    low: int
    high: int
    of: int
    method: RankMethod


def ranks(panel: Panel) -> list[Rank | None]:
    """Return each area's rank in the newest period, among areas of its own type: 1 is best, or highest where neither is."""
    found: list[Rank | None] = [None] * len(panel.cells.areas)
    for kind in COMPARED:
        places = panel.of_type(kind)
        places = places[~panel.thin[places]]
        if not panel.cells.periods:
            continue
        values = _signed(panel, panel.sound.value[places])
        known = np.isfinite(values)
        of = int(known[:, -1].sum())
        if of < 2 or of < ENOUGH_AREAS * known.any(axis=1).sum():  # noqa: PLR2004 - first of one is no rank
            continue
        own = competition(values[:, -1])
        low, high, method = _margins(panel, places[known[:, -1]], values)
        spread = np.full((2, len(places)), np.nan)
        spread[:, known[:, -1]] = low, high
        for index in np.flatnonzero(known[:, -1]).tolist():
            found[places[index]] = Rank(int(own[index]), int(spread[0, index]), int(spread[1, index]), of, method)
    return found


def _signed(panel: Panel, values: Floats) -> Floats:
    return -values if panel.indicator.better == "lower" else values


def _margins(panel: Panel, places: Places, history: Floats) -> tuple[Floats, Floats, RankMethod]:
    """Return the best and the worst rank of the areas that have one: by their intervals where these are known, else by years.

    The intervals are widened so that all of them hold at once (Šidák). An area without one may be anywhere.
    """
    newest = panel.sound.part(places, -1)
    low, high = newest.limits(LEVEL ** (1 / len(places)))
    certain = np.isfinite(low)
    if certain.mean() < ENOUGH_AREAS:
        recent_years = _same_definition_years(panel, history)
        best, worst = span(recent_years[np.isfinite(history[:, -1])])
        return best, worst, "span"
    low, high = np.where(certain, low, -np.inf), np.where(certain, high, np.inf)
    if panel.indicator.better == "lower":
        low, high = -high, -low
    return *band(low, high), "band"


def _same_definition_years(panel: Panel, values: Floats) -> Floats:
    """Return the rank of each of the last periods; without the periods that were counted in another way."""
    periods = panel.cells.periods[-SPAN:]
    same = [same_definition(panel.indicator, period, periods[-1]) for period in periods[:-1]] + [True]
    return competition(np.where(same, values[:, -SPAN:], np.nan))


def funnels(panel: Panel) -> list[FunnelClass | None]:
    """Return where each area's newest figure lies against the limits round the country's; None without counts."""
    own = panel.newest
    if panel.reference is None or own.kind is None:
        return [None] * len(panel.cells.areas)
    centre = _centre(panel.sound.part(panel.reference, panel.at))
    events = np.where(panel.judged & (panel.rows != panel.reference), own.events, np.nan)
    if own.kind == "share":
        classes = classify_proportions(events, own.people, p0=centre)
    else:
        classes = classify_ratios(events, centre * own.people)
    return [None if name == NO_CLASS else name for name in classes.tolist()]


def _centre(country: Figures) -> Floats:
    """Return the country's share, 0 to 1, or its rate by person: what the limits lie round. NaN for what can be neither."""
    centre = country.exact / country.factor
    possible = (centre >= 0) & ((centre <= 1) | (country.kind == "rate"))
    return np.asarray(np.where(possible, centre, np.nan))


def dispersion(panel: Panel) -> tuple[float, float] | None:
    """Return phi and tau² of the regions' newest period round the country's value; None without counts of two of them."""
    places = panel.of_type("region")
    places = places[panel.judged[places]]
    if panel.reference is None or panel.sound.kind is None or not len(places):
        return None
    newest = int(panel.at[places].max())
    own = panel.sound.part(places[panel.at[places] == newest], newest)
    centre = _centre(panel.sound.part(panel.reference, [newest]))
    if own.kind == "share":
        scores, errors = proportion_scores(own.events, own.people, p0=centre)
    else:
        scores, errors = ratio_scores(own.events, centre * own.people)
    if np.isfinite(scores).sum() < 2:  # noqa: PLR2004 - one area varies from nothing
        return None
    phi, tau_squared = overdispersion(scores, s=errors)
    return round(float(phi), DECIMALS), round(float(tau_squared), DECIMALS)


def trends(panel: Panel) -> list[Trend]:
    """Return whether each area's last five figures rise or fall by more than chance; never of means that share years."""
    columns = independent(panel.indicator, panel.cells.periods, len(panel.cells.periods))
    if panel.indicator.years_covered > 1 or not columns:
        return ["not_assessed"] * len(panel.cells.areas)
    months = [last_day(panel.cells.periods[at]).year * 12 + last_day(panel.cells.periods[at]).month for at in columns]
    step = gcd(*(later - months[0] for later in months)) or 1
    time = [(month - months[0]) // step for month in months]
    limits = panel.sound.limits()
    spread = np.full((3, len(panel.cells.areas), time[-1] + 1), np.nan)
    for lane, column in enumerate((panel.sound.value, *limits)):
        spread[lane][:, time] = np.where(panel.judged[:, np.newaxis], column, np.nan)[:, columns]
    found = recent(*spread)
    return list(found)


def chances(panel: Panel, verdicts: Sequence[Verdict]) -> dict[str, Chance]:
    """Return, by type of area, how many were judged and flagged, and how many chance alone would flag."""
    found: dict[str, Chance] = {}
    for kind in COMPARED:
        own = [verdicts[place] for place in panel.of_type(kind)]
        judged = [verdict for verdict in own if verdict.verdict != "not_assessed"]
        if judged:
            flagged = sum(verdict.verdict != "similar" for verdict in judged)
            found[kind] = Chance(len(judged), flagged, LEVELS[kind], round(sum(map(_by_chance, judged)), 3))
    return found


def _by_chance(verdict: Verdict) -> float:
    if verdict.method == "interval":
        return 1 - verdict.level
    return chance_of_flag(verdict.years_compared or 0, verdict.level)
