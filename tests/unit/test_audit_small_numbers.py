"""The audit finds each kind of leak in finished files, names the cell and the count, and never says a value."""

import re
from dataclasses import replace
from typing import Any

import orjson
import pytest

from build_site.audit.small_numbers import check_small_numbers
from build_site.model.ledger import Ledger
from build_site.model.output import Files, json_bytes
from build_site.model.table import Table
from build_site.protect import protect
from tests.counted import Leaf, make_table, sum_up
from tests.published import Reckoned, hide, hide_small, publish, sentence

YEAR = "2024"
Truth = dict[str, dict[Leaf, tuple[float, float]]]


def areas(*counts: tuple[float, float], sex: str = "total", period: str = YEAR) -> dict[Leaf, tuple[float, float]]:
    """Return leaves for the first municipalities of a region."""
    return {(f"01{80 + place}", period, sex): one for place, one in enumerate(counts)}


FIRST = ("0180", YEAR, "total")
MANY = ((200.0, 900.0), (250.0, 900.0), (300.0, 950.0))
LEAKS: dict[str, tuple[Truth, str, Leaf, str]] = {
    "the other sex": (
        {"one": sum_up(areas((3, 40), (20, 60), sex="women") | areas((15, 40), (20, 60), sex="men"))},
        "one",
        ("0180", YEAR, "women"),
        "x",
    ),
    "the only hidden municipality, both sexes": (
        {"one": sum_up(areas((3, 40), (20, 60), (30, 70), sex="women") | areas((2, 40), (20, 60), (30, 70), sex="men"))},
        "one",
        ("0180", YEAR, "men"),
        "x",
    ),
    "the rest of the region": ({"one": sum_up(areas((3, 40), (20, 60), (25, 70)))}, "one", FIRST, "x"),
    "the rest of the country": (
        {"one": sum_up({(f"0{place}", YEAR, "total"): (3.0 if place == 1 else 30.0, 90.0) for place in range(1, 5)})},
        "one",
        ("01", YEAR, "total"),
        "x",
    ),
    "those who have not": ({"one": sum_up(areas((37, 40), (20, 60), (25, 70)))}, "one", FIRST, "c"),
    "a small group": ({"one": sum_up(areas((0, 8), (20, 60), (25, 70)))}, "one", FIRST, "n"),
    "complement in another table": (
        {"one": sum_up(areas((3, 40), (20, 60), (25, 70))), "two": sum_up(areas((37, 40), (40, 60), (45, 70)))},
        "two",
        FIRST,
        "c",
    ),
    "denominator of another table": (
        {"one": sum_up(areas((12, 40), (20, 60), (25, 70))), "two": sum_up(areas((3, 12), (6, 20), (6, 25)))},
        "two",
        FIRST,
        "x",
    ),
    "a year of a rolling sum": (
        {
            "one": areas((20, 90), (25, 90), (30, 95), period="2023")
            | areas((3, 90), (25, 90), (30, 95), period="2024")
            | areas((23, 180), (50, 180), (60, 190), period="2023/2024")
        },
        "one",
        FIRST,
        "x",
    ),
    "zeros beside it": ({"one": sum_up(areas((3, 40), (1, 60), (0, 70), (0, 80), (60, 70)))}, "one", FIRST, "x"),
}


def careless(truth: Truth) -> Files:
    """Return files in which only what is small by itself is hidden."""
    return publish({name: hide_small(make_table(counts, name)) for name, counts in truth.items()})


@pytest.mark.parametrize("kind", list(LEAKS))
def test_each_kind_of_leak_is_found(kind: str):
    """The cell and the count that is told are named."""
    truth, name, place, count = LEAKS[kind]
    assert sentence(name, place, count) in check_small_numbers(careless(truth))


@pytest.mark.parametrize("kind", list(LEAKS))
def test_what_protect_makes_of_it_passes(kind: str):
    """So the fault was the publisher's, not the table's."""
    truth = LEAKS[kind][0]
    safe = protect({name: make_table(counts, name) for name, counts in truth.items()})
    assert check_small_numbers(publish(dict(safe))) == []


