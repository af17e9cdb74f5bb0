"""The calculator's corners, asked of both: which rule goes first, when a ceiling lets go, and what is refused."""

import datetime as dt
from typing import Any

import pytest

from build_site.compare.fees import cost
from build_site.model.fee_rule import AreaRules
from build_site.model.months import add_months
from tests.fee_engine import ask

Json = dict[str, Any]
YEAR: Json = {"years": 1, "age": 70, "start": "2026-01-01"}
ONE: list[Json] = [{"iso": "120606", "count": 1}]


def rule(fee_id: str = "a", **more: object) -> Json:
    plain = {"area": "2180", "kind": "device", "iso": ["12"], "status": "last_known", "in_ceiling": False}
    return plain | {"text": "Så.", "source_url": "https://example.org/", "fee_id": fee_id} | more


def place(*rules: Json) -> Json:
    return {"area": "2180", "parents": ["21", "00"], "rules": list(rules)}


def both(rules: Json, basket: list[Json] = ONE, **options: object) -> Json:
    """Return what both calculators say; they must say the same."""
    asked: Json = YEAR | options
    found = cost(rules, basket, **asked).as_json()
    assert ask([("cost", rules, basket, asked)]) == [found]
    return found


FIRST = {
    "the narrowest class": (rule("a", iso=["12"]), rule("b", iso=["1206"], area="00")),
    "the place's own before its region's": (rule("a", area="21"), rule("b")),
    "the region's before the country's": (rule("a", area="00"), rule("b", area="21")),
    "one for so many": (rule("a"), rule("b", count_rule="total", count_from=1, count_to=1)),
    "one with ages": (rule("a"), rule("b", min_age=20)),
    "the newest": (rule("a", valid_from="2020-01-01"), rule("b", valid_from="2025-01-01")),
    "the newest source": (rule("a", source_date="2023"), rule("b", source_date="2024-02")),
    "not what is only proposed": (rule("a", status="proposed", valid_from="2025-01-01"), rule("b")),
    "not what is disputed": (rule("a", status="disputed", valid_from="2025-01-01"), rule("b")),
    "not what is history": (rule("a", status="historical", valid_from="2025-01-01"), rule("b")),
    "not what has been replaced": (rule("a", status="superseded", valid_from="2025-01-01"), rule("b")),
    "not what has ended": (rule("a", valid_from="2025-01-01", valid_to="2025-12-31"), rule("b")),
    "not what has not begun": (rule("a", valid_from="2026-01-02"), rule("b")),
    "not for another age": (rule("a", min_age=20, max_age=69), rule("b")),
    "not for children": (rule("a", iso=["1206"], who="children"), rule("b")),
    "not what is excepted": (rule("a", iso=["1206"], **{"except": ["120606"]}), rule("b")),
    "not another model": (rule("a", variant="stor"), rule("b")),
    "the first by its id, when all is equal": (rule("c"), rule("b")),
}


@pytest.mark.parametrize(("loser", "winner"), FIRST.values(), ids=FIRST)
def test_which_rule_goes_first(loser: Json, winner: Json):
    """The winner costs 2 kr and the loser 1, in whatever order they stand."""
    for rules in ((loser, winner), (winner, loser)):
        priced = [one | {"amount_sek": 2 if one is winner else 1} for one in rules]
        assert both(place(*priced))["total_sek"] == 2


def test_replaced_inside_its_own_dates():
    """76 a month until the end of the year, 79 after."""
    old = rule("old", amount_sek=76, every="month", status="superseded", valid_from="2024-01-01", valid_to="2025-12-31")
    new = rule("new", amount_sek=79, every="month", valid_from="2026-01-01")
    assert both(place(old, new), years=2, start="2025-07-01")["by_year_sek"] == [6 * 76 + 6 * 79, 12 * 79]
    assert both(place(old), start="2025-07-01")["total_sek"] is None


def test_a_fee_paid_once_is_known_when_its_row_ends():
    """But a rent whose row ends is not."""
    assert both(place(rule(amount_sek=100, valid_to="2026-03-01")), years=3)["total_sek"] == 100
    assert both(place(rule(amount_sek=100, every="month", valid_to="2026-03-01")))["least_sek"] == 300
    assert both(place(rule(amount_sek=100, every="month", valid_to="2026-03-01")))["unknown"] == ["120606"]
    rent = rule(amount_sek=100, every="month", longest_months=2)
    assert both(place(rent | {"valid_to": "2026-02-28"}))["total_sek"] == 200
    assert both(place(rent | {"valid_to": "2026-01-31"}))["total_sek"] is None


