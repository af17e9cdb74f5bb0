"""The first page: one sentence, the search box, the place, three examples and three differences, all from today's data."""

from dataclasses import dataclass

from build_site.model.area import Area
from build_site.model.device import DeviceCategory
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.unit import money
from build_site.publish import views
from build_site.publish.pages import cost
from build_site.publish.render import render
from build_site.publish.words import counted, figure, fill, texts

DIFFERENCES = 3
ALIKE = 2
"""So many of them may be of one kind: neither only praise nor only blame."""
ROLLATOR = "120606"
CHOICES = 2
"""A price example needs at least so many places."""


@dataclass(frozen=True)
class Example:
    """A question somebody could ask, its short answer and the page with the rest."""

    question: str
    answer: str
    key: str
    asked: str = ""
    """What the calculator is asked, where the answer stands there."""


@dataclass(frozen=True)
class Difference:
    """One region's figure for one measure."""

    area: Area
    one: views.Measured


def pages(edition: Edition) -> Files:
    """Return the start page."""
    said = texts()["start"]
    by_region = {area.code: views.measured(edition, area.code) for area in views.regions(edition)}
    examples = [_basket(edition) or _price(edition), _measure(edition, by_region), _place(edition, by_region)]
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


def _basket(edition: Edition) -> Example | None:
    """Return what a common device costs where enough places are known to compare: a rollator, or else the best known one."""
    said = texts()["start"]
    known = [basket for basket in edition.baskets if basket.costs.dispersion.enough]
    if not known:
        return None
    basket = max(known, key=lambda one: (one.costs.iso == ROLLATOR, len(one.places)))
    areas = edition.catalogue.areas
    low, high = basket.places[0], basket.places[-1]
    answer = fill(
        said["example_basket_answer"],
        low=money(low.sek),
        lowest=areas[low.area].short,
        high=money(high.sek),
        highest=areas[high.area].short,
        time=counted(basket.costs.years, "year"),
    )
    question = fill(said["example_fee"], device=cost.basket_words(basket))
    return Example(question, answer, f"device:{basket.costs.iso}", cost.ADDRESS + cost.basket_link(basket))


def _price(edition: Edition) -> Example | None:
    """Return the device whose fee can be compared between most places."""
    said = texts()["start"]
    categories = {category.code: category for category in edition.catalogue.devices.categories}
    spans = {code: span for code, span in edition.fee_statistics.items() if span.areas_compared >= CHOICES}
    if not spans:
        return None
    code, span = min(spans.items(), key=lambda item: (-item[1].areas_compared, item[0]))
    areas = edition.catalogue.areas
    per = f" {span.unit}" if span.unit else ""
    answer = fill(
        said["example_fee_answer"],
        low=money(span.min_sek or 0.0),
        lowest=areas[span.min_area or ""].short,
        high=money(span.max_sek or 0.0) + per,
        highest=areas[span.max_area or ""].short,
    )
    return Example(fill(said["example_fee"], device=_lower(categories[code])), answer, f"device:{code}")


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
    told = [code for code in counts if sum(counts[code])]
    if not told:
        return None
    code = max(told, key=lambda one: (sum(counts[one]), one))
    better, worse = counts[code]
    question = fill(said["example_area"], area=edition.catalogue.areas[code].short)
    return Example(question, fill(said["example_area_answer"], better=better, worse=worse), f"area:{code}")
