"""Bounds on paper: small systems whose answers can be worked out by hand."""

import numpy as np
import pytest

from build_site.audit import ranges
from build_site.audit.counts import Axes, Flags
from build_site.audit.ranges import Targets, find_range, find_told, is_told, relax, tighten
from build_site.audit.rows import Column, Rows, System, make_system
from build_site.audit.sums import find_windows
from build_site.audit.twins import find_splits, find_twins

NAN = float("nan")
Line = tuple[dict[int, float], float, float]


def system(width: int, *lines: Line, whole: bool = True) -> System:
    """Return a system over unknowns 0, 1, 2 …: each line has signs by unknown, a lowest and a highest."""
    nothing = np.full(width, NAN)
    column = Column(0, "x", nothing, np.ones(width, dtype=bool), ((0, nothing),), whole)
    rows = Rows()
    for signs, low, high in lines:
        rows.add([(column, np.array([place]), sign) for place, sign in signs.items()], low, high)
    return make_system(rows, np.full(width, whole))


def targets(*pairs: tuple[int, int], limit: float = 5, width: float = 5) -> Targets:
    """Return targets that are the sum of two unknowns, or of one and none (-2)."""
    first, second = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    size = len(pairs)
    return Targets(first, second, np.zeros(size), np.full(size, limit), np.full(size, width))


def plain(width: int) -> Targets:
    """Return every unknown as a target of its own."""
    return targets(*((place, -2) for place in range(width)))


def test_a_sum_bounds_its_parts():
    """Two parts of nine."""
    two = system(2, ({0: 1, 1: 1}, 9, 9))
    assert [find_range(two, plain(2), place) for place in (0, 1)] == [(0, 9), (0, 9)]
    assert not find_told(two, plain(2)).any()


def test_a_difference_has_no_end():
    """What is only known to be as much more than another can be anything."""
    open_ = system(2, ({0: 1, 1: -1}, 3, 3))
    assert find_range(open_, plain(2), 0) == (3, np.inf)
    assert find_range(open_, plain(2), 1) == (0, np.inf)
    assert not find_told(open_, plain(2)).any()


def test_what_no_row_speaks_of_is_open():
    """Not in the system at all."""
    one = system(2, ({0: 1}, 3, 3))
    outside = targets((0, -2), (-1, -2), (0, -1))
    assert list(find_told(one, outside)) == [True, False, False]
    assert find_range(one, outside, 1) == (0, np.inf)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, False),
        (0, 1, True),
        (0, 4, True),
        (0, 5, False),
        (1, 5, True),
        (1, 6, False),
        (3, 3, True),
        (4, 8, True),
        (4, 9, False),
        (5, 5, False),
        (500, 501, False),
        (0, np.inf, False),
    ],
)
def test_the_rule(low: float, high: float, *, told: bool):
    """None and many may be known; few may not, nor what may be few and is nearly known."""
    answer = is_told(np.array([low]), np.array([high]), np.array([5.0]), np.array([5.0]))
    assert bool(answer[0]) == told


@pytest.mark.parametrize(("high", "told"), [(9, True), (10, False)])
def test_the_rule_of_a_denominator(high: float, *, told: bool):
    """Only that it is small: its width is nobody's secret."""
    assert is_told(np.array([9.0]), np.array([float(high)]), np.array([10.0]), np.array([0.0]))[0] == told


def test_two_unknowns_are_judged_by_their_sum():
    """X and c may each be anything up to seven; together they are never more than eight."""
    both = system(2, ({0: 1, 1: 1}, 6, 8), ({0: 1}, 0, 7), ({1: 1}, 0, 7))
    pair = targets((0, 1), limit=10, width=0)
    assert find_range(both, pair, 0) == (6, 8)
    assert list(find_told(both, pair)) == [True]
    assert list(find_told(both, targets((0, 1), limit=8, width=0))) == [False]