@pytest.mark.parametrize("kind", list(LEAKS))
def test_no_sentence_has_a_value(kind: str):
    """Codes and years are the only digits: a message is read by more people than the figure may be."""
    for fault in check_small_numbers(careless(LEAKS[kind][0])):
        name, place, words = fault.split(": ", 2)
        assert name in ("one", "two")
        assert re.fullmatch(r"(?:00|01|0\d{3}|0\d), (?:\d{4}/)?\d{4}, (?:total|women|men)", place)
        assert not re.search(r"\d", words)


def test_sums_that_nobody_declared_are_found_in_the_figures():
    """A stranger tries them."""
    truth = sum_up(areas((3, 40), (20, 60), (25, 70), sex="women") | areas((20, 40), (20, 60), (25, 70), sex="men"))
    files = publish({"one": hide_small(make_table(truth, "one", additive_over=()))})
    assert sentence("one", ("0180", YEAR, "women")) in check_small_numbers(files)


def test_the_sexes_of_one_place():
    """No other place is needed."""
    truth = {place: counts for place, counts in LEAKS["the other sex"][0]["one"].items() if place[0] == "0180"}
    files = publish({"one": hide_small(make_table(truth, "one", additive_over=("sex",)))})
    assert sentence("one", ("0180", YEAR, "women")) in check_small_numbers(files)


def test_sums_that_do_not_hold_tell_nothing():
    """Where parts do not make the whole in other years, the whole minus the rest is nobody's count this year either."""
    parts = ((3.0, 40.0), (20.0, 60.0), (25.0, 70.0))
    truth = sum_up(areas(*parts))
    for year in ("2022", "2023"):
        truth |= sum_up(areas((30, 40), *parts[1:], period=year))
        truth |= {("01", year, "total"): (90.0, 400.0), ("00", year, "total"): (190.0, 700.0)}
    assert check_small_numbers(publish({"one": hide_small(make_table(truth, "one", additive_over=()))})) == []
    truth |= {(area, year, "total"): (75.0, 170.0) for area in ("00", "01") for year in ("2022", "2023")}
    assert check_small_numbers(publish({"one": hide_small(make_table(truth, "one", additive_over=()))})) != []


def test_a_country_without_regions_is_the_sum_of_its_municipalities():
    """The level between may be missing in a table."""
    leaves = {("0180", YEAR, "total"): (3.0, 40.0), ("0280", YEAR, "total"): (30.0, 60.0), ("0380", YEAR, "total"): (20.0, 60.0)}
    truth = {place: counts for place, counts in sum_up(leaves).items() if place[0] not in ("01", "02", "03")}
    files = publish({"one": hide_small(make_table(truth, "one"))})
    assert sentence("one", FIRST) in check_small_numbers(files)


def test_a_sex_without_a_row_is_what_the_other_leaves():
    """Nobody shows the men, and yet they are told."""
    truth = sum_up(areas((20, 40), (20, 60), sex="women") | areas((3, 40), (20, 60), sex="men"))
    del truth["0180", YEAR, "men"]
    told = ["one: 0180, 2024, men: does not show its numerator, but what else is shown tells that it is about few people"]
    assert told == check_small_numbers(publish({"one": make_table(truth, "one")}))
    assert check_small_numbers(publish({"one": make_table(truth, "one", additive_over=("area",))})) == told


def test_a_part_without_a_row_may_be_whatever_is_left():
    """So the hidden part may be nobody, and may be all of it."""
    truth = sum_up(areas((3, 40), (20, 60), (25, 70)) | areas((30, 40), (20, 60), (25, 70), period="2023"))
    del truth["0181", YEAR, "total"]
    files = publish({"one": hide(make_table(truth, "one"), [FIRST])})
    assert Reckoned(files).range("one", "x", FIRST) == (0, 23)
    assert check_small_numbers(files) == []


def test_where_missing_parts_are_none_nothing_is_left_for_them():
    """The wholes of other years equal the parts that have a row: so no row is nobody."""
    truth = sum_up(areas((3, 40), (0, 0), (25, 70)))
    truth |= sum_up(areas((30, 40), (0, 0), (25, 70), period="2023")) | sum_up(areas((30, 40), (9, 70), (25, 70), period="2022"))
    for year in ("2023", YEAR):
        del truth["0181", year, "total"]
    files = publish({"one": hide(make_table(truth, "one"), [FIRST])})
    assert sentence("one", FIRST) in check_small_numbers(files)
    assert Reckoned(files).range("one", "x", FIRST) == (3, 3)


