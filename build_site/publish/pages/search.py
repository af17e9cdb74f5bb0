"""The page of all hits: an address that can be shared, and the way on without JavaScript."""

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish.render import render
from build_site.publish.words import texts

PATH = "sok/index.md"
"""The search box leads here; docs/assets/search/source.js names the same address."""


def pages(edition: Edition) -> Files:
    """Return the page. What it shows is found in the browser: nobody else hears what was asked."""
    said = texts()["search"]
    page = render("search.jinja", path=PATH, title=said["title"], description=said["description"], edition=edition)
    return {PATH: page}
