"""A figure against the levels that somebody has promised, each with its own source and date."""

from typing import Literal

from build_site.compare.cube import rounded
from build_site.compare.definitions import covered, definition_of
from build_site.model.comparison import TargetStatus
from build_site.model.indicator import Indicator, Target
from build_site.model.period import first_day, last_day

Status = Literal["met", "not_met", "uncertain", "not_assessed"]


def against_targets(
    indicator: Indicator, period: str, value: float | None, limits: tuple[float, float] | None
) -> tuple[TargetStatus, ...]:
    """Return how a figure of a period stands against each target set for that period and its definition.

    The value is the one before rounding, and is None for a figure that may not be judged.
    """
    return tuple(
        TargetStatus(target, status(value, target.value, limits, better=indicator.better), _difference(value, target))
        for target in indicator.targets
        if applies(indicator, target, period)
    )


def applies(indicator: Indicator, target: Target, period: str) -> bool:
    """Tell whether a target was set for a period: all of it lies in the target's time, and is counted by its definition."""
    first, last = covered(indicator, period)
    begun = target.valid_from is None or first_day(target.valid_from) <= first
    lasting = target.valid_to is None or last <= last_day(target.valid_to)
    return begun and lasting and target.definition in (None, definition_of(indicator, period))


def status(value: float | None, target: float, limits: tuple[float, float] | None, *, better: str) -> Status:
    """Return whether a value meets a target, or that its uncertainty holds the target, so that nobody can tell.

    With lower as better a target is met at or below it, else at or above it. `neither` has no side to meet it from.
    """
    if value is None or better == "neither":
        return "not_assessed"
    low, high = limits or (value, value)
    if better == "lower":
        low, high, target = -high, -low, -target
    if low >= target:
        return "met"
    return "not_met" if high < target else "uncertain"


def _difference(value: float | None, target: Target) -> float | None:
    return None if value is None else rounded(value - target.value)
