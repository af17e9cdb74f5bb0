"""The page of all hits on the real site: its address can be shared, it keeps up with typing, and Back works."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.pages import DESK, PHONE, Visitor, until, visitor
from tests.browser.test_accessibility import check

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FIELD = "#sok-sida"
HIT = ".search-hits .search-row"
HOSTILE = "<img src=x onerror=alert(1)>"


def asked(page: "Page") -> dict[str, list[str]]:
    """Return what the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def visit(guest: Visitor, rest: str) -> "Page":
    """Open the page with a query in its address, and wait for the figures."""
    guest.page.goto(f"{guest.address}sok/{rest}")
    guest.page.locator(".search-hits .search-figure").first.wait_for()
    return guest.page


def test_shared_address_shows_every_hit_with_its_figure(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke&plats=21")
        assert page.input_value(FIELD) == "stroke"
        first = page.locator(HIT).first.inner_text()
        assert "Stroke" in first
        assert "Gävleborg" in first
        assert page.locator(HIT).count() > 3
        until(page, "document.querySelector('[data-said]').textContent.includes('Siffrorna gäller Gävleborg')")
        until(page, "document.title.startsWith('stroke – Sök')")
        assert asked(page) == {"q": ["stroke"], "plats": ["21"]}
        assert page.evaluate("localStorage.length") == 0, "a shared place is shown, not chosen"
        assert not guest.problems


@pytest.mark.parametrize("place", ["9999", "99", "x", "%3Cb%3E"])
def test_place_that_is_none_gives_the_country(browser: "Browser", address: str, real_site: Path, place: str):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, f"?q=stroke&plats={place}")
        assert "Riket" in page.locator(HIT).first.inner_text()
        until(page, "location.search === '?q=stroke'")
        assert not guest.problems


def test_from_the_box_the_words_are_in_the_address_but_were_never_sent(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.evaluate("localStorage.setItem('jamforbart-plats', '2180')")
        page.reload()
        page.keyboard.press("/")
        page.keyboard.type("ont i höften")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sok/?q=*")
        assert asked(page) == {"q": ["ont i höften"], "plats": ["2180"]}
        page.locator(HIT).first.wait_for()
        assert [url for url in guest.requests if urlsplit(url).query] == []
        assert not guest.problems


def test_typing_follows_in_list_address_and_title_without_new_requests(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = visit(guest, "?q=stroke")
        count, length = len(guest.requests), page.evaluate("history.length")
        page.fill(FIELD, "")
        page.locator(FIELD).press_sequentially("rollator")
        page.locator(HIT, has_text="Rollator").first.wait_for()
        until(page, "document.title.startsWith('rollator – ')")
        assert asked(page) == {"q": ["rollator"]}
        assert page.evaluate("history.length") == length, "each letter is no page of its own in the history"
        # The browser may show the site's icon anew when the address changes.
        assert [url for url in guest.requests[count:] if not url.endswith("favicon.svg")] == []
        assert not guest.problems


def test_back_from_a_hit_shows_the_same_hits(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke&plats=21")
        hits = page.locator(HIT).all_inner_texts()
        page.locator(HIT).first.click()
        page.wait_for_url("**/diagnoser/stroke/#plats=21")
        page.go_back()
        page.locator(".search-hits .search-figure").first.wait_for()
        assert page.input_value(FIELD) == "stroke"
        assert page.locator(HIT).all_inner_texts() == hits
        assert page.evaluate("JSON.parse(localStorage.getItem('jamforbart-sokningar'))") == ["stroke"]
        assert not guest.problems


def test_another_place_is_chosen_here_and_goes_before_the_shared_one(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke&plats=21")
        count = len(guest.requests)
        page.locator("form[data-place] input").fill("Kalmar")
        page.locator("form[data-place] .place-entry button").click()
        page.locator(".search-place", has_text="Kalmar").first.wait_for()
        until(page, "new URLSearchParams(location.search).get('plats') === localStorage.getItem('jamforbart-plats')")
        fetched = [path for path in (urlsplit(url).path for url in guest.requests[count:]) if not path.endswith("favicon.svg")]
        assert len(fetched) == 1
        assert fetched[0].startswith("/search/areas/")
        assert not guest.problems


def test_empty_page_shows_the_last_searches_and_forgets_them(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke")
        page.locator("form[role=search] button").click()
        page.goto(f"{address}sok/")
        again = page.locator(".search-again")
        again.wait_for()
        assert again.all_inner_texts() == ["stroke"]
        again.click()
        page.locator(HIT, has_text="Stroke").first.wait_for()
        assert page.input_value(FIELD) == "stroke"
        page.fill(FIELD, "")
        page.get_by_role("button", name="Glöm sökningarna").click()
        until(page, "document.querySelector('.search-hits').childElementCount === 0")
        assert page.evaluate("localStorage.length") == 0
        assert not guest.problems


def test_no_hit_says_what_to_do_and_hostile_words_stay_words(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.page
        page.goto(f"{address}sok/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20qzwx&plats=%3Cb%3E")
        page.locator(".search-nothing, .search-row").first.wait_for()
        assert page.input_value(FIELD) == f"{HOSTILE} qzwx"
        page.fill(FIELD, "qwxzqwxz<b>")
        page.locator(".search-empty", has_text="qwxzqwxz<b>").wait_for()
        assert page.locator(".sok img, .search-nothing b").count() == 0
        ask = page.locator(".search-ways a").first
        assert ask.inner_text().startswith("Be om det här")
        assert parse_qs(urlsplit(str(ask.get_attribute("href"))).query)["title"] == ["Saknas: qwxzqwxz<b>"]
        check(guest, "the page of all hits when there are none")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("query", ["stroke&plats=21", "rollator&plats=18", "e"])
def test_hits_have_no_barriers(browser: "Browser", address: str, real_site: Path, size: tuple[int, int], query: str):
    with visitor(browser, address, real_site, size=size) as guest:
        page = visit(guest, f"?q={query}")
        until(page, "document.querySelector('[data-said]').textContent !== ''")
        check(guest, f"the page of all hits for {query}, {size[0]} px")


def test_recent_searches_in_the_box_have_no_barriers(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("indicator")
        page.evaluate("localStorage.setItem('jamforbart-sokningar', JSON.stringify(['stroke', 'rollator örebro']))")
        page.locator("form[data-search] input").focus()
        page.locator(".search-again").first.wait_for()
        check(guest, "an empty box with recent searches")


def test_hits_can_be_walked_from_the_keyboard(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke")
        page.locator("form[role=search] button").focus()
        for _ in range(4):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.search-row')"):
                break
        assert page.evaluate("document.activeElement === document.querySelector('.search-row')")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        page.wait_for_url("**/diagnoser/**")


def test_slash_switched_off_here_is_off_on_every_page(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("search")
        page.get_by_label("Tangenten / går till sökrutan").uncheck()
        page = guest.open("start")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement === document.body")
        assert not guest.problems


def test_nothing_moves_for_those_who_want_it_still(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = visit(guest, "?q=stroke")
        page.goto(address)
        page.locator("form[data-search] input").fill("stroke")
        page.locator(".search-figure").first.wait_for()
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("getComputedStyle(document.querySelector('.search-panel')).scrollBehavior") == "auto"


def test_without_scripts_the_page_leads_to_the_list(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE, java_script_enabled=False) as guest:
        guest.page.goto(f"{address}sok/?q=stroke")
        told = guest.page.locator("noscript")
        assert "JavaScript" in told.inner_text()
        told.locator("a").click()
        guest.page.wait_for_url("**/a-o/")
        assert guest.page.locator(".index a", has_text="Stroke").count() > 0