def test_one_of_a_kind_for_each_line_and_one_for_the_person():
    basket = [{"iso": "120606", "count": 3}, {"iso": "1222", "count": 2}]
    amounts = {basis: both(place(rule(amount_sek=100, basis=basis)), basket)["total_sek"] for basis in BASES}
    assert amounts == {"item": 500, "pair": 300, "prescription": 200, "person": 100}


BASES = ("item", "pair", "prescription", "person")


def test_two_lines_that_are_alike_are_one():
    """The second of two costs what a second one does, and two for one prescription are still one prescription."""
    twice, once = [{"iso": "120606", "count": 1}] * 2, [{"iso": "120606", "count": 2}]
    first, second = (rule(f"f{n}", amount_sek=100 * n, count_rule="nth", count_from=n, count_to=n) for n in (1, 2))
    assert both(place(first, second), twice) == both(place(first, second), once)
    assert both(place(first, second), twice)["total_sek"] == 300
    assert both(place(rule(amount_sek=600, basis="prescription")), twice)["total_sek"] == 600
    other = [{"iso": "120606", "count": 1, "price_sek": price} for price in (100, 200)]
    assert both(place(rule(amount_sek=600, basis="prescription")), other)["total_sek"] == 1200


def test_a_subsidy_for_the_person_is_given_once():
    """Two wigs at 3 000 and 4 000 kr with 5 000 kr for the person: 2 000 left. For each, nothing is."""
    wigs = [{"iso": "120606", "count": 1, "price_sek": price} for price in (3000, 4000)]
    left = {basis: both(place(rule(kind="subsidy", max_sek=5000, basis=basis)), wigs)["total_sek"] for basis in BASES}
    assert left == {"item": 0, "pair": 0, "prescription": 0, "person": 2000}
    half = rule(kind="subsidy", percent=50, max_sek=3000, basis="person")
    assert both(place(half), wigs)["total_sek"] == 7000 - 3000
    assert [line["sek"] for line in both(place(half), wigs)["lines"]] == [1500, 2500]
    unlike = place(half, rule("other", kind="subsidy", iso=["1207"], max_sek=3000, basis="person"))
    assert both(unlike, [*wigs, {"iso": "1207", "count": 1, "price_sek": 4000}])["total_sek"] == 4000 + 1000


@pytest.mark.parametrize(("every", "times"), [("once", 1), ("month", 24), ("quarter", 8), ("half_year", 4), ("year", 2)])
def test_how_often(every: str, times: int):
    found = both(place(rule(amount_sek=10, every=every)), years=2)
    assert (found["total_sek"], found["lines"][0]["times"]) == (10 * times, times)


def ceiling(**more: object) -> Json:
    return rule("top", kind="ceiling", iso=[], max_sek=1000, **more)


def test_the_ceiling_lets_go_after_twelve_months_to_the_day():
    """Paid on 31 January: it counts on 30 January next year, not on the 31st."""
    rent = rule(amount_sek=600, every="half_year", in_ceiling=True)
    found = both(place(rent, ceiling()), years=3, start="2026-01-31")
    assert found["by_year_sek"] == [1000, 1000, 1000]
    assert found["lines"][0]["before_ceiling_sek"] == 3600


def test_the_ceiling_over_month_borders():
    """From 30 November 2027 payments fall on 29 February 2028 and 28 February 2029: exactly twelve months apart."""
    rent = rule(amount_sek=900, every="quarter", in_ceiling=True)
    found = both(place(rent, ceiling()), years=2, start="2027-11-30")
    assert found["by_year_sek"] == [1000, 1000]


def test_a_ceiling_by_calendar_year_begins_anew_in_january():
    rent = rule(amount_sek=600, every="month", in_ceiling=True)
    assert both(place(rent, ceiling(calendar_year=True)), start="2026-07-01")["total_sek"] == 2000
    assert both(place(rent, ceiling()), start="2026-07-01")["total_sek"] == 1000


