"""What an indicator's charts are drawn from: the latest figures and the years behind them, as plain rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Comparison, Latest, RankMethod
from build_site.model.indicator import Better, Indicator
from build_site.model.period import in_words, last_day
from build_site.model.table import SafeTable
from build_site.model.unit import quantity

COUNTRY_NAME = "Riket"
FEWEST_REGIONS = 5
"""With fewer regions a chart says less than the table."""

SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
"""The three letters after z, as the characters after z."""


@dataclass(frozen=True)
class Dot:
    """One place's figure in the period shown, with what was found out about it."""

    area: str
    name: str
    value: float
    verdict: str
    method: str = "consistency"
    """How the verdict was reached: `interval`, `consistency` or `none`."""
    lower: float | None = None
    upper: float | None = None
    events: float | None = None
    n: float | None = None
    """The counts behind the figure: how many of how many. None where the source gives none."""
    funnel: str | None = None
    """Where the figure lies against the control limits; None without counts."""
    rank: tuple[int, int, int] | None = None
    """Rank now, best and worst."""


@dataclass(frozen=True)
class Figures:
    """One indicator's charts in plain values: the newest period with enough places, and the years before it."""

    indicator: str
    title: str
    unit: str
    period: str
    dots: tuple[Dot, ...]
    """The regions from lowest to highest; none when fewer than FEWEST_REGIONS have a figure."""
    country: float | None
    series: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    """Area name and its (period, value) pairs; the country's is named Riket."""
    source: str
    summed: bool = False
    """The country's figure is the regions' added up, so it is no mark to compare one with and is not drawn."""
    better: Better = "neither"
    towns: tuple[Dot, ...] = ()
    """The municipalities from lowest to highest."""
    hidden: tuple[str, ...] = ()
    """Codes of the places whose figure is not shown because it is of too few."""
    unknown: tuple[str, ...] = ()
    """Codes of the places without a figure for the period, among those of a type that is drawn."""
    breaks: tuple[str, ...] = ()
    """Periods in which a new definition begins: no line goes across them."""
    band: tuple[tuple[str, float, float], ...] = ()
    """Period, lowest and highest: how uncertain the country's figure is, where that is known."""
    overdispersion: tuple[float, float] | None = None
    """phi and tau² of the regions round the country's value."""
    rank_method: RankMethod = "span"
    """What best and worst rank are: those that the uncertainty allows, or those of the last five years."""

    @property
    def what(self) -> str:
        """What is shown, and when."""
        return f"{self.title}, {in_words(self.period)}"

    @property
    def country_text(self) -> str:
        """The country's figure in words, or that there is none."""
        if self.summed:
            return "Rikets siffra är alla regioners tillsammans"
        return f"Riket {quantity(self.country, self.unit)}" if self.country is not None else "Uppgift för riket saknas"

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period of the series, oldest first."""
        found = {period for _, line in self.series for period, _ in line}
        return tuple(sorted(found, key=lambda period: (last_day(period), period)))

    @property
    def regions(self) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
        """The series without the country's, by name."""
        return tuple(sorted((one for one in self.series if one[0] != COUNTRY_NAME), key=lambda one: alphabetical(one[0])))

    def segment(self, period: str) -> int:
        """Return which definition a period falls under, counted from the oldest."""
        return sum(last_day(period) >= last_day(start) for start in self.breaks)


def alphabetical(name: str) -> str:
    """Return the key that sorts names in Swedish order."""
    return name.casefold().translate(SWEDISH)


