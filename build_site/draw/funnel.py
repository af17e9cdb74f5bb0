"""Every region's figure against how many it is made of, with the limits of what chance alone would give round the country's."""

from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt

from build_site.draw.axes import value_axis
from build_site.draw.figures import FEWEST_REGIONS, Dot, Figures
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import (
    ACCENT,
    INK,
    MUTED,
    SIMILAR,
    VERDICT_COLOURS,
    WIDTH,
    axis_title,
    heading,
)
from build_site.draw.words import funnel, outside, overdispersion_words
from build_site.model.counts import exact, normal_quantile
from build_site.model.unit import FACTORS

Array = npt.NDArray[np.float64]

INNER, OUTER = 0.95, 0.998
POINTS = 60
"""On each curve: smooth at this width."""
MOST_NAMES = 5
ROOM = 1.15
"""How far the curves go beyond the smallest and the largest region."""


def spec(figures: Figures) -> dict[str, Any] | None:
    """Return the Vega-Lite spec, or None without counts, without a country to compare with or in a unit that isn't counted."""
    dots = [dot for dot in figures.dots if dot.funnel and dot.n]
    if len(dots) < FEWEST_REGIONS or figures.country is None or figures.unit not in FACTORS:
        return None
    people = [dot.n or 0.0 for dot in dots]
    curves = limits(np.geomspace(min(people) / ROOM, max(people) * ROOM, POINTS), figures.country, figures.unit)
    values = [*(dot.value for dot in dots), *(row[end] for row in curves for end in ("lower", "upper"))]
    x = alt.X(
        "n:Q",
        title="så många bygger siffran på",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(format=",.0f", tickCount=3, grid=False, labelOverlap=True),
    )
    y = value_axis(figures.unit, values)
    lines = alt.Chart(named("limits")).mark_line(color=MUTED, strokeWidth=1.2)
    dash = alt.StrokeDash("level:N", scale=alt.Scale(domain=[INNER, OUTER], range=[[4, 3], [1, 0]]), legend=None)
    country, points = alt.Chart(named("country")), alt.Chart(named("regions"))
    layers = [
        *(
            lines.encode(x=x, y=alt.Y(f"{end}:Q", title=axis_title(figures.unit, values)), strokeDash=dash)
            for end in ("lower", "upper")
        ),
        country.mark_rule(color=ACCENT, strokeWidth=1.5).encode(y=y),
        country.mark_text(color=INK, align="right", dy=-9, fontSize=12).encode(x=alt.value("width"), y="above:Q", text="label:N"),
        points.mark_point(filled=True, size=70, opacity=1).encode(
            x=x, y=y, color=alt.Color("colour:N", scale=None), shape=alt.Shape("shape:N", scale=None)
        ),
        points.mark_text(color=INK, align="center", dy=-11, fontSize=12).encode(x=x, y=y, text="label:N"),
    ]
    key = "Mellan de heldragna linjerna ryms nästan allt som slumpen ger (99,8 %), mellan de streckade det mesta (95 %)."
    what = " ".join(filter(None, [f"{figures.what}.", key, overdispersion_words(figures)]))
    chart = alt.layer(*layers).properties(width=WIDTH, height=300, title=alt.Title(**heading(funnel(figures)[0], what)))
    mark = [{"value": figures.country, "above": curves[-1]["upper"], "label": figures.country_text}]
    return with_rows(chart, {"regions": _rows(dots, figures), "limits": curves, "country": mark}, autosize=FIT)


def limits(n: Array, country: float, unit: str) -> list[dict[str, Any]]:
    """Return rows of n, level, lower and upper, in the unit: what chance would give of so many round the country's figure.

    Shares: p0 ± z·sqrt(p0(1 - p0)/n) within 0 to 1; rates: exact Poisson limits of the expected count. The limits that
    `Dot.funnel` was judged by (Spiegelhalter 2005, doi:10.1002/sim.1970).
    """
    rows = []
    kind, factor = FACTORS[unit]
    centre = country / factor
    for level in (INNER, OUTER):
        if kind == "share":
            half = normal_quantile(level) * np.sqrt(centre * (1 - centre) / n)
            low, high = np.maximum(centre - half, 0.0) * factor, np.minimum(centre + half, 1.0) * factor
        else:
            low, high = (end / n * factor for end in exact(n * centre, level=level))
        rows += [
            {"n": round(float(size)), "level": level, "lower": round(float(one), 6), "upper": round(float(other), 6)}
            for size, one, other in zip(n, low, high, strict=True)
        ]
    return rows


def _rows(dots: list[Dot], figures: Figures) -> list[dict[str, Any]]:
    """Return the dots; those outside the outer limits have a shape, the side's colour and, the furthest ones, a name."""
    away = sorted((dot for dot in dots if outside(dot)), key=lambda dot: -abs(dot.value - (figures.country or 0.0)))
    labelled = {dot.area for dot in away[:MOST_NAMES]}
    return [
        {
            "name": dot.name,
            "n": dot.n,
            "value": dot.value,
            "label": dot.name if dot.area in labelled else "",
            "colour": VERDICT_COLOURS.get(side(dot, figures.better), SIMILAR),
            "shape": ("triangle-up" if dot.funnel == "high_998" else "triangle-down") if outside(dot) else "circle",
        }
        for dot in dots
    ]


def side(dot: Dot, better: str) -> str:
    """Return whether a dot outside the limits is on the better side or the worse; neither where no side is, or within."""
    if not outside(dot) or better == "neither":
        return "similar"
    return "better" if (dot.funnel == "high_998") == (better == "higher") else "worse"
