"""Places on a map in five classes of one hue; unknown has a dashed outline, what may not be shown is hatched."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from build_site.draw import words
from build_site.draw.classes import class_labels, class_limits, class_of
from build_site.draw.figures import Dot, Figures
from build_site.draw.rows import named, with_rows
from build_site.draw.theme import HATCHED, MUTED, PAPER, SHADES, heading
from build_site.model.unit import unit_of

MAP_WIDTH, MAP_HEIGHT = 200, 420
TOWN_WIDTH, TOWN_HEIGHT = 240, 500
UNKNOWN = "Uppgift saknas"
HIDDEN = "För få fall för att visas"


def regions(figures: Figures) -> dict[str, Any] | None:
    """Return the map of the regions, or None where it would say nothing. Its borders, with a `code` each, are named `borders`."""
    if not can_carry(figures, figures.dots):
        return None
    return _spec(figures, figures.dots, words.region_map(figures)[0], size=(MAP_WIDTH, MAP_HEIGHT), line=(MUTED, 0.6))


def towns(figures: Figures) -> dict[str, Any] | None:
    """Return the map of the municipalities, or None where it would say nothing."""
    if not can_carry(figures, figures.towns):
        return None
    return _spec(figures, figures.towns, words.town_map(figures)[0], size=(TOWN_WIDTH, TOWN_HEIGHT), line=(PAPER, 0.2))


def can_carry(figures: Figures, dots: Sequence[Dot]) -> bool:
    """Tell whether a map is of use: of a count it is none, a large place has more of everything."""
    return bool(dots) and not figures.summed


def _spec(
    figures: Figures, dots: Sequence[Dot], finding: str, *, size: tuple[int, int], line: tuple[str, float]
) -> dict[str, Any]:
    limits = class_limits([dot.value for dot in dots])
    labels = class_labels(limits, figures.unit)
    known = {dot.area: labels[class_of(dot.value, limits)] for dot in dots}
    level = len(dots[0].area)
    hidden = [code for code in figures.hidden if code not in known and len(code) == level]
    rows = [{"code": dot.area, "name": dot.name, "value": dot.value, "class": known[dot.area]} for dot in dots]
    rows += [{"code": code, "class": HIDDEN} for code in hidden]
    missing = any(len(code) == level for code in figures.unknown)
    domain = [*labels, *([HIDDEN] if hidden else []), *([UNKNOWN] if missing else [])]
    colours = [*shades(len(labels)), *([HATCHED] if hidden else []), *([PAPER] if missing else [])]
    unknown = alt.datum["class"] == UNKNOWN
    chart = (
        alt.Chart(named("borders"))
        .mark_geoshape()
        .transform_lookup("properties.code", alt.LookupData(named("places"), "code", ["class", "name", "value"]))
        .transform_calculate(**{"class": f"datum['class'] || '{UNKNOWN}'"})
        .encode(
            color=alt.Color(
                "class:N",
                scale=alt.Scale(domain=domain, range=colours),
                legend=alt.Legend(
                    title=unit_of(figures.unit).sv or "antal",
                    orient="right",
                    symbolType="square",
                    symbolSize=160,
                    symbolStrokeColor=MUTED,
                ),
            ),
            stroke=alt.condition(unknown, alt.value(MUTED), alt.value(line[0])),
            strokeWidth=alt.condition(unknown, alt.value(0.8), alt.value(line[1])),
            strokeDash=alt.condition(unknown, alt.value([3, 2]), alt.value([1, 0])),
        )
        .project(type="conicEqualArea", rotate=[-16.5, 0], parallels=[57, 67], pointRadius=0)
        .properties(width=size[0], height=size[1], title=alt.Title(**heading(finding, figures.what)))
    )
    return with_rows(chart, {"places": rows})


def shades(classes: int) -> list[str]:
    """Return the shades of the classes, light to dark and as far apart as they go."""
    steps = len(SHADES) - 1
    return [SHADES[round(index * steps / max(1, classes - 1))] for index in range(classes)]
