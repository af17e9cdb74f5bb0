"""What has been released: every address, and every count ever shown. What is public once stays public."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from build_site.model.table import KEYS

CELLS = "published/cells.csv"
ACCEPTED = "published/accepted.csv"
CELL_COLUMNS = ("released", "indicator", *KEYS, "numerator", "denominator")
"""The columns of published/cells.csv: the day, the cell, and its counts as they were shown."""
ACCEPTED_COLUMNS = ("indicator", *KEYS, "reason", "date")
"""The columns of published/accepted.csv: cells that are told all the same, and why somebody let that stand."""

Place = tuple[str, str, str, str]
"""(indicator, area, period, sex)."""


def make_cells(rows: Sequence[Sequence[object]] = ()) -> pd.DataFrame:
    """Return rows of CELL_COLUMNS as a frame; counts are numbers, NaN for not shown."""
    frame = pd.DataFrame(rows, columns=list(CELL_COLUMNS), dtype=object)
    return frame.astype({"numerator": "float64", "denominator": "float64"})


@dataclass(frozen=True)
class Ledger:
    """Every count ever shown, oldest first, and the cells whose being told has been accepted."""

    cells: pd.DataFrame = field(default_factory=make_cells)
    accepted: frozenset[Place] = frozenset()
