"""devices.json and devices/<iso>.json: fees, prices and rules per area, and what they span."""

from build_site.model.device import DeviceCategory
from build_site.model.device_cost import DeviceCosts
from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, Json, address, fact_row, page


def files(edition: Edition) -> Files:
    """Return the list and one file a device category."""
    categories = edition.catalogue.devices.categories
    return {f"{ROOT}/devices.json": json_bytes({"devices": [_summary(edition, one) for one in categories]})} | {
        f"{ROOT}/devices/{one.code}.json": json_bytes(_device(edition, one)) for one in categories
    }


def _identity(edition: Edition, category: DeviceCategory) -> Json:
    about = edition.catalogue.about_devices.get(category.code)
    return {
        "description": {"sv": about.description_sv} if about and about.description_sv else None,
        "iso": category.code,
        "edition": category.edition,
        "level": category.level,
        "parent": category.parent_code,
        "name": {"sv": category.name_sv, "en": category.name_en},
        "statistics": edition.fee_statistics[category.code].model_dump()
        | {"dispersion": _dispersion(edition.device_costs.get(category.code))},
        "page": page(edition, f"device:{category.code}"),
    }


def _dispersion(costs: DeviceCosts | None) -> Json | None:
    """Return how far apart the places are in what one device costs an adult over the years stated."""
    if costs is None:
        return None
    found = costs.dispersion
    return {
        "years": costs.years,
        "age": costs.age,
        "areas_known": found.areas_known,
        "min_sek": found.min_sek,
        "median_sek": found.median_sek,
        "max_sek": found.max_sek,
        "range_sek": found.range_sek,
        "coefficient_of_variation": found.coefficient_of_variation,
    }


def _summary(edition: Edition, category: DeviceCategory) -> Json:
    return _identity(edition, category) | {"url": address(edition, f"{ROOT}/devices/{category.code}.json")}


def _device(edition: Edition, category: DeviceCategory) -> Json:
    devices = edition.catalogue.devices
    return _identity(edition, category) | {
        "fees": [fact_row(fee) for fee in devices.fees if fee.iso == category.code],
        "group_fees": [fact_row(fee) for fee in devices.fees if fee.iso != category.code and fee.speaks_of(category.code)],
        "costs": _costs(edition.device_costs.get(category.code)),
        "prices": [fact_row(price) for price in devices.prices if price.iso == category.code],
        "rules": [fact_row(rule) for rule in devices.rules if rule.iso == category.code],
    }


def _costs(costs: DeviceCosts | None) -> list[Json]:
    """Return what one device costs an adult in each place where it can be worked out, the cheapest first."""
    return [{"area": area, "sek": sek} for area, sek in costs.sek] if costs else []
