"""One row a measure, one dot a region, all on one scale: how far from the country, with better to the right."""

import textwrap
from typing import Any

import altair as alt

from build_site.draw.rows import named, with_rows
from build_site.draw.standing import FURTHEST, Standing
from build_site.draw.theme import ACCENT, INK, LINE, MUTED, SIMILAR, VERDICT_COLOURS, VERDICT_SHAPES, WIDTH, heading
from build_site.draw.words import abacus

TOP, LINE_HEIGHT, ROOM = 26, 15, 25
"""Pixels: above the first row, for each line of a title, and for the dots below it."""
MOST_LETTERS = 60
"""On a line of a title."""
VALUES = 56
"""Pixels to the right of the dots, for the region's own figure."""
TICK = 7


Rows = list[dict[str, Any]]


def spec(standing: Standing) -> dict[str, Any] | None:
    """Return the Vega-Lite spec. Places are worked out in pixels: the title of a row stands above its dots."""
    datasets, height = _rows(standing)
    what = (
        f"Triangeln är {standing.name}, de grå prickarna andra regioner, strecket riket. "
        "Avståndet räknas i hur mycket regionerna brukar skilja sig."
    )
    title = alt.Title(**heading(abacus(standing)[0], what))
    chart = alt.layer(*_layers(height)).properties(width=WIDTH, height=height, title=title)
    return with_rows(chart, datasets)


def _rows(standing: Standing) -> tuple[dict[str, Rows], int]:
    """Return what is drawn by its name, with its place in pixels, and the height of it all."""
    top = TOP
    strings: Rows = []
    titles: Rows = []
    others: Rows = []
    own: Rows = []
    for row in standing.rows:
        lines = textwrap.wrap(row.title, MOST_LETTERS)
        middle = top + LINE_HEIGHT * len(lines) + TICK + 1
        titles.append({"y": top, "title": lines})
        strings.append({"y": middle, "zero": 0, "above": middle - TICK, "below": middle + TICK, "value": row.value})
        others += [{"x": one, "y": middle} for one in sorted(set(row.others))]
        own.append(
            {
                "x": row.own,
                "y": middle,
                "title": row.title,
                "colour": VERDICT_COLOURS.get(row.verdict, SIMILAR),
                "shape": VERDICT_SHAPES.get(row.verdict, "circle"),
            }
        )
        top = middle - TICK - 1 + ROOM
    ends: Rows = [
        {"x": -FURTHEST, "y": 6, "label": "← sämre", "align": "left"},
        {"x": 0, "y": 6, "label": "Riket", "align": "center"},
        {"x": FURTHEST, "y": 6, "label": "bättre →", "align": "right"},
    ]
    return {"strings": strings, "titles": titles, "others": others, "own": own, "ends": ends}, top


def _layers(height: int) -> list[alt.Chart]:
    """Return the strings with the country's mark, the titles, the other regions, the own one with its figure, and the ends."""
    right = WIDTH - VALUES
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-FURTHEST, FURTHEST], range=[TICK, right - TICK], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    line, ends = alt.Chart(named("strings")), alt.Chart(named("ends"))
    return [
        line.mark_rule(color=LINE).encode(x=alt.value(0), x2=alt.value(right), y=y),
        line.mark_rule(color=ACCENT, strokeWidth=1.5).encode(
            x=alt.X("zero:Q", axis=None), y=alt.Y("above:Q", axis=None), y2="below:Q"
        ),
        alt.Chart(named("titles"))
        .mark_text(color=INK, align="left", baseline="top", fontSize=12.5, lineHeight=LINE_HEIGHT)
        .encode(x=alt.value(0), y=y, text="title:N"),
        alt.Chart(named("others")).mark_point(filled=True, color=SIMILAR, size=22, opacity=0.5).encode(x=x, y=y),
        alt.Chart(named("own"))
        .mark_point(filled=True, size=130, opacity=1)
        .encode(x=x, y=y, color=alt.Color("colour:N", scale=None), shape=alt.Shape("shape:N", scale=None)),
        line.mark_text(color=INK, align="right", baseline="middle", fontWeight="bold", fontSize=12.5).encode(
            x=alt.value(WIDTH), y=y, text="value:N"
        ),
        *(
            ends.transform_filter(alt.datum.align == align)
            .mark_text(color=MUTED, align=align, fontSize=12, baseline="middle")
            .encode(x=x, y=y, text="label:N")
            for align in ("left", "center", "right")
        ),
    ]
