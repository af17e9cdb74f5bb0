"""What the pages look for in an edition: places in order, rows of a table, which thing belongs to which."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from build_site.model.area import COUNTRY, Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.device import DeviceCategory, Fee
from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.period import last_day
from build_site.model.register import Source
from build_site.publish.words import alphabetical, fill, texts, verdict_kind

Row = tuple[Area, Latest | None]
"""A place and its latest figure, if it has one."""

OLD_AFTER_YEARS = 4
"""A figure whose last year is further back than this is called old."""


@dataclass(frozen=True)
class Measured:
    """A measure with one area's figure, the country's and their comparison: a row of an area's table."""

    indicator: Indicator
    comparison: Comparison
    latest: Latest
    country: Latest | None

    @property
    def kind(self) -> str:
        """The verdict as shown."""
        return verdict_kind(self.latest)

    @property
    def relative(self) -> float:
        """How large the difference from the country is, as a share of the country's figure."""
        if self.country is None or not self.country.value or self.latest.difference is None:
            return 0.0
        return abs(self.latest.difference / self.country.value)


def by_name(areas: Iterable[Area]) -> list[Area]:
    """Return the areas in Swedish alphabetical order."""
    return sorted(areas, key=lambda area: alphabetical(area.short))


def regions(edition: Edition) -> list[Area]:
    """Return the regions in alphabetical order."""
    return by_name(area for area in edition.catalogue.areas.values() if area.type == "region")


def municipalities(edition: Edition) -> dict[str, list[Area]]:
    """Return the municipalities of each region, in alphabetical order."""
    grouped: dict[str, list[Area]] = defaultdict(list)
    for area in by_name(edition.catalogue.areas.values()):
        if area.type == "municipality" and area.parent:
            grouped[area.parent].append(area)
    return dict(grouped)


def comparison_of(edition: Edition, indicator: Indicator) -> Comparison:
    """Return the measure's comparison, or an empty one when there are no figures to compare."""
    found = edition.comparisons.get(indicator.id)
    return found or Comparison(indicator=indicator.id, method="none", reference=COUNTRY, period=None)


def source_of(edition: Edition, indicator: Indicator) -> Source:
    """Return the source of the measure."""
    return edition.catalogue.sources[indicator.source]


def sources_of(edition: Edition, figures: Iterable[Measured]) -> list[tuple[Source, dt.date | None]]:
    """Return the sources of the figures with the day of the newest fetch, by name."""
    days: dict[str, list[dt.date]] = {}
    for one in figures:
        source = source_of(edition, one.indicator)
        fetched = one.indicator.retrieved_at or source.collected_at
        days.setdefault(source.id, []).extend([fetched] if fetched else [])
    found = [(edition.catalogue.sources[key], max(own, default=None)) for key, own in days.items()]
    return sorted(found, key=lambda one: (one[0].publisher, one[0].id))


def measured(edition: Edition, area: str) -> list[Measured]:
    """Return every measure that has a figure (shown, hidden or missing) for the area, by title."""
    found = []
    for indicator in edition.catalogue.indicators.values():
        comparison = edition.comparisons.get(indicator.id)
        latest = comparison.latest.get(area) if comparison else None
        if comparison and latest:
            found.append(Measured(indicator, comparison, latest, comparison.latest.get(COUNTRY)))
    return sorted(found, key=lambda one: alphabetical(one.indicator.title.sv))


def is_old(period: str, today: dt.date) -> bool:
    """Tell whether a figure of the period is called old."""
    return today.year - last_day(period).year > OLD_AFTER_YEARS


def title_of(edition: Edition, area: Area) -> str:
    """Return the name, with its kind behind where region and municipality are one and share it: Region Gotland."""
    said = texts()["area"]
    if area.code == COUNTRY:
        return str(said["title_country"])
    parent = edition.catalogue.areas.get(area.parent or "")
    return fill(said["title_municipality"], name=area.name) if parent and parent.name == area.name else area.name


def who_decides(area: Area, region: Area | None) -> str:
    """Return who decides over care and fees in the area, which lies in the region if it is a municipality."""
    said = texts()["area"]
    if area.type == "municipality" and region:
        return fill(said["who_municipality"], name=area.name, region=region.name)
    return fill(said["who_region"] if area.type == "region" else said["who_country"], name=area.name)


def bar_top(latest: Iterable[Latest | None]) -> float | None:
    """Return the value of a full bar, or None when bars from zero would say nothing."""
    values = [one.value for one in latest if one and one.status == "ok" and one.value is not None and not one.suspicious]
    return max(values) if values and min(values) >= 0 and max(values) > 0 else None


def diagnoses_by_indicator(edition: Edition) -> Mapping[str, list[Diagnosis]]:
    """Return the diagnoses that each measure belongs to."""
    grouped: dict[str, list[Diagnosis]] = defaultdict(list)
    for diagnosis in edition.catalogue.diagnoses.values():
        for indicator in diagnosis.indicator_ids:
            grouped[indicator].append(diagnosis)
    return grouped


def diagnoses_by_device(edition: Edition) -> Mapping[str, list[Diagnosis]]:
    """Return the diagnoses that each device belongs to."""
    grouped: dict[str, list[Diagnosis]] = defaultdict(list)
    for diagnosis in edition.catalogue.diagnoses.values():
        for code in diagnosis.device_iso_codes:
            grouped[code].append(diagnosis)
    return grouped


def diagnoses_without_figures(edition: Edition) -> list[Diagnosis]:
    """Return the diagnoses that no measure shows a figure for, in any area."""
    told = {name for name, one in edition.comparisons.items() if any(latest.status == "ok" for latest in one.latest.values())}
    return [one for one in edition.catalogue.diagnoses.values() if told.isdisjoint(one.indicator_ids)]


@dataclass(frozen=True)
class Devices:
    """The device classes and what is known of each, looked up once for all pages."""

    categories: dict[str, DeviceCategory]
    fees_by_device: dict[str, list[Fee]] = field(default_factory=lambda: defaultdict(list))
    fees_by_area: dict[str, list[Fee]] = field(default_factory=lambda: defaultdict(list))

    def name(self, fee: Fee) -> str:
        """Return what the fee is for: the source's own word, or the class it belongs to."""
        category = self.categories.get(fee.iso or "")
        return fee.item or (category.name_sv if category else fee.fee_type)


def devices_of(edition: Edition) -> Devices:
    """Return the devices with their fees, grouped."""
    facts = edition.catalogue.devices
    devices = Devices({category.code: category for category in facts.categories})
    for fee in facts.fees:
        devices.fees_by_area[fee.area].append(fee)
        if fee.iso:
            devices.fees_by_device[fee.iso].append(fee)
    return devices
