"""A table's variables, what is chosen of them, and how a choice is cut up so that each piece is within the host's limits."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Limits:
    """What one host puts up with."""

    cells: int
    """In one answer: the number of values chosen of each variable, multiplied."""
    values: int | None
    """Chosen of one variable in one question; None: as many as the cells allow."""
    calls: int
    seconds: int
    """So many calls in so many seconds."""


@dataclass(frozen=True)
class Variable:
    """One variable of a table."""

    code: str
    labels: Mapping[str, str] | None
    """The text of each value by its code; None when the host does not list them, for they are too many."""
    eliminable: bool
    """Left out of a question, it is added up."""
    code_lists: frozenset[str] | None = None
    """Other lists that its codes can be taken from; None: the host doesn't tell."""


@dataclass(frozen=True)
class Choice:
    """The values chosen of one variable, and the list they are on when it is not the table's own."""

    codes: tuple[str, ...]
    code_list: str | None = None


Selection = Mapping[str, Choice]
"""By variable. One that is not here is added up by the host."""


def cells(selection: Selection) -> int:
    """Return how many figures the choice makes."""
    return math.prod(len(choice.codes) for choice in selection.values())


def split(selection: Selection, limits: Limits) -> list[Selection]:
    """Cut a choice into the fewest pieces of one shape that are each within the limits; together they are the whole, once."""
    pieces = _fewest([len(choice.codes) for choice in selection.values()], limits)
    parts = [list(_chunks(choice, piece)) for choice, piece in zip(selection.values(), pieces, strict=True)]
    return [dict(zip(selection, part, strict=True)) for part in product(*parts)]


def _chunks(choice: Choice, size: int) -> Iterator[Choice]:
    for start in range(0, len(choice.codes), size):
        yield Choice(choice.codes[start : start + size], choice.code_list)


def _fewest(sizes: Sequence[int], limits: Limits) -> tuple[int, ...]:
    """Return how many values of each variable go into one question, so that the questions are as few as can be.

    Tries every way of dividing each variable evenly, and leaves a way as soon as it can't become better than the best.
    """
    best: tuple[int, ...] = (1,) * len(sizes)
    fewest = math.prod(sizes) + 1

    def look(place: int, taken: tuple[int, ...], room: int, calls: int) -> None:
        nonlocal best, fewest
        if place == len(sizes):
            if calls < fewest:
                best, fewest = taken, calls
            return
        rest = math.prod(sizes[place:])
        if calls * math.ceil(rest / room) >= fewest:
            return
        for size in _even_sizes(sizes[place], min(room, limits.values or room)):
            look(place + 1, (*taken, size), room // size, calls * math.ceil(sizes[place] / size))

    look(0, (), limits.cells, 1)
    return best


def _even_sizes(count: int, most: int) -> Iterator[int]:
    """Yield the sizes, largest first, into which `count` things can be divided as evenly as they go."""
    size = min(count, most)
    while size:
        size = math.ceil(count / math.ceil(count / size))
        yield size
        size -= 1
