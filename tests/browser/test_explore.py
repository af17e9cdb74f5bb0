"""Charts that come alive on a click: what is fetched and when, what a finger, a mouse and a keyboard find, and the way back."""

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.pages import DESK, PHONE, Visitor, until, visitor
from tests.browser.test_accessibility import check

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.browser

FETCHED = ("vega.js", "explore.css", "colours.css", ".json")
HEAVIEST_BUNDLE = 320_000
HOSTILE = "<img src=x onerror=alert(1)>"

sizes = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])

COLOURS = """(figure) => [...figure.querySelectorAll('.explore__canvas [fill^="#"], .explore__canvas [stroke^="#"]')]
    .map((one) => ['fill', 'stroke'].map((name) => [one.getAttribute(name), getComputedStyle(one)[name]])
    .filter(([written]) => written?.startsWith('#'))).flat()"""

DOWN = "one => one.getBoundingClientRect().top + scrollY"


def figure(page: "Page", kind: str) -> "Locator":
    """Return a chart with its words, scrolled to."""
    found = page.locator(f"figure.chart--{kind}")
    found.scroll_into_view_if_needed()
    return found


def explore(page: "Page", kind: str) -> "Locator":
    """Click the button of a chart and wait for the live one."""
    found = figure(page, kind)
    found.get_by_role("button", name="Utforska").click()
    found.locator(".explore svg").wait_for()
    found.get_by_role("button", name="Visa bilden").wait_for()
    return found


def tip(found: "Locator") -> list[str]:
    """Return the lines of the tip that is seen."""
    shown = found.locator(".explore__tip")
    assert shown.is_visible()
    lines: list[str] = shown.evaluate("tip => [...tip.children].map(line => line.textContent)")
    return lines


def marks(found: "Locator") -> dict[str, dict[str, float]]:
    """Return where to point for each tip: the middle of its mark."""
    boxes: dict[str, dict[str, float]] = found.evaluate("""(figure) => Object.fromEntries(
        [...figure.querySelectorAll('.explore path')].filter((one) => one.__data__?.tooltip).map((one) => {
            const box = one.getBoundingClientRect();
            return [one.__data__.tooltip, {x: box.x + box.width / 2, y: box.y + box.height / 2}];
        }))""")
    assert boxes
    return boxes


def point(guest: Visitor, found: "Locator", place: str) -> list[str]:
    """Move the mouse to a place and return what the tip says."""
    text = next(text for text in marks(found) if text.split("\n")[0] == place)
    found.evaluate(
        """(figure, text) => [...figure.querySelectorAll('.explore path')].find((one) => one.__data__?.tooltip === text)
            .scrollIntoView({block: 'center'})""",
        text,
    )
    at = marks(found)[text]
    guest.page.mouse.move(at["x"], at["y"])
    found.locator(".explore__tip", has_text=place).wait_for()
    assert tip(found) == text.split("\n")
    return tip(found)


def answers(site: Path, indicator: str) -> dict[str, dict[str, Any]]:
    """Return the latest figure of each region in the API, by the region's name."""
    names = {one["code"]: one["short_name"] for one in json.loads((site / "api/v1/areas.json").read_bytes())["areas"]}
    rows = json.loads((site / f"api/v1/indicators/{indicator}.json").read_bytes())["latest"]
    return {names[row["area"]]: row for row in rows if len(row["area"]) == 2}


