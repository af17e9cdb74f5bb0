"""Start page, places, devices, diagnoses and the lists."""

import datetime as dt
import re
from dataclasses import replace
from types import ModuleType

from build_site.model.chart import Chart
from build_site.model.comparison import Finding, Verdict
from build_site.model.edition import Edition
from build_site.publish import views
from build_site.publish.pages import (
    a_to_z,
    area,
    areas,
    device,
    devices,
    diagnosis,
    missing,
    open_data,
    register,
    registers,
    report,
    start,
)
from build_site.publish.words import fee_words


def one(module: ModuleType, edition: Edition, key: str) -> str:
    page: bytes = module.pages(edition)[f"{edition.addresses[key]}index.md"]
    return page.decode()


def test_unknown_fee_is_never_zero(edition: Edition):
    fees = {fee.fee_id: fee for fee in edition.catalogue.devices.fees}
    assert fee_words(fees["fee-1"]) == "0\u00a0kr per år"
    assert fee_words(fees["fee-3"]) == "Uppgift saknas"


def test_fee_in_percent_and_ceiling(edition: Edition):
    fee = edition.catalogue.devices.fees[0].model_copy(
        update={"amount_sek": None, "percent": 25, "max_sek": 2000, "unit": "av priset"}
    )
    assert fee_words(fee) == "25\u00a0%, högst 2\u00a0000\u00a0kr av priset"


def test_device_page_keeps_kinds_of_fees_apart(edition: Edition):
    text = one(device, edition, "device:120606")
    assert "Från 0\u00a0kr i Norr till 350\u00a0kr i Ö." in text
    assert "Senast kända avgift, kontrollera hos regionen" in text
    assert "Källorna säger olika" in text
    assert "Uppgift saknas: Ängen." in text
    current, _, rest = text.partition("Gäller inte längre")
    assert "90\u00a0kr" not in current
    assert "90\u00a0kr" in rest


def test_device_without_fees_says_that_it_is_not_free(edition: Edition):
    text = one(device, edition, "device:1206")
    assert 'class="missing-card"' in text
    assert "Det betyder inte att det är gratis." in text


def test_region_page_tells_what_stands_out(edition: Edition):
    text = one(area, edition, "area:01")
    assert "1 mått bättre än riket, 0 sämre och 0 som inte går att skilja från riket." in text
    assert "Bättre än riket" in text
    assert 'href="../../api/v1/areas/01.json"' in text


def test_a_place_says_how_we_know_by_the_methods_that_judged_it(edition: Edition):
    """The word “säkerställt” beside a text that says the uncertainty is unknown would be a lie."""
    consistent, sure = "Osäkerheten redovisas inte av källan.", "”Säkerställt” säger vi när osäkerheten är känd"
    text = one(area, edition, "area:01")
    assert (consistent in text, sure in text) == (True, False)
    comparison = edition.comparisons["m1"]
    by_interval = replace(comparison.latest["01"], verdict=Verdict("better", method="interval", sure=0.95))
    judged = replace(comparison, latest=comparison.latest | {"01": by_interval})
    text = one(area, replace(edition, comparisons={**edition.comparisons, "m1": judged}), "area:01")
    assert (consistent in text, sure in text) == (False, True)


def test_municipality_shows_its_regions_figures_as_the_regions(edition: Edition):
    text = one(area, edition, "area:0180")
    assert "De här siffrorna gäller hela Region Norr, inte bara Norrby." in text
    assert "Kommunens egna siffror" in text
    assert "Avgifter och regler från regionen och kommunen tillsammans." in text
    assert "0\u00a0kr per år" in text
    assert "Egenavgift, Region Norr" in text
    assert "Uppgift saknas" in text


def test_one_is_told_to_ask_those_who_decide_the_fees(edition: Edition):
    """A municipality without a list of its own has its region's fees only, and can't answer for them."""
    assert "<p>Senast kända avgift, kontrollera hos regionen.</p>" in one(area, edition, "area:01")
    both = "<p>Senast kända avgifter, kontrollera hos regionen och kommunen.</p>"
    assert both in one(area, edition, "area:0180")
    facts = edition.catalogue.devices
    for left, words in (("01", "avgift, kontrollera hos regionen"), ("0180", "avgift, kontrollera hos kommunen")):
        fewer = facts.model_copy(update={"fees": tuple(fee for fee in facts.fees if fee.area == left)})
        text = one(area, replace(edition, catalogue=replace(edition.catalogue, devices=fewer)), "area:0180")
        assert f"<p>Senast kända {words}.</p>" in text
        assert both not in text


