"""Wherever a page says that a figure is hidden, a link says why; and a row that is itself a link has none inside it."""

import re
from dataclasses import replace

import pytest

from build_site.model.edition import Edition
from build_site.publish.pages import PAGES
from build_site.publish.words import texts
from tests.conftest import PROJECT

HIDDEN = "För få fall för att visas"
LINK = re.compile(rf'<a href="(?:\.\./)*(?:\./)?metod/sma-tal/">(?:{HIDDEN}|Varför står det för få fall\?)</a>')
WORDS = re.compile(rf">\s*{HIDDEN}\s*<")


@pytest.fixture
def hiding(edition: Edition) -> Edition:
    """Return the edition with one measure hidden everywhere, the country too, and part of a diagnosis."""
    own = edition.comparisons["m1"]
    gone = {code: replace(one, value=None, status="suppressed", change=None) for code, one in own.latest.items()}
    comparisons = {**edition.comparisons, "m1": replace(own, latest=gone)}
    return replace(edition, comparisons=comparisons)


def pages(edition: Edition) -> dict[str, str]:
    """Return every generated page by its path."""
    return {path: raw.decode() for module in PAGES for path, raw in module.pages(edition).items() if path.endswith(".md")}


def outside_rows(text: str) -> str:
    """Return a page without the rows that are links as a whole, and without headings."""
    return re.sub(r'<a class="answer.*?</a>|<h\d[^>]*>.*?</h\d>', "", text, flags=re.DOTALL)


def test_every_page_that_hides_links_to_why(hiding: Edition):
    """Indicator, place, report, diagnosis, register and the list of everything."""
    linked = {path for path, text in pages(hiding).items() if LINK.search(text)}
    wanted = {hiding.addresses[key] for key in ("indicator:m1", "area:01", "area:00", "diagnosis:stroke", "register:riks")}
    assert {f"{address}index.md" for address in wanted} | {"a-o/index.md"} <= linked
    assert any("rapport" in path for path in linked)


def test_no_cell_says_it_without_the_link(hiding: Edition):
    """A cell whose words stand alone is a dead end."""
    bare = {}
    for path, text in pages(hiding).items():
        rest = LINK.sub("", outside_rows(text))
        if WORDS.search(rest) and not LINK.search(text):
            bare[path] = WORDS.findall(rest)
    assert bare == {}
    cells = [cell for text in pages(hiding).values() for cell in re.findall(r"<td[^>]*>.*?</td>", text, re.DOTALL)]
    hidden = [cell for cell in cells if HIDDEN in cell]
    assert len(hidden) > 3
    assert [cell for cell in hidden if not LINK.search(cell) and "verdict" not in cell] == []


def test_no_link_stands_in_a_link(hiding: Edition):
    """HTML forbids it, and a thumb would hit the wrong one."""
    for path, text in pages(hiding).items():
        for inside in re.findall(r"<a\b[^>]*>(.*?)</a>", text, re.DOTALL):
            assert "<a " not in inside, path


def test_what_is_shown_has_no_such_link(edition: Edition):
    """The tiny edition hides one figure, in one region of one measure."""
    linked = {path for path, text in pages(edition).items() if LINK.search(text)}
    assert linked == {
        f"{edition.addresses['indicator:m2']}index.md",
        f"{edition.addresses['area:01']}index.md",
        *(path for path in linked if "rapport" in path),
    }


def test_the_page_exists_and_says_the_same_words():
    """The words of the page are those that the cells have."""
    page = (PROJECT / "docs" / "metod" / "sma-tal" / "index.md").read_text(encoding="utf-8")
    assert texts()["statuses"]["suppressed"] == HIDDEN
    assert page.count(HIDDEN) >= 4
    assert "(sma-tal/index.md)" in (PROJECT / "docs" / "metod" / "index.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_adds_up():
    """Three towns and their region, as a reader would subtract them."""
    page = (PROJECT / "docs" / "metod" / "sma-tal" / "index.md").read_text(encoding="utf-8")
    first, second = (
        dict(re.findall(r"^\| (\w+) \| (.+?) \|$", table, re.MULTILINE)) for table in page.split("| Plats | Fall |")[1:3]
    )
    region, *towns = (int(first[name]) for name in ("Regionen", "Söderby", "Västerby"))
    assert first["Norrby"] == HIDDEN == second["Norrby"] == second["Västerby"]
    assert f"{region} − {towns[0]} − {towns[1]} = {region - sum(towns)}." in page
    assert 1 <= region - sum(towns) <= 4
    assert f"tillsammans är {region - towns[0]}." in page
    assert f"från 0 till {region - towns[0]}." in page
