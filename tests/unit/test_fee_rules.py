"""A row of a fee list becomes a rule; what can't be worked out is told, with the reason."""

import datetime as dt
from typing import Any

import pytest

from build_site.compare.fees import counted_rows, rules_for, rules_of
from build_site.compare.fees.phrases import KINDS, UNITS, UP_TO_THE_CEILING, WHO
from build_site.model.area import Area
from build_site.model.device import NOT_A_PRICE, PAID, DeviceFacts, Fee
from build_site.model.fee_rule import AreaRules, FeeRule

NBSP = "\u00a0"


def fee(**more: object) -> Fee:
    plain: dict[str, Any] = {
        "fee_id": "f1",
        "area": "21",
        "iso": "2206",
        "fee_type": "user_fee",
        "amount_sek": 100,
        "unit": "per hjälpmedel",
        "source_url": "https://example.se/",
        "status": "last_known",
    }
    return Fee.model_validate({key: value for key, value in (plain | more).items() if value is not None})


def rule(**more: object) -> FeeRule:
    (only,) = rules_of([fee(**more)])
    return only


@pytest.mark.parametrize("fee_type", PAID)
def test_every_price_is_for_the_device(fee_type: str):
    """The same list as the statistics and the search use."""
    assert rule(fee_type=fee_type).kind == "device"


@pytest.mark.parametrize("fee_type", sorted(NOT_A_PRICE))
def test_what_is_no_price_is_another_kind(fee_type: str):
    assert rule(fee_type=fee_type, max_sek=800).kind in {"subsidy", "ceiling", "loss", "visit", "service", "extra"}


def test_no_kind_is_told_and_all_are_used():
    """`told` is never a translation."""
    assert set(KINDS.values()) == {
        "device",
        "start",
        "visit",
        "service",
        "extra",
        "loss",
        "short_term",
        "subsidy",
        "ceiling",
        "purchase",
    }


@pytest.mark.parametrize(
    ("unit", "basis", "every"),
    [
        ("per hjälpmedel", "item", "once"),
        ("per par", "pair", "once"),
        ("per förskrivningstillfälle", "prescription", "once"),
        ("per kalendermånad", "item", "month"),
        ("per månad oavsett antal hjälpmedel", "person", "month"),
        ("per öga och halvår", "item", "half_year"),
        ("per år (83 kr/mån)", "item", "year"),
    ],
)
def test_the_unit_says_what_for_and_how_often(unit: str, basis: str, every: str):
    found = rule(unit=unit)
    assert (found.basis, found.every, found.kind) == (basis, every, "device")


def test_a_subscription_is_for_a_person():
    assert rule(fee_type="subscription", unit="per månad").basis == "person"
    assert rule(fee_type="rent", unit="per månad").basis == "item"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"unit": "per vecka"}, "källans ord om vad beloppet gäller är inte tolkade"),
        ({"unit": None}, "källan säger inte vad beloppet gäller"),
        ({"fee_type": "fika"}, "slaget av avgift är inte känt"),
        ({"amount_sek": None}, "beloppet är inte känt"),
        ({"amount_sek": None, "min_sek": 100, "max_sek": 300}, "beloppet är inte känt"),
        ({"fee_type": "high_cost_ceiling", "unit": "per år"}, "beloppet är inte känt"),
        ({"applies_to": "vänsterhänta"}, "källans ord om vem avgiften gäller är inte tolkade"),
        ({"counted": "no", "told": "är härledd"}, "är härledd"),
        ({"iso": None}, "källan säger inte vilka hjälpmedel avgiften gäller"),
        ({"percent": 20, "amount_sek": None, "unit": "per månad oavsett antal hjälpmedel"}, "källan säger inte procent av vad"),
    ],
)
def test_what_is_not_understood_is_told_with_the_reason(more: dict[str, object], why: str):
    """Never guessed, and never 0 kr."""
    found = rule(**more)
    assert (found.kind, found.told) == ("told", why)


