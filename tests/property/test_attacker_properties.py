"""A stranger with linear programming recovers nothing, whatever the figures are; and is shown to find what is there to find."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.model.table import Table
from build_site.protect import protect
from tests.attacker import Attacker
from tests.counted import Counts, Leaf, find_suppressed, make_table, sum_up

quick = settings(deadline=None, max_examples=30, derandomize=True)
THIN = 1e-6

counts_of_people = st.one_of(st.integers(0, 4), st.integers(0, 12), st.integers(5, 400))
trees = st.dictionaries(st.sampled_from(["01", "02", "03"]), st.integers(0, 4), min_size=1, max_size=3).map(
    lambda regions: [code for region, number in regions.items() for code in municipalities(region, number)]
)


def municipalities(region: str, number: int) -> list[str]:
    """Return the codes of a region's municipalities, or the region itself when it has none."""
    return [f"{region}{place:02}" for place in range(80, 80 + number)] or [region]


@st.composite
def tables(draw: st.DrawFn, *, sexes: tuple[str, ...] = ("women", "men")) -> dict[Leaf, tuple[float, float]]:
    """Draw counts in a tree of areas."""
    leaves = {}
    for area in draw(trees):
        for sex in sexes:
            x, rest = draw(counts_of_people), draw(counts_of_people)
            leaves[area, "2024", sex] = (float(x), float(x + rest))
    return sum_up(leaves)


def is_told_by_zero(truth: Counts, hidden: set[Leaf], place: Leaf, *, others: bool) -> bool:
    """Tell whether a shown total of none (or of all) for more people already says it."""
    area, period, _ = place
    wider = [(upper, period, sex) for upper in (area, area[:2], "00") for sex in (place[2], "total")]
    amounts = [truth[one][1] - truth[one][0] if others else truth[one][0] for one in wider if one in truth and one not in hidden]
    return 0 in amounts


def find_leaks(
    truth: Counts, safe: Table, attacker: Attacker, name: str, *, limit: int = 10, fixed_group: bool = False
) -> list[tuple[str, Leaf]]:
    """Return the sensitive cells that the attacker narrows down more than the rule allows, and what gives them away."""
    hidden = find_suppressed(safe)
    leaks = []
    for place, (x, n) in truth.items():
        few, few_others, small = 1 <= x <= 4, 1 <= n - x <= 4, n < limit
        if not (few or few_others or small):
            continue
        if place not in hidden:
            leaks.append(("shown", place))
            continue
        for what, at_risk in (("x", few or (small and not fixed_group)), ("c", few_others)):
            low, high = attacker.bounds(name, what, *place)
            told = is_told_by_zero(truth, hidden, place, others=what == "c") and not (few if what == "x" else few_others)
            if at_risk and not told and (low > THIN or high < 5 - THIN):
                leaks.append((what, place))
        low, high = attacker.bounds(name, "n", *place)
        if small and high < limit - THIN and not is_told_by_zero(truth, hidden, place, others=True):
            leaks.append(("n", place))
    return leaks


def attack(safe: Mapping[str, Table], attacker: Attacker | None = None) -> Attacker:
    """Return the attacker with all that is shown."""
    return (attacker or Attacker()).read({name: table.frame for name, table in safe.items()})


@given(tables())
@quick
def test_nothing_is_recovered_from_a_tree_with_sexes(truth: Counts):
    """Country, regions and municipalities, women and men."""
    safe = protect({"one": make_table(truth, "one")})
    assert find_leaks(truth, safe["one"], attack(safe), "one") == []


@given(tables(sexes=("total",)))
@quick
def test_nothing_is_recovered_from_a_tree_without_sexes(truth: Counts):
    """Only totals: a municipality is the region minus the others."""
    safe = protect({"one": make_table(truth, "one")})
    assert find_leaks(truth, safe["one"], attack(safe), "one") == []


@given(tables())
@quick
def test_sums_that_nobody_declared_are_seen_all_the_same(truth: Counts):
    """The data add up, so a stranger can add them up."""
    safe = protect({"one": make_table(truth, "one", additive_over=())})
    attacker = attack(safe)
    assert find_leaks(truth, safe["one"], attacker, "one") == []


Linked = dict[str, dict[Leaf, tuple[float, float]]]
MANY = 60.0
"""Added to one leaf, so that the tables have enough telling cells for anybody to see that they are linked."""