def test_windows_without_their_years_are_told_by_each_other():
    """Two windows of two years hold one of four exactly."""
    place = "01"
    windows = {"2021/2022": (30.0, 200.0), "2023/2024": (3.0, 200.0), "2021/2024": (33.0, 400.0)}
    others = {"2021/2022": (40.0, 200.0), "2023/2024": (50.0, 200.0), "2021/2024": (90.0, 400.0)}
    truth = {(place, period, "total"): counts for period, counts in windows.items()}
    truth |= {("02", period, "total"): counts for period, counts in others.items()}
    files = publish({"one": hide_small(make_table(truth, "one", additive_over=()))})
    assert sentence("one", (place, "2023/2024", "total")) in check_small_numbers(files)


@pytest.mark.parametrize("people", [33.0, 25.0])
def test_windows_that_are_no_sums_tell_nothing(people: float):
    """Where somebody counted in two years counts once in the window, the years elsewhere say so."""
    truth = {
        ("01", "2023", "total"): (30.0, 90.0),
        ("01", "2024", "total"): (3.0, 90.0),
        ("01", "2023/2024", "total"): (33.0, 180.0),
    }
    truth |= {("02", "2023", "total"): (20.0, 90.0), ("02", "2024", "total"): (13.0, 90.0)}
    truth["02", "2023/2024", "total"] = (people, 180.0)
    files = publish({"one": hide_small(make_table(truth, "one", additive_over=()))})
    told = sentence("one", ("01", "2024", "total")) in check_small_numbers(files)
    assert told == (people == 33)


def test_two_rolling_sums_and_the_year_that_fell_out():
    """S(t) - S(t-1) = x(t) - x(t-3): the year between need not be shown at all."""
    years = {"2021": 40, "2022": 25, "2023": 30, "2024": 3}
    periods = {year: (float(count), 200.0) for year, count in years.items()}
    windows = {f"{first}/{first + 2}": float(sum(years[str(year)] for year in range(first, first + 3))) for first in (2021, 2022)}
    truth = {("01", period, "total"): counts for period, counts in periods.items() if period in ("2021", "2024")}
    truth |= {("01", window, "total"): (count, 600.0) for window, count in windows.items()}
    files = publish({"one": hide_small(make_table(truth, "one", additive_over=()))})
    assert sentence("one", ("01", "2024", "total")) in check_small_numbers(files)


def test_three_indicators_that_share_everybody_out():
    """The third is what the two others leave."""
    counts = {
        "one": ((3, 90), (40, 90), (41, 99)),
        "two": ((50, 90), (30, 90), (28, 99)),
        "three": ((37, 90), (20, 90), (30, 99)),
    }
    truth = {name: sum_up(areas(*own)) for name, own in counts.items()}
    files = publish(
        {
            name: hide(make_table(own, name), [FIRST, ("0181", YEAR, "total")] if name == "one" else [])
            for name, own in truth.items()
        }
    )
    assert sentence("one", FIRST) in check_small_numbers(files)


def test_a_table_without_counts_is_not_even_read(monkeypatch: pytest.MonkeyPatch):
    """Most of today's figures are values only: there is nothing to reckon with."""
    frame = make_table(sum_up(areas(*MANY)), "one").frame
    frame[["numerator", "denominator"]] = float("nan")
    monkeypatch.setattr("build_site.audit.counts.orjson.loads", lambda _: pytest.fail("it was read"))
    files = publish({"one": Table("one", frame)})
    del files["api/v1/index.json"]
    assert check_small_numbers(files) == []


# What is shown by itself


@pytest.mark.parametrize(
    ("counts", "which"),
    [
        ((1, 90), "numerator"),
        ((4, 90), "numerator"),
        ((86, 90), "rest of the denominator"),
        ((89, 90), "rest of the denominator"),
        ((0, 9), "denominator"),
    ],
)
def test_a_small_count_that_is_shown_is_a_fault(counts: tuple[float, float], which: str):
    """The edges of the rule."""
    files = publish({"one": make_table(areas(counts, *MANY), "one")})
    assert check_small_numbers(files) == [f"one: 0180, 2024, total: shows a {which} that is about few people"]


