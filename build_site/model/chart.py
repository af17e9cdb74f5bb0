"""A drawn chart, ready to be written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChartTable:
    """The numbers of a chart as text, for those who would rather read them; the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """An SVG file with the words a person who can't see it needs."""

    path: str
    svg: bytes
    alt: str
    width: int
    height: int
    finding: str = ""
    """What the chart says, in one sentence: its title."""
    spec: bytes | None = None
    """The Vega-Lite spec of the live chart, as JSON; None for a kind that can't be explored. A map fetches its borders."""
    table: ChartTable | None = None
    """None when the page's own table has the same numbers."""

    @property
    def spec_path(self) -> str:
        """Where the spec of the live chart lies on the site."""
        return self.path.removesuffix(".svg") + ".json"
