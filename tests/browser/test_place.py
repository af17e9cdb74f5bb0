"""The chosen place: kept in this browser only, shown, pinned, and gone when one removes it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import PHONE, Visitor, until, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KEPT = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    cookie: document.cookie,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""

OWN = "document.querySelector('tr.own-place')?.dataset.area === '{code}'"
"""The row of this place is marked. It stands first."""


def choose(page: "Page", place: str) -> None:
    """Choose a place in the picker, as a reader does."""
    page.locator("form[data-place] input").fill(place)
    page.locator("form[data-place] .place-entry button").click()
    page.locator(".place-chosen:visible").wait_for()


def assert_kept(guest: Visitor, place: str | None) -> None:
    """Check that the place is all that the browser keeps, and that no cookie was ever set."""
    kept = guest.page.evaluate(KEPT)
    assert kept["local"] == ({"jamforbart-plats": place} if place else {})
    assert (kept["session"], kept["cookie"], kept["databases"], kept["workers"]) == ({}, "", 0, 0)
    assert guest.context.cookies() == []


def test_nothing_is_kept_before_one_chooses(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        for name in ("start", "indicator", "device", "municipality"):
            guest.open(name)
            guest.page.wait_for_load_state("networkidle")
            assert_kept(guest, None)
        assert not guest.problems


def test_place_is_kept_shown_pinned_and_removed(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("indicator")
        rows = page.locator("table.comparison").first.locator("tbody tr")
        by_name = rows.evaluate_all("rows => rows.map(row => row.dataset.area)")
        choose(page, "Gävle")
        assert_kept(guest, "2180")
        assert page.locator(".place-name").inner_text() == "Gävle"
        assert "Gävle" in page.locator(".place-status").inner_text()

        page.reload()
        page.locator("tr.own-place").first.wait_for()
        assert page.locator(".place-name").inner_text() == "Gävle"
        assert rows.first.get_attribute("data-area") in {"21", "2180"}, "the place or its region stands first"
        assert "own-place" in str(rows.first.get_attribute("class"))
        assert rows.count() == len(by_name)

        page.locator(".place-remove").click()
        page.locator("form[data-place] .place-entry:visible").wait_for()
        until(page, "document.querySelector('tr.own-place') === null")
        assert rows.evaluate_all("rows => rows.map(row => row.dataset.area)") == by_name
        assert_kept(guest, None)
        page.reload()
        assert page.locator("tr.own-place").count() == 0
        assert not guest.problems


def test_place_follows_to_other_pages_and_into_the_search(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        choose(guest.open("start"), "Gävle")
        page = guest.open("device")
        page.locator(".place-name", has_text="Gävle").wait_for()
        page.locator("form[data-search] input").fill("grå starr")
        page.locator(".search-figure").first.wait_for()
        assert "Gävle" in page.locator("[role=option]").first.inner_text()
        assert_kept(guest, "2180")
        assert not guest.problems


def test_place_that_stands_in_a_search_goes_along_and_is_not_kept(browser: "Browser", address: str, real_site: Path):
    """Whoever asks for starr in Umeå sees Umeå first on the page, and their own place everywhere else."""
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        choose(page, "Gävle")
        page.locator("form[data-search] input").first.fill("grå starr umeå")
        row = page.locator("[role=option]", has=page.locator(".search-figure")).first
        row.wait_for()
        assert str(row.get_attribute("href")).endswith("diagnoser/gra-starr/#plats=2480")
        page.locator("form[data-search] input").first.fill("grå starr")
        page.locator("[role=option]", has_text="Gävle").first.wait_for()
        href = page.locator("[role=option]", has=page.locator(".search-figure")).first.get_attribute("href")
        assert str(href).endswith("diagnoser/gra-starr/"), "the chosen place is known everywhere: it needs no address"

        page = guest.open("indicator")
        page.evaluate("location.hash = 'plats=2480'")
        until(page, OWN.format(code=24))
        assert page.locator(".place-name").inner_text() == "Gävle"
        page.evaluate("location.hash = 'faq'")
        page.evaluate("location.hash = 'plats=<b>'")
        until(page, OWN.format(code=24))
        page.go_back()
        page.go_back()
        page.go_back()
        until(page, OWN.format(code=21))
        assert_kept(guest, "2180")
        assert not [url for url in guest.requests if "plats" in url], "the place is never sent"
        assert not guest.problems


def test_place_that_is_chosen_goes_before_the_one_in_the_address(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.evaluate("location.hash = 'plats=2480'")
        until(page, OWN.format(code=24))
        choose(page, "Gävle")
        until(page, OWN.format(code=21))
        assert "plats" not in page.url
        page.reload()
        until(page, OWN.format(code=21))
        assert not guest.problems


def test_diagnosis_shows_what_the_place_has(browser: "Browser", address: str, real_site: Path):
    """By the place in the address, and by the chosen one; the country's figure stays beside it."""
    with visitor(browser, address, real_site, size=PHONE) as guest:
        page = guest.open("diagnosis")
        assert page.locator(".figure__own").count() == 0
        page.evaluate("location.hash = 'plats=2480'")
        own = page.locator(".figure__own").first
        own.wait_for()
        file = json.loads((real_site / "search" / "areas" / "2480.json").read_text(encoding="utf-8"))
        measure = page.locator("[data-measure]", has=page.locator(".figure__own")).first.get_attribute("data-measure")
        answer = file["answers"]["indicators"][measure]
        assert own.inner_text().startswith(f"Regionen där Umeå ligger: {answer['text']} ({answer['period_text']})")
        page.locator(".place-status", has_text="Umeå, som du sökte på, är markerad på sidan.").wait_for()
        assert page.locator(".figure__line .figure__place").first.inner_text() == "Riket"
        page.evaluate("location.hash = ''")
        until(page, "document.querySelector('.figure__own') === null")
        until(page, "document.querySelector('.place-status').textContent === ''")
        choose(page, "Gävleborg")
        own.wait_for()
        assert own.inner_text().startswith("Gävleborg: ")
        assert not guest.problems