def test_a_ceiling_that_is_lowered_pays_nothing_back():
    """What was paid stays paid, and nothing more is asked for until it no longer counts."""
    rent = rule(amount_sek=100, every="month", in_ceiling=True)
    old, new = ceiling(valid_to="2026-06-30"), ceiling(valid_from="2026-07-01") | {"fee_id": "new", "max_sek": 250}
    found = both(place(rent, old, new), years=2)
    assert found["by_year_sek"] == [600, 250]


def test_region_and_municipality_share_the_regions_ceiling():
    """Unless the municipality has its own."""
    fees = [rule("m", amount_sek=800, in_ceiling=True), rule("r", iso=["22"], amount_sek=800, in_ceiling=True, area="21")]
    basket = [*ONE, {"iso": "22", "count": 1}]
    assert both(place(*fees, ceiling(area="21")), basket)["total_sek"] == 1000
    assert both(place(*fees, ceiling(area="21"), ceiling() | {"fee_id": "own"}), basket)["total_sek"] == 1600
    assert both(place(*fees, ceiling()), basket)["total_sek"] == 1600


def test_a_ceiling_for_adults_is_for_nobody_younger():
    fee = rule(amount_sek=1500, in_ceiling=True)
    assert [both(place(fee, ceiling(who="adults")), age=age)["total_sek"] for age in (17, 18)] == [1500, 1000]


def test_what_is_outside_the_ceiling_is_paid_in_full():
    assert both(place(rule(amount_sek=1500), ceiling()))["total_sek"] == 1500


def test_unknown_prices_have_bounds_under_a_ceiling():
    """200 at least, and the ceiling at most."""
    share = rule(percent=20, min_sek=200, in_ceiling=True)
    found = both(place(share, ceiling()))
    assert (found["total_sek"], found["least_sek"], found["most_sek"]) == (None, 200, 1000)
    assert both(place(share))["most_sek"] is None
    assert both(place(rule(percent=20, min_sek=500, max_sek=200)))["least_sek"] == 200


@pytest.mark.parametrize(("price", "sek"), [(0.02, 0.01), (0.03, 0.02), (0.01, 0.01), (1234.53, 617.27)])
def test_half_an_ore_goes_up(price: float, sek: float):
    """Once, at the percentage."""
    assert both(place(rule(percent=50)), [ONE[0] | {"price_sek": price}])["total_sek"] == sek


def test_a_model_is_asked_for_by_name():
    """Where the place has told of models, one that it has not told of is unknown; else the one fee is for all."""
    models = place(rule(amount_sek=1), rule("b", amount_sek=2, variant="stor"))
    asked = [both(models, [ONE[0] | {"variant": name}])["total_sek"] for name in ("stor", "liten")]
    assert asked == [2, None]
    assert both(place(rule(amount_sek=1)), [ONE[0] | {"variant": "stor"}])["total_sek"] == 1


def test_a_child_where_only_adults_are_mentioned():
    """An age exempts; the word adults does not."""
    assert both(place(rule(amount_sek=1, min_age=20)), age=19)["total_sek"] == 0
    assert both(place(rule(amount_sek=1, who="adults")), age=17)["total_sek"] is None
    assert both(place(rule(amount_sek=1, who="adults")), age=18)["total_sek"] == 1
    assert both(place(rule(amount_sek=0, max_age=19)), age=20)["total_sek"] is None


