"""How far a stranger can narrow each hidden count down: first by reckoning, then by linear programming.

Bounds that follow row by row are outer bounds: what they rule out is ruled out. A table that agrees with all that is shown is
a witness: the counts in it are possible. Between the two most cells are settled by a few tables for all of them at once;
for the rest the least and the most are computed one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from build_site.audit.counts import WHOLE, Flags, Numbers, Places
from build_site.audit.rows import System

SWEEPS = 50
BATCH = 2_000
"""Unknowns that are solved for at once: parts that do not touch each other cost no more together than apart."""
GUESSES = 12
"""Tables drawn for all cells at once, before cells are taken one by one."""
MOST_NODES = 2_000
"""Branches tried for whole numbers. Not seconds: the same files must give the same answer on a slow machine."""
ENDLESS = 1e7
"""More people than there are: what has no upper bound."""


@dataclass(frozen=True)
class Targets:
    """The hidden counts that are judged, each the sum of one or two unknowns and what is known of it."""

    first: Places
    """Where in the system; -1 where no row says anything."""
    second: Places
    """The other unknown, or -2 where there is none."""
    known: Numbers
    limit: Numbers
    """Counts from 1 up to this, not included, are about few."""
    width: Numbers
    """How many whole steps must be left open when the count may be about few."""


@dataclass
class Search:
    """What is known so far: `low` and `high` can't be passed, `least` and `most` have been seen to be possible."""

    system: System
    low: Numbers
    high: Numbers
    table: Numbers
    """A value for every unknown: parts that have been solved for are possible."""
    part: Places
    """By unknown: which part of the system it lies in; -1 where its count is known."""
    line_part: Places


def find_told(system: System, targets: Targets) -> Flags:
    """Return which targets are narrowed down further than their limit and width allow."""
    told = np.zeros(len(targets.first), dtype=bool)
    bound = np.flatnonzero((targets.first != -1) & (targets.second != -1))
    while len(bound):
        answer = _find(system, _take(targets, bound))
        if isinstance(answer, System):
            system = answer
            continue
        told[bound] = answer
        break
    return told


def find_range(system: System, targets: Targets, number: int) -> tuple[float, float]:
    """Return the least and the most that one target can be."""
    one = _take(targets, np.array([number]))
    if one.first[0] == -1 or one.second[0] == -1:
        return 0.0, np.inf
    search = _begin(system)
    if isinstance(search, System):
        return find_range(search, targets, number)
    found = []
    for sign in (-1.0, 1.0):
        weight = _weights(search, one, np.array([0]), np.array([sign]))
        parts = _parts_of(search, one, np.array([0]))
        if isinstance(broken := _solve_parts(search, parts, weight), System):
            return find_range(broken, targets, number)
        found.append(float(_sums(one, search.table)[0]))
    return found[0], np.inf if found[1] > ENDLESS / 2 else found[1]


def _take(targets: Targets, which: Places) -> Targets:
    return Targets(targets.first[which], targets.second[which], targets.known[which], targets.limit[which], targets.width[which])


def _sums(targets: Targets, values: Numbers) -> Numbers:
    """Return each target's count, where the unknowns have these values."""
    second = np.where(targets.second >= 0, values[np.maximum(targets.second, 0)], 0.0)
    return np.asarray(values[targets.first] + second + targets.known)


def is_told(low: Numbers, high: Numbers, limit: Numbers, width: Numbers) -> Flags:
    """Tell which ranges say too much: all of it is about few people, or it may be and is too narrow.

    None at all is never about few. Nor is a range that begins at the limit: what is many stays many however well it is known.
    """
    may_be_few = (high >= 1 - WHOLE) & (low < limit - WHOLE)
    return np.asarray(may_be_few & ((high < limit - WHOLE) | (high - low < width - WHOLE)))


def _find(system: System, targets: Targets) -> Flags | System:
    """Return which targets are told, or a system without the rows that contradict the others."""
    search = _begin(system)
    if isinstance(search, System):
        return search
    low, high = _sums(targets, search.low), _sums(targets, search.high)
    told = is_told(low, high, targets.limit, targets.width)
    open_ = ~told & (low < targets.limit - WHOLE) & (high >= 1 - WHOLE)
    least, most = np.full(len(low), np.inf), np.full(len(low), -np.inf)
    for weight, parts, exact in _questions(search, targets, open_, told):
        if isinstance(broken := _solve_parts(search, parts, weight), System):
            return broken
        here = open_ & _lies_in(search, targets, parts)
        seen = _sums(targets, search.table)
        least[here], most[here] = np.minimum(least, seen)[here], np.maximum(most, seen)[here]
        for number, sign in exact:
            if sign > 0:
                high[number] = seen[number]
            else:
                low[number] = seen[number]
        told |= open_ & is_told(low, high, targets.limit, targets.width)
        unseen = (most < targets.limit - WHOLE) | (most - least < targets.width - WHOLE)
        open_ &= ~told & unseen & (low < targets.limit - WHOLE) & (high >= 1 - WHOLE)
    return told


