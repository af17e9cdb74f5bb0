"""Start page, places, devices, diagnoses and the lists."""

import re
from types import ModuleType

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


def test_municipality_shows_its_regions_figures_as_the_regions(edition: Edition):
    text = one(area, edition, "area:0180")
    assert "De här siffrorna gäller hela Region Norr, inte bara Norrby." in text
    assert "Kommunens egna siffror" in text
    assert "Avgifter i Region Norr" in text
    assert "Uppgift saknas" in text


def test_place_without_fees_gets_a_missing_card(edition: Edition):
    assert 'class="missing-card"' in one(area, edition, "area:03")


def test_start_page_has_the_box_and_differences_from_data(edition: Edition):
    text = start.pages(edition)["index.md"].decode()
    assert '<form data-search role="search" action="./a-o/" method="get"><label for="sok-start">' in text
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


def test_lists_link_to_everything(edition: Edition):
    text = a_to_z.pages(edition)["a-o/index.md"].decode()
    for address in edition.addresses.values():
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
