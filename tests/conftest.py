"""What tests of several kinds share: a tiny data folder, the real site built once, a server and a browser."""

import datetime as dt
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_site.build import build
from build_site.cli import SiteHandler
from build_site.model.edition import Release

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parents[1]
SMALL = PROJECT / "tests" / "golden" / "cases" / "two_regions" / "data"
REQUIRED = bool(os.environ.get("JAMFORBART_REQUIRE_BROWSER"))

RELEASE = Release(
    dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC), None, "https://example.org/jamforbart/", "https://example.org/repo"
)
"""A pinned clock, so that ages and files are the same every day."""


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """Return a copy of the tiny data folder, free to be broken."""
    return Path(shutil.copytree(SMALL, tmp_path / "data"))


@pytest.fixture(scope="session")
def real_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the real site, built and rendered once for the whole run."""
    out = tmp_path_factory.mktemp("real")
    build(PROJECT / "data", out, jobs=2)
    return out


@pytest.fixture(scope="session")
def real_site(real_out: Path) -> Path:
    """Return the finished real site."""
    return real_out / "site"


@pytest.fixture(scope="session")
def address(real_site: Path) -> Iterator[str]:
    """Return the address of the real site, served on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=str(real_site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Return Debian's Chromium; skip when there is none, fail when CI requires it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium on this machine: install the package `chromium` to run the browser tests"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0 or os.environ.get("CI"):
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*flags, "--disable-sync"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of Node; skip when there is none, fail when CI requires it."""
    path = shutil.which("node")
    if path is None:
        reason = "no Node on this machine: install `nodejs` to run the tests of the search engine outside a browser"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return path
