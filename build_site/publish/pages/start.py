"""The first page: one sentence, the search box, the place, three examples and three differences, all from today's data."""

from collections import defaultdict
from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.device import DeviceCategory
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, figure, fill, listed, money, texts

DIFFERENCES = 3
ALIKE = 2
"""So many of them may be of one kind: neither only praise nor only blame."""
CHOICES = 2
"""A price example needs at least so many regions."""


@dataclass(frozen=True)
class Example:
    """A question somebody could ask, its short answer and the page with the rest."""

    question: str
    answer: str
    key: str


@dataclass(frozen=True)
class Difference:
    """One region's figure for one measure."""

    area: Area
    one: views.Measured


def pages(edition: Edition) -> Files:
    """Return the start page."""
    said = texts()["start"]
    by_region = {area.code: views.measured(edition, area.code) for area in views.regions(edition)}
    examples = [_price(edition), _measure(edition, by_region), _place(edition, by_region)]
    page = render(
        "start.jinja",
        path="index.md",
        title=said["title"],
        description=said["description"],
        edition=edition,
        examples=[example for example in examples if example],
        differences=differences(edition, by_region),
    )
    return {"index.md": page}


def differences(edition: Edition, by_region: dict[str, list[views.Measured]]) -> list[Difference]:
    """Return the largest relative differences among the consistent verdicts, each on its own topic and in its own region."""
    candidates = [
        Difference(edition.catalogue.areas[code], one)
        for code, rows in by_region.items()
        for one in rows
        if one.kind in {"better", "worse"} and one.latest.period == one.comparison.period and not one.comparison.findings
    ]
    candidates.sort(key=lambda found: (-found.one.relative, found.one.indicator.id, found.area.code))
    chosen: list[Difference] = []
    topics: set[str] = set()
    places: set[str] = set()
    for found in candidates:
        own = {*found.one.indicator.topics, found.one.indicator.register_id}
        alike = sum(other.one.kind == found.one.kind for other in chosen)
        if not own & topics and found.area.code not in places and alike < ALIKE:
            chosen.append(found)
            topics |= own
            places.add(found.area.code)
        if len(chosen) == DIFFERENCES:
            break
    return chosen


def _price(edition: Edition) -> Example | None:
    """Return the device whose own fee is known in most regions, asked for with one fee type and unit."""
    said = texts()["start"]
    devices = views.devices_of(edition)
    groups: dict[tuple[str, str, str | None], dict[str, float]] = defaultdict(dict)
    for fee in edition.catalogue.devices.fees:
        area = edition.catalogue.areas.get(fee.area)
        own = fee.fee_type in texts()["fee"]["paid"]
        known = fee.iso in devices.categories and fee.amount_sek and fee.status == "last_known"
        if own and known and area and area.type == "region" and fee.iso and fee.amount_sek:
            amounts = groups[fee.iso, fee.fee_type, fee.unit]
            amounts[fee.area] = max(fee.amount_sek, amounts.get(fee.area, 0.0))
    ranked = sorted(groups, key=lambda key: (-len(groups[key]), key[0], key[1], key[2] or ""))
    if not ranked or len(groups[ranked[0]]) < CHOICES:
        return None
    best = ranked[0]
    answer = _span(edition, groups[best], best[2])
    return Example(fill(said["example_fee"], device=_lower(devices.categories[best[0]])), answer, f"device:{best[0]}")


def _span(edition: Edition, amounts: dict[str, float], unit: str | None) -> str:
    said = texts()["start"]
    areas = edition.catalogue.areas
    ordered = sorted(amounts, key=lambda code: (amounts[code], alphabetical(areas[code].short)))
    low, high = ordered[0], ordered[-1]
    per = f" {unit}" if unit else ""
    if amounts[low] == amounts[high]:
        return fill(said["example_fee_same"], low=money(amounts[low]) + per, places=listed(areas[code].short for code in ordered))
    return fill(
        said["example_fee_answer"],
        low=money(amounts[low]),
        lowest=areas[low].short,
        high=money(amounts[high]) + per,
        highest=areas[high].short,
    )


def _lower(category: DeviceCategory) -> str:
    return category.name_sv[:1].lower() + category.name_sv[1:]


def _measure(edition: Edition, by_region: dict[str, list[views.Measured]]) -> Example | None:
    """Return the first diagnosis that has a figure in the region where most people live."""
    said = texts()["start"]
    regions = [edition.catalogue.areas[code] for code in by_region]
    for region in sorted(regions, key=lambda area: (-(area.population or 0), area.code)):
        own = {one.indicator.id: one for one in by_region[region.code] if one.latest.status == "ok"}
        for diagnosis in edition.catalogue.diagnoses.values():
            for indicator in diagnosis.indicator_ids:
                one = own.get(indicator)
                if one and one.country and one.country.status == "ok":
                    question = fill(said["example_measure"], title=diagnosis.name_sv, area=region.short)
                    unit = one.indicator.unit
                    answer = f"{one.indicator.title.sv}: " + fill(
                        said["example_measure_answer"], figure=figure(one.latest, unit), country=figure(one.country, unit)
                    )
                    return Example(question, answer, f"diagnosis:{diagnosis.diagnosis_id}")
    return None


def _place(edition: Edition, by_region: dict[str, list[views.Measured]]) -> Example | None:
    """Return the region with the most clear verdicts."""
    said = texts()["start"]
    counts = {
        code: (sum(one.kind == "better" for one in rows), sum(one.kind == "worse" for one in rows))
        for code, rows in by_region.items()
    }
    told = [code for code in counts if sum(counts[code]) and code != COUNTRY]
    if not told:
        return None
    code = max(told, key=lambda one: (sum(counts[one]), one))
    better, worse = counts[code]
    question = fill(said["example_area"], area=edition.catalogue.areas[code].short)
    return Example(question, fill(said["example_area_answer"], better=better, worse=worse), f"area:{code}")
