"""What a chart is drawn from: the regions' latest figures and series, as plain rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.indicator import Indicator
from build_site.model.period import in_words
from build_site.model.unit import quantity

COUNTRY_NAME = "Riket"
FEWEST_REGIONS = 5
"""With fewer regions a chart says less than the table."""


@dataclass(frozen=True)
class Dot:
    """One region's figure in the period shown."""

    area: str
    name: str
    value: float
    verdict: str


@dataclass(frozen=True)
class Figures:
    """One indicator's charts in plain values: the newest period with enough regions, and the years before it."""

    indicator: str
    title: str
    unit: str
    period: str
    dots: tuple[Dot, ...]
    country: float | None
    series: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    """Area name and its (period, value) pairs; the country's is named Riket."""
    source: str
    summed: bool = False
    """The country's figure is the regions' added up, so it is no mark to compare one with and is not drawn."""

    @property
    def finding(self) -> str:
        """The span in words: from the lowest to the highest region."""
        low, high = self.dots[0], self.dots[-1]
        return f"Från {quantity(low.value, self.unit)} i {low.name} till {quantity(high.value, self.unit)} i {high.name}"

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


def figures(indicator: Indicator, comparison: Comparison, areas: Mapping[str, Area], attribution: str) -> Figures | None:
    """Return what to draw, or None where there are too few regions. Suspicious values are left out of every chart."""
    shown = [one for code, one in comparison.latest.items() if areas[code].type == "region" and _sound(one)]
    if len(shown) < FEWEST_REGIONS or comparison.period is None:
        return None
    newest = [one for one in shown if one.period == comparison.period]
    if len(newest) < FEWEST_REGIONS:
        return None
    dots = [Dot(one.area, areas[one.area].short, float(one.value or 0), one.verdict.verdict) for one in newest]
    country = comparison.latest.get(COUNTRY)
    summed = "area" in indicator.additive_over
    shown_country = not summed and country is not None and country.period == comparison.period and _sound(country)
    return Figures(
        indicator=indicator.id,
        title=indicator.title.sv,
        unit=indicator.unit,
        period=comparison.period,
        dots=tuple(sorted(dots, key=lambda dot: (dot.value, dot.name))),
        country=country.value if country is not None and shown_country else None,
        series=tuple(
            (COUNTRY_NAME if code == COUNTRY else areas[code].short, _line(one))
            for code, one in comparison.latest.items()
            if one in shown or (code == COUNTRY and not summed)
        ),
        source=f"Källa: {attribution}. Jämförbart.",
        summed=summed,
    )


def _sound(one: Latest) -> bool:
    return one.value is not None and not one.suspicious


def _line(one: Latest) -> tuple[tuple[str, float], ...]:
    return tuple((period, value) for period, value in one.series if value is not None)


def country_finding(figures: Figures) -> str:
    """Return how the country has moved, in words."""
    line = dict(figures.series).get(COUNTRY_NAME, ())
    if len(line) < 2:  # noqa: PLR2004
        return "Regionerna år för år"
    (first, before), (last, now) = line[0], line[-1]
    return f"Riket: {quantity(before, figures.unit)} {in_words(first)}, {quantity(now, figures.unit)} {in_words(last)}"


def words(kind: str, figures: Figures) -> tuple[str, str]:
    """Return the finding and the alternative text of one kind of chart."""
    match kind:
        case "ranked":
            return figures.finding, f"Prickdiagram över {len(figures.dots)} regioner. {figures.finding}. {figures.country_text}."
        case "timeline":
            return country_finding(figures), f"Linjediagram. {country_finding(figures)}."
        case "map":
            return figures.finding, f"Karta över regionerna. {figures.finding}."
        case _:
            message = f"no chart is called {kind}"
            raise ValueError(message)