def _questions(
    search: Search, targets: Targets, open_: Flags, told: Flags
) -> Iterator[tuple[Numbers, Places, list[tuple[int, float]]]]:
    """Yield what to make as large as possible, in which parts, and whose bound the answer is; until no target is open.

    `open_` is changed by the caller between the questions.
    """
    draw = np.random.default_rng(0)
    for guess in range(GUESSES):
        which = np.flatnonzero(open_)
        if not len(which):
            return
        sign = draw.uniform(0.5, 1.5, len(which)) * (1 if guess % 2 == 0 else -1) * draw.choice([1.0, 1.0, -0.5], len(which))
        yield _weights(search, targets, which, sign), _parts_of(search, targets, which), []
    parts = _part_pairs(search, targets).tolist()
    asked: dict[int, int] = {}
    while open_.any():
        taken: set[int] = set()
        exact: list[tuple[int, float]] = []
        for number in np.flatnonzero(open_).tolist():
            own = {part for part in parts[number] if part >= 0}
            if taken & own:
                continue
            taken |= own
            times = asked[number] = asked.get(number, 0) + 1
            if times > 2:  # noqa: PLR2004  (the most and the least have been found, and are not enough)
                told[number], open_[number] = True, False
                continue
            exact.append((number, 1.0 if times == 1 else -1.0))
        which, sign = np.array([one for one, _ in exact], dtype=np.intp), np.array([by for _, by in exact])
        if len(which):
            yield _weights(search, targets, which, sign), _parts_of(search, targets, which), exact


def _weights(search: Search, targets: Targets, which: Places, sign: Numbers) -> Numbers:
    weight = np.zeros(len(search.table))
    np.add.at(weight, targets.first[which], sign)
    two = targets.second[which] >= 0
    np.add.at(weight, targets.second[which][two], sign[two])
    return weight


def _parts_of(search: Search, targets: Targets, which: Places) -> Places:
    """Return the parts of the system in which targets lie."""
    parts = np.unique(_part_pairs(search, targets)[which])
    return parts[parts >= 0]


def _part_pairs(search: Search, targets: Targets) -> Places:
    """Return the parts in which each target's two unknowns lie, -1 where there is none or its count is known."""
    second = np.where(targets.second >= 0, search.part[np.maximum(targets.second, 0)], -1)
    return np.stack([search.part[targets.first], second], axis=1)


def _lies_in(search: Search, targets: Targets, parts: Places) -> Flags:
    """Tell which targets lie in any of the parts."""
    hit = np.append(np.isin(np.arange(search.part.max(initial=-1) + 1), parts), [False])  # -1 is the last
    return np.asarray(hit[_part_pairs(search, targets)].any(axis=1))


def _begin(system: System) -> Search | System:
    """Return what follows row by row, in parts that do not touch; or the system without the rows that contradict others."""
    low, high = tighten(system)
    crossed = low > high + WHOLE
    if crossed.any():
        return relax(system, np.unique(_label(system, np.ones(len(low), dtype=bool))[0][crossed]))
    high = np.where(np.isinf(high), ENDLESS, high)
    free = high - low > WHOLE
    part, line_part = _label(system, free)
    return Search(system, low, np.maximum(high, low), low.copy(), part, line_part)


def _label(system: System, free: Flags) -> tuple[Places, Places]:
    """Return by unknown and by row which connected part they are in; -1 for those that are not free."""
    matrix = system.matrix.tocoo()
    kept = free[matrix.col]
    lines, columns = matrix.row[kept], matrix.col[kept]
    width, height = len(system.places), matrix.shape[0]
    graph = csr_array((np.ones(len(lines)), (columns, width + lines)), shape=(width + height, width + height))
    labels = connected_components(graph, directed=False)[1]
    used = np.zeros(height, dtype=bool)
    used[lines] = True
    return np.where(free, labels[:width], -1), np.where(used, labels[width:], -1)


def tighten(system: System) -> tuple[Numbers, Numbers]:
    """Return bounds of each unknown that follow from one row at a time, again and again."""
    matrix = system.matrix.tocoo()
    line, column, sign = matrix.row.astype(np.intp), matrix.col.astype(np.intp), matrix.data
    low, high = np.zeros(len(system.places)), np.full(len(system.places), np.inf)
    up = sign > 0
    for _ in range(SWEEPS):
        least = np.where(up, sign * low[column], sign * high[column])
        most = np.where(up, sign * high[column], sign * low[column])
        room: Numbers = (system.high[line] - _others(line, least, len(system.low))) / sign
        floor: Numbers = (system.low[line] - _others(line, most, len(system.low))) / sign
        new_low, new_high = low.copy(), high.copy()
        np.minimum.at(new_high, column, np.where(up, room, floor))
        np.maximum.at(new_low, column, np.where(up, floor, room))
        new_low = np.where(system.whole, np.ceil(new_low - WHOLE), new_low)
        new_high = np.where(system.whole, np.floor(new_high + WHOLE), new_high)
        moved = (new_low > low + WHOLE).any() or (new_high < high - WHOLE).any()
        low, high = new_low, new_high
        if not moved or (low > high + WHOLE).any():
            break
    return low, high


