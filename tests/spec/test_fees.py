"""What a device costs over the country, counted only from those who have said so."""

import datetime as dt
from collections.abc import Callable, Mapping

from build_site.compare.fees import fee_statistics
from build_site.model.area import Area
from build_site.model.device import NOT_A_PRICE, PAID, DeviceCategory, DeviceFacts, Fee, FeeStatistics

title = "Fees over the country"

ReadTable = Callable[[str], list[dict[str, str]]]
ROLLATOR, WHEELCHAIR = "120606", "122203"
CATEGORIES = tuple(DeviceCategory(code=code, edition="2016", level=3, name_sv=code) for code in (ROLLATOR, WHEELCHAIR))


def statistics(rows: list[dict[str, str]], areas: Mapping[str, Area], today: dt.date | None = None) -> FeeStatistics:
    """Return the statistics of rollators from drawn rows; an empty cell is unknown."""
    plain = {"iso": ROLLATOR, "fee_type": "user_fee", "status": "last_known", "source_url": "https://example.org/"}
    fees = tuple(
        Fee.model_validate(plain | {"fee_id": f"fee-{number}"} | {key: cell for key, cell in row.items() if cell})
        for number, row in enumerate(rows)
    )
    return fee_statistics(DeviceFacts(categories=CATEGORIES, fees=fees), areas, today=today)[ROLLATOR]


def test_lowest_median_and_highest_of_the_areas(read_rows: ReadTable, areas: Mapping[str, Area]):
    """Three of seven have said: 0 kr is a fee, silence is not."""
    rows = read_rows("""
        | area | amount_sek | unit           |
        | 01   | 0          | per hjälpmedel |
        | 03   | 280        | per hjälpmedel |
        | 0101 | 600        | per hjälpmedel |""")
    expected = FeeStatistics(
        areas_known=3,
        areas_unknown=4,
        areas_compared=3,
        fee_type="user_fee",
        unit="per hjälpmedel",
        min_sek=0,
        median_sek=280,
        max_sek=600,
        min_area="01",
        max_area="0101",
    )
    assert expected == statistics(rows, areas)


def test_the_median_of_an_even_number_lies_between(read_rows: ReadTable, areas: Mapping[str, Area]):
    """100 and 250 have the median 175."""
    found = statistics(read_rows("| area | amount_sek |\n| 01 | 100 |\n| 03 | 250 |"), areas)
    assert (found.min_sek, found.median_sek, found.max_sek, found.unit) == (100, 175, 250, None)


def test_an_area_counts_once_with_what_an_adult_pays_at_most(read_rows: ReadTable, areas: Mapping[str, Area]):
    """Free for children and 280 kr for adults is 280 kr, not two fees."""
    found = statistics(read_rows("| area | amount_sek |\n| 01 | 0 |\n| 01 | 280 |\n| 03 | 100 |"), areas)
    assert (found.areas_known, found.min_sek, found.median_sek, found.max_sek) == (2, 100, 190, 280)


def test_fees_in_another_unit_are_not_mixed_in(read_rows: ReadTable, areas: Mapping[str, Area]):
    """50 kr a month is not less than 280 kr once; the unit that most areas use decides."""
    rows = read_rows("""
        | area | amount_sek | unit           |
        | 01   | 50         | per månad      |
        | 03   | 280        | per hjälpmedel |
        | 04   | 300        | per hjälpmedel |""")
    found = statistics(rows, areas)
    assert (found.unit, found.min_sek, found.max_sek, found.areas_known) == ("per hjälpmedel", 280, 300, 3)


def test_fees_of_another_type_are_not_mixed_in(read_rows: ReadTable, areas: Mapping[str, Area]):
    """A subscription is not a cheaper user fee; the areas that are compared are counted apart from those that have said."""
    rows = read_rows("""
        | area | amount_sek | fee_type     |
        | 01   | 50         | subscription |
        | 03   | 280        | user_fee     |
        | 04   | 300        | user_fee     |""")
    found = statistics(rows, areas)
    assert (
        found.fee_type,
        found.min_sek,
        found.min_area,
        found.max_sek,
        found.max_area,
    ) == ("user_fee", 280, "03", 300, "04")
    assert (found.areas_known, found.areas_compared) == (3, 2)


def test_areas_with_one_fee_are_named_by_their_code(read_rows: ReadTable, areas: Mapping[str, Area]):
    """Same fees in two orders, same answer: lowest is the first of equals, highest the last."""
    rows = read_rows("| area | amount_sek |\n| 04 | 100 |\n| 01 | 100 |\n| 03 | 100 |")
    found = statistics(rows, areas)
    assert found == statistics(rows[::-1], areas)
    assert (found.min_area, found.max_area) == ("01", "04")


def test_only_what_holds_now_and_is_paid_for_the_device(read_rows: ReadTable, areas: Mapping[str, Area]):
    """Old, proposed and disputed fees, visits, other devices and the country's own row are left out."""
    rows = read_rows(f"""
        | area | amount_sek | status     | fee_type         | iso          |
        | 01   | 280        |            |                  |              |
        | 03   | 1          | superseded |                  |              |
        | 03   | 2          | historical |                  |              |
        | 04   | 3          | proposed   |                  |              |
        | 04   | 4          | disputed   |                  |              |
        | 05   | 5          |            | visit_fee        |              |
        | 05   | 6          |            |                  | {WHEELCHAIR} |
        | 00   | 7          |            |                  |              |""")
    found = statistics(rows, areas)
    assert (found.areas_known, found.areas_unknown, found.min_sek, found.max_sek) == (1, 6, 280, 280)


def test_a_fee_without_an_amount_is_known_but_has_no_number(read_rows: ReadTable, areas: Mapping[str, Area]):
    """20 % of the price is a known fee that can't be put beside 280 kr."""
    found = statistics(read_rows("| area | percent |\n| 01 | 20 |"), areas)
    assert FeeStatistics(areas_known=1, areas_unknown=6) == found


def test_nobody_has_said(areas: Mapping[str, Area]):
    """Unknown everywhere is not free anywhere."""
    assert FeeStatistics(areas_known=0, areas_unknown=7) == statistics([], areas)


def test_a_fee_that_has_not_begun_is_not_counted(read_rows: ReadTable, areas: Mapping[str, Area]):
    """What is decided for next year is nobody's cost today."""
    rows = read_rows("| area | amount_sek | valid_from |\n| 01 | 100 | |\n| 03 | 900 | 2026-01-01 |")
    assert statistics(rows, areas, today=dt.date(2025, 12, 31)).max_sek == 100
    assert statistics(rows, areas, today=dt.date(2026, 1, 1)).max_sek == 900


def test_a_fee_that_has_ended_is_not_counted(read_rows: ReadTable, areas: Mapping[str, Area]):
    """The last day is counted, the next is not."""
    rows = read_rows("| area | amount_sek | valid_to |\n| 01 | 100 | |\n| 03 | 900 | 2025-12-31 |")
    assert statistics(rows, areas, today=dt.date(2025, 12, 31)).max_sek == 900
    assert statistics(rows, areas, today=dt.date(2026, 1, 1)).max_sek == 100


def test_no_fee_type_is_both_a_price_and_not():
    """The search and the statistics read the same two lists."""
    assert NOT_A_PRICE.isdisjoint(PAID)
