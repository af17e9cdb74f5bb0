"""What people write about search itself: synonyms, parts of compounds, what pages answer, and words that say little of care."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from build_site.model.base import Model, Plain

Word = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\w+$"), StringConstraints(min_length=2)]
"""One word: no space, no hyphen."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[/-][a-z0-9]+)*$")]
"""A page's address without slashes at the ends."""


class Synonym(Model):
    """A word, or some words in a row, and what to search for besides."""

    words: Plain
    means: tuple[Plain, ...]
    note: Plain | None = None


class PageWords(Model):
    """What a page answers. `title` is for the pages that the build makes; a written page has its own."""

    slug: Slug
    title: Plain | None = None
    lay_terms: tuple[Plain, ...]


class CommonWord(Model):
    """A word of every day: never one of ours misspelt, and alone it says nothing about care."""

    word: Word


class AmbiguousWord(Model):
    """A word of care and of something else as well: kräfta is also for the table."""

    word: Word
    also: Plain


class OtherWord(Model):
    """A word that makes the whole query one of another matter: bilbesiktning, pannkakor."""

    word: Word
    matter: Plain


class CompoundPart(Model):
    """A word that others are made of: höft in höftprotes."""

    part: Word


@dataclass(frozen=True)
class SearchWords:
    """All of data/search."""

    synonyms: tuple[Synonym, ...] = ()
    pages: tuple[PageWords, ...] = ()
    common: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
