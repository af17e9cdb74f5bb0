"""Who answers for a device: the region, the municipality, both, or nobody that we know of."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from build_site.model.base import Address, Model, Plain

Responsible = Literal["region", "municipality", "shared", "agreement", "unknown"]
"""`shared`: each answers for a part. `agreement`: both, by one set of rules. `unknown`: we looked, and nobody says."""

OLDEST = 120
"""Years: where ages are walked through, nobody is older."""


class Responsibility(Model):
    """What one source says of who answers for a group of devices, at which ages and on which condition."""

    area: str
    iso: Annotated[str | None, Field(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2})?)?$")] = None
    """The code of the group and so of all below it; None is every device."""
    edition: Plain | None = None
    min_age: NonNegativeInt | None = None
    max_age: NonNegativeInt | None = None
    responsible: Responsible
    condition: Plain | None = None
    text_sv: Plain
    source_url: Address
    source_date: Plain | None = None

    def covers(self, iso: str, age: int) -> bool:
        """Tell whether the row speaks of the device, for a person of the age in whole years."""
        return iso.startswith(self.iso or "") and (self.min_age or 0) <= age <= (OLDEST if self.max_age is None else self.max_age)


@dataclass(frozen=True)
class Answer:
    """Who answers, and the rows that say so; none of them when it is unknown."""

    responsible: Responsible
    rows: tuple[Responsibility, ...] = ()


UNKNOWN = Answer("unknown")


@dataclass(frozen=True)
class Answered:
    """The answer for one group of devices between two ages, both in whole years; None is no limit."""

    iso: str
    min_age: int | None
    max_age: int | None
    answer: Answer
