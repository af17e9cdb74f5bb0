"""What must hold of any fee rules and any basket: the two calculators agree, and neither can be tricked.

Cases are drawn by a seed (tests/fee_random.py), so a failure names the one that shows it.
"""

import datetime as dt
import random
from fractions import Fraction
from itertools import pairwise

import pytest

from build_site.compare.fees import cost
from tests.fee_engine import ask
from tests.fee_oracle import Payment, later, payments
from tests.fee_random import Asked, random_case

MANY = 1_000


def cost_of(case: Asked) -> dict[str, object]:
    return cost(case.rules, case.basket, **case.options).as_json()


def test_a_thousand_random_cases_cost_the_same_in_the_browser():
    """Sums, years, lines, texts and bounds, to the öre."""
    cases = [random_case(seed, covered=seed % 2 == 0) for seed in range(MANY)]
    answers = ask([("cost", case.rules, case.basket, case.options) for case in cases])
    differing = [seed for seed, (case, answer) in enumerate(zip(cases, answers, strict=True)) if cost_of(case) != answer]
    assert differing == []


def test_the_random_cases_are_not_all_alike():
    """Known and unknown, free and paid, under ceilings, in bounds: else the test above proves little."""
    cases = [random_case(seed, covered=seed % 2 == 0) for seed in range(MANY)]
    found = [cost(case.rules, case.basket, **case.options) for case in cases]
    assert sum(one.total_sek is None for one in found) > 200
    assert sum(one.total_sek is not None and one.total_sek > 0 for one in found) > 150
    assert sum(one.total_sek is None and one.most_sek is not None for one in found) > 15
    capped = [line for one in found for line in one.lines if line.before_ceiling_sek not in (None, line.sek)]
    assert len(capped) > 50


def test_the_cost_is_what_the_rules_say_day_by_day():
    """A third calculation, slow and plain, that shares no code with the other two."""
    known = 0
    for seed in range(MANY):
        case = random_case(seed, priced=True, covered=seed % 4 != 0)
        expected = payments(*case)
        found = cost(case.rules, case.basket, **case.options)
        if expected is None:
            assert found.total_sek is None, seed
            continue
        known += 1
        assert float(sum((one.sek for one in expected), Fraction(0))) == found.total_sek, seed
        assert found.by_year_sek == _by_year(expected, case), seed
    assert known > 400


def _by_year(paid: list[Payment], case: Asked) -> list[float]:
    start = dt.date.fromisoformat(case.options["start"])
    turns = [later(start, 12 * year) for year in range(case.options["years"] + 1)]
    return [float(sum((one.sek for one in paid if begin <= one.day < end), Fraction(0))) for begin, end in pairwise(turns)]


def test_never_above_the_ceiling_in_any_twelve_months():
    """From every payment's day, twelve months on and twelve months back, counted by brute force."""
    checked = 0
    for seed in range(MANY):
        case = random_case(seed, priced=True, covered=True)
        paid = payments(*case) or []
        rolling = [one for one in paid if one.ceiling and not one.ceiling.get("calendar_year")]
        for one in rolling:
            assert one.ceiling
            tops = {str(other.ceiling) for other in rolling if other.ceiling and other.ceiling["area"] == one.ceiling["area"]}
            if len(tops) > 1:
                continue  # a ceiling that is lowered can't take back what was paid before
            year = [other.sek for other in rolling if _same_year(one, other)]
            assert sum(year, Fraction(0)) <= Fraction(str(one.ceiling["max_sek"])), seed
            checked += 1
    assert checked > 800


def test_no_year_costs_more_than_the_ceiling():
    """The real calculator: where every fee is under one ceiling, no year's sum is above it, and no bound either."""
    paid = 0
    for seed in range(MANY):
        case = random_case(seed, covered=True)
        fees = [rule | {"in_ceiling": True} for rule in case.rules["rules"] if rule["kind"] not in ("ceiling", "subsidy")]
        cap = {"fee_id": "cap", "area": "00", "kind": "ceiling", "iso": [], "max_sek": 700, "status": "last_known"}
        rules = case.rules | {"rules": [*fees, cap | {"source_url": "https://example.org/", "text": "Tak."}]}
        found = cost(rules, case.basket, **case.options)
        paid += bool(found.total_sek)
        assert max(found.by_year_sek or [0]) <= 700, seed
        assert found.least_sek <= 700 * case.options["years"], seed
    assert paid > 300


def _same_year(one: Payment, other: Payment) -> bool:
    alike = bool(one.ceiling and other.ceiling and one.ceiling["area"] == other.ceiling["area"])
    return alike and one.day <= other.day < later(one.day, 12)


@pytest.mark.parametrize("priced", [True, False])
def test_never_negative_and_never_free_for_want_of_knowledge(priced: bool):  # noqa: FBT001
    """Unknown is null, bounds are in order, and a known sum is its own bounds."""
    for seed in range(MANY):
        case = random_case(seed, priced=priced)
        found = cost(case.rules, case.basket, **case.options)
        assert found.least_sek >= 0, seed
        assert all((line.sek or 0) >= 0 for line in found.lines), seed
        assert found.most_sek is None or found.least_sek <= found.most_sek, seed
        if found.unknown:
            assert found.total_sek is None, seed
            assert found.by_year_sek is None, seed
        else:
            assert found.total_sek == found.least_sek == found.most_sek == pytest.approx(sum(found.by_year_sek or [])), seed


def test_a_device_that_no_rule_is_for_is_unknown():
    for seed in range(MANY):
        case = random_case(seed)
        found = cost(case.rules, [*case.basket, {"iso": "0918", "count": 1}], **case.options)
        assert "0918" in found.unknown, seed
        assert (found.total_sek, found.most_sek) == (None, None), seed


def test_one_thing_more_never_costs_less():
    """Where both sums are known. Rules for so many together may fall, so none are used here."""
    compared = 0
    for seed in range(MANY):
        case = random_case(seed, priced=True, covered=True)
        rules = case.rules | {"rules": [rule for rule in case.rules["rules"] if "count_rule" not in rule]}
        dice = random.Random(seed)
        more = [*case.basket, {"iso": dice.choice(("120606", "2206")), "count": dice.randint(1, 3), "price_sek": 900}]
        less, grown = (cost(rules, basket, **case.options).total_sek for basket in (case.basket, more))
        if less is not None and grown is not None:
            compared += 1
            assert less <= grown, seed
    assert compared > 300


def test_the_order_of_rules_and_basket_decides_nothing():
    for seed in range(MANY):
        case = random_case(seed)
        dice = random.Random(seed)
        shuffled = case.rules | {"rules": dice.sample(case.rules["rules"], len(case.rules["rules"]))}
        basket = dice.sample(case.basket, len(case.basket))
        assert cost(shuffled, basket, **case.options) == cost(case.rules, case.basket, **case.options), seed


def test_what_has_been_replaced_is_never_paid_after_its_end():
    """A sum over years after the end is the same without the replaced rules; so are proposed and disputed ones always."""
    for seed in range(MANY):
        case = random_case(seed)
        late = case.options | {"start": "2032-01-01"}
        kept = [rule for rule in case.rules["rules"] if rule["status"] == "last_known"]
        found, without = (cost(rules, case.basket, **late) for rules in (case.rules, case.rules | {"rules": kept}))
        assert (found.total_sek, found.unknown, found.most_sek) == (without.total_sek, without.unknown, without.most_sek), seed
