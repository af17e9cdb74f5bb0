"""What can be found: one short row per diagnosis, device, measure, register, page and place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from build_site.model.address import Addresses
from build_site.model.area import COUNTRY, Area
from build_site.model.catalogue import Catalogue
from build_site.model.diagnosis import diagnosis_of_codes
from build_site.model.search import PageWords
from build_site.search.fold import distinct, fold

Row = list[object]
"""[id, title, url, terms, codes, indicators]; trailing empty lists are left out, and a url that the title gives (FOLDERS)."""

NICKNAMES = {
    COUNTRY: ("Sverige", "hela landet", "Sweden"),
    "01": ("Storstockholm", "Stockholmsregionen"),
    "04": ("Södermanland",),
    "06": ("RJL",),
    "08": ("Öland",),
    "12": ("Scania", "Skånska"),
    "14": ("VGR", "VG-regionen", "Västgötaregionen", "Västergötland", "Bohuslän", "Dalsland"),
    "18": ("Närke",),
    "21": ("Gästrikland", "Hälsingland"),
    "22": ("Medelpad", "Ångermanland"),
    "0180": ("Sthlm",),
    "0188": ("Roslagen",),
    "0580": ("Lkpg",),
    "0581": ("Nkpg",),
    "0680": ("Jkpg",),
    "1283": ("Hälsingborg", "Hbg"),
    "1480": ("Gbg", "Gothenburg"),
    "2284": ("Övik", "Ö-vik"),
}
"""What people call a place, besides the names in areas.csv: short forms, English, and landscapes that lie in one region."""

ASKS = {"wait": "Tillgänglighet och väntetider", "cost": "Kostnader"}
"""The topic of the measures that answer, by what the words of a query ask for."""

FOLDERS = {"device": "hjalpmedel/", "indicator": "indikatorer/"}
"""Where the pages are whose address is their title: it is left out of the index, and the engine makes it (`urlOf`)."""

CODES = "diagnoskoder/"
"""The page of every ICD-10-SE code, which is there when data/icd10.csv is."""


@dataclass(frozen=True)
class Page:
    """A page that people write: the method, about, the fee calculator."""

    slug: str
    title: str
    url: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    id: str
    title: str
    terms: Sequence[str] = ()
    codes: Sequence[str] = ()
    indicators: Sequence[str] = ()

    def row(self, url: str) -> Row:
        terms = distinct([*self.terms], apart_from=self.title)
        row: Row = [self.id, self.title, self._short(url), terms, [*self.codes], [*self.indicators]]
        while row[-1] == []:
            row.pop()
        return row

    def _short(self, url: str) -> str:
        folder = FOLDERS.get(self.id.partition(":")[0])
        return "" if folder and url == f"{folder}{fold(self.title).replace(' ', '-')}/" else url


def make_rows(catalogue: Catalogue, addresses: Addresses, pages: Sequence[Page]) -> list[Row]:
    """Return a row for everything that has a page, except places; diagnoses first, codes without a page of their own last."""
    official, alone = _codes(catalogue)
    entries = (*_diagnoses(catalogue, official), *_devices(catalogue), *_indicators(catalogue), *_registers(catalogue))
    found = [entry.row(addresses[entry.id]) for entry in entries if entry.id in addresses]
    written = (_Entry(f"page:{page.slug}", page.title, page.terms).row(page.url) for page in pages)
    return [*found, *written, *alone]


def add_words(pages: Sequence[Page], words: Iterable[PageWords]) -> list[Page]:
    """Return the pages with what people write that they answer, and those that the build makes after them."""
    known = {one.slug: one for one in words}
    written = [replace(page, terms=(*page.terms, *known[page.slug].lay_terms)) if page.slug in known else page for page in pages]
    made = [Page(one.slug, one.title, f"{one.slug}/", one.lay_terms) for one in known.values() if one.title]
    there = {page.slug for page in pages}
    return [*written, *(page for page in made if page.slug not in there)]


def find_measures(catalogue: Catalogue, addresses: Addresses) -> dict[str, list[str]]:
    """Return the measures that answer a question of how long one waits, or of what care costs."""
    return {
        ask: [key for key, one in catalogue.indicators.items() if topic in one.topics and f"indicator:{key}" in addresses]
        for ask, topic in ASKS.items()
    }


def make_places(areas: Iterable[Area], addresses: Addresses) -> list[Row]:
    """Return [code, name, short name, url, parent, other folded names] per place that has a page."""
    return [
        [area.code, area.name, area.short, addresses[key], area.parent, _forms(area)]
        for area in areas
        if (key := f"area:{area.code}") in addresses
    ]


def _codes(catalogue: Catalogue) -> tuple[dict[str, list[str]], list[Row]]:
    """Return the official names by diagnosis, and rows for the codes that no diagnosis has: they lead to the page of codes."""
    official: dict[str, list[str]] = defaultdict(list)
    alone: list[Row] = []
    diagnoses = diagnosis_of_codes(catalogue.diagnoses, (one.code for one in catalogue.icd10))
    for one in catalogue.icd10:
        key = diagnoses.get(one.code)
        if key is None:
            alone.append(_Entry(f"page:icd10-{one.anchor}", one.title_sv, (), (one.code,)).row(f"{CODES}#{one.anchor}"))
        else:
            official[key].append(one.title_sv)
    return official, alone


def _diagnoses(catalogue: Catalogue, official: Mapping[str, Sequence[str]]) -> Iterator[_Entry]:
    for key, diagnosis in catalogue.diagnoses.items():
        english = (diagnosis.name_en,) if diagnosis.name_en else ()
        terms = (*diagnosis.lay_terms_sv, *english, *official.get(key, ()))
        yield _Entry(
            f"diagnosis:{key}",
            diagnosis.name_sv,
            terms,
            diagnosis.icd10_codes,
            _known(diagnosis.indicator_ids, catalogue),
        )


def _devices(catalogue: Catalogue) -> Iterator[_Entry]:
    for device in catalogue.devices.categories:
        yield _Entry(f"device:{device.code}", device.name_sv, device.lay_terms_sv, (device.code,))


def _indicators(catalogue: Catalogue) -> Iterator[_Entry]:
    for key, indicator in catalogue.indicators.items():
        # The engine knows that a measure's only indicator is itself.
        yield _Entry(f"indicator:{key}", indicator.title.sv, (*indicator.lay_terms, *indicator.topics), (key,))


def _registers(catalogue: Catalogue) -> Iterator[_Entry]:
    kept = defaultdict(list)
    for key, indicator in catalogue.indicators.items():
        kept[indicator.register_id].append(key)
    for key, register in catalogue.registers.items():
        yield _Entry(f"register:{key}", register.name.sv, register.lay_terms, (), kept[key])


def _known(indicators: Iterable[str], catalogue: Catalogue) -> list[str]:
    return [key for key in indicators if key in catalogue.indicators]


def _forms(area: Area) -> list[str]:
    """Return the folded names besides the short one: Region Jönköpings län is also jonkopings."""
    bare = re.sub(r"^region | (?:lan|kommun|stad)$", "", re.sub(r" (?:lan|kommun|stad)$", "", fold(area.name)))
    names = [bare, fold(area.name), *map(fold, NICKNAMES.get(area.code, ()))]
    return sorted({*names} - {fold(area.short), ""})