def test_every_place_but_the_country_leads_to_its_report(edition: Edition):
    reports = report.pages(edition)
    assert len(reports) == 4
    for code in ("01", "02", "03", "0180"):
        address = edition.addresses[f"report:{code}"]
        assert address == f"{edition.addresses[f'area:{code}']}rapport/"
        assert f"{address}index.md" in reports
        assert f'<a href="../../{address}">Läs rapporten om' in one(area, edition, f"area:{code}")
    assert "rapport" not in one(area, edition, "area:00")
    assert "report:00" not in edition.addresses


def test_report_says_who_decides_where_it_comes_from_and_how_to_get_it_all(edition: Edition):
    text = one(report, edition, "report:01")
    assert "<h1>Rapport: Region Norr</h1>" in text
    assert "Rapporten är skriven av ett program ur öppna data den 31\u00a0januari 2026." in text
    assert "Region Norr bestämmer över sjukhus" in text
    assert '<a href="https://example.org/k">Via Kolada</a> · <a href="https://example.org/l">Källans villkor</a>' in text
    assert '<a href="../../../api/v1/areas/01.json" download>' in text
    assert "Jämförbart, https://example.org/site/regioner/norr/rapport/, 31\u00a0januari 2026" in text


def test_report_names_each_source_once_with_its_newest_day(edition: Edition):
    catalogue = edition.catalogue
    for name, day in (("m1", dt.date(2025, 3, 1)), ("m2", dt.date(2025, 5, 1))):
        catalogue.indicators[name] = catalogue.indicators[name].model_copy(update={"retrieved_at": day})
    text = one(report, edition, "report:02")
    assert text.count("Via Kolada") == 1
    assert "hämtad 1\u00a0maj 2025" in text


def test_report_shows_the_places_chart_if_there_is_one(edition: Edition):
    picture = Chart("diagram/area/01/abacus.svg", b"<svg/>", "Norr är bättre", 400, 300)
    drawn = replace(edition, charts={**edition.charts, "area:01": {"abacus": picture}})
    assert '<img src="../../../diagram/area/01/abacus.svg" width="400" height="300" alt="Norr är bättre"' in one(
        report, drawn, "report:01"
    )
    assert "<img" not in one(report, drawn, "report:02")


def test_municipality_that_shares_its_name_with_its_region_has_a_title_of_its_own(edition: Edition):
    areas = edition.catalogue.areas
    areas["0180"] = areas["0180"].model_copy(update={"name": "Region Norr"})
    assert "<h1>Rapport: Region Norr, kommunen</h1>" in one(report, edition, "report:0180")


def test_report_says_of_measures_with_the_same_figures_that_they_count_twice(edition: Edition):
    comparisons = dict(edition.comparisons)
    twin = Finding("same_series", "m1", "Samma siffror.", other="m3")
    comparisons["m1"] = replace(comparisons["m1"], findings=(twin,))
    words = "Några mått visar samma siffror och räknas dubbelt här: ”Får vård i tid” och ”Historiska siffror”."
    assert words not in one(report, replace(edition, comparisons=comparisons), "report:01")
    comparisons["m3"] = replace(comparisons["m1"], indicator="m3", findings=(replace(twin, indicator="m3", other="m1"),))
    assert words in one(report, replace(edition, comparisons=comparisons), "report:01")
    only_one_cell = replace(twin, check="copied_cell")
    comparisons |= {name: replace(comparisons[name], findings=(only_one_cell,)) for name in ("m1", "m3")}
    assert "räknas dubbelt" not in one(report, replace(edition, comparisons=comparisons), "report:01")


def test_place_without_fees_gets_a_missing_card(edition: Edition):
    assert 'class="missing-card"' in one(area, edition, "area:03")


def test_start_page_has_the_box_and_differences_from_data(edition: Edition):
    text = start.pages(edition)["index.md"].decode()
    assert '<form data-search role="search" action="./sok/" method="get"><label for="sok-start">' in text
    assert '<input type="search" id="sok-start" name="q" autocomplete="off">' in text
    assert "<form data-place hidden>" in text
    assert "Konsekvent sämre än riket, 8 av 9 år" in text
    assert "Stroke i Norr" in text


