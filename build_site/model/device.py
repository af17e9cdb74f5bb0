"""Assistive devices: categories, and per area what they cost and who may have them."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, NonNegativeFloat, NonNegativeInt, PositiveInt, model_validator

from build_site.model.base import Address, Identifier, Model, Plain

STATUSES = {
    "last_known": "last_known",
    "superseded": "superseded",
    "historical": "historical",
    "proposed": "proposed",
    "disputed": "disputed",
    "senast kända": "last_known",
    "ersatt": "superseded",
    "historisk": "historical",
    "förslag": "proposed",
    "motsägs": "disputed",
}
"""What a fee row may say of itself; the Swedish words are taken too and mean the same."""

PAID = (
    "user_fee",
    "one_off_fee",
    "subscription",
    "yearly_fee",
    "rent",
    "loan_fee",
    "fitting_fee",
    "egenavgift",
    "engångsavgift",
    "abonnemang",
)
"""Fee types that are the price of having the device, and that may be compared between areas; the commonest first."""

NOT_A_PRICE = frozenset(
    {
        "subsidy",
        "bidrag",
        "high_cost_ceiling",
        "högkostnadsskydd",
        "replacement_charge",
        "ersättning",
        "visit_fee",
        "besöksavgift",
        "service_fee",
        "serviceavgift",
        "extra_fee",
        "tilläggsavgift",
    }
)
"""Fee types that are not: what you get, a ceiling, a loss, a visit, a repair, an extra. One in neither list is told only."""


def _check_status(text: str) -> str:
    if text not in STATUSES:
        message = "is not a known status; write last_known, superseded, historical, proposed or disputed"
        raise ValueError(message)
    return STATUSES[text]


def _split(cell: object) -> object:
    return tuple(part.strip() for part in cell.split(";")) if isinstance(cell, str) else cell


Money = NonNegativeFloat | None
IsoCode = Annotated[str, Field(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2})?)?$")]
"""A device class in ISO 9999: two, four or six digits; it stands for every class that begins with it."""
IsoCodes = Annotated[tuple[IsoCode, ...], BeforeValidator(_split)]
"""Several, written with semicolons in a cell."""
Status = Annotated[str, AfterValidator(_check_status)]


def stands_for(codes: Iterable[str], excepted: Iterable[str], iso: str) -> bool:
    """Tell whether what is said of some classes holds for a device. It does for all that begin with their codes."""
    return iso.startswith(tuple(codes)) and not iso.startswith(tuple(excepted))


class DeviceCategory(Model):
    """A class of devices in ISO 9999, with the edition that the code belongs to."""

    code: IsoCode
    edition: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    level: NonNegativeInt
    parent_code: str | None = None
    name_sv: Plain
    name_en: Plain | None = None
    lay_terms_sv: tuple[Plain, ...] = ()
    name_sv_source: Plain | None = None


class Fee(Model):
    """What a person pays (or gets as a subsidy) for a device in an area, as last published. Empty is unknown, 0 is free.

    The columns from `covers` on say what a sum needs and the others can't; most rows leave them empty.
    """

    fee_id: Identifier
    area: str
    iso: str | None = None
    edition: Plain | None = None
    item: Plain | None = None
    fee_type: Plain
    amount_sek: Money = None
    percent: Annotated[float | None, Field(ge=0, le=100)] = None
    min_sek: Money = None
    max_sek: Money = None
    unit: Plain | None = None
    applies_to: Plain | None = None
    min_age: NonNegativeInt | None = None
    max_age: NonNegativeInt | None = None
    condition: Plain | None = None
    high_cost_cap: Plain | None = None
    responsible: Plain | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    verified_at: dt.date | None = None
    source_url: Address
    source_date: Plain | None = None
    source_kind: Plain | None = None
    note: Plain | None = None
    status: Status
    covers: IsoCodes = ()
    """Device classes, beside `iso` or instead of it."""
    excepted: Annotated[IsoCodes, Field(alias="except")] = ()
    """Classes under them that the fee is not for."""
    count_rule: Literal["total", "nth"] | None = None
    """`total`: the amount is for so many together. `nth`: the amount is for the second one, the third one …"""
    count_from: PositiveInt | None = None
    count_to: PositiveInt | None = None
    longest_months: PositiveInt | None = None
    """A rent is paid for at most so many months."""
    loss_year: Annotated[int | None, Field(ge=1, le=4)] = None
    """The charge for a lost device is this in that year after it was handed out."""
    variant: Plain | None = None
    """Which model the fee is for, where a class has several; None is the ordinary one."""
    counted: Literal["no"] | None = None
    """`no`: no sum can be worked out from the row, and `told` says why."""
    told: Plain | None = None

    @model_validator(mode="after")
    def _fit(self) -> Self:
        numbered = self.count_from is not None or self.count_to is not None
        if numbered != (self.count_rule is not None):
            message = "count_rule and count_from or count_to go together; write both or none"
            raise ValueError(message)
        if (self.counted is None) != (self.told is None):
            message = "counted and told go together; write no and the reason, or leave both empty"
            raise ValueError(message)
        return self

    def speaks_of(self, iso: str) -> bool:
        """Tell whether the fee is for the device: its own code or a group above it, and not among those left out."""
        return stands_for((*((self.iso,) if self.iso else ()), *self.covers), self.excepted, iso)

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the fee has begun and has not ended on a day, as far as its source says."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Price(Model):
    """What a device costs somebody, at one place and time."""

    price_id: Identifier
    area: str
    iso: str | None = None
    edition: Plain | None = None
    item: Plain | None = None
    product: Plain | None = None
    price_type: Plain
    amount_sek: NonNegativeFloat
    unit: Plain | None = None
    vat: Plain | None = None
    payer: Plain | None = None
    condition: Plain | None = None
    source_url: Address
    source_date: Plain | None = None
    note: Plain | None = None


class Rule(Model):
    """Who may have a device, how many, from whom: one rule in our own words."""

    rule_id: Identifier
    area: str
    iso: str | None = None
    edition: Plain | None = None
    item: Plain | None = None
    rule_type: Plain
    value: Plain | None = None
    text_sv: Plain
    responsible: Plain | None = None
    prescriber: Plain | None = None
    source_url: Address
    source_date: Plain | None = None
    note: Plain | None = None


class FeeStatistics(Model):
    """What people pay for one device over the areas that have said so. Unknown areas are counted, never guessed."""

    areas_known: int
    areas_unknown: int
    areas_compared: int = 0
    """Areas whose fee is of the type and unit below, which most areas share; other fees can't be compared with them."""
    fee_type: str | None = None
    unit: str | None = None
    min_sek: float | None = None
    median_sek: float | None = None
    max_sek: float | None = None
    min_area: str | None = None
    max_area: str | None = None


class DeviceFacts(Model):
    """Everything known about devices: the categories and each area's fees, prices and rules."""

    categories: tuple[DeviceCategory, ...] = ()
    fees: tuple[Fee, ...] = ()
    prices: tuple[Price, ...] = ()
    rules: tuple[Rule, ...] = ()
