"""Results against targets for the four cornerstones of palliative care (2011 agreement, mission M30)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from build_site.model.area import Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.indicator import Indicator
from build_site.model.period import in_words

TOPIC = "Palliativ vård: "
"""An indicator belongs to a cornerstone by one of its `topics`: this and the cornerstone's name."""
CORNERSTONES = ("kommunikation", "teamarbete", "symtomkontroll", "närstående")
FEWEST_SPOKES = 3
"""Two spokes make no surface."""
TOP = 100.0
"""Every axis goes from 0 to 100 per cent."""


@dataclass(frozen=True)
class Spoke:
    """One result and its target, per cent."""

    title: str
    cornerstone: str
    value: float
    target: float

    @property
    def gap(self) -> float:
        """How far it is up to the target; below zero when it is passed."""
        return self.target - self.value


@dataclass(frozen=True)
class Cornerstones:
    """One place's spokes in the order of the cornerstones, and what stands under the picture."""

    area: str
    name: str
    period: str
    spokes: tuple[Spoke, ...]
    source: str = "Källa: se varje mått. Egen bearbetning: Jämförbart."

    @property
    def indicator(self) -> str:
        """The folder that the chart lies in."""
        return f"area/{self.area}"


def cornerstones(
    indicators: Mapping[str, Indicator], comparisons: Mapping[str, Comparison], areas: Mapping[str, Area]
) -> Mapping[str, Cornerstones]:
    """Return the spokes of every place that has enough results with a target, by its key `area:01`."""
    own = [(indicators[name], comparison) for name, comparison in comparisons.items() if cornerstone_of(indicators[name])]
    found = {f"area:{code}": _of_place(area, own) for code, area in areas.items() if own}
    return {key: one for key, one in found.items() if one is not None}


def cornerstone_of(indicator: Indicator) -> str | None:
    """Return the cornerstone that a measure belongs to, if it can stand on an axis where 100 is best."""
    named = [name for name in CORNERSTONES if TOPIC + name in indicator.topics]
    return named[0] if named and indicator.unit == "percent" and indicator.better == "higher" else None


def _of_place(area: Area, own: Iterable[tuple[Indicator, Comparison]]) -> Cornerstones | None:
    found = [(indicator, latest) for indicator, comparison in own if (latest := _sound(comparison, area.code))]
    spokes = sorted((_spoke(indicator, latest) for indicator, latest in found), key=_order)
    if len(spokes) < FEWEST_SPOKES:
        return None
    periods = sorted({latest.period for _, latest in found})
    return Cornerstones(area.code, area.short, ", ".join(in_words(period) for period in periods), tuple(spokes))


def _sound(comparison: Comparison, code: str) -> Latest | None:
    """Return a place's figure if it can be held against a target."""
    latest = comparison.latest.get(code)
    return latest if latest and latest.value is not None and latest.targets and not latest.suspicious else None


def _spoke(indicator: Indicator, latest: Latest) -> Spoke:
    newest = max((one.target for one in latest.targets), key=lambda target: target.source_date)
    return Spoke(indicator.title.sv, cornerstone_of(indicator) or "", latest.value or 0.0, newest.value)


def _order(spoke: Spoke) -> tuple[int, str]:
    return CORNERSTONES.index(spoke.cornerstone), spoke.title


def vertex(value: float, spoke: int, spokes: int) -> tuple[float, float]:
    """Return where a value lies on a spoke: 0 in the middle, 100 at distance 1; the first spoke points up, the rest clockwise."""
    angle = 2 * math.pi * spoke / spokes
    return round(value / TOP * math.sin(angle), 9) + 0.0, round(value / TOP * math.cos(angle), 9) + 0.0
