"""What there is to download: the files with everything, each measure, the licences and how to cite."""

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.register import Source
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
        sources=sorted(_used(edition), key=lambda one: alphabetical(one.publisher)),
    )
    return {PATH: page}


def _used(edition: Edition) -> list[Source]:
    """Return the sources that something here comes from; the others are only ready to be fetched."""
    catalogue = edition.catalogue
    giving = {one.source for one in catalogue.indicators.values()} | catalogue.receipts.keys()
    return [one for one in catalogue.sources.values() if one.id in giving or one.collected_at]
