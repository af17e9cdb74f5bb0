"""Where figures are born (a register) and where we took them from (a source)."""

import datetime as dt
from typing import Literal

from pydantic import NonNegativeInt

from build_site.model.area import AreaType
from build_site.model.base import Address, FullText, Identifier, Model, Plain


class Register(Model):
    """A quality register, a health-data register, a survey or other collection of figures."""

    id: Identifier
    name: FullText
    holder: Plain | None
    url: Address | None
    covers: FullText
    kind: Literal["quality_register", "health_data_register", "survey", "reporting", "statistics"] | None = None
    coverage: Plain | float | None = None
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
    terms: Plain | None = None
    allowed_levels: tuple[AreaType, ...] | None = None
    limits: Plain | dict[Plain, Plain | float] | None = None
    asks: Plain | tuple[Plain, ...] | None = None
    collected_at: dt.date | None = None
    note: Plain | None = None
