"""What would I pay? The calculator, and the most common baskets worked out for every known place, readable without scripts."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_site.model.area import COUNTRY, Area
from build_site.model.common_basket import CommonBasket, PlaceCost
from build_site.model.edition import Edition
from build_site.model.fee_rule import IN_SUM, FeeRule
from build_site.model.output import Files
from build_site.model.unit import money
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, counted, fill, listed, texts

PATH = "vad-kostar-det/index.md"
"""Device pages, the start page and the search lead here; docs/assets/fees/page.js reads what stands behind the address."""

ADDRESS = PATH.removesuffix("index.md")
SMALLEST_CODE = 4
"""Digits. Nobody gets one device out of a whole top group."""


@dataclass(frozen=True)
class Row:
    """One place's sum, with the rules it comes from."""

    area: Area
    sek: float
    share: float
    """Of the dearest, in per cent: the length of the bar."""
    rules: tuple[FeeRule, ...]


@dataclass(frozen=True)
class Table:
    """One common basket, ready to be read."""

    iso: str
    title: str
    link: str
    """The same basket in the calculator."""
    finding: str
    rows: tuple[Row, ...]
    beside: tuple[tuple[Area, FeeRule], ...]
    unknown: str
    """The regions that nothing is known from, and how many municipalities."""


def pages(edition: Edition) -> Files:
    """Return the page."""
    said = texts()["cost"]
    page = render(
        "cost.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        known=json.dumps(known(edition), ensure_ascii=False, sort_keys=True),
        picks=[(basket_words(basket), basket_link(basket)) for basket in edition.baskets],
        tables=[table(edition, basket) for basket in edition.baskets],
        regions=len(views.regions(edition)),
    )
    return {PATH: page}


def basket_link(basket: CommonBasket) -> str:
    """Return the part of the address that fills the calculator's basket."""
    return f"?korg={basket.costs.iso}:{basket.costs.count}&ar={basket.costs.years}"


def basket_words(basket: CommonBasket) -> str:
    """Return so many of the device in everyday words."""
    return str(texts()["cost"]["baskets"][basket.costs.iso])


def known(edition: Edition) -> dict[str, Any]:
    """Return what the calculator needs besides the rules: devices that have any, names of places, and its words."""
    areas = edition.catalogue.areas
    told = {code for code, place in edition.fee_rules.items() if any(rule.area == code for rule in place.rules)}
    shown = [area for code, area in areas.items() if area.type != "municipality" or code in told]
    towns = Counter(area.parent for area in areas.values() if area.type == "municipality" and area.parent)
    return {
        "devices": [[one.code, one.name_sv] for one in _devices(edition)],
        "areas": {one.code: [one.short, one.name, one.type, one.parent, edition.addresses[f"area:{one.code}"]] for one in shown},
        "towns": dict(sorted(towns.items())),
        "texts": _thaw(texts()["cost"]["script"]) | {"kinds": dict(texts()["cost"]["kinds"])},
    }


def _devices(edition: Edition) -> list[Any]:
    """Return the device classes that some place has a rule for, narrow enough that somebody gets one."""
    rules = [
        rule
        for place in edition.fee_rules.values()
        for rule in place.rules
        if rule.area == place.area and rule.kind in IN_SUM and rule.status == "last_known"
    ]
    found = [
        one
        for one in edition.catalogue.devices.categories
        if len(one.code) >= SMALLEST_CODE and any(rule.speaks_of(one.code) for rule in rules)
    ]
    return sorted(found, key=lambda one: alphabetical(one.name_sv))


def _thaw(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in said.items()}


def table(edition: Edition, basket: CommonBasket) -> Table:
    """Return a common basket with its finding, its rows and the places that are unknown."""
    areas = edition.catalogue.areas
    top = max((place.sek for place in basket.places), default=0.0)
    rows = tuple(
        Row(areas[place.area], place.sek, round(place.sek / top * 100, 1) if top else 0.0, _rules(edition, place))
        for place in basket.places
    )
    return Table(
        iso=basket.costs.iso,
        title=fill(texts()["cost"]["basket_title"], what=basket_words(basket), time=counted(basket.costs.years, "year")),
        link=basket_link(basket),
        finding=finding(edition, basket),
        rows=rows,
        beside=tuple(sorted(((areas[rule.area], rule) for rule in basket.beside), key=lambda one: alphabetical(one[0].short))),
        unknown=_unknown(edition, basket),
    )


def _rules(edition: Edition, place: PlaceCost) -> tuple[FeeRule, ...]:
    by_id = {(rule.area, rule.fee_id, rule.kind): rule for rule in edition.fee_rules[place.area].rules}
    return tuple(by_id[line.area, line.fee_id, line.kind] for line in place.lines)  # type: ignore[index]


def finding(edition: Edition, basket: CommonBasket) -> str:
    """Return what there is to say of the sums; nothing is called cheapest or in the middle among too few."""
    said = texts()["cost"]
    spread = basket.costs.dispersion
    if not basket.places:
        return str(said["finding_none"])
    if spread.median_sek is None:
        return fill(said["finding_few"], places=counted(len(basket.places), "place"))
    if spread.min_sek == spread.max_sek:
        return fill(said["finding_same"], places=counted(len(basket.places), "place"), sek=money(spread.median_sek))
    return fill(
        said["finding"],
        low=money(spread.min_sek or 0.0),
        lowest=_places(edition, basket.places, spread.min_sek),
        high=money(spread.max_sek or 0.0),
        highest=_places(edition, basket.places, spread.max_sek),
        median=money(spread.median_sek),
        places=counted(len(basket.places), "place"),
    )


def _places(edition: Edition, places: Sequence[PlaceCost], sek: float | None) -> str:
    return listed(edition.catalogue.areas[place.area].short for place in places if place.sek == sek)


def _unknown(edition: Edition, basket: CommonBasket) -> str:
    """Return where nothing is known, in words."""
    said = texts()["cost"]
    told = {place.area for place in basket.places} | {rule.area for rule in basket.beside}
    missing = [area.short for area in views.regions(edition) if area.code not in told]
    if COUNTRY in told or not missing:
        return ""
    return fill(said["unknown_list"], regions=counted(len(missing), "region"), names=listed(missing))
