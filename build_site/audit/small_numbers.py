"""The proof that small numbers do not leak: every equation a stranger could use, and how far each hidden count can be told.

Reads finished files and earlier releases only, and knows nothing of how cells were chosen to be hidden. Why these rules:
docs/decisions/0010.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from build_site.audit.counts import (
    Axes,
    Places,
    Published,
    hidden_with_numbers,
    lay_out,
    limits_without_value,
    make_axes,
    read_facts,
    shown_small,
)
from build_site.audit.ranges import Targets, find_told
from build_site.audit.rates import add_limits, add_rates
from build_site.audit.releases import (
    Earlier,
    fill,
    gather,
    has_changed,
    hidden_once_shown,
    lay_out_earlier,
    only_earlier,
    small_changes,
    values_once_shown,
)
from build_site.audit.rows import Column, Rows, System, make_system
from build_site.audit.sums import (
    add_areas,
    add_sexes,
    add_windows,
    areas_hold,
    complete,
    find_families,
    find_windows,
    make_columns,
    missing_are_none,
    sexes_hold,
)
from build_site.audit.twins import add_twins
from build_site.model.ledger import Ledger

ONCE_SHOWN = "is hidden, but an earlier release shows it"
WORDS = {"x": "numerator", "c": "rest of the denominator", "n": "denominator"}

Judged = tuple[Published, int, str]
"""A table, the seat of a hidden cell in it, and the kind of count that is judged."""
Fault = tuple[str, int, str]
"""An indicator, a seat, and what is wrong there."""


def check_small_numbers(
    files: Mapping[str, bytes], *, ledger: Ledger | None = None, earlier: Iterable[Mapping[str, bytes]] = ()
) -> list[str]:
    """Return every cell of the finished files that tells of few people, one sentence a cell. No sentence has a value in it."""
    ledger = ledger or Ledger()
    earlier = list(earlier)
    cells = gather(ledger.cells, earlier)
    facts = read_facts(files, wanted=set(cells["indicator"]))
    axes = make_axes(facts, zip(cells["area"], cells["period"], strict=True))
    before = lay_out_earlier(cells, axes)
    tables = [lay_out(one, axes) for one in facts]
    gone = [only_earlier(name, axes) for name in before if name not in {one.name for one in tables}]
    faults = [*_plain_faults(tables), *_release_faults(tables, before, axes)]
    faults += [*_value_faults(tables, earlier, axes), *_told_faults([*tables, *gone], before, axes)]
    return _sentences(faults, axes, ledger)


def _plain_faults(tables: Sequence[Published]) -> Iterator[Fault]:
    for one in tables:
        for seat in hidden_with_numbers(one):
            yield one.name, seat, "says that it is hidden and still has a number"
        for seat in limits_without_value(one):
            yield one.name, seat, "shows limits, but not the value that follows from them"
        for seat, which in shown_small(one):
            yield one.name, seat, f"shows a {which} that is about few people"


def _value_faults(tables: Sequence[Published], earlier: Iterable[Mapping[str, bytes]], axes: Axes) -> Iterator[Fault]:
    hiding = {one.name: one for one in tables if one.hidden.any()}
    for files in earlier:
        for before in read_facts(files, wanted=hiding) if hiding else ():
            if before.name in hiding:
                for seat in values_once_shown(hiding[before.name], before, axes):
                    yield before.name, seat, ONCE_SHOWN


def _release_faults(tables: Sequence[Published], before: Mapping[str, Earlier], axes: Axes) -> Iterator[Fault]:
    for one in tables:
        if one.name in before:
            for seat in hidden_once_shown(one, before[one.name]):
                yield one.name, seat, ONCE_SHOWN
            for seat in small_changes(one, before[one.name], axes):
                yield one.name, seat, "has changed by few since an earlier release, and a part of it is hidden"


def _told_faults(tables: Sequence[Published], before: Mapping[str, Earlier], axes: Axes) -> list[Fault]:
    """Return the hidden counts that can be worked out from all releases together, with the latest counts and with the older."""
    filled = [fill(one, before[one.name]) if one.name in before else one for one in tables]
    faults = find_told_cells(filled, axes)
    if any(one.name in before and has_changed(one, before[one.name]) for one in tables):
        older = [fill(one, before[one.name], prefer_earlier=True) if one.name in before else one for one in tables]
        faults += find_told_cells(older, axes)
    return faults


def find_told_cells(tables: Sequence[Published], axes: Axes) -> list[Fault]:
    """Return the hidden counts that what is shown narrows down too far."""
    completed = [complete(one, axes) for one in tables]
    if not any(one.judged.any() for one in completed):
        return []
    system, columns = make_equations(completed, axes)
    judged, targets = make_targets(completed, columns, system)
    told = find_told(system, targets)
    return [
        (one.name, seat, f"is hidden, but what else is shown tells too much of its {WORDS[kind]}")
        if one.hidden.ravel()[seat]
        else (one.name, seat, f"does not show its {WORDS[kind]}, but what else is shown tells that it is about few people")
        for (one, seat, kind), is_told in zip(judged, told, strict=True)
        if is_told
    ]


def make_equations(tables: Sequence[Published], axes: Axes) -> tuple[System, list[Column]]:
    """Return all that a stranger knows as one system, and the columns of all tables."""
    rows = Rows()
    every: list[Column] = []
    for number, one in enumerate(tables):
        columns = make_columns(number, one)
        every += columns
        _add_own_sums(rows, columns, one, axes)
        by_kind = {column.kind: column for column in columns}
        if "x" in by_kind and "n" in by_kind:
            add_rates(rows, one, by_kind["x"], by_kind["n"])
            add_limits(rows, one, by_kind["x"], by_kind["n"])
            if "c" in by_kind:
                _add_known_wholes(rows, by_kind["n"])
    add_twins(rows, every)
    whole = np.ones(2 * len(tables) * int(np.prod(axes.shape)), dtype=bool)
    for column in every:
        if not column.whole and column.kind != "n":
            base = column.unknowns[0][0]
            whole[base : base + len(column.values)] = False
    return make_system(rows, whole), every


def _add_own_sums(rows: Rows, columns: Sequence[Column], one: Published, axes: Axes) -> None:
    """Add the table's sums over sexes, areas and periods. Where they hold for x and n they hold for c, and n says no more."""
    families = find_families(one.there, axes)
    windows = find_windows(axes.periods) if one.judged.any() else []
    over_sex, over_area = {}, {}
    for column in columns:
        values = column.values.reshape(axes.shape)
        over_sex[column.kind] = sexes_hold(values, declared="sex" in one.declared)
        over_area[column.kind] = areas_hold(values, one.there, families, declared="area" in one.declared)
    split = "c" in over_sex
    for column in columns:
        values = column.values.reshape(axes.shape)
        both_sex = split and over_sex["x"] and over_sex["n"]
        both_area = split and over_area["x"] and over_area["n"]
        if both_sex if column.kind == "c" else over_sex[column.kind] and not (column.kind == "n" and both_sex):
            add_sexes(rows, column, axes)
        if both_area if column.kind == "c" else over_area[column.kind] and not (column.kind == "n" and both_area):
            none_missing = missing_are_none(values, one.there, families)
            add_areas(rows, column, axes, families, none_missing=none_missing)
        if windows:
            add_windows(rows, column, axes, windows)


