"""Regions as dots from highest to lowest, each with its uncertainty as a thin line, and the country as a line across."""

from typing import Any

import altair as alt

from build_site.draw.figures import Dot, Figures
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import (
    ACCENT,
    HOLLOW,
    INK,
    MUTED,
    PAPER,
    SIMILAR,
    VERDICT_COLOURS,
    VERDICT_SHAPES,
    WIDTH,
    axis_title,
    heading,
    number_format,
    starts_at_zero,
)
from build_site.draw.words import NOT_ASSESSED, VERDICTS, ranked, verdict_words
from build_site.draw.words import SIMILAR as SIMILAR_WORDS

ORDER = (*VERDICTS.values(), SIMILAR_WORDS, NOT_ASSESSED)
"""The legend's."""


def spec(figures: Figures) -> dict[str, Any] | None:
    """Return the Vega-Lite spec, or None when too few regions have a figure."""
    if not figures.dots:
        return None
    rows = [_row(dot) for dot in figures.dots]
    values = [end for dot in figures.dots for end in (dot.value, dot.lower, dot.upper) if end is not None]
    values += [] if figures.country is None else [figures.country]
    x = alt.X(
        "value:Q",
        title=axis_title(figures.unit, values),
        scale=alt.Scale(zero=starts_at_zero(values), nice=True, padding=8),
        axis=alt.Axis(format=number_format(values), tickCount=4, grid=False),
    )
    base = alt.Chart(named("regions")).encode(
        y=alt.Y(
            "name:N",
            sort=[dot.name for dot in reversed(figures.dots)],
            title=None,
            axis=alt.Axis(ticks=False, domain=False, grid=True),
        ),
    )
    layers = [_dots(base, figures).encode(x=x)]
    if any(dot.lower is not None for dot in figures.dots):
        layers.insert(
            0, base.mark_rule(color=MUTED, strokeWidth=1.4).encode(x=x, x2="upper:Q").transform_calculate(value="datum.lower")
        )
    if figures.country is not None:
        country = alt.Chart(named("country"))
        layers.insert(0, country.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x="value:Q"))
        layers.append(
            country.mark_text(color=INK, dy=-6, baseline="bottom", fontSize=12).encode(
                x="value:Q", y=alt.value(0), text="label:N"
            )
        )
    chart = alt.layer(*layers).properties(
        width=WIDTH, height=22 * len(rows), title=alt.Title(**heading(ranked(figures)[0], figures.what))
    )
    country_row = [{"value": figures.country, "label": figures.country_text}]
    return with_rows(chart, {"regions": rows, "country": country_row}, autosize=FIT)


def _row(dot: Dot) -> dict[str, Any]:
    return {
        "name": dot.name,
        "value": dot.value,
        "lower": dot.lower,
        "upper": dot.upper,
        "verdict": dot.verdict,
        "words": verdict_words(dot),
    }


def _dots(base: alt.Chart, figures: Figures) -> alt.Chart:
    """Return the dots with the shape, the colour and the name of their verdict."""
    kinds = {verdict_words(dot): dot.verdict for dot in figures.dots}
    words = [one for one in ORDER if one in kinds]
    colours = [VERDICT_COLOURS.get(kinds[one], SIMILAR) for one in words]
    fills = [PAPER if kinds[one] == HOLLOW else colour for one, colour in zip(words, colours, strict=True)]
    shapes = [VERDICT_SHAPES.get(kinds[one], "circle") for one in words]
    legend = None if words == [NOT_ASSESSED] else alt.Legend(title=None, orient="bottom", direction="vertical", symbolSize=90)
    dots: alt.Chart = base.mark_point(size=80, opacity=1, strokeWidth=1.5).encode(
        stroke=alt.Stroke("words:N", scale=alt.Scale(domain=words, range=colours), legend=legend),
        fill=alt.Fill("words:N", scale=alt.Scale(domain=words, range=fills), legend=legend),
        shape=alt.Shape("words:N", scale=alt.Scale(domain=words, range=shapes), legend=legend),
    )
    return dots
