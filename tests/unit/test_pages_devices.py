"""The page of a device, and what a place's page says of devices: every fact with its source and age, unknown never 0 kr."""

import html
import re
from dataclasses import replace
from types import ModuleType

import pytest

from build_site.compare.dispersion import dispersion
from build_site.compare.responsibility import answers
from build_site.model.chart import Chart
from build_site.model.coverage import Coverage
from build_site.model.device import DeviceCategory, Fee, Price
from build_site.model.device_cost import DeviceCosts
from build_site.model.device_notes import Contradiction, DeviceAbout
from build_site.model.edition import Edition
from build_site.model.responsibility import Responsibility
from build_site.publish.pages import area, device
from build_site.publish.pages.device import spread_words
from tests.unit.conftest import HOSTILE

NBSP = "\u00a0"
SOURCE = "https://example.org/kalla"


def one(module: ModuleType, edition: Edition, key: str) -> str:
    page: bytes = module.pages(edition)[f"{edition.addresses[key]}index.md"]
    return page.decode()


def words(text: str) -> str:
    """Return what a reader sees, as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def with_facts(edition: Edition, **changed: object) -> Edition:
    """Return the edition with other facts about devices: fees, prices, rules or categories."""
    devices = edition.catalogue.devices.model_copy(update=changed)
    return replace(edition, catalogue=replace(edition.catalogue, devices=devices))


def fee(number: int, place: str, **more: object) -> Fee:
    plain = {"fee_id": f"fee-{number}", "area": place, "fee_type": "subscription", "source_url": SOURCE, "status": "last_known"}
    return Fee.model_validate(plain | more)


def costs(*sek: float, count: int = 1, years: int = 5) -> dict[str, DeviceCosts]:
    """Return the costs of rollators in the places of the edition, and of their group."""
    places = ("01", "02", "03", "0180", "00")[: len(sek)]
    known = DeviceCosts("120606", count, years, 50, tuple(zip(places, sek, strict=True)), dispersion(sek))
    return {"120606": known, "1206": replace(known, iso="1206", sek=(), dispersion=dispersion(()))}


# What it is and what it costs


def test_a_device_is_told_of_in_plain_words(edition: Edition):
    """And one that nobody has described has no empty line."""
    assert 'class="about"' not in one(device, edition, "device:120606")
    about = {"120606": DeviceAbout(code="120606", description_sv="En rollator har hjul.")}
    known = replace(edition, catalogue=replace(edition.catalogue, about_devices=about))
    assert '<p class="about">En rollator har hjul.</p>' in one(device, known, "device:120606")
    assert 'class="about"' not in one(device, known, "device:1206")


@pytest.mark.parametrize(
    ("sek", "expected"),
    [
        (
            (0, 280, 4740),
            "Från 0 kr i Norr till 4 740 kr i Ängen på 5 år. Så mycket betalar en vuxen för ett hjälpmedel, på de 3",
        ),
        ((0, 0, 4740), "Från 0 kr till 4 740 kr i Ängen på 5 år."),
        ((280, 280, 280), "280 kr i 3 platser. Så mycket betalar en vuxen för ett hjälpmedel på 5 år."),
    ],
)
def test_the_lead_is_over_the_same_time_everywhere(edition: Edition, sek: tuple[float, ...], expected: str):
    assert expected in words(one(device, replace(edition, device_costs=costs(*sek)), "device:120606"))


def test_a_pair_is_called_a_pair(edition: Edition):
    text = words(one(device, replace(edition, device_costs=costs(0, 600, count=2, years=1)), "device:120606"))
    assert "på ett år. Så mycket betalar en vuxen för ett par, alltså två, på de 2 platser" in text


def test_one_known_sum_is_no_range(edition: Edition):
    """Then the fees of one kind and one unit tell, as before."""
    text = words(one(device, replace(edition, device_costs=costs(280)), "device:120606"))
    assert "Från 0 kr i Norr till 350 kr i Ö. Det gäller egenavgift per år" in text


def test_how_far_apart_the_places_are_is_said_in_words():
    """Never from fewer than five; then how many are known, and that it is too few."""
    assert words(spread_words(costs(0, 225, 280, 300, 4740)["120606"])) == (
        "Skillnaden mellan dyrast och billigast är 4 740 kr. I mitten ligger 280 kr. Variationskoefficienten är 1,64: "
        "0 betyder att alla kostar lika mycket, och ju högre den är desto större är skillnaderna. Räknat på 5 platser."
    )
    assert spread_words(costs(70, 70, 70, 70, 70)["120606"]) == "Alla 5 kända platser kostar lika mycket."
    few = spread_words(costs(0, 225, 280, 4740)["120606"])
    assert few.startswith("Vi kan räkna ut kostnaden på 4 platser. Det är för få")
    assert "koefficient" not in few


def test_the_page_says_how_it_was_counted(edition: Edition):
    text = words(one(device, replace(edition, device_costs=costs(0, 280, 300)), "device:120606"))
    assert "Vi kan räkna ut kostnaden på 3 platser." in text
    assert "räknar vi vad ett hjälpmedel kostar en vuxen på 5 år" in text
    assert "Så har vi räknat" not in words(one(device, edition, "device:120606"))


def test_the_charts_stand_before_the_table(edition: Edition):
    drawn = {
        kind: Chart(f"diagram/hjalpmedel/120606/{kind}.svg", b"<svg/>", f"Det här säger {kind}", 360, 200)
        for kind in ("fee_bars", "fee_map")
    }
    text = one(device, replace(edition, charts={"device:120606": drawn}), "device:120606")
    assert text.index("fee_bars.svg") < text.index("fee_map.svg") < text.index('id="avgifter"')
    assert "<img" not in one(device, edition, "device:120606")


def test_places_that_are_unknown_are_counted_and_named(edition: Edition):
    text = words(one(device, edition, "device:120606"))
    assert "Vi har uppgifter från 2 av 3 regioner och från 1 av 1 kommun." in text
    assert "Uppgift saknas: Ängen. Det betyder inte att det är gratis där." in text


def test_where_every_region_is_known_no_list_of_the_unknown_stands(edition: Edition):
    every = tuple(fee(number, place, iso="120606", amount_sek=1) for number, place in enumerate(("01", "02", "03")))
    text = words(one(device, with_facts(edition, fees=every), "device:120606"))
    assert "Vi har uppgifter från 3 av 3 regioner och från 0 av 1 kommun." in text
    assert "Regionerna som saknas" not in text


def test_what_the_whole_country_has_decided_is_unknown_nowhere(edition: Edition):
    """No place has told a fee of its own, and the calculator counts with the country's: 0 kr here is known, not missing."""
    national = with_facts(edition, fees=(fee(1, "00", iso="1206", amount_sek=0, unit="per artikel"),))
    text = words(one(device, replace(national, coverage=Coverage(everywhere=("1206",))), "device:120606"))
    assert "0 kr i hela landet." in text
    assert not re.search("Uppgift saknas|Vi har uppgifter från|inte hittat vad det kostar", text)
    silent = words(one(device, national, "device:120606"))
    assert "Vi har uppgifter från 0 av 3 regioner" in silent


