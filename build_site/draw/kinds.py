"""Every kind of chart and the function that draws it; imports Altair, so it is read only when there is something to draw."""

from collections.abc import Callable
from typing import Any

from build_site.draw import abacus, area_map, fee_bars, fee_map, funnel, multiples, rank_span, ranked, spider, timeline

SPECS: dict[str, Callable[[Any], dict[str, Any] | None]] = {
    "ranked": ranked.spec,
    "timeline": timeline.spec,
    "map": area_map.regions,
    "towns": area_map.towns,
    "multiples": multiples.spec,
    "rank_span": rank_span.spec,
    "funnel": funnel.spec,
    "abacus": abacus.spec,
    "spider": spider.spec,
    "fee_bars": fee_bars.spec,
    "fee_map": fee_map.spec,
}
"""Each returns a Vega-Lite spec, or None when its subject can't carry such a chart."""
