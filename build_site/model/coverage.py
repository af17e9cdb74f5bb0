"""What is known of which devices' fees, place by place: the gap map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["verified", "older", "undated", "contradicted", "elsewhere", "unknown"]
"""`verified`: checked or dated within a year. `elsewhere`: another body answers, so the place has nothing to publish."""

STATES: tuple[State, ...] = ("verified", "older", "undated", "contradicted", "elsewhere", "unknown")
KNOWN: frozenset[State] = frozenset({"verified", "older", "undated", "contradicted"})


@dataclass(frozen=True)
class Cell:
    """One place and one group of devices."""

    state: State
    area: str | None = None
    """Whose fee it is: the place's own code or its region's; None where no fee is known."""

    @property
    def known(self) -> bool:
        """Tell whether a fee is known. Unknown is not free."""
        return self.state in KNOWN


@dataclass(frozen=True)
class Coverage:
    """Every region and municipality × every group of devices that some place has told a fee for."""

    groups: tuple[str, ...] = ()
    """Device classes of the second level; of the first where nothing below it is told. In order of their codes."""
    everywhere: tuple[str, ...] = ()
    """Groups that only the country's own rules tell of: the same everywhere, so no gap."""
    cells: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    """By place and by group, in the order of `groups`."""
    wanted: tuple[tuple[str, str], ...] = ()
    """Region and group of every unknown cell, the most wanted first."""

    def known(self, group: str, areas: Iterable[str]) -> int:
        """Return in how many of the places a fee for the group is known, their own or their region's."""
        return sum(self.cells[area][group].known for area in areas)

    def told(self, group: str, areas: Iterable[str]) -> int:
        """Return how many of the places have a fee of their own for the group."""
        return sum(self.cells[area][group].area == area for area in areas)
