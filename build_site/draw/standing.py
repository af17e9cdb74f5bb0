"""Where a region lies among all regions, measure by measure, on a scale that all measures share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from build_site.draw.figures import Dot, Figures
from build_site.model.unit import quantity, shown

FEWEST_DOTS = 10
"""With fewer regions the spread that the scale is made of is too unsure."""
FEWEST_ROWS = 3
MOST_ROWS = 12
"""So many of the better and of the worse: a picture that fits a page."""
FURTHEST = 3.0
"""Spreads from the country; what lies further out is drawn here."""


@dataclass(frozen=True)
class Row:
    """One measure: the region's own place and the others', in spreads from the country; to the right is better."""

    indicator: str
    title: str
    value: str
    """The region's figure as it stands beside its row: per cent with their sign, other units are in the page's table."""
    verdict: str
    own: float
    others: tuple[float, ...]


@dataclass(frozen=True)
class Standing:
    """One region's rows, best first, and what stands under the picture."""

    area: str
    name: str
    rows: tuple[Row, ...]
    source: str = "Källa: se varje mått. Egen bearbetning: Jämförbart."

    @property
    def indicator(self) -> str:
        """The folder that the chart lies in."""
        return f"area/{self.area}"


def standings(all_figures: Iterable[Figures]) -> Mapping[str, Standing]:
    """Return the standing of every region that is told from the country on enough measures, by its key `area:01`."""
    rows: dict[str, list[Row]] = {}
    names: dict[str, str] = {}
    for figures in all_figures:
        placed = positions(figures)
        for index, dot in enumerate(figures.dots if placed else ()):
            names[dot.area] = dot.name
            if dot.verdict in {"better", "worse"}:
                rows.setdefault(dot.area, []).append(_row(figures, dot, index, placed))
    return {
        f"area:{area}": Standing(area, names[area], _chosen(own)) for area, own in sorted(rows.items()) if len(own) >= FEWEST_ROWS
    }


def positions(figures: Figures) -> tuple[float, ...]:
    """Return each dot's distance from the country in standard deviations, better positive; nothing where that has no meaning."""
    if figures.country is None or figures.better == "neither" or len(figures.dots) < FEWEST_DOTS:
        return ()
    values = np.array([dot.value for dot in figures.dots])
    spread = float(values.std(ddof=1))
    if spread == 0:
        return ()
    sign = 1 if figures.better == "higher" else -1
    away = np.clip(sign * (values - figures.country) / spread, -FURTHEST, FURTHEST)
    return tuple(round(float(one), 3) for one in away)


def _row(figures: Figures, dot: Dot, index: int, placed: tuple[float, ...]) -> Row:
    others = (*placed[:index], *placed[index + 1 :])
    text = quantity(dot.value, figures.unit) if figures.unit == "percent" else shown(dot.value, figures.unit)
    return Row(figures.indicator, figures.title, text, dot.verdict, placed[index], others)


def _chosen(rows: list[Row]) -> tuple[Row, ...]:
    """Return the rows furthest out either way, best first."""
    ordered = sorted(rows, key=lambda row: (-row.own, row.indicator))
    better = [row for row in ordered if row.verdict == "better"]
    worse = [row for row in ordered if row.verdict == "worse"]
    return (*better[:MOST_ROWS], *worse[-MOST_ROWS:])
