"""What the first view of a page costs to fetch, compressed as a static host compresses it."""

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import page_path, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

pytestmark = pytest.mark.browser

MOST = 110_000
PHONE = (412, 823)
COMPRESSED = {"text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}


def weigh(responses: "list[Response]") -> dict[str, int]:
    """Return the compressed size of each response, by its address."""
    sizes = {}
    for response in responses:
        kind = str(response.header_value("content-type")).split(";")[0]
        body = response.body()
        sizes[response.url] = len(gzip.compress(body, 6)) if kind in COMPRESSED else len(body)
    return sizes


@pytest.mark.parametrize("size", [PHONE, (1280, 900)], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["indicator", "indicator-with-faults", "indicator-of-municipalities", "start", "region"])
def test_first_view_is_light(browser: "Browser", address: str, real_site: Path, name: str, size: tuple[int, int]):
    with visitor(browser, address, real_site, size=size) as guest:
        responses: list[Response] = []
        guest.page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  (it cannot watch a built-in)
        guest.open(name)
        guest.page.wait_for_load_state("networkidle")
        sizes = weigh(responses)
        listed = "\n".join(
            f"{size:7} {url.removeprefix(address)}" for url, size in sorted(sizes.items(), key=lambda one: -one[1])
        )
        assert address + page_path(name, real_site) in sizes
        assert sum(sizes.values()) <= MOST, f"{name}: {sum(sizes.values())} bytes\n{listed}"
        assert not guest.problems


def test_search_index_waits_for_the_box(browser: "Browser", address: str, real_site: Path):
    with visitor(browser, address, real_site) as guest:
        page = guest.open("indicator")
        page.wait_for_load_state("networkidle")
        assert not [url for url in guest.requests if url.endswith(".json")]
        with page.expect_response("**/search/index.json") as got:
            page.locator("form[data-search] input").focus()
        assert len(gzip.compress(got.value.body(), 6)) <= 100_000
