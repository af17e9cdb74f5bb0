"""Regions as dots from lowest to highest, with the country as a line."""

from typing import Any

import altair as alt

from build_site.draw.figures import Figures
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import ACCENT, INK, SIMILAR, VERDICT_COLOURS, VERDICT_SHAPES, WIDTH, heading, number_format
from build_site.model.unit import unit_of


def spec(figures: Figures) -> dict[str, Any]:
    """Return the Vega-Lite spec. The axis does not start at zero: position is compared, not length."""
    rows = [
        {
            "name": dot.name,
            "value": dot.value,
            "colour": VERDICT_COLOURS.get(dot.verdict, SIMILAR),
            "shape": VERDICT_SHAPES.get(dot.verdict, "circle"),
        }
        for dot in figures.dots
    ]
    values = [dot.value for dot in figures.dots]
    unit = unit_of(figures.unit).sv or "antal"
    base = alt.Chart(named("regions")).encode(
        y=alt.Y(
            "name:N",
            sort=[dot.name for dot in reversed(figures.dots)],
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=True),
        ),
    )
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X(
            "value:Q",
            title=unit,
            scale=alt.Scale(zero=False, nice=True, padding=8),
            axis=alt.Axis(format=number_format(values), tickCount=4, grid=False),
        ),
        color=alt.Color("colour:N", scale=None),
        shape=alt.Shape("shape:N", scale=None),
    )
    layers: list[alt.Chart] = [dots]
    if figures.country is not None:
        country = alt.Chart(named("country"))
        layers.insert(0, country.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x="value:Q"))
        layers.append(
            country.mark_text(color=INK, dy=-6, baseline="bottom", fontSize=12).encode(
                x="value:Q", y=alt.value(0), text="label:N"
            )
        )
    chart = alt.layer(*layers).properties(
        width=WIDTH, height=22 * len(rows), title=alt.Title(**heading(figures.finding, figures.what))
    )
    country_row = [{"value": figures.country, "label": figures.country_text}]
    return with_rows(chart, {"regions": rows, "country": country_row}, autosize=FIT)
