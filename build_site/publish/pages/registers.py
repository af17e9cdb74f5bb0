"""The list of registers, with how many measures each gives us."""

from collections import Counter

from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.publish.render import render
from build_site.publish.words import alphabetical, texts

PATH = "register/index.md"


def pages(edition: Edition) -> Files:
    """Return the list."""
    said = texts()["registers"]
    measures = Counter(indicator.register_id for indicator in edition.catalogue.indicators.values())
    page = render(
        "registers.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        registers=sorted(edition.catalogue.registers.values(), key=lambda one: alphabetical(one.name.sv)),
        measures=measures,
    )
    return {PATH: page}
