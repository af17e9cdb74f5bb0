"""A ready letter that asks a region or a municipality for the document where the fee stands.

Whole and copyable as it is; a script (docs/assets/gaps/letter.js) fills in the place and the devices.
"""

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.gap_links import LETTER, form_address
from build_site.publish.pages.gap_map import groups_of
from build_site.publish.render import render
from build_site.publish.words import texts

PATH = f"{LETTER}index.md"


def pages(edition: Edition) -> Files:
    """Return the letter."""
    said = texts()["gap_letter"]
    page = render(
        "gap_letter.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        regions=views.regions(edition),
        municipalities=views.municipalities(edition),
        groups=groups_of(edition),
        form=form_address(edition.release.repository_url),
    )
    return {PATH: page}
