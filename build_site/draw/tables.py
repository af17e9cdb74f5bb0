"""The numbers of those charts that show more than the page's own table does."""

from collections.abc import Callable
from typing import Any

from build_site.draw.cornerstones import Cornerstones
from build_site.draw.figures import COUNTRY_NAME, Figures
from build_site.draw.words import has_intervals
from build_site.model.chart import ChartTable
from build_site.model.period import in_words
from build_site.model.unit import difference, number, quantity, shown, unit_of

NOTHING = "–"
PLACE = "Plats"


def ranked(figures: Figures) -> ChartTable | None:
    """Return the figures with their uncertainty; without it the page's table has them all."""
    if not has_intervals(figures):
        return None
    rows = [
        (dot.name, *(_cell(value, figures.unit) for value in (dot.value, dot.lower, dot.upper))) for dot in figures.dots[::-1]
    ]
    return ChartTable(_caption(figures.what, figures.unit), (PLACE, "Värde", "Lägst", "Högst"), tuple(rows))


def timeline(figures: Figures) -> ChartTable:
    """Return every place year by year, with a mark where a new definition begins."""
    periods = figures.periods
    new = {next((period for period in periods if figures.segment(period) > index), None) for index in range(len(figures.breaks))}
    head = [
        f"{in_words(period)} (ny definition)" if period in new and period != periods[0] else in_words(period)
        for period in periods
    ]
    country = [one for one in figures.series if one[0] == COUNTRY_NAME]
    rows = [
        (name, *(_cell(dict(line).get(period), figures.unit) for period in periods))
        for name, line in (*country, *figures.regions)
    ]
    return ChartTable(_caption(f"{figures.title}, år för år", figures.unit), (PLACE, *head), tuple(rows))


def rank_span(figures: Figures) -> ChartTable:
    """Return each region's place now, and the best and the worst."""
    ranked_dots = sorted((dot.rank, dot.name) for dot in figures.dots if dot.rank)
    rows = [(name, *(str(place) for place in rank)) for rank, name in ranked_dots]
    return ChartTable(f"Plats i ordningen, {figures.what}", ("Region", "Plats nu", "Bästa plats", "Sämsta plats"), tuple(rows))


def funnel(figures: Figures) -> ChartTable:
    """Return how many each figure is made of, the smallest first."""
    dots = sorted((dot for dot in figures.dots if dot.funnel and dot.n), key=lambda dot: (dot.n or 0.0, dot.name))
    rows = [(dot.name, _cell(dot.value, figures.unit), number(dot.n or 0.0, 0), FUNNEL[dot.funnel or "within"]) for dot in dots]
    head = ("Region", "Värde", "Bygger på", "Jämfört med slumpen")
    return ChartTable(_caption(figures.what, figures.unit), head, tuple(rows))


FUNNEL = {
    "low_998": "lägre än slumpen kan förklara",
    "low_95": "låg, men kan vara slump",
    "within": "inom gränserna",
    "high_95": "hög, men kan vara slump",
    "high_998": "högre än slumpen kan förklara",
}


def spider(cornerstones: Cornerstones) -> ChartTable:
    """Return results, targets and what is missing."""
    rows = [
        (spoke.title, spoke.cornerstone, *(quantity(value, "percent") for value in (spoke.value, spoke.target)), _gap(spoke.gap))
        for spoke in cornerstones.spokes
    ]
    head = ("Mått", "Hörnsten", "Resultat", "Mål", "Kvar till målet")
    return ChartTable(f"Palliativ vård mot målen, {cornerstones.name}, {cornerstones.period}", head, tuple(rows))


def _gap(gap: float) -> str:
    return difference(gap, "percent").removeprefix("+") if gap > 0 else "målet är nått"


def _cell(value: float | None, unit: str) -> str:
    return NOTHING if value is None else shown(value, unit)


def _caption(what: str, unit: str) -> str:
    words = unit_of(unit).sv
    return f"{what}, {words}" if words else what


TABLES: dict[str, Callable[[Any], ChartTable | None]] = {
    "ranked": ranked,
    "timeline": timeline,
    "rank_span": rank_span,
    "funnel": funnel,
    "spider": spider,
}
"""By kind of chart. The page's table has the numbers of the maps and the abacus, the time line's table those of the multiples."""
