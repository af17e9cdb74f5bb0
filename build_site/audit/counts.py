"""How many people the published figures are about, read out of the API's own files into arrays."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from build_site.model.period import is_period, years_spanned
from build_site.model.table import FEW, SEXES, SMALLEST_GROUP
from build_site.model.unit import FACTORS

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

FOLDER = "api/v1/indicators/"
TELLS = re.compile(rb'"(?:numerator|denominator)"\s*:\s*-?[0-9]|"suppressed"')
"""A file without any count or hidden cell has nothing that could tell or be told. Most have not: this is quicker than reading."""
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
NOWHERE = ("missing", "not_applicable")
WHOLE = 1e-6
"""A count further than this from a whole number is weighted, and no single person can be read out of it."""
YEAR_DIGITS = 4
TOTAL = 0
"""Where SEXES has both together."""


@dataclass(frozen=True)
class Axes:
    """The areas and periods of all tables, in order. Every array of a table is areas x periods x sexes."""

    areas: tuple[str, ...]
    periods: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return the shape of a table's arrays."""
        return len(self.areas), len(self.periods), len(SEXES)

    def name(self, seat: int) -> tuple[str, str, str]:
        """Return area, period and sex of a place in a flattened array."""
        area, period, sex = np.unravel_index(seat, self.shape)
        return self.areas[area], self.periods[period], SEXES[sex]


@dataclass(frozen=True)
class Facts:
    """One indicator's file as it stands: text and rows."""

    name: str
    rows: list[dict[str, Any]]
    declared: frozenset[str]
    few: int
    group: int
    factor: float | None
    """What numerator / denominator is multiplied by to give the value; None when the value is not such a quotient."""


@dataclass(frozen=True)
class Published:
    """One indicator on the axes. NaN is not known."""

    name: str
    declared: frozenset[str]
    """The dimensions (`sex`, `area`) in which the file says that the parts make the whole."""
    few: int
    """Counts from 1 up to this, not included, may not be told."""
    group: int
    """Denominators below this may not be told."""
    factor: float | None
    numerator: Numbers
    denominator: Numbers
    value: Numbers
    lower: Numbers
    upper: Numbers
    hidden: Flags
    """Cells that say `suppressed`."""
    there: Flags
    """Cells that have a count, shown or hidden; the others have no row, or their source has no figure."""
    judged: Flags
    """Cells whose counts must not be told: those that are hidden, and those that show a value but not all it is counted from."""


def read_facts(files: Mapping[str, bytes], *, wanted: Iterable[str] = ()) -> list[Facts]:
    """Return the indicators that count people or hide something, and those that are asked for. Broken files are left out.

    That a file follows its schema is for `schemas` to say.
    """
    asked = set(wanted)
    found = []
    for path in sorted(files):
        name = path.removeprefix(FOLDER).removesuffix(".json")
        if not path.startswith(FOLDER) or not path.endswith(".json") or not (TELLS.search(files[path]) or name in asked):
            continue
        content = _load(files[path])
        rows = content.get("observations")
        if isinstance(rows, list):
            found.append(_make_facts(name, content, [row for row in rows if _is_row(row)]))
    return found


def _load(content: bytes) -> dict[str, Any]:
    try:
        loaded = orjson.loads(content)
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and row.get("sex") in SEXES
        and isinstance(row.get("area"), str)
        and isinstance(row.get("period"), str)
    )


def _make_facts(name: str, content: Mapping[str, Any], rows: list[dict[str, Any]]) -> Facts:
    factor = FACTORS.get(str(content.get("unit")))
    return Facts(
        name=name,
        rows=rows,
        declared=frozenset(map(str, content.get("additive_over") or ())),
        few=max(FEW, int(content.get("smallest_count") or 0)),
        group=max(SMALLEST_GROUP, int(content.get("smallest_denominator") or 0)),
        factor=factor[1] if factor and content.get("adjustment", "none") == "none" else None,
    )


def make_axes(facts: Iterable[Facts], more: Iterable[tuple[str, str]] = ()) -> Axes:
    """Return axes that hold every cell of the indicators and more pairs of area and period, and the years in longer periods."""
    places = {(row["area"], row["period"]) for one in facts for row in one.rows} | set(more)
    periods = {period for _, period in places}
    return Axes(tuple(sorted({area for area, _ in places})), tuple(sorted(periods | years_within(periods))))


