"""With JavaScript off, every page still says what it has to say and the search form leads on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import NAMES, PHONE, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SHOWN = {
    "start": ["#sok-start", ".examples li", ".answers .figure__number"],
    "indicator": [".finding", ".figure__number", ".chart--ranked img", ".chart--timeline img", "table.comparison tr[data-area]"],
    "indicator-with-faults": [".finding", ".notice li", ".chart img", "table.comparison tr[data-area]"],
    "indicator-of-municipalities": [".finding", "details.group summary"],
    "diagnosis": [".figure__number", ".figures .figure"],
    "diagnosis-without-figures": [".missing-card a"],
    "device": [".finding", "table.fees tr[data-area] strong"],
    "device-without-fees": [".missing-card a"],
    "region": [".finding", "table.comparison tbody tr"],
    "municipality": [".finding", "table.comparison tbody tr"],
    "country": ["table.comparison tbody tr", ".links li"],
    "register": [".finding", "dl.facts dd", "table.comparison tbody tr"],
    "list-a-o": [".letters a", ".index li a"],
    "list-places": [".places h2 a", ".places .links a"],
    "list-devices": ["main li a"],
    "list-registers": [".index li a"],
    "list-open-data": ["table tbody tr"],
    "list-missing": ["table tbody tr"],
    "gap-map": [".finding", "ol.gap-list li a", "table.gap-map td a", ".gap-legend dt"],
    "gap-region": [".finding", ".gap-list li a", "details.group summary"],
    "gap-letter": ["#brevet p", "#brevet li"],
    "cost": ["noscript p", ".cost-basket p", ".cost-table tbody tr", ".cost-table .bar", ".cost-table--told tbody tr"],
    "search": ["#sok-sida", "noscript a", "ul li"],
    "report-region": [".finding", ".standing--better li", ".chart img", ".compact li"],
    "report-municipality": [".finding", ".standing--worse li", ".compact li"],
    "prose-method": ["article h2", "article p"],
    "prose-method-with-wide-tables": ["article h2", "article pre", ".table-region td"],
    "prose-about": ["article p"],
    "prose-accessibility": ["article p"],
    "prose-contribute": ["article p"],
    "404": ["article a"],
}
"""What a reader must see on each page, besides its heading."""


@pytest.mark.parametrize("name", NAMES)
def test_page_stands_without_scripts(browser: "Browser", address: str, real_site: Path, name: str):
    with visitor(browser, address, real_site, size=PHONE, java_script_enabled=False) as guest:
        page = guest.open(name)
        assert page.locator("h1").count() == 1
        for what in ("h1", *SHOWN[name]):
            shown = page.locator(what).first
            assert shown.count() == 1, f"{name} ({page.url}) has no {what}"
            shown.scroll_into_view_if_needed()
            assert shown.is_visible(), f"{name} ({page.url}) does not show {what}"
        assert page.locator("form[data-place]:visible").count() == 0, "the place picker needs a script and must stay hidden"
        assert not guest.problems


def test_charts_are_drawn_without_scripts(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, size=PHONE, java_script_enabled=False) as guest:
        page = guest.open("indicator")
        images = page.locator(".chart img")
        assert images.count() >= 2
        for image in images.all():
            image.scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
            assert image.evaluate("one => one.complete && one.naturalWidth > 0"), image.get_attribute("src")
            assert image.get_attribute("alt")
        assert not guest.problems


@pytest.mark.parametrize("name", ["start", "device", "search"])
def test_search_form_is_a_plain_question_whose_page_leads_to_the_list(
    browser: "Browser", address: str, real_site: Path, name: str
):
    with visitor(browser, address, real_site, java_script_enabled=False) as guest:
        page = guest.open(name)
        form = page.locator("form[data-search]")
        assert form.get_attribute("method") == "get"
        form.locator("input[type=search]").fill("rollator örebro")
        form.locator("button").click()
        page.wait_for_url("**/sok/?q=*")
        page.get_by_role("link", name="Se allt från A till Ö").first.click()
        page.wait_for_url("**/a-o/")
        assert page.locator(".index li").count() > 100


def test_list_names_everything(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site, java_script_enabled=False) as guest:
        page = guest.open("list-a-o")
        listed = {
            urlsplit(link).path.strip("/") for link in page.locator(".index a").evaluate_all("all => all.map(one => one.href)")
        }
    for kind in ("diagnoses", "indicators", "devices", "registers"):
        entries = json.loads((real_site / "api" / "v1" / f"{kind}.json").read_bytes())[kind]
        pages = {"/".join(urlsplit(entry["page"]).path.strip("/").split("/")[-2:]) for entry in entries if entry["page"]}
        assert pages <= listed, f"a-o/ leaves out {kind}: {sorted(pages - listed)[:5]}"
