"""The country over time, with every region as a thin line behind it."""

from typing import Any

import altair as alt

from build_site.draw.figures import COUNTRY_NAME, Figures, country_finding
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import ACCENT, INK, LINE, WIDTH, heading, number_format
from build_site.model.period import in_words, last_day
from build_site.model.unit import unit_of

MOST_LABELS = 6
"""Names of periods that fit under a narrow chart; counted from the newest."""


def spec(figures: Figures) -> dict[str, Any] | None:
    """Return the Vega-Lite spec, or None where there is only one point in time."""
    periods = sorted({period for _, line in figures.series for period, _ in line}, key=lambda period: (last_day(period), period))
    if len(periods) < 2:  # noqa: PLR2004
        return None
    rows = [{"name": name, "period": in_words(period), "value": value} for name, line in figures.series for period, value in line]
    values = [value for _, line in figures.series for _, value in line]
    names = [in_words(period) for period in periods]
    labels = names[::-1][:: -(-len(names) // MOST_LABELS)][::-1]
    x = alt.X("period:O", sort=names, title=None, axis=alt.Axis(labelAngle=0, values=labels, ticks=False, labelFlush=True))
    y = alt.Y(
        "value:Q",
        title=unit_of(figures.unit).sv or "antal",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(
            format=number_format(values),
            tickCount=5,
            titleAngle=0,
            titleAlign="left",
            titleY=-8,
            titleX=0,
            domain=False,
            ticks=False,
        ),
    )
    country = [row for row in rows if row["name"] == COUNTRY_NAME]
    lines = alt.Chart(named("regions"))
    layers = [lines.mark_line(color=LINE, strokeWidth=1).encode(x=x, y=y, detail="name:N")]
    if country:
        whole, last = alt.Chart(named("country")), alt.Chart(named("last"))
        layers += [
            whole.mark_line(color=ACCENT, strokeWidth=3).encode(x=x, y=y),
            last.mark_point(color=ACCENT, filled=True, size=60, opacity=1).encode(x=x, y=y),
            last.mark_text(color=INK, dy=-10, align="right", fontWeight="bold", fontSize=13).encode(x=x, y=y, text="name:N"),
        ]
    title = alt.Title(**heading(country_finding(figures), f"{figures.title}. Tunna linjer är regionerna."))
    chart = alt.layer(*layers).properties(width=WIDTH, height=220, title=title)
    regions = [row for row in rows if row["name"] != COUNTRY_NAME]
    return with_rows(chart, {"regions": regions, "country": country, "last": country[-1:]}, autosize=FIT)
