"""What a device costs over the country, from the areas that have said so."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from build_site.model.area import Area
from build_site.model.device import PAID, DeviceFacts, Fee, FeeStatistics


def fee_statistics(devices: DeviceFacts, areas: Mapping[str, Area], *, today: dt.date | None = None) -> dict[str, FeeStatistics]:
    """Return the statistics of every device category by its ISO code; only last known fees count.

    With `today`, a fee that has not begun or has ended is left out, as it is in the search.
    """
    by_code: dict[str, list[Fee]] = defaultdict(list)
    for fee in devices.fees:
        paid = fee.status == "last_known" and fee.fee_type in PAID and (today is None or fee.in_force(today))
        if fee.iso and paid and areas[fee.area].type != "country":
            by_code[fee.iso].append(fee)
    bodies = sum(area.type != "country" for area in areas.values())
    return {category.code: spread(by_code[category.code], bodies) for category in devices.categories}


def spread(fees: Sequence[Fee], bodies: int) -> FeeStatistics:
    """Return lowest, median and highest of the most that anybody pays in each area, among fees of one type and one unit.

    The type and unit are those that most areas have. An area with several rows (by age, by model) counts once, with its
    highest amount: as a rule an adult's. `bodies` is how many regions and municipalities there are in all.
    """
    known = {fee.area for fee in fees}
    groups: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for fee in fees:
        if fee.amount_sek is not None:
            amounts = groups[fee.fee_type, fee.unit or ""]
            amounts[fee.area] = max(fee.amount_sek, amounts.get(fee.area, 0.0))
    counted = FeeStatistics(areas_known=len(known), areas_unknown=bodies - len(known))
    if not groups:
        return counted
    (fee_type, unit), amounts = min(groups.items(), key=lambda item: (-len(item[1]), PAID.index(item[0][0]), item[0][1]))
    ordered = sorted(amounts, key=lambda area: (amounts[area], area))
    return counted.model_copy(
        update={
            "areas_compared": len(ordered),
            "fee_type": fee_type,
            "unit": unit or None,
            "min_sek": amounts[ordered[0]],
            "median_sek": float(median(amounts.values())),
            "max_sek": amounts[ordered[-1]],
            "min_area": ordered[0],
            "max_area": ordered[-1],
        }
    )
