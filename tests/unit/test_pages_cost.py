"""The page that tells what one would pay, as it is without scripts, and what it hands to the calculator."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from build_site.compare.common_baskets import COMMON, common_baskets
from build_site.compare.device_costs import device_costs
from build_site.compare.fees import cost as calculate
from build_site.compare.fees import rules_for
from build_site.model.address import addresses
from build_site.model.area import Area
from build_site.model.common_basket import CommonBasket
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.edition import Edition
from build_site.publish.pages import cost, start

TODAY = dt.date(2026, 1, 31)
HOSTILE = '"><img src=x onerror=alert(1)> & <b>'
PLACES = {
    code: Area.model_validate({"code": code, "name": f"Region {name}", "short_name": name, "type": kind, "parent": parent})
    for code, name, kind, parent in (
        ("00", "Riket", "country", None),
        *((f"0{number}", name, "region", "00") for number, name in enumerate(("Norr", "Ö", "Ängen", "Väst", "Syd", "Mitt"), 1)),
        ("0101", "Norrby", "municipality", "01"),
        ("0102", "Norrköp", "municipality", "01"),
        ("0201", "Öby", "municipality", "02"),
    )
}

Row = tuple[str, dict[str, Any]]


def fee(number: int, area: str, more: dict[str, Any]) -> Fee:
    """Return a plain fee for a rollator, paid once, with what differs."""
    plain = {"iso": "120606", "fee_type": "one_off_fee", "unit": "per förskrivning", "status": "last_known"}
    return Fee.model_validate(plain | {"fee_id": f"fee-{number}", "area": area, "source_url": "https://example.org/a"} | more)


def known(edition: Edition, rows: Iterable[Row]) -> Edition:
    """Return the edition with other places, whose fees are these."""
    names = {"120606": "Rollatorer", "2206": "Hörselhjälpmedel", "063003": "Peruker", "12": "Förflyttning", "1206": "Gång"}
    categories = tuple(
        DeviceCategory(code=code, edition="2016", level=len(code) // 2, name_sv=name) for code, name in names.items()
    )
    fees = tuple(fee(number, area, more) for number, (area, more) in enumerate(rows))
    devices = DeviceFacts(categories=categories, fees=fees)
    catalogue = replace(edition.catalogue, areas=PLACES, devices=devices)
    rules, costs = rules_for(devices, PLACES), device_costs(devices, PLACES, today=TODAY)
    return replace(
        edition,
        catalogue=catalogue,
        addresses=addresses(catalogue),
        fee_rules=rules,
        device_costs=costs,
        baskets=common_baskets(costs, rules, today=TODAY),
    )


def page(edition: Edition) -> str:
    """Return the page's text."""
    return cost.pages(edition)[cost.PATH].decode()


def handed(text: str) -> Any:  # noqa: ANN401  (whatever the page hands to the calculator)
    """Return what the page hands to the calculator."""
    found = re.search(r'data-known="([^"]*)"', text)
    assert found
    return json.loads(html.unescape(found[1]))


def rollators(text: str) -> str:
    """Return the part of the page about rollators."""
    return text.partition('id="vanlig-120606"')[2].partition('<section class="cost-basket"')[0]


def basket(edition: Edition, iso: str = "120606") -> CommonBasket:
    """Return one of the common baskets."""
    return next(one for one in edition.baskets if one.costs.iso == iso)


SIX: list[Row] = [(f"0{number}", {"amount_sek": sek}) for number, sek in enumerate((280, 0, 250, 300, 225, 100), 1)]


def test_places_stand_from_the_cheapest_with_rule_source_and_date(edition: Edition):
    rows = [*SIX, ("0101", {"amount_sek": 400, "source_date": "2025-03-01", "source_url": "https://example.org/norrby"})]
    text = rollators(page(known(edition, rows)))
    sums = [html.unescape(found) for found in re.findall(r'<td class="is-number">([^<]*)</td>', text)]
    assert sums == [f"{sek}\u00a0kr" for sek in (0, 100, 225, 250, 280, 300, 400)]
    last = text.rpartition("<tr ")[2]
    assert 'data-area="0101"' in last
    assert '<span class="sub">kommun</span>' in last
    assert 'href="https://example.org/norrby"' in last
    assert "källan är daterad 1\u00a0mars 2025" in last
    assert "400\u00a0kr per förskrivning." in last
    assert 'width="100.0"' in last
    assert "källan har inget datum" in text


