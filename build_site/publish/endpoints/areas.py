"""areas.json and areas/<code>.json: everything known about one place."""

from collections import defaultdict

from build_site.model.area import Area
from build_site.model.comparison import Latest
from build_site.model.edition import Edition
from build_site.model.output import Files, json_bytes
from build_site.model.responsibility import Answered
from build_site.publish.endpoints.common import ROOT, Json, address, fact_row, latest_row, page


def files(edition: Edition) -> Files:
    """Return the list and one file an area."""
    areas = edition.catalogue.areas.values()
    figures = _figures(edition)
    listing = {"areas": [_summary(edition, area) for area in areas]}
    return {f"{ROOT}/areas.json": json_bytes(listing)} | {
        f"{ROOT}/areas/{area.code}.json": json_bytes(_area(edition, area, figures[area.code])) for area in areas
    }


def _figures(edition: Edition) -> dict[str, list[tuple[str, Latest]]]:
    """Return each area's latest figures with their indicators. Rows are made of them an area at a time: all at once is much."""
    figures: dict[str, list[tuple[str, Latest]]] = defaultdict(list)
    for comparison in edition.comparisons.values():
        for one in comparison.latest.values():
            figures[one.area].append((comparison.indicator, one))
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


def _area(edition: Edition, area: Area, figures: list[tuple[str, Latest]]) -> Json:
    devices = edition.catalogue.devices
    return _identity(area) | {
        "figures": [latest_row(one) | {"indicator": indicator} for indicator, one in figures],
        "fees": [fact_row(fee) for fee in devices.fees if fee.area == area.code],
        "prices": [fact_row(price) for price in devices.prices if price.area == area.code],
        "rules": [fact_row(rule) for rule in devices.rules if rule.area == area.code],
        "responsibility": [_answer(one) for one in edition.answers.get(area.code, ())],
    }


def _answer(one: Answered) -> Json:
    """Return who answers for a group of devices, and what each source says. A class that is not listed is as its parent."""
    return {
        "iso": one.iso,
        "min_age": one.min_age,
        "max_age": one.max_age,
        "responsible": one.answer.responsible,
        "sources": [row.model_dump(mode="json") for row in one.answer.rows],
    }
