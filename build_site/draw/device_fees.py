"""What the charts of a device's costs are drawn from, as plain rows, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_site.draw.borders import simplify
from build_site.model.area import COUNTRY, Area
from build_site.model.device import DeviceCategory
from build_site.model.device_cost import DeviceCosts
from build_site.model.unit import money

FEWEST_PLACES = 3
"""With fewer places a chart says less than the table."""
Told = tuple[str, str]
"""A finding and an alternative text."""


@dataclass(frozen=True)
class Bar:
    """One place and what the device costs there in all, in kronor."""

    area: str
    name: str
    sek: float


@dataclass(frozen=True)
class DeviceFees:
    """One device's costs in the places that have said so, the cheapest first, and the shapes of the municipalities."""

    iso: str
    title: str
    count: int
    years: int
    bars: tuple[Bar, ...]
    towns: tuple[dict[str, Any], ...] = ()
    """GeoJSON features of the municipalities among the bars; the regions' borders are the same for every map."""
    unknown: int = 0
    """Regions that no cost is known in."""
    source: str = "Källa: platsernas egna sidor, se tabellen. Egen bearbetning: Jämförbart."

    @property
    def indicator(self) -> str:
        """The folder that the charts lie in."""
        return f"hjalpmedel/{self.iso}"

    @property
    def what(self) -> str:
        """What is shown, and counted how."""
        time = "ett år" if self.years == 1 else f"{self.years} år"
        return f"{self.title}: vad {'ett' if self.count == 1 else 'två'} kostar en vuxen på {time}, kronor"


def device_fees(
    category: DeviceCategory, costs: DeviceCosts, areas: Mapping[str, Area], municipal_borders: Mapping[str, Any] | None
) -> DeviceFees | None:
    """Return what to draw, or None where fewer than FEWEST_PLACES are known."""
    if len(costs.sek) < FEWEST_PLACES:
        return None
    bars = tuple(Bar(code, areas[code].short, sek) for code, sek in costs.sek)
    known = {bar.area for bar in bars}
    return DeviceFees(
        iso=category.code,
        title=category.name_sv,
        count=costs.count,
        years=costs.years,
        bars=bars,
        towns=_shapes(municipal_borders, known),
        unknown=sum(area.type == "region" and code not in known for code, area in areas.items() if code != COUNTRY),
    )


def _shapes(borders: Mapping[str, Any] | None, wanted: set[str]) -> tuple[dict[str, Any], ...]:
    features = [one for one in borders["features"] if one["properties"]["code"] in wanted] if borders else []
    return tuple(simplify({"features": features})["features"])


def finding(fees: DeviceFees) -> str:
    """Return the cheapest and the dearest, naming a place where only one is."""
    low, high = fees.bars[0].sek, fees.bars[-1].sek
    if low == high:
        return f"{money(low)} i alla {len(fees.bars)} kända platser"
    return f"Från {money(low)}{_where(fees.bars, low)} till {money(high)}{_where(fees.bars, high)}"


def _where(bars: Sequence[Bar], sek: float) -> str:
    names = [bar.name for bar in bars if bar.sek == sek]
    return f" i {names[0]}" if len(names) == 1 else ""


def bars_told(fees: DeviceFees) -> Told:
    """Return the finding, and how many places are known."""
    return finding(fees), f"Stapeldiagram över {len(fees.bars)} platser. {finding(fees)}. {fees.what}."


def map_told(fees: DeviceFees) -> Told:
    """Return the finding, and in how many regions the cost is unknown."""
    regions = sum(len(bar.area) == len(COUNTRY) for bar in fees.bars)
    towns = len(fees.bars) - regions
    said = f"Karta. {finding(fees)}. Känt i {_many(regions, 'region', 'regioner')} och {_many(towns, 'kommun', 'kommuner')}"
    return f"Kostnaden är okänd i {_many(fees.unknown, 'region', 'regioner')}", f"{said}. {fees.what}."


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
