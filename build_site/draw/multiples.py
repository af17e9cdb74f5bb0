"""One small time line for every region, all on one scale, each with the country's line behind it."""

from collections.abc import Iterable
from typing import Any

import altair as alt

from build_site.draw.figures import COUNTRY_NAME, Figures
from build_site.draw.rows import named, with_rows
from build_site.draw.theme import ACCENT, INK, LINE, SIMILAR, WIDTH, heading
from build_site.draw.words import multiples
from build_site.model.period import in_words
from build_site.model.unit import quantity

FEWEST_PANELS, FEWEST_PERIODS = 10, 5
ACROSS = 3
PANEL_WIDTH, PANEL_HEIGHT = 108, 44
GAP, NAME_HEIGHT, BELOW = 18, 23, 14
STEP = NAME_HEIGHT + PANEL_HEIGHT + BELOW


def spec(figures: Figures) -> dict[str, Any] | None:
    """
    Return the Vega-Lite spec, or None where there are too few regions or years for a pattern to show.

    Places in pixels are worked out here: a Vega facet takes five times as long to draw.
    """
    periods, regions = figures.periods, figures.regions
    if len(regions) < FEWEST_PANELS or len(periods) < FEWEST_PERIODS:
        return None
    values = [value for _, line in figures.series for _, value in line]
    low, high = min(values), max(values)
    country = dict(figures.series).get(COUNTRY_NAME, ())
    own: list[dict[str, Any]] = []
    behind: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    floors: list[dict[str, Any]] = []
    for index, (name, line) in enumerate(regions):
        left, top = (index % ACROSS) * (PANEL_WIDTH + GAP), (index // ACROSS) * STEP
        place = {period: left + at * PANEL_WIDTH / (len(periods) - 1) for at, period in enumerate(periods)}
        bottom = top + NAME_HEIGHT + PANEL_HEIGHT
        scale = PANEL_HEIGHT / (high - low or 1.0)
        for kept, points in ((own, line), (behind, country)):
            kept.extend(_points(figures, name, points, place, bottom, low, scale))
        names.append({"x": left, "y": top + NAME_HEIGHT - 11, "name": name})
        floors.append({"x": left, "right": left + PANEL_WIDTH, "y": bottom})
    height = -(-len(regions) // ACROSS) * STEP
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    layers = [
        alt.Chart(named("floors")).mark_rule(color=LINE).encode(x=x, x2="right:Q", y=y),
        alt.Chart(named("country")).mark_line(color=SIMILAR, strokeWidth=1).encode(x=x, y=y, detail="line:N"),
        alt.Chart(named("regions")).mark_line(color=ACCENT, strokeWidth=2.2).encode(x=x, y=y, detail="line:N"),
        alt.Chart(named("names"))
        .mark_text(color=INK, align="left", fontSize=12, limit=PANEL_WIDTH + GAP - 4)
        .encode(x=x, y=y, text="name:N"),
    ]
    ends = f"{quantity(low, figures.unit)} längst ned, {quantity(high, figures.unit)} högst upp"
    years = f"{in_words(periods[0])} till {in_words(periods[-1])}"
    what = f"{figures.title}, {years}. Tjock linje: regionen. Tunn grå linje: riket. Samma skala i alla rutor: {ends}."
    title = alt.Title(**heading(multiples(figures)[0], what))
    chart = alt.layer(*layers).properties(width=WIDTH, height=height, title=title)
    return with_rows(chart, {"regions": own, "country": behind, "names": names, "floors": floors})


def _points(
    figures: Figures,
    name: str,
    line: Iterable[tuple[str, float]],
    place: dict[str, float],
    bottom: float,
    low: float,
    scale: float,
) -> list[dict[str, Any]]:
    """Return where the points of one line lie, with what they stand for; a new definition begins a new line."""
    return [
        {
            "x": round(place[period], 1),
            "y": round(bottom - (value - low) * scale, 1),
            "line": f"{name} {figures.segment(period)}",
            "period": in_words(period),
            "value": value,
        }
        for period, value in line
    ]
