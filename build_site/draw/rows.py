"""Rows and charts apart: Altair checks every row it is given one by one, for seconds; by name it need not."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from build_site.draw.theme import config

FIT = {"type": "fit-x", "contains": "padding"}
"""The given width is that of the whole picture, labels included."""


def named(name: str) -> alt.NamedData:
    """Return a reference to rows that `with_rows` puts in."""
    return alt.NamedData(name=name)


def with_rows(
    chart: alt.LayerChart | alt.FacetChart | alt.Chart, rows: Mapping[str, Sequence[object]], **options: object
) -> dict[str, Any]:
    """Return the chart's Vega-Lite spec with its rows and the shared configuration. Tests check it against the schema."""
    return {**chart.to_dict(validate=False), "datasets": dict(rows), "config": config(), **options}
