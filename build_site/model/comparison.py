"""What is known about an area's latest figure, and how it stands against the country."""

from dataclasses import dataclass, field
from typing import Literal

VersusCountry = Literal["better", "worse", "similar", "higher", "lower", "not_assessed"]


@dataclass(frozen=True)
class Verdict:
    """The judgement of a series against its reference, with what it rests on."""

    verdict: VersusCountry
    years_better: int | None = None
    """Years on the better side (the higher one where neither is better), also when the verdict is worse or lower."""
    years_compared: int | None = None
    """Years that differed from the reference; ties are left out."""
    p_value: float | None = None
    reason: str | None = None
    """Why there is no verdict: a key into the page texts (`too_few_years`, `no_country`, `overlapping` …)."""

    @property
    def years_agreeing(self) -> int:
        """How many years were on the side that the verdict names."""
        better, compared = self.years_better or 0, self.years_compared or 0
        return compared - better if self.verdict in {"worse", "lower"} else better


@dataclass(frozen=True)
class Change:
    """The difference from the period before, in the indicator's unit."""

    from_period: str
    difference: float
    assessment: str = "not_assessed"


@dataclass(frozen=True)
class Latest:
    """One area's latest figure (sex: total) with everything said of it."""

    area: str
    period: str
    value: float | None
    status: str
    kind: str
    verdict: Verdict
    difference: float | None = None
    change: Change | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    of: int | None = None
    suspicious: bool = False
    series: tuple[tuple[str, float | None], ...] = ()
    """The years behind it, oldest first: for the sparkline and the time line. None where unknown, or where it can't be true."""


@dataclass(frozen=True)
class Finding:
    """Something odd in the source, found by a check and shown, never mended."""

    check: str
    indicator: str
    sv: str
    areas: tuple[str, ...] = ()
    period: str | None = None
    other: str | None = None


@dataclass(frozen=True)
class Comparison:
    """One indicator, all areas: the latest figures by area code, and what the checks found."""

    indicator: str
    method: str
    reference: str
    period: str | None
    """The newest period that any area has."""
    latest: dict[str, Latest] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    level: float = 0.95
    """How sure a verdict has to be."""