def test_nothing_is_fetched_before_the_click(browser: "Browser", address: str, real_site: Path):
    """However far one scrolls; then the libraries once, from our own host, and each chart's own figures."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        for one in page.locator("figure.chart").all():
            one.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert page.locator("figure.chart button").count() >= 3
        assert not [url for url in guest.requests if url.endswith(FETCHED)]
        explore(page, "ranked")
        explore(page, "timeline")
        names = [url.rpartition("/")[2] for url in guest.requests if url.endswith(FETCHED)]
        assert sorted(names) == ["colours.css", "explore.css", "ranked.json", "timeline.json", "vega.js"]
        assert not guest.problems


def test_the_libraries_are_not_heavier_than_they_were(real_site: Path):
    """And hold the names of those who made them, and an address to nobody that would be asked."""
    bundle = (real_site / "assets" / "charts" / "vega.js").read_bytes()
    assert 100_000 < len(gzip.compress(bundle, 6)) <= HEAVIEST_BUNDLE
    assert bundle.startswith(b"// Vega, Vega-Lite, Vega-Embed")
    assert (real_site / "assets" / "charts" / "LICENSES.txt").is_file()


@sizes
def test_a_tip_says_what_the_table_and_the_api_say(browser: "Browser", address: str, real_site: Path, size: tuple[int, int]):
    """Place, period and value in Swedish numbers, and the verdict of the page."""
    known = answers(real_site, "U70495")
    with visitor(browser, address, real_site, size=size) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        for place in ("Gävleborg", "Blekinge", "Skåne"):
            said = point(guest, found, place)
            value = f"{known[place]['value']:.1f}".replace(".", ",")
            assert said[:2] == [place, f"{known[place]['period']}: {value}\u00a0%"]
            cell = page.locator(f"table.comparison tr[data-area='{known[place]['area']}'] td.is-number").first.inner_text()
            assert said[1].endswith(cell)
        assert not guest.problems


def test_every_live_chart_of_a_page_says_its_figures(browser: "Browser", address: str, real_site: Path):
    """Lines and maps as well as dots; what is pointed at is marked."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        known = answers(real_site, "U70495")
        value = f"{known['Uppsala']['value']:.1f}".replace(".", ",")
        found = explore(page, "map")
        assert point(guest, found, "Uppsala") == ["Uppsala", f"{known['Uppsala']['period']}: {value}\u00a0%"]
        assert found.locator(".explore [stroke='#1c2b2d'][stroke-width='2']").count() == 1
        found = explore(page, "timeline")
        years = [text for text in marks(found) if text.startswith("Uppsala\n")]
        assert len(years) == 10
        assert years[-1] == f"Uppsala\n{known['Uppsala']['period']}: {value}\u00a0%"
        point(guest, found, "Riket")
        assert not guest.problems


def test_near_is_near_enough(browser: "Browser", address: str, real_site: Path):
    """A finger is wider than a point; far from every figure there is no tip."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "timeline")
        text, at = next((text, at) for text, at in marks(found).items() if text.startswith("Blekinge\n2025"))
        page.mouse.move(at["x"] + 12, at["y"] + 9)
        found.locator(".explore__tip").wait_for()
        assert tip(found) == text.split("\n")
        box = found.locator(".explore svg").bounding_box()
        assert box
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        assert not found.locator(".explore__tip").is_visible()


def test_the_tip_stays_while_one_reads_it_and_goes_on_escape(browser: "Browser", address: str, real_site: Path):
    """Content on hover: it can be pointed at, it stays, and it can be sent away."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        said = point(guest, found, "Skåne")
        box = found.locator(".explore__tip").bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert tip(found) == said
        found.locator(".explore").focus()
        page.keyboard.press("Escape")
        assert not found.locator(".explore__tip").is_visible()
        point(guest, found, "Skåne")
        page.mouse.move(2, 2)
        assert not found.locator(".explore__tip").is_visible()


def test_a_tap_is_enough(browser: "Browser", address: str, real_site: Path):
    """On a phone the tip stays when the finger has gone, and stays within the picture."""
    with visitor(browser, address, real_site, size=PHONE, has_touch=True) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        found.locator(".explore").scroll_into_view_if_needed()
        text, at = next((text, at) for text, at in marks(found).items() if 60 < at["y"] < PHONE[1] - 20)
        page.touchscreen.tap(at["x"], at["y"])
        found.locator(".explore__tip").wait_for()
        assert tip(found) == text.split("\n")
        box = found.locator(".explore__tip").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
        assert not guest.problems


def test_everything_from_the_keyboard(browser: "Browser", address: str, real_site: Path):
    """Enter opens, the focus stays; the arrows go from place to place, aloud too; Enter again and the picture is back."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = figure(page, "ranked")
        button = found.get_by_role("button")
        button.focus()
        page.keyboard.press("Enter")
        found.locator(".explore svg").wait_for()
        assert button.evaluate("one => one === document.activeElement")
        assert "pilarna" in found.locator(".explore-status").inner_text()
        page.keyboard.press("Shift+Tab")
        chart = found.get_by_role("application")
        assert chart.evaluate("one => one === document.activeElement && getComputedStyle(one).outlineStyle !== 'none'")
        rows = list(marks(found))
        before = page.evaluate("scrollY")
        for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowRight", 2), ("ArrowUp", 1), ("End", -1), ("Home", 0)):
            page.keyboard.press(key)
            assert tip(found) == rows[at].split("\n"), key
            assert found.locator(".explore-said").inner_text() == rows[at].replace("\n", ". ")
        page.wait_for_timeout(200)
        assert page.evaluate("scrollY") == before, "the arrows move within the chart, not the page"
        page.keyboard.press("Escape")
        assert not found.locator(".explore__tip").is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert found.locator("img").is_visible()
        assert button.evaluate("one => one === document.activeElement && one.innerText.startsWith('Utforska')")
        assert not guest.problems


def test_arrows_go_along_the_years_and_between_places(browser: "Browser", address: str, real_site: Path):
    """Right and left within a line, down and up to the next line at the same year, and never out of the chart."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "timeline")
        found.locator(".explore").focus()
        seen = []
        for key in ("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowUp"):
            page.keyboard.press(key)
            name, figures = tip(found)[:2]
            seen.append((name, figures.split(":")[0]))
        assert seen[:3] == [("Riket", "2025"), ("Riket", "2025"), ("Riket", "2024")]
        assert seen[3][0] != "Riket"
        assert [year for _, year in seen[3:]] == ["2024", "2024", "2024"]
        assert [name for name, _ in seen[4:]] == ["Riket", "Riket"]


