"""What a device costs on a map: the regions in at most five classes, municipalities with fees of their own on top of them."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from build_site.draw.area_map import MAP_HEIGHT, MAP_WIDTH, UNKNOWN, shades
from build_site.draw.classes import class_labels, class_limits, class_of
from build_site.draw.device_fees import DeviceFees, map_told
from build_site.draw.rows import named, with_rows
from build_site.draw.theme import HATCHED, INK, MUTED, heading
from build_site.model.unit import money

FREE = money(0.0)
OUTLINE = 0.6
MOST_LIMITS = 3
"""Between the classes of what is paid, where what is free takes the fifth shade."""


def spec(fees: DeviceFees) -> dict[str, Any]:
    """Return the Vega-Lite spec. The regions' borders, with a `code` each, are named `borders`; unknown ones are hatched."""
    amounts = [bar.sek for bar in fees.bars]
    labels = class_names(amounts)
    rows = [{"code": bar.area, "class": name_of(bar.sek, labels, amounts)} for bar in fees.bars]
    domain, colours = [*labels, UNKNOWN], [*shades(len(labels)), HATCHED]
    colour = alt.Color(
        "class:N",
        scale=alt.Scale(domain=domain, range=colours),
        legend=alt.Legend(title="kronor", orient="right", symbolType="square", symbolSize=160, symbolStrokeColor=MUTED),
    )
    look = alt.LookupData(named("places"), "code", ["class"])
    regions = (
        alt.Chart(named("borders"))
        .mark_geoshape(stroke=MUTED, strokeWidth=OUTLINE)
        .transform_lookup("properties.code", look)
        .transform_calculate(**{"class": f"datum['class'] || '{UNKNOWN}'"})
        .encode(color=colour)
    )
    towns = (
        alt.Chart(named("towns"))
        .mark_geoshape(stroke=INK, strokeWidth=OUTLINE)
        .transform_lookup("properties.code", look)
        .encode(color=colour)
    )
    chart = (
        alt.layer(regions, *([towns] if fees.towns else []))
        .project(type="conicEqualArea", rotate=[-16.5, 0], parallels=[57, 67], pointRadius=0)
        .properties(width=MAP_WIDTH, height=MAP_HEIGHT, title=alt.Title(**heading(map_told(fees)[0], fees.what)))
    )
    shapes = {"towns": list(fees.towns)} if fees.towns else {}
    return with_rows(chart, {"places": rows, **shapes})


def class_names(amounts: Sequence[float]) -> list[str]:
    """Return the classes, lowest first; what is free has one of its own."""
    paid = [sek for sek in amounts if sek > 0]
    free = [FREE] if len(paid) < len(amounts) else []
    if not paid:
        return free
    limits = limits_of(amounts)
    return [*free, *(class_labels(limits, "sek") if limits else [money(paid[0])])]


def limits_of(amounts: Sequence[float]) -> list[float]:
    """Return the borders between the classes of what is paid; where something is free, one class less."""
    paid = [sek for sek in amounts if sek > 0]
    limits = class_limits(paid)
    return limits[-MOST_LIMITS:] if len(paid) < len(amounts) else limits


def name_of(sek: float, labels: Sequence[str], amounts: Sequence[float]) -> str:
    """Return the class of an amount."""
    if sek == 0:
        return labels[0]
    return labels[any(one == 0 for one in amounts) + class_of(sek, limits_of(amounts))]