def _add_known_wholes(rows: Rows, column: Column) -> None:
    """Add x + c = n where n is shown and x is not."""
    x, c = column.unknowns
    cells = np.flatnonzero(~np.isnan(column.values) & np.isnan(x[1]) & column.there)
    parts = [replace(column, values=values, unknowns=((base, values),)) for base, values in (x, c)]
    rows.add([(part, cells, 1.0) for part in parts], column.values[cells], column.values[cells])


def make_targets(tables: Sequence[Published], columns: Sequence[Column], system: System) -> tuple[list[Judged], Targets]:
    """Return what is judged: the counts not known of each cell that must not be told, and where they are in the system."""
    judged: list[Judged] = []
    parts: list[tuple[Places, Places, np.ndarray[tuple[int], np.dtype[np.float64]], int, int]] = []
    for column in columns:
        one = tables[column.table]
        cells = np.flatnonzero(one.judged.ravel() & np.isnan(column.values))
        if not len(cells) or not (column.whole or column.kind == "n"):
            continue
        judged += [(one, int(seat), column.kind) for seat in cells]
        parts.append(_locate(column, cells, system, one))
    empty = np.zeros(0)
    if not parts:
        nowhere = np.zeros(0, dtype=np.intp)
        return [], Targets(nowhere, nowhere, empty, empty, empty)
    limit = np.concatenate([np.full(len(first), float(few)) for first, _, _, few, _ in parts])
    width = np.concatenate([np.full(len(first), float(wide)) for first, _, _, _, wide in parts])
    first, second, known = (np.concatenate([part[number] for part in parts]) for number in range(3))
    return judged, Targets(first, second, known, limit, width)


def _locate(
    column: Column, cells: Places, system: System, one: Published
) -> tuple[Places, Places, np.ndarray[tuple[int], np.dtype[np.float64]], int, int]:
    """Return where a column's cells are in the system, what is known of them, and what must be left open."""
    base, values = column.unknowns[0]
    first = system.index(base + cells)
    second, known = np.full(len(cells), -2, dtype=np.intp), np.zeros(len(cells))
    if len(column.unknowns) > 1:
        other, its = column.unknowns[1]
        second = system.index(other + cells)
        known = np.nan_to_num(values[cells]) + np.nan_to_num(its[cells])
        told_first, told_second = ~np.isnan(values[cells]), ~np.isnan(its[cells])
        first, second = np.where(told_first, second, first), np.where(told_first | told_second, -2, second)
    few, width = (one.group, 0) if column.kind == "n" else (one.few, one.few)
    return first, second, known, few, width


def _sentences(faults: Iterable[Fault], axes: Axes, ledger: Ledger) -> list[str]:
    """Return each fault once, in order, without those that somebody has accepted."""
    told = []
    for name, seat, problem in dict.fromkeys(faults):
        area, period, sex = axes.name(seat)
        if (name, area, period, sex) not in ledger.accepted:
            told.append(f"{name}: {area}, {period}, {sex}: {problem}")
    return sorted(told)
