"""Fees as rules that a sum can be worked out from, a basket of devices, and what it costs."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from build_site.model.area import COUNTRY, Area
from build_site.model.base import Address, Identifier, Model, Percent, Plain
from build_site.model.device import IsoCode, stands_for

Kind = Literal["device", "start", "visit", "service", "extra", "loss", "short_term", "subsidy", "ceiling", "purchase", "told"]
"""What is paid for. `device`, `start` and what a `subsidy` leaves are in the sum; `told` can only be told in words."""

IN_SUM: frozenset[Kind] = frozenset({"device", "start", "subsidy"})
"""Kinds that a sum is made of."""

Basis = Literal["item", "pair", "prescription", "person"]
"""What one amount is for: each device, each pair, all of one kind that are handed out together, or everything one has."""

Every = Literal["once", "month", "quarter", "half_year", "year"]
MONTHS: dict[Every, int] = {"once": 0, "month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""Months between two payments; 0: one payment only."""

Who = Literal["everyone", "adults", "children"]
"""Whom the source names, where it gives no ages. Adults are 18 and older, by law; it then says nothing of the others."""

Pattern = Annotated[str, Field(pattern=r"^[0-9]{2}([0-9]{2})?$")]
Sek = NonNegativeFloat | None


class FeeRule(Model):
    """One fee as a rule. Amounts in kronor; None is unknown or not said. `text` is the rule in one plain sentence."""

    model_config = ConfigDict(populate_by_name=True)

    fee_id: Identifier
    area: Pattern
    item: Plain | None = None
    iso: tuple[IsoCode, ...] = ()
    """Device classes: every class that begins with one of these. None at all: the rule is for no device in particular."""
    excepted: Annotated[tuple[IsoCode, ...], Field(alias="except")] = ()
    kind: Kind
    amount_sek: Sek = None
    percent: Percent | None = None
    min_sek: Sek = None
    max_sek: Sek = None
    basis: Basis = "item"
    every: Every = "once"
    longest_months: PositiveInt | None = None
    count_rule: Literal["total", "nth"] | None = None
    count_from: PositiveInt | None = None
    count_to: PositiveInt | None = None
    variant: Plain | None = None
    who: Who = "everyone"
    min_age: NonNegativeInt | None = None
    max_age: NonNegativeInt | None = None
    loss_year: PositiveInt | None = None
    in_ceiling: bool = False
    calendar_year: bool = False
    """Of a ceiling: it holds from January to December, not over any twelve months."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    verified_at: dt.date | None = None
    status: Literal["last_known", "superseded", "historical", "proposed", "disputed"]
    responsible: Plain | None = None
    condition: Plain | None = None
    told: Plain | None = None
    """Why no sum can be worked out."""
    text: Plain
    source_url: Address
    source_date: Plain | None = None

    def speaks_of(self, iso: str) -> bool:
        """Tell whether the rule is for a device class."""
        return stands_for(self.iso, self.excepted, iso)

    def as_json(self) -> dict[str, Any]:
        """Return the rule as the files have it: what is None is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class AreaRules(Model):
    """The rules that a place's inhabitants meet: its own, its region's and the country's."""

    area: Pattern
    parents: tuple[Pattern, ...] = ()
    """The region and the country, nearest first."""
    rules: tuple[FeeRule, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what fees/rules/<area>.json holds."""
        return {"area": self.area, "parents": list(self.parents), "rules": [rule.as_json() for rule in self.rules]}


def parents_of(area: Area) -> tuple[str, ...]:
    """Return the codes of the places that an area lies in, nearest first."""
    return {"country": (), "region": (COUNTRY,), "municipality": (str(area.parent), COUNTRY)}[area.type]


@dataclass(frozen=True)
class CostLine:
    """One line of what a basket costs, over the whole time. Lines that are not in the sum tell one payment."""

    fee_id: str
    area: str
    kind: str
    """The rule's kind, or `disputed`: another source says so."""
    isos: tuple[str, ...]
    """The devices of the basket that the line is for."""
    variant: str | None
    sek: float | None
    """None: unknown, for want of a price or of an amount."""
    times: int
    """How many payments."""
    before_ceiling_sek: float | None
    """What the payments would have been without the ceiling."""
    in_total: bool
    text: str

    @property
    def iso(self) -> str:
        """The first of the devices."""
        return self.isos[0]

    def as_json(self) -> dict[str, Any]:
        """Return what the browser's calculator returns for the line."""
        return {
            "fee_id": self.fee_id,
            "area": self.area,
            "kind": self.kind,
            "iso": self.iso,
            "isos": list(self.isos),
            "variant": self.variant,
            "sek": self.sek,
            "times": self.times,
            "before_ceiling_sek": self.before_ceiling_sek,
            "in_total": self.in_total,
            "text": self.text,
        }


@dataclass(frozen=True)
class Cost:
    """What a basket costs one person in one place."""

    total_sek: float | None
    """None as soon as anything in the basket is unknown: unknown is never 0."""
    by_year_sek: list[float] | None
    lines: list[CostLine]
    unknown: list[str]
    """The devices whose cost is unknown at any time."""
    least_sek: float
    most_sek: float | None
    """The bounds: equal to the total when it is known; None where there is no upper one."""

    def as_json(self) -> dict[str, Any]:
        """Return what the browser's calculator returns."""
        return {
            "total_sek": self.total_sek,
            "by_year_sek": self.by_year_sek,
            "lines": [line.as_json() for line in self.lines],
            "unknown": self.unknown,
            "least_sek": self.least_sek,
            "most_sek": self.most_sek,
        }
