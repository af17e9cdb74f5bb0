"""The regions on a map in five classes of one hue; a region without a value has a dashed outline."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np

from build_site.draw.figures import Figures
from build_site.draw.rows import named, with_rows
from build_site.draw.theme import MUTED, PAPER, SHADES, heading
from build_site.model.unit import number, unit_of

MAP_WIDTH, MAP_HEIGHT = 200, 420
UNKNOWN = "Uppgift saknas"
MOST_DECIMALS = 7
"""Decimals are added until no two borders between classes look the same."""


def spec(figures: Figures, borders: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega-Lite spec for GeoJSON borders with a `code` property."""
    limits = class_limits([dot.value for dot in figures.dots])
    labels = class_labels(limits, figures.unit)
    values = {dot.area: dot.value for dot in figures.dots}
    features = [
        {**feature, "properties": {"class": _label(values.get(feature["properties"]["code"]), limits, labels)}}
        for feature in borders["features"]
    ]
    names = [*labels, *([UNKNOWN] if len(values) < len(features) else [])]
    shape = alt.Chart(named("features")).mark_geoshape(stroke=MUTED, strokeWidth=0.6)
    chart = shape.encode(
        color=alt.Color(
            "properties.class:N",
            scale=alt.Scale(domain=names, range=_colours(len(labels))[: len(names)]),
            legend=alt.Legend(title=unit_of(figures.unit).sv or "antal", orient="right", symbolType="square", symbolSize=160),
        ),
        strokeDash=alt.condition(f"datum.properties.class == '{UNKNOWN}'", alt.value([3, 2]), alt.value([1, 0])),
    ).project(type="conicEqualArea", rotate=[-16.5, 0], parallels=[57, 67], pointRadius=0)
    title = alt.Title(**heading(figures.finding, figures.what))
    return with_rows(chart.properties(width=MAP_WIDTH, height=MAP_HEIGHT, title=title), {"features": features})


def class_limits(values: Sequence[float]) -> list[float]:
    """Return the borders between at most five classes with about equally many regions in each; equal values are never split."""
    inner = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return sorted({float(limit) for limit in inner if min(values) < limit <= max(values)})


def class_labels(limits: Sequence[float], unit: str) -> list[str]:
    """Return a label for each class, lowest first: under 70, 70 till 75, minst 80."""
    for decimals in range(unit_of(unit).decimals, MOST_DECIMALS):
        text = [number(limit, decimals) for limit in limits]
        if len(set(text)) == len(text):
            break
    if not text:
        return ["alla lika"]
    return [f"under {text[0]}", *(f"{low} till {high}" for low, high in pairwise(text)), f"minst {text[-1]}"]


def _label(value: float | None, limits: Sequence[float], labels: Sequence[str]) -> str:
    return UNKNOWN if value is None else labels[int(np.searchsorted(limits, value, side="right"))]


def _colours(classes: int) -> list[str]:
    """Return the shades of the classes, as far apart as they go, and the paper for unknown."""
    steps = len(SHADES) - 1
    return [*(SHADES[round(index * steps / max(1, classes - 1))] for index in range(classes)), PAPER]
