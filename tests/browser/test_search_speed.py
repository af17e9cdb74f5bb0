"""How soon the box answers on a phone: a processor four times slower than this one, on two mobile networks."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BOX = "form[data-search] input[type=search]"

SLOWER = 4

NETWORKS = {"4G": (170, 9.0, 300), "slow 4G": (150, 1.6, 1000)}
"""By name: round trip in ms, Mbit/s, and the most ms that one may wait. The first is WebPageTest's 4G, the second Lighthouse's
slow one, where the index alone takes longer than 300 ms to arrive."""

KEYBOARD_MS = 500
"""From the touch to the first letter: the phone's keyboard has to slide in, and a finger to find its key."""

FIRST_ROW_MS = 300
"""From the touch to the first row, where the network costs nothing."""

TRIES = 4
"""The best of so many: the tests share their processor with others."""

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}

WATCH = """() => {
    window.seen = {};
    const note = (what) => { window.seen[what] ??= performance.now(); };
    document.addEventListener('pointerdown', () => note('touch'), true);
    document.addEventListener('input', () => note('letter'), true);
    new MutationObserver(() => {
        if (document.querySelector('[role=option] .search-title')) note('row');
        if (document.querySelector('[role=option] .search-figure')) note('figure');
    }).observe(document.body, {childList: true, subtree: true});
}"""


class Server(ThreadingHTTPServer):
    """A server whose callers may hang up, as a browser does when its tab is closed."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def compressing(real_site: Path) -> Iterator[str]:
    """Return the address of the real site behind a server that compresses and keeps its connections, as static hosts do."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = real_site / unquote(urlsplit(self.path).path).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            body = gzip.compress(path.read_bytes(), 6) if path.is_file() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
            self.send_header("Content-Encoding", "gzip" if body else "identity")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def phone(browser: "Browser", address: str, network: dict[str, object] | None = None) -> Iterator["Page"]:
    """Open a page of the site, wait until it is idle, then slow the processor and the network."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    try:
        page = context.new_page()
        page.goto(f"{address}om/")
        page.wait_for_load_state("networkidle")
        slow = context.new_cdp_session(page)
        if network:
            slow.send("Network.enable")
            slow.send("Network.emulateNetworkConditions", {"offline": False, "uploadThroughput": 1e5, **network})
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(WATCH)
        yield page
    finally:
        context.close()


def time_to_answer(page: "Page", keyboard_ms: int) -> dict[str, float]:
    """Touch the box, wait, write a word; return the milliseconds from the touch to the letters, first row and first figure."""
    page.tap(BOX)
    page.wait_for_timeout(keyboard_ms)
    page.keyboard.insert_text("starr")
    page.locator("[role=option] .search-figure").first.wait_for()
    seen: dict[str, float] = page.evaluate("window.seen")
    return {what: when - seen["touch"] for what, when in seen.items()}


def shortest(measure: Callable[[], float], most: float) -> list[int]:
    """Return what was measured until one wait was short enough, at most TRIES of them."""
    tried: list[int] = []
    while len(tried) < TRIES and (not tried or tried[-1] > most):
        tried.append(round(measure()))
    return tried


def test_first_result_is_there_300_ms_after_the_touch(browser: "Browser", compressing: str):
    """The word stands in the box as soon as it is touched, pasted or spoken: all that is to be done is done in this time."""

    def measure() -> float:
        with phone(browser, compressing) as page:
            return time_to_answer(page, keyboard_ms=0)["row"]

    tried = shortest(measure, FIRST_ROW_MS)
    assert min(tried) <= FIRST_ROW_MS, f"milliseconds from the touch to the first row: {tried}"


@pytest.mark.parametrize("network", NETWORKS)
def test_answer_is_there_when_the_first_letters_are(browser: "Browser", compressing: str, network: str):
    round_trip, megabits, most = NETWORKS[network]
    limits: dict[str, object] = {"latency": round_trip, "downloadThroughput": megabits * 1e6 / 8}

    def measure() -> float:
        with phone(browser, compressing, limits) as page:
            times = time_to_answer(page, KEYBOARD_MS)
            return times["figure"] - times["letter"]

    tried = shortest(measure, most)
    assert min(tried) <= most, f"milliseconds from the first letter to the first figure: {tried}"


def test_all_that_the_first_answer_waits_for_is_asked_for_at_once(browser: "Browser", compressing: str):
    """One round trip, not a chain of them: two files, of which neither waits for the other. The code is there already."""
    with phone(browser, compressing, {"latency": 1000, "downloadThroughput": -1}) as page:
        before = asked(page)
        page.tap(BOX)
        page.keyboard.insert_text("starr")
        page.locator("[role=option] .search-figure").first.wait_for()
        after = asked(page)
    assert {"engine.js", "vocabulary.js", "row.js", "answer.js"} <= set(before)
    starts = {name: when for name, when in after.items() if name not in before and name != "nothing.js"}
    assert set(starts) == {"index.json", "00.json"}
    assert abs(starts["index.json"] - starts["00.json"]) < 500, starts


def asked(page: "Page") -> dict[str, float]:
    """Return the names of the files that were asked for, and when."""
    found: dict[str, float] = page.evaluate("""() => Object.fromEntries(
        performance.getEntriesByType('resource').map((one) => [one.name.split('/').pop(), one.startTime]))""")
    return found