def test_several_rules_for_the_whole_country_make_no_sum(edition: Edition):
    several = tuple(fee(number, "00", iso="1206", amount_sek=number) for number in (1, 2))
    text = words(
        one(device, replace(with_facts(edition, fees=several), coverage=Coverage(everywhere=("1206",))), "device:120606")
    )
    assert "i hela landet" not in text
    assert "Vi känner till uppgifter från 1 plats." in text


# Which rows


def test_a_fee_without_a_code_stands_on_the_pages_of_what_it_covers(edition: Edition):
    """Örebro's 70 kr a month is no rollator's, and yet a rollator's."""
    covering = fee(8, "03", item="Individmärkta hjälpmedel", amount_sek=70, unit="per månad", covers="1206;2206")
    text = words(one(device, with_facts(edition, fees=(covering,)), "device:120606"))
    assert "70 kr per månad Abonnemang: Individmärkta hjälpmedel" in text
    excepted = covering.model_copy(update={"excepted": ("120606",)})
    assert "70 kr" not in words(one(device, with_facts(edition, fees=(excepted,)), "device:120606"))


def test_a_fee_for_the_group_stands_on_the_devices_page(edition: Edition):
    text = words(one(device, with_facts(edition, fees=(fee(8, "03", iso="1206", amount_sek=70),)), "device:120606"))
    assert "70 kr" in text
    assert "70 kr" not in words(
        one(device, with_facts(edition, fees=(fee(8, "03", iso="120606", amount_sek=70),)), "device:1206")
    )


def test_a_fee_that_has_ended_is_among_those_that_do_not_hold(edition: Edition):
    ended = fee(8, "03", iso="120606", amount_sek=76, valid_to="2025-12-31")
    text = one(device, with_facts(edition, fees=(ended,)), "device:120606")
    assert words(text).index("Gäller inte längre 1 uppgift") < words(text).index("76 kr")
    assert "Gällde förr" in text
    assert 'id="avgifter"' not in text


