"""One page a place: what stands out, fees, all figures, who decides, and everything as a file."""

from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.device import Fee, Rule
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, counted, fill, texts

SHOWN = 6
"""So many of the better and of the worse stand first; the table has them all."""

TOLD = ("better", "worse", "higher", "lower")
"""A municipality's page repeats these of its region's figures and links to the rest: 290 copies of them all would be heavy."""

OLD = ("superseded", "historical")


@dataclass(frozen=True)
class Part:
    """What one area says: a municipality's page has two, its own and its region's."""

    area: Area
    figures: list[views.Measured]
    fees: list[Fee]
    old_fees: list[Fee]
    rules: list[Rule]

    def told(self, kind: str) -> list[views.Measured]:
        """Return the figures with that verdict, the largest relative difference first."""
        return sorted((one for one in self.figures if one.kind == kind), key=lambda one: (-one.relative, one.indicator.id))


def pages(edition: Edition) -> Files:
    """Return the page of every place."""
    devices = views.devices_of(edition)
    children = views.municipalities(edition)
    parts = {code: _part(edition, area, devices) for code, area in edition.catalogue.areas.items()}
    return {
        f"{edition.addresses[f'area:{code}']}index.md": _page(edition, area, parts, children, devices)
        for code, area in edition.catalogue.areas.items()
    }


def _part(edition: Edition, area: Area, devices: views.Devices) -> Part:
    fees = sorted(devices.fees_by_area.get(area.code, []), key=lambda fee: (alphabetical(devices.name(fee)), fee.fee_id))
    return Part(
        area=area,
        figures=views.measured(edition, area.code),
        fees=[fee for fee in fees if fee.status not in OLD],
        old_fees=[fee for fee in fees if fee.status in OLD],
        rules=[rule for rule in edition.catalogue.devices.rules if rule.area == area.code],
    )


def _page(edition: Edition, area: Area, parts: dict[str, Part], children: dict[str, list[Area]], devices: views.Devices) -> bytes:
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
        fee_rows=lambda fees, root: _fee_rows(edition, devices, fees, root),
    )


def _fee_rows(edition: Edition, devices: views.Devices, fees: list[Fee], root: str) -> list[tuple[Fee, Area, str, str | None]]:
    """Return each fee with its place, its name and the way to the device's page."""
    areas, addresses = edition.catalogue.areas, edition.addresses
    links = ((fee, addresses.get(f"device:{fee.iso}")) for fee in fees)
    return [(fee, areas[fee.area], devices.name(fee), root + link if link else None) for fee, link in links]


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
