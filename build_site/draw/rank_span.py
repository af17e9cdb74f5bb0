"""Each region's place in the ranking, and how far it has been from it."""

from typing import Any

import altair as alt

from build_site.draw.figures import Figures
from build_site.draw.rows import FIT, named, with_rows
from build_site.draw.theme import ACCENT, INK, SHADES, WIDTH, heading
from build_site.draw.words import rank_span

FEWEST_RANKS, FEWEST_PERIODS = 10, 5


def spec(figures: Figures) -> dict[str, Any] | None:
    """Return the Vega-Lite spec, or None where there are too few ranks, or too few years for a span."""
    ranks = sorted((dot.rank, dot.name) for dot in figures.dots if dot.rank)
    if len(ranks) < FEWEST_RANKS or (figures.rank_method == "span" and len(figures.periods) < FEWEST_PERIODS):
        return None
    rows = [{"name": name, "rank": rank, "best": best, "worst": worst} for (rank, best, worst), name in ranks]
    last = max(worst for (_, _, worst), _ in ranks)
    base = alt.Chart(named("regions")).encode(
        y=alt.Y("name:N", sort=[name for _, name in ranks], title=None, axis=alt.Axis(ticks=False, domain=False, grid=False))
    )
    first = "högst" if figures.better == "neither" else "bäst"
    scale = alt.Scale(domain=[1, last], nice=False, zero=False, padding=10)
    x = alt.X(
        "rank:Q",
        title=f"plats i ordningen, 1 är {first}",
        scale=scale,
        axis=alt.Axis(format="d", values=[1, *range(5, last + 1, 5)], orient="top", grid=True, domain=False, ticks=False),
    )
    spans = base.mark_rule(color=SHADES[1], strokeWidth=7, strokeCap="round").encode(x=alt.X("best:Q", scale=scale), x2="worst:Q")
    dots = base.mark_point(filled=True, color=ACCENT, size=70, opacity=1).encode(x=x)
    numbers = base.mark_text(color=INK, dx=10, align="left", fontSize=11).encode(x=alt.X("worst:Q", scale=scale), text="rank:Q")
    meaning = (
        "Streck: de platser som osäkerheten tillåter."
        if figures.rank_method == "band"
        else "Streck: bästa till sämsta plats de senaste fem åren."
    )
    title = alt.Title(**heading(rank_span(figures)[0], f"{figures.what}. Prick: plats nu. {meaning}"))
    chart = alt.layer(spans, dots, numbers).properties(width=WIDTH, height=20 * len(rows), title=title)
    return with_rows(chart, {"regions": rows}, autosize=FIT)
