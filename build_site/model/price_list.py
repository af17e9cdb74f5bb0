"""How a publisher's price list in a workbook is read: which of its columns are which of ours."""

from typing import Annotated

from pydantic import Field, PositiveInt, StringConstraints

from build_site.model.area import COUNTRY
from build_site.model.base import Address, Identifier, Model, Plain
from build_site.model.device import IsoCode

Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A column as the publisher heads it. It is looked for, never shown, so it may be any text."""


class PriceColumn(Model):
    """One column of amounts, and what they are: `tlv_retail_price`, VAT and all."""

    column: Heading
    price_type: Plain
    vat: Plain | None = None
    payer: Plain | None = None


class PriceList(Model):
    """data/price_lists/<id>/list.yml: where a workbook's prices stand and what they are called here."""

    id: Identifier
    source: Identifier
    """Whose list it is, with licence and terms: data/sources/<source>.yml."""
    workbook: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.xlsx$")]
    """The file beside this one."""
    sheet: Heading | None = None
    """None: the workbook's first."""
    header_row: PositiveInt = 1
    """The row with the columns' names, counted from 1 as in Excel."""
    area: str = COUNTRY
    source_url: Address
    source_date: Plain
    number: Heading
    """The column with the publisher's own number of each product: a row without one is no product."""
    product: Heading
    item: Heading | None = None
    """The column with the kind of product in words."""
    unit: Heading | None = None
    """The column that says what the amount buys: `30 styck`."""
    group: Heading | None = None
    """The column with the publisher's group code, which `iso_by_group` turns into device classes."""
    prices: Annotated[tuple[PriceColumn, ...], Field(min_length=1)]
    iso: IsoCode | None = None
    """The device class of every product whose group says nothing else."""
    iso_by_group: Annotated[dict[str, IsoCode], Field(default_factory=dict)]
    edition: Plain | None = None
    note: Plain | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that the workbook must have."""
        named = (self.number, self.product, self.item, self.unit, self.group, *(price.column for price in self.prices))
        return tuple(dict.fromkeys(name for name in named if name is not None))
