"""What live charts need beside their specs: the libraries as one file, the borders that maps share, the colours of dark pages."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from build_site.draw.borders import simplify
from build_site.draw.render import Borders
from build_site.draw.theme import DARK
from build_site.model.area import Area
from build_site.model.chart import Chart
from build_site.model.output import Files, json_bytes

SNIPPET = "export default vegaEmbed;"
"""Vega, Vega-Lite and Vega-Embed as one module with one function. Its expression interpreter needs no `eval`."""
HEAD = "// Vega, Vega-Lite, Vega-Embed and what they build on; holders and licences: LICENSES.txt beside this file\n"
ASSETS = "assets/charts"
BORDERS = "granser"
"""The folder under diagram/ with the borders of regions and of municipalities: the same for every map, so fetched once."""


def live_files(charts: Mapping[str, Mapping[str, Chart]], borders: Borders, areas: Mapping[str, Area], *, store: Path) -> Files:
    """Return what all live charts are made of; nothing where no chart can be explored. `store` keeps the libraries."""
    files = {chart.spec_path: chart.spec for kinds in charts.values() for chart in kinds.values() if chart.spec}
    if not files:
        return {}
    for name, found in borders.items():
        if found:
            files[f"diagram/{BORDERS}/{name}.json"] = json_bytes(_named(simplify(found), areas))
    return {**files, f"{ASSETS}/vega.js": libraries(store), f"{ASSETS}/colours.css": colours()}


def _named(borders: dict[str, Any], areas: Mapping[str, Area]) -> dict[str, Any]:
    """Return borders whose places have the names they have on the pages."""
    features = [
        {**feature, "properties": {"code": code, "name": areas[code].short}}
        for feature in borders["features"]
        for code in (feature["properties"]["code"],)
        if code in areas
    ]
    return {"type": "FeatureCollection", "features": features}


def libraries(store: Path) -> bytes:
    """Return the libraries as one ES module. Made anew (some seconds) when the renderer has another version."""
    key = hashlib.sha256(f"{version('vl-convert-python')} {HEAD}{SNIPPET}".encode()).hexdigest()[:16]
    kept = store / f"vega-{key}.js"
    if not kept.is_file():
        import vl_convert  # noqa: PLC0415 - slow to import, and seldom needed

        store.mkdir(parents=True, exist_ok=True)
        for old in store.glob("vega-*.js"):
            old.unlink()
        half = kept.with_suffix(".half")
        half.write_text(HEAD + vl_convert.javascript_bundle(SNIPPET), encoding="utf-8")
        half.replace(kept)
    return kept.read_bytes()


def colours() -> bytes:
    """Return the style sheet that gives a live chart the colours its picture has on a dark page."""
    rules = [
        f'  .explore [{attribute}="{light}"] {{ {attribute}: {dark}; }}'
        for light, dark in DARK.items()
        for attribute in ("fill", "stroke")
    ]
    head = "/* Made from build_site/draw/theme.py: a live chart is drawn in the light colours, as its picture is. */"
    return "\n".join([head, "@media (prefers-color-scheme: dark) {", *rules, "}", ""]).encode()
