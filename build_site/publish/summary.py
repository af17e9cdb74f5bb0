"""What a report tells of a place: which of its figures, and in what order. By how sure they are, never by rank."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from typing import NamedTuple

from build_site.model.area import Area, AreaType
from build_site.model.comparison import Comparison, Latest, TargetStatus
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.publish import views
from build_site.publish.views import Measured
from build_site.publish.words import alphabetical, reason, verdict_kind

SURE = ("better", "worse", "higher", "lower")
"""What a change can be called when it is more than chance, in the order that a report tells it."""

LARGEST = 5
"""So many of the changes that nobody can judge are named."""

FEWEST = 3
"""With fewer places the spread between them says nothing."""

Spreads = Mapping[tuple[str, AreaType], float]
"""By measure and type of area: how much the places' newest figures usually differ (standard deviation)."""


class Judged(NamedTuple):
    """How many figures of a place were judged, how many stand out, and how many chance alone would single out."""

    all: int
    flagged: int
    by_chance: float


@dataclass(frozen=True)
class Gaps:
    """What is missing for a place, or is not as good as it should be."""

    absent: list[Indicator]
    """Measures that other places of its type have a figure for."""
    hidden: list[Measured]
    behind: list[Measured]
    """Other places have a figure for a later period."""
    old: list[Measured]
    suspicious: list[Measured]

    def __bool__(self) -> bool:
        """Tell whether there is any gap."""
        return bool(self.absent or self.hidden or self.behind or self.old or self.suspicious)


def told(figures: Iterable[Measured], kind: str) -> list[Measured]:
    """Return the figures with that verdict, the surest first."""
    return sorted((one for one in figures if one.kind == kind), key=doubt)


def doubt(one: Measured) -> tuple[bool, float, float, str]:
    """Return a key that sorts the surest verdict first: by interval before by years, then the larger difference."""
    verdict = one.latest.verdict
    by_years = verdict.method != "interval"
    chance = verdict.p_value if by_years else 1 - (verdict.sure or 0.0)
    return by_years, 1.0 if chance is None else chance, -one.relative, one.indicator.id


def judged(figures: Iterable[Measured], kind: AreaType) -> Judged:
    """Return how many of the figures of a place of that type were judged, and what chance would do.

    How often chance flags one place is taken as the mean over all judged places of the type, measure by measure.
    """
    chances = [(one.kind, one.comparison.chance[kind]) for one in figures if kind in one.comparison.chance]
    own = [(verdict, chance) for verdict, chance in chances if verdict != "not_assessed"]
    flagged = sum(verdict != "similar" for verdict, _ in own)
    return Judged(len(own), flagged, fsum(chance.expected / chance.judged for _, chance in own))


def not_judged(figures: Iterable[Measured]) -> list[tuple[str, int]]:
    """Return why figures that are shown have no verdict, as the end of a sentence, with how many; the commonest first."""
    reasons = Counter(reason(one.latest) for one in figures if one.kind == "not_assessed" and one.latest.status == "ok")
    return sorted(reasons.items(), key=lambda one: (-one[1], one[0]))


def doubles(figures: Iterable[Measured]) -> list[tuple[Measured, Measured]]:
    """Return the pairs of measures whose figures a check has found to be the same, so that they count twice."""
    by_id = {one.indicator.id: one for one in figures}
    found = {
        (min(name, finding.other), max(name, finding.other))
        for name, one in by_id.items()
        for finding in one.comparison.findings
        if finding.check == "same_series" and finding.other in by_id
    }
    return [(by_id[first], by_id[second]) for first, second in sorted(found)]


def changed(figures: Iterable[Measured], kind: str) -> list[Measured]:
    """Return the figures whose change has that assessment, the largest first by its share of the figure before."""
    found = [one for one in figures if one.latest.change and one.latest.change.assessment == kind]
    return sorted(found, key=lambda one: (-_share(one.latest), one.indicator.id))


