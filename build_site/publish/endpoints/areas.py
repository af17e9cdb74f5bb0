"""areas.json and areas/<code>.json: everything known about one place."""

from collections import defaultdict

from build_site.model.area import Area
from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.publish.endpoints.common import ROOT, Json, address, fact_row, latest_row, page


def files(edition: Edition) -> Files:
    """Return the list and one file an area."""
    areas = edition.catalogue.areas.values()
    figures = _figures(edition)
    listing = {"areas": [_summary(edition, area) for area in areas]}
    return {f"{ROOT}/areas.json": json_bytes(listing)} | {
        f"{ROOT}/areas/{area.code}.json": json_bytes(_area(edition, area, figures[area.code])) for area in areas
    }


def _figures(edition: Edition) -> dict[str, list[Json]]:
    figures: dict[str, list[Json]] = defaultdict(list)
    for comparison in edition.comparisons.values():
        for one in comparison.latest.values():
            row = latest_row(one, comparison)
            row["indicator"] = comparison.indicator
            figures[one.area].append(row)
    return figures


def _identity(area: Area) -> Json:
    return {"code": area.code, "name": area.name, "type": area.type, "parent": area.parent}


def _summary(edition: Edition, area: Area) -> Json:
    return _identity(area) | {
        "short_name": area.short,
        "population": area.population,
        "population_period": area.population_period,
        "url": address(edition, f"{ROOT}/areas/{area.code}.json"),
        "page": page(edition, f"area:{area.code}"),
    }


def _area(edition: Edition, area: Area, figures: list[Json]) -> Json:
    devices = edition.catalogue.devices
    return _identity(area) | {
        "figures": figures,
        "fees": [fact_row(fee) for fee in devices.fees if fee.area == area.code],
        "prices": [fact_row(price) for price in devices.prices if price.area == area.code],
        "rules": [fact_row(rule) for rule in devices.rules if rule.area == area.code],
    }
