"""The answers of Socialstyrelsen's statistics database: lists of codes, pages of rows, numbers written in Swedish."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from build_site.errors import SourceError
from build_site.model.request import Answer, Notice

NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
"""After spaces are taken out: a decimal comma, and at most points between thousands."""
SPACES = str.maketrans("", "", " \u00a0\u2009\u202f\r\n\t")
PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")

Row = dict[str, Any]
T = TypeVar("T")


class _Lenient(BaseModel):
    """Keeps fields it doesn't know, so that they can be named."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, allow_inf_nan=False)


class Variable(_Lenient):
    """One variable of a topic."""

    namn: str
    text: str
    info: str | None = None


class Entry(_Lenient):
    """One value of a variable: a region, an age, a diagnosis."""

    id: int | str
    kod: str | None = None
    text: str
    grupp: int | str | None = None
    typ: int | str | None = None
    info: str | None = None
    vardform: int | str | None = None

    @property
    def words(self) -> str:
        """Return the text without the line ends that some of them have."""
        return " ".join(self.text.split())


class Page(_Lenient):
    """One page of rows."""

    data: list[Row]
    nasta_sida: str | None
    sida: int
    sidor: int
    per_sida: int
    foregaende_sida: str | None = None
    amne: str | None = None


VARIABLES = TypeAdapter(list[Variable])
ENTRIES = TypeAdapter(list[Entry])
PAGE = TypeAdapter(Page)


@dataclass(frozen=True)
class Asked:
    """An address of theirs taken apart: /{topic}, /{topic}/{variable} or /{topic}/resultat/{variable}/{values}/…."""

    base_url: str
    url: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Return the names in the path, after the base address."""
        path = urlsplit(self.url).path.removeprefix(urlsplit(self.base_url).path)
        return tuple(unquote(part) for part in path.strip("/").split("/"))

    @property
    def path(self) -> str:
        """Return what people need to find the address again."""
        return urlsplit(self.url).path

    @property
    def is_result(self) -> bool:
        """Tell whether rows are asked for, not a list of codes."""
        return len(self.parts) > 1 and self.parts[1] == "resultat"

    @cached_property
    def segments(self) -> dict[str, frozenset[str]]:
        """Return the ids asked for by variable."""
        names, values = self.parts[2::2], self.parts[3::2]
        return {name: frozenset(value.split(",")) for name, value in zip(names, values, strict=True)}


def parse(answer: Answer, adapter: TypeAdapter[T]) -> T:
    """Return the answer's content as agreed; raise SourceError that says what is not, without repeating values."""
    path = urlsplit(answer.request.url).path
    try:
        content = orjson.loads(answer.body.removeprefix(b"\xef\xbb\xbf"))  # refuses NaN and what is not UTF-8
    except orjson.JSONDecodeError as error:
        raise SourceError(f"{path}: the answer is not JSON: {error.msg} at character {error.pos}; try again later") from None
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        said = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg'].lower()}" for one in faults[:5])
        raise SourceError(f"{path}: the answer has another shape than agreed: {said}; read it and mend the connector") from None


def unknown_fields(things: Iterable[BaseModel], path: str) -> list[Notice]:
    """Return a notice that names the fields nobody has seen before."""
    names = sorted({name for thing in things for name in thing.model_extra or ()})
    return [Notice("unknown_field", f"{path} has new fields: {', '.join(names)}")] if names else []


def next_page(asked: Asked, page: Page) -> int | None:
    """Return the number of the page after this one, or None after the last.

    Their link is written with http:// and is never followed: only its page number is used, with the address we asked.
    """
    if page.nasta_sida is None or page.nasta_sida == "":
        if page.sida < page.sidor:
            raise SourceError(f"{asked.path}: the pages end at {page.sida} of {page.sidor}; ask again later, or for fewer values")
        return None
    link, own = urlsplit(page.nasta_sida), urlsplit(asked.base_url)
    if link.hostname != own.hostname:
        raise SourceError(f"{asked.path}: the next page is at {link.hostname}, not at {own.hostname}; nothing was asked of it")
    number = parse_qs(link.query).get("sida", [""])[0]
    if number != str(page.sida + 1):
        raise SourceError(
            f"{asked.path}: after page {page.sida} comes page {number or 'without a number'}; the pages go in a circle"
        )
    return page.sida + 1


def check_rows(asked: Asked, rows: list[Row]) -> None:
    """Raise SourceError unless every row has the agreed fields and only values that were asked for.

    A segment with another name than the database's own is answered with 200 and everything there is.
    """
    ids = {f"{name}Id": values for name, values in asked.segments.items() if name != "ar"}
    fields = {*ids, "ar", "varde"}
    for row in rows:
        if row.keys() != fields:
            raise SourceError(f"{asked.path}: {_differences(fields, row.keys())}")
        strange = [name for name, values in ids.items() if str(row[name]) not in values]
        if strange or str(row["ar"]) not in asked.segments.get("ar", (str(row["ar"]),)):
            raise SourceError(
                f"{asked.path}: it answers with values that were not asked for ({strange[0] if strange else 'ar'}); the segment "
                "may have another name in its addresses than in its list of variables"
            )
        if not isinstance(row["varde"], str):
            raise SourceError(f"{asked.path}: varde is not text, as it used to be; read the answer and mend the connector")


def _differences(agreed: set[str], given: Iterable[str]) -> str:
    missing, new = sorted(agreed - set(given)), sorted(set(given) - agreed)
    said = [f"rows have no {', '.join(missing)}"] if missing else []
    if new:
        said.append(f"rows also differ by {', '.join(new)}: choose its values under select in the source's asks")
    return "; ".join(said)


def read_number(text: str) -> float | str:
    """Return the number as published, or the text that stands where a number is withheld (X, ..).

    Raise ValueError for digits in an unknown form: to take 39.3 for a withheld number would hide a change of format.
    """
    bare = text.translate(SPACES)
    if NUMBER.fullmatch(bare):
        number = float(bare.replace(".", "").replace(",", "."))
        if math.isfinite(number):
            return number
    if bare.startswith("<") or not any(letter.isdigit() for letter in bare):
        return bare
    message = "has digits in a form that is not a Swedish number"
    raise ValueError(message)


def read_period(ar: object) -> str:
    """Return 2024 as 2024 and 1995-1997 as 1995/1997; raise ValueError for anything else."""
    match = PERIOD.fullmatch(str(ar)) if isinstance(ar, int | str) else None
    if match is None:
        message = "is not a year or a span of years"
        raise ValueError(message)
    return f"{match[1]}/{match[2]}" if match[2] else match[1]


def find_entry(entries: Iterable[Entry], word: str) -> Entry | None:
    """Return the value that a word means: by its code, else its id, else its text. None when there is none, or several."""
    known, folded = list(entries), " ".join(word.split()).casefold()
    by_code = [one for one in known if one.kod == word]
    by_id = [one for one in known if str(one.id) == word]
    by_text = [one for one in known if one.words.casefold() == folded]
    found = by_code or by_id or by_text
    return found[0] if len(found) == 1 else None
