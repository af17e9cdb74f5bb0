"""One page a device: what it is, what it costs everywhere, rules, prices, and who to ask. Unknown is listed, never 0 kr."""

from build_site.model.area import Area
from build_site.model.device import DeviceCategory, Fee, FeeStatistics
from build_site.model.diagnosis import Diagnosis
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.unit import money
from build_site.publish import views
from build_site.publish.render import render, root_of
from build_site.publish.words import alphabetical, counted, fill, texts, type_words

FeeRow = tuple[Fee, Area, str, str | None]

GROUPS = ("last_known", "disputed", "proposed", "old")


def pages(edition: Edition) -> Files:
    """Return the page of every device class."""
    devices = views.devices_of(edition)
    regions = views.regions(edition)
    related = views.diagnoses_by_device(edition)
    return {
        f"{edition.addresses[f'device:{category.code}']}index.md": _page(
            edition, category, devices, regions, related.get(category.code, [])
        )
        for category in edition.catalogue.devices.categories
    }


def _page(
    edition: Edition, category: DeviceCategory, devices: views.Devices, regions: list[Area], related: list[Diagnosis]
) -> bytes:
    code = category.code
    facts = edition.catalogue.devices
    fees = devices.fees_by_device.get(code, [])
    parent = devices.categories.get(category.parent_code or "")
    groups = _groups(edition, devices, fees, root_of(edition.addresses[f"device:{code}"]))
    told = {fee.area for fee in fees if fee.status in {"last_known", "disputed"}}
    return render(
        "device.jinja",
        path=f"{edition.addresses[f'device:{code}']}index.md",
        title=category.name_sv,
        description=fill(texts()["device"]["description"], name=category.name_sv),
        edition=edition,
        category=category,
        parent=parent,
        parent_known=bool(parent and devices.fees_by_device.get(parent.code)),
        children=[one for one in facts.categories if one.parent_code == code],
        groups=groups,
        lead=lead(edition, code, fees),
        unknown=[region.short for region in regions if region.code not in told],
        rules=[rule for rule in facts.rules if rule.iso == code],
        prices=[price for price in facts.prices if price.iso == code],
        related=sorted(related, key=lambda one: alphabetical(one.name_sv)),
    )


def _groups(edition: Edition, devices: views.Devices, fees: list[Fee], root: str) -> dict[str, list[FeeRow]]:
    """Return the rows by how far they can be trusted, the country first and then by place."""
    areas = edition.catalogue.areas
    groups: dict[str, list[FeeRow]] = {name: [] for name in GROUPS}
    ordered = sorted(fees, key=lambda fee: (areas[fee.area].type != "country", alphabetical(areas[fee.area].short), fee.fee_id))
    for fee in ordered:
        group = fee.status if fee.status in groups else "old"
        link = root + edition.addresses[f"area:{fee.area}"]
        groups[group].append((fee, areas[fee.area], devices.name(fee), link))
    return groups


def lead(edition: Edition, code: str, fees: list[Fee]) -> str:
    """Return what a person pays, from least to most, comparing only fees of one kind and one unit."""
    said = texts()["device"]
    current = {fee.area for fee in fees if fee.status == "last_known" and edition.catalogue.areas[fee.area].type != "country"}
    if not current:
        return str(said["lead_none"])
    if edition.fee_statistics[code].areas_compared > 1:
        return _range(edition, edition.fee_statistics[code])
    return fill(said["lead_one"], places=counted(len(current), "place"))


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
