"""What a device costs, in one line that a person can act on."""

import datetime as dt

import pytest

from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.search.fees import answer_devices, describe_fees

TODAY = dt.date(2025, 11, 30)
CATEGORIES = tuple(
    DeviceCategory(code=code, edition="2016", level=len(code) // 2, name_sv=name)
    for code, name in (("22", "Kommunikation"), ("2206", "Hörselhjälpmedel"), ("220615", "Hörapparater"))
)


def fee(amount: float | None = None, *, number: int = 1, **more: object) -> Fee:
    return Fee.model_validate(
        {
            "fee_id": f"f{number}",
            "area": "21",
            "iso": "2206",
            "fee_type": "user_fee",
            "amount_sek": amount,
            "source_url": "https://example.se/",
            "status": "last_known",
            **more,
        }
    )


def text_of(*fees: Fee, iso: str = "2206", area: str = "21") -> object:
    facts = DeviceFacts(categories=CATEGORIES, fees=fees)
    return answer_devices(facts, today=TODAY).get(area, {}).get(iso, {}).get("text")


@pytest.mark.parametrize(
    ("fees", "text"),
    [
        ([fee(70, unit="per månad")], "70 kr per månad"),
        ([fee(1500)], "1 500 kr"),
        ([fee(0, unit="per hjälpmedel", applies_to="alla")], "0 kr per hjälpmedel"),
        ([fee(600, applies_to="vuxna"), fee(0, number=2, applies_to="barn under 18 år")], "0–600 kr beroende på ålder"),
        (
            [fee(300, item="Ett", unit="per år"), fee(450, number=2, item="Två", unit="per år")],
            "300–450 kr per år beroende på hjälpmedel",
        ),
        ([fee(min_sek=200, max_sek=900)], "200–900 kr"),
        ([fee(max_sek=800, unit="per år")], "högst 800 kr per år"),
        ([fee(percent=20, unit="av värdet", max_sek=1200)], "20 % av värdet, högst 1 200 kr"),
        ([fee(0, applies_to="barn")], "0 kr (barn)"),
        ([fee(500, item="Rollator nr 2")], "500 kr (Rollator nr 2)"),
        ([fee(100, fee_type="short_term_rent", unit="per månad")], "100 kr per månad (vid tillfälligt behov)"),
        (
            [fee(4200, unit="per fem år", applies_to="vuxna"), fee(0, number=2, applies_to="under 20 år")],
            "4 200 kr per fem år för vuxna",
        ),
    ],
)
def test_fees_in_one_line(fees: list[Fee], text: str):
    assert describe_fees(fees).replace("\u00a0", " ") == text


@pytest.mark.parametrize("fee_type", ["subsidy", "bidrag", "high_cost_ceiling", "visit_fee", "extra_fee", "replacement_charge"])
def test_what_is_no_price_is_no_answer(fee_type: str):
    assert text_of(fee(800, fee_type=fee_type)) is None


@pytest.mark.parametrize("status", ["superseded", "historical", "proposed"])
def test_only_the_last_known_fee_counts(status: str):
    assert text_of(fee(800, status=status)) is None


def test_unknown_amount_is_not_free():
    assert text_of(fee(None)) is None


def test_fee_of_the_class_only_where_the_device_has_none():
    assert text_of(fee(100), iso="220615") == "100\u00a0kr"
    assert text_of(fee(100), fee(300, number=2, iso="220615"), iso="220615") == "300\u00a0kr"
    assert text_of(fee(300, iso="220615"), iso="2206") is None


def test_a_row_for_several_classes_answers_for_each_of_them():
    """Västernorrland's one rent, Värmland's share of the price: rows without a code of their own."""
    several = fee(79, iso=None, covers="2206;22", unit="per månad").model_copy(update={"excepted": ("220615",)})
    assert text_of(several) == "79\u00a0kr per månad"
    assert text_of(several, iso="22") == "79\u00a0kr per månad"
    assert text_of(several, iso="220615") is None, "it is left out"
    facts = DeviceFacts(categories=CATEGORIES, fees=(fee(20, iso=None, covers="22"),))
    assert answer_devices(facts, today=TODAY)["21"]["220615"]["group"] == "Kommunikation"
    assert text_of(several, fee(10, number=2, unit="per månad")) == "10–79\u00a0kr per månad beroende på villkor"


def test_what_no_sum_follows_from_is_told_only_alone():
    """Örebro: 4 200 kr on five years is 70 kr a month once more."""
    total = fee(4200, unit="per fem år", counted="no", told="det är 70 kr per månad")
    assert text_of(fee(70, number=2, unit="per månad"), total) == "70\u00a0kr per månad"
    assert text_of(total) == "4\u00a0200\u00a0kr per fem år"


def test_start_fee_of_the_device_yields_to_the_rent_of_its_class():
    """Örebro: 500 kr at the start for a chair that costs 70 kr a month as everything does."""
    start = fee(500, number=2, iso="220615", fee_type="start_fee")
    assert text_of(fee(70, unit="per månad"), start, iso="220615") == "70\u00a0kr per månad"
    assert text_of(start, iso="220615") == "500\u00a0kr (startavgift)"
    assert text_of(fee(300, number=3, iso="220615"), fee(70), start, iso="220615") == "300\u00a0kr"


def test_newest_of_two_that_are_in_force():
    old, new = fee(100, valid_from="2020-01-01"), fee(200, number=2, valid_from="2025-01-01")
    coming = fee(300, number=3, valid_from="2026-01-01")
    assert text_of(old, new, coming) == "200\u00a0kr"


def test_a_fee_that_has_ended_is_no_answer():
    assert text_of(fee(100, valid_to="2025-11-29"), fee(200, number=2)) == "200\u00a0kr"
    assert text_of(fee(100, valid_to=TODAY)) == "100\u00a0kr"
    assert text_of(fee(100, valid_to="2025-11-29")) is None


def test_a_start_fee_is_not_the_price_of_having_the_device():
    """As in the statistics; it is told where nothing else is."""
    start = fee(500, number=2, fee_type="start_fee")
    assert text_of(fee(70, unit="per månad"), start) == "70\u00a0kr per månad"
    assert text_of(start) == "500\u00a0kr (startavgift)"


def test_loans_are_shown_only_where_nothing_else_is_known():
    assert text_of(fee(100), fee(900, number=2, fee_type="short_term_rent")) == "100\u00a0kr"


def test_sources_that_disagree_say_so():
    facts = DeviceFacts(categories=CATEGORIES, fees=(fee(1400), fee(2200, number=2, status="disputed")))
    answer = answer_devices(facts, today=TODAY)["21"]["2206"]
    assert (answer["text"], answer["status"]) == ("1\u00a0400\u00a0kr", "disputed")
