"""devices.json and devices/<iso>.json: fees, prices and rules per area, and what they span."""

from build_site.model.device import DeviceCategory
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
    return {
        "iso": category.code,
        "edition": category.edition,
        "level": category.level,
        "parent": category.parent_code,
        "name": {"sv": category.name_sv, "en": category.name_en},
        "statistics": edition.fee_statistics[category.code].model_dump(),
        "page": page(edition, f"device:{category.code}"),
    }


def _summary(edition: Edition, category: DeviceCategory) -> Json:
    return _identity(edition, category) | {"url": address(edition, f"{ROOT}/devices/{category.code}.json")}


def _device(edition: Edition, category: DeviceCategory) -> Json:
    devices = edition.catalogue.devices
    return _identity(edition, category) | {
        "fees": [fact_row(fee) for fee in devices.fees if fee.iso == category.code],
        "prices": [fact_row(price) for price in devices.prices if price.iso == category.code],
        "rules": [fact_row(rule) for rule in devices.rules if rule.iso == category.code],
    }