def _share(latest: Latest) -> float:
    if latest.change is None or latest.value is None or latest.value == latest.change.difference:
        return 0.0
    return abs(latest.change.difference / (latest.value - latest.change.difference))


def most_changed(figures: Iterable[Measured], kind: AreaType, usual: Spreads, today: dt.date) -> list[Measured]:
    """Return the largest of the changes that nobody can judge, each against how much places usually differ in the measure.

    Headcounts and other sums grow with the place itself, so they are left out; and old figures, for they are no news.
    """
    steps = []
    for one in figures:
        change, spread = one.latest.change, usual.get((one.indicator.id, kind), 0.0)
        left_out = views.is_old(one.latest.period, today) or one.latest.suspicious or "area" in one.indicator.additive_over
        if change and change.assessment == "not_assessed" and change.difference and spread and not left_out:
            steps.append((-abs(change.difference) / spread, one.indicator.id, one))
    return [one for _, _, one in sorted(steps, key=lambda step: step[:2])[:LARGEST]]


def spreads(edition: Edition) -> Spreads:
    """Return how much the places of each type differ in each measure."""
    found: dict[tuple[str, AreaType], float] = {}
    for name, comparison in edition.comparisons.items():
        values: dict[AreaType, list[float]] = {}
        for code, one in comparison.latest.items():
            if one.value is not None and one.status == "ok" and not one.suspicious:
                values.setdefault(edition.catalogue.areas[code].type, []).append(one.value)
        found |= {(name, kind): _deviation(own) for kind, own in values.items() if len(own) >= FEWEST}
    return found


def _deviation(values: list[float]) -> float:
    mean = fsum(values) / len(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / len(values))


def trends(figures: Iterable[Measured]) -> list[Measured]:
    """Return the figures that have risen or fallen for five years by more than chance, by title."""
    return [one for one in figures if one.latest.trend in {"increasing", "decreasing"}]


def targets(figures: Iterable[Measured]) -> list[tuple[Measured, TargetStatus]]:
    """Return how the figures stand against each target that somebody has set, by title."""
    return [(one, status) for one in figures for status in one.latest.targets]


def gaps(edition: Edition, area: Area, figures: list[Measured], common: Mapping[AreaType, list[Indicator]]) -> Gaps:
    """Return what is missing for a place. A figure is named once: as old rather than as behind the others."""
    today = edition.release.today
    having = {one.indicator.id for one in figures if one.latest.status != "missing"}
    shown = [one for one in figures if one.latest.status == "ok"]
    old = [one for one in shown if views.is_old(one.latest.period, today)]
    return Gaps(
        absent=[indicator for indicator in common.get(area.type, []) if indicator.id not in having],
        hidden=[one for one in figures if one.latest.status == "suppressed"],
        behind=[one for one in shown if one.latest.period != one.comparison.period and one not in old],
        old=old,
        suspicious=[one for one in shown if one.latest.suspicious],
    )


def measured_by_others(edition: Edition) -> Mapping[AreaType, list[Indicator]]:
    """Return, by type of area, the measures that at least one place of the type has a figure for, by title."""
    areas = edition.catalogue.areas
    found: dict[AreaType, list[Indicator]] = {}
    for indicator in sorted(edition.catalogue.indicators.values(), key=lambda one: alphabetical(one.title.sv)):
        comparison = views.comparison_of(edition, indicator)
        for kind in _types_with_figures(comparison, areas):
            found.setdefault(kind, []).append(indicator)
    return found


def _types_with_figures(comparison: Comparison, areas: Mapping[str, Area]) -> set[AreaType]:
    return {areas[code].type for code, one in comparison.latest.items() if one.status == "ok"}


def count(figures: Iterable[Measured], kind: str) -> int:
    """Return how many figures have that verdict."""
    return sum(verdict_kind(one.latest) == kind for one in figures)
