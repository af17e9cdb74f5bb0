"""A tiny site served from memory, to try the search box in a real browser: no socket, no build."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ASSETS = Path(__file__).parents[1] / "docs" / "assets" / "search"
SITE = "http://jamforbart.test/sv/"
HOSTILE = "<img src=x onerror=alert(1)>"
LONG = "hjärtmuskelinflammationsuppföljningsmottagningsbesök"

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Test</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'">
<link rel="jamforbart-root" href="/sv/"><link rel="stylesheet" href="/sv/assets/search/search.css">
<script type="module" src="/sv/assets/search/box.js"></script>
<script type="module" src="/sv/assets/search/place.js"></script></head><body data-report="https://example.org/repo/issues/new">
<form data-search role="search" action="/sv/sok/"><label for="q">Sök</label>
<input type="search" id="q" name="q"><button type="submit">Sök</button></form>
<form data-place hidden><label for="p">Din plats</label><input id="p"><button type="submit">Välj</button></form>
<label><input type="checkbox" id="slash" data-slash checked> Tangenten /</label>
<table><tbody><tr data-area="01"><td>Stockholm</td></tr><tr data-area="21"><td>Gävleborg</td></tr></tbody></table>
</body></html>"""

MANY = [[f"diagnosis:sjuka-{i}", f"Sjuka nummer {i}", f"diagnoser/sjuka-{i}/"] for i in range(11)]

INDEX: dict[str, Any] = {
    "entries": [
        ["diagnosis:gra-starr", "Grå starr", "diagnoser/gra-starr/", ["katarakt"], ["H25-H26"], ["wait"]],
        ["diagnosis:stroke", "Stroke", "diagnoser/stroke/", [], [], ["old", "hidden", "first", "second", "third"]],
        ["diagnosis:hostile", HOSTILE, "javascript:alert(1)", ["elakt"]],
        ["diagnosis:long", LONG, "diagnoser/lang/", ["långt ord"]],
        *MANY,
        ["device:120606", "Rollatorer", "hjalpmedel/rollatorer/", [], ["120606"]],
        ["device:220615", "Hörapparater", "hjalpmedel/horapparater/", [], ["220615"]],
        ["device:2207", "Larm", "hjalpmedel/larm/", [], ["2207"]],
        ["indicator:wait", "Väntat högst 90 dagar", "indikatorer/vantat/", [], ["wait"]],
        *([f"indicator:{key}", f"Måttet {key}", f"indikatorer/{key}/"] for key in ("old", "hidden", "first", "second", "third")),
    ],
    "places": [
        ["00", "Riket", "Riket", "regioner/riket/", None, ["sverige"]],
        ["01", "Region Stockholm", "Stockholm", "regioner/stockholm/", "00", []],
        ["21", "Region Gävleborg", "Gävleborg", "regioner/gavleborg/", "00", []],
        ["2180", "Gävle kommun", "Gävle", "kommuner/gavle/", "21", []],
    ],
    "links": {"a_o": "a-o/", "report": None},
}


def figure(area: str, text: str = "78,0 %", value: float | None = 78.0, **more: object) -> dict[str, object]:
    """Return an answer as search/areas/<code>.json has it."""
    return {
        "area": area,
        "text": text,
        "value": value,
        "period_text": "2025",
        "age": "11 månader gammal",
        "verdict": "better",
        "verdict_text": "Konsekvent bättre än riket, 9 av 10 år",
        "country_text": "Riket: 70,0 %",
        "spark": [70.0, None, 75.0, 78.0],
        **more,
    }


def _indicators(area: str) -> dict[str, object]:
    return {
        "wait": figure(area),
        "old": figure(area, "11,0 %", 11.0, old=True, period_text="2014", age="12 år gammal"),
        "hidden": figure(area, "För få fall för att visas", None, verdict=None, verdict_text=None),
        "first": figure(area, "31,0 %", 31.0),
        "second": figure(area, "32,0 %", 32.0, verdict="worse", verdict_text="Konsekvent sämre än riket, 8 av 8 år"),
        "third": figure("00", "33,0 %", 33.0, verdict=None, verdict_text=None),
    }


