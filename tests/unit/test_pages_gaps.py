"""The gap map, the pages of its regions, and the letter: what they count, what they say, and where each gap leads."""

import html
import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from build_site.compare.coverage import coverage
from build_site.compare.responsibility import answers
from build_site.model.coverage import STATES
from build_site.model.device import DeviceCategory, Fee
from build_site.model.edition import Edition
from build_site.model.responsibility import Responsibility
from build_site.publish.endpoints import gaps
from build_site.publish.endpoints.schemas import SCHEMAS
from build_site.publish.gap_links import form_address, letter_address
from build_site.publish.pages import gap_letter, gap_map
from build_site.publish.words import texts

MAP = "hjalpmedel/luckor/index.md"
LETTER = "hjalpmedel/luckor/brev/index.md"
NORR = "hjalpmedel/luckor/norr/index.md"
URL = "https://example.org/"


def _fee(area: str, iso: str, **more: object) -> Fee:
    plain = {"fee_id": f"x-{area}-{iso}", "fee_type": "one_off_fee", "unit": "per hjälpmedel", "status": "last_known"}
    return Fee.model_validate(plain | {"area": area, "iso": iso, "amount_sek": 100, "source_url": URL} | more)


@pytest.fixture
def mapped(edition: Edition) -> Edition:
    """Return an edition where Norr and Norrby have told something, and Ö answers for nothing."""
    catalogue = edition.catalogue
    categories = (
        DeviceCategory(code="1206", edition="2016", level=2, name_sv="Gånghjälpmedel"),
        DeviceCategory(code="120606", edition="2016", level=3, parent_code="1206", name_sv="Rollatorer & gåstolar"),
        DeviceCategory(code="2206", edition="2016", level=2, name_sv="Hörselhjälpmedel"),
        DeviceCategory(code="0419", edition="2016", level=2, name_sv="Läkemedelsdosering"),
    )
    fees = (
        _fee("01", "120606", verified_at="2026-01-01"),
        _fee("0180", "2206", source_date="2019"),
        _fee("00", "0419"),
    )
    devices = catalogue.devices.model_copy(update={"categories": categories, "fees": fees})
    who = Responsibility(area="02", iso="12", responsible="municipality", text_sv="Så.", source_url=URL)
    answered = answers([who], catalogue.areas, {one.code: one.parent_code for one in categories})
    known = coverage(devices, catalogue.areas, answered, (), today=edition.release.today)
    addresses = edition.addresses | {f"device:{one.code}": f"hjalpmedel/{one.code}/" for one in categories}
    return replace(edition, catalogue=replace(catalogue, devices=devices), coverage=known, addresses=addresses)


def page(edition: Edition, path: str) -> str:
    return (gap_map.pages(edition) | gap_letter.pages(edition))[path].decode()


