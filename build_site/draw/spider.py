"""Results laid over targets for the four cornerstones of palliative care; the only radar chart there is, with a table beneath."""

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from build_site.draw.cornerstones import TOP, Cornerstones, Spoke, vertex
from build_site.draw.rows import named, with_rows
from build_site.draw.theme import ACCENT, INK, LINE, MUTED, SHADES, WIDTH, heading
from build_site.draw.words import spider
from build_site.model.unit import quantity, share

HALF = TOP / 2
RINGS = (TOP / 4, HALF, TOP * 3 / 4, TOP)
HEIGHT = 320
REACH = 1.75
"""How far the picture goes from its middle; 1 is the ring of 100 per cent, the rest is room for names."""
LABEL_AT = 114.0
WRAP = 18
"""Letters on a line of a name."""
STRAIGHT = 0.2
"""Closer to the middle line than this a name stands above or below its corner, not beside it."""
LINE_HEIGHT = 14


def spec(cornerstones: Cornerstones) -> dict[str, Any] | None:
    """Return the Vega-Lite spec: rings from 0 to 100, the target polygon, the result polygon on top of it, and names."""
    spokes = cornerstones.spokes
    count = len(spokes)
    datasets: dict[str, list[dict[str, Any]]] = {
        "rings": [row | {"ring": ring} for ring in RINGS for row in closed([ring] * count)],
        "axes": [{"x": 0, "y": 0, "x2": x, "y2": y} for x, y in (vertex(TOP, index, count) for index in range(count))],
        "marks": [{"x": 0, "y": vertex(HALF, 0, count)[1], "label": f"{HALF:.0f}"}],
        "targets": closed([spoke.target for spoke in spokes]),
        "results": closed([spoke.value for spoke in spokes]),
        "labels": [_label(index, spokes) for index in range(count)],
    }
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-REACH, REACH], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-REACH * HEIGHT / WIDTH, REACH * HEIGHT / WIDTH], nice=False, zero=False))
    order = alt.Order("at:Q")
    layers = [
        alt.Chart(named("axes")).mark_rule(color=LINE).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        alt.Chart(named("rings")).mark_line(color=LINE, strokeWidth=1).encode(x=x, y=y, order=order, detail="ring:N"),
        alt.Chart(named("targets"))
        .mark_line(color=MUTED, strokeWidth=1.5, strokeDash=[4, 3], fill=SHADES[0], fillOpacity=0.6)
        .encode(x=x, y=y, order=order),
        alt.Chart(named("results"))
        .mark_line(color=ACCENT, strokeWidth=2.5, fill=ACCENT, fillOpacity=0.2)
        .encode(x=x, y=y, order=order),
        alt.Chart(named("results")).mark_point(color=ACCENT, filled=True, size=50, opacity=1).encode(x=x, y=y),
        alt.Chart(named("marks")).mark_text(color=MUTED, fontSize=11, dx=4, dy=7, align="left").encode(x=x, y=y, text="label:N"),
        *(
            alt.Chart(named("labels"))
            .transform_filter(alt.datum.align == align)
            .mark_text(color=INK, fontSize=12.5, lineHeight=LINE_HEIGHT, align=align, baseline="middle")
            .encode(x=x, y=y, text="label:N")
            for align in ("left", "center", "right")
        ),
    ]
    what = (
        f"{cornerstones.name}, {cornerstones.period}. Heldragen linje: resultatet i procent. Streckad: målet. Ytterst är 100 %."
    )
    title = alt.Title(**heading(spider(cornerstones)[0], what))
    return with_rows(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title), datasets)


def closed(values: Sequence[float]) -> list[dict[str, float]]:
    """Return the corners of a polygon in their order, the first one again at the end."""
    corners = [vertex(value, index, len(values)) for index, value in enumerate(values)]
    return [{"x": x, "y": y, "at": at} for at, (x, y) in enumerate([*corners, corners[0]])]


def _label(index: int, spokes: Sequence[Spoke]) -> dict[str, Any]:
    """Return a spoke's name, result and target, written away from the middle."""
    x, y = vertex(LABEL_AT, index, len(spokes))
    align = "center" if abs(x) < STRAIGHT else "left" if x > 0 else "right"
    spoke = spokes[index]
    lines = [*textwrap.wrap(spoke.title, WRAP), quantity(spoke.value, "percent"), f"(mål {share(spoke.target)})"]
    above = 0.5 if align != "center" else 1.0 if y > 0 else 0.0
    lift = above * LINE_HEIGHT * (len(lines) - 1) * 2 * REACH / WIDTH
    return {"x": x, "y": y + lift, "align": align, "label": lines}
