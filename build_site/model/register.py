"""Where figures are born (a register) and where we took them from (a source)."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, JsonValue, NonNegativeInt, StringConstraints

from build_site.model.area import AreaType
from build_site.model.base import Address, FullText, Identifier, Model, Percent, Plain

HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[!-~ ]{0,200}$")]
"""What may stand in a header: no line break, which would begin another one. May be empty."""


class Register(Model):
    """A quality register, a health-data register, a survey or other collection of figures."""

    id: Identifier
    name: FullText
    holder: Plain | None
    url: Address | None
    covers: FullText
    kind: Literal["quality_register", "health_data_register", "survey", "reporting", "statistics"] | None = None
    coverage: Plain | float | None = None
    coverage_floor: Percent | None = None
    """The coverage, in percent, below which the register itself calls a figure too uncertain to compare."""
    levels: tuple[AreaType, ...] = ()
    smallest_shown: NonNegativeInt | None = None
    lag_days: NonNegativeInt | None = None
    contact: Plain | None = None
    lay_terms: tuple[Plain, ...] = ()
    kolada_ids: tuple[Identifier, ...] = ()
    facts_source: Plain | None = None
    note: Plain | None = None


class Source(Model):
    """A publisher whose figures we show: its terms come with them."""

    id: Identifier
    publisher: Plain
    url: Address
    licence: Address
    attribution: Plain
    """What to call the source beside figures that somebody has worked on: rounded, compared, drawn."""
    attribution_raw: Plain | None = None
    """What to call it beside figures exactly as it published them, where its terms tell the two apart."""
    terms: Plain | None = None
    allowed_levels: tuple[AreaType, ...] | None = None
    limits: Plain | dict[Plain, Plain | float] | None = None
    connector: Identifier | None = None
    """The NAME of the module in sources/ that reads its format; without one the module named like the source, if there is one."""
    base_url: Address | None = None
    """Where its API begins."""
    asks: Plain | tuple[Plain, ...] | dict[Identifier, JsonValue] | None = None
    """What to ask for. A mapping is read by the connector, with a model of its own."""
    enabled: bool = True
    """False: fetched only when it is named."""
    rate_per_second: float | None = Field(default=None, gt=0)
    """The most questions in a second that its keeper puts up with."""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Sent with every question. Everybody can read them in data/, so a secret has no place here."""
    collected_at: dt.date | None = None
    note: Plain | None = None
