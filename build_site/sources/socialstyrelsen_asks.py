"""What sources/<id>.yml asks of Socialstyrelsen's statistics database: which series make which measure."""

import re
from typing import Annotated, Self

from pydantic import Field, PositiveInt, StringConstraints, model_validator

from build_site.model.area import AreaType
from build_site.model.base import Identifier, Model, Plain
from build_site.model.request import Wanted

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,80}$")]
"""A topic or a variable, as in the database's addresses."""

OURS = ("region", "kon", "matt", "ar")
"""Variables that are chosen here for every series, never in `select`."""

RATE = re.compile(r"[/%]|\b(?:per|andel|procent|medel\w*|median)\b", re.IGNORECASE)
"""Words of a measure that can't be added up over ages."""


class Measures(Model):
    """Which of the topic's measures goes into which column, by the publisher's words for it."""

    value: Plain | None = None
    numerator: Plain | None = None
    denominator: Plain | None = None

    def columns(self) -> dict[str, str]:
        """Return the words by column, without those not asked for."""
        return {name: words for name in ("value", "numerator", "denominator") if (words := getattr(self, name))}


class Series(Model):
    """One measure of ours from one topic of theirs."""

    indicator: Identifier
    topic: Name
    select: dict[Name, Annotated[tuple[Plain, ...], Field(min_length=1)]]
    """By variable: the values' `kod`, id or text. With several values the counts are added up."""
    measures: Measures
    per: PositiveInt | None = None
    """The value is numerator / denominator × this, where the publisher has no value for all ages."""
    first_year: int | None = None
    """Years before it are not asked for: another definition."""
    levels: tuple[AreaType, ...] = ("country", "region")
    regions: dict[str, Plain] = Field(default_factory=dict)
    """Their `kod` by our area code, in the topics that have other codes than SCB's."""

    @property
    def is_sum(self) -> bool:
        """Tell whether a cell is the sum of several of the publisher's cells."""
        return any(len(values) > 1 for values in self.select.values())

    @model_validator(mode="after")
    def _check(self) -> Self:
        if taken := sorted(set(self.select) & set(OURS)):
            message = f"select has {', '.join(taken)}, which every series has; take it out"
            raise ValueError(message)
        given = self.measures
        if (given.value is None) != (self.per is not None and given.numerator is not None and given.denominator is not None):
            message = "write either measures.value, or per with measures.numerator and measures.denominator"
            raise ValueError(message)
        rates = [words for words in given.columns().values() if RATE.search(words)]
        if self.is_sum and rates:
            message = f"select has several values, but {rates[0]!r} is a rate, which can't be added up; choose one value"
            raise ValueError(message)
        return self


class CodeList(Model):
    """Where the list of diagnoses is found."""

    topic: Name
    variable: Name = "diagnos"


class Asks(Model):
    """Everything asked of the database."""

    icd10: CodeList | None = None
    series: tuple[Series, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [one.indicator for one in self.series]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            message = f"{', '.join(twice)} stands in two series; keep one"
            raise ValueError(message)
        return self


def chosen(asks: Asks, wanted: Wanted) -> list[Series]:
    """Return the series of the measures that this pull wants."""
    return [one for one in asks.series if one.indicator in wanted.indicators]


def wants_codes(asks: Asks, wanted: Wanted) -> CodeList | None:
    """Return where the list of diagnoses is, unless the pull was narrowed to some measures: then only those are touched."""
    narrowed = wanted.indicators and not all(one.indicator in wanted.indicators for one in asks.series)
    return None if narrowed else asks.icd10
