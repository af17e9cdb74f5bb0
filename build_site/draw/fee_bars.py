"""Places as bars from the cheapest to the dearest, each with its amount; nobody unknown is drawn as 0 kr."""

from typing import Any

import altair as alt

from build_site.draw.device_fees import DeviceFees, finding
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import ACCENT, INK, WIDTH, heading
from build_site.model.unit import money

STEP = 22
"""Pixels for each place."""
ROOM = 1.3
"""The axis reaches so many times the dearest, so that its amount stands beside its bar."""


def spec(fees: DeviceFees) -> dict[str, Any]:
    """Return the Vega-Lite spec."""
    top = fees.bars[-1].sek or 1.0
    base = alt.Chart(named("places")).encode(
        y=alt.Y("name:N", sort=[bar.name for bar in fees.bars], title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("sek:Q", axis=None, scale=alt.Scale(domain=[0, top * ROOM], nice=False)),
    )
    bars = base.mark_bar(color=ACCENT, height=STEP - 8)
    amounts = base.mark_text(color=INK, align="left", baseline="middle", dx=5, fontSize=13).encode(text="words:N")
    chart = alt.layer(bars, amounts).properties(
        width=WIDTH, height=STEP * len(fees.bars), title=alt.Title(**heading(finding(fees), fees.what))
    )
    rows = [{"name": bar.name, "sek": bar.sek, "words": money(bar.sek)} for bar in fees.bars]
    return with_rows(chart, {"places": rows}, autosize=FIT)
