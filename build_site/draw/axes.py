"""The axes that several kinds of chart share."""

from collections.abc import Sequence

import altair as alt

from build_site.draw.theme import axis_title, number_format, starts_at_zero


def value_axis(unit: str, values: Sequence[float]) -> alt.Y:
    """Return the field `value` upwards: its unit above the axis, no line and no ticks, from zero where the figures lie near."""
    axis = alt.Axis(
        format=number_format(values), tickCount=5, titleAngle=0, titleAlign="left", titleY=-8, titleX=0, domain=False, ticks=False
    )
    scale = alt.Scale(zero=starts_at_zero(values), nice=True)
    return alt.Y("value:Q", title=axis_title(unit, values), scale=scale, axis=axis)