def test_free_needs_no_unit():
    assert rule(amount_sek=0, unit=None).kind == "device"


def test_words_about_people():
    """Ages in numbers go before words; words without ages are kept as they are."""
    assert rule(applies_to="vuxna").who == "adults"
    assert rule(applies_to="barn").who == "children"
    numbered = rule(applies_to="vuxna från 20 år", min_age=20)
    assert (numbered.who, numbered.min_age, numbered.kind) == ("everyone", 20, "device")
    assert rule(fee_type="visit_fee", unit="per besök", applies_to="asylsökande").kind == "visit"


@pytest.mark.parametrize(
    ("cap", "inside"),
    [
        ("2000 kr/år", True),
        ("eget frikort hjälpmedel", True),
        ("ingår", True),
        ("ingår inte", False),
        ("ingår inte (utanför maxtaxan)", False),
        ("frikort vård", False),
        ("maxtaxan 2 660 kr", False),
        ("läkemedelsförmånen", False),
        (None, False),
    ],
)
def test_which_ceiling_a_fee_counts_against(cap: str | None, inside: bool):  # noqa: FBT001
    """Only the place's own ceiling for devices; another one's says nothing of this sum."""
    assert rule(high_cost_cap=cap).in_ceiling is inside


def test_a_ceiling_may_name_what_it_is_for():
    """Then a fee need not say so itself, unless it says that it is outside."""
    top = fee(fee_id="top", iso=None, covers="2206;12", fee_type="high_cost_ceiling", amount_sek=None, max_sek=900, unit="per år")
    others = [
        fee(),
        fee(fee_id="f2", iso="220615"),
        fee(fee_id="f3", iso="06"),
        fee(fee_id="f4", high_cost_cap="ingår inte"),
        fee(fee_id="f5", amount_sek=0),
    ]
    found = {one.fee_id: one.in_ceiling for one in rules_of([top, *others])}
    assert found == {"top": False, "f1": True, "f2": True, "f3": False, "f4": False, "f5": False}


def test_a_highest_amount_that_is_the_ceiling_is_both():
    """Värmland: 20 %, at most what one pays in twelve months in all."""
    unit = next(iter(sorted(UP_TO_THE_CEILING)))
    share, ceiling = rules_of([fee(percent=20, amount_sek=None, min_sek=200, max_sek=1200, unit=unit)])
    assert (share.kind, share.percent, share.min_sek, share.max_sek) == ("device", 20, 200, 1200)
    assert (ceiling.kind, ceiling.max_sek, ceiling.percent, ceiling.min_sek) == ("ceiling", 1200, None, None)
    assert ceiling.text == f"Du betalar sammanlagt högst 1{NBSP}200{NBSP}kr per 12 månader."
    assert share.text.replace(NBSP, " ") == "20 % av hjälpmedlets värde, lägst 200 kr, högst 1 200 kr."
    assert counted_rows([share, ceiling]) == {"rows": 1, "in_sum": 1, "apart": 0, "told": 0}


def test_a_calendar_year():
    top = {"fee_type": "high_cost_ceiling", "amount_sek": None, "max_sek": 900, "iso": None}
    assert rule(**top, unit="per kalenderår").calendar_year
    assert not rule(**top, unit="per 12 månader").calendar_year


def test_only_at_most_is_the_price_up_to_that():
    found = rule(amount_sek=None, max_sek=5000)
    assert (found.kind, found.percent, found.max_sek) == ("device", 100, 5000)
    assert found.text == f"Priset, men högst 5{NBSP}000{NBSP}kr per hjälpmedel."