def test_start_page_chooses_different_topics(edition: Edition):
    by_region = {code: views.measured(edition, code) for code in ("01", "02")}
    assert [found.area.code for found in start.differences(edition, by_region)] == ["02"]


def test_diagnosis_without_figures_asks_for_help(edition: Edition):
    assert "Siffror om vården vid TIA" in one(diagnosis, edition, "diagnosis:tia")
    assert "80,0" in one(diagnosis, edition, "diagnosis:stroke")


def test_register_without_measures_asks_for_help(edition: Edition):
    assert 'class="missing-card"' in one(register, edition, "register:tomt")
    assert "Får vård i tid" in one(register, edition, "register:riks")


def test_register_whose_measures_wait_for_their_figures_says_so(edition: Edition):
    assert "siffrorna är inte hämtade än" not in one(register, edition, "register:tomt")
    catalogue = edition.catalogue
    late = catalogue.indicators["m1"].model_copy(update={"id": "m9", "register_id": "tomt"})
    waiting = replace(edition, catalogue=replace(catalogue, waiting={"m9": late}))
    assert "siffrorna är inte hämtade än" in one(register, waiting, "register:tomt")
    assert "siffrorna är inte hämtade än" not in one(register, waiting, "register:riks")


def test_diagnosis_tells_the_day_of_the_newest_fetch(edition: Edition):
    catalogue = edition.catalogue
    for name, day in (("m1", dt.date(2025, 3, 1)), ("m2", dt.date(2025, 5, 1))):
        catalogue.indicators[name] = catalogue.indicators[name].model_copy(update={"retrieved_at": day})
    shown = {key for key in catalogue.diagnoses["stroke"].indicator_ids if key in ("m1", "m2")}
    assert "m1" in shown
    newest = "1\u00a0maj 2025" if "m2" in shown else "1\u00a0mars 2025"
    assert f"hämtad {newest}" in one(diagnosis, edition, "diagnosis:stroke")


def test_open_data_leaves_out_sources_that_nothing_comes_from_yet(edition: Edition):
    catalogue = edition.catalogue
    (source,) = [source for source in catalogue.sources.values() if source.attribution == "Via Kolada"]
    ready = source.model_copy(update={"id": "redo", "publisher": "Redo att hämtas", "collected_at": None})
    carried = source.model_copy(update={"id": "buren", "publisher": "Har gett avgifter", "collected_at": dt.date(2026, 1, 1)})
    more = replace(edition, catalogue=replace(catalogue, sources=catalogue.sources | {"redo": ready, "buren": carried}))
    text = open_data.pages(more)["oppna-data/index.md"].decode()
    assert "Redo att hämtas" not in text
    assert "Har gett avgifter" in text


def test_lists_link_to_everything(edition: Edition):
    text = a_to_z.pages(edition)["a-o/index.md"].decode()
    things = {key: address for key, address in edition.addresses.items() if not key.startswith("report:")}
    assert len(things) > 10
    for address in things.values():
        assert f'href="../{address}"' in text
    assert "80,0\u00a0%" in text
    assert "Norrby" in areas.pages(edition)["platser/index.md"].decode()
    assert "Rollatorer" in devices.pages(edition)["hjalpmedel/index.md"].decode()
    assert "Riksregistret" in registers.pages(edition)["register/index.md"].decode()


def test_letters_are_swedish():
    assert [a_to_z.letter(name) for name in ("Åre", "Öst", "älg", "Édith", "1177", "")] == ["Å", "Ö", "Ä", "E", "#", "#"]


def test_open_data_lists_every_measure(edition: Edition):
    text = open_data.pages(edition)["oppna-data/index.md"].decode()
    assert len(re.findall(r'href="\.\./api/v1/indicators/m\d\.csv"', text)) == 3
    assert "Via Kolada" in text


def test_missing_page_lists_gaps_and_findings(edition: Edition):
    text = missing.pages(edition)["saknas/index.md"].decode()
    assert "TIA" in text
    assert "Region Ängen" in text
    assert "källan anger 146,1 %" in text
