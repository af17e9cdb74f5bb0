"""Rows of one fee list against each other: two that say what the same thing costs at the same time would be a guess."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from build_site.model.device import Fee
from build_site.validate.reading import Reader

SAME = (
    "iso",
    "covers",
    "item",
    "fee_type",
    "unit",
    "applies_to",
    "min_age",
    "max_age",
    "condition",
    "variant",
    "count_rule",
    "count_from",
    "count_to",
    "loss_year",
)
"""Two rows that are alike in all of these say what the same thing costs the same people."""


def check_overlaps(reader: Reader, path: Path, fees: Mapping[int, Fee]) -> None:
    """Note each last known fee that holds at the same time as another one for the same thing; `fees` are by their line.

    Only rows whose source says when they hold: one with dates may follow one without, and the newest holds.
    """
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for line, fee in fees.items():
        if fee.status != "last_known":
            continue
        key = tuple(getattr(fee, name) for name in SAME)
        for earlier in alike[key]:
            if _overlap(fees[earlier], fee):
                problem = f"holds at the same time as line {earlier} and is for the same thing"
                reader.fault(path, line, f"{problem}; give one a valid_to or a variant, or write superseded")
        alike[key].append(line)


def _overlap(one: Fee, other: Fee) -> bool:
    if not all(fee.valid_from or fee.valid_to for fee in (one, other)):
        return False
    begins = max(one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    return begins <= min(one.valid_to or dt.date.max, other.valid_to or dt.date.max)
