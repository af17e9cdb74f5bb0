"""One page a device: what it is, what it costs everywhere, prices, rules, and who to ask. Unknown is listed, never 0 kr."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.device import DeviceCategory, Fee, FeeStatistics
from build_site.model.device_cost import DeviceCosts
from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.fact_age import FactAge
from build_site.model.output import Files
from build_site.model.unit import money, number
from build_site.publish import device_views, views
from build_site.publish.device_views import Disagreement, FeeLine, RuleLine, WhoAnswers
from build_site.publish.render import render
from build_site.publish.words import alphabetical, counted, fill, listed, texts, type_words

GROUPS = ("last_known", "disputed", "proposed", "old")


@dataclass(frozen=True)
class Shared:
    """What is looked up once for the pages of all devices."""

    devices: views.Devices
    regions: list[Area]
    disagreements: list[Disagreement]
    diagnoses: Callable[[str], Sequence[Diagnosis]]


def pages(edition: Edition) -> Files:
    """Return the page of every device class."""
    related = views.diagnoses_by_device(edition)
    shared = Shared(
        views.devices_of(edition),
        views.regions(edition),
        device_views.disagreements(edition),
        lambda code: related.get(code, []),
    )
    return {
        f"{edition.addresses[f'device:{category.code}']}index.md": _page(edition, category, shared)
        for category in edition.catalogue.devices.categories
    }


def _page(edition: Edition, category: DeviceCategory, shared: Shared) -> bytes:
    code = category.code
    facts = edition.catalogue.devices
    lines = fee_lines(edition, code, shared.devices)
    known = {line.area.code for line in lines if line.fee.status in {"last_known", "disputed"}}
    everywhere = code.startswith(edition.coverage.everywhere)
    unknown = [] if everywhere else [region for region in shared.regions if region.code not in known]
    rules = device_views.rule_lines(edition, [rule for rule in facts.rules if rule.iso and code.startswith(rule.iso)])
    prices = [(one, device_views.fact_age(one, edition.release.today)) for one in facts.prices if one.iso == code]
    about = edition.catalogue.about_devices.get(code)
    wanted = about.indicator_ids if about else ()
    costs = edition.device_costs.get(code)
    asked = device_views.who_by_answer(edition, code, shared.regions)
    return render(
        "device.jinja",
        path=f"{edition.addresses[f'device:{code}']}index.md",
        title=category.name_sv,
        description=fill(texts()["device"]["description"], name=category.name_sv),
        edition=edition,
        category=category,
        about=about,
        parent=shared.devices.categories.get(category.parent_code or ""),
        children=[one for one in facts.categories if one.parent_code == code],
        siblings=[one for one in facts.categories if one.parent_code == category.parent_code and one.code != code],
        groups=_groups(lines),
        lead=lead(edition, code, [line.fee for line in lines]),
        calculator=calculator(edition, code),
        pictures=edition.charts.get(f"device:{code}", {}),
        spread=spread_words(costs) if costs and costs.sek else "",
        how=fill(texts()["device"]["how_text"], what=what_words(costs), time=time_words(costs.years)) if costs else "",
        disagreements=device_views.disagree_about_device(shared.disagreements, code, [line.fee for line in lines]),
        unknown=[region.short for region in unknown],
        known_words="" if everywhere else _known_words(edition, known),
        rules=rules,
        prices=prices,
        known_answers=[one for one in asked if one.responsible != "unknown"],
        unanswered=_unanswered(asked),
        volumes=[one for name in wanted if (one := edition.catalogue.indicators.get(name))],
        waiting=sum(name in edition.catalogue.waiting for name in wanted),
        facts=device_views.age_words(_ages(lines, rules, prices)),
        related=sorted(shared.diagnoses(code), key=lambda one: alphabetical(one.name_sv)),
    )


def fee_lines(edition: Edition, code: str, devices: views.Devices) -> list[FeeLine]:
    """Return the fees for the device, also those for a group it belongs to: the country first, then by place."""
    areas = edition.catalogue.areas
    fees = [fee for fee in edition.catalogue.devices.fees if fee.speaks_of(code)]
    ordered = sorted(fees, key=lambda fee: (areas[fee.area].type != "country", alphabetical(areas[fee.area].short), fee.fee_id))
    return device_views.fee_lines(edition, ordered, devices)


def _groups(lines: Iterable[FeeLine]) -> dict[str, list[FeeLine]]:
    """Return the lines by how far they can be trusted."""
    groups: dict[str, list[FeeLine]] = {name: [] for name in GROUPS}
    for line in lines:
        groups[line.fee.status if line.fee.status in groups else "old"].append(line)
    return groups


def _ages(lines: Iterable[FeeLine], rules: Iterable[RuleLine], prices: Iterable[tuple[object, FactAge]]) -> list[FactAge]:
    """Return the age of every fact that is shown as holding today."""
    shown = [line.age for line in lines if line.fee.status in {"last_known", "disputed"}]
    return [*shown, *(line.age for line in rules), *(age for _, age in prices)]


def calculator(edition: Edition, code: str) -> str | None:
    """Return the way to the calculator with one such device chosen, or None where no place has a sum for it."""
    costs = edition.device_costs.get(code)
    return f"vad-kostar-det/?korg={code}:{costs.count}" if costs and costs.sek else None


def lead(edition: Edition, code: str, fees: list[Fee]) -> str:
    """Return what a person pays, from least to most: over the same time everywhere, or among fees of one kind and one unit."""
    said = texts()["device"]
    areas = edition.catalogue.areas
    current = {fee.area for fee in fees if fee.status == "last_known" and areas[fee.area].type != "country"}
    costs = edition.device_costs.get(code)
    if not current:
        return _nationwide(fees) if code.startswith(edition.coverage.everywhere) else str(said["lead_none"])
    if costs and len(costs.sek) > 1:
        return _costs(edition, costs)
    if edition.fee_statistics[code].areas_compared > 1:
        return _range(edition, edition.fee_statistics[code])
    return fill(said["lead_one"], places=counted(len(current), "place"))


def _nationwide(fees: Iterable[Fee]) -> str:
    """Return what the country's own rules say, where no place has told anything else: the calculator counts with them too."""
    amounts = {fee.amount_sek for fee in fees if fee.area == COUNTRY and fee.status == "last_known"}
    if len(amounts) == 1 and (sek := amounts.pop()) is not None:
        return fill(texts()["cost"]["script"]["spread_national"], sek=money(sek))
    return fill(texts()["device"]["lead_one"], places=counted(1, "place"))


