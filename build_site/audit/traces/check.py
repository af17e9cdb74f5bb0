"""Every published file, read by its kind, against the figures that the API says are hidden."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from build_site.audit.traces.charts import read_live, read_picture
from build_site.audit.traces.claims import Claim, Read, Told
from build_site.audit.traces.feeds import read_atom, read_json_feed
from build_site.audit.traces.pages import read_page, read_text
from build_site.audit.traces.published import Published, hides, read_published
from build_site.audit.traces.rows import read_json
from build_site.audit.traces.tables import read_csv, read_jsonstat, read_parquet, read_sqlite

DEVICES = r"(?:fees|prices|device_rules|device_responsibility)"
OWN_JSON = r"(?:assets|fees)/.*\.json|datapackage\.json"
PLACES = r"(?:regioner|kommuner)"


class Reader(NamedTuple):
    """One kind of file: which paths it has, how it is read, and whether it always has figures when there are any."""

    name: str
    paths: re.Pattern[str]
    read: Read
    must_see: bool = True


def only_claims(read: Read) -> Read:
    """Return a reader of what should hold no figures about people: numbers without a measure, a place and a period are fine."""

    def reader(published: Published, path: str, content: bytes) -> Told:
        return (one for one in read(published, path, content) if isinstance(one, Claim))

    return reader


READERS: tuple[Reader, ...] = (
    Reader("JSON-stat", re.compile(r"(?:api|data)/.*\.jsonstat\.json"), read_jsonstat),
    Reader("the API's indicators", re.compile(r"api/v1/indicators/[^/]+\.json"), read_json),
    Reader("the API's areas", re.compile(r"api/v1/areas/[^/]+\.json"), read_json),
    Reader("JSON", re.compile(r"(?:api|data)/.*\.json"), read_json, must_see=False),
    Reader("CSV beside the API", re.compile(r"api/v1/indicators/[^/]+\.csv"), read_csv),
    Reader("fees and prices", re.compile(rf"data/{DEVICES}\.csv"), only_claims(read_csv), must_see=False),
    Reader("CSV", re.compile(r"(?:api|data)/.*\.csv"), read_csv, must_see=False),
    Reader("Parquet", re.compile(r"(?:api|data)/.*\.parquet"), read_parquet, must_see=False),
    Reader("SQLite", re.compile(r"(?:api|data)/.*\.(?:sqlite|db)"), read_sqlite, must_see=False),
    Reader("search answers", re.compile(r"search/areas/[^/]+\.json"), read_json),
    Reader("the search index", re.compile(r"search/.*\.json"), read_json, must_see=False),
    Reader("feeds", re.compile(r"feeds/.*\.(?:xml|atom|rss)"), read_atom, must_see=False),
    Reader("JSON feeds", re.compile(r"feeds/.*\.json"), read_json_feed, must_see=False),
    Reader("pictures", re.compile(r"diagram/.*\.svg"), read_picture),
    Reader("live charts", re.compile(r"diagram/(?!granser/).*\.json"), read_live),
    Reader("pages of measures", re.compile(r"indikatorer/.*\.(?:md|html)"), read_page),
    Reader("pages of places", re.compile(rf"{PLACES}/[^/]+/index\.(?:md|html)"), read_page),
    Reader("reports", re.compile(rf"{PLACES}/[^/]+/rapport/index\.(?:md|html)"), read_page, must_see=False),
    Reader("JSON of the site itself", re.compile(OWN_JSON), only_claims(read_json), must_see=False),
    Reader("plain texts", re.compile(r"(?!assets/).*\.txt|api/v1/.*\.md"), read_text, must_see=False),
    Reader("other pages", re.compile(r".*\.(?:md|html)"), read_page, must_see=False),
)
"""The first whose pattern fits reads the file."""

WITHOUT_FIGURES = re.compile(
    r"(?:assets|stylesheets|javascripts)/.*\.(?:css|js|mjs|map|png|svg|ico|woff2?|txt|webmanifest)"
    r"|diagram/granser/.*\.json|diagram/hjalpmedel/.*\.(?:svg|json)|CNAME|\.nojekyll"
    r"|[^/]*\.(?:png|ico|svg|webmanifest)|sitemap\.xml(?:\.gz)?|opensearch\.xml|dcat\.(?:rdf|ttl|jsonld)"
)
"""Files that hold no figure about people: looks, borders, fees. Whatever is neither here nor read above is not published."""


def check_traces(files: Mapping[str, bytes]) -> list[str]:
    """Return each place where a hidden figure, or what follows from it, is told; never the figure. Unknown kinds are faults."""
    problems = [
        f"{path} is of a kind that the audit can't read, so nobody knows what it tells; give it a reader in audit/traces/check.py"
        for path in sorted(files)
        if reader_of(path) is None and not WITHOUT_FIGURES.fullmatch(path)
    ]
    if not hides(files):
        return problems
    try:
        published = read_published(files)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return [*problems, f"what is hidden can't be read out of api/v1: {type(error).__name__}; see the faults of its files"]
    seen: dict[str, int] = {}
    for path in sorted(files):
        reader = reader_of(path)
        if reader:
            found, told = _faults(published, reader, path, files[path])
            problems += found
            seen[reader.name] = seen.get(reader.name, 0) + told
    return problems + _blind(published, seen)


def reader_of(path: str) -> Reader | None:
    """Return the reader of a file, or None where there is none or the file holds no figures."""
    if WITHOUT_FIGURES.fullmatch(path):
        return None
    return next((reader for reader in READERS if reader.paths.fullmatch(path)), None)


def _faults(published: Published, reader: Reader, path: str, content: bytes) -> tuple[list[str], int]:
    """Return what is wrong in a file, and how many figures it tells of."""
    faults: dict[str, None] = {}
    told = 0
    try:
        for one in reader.read(published, path, content):
            if not isinstance(one, Claim):
                faults[f"{path} {one.text}"] = None
            elif one[:4] in published.hidden:
                cell = f"{one.indicator}, area {one.area}, period {one.period}, {one.sex}"
                faults[f"{path} tells of a hidden figure: {cell} ({one.what})"] = None
            else:
                told += 1
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        faults[f"{path} can't be read as {reader.name}: {type(error).__name__}"] = None
    return list(faults), told


def _blind(published: Published, seen: Mapping[str, int]) -> list[str]:
    """Return the readers that no longer see any figure: something was renamed, and a leak would not be seen either."""
    if not published.newest:
        return []
    return [
        f"the audit sees no figure in any of the {reader.name}, though there are figures; mend its reader in audit/traces"
        for reader in READERS
        if reader.must_see and seen.get(reader.name) == 0
    ]
