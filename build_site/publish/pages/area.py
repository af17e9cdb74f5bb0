"""One page a place: what stands out, fees, all figures, who decides, and everything as a file."""

from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import device_views, views
from build_site.publish.device_views import Disagreement, FeeLine, RuleLine
from build_site.publish.render import render
from build_site.publish.words import alphabetical, check_words, counted, fill, texts

SHOWN = 6
"""So many of the better and of the worse stand first; the table has them all."""

TOLD = ("better", "worse", "higher", "lower")
"""A municipality's page repeats these of its region's figures and links to the rest: 290 copies of them all would be heavy."""

OLD = ("superseded", "historical")
CEILING = "high_cost_ceiling"
GROUPS = ("ceiling", "last_known", "disputed", "proposed", "old")
"""How far a fee can be trusted, in the order of the page; what one pays at most stands first."""


@dataclass(frozen=True)
class Part:
    """What one area says: a municipality's page has two, its own and its region's."""

    area: Area
    figures: list[views.Measured]
    fees: list[FeeLine]
    rules: list[RuleLine]

    def told(self, kind: str) -> list[views.Measured]:
        """Return the figures with that verdict, the largest relative difference first."""
        return sorted((one for one in self.figures if one.kind == kind), key=lambda one: (-one.relative, one.indicator.id))


def pages(edition: Edition) -> Files:
    """Return the page of every place."""
    devices = views.devices_of(edition)
    children = views.municipalities(edition)
    parts = {code: _part(edition, area, devices) for code, area in edition.catalogue.areas.items()}
    found = device_views.disagreements(edition)
    return {
        f"{edition.addresses[f'area:{code}']}index.md": _page(edition, area, parts, children, found)
        for code, area in edition.catalogue.areas.items()
    }


def _part(edition: Edition, area: Area, devices: views.Devices) -> Part:
    fees = sorted(devices.fees_by_area.get(area.code, []), key=lambda fee: (alphabetical(devices.name(fee)), fee.fee_id))
    return Part(
        area=area,
        figures=views.measured(edition, area.code),
        fees=device_views.fee_lines(edition, fees, devices),
        rules=device_views.rule_lines(edition, (rule for rule in edition.catalogue.devices.rules if rule.area == area.code)),
    )


def _page(
    edition: Edition, area: Area, parts: dict[str, Part], children: dict[str, list[Area]], found: list[Disagreement]
) -> bytes:
    own = parts[area.code]
    region = parts.get(area.parent or "") if area.type == "municipality" else None
    said = texts()["area"]
    return render(
        "area.jinja",
        path=f"{edition.addresses[f'area:{area.code}']}index.md",
        title=views.title_of(edition, area),
        description=fill(said["description"], name=area.name),
        edition=edition,
        area=area,
        own=own,
        region=region,
        region_told=[one for one in region.figures if one.kind in TOLD] if region else [],
        lead=_lead(area, own, region),
        better=(region or own).told("better")[:SHOWN],
        worse=(region or own).told("worse")[:SHOWN],
        who=views.who_decides(area, region.area if region else None),
        children=children.get(area.code, []) if area.type == "region" else [],
        regions=views.regions(edition) if area.code == COUNTRY else [],
        calculator=_calculator(edition, area, region.area if region else None),
        equipment=_here(edition, area, [own, region] if region else [own], found),
    )


@dataclass(frozen=True)
class Here:
    """What is known of devices in a place: the municipality's and its region's facts together."""

    fees: dict[str, list[FeeLine]]
    """By group of GROUPS; a list may be empty."""
    check: str
    """Whom to ask whether the last known fees still hold."""
    rules: list[RuleLine]
    silent: list[Area]
    """The places that have not said what anything costs."""
    answers: list[device_views.PlaceAnswer]
    unanswered: list[str]
    """The groups of devices that nobody says who answers for."""
    disagreements: list[Disagreement]
    facts: str
    """How old the facts are, in words."""


def _here(edition: Edition, area: Area, parts: list[Part], found: list[Disagreement]) -> Here:
    lines = sorted((line for part in parts for line in part.fees), key=lambda line: (alphabetical(line.name), line.fee.fee_id))
    rules = [line for part in parts for line in part.rules]
    names = {one.code: one.name_sv for one in edition.catalogue.devices.categories}
    answers, unanswered = device_views.place_answers(edition, area.code, names)
    groups: dict[str, list[FeeLine]] = {group: [] for group in GROUPS}
    for line in lines:
        groups[_group(line)].append(line)
    ages = [line.age for line in lines if line.fee.status not in OLD] + [line.age for line in rules]
    return Here(
        fees=groups,
        check=check_words(line.area for line in groups["last_known"]),
        rules=rules,
        silent=[part.area for part in parts if not any(line.fee.status not in OLD for line in part.fees)],
        answers=answers,
        unanswered=unanswered,
        disagreements=device_views.disagree_in_place(found, area),
        facts=device_views.age_words(ages),
    )


def _calculator(edition: Edition, area: Area, region: Area | None) -> str | None:
    """Return the way to the calculator with the place chosen, or None where no sum is known in it or in its region."""
    here = {area.code, *([region.code] if region else [])}
    known = {code for costs in edition.device_costs.values() for code, _ in costs.sek}
    return f"vad-kostar-det/?plats={area.code}" if here & known else None


def _group(line: FeeLine) -> str:
    if line.fee.status in OLD:
        return "old"
    return "ceiling" if line.fee.status == "last_known" and line.fee.fee_type == CEILING else line.fee.status


def _lead(area: Area, own: Part, region: Part | None) -> str:
    said = texts()["area"]
    if area.type == "country":
        return fill(said["lead_country"], measures=counted(len(own.figures), "measure"))
    if region:
        return fill(said["lead_municipality"], region=region.area.name)
    better, worse, similar, *neither = (len(own.told(kind)) for kind in ("better", "worse", "similar", "higher", "lower"))
    rest = len(own.figures) - better - worse - similar - sum(neither)
    sentences = [fill(said["lead_region"], better=counted(better, "measure"), worse=worse, similar=similar)]
    if sum(neither):
        sentences.append(fill(said["lead_neither"], measures=counted(sum(neither), "measure")))
    if rest:
        sentences.append(fill(said["lead_rest"], measures=counted(rest, "measure")))
    return " ".join(sentences) if own.figures else ""
