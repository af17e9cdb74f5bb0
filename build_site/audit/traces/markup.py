"""One page as a tree: what it is about, what its links lead to, and what stands round a line or a row.

A line is tied to a measure and a place by what the page is about, by links, by names, and by three hooks that our templates
write where these don't suffice: `data-area` on a row, `data-of` (a place) and `data-measure` on what holds lines or rows.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from build_site.audit.traces.claims import Claim
from build_site.audit.traces.published import Published
from build_site.audit.traces.texts import titled
from build_site.model.area import COUNTRY

DESCRIPTION = re.compile(r"^(?:title|description): (.*)$", re.MULTILINE)
OF_COUNTRY = ("diagnosis", "register", "a_to_z")
"""Pages whose figures are the country's where nothing else is said."""
REPORT = "rapport/"
TARGET = "Mål:"
NO_PAGE = ("", "")
VERDICT = "verdict--"
NO_VERDICT = "verdict--not_assessed"
SPACES = re.compile(r"[ \t\r\n]+")

Links = list[tuple[str, str]]
"""What links lead to: `indicator` or `area`, and which."""


class Page:
    """One page: its tree, and what it is about."""

    def __init__(self, published: Published, path: str, content: bytes) -> None:
        """Read the page; what people have written by hand has no `.page` and tells of no figure from data."""
        text = content.decode()
        self.published = published
        self.folder = f"{posixpath.dirname(path)}/" if posixpath.dirname(path) else ""
        self.tree = LexborHTMLParser(text)
        self.body: LexborNode | None = self.tree.css_first("div.page")
        kind, key = published.pages.get(self.folder.removesuffix(REPORT), NO_PAGE)
        self.indicator = key if kind == "indicator" else None
        self.area = key if kind == "area" else COUNTRY if _kind(self.body) in OF_COUNTRY else None
        self.head = DESCRIPTION.findall(text.partition("\n---")[0]) if path.endswith(".md") else list(_meta(self.tree))
        self._led: dict[str, tuple[str, str]] = {}

    def linked(self, node: LexborNode) -> Links:
        """Return what the links in a node lead to, of measures and places."""
        return [found for link in node.css("a[href]") if any(found := self.leads_to(link))]

    def leads_to(self, link: LexborNode) -> tuple[str, str]:
        """Return what a link's page is about; two empty texts where that is no measure and no place."""
        address = (link.attributes.get("href") or "").partition("#")[0]
        if address not in self._led:
            whole = f"{posixpath.normpath(posixpath.join(self.folder, address))}/"
            self._led[address] = self.published.pages.get(whole, NO_PAGE) if address else NO_PAGE
        return self._led[address]

    def measures(self, node: LexborNode, links: Links) -> tuple[str, ...]:
        """Return the indicators that a row is about: by its links, what stands round it, or titles in it."""
        linked = tuple(dict.fromkeys(key for kind, key in links if kind == "indicator"))
        return linked or self.measures_near(node) or titled(self.published, node.text(separator=" "))

    def measures_named(self, node: LexborNode, text: str) -> tuple[str, ...]:
        """Return the indicators that a line may be about: those it links to or names, and what stands round it."""
        linked = [key for kind, key in self.linked(node) if kind == "indicator"]
        near = () if linked else self.measures_near(node)
        return tuple(dict.fromkeys((*linked, *near, *titled(self.published, text))))

    def measures_near(self, node: LexborNode) -> tuple[str, ...]:
        """Return the indicator of the nearest hook, or of the page."""
        near = around(node, "data-measure") or self.indicator
        return (near,) if near else ()

    def words(self, node: LexborNode) -> str:
        """Return the text of a node without the targets and names of measures that it links to: 65+ in a name is no figure."""
        text = node.text(separator=" ")
        for link in node.css("a[href]"):
            own = link.text(separator=" ")
            if own.startswith(TARGET) or (self.leads_to(link)[0] == "indicator" and not link.css("span")):
                text = text.replace(own, " ", 1)
        return SPACES.sub(" ", text)

    def latest(self, measure: str, area: str, periods: Sequence[str], what: str) -> Iterator[Claim]:
        """Yield that something is told of a figure in the periods, or of the latest where none is named."""
        known = self.published.latest.get((measure, area))
        for period in periods or ([known] if known else []):
            yield Claim(measure, area, period, "total", what)


def up(node: LexborNode | None) -> Iterator[LexborNode]:
    """Yield a node and what stands round it, from the inside out."""
    while node is not None:
        yield node
        node = node.parent


def around(node: LexborNode, hook: str) -> str | None:
    """Return what the nearest hook round a node says."""
    return next((value for at in up(node) if (value := at.attributes.get(hook))), None)


def classes(node: LexborNode) -> list[str]:
    """Return the classes of a node."""
    return (node.attributes.get("class") or "").split()


def chart_around(node: LexborNode) -> str | None:
    """Return the kind of the chart that a node belongs to."""
    figure = next((at for at in up(node) if at.tag == "figure"), None)
    found = [one.removeprefix("chart--") for one in (classes(figure) if figure is not None else ()) if "--" in one]
    return found[0] if found else None


def is_judged(node: LexborNode) -> bool:
    """Tell whether a node, or one in it, has the colour of a verdict."""
    marked = [node, *node.css(f"[class*={VERDICT}]")]
    return any(VERDICT in (one.attributes.get("class") or "") and NO_VERDICT not in classes(one) for one in marked)


def _kind(body: LexborNode | None) -> str:
    named = [] if body is None else classes(body)
    return next((one.removeprefix("page-") for one in named if one.startswith("page-")), "")


def _meta(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("meta[content]"):
        yield node.attributes.get("content") or ""
    for node in tree.css("title"):
        yield node.text()
