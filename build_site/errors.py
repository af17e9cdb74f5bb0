"""What can go wrong, sorted by where the fix is.

BuildSiteError
├── DataError        11  the fix is in data/
├── SourceError      12  a publisher is down, slow or lies
├── ProtectionError  13  something small would leak
└── BuildError       14  the fix is in the code, the docs or the machine
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one place, and how to mend it."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        """Return the fault as one line under its file."""
        place = f"line {self.line}: " if self.line is not None else ""
        return f"  - {place}{self.problem}"


class BuildSiteError(Exception):
    """Something expected went wrong; shown without a traceback."""

    exit_code = 14


class DataError(BuildSiteError):
    """The fix is in data/, not in code. Names every fault found, not only the first."""

    exit_code = 11

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Gather the faults in file and line order."""
        self.faults = sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.problem))
        super().__init__(_report(self.faults))


class SourceError(BuildSiteError):
    """A publisher did not answer as agreed; data/ is untouched."""

    exit_code = 12


class ProtectionError(BuildSiteError):
    """A figure that must stay hidden could be worked out; nothing is published."""

    exit_code = 13


class BuildError(BuildSiteError):
    """The site could not be made from good data: a template, a link or a tool is at fault."""

    exit_code = 14


def count(number: int, noun: str, ending: str = "s") -> str:
    """Return a number with its noun in the right form: 1 problem, 2 problems."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}{ending}"


def _report(faults: list[Fault]) -> str:
    lines = [f"{count(len(faults), 'problem')} in the data"]
    for file, group in groupby(faults, key=lambda fault: fault.file):
        own = list(group)
        lines += [f"{file}: {count(len(own), 'problem')}", *map(str, own)]
    return "\n".join(lines)
