"""Which cells are too small to show by themselves. The numbers and what was weighed: docs/decisions/0009."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from build_site.model.table import FEW, SMALLEST_GROUP, Table

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WHOLE = 1e-6
"""A count further than this from a whole number is weighted or estimated, and points at nobody."""


@dataclass(frozen=True)
class Reasons:
    """Why cells may not be shown, each an array like the counts."""

    few: Flags
    """1-4 people in the numerator."""
    few_others: Flags
    """1-4 people in the denominator but not in the numerator: it tells as much."""
    small_group: Flags
    """Fewer people in all than a rate may be about; also when none or all of them count."""

    @property
    def any(self) -> Flags:
        """Return where there is a reason at all."""
        return self.few | self.few_others | self.small_group


def find_reasons(numerator: Numbers, denominator: Numbers, table: Table) -> Reasons:
    """Return why cells may not be shown, by the stricter of the table's limits and the general ones. NaN gives no reason."""
    least = max(FEW, table.smallest_count)
    return Reasons(
        few=_few(numerator, least),
        few_others=_few(denominator - numerator, least),
        small_group=denominator < smallest_group(table),
    )


def smallest_group(table: Table) -> int:
    """Return the smallest denominator that may be shown."""
    return max(SMALLEST_GROUP, table.smallest_denominator)


def _few(counts: Numbers, least: int) -> Flags:
    whole = np.abs(counts - np.round(counts)) < WHOLE
    return whole & (counts >= 1 - WHOLE) & (counts < least - WHOLE)
