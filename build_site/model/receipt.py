"""What the last pull got: beside sources/<id>.yml, so that every figure can be traced to an answer and a day."""

import datetime as dt
from typing import Annotated

from pydantic import Field, NonNegativeInt, StringConstraints

from build_site.model.base import Address, Identifier, Model

JOURNAL = ".pull-journal.json"
"""Lies in data/ only while a pull puts its files in place: the list of what is still to be moved."""

CHANGES = "published/changes.csv"
"""In data/: what every pull changed, one line for each indicator. Only ever gains lines."""
CHANGE_COLUMNS = ("date", "source", "indicator", "kind", "added", "changed", "removed")
CHANGE_KINDS = ("new", "extended", "revised", "vanished", "returned")

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FilePath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*$")]
"""A path in data/, that can't lead out of it."""


class Fetch(Model):
    """Questions whose answers were read together. Named in the receipt by the sha256 of the answers' own."""

    addresses: tuple[Address, ...]


class Fetched(Model):
    """One file that a pull wrote: which answers it came from, when, and what they changed in it."""

    fetch: Sha256
    retrieved_at: dt.datetime
    """When figures were last new. That nothing was new is not written down here."""
    sha256: Sha256
    """Of the file as the pull left it: once a person has changed the file it is no longer the publisher's own words."""
    rows: NonNegativeInt
    added: NonNegativeInt
    changed: NonNegativeInt
    removed: NonNegativeInt


class Receipt(Model):
    """sources/<id>.receipt.json: everything that was last fetched from one source."""

    source: Identifier
    fetches: dict[Sha256, Fetch] = Field(default_factory=dict)
    indicators: dict[Identifier, Fetched] = Field(default_factory=dict)
    files: dict[FilePath, Fetched] = Field(default_factory=dict)
    """Other files than figures, by their path in data/."""