def text_of(part: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def row(text: str, area: str) -> str:
    found = re.search(rf'<tr data-area="{area}">(.*?)</tr>', text, re.DOTALL)
    assert found
    return text_of(found[1])


def links(text: str, start: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', text) if html.unescape(one).startswith(start)]


def test_the_map_counts_regions_and_municipalities(mapped: Edition):
    text = page(mapped, MAP)
    assert "I regionerna känner vi till 1 av 6 avgifter. I kommunerna känner vi till 2 av 2" in text
    counts = text_of(text[text.index("gap-counts") : text.index("</table>")])
    assert "Gånghjälpmedel känt i 1 av 3 regioner känt i 1 av 1 kommun egen avgift i 0" in counts
    assert "Hörselhjälpmedel känt i 0 av 3 regioner känt i 1 av 1 kommun egen avgift i 1" in counts
    assert counts.index("Gånghjälpmedel") < counts.index("Hörselhjälpmedel")


def test_the_map_says_as_of_which_day_and_that_unknown_is_not_free(mapped: Edition):
    text = page(mapped, MAP)
    assert "den 31\u00a0januari 2026" in text
    assert "Uppgift saknas betyder inte att det är gratis." in text
    assert "0\u00a0kr" not in text


def test_every_state_has_its_own_word_and_icon(mapped: Edition):
    """Colour is never alone: two states that looked or read alike would be one."""
    said = texts()["gap"]
    assert set(said["states"]) == {*STATES, "elsewhere_region"}
    assert len(set(said["states"].values())) == len(said["states"])
    assert set(gap_map.ICONS) == set(STATES)
    assert len(set(gap_map.ICONS.values())) == len(STATES)
    legend = text_of(page(mapped, MAP).partition('class="gap-legend"')[2].partition("</dl>")[0])
    for state in STATES:
        assert f"{said['states'][state]} {gap_map.ICONS[state]} {said['means'][state]}" in legend


def test_each_cell_of_the_map_says_what_is_known(mapped: Edition):
    text = page(mapped, MAP)
    assert row(text, "01") == "Norr Känd ● Uppgift saknas ○ Berätta Begär"
    assert row(text, "02") == "Ö Kommunerna svarar → Uppgift saknas ○ Berätta Begär"
    assert row(text, "03") == "Ängen Uppgift saknas ○ Berätta Begär Uppgift saknas ○ Berätta Begär"


def test_every_unknown_cell_and_only_those_lead_to_a_form_and_to_the_letter(mapped: Edition):
    table = page(mapped, MAP).partition('class="gap-map"')[2].partition("</table>")[0]
    cells = re.findall(r"<td(.*?)</td>", table, re.DOTALL)
    assert len(cells) == 6
    assert sum("gap-cell--unknown" in cell for cell in cells) == 4
    for cell in cells:
        found = [len(links(cell, start)) for start in ("https://example.org/repo/issues/new?", "../../hjalpmedel/luckor/brev/?")]
        assert found == ([1, 1] if "gap-cell--unknown" in cell else [0, 0])


def test_a_link_to_the_form_fills_in_the_place_and_the_devices(mapped: Edition):
    areas, devices = mapped.catalogue.areas, mapped.catalogue.devices.categories
    assert parse_qs(urlsplit(form_address("https://example.org/repo", areas["03"], devices[1])).query) == {
        "template": ["missing-fee.yml"],
        "title": ["Avgift saknas: Region Ängen, Rollatorer & gåstolar"],
        "place": ["Region Ängen (03)"],
        "device": ["Rollatorer & gåstolar (120606)"],
    }
    assert form_address("https://example.org/repo") == "https://example.org/repo/issues/new?template=missing-fee.yml"
    assert letter_address("../", areas["03"], devices[1]) == "../hjalpmedel/luckor/brev/?plats=03&grupp=120606"


def test_the_most_wanted_stand_first_and_are_named_where_they_lead(mapped: Edition):
    text = page(mapped, MAP)
    assert "De 4 luckor vi helst vill fylla" in text
    first = text[: text.index("gap-counts")]
    assert text_of(first).count("Berätta Begär") == 4
    assert 'aria-label="Begär: Region Ängen, Gånghjälpmedel"' in first


def test_at_most_ten_stand_first(mapped: Edition):
    known = replace(mapped.coverage, wanted=(("03", "1206"), ("03", "2206")) * 8)
    first = page(replace(mapped, coverage=known), MAP).partition("gap-counts")[0]
    assert text_of(first).count("Berätta Begär") == gap_map.FOREMOST == 10


def test_what_is_the_same_everywhere_is_told_and_is_no_gap(mapped: Edition):
    text = page(mapped, MAP)
    assert "Lika i hela landet" in text
    assert text.count("Läkemedelsdosering") == 1


def test_a_regions_page_has_its_own_gaps_and_each_municipalitys(mapped: Edition):
    text = page(mapped, NORR)
    assert "Vi känner till avgiften i Region Norr för 1 av 2 grupper av hjälpmedel." in text
    own, _, towns = text.partition("<details")
    assert links(own, "https://example.org/repo/issues/new?")[0].count("Region+Norr+%2801%29") == 1
    assert "Norrby egna avgifter: 1 · genom regionen: 1 · uppgift saknas: 0" in text_of("<" + towns)
    assert "Äldre än ett år" in towns
    assert links(towns, "https://example.org/repo/issues/new?") == []


def test_a_municipality_that_has_told_nothing_lists_its_gaps(mapped: Edition):
    fees = (*(fee for fee in mapped.catalogue.devices.fees if fee.area != "0180"), _fee("02", "2206"))
    devices = mapped.catalogue.devices.model_copy(update={"fees": fees})
    known = coverage(devices, mapped.catalogue.areas, mapped.answers, (), today=mapped.release.today)
    towns = page(replace(mapped, coverage=known), NORR).partition("<details")[2]
    assert "egna avgifter: 0 · genom regionen: 1 · uppgift saknas: 1" in text_of("<" + towns)
    (form,) = links(towns, "https://example.org/repo/issues/new?")
    assert parse_qs(urlsplit(form).query)["place"] == ["Norrby kommun (0180)"]
    assert links(towns, "../../../hjalpmedel/luckor/brev/?") == ["../../../hjalpmedel/luckor/brev/?plats=0180&grupp=2206"]


def test_another_body_is_named_and_not_asked_here(mapped: Edition):
    text = page(mapped, "hjalpmedel/luckor/o/index.md")
    assert "Här svarar kommunerna, så frågan går till dem: Gånghjälpmedel" in text_of(text)
    assert len(links(text, "https://example.org/repo/issues/new?")) == 1


def test_without_any_fee_the_map_says_so_and_has_no_region_pages(edition: Edition):
    files = gap_map.pages(edition)
    assert list(files) == [MAP]
    text = files[MAP].decode()
    assert "Ingen avgift är känd än." in text
    assert "<table" not in text


def test_the_letter_is_whole_without_a_script(mapped: Edition):
    """What the script fills in stands as blanks that a reader sees."""
    text = page(mapped, LETTER)
    letter = text_of(text.partition('id="brevet"')[2].partition("</div>")[0])
    assert letter.count("[hjälpmedlet]") == 2
    assert letter.count("[regionen eller kommunen]") == 1
    assert "Jag begär att få ta del av den handling som visar vad [regionen eller kommunen] tar betalt för" in letter
    assert "2 kap. tryckfrihetsförordningen" in letter
    assert "skriftligt beslut som går att överklaga, enligt 6 kap. 3 § offentlighets- och sekretesslagen" in letter
    assert "<form" in text
    assert re.search(r"<form[^>]* hidden>", text)


def test_the_letter_offers_every_place_and_every_group(mapped: Edition):
    text = page(mapped, LETTER)
    values = re.findall(r'<option value="([^"]+)"', text)
    assert values == ["01", "0180", "03", "02", "1206", "2206"]
    names = [html.unescape(name) for name in re.findall(r'data-name="([^"]+)"', text)]
    assert names == ["Region Norr", "Norrby kommun", "Region Ängen", "Region Ö", "Gånghjälpmedel", "Hörselhjälpmedel"]


def test_no_text_is_a_method_of_the_texts(mapped: Edition):
    """A key named as a method of a mapping gives the method: {{ texts.copy }}."""
    for path, content in (gap_map.pages(mapped) | gap_letter.pages(mapped)).items():
        assert b"built-in" not in content, path


def test_gaps_json_has_every_place_once_or_as_its_region(mapped: Edition):
    told = json.loads(gaps.files(mapped)["api/v1/gaps.json"])
    assert set(told) == set(SCHEMAS["gaps"]["required"])
    walking, hearing = told["devices"]
    nothing: dict[str, list[str]] = {state: [] for state in STATES}
    assert walking == {
        "iso": "1206",
        "regions_known": 1,
        "municipalities_known": 1,
        "areas": nothing | {"verified": ["01"], "elsewhere": ["02"], "unknown": ["03"]},
    }
    assert hearing == {
        "iso": "2206",
        "regions_known": 0,
        "municipalities_known": 1,
        "areas": nothing | {"older": ["0180"], "unknown": ["01", "02", "03"]},
    }
    assert told["devices_same_everywhere"] == ["0419"]
