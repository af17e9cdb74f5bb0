"""A measure: what it counts, for whom, why, and which way is better."""

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, StringConstraints, model_validator

from build_site.model.base import Address, FullText, Identifier, Link, Model, Percent, Plain, Text
from build_site.model.period import first_day, is_period, last_day

Better = Literal["higher", "lower", "neither"]

YEARS_COVERED = {
    "year": 1,
    "december_31": 1,
    "month": 1,
    "quarter": 1,
    "months": 1,
    "rolling_12_months": 1,
    "three_year_mean": 3,
    "four_year_range": 4,
    "five_year_mean": 5,
    "five_year_period": 5,
}
"""How many years one value covers, by period_type. Values that share years are not independent."""


def _check_range(limits: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = limits
    if low is not None and high is not None and low >= high:
        message = "has its lowest value above its highest; write [lowest, highest]"
        raise ValueError(message)
    return limits


def _check_period(text: str) -> str:
    if not is_period(text):
        message = "is not a period; write 2024, 2024-03, 2024-Q1 or 2021/2024"
        raise ValueError(message)
    return text


Period = Annotated[str, BeforeValidator(lambda given: str(given) if type(given) is int else given), AfterValidator(_check_period)]
"""A period; a bare year is a number to YAML, and means the year."""
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2})?$")]
Limits = Annotated[tuple[float | None, float | None], AfterValidator(_check_range)]


class Definition(Model):
    """How the measure was defined during a time; a difference across definitions is refused."""

    id: Identifier
    valid_from: Period
    valid_to: Period | None = None
    text: Text


class Target(Model):
    """A level somebody has promised, with its own source and date. Reached from the side that `better` points away from."""

    value: float
    set_by: Plain
    source_url: Address
    source_date: dt.date
    valid_from: Period | None = None
    valid_to: Period | None = None
    """The periods it is a target for; without them every period."""
    definition: Identifier | None = None
    """The definition it was set for; figures under another one are not held against it."""


class Indicator(Model):
    """One folder under data/indicators/. Field by field in data/README.md."""

    id: Identifier
    slug: Identifier | None = None
    """The page's address when it is not to follow the title: an address that has been published stays."""
    title: FullText
    description: FullText
    why: FullText | None = None
    counts: FullText | None = None
    numerator: FullText | None = None
    denominator: FullText | None = None
    caveats: FullText | None = None
    lay_terms: tuple[Plain, ...] = ()
    unit: Plain
    better: Better
    better_reason: Plain
    register_id: Identifier = Field(alias="register")
    source: Identifier
    adjustment: Literal["none", "age_sex", "model"]
    population: Literal["all", "women", "men"] = "all"
    smallest_denominator: PositiveInt
    additive_over: tuple[Literal["sex", "area"], ...]
    steward: Plain
    next_review: dt.date
    valid_range: Limits | None = None
    period_type: Literal[tuple(YEARS_COVERED)] = "year"  # type: ignore[valid-type]
    discontinued_after: Period | None = None
    definitions: tuple[Definition, ...] = ()
    targets: tuple[Target, ...] = ()
    coverage: Percent | None = None
    """How much of what should be there the measure covers, when it is not what its register says of itself."""
    coverage_by_area: dict[AreaCode, Percent] = Field(default_factory=dict)
    """The same for single areas. Below the register's `coverage_floor` an area is shown but not judged."""
    links: tuple[Link, ...] = ()
    topics: tuple[Plain, ...] = ()
    source_title: Plain | None = None
    source_unit: Plain | None = None
    source_note: Plain | None = None
    source_url: Address | None = None
    retrieved_at: dt.date | None = None

    @model_validator(mode="after")
    def _check_definitions(self) -> "Indicator":
        for one in self.definitions:
            if one.valid_to is not None and last_day(one.valid_to) < first_day(one.valid_from):
                message = f"has a definition {one.id!r} that ends before it begins"
                raise ValueError(message)
        for one, following in pairwise(self.definitions):
            if last_day(one.valid_to or one.valid_from) >= first_day(following.valid_from):
                message = f"has a definition {following.id!r} that begins before {one.id!r} has ended; write them oldest first"
                raise ValueError(message)
        known = {one.id for one in self.definitions}
        if len(known) < len(self.definitions):
            message = "has two definitions with one id"
            raise ValueError(message)
        if unknown := {target.definition for target in self.targets if target.definition} - known:
            message = f"has a target for a definition that is not there: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        return self

    @property
    def years_covered(self) -> int:
        """How many years one value covers."""
        return YEARS_COVERED[self.period_type]

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Return the lowest and highest value that can be true; a share lies in 0-100 unless said otherwise."""
        if self.valid_range is not None:
            return self.valid_range
        return (0.0, 100.0) if self.unit == "percent" else (None, None)
