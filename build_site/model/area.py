"""The country, the regions and the municipalities."""

from typing import Literal

from pydantic import NonNegativeInt

from build_site.model.base import Model, Plain

COUNTRY = "00"
"""SCB's code for the whole country: what every area is compared with."""

AreaType = Literal["country", "region", "municipality"]


class Area(Model):
    """A place with figures or fees. The code is SCB's, as text, so that 01 keeps its zero."""

    code: str
    name: Plain
    type: AreaType
    parent: str | None = None
    short_name: Plain | None = None
    population: NonNegativeInt | None = None
    population_period: Plain | None = None
    kolada_code: Plain | None = None

    @property
    def short(self) -> str:
        """The name people use: Gävle, not Gävle kommun."""
        return self.short_name or self.name
