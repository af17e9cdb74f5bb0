"""What must hold of every verdict, whatever the figures are."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.compare.country import compare
from build_site.compare.definitions import definition_of, difference, share_days
from build_site.compare.targets import status
from build_site.compare.versus import LEVEL, STRICT, consistency, overlap
from build_site.model.area import Area
from build_site.model.comparison import Comparison, Latest
from build_site.model.indicator import Better, Indicator
from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, Table
from build_site.protect.small_counts import protect

Count = tuple[int, int]
"""Events and people."""
Given = list[Count | None]
"""One area's counts, year by year; None where there is no row."""

quick = settings(deadline=None, max_examples=60)
betters: st.SearchStrategy[Better] = st.sampled_from(["higher", "lower", "neither"])
numbers = st.floats(-1000, 1000, allow_nan=False)
positive = st.floats(0, 50)
counts: st.SearchStrategy[Count] = st.integers(10, 3000).flatmap(
    lambda people: st.tuples(st.sampled_from([0, people]) | st.integers(5, people - 5), st.just(people))
)
"""None so few, or all but so few, that protect would hide them: what is hidden has tests of its own."""
series: st.SearchStrategy[Given] = st.lists(st.none() | counts, min_size=2, max_size=6)
places = st.lists(series, min_size=2, max_size=6)
MIRROR = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
OTHER: Mapping[Better, Better] = {"higher": "lower", "lower": "higher", "neither": "neither"}


def measure(better: Better, **fields: object) -> Indicator:
    both = {"sv": "Mått", "en": "Measure"}
    plain: dict[str, object] = {
        "id": "test",
        "title": both,
        "description": both,
        "unit": "percent",
        "better": better,
        "better_reason": "Så är det.",
        "register": "register",
        "source": "source",
        "adjustment": "none",
        "smallest_denominator": 10,
        "additive_over": [],
        "steward": "Ingen",
        "next_review": "2099-12-31",
    }
    return Indicator.model_validate(plain | fields)