@pytest.mark.parametrize("counts", [(0, 90), (5, 90), (85, 90), (90, 90), (0, 10), (10, 10), (2.5, 90)])
def test_none_all_and_many_may_be_shown(counts: tuple[float, float]):
    """Nobody is pointed at; and a weighted count is not of persons."""
    assert check_small_numbers(publish({"one": make_table(areas(counts, *MANY), "one")})) == []


def test_a_stricter_rule_of_the_indicator_holds():
    """The file says what its register asks for; it can't ask for less than the general rule."""
    table = make_table(areas((12, 40), *MANY), "one")
    strict = Table("one", table.frame, smallest_denominator=50, additive_over=(), smallest_count=20)
    faults = check_small_numbers(publish({"one": strict}))
    assert [fault.rpartition("shows a ")[2] for fault in faults] == [
        "denominator that is about few people",
        "numerator that is about few people",
    ]
    lax = Table("one", make_table(areas((3, 8), *MANY), "one").frame, smallest_denominator=1, smallest_count=1)
    assert len(check_small_numbers(publish({"one": lax}))) == 2


@pytest.mark.parametrize("column", ["value", "numerator", "denominator"])
def test_a_hidden_row_with_a_number_is_a_fault(column: str):
    """The word says hidden; the number says what."""
    table = hide(make_table(areas(*MANY), "one"), [FIRST], keep=[column])
    assert check_small_numbers(publish({"one": table})) == [
        "one: 0180, 2024, total: says that it is hidden and still has a number"
    ]


# What is no leak


def test_none_that_a_total_of_none_tells_is_no_leak():
    """The total says it, about more people."""
    truth = sum_up(areas((0, 8), (0, 60), (0, 70), sex="women") | areas((0, 60), (0, 60), (0, 70), sex="men"))
    safe = protect({"one": make_table(truth, "one")})
    assert check_small_numbers(publish(dict(safe))) == []


def test_a_large_count_may_be_told():
    """What is hidden for another cell's sake and is about many tells of nobody in particular."""
    files = publish({"one": hide(make_table(sum_up(areas(*MANY)), "one"), [FIRST])})
    assert Reckoned(files).range("one", "x", FIRST) == (200, 200)
    assert check_small_numbers(files) == []


def test_weighted_counts_are_not_people():
    """Three and a half of forty point at nobody; a group of eight is small all the same."""
    weighted = ((3.5, 40.0), (20.25, 60.0), (25.25, 70.0))
    assert check_small_numbers(publish({"one": hide(make_table(sum_up(areas(*weighted)), "one"), [FIRST])})) == []
    small = hide(make_table(sum_up(areas((3.5, 8.0), *weighted[1:])), "one"), [FIRST])
    assert check_small_numbers(publish({"one": small})) == [sentence("one", FIRST, "n")]


def test_what_somebody_has_accepted_is_passed():
    """Only the cell that is named, and only that."""
    truth, _, place, _ = LEAKS["the rest of the region"]
    other = {"two": truth["one"]}
    accepted = Ledger(accepted=frozenset({("one", *place)}))
    assert check_small_numbers(careless(truth), ledger=accepted) == []
    assert check_small_numbers(careless(other), ledger=accepted)


def test_broken_files_are_left_to_the_schemas():
    """Whatever is in a file, it is no traceback."""
    sound = publish({"one": make_table(areas((3, 90), *MANY), "one")})
    path = "api/v1/indicators/one.json"
    content: dict[str, Any] = orjson.loads(sound[path])
    rows = content["observations"]
    for broken in (b'"suppressed', b'["suppressed"]', b'{"observations": 3, "numerator": 3}'):
        assert check_small_numbers(sound | {path: broken}) == []
    for odd in (
        [*rows, None, {"area": 1, "sex": "total"}, {"sex": "all"}],
        [row | {"value": "many", "lower": True} for row in rows],
    ):
        files = sound | {path: json_bytes(content | {"observations": odd})}
        assert check_small_numbers(files) == check_small_numbers(sound) != []


