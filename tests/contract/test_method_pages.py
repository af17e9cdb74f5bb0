"""Every method page under docs/metod/ says exactly what its spec test asserts."""

import importlib.util
import os
import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT
from tests.method_page import MethodPage, Section, as_markdown

SPECS = sorted(
    path for path in (PROJECT / "tests" / "spec" / "methods").glob("test_*.py") if not path.name.startswith("test_published")
)


def page_of(path: Path) -> MethodPage:
    spec = importlib.util.spec_from_file_location(f"page_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.PAGE
    assert isinstance(page, MethodPage)
    return page


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_page_is_fresh(path: Path):
    """Run with UPDATE_METHOD_PAGES=1 after a change, and read what changed."""
    page = page_of(path)
    written = PROJECT / "docs" / "metod" / page.slug / "index.md"
    if os.environ.get("UPDATE_METHOD_PAGES") and not os.environ.get("CI"):
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(as_markdown(page), encoding="utf-8")
    assert written.read_text(encoding="utf-8") == as_markdown(page)


def test_every_page_is_listed_on_the_page_of_methods():
    overview = (PROJECT / "docs" / "metod" / "index.md").read_text(encoding="utf-8")
    missing = [slug for slug in (page_of(path).slug for path in SPECS) if f"({slug}/index.md)" not in overview]
    assert not missing


def test_every_table_scrolls_by_itself_and_has_a_name():
    """A table wider than a phone must not widen the page, and a region that scrolls must be reached by keyboard."""
    pages = [as_markdown(page_of(path)) for path in SPECS]
    assert pages
    for page in pages:
        names = re.findall(r'<div class="table-region" role="region" tabindex="0" aria-label="([^"]+)">\n<table>', page)
        assert len(names) == page.count("<table>") > 0
        assert len(set(names)) == len(names)


def test_what_stands_in_a_cell_is_text():
    """A figure stands to the right; a sign that is markup in HTML is none on the page."""
    section = Section("Prov", "Text.", "| värden | x | p |\n| 1; 2 | −1 400,5 | <5 |\n| 3 | – | & |")
    text = as_markdown(MethodPage("prov", "Prov", "Prov.", "Inledning.", (section,), ("Ingen.",)))
    assert '<tr><td>1; 2</td><td class="is-number">−1\N{NO-BREAK SPACE}400,5</td><td>&lt;5</td></tr>' in text
    assert '<th scope="col">Värden</th><th scope="col" class="is-number">x</th>' in text


def test_the_head_of_a_page_is_read_as_it_was_written():
    """A colon in a description once made the renderer print the whole head as text."""
    for path in SPECS:
        page = page_of(path)
        head = yaml.safe_load(as_markdown(page).split("---\n")[1])
        assert (head["title"], head["description"]) == (page.title, page.description)