def _area(code: str, name: str, parent: str | None, about: str, **devices: object) -> dict[str, object]:
    spans = {"12": "avgift känd på 3\u00a0platser", "22": "0–1\u00a0400\u00a0kr på fem år, 9\u00a0kända platser"}
    who = {"22": "Regionen ansvarar", "2207": ""} if code != "00" else {}
    answers = {"indicators": _indicators(about), "devices": devices, "spans": spans, "who": who}
    return {"code": code, "name": name, "short_name": name, "type": "region", "parent": parent, "answers": answers}


HEARING = {
    "area": "21",
    "text": "500\u00a0kr per utprovning",
    "status": "last_known",
    "known": True,
    "group": "Hörselhjälpmedel",
    "who": "Kommunen ansvarar",
}
ALARM = {"area": "2180", "text": "240\u00a0kr per månad", "status": "disputed", "known": True}
KNOWN_SOMEWHERE = {"area": "00", "text": "Avgift känd på 9\u00a0platser", "status": "last_known", "known": False}

FILES: dict[str, Any] = {
    "search/index.json": INDEX,
    "search/areas/00.json": _area("00", "Riket", None, "00", **{"220615": KNOWN_SOMEWHERE}),
    "search/areas/01.json": _area("01", "Stockholm", "00", "01"),
    "search/areas/2180.json": _area("2180", "Gävle", "21", "21", **{"220615": HEARING, "2207": ALARM}),
}


@dataclass
class Asking:
    """A page with a search box, and every address that it asked for."""

    page: "Page"
    requests: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Paths that cannot be fetched."""
    replaced: dict[str, str] = field(default_factory=dict)
    """Scripts that stand in for others, by path."""

    def serve(self, route: "Route") -> None:
        """Answer a request from memory."""
        self.requests.append(route.request.url)
        path = urlsplit(route.request.url).path.removeprefix("/sv/")
        if path in self.broken:
            route.abort()
        elif path in self.replaced:
            route.fulfill(content_type="text/javascript", body=self.replaced[path])
        elif path in FILES:
            route.fulfill(content_type="application/json", body=json.dumps(FILES[path]))
        elif path.startswith("assets/search/") and (ASSETS / Path(path).name).is_file():
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            route.fulfill(content_type=kind, body=(ASSETS / Path(path).name).read_text("utf-8"))
        elif path.endswith("/"):
            route.fulfill(content_type="text/html", body=PAGE)
        else:
            route.fulfill(status=404, body="")

    def since(self, count: int) -> list[str]:
        """Return the paths asked for after the first `count` requests."""
        return [urlsplit(url).path.removeprefix("/sv/") for url in self.requests[count:]]

    def ask(self, query: str) -> list[str]:
        """Type a query instead of what stands there, and return the rows once they have their figures."""
        self.page.fill("#q", query)
        self.page.locator(".search-figure").first.wait_for()
        return self.page.locator("[role=option]:not(.search-all)").all_inner_texts()


@contextmanager
def asking(browser: "Browser", *, width: int = 320, fails: bool = False, saves_data: bool = False) -> Iterator[Asking]:
    """Open a page with a search box; afterwards, check that nothing went wrong on it unless it `fails` on purpose.

    Where the reader `saves_data`, nothing is fetched ahead: what is served can still be replaced.
    """
    context = browser.new_context(locale="sv-SE", viewport={"width": width, "height": 800}, reduced_motion="reduce")
    if saves_data:
        context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page = context.new_page()
    opened = Asking(page)
    context.route("**/*", opened.serve)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{SITE}om/metod/")
    try:
        yield opened
    finally:
        context.close()
    assert fails or not problems, problems