def years_within(periods: Iterable[str]) -> set[str]:
    """Return the single years of all periods of several years: a stranger can reckon with them though nobody shows them."""
    years: set[str] = set()
    for one in periods:
        if is_period(one) and years_spanned(one) > 1 and len(one.partition("/")[0]) == YEAR_DIGITS:
            first = int(one[:YEAR_DIGITS])
            years |= {str(year) for year in range(first, first + years_spanned(one))}
    return years


def lay_out(one: Facts, axes: Axes) -> Published:
    """Return an indicator on the axes."""
    seat = seats(((row["area"], row["period"], row["sex"]) for row in one.rows), axes)
    lay = {column: _lay([_number(row.get(column)) for row in one.rows], seat, axes) for column in NUMBERS}
    status = [row.get("status") for row in one.rows]
    hidden = _flag([word == "suppressed" for word in status], seat, axes)
    unknown = [np.isnan(lay[column]) for column in ("numerator", "denominator")]
    used = [each for each in unknown if not each.all()]
    there = _flag([word not in NOWHERE for word in status], seat, axes)
    bare = there & np.any(used, axis=0) if used else np.zeros_like(there)
    return Published(
        name=one.name,
        declared=one.declared,
        few=one.few,
        group=one.group,
        factor=one.factor,
        hidden=hidden,
        there=there if used else there & hidden,
        judged=hidden | bare,
        **lay,
    )


def seats(places: Iterable[tuple[str, str, str]], axes: Axes) -> Places:
    """Return where cells lie in a flattened array."""
    area = {code: number for number, code in enumerate(axes.areas)}
    period = {code: number for number, code in enumerate(axes.periods)}
    sex = {code: number for number, code in enumerate(SEXES)}
    width = len(axes.periods)
    return np.array([(area[one] * width + period[two]) * len(SEXES) + sex[three] for one, two, three in places], dtype=np.intp)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else np.nan


def _lay(cells: Sequence[float], seat: Places, axes: Axes) -> Numbers:
    flat = np.full(int(np.prod(axes.shape)), np.nan)
    flat[seat] = cells
    return flat.reshape(axes.shape)


def _flag(cells: Sequence[bool], seat: Places, axes: Axes) -> Flags:
    flat = np.zeros(int(np.prod(axes.shape)), dtype=bool)
    flat[seat] = cells
    return flat.reshape(axes.shape)


def is_share(numerator: Numbers, denominator: Numbers) -> bool:
    """Tell whether the numerator is always among the denominator, so that those who are left are people too."""
    both = ~np.isnan(numerator) & ~np.isnan(denominator)
    return bool(both.any()) and bool((numerator[both] <= denominator[both] + WHOLE).all())


def are_whole(counts: Numbers) -> bool:
    """Tell whether every known count is a whole number."""
    known = counts[~np.isnan(counts)]
    return bool((np.abs(known - np.round(known)) < WHOLE).all())


def shown_small(one: Published) -> Iterator[tuple[int, str]]:
    """Yield each shown cell that is too small by itself, by its seat, and which of its counts is."""
    x, n = one.numerator.ravel(), one.denominator.ravel()
    rest = n - x if is_share(x, n) else np.full_like(x, np.nan)
    for counts, words in ((x, "numerator"), (rest, "rest of the denominator")):
        whole = np.abs(counts - np.round(counts)) < WHOLE
        for seat in np.flatnonzero(whole & (counts >= 1 - WHOLE) & (counts < one.few - WHOLE)):
            yield int(seat), words
    for seat in np.flatnonzero(n < one.group - WHOLE):
        yield int(seat), "denominator"


def limits_without_value(one: Published) -> Iterator[int]:
    """Yield the seat of each shown cell with limits round a value that it does not show: the value follows from them."""
    limits = ~np.isnan(one.lower) | ~np.isnan(one.upper)
    yield from map(int, np.flatnonzero((~one.hidden & limits & np.isnan(one.value)).ravel()))


def hidden_with_numbers(one: Published) -> Iterator[int]:
    """Yield the seat of each cell that says it is hidden and still has a number."""
    numbers = np.stack([one.value, one.lower, one.upper, one.numerator, one.denominator])
    for seat in np.flatnonzero(one.hidden.ravel() & ~np.isnan(numbers).all(axis=0).ravel()):
        yield int(seat)
