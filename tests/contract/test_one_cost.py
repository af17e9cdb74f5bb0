"""One truth about what a device costs in a place: the calculator's file, the pages, the charts, the API and the map agree."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from build_site.compare.common_baskets import COMMON, common_baskets
from build_site.compare.coverage import coverage
from build_site.compare.device_costs import AGE, SMALLEST_CODE, YEARS, device_costs
from build_site.compare.fees import cost, counted_rows, fee_statistics, own_rules, rules_for
from build_site.compare.responsibility import answers
from build_site.draw.device_fees import device_fees
from build_site.model.address import addresses
from build_site.model.area import COUNTRY
from build_site.model.coverage import Coverage
from build_site.model.device import DeviceCategory
from build_site.model.edition import Edition
from build_site.model.fee_rule import AreaRules, Cost
from build_site.model.unit import number
from build_site.publish import views
from build_site.publish.endpoints import device_files, devices, fee_rules
from build_site.publish.pages import area as area_pages
from build_site.publish.pages import cost as cost_page
from build_site.publish.pages import device as device_pages
from build_site.search.answers import make_answers
from build_site.search.spans import describe_spans
from build_site.validate.folder import read_data
from tests.conftest import PROJECT, RELEASE

TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Site:
    """The real data, and what the calculator makes of its published files for every place with rules of its own."""

    edition: Edition
    sums: Mapping[tuple[str, str], Cost]
    """By place and device, for as many as `device_costs` counts."""

    @property
    def devices(self) -> list[DeviceCategory]:
        """The devices that somebody gets one of."""
        return [one for one in self.edition.catalogue.devices.categories if len(one.code) >= SMALLEST_CODE]


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the edition without charts and figures, and every sum as a reader's browser finds it."""
    catalogue = read_data(PROJECT / "data")[0]
    known, areas = catalogue.devices, catalogue.areas
    costs, rules = device_costs(known, areas, today=TODAY), rules_for(known, areas)
    answered = answers(catalogue.responsibility, areas, {one.code: one.parent_code for one in known.categories})
    own = own_rules(known)
    edition = Edition(
        catalogue=catalogue,
        tables={},
        comparisons={},
        charts={},
        addresses=addresses(catalogue),
        release=RELEASE,
        fee_statistics=fee_statistics(known, areas, today=TODAY),
        fee_rules=rules,
        fee_rows=counted_rows(rule for found in own.values() for rule in found),
        device_costs=costs,
        baskets=common_baskets(costs, rules, today=TODAY),
        answers=answered,
        coverage=coverage(known, areas, answered, catalogue.contradictions, today=TODAY),
    )
    files = fee_rules.files(edition)
    told = [code for code, area in areas.items() if area.type == "region" or (area.type == "municipality" and code in own)]
    read = {code: AreaRules.model_validate(orjson.loads(files[f"fees/rules/{code}.json"])) for code in told}
    sums = {
        (code, one.code): cost(read[code], _one(edition, one.code), years=YEARS, age=AGE, start=TODAY)
        for code in told
        for one in known.categories
        if len(one.code) >= SMALLEST_CODE
    }
    assert len(told) > 30
    assert sum(found.total_sek is not None for found in sums.values()) > 500
    return Site(edition, sums)


def _one(edition: Edition, iso: str) -> list[dict[str, Any]]:
    return [{"iso": iso, "count": edition.device_costs[iso].count}]


def test_what_is_compared_is_what_the_calculator_says(site: Site):
    """To the öre, and only what it knows. A municipality that is left out costs what its region costs, or has no own line."""
    compared = {(place, iso): sek for iso, costs in site.edition.device_costs.items() for place, sek in costs.sek}
    assert len(compared) > 300
    assert {key: site.sums[key].total_sek for key in compared} == compared
    for (place, iso), found in site.sums.items():
        own = any(line.in_total and line.area == place for line in found.lines)
        region = site.edition.catalogue.areas[place].parent
        if found.total_sek is not None and own and (place, iso) not in compared:
            assert compared[str(region), iso] == found.total_sek, (place, iso)


def test_the_api_the_bars_and_the_common_baskets_tell_the_same_sums(site: Site):
    """Four ways to the same list, each the cheapest first."""
    edition, areas = site.edition, site.edition.catalogue.areas
    files = devices.files(edition)
    drawn = 0
    for one in site.devices:
        costs = edition.device_costs[one.code]
        listed = orjson.loads(files[f"api/v1/devices/{one.code}.json"])["costs"]
        assert [(row["area"], row["sek"]) for row in listed] == list(costs.sek)
        if shown := device_fees(one, costs, areas, None):
            assert [(bar.area, bar.sek) for bar in shown.bars] == list(costs.sek)
            drawn += 1
    assert drawn > 20
    assert [basket.costs.iso for basket in edition.baskets] == list(COMMON)
    for basket in edition.baskets:
        table = cost_page.table(edition, basket)
        assert [(row.area.code, row.sek) for row in table.rows] == list(basket.costs.sek)