def test_other_keys_keep_their_meaning(browser: "Browser", address: str, real_site: Path):
    """The page still scrolls, and nothing is told before one asks."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        found.locator(".explore").focus()
        before = page.evaluate("scrollY")
        page.keyboard.press("PageDown")
        until(page, f"scrollY > {before}")
        page.keyboard.press("Control+ArrowDown")
        assert not found.locator(".explore__tip").is_visible()


def test_the_picture_comes_back_and_the_page_does_not_jump(browser: "Browser", address: str, real_site: Path):
    """Back and forth: nothing is fetched again, and the button is where it was."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = figure(page, "ranked")
        found.locator("img").evaluate("one => one.decode()")
        before = found.locator("button").evaluate(DOWN)
        explore(page, "ranked")
        assert abs(found.locator("button").evaluate(DOWN) - before) <= 20
        asked = len(guest.requests)
        found.get_by_role("button", name="Visa bilden").click()
        assert found.locator("img").is_visible()
        assert not found.locator(".explore").is_visible()
        assert found.locator(".explore-status").inner_text() == ""
        explore(page, "ranked")
        assert not found.locator("img").is_visible()
        assert len(guest.requests) == asked
        assert found.locator("svg.marks").count() == 1
        assert not guest.problems


def test_a_live_chart_follows_the_dark(browser: "Browser", address: str, real_site: Path):
    """The colours of the picture on a dark page, also when the reader changes it with the chart open."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        light: list[tuple[str, str]] = found.evaluate(COLOURS)
        assert len(light) > 30
        assert all(_rgb(written) == seen for written, seen in light)
        page.emulate_media(color_scheme="dark")
        dark: list[tuple[str, str]] = found.evaluate(COLOURS)
        picture = (real_site / "diagram" / "U70495" / "ranked.svg").read_text(encoding="utf-8")
        for written, seen in dark:
            assert seen != _rgb(written)
            twin = picture.partition(f'[fill="{written}"]{{fill:')[2] or picture.partition(f'[stroke="{written}"]{{stroke:')[2]
            assert _rgb(twin[:7]) == seen


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@sizes
def test_a_live_chart_has_no_barriers(browser: "Browser", address: str, real_site: Path, size: tuple[int, int]):
    """Axe-core on the open charts with a tip shown, light and dark, and nothing that scrolls sideways."""
    with visitor(browser, address, real_site, size=size) as guest:
        page = guest.open("indicator")
        for kind in ("timeline", "map", "ranked"):
            explore(page, kind)
        page.locator(".chart--ranked .explore").focus()
        page.keyboard.press("End")
        page.mouse.move(0, 0)
        check(guest, f"indicator with live charts, {size[0]} px")


@pytest.mark.parametrize("lost", ["vega.js", "colours.css", "ranked.json"])
def test_what_cannot_be_fetched_leaves_the_picture(browser: "Browser", address: str, real_site: Path, lost: str):
    """And says so; the next click tries again."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.route(f"**/{lost}*", lambda route: route.fulfill(status=404, body=""))
        found = figure(page, "ranked")
        found.get_by_role("button").click()
        found.locator(".explore-status", has_text="gick inte att hämta").wait_for()
        assert found.locator("img").is_visible()
        assert not found.locator(".explore").is_visible()
        assert found.get_by_role("button").inner_text().startswith("Utforska")
        page.unroute(f"**/{lost}*")
        explore(page, "ranked")
        assert found.locator("svg.marks").count() == 1
        assert not found.locator("img").is_visible()


