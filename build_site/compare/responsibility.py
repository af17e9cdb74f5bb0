"""Who answers for a device in a place, at an age: the municipality's rows, then its region's, then the law's, then unknown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from build_site.model.area import COUNTRY, Area
from build_site.model.responsibility import OLDEST, UNKNOWN, Answer, Answered, Responsibility

LevelRows = Sequence[Sequence[Responsibility]]
"""The rows of a place, of its region and of the country: the nearest first."""


def rows_of(rows: Iterable[Responsibility], areas: Mapping[str, Area], area: str) -> LevelRows:
    """Return the rows that may answer in the place, nearest first. A region has no municipality's rows."""
    by_area: dict[str, list[Responsibility]] = defaultdict(list)
    for row in rows:
        by_area[row.area].append(row)
    chain: list[str] = []
    code: str | None = area
    while code is not None and code != COUNTRY:
        chain.append(code)
        code = areas[code].parent
    return [by_area[code] for code in (*chain, COUNTRY) if by_area[code]]


def who_answers(levels: LevelRows, iso: str, age: int) -> Answer:
    """
    Return who answers for the device, for a person of the age in whole years; raise ValueError for an age below zero.

    The nearest level that says anything decides, and in it the row with the longest code. Rows that are equally near and say
    different things mean that the duty is shared. A row for a device says nothing of the group above it.
    """
    if age < 0:
        raise ValueError(f"age {age} is below zero")
    for rows in levels:
        if fitting := [row for row in rows if row.covers(iso, age)]:
            longest = max(len(row.iso or "") for row in fitting)
            return _answer([row for row in fitting if len(row.iso or "") == longest])
    return UNKNOWN


def _answer(rows: Sequence[Responsibility]) -> Answer:
    said = {row.responsible for row in rows}
    return Answer(said.pop() if len(said) == 1 else "shared", tuple(rows))


def answers(
    rows: Sequence[Responsibility], areas: Mapping[str, Area], parents: Mapping[str, str | None]
) -> dict[str, tuple[Answered, ...]]:
    """
    Return each place's answers. `parents` gives every device class the class above it.

    A class of the top level always stands, also when its answer is unknown. One below stands where it differs from the class
    above, so the answer for a device is that of its nearest class that stands.
    """
    found: dict[str, tuple[Answered, ...]] = {}
    seen: dict[tuple[int, ...], tuple[Answered, ...]] = {}
    for area in areas:
        levels = rows_of(rows, areas, area)
        key = tuple(id(row) for level in levels for row in level)
        if key not in seen:  # most municipalities have no rows of their own, and the same answers as their region
            seen[key] = tuple(_answered(levels, parents))
        found[area] = seen[key]
    return found


def _answered(levels: LevelRows, parents: Mapping[str, str | None]) -> Iterable[Answered]:
    spans = {code: _by_age(levels, code) for code in parents}
    for code, parent in sorted(parents.items()):
        if parent is None or parent not in spans or spans[code] != spans[parent]:
            yield from (Answered(code, low, high, answer) for low, high, answer in spans[code])


def _by_age(levels: LevelRows, iso: str) -> list[tuple[int | None, int | None, Answer]]:
    """Return the answers for a device from birth on, each with its first and last age; equal neighbours are one."""
    rows = [row for level in levels for row in level if iso.startswith(row.iso or "")]
    starts = {0} | {row.min_age or 0 for row in rows} | {row.max_age + 1 for row in rows if row.max_age is not None}
    spans: list[tuple[int, Answer]] = []
    for start in sorted(start for start in starts if start <= OLDEST):
        answer = who_answers(levels, iso, start)
        if not spans or spans[-1][1] != answer:
            spans.append((start, answer))
    ends = [start - 1 for start, _ in spans[1:]]
    return [(start or None, end, answer) for (start, answer), end in zip(spans, [*ends, None], strict=True)]
