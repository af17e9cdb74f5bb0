"""What a device costs in every place, counted alike: who stands in the list, and with how much."""

import datetime as dt
from collections.abc import Mapping

import pytest

from build_site.compare.device_costs import AGE, YEARS, device_costs
from build_site.model.area import Area
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.device_cost import DeviceCosts

TODAY = dt.date(2026, 1, 31)
AREAS: Mapping[str, Area] = {
    code: Area.model_validate({"code": code, "name": code, "type": kind, "parent": parent})
    for code, kind, parent in (
        ("00", "country", None),
        ("01", "region", "00"),
        ("02", "region", "00"),
        ("0101", "municipality", "01"),
        ("0102", "municipality", "01"),
        ("0201", "municipality", "02"),
    )
}
CATEGORIES = tuple(
    DeviceCategory(code=code, edition="2016", level=len(code) // 2, name_sv=code)
    for code in ("12", "1206", "120606", "2206", "0633", "061203")
)


def costs(*rows: tuple[str, Mapping[str, object]], iso: str = "120606", today: dt.date = TODAY) -> DeviceCosts:
    """Return the costs of rollators out of fees; a row is an area and what differs from a plain one-off fee."""
    plain = {
        "iso": iso,
        "fee_type": "one_off_fee",
        "unit": "per förskrivning",
        "status": "last_known",
        "source_url": "https://example.org/",
    }
    fees = tuple(
        Fee.model_validate(plain | {"fee_id": f"fee-{number}", "area": area, **more}) for number, (area, more) in enumerate(rows)
    )
    return device_costs(DeviceFacts(categories=CATEGORIES, fees=fees), AREAS, today=today)[iso]


def test_places_stand_from_the_cheapest_to_the_dearest():
    """Equal ones by code; 0 kr is an amount."""
    found = costs(("02", {"amount_sek": 280}), ("0101", {"amount_sek": 300}), ("01", {"amount_sek": 0}))
    assert found.sek == (("01", 0.0), ("02", 280.0), ("0101", 300.0))
    assert (found.years, found.age, found.count) == (YEARS, AGE, 1) == (5, 50, 1)


def test_a_monthly_fee_is_counted_over_the_same_time_as_one_that_is_paid_once():
    """79 kr × 60 months."""
    monthly = {"fee_type": "rent", "unit": "per månad", "amount_sek": 79}
    found = costs(("01", monthly), ("02", {"amount_sek": 280}))
    assert found.sek == (("02", 280.0), ("01", 4740.0))


@pytest.mark.parametrize(
    ("iso", "count", "sek"), [("2206", 2, 1200.0), ("0633", 2, 1200.0), ("061203", 2, 1200.0), ("1206", 1, 600.0)]
)
def test_what_one_has_two_of_is_counted_as_two(iso: str, count: int, sek: float):
    found = costs(("01", {"amount_sek": 600, "unit": "per styck"}), iso=iso)
    assert (found.count, found.sek) == (count, (("01", sek),))


def test_an_unknown_amount_is_not_in_the_list():
    """Neither one that nobody has stated, nor a share of a price that nobody knows: it is never 0 kr."""
    share = {"percent": 20, "min_sek": 200, "max_sek": 1200, "unit": "av hjälpmedlets värde"}
    assert costs(("01", {"amount_sek": None}), ("02", share)).sek == ()


def test_a_municipality_stands_where_its_sum_is_another_than_its_regions():
    found = costs(("01", {"amount_sek": 280}), ("0101", {"amount_sek": 280}), ("0102", {"amount_sek": 0}))
    assert found.sek == (("0102", 0.0), ("01", 280.0))


def test_a_municipality_without_fees_of_its_own_is_its_region_once_more():
    assert costs(("01", {"amount_sek": 280})).sek == (("01", 280.0),)


def test_a_municipality_stands_alone_where_its_region_says_nothing():
    assert costs(("0201", {"amount_sek": 300})).sek == (("0201", 300.0),)


def test_the_country_is_no_place_to_compare():
    assert costs(("00", {"amount_sek": 100})).sek == ()


def test_a_place_does_not_stand_with_what_the_country_says():
    """The region takes a visit fee, and the country pays for the device: that is no sum of the region's."""
    visit = {"fee_type": "visit_fee", "unit": "per besök", "amount_sek": 100}
    assert costs(("00", {"amount_sek": 0}), ("01", visit)).sek == ()


@pytest.mark.parametrize("status", ["superseded", "historical", "proposed", "disputed"])
def test_only_what_is_last_known_is_counted(status: str):
    assert costs(("01", {"amount_sek": 280, "status": status})).sek == ()


def test_a_fee_holds_between_its_dates():
    ended = {"amount_sek": 280, "valid_to": "2026-01-30"}
    assert costs(("01", ended)).sek == ()
    assert costs(("01", ended), today=dt.date(2026, 1, 30)).sek == (("01", 280.0),)
    assert costs(("01", {"amount_sek": 280, "valid_from": "2026-02-01"})).sek == ()


def test_a_visit_is_not_what_the_device_costs():
    assert costs(("01", {"amount_sek": 250, "fee_type": "visit_fee", "unit": "per besök"})).sek == ()


def test_a_fee_for_children_says_nothing_of_adults():
    assert costs(("01", {"amount_sek": 0, "max_age": 17})).sek == ()


def test_a_top_group_is_nothing_that_anybody_gets():
    """One “device for mobility” has no price; a rollator has."""
    rows = (("01", {"amount_sek": 280}), ("02", {"amount_sek": 0}))
    assert costs(*rows, iso="12").sek == ()
    assert len(costs(*rows, iso="1206").sek) == 2


def test_the_spread_is_of_the_places_in_the_list():
    """Four known places are too few, five are enough."""
    places = ("01", "02", "0101", "0102", "0201")
    rows = [(area, {"amount_sek": amount}) for amount, area in zip((0, 100, 200, 300, 400), places, strict=True)]
    four, five = costs(*rows[:4]).dispersion, costs(*rows).dispersion
    assert (four.areas_known, four.enough) == (4, False)
    assert (five.areas_known, five.median_sek, five.range_sek) == (5, 200.0, 400.0)
