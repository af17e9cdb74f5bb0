"""What is known about an area's latest figure, and how it stands against the country."""

from dataclasses import dataclass, field
from typing import Literal

from build_site.model.indicator import Target

Method = Literal["interval", "consistency", "none"]
"""How a verdict was reached: from the figure's own uncertainty, from its years, or not at all."""
FunnelClass = Literal["low_998", "low_95", "within", "high_95", "high_998"]
RankMethod = Literal["band", "span"]
Trend = Literal["increasing", "decreasing", "no_change", "not_assessed"]
VersusCountry = Literal["better", "worse", "similar", "higher", "lower", "not_assessed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of a series against its reference, with what it rests on."""

    verdict: VersusCountry
    years_better: int | None = None
    """Years on the better side (the higher one where neither is better), also when the verdict is worse or lower."""
    years_compared: int | None = None
    """Years that differed from the reference; ties are left out."""
    p_value: float | None = None
    reason: str | None = None
    """Why there is no verdict: a key into the page texts (`too_few_years`, `no_country`, `overlapping`, `low_coverage` …)."""
    method: Method = "consistency"
    """The method whose numbers stand here; `none` when nothing was compared at all."""
    sure: float | None = None
    """For an interval: the highest level (0.95 or 0.998) at which it leaves the reference out; None when it never does."""
    level: float = 0.95
    """The level asked of this verdict: 0.998 where hundreds of places of one kind are judged."""

    @property
    def years_agreeing(self) -> int:
        """How many years were on the side that the verdict names."""
        better, compared = self.years_better or 0, self.years_compared or 0
        return compared - better if self.verdict in {"worse", "lower"} else better


@dataclass(frozen=True, slots=True)
class Interval:
    """The uncertainty of a figure (95 %), in the indicator's unit: given by the source, or computed from its counts."""

    lower: float
    upper: float
    method: Literal["wilson", "poisson", "given"]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference from the period before, in the indicator's unit. Never across two definitions or between shared years."""

    from_period: str
    difference: float
    assessment: VersusCountry = "not_assessed"
    """Better or worse only when the two intervals say so; without intervals it is not assessed."""
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class SexGap:
    """Women against men in one area, in the newest period that has both."""

    period: str
    women: float
    men: float
    difference: float
    """Women minus men, in the indicator's unit."""
    assessment: VersusCountry = "not_assessed"
    """How it stands for women: better or worse than for men only when the intervals say so."""
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """How a figure stands against a level somebody has promised. `uncertain`: the interval holds the target."""

    target: Target
    status: Literal["met", "not_met", "uncertain", "not_assessed"]
    difference: float | None
    """Figure minus target, in the indicator's unit."""


@dataclass(frozen=True)
class Chance:
    """How many areas of one type were judged at which level, and how many of the flags chance alone would give."""

    judged: int
    flagged: int
    """Those with a verdict other than `similar`."""
    level: float
    expected: float
    """As many would be flagged if no area differed from the country and, for consistency, years were tosses of a coin."""


@dataclass(frozen=True, slots=True)
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
    change_reason: str | None = None
    """Why there is no change although there is an earlier figure: `new_definition` or `overlapping`."""
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    of: int | None = None
    suspicious: bool = False
    interval: Interval | None = None
    funnel: FunnelClass | None = None
    """Where the figure lies against the control limits round the country; None without counts."""
    rank_method: RankMethod | None = None
    """What rank_low and rank_high are: the ranks the intervals allow, or how the rank has wandered over five years."""
    trend: Trend = "not_assessed"
    targets: tuple[TargetStatus, ...] = ()
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
    """How sure a verdict on a region has to be; `chance` has the level of each type of area."""
    chance: dict[str, Chance] = field(default_factory=dict)
    """By type of area, region or municipality; only types with a judged area."""
    overdispersion: tuple[float, float] | None = None
    """phi and tau² of the regions round the country's value; None without counts."""
    breaks: tuple[str, ...] = ()
    """The periods in which a new definition begins: no line and no difference goes across them."""
    band: tuple[tuple[str, float, float], ...] = ()
    """Period, lower and upper: how uncertain the country's figure is (95 %), in the indicator's unit; only where it is known."""
    sexes: SexGap | None = None
    """None when the source has no figures for both women and men in the whole country."""
    sexes_by_area: dict[str, SexGap] = field(default_factory=dict)
    """The same for each area that has figures for both, the whole country among them."""
