"""The chosen place: kept in this browser only, shown, pinned, and gone when one removes it."""

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
