"""What is asked of a publisher, what it answered, and what was read from that: the words between sources/ and pull/."""

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import pandas as pd

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source


@dataclass(frozen=True)
class Request:
    """One question to a publisher: a GET, or a POST when it has a body."""

    url: str
    what: str
    """A few words for the person who waits: "U70495 and 24 more, 2011-2025"."""
    body: bytes | None = None
    """JSON; None is a GET."""
    empty_on: frozenset[int] = frozenset()
    """Statuses by which this publisher says "no rows" (404 at Socialstyrelsen); any other failure is a fault."""


@dataclass(frozen=True)
class Answer:
    """What came back, whole and decompressed, byte for byte as the publisher wrote it."""

    request: Request
    status: int
    body: bytes
    """Empty when the status was one of `empty_on`."""
    retrieved_at: dt.datetime


Asking = Generator[Request, Answer, None]
"""Yields a request and is sent its answer: the next question may depend on the last answer (`answer = yield Request(...)`)."""


@dataclass(frozen=True)
class Wanted:
    """What one pull is to get from one source."""

    source: Source
    base_url: str
    """Without a final slash."""
    indicators: Mapping[str, Indicator]
    """Those of this source, narrowed by --only."""
    areas: Mapping[str, Area]
    today: dt.date


@dataclass(frozen=True)
class Notice:
    """Something a person should see in the summary: an unknown field, an indicator the publisher no longer has."""

    kind: str
    """`unknown_field`, `vanished`, `discontinued`, `retitled`, `suppressed_text` …"""
    text: str
    indicator: str | None = None


@dataclass(frozen=True)
class Reading:
    """What was read from the answers of one source; nothing is rounded or mended."""

    tables: Mapping[str, pd.DataFrame]
    """By indicator, with the columns of `model.table.COLUMNS`; an indicator the publisher had no rows for is left out."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Other files by their path in data/: population, the list of diagnoses."""
    notices: Sequence[Notice] = ()


class Connector(Protocol):
    """A module in sources/: one publisher's format and nothing of HTTP. Listed in SOURCES by its NAME."""

    NAME: str
    """The format's name; sources/<id>.yml says `connector: <name>`, so one connector may serve many publishers."""
    AT_ONCE: int
    """How many indicators are asked for together. Each group is read and put aside before the next one is asked for."""

    def requests(self, wanted: Wanted) -> Asking:
        """Ask for everything wanted, one question at a time."""

    def read(self, wanted: Wanted, answers: Sequence[Answer]) -> Reading:
        """Return what the answers say; raise SourceError naming every surprise. Pure: same bytes in, same tables out."""


@runtime_checkable
class Surveyor(Connector, Protocol):
    """A connector with questions that are better asked once for all indicators than again for each group."""

    def survey(self, wanted: Wanted) -> Asking:
        """Ask them; their answers come first among those that `read` is given for each group."""