def test_old_and_undated_rows_are_grey_and_say_so(edition: Edition):
    """The word stands beside the colour."""
    facts = (
        fee(1, "01", iso="120606", amount_sek=1, source_date="2025-12-01"),
        fee(2, "02", iso="120606", amount_sek=2, source_date="2019"),
        fee(3, "03", iso="120606", amount_sek=3),
    )
    text = one(device, with_facts(edition, fees=facts, rules=()), "device:120606")
    rows = {found[1]: found[0] for found in re.findall(r'(<tr data-area="(\d+)".*?</tr>)', text)}
    assert [re.findall(r'class="is-(\w+)"', rows[place]) for place in ("01", "02", "03")] == [["fresh"], ["old"], ["undated"]]
    assert "källan är daterad 2019; äldre än ett år" in rows["02"]
    assert "äldre än ett år" not in rows["01"] + rows["03"]
    assert "källan har inget datum" in rows["03"]
    assert "Uppgifter som är högst ett år gamla: 1 av 3." in words(text)


def test_every_row_leads_to_its_source_and_to_where_it_is_changed(edition: Edition):
    text = one(
        device, with_facts(edition, fees=(fee(8, "03", iso="120606", amount_sek=70, source_kind="sekundär"),)), "device:120606"
    )
    (found,) = re.findall(r'<tr data-area="03".*?</tr>', text)
    assert f'href="{SOURCE}"' in found
    assert 'href="https://example.org/repo/edit/main/data/devices/03/fees.csv"' in found
    assert "(uppgift i andra hand)" in found


# Prices, rules and who to ask


def test_a_price_says_with_or_without_vat_and_who_pays(edition: Edition):
    plain = {"price_id": "p1", "area": "01", "iso": "120606", "price_type": "subsidy", "amount_sek": 1400, "source_url": SOURCE}
    prices = tuple(
        Price.model_validate(plain | {"price_id": f"p{number}", "payer": payer, "vat": "exkl. moms"})
        for number, payer in enumerate(("region", "brukare", "någon annan"))
    )
    text = words(one(device, with_facts(edition, prices=prices), "device:120606"))
    assert "1 400 kr Bidrag som du kan få, exkl. moms. Betalas av regionen" in text
    assert "Betalas av dig" in text
    assert "Betalas av någon annan" in text


def test_a_rule_is_a_card_with_who_prescribes_and_where_it_says_so(edition: Edition):
    (rule,) = edition.catalogue.devices.rules
    told = rule.model_copy(update={"prescriber": "arbetsterapeut", "value": "1", "source_date": "2018-12-07", "item": "Rollator"})
    text = one(device, with_facts(edition, rules=(told,)), "device:120606")
    (card,) = re.findall(r'<article class="fee-card rule-card is-old".*?</article>', text, re.DOTALL)
    assert words(card) == (
        "Region Norr: Rollator En rollator per behov. Antal: 1 Skrivs ut av arbetsterapeut. "
        "källan är daterad 7 december 2018; äldre än ett år · Källa · ändra det här"
    )
    assert "data/devices/01/rules.csv" in card


def test_a_rule_for_the_group_stands_on_the_devices_page_and_one_for_all_devices_does_not(edition: Edition):
    (rule,) = edition.catalogue.devices.rules
    wide = tuple(rule.model_copy(update={"rule_id": f"r{code}", "iso": code, "text_sv": f"Om {code}"}) for code in ("12", None))
    text = one(device, with_facts(edition, rules=wide), "device:120606")
    assert "Om 12." in text
    assert "Om None" not in text


def responsibility(place: str, who: str, **more: object) -> Responsibility:
    plain = {"area": place, "responsible": who, "iso": "1206", "text_sv": f"{who} står för det.", "source_url": SOURCE}
    return Responsibility.model_validate(plain | more)


def answered(edition: Edition, *rows: Responsibility) -> Edition:
    parents = {"12": None, "22": None, "1206": "12", "120606": "1206"}
    categories = (
        *edition.catalogue.devices.categories,
        DeviceCategory(code="12", edition="2016", level=1, name_sv="Förflyttning"),
        DeviceCategory(code="22", edition="2016", level=1, name_sv="Kommunikation"),
    )
    addresses = {**edition.addresses, "device:12": "hjalpmedel/forflyttning/", "device:22": "hjalpmedel/kommunikation/"}
    known = replace(with_facts(edition, categories=categories), addresses=addresses)
    statistics = edition.fee_statistics
    more = dict.fromkeys(("12", "22"), statistics["1206"])
    return replace(known, answers=answers(rows, known.catalogue.areas, parents), fee_statistics={**statistics, **more})


