"""The baskets that most people ask about, worked out for every known place when the site is built."""

import datetime as dt
from collections.abc import Iterator, Mapping

from build_site.compare.fees import cost
from build_site.compare.fees.choose import holds, is_for
from build_site.model.common_basket import CommonBasket, PlaceCost
from build_site.model.device_cost import DeviceCosts
from build_site.model.fee_rule import AreaRules, FeeRule

COMMON = ("2206", "120606", "040312", "122306", "063003", "061203")
"""Hearing aids, rollators, CPAP, powered wheelchairs, wigs and insoles; numbers, years and age are those of device_costs."""

BESIDE = ("subsidy", "told")


def common_baskets(
    costs: Mapping[str, DeviceCosts], rules: Mapping[str, AreaRules], *, today: dt.date
) -> tuple[CommonBasket, ...]:
    """Return the common baskets, in that order; a device that the categories do not have is left out."""
    return tuple(_basket(costs[iso], rules, today) for iso in COMMON if iso in costs)


def _basket(costs: DeviceCosts, rules: Mapping[str, AreaRules], today: dt.date) -> CommonBasket:
    wanted = [{"iso": costs.iso, "count": costs.count}]
    places = []
    for area, sek in costs.sek:
        found = cost(rules[area], wanted, years=costs.years, age=costs.age, start=today)
        places.append(PlaceCost(area, sek, tuple(line for line in found.lines if line.in_total)))
    return CommonBasket(costs, tuple(places), tuple(_beside(costs, rules, today)))


def _beside(costs: DeviceCosts, rules: Mapping[str, AreaRules], today: dt.date) -> Iterator[FeeRule]:
    """Yield each place's own rules that are for the device and the person but give no sum.

    What can only be told is left out where there is a sum: there it says the same in other words.
    """
    summed = {area for area, _ in costs.sek}
    for area, place in sorted(rules.items()):
        kinds = BESIDE[:1] if area in summed else BESIDE
        for rule in place.rules:
            own = rule.area == area and rule.kind in kinds and rule.status == "last_known"
            if own and rule.speaks_of(costs.iso) and holds(rule, today) and is_for(rule, costs.age):
                yield rule