def test_finding_names_all_who_are_cheapest_and_the_middle(edition: Edition):
    rows = [*SIX, ("0101", {"amount_sek": 0})]
    assert cost.finding(known(edition, rows), basket(known(edition, rows))) == (
        "Från 0\u00a0kr i Norrby och Ö till 300\u00a0kr i Väst. I mitten ligger 225\u00a0kr. Vi vet vad det kostar på 7 platser."
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Vi kan inte räkna ut summan någonstans. Det betyder inte att det är gratis."),
        (1, "Vi kan räkna ut summan på 1 plats. Det är för få för att säga vad som är vanligt."),
        (4, "Vi kan räkna ut summan på 4 platser. Det är för få för att säga vad som är vanligt."),
        (5, "Från 0\u00a0kr i Ö till 300\u00a0kr i Väst. I mitten ligger 250\u00a0kr. Vi vet vad det kostar på 5 platser."),
    ],
)
def test_nothing_is_called_cheapest_or_in_the_middle_among_fewer_than_five(edition: Edition, number: int, words: str):
    few = known(edition, SIX[:number])
    assert cost.finding(few, basket(few)) == words


def test_where_all_cost_the_same_one_amount_is_said(edition: Edition):
    same = known(edition, [(area, {"amount_sek": 100}) for area, _ in SIX])
    assert cost.finding(same, basket(same)) == "100\u00a0kr på alla 6 platser som vi känner till."


def test_where_nobody_pays_the_bars_are_empty(edition: Edition):
    text = rollators(page(known(edition, [(area, {"amount_sek": 0}) for area, _ in SIX])))
    assert re.findall(r'class="bar__value" width="([^"]*)"', text) == ["0.0"] * 6


def test_unknown_is_listed_and_never_free(edition: Edition):
    """A share of a price that nobody has said is unknown too."""
    text = rollators(page(known(edition, [("01", {"amount_sek": 280}), ("02", {"percent": 20, "unit": "av priset"})])))
    assert "Uppgift saknas i 5 regioner: Mitt, Syd, Väst, Ängen och Ö. Det betyder inte att det är gratis där." in text
    assert "0\u00a0kr" not in re.findall(r'<td class="is-number">([^<]*)</td>', text)
    assert text.count("<tr data-area") == 1


def test_nothing_at_all_is_known(edition: Edition):
    text = page(known(edition, []))
    assert text.count("<p>Vi kan inte räkna ut summan någonstans.") == 3
    assert '<table class="cost-table' not in text
    assert handed(text)["devices"] == []


def test_without_any_device_the_page_is_still_there(edition: Edition):
    text = page(replace(edition, fee_rules={}, baskets=()))
    assert "<h1>Vad skulle du betala?</h1>" in text
    assert "<p>Vi kan inte räkna ut summan någonstans." in text
    assert "data-picks" not in text


SUBSIDY: dict[str, Any] = {"iso": "063003", "fee_type": "subsidy", "max_sek": 5000, "unit": "per 12 månader"}


def test_a_subsidy_is_what_the_region_pays_and_no_sum(edition: Edition):
    told = {**SUBSIDY, "max_sek": 7000, "counted": "no", "told": "beloppet är utan moms"}
    text = page(known(edition, [("01", SUBSIDY), ("02", told), ("03", {"iso": "063003", "amount_sek": 0, "unit": "per styck"})]))
    wigs = text.partition('id="vanlig-063003"')[2]
    assert "Bidrag med högst 5\u00a0000\u00a0kr" in wigs
    assert "Vi kan inte räkna med avgiften: beloppet är utan moms." in wigs
    assert re.findall(r'<td class="is-number">([^<]*)</td>', wigs) == ["0\u00a0kr"]
    assert "Uppgift saknas i 3 regioner: Mitt, Syd och Väst." in wigs


def test_what_can_only_be_told_is_left_out_where_there_is_a_sum(edition: Edition):
    """The row for a pair beside the one for each says the same; a subsidy beside a fee does not."""
    told = {"amount_sek": 560, "counted": "no", "told": "samma som två"}
    one = known(edition, [("01", {"amount_sek": 280}), ("01", told), ("02", told), ("01", {**SUBSIDY, "iso": "120606"})])
    assert [(rule.area, rule.kind) for rule in basket(one).beside] == [("01", "subsidy"), ("02", "told")]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "historical"},
        {"valid_to": "2025-12-31"},
        {"valid_from": "2026-02-01"},
        {"max_age": 17},
        {"iso": "2206"},
    ],
    ids=["historical", "ended", "not begun", "for children", "another device"],
)
def test_a_subsidy_that_does_not_hold_is_not_told(edition: Edition, more: dict[str, Any]):
    assert basket(known(edition, [("01", SUBSIDY)]), "063003").beside
    assert not basket(known(edition, [("01", SUBSIDY | more)]), "063003").beside


def test_a_regions_subsidy_is_told_once(edition: Edition):
    one = known(edition, [("01", SUBSIDY), ("0101", {"amount_sek": 1})])
    assert [rule.area for rule in basket(one, "063003").beside] == ["01"]