def test_a_device_tells_who_answers_where_and_what_is_unknown(edition: Edition):
    known = answered(
        edition, responsibility("01", "region"), responsibility("02", "municipality", min_age=20, condition="Från 20 år")
    )
    text = words(one(device, known, "device:120606"))
    assert "Regionen Norr Så säger källan" in text
    assert "Kommunen, från 20 år Ö" in text
    assert "municipality står för det. (Från 20 år) Källa källan har inget datum" in text
    assert "Okänt i Ängen. Fråga den som skriver ut hjälpmedlet." in text


def test_where_nobody_says_who_answers_that_is_said(edition: Edition):
    assert "Vi har inte hittat vem som ansvarar någonstans." in one(device, edition, "device:120606")


# The rest


def test_figures_of_how_many_are_linked_when_they_have_come(edition: Edition):
    """Those that wait are counted."""
    about = {"120606": DeviceAbout(code="120606", indicator_ids=("m1", "m8", "m9"))}
    waiting = dict.fromkeys(("m8", "m9"), edition.catalogue.indicators["m1"])
    known = replace(edition, catalogue=replace(edition.catalogue, about_devices=about, waiting=waiting))
    text = one(device, known, "device:120606")
    assert 'href="../../indikatorer/far-vard-i-tid/">Får vård i tid</a>' in text
    assert "Kolada har 2 mått om hur många som köps in eller skrivs ut." in text
    assert "Hur många får hjälpmedlet?" not in one(device, edition, "device:120606")


def test_devices_under_the_same_class_are_alike(edition: Edition):
    sibling = DeviceCategory(code="120603", edition="2016", level=3, parent_code="1206", name_sv="Gåstativ")
    known = with_facts(edition, categories=(*edition.catalogue.devices.categories, sibling))
    known = replace(
        known,
        addresses={**edition.addresses, "device:120603": "hjalpmedel/gastativ/"},
        fee_statistics={**edition.fee_statistics, "120603": edition.fee_statistics["1206"]},
    )
    text = one(device, known, "device:120606")
    assert "Liknande hjälpmedel" in text
    assert '<a href="../../hjalpmedel/gastativ/">Gåstativ</a>' in text
    assert "Liknande hjälpmedel" not in one(device, edition, "device:120606")


def test_all_of_it_can_be_downloaded(edition: Edition):
    text = one(device, edition, "device:120606")
    for file in ("api/v1/devices/120606.json", "data/fees.csv", "data/prices.csv", "data/device_rules.csv"):
        assert f'<a href="../../{file}" download>' in text


# Sources that disagree


@pytest.fixture
def disputed(edition: Edition) -> Edition:
    """Return the edition where two sources give Region Ö different amounts."""
    said = Contradiction(contradiction_id="c", area="02", text_sv="En säger 350, en 99.", fee_ids=("fee-2", "fee-5"))
    return replace(edition, catalogue=replace(edition.catalogue, contradictions=(said,)))


@pytest.mark.parametrize(("module", "key"), [(device, "device:120606"), (area, "area:02")])
def test_both_sources_are_shown_with_their_amounts(disputed: Edition, module: ModuleType, key: str):
    text = one(module, disputed, key)
    (notice,) = re.findall(r'<section class="notice notice--disputed">.*?</section>', text, re.DOTALL)
    assert words(notice).startswith("Källorna säger olika Vi visar alla uppgifter")
    assert f"350{NBSP}kr per år" in notice
    assert f"99{NBSP}kr" in notice
    assert notice.count('href="https://example.org/avgift"') == 2


def test_where_sources_agree_there_is_no_notice(edition: Edition):
    assert "notice--disputed" not in one(device, edition, "device:120606")
    assert "notice--disputed" not in one(area, edition, "area:02")


# Places


def test_a_municipality_shows_its_regions_fees_and_its_own_together(edition: Edition):
    """One table by device, each row with who takes the fee; silence is a card, not 0 kr."""
    own = fee(8, "0180", iso="120606", amount_sek=300, unit="per hjälpmedel")
    text = one(area, with_facts(edition, fees=(*edition.catalogue.devices.fees[:3], own)), "area:0180")
    table = words(text[text.index('id="avgifter"') : text.index("</table>", text.index('id="avgifter"'))])
    assert "0 kr per år Egenavgift, Region Norr" in table
    assert "300 kr per hjälpmedel Abonnemang, Norrby kommun" in table
    assert "Uppgift saknas Egenavgift, Norrby kommun" in table