def _costs(edition: Edition, costs: DeviceCosts) -> str:
    said = texts()["device"]
    low, high = costs.sek[0][1], costs.sek[-1][1]
    time, places = time_words(costs.years), counted(len(costs.sek), "place")
    if low == high:
        return fill(said["lead_costs_same"], low=money(low), places=places, time=time, what=what_words(costs))
    return fill(
        said["lead_costs"],
        low=money(low),
        high=money(high),
        lowest=_only_place(edition, costs, low),
        highest=_only_place(edition, costs, high),
        time=time,
        what=what_words(costs),
        known=len(costs.sek),
    )


def _only_place(edition: Edition, costs: DeviceCosts, sek: float) -> str:
    """Return where it costs so much, if that is one place."""
    codes = [code for code, amount in costs.sek if amount == sek]
    return fill(texts()["device"]["in_place"], place=edition.catalogue.areas[codes[0]].short) if len(codes) == 1 else ""


def time_words(years: int) -> str:
    """Return so many years in words."""
    said = texts()["device"]
    return str(said["one_year"]) if years == 1 else fill(said["years"], number=years)


def what_words(costs: DeviceCosts) -> str:
    """Return how many devices were counted, in words."""
    return str(texts()["device"]["one_device" if costs.count == 1 else "pair"])


def _range(edition: Edition, span: FeeStatistics) -> str:
    said = texts()["device"]
    areas = edition.catalogue.areas
    named = type_words(span.fee_type or "")
    values = {
        "kind": f"{named[0].lower()}{named[1:]} {span.unit or ''}".strip(),
        "low": money(span.min_sek or 0.0),
        "high": money(span.max_sek or 0.0),
        "known": span.areas_compared,
    }
    if span.min_sek == span.max_sek:
        return fill(said["lead_same"], places=counted(span.areas_compared, "place"), **values)
    return fill(said["lead_range"], lowest=areas[span.min_area or ""].short, highest=areas[span.max_area or ""].short, **values)


def spread_words(costs: DeviceCosts) -> str:
    """Return how far apart the places are, or that too few are known to say so."""
    said, found = texts()["device"], costs.dispersion
    if found.range_sek is None or found.median_sek is None or found.coefficient_of_variation is None:
        return fill(said["spread_few"], places=counted(found.areas_known, "place"))
    if found.range_sek == 0:
        return fill(said["spread_same"], known=found.areas_known)
    return fill(
        said["spread"],
        range=money(found.range_sek),
        median=money(found.median_sek),
        variation=number(found.coefficient_of_variation, 2),
        known=found.areas_known,
    )


def _known_words(edition: Edition, known: set[str]) -> str:
    """Return in how many regions and municipalities anything is known, out of all: the rest is not free."""
    areas = edition.catalogue.areas
    all_of = {kind: [code for code, area in areas.items() if area.type == kind] for kind in ("region", "municipality")}
    return fill(
        texts()["device"]["known_count"],
        regions=len(known.intersection(all_of["region"])),
        all_regions=counted(len(all_of["region"]), "region"),
        towns=len(known.intersection(all_of["municipality"])),
        all_towns=counted(len(all_of["municipality"]), "municipality"),
    )


def _unanswered(asked: Iterable[WhoAnswers]) -> str:
    """Return the regions where nobody says who answers at any age, as running text."""
    unknown = {area.code: area for one in asked if one.responsible == "unknown" for area in one.areas}
    for one in asked:
        if one.responsible != "unknown":
            for area in one.areas:
                unknown.pop(area.code, None)
    return listed(area.short for area in views.by_name(unknown.values())) if unknown else ""