def test_two_unknowns_of_separate_parts():
    """Each is bounded by itself, and their most is reached together."""
    apart = system(4, ({0: 1, 1: 1}, 4, 4), ({2: 1, 3: 1}, 5, 5))
    assert find_range(apart, targets((0, 2), limit=10, width=0), 0) == (0, 9)
    assert list(find_told(apart, targets((0, 2), (1, 3), limit=10, width=0))) == [True, True]
    assert list(find_told(apart, targets((0, 2), limit=9, width=0))) == [False]


def test_whole_people_are_an_extra_clue():
    """Three sums of pairs fix all three; with parts of people an odd sum could be split, with whole ones it can't."""
    pairs: tuple[Line, ...] = (({0: 1, 1: 1}, 6, 7), ({1: 1, 2: 1}, 6, 7), ({0: 1, 2: 1}, 13, 14))
    assert find_range(system(3, *pairs), plain(3), 1) == (0, 0)
    assert find_range(system(3, *pairs, whole=False), plain(3), 1) == pytest.approx((0, 0.5))


def test_rows_that_contradict_each_other_are_left_out_as_few_as_possible():
    """Two say nine, one says twenty: the one goes, and the rest still holds."""
    nine: Line = ({0: 1, 1: 1}, 9, 9)
    odd = system(3, nine, nine, ({0: 1, 1: 1}, 20, 20), ({1: 1, 2: 1}, 3, 3))
    assert find_range(odd, plain(3), 0) == (6, 9)
    assert list(find_told(odd, plain(3))) == [False, True, True]
    assert len(relax(odd, np.array([0])).low) == 3


def test_a_contradiction_that_reckoning_row_by_row_does_not_find():
    """A thousand and a thousand and one: the linear program sees at once what would take a thousand steps."""
    far = system(3, ({0: 1, 1: 1}, 1000, 1000), ({0: 1, 1: 1}, 1001, 1001), ({1: 1, 2: 1}, 700, 700))
    low, high = tighten(far)
    assert (low <= high).all()
    assert find_range(far, plain(3), 2) == (0, 700)
    assert find_range(far, plain(3), 0) in ((300, 1000), (301, 1001))
    assert not find_told(far, plain(3)).any()


def test_a_part_that_contradicts_itself_does_not_loosen_the_others():
    """Solved for together, and still people come whole in the part that is sound: one of them at most, not one and a half."""
    sound: tuple[Line, ...] = (({0: 1, 1: 1}, 7, 8), ({1: 1, 2: 1}, 7, 8), ({0: 1, 2: 1}, 13, 14))
    far: tuple[Line, ...] = (({3: 1, 4: 1}, 1000, 1000), ({3: 1, 4: 1}, 1001, 1001))
    judged = targets((1, -2), (3, -2), limit=1.25, width=0)
    assert list(find_told(system(5, *sound, *far), judged)) == [True, False]
    assert list(find_told(system(5, *sound, *far, whole=False), judged)) == [False, False]


def test_when_only_whole_numbers_contradict_parts_of_people_are_let_in():
    """Twice a count is seven: nobody's count, and no reason to fall."""
    half = system(2, ({0: 2}, 7, 7), ({0: 1, 1: 1}, 9, 9))
    assert find_range(half, plain(2), 0) == (3.5, 3.5)


def test_many_parts_are_solved_in_batches(monkeypatch: pytest.MonkeyPatch):
    """The answer does not depend on how many fit in one."""
    lines: list[Line] = [({2 * pair: 1, 2 * pair + 1: 1}, 3.0 + pair % 4, 3.0 + pair % 4) for pair in range(12)]
    expected = [pair % 4 < 2 for pair in range(12) for _ in range(2)]
    assert list(find_told(system(24, *lines), plain(24))) == expected
    monkeypatch.setattr(ranges, "BATCH", 3)
    monkeypatch.setattr(ranges, "GUESSES", 0)
    assert list(find_told(system(24, *lines), plain(24))) == expected


def test_nothing_to_judge():
    """An empty system is no trouble."""
    empty = system(0)
    nowhere = np.zeros(0, dtype=np.intp)
    assert len(find_told(empty, Targets(nowhere, nowhere, np.zeros(0), np.zeros(0), np.zeros(0)))) == 0
    assert list(find_told(empty, targets((-1, -2)))) == [False]


