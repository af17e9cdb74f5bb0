"""What figures are about: places, measures, registers, sources, diagnoses and devices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build_site.model.area import Area
    from build_site.model.device import DeviceFacts
    from build_site.model.diagnosis import Diagnosis
    from build_site.model.indicator import Indicator
    from build_site.model.register import Register, Source


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
