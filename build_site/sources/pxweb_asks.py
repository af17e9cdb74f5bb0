"""What sources/<id>.yml asks of a PxWeb host: which table becomes which measure, and what its variables are."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints, model_validator

from build_site.errors import SourceError
from build_site.model.area import AreaType
from build_site.model.base import Identifier, Model
from build_site.model.indicator import Period
from build_site.model.request import Wanted

POPULATION = "areas/population.csv"


def _check_path(text: str) -> str:
    if any(not part or not part.strip(".") for part in text.split("/")):
        message = "is not a table; write its id, or for v1 its path below the language, without a slash first or last"
        raise ValueError(message)
    return text


Code = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]
"""A variable or a value as the publisher writes it: `Kön`, `1+2`, `-4`."""
TablePath = Annotated[Code, AfterValidator(_check_path)]
AgeGroup = Annotated[str, StringConstraints(pattern=r"^(total|[0-9]{1,3}-[0-9]{1,3}|[0-9]{1,3}\+)$")]


class Place(Model):
    """The variable that says where. Its codes are SCB's own unless `codes` says otherwise."""

    dimension: Code
    codes: dict[Code, Code] = Field(default_factory=dict)
    """Theirs → ours, only for those that differ."""
    levels: tuple[AreaType, ...] | None = None


class Sex(Model):
    """The variable that says who. Its codes differ from table to table, so each is written out."""

    dimension: Code
    codes: Annotated[dict[Code, Literal["total", "women", "men"]], Field(min_length=1)]


class Time(Model):
    """The variable that says when."""

    dimension: Code
    by: Literal["code", "text"] = "code"
    """Where the period is read."""
    year_end: bool = False
    """Of a monthly table only December, written as the year: how it stood on the last day."""
    first: Period | None = None
    """Earlier periods are not asked for."""
    latest: PositiveInt | None = None
    """Only so many, the last ones."""


class Measures(Model):
    """The variable whose values are different figures on the same thing, and which column each goes into."""

    dimension: Code
    value: Code
    lower: Code | None = None
    upper: Code | None = None
    numerator: Code | None = None
    denominator: Code | None = None

    def columns(self) -> dict[str, str]:
        """Return the column of each code."""
        names = ("value", "lower", "upper", "numerator", "denominator")
        return {code: name for name in names if (code := getattr(self, name)) is not None}


class Ages(Model):
    """The variable that says how old, and which of its codes are added up to each of our age groups."""

    dimension: Code
    groups: Annotated[dict[AgeGroup, Annotated[tuple[Code, ...], Field(min_length=1)]], Field(min_length=1)]

    def codes(self) -> tuple[str, ...]:
        """Return every code once, in the order they stand."""
        return tuple(dict.fromkeys(code for group in self.groups.values() for code in group))


class TableAsk(Model):
    """One table, whole: each of its variables is named once, under what it is to us."""

    table: TablePath
    enabled: bool = True
    """False: an example that nobody has tried; never asked for."""
    indicator: Identifier | None = None
    file: Literal["areas/population.csv"] | None = None
    area: Place | None = None
    """None: the table is about the whole country."""
    sex: Sex | None = None
    """None: the table is about everybody."""
    time: Time
    measures: Measures | None = None
    ages: Ages | None = None
    fixed: dict[Code, Code] = Field(default_factory=dict)
    """By variable: the one value that is meant."""
    eliminate: tuple[Code, ...] = ()
    """Variables that the publisher adds up itself when they are left out."""
    code_lists: dict[Code, Code] = Field(default_factory=dict)
    """By variable: the list its codes are taken from, `vs_…` and `agg_…` in v2, `vs:…` and `agg:…` in v1."""
    kind: Literal["final", "preliminary"] = "final"

    @property
    def name(self) -> str:
        """What the table becomes."""
        return self.indicator or str(self.file)

    def chosen(self) -> Iterator[str]:
        """Yield the variables that values are chosen of."""
        for part in (self.area, self.sex, self.ages, self.measures, self.time):
            if part is not None:
                yield part.dimension
        yield from self.fixed

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.indicator is None) == (self.file is None):
            message = "write either indicator or file"
            raise ValueError(message)
        if (self.file is None) != (self.ages is None):
            message = "ages and file belong together: figures are only added up for the population"
            raise ValueError(message)
        if self.file and self.measures:
            message = "the population has no measures; put the one that is meant in fixed"
            raise ValueError(message)
        named = [*self.chosen(), *self.eliminate]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            message = f"variable {', '.join(twice)} stands twice; a variable is one thing"
            raise ValueError(message)
        if loose := sorted(set(self.code_lists) - set(self.chosen())):
            message = f"code_lists has {', '.join(loose)}, of which no values are chosen"
            raise ValueError(message)
        self._check_codes()
        return self

    def _check_codes(self) -> None:
        if self.sex and len(set(self.sex.codes.values())) < len(self.sex.codes):
            message = "sex has two codes for the same sex; keep one"
            raise ValueError(message)
        if self.measures:
            given = [code for name, code in self.measures if name != "dimension" and code is not None]
            if len(set(given)) < len(given):
                message = "measures has one code in two columns; each column has a code of its own"
                raise ValueError(message)
        for group, codes in (self.ages.groups if self.ages else {}).items():
            if len(set(codes)) < len(codes):
                message = f"age group {group} has a code twice; it would be counted twice"
                raise ValueError(message)


class Asks(Model):
    """Everything asked of one host."""

    api: Literal["v1", "v2"]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "sv"
    tables: tuple[TableAsk, ...]
    keeps: tuple[Identifier, ...] = ()
    """Measures of this source that no table gives: their figures stay as they are."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        asked = {table.indicator for table in self.tables if table.indicator}
        if both := sorted(asked.intersection(self.keeps)):
            message = f"{', '.join(both)} is both asked for and kept; take it out of one"
            raise ValueError(message)
        return self


def chosen_tables(asks: Asks, wanted: Wanted) -> list[TableAsk]:
    """Return the tables that this pull needs; raise SourceError if it needs none. --only leaves the other files alone."""
    enabled = [table for table in asks.tables if table.enabled]
    every = {*asks.keeps, *(table.indicator for table in enabled if table.indicator)}
    whole = not wanted.indicators or every <= wanted.indicators.keys()
    tables = [table for table in enabled if (whole if table.file else table.indicator in wanted.indicators)]
    if not tables:
        names = ", ".join(sorted(wanted.indicators)) or "figures"
        raise SourceError(
            f"{wanted.source.id}: no table that is enabled in asks, in sources/{wanted.source.id}.yml, gives {names}"
        )
    return tables


YEAR = r"(?:1[89]|2[01])[0-9]{2}"
FORMS = (
    (re.compile(rf"({YEAR})"), "{0}"),
    (re.compile(rf"({YEAR})\s?[-\u2013/]\s?({YEAR})"), "{0}/{1}"),
    (re.compile(rf"({YEAR})M(0[1-9]|1[0-2])"), "{0}-{1}"),
    (re.compile(rf"({YEAR})[KQ]([1-4])"), "{0}-Q{1}"),
)
"""How PxWeb hosts write periods. `2024-03` is not among them: a month to some, two years to others."""


def read_period(text: str) -> str | None:
    """Return a publisher's period as ours: 2024M03 is 2024-03, 2024K1 is 2024-Q1, 2021-2024 is 2021/2024. None: not one."""
    for form, ours in FORMS:
        if found := form.fullmatch(text.strip()):
            period = ours.format(*found.groups())
            first, _, last = period.partition("/")
            return period if not last or first < last else None
    return None
