"""A stranger keeps every release: what was shown once is known, and what has changed a little tells who came late."""

import datetime as dt

import pytest

from build_site.audit.releases import gather, new_cells, shown_cells
from build_site.audit.small_numbers import check_small_numbers
from build_site.model.ledger import Ledger, make_cells
from build_site.model.output import Files
from build_site.model.table import NUMBERS, Table
from tests.counted import Leaf, make_table, sum_up
from tests.published import hide, publish, sentence

YEAR = "2024"
TOTALS = {(f"01{80 + place}", YEAR, "total"): (20.0 + place, 90.0 + place) for place in range(4)}
FIRST, SECOND, THIRD = [("0180", YEAR, "total"), ("0181", YEAR, "total"), ("0182", YEAR, "total")]
ONCE_SHOWN = "is hidden, but an earlier release shows it"
LATE = "has changed by few since an earlier release, and a part of it is hidden"


def table(changes: dict[Leaf, tuple[float, float]] | None = None, hidden: tuple[Leaf, ...] = (), name: str = "one") -> Table:
    """Return the table of four municipalities with some counts changed, wholes summed, and cells hidden."""
    return hide(make_table(sum_up(TOTALS | (changes or {})), name), hidden)


def files(
    changes: dict[Leaf, tuple[float, float]] | None = None, hidden: tuple[Leaf, ...] = (), day: str = "2026-01-31"
) -> Files:
    """Return a release of one table."""
    return publish({"one": table(changes, hidden)}, released=day)


def test_the_ledger_keeps_only_cells_with_counts():
    """The day, the place and both counts; a hidden cell leaves nothing."""
    cells = shown_cells(files({FIRST: (3.0, 90.0)}, (FIRST,)))
    assert list(cells["area"]) == ["00", "01", "0181", "0182", "0183"]
    assert list(cells.iloc[-1]) == ["2026-01-31", "one", "0183", YEAR, "total", 23.0, 93.0]


def test_only_new_and_changed_cells_are_written():
    """The second record of the same figures adds nothing; a changed count and the wholes above it are added."""
    before = shown_cells(files())
    assert len(new_cells(before, make_cells())) == 6
    assert len(new_cells(shown_cells(files()), before)) == 0
    later = new_cells(shown_cells(files({FIRST: (30.0, 190.0)})), before)
    assert list(later["area"]) == ["00", "01", "0180"]


def test_a_cell_that_lost_a_count_is_new():
    """Unknown is not the same as known."""
    whole = table()
    bare = whole.frame.copy()
    bare["denominator"] = float("nan")
    later = shown_cells(publish({"one": Table("one", bare)}))
    assert len(new_cells(later, shown_cells(files()))) == 6
    assert len(new_cells(later, later)) == 0


def test_the_last_record_counts():
    """A count that went up and down again has been shown as both: what matters is what was last said."""
    first, second = files(day="2026-01-01"), files({FIRST: (30.0, 190.0)}, day="2026-02-01")
    both = gather(shown_cells(first), [second])
    assert list(both["released"].unique()) == ["2026-01-01", "2026-02-01"]
    assert both.equals(gather(shown_cells(second), [first]))
    assert len(new_cells(shown_cells(first), both)) == 3
    assert len(new_cells(shown_cells(second), both)) == 0


@pytest.mark.parametrize("column", ["value", "lower", "upper"])
def test_a_share_once_shown_is_public_too(column: str):
    """An earlier release that had no counts still told what is hidden now; of the cells that it hid it told nothing."""
    bare = table({}, (SECOND, THIRD)).frame.copy()
    bare[[one for one in NUMBERS if one != column]] = float("nan")
    bare.loc[bare["status"] == "ok", column] = 7.5
    earlier = publish({"one": Table("one", bare), "two": Table("two", bare)}, released="2025-01-31")
    now = files({}, (FIRST, SECOND))
    assert check_small_numbers(now, earlier=[earlier]) == [f"one: 0180, {YEAR}, total: {ONCE_SHOWN}"]
    accepted = Ledger(accepted=frozenset({("one", *FIRST)}))
    assert check_small_numbers(now, earlier=[earlier], ledger=accepted) == []
    assert check_small_numbers(files(), earlier=[earlier]) == []


def test_hidden_once_shown_is_public():
    """Hiding it now is too late."""
    now = files({}, (FIRST, SECOND))
    earlier = files({}, (SECOND, THIRD), day="2025-01-31")
    assert check_small_numbers(now) == []
    faults = check_small_numbers(now, earlier=[earlier])
    assert f"one: 0180, 2024, total: {ONCE_SHOWN}" in faults
    assert not any("0181" in fault and ONCE_SHOWN in fault for fault in faults)


def test_the_ledger_says_the_same_as_the_folder():
    """Whichever of them was kept."""
    now, earlier = files({}, (FIRST, SECOND)), files({}, (SECOND, THIRD), day="2025-01-31")
    assert check_small_numbers(now, ledger=Ledger(shown_cells(earlier))) == check_small_numbers(now, earlier=[earlier]) != []


def test_two_patterns_together_tell_the_third():
    """Each release hides two. The third was known last time, so today the first is the region minus the rest."""
    small = {FIRST: (3.0, 90.0), SECOND: (40.0, 90.0)}
    earlier, now = files(small, (FIRST, THIRD), "2025-01-31"), files(small, (FIRST, SECOND))
    assert check_small_numbers(earlier) == check_small_numbers(now) == []
    assert sentence("one", FIRST) in check_small_numbers(now, earlier=[earlier])


