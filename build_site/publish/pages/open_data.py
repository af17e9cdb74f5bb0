"""What there is to download: the files with everything, each measure, the licences and how to cite."""

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, texts

PATH = "oppna-data/index.md"


def pages(edition: Edition) -> Files:
    """Return the page."""
    said = texts()["open_data"]
    indicators = sorted(edition.catalogue.indicators.values(), key=lambda one: alphabetical(one.title.sv))
    page = render(
        "open_data.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        rows=[(one, views.comparison_of(edition, one).period, views.source_of(edition, one)) for one in indicators],
        sources=sorted(edition.catalogue.sources.values(), key=lambda one: alphabetical(one.publisher)),
    )
    return {PATH: page}
