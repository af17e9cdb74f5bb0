"""The gap map and the letter in a browser: from a gap to a letter that can be sent, with and without scripts."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.pages import PHONE, visitor
from tests.browser.test_weight import MOST, weigh

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.browser

LETTER = "hjalpmedel/luckor/brev/"


def letter(page: "Page") -> str:
    """Return the letter as it would be copied."""
    return str(page.locator("#brevet").inner_text()).replace("\u00a0", " ")


def form_fields(page: "Page") -> dict[str, list[str]]:
    """Return what the button under the letter fills into the form."""
    return parse_qs(urlsplit(str(page.locator("a[data-letter-form]").get_attribute("href"))).query)


def test_a_gap_leads_to_a_letter_about_it(browser: "Browser", address: str, real_site: Path):
    """Three steps: the map, the gap, the letter, with the same form behind both ways."""
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("gap-map")
        gap = page.locator("ol.gap-list li").first
        place = str(gap.inner_text()).partition(":")[0]
        form = parse_qs(urlsplit(str(gap.locator("a").nth(1).get_attribute("href"))).query)
        gap.get_by_role("link", name="Begär").click()
        page.wait_for_url("**/brev/?*")
        assert page.locator("h1").inner_text() == "Be om avgiften med ett brev"
        said = letter(page)
        assert f"vad {place} tar betalt för" in said
        assert "[regionen" not in said
        assert "[hjälpmedlet]" not in said
        assert form["place"][0].startswith(f"{place} (")
        assert form_fields(page) == form
        assert not guest.problems


def test_the_letter_follows_the_choice_and_so_does_its_address(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("gap-letter")
        assert "[regionen eller kommunen]" in letter(page)
        page.get_by_label("Vem ska svara?").select_option("2080")
        assert "vad Falu kommun tar betalt för [hjälpmedlet]." in letter(page)
        page.get_by_label("Vilka hjälpmedel gäller det?").select_option("2206")
        assert "vad Falu kommun tar betalt för hörselhjälpmedel. Det gäller" in letter(page)
        assert parse_qs(urlsplit(page.url).query) == {"plats": ["2080"], "grupp": ["2206"]}
        assert form_fields(page) == {
            "template": ["missing-fee.yml"],
            "title": ["Avgift saknas: Falu kommun, Hörselhjälpmedel"],
            "place": ["Falu kommun (2080)"],
            "device": ["Hörselhjälpmedel (2206)"],
        }
        page.reload()
        assert "vad Falu kommun tar betalt för hörselhjälpmedel." in letter(page)
        page.get_by_label("Vem ska svara?").select_option("")
        assert "vad [regionen eller kommunen] tar betalt för hörselhjälpmedel." in letter(page)
        assert form_fields(page).keys() == {"template", "device"}
        assert not guest.problems


@pytest.mark.parametrize(
    "asked",
    ["plats=<b>X</b>&grupp=hej", "plats=99&grupp=9999", "plats=&grupp=", "plats=20' or '1&grupp=__proto__", "plats=%E0%A4%A"],
)
def test_nobody_can_put_words_into_the_letter(browser: "Browser", address: str, real_site: Path, asked: str):
    """Only names in the page's own lists are written."""
    with visitor(browser, address, real_site) as guest:
        guest.page.goto(f"{address}{LETTER}?{asked}")
        said = letter(guest.page)
        assert "vad [regionen eller kommunen] tar betalt för [hjälpmedlet]." in said
        assert form_fields(guest.page).keys() == {"template"}
        assert not guest.problems


def test_the_letter_can_be_copied_and_says_so(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, permissions=["clipboard-read", "clipboard-write"]) as guest:
        guest.page.goto(f"{address}{LETTER}?plats=20&grupp=1206")
        guest.page.get_by_role("button", name="Kopiera brevet").click()
        status = guest.page.locator("[data-letter-copy] [role=status]")
        status.get_by_text("Brevet är kopierat.").wait_for()
        copied = str(guest.page.evaluate("navigator.clipboard.readText()"))
        assert "vad Region Dalarna tar betalt för gånghjälpmedel" in copied.replace("\u00a0", " ")
        assert copied.startswith("Begäran om allmän handling")


def test_where_copying_is_refused_the_letter_is_marked(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("gap-letter")
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.get_by_role("button", name="Kopiera brevet").click()
        page.get_by_text("Brevet är markerat.").wait_for()
        assert "Jag begär att få ta del av" in str(page.evaluate("getSelection().toString()"))


def test_without_scripts_the_letter_is_whole_and_nothing_dead_is_shown(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, java_script_enabled=False) as guest:
        guest.page.goto(f"{address}{LETTER}?plats=20&grupp=1206")
        assert guest.page.locator("#brevet").is_visible()
        assert not guest.page.locator("form[data-letter]").is_visible()
        assert not guest.page.get_by_role("button", name="Kopiera brevet").is_visible()


def test_the_place_stays_in_sight_while_the_map_is_dragged(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("gap-map")
        region = page.locator(".table-region:has(.gap-map)")
        assert region.get_attribute("tabindex") == "0"
        region.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
        assert int(region.evaluate("one => one.scrollLeft")) > 1000
        box = page.locator(".gap-map tbody th").first.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < 40
        assert box["x"] + box["width"] < 200


@pytest.mark.parametrize("name", ["gap-map", "gap-region", "gap-letter"])
def test_first_view_is_light(browser: "Browser", address: str, real_site: Path, name: str):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        responses: list[Response] = []
        guest.page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  (it cannot watch a built-in)
        guest.open(name)
        guest.page.wait_for_load_state("networkidle")
        sizes = weigh(responses)
        assert len(sizes) > 3
        assert sum(sizes.values()) <= MOST, sizes