# Periods


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (("2022", "2023", "2022/2023"), {"2022/2023": ["2022", "2023"]}),
        (("2022", "2022/2023"), {}),
        (("2021", "2022", "2024", "2021/2024"), {}),
        (("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2023"), {"2023": ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]}),
        (("2023-01", "2023-02", "2023-03", "2023-Q1"), {"2023-Q1": ["2023-01", "2023-02", "2023-03"]}),
        (("2021/2022", "2023/2024", "2021/2024"), {"2021/2024": ["2021/2022", "2023/2024"]}),
        (("2021/2022", "2022/2023", "2023/2024", "2021/2024"), {}),
        (("2025-06", "2025-07", "2025-06/2025-07"), {"2025-06/2025-07": ["2025-06", "2025-07"]}),
        (("nonsense", "2022", "2023"), {}),
    ],
)
def test_longer_periods_are_filled_without_gap_or_overlap(periods: tuple[str, ...], expected: dict[str, list[str]]):
    """Only then do their counts add up."""
    found = {periods[whole]: [periods[part] for part in parts] for whole, parts in find_windows(periods)}
    assert expected == found


# Linked columns


def column(table: int, kind: str, *values: float) -> Column:
    """Return a column of a table, all of it there."""
    counts = np.array(values)
    return Column(table, kind, counts, np.ones(len(counts), dtype=bool), ((1000 * table, counts),), whole=True)


def test_twins_are_equal_in_nearly_all_that_both_show():
    """Small counts are equal by chance, three cells are the fewest, and a table is not linked with itself."""
    one = column(0, "n", 20, 30, 40, 50, NAN)
    assert find_twins([one, column(1, "n", 20, 30, 40, NAN, 60)]) == [[0, 1]]
    assert find_twins([one, column(1, "n", 20, 30, NAN, NAN, 60)]) == []
    assert find_twins([one, column(1, "n", 20, 31, 40, 50, 60)]) == []
    assert find_twins([one, column(0, "x", 20, 30, 40, 50, 60)]) == []
    assert find_twins([column(0, "x", 1, 2, 3, 4), column(1, "x", 1, 2, 3, 4)]) == []
    many = [float(number) for number in range(20, 40)]
    assert find_twins([column(0, "n", *many), column(1, "n", *many[:-2], 900, 901)]) == [[0, 1]]
    assert find_twins([column(0, "n", *many), column(1, "n", *many[:-3], 900, 901, 902)]) == []


def test_chains_of_twins_are_one_group():
    """The third is linked to the first through the second."""
    columns = [column(0, "n", 20, 30, 40, NAN, NAN), column(1, "n", 20, 30, 40, 50, 60), column(2, "x", NAN, NAN, 40, 50, 60)]
    assert find_twins(columns) == [[0, 1, 2]]


def test_splits_of_a_denominator():
    """Three of the four share it out; the fourth counts some of them again."""
    whole = (100.0, 200.0, 300.0)
    shares = ((20.0, 60.0, 50.0), (30.0, 60.0, 150.0), (50.0, 80.0, 100.0), (25.0, 61.0, 90.0))
    columns = [column(place, "n", *whole) for place in range(4)]
    columns += [column(place, "x", *share) for place, share in enumerate(shares)]
    assert list(find_splits(columns, find_twins(columns))) == [((4, 5, 6), 0)]


def test_axes_name_every_seat():
    """A fault must be findable."""
    axes = Axes(("00", "01"), ("2023", "2024"))
    assert [axes.name(seat) for seat in (0, 4, 11)] == [("00", "2023", "total"), ("00", "2024", "women"), ("01", "2024", "men")]


def flags(*cells: int) -> Flags:
    """Return marks."""
    return np.array(cells, dtype=bool)


def test_the_system_knows_its_unknowns_by_number():
    """Those that no row speaks of are not in it."""
    two = system(5, ({1: 1, 3: 1}, 4, 4))
    assert list(two.index(np.array([0, 1, 2, 3, 4]))) == [-1, 0, -1, 1, -1]
    assert list(system(0).index(np.array([0]))) == [-1]
    assert (two.whole == flags(1, 1)).all()
