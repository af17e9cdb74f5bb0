"""The list of places: every region with its municipalities."""

from build_site.model.area import COUNTRY
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import texts

PATH = "platser/index.md"


def pages(edition: Edition) -> Files:
    """Return the list."""
    said = texts()["areas"]
    children = views.municipalities(edition)
    page = render(
        "areas.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        country=edition.catalogue.areas.get(COUNTRY),
        regions=[(region, children.get(region.code, [])) for region in views.regions(edition)],
    )
    return {PATH: page}