def test_the_search_row_spans_what_the_device_page_spans(site: Site):
    """The lowest and the highest of the same places, over as many years."""
    spans = describe_spans(site.edition.device_costs, dict.fromkeys(site.edition.device_costs, 1))
    hearing = site.edition.device_costs["2206"]
    low, high = (number(sek, 0) for sek in (hearing.sek[0][1], hearing.sek[-1][1]))
    assert spans["2206"] == f"{low}–{high}\u00a0kr för 2\u00a0st på fem år, {len(hearing.sek)}\u00a0kända platser"
    page = device_pages.lead(site.edition, "2206", [fee for fee in site.edition.catalogue.devices.fees if fee.speaks_of("2206")])
    assert page.startswith(f"Från {low}\u00a0kr")
    assert f"till {high}\u00a0kr" in page


def test_the_search_answers_wherever_a_fee_is_in_the_sum(site: Site):
    """Also where the row covers the device without naming it. What a place only gives towards a price is not what one pays."""
    edition = site.edition
    made = make_answers(edition.catalogue, {}, today=TODAY, costs=edition.device_costs, responsibility=edition.answers)
    paid = {
        (place, iso)
        for (place, iso), found in site.sums.items()
        if any(line.in_total and line.kind != "subsidy" for line in found.lines)
    }
    assert len(paid) > 500
    for place, iso in paid:
        rows: Any = made[place]["devices"]
        assert rows[iso]["known"], (place, iso)


def test_no_page_calls_a_fee_unknown_that_the_calculator_counts_with(site: Site):
    """A region stands among the unknown on a device's page, and in the gap map, only where no line is in the sum."""
    edition = site.edition
    found = views.devices_of(edition)
    regions = [area.code for area in edition.catalogue.areas.values() if area.type == "region"]
    missing = 0
    for one in site.devices:
        lines = device_pages.fee_lines(edition, one.code, found)
        known = {line.area.code for line in lines if line.fee.status in {"last_known", "disputed"}}
        counted = {code for code in regions if any(line.in_total for line in site.sums[code, one.code].lines)}
        missing += len(regions) - len(counted)
        assert counted <= known or one.code.startswith(edition.coverage.everywhere), one.code
        assert counted <= _known_in_map(edition.coverage, one.code, regions), one.code
    assert missing > 1000


def _known_in_map(known: Coverage, iso: str, regions: list[str]) -> set[str]:
    """Return where the map has a fee for the device's group; a group that it does not have it calls unknown nowhere."""
    group = next((group for group in known.groups if iso.startswith(group)), None)
    return {code for code in regions if group is None or known.cells[code][group].known}


def test_a_device_that_costs_the_same_everywhere_says_so(site: Site):
    """The country's own fee: 0 kr in every region by the calculator, and no region is called unknown."""
    (group,) = site.edition.coverage.everywhere
    text = device_pages.pages(site.edition)[f"{site.edition.addresses[f'device:{group}']}index.md"].decode()
    assert "0\u00a0kr i hela landet." in text
    assert "Uppgift saknas" not in text.partition("<h2>Vem")[0].partition("</section>")[0]
    assert {found.total_sek for (_, iso), found in site.sums.items() if iso == group} == {0.0}


def test_every_line_of_a_sum_stands_on_the_place_s_page(site: Site):
    """The same rows of the fee lists, as the last known ones; the country's own are the country's page's."""
    edition = site.edition
    found = views.devices_of(edition)
    parts = {code: area_pages._part(edition, area, found) for code, area in edition.catalogue.areas.items()}
    shown = {
        (line.area.code, line.fee.fee_id) for part in parts.values() for line in part.fees if line.fee.status == "last_known"
    }
    counted = {(line.area, line.fee_id) for cost in site.sums.values() for line in cost.lines if line.in_total}
    assert len(counted) > 50
    assert counted <= shown
    assert any(area == COUNTRY for area, _ in counted)


def test_every_line_of_a_sum_stands_in_the_table_of_its_device(site: Site):
    """Also where the row has no code of its own but covers the device."""
    edition = site.edition
    found = views.devices_of(edition)
    for one in site.devices:
        shown = {(line.area.code, line.fee.fee_id) for line in device_pages.fee_lines(edition, one.code, found)}
        counted = {
            (line.area, line.fee_id)
            for (_, iso), cost in site.sums.items()
            for line in cost.lines
            if iso == one.code and line.in_total
        }
        assert counted <= shown, one.code


def test_every_fee_of_a_rule_is_a_row_of_the_file_for_spreadsheets(site: Site):
    rows = device_files.files(site.edition)["data/fees.csv"].decode().splitlines()
    assert len(rows) == 1 + len(site.edition.catalogue.devices.fees)
    assert site.edition.fee_rows["rows"] == len(rows) - 1