@pytest.mark.parametrize(
    ("unit", "basis"),
    [
        ("per år", "person"),
        ("per 12 månader", "person"),
        ("per person", "person"),
        ("per cykel", "item"),
        ("per ordination", "prescription"),
    ],
)
def test_a_subsidy_by_the_year_is_for_the_person(unit: str, basis: str):
    """800 kr a year for a child's glasses is not 800 kr for each pair of them. A fee by the year is for each device."""
    assert rule(fee_type="subsidy", amount_sek=None, max_sek=800, unit=unit).basis == basis
    assert rule(fee_type="yearly_fee", unit="per år").basis == "item"


def test_the_second_one_is_counted_one_by_one():
    found = rule(unit="per förskrivning", count_rule="nth", count_from=2)
    assert (found.basis, found.count_rule, found.count_from, found.count_to) == ("item", "nth", 2, None)


def test_what_the_row_says_is_kept():
    more = {"covers": "12; 1203", "except": "120606", "longest_months": 6, "variant": "stor", "verified_at": dt.date(2026, 1, 2)}
    found = rule(**more, item="Sak", valid_from="2025-01-01", valid_to="2026-01-01", responsible="kommun", condition="Om det går")
    assert (found.iso, found.excepted, found.variant) == (("2206", "12", "1203"), ("120606",), "stor")
    assert (found.valid_from, found.valid_to, found.verified_at) == (
        dt.date(2025, 1, 1),
        dt.date(2026, 1, 1),
        dt.date(2026, 1, 2),
    )
    assert (found.responsible, found.condition, found.longest_months) == ("kommun", "Om det går", 6)
    assert found.as_json()["except"] == ["120606"]
    assert FeeRule.model_validate(found.as_json()) == found


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"item": "Rollator"}, "Rollator: 100 kr per hjälpmedel."),
        ({"applies_to": "vuxna"}, "100 kr per hjälpmedel, gäller vuxna."),
        ({"min_age": 20}, "100 kr per hjälpmedel, från 20 år."),
        ({"max_age": 19}, "100 kr per hjälpmedel, under 20 år."),
        ({"min_age": 0, "max_age": 7}, "100 kr per hjälpmedel, under 8 år."),
        ({"min_age": 8, "max_age": 19}, "100 kr per hjälpmedel, 8–19 år."),
        ({"longest_months": 6, "unit": "per månad"}, "100 kr per månad, i högst 6 månader."),
        ({"high_cost_cap": "ingår"}, "100 kr per hjälpmedel, räknas in i högkostnadsskyddet."),
        ({"variant": "stor"}, "100 kr per hjälpmedel, stor."),
        ({"variant": "stor", "item": "Stor rollator"}, "Stor rollator: 100 kr per hjälpmedel."),
        ({"fee_type": "start_fee"}, "100 kr per hjälpmedel, en gång när du får det."),
        ({"fee_type": "short_term_rent", "applies_to": "tillfälligt behov"}, "100 kr per hjälpmedel, vid tillfälligt behov."),
        (
            {"fee_type": "replacement_charge", "loss_year": 2, "amount_sek": None, "percent": 60, "unit": "av priset"},
            "60 % av priset, år 2 efter att du fick det.",
        ),
        (
            {"amount_sek": None, "percent": 12.5, "min_sek": 200, "max_sek": 900, "unit": "av priset"},
            "12,5 % av priset, lägst 200 kr, högst 900 kr.",
        ),
        (
            {"fee_type": "subsidy", "amount_sek": None, "max_sek": 800, "unit": "per person"},
            "Bidrag med högst 800 kr per person, resten betalar du själv.",
        ),
        (
            {"fee_type": "subsidy", "amount_sek": None, "max_sek": 800, "unit": "per år", "applies_to": "barn"},
            "Bidrag med högst 800 kr per år, gäller barn, resten betalar du själv.",
        ),
        ({"unit": "per vecka"}, "100 kr per vecka."),
        ({"unit": None, "amount_sek": 0}, "0 kr."),
        ({"unit": "exempelpris", "fee_type": "purchase"}, "100 kr (exempelpris)."),
        (
            {"unit": "per tillfälle; tak per år", "fee_type": "visit_fee", "max_sek": 900},
            "100 kr per tillfälle, högst 900 kr per år.",
        ),
        (
            {"fee_type": "high_cost_ceiling", "amount_sek": None, "unit": "samma trappa som läkemedel"},
            "Taket följer samma trappa som läkemedel.",
        ),
        ({"fee_type": "high_cost_ceiling", "amount_sek": None, "unit": None}, "Taket är inte känt."),
        ({"min_age": 20, "applies_to": "från 20 år"}, "100 kr per hjälpmedel, från 20 år."),
        ({"max_age": 17, "applies_to": "barn under 18 år"}, "100 kr per hjälpmedel, under 18 år."),
        ({"max_age": 7, "applies_to": "barn (grupp 1)"}, "100 kr per hjälpmedel, under 8 år, gäller barn (grupp 1)."),
        ({"min_age": 20, "applies_to": "vuxna"}, "100 kr per hjälpmedel, från 20 år."),
        ({"min_age": 20, "applies_to": "från 20 år (synhjälpmedel)"}, "100 kr per hjälpmedel, från 20 år (synhjälpmedel)."),
        (
            {"max_age": 17, "applies_to": "barn under 18 år; inlägg för alla"},
            "100 kr per hjälpmedel, gäller barn under 18 år; inlägg för alla.",
        ),
        (
            {"min_age": 8, "max_age": 18, "applies_to": "8 till och med det år barnet fyller 19"},
            "100 kr per hjälpmedel, från 8 till och med det år barnet fyller 19.",
        ),
        ({"applies_to": "under 20 år och över 85 år"}, "100 kr per hjälpmedel, under 20 år och över 85 år."),
        ({"variant": "mjuka kontaktlinser", "item": "Kontaktlinser, mjuka"}, "Kontaktlinser, mjuka: 100 kr per hjälpmedel."),
        (
            {"variant": "kontaktlins till utbyte", "item": "Kontaktlins, utbyteslins"},
            "Kontaktlins, utbyteslins: 100 kr per hjälpmedel.",
        ),
        ({"variant": "vid graviditet", "item": "TENS"}, "TENS: 100 kr per hjälpmedel, vid graviditet."),
        ({"amount_sek": None}, "Beloppet är inte känt."),
    ],
)
def test_a_rule_in_one_sentence(more: dict[str, object], text: str):
    assert rule(**more).text.replace(NBSP, " ") == text


