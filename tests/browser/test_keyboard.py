"""Everything can be done from the keyboard, and one always sees where one is."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.pages import DESK, PHONE, page_path, until, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BOX = "form[data-search] input[type=search]"

WHERE = """(given) => {
    const one = given ?? document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return {
        what: one.outerHTML.slice(0, 100),
        marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
        inView: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        main: one.closest('main') !== null,
    };
}"""

COLUMN = """(table) => [...table.tBodies[0].rows].map((row) => ({
    area: row.dataset.area,
    value: row.cells[1].dataset.value === undefined ? null : Number(row.cells[1].dataset.value),
}))"""


def ask(page: "Page", query: str) -> list[str]:
    """Type a question after pressing the slash, and return the text of each answer row."""
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type(query)
    page.locator(".search-figure").first.wait_for()
    rows: list[str] = page.locator("[role=option]").all_inner_texts()
    assert 0 < len(rows) <= 10
    return rows


def test_slash_finds_the_diagnosis_with_its_figure(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        rows = ask(page, "starr gävle")
        place = next((number for number, row in enumerate(rows) if "Grå starr" in row), None)
        assert place is not None, rows
        assert place <= 2, rows
        figure = page.locator("[role=option]").nth(place).locator(".search-figure").inner_text()
        assert any(sign.isdigit() for sign in figure) or figure == "Uppgift saknas"
        assert page.input_value(BOX) == "starr gävle"
        assert not guest.problems


def test_slash_finds_what_is_known_of_the_device(browser: "Browser", address: str, real_site: Path):
    fees = json.loads((real_site / "search" / "areas" / "18.json").read_bytes())["answers"]["devices"].get("120606")
    with visitor(browser, address, real_site) as guest:
        page = guest.open("prose-about")
        rows = ask(page, "rollator örebro")
        found = next(row for row in rows[:3] if "Rollator" in row)
        assert "Örebro" in found
        assert (fees["text"] if fees else "Uppgift saknas") in found
        assert not guest.problems


def test_arrows_and_enter_open_the_page(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        ask(page, "stroke")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        active = page.locator(f"#{page.get_attribute(BOX, 'aria-activedescendant')}")
        assert active.get_attribute("aria-selected") == "true"
        assert page.locator("[role=option][aria-selected=true]").count() == 1
        assert active.evaluate(WHERE)["marked"]
        target = str(active.get_attribute("href"))
        page.keyboard.press("Enter")
        page.wait_for_url(target)
        assert page.locator("h1").is_visible()
        assert not guest.problems


def test_enter_alone_shows_every_hit_with_the_best_first(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        page.keyboard.press("/")
        page.keyboard.type("gråstarr")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}sok/?q=*")
        best = page.locator(".search-hits a").first
        best.locator(".search-figure").wait_for()
        assert best.get_attribute("href") == address + page_path("diagnosis", real_site)
        assert not guest.problems


def test_escape_closes_and_the_count_is_said(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        rows = ask(page, "stroke")
        shown = sum("Visa alla" not in row for row in rows)
        page.locator(".search-status", has_text=f"{shown} ").wait_for(state="attached")
        page.keyboard.press("Escape")
        assert not page.locator(".search-panel").is_visible()
        assert page.get_attribute(BOX, "aria-expanded") == "false"
        assert page.input_value(BOX) == "stroke"
        assert page.evaluate("document.activeElement.type") == "search", "Escape must not lose one's place"


def test_slash_is_a_letter_where_one_writes(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        page.locator("form[data-place] input").focus()
        page.keyboard.type("a/b")
        assert page.input_value("form[data-place] input") == "a/b"


def test_skip_link_comes_first_and_leads_past_the_head(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("indicator")
        page.keyboard.press("Tab")
        assert "skip-link" in page.evaluate(WHERE)["what"]
        assert page.evaluate(WHERE)["inView"]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "innehall"
        page.keyboard.press("Tab")
        assert page.evaluate(WHERE)["main"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), [("start", PHONE), ("indicator", PHONE), ("device", DESK), ("list-a-o", DESK)])
def test_focus_is_always_seen(
    browser: "Browser",
    address: str,
    real_site: Path,
    name: str,
    size: tuple[int, int],
    scheme: Any,  # noqa: ANN401
):
    with visitor(browser, address, real_site, size=size, color_scheme=scheme) as guest:
        page = guest.open(name)
        lost = []
        for _ in range(40):
            page.keyboard.press("Tab")
            where = page.evaluate(WHERE)
            if where is None:
                break
            if not where["marked"] or not where["inView"]:
                lost.append(where)
        assert not lost, f"{name} ({page.url}): the focus cannot be seen on {lost}"


@pytest.mark.parametrize("name", ["indicator", "region", "device", "list-open-data", "list-missing"])
def test_tables_can_be_scrolled_from_the_keyboard(browser: "Browser", address: str, real_site: Path, name: str):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open(name)
        stuck = page.evaluate("""() => [...document.querySelectorAll('main *')]
            .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth)
            .filter((one) => one.tabIndex !== 0).map((one) => one.outerHTML.slice(0, 100))""")
        assert not stuck, f"{name} ({page.url}): these scroll sideways but cannot be reached by Tab: {stuck}"
        assert page.locator("[role=region][tabindex='0'][aria-labelledby]").count() > 0


def test_table_scrolls_sideways_with_the_arrows(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("list-open-data")
        region = page.locator(".table-region").first
        region.focus()
        page.keyboard.press("ArrowRight")
        until(page, "document.activeElement.scrollLeft > 0")
        assert region.evaluate("region => region === document.activeElement && region.scrollLeft > 0")


def test_table_sorts_by_figure_on_request(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        table = page.locator("table[data-sortable]").first
        header = table.locator("th[data-sort=number]")
        by_name = table.evaluate(COLUMN)
        assert header.get_attribute("aria-sort") is None
        header.locator("button").focus()
        for key, direction in (("Enter", "descending"), ("Space", "ascending")):
            page.keyboard.press(key)
            assert header.get_attribute("aria-sort") == direction
            assert table.locator("[aria-sort]").count() == 1
            rows = table.evaluate(COLUMN)
            values = [row["value"] for row in rows if row["value"] is not None]
            assert values == sorted(values, reverse=direction == "descending")
            assert [row["value"] for row in rows][: len(values)] == values, (
                "places without a figure come last, whichever the order"
            )
            assert {row["area"] for row in rows} == {row["area"] for row in by_name}
            assert rows != by_name
        assert page.evaluate("document.activeElement.className") == "sort-button", "the focus stays on the button"
        assert not guest.problems


def test_table_goes_back_to_names(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        table = page.locator("table[data-sortable]").first
        table.locator("th[data-sort=number] button").press("Enter")
        table.locator("th[data-sort=text] button").first.press("Enter")
        names = table.locator("tbody th").all_inner_texts()
        in_order: list[str] = page.evaluate("names => [...names].sort(new Intl.Collator('sv').compare)", names)
        assert names == in_order
