"""Answers read strictly: a field that is missing or of another type is refused, one that is not known is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from build_site.errors import SourceError
from build_site.model.request import Answer, Wanted

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UNSAFE = frozenset("<>&`|[]{}*#\\")
"""What could be more than text in a page or in a summary written as Markdown."""

Json = Any
"""What orjson read; nothing of it is believed before its type has been looked at."""
L = TypeVar("L", bound="Loose")


class Loose(BaseModel):
    """A thing from a publisher: strict in the fields we use, and remembers those we don't know."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    def unknown(self) -> Iterator[str]:
        """Yield the names of fields that are not known here, in this thing and those in it."""
        yield from map(plain, self.model_extra or {})
        for value in self.__dict__.values():
            for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]:
                if isinstance(part, Loose):
                    yield from part.unknown()


def parse(body: bytes, model: type[L]) -> L:
    """Return the body as a model; raise ValueError with a sentence's end ("is not JSON") when it is none."""
    try:
        content = orjson.loads(body.removeprefix(BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as error:
        message = f"is not valid JSON ({error.msg}, at byte {error.pos})"
        raise ValueError(message) from None
    return check(content, model)


def check(content: Json, model: type[L]) -> L:
    """Return what was parsed as a model; raise ValueError with a sentence's end."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ValueError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first, *more = error.errors(include_url=False, include_context=False, include_input=False)
    where = plain(".".join(map(str, first["loc"]))) or "the whole"
    what = f"has no field {where!r}" if first["type"] == "missing" else f"has something wrong in {where!r}: {first['msg']}"
    return f"{what} (and {len(more)} more such faults)" if more else what


@contextmanager
def believing(answer: Answer, wanted: Wanted) -> Iterator[None]:
    """Turn a ValueError about an answer into a SourceError that names the source, the question and the fix."""
    try:
        yield
    except ValueError as error:
        raise SourceError(
            f"{wanted.source.id}: the answer about {answer.request.what} {error}\n"
            f"  asked: {urlsplit(answer.request.url).path:.300}\n"
            f"  None of it is used. See what the publisher says of the table, and mend asks in sources/{wanted.source.id}.yml;"
            " if the format itself has changed, build_site/sources/ must follow."
        ) from None


def plain(text: str) -> str:
    """Return a publisher's text short and harmless, for a message."""
    return "".join(letter if letter.isprintable() and letter not in UNSAFE else " " for letter in text[:80]).strip()


def some(words: Iterator[str] | list[str] | tuple[str, ...], most: int = 8) -> str:
    """Return the first words of many, for a message."""
    listed = [plain(word) for word in words]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
