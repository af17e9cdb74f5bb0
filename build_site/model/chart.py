"""A drawn chart, ready to be written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """An SVG file with the words a person who can't see it needs."""

    path: str
    svg: bytes
    alt: str
    width: int
    height: int
