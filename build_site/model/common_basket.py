"""A device that many people have, with what it costs in every known place, rule by rule: for pages without a calculator."""

from dataclasses import dataclass

from build_site.model.device_cost import DeviceCosts
from build_site.model.fee_rule import CostLine, FeeRule


@dataclass(frozen=True)
class PlaceCost:
    """What the basket costs in one place."""

    area: str
    sek: float
    lines: tuple[CostLine, ...]
    """What the sum is made of."""


@dataclass(frozen=True)
class CommonBasket:
    """One kind of device in a number that people have, over some years."""

    costs: DeviceCosts
    places: tuple[PlaceCost, ...]
    """As in `costs`, the cheapest first."""
    beside: tuple[FeeRule, ...]
    """What can't be put as a sum to pay: what a place gives towards the price, and what can only be told."""