def test_a_map_without_its_borders_leaves_the_picture(browser: "Browser", address: str, real_site: Path):
    """Vega only warns and would draw nothing at all."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.route("**/granser/*.json", lambda route: route.abort())
        found = figure(page, "map")
        found.get_by_role("button").click()
        found.locator(".explore-status", has_text="gick inte att hämta").wait_for()
        assert found.locator("img").is_visible()


def test_an_impatient_reader_gets_one_chart(browser: "Browser", address: str, real_site: Path):
    """Clicks while it is on its way change nothing; a slow network says that it works."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        waiting: list[Route] = []
        page.route("**/ranked.json", lambda route: waiting.append(route))  # noqa: PLW0108  (it cannot watch a built-in)
        found = figure(page, "ranked")
        button = found.get_by_role("button")
        for _ in range(3):
            button.click()
        assert "Hämtar" in found.locator(".explore-status").inner_text()
        assert found.locator("img").is_visible()
        assert len(waiting) == 1
        waiting[0].continue_()
        found.locator(".explore svg").wait_for()
        assert found.locator("svg.marks").count() == 1


def test_ones_own_place_is_told_first(browser: "Browser", address: str, real_site: Path):
    """Who has chosen a place need not look for it."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.evaluate("localStorage.setItem('jamforbart-plats', '2180')")
        page.reload()
        page.locator("tr.own-place").first.wait_for()
        for kind in ("ranked", "timeline", "map"):
            assert tip(explore(page, kind))[0] == "Gävleborg"
        assert not guest.problems


def test_what_data_says_is_text(browser: "Browser", address: str, real_site: Path):
    """A name is never HTML, and never an expression."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        text = (real_site / "diagram" / "U70495" / "ranked.json").read_text(encoding="utf-8").replace("Gävleborg", HOSTILE)
        page.route("**/ranked.json", lambda route: route.fulfill(body=text, content_type="application/json"))
        found = explore(page, "ranked")
        assert point(guest, found, HOSTILE)[0] == HOSTILE
        assert found.locator(".explore img").count() == 0
        assert not guest.problems


def test_what_may_not_be_shown_is_hatched(browser: "Browser", address: str, real_site: Path):
    """The colour that stands for it is never seen, on the map or in its key."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        spec = json.loads((real_site / "diagram" / "U70495" / "map.json").read_bytes())
        colour = spec["usermeta"]["hatching"]["instead_of"]
        spec["layer"][0]["encoding"]["color"]["scale"]["range"][0] = colour
        page.route("**/map.json", lambda route: route.fulfill(body=json.dumps(spec), content_type="application/json"))
        found = explore(page, "map")
        assert found.locator(f"[fill='{colour}']").count() == 0
        assert found.locator("pattern").count() == 1
        assert found.locator("[fill='url(#hatching-0)']").count() >= 2
        assert not guest.problems


def test_a_municipal_map_can_be_explored(browser: "Browser", address: str, real_site: Path):
    """290 places, each with its name and figure."""
    (one, *_) = sorted(real_site.glob("diagram/*/towns.json"))
    pages = {
        entry["id"]: entry["page"] for entry in json.loads((real_site / "api/v1/indicators.json").read_bytes())["indicators"]
    }
    with visitor(browser, address, real_site) as guest:
        page = guest.page
        page.goto(f"{address}indikatorer/{pages[one.parent.name].rstrip('/').rpartition('/')[2]}/")
        found = explore(page, "towns")
        assert len(marks(found)) == 290
        assert len(tip_of(found, "Gävle")) == 2
        assert not guest.problems


def tip_of(found: "Locator", place: str) -> list[str]:
    """Return the lines of a place's tip without pointing at it."""
    return next(text.split("\n") for text in marks(found) if text.startswith(f"{place}\n"))


def test_without_scripts_there_is_no_button(browser: "Browser", address: str, real_site: Path):
    """Nothing is offered that does not work."""
    with visitor(browser, address, real_site, java_script_enabled=False) as guest:
        page = guest.open("indicator")
        assert page.locator("figure.chart img").count() >= 3
        assert page.locator("figure.chart button, .explore, .explore-status").count() == 0


def test_other_pages_do_not_fetch_the_script(browser: "Browser", address: str, real_site: Path):
    """A region's abacus has its numbers beside it and nothing to explore."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("region")
        page.wait_for_load_state("networkidle")
        assert page.locator("figure.chart").count() >= 1
        assert page.locator("figure.chart button").count() == 0
        assert not [url for url in guest.requests if "/assets/charts/" in url]


def test_paper_has_no_buttons(browser: "Browser", address: str, real_site: Path):
    """What is printed is what is seen, without what can't be clicked."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        found = explore(page, "ranked")
        page.emulate_media(media="print")
        assert not found.get_by_role("button").is_visible()
        assert found.locator(".explore svg").is_visible()
