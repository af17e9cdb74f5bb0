"""Charts: the words in a picture, how many marks it has, the colour of each place on a map, and the rows of a live chart."""

import html
import re
from collections.abc import Iterator

import orjson

from build_site.audit.traces.claims import Claim, Fault, Json, Told
from build_site.audit.traces.published import Published
from build_site.audit.traces.texts import About, named, tells, titled, told
from build_site.model.area import COUNTRY

PICTURE = re.compile(r"diagram/(?:area/(?P<area>[^/]+)|(?P<indicator>[^/]+))/(?P<kind>[a-z_]+)\.(?:svg|json)")
TEXT = re.compile(r"<(?:title|desc|text)\b[^>]*>(.*?)</(?:title|desc|text)>", re.DOTALL)
LABEL = re.compile(r"""\saria-(?:label|description)="([^"]*)\"""")
TAG = re.compile(r"<[^>]*>")
MARKS = re.compile(r'<g class="mark-symbol role-mark[^"]*"[^>]*>(.*?)</g>', re.DOTALL)
LINES = re.compile(r'<g class="mark-line role-mark[^"]*"[^>]*>(.*?)</g>', re.DOTALL)
SHAPES = re.compile(r'<g class="mark-shape role-mark[^"]*"[^>]*>(.*?)</g>', re.DOTALL)
PATH = re.compile(r"<path\b[^>]*>")
DRAWN = re.compile(r'\bd="([^"]*)"')
FILL = re.compile(r'\bfill="([^"]*)"')
NO_FIGURE = ("url(#h)", "#ffffff", "#fff", "none")
"""The fills of a place on a map that is hatched, or has a dashed outline only."""
LEVELS = {"map": "region", "towns": "municipality"}
MAPS = {"map": "regions", "towns": "municipalities"}
NAMES_MARKS = ("ranked", "rank_span", "funnel")
"""In these a place's name stands beside its mark."""
LATEST = "spider"
"""Shows each place's latest figure, of whatever period."""
NOT_PLACES = ("limits", "breaks", "floors", "names", "borders")
"""Rows of a live chart that stand for no place."""
OF_COUNTRY = ("country", "last", "band")
SAYS_NOTHING = frozenset({"name", "code", "period", "definition", "class", "line"})
UNKNOWN = Fault("is a chart of a kind that no reader knows")
HIDDEN_CLASS = "För få fall för att visas"


def read_picture(published: Published, path: str, content: bytes) -> Told:
    """Yield what an SVG file tells."""
    found = PICTURE.fullmatch(path)
    text = content.decode()
    if found is None:
        yield UNKNOWN
        return
    labels = (one.replace(";", ",") for one in LABEL.findall(text))  # place; period; value: one sentence
    words = [" ".join(html.unescape(TAG.sub(" ", one)).split()) for one in (*TEXT.findall(text), *labels)]
    if found["area"]:
        yield from _of_place(published, found["area"], found["kind"], words)
        return
    indicator, kind = found["indicator"], found["kind"]
    about = About((indicator,), level=LEVELS.get(kind), newest=True)
    for one in words:
        yield from told(published, one, about, what="words in a picture")
        if kind in NAMES_MARKS and one in published.by_name and indicator in published.newest:
            for area in named(published, one, indicator, "region"):
                yield Claim(indicator, area, published.newest[indicator], "total", "mark")
    yield from _coloured(published, indicator, kind, text)
    yield from _counted(published, indicator, kind, text)


def _of_place(published: Published, area: str, kind: str, words: list[str]) -> Iterator[Claim]:
    """Yield the measures that a place's own chart has a row or a spoke for: of the newest period, or of the latest figure."""
    for one in words:
        for indicator in titled(published, one):
            if period := published.latest.get((indicator, area)) if kind == LATEST else published.newest.get(indicator):
                yield Claim(indicator, area, period, "total", "row in a picture")


def _coloured(published: Published, indicator: str, kind: str, text: str) -> Iterator[Claim]:
    """Yield the places whose shape on a map has the colour of a class."""
    shapes = SHAPES.search(text)
    if kind not in MAPS or shapes is None or indicator not in published.newest:
        return
    for code, shape in zip(published.borders.get(MAPS[kind], ()), PATH.findall(shapes[1]), strict=False):
        fill = FILL.search(shape)
        if fill is None or fill[1] not in NO_FIGURE:
            yield Claim(indicator, code, published.newest[indicator], "total", "colour on a map")


def _counted(published: Published, indicator: str, kind: str, text: str) -> Iterator[Fault]:
    """Yield a fault when a picture has more marks than there are figures to show."""
    if kind in NAMES_MARKS:
        marks = sum(len(PATH.findall(group)) for group in MARKS.findall(text))
        most = published.shown.get((indicator, published.newest.get(indicator, ""), "region"), 0)
    elif kind in ("timeline", "multiples"):
        marks = sum(
            len(re.findall("[ML]", path))
            for group in LINES.findall(text)
            for path in DRAWN.findall(" ".join(PATH.findall(group)))
        )
        regions, country = (_ever(published, indicator, level) for level in ("region", "country"))
        panels = sum(published.is_of(code, "region") for code in published.areas_of.get(indicator, ()))
        most = regions + country * (panels if kind == "multiples" else 1)
    else:
        return
    if marks > most:
        yield Fault(f"has more marks than {indicator} has figures that are shown")


def _ever(published: Published, indicator: str, level: str) -> int:
    return sum(published.shown.get((indicator, period, level), 0) for period in published.periods.get(indicator, ()))


def read_live(published: Published, path: str, content: bytes) -> Told:
    """Yield what the rows and words of a live chart tell."""
    found = PICTURE.fullmatch(path)
    if found is None or found["indicator"] is None:
        yield UNKNOWN
        return
    whole = orjson.loads(content)
    indicator, level = found["indicator"], LEVELS.get(found["kind"], "region")
    for name, rows in whole.get("datasets", {}).items():
        if name not in NOT_PLACES:
            for row in rows:
                yield from _live_row(published, indicator, level, name, row)
    about = About((indicator,), level=level, newest=True)
    for text in _texts(whole.get("title")):
        yield from told(published, text, about, what="words in a live chart")


def _texts(title: object) -> Iterator[str]:
    if isinstance(title, str):
        yield title
    elif isinstance(title, list | dict):
        for one in title.values() if isinstance(title, dict) else title:
            yield from _texts(one)


def _live_row(published: Published, indicator: str, level: str, dataset: str, row: Json) -> Told:
    """Yield what a row of a live chart tells: any number, any class but the hatched one, any words that tell."""
    telling = [
        field
        for name, field in row.items()
        if name not in SAYS_NOTHING
        and field is not None
        and (not isinstance(field, str) or (field != HIDDEN_CLASS and tells(field)))
    ]
    if not telling and row.get("class", HIDDEN_CLASS) == HIDDEN_CLASS:
        return
    own = (str(row["code"]),) if "code" in row else (COUNTRY,) if dataset in OF_COUNTRY else ()
    areas = own or named(published, str(row.get("name", "")), indicator, level)
    words = published.period_words.get(indicator, {})
    period = words.get(str(row.get("period", "")), published.newest.get(indicator))
    if not areas or period is None:
        yield Fault(f"has figures in {dataset} that can't be tied to a place")
    for area in areas:
        yield Claim(indicator, area, str(period), "total", "row in a live chart")