def test_every_phrase_makes_a_rule():
    """No phrase in the tables is a dead letter."""
    assert {rule(unit=unit).kind for unit in UNITS} == {"device"}
    assert {rule(applies_to=who).kind for who in WHO} == {"device"}


AREAS = {
    code: Area.model_validate({"code": code, "name": code, "type": kind, "parent": parent})
    for code, kind, parent in (("00", "country", None), ("21", "region", "00"), ("2180", "municipality", "21"))
}


def test_a_municipality_meets_its_own_rules_its_regions_and_the_countrys():
    """Nearest first, and a place that has told nothing has its region's."""
    fees = (fee(area="00", fee_id="c"), fee(area="2180", fee_id="m"), fee(fee_id="r"))
    found = rules_for(DeviceFacts(fees=fees), AREAS)
    assert {code: [one.fee_id for one in place.rules] for code, place in found.items()} == {
        "00": ["c"],
        "21": ["r", "c"],
        "2180": ["m", "r", "c"],
    }
    assert found["2180"].parents == ("21", "00")
    assert AreaRules.model_validate(found["2180"].as_json()) == found["2180"]


def test_rows_are_counted_once():
    """What a sum is made of, what stands apart, and what can only be told."""
    fees = [fee(), fee(fee_id="f2", fee_type="visit_fee", unit="per besök"), fee(fee_id="f3", unit="per vecka")]
    assert counted_rows(rules_of(fees)) == {"rows": 3, "in_sum": 1, "apart": 1, "told": 1}