def figures(
    indicator: Indicator,
    comparison: Comparison,
    areas: Mapping[str, Area],
    attribution: str,
    table: SafeTable | None = None,
) -> Figures | None:
    """
    Return what to draw, or None where there are too few places. Suspicious values are left out of every chart.

    Counts come from the table, the rest from the comparison.
    """
    if comparison.period is None:
        return None
    period = comparison.period
    totals = _totals(table)
    counts = _counts(totals, period)
    dots = _dots(comparison, areas, "region", counts)
    towns = _dots(comparison, areas, "municipality", counts)
    if not dots and not towns:
        return None
    hidden = tuple(code for code, one in comparison.latest.items() if one.status == "suppressed")
    country = comparison.latest.get(COUNTRY)
    summed = "area" in indicator.additive_over
    drawn = not summed and country is not None and country.period == period and _sound(country)
    return Figures(
        indicator=indicator.id,
        title=indicator.title.sv,
        unit=indicator.unit,
        period=period,
        dots=dots,
        country=country.value if country is not None and drawn else None,
        series=_series(comparison, areas, summed=summed) if dots else (),
        source=f"Källa: {attribution}. Jämförbart.",
        summed=summed,
        better=indicator.better,
        towns=towns,
        hidden=hidden,
        unknown=_unknown(areas, {"region": dots, "municipality": towns}, hidden),
        breaks=tuple(sorted(comparison.breaks, key=last_day)),
        band=comparison.band,
        overdispersion=comparison.overdispersion,
        rank_method="band" if any(one.rank_method == "band" for one in comparison.latest.values()) else "span",
    )


def _dots(
    comparison: Comparison, areas: Mapping[str, Area], kind: str, counts: Callable[[str], tuple[float | None, float | None]]
) -> tuple[Dot, ...]:
    found = [
        _dot(one, areas[code].short, counts(code))
        for code, one in comparison.latest.items()
        if areas[code].type == kind and one.period == comparison.period and _sound(one)
    ]
    return tuple(sorted(found, key=lambda dot: (dot.value, alphabetical(dot.name)))) if len(found) >= FEWEST_REGIONS else ()


def _dot(one: Latest, name: str, counted: tuple[float | None, float | None]) -> Dot:
    return Dot(
        area=one.area,
        name=name,
        value=one.value or 0.0,
        verdict=one.verdict.verdict,
        method=one.verdict.method,
        lower=one.interval.lower if one.interval else None,
        upper=one.interval.upper if one.interval else None,
        events=counted[0],
        n=counted[1],
        funnel=one.funnel,
        rank=(one.rank, one.rank_low, one.rank_high) if one.rank and one.rank_low and one.rank_high else None,
    )


def _unknown(areas: Mapping[str, Area], shown: Mapping[str, tuple[Dot, ...]], hidden: tuple[str, ...]) -> tuple[str, ...]:
    known = {dot.area for dots in shown.values() for dot in dots}.union(hidden)
    return tuple(code for code, area in areas.items() if shown.get(area.type) and code not in known)


def _series(
    comparison: Comparison, areas: Mapping[str, Area], *, summed: bool
) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    return tuple(
        (COUNTRY_NAME if code == COUNTRY else areas[code].short, _line(one.series))
        for code, one in comparison.latest.items()
        if (areas[code].type == "region" and _sound(one)) or (code == COUNTRY and not summed)
    )


def _sound(one: Latest) -> bool:
    return one.value is not None and not one.suspicious


def _line(series: Iterable[tuple[str, float | None]]) -> tuple[tuple[str, float], ...]:
    return tuple((period, value) for period, value in series if value is not None)


def _totals(table: SafeTable | None) -> pd.DataFrame | None:
    return None if table is None else table.frame[table.frame["sex"] == "total"]


def _counts(totals: pd.DataFrame | None, period: str) -> Callable[[str], tuple[float | None, float | None]]:
    """Return a look-up of how many of how many, by area."""
    known: dict[str, tuple[float | None, float | None]] = {}
    if totals is not None:
        rows = totals[(totals["period"] == period) & totals["numerator"].notna() & totals["denominator"].notna()]
        columns = (rows[name].tolist() for name in ("area", "numerator", "denominator"))
        known = {area: (events, n) for area, events, n in zip(*columns, strict=True)}
    return lambda area: known.get(area, (None, None))
