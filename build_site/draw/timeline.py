"""The country over time with its uncertainty as a band, and every region as a thin line behind it; cut at new definitions."""

from itertools import pairwise
from typing import Any

import altair as alt

from build_site.draw.axes import value_axis
from build_site.draw.figures import COUNTRY_NAME, Figures
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import ACCENT, INK, LINE, MUTED, WIDTH, axis_title, heading
from build_site.draw.words import timeline
from build_site.model.period import in_words

MOST_LABELS = 6
"""Names of periods that fit under a narrow chart; counted from the newest."""
FEWEST_PERIODS = 2
PLOT_WIDTH = WIDTH - 50
"""Pixels left for the lines beside the axis, roughly."""
NEW_DEFINITION = "ny definition"


def spec(figures: Figures) -> dict[str, Any] | None:
    """Return the Vega-Lite spec, or None where there is only one point in time."""
    periods = figures.periods
    if len(periods) < FEWEST_PERIODS:
        return None
    rows = [
        {"name": name, "period": in_words(period), "value": value, "definition": figures.segment(period)}
        for name, line in figures.series
        for period, value in line
    ]
    band = [
        {"period": in_words(period), "lower": lower, "upper": upper, "definition": figures.segment(period)}
        for period, lower, upper in figures.band
        if period in periods
    ]
    values = [value for _, line in figures.series for _, value in line]
    names = [in_words(period) for period in periods]
    labels = names[::-1][:: -(-len(names) // MOST_LABELS)][::-1]
    x = alt.X("period:O", sort=names, title=None, axis=alt.Axis(labelAngle=0, values=labels, ticks=False, labelFlush=True))
    y = value_axis(figures.unit, values)
    country = [row for row in rows if row["name"] == COUNTRY_NAME]
    begun = new_definitions(figures)
    lines = alt.Chart(named("regions")).transform_calculate(line="datum.name + datum.definition")
    layers = [lines.mark_line(color=LINE, strokeWidth=1).encode(x=x, y=y, detail="line:N")]
    if begun:
        layers += _breaks(x, -PLOT_WIDTH / (len(names) - 1) / 2)
    if band:
        area = alt.Chart(named("band")).mark_area(color=ACCENT, opacity=0.22)
        layers.append(
            area.encode(x=x, y=alt.Y("lower:Q", title=axis_title(figures.unit, values)), y2="upper:Q", detail="definition:N")
        )
    if country:
        whole, last = alt.Chart(named("country")), alt.Chart(named("last"))
        layers += [
            whole.mark_line(color=ACCENT, strokeWidth=3).encode(x=x, y=y, detail="definition:N"),
            last.mark_point(color=ACCENT, filled=True, size=60, opacity=1).encode(x=x, y=y),
            last.mark_text(color=INK, dy=-10, align="right", fontWeight="bold", fontSize=13).encode(x=x, y=y, text="name:N"),
        ]
    what = f"{figures.title}. Tunna linjer är regionerna." + (" Bandet är osäkerheten i rikets siffra." if band else "")
    title = alt.Title(**heading(timeline(figures)[0], what))
    chart = alt.layer(*layers).properties(width=WIDTH, height=220, title=title)
    datasets: dict[str, list[dict[str, Any]]] = {
        "regions": [row for row in rows if row["name"] != COUNTRY_NAME],
        "country": country,
        "last": country[-1:],
        "band": band,
        "breaks": [{"period": in_words(period), "label": NEW_DEFINITION} for period in begun],
    }
    return with_rows(chart, {name: found for name, found in datasets.items() if found}, autosize=FIT)


def new_definitions(figures: Figures) -> list[str]:
    """Return the first period shown under each new definition."""
    return [now for before, now in pairwise(figures.periods) if figures.segment(now) != figures.segment(before)]


def _breaks(x: alt.X, aside: float) -> list[alt.Chart]:
    """Return a dashed line between the old definition and the new, with its name."""
    breaks = alt.Chart(named("breaks"))
    return [
        breaks.mark_rule(color=MUTED, strokeDash=[3, 3], xOffset=aside).encode(x=x),
        breaks.mark_text(color=INK, align="right", baseline="top", dx=aside - 4, fontSize=12).encode(
            x=x, y=alt.value(0), text="label:N"
        ),
    ]
