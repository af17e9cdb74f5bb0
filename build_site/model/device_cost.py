"""What one device costs, place by place, counted alike everywhere, and how far apart the places are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dispersion:
    """How far apart the known places are, in kronor; all None where too few are known."""

    areas_known: int
    min_sek: float | None = None
    median_sek: float | None = None
    max_sek: float | None = None
    range_sek: float | None = None
    """The dearest less the cheapest."""
    coefficient_of_variation: float | None = None
    """The standard deviation as a share of the mean; 0 when all are equal."""

    @property
    def enough(self) -> bool:
        """Tell whether enough places are known for a statistic."""
        return self.median_sek is not None


@dataclass(frozen=True)
class DeviceCosts:
    """A device of a class, for one person, over some years: what it costs in each place that has said so."""

    iso: str
    count: int
    """How many: 2 where one has a pair."""
    years: int
    age: int
    """The person's age in whole years when the device is handed out."""
    sek: tuple[tuple[str, float], ...] = ()
    """Area and kronor in all, the cheapest first. A municipality stands only where its sum is another than its region's."""
    dispersion: Dispersion = Dispersion(0)
