"""Everything on the site by letter, with the country's figure beside each measure: the way in without JavaScript."""

from collections import defaultdict
from dataclasses import dataclass

from build_site.model.area import COUNTRY
from build_site.model.comparison import Latest
from build_site.model.edition import Edition
from build_site.model.indicator import Indicator
from build_site.model.output import Files
from build_site.publish import views
from build_site.publish.render import render
from build_site.publish.words import alphabetical, texts

PATH = "a-o/index.md"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"


@dataclass(frozen=True)
class Entry:
    """One page by its name."""

    name: str
    kind: str
    key: str
    country: Latest | None = None
    unit: str = ""


def pages(edition: Edition) -> Files:
    """Return the list."""
    said = texts()["a_to_z"]
    by_letter: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(_entries(edition), key=lambda one: (alphabetical(one.name), one.kind, one.key)):
        by_letter[letter(entry.name)].append(entry)
    page = render(
        "a_to_z.jinja",
        path=PATH,
        title=said["title"],
        description=said["description"],
        edition=edition,
        letters=[(one, by_letter[one]) for one in (*LETTERS, said["other"]) if one in by_letter],
    )
    return {PATH: page}


def letter(name: str) -> str:
    """Return the letter that the name stands under; accents other than å, ä and ö are ignored."""
    first = name[:1].upper()
    plain = first if first in LETTERS else alphabetical(first)[:1].upper()
    return plain if plain and plain in LETTERS else str(texts()["a_to_z"]["other"])


def _entries(edition: Edition) -> list[Entry]:
    catalogue = edition.catalogue
    return [
        *(Entry(one.name_sv, "diagnosis", f"diagnosis:{key}") for key, one in catalogue.diagnoses.items()),
        *(_measure(edition, one) for one in catalogue.indicators.values()),
        *(Entry(one.name_sv, "device", f"device:{one.code}") for one in catalogue.devices.categories),
        *(Entry(one.short, "area", f"area:{code}") for code, one in catalogue.areas.items()),
        *(Entry(one.name.sv, "register", f"register:{key}") for key, one in catalogue.registers.items()),
    ]


def _measure(edition: Edition, one: Indicator) -> Entry:
    country = views.comparison_of(edition, one).latest.get(COUNTRY)
    return Entry(one.title.sv, "indicator", f"indicator:{one.id}", country, one.unit)
