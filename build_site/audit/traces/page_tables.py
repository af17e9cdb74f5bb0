"""Tables on pages: every cell of figures is tied to a measure, a place and a period by its row and its column."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from build_site.audit.traces.claims import Claim
from build_site.audit.traces.markup import Links, Page, around, chart_around, classes, is_judged
from build_site.audit.traces.texts import named, tells
from build_site.model.area import COUNTRY

OTHERS = "is-versus"
"""A cell with the country's figure beside the place's own."""
NEW_DEFINITION = " (ny definition)"
OLDER = " (äldre)"
FIGURED = ("data-value=", "<svg", "verdict--")
"""What may tell in a cell besides its words."""


def read_table(page: Page, table: LexborNode, *, newest: bool) -> Iterator[Claim]:
    """Yield what a table tells; a row without a period is of the newest one, or of each place's latest."""
    head = [node.text(strip=True).removesuffix(NEW_DEFINITION) for node in table.css("thead th")]
    for row in table.css("tbody tr"):
        links = page.linked(row)
        for measure in page.measures(row, links):
            yield from _row(page, row, links, head, measure, newest=newest)


def _row(page: Page, row: LexborNode, links: Links, head: Sequence[str], measure: str, *, newest: bool) -> Iterator[Claim]:
    published = page.published
    words = published.period_words.get(measure, {})
    cells = [(cell, cell.text(strip=True).removesuffix(OLDER)) for cell in row.css("td")]
    inside = [words[text] for _, text in cells if text in words]
    usual = [published.newest[measure]] if newest and measure in published.newest else []
    areas = _areas(page, row, links, measure)
    for place, (cell, text) in enumerate(cells, start=1):
        if text in words or not _tells(page, cell):
            continue
        at = words.get(head[place]) if place < len(head) else None
        if OTHERS in classes(cell):
            yield from page.latest(measure, COUNTRY, (), "row")
            continue
        for area in areas or named(published, text, measure):
            yield from page.latest(measure, area, [at] if at else inside or usual, "row")


def _areas(page: Page, row: LexborNode, links: Links, measure: str) -> tuple[str, ...]:
    """Return the place of a row: by its hook, its link, its name, or what stands round it."""
    published = page.published
    hooked = row.attributes.get("data-area") or next((key for kind, key in links if kind == "area"), None)
    if hooked:
        return (hooked,)
    heads = row.css("th")
    name = heads[0].text(strip=True) if heads else ""
    if COUNTRY in published.places and name in published.places[COUNTRY].names:
        return (COUNTRY,)
    level = "municipality" if chart_around(row) == "towns" else None
    if name in published.by_name and (found := named(published, name, measure, level)):
        return found
    near = around(row, "data-of") or page.area
    return (near,) if near else ()


def _tells(page: Page, cell: LexborNode) -> bool:
    """Tell whether a cell says anything of a figure, in words, a hidden value, a bar or a verdict's colour."""
    raw = cell.html or ""
    if any(one in raw for one in FIGURED) and (cell.attributes.get("data-value") or cell.css("svg *") or is_judged(cell)):
        return True
    return tells(page.words(cell) if "<a " in raw else cell.text(separator=" "))
