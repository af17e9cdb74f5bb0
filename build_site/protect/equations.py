"""Which sums an outsider knows of one layer in one period: over the sexes, and over the areas that make up another."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from build_site.model.table import SEXES
from build_site.protect.grid import SLACK, TOTAL, Axes
from build_site.protect.layers import Layer
from build_site.protect.rules import Flags, Numbers

SIGNS = np.where(np.arange(len(SEXES)) == TOTAL, -1.0, 1.0)
"""total = women + men, all on one side."""
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Slice:
    """A layer in one period: arrays are areas x sexes."""

    layer: Layer
    period: int
    axes: Axes
    value: Numbers
    down: Numbers
    up: Numbers
    known: Flags

    @cached_property
    def together(self) -> "Slice | None":
        """The same counts, each changing together with those who are part of it."""
        room = self.layer.together
        return None if room is None else replace(self, down=room[:, self.period])

    @cached_property
    def sex_bound(self) -> Flags:
        """By area: all three sexes are known and must keep adding up."""
        every = np.asarray(self.known.all(axis=1), dtype=bool)
        return every if self.layer.over_sex else np.asarray(every & (np.abs(self._sex_gap) <= SLACK), dtype=bool)

    @cached_property
    def _sex_gap(self) -> Numbers:
        return np.nan_to_num(self.value @ SIGNS)

    @cached_property
    def sex_broken(self) -> Flags:
        """By area: they are said to add up and do not, so no other table can be shown to be as likely."""
        return self.sex_bound & (np.abs(self._sex_gap) > SLACK)

    @cached_property
    def families(self) -> dict[int, "Family"]:
        """By the place of each whole with at least one known part: the sums over its parts."""
        found = {parent: _make_family(self, parent, rows) for parent, rows in self.axes.children.items()}
        return {parent: family for parent, family in found.items() if family.bound.any()}

    @cached_property
    def broken(self) -> Flags:
        """By cell: it is part of a sum that does not hold."""
        broken = np.repeat(self.sex_broken[:, None], len(SEXES), axis=1)
        for parent, family in self.families.items():
            broken[parent] |= family.broken
            broken[family.rows] |= family.broken
        return broken

    @cached_property
    def summed(self) -> Flags:
        """By area: it is a whole itself, so its count can't change without its parts."""
        summed = np.zeros(len(self.value), dtype=bool)
        summed[list(self.families)] = True
        return summed


@dataclass(frozen=True)
class Family:
    """A whole and its parts. `rest` is what no known part accounts for, hidden by nature; arrays are by sex."""

    parent: int
    rows: Places
    """The parts with a known count."""
    bound: Flags
    """The whole is known and so is a part: the sum binds."""
    broken: Flags
    """The parts are more than the whole."""
    rest: Numbers
    rest_down: Numbers
    has_rest: bool
    """Some part is unknown, and the whole is more than the known parts: what is left may lie anywhere in it."""
    unknown: Places
    """The parts without a count."""


def slice_layer(layer: Layer, period: int, axes: Axes) -> Slice:
    """Return the layer in one period."""
    value = layer.value[:, period]
    return Slice(layer, period, axes, value, layer.down[:, period], layer.up[:, period], ~np.isnan(value))


def _make_family(part: Slice, parent: int, rows: Places) -> Family:
    known = part.known[rows].any(axis=1)
    rest = part.value[parent] - np.nansum(part.value[rows], axis=0)
    bound = part.known[parent] & part.known[rows].any(axis=0)
    if not part.layer.over_area:  # not said to be a sum, and it is none: a stranger learns nothing from it
        bound &= rest >= -SLACK
    gap = np.where(bound, rest, 0.0)
    unknown = ~part.known[rows]
    alike = bool((unknown == unknown[:, :1]).all(axis=1).all()) or not part.layer.over_sex
    down = np.zeros(len(SEXES))
    if len(part.layer.grids) == 1:  # the least of several rooms does not add up over the parts
        down = np.where(bound, np.clip(np.minimum(part.down[parent] - np.nansum(part.down[rows], axis=0), gap), 0, None), 0.0)
    return Family(
        parent=parent,
        rows=rows[known],
        bound=bound,
        broken=gap < -SLACK,
        rest=gap,
        rest_down=down,
        has_rest=bool((gap > SLACK).any()) and alike,
        unknown=rows[~known],
    )
