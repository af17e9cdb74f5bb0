"""What a device costs over the country, from the areas that have said so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from build_site.model.area import Area
from build_site.model.device import DeviceFacts, Fee, FeeStatistics

PAID = (
    "user_fee",
    "one_off_fee",
    "subscription",
    "yearly_fee",
    "rent",
    "loan_fee",
    "fitting_fee",
    "egenavgift",
    "engångsavgift",
    "abonnemang",
)
"""Fee types that are the price of having the device; visits, service, lost devices and extras are something else."""


def fee_statistics(devices: DeviceFacts, areas: Mapping[str, Area]) -> dict[str, FeeStatistics]:
    """Return the statistics of every device category by its ISO code; only last known fees count."""
    by_code: dict[str, list[Fee]] = defaultdict(list)
    for fee in devices.fees:
        if fee.iso and fee.status == "last_known" and fee.fee_type in PAID and areas[fee.area].type != "country":
            by_code[fee.iso].append(fee)
    bodies = sum(area.type != "country" for area in areas.values())
    return {category.code: spread(by_code[category.code], bodies) for category in devices.categories}


def spread(fees: Sequence[Fee], bodies: int) -> FeeStatistics:
    """Return lowest, median and highest of what an adult pays at most in each area, in the unit most areas use.

    An area with several rows (by age, by model) counts once, with its highest amount. `bodies` is how many regions and
    municipalities there are in all.
    """
    known = {fee.area for fee in fees}
    by_unit: dict[str, dict[str, float]] = defaultdict(dict)
    for fee in fees:
        if fee.amount_sek is not None:
            unit = fee.unit or ""
            by_unit[unit][fee.area] = max(fee.amount_sek, by_unit[unit].get(fee.area, 0.0))
    if not by_unit:
        return FeeStatistics(areas_known=len(known), areas_unknown=bodies - len(known))
    unit, amounts = min(by_unit.items(), key=lambda item: (-len(item[1]), item[0]))
    values = sorted(amounts.values())
    return FeeStatistics(
        areas_known=len(known),
        areas_unknown=bodies - len(known),
        unit=unit or None,
        min_sek=values[0],
        median_sek=float(median(values)),
        max_sek=values[-1],
    )