def test_old_and_new_totals_tell_together():
    """The second has been corrected since it was last seen: this year's sums with it give eight, last year's the true three."""
    earlier = files({FIRST: (3.0, 90.0), SECOND: (37.0, 90.0)}, (FIRST, THIRD), "2025-01-31")
    now = files({FIRST: (3.0, 90.0), SECOND: (42.0, 95.0)}, (FIRST, SECOND))
    assert check_small_numbers(earlier) == check_small_numbers(now) == []
    assert sentence("one", FIRST) in check_small_numbers(now, earlier=[earlier])


def test_a_level_that_is_no_longer_shown_is_still_known():
    """The region's total has gone from the files, not from the world."""
    truth = {place: counts for place, counts in sum_up(TOTALS | {FIRST: (3.0, 90.0)}).items() if place[0] not in ("00", "01")}
    now = publish({"one": hide(make_table(truth, "one"), [FIRST])})
    earlier = files({FIRST: (3.0, 90.0)}, (FIRST, SECOND), "2025-01-31")
    assert check_small_numbers(now) == []
    assert sentence("one", FIRST) in check_small_numbers(now, earlier=[earlier])


def test_an_indicator_that_is_gone_still_tells_of_its_people():
    """Those who counted in it are the denominator of one that stands, in which eight are too few to show."""
    people = {FIRST: (8.0, 40.0), SECOND: (20.0, 60.0), THIRD: (25.0, 70.0)}
    gone = publish({"other": make_table(sum_up(people), "other")}, released="2025-01-31")
    part = {FIRST: (0.0, 8.0), SECOND: (9.0, 20.0), THIRD: (8.0, 25.0)}
    now = publish({"one": hide(make_table(sum_up(part), "one"), [FIRST, SECOND])})
    assert check_small_numbers(now) == []
    assert sentence("one", FIRST, "n") in check_small_numbers(now, earlier=[gone])


@pytest.mark.parametrize(("more", "late"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_whole_that_changed_by_few(more: int, *, late: bool):
    """Late registrations are few people, and they are among those that are hidden."""
    hidden = (FIRST, SECOND)
    earlier = files({}, hidden, "2025-01-31")
    now = files({FIRST: (20.0 + more, 90.0 + more)}, hidden)
    told = check_small_numbers(now, earlier=[earlier])
    assert told == ([f"one: 01, 2024, total: {LATE}"] if late else [])


def test_a_whole_without_hidden_parts_may_change_by_few():
    """Whose count has changed is shown."""
    assert check_small_numbers(files({FIRST: (22.0, 92.0)}), earlier=[files(day="2025-01-31")]) == []


def test_a_whole_that_changed_by_few_is_named_though_a_shown_part_explains_it():
    """The simplest rule: nobody has to reckon with the parts to see that few came late."""
    hidden = (FIRST, SECOND)
    now = files({("0183", YEAR, "total"): (25.0, 95.0)}, hidden)
    assert f"one: 01, 2024, total: {LATE}" in check_small_numbers(now, earlier=[files({}, hidden, "2025-01-31")])


def test_what_shown_parts_do_not_explain_is_what_changed_among_the_hidden():
    """The whole changed by many, all but two of them in a part that is shown."""
    hidden = (FIRST, SECOND)
    shown = ("0183", YEAR, "total")
    now = files({FIRST: (22.0, 92.0), shown: (63.0, 133.0)}, hidden)
    assert f"one: 01, 2024, total: {LATE}" in check_small_numbers(now, earlier=[files({}, hidden, "2025-01-31")])


def test_both_sexes_changed_by_few():
    """Women and men hidden, their total shown."""
    leaves = {("01", YEAR, "women"): (30.0, 90.0), ("01", YEAR, "men"): (40.0, 90.0), ("02", YEAR, "women"): (30.0, 90.0)}
    leaves |= {("02", YEAR, "men"): (50.0, 90.0)}
    hidden = [(area, YEAR, sex) for area in ("01", "02") for sex in ("women", "men")]
    later = leaves | {("01", YEAR, "men"): (42.0, 92.0)}
    before, now = (publish({"one": hide(make_table(sum_up(one), "one"), hidden)}) for one in (leaves, later))
    assert f"one: 01, 2024, total: {LATE}" in check_small_numbers(now, earlier=[before])


def test_what_is_accepted_is_passed():
    """It is public already; somebody has judged it and said why."""
    now, earlier = files({}, (FIRST, SECOND)), files({}, (SECOND, THIRD), day="2025-01-31")
    accepted = frozenset(("one", area, YEAR, "total") for area in ("0180", "0181"))
    assert check_small_numbers(now, ledger=Ledger(accepted=accepted), earlier=[earlier]) == []


def test_a_ledger_row_of_a_place_or_a_time_that_is_gone_is_no_trouble():
    """Municipalities are merged, periods end."""
    cells = make_cells([("2020-01-01", name, "9999", "1999", "women", 30.0, float("nan")) for name in ("one", "gone")])
    assert check_small_numbers(files(), ledger=Ledger(cells)) == []


def test_a_release_without_a_day_comes_first():
    """An index that is missing or broken is no reason to stop."""
    undated = {path: content for path, content in files({FIRST: (30.0, 190.0)}).items() if "index" not in path}
    both = gather(shown_cells(files(day=dt.date(2025, 1, 1).isoformat())), [undated, undated | {"api/v1/index.json": b"["}])
    assert list(both["released"].unique()) == ["", "2025-01-01"]
