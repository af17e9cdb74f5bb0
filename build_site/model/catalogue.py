"""What figures are about: places, measures, registers, sources, diagnoses and devices."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from build_site.model.search import SearchWords

if TYPE_CHECKING:
    from build_site.model.area import Area
    from build_site.model.device import DeviceFacts
    from build_site.model.device_notes import Contradiction, DeviceAbout
    from build_site.model.diagnosis import Diagnosis, IcdTitle
    from build_site.model.indicator import Indicator
    from build_site.model.receipt import Receipt
    from build_site.model.register import Register, Source
    from build_site.model.responsibility import Responsibility


@dataclass(frozen=True)
class Catalogue:
    """Everything in data/ that is not a figure, each by its id and in the order that pages list it."""

    areas: dict[str, "Area"]
    indicators: dict[str, "Indicator"]
    registers: dict[str, "Register"]
    sources: dict[str, "Source"]
    diagnoses: dict[str, "Diagnosis"]
    devices: "DeviceFacts"
    borders: dict[str, object] | None = None
    """GeoJSON of the regions, WGS84, with SCB codes; None when the data folder has no borders."""
    municipal_borders: dict[str, object] | None = None
    """The same of the municipalities."""
    receipts: "dict[str, Receipt]" = field(default_factory=dict)
    """What the last pull got, by source."""
    raw: frozenset[str] = frozenset()
    """The indicators whose figures are exactly as a pull got them from their publisher."""
    changes: tuple[dict[str, str], ...] = ()
    """What every pull changed, oldest first: CHANGE_COLUMNS."""
    icd10: "tuple[IcdTitle, ...]" = ()
    """Every code of ICD-10-SE with its name; empty until the list has been pulled."""
    search: SearchWords = field(default_factory=SearchWords)
    """What people write about search itself; empty without data/search."""
    waiting: "dict[str, Indicator]" = field(default_factory=dict)
    """The indicators that have no figures before their first pull. They have no page, and none of them is in `indicators`."""

    about_devices: "dict[str, DeviceAbout]" = field(default_factory=dict)
    """What each device class is in plain words, by code; most have none."""
    responsibility: "tuple[Responsibility, ...]" = ()
    """Who answers for which devices, area by area."""
    contradictions: "tuple[Contradiction, ...]" = ()
    """Where sources on fees disagree, area by area."""

    def attribution(self, indicator: str) -> str:
        """Return what an indicator's own figures are to be called, by the terms of its source."""
        source = self.sources[self.indicators[indicator].source]
        return source.attribution_raw if indicator in self.raw and source.attribution_raw else source.attribution
