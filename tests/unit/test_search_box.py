"""The box and the place picker in a real browser, served from memory: no socket, no build."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.asking import FILES, HOSTILE, LONG, SITE, Asking, asking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RECENT = "localStorage.getItem('jamforbart-sokningar')"
OPTIONS = "[role=option]:not(.search-all)"


@pytest.fixture
def guest(browser: "Browser") -> Iterator[Asking]:
    with asking(browser) as opened:
        yield opened


@pytest.fixture
def thrifty(browser: "Browser") -> Iterator[Asking]:
    """Return a page that fetches nothing ahead, so that the test can say what comes."""
    with asking(browser, saves_data=True) as opened:
        yield opened


@pytest.fixture
def page(guest: Asking) -> "Page":
    return guest.page


def settle(page: "Page", expression: str, wanted: object) -> None:
    """Wait till an expression has the value; fail with the value that it got stuck on."""
    for _ in range(200):
        if page.evaluate(expression) == wanted:
            return
        page.wait_for_timeout(20)
    assert page.evaluate(expression) == wanted


def say(page: "Page") -> str:
    """Return what a screen reader has just been told."""
    page.wait_for_timeout(400)
    return page.locator("form[data-search] [role=status]").inner_text()


# ---------------------------------------------------------------- the answer row


def test_row_is_the_answer_and_names_whose_figure_it_is(guest: Asking):
    text = guest.ask("starr gävle")[0].replace("\u00a0", " ")
    wanted = ("Grå starr", "Diagnos, Gävleborg", "78,0 %", "Riket: 70,0 %", "Väntat högst 90 dagar", "2025, 11 månader gammal")
    assert all(part in text for part in wanted), text
    assert text.index("9 av 10 år") < text.index("▲")
    row = guest.page.locator("[role=option]").first
    assert str(row.locator("svg path").get_attribute("d")).count("M") == 2, "a missing year breaks the line"
    assert row.locator(".search-icon").get_attribute("aria-hidden") == "true"


def test_diagnosis_has_three_figures_the_first_largest_and_says_how_many_are_left(guest: Asking):
    guest.ask("stroke gävle")
    row = guest.page.locator("[role=option]", has_text="Stroke").first
    assert row.locator(".search-figure").inner_text() == "31,0 %", "a known figure of today goes before old and hidden ones"
    assert row.locator(".search-what").inner_text() == "Måttet first"
    more = [line.replace("\u00a0", " ") for line in row.locator(".search-one").all_inner_texts()]
    assert more == [
        "32,0 % Måttet second, Konsekvent sämre än riket, 8 av 8 år ▼",
        "33,0 % Måttet third, Riket",
        "Och 2 mått till",
    ]
    sizes = [
        row.locator(name).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        for name in (".search-figure", ".search-small")
    ]
    assert sizes[0] > sizes[1]


def test_device_says_what_it_costs_the_span_who_answers_and_how_far_to_trust_it(guest: Asking):
    row = guest.ask("hörapparat gävle")[0].replace("\u00a0", " ")
    wanted = (
        "Hjälpmedel, Gävleborg",
        "500 kr per utprovning",
        "I landet: 0–1 400 kr på fem år, 9 kända platser",
        "Gäller gruppen Hörselhjälpmedel",
        "Regionen ansvarar. Senast kända avgift, kontrollera hos regionen",
    )
    assert all(part in row for part in wanted), row


def test_device_whose_sources_disagree_and_whom_nobody_answers_for(guest: Asking):
    row = guest.ask("larm gävle")[0]
    assert "Vem som ansvarar: uppgift saknas. Källorna säger olika" in row, "the nearest class decides, also when it says nothing"


def test_unknown_fee_is_said_not_guessed(guest: Asking):
    row = next(text for text in guest.ask("rollator gävle") if "Rollatorer" in text).replace("\u00a0", " ")
    assert "Uppgift saknas" in row
    assert "Det betyder inte att det är gratis" in row
    assert "I landet: avgift känd på 3 platser" in row
    assert "Vem som ansvarar: uppgift saknas" in row
    assert "0 kr" not in row


def test_without_a_place_the_device_shows_the_span_of_the_country(guest: Asking):
    row = guest.ask("hörapparat")[0].replace("\u00a0", " ")
    assert "Hjälpmedel, Riket" in row
    assert "0–1 400 kr på fem år, 9 kända platser" in row
    assert "ansvarar" not in row


def test_place_leads_to_its_page(guest: Asking):
    guest.page.fill("#q", "gävle")
    row = guest.page.locator("[role=option]", has_text="Gävle kommun")
    row.wait_for()
    assert row.get_attribute("href") == f"{SITE}kommuner/gavle/"
    assert "Plats" in row.inner_text()


def test_hostile_title_and_address_stay_harmless(page: "Page"):
    page.fill("#q", "elakt")
    row = page.locator("[role=option]").first
    row.wait_for()
    assert row.locator(".search-title").inner_text() == HOSTILE
    assert page.locator("form[data-search] img").count() == 0
    assert row.get_attribute("href") == SITE


# ---------------------------------------------------------------- the keyboard


def test_keyboard_alone_finds_and_opens(page: "Page"):
    page.keyboard.press("/")
    page.keyboard.type("katarakt")
    page.locator(".search-figure").first.wait_for()
    page.locator(".search-status", has_text="1 träff").wait_for()
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#q", "aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diagnoser/gra-starr/")


def test_enter_with_no_row_chosen_leads_to_all_hits_and_sends_nothing(guest: Asking):
    page = guest.page
    page.evaluate("localStorage.setItem('jamforbart-plats', '2180')")
    page.fill("#q", "grå starr & mer?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/#*")
    assert parse_qs(urlsplit(page.url).fragment) == {"q": ["grå starr & mer?"], "plats": ["2180"]}
    assert not [url for url in guest.requests if urlsplit(url).query], "the words and the place are never sent"


def test_last_row_leads_to_all_hits_and_is_no_hit_itself(guest: Asking):
    page = guest.page
    assert len(guest.ask("sjuka")) == 8
    assert say(page) == "11 träffar, 8 visas"
    page.keyboard.press("ArrowUp")
    last = page.locator(f"#{page.get_attribute('#q', 'aria-activedescendant')}")
    assert last.inner_text() == "Visa alla 11 träffar"
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/#q=sjuka")


def test_a_single_hit_is_not_called_all_hits(guest: Asking):
    page = guest.page
    assert len(guest.ask("katarakt")) == 1
    page.keyboard.press("ArrowUp")
    last = page.locator(f"#{page.get_attribute('#q', 'aria-activedescendant')}")
    assert last.inner_text() == "Visa träffen"


def test_arrows_go_round_by_way_of_the_field(guest: Asking):
    page = guest.page
    guest.ask("katarakt")
    seen = []
    for _ in range(4):
        page.keyboard.press("ArrowDown")
        seen.append(page.get_attribute("#q", "aria-activedescendant"))
    first, last = page.locator("[role=option]").first, page.locator("[role=option]").last
    assert seen == [first.get_attribute("id"), last.get_attribute("id"), None, first.get_attribute("id")]


def test_home_and_end_move_in_the_text(guest: Asking):
    page = guest.page
    guest.ask("katarakt")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.selectionStart") == 0
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.selectionStart") == len("katarakt")


def test_first_escape_closes_the_next_empties(guest: Asking):
    page = guest.page
    guest.ask("katarakt")
    page.keyboard.press("Escape")
    assert page.input_value("#q") == "katarakt"
    page.keyboard.press("Escape")
    assert page.input_value("#q") == ""
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_row_chosen_before_typing_on_is_not_opened(page: "Page"):
    page.fill("#q", "vantat")
    page.locator(".search-figure").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#q[aria-activedescendant]").wait_for()
    page.keyboard.type(" hogst")
    assert page.get_attribute("#q", "aria-activedescendant") is None
    assert page.locator("[aria-selected=true]").count() == 0


def test_slash_can_be_switched_off_and_stays_off(page: "Page"):
    assert page.get_attribute("#q", "aria-keyshortcuts") == "/"
    page.locator("#slash").uncheck()
    assert page.get_attribute("#q", "aria-keyshortcuts") is None
    page.reload()
    settle(page, "document.querySelector('#slash').checked", wanted=False)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.get_attribute("#q", "aria-keyshortcuts") is None
    page.locator("#slash").check()
    page.locator("#slash").blur()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.input_value("#q") == ""
    assert page.evaluate("localStorage.length") == 0, "what is as from the start needs no storage"


# ---------------------------------------------------------------- recent searches


def test_recent_searches_are_kept_shown_asked_again_and_forgotten(guest: Asking):
    page = guest.page
    for query in ("katarakt", "Katarakt", "hörapparat"):
        guest.ask(query)
        assert query not in str(page.evaluate(RECENT)), "nothing is kept while one types"
        page.keyboard.press("Enter")
        page.wait_for_url("**/sok/#*")
        page.goto(f"{SITE}om/metod/")
    assert json.loads(page.evaluate(RECENT)) == ["hörapparat", "Katarakt"]

    page.locator("#q").focus()
    rows = page.locator("[role=listbox][aria-label='Senaste sökningar'] [role=option]")
    rows.first.wait_for()
    assert rows.all_inner_texts() == ["hörapparat", "Katarakt"]
    assert say(page) == "2 tidigare sökningar"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".search-figure").first.wait_for()
    assert page.input_value("#q") == "Katarakt"
    assert page.get_attribute("[role=listbox]", "aria-label") == "Sökträffar"

    page.fill("#q", "")
    forget = page.get_by_role("button", name="Glöm sökningarna")
    forget.focus()
    assert forget.is_visible(), "the panel stays while one tabs to its button"
    page.keyboard.press("Enter")
    assert page.evaluate(RECENT) is None
    assert page.get_attribute("#q", "aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_row_that_is_opened_keeps_the_search(guest: Asking):
    guest.ask("katarakt")
    guest.page.locator("[role=option]").first.click()
    guest.page.wait_for_url("**/diagnoser/gra-starr/")
    assert json.loads(guest.page.evaluate(RECENT)) == ["katarakt"]


@pytest.mark.parametrize("kept", ["[", '"text"', '[1, null, {}, " "]', "{}"])
def test_storage_that_somebody_broke_shows_nothing(page: "Page", kept: str):
    page.evaluate("kept => localStorage.setItem('jamforbart-sokningar', kept)", kept)
    page.locator("#q").focus()
    page.wait_for_timeout(300)
    assert not page.locator(".search-panel").is_visible()


def test_at_most_six_searches_are_kept_and_they_are_only_text(page: "Page"):
    kept = [HOSTILE, *(f"sökning {i}" for i in range(9))]
    page.evaluate("kept => localStorage.setItem('jamforbart-sokningar', JSON.stringify(kept))", kept)
    page.locator("#q").focus()
    page.locator("[role=option]").first.wait_for()
    assert page.locator("[role=option]").all_inner_texts() == kept[:6]
    assert page.locator("form[data-search] img").count() == 0


# ---------------------------------------------------------------- requests


def test_typing_asks_for_nothing_once_the_box_is_loaded(guest: Asking):
    page = guest.page
    page.locator("#q").focus()
    guest.ask("starr")
    count = len(guest.requests)
    for text in ("katarakt", "rollator", "asdfgh", "sjuka", "långt ord"):
        page.fill("#q", "")
        page.locator("#q").press_sequentially(text)
        page.wait_for_timeout(300)
    assert guest.since(count) == []


def test_a_place_asks_for_its_one_file_and_not_for_those_one_types_past(guest: Asking):
    page = guest.page
    guest.ask("starr")
    count = len(guest.requests)
    page.fill("#q", "")
    page.locator("#q").press_sequentially("starr stockholm")
    page.fill("#q", "starr gävle")
    page.locator(".search-place", has_text="Gävleborg").first.wait_for()
    assert guest.since(count) == ["search/areas/2180.json"]
    page.fill("#q", "starr")
    page.locator(".search-place", has_text="Riket").first.wait_for()
    page.fill("#q", "starr gävle")
    page.locator(".search-place", has_text="Gävleborg").first.wait_for()
    assert guest.since(count) == ["search/areas/2180.json"], "each file is fetched once"


CODE = {f"assets/search/{name}.js" for name in ("engine", "places", "text", "vocabulary", "row", "answer", "recent")}
DATA = {"search/index.json", "search/areas/00.json"}


def fetched(guest: Asking, wanted: set[str]) -> set[str]:
    """Return all that was fetched once `wanted` was, or after two seconds."""
    for _ in range(100):
        if wanted <= set(guest.since(0)):
            break
        guest.page.wait_for_timeout(20)
    return set(guest.since(0))


def test_code_comes_when_the_page_is_idle_and_data_when_somebody_reaches_for_the_box(guest: Asking):
    assert fetched(guest, CODE) >= CODE
    assert not DATA & set(guest.since(0))
    guest.page.locator("#q").hover()
    assert fetched(guest, DATA) >= DATA
    assert {urlsplit(url).netloc for url in guest.requests} == {"jamforbart.test"}


def test_who_saves_data_gets_no_code_before_it_is_needed(browser: "Browser"):
    with asking(browser, saves_data=True) as guest:
        guest.page.wait_for_load_state("networkidle")
        guest.page.wait_for_timeout(300)
        assert not (CODE | DATA) & set(guest.since(0))
        guest.ask("starr")
        assert set(guest.since(0)) >= CODE | DATA


def test_box_that_cannot_load_leads_to_the_list_and_tries_again(browser: "Browser"):
    with asking(browser, fails=True) as guest:
        guest.broken.add("search/index.json")
        guest.page.fill("#q", "starr")
        way = guest.page.get_by_role("link", name="Se allt från A till Ö")
        way.wait_for()
        assert way.get_attribute("href") == f"{SITE}a-o/"
        guest.broken.clear()
        assert "Grå starr" in guest.ask("starr gävle")[0]


def test_place_whose_file_is_gone_still_shows_the_titles(browser: "Browser"):
    with asking(browser, fails=True) as guest:
        guest.page.fill("#q", "starr gävleborg")
        row = guest.page.locator("[role=option]").first
        row.wait_for()
        guest.page.wait_for_timeout(500)
        assert "search/areas/21.json" not in FILES
        assert "Grå starr" in row.inner_text()


# ---------------------------------------------------------------- no hit


def test_no_hit_shows_the_nearest_what_is_missing_and_how_to_ask(page: "Page"):
    page.fill("#q", "asdfgh")
    page.locator(".search-nothing", has_text="Inget hittat för ”asdfgh”").wait_for()
    ways = page.locator(".search-ways a").evaluate_all("all => all.map(a => a.href)")
    assert ways == ["https://example.org/repo/issues/new?title=Saknas%3A+asdfgh", f"{SITE}saknas/", f"{SITE}a-o/"]
    assert page.get_attribute("#q", "aria-expanded") == "false"
    assert say(page) == "Inget hittat för asdfgh"


def test_nearest_titles_are_links_and_only_text(thrifty: Asking):
    nearest = json.dumps(
        [{"title": HOSTILE, "url": "javascript:alert(1)"}, {"title": "Rollatorer", "url": "hjalpmedel/rollatorer/"}]
    )
    thrifty.replaced["assets/search/engine.js"] = (
        f"export const createEngine = () => ({{ search: () => [], suggest: () => {nearest} }});"
    )
    thrifty.page.fill("#q", "rullatår")
    links = thrifty.page.locator(".search-nearest a")
    links.first.wait_for()
    assert links.all_inner_texts() == [HOSTILE, "Rollatorer"]
    assert links.evaluate_all("all => all.map(a => a.href)") == [SITE, f"{SITE}hjalpmedel/rollatorer/"]
    assert thrifty.page.locator("form[data-search] img").count() == 0


def test_what_is_asked_for_is_encoded_and_never_markup(thrifty: Asking):
    page = thrifty.page
    thrifty.replaced["assets/search/engine.js"] = "export const createEngine = () => ({ search: () => [], suggest: () => [] });"
    query = "<svg onwheel=qzx()> & xqz=1#zq?"
    page.fill("#q", query)
    page.locator(".search-nothing").wait_for()
    assert f"”{query}”" in page.locator(".search-empty").inner_text()
    assert page.locator(".search-nothing svg").count() == 0
    address = urlsplit(str(page.locator(".search-ways a").first.get_attribute("href")))
    assert (address.netloc, address.path, address.fragment) == ("example.org", "/repo/issues/new", "")
    assert parse_qs(address.query) == {"title": [f"Saknas: {query}"]}


def test_very_long_question_makes_an_address_that_works(page: "Page"):
    page.fill("#q", "qxz " * 400)
    page.locator(".search-nothing").wait_for()
    assert len(str(page.locator(".search-ways a").first.get_attribute("href"))) < 800


# ---------------------------------------------------------------- the place, small screens


def test_without_storage_the_choice_lasts_as_long_as_the_page(page: "Page"):
    page.evaluate("""() => { for (const name of ['getItem', 'setItem', 'removeItem']) {
        Storage.prototype[name] = () => { throw new DOMException('off'); }; } }""")
    page.fill("#p", "gävle")
    page.click("form[data-place] button[type=submit]")
    page.locator(".place-name", has_text="Gävle").wait_for()
    page.fill("#q", "starr")
    page.locator(".search-place", has_text="Gävle").wait_for()
    assert page.evaluate("document.querySelector('.search-place').textContent").startswith("Diagnos, Gävle")
    page.keyboard.press("Escape")
    page.locator("#slash").uncheck()
    page.locator("#slash").blur()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q", "the switch works for this page"


def test_chosen_place_is_kept_pinned_and_can_be_removed(page: "Page"):
    page.fill("#p", "gävle")
    page.click("form[data-place] button[type=submit]")
    page.locator(".place-name", has_text="Gävle").wait_for()
    assert page.evaluate("({...localStorage})") == {"jamforbart-plats": "2180"}
    assert page.locator("tbody tr").first.get_attribute("class") == "own-place"
    assert page.locator("tbody tr").first.inner_text() == "Gävleborg"
    page.click(".place-remove")
    settle(page, "document.querySelector('tbody tr').dataset.area", "01")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("query", ["stroke gävle", "hörapparat gävle", "långt ord", f"{LONG}xqz{LONG}", "qxzw" * 30])
def test_nothing_is_wider_than_a_small_phone(page: "Page", query: str):
    page.fill("#q", query)
    page.locator(f"{OPTIONS}, .search-empty").first.wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".search-panel").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    targets = page.locator(".search-panel a").evaluate_all("all => all.map(a => a.getBoundingClientRect().height)")
    assert min(targets) >= 24


def test_figure_comes_first_on_a_small_phone(guest: Asking):
    guest.ask("starr gävle")
    tops = guest.page.evaluate("""() => ['figure', 'title', 'place'].map((name) =>
        document.querySelector(`.search-${name}`).getBoundingClientRect())
        .map(({top, left}) => [Math.round(top), Math.round(left)])""")
    (figure_top, figure_left), (title_top, title_left), (place_top, _) = tops
    assert figure_left < title_left
    assert abs(figure_top - title_top) < 12
    assert place_top > title_top
