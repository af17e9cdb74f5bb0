"""On paper the finding and the figures stand; zoom to 400 % is 320 pixels wide and belongs to test_accessibility.py."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAPER = (718, 1000)
"""A4 at 96 dots an inch, less the margins that browsers leave."""


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("indicator", [".finding", ".figure__number", ".chart img", "table.comparison tbody tr", ".source-line"]),
        ("device", [".finding", "table.fees tbody tr"]),
        ("region", [".finding", "table.comparison tbody tr"]),
        ("report-region", [".finding", ".standing--better li", ".standing--worse li", ".chart img", ".compact li"]),
        ("report-municipality", [".finding", ".standing--better li"]),
    ],
)
def test_paper_shows_the_finding_and_the_figures(browser: "Browser", address: str, real_site: Path, name: str, kept: list[str]):
    with visitor(browser, address, real_site, size=PAPER, color_scheme="dark") as guest:
        page = guest.open(name)
        page.emulate_media(media="print")
        for what in ("h1", *kept):
            assert page.locator(what).first.is_visible(), f"{name}: {what} is not printed"
        for what in ("form", "nav", ".skip-link", ".button"):
            assert page.locator(f"{what}:visible").count() == 0, f"{name}: {what} is of no use on paper"
        ink, paper = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
        assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)"), "dark mode must not reach the printer"
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        cut = page.locator(".table-region").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length")
        assert cut == 0, f"{name}: {cut} tables are wider than the paper"


def test_a_report_on_paper_is_only_the_report(browser: "Browser", address: str, real_site: Path):
    """One column, no head or foot of the site, and its own address at the end."""
    with visitor(browser, address, real_site, size=PAPER) as guest:
        page = guest.open("report-region")
        page.emulate_media(media="print")
        assert page.locator(".site-header:visible, .site-footer:visible, details:visible").count() == 0
        better, worse = (page.locator(f".standing--{kind}").bounding_box() for kind in ("better", "worse"))
        assert better
        assert worse
        assert better["y"] + better["height"] <= worse["y"]
        assert page.locator("main p").last.inner_text().startswith("Jämförbart, https://")


def test_text_spacing_of_the_readers_choice_loses_nothing(browser: "Browser", address: str, real_site: Path):
    """WCAG 1.4.12: wider letters, words, lines and paragraphs, set as an own style sheet would."""
    with visitor(browser, address, real_site, size=(320, 640)) as guest:
        page = guest.open("indicator")
        page.evaluate("""() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                p { margin-bottom: 2em !important }`);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }""")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        cut = page.evaluate("""() => [...document.querySelectorAll('body *')].filter((one) => {
            const style = getComputedStyle(one);
            const clips = style.overflowY === 'hidden' && style.clipPath === 'none';
            return clips && one.scrollHeight > one.clientHeight + 2 && one.textContent.trim();
        }).map((one) => one.outerHTML.slice(0, 100))""")
        assert not cut
