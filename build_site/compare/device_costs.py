"""What a device costs in every place that has said so. Places charge once, by the month or by the year: so over the same time."""

import datetime as dt
from collections.abc import Mapping

from build_site.compare.dispersion import dispersion
from build_site.compare.fees import cost, own_rules, rules_for
from build_site.model.area import Area
from build_site.model.device import DeviceFacts
from build_site.model.device_cost import DeviceCosts
from build_site.model.fee_rule import AreaRules

YEARS = 5
"""As long as hearing aids and most other lent devices are counted to last."""
AGE = 50
"""An adult everywhere, also where adults begin at 20 or 21, and far from what holds for the oldest."""
PAIRS = ("061203", "0633", "2206")
"""Insoles, shoes and hearing aids: one has two of them, and places state their fees for two."""
SMALLEST_CODE = 4
"""Digits. One device out of a whole top group is nothing that anybody gets."""


def device_costs(devices: DeviceFacts, areas: Mapping[str, Area], *, today: dt.date) -> dict[str, DeviceCosts]:
    """
    Return, for every device class, what one (or one pair) costs an adult who gets it today and keeps it for YEARS, by place.

    A municipality stands only where its own fees make another sum than its region's: otherwise it is its region once more. A
    place where any part is unknown (a percentage of a price that nobody has stated) is left out. The country is no place to
    compare.
    """
    rules, own = rules_for(devices, areas), own_rules(devices)
    places = {code: rules[code] for code, area in areas.items() if area.type != "country" and own.get(code)}
    return {one.code: _costs(one.code, places, areas, today) for one in devices.categories}


def _costs(iso: str, places: Mapping[str, AreaRules], areas: Mapping[str, Area], today: dt.date) -> DeviceCosts:
    count = 2 if iso.startswith(PAIRS) else 1
    asked = places if len(iso) >= SMALLEST_CODE else {}
    sums = {code: sek for code, rules in asked.items() if (sek := _sek(iso, count, code, rules, today)) is not None}
    known = {code: sek for code, sek in sums.items() if sums.get(areas[code].parent or "") != sek}
    ordered = tuple(sorted(known.items(), key=lambda item: (item[1], item[0])))
    return DeviceCosts(iso, count, YEARS, AGE, ordered, dispersion([sek for _, sek in ordered]))


def _sek(iso: str, count: int, area: str, rules: AreaRules, today: dt.date) -> float | None:
    """Return what the devices cost in the place in all, or None where it is unknown or only others' fees are in the sum."""
    if not any(rule.area == area and iso.startswith(rule.iso) for rule in rules.rules):
        return None
    found = cost(rules, [{"iso": iso, "count": count}], years=YEARS, age=AGE, start=today)
    own = any(line.in_total and line.area == area for line in found.lines)
    return found.total_sek if own else None
