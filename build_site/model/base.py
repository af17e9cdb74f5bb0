"""What every thing written in YAML or CSV has in common: frozen, and no unknown key."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|&#?\w+;|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Tags, character references, control and direction-changing characters; `< 140/85` and `HbA1c >70` are fine."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these."""


def check_plain(text: str) -> str:
    """Return the text, or raise ValueError if it could be more than text on a page or in a spreadsheet."""
    if MARKUP.search(text):
        message = "has markup or invisible characters; write plain text"
        raise ValueError(message)
    if text.startswith(FORMULA):
        message = "begins like a spreadsheet formula; begin with a letter or a digit"
        raise ValueError(message)
    return text


_PART = r"(?:[A-Za-z0-9._~:/?@!$&()*+,;=-]|%[0-9A-Fa-f]{2})*"
ADDRESS = re.compile(rf"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{{1,5}})?(?:[/?]{_PART})?(?:#{_PART})?")
"""RFC 3986 without user names and quotes. The API's schemas ask as much, but can't say on which line of data/ it stands."""


def check_address(text: str) -> str:
    """Return the web address, or raise ValueError unless it is a whole one for http or https."""
    if not ADDRESS.fullmatch(text):
        message = "is not a web address; write it whole, beginning with https://"
        if not text.isascii():
            message += ", and copy it from the browser: å, ä and ö have codes there (%C3%A5)"
        raise ValueError(message)
    return text


Plain = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(check_plain)]
"""Text that is only text: never HTML, never a formula."""

Address = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_address)]
"""A web address, http or https."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$")]
"""Safe as a folder name, a file name and part of an address."""

Percent = Annotated[float, Field(ge=0, le=100)]


class Model(BaseModel):
    """A frozen thing that refuses keys it doesn't know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Model):
    """A text in Swedish and, when written, in English."""

    sv: Plain
    en: Plain | None = None


class FullText(Text):
    """A text that must exist in both languages."""

    en: Plain


class Link(Model):
    """An address with a name."""

    title: Plain
    url: Address