# Values and limits


def bare(place: Leaf, **numbers: float) -> Table:
    """Return four municipalities, of which one shows only the numbers given."""
    table = make_table(areas((3, 40), *MANY), "one", additive_over=())
    frame = table.frame.round({"value": 1})
    row = frame.index[[(str(one.area), str(one.period), str(one.sex)) == place for one in frame.itertuples(index=False)]]
    frame.loc[row, ["value", "lower", "upper", "numerator", "denominator"]] = float("nan")
    for column, number in numbers.items():
        frame.loc[row, column] = number
    return replace(table, frame=frame)


def test_a_value_and_its_denominator_tell_the_numerator():
    """7.5 percent of 40 is three people."""
    told = ["one: 0180, 2024, total: does not show its numerator, but what else is shown tells that it is about few people"]
    linked = make_table(areas((20, 40), (400, 900), (400, 900), (400, 950)), "two", additive_over=())
    faults = check_small_numbers(publish({"one": bare(FIRST, value=7.5), "two": linked}))
    assert told == [fault for fault in faults if "numerator" in fault]
    assert check_small_numbers(publish({"one": bare(FIRST, value=7.5)})) == []
    thousand = make_table(areas((20, 1000), (400, 900), (400, 900), (400, 950)), "two", additive_over=())
    assert told == [
        fault for fault in check_small_numbers(publish({"one": bare(FIRST, value=0.4), "two": thousand})) if "0180" in fault
    ]
    adjusted = check_small_numbers(publish({"one": bare(FIRST, value=7.5), "two": linked}, adjustment="age_sex"))
    assert adjusted == []


def test_a_numerator_that_is_not_shown_is_judged_by_who_is_left():
    """Thirty-seven are many, but of forty they leave three."""
    frame = make_table(sum_up(areas((37, 40), (20, 60), (25, 70))), "one").frame
    frame.loc[(frame["area"] == "0180").to_numpy(), ["value", "numerator"]] = float("nan")
    rest = "rest of the denominator"
    told = f"one: 0180, 2024, total: does not show its {rest}, but what else is shown tells that it is about few people"
    assert check_small_numbers(publish({"one": Table("one", frame, 10, ("area",))})) == [told]


def test_a_denominator_that_is_not_shown_is_judged_too():
    """Five of eight: the eight are the region's people minus the others, and the numerator is known."""
    frame = make_table(sum_up(areas((5, 8), (20, 60), (25, 70))), "one").frame
    first = (frame["area"] == "0180").to_numpy()
    frame.loc[first, ["value", "denominator"]] = float("nan")
    assert check_small_numbers(publish({"one": Table("one", frame, 10, ("area",))})) == [
        f"one: 0180, 2024, total: does not show its {which}, but what else is shown tells that it is about few people"
        for which in ("denominator", "rest of the denominator")
    ]
    frame.loc[first, "numerator"] = 20.0
    assert check_small_numbers(publish({"one": Table("one", frame, 10, ())})) == []


@pytest.mark.parametrize("limits", [{"lower": 2.6, "upper": 19.9}, {"lower": 2.6}, {"upper": 19.9}])
def test_limits_without_their_value_are_a_fault(limits: dict[str, float]):
    """The value lies between them, and what is shown beside may be a part of it."""
    said = "one: 0180, 2024, total: shows limits, but not the value that follows from them"
    assert said in check_small_numbers(publish({"one": bare(FIRST, **limits)}))
    assert said not in check_small_numbers(publish({"one": bare(FIRST, value=7.5, **limits)}))


def test_limits_tell_both_counts():
    """Wilson's limits of 3 of 40, with one decimal, are those of no other counts."""
    faults = check_small_numbers(publish({"one": bare(FIRST, value=7.5, lower=2.6, upper=19.9)}))
    assert (
        "one: 0180, 2024, total: does not show its numerator, but what else is shown tells that it is about few people" in faults
    )
    many = check_small_numbers(publish({"one": bare(FIRST, value=50.0, lower=45.2, upper=54.8)}))
    assert many == []
