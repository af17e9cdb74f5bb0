"""Figures in columns. A Table is what the source said; a SafeTable is what may be shown."""

from dataclasses import dataclass
from typing import NewType

import pandas as pd

KEYS = ("area", "period", "sex")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
COLUMNS = (*KEYS, *NUMBERS, "status", "kind")
"""The columns of indicators/<id>/values.csv, in order."""

SEXES = ("total", "women", "men")
STATUSES = ("ok", "suppressed", "missing", "not_applicable")
KINDS = ("final", "preliminary", "estimate", "historical")

FEW = 5
"""Counts of 1-4, of those who have something or of those who have not, are about people one may know
(docs/decisions/0009). What hides a count must leave at least 0-5 open; the audit asks the same."""
SMALLEST_GROUP = 10
"""No rate is shown for fewer people than this, whatever the indicator allows."""


@dataclass(frozen=True)
class Table:
    """One indicator's figures: a frame with COLUMNS, sorted by area, period and sex, and unique in those three.

    Codes are categorical text, NUMBERS are float64 with NaN for unknown.
    """

    indicator: str
    frame: pd.DataFrame
    smallest_denominator: int = 10
    """A cell with a known denominator below this is not shown."""
    additive_over: tuple[str, ...] = ()
    """The dimensions in which the parts sum to the whole, so that a hidden part could be worked out."""
    smallest_count: int = FEW
    """Counts from 1 up to this are not shown; a register may ask for more than FEW, never for less."""


SafeTable = NewType("SafeTable", Table)
"""A table that went through `protect`. Only `protect` may make one; a contract test checks it."""
