"""Pages, as Markdown or rendered: every row, line, heading, description and picture's words."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from build_site.audit.traces.claims import Claim, Told
from build_site.audit.traces.markup import Page, around, chart_around, classes, is_judged, up
from build_site.audit.traces.page_tables import read_table
from build_site.audit.traces.published import Published
from build_site.audit.traces.texts import About, tells, titled, told
from build_site.model.area import COUNTRY

LINES = "li, p, dd, h1, h2, h3, h4, figcaption, caption, summary, div.figure, blockquote"
BLOCKS = "div:not(.figure), section, article, aside, pre"
"""Text that stands in one of these, and in nothing smaller, is read too."""
HOLDERS = ("li", "table")
"""A line inside one of these is read with it."""
LATEST = "spider"
"""The one kind of chart that shows each place's latest figure, of whatever period; the others are of one period."""
SPARK_PERIODS = 15
SPARK_FROM, SPARK_WIDE = 2, 96
"""Where a small line begins, and how wide it is."""


def read_page(published: Published, path: str, content: bytes) -> Told:
    """Yield what a page tells."""
    page = Page(published, path, content)
    if page.body is None:
        return
    for table in page.body.css("table"):
        yield from read_table(page, table, newest=chart_around(table) not in (None, LATEST))
    for line in page.body.css(LINES):
        if not any(at.tag in HOLDERS for at in up(line.parent)):
            yield from _line(page, line)
    for node in page.body.css("[alt], [aria-label], [title]"):
        yield from _picture(page, node)
    for block in page.body.css(BLOCKS):
        yield from _block(page, block)
    for text in page.head:
        own = (page.indicator,) if page.indicator else titled(published, text)
        yield from told(published, text, About(own, page.area), what="description")


def _line(page: Page, line: LexborNode) -> Told:
    judged, drawn = is_judged(line), line.css("svg.sparkline polyline")
    text = page.words(line)
    if not (judged or drawn or tells(text)):
        return
    measures = page.measures_named(line, text)
    own = around(line, "data-of")
    figure = "figure" in classes(line)
    about = About(
        measures, own or page.area or (COUNTRY if figure else None), fixed=own is not None, card=figure or line.tag == "li"
    )
    yield from told(page.published, text, about, what="line")
    for measure in measures if own else ():
        yield from page.latest(measure, own or "", (), "verdict") if judged else ()
        for points in drawn:
            yield from _sparkline(page.published, measure, own or "", points.attributes.get("points") or "")


def _block(page: Page, block: LexborNode) -> Told:
    text = block.text(deep=False, separator=" ")
    if tells(text):
        measures = dict.fromkeys((*page.measures_near(block), *titled(page.published, text)))
        area = around(block, "data-of") or page.area
        yield from told(page.published, text, About(tuple(measures), area), what="text in a block")


def read_text(published: Published, _path: str, content: bytes) -> Told:
    """Yield what the lines of a plain text tell of the measures that they name."""
    for line in content.decode().splitlines():
        yield from told(published, line, About(titled(published, line)), what="line")


def _sparkline(published: Published, indicator: str, area: str, points: str) -> Iterator[Claim]:
    """Yield the periods that a small line has points in; it ends with the place's latest period."""
    periods, last = published.periods[indicator], published.latest.get((indicator, area))
    if last not in periods:
        return
    end = periods.index(last) + 1
    years = periods[max(0, end - SPARK_PERIODS) : end]
    step = SPARK_WIDE / max(1, len(years) - 1)
    for point in points.split():
        place = round((float(point.partition(",")[0]) - SPARK_FROM) / step)
        yield Claim(indicator, area, years[place], "total", "small line")


def _picture(page: Page, node: LexborNode) -> Told:
    """Yield what the words for a picture tell, which are about the newest period unless they name another."""
    text = ". ".join(node.attributes.get(one) or "" for one in ("alt", "aria-label", "title"))
    kind = chart_around(node)
    level = "municipality" if kind == "towns" else None
    about = About(page.measures_named(node, text), around(node, "data-area") or page.area, level=level, newest=kind != LATEST)
    yield from told(page.published, text, about, what="words for a picture")