BAD: dict[str, tuple[Any, Any, Json]] = {
    "negative count": (place(), [{"iso": "12", "count": -1}], YEAR),
    "half a device": (place(), [{"iso": "12", "count": 1.5}], YEAR),
    "a count as text": (place(), [{"iso": "12", "count": "1"}], YEAR),
    "a count that is a truth": (place(), [{"iso": "12", "count": True}], YEAR),
    "no count": (place(), [{"iso": "12"}], YEAR),
    "too many": (place(), [{"iso": "12", "count": 1001}], YEAR),
    "no code": (place(), [{"count": 1}], YEAR),
    "a code of three digits": (place(), [{"iso": "120", "count": 1}], YEAR),
    "a code as a number": (place(), [{"iso": 12, "count": 1}], YEAR),
    "a code with a new line": (place(), [{"iso": "12\n", "count": 1}], YEAR),
    "an unknown key": (place(), [{"iso": "12", "count": 1, "prise": 3}], YEAR),
    "a negative price": (place(), [{"iso": "12", "count": 1, "price_sek": -1}], YEAR),
    "a price as text": (place(), [{"iso": "12", "count": 1, "price_sek": "1"}], YEAR),
    "a price beyond belief": (place(), [{"iso": "12", "count": 1, "price_sek": 1e9}], YEAR),
    "a model that is a number": (place(), [{"iso": "12", "count": 1, "variant": 1}], YEAR),
    "no line at all": (place(), [None], YEAR),
    "a basket that is no list": (place(), {"iso": "12", "count": 1}, YEAR),
    "no years": (place(), ONE, YEAR | {"years": 0}),
    "half a year": (place(), ONE, YEAR | {"years": 0.5}),
    "not born": (place(), ONE, YEAR | {"age": -1}),
    "older than anybody": (place(), ONE, YEAR | {"age": 131}),
    "a day that does not exist": (place(), ONE, YEAR | {"start": "2026-02-29"}),
    "a day written short": (place(), ONE, YEAR | {"start": "2026-1-1"}),
    "a day after everything": (place(), ONE, YEAR | {"start": "2300-01-01"}),
    "no day": (place(), ONE, YEAR | {"start": None}),
    "an area that is none": (place() | {"area": "218"}, ONE, YEAR),
    "an area as a number": (place() | {"area": 21}, ONE, YEAR),
    "parents that are none": (place() | {"parents": None}, ONE, YEAR),
    "a parent that is no area": (place() | {"parents": ["Gävle"]}, ONE, YEAR),
    "no rules": ({"area": "2180"}, ONE, YEAR),
    "rules that are none": (None, ONE, YEAR),
    "rules in a list": ([], ONE, YEAR),
}


def test_bad_input_is_refused_by_both():
    """One plain sentence; never a sum."""
    for rules, basket, options in BAD.values():
        with pytest.raises(ValueError, match=r"must|has iso"):
            cost(rules, basket, **options)
    answers = ask([("cost", *bad) for bad in BAD.values()])
    assert {name: answer.get("error") for name, answer in zip(BAD, answers, strict=True)} == dict.fromkeys(BAD, "RangeError")


def test_whole_numbers_may_be_written_with_a_point():
    """A browser knows no difference."""
    assert both(place(rule(amount_sek=5)), [{"iso": "120606", "count": 2.0}], years=1.0)["total_sek"] == 10


def test_a_day_may_be_a_date():
    rules = AreaRules.model_validate(place(rule(amount_sek=5)))
    assert cost(rules, ONE, years=1, age=70, start=dt.date(2026, 1, 1)).total_sek == 5
    assert cost(rules, ONE, years=1, age=70, start=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)).total_sek == 5


def test_every_place_at_once():
    """As asked one by one; a municipality without rules of its own is asked through its parents."""
    everywhere = {
        "areas": [
            {"area": "00", "parents": [], "rules": [rule("c", area="00", iso=["04"], amount_sek=3)]},
            {"area": "21", "parents": ["00"], "rules": [rule("r", area="21", amount_sek=7)]},
            {"area": "2180", "parents": ["21", "00"], "rules": [rule("m", iso=["1206"], amount_sek=9)]},
        ]
    }
    basket = [*ONE, {"iso": "04", "count": 1}]
    found, joined, without = ask(
        [
            ("costs", everywhere, basket, YEAR),
            ("rulesFor", everywhere, "2180", None),
            ("rulesFor", everywhere, "2181", ["21", "00"]),
        ]
    )
    assert {one["area"]: one["total_sek"] for one in found} == {"00": None, "21": 10, "2180": 12}
    assert [one["fee_id"] for one in joined["rules"]] == ["m", "r", "c"]
    assert (without["area"], [one["fee_id"] for one in without["rules"]]) == ("2181", ["r", "c"])
    assert {"area": "2180"} | cost(joined, basket, **YEAR).as_json() == found[2]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-10-15", 27, "2029-01-15"),
    ],
)
def test_months_later(day: str, months: int, then: str):
    assert add_months(dt.date.fromisoformat(day), months).isoformat() == then
