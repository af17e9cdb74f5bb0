"""One page of each type, and what the browser tests do to every page they open."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from build_site.build import find_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

FROM_DATA = {
    "indicator": ("indicators", "id", "U70495"),
    "indicator-with-faults": ("indicators", "id", "N79221"),
    "indicator-of-municipalities": ("indicators", "id", "N01938"),
    "diagnosis": ("diagnoses", "id", "gra-starr"),
    "device": ("devices", "iso", "120606"),
    "region": ("areas", "code", "21"),
    "municipality": ("areas", "code", "2180"),
    "country": ("areas", "code", "00"),
    "register": ("registers", "id", "riksstroke"),
}
"""Pages whose address stands in the API: name → list, key and value of the entry."""

REPORTS = {"report-region": "region", "report-municipality": "municipality"}
"""Reports, each below the page of a place."""


FIRST_EMPTY = {
    "diagnosis-without-figures": ("diagnoses", lambda entry: not entry["indicators"]),
    "device-without-fees": ("devices", lambda entry: not entry["fees"] and not entry["group_fees"]),
}
"""Pages of the first entry in a list that has nothing to show: which one that is changes with the data."""

FIXED = {
    "start": "",
    "list-a-o": "a-o/",
    "list-places": "platser/",
    "list-devices": "hjalpmedel/",
    "list-registers": "register/",
    "list-open-data": "oppna-data/",
    "list-missing": "saknas/",
    "gap-map": "hjalpmedel/luckor/",
    "gap-region": "hjalpmedel/luckor/dalarna/",
    "gap-letter": "hjalpmedel/luckor/brev/",
    "search": "sok/",
    "cost": "vad-kostar-det/",
    "prose-method": "metod/",
    "prose-method-with-wide-tables": "metod/standardisering/",
    "prose-about": "om/",
    "prose-accessibility": "tillganglighet/",
    "prose-contribute": "contribute/",
}
"""Pages whose address is part of the design."""

MISSING = "404"

NAMES = (*FROM_DATA, *REPORTS, *FIRST_EMPTY, *FIXED, MISSING)
"""Every page type. The start of a name is its kind: `indicator`, `list`, `prose`."""

SITE_FOLDER = urlsplit(find_release().site_url).path
"""Where the site lies on its host. Only the page for 404 knows it: it may be shown at any address."""

PHONE = (320, 640)
DESK = (1280, 900)


def page_path(name: str, site: Path) -> str:
    """Return the address of a page within the site."""
    if name == MISSING:
        return "den-har-sidan-finns/inte/"
    if name in FIXED:
        return FIXED[name]
    if name in FIRST_EMPTY:
        listed, is_empty = FIRST_EMPTY[name]
        return _within(next(entry for entry in _entries(site, listed) if is_empty(_whole(entry, site))))
    if name in REPORTS:
        return f"{page_path(REPORTS[name], site)}rapport/"
    listed, key, value = FROM_DATA[name]
    return _within(next(entry for entry in _entries(site, listed) if entry[key] == value))


def page_file(name: str, site: Path) -> Path:
    """Return the file of a page."""
    return site / "404.html" if name == MISSING else site / page_path(name, site) / "index.html"


def _entries(site: Path, listed: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((site / "api" / "v1" / f"{listed}.json").read_bytes())[listed]
    return entries


def _whole(entry: dict[str, Any], site: Path) -> dict[str, Any]:
    """Return an entry of a list with all that its own file says."""
    own: dict[str, Any] = json.loads((site / entry["url"].removeprefix(find_release().site_url)).read_bytes())
    return entry | own


def _within(entry: dict[str, Any]) -> str:
    return str(entry["page"]).removeprefix(find_release().site_url)


@dataclass
class Visitor:
    """One page in a browser of its own, and everything that went wrong while it was open."""

    page: "Page"
    context: "BrowserContext"
    address: str
    site: Path
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, name: str) -> "Page":
        """Open a page of the site by its name."""
        folder = SITE_FOLDER.lstrip("/") if name == MISSING else ""
        self.page.goto(self.address + folder + page_path(name, self.site))
        return self.page

    def watch(self) -> None:
        """Begin to note errors and requests to other hosts."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: "ConsoleMessage") -> None:
        # The page for 404 is rightly answered with 404, which the browser calls an error.
        if message.type in {"error", "warning"} and not (message.location["url"] == self.page.url and " 404 " in message.text):
            self.problems.append(f"console {message.type}: {message.text}")

    def _see(self, request: "Request") -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.address, "data:")):
            self.problems.append(f"request to another host: {request.url}")


@contextmanager
def visitor(browser: "Browser", address: str, site: Path, *, size: tuple[int, int] = DESK, **options: Any) -> Iterator[Visitor]:  # noqa: ANN401
    """Yield a visitor with a browser context of its own, closed afterwards."""
    width, height = size
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce", viewport={"width": width, "height": height}, **options)
    try:
        # The page for 404 asks for its files in the folder that the site has on its host; the tests serve it without one.
        context.route(f"{address.rstrip('/')}{SITE_FOLDER}**", lambda route: _leave_folder(route, address))
        guest = Visitor(context.new_page(), context, address, site)
        guest.watch()
        yield guest
    finally:
        context.close()


def _leave_folder(route: "Route", address: str) -> None:
    route.continue_(url=address + urlsplit(route.request.url).path.removeprefix(SITE_FOLDER))


def until(page: "Page", expression: str) -> None:
    """Wait till an expression is true on the page.

    Not by wait_for_function: where it has to wait it asks for eval, which our policy forbids, so it fails on a slow machine only.
    """
    for _ in range(250):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"never came true: {expression}")