def test_each_place_that_is_silent_is_named(edition: Edition):
    text = words(one(area, with_facts(edition, fees=()), "area:0180"))
    assert "Uppgift saknas: Avgiftslista från Norrby kommun" in text
    assert "Uppgift saknas: Avgiftslista från Region Norr" in text
    told = words(one(area, edition, "area:0180"))
    assert "Uppgift saknas: Avgiftslista från" not in told


def test_what_one_pays_at_most_stands_before_the_fees(edition: Edition):
    ceiling = fee(8, "01", item="Alla hjälpmedel", fee_type="high_cost_ceiling", max_sek=1400, unit="per 12 månader")
    text = words(one(area, with_facts(edition, fees=(*edition.catalogue.devices.fees, ceiling)), "area:0180"))
    assert (
        text.index("Så mycket betalar du som mest")
        < text.index("högst 1 400 kr per 12 månader")
        < text.index("Senast kända avgifter, kontrollera hos regionen och kommunen.")
    )
    assert "Så mycket betalar du som mest" not in words(one(area, edition, "area:0180"))


def test_rules_of_both_stand_in_one_list(edition: Edition):
    (rule,) = edition.catalogue.devices.rules
    own = rule.model_copy(update={"area": "0180", "rule_id": "r2", "text_sv": "Bara en till"})
    text = words(one(area, with_facts(edition, rules=(rule, own)), "area:0180"))
    assert "Regler 2" in text
    assert text.index("Bara en till.") < text.index("En rollator per behov.")


def test_a_place_tells_who_answers_for_what(edition: Edition):
    known = answered(edition, responsibility("01", "shared", min_age=20, condition="Från 20 år"))
    text = one(area, known, "area:0180")
    table = words(text[text.index('id="ansvar"') : text.index("</table>", text.index('id="ansvar"'))])
    assert "Gånghjälpmedel Från 20 år Delat mellan region och kommun shared står för det. Källa" in table
    assert "(Från 20 år)" not in table
    assert "Okänt, utom det som står i tabellen: Förflyttning och Kommunikation." in words(text)
    nothing = words(one(area, known, "area:02"))
    assert "Vi har inte hittat vem som svarar för vilka hjälpmedel i Region Ö." in nothing


def test_the_country_is_not_asked_who_answers(edition: Edition):
    assert "Vem svarar för vad?" not in one(area, edition, "area:00")


def test_the_calculator_is_asked_from_both_pages_where_it_knows_something(edition: Edition):
    """With the device, or the place, already chosen; a pair is two. Where no sum is known there is nothing to ask."""
    link = r'<a class="button" href="([^"]*vad-kostar-det[^"]*)">'
    known = replace(edition, device_costs=costs(0, 600, count=2))
    assert re.findall(link, one(device, known, "device:120606")) == ["../../vad-kostar-det/?korg=120606:2"]
    assert re.findall(link, one(device, known, "device:1206")) == []
    assert re.findall(link, one(area, known, "area:01")) == ["../../vad-kostar-det/?plats=01"]
    assert re.findall(link, one(area, known, "area:0180")) == ["../../vad-kostar-det/?plats=0180"]
    assert re.findall(link, one(area, known, "area:03")) == []
    assert re.findall(link, one(area, edition, "area:01")) == []


def test_how_old_the_facts_of_a_place_are(edition: Edition):
    text = words(one(area, edition, "area:02"))
    assert "Uppgifter utan datum hos källan, i grått: 2 av 2." in text


# Text from data


def test_a_text_from_data_is_text_on_both_pages(edition: Edition):
    """Whatever it looks like: description, rule, answer and contradiction."""
    about = {"120606": DeviceAbout.model_construct(code="120606", description_sv=HOSTILE, indicator_ids=())}
    (rule,) = edition.catalogue.devices.rules
    bad = rule.model_copy(update={"text_sv": HOSTILE, "prescriber": HOSTILE, "value": HOSTILE, "item": HOSTILE})
    said = Contradiction.model_construct(contradiction_id="c", area="01", iso=None, text_sv=HOSTILE, fee_ids=("fee-1",))
    row = responsibility("01", "region").model_copy(update={"text_sv": HOSTILE, "condition": HOSTILE})
    known = answered(with_facts(edition, rules=(bad,)), row)
    known = replace(known, catalogue=replace(known.catalogue, about_devices=about, contradictions=(said,)))
    for text in (one(device, known, "device:120606"), one(area, known, "area:01")):
        assert text.count("</div> &") == 0
        assert "&lt;/div&gt; &amp; **fet** {{ 7 * 7 }}" in text
        assert text.count("<div") == text.count("</div")