def judged(rows: Mapping[str, Given], *, better: Better = "higher", kind: str = "region", **fields: object) -> Comparison:
    """Return the comparison of areas by code; `00` is the country."""
    cells = [
        (area, str(2015 + at), "total", 100 * cell[0] / cell[1], math.nan, math.nan, cell[0], cell[1], "ok", "final")
        for area, own in sorted(rows.items())
        for at, cell in enumerate(own)
        if cell is not None
    ]
    frame = pd.DataFrame(cells, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    for column in ("area", "period"):
        frame[column] = frame[column].astype("category")
    for column, words in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        frame[column] = pd.Categorical(frame[column], categories=list(words))
    areas = {
        code: Area.model_validate({"code": code, "name": code, "type": "country" if code == "00" else kind, "parent": None})
        for code in rows
    }
    return compare(measure(better, **fields), protect({"test": Table("test", frame)})["test"], areas)


def named(own: list[Given], country: Count = (500, 1000)) -> dict[str, Given]:
    longest = max(len(years) for years in own)
    whole: Given = [country] * longest
    return {"00": whole} | {f"{place + 1:02}": years for place, years in enumerate(own)}


@given(numbers, positive, positive, numbers, betters)
@quick
def test_a_mirrored_interval_gets_the_mirrored_verdict(value: float, down: float, up: float, other: float, better: Better):
    """Turning every sign and the good direction changes nothing; where neither is better it changes higher to lower."""
    word = str(overlap(value, value - down, value + up, other, better=better))
    mirrored = str(overlap(-value, -value - up, -value + down, -other, better=OTHER[better]))
    assert mirrored == (MIRROR.get(word, word) if better == "neither" else word)


@given(numbers, positive, positive, numbers, betters)
@quick
def test_polarity_only_names_the_side(value: float, down: float, up: float, other: float, better: Better):
    """What is higher where neither is better is better or worse elsewhere, and what is similar is similar everywhere."""
    limits = value, value - down, value + up, other
    side = str(overlap(*limits, better="neither"))
    names = {"higher": {"higher": "better", "lower": "worse"}, "lower": {"higher": "worse", "lower": "better"}}
    assert str(overlap(*limits, better=better)) == names.get(better, {}).get(side, side)
    assert (side == "similar") == (value - down <= other <= value + up)


@given(places, betters)
@quick
def test_the_shown_value_lies_in_its_interval_and_the_rank_in_its_band(own: list[Given], better: Better):
    """Nothing on the page contradicts what stands beside it."""
    comparison = judged(named(own), better=better)
    assert comparison.latest
    for one in comparison.latest.values():
        if one.interval is not None:
            assert one.value is not None
            assert one.interval.lower - 1e-6 <= one.value <= one.interval.upper + 1e-6
        if one.rank is not None:
            assert 1 <= (one.rank_low or 0) <= one.rank <= (one.rank_high or 0) <= (one.of or 0)
        if one.change is not None and one.change.lower is not None and one.change.upper is not None:
            assert one.change.lower - 1e-6 <= one.change.difference <= one.change.upper + 1e-6
            told = one.change.lower > 1e-5 or one.change.upper < -1e-5
            assert not told or one.change.assessment != "similar"
    for chance in comparison.chance.values():
        assert 0 <= chance.flagged <= chance.judged
        assert 0 < chance.expected <= chance.judged


@given(places, st.randoms())
@quick
def test_the_order_of_the_areas_does_not_matter(own: list[Given], random: object):
    """Renaming the areas renames the verdicts and nothing else."""
    order = list(range(len(own)))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = judged(named(own)).latest
    second = judged(named([own[place] for place in order])).latest

    def without_name(one: Latest) -> tuple[object, ...]:
        return one.period, one.value, one.verdict, one.rank, one.rank_low, one.rank_high, one.change, one.funnel, one.trend

    for new, old in enumerate(order):
        mine, its = first.get(f"{old + 1:02}"), second.get(f"{new + 1:02}")
        assert (mine is None) == (its is None)
        if mine is not None and its is not None:
            assert without_name(mine) == without_name(its)


@given(st.lists(counts, min_size=2, max_size=5), betters)
@quick
def test_the_good_direction_turns_verdicts_changes_and_ranks(own: list[Count], better: Better):
    """Better becomes worse, first becomes last; funnel, trend and interval know nothing of good and bad."""
    rows = named([[cell] * 2 for cell in own])
    one, other = judged(rows, better=better).latest, judged(rows, better=OTHER[better]).latest
    for area, mine in one.items():
        its = other[area]
        turned = MIRROR if better != "neither" else {}
        assert its.verdict.verdict == turned.get(mine.verdict.verdict, mine.verdict.verdict)
        assert (mine.interval, mine.funnel, mine.trend, mine.verdict.sure) == (
            its.interval,
            its.funnel,
            its.trend,
            its.verdict.sure,
        )
        if better != "neither" and mine.rank is not None:
            assert (its.rank_low, its.rank_high) == (1 + len(own) - (mine.rank_high or 0), 1 + len(own) - (mine.rank_low or 0))


@given(counts, counts)
@quick
def test_a_town_is_never_told_what_a_region_with_its_figures_is_not(own: Count, country: Count):
    """The stricter level only takes verdicts away, and `sure` is the same for both."""
    rows = named([[own]], country)
    region = judged(rows).latest["01"].verdict
    town = judged(rows, kind="municipality").latest["01"].verdict
    assert town.verdict in (region.verdict, "similar")
    assert (town.verdict != "similar") == (town.sure == STRICT)
    assert (region.verdict != "similar") == (region.sure is not None)
    assert (region.level, town.level, region.sure) == (LEVEL, STRICT, town.sure)


@given(counts, counts, st.integers(2, 50))
@quick
def test_more_people_with_the_same_share_never_take_a_verdict_away(own: Count, country: Count, times: int):
    """Wilson intervals of one share lie inside each other."""
    few = judged(named([[own]], country)).latest["01"]
    many = judged(named([[(own[0] * times, own[1] * times)]], country)).latest["01"]
    assert few.interval is not None
    assert many.interval is not None
    assert few.interval.lower - 2e-6 <= many.interval.lower <= many.interval.upper <= few.interval.upper + 2e-6
    assert few.verdict.verdict in ("similar", many.verdict.verdict)


@given(counts, betters)
@quick
def test_who_is_like_the_country_is_never_told_apart(cell: Count, better: Better):
    """The same counts as the country's: similar, within the funnel, no difference."""
    one = judged(named([[cell]], cell), better=better).latest["01"]
    assert (one.verdict.verdict, one.funnel, one.difference) == ("similar", "within", 0.0)


@given(st.lists(st.none() | st.integers(-1, 1), min_size=0, max_size=14), betters)
@quick
def test_a_stricter_level_never_adds_a_verdict(signs: list[int | None], better: Better):
    """What ten years can't say at 95 % they can't say at 99.8 %."""
    gaps = np.array([math.nan if sign is None else sign for sign in signs], dtype=float)
    usual, strict = (consistency(gaps, np.zeros(len(gaps)), better=better, level=level) for level in (LEVEL, STRICT))
    assert strict.verdict in (usual.verdict, "similar", "not_assessed")
    assert (strict.years_better, strict.years_compared, strict.p_value) == (
        usual.years_better,
        usual.years_compared,
        usual.p_value,
    )


@given(numbers, positive, positive, numbers, st.floats(0, 100))
@quick
def test_an_easier_target_is_never_further_away(value: float, down: float, up: float, target: float, easier: float):
    """Who meets 60 % meets 50 %; who misses 50 % misses 60 %; and turning every sign changes nothing."""
    order = ("not_met", "uncertain", "met")
    limits = value - down, value + up
    hard, easy = (status(value, level, limits, better="higher") for level in (target, target - easier))
    assert order.index(easy) >= order.index(hard)
    assert hard == status(-value, -target, (-limits[1], -limits[0]), better="lower")
    exact = status(value, target, None, better="higher")
    assert exact == ("met" if value >= target else "not_met")
    assert hard in (exact, "uncertain")


@given(st.integers(2000, 2030), st.integers(1, 10), st.sampled_from(["year", "three_year_mean", "five_year_mean"]))
@quick
def test_no_difference_is_told_across_definitions_or_shared_years(start: int, length: int, kind: str):
    """Either both periods lie wholly in one definition and apart from each other, or the difference is refused."""
    changes = [2008, 2016]
    texts = {"text": {"sv": "Så"}}
    definitions = [{"id": f"d{year}", "valid_from": str(year), **texts} for year in changes]
    mine = measure("higher", period_type=kind, definitions=definitions)
    first, second = str(start), str(start + length)
    years = mine.years_covered
    apart = length >= years
    same = not any(start - years + 1 < year <= start + length for year in changes)
    assert share_days(mine, first, second) == (not apart)
    if apart and same:
        assert difference(mine, (first, 1.0), (second, 3.0)) == 2.0
        assert definition_of(mine, first) is not None
    else:
        with pytest.raises(ValueError, match="can't be compared"):
            difference(mine, (first, 1.0), (second, 3.0))


@given(st.lists(counts, min_size=1, max_size=4), st.integers(1, 9))
@quick
def test_a_hidden_figure_leaves_nothing_to_judge_by(own: list[Count], people: int):
    """Below the smallest denominator: no value, interval, rank, funnel, change, trend or difference."""
    rows = named([[cell] for cell in own])
    rows["99"] = [(0, people)]
    hidden = judged(rows).latest["99"]
    assert (hidden.status, hidden.verdict.verdict, hidden.trend) == ("suppressed", "not_assessed", "not_assessed")
    gone = (hidden.value, hidden.interval, hidden.rank, hidden.of, hidden.funnel, hidden.change, hidden.difference)
    assert gone == (None,) * 7
