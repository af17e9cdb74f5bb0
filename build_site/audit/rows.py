"""Everything a stranger knows about the hidden counts, as rows of one sparse system: low <= sum of sign x count <= high."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from build_site.audit.counts import Flags, Numbers, Places


@dataclass(frozen=True)
class Column:
    """Counts of one kind in one table, flattened. What is not known of it is the sum of its unknowns."""

    table: int
    kind: str
    """`x` for those who count, `c` for the others, `n` for both."""
    values: Numbers
    """NaN where not known."""
    there: Flags
    unknowns: tuple[tuple[int, Numbers], ...]
    """Where the numbers of the unknowns begin, and what is known of each: n is x + c where x is among n."""
    whole: bool
    """Counts people one by one, so only whole numbers are possible."""


Term = tuple[Column, Places, Numbers | float]
"""A column, where in it each row looks, and by what it is multiplied there."""


@dataclass
class Rows:
    """Rows in the making. Only those with something unknown are kept."""

    places: list[Places] = field(default_factory=list)
    lines: list[Places] = field(default_factory=list)
    signs: list[Numbers] = field(default_factory=list)
    low: list[Numbers] = field(default_factory=list)
    high: list[Numbers] = field(default_factory=list)
    count: int = 0

    def add(self, terms: Sequence[Term], low: Numbers | float = 0.0, high: Numbers | float = 0.0) -> None:
        """Add one row for each place of the terms, which all have the same length."""
        length = len(terms[0][1])
        if not length:
            return
        known = np.zeros(length)
        places, lines, signs = [], [], []
        for column, seats, sign in terms:
            signed = np.broadcast_to(np.asarray(sign, dtype=float), (length,))
            told = column.values[seats]
            open_ = np.isnan(told)
            known += np.where(open_, 0.0, signed * np.where(open_, 0.0, told))
            for base, values in column.unknowns:
                part = values[seats]
                unknown = open_ & np.isnan(part)
                known += np.where(open_ & ~np.isnan(part), signed * np.nan_to_num(part), 0.0)
                places.append(base + seats[unknown])
                lines.append(np.flatnonzero(unknown))
                signs.append(signed[unknown])
        line = np.concatenate(lines)
        kept, number = np.unique(line, return_inverse=True)
        self.places += places
        self.lines.append((self.count + number).astype(np.intp))
        self.signs += signs
        self.low.append((np.broadcast_to(np.asarray(low, dtype=float), (length,)) - known)[kept])
        self.high.append((np.broadcast_to(np.asarray(high, dtype=float), (length,)) - known)[kept])
        self.count += len(kept)


@dataclass(frozen=True)
class System:
    """Rows over the unknowns that appear in any of them. Every unknown is at least nobody."""

    matrix: csr_array
    low: Numbers
    high: Numbers
    places: Places
    """The number of each unknown, sorted: what a column gave it."""
    whole: Flags

    def index(self, numbers: Places) -> Places:
        """Return where unknowns are in the system, -1 for those that no row says anything about."""
        if not len(self.places):
            return np.full(len(numbers), -1, dtype=np.intp)
        where = np.minimum(np.searchsorted(self.places, numbers), len(self.places) - 1)
        return np.where(self.places[where] == numbers, where, -1)


def make_system(rows: Rows, whole: Flags) -> System:
    """Return the rows as a system. `whole` says of every number an unknown may have whether only whole counts are possible."""
    if not rows.count:
        empty = np.zeros(0)
        return System(csr_array((0, 0), dtype=float), empty, empty, np.zeros(0, dtype=np.intp), np.zeros(0, dtype=bool))
    numbers, column = np.unique(np.concatenate(rows.places), return_inverse=True)
    shape = (rows.count, len(numbers))
    matrix = csr_array((np.concatenate(rows.signs), (np.concatenate(rows.lines), column)), shape=shape)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return System(matrix, np.concatenate(rows.low), np.concatenate(rows.high), numbers.astype(np.intp), whole[numbers])