@st.composite
def linked(draw: st.DrawFn, kind: str) -> Linked:
    """Draw two or three indicators about the same people in a tree of areas."""
    leaves: Linked = {}
    areas = draw(trees)
    for number, (area, sex) in enumerate((area, sex) for area in areas for sex in ("women", "men")):
        a, b, c = (float(draw(counts_of_people)) + (MANY if number < 2 else 0.0) for _ in range(3))
        place = (area, "2024", sex)
        rows = {
            "same denominator": {"one": (a, a + b + c), "two": (b + c / 2 // 1, a + b + c)},
            "complement": {"one": (a, a + b), "two": (b, a + b)},
            "split": {"one": (a, a + b + c), "two": (b, a + b + c), "three": (c, a + b + c)},
            "numerator is denominator": {"one": (a + b, a + b + c), "two": (a, a + b)},
        }[kind]
        for name, counts in rows.items():
            leaves.setdefault(name, {})[place] = counts
    return {name: sum_up(own) for name, own in leaves.items()}


def links(kind: str) -> Attacker:
    """Return the attacker who knows how the tables are linked."""
    if kind == "numerator is denominator":
        return Attacker(same=((("one", "x"), ("two", "n")),))
    names = ("one", "two", "three") if kind == "split" else ("one", "two")
    same = tuple((("one", "n"), (name, "n")) for name in names[1:])
    return Attacker(same=same, splits=() if kind == "same denominator" else ((names, "one"),))


def check_linked(kind: str, truth: Linked) -> None:
    """Fail where the attacker gets a sensitive count out of the linked tables."""
    safe = protect({name: make_table(counts, name) for name, counts in truth.items()})
    attacker = attack(safe, links(kind))
    for name, counts in truth.items():
        assert find_leaks(counts, safe[name], attacker, name, fixed_group=True) == [], (name, kind)


@given(linked("same denominator"))
@quick
def test_nothing_is_recovered_from_a_shared_denominator(truth: Linked):
    """A denominator that is hidden in one table and shown in another is not hidden."""
    check_linked("same denominator", truth)


@given(linked("complement"))
@quick
def test_nothing_is_recovered_from_those_who_have_not(truth: Linked):
    """One indicator counts those who have, another those who have not."""
    check_linked("complement", truth)


@given(linked("split"))
@quick
def test_nothing_is_recovered_from_a_split_in_three(truth: Linked):
    """Three indicators share everybody out between them."""
    check_linked("split", truth)


@given(linked("numerator is denominator"))
@quick
def test_nothing_is_recovered_from_a_chain(truth: Linked):
    """Those who count in one are all there are in the next."""
    check_linked("numerator is denominator", truth)


@st.composite
def years(draw: st.DrawFn) -> dict[Leaf, tuple[float, float]]:
    """Draw single years and the rolling sums over two of them."""
    leaves: dict[Leaf, tuple[float, float]] = {}
    for area in draw(trees):
        for sex in ("women", "men"):
            own = [(float(draw(counts_of_people)), float(draw(counts_of_people))) for _ in range(3)]
            for year, (x, rest) in enumerate(own):
                leaves[area, str(2022 + year), sex] = (x, x + rest)
            for year in range(2):
                x = own[year][0] + own[year + 1][0]
                leaves[area, f"{2022 + year}/{2023 + year}", sex] = (x, x + own[year][1] + own[year + 1][1])
    return sum_up(leaves)


@given(years())
@settings(quick, max_examples=10)
def test_nothing_is_recovered_from_rolling_sums(truth: Counts):
    """This window minus the last is this year minus the one that fell out."""
    safe = protect({"one": make_table(truth, "one")})
    single = {place: counts for place, counts in truth.items() if "/" not in place[1]}
    assert find_leaks(single, safe["one"], attack(safe), "one") == []


@given(tables(), st.data())
@quick
def test_what_the_source_withheld_is_not_worked_out(truth: Counts, data: st.DataObject):
    """A source's own suppression is often of one cell alone: what follows from the others must not follow from ours."""
    leaves = [place for place in truth if place[2] != "total" and not any(is_below(one, place[0]) for one, _, _ in truth)]
    place = data.draw(st.sampled_from(leaves))
    safe = protect({"one": make_table(truth, "one", withheld=[place])})
    low, high = attack(safe).bounds("one", "n", *place)
    zero = is_told_by_zero(truth, find_suppressed(safe["one"]), place, others=True)
    assert high - low >= 1 or zero


def is_below(area: str, whole: str) -> bool:
    """Tell whether an area lies in another."""
    return area != whole and (whole == "00" or area.startswith(whole))
