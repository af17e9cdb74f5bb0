"""The box and the place picker in a real browser, served from memory: no socket, no build."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parents[2] / "docs" / "assets" / "search"
SITE = "http://jamforbart.test/sv/"
HOSTILE = "<img src=x onerror=alert(1)>"

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Test</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'">
<link rel="jamforbart-root" href="../../"><link rel="stylesheet" href="../../assets/search/search.css">
<script type="module" src="../../assets/search/box.js"></script>
<script type="module" src="../../assets/search/place.js"></script></head><body>
<form data-search role="search" action="../../a-o/"><label for="q">Sök</label>
<input type="search" id="q" name="q"><button type="submit">Sök</button></form>
<form data-place hidden><label for="p">Din plats</label><input id="p"><button type="submit">Välj</button></form>
<table><tbody><tr data-area="01"><td>Stockholm</td></tr><tr data-area="21"><td>Gävleborg</td></tr></tbody></table>
</body></html>"""

INDEX = {
    "entries": [
        ["diagnosis:gra-starr", "Grå starr", "diagnoser/gra-starr/", ["katarakt"], ["H25-H26"], ["wait"]],
        ["diagnosis:hostile", HOSTILE, "javascript:alert(1)", ["elakt"]],
        ["device:120606", "Rollatorer", "hjalpmedel/rollatorer/", [], ["120606"]],
        ["indicator:wait", "Väntat högst 90 dagar", "indikatorer/vantat/", [], ["wait"]],
    ],
    "places": [
        ["00", "Riket", "Riket", "regioner/riket/", None, ["sverige"]],
        ["01", "Region Stockholm", "Stockholm", "regioner/stockholm/", "00", []],
        ["21", "Region Gävleborg", "Gävleborg", "regioner/gavleborg/", "00", []],
        ["2180", "Gävle kommun", "Gävle", "kommuner/gavle/", "21", []],
    ],
    "links": {"a_o": "a-o/", "report": "saknas/"},
}
ANSWER = {
    "text": "78,0 %",
    "value": 78.0,
    "unit": "percent",
    "period": "2024",
    "period_text": "2024",
    "age": "11 månader gammal",
    "verdict": "better",
    "verdict_text": "Konsekvent bättre än riket, 9 av 10 år",
    "country_text": "Riket: 70,0 %",
    "spark": [70.0, None, 75.0, 78.0],
}


def _area(code: str, name: str, parent: str | None, about: str) -> dict[str, object]:
    answers = {"indicators": {"wait": {"area": about, **ANSWER}}, "devices": {}}
    return {"code": code, "name": name, "short_name": name, "type": "region", "parent": parent, "answers": answers}


FILES = {
    "search/index.json": INDEX,
    "search/areas/00.json": _area("00", "Riket", None, "00"),
    "search/areas/2180.json": _area("2180", "Gävle", "21", "21"),
}


def _serve(route: Any) -> None:  # noqa: ANN401
    path = urlsplit(route.request.url).path.removeprefix("/sv/")
    if path in FILES:
        route.fulfill(content_type="application/json", body=json.dumps(FILES[path]))
    elif path.startswith("assets/search/") and (ASSETS / Path(path).name).is_file():
        kind = "text/css" if path.endswith(".css") else "text/javascript"
        route.fulfill(content_type=kind, body=(ASSETS / Path(path).name).read_text("utf-8"))
    elif path.endswith("/"):
        route.fulfill(content_type="text/html", body=PAGE)
    else:
        route.fulfill(status=404, body="")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:  # noqa: ANN401
    context = browser.new_context(locale="sv-SE", viewport={"width": 320, "height": 800})
    context.route("**/*", _serve)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.goto(f"{SITE}om/metod/")
    yield opened
    context.close()
    assert not problems


def test_row_is_the_answer_and_names_whose_figure_it_is(page: Any):  # noqa: ANN401
    page.fill("#q", "starr gävle")
    row = page.locator("[role=option]").first
    row.locator(".search-figure").wait_for()
    text = row.inner_text()
    assert all(part in text for part in ("Grå starr", "Gävleborg", "78,0 %", "9 av 10 år", "11 månader gammal"))
    assert text.index("9 av 10 år") < text.index("▲")
    assert row.locator("svg path").get_attribute("d").count("M") == 2


def test_hostile_title_and_address_stay_harmless(page: Any):  # noqa: ANN401
    page.fill("#q", "elakt")
    row = page.locator("[role=option]").first
    row.wait_for()
    assert row.locator(".search-title").inner_text() == HOSTILE
    assert page.locator("form[data-search] img").count() == 0
    assert row.get_attribute("href") == SITE


def test_keyboard_alone_finds_and_opens(page: Any):  # noqa: ANN401
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
    page.keyboard.press("Enter")
    page.wait_for_url("**/diagnoser/gra-starr/")


def test_unknown_fee_is_said_not_guessed(page: Any):  # noqa: ANN401
    page.fill("#q", "rollator gävle")
    page.locator(".search-figure").first.wait_for()
    assert "Uppgift saknas" in page.locator(".search-figure").all_inner_texts()


def test_a_row_chosen_before_typing_on_is_not_opened(page: Any):  # noqa: ANN401
    page.fill("#q", "vantat")
    page.locator(".search-figure").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#q[aria-activedescendant]").wait_for()
    page.keyboard.type(" hogst")
    assert page.get_attribute("#q", "aria-activedescendant") is None
    assert page.locator("[aria-selected=true]").count() == 0


def test_without_storage_the_choice_lasts_as_long_as_the_page(page: Any):  # noqa: ANN401
    page.evaluate("""() => { for (const name of ['getItem', 'setItem', 'removeItem']) {
        Storage.prototype[name] = () => { throw new DOMException('off'); }; } }""")
    page.fill("#p", "gävle")
    page.click("form[data-place] button[type=submit]")
    page.locator(".place-name", has_text="Gävle").wait_for()
    page.fill("#q", "starr")
    page.locator(".search-place", has_text="Gävle").wait_for()
    assert page.evaluate("document.querySelector('.search-place').textContent").startswith("Diagnos, Gävle")


def test_no_hit_shows_the_ways_on(page: Any):  # noqa: ANN401
    page.fill("#q", "asdfgh")
    page.locator(".search-nothing", has_text="Inget hittat för ”asdfgh”").wait_for()
    assert page.locator(".search-ways a").evaluate_all("all => all.map(a => a.href)") == [f"{SITE}a-o/", f"{SITE}saknas/"]


def test_chosen_place_is_kept_pinned_and_can_be_removed(page: Any):  # noqa: ANN401
    page.fill("#p", "gävle")
    page.click("form[data-place] button[type=submit]")
    page.locator(".place-name", has_text="Gävle").wait_for()
    assert page.evaluate("localStorage.length") == 1
    assert page.evaluate("localStorage.getItem('jamforbart-plats')") == "2180"
    assert page.locator("tbody tr").first.get_attribute("class") == "own-place"
    assert page.locator("tbody tr").first.inner_text() == "Gävleborg"
    page.click(".place-remove")
    page.locator("tbody tr", has_text="Stockholm").first.wait_for()
    page.wait_for_function("document.querySelector('tbody tr').dataset.area === '01'")
    assert page.evaluate("localStorage.length") == 0


def test_nothing_is_wider_than_a_small_phone(page: Any):  # noqa: ANN401
    page.fill("#q", "starr")
    page.locator(".search-figure").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("[role=option]").first.bounding_box()["height"] >= 24