def _others(line: Places, terms: Numbers, height: int) -> Numbers:
    """Return for each term the sum of the others in its row; infinite when one of them is. All infinite terms have one sign."""
    endless = np.isinf(terms)
    plain = np.where(endless, 0.0, terms)
    total = np.bincount(line, plain, height)
    number = np.bincount(line, endless, height)
    sign = np.sign(terms[endless][0]) if endless.any() else 1.0
    return np.asarray(np.where(number[line] - endless > 0, sign * np.inf, total[line] - plain))


def relax(system: System, parts: Places) -> System:
    """Return the system without the fewest rows that must go for the rest of some parts not to contradict each other.

    A stranger meets the same contradiction and knows as little what to do with it.
    """
    part, line_part = _label(system, np.ones(len(system.places), dtype=bool))
    keep = np.ones(len(system.low), dtype=bool)
    whole = system.whole.copy()
    for one in parts:
        lines, columns = np.flatnonzero(line_part == one), np.flatnonzero(part == one)
        slack = eye_array(len(lines), format="csr")
        matrix = hstack([system.matrix[lines][:, columns], slack, -slack], format="csr")
        price = np.concatenate([np.zeros(len(columns)), np.ones(2 * len(lines))])
        done = milp(
            price, bounds=Bounds(0, np.inf), constraints=[LinearConstraint(matrix, system.low[lines], system.high[lines])]
        )
        off = np.asarray(done.x).reshape(-1)[len(columns) :].reshape(2, -1).max(axis=0) > WHOLE
        keep[lines[off]] = False
        if not off.any():  # only whole numbers contradict: parts of people then
            whole[columns] = False
    return replace(system, matrix=system.matrix[np.flatnonzero(keep)], low=system.low[keep], high=system.high[keep], whole=whole)


def _solve_parts(search: Search, parts: Places, weight: Numbers) -> System | None:
    """Make the weighted sum as large as it can be in some parts, in batches; or return a system that has an answer."""
    broken: list[int] = []
    for batch in _batches(search, parts):
        columns = np.flatnonzero(np.isin(search.part, batch))
        lines = np.flatnonzero(np.isin(search.line_part, batch))
        answer = _solve(search, columns, lines, weight[columns])
        if answer is None and len(batch) == 1:
            broken += batch.tolist()
        elif answer is None:
            for one in batch:
                own, its = np.flatnonzero(search.part == one), np.flatnonzero(search.line_part == one)
                answer = _solve(search, own, its, weight[own])
                if answer is None:
                    broken.append(int(one))
                else:
                    search.table[own] = answer
        else:
            search.table[columns] = answer
    if not broken:
        return None
    raw = _label(search.system, np.ones(len(search.part), dtype=bool))[0]
    return relax(search.system, np.unique(raw[np.isin(search.part, broken)]))


def _batches(search: Search, parts: Places) -> Iterator[Places]:
    size = np.bincount(search.part[search.part >= 0], minlength=int(parts.max(initial=0)) + 1)[parts]
    batch = (np.cumsum(size) - size) // BATCH
    for number in np.unique(batch):
        yield parts[batch == number]


def _solve(search: Search, columns: Places, lines: Places, weight: Numbers) -> Numbers | None:
    """Return the counts of the unknowns with the largest weighted sum; whole numbers where only those are possible."""
    system = search.system
    rows = system.matrix[lines]
    inside = np.zeros(len(search.table), dtype=bool)
    inside[columns] = True
    fixed = rows @ np.where(inside, 0.0, search.low)
    rules = [LinearConstraint(rows[:, columns], system.low[lines] - fixed, system.high[lines] - fixed)]
    limits = Bounds(search.low[columns], search.high[columns])
    whole = system.whole[columns]
    # Most parts are networks, whose corners are whole: integers are asked for only when a corner is not.
    for integrality in (np.zeros(len(columns), dtype=np.intp), whole.astype(np.intp)):
        done = milp(-weight, bounds=limits, constraints=rules, integrality=integrality, options={"node_limit": MOST_NODES})
        if done.x is None:
            return None
        values: Numbers = np.asarray(done.x, dtype=float)
        if (np.abs(values - np.round(values))[whole] < WHOLE).all():
            return np.where(whole, np.round(values), values)
    return None
