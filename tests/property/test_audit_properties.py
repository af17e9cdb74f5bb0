"""What `protect` leaves shown passes the audit, whatever the figures are; and the audit reckons as another attacker does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.audit.ranges import find_told, is_told
from build_site.audit.small_numbers import check_small_numbers
from build_site.protect import protect
from tests.attacker import Attacker
from tests.counted import Counts, Leaf, find_suppressed, make_table, sum_up
from tests.property.test_attacker_properties import Linked, check_linked, linked, tables, years
from tests.published import Reckoned, hide, hide_small, publish

quick = settings(deadline=None, max_examples=25, derandomize=True)
few = settings(quick, max_examples=10)


def audit(truth: Linked) -> list[str]:
    """Return what the audit says of what protect leaves shown."""
    safe = protect({name: make_table(counts, name) for name, counts in truth.items()})
    return check_small_numbers(publish(dict(safe)))


@given(tables())
@quick
def test_a_protected_tree_passes(truth: Counts):
    """Country, regions and municipalities, women and men."""
    assert audit({"one": dict(truth)}) == []


@given(tables(sexes=("total",)))
@quick
def test_a_protected_tree_without_sexes_passes(truth: Counts):
    """Only totals."""
    assert audit({"one": dict(truth)}) == []


@given(st.sampled_from(["same denominator", "complement", "split", "numerator is denominator"]).flatmap(linked))
@quick
def test_protected_linked_tables_pass(truth: Linked):
    """Two or three indicators about the same people."""
    assert audit(truth) == []


@given(years())
@few
def test_protected_rolling_sums_pass(truth: Counts):
    """Single years and sums over two of them."""
    assert audit({"one": dict(truth)}) == []


@given(tables(), st.data())
@few
def test_a_release_of_the_same_figures_passes(truth: Counts, data: st.DataObject):
    """Nothing new is told by showing the same again; and by showing more earlier, only what was shown then."""
    safe = protect({"one": make_table(truth, "one")})
    now = publish(dict(safe))
    assert check_small_numbers(now, earlier=[now]) == []
    hidden = sorted(find_suppressed(safe["one"]))
    if hidden:
        place = data.draw(st.sampled_from(hidden))
        before = make_table(truth, "one")
        once = publish({"one": hide(before, [one for one in hidden if one != place])}, released="2025-01-01")
        area, period, sex = place
        assert f"one: {area}, {period}, {sex}: is hidden, but an earlier release shows it" in check_small_numbers(
            now, earlier=[once]
        )


@given(tables())
@quick
def test_no_leak_of_a_careless_publisher_is_passed(truth: Counts):
    """Where only small cells are hidden, each that the attacker can work out, or knows to be few, is named."""
    table = hide_small(make_table(truth, "one"))
    attacker = Attacker().read({"one": table.frame})
    faults = check_small_numbers(publish({"one": table}))
    for place in find_suppressed(table):
        high = attacker.bounds("one", "x", *place)[1]
        if high >= 1 - 1e-6 and high < 5 - 1e-6:
            assert any(fault.startswith(f"one: {', '.join(place)}: ") for fault in faults), place


@given(tables(), st.data())
@quick
def test_the_audit_reckons_as_the_attacker_does(truth: Counts, data: st.DataObject):
    """The range of every hidden count, of x, of the rest and of n; and the verdict that follows from it."""
    more = data.draw(st.lists(st.sampled_from(sorted(truth)), max_size=6, unique=True))
    small = hide_small(make_table(truth, "one"))
    table = hide(small, more)
    attacker = Attacker().read({"one": table.frame})
    reckoned = Reckoned(publish({"one": table}))
    told = find_told(reckoned.system, reckoned.targets) if reckoned.judged else np.zeros(0, dtype=bool)
    for number, (name, kind, place) in enumerate(reckoned.places()):
        theirs, ours = attacker.bounds(name, kind, *place), reckoned.range(name, kind, place)
        assert np.allclose(theirs, ours, atol=1e-4), (kind, place)
        low, high = np.array([np.ceil(ours[0] - 1e-6)]), np.array([np.floor(ours[1] + 1e-6)])
        rule = reckoned.targets.limit[[number]], reckoned.targets.width[[number]]
        assert is_told(low, high, *rule)[0] == told[number], (kind, place)


@given(linked("same denominator"))
@few
def test_linked_tables_hold_against_the_attacker_and_the_audit_alike(truth: Linked):
    """The two are written apart: neither lets through what the other finds."""
    check_linked("same denominator", truth)
    assert audit(truth) == []


def leaf(number: int) -> Leaf:
    """Return a municipality of one region."""
    return (f"01{80 + number}", "2024", "total")


@given(st.lists(st.integers(1, 4), min_size=1, max_size=1), st.lists(st.integers(5, 90), min_size=2, max_size=6))
@quick
def test_one_hidden_part_of_a_shown_whole_is_always_told(small: list[int], others: list[int]):
    """The plainest leak there is."""
    truth = sum_up({leaf(number): (float(x), 100.0 + x) for number, x in enumerate([*small, *others])})
    faults = check_small_numbers(publish({"one": hide(make_table(truth, "one"), [leaf(0)])}))
    assert any(fault.startswith("one: 0180, 2024, total: is hidden") and "numerator" in fault for fault in faults)
