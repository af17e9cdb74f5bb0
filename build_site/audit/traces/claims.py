"""What a file tells: that something is known of one figure."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from build_site.audit.traces.published import Published

Json = dict[str, Any]


class Claim(NamedTuple):
    """Something is told of a figure: its value, or what follows from it."""

    indicator: str
    area: str
    period: str
    sex: str = "total"
    what: str = "value"
    """For the message: which field, row or text."""


class Fault(NamedTuple):
    """Something that can't be held against any one cell, as the end of a sentence that begins with the path."""

    text: str


Told = Iterator[Claim | Fault]
Read = Callable[[Published, str, bytes], Told]
"""Takes what is published, a file's path and its content; raises ValueError when the content can't be read."""
