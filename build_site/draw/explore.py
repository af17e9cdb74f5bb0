"""Specs → specs of live charts: every mark that stands for a figure says its place, period, value and uncertainty.

The picture and the live chart are one spec. What is added here: a `tip` for each figure, a parameter `pointed` that holds
the tip shown, and what lights up then. The script of the page sets it (docs/assets/charts/explore.js).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from build_site.draw.area_map import HIDDEN, UNKNOWN
from build_site.draw.bundle import BORDERS
from build_site.draw.figures import Dot, Figures
from build_site.draw.tables import FUNNEL
from build_site.draw.theme import HATCHED, INK, LINE, LOCALE, MUTED, PAPER
from build_site.draw.words import verdict_words
from build_site.model.period import in_words
from build_site.model.unit import number, quantity, shown

Spec = dict[str, Any]
PLACE = "split(pointed, '\\n')[0]"
"""The first line of a tip is the place."""
TIP = {"field": "tip", "type": "nominal"}
LIT: Spec = {"test": "datum.tip === pointed", "value": 1}
RING = 220
"""Square pixels: a ring round a dot of 70 or 80."""


def explorable(kind: str, spec: Spec, figures: object) -> Spec | None:
    """Return the spec of the live chart, valid Vega-Lite on its own, or None for other kinds; the one given is left as it is."""
    if kind not in LIVE or not isinstance(figures, Figures):
        return None
    live = LIVE[kind](spec, figures)
    config = {**spec["config"], "background": "transparent", "locale": {"number": LOCALE}}
    meta: Spec = {"source": figures.source}
    if kind in ("map", "towns"):
        meta["hatching"] = {"instead_of": HATCHED, "paper": PAPER, "line": MUTED}
    return {**live, "params": [{"name": "pointed", "value": ""}], "config": config, "usermeta": meta}


def ranked(spec: Spec, figures: Figures) -> Spec:
    """Return the dots with a row across the picture behind each: what is pointed at is the row, not ten pixels of it."""
    dots = {dot.name: dot for dot in figures.dots}
    rows = [
        {**row, "tip": tip(row["name"], figures.period, dots[row["name"]], figures, verdict_words(dots[row["name"]]))}
        for row in reversed(spec["datasets"]["regions"])
    ]
    y = next(layer["encoding"]["y"] for layer in spec["layer"] if "y" in layer["encoding"] and "field" in layer["encoding"]["y"])
    row = {
        "data": {"name": "regions"},
        "mark": {"type": "rect", "color": LINE},
        "encoding": {
            "y": {**y, "axis": {**y["axis"], "zindex": 0}},
            "opacity": {"condition": {**LIT, "value": 0.6}, "value": 0},
            "tooltip": TIP,
        },
    }
    return {**spec, "layer": [row, *spec["layer"]], "datasets": {**spec["datasets"], "regions": rows}}


def timeline(spec: Spec, figures: Figures) -> Spec:
    """Return the lines with a point at every figure; the line of the place pointed at stands out."""
    band = {in_words(period): (lower, upper) for period, lower, upper in figures.band}
    datasets = dict(spec["datasets"])
    for name in ("country", "regions"):
        sure = band if name == "country" else {}
        datasets[name] = [
            {**row, "tip": "\n".join([row["name"], *_value(row["period"], row["value"], sure.get(row["period"]), figures)])}
            for row in datasets.get(name, [])
        ]
    thin = spec["layer"][0]
    axes = {name: thin["encoding"][name] for name in ("x", "y")}
    line = {
        **thin,
        "mark": {"type": "line", "color": INK, "strokeWidth": 2.4},
        "encoding": {**thin["encoding"], "opacity": {"condition": {"test": f"datum.name === {PLACE}", "value": 1}, "value": 0}},
    }
    points = [
        {
            "data": {"name": name},
            "mark": {"type": "point", "filled": True, "color": INK, "size": 45},
            "encoding": {**axes, "opacity": {"condition": LIT, "value": 0}, "tooltip": TIP},
        }
        for name in ("country", "regions")
        if datasets[name]
    ]
    return {**spec, "layer": [*spec["layer"], line, *points], "datasets": {name: rows for name, rows in datasets.items() if rows}}


def funnel(spec: Spec, figures: Figures) -> Spec:
    """Return the funnel with a ring round the dot pointed at."""
    dots = {dot.name: dot for dot in figures.dots}
    rows = [{**row, "tip": _counted(dots[row["name"]], figures)} for row in spec["datasets"]["regions"]]
    at = next(number for number, layer in enumerate(spec["layer"]) if _is_point(layer))
    dotted = spec["layer"][at]
    code = {name: dotted["encoding"][name] for name in ("x", "y")}
    ring = {
        "data": {"name": "regions"},
        "mark": {"type": "point", "filled": False, "color": INK, "size": RING},
        "encoding": {**code, "opacity": {"condition": LIT, "value": 0}},
    }
    layers = [*spec["layer"]]
    layers[at : at + 1] = [ring, {**dotted, "encoding": {**dotted["encoding"], "tooltip": TIP}}]
    return {**spec, "layer": layers, "datasets": {**spec["datasets"], "regions": rows}}


def regions(spec: Spec, figures: Figures) -> Spec:
    """Return the map of the regions."""
    return _map(spec, figures, figures.dots, "regions")


def towns(spec: Spec, figures: Figures) -> Spec:
    """Return the map of the municipalities."""
    return _map(spec, figures, figures.towns, "municipalities")


def _map(spec: Spec, figures: Figures, dots: Iterable[Dot], whose: str) -> Spec:
    """Return the map with its borders and names from a file that all maps share, and a line round the place pointed at."""
    said = {dot.area: "\n".join(_value(in_words(figures.period), dot.value, None, figures)) for dot in dots}
    rows = [{**row, "said": said.get(row["code"], HIDDEN)} for row in spec["datasets"]["places"]]
    lookup, classes = spec["transform"]
    fields = [*lookup["from"]["fields"], "said"]
    told = {"calculate": f"datum.properties.name + '\\n' + (datum.said || '{UNKNOWN}')", "as": "tip"}
    ring = {
        "mark": {"type": "geoshape", "filled": False, "stroke": INK, "strokeWidth": 2},
        "transform": [{"filter": "datum.tip === pointed"}],
    }
    top = {name: part for name, part in spec.items() if name not in ("mark", "encoding")}
    return {
        **top,
        "data": {"url": f"../{BORDERS}/{whose}.json", "format": {"type": "json", "property": "features"}},
        "transform": [{**lookup, "from": {**lookup["from"], "fields": fields}}, classes, told],
        "layer": [{"mark": spec["mark"], "encoding": {**spec["encoding"], "tooltip": TIP}}, ring],
        "datasets": {**spec["datasets"], "places": rows},
    }


def tip(name: str, period: str, dot: Dot, figures: Figures, *more: str) -> str:
    """Return what is said of a dot, a line each: the place, the figure, how sure it is, and more."""
    sure = (dot.lower, dot.upper) if dot.lower is not None and dot.upper is not None else None
    return "\n".join([name, *_value(in_words(period), dot.value, sure, figures), *more])


def _value(period: str, value: float, sure: tuple[float, float] | None, figures: Figures) -> list[str]:
    """Return the figure and how sure it is, in the words and with the decimals of the tables."""
    said = [f"{period}: {quantity(value, figures.unit)}"]
    if sure is not None:
        said.append(f"Osäkerhet: {shown(sure[0], figures.unit)}\u2013{quantity(sure[1], figures.unit)}")
    return said


def _counted(dot: Dot, figures: Figures) -> str:
    placed = FUNNEL[dot.funnel or "within"]
    return tip(dot.name, figures.period, dot, figures, f"Bygger på {number(dot.n or 0.0, 0)}", placed[:1].upper() + placed[1:])


def _is_point(layer: Mapping[str, Any]) -> bool:
    return bool(layer["mark"]["type"] == "point")


LIVE: dict[str, Callable[[Spec, Figures], Spec]] = {
    "ranked": ranked,
    "timeline": timeline,
    "map": regions,
    "towns": towns,
    "funnel": funnel,
}
"""The kinds that are worth pointing at. The others have no figure of their own, or a row with its number beside it."""