def test_page_without_anything_of_the_place_says_so(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("device")
        absent = page.evaluate("""['2284', '0125', '1980', '2521', '0860'].find((code) =>
            !document.querySelector(`tr[data-area='${code}'], tr[data-area='${code.slice(0, 2)}']`))""")
        assert absent, "every one of five places has a row here: choose others"
        page.evaluate("(code) => { location.hash = `plats=${code}`; }", absent)
        page.locator(".place-status", has_text="Sidan har ingen uppgift om").wait_for()
        assert page.locator(".own-place").count() == 0
        assert not guest.problems


def test_calculator_opens_with_the_place_of_the_search(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        page.locator("form[data-search] input").first.fill("vad kostar det umeå")
        row = page.locator("[role=option][href*='vad-kostar-det']")
        row.wait_for()
        row.click()
        page.locator("[data-shared]", has_text="Umeå").wait_for()
        assert guest.page.evaluate("localStorage.getItem('jamforbart-plats')") is None
        assert not guest.problems


def test_row_to_the_page_one_stands_on_closes_the_box(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("diagnosis")
        title = page.locator("h1").inner_text()
        page.locator("form[data-search] input").fill(f"{title} umeå")
        page.locator("[role=option]", has_text="Umeå").or_(
            page.locator("[role=option]", has_text="Västerbotten")
        ).first.wait_for()
        page.locator("[role=option]").first.click()
        page.locator(".figure__own").first.wait_for()
        assert page.locator(".search-panel").first.is_hidden()
        assert not guest.problems


def test_unknown_place_is_said_and_not_kept(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("start")
        page.locator("form[data-place] input").fill("Qwxzstad")
        page.locator("form[data-place] .place-entry button").click()
        page.locator(".place-status", has_text="Qwxzstad").wait_for()
        assert page.locator("form[data-place] input").get_attribute("aria-invalid") == "true"
        assert_kept(guest, None)


def test_place_that_is_kept_but_not_a_place_does_no_harm(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.evaluate("localStorage.setItem('jamforbart-plats', '<img src=x onerror=alert(1)>')")
        page.reload()
        page.locator("form[data-place] .place-entry:visible").wait_for()
        assert page.locator("tr.own-place").count() == 0
        assert not guest.problems


def test_sorted_table_stays_sorted_when_a_place_is_chosen(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        table = page.locator("table[data-sortable]").first
        header = table.locator("th[data-sort=number]")
        header.locator("button").click()
        choose(page, "Gävle")
        page.locator("tr.own-place").first.wait_for()
        values = table.locator("tbody tr:not(.own-place) td[data-value]").evaluate_all(
            "cells => cells.map(one => Number(one.dataset.value))"
        )
        said = header.get_attribute("aria-sort")
        assert (values == sorted(values, reverse=True)) == (said == "descending"), (
            f"aria-sort says {said}, the rows say {values[:5]}"
        )