def test_baskets_are_those_that_people_ask_about_and_sum_as_the_calculator(edition: Edition):
    monthly = {"fee_type": "rent", "unit": "per månad", "amount_sek": 79}
    ears = {"iso": "2206", "amount_sek": 600, "unit": "per styck"}
    visit = {"fee_type": "visit_fee", "amount_sek": 200, "unit": "per besök"}
    one = known(edition, [*SIX, ("0101", monthly), ("01", ears), ("02", visit)])
    assert [found.costs.iso for found in one.baskets] == [iso for iso in COMMON if iso in {"2206", "120606", "063003"}]
    assert [(found.costs.count, found.costs.years) for found in one.baskets] == [(2, 5), (1, 5), (1, 5)]
    for found in one.baskets:
        wanted = [{"iso": found.costs.iso, "count": found.costs.count}]
        assert [(place.area, place.sek) for place in found.places] == list(found.costs.sek)
        for place in found.places:
            answer = calculate(one.fee_rules[place.area], wanted, years=5, age=found.costs.age, start=TODAY)
            assert place.sek == answer.total_sek == sum(line.sek or 0 for line in place.lines)
            assert {line.kind for line in place.lines} == {"device"}, "a visit is no part of the sum"
    assert basket(one).places[-1].sek == 79 * 60
    assert basket(one, "2206").places[0].sek == 1200


def test_calculator_is_handed_the_devices_that_have_a_rule(edition: Edition):
    """Those that a wider class covers too, but no top group, and none that only an old fee is for."""
    rows = [("01", {"iso": "12", "amount_sek": 5}), ("02", {"iso": "2206", "amount_sek": 5, "status": "historical"})]
    assert handed(page(known(edition, rows)))["devices"] == [["1206", "Gång"], ["120606", "Rollatorer"]]
    narrower = [("01", {"iso": "12", "amount_sek": 5, "except": "120606"})]
    assert handed(page(known(edition, narrower)))["devices"] == [["1206", "Gång"]]


def test_calculator_is_handed_every_region_and_the_municipalities_with_own_fees(edition: Edition):
    told = handed(page(known(edition, [*SIX, ("0101", {"amount_sek": 1})])))
    assert sorted(told["areas"]) == ["00", "01", "0101", "02", "03", "04", "05", "06"]
    assert told["areas"]["0101"] == ["Norrby", "Region Norrby", "municipality", "01", "kommuner/norrby/"]
    assert told["towns"] == {"01": 2, "02": 1}
    assert told["texts"]["unknown"] == "Uppgift saknas"
    assert told["texts"]["kinds"]["visit"] == "Besök"
    assert told["texts"]["deciders"]["kommun"] == "kommunen"


def test_hostile_texts_stay_texts(edition: Edition):
    rows: list[Row] = [("01", {"amount_sek": 280}), ("02", {**SUBSIDY, "iso": "120606", "counted": "no", "told": "x"})]
    one = known(edition, rows)
    rules = {
        code: place.model_copy(
            update={
                "rules": tuple(
                    rule.model_copy(update={"text": HOSTILE, "item": HOSTILE, "told": HOSTILE}) for rule in place.rules
                )
            }
        )
        for code, place in one.fee_rules.items()
    }
    areas = {code: area.model_copy(update={"short_name": HOSTILE, "name": HOSTILE}) for code, area in PLACES.items()}
    bad = replace(one, fee_rules=rules, catalogue=replace(one.catalogue, areas=areas))
    bad = replace(bad, baskets=common_baskets(bad.device_costs, rules, today=TODAY))
    text = page(bad)
    assert "<img" not in text
    assert "<b>" not in text
    assert handed(text)["areas"]["01"][0] == HOSTILE


def test_start_page_asks_what_a_rollator_costs_and_leads_to_the_answer(edition: Edition):
    """Also where something else is known in more places."""
    ears: list[Row] = [(area, {"iso": "2206", "amount_sek": number}) for number, area in enumerate([*PLACES][1:8])]
    text = start.pages(known(edition, [*SIX, *ears]))["index.md"].decode()
    assert 'href="./vad-kostar-det/?korg=120606:1&amp;ar=5"' in text
    assert "Vad kostar en rollator?" in text
    assert "0\u00a0kr i Ö, 300\u00a0kr i Väst på 5 år" in text


def test_start_page_takes_another_device_where_rollators_are_too_little_known(edition: Edition):
    ears = [(area, {"iso": "2206", "amount_sek": 100 + number}) for number, (area, _) in enumerate(SIX)]
    text = start.pages(known(edition, [*SIX[:4], *ears]))["index.md"].decode()
    assert "Vad kostar två hörapparater?" in text
    assert 'href="./vad-kostar-det/?korg=2206:2&amp;ar=5"' in text
    assert "vad-kostar-det/?" not in start.pages(edition)["index.md"].decode()
