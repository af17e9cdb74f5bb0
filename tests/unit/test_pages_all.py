"""What holds for every kind of page."""

import pkgutil
import re
from html.parser import HTMLParser
from types import ModuleType

import pytest

from build_site.model.edition import Edition
from build_site.publish import pages as package
from build_site.publish.pages import PAGES

NAMES = [module.__name__.rpartition(".")[2] for module in PAGES]
VOID = {"img", "input", "meta", "link", "br", "hr", "rect", "polyline", "path"}


class Outline(HTMLParser):
    """Gathers ids, headings and links, and checks that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]):
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action"}:
                self.links.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]):
        """Leave a drawing's own elements: they end themselves."""

    def handle_endtag(self, tag: str):
        assert self.open.pop() == tag


def every_page(edition: Edition) -> dict[str, str]:
    return {path: page.decode() for module in PAGES for path, page in module.pages(edition).items()}


def test_every_module_is_in_the_tuple():
    found = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert found
    assert found == set(NAMES)
    assert len(PAGES) == len(set(NAMES))


@pytest.mark.parametrize("module", PAGES, ids=NAMES)
def test_pages_are_index_files(edition: Edition, module: ModuleType):
    files = module.pages(edition)
    assert files
    assert all(path == "index.md" or re.fullmatch(r"[a-z0-9/-]+/index\.md", path) for path in files)


def test_every_address_has_its_page(edition: Edition):
    assert {f"{address}index.md" for address in edition.addresses.values()} <= set(every_page(edition))


def test_html_is_whole_and_ordered(edition: Edition):
    for path, page in every_page(edition).items():
        outline = Outline(page.split("---\n", 2)[2])
        assert outline.open == [], path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.headings.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)), path
        assert not {"style", "onclick"} & outline.attributes, path


def test_links_are_relative_or_whole(edition: Edition):
    pages = every_page(edition)
    for path, page in pages.items():
        for link in Outline(page.split("---\n", 2)[2]).links:
            assert re.match(r"(\.\./|\./|#|https?://)", link), f"{path}: {link}"
            if "/edit/" in link or "/issues/" in link:
                assert link.startswith(edition.release.repository_url + "/"), f"{path}: {link}"


def test_nothing_is_indented_or_blank(edition: Edition):
    for path, page in every_page(edition).items():
        body = page.split("---\n", 2)[2].strip()
        assert not re.search(r"\n\s*\n|\n[ \t]", body), path


def test_everyday_words_are_for_search_only(edition: Edition):
    assert not [path for path, page in every_page(edition).items() if "gåvagn" in page or "strok<" in page]


def test_same_edition_same_bytes(edition: Edition):
    assert every_page(edition) == every_page(edition)
