"""The regions on a map in five classes of one hue; a region without a value has a dashed outline."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from build_site.draw.figures import Figures
from build_site.draw.theme import MUTED, PAPER, SHADES, config, heading
from build_site.model.unit import number, unit_of

MAP_WIDTH, MAP_HEIGHT = 200, 420
UNKNOWN = "Uppgift saknas"


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
    shape = alt.Chart(alt.Data(values=features)).mark_geoshape(stroke=MUTED, strokeWidth=0.6)
    chart = shape.encode(
        color=alt.Color(
            "properties.class:N",
            scale=alt.Scale(
                domain=names,
                range=[*SHADES[: len(labels)], PAPER][: len(names)]
                if len(labels) == len(SHADES)
                else _spread(names, len(labels)),
            ),
            legend=alt.Legend(title=unit_of(figures.unit).sv or "antal", orient="right", symbolType="square", symbolSize=160),
        ),
        strokeDash=alt.condition(f"datum.properties.class == '{UNKNOWN}'", alt.value([3, 2]), alt.value([1, 0])),
    ).project(type="conicEqualArea", rotate=[-16.5, 0], parallels=[57, 67], pointRadius=0)
    title = alt.Title(**heading(figures.finding, figures.what))
    return {**chart.properties(width=MAP_WIDTH, height=MAP_HEIGHT, title=title).to_dict(), "config": config()}


def class_limits(values: Sequence[float]) -> list[float]:
    """Return the borders between at most five classes with about equally many regions in each; equal values are never split."""
    inner = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return sorted({float(limit) for limit in inner if min(values) < limit <= max(values)})


def class_labels(limits: Sequence[float], unit: str) -> list[str]:
    """Return a label for each class, lowest first: under 70, 70 till 75, minst 80."""
    decimals = 0 if unit_of(unit).decimals == 0 else 1
    text = [number(limit, decimals) for limit in limits]
    if not text:
        return ["alla lika"]
    return [f"under {text[0]}", *(f"{low} till {high}" for low, high in zip(text, text[1:], strict=False)), f"minst {text[-1]}"]


def _label(value: float | None, limits: Sequence[float], labels: Sequence[str]) -> str:
    return UNKNOWN if value is None else labels[int(np.searchsorted(limits, value, side="right"))]


def _spread(names: Sequence[str], classes: int) -> list[str]:
    picked = [SHADES[round(index * (len(SHADES) - 1) / max(1, classes - 1))] for index in range(classes)]
    return [*picked, PAPER][: len(names)]
