"""Kolada, API v3: figures on municipalities and regions, kept by Rådet för främjande av kommunala analyser (RKA).

Quirks: at most 25 values in one part of an address and 5 000 things on a page; `next_url` is null, "" or absent on the last
page; `count` is of the page; region 01 is called 0001; the sexes come in any order; a deleted figure may still be listed.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import quote, urljoin, urlsplit

import numpy as np
import orjson
import pandas as pd

from build_site.errors import SourceError
from build_site.model.request import Answer, Asking, Notice, Reading, Request, Wanted
from build_site.model.table import COLUMNS, NUMBERS, SEXES

NAME = "kolada"
AT_ONCE = 25
"""The API refuses more values in one part of an address."""
PER_PAGE = 5000
LIST_PAGES = 2
"""The whole list of some 6 100 measures: cheaper than asking for more than two lots of 25."""

SEX = {"T": "total", "K": "women", "M": "men", "F": "women"}
"""F stands in the publisher's old documentation only."""
THING_FIELDS = frozenset({"kpi", "period", "municipality", "values"})
CELL_FIELDS = frozenset({"gender", "count", "status", "value", "isdeleted", "is_deleted"})
PAGE_FIELDS = frozenset({"values", "count", "next_url", "previous_url"})
MEASURE_FIELDS = frozenset(
    {"id", "title", "description", "is_divided_by_gender", "municipality_type", "auspice", "operating_area", "perspective"}
    | {"prel_publication_date", "publication_date", "publ_period", "has_ou_data"}
)
YEAR = re.compile(r"[0-9]{4}")
ENDED = re.compile(r"\(\s*[-–]\s*([0-9]{4})\s*\)")
"""How Kolada marks a series that goes no further: (-2023)."""

Json = Any
"""What orjson read; nothing of it is believed before its type has been looked at."""
Rows = list[tuple[str, str, str, float, str]]
"""Area, period, sex, value (NaN where there is none) and status."""


def survey(wanted: Wanted) -> Asking:
    """Ask once what Kolada says of the measures themselves, in the fewest calls."""
    names = sorted(wanted.indicators)
    lots = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    if len(lots) > LIST_PAGES:
        yield from _pages(f"{wanted.base_url}/kpi?per_page={PER_PAGE}", "the list of all measures")
        return
    for lot in lots:
        yield from _pages(f"{wanted.base_url}/kpi/{_list(lot)}?per_page={PER_PAGE}", f"what {_some(lot)} are")


def requests(wanted: Wanted) -> Asking:
    """Ask for all figures of at most 25 measures: the last 25 years, then the 25 before."""
    names = sorted(wanted.indicators)
    for last in (wanted.today.year, wanted.today.year - AT_ONCE):
        years = [str(year) for year in range(last - AT_ONCE + 1, last + 1)]
        url = f"{wanted.base_url}/data/kpi/{_list(names)}/year/{','.join(years)}?per_page={PER_PAGE}"
        yield from _pages(url, f"{_some(names)}, {years[0]}-{years[-1]}")


def _list(names: Sequence[str]) -> str:
    return ",".join(quote(name, safe="") for name in names)


def _some(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _pages(url: str, what: str) -> Asking:
    number = 1
    beginnings: set[bytes] = set()
    while True:
        page = _Page((yield Request(url, what if number == 1 else f"{what}, page {number}")))
        following = page.content.get("next_url")
        if not following:
            return
        if not isinstance(following, str):
            page.refuse("has a next_url that is not an address")
        beginning = orjson.dumps(page.things[:1])
        if beginning in beginnings or not page.things:  # its addresses may differ for ever, and ask() would not see a circle
            page.refuse("brings nothing new and still has a next_url; the pages lead in a circle")
        beginnings.add(beginning)
        url, number = urljoin(url, following), number + 1


def read(wanted: Wanted, answers: Sequence[Answer]) -> Reading:
    """Return the figures of each measure as Kolada gave them, on the levels that its source allows."""
    news = _News()
    codes = _Codes(wanted)
    rows: dict[str, Rows] = {name: [] for name in wanted.indicators}
    measures: dict[str, str] = {}
    surveyed = False
    for answer in answers:
        page = _Page(answer)
        news.unknown("a page", page.content.keys() - PAGE_FIELDS)
        if "/data/" in urlsplit(answer.request.url).path:
            _read_figures(page, rows, codes, news)
        else:
            surveyed = True
            measures |= dict(_read_measures(page, wanted, news))
    notices = [*news.notices(), *codes.notices()]
    if surveyed:
        notices += _look_at_titles(wanted, measures)
    tables = {name: _frame(own) for name, own in rows.items()}
    return Reading({name: table for name, table in tables.items() if len(table)}, notices=notices)


class _Page:
    """One answer, parsed, and how to say what is wrong with it."""

    def __init__(self, answer: Answer) -> None:
        self.request = answer.request
        try:
            self.content: dict[str, Json] = orjson.loads(answer.body.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError as error:
            self.refuse(f"is not valid JSON ({error.msg}, at byte {error.pos})")
        if not isinstance(self.content, dict):
            self.refuse("is not a page: an object with the key values")
        things: Json = self.content.get("values")
        if not isinstance(things, list):
            self.refuse("has no list called values")
        self.things: list[Json] = things
        told = self.content.get("count")
        if told is not None and (type(told) is not int or told != len(self.things)):
            self.refuse(f"has {len(self.things)} things and says that they are {told!r:.20}; it may have been cut")

    def refuse(self, problem: str) -> NoReturn:
        parts = urlsplit(self.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        raise SourceError(
            f"kolada: the answer about {self.request.what} {problem}\n  asked: {path:.300}\n"
            "  None of it is used. Try again later; if Kolada has changed its format, build_site/sources/kolada.py must follow."
        )


@dataclass
class _News:
    """What a person should know, gathered and counted so that each thing is said once."""

    fields: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unasked: Counter[str] = field(default_factory=Counter)

    def unknown(self, where: str, names: set[str]) -> None:
        if names:
            self.fields[where] |= names

    def notices(self) -> Iterator[Notice]:
        for where, names in sorted(self.fields.items()):
            yield Notice("unknown_field", f"{where} has fields that are not known here: {', '.join(sorted(names))}")
        for (name, text), times in sorted(self.texts.items()):
            yield Notice("suppressed_text", f"{times} without a value, and the words: {text}", name)
        for name, times in sorted(self.unasked.items()):
            yield Notice("unasked", f"{name} was not asked for but answered, {times} times; left out")


class _Codes(dict[Json, str | None]):
    """Kolada's places → our codes; None for those that are left out. An unknown one is looked at once and remembered."""

    def __init__(self, wanted: Wanted) -> None:
        allowed = wanted.source.allowed_levels
        self.strange: set[str] = set()
        super().__init__(
            (area.code.zfill(4), area.code if allowed is None or area.type in allowed else None) for area in wanted.areas.values()
        )

    def __missing__(self, place: Json) -> str | None:
        if not isinstance(place, str):
            raise TypeError
        if not place.startswith("G"):  # a group of municipalities, which Kolada may list with the rest
            self.strange.add(place)
        self[place] = None
        return None

    def notices(self) -> Iterator[Notice]:
        if self.strange:
            some = ", ".join(sorted(self.strange)[:20])
            yield Notice("unknown_area", f"{len(self.strange)} places that are not in areas.csv were left out: {some}")


def _read_figures(page: _Page, rows: Mapping[str, Rows], codes: _Codes, news: _News) -> None:
    """Add the page's figures to `rows`. Written for speed: a full refresh has more than a million things."""
    for thing in page.things:
        try:
            name, period, code, cells = thing["kpi"], thing["period"], codes[thing["municipality"]], thing["values"]
            if len(thing) != len(THING_FIELDS):
                news.unknown("a figure", thing.keys() - THING_FIELDS)
            own = rows.get(name)
            if own is None:
                news.unasked[name] += 1
            elif code is not None:
                year = str(period) if type(period) is int else period
                if not YEAR.fullmatch(year):
                    page.refuse(f"has a period that is not a year: {period!r:.20}")
                _read_cells(page, cells, (name, code, year), own, news)
        except KeyError as error:
            page.refuse(f"has a thing without the field {error.args[0]!r:.40}")
        except (TypeError, AttributeError):
            page.refuse("has a thing of another shape than agreed")


def _read_cells(page: _Page, cells: Json, place: tuple[str, str, str], own: Rows, news: _News) -> None:
    name, code, year = place
    for cell in cells:
        value = cell["value"]
        if type(value) is not float and value is not None:
            value = _number(page, value, place)
        if not cell.keys() <= CELL_FIELDS:
            news.unknown("a value", cell.keys() - CELL_FIELDS)
        sex = SEX.get(cell["gender"])
        if sex is None:
            page.refuse(f"has a gender that is not T, K or M: {cell['gender']!r:.20} ({name}, {code}, {year})")
        if _is_deleted(page, cell):
            continue
        words = cell.get("status")
        if words:
            news.texts[name, str(words)[:80]] += 1
            own.append((code, year, sex, math.nan, "missing"))
        elif value is not None:
            own.append((code, year, sex, value, "ok"))


def _number(page: _Page, value: Json, place: tuple[str, str, str]) -> float:
    if type(value) is not int:
        page.refuse(f"has a value that is not a number but {type(value).__name__} ({', '.join(place)})")
    try:
        return float(value)
    except OverflowError:
        page.refuse(f"has a number that is too large ({', '.join(place)})")


def _is_deleted(page: _Page, cell: Mapping[str, Json]) -> bool:
    for key in ("isdeleted", "is_deleted"):
        told = cell.get(key)
        if told is None or told is False:
            continue
        if told not in (0, 1):
            page.refuse(f"has a field {key} that is neither true nor false")
        if told:
            return True
    return False


def _frame(rows: Rows) -> pd.DataFrame:
    """Return one measure's rows as a table; a year in which nothing is known says nothing and is left out."""
    known = {row[1] for row in rows if row[4] == "ok"}
    area, period, sex, value, status = zip(*(row for row in rows if row[1] in known), strict=True) if known else [()] * 5
    empty = np.full(len(area), np.nan)
    frame = pd.DataFrame(dict.fromkeys(NUMBERS, empty) | {"value": np.array(value, dtype="float64")})
    frame["area"] = pd.Categorical(area)
    frame["period"] = pd.Categorical(period)
    frame["sex"] = pd.Categorical(sex, categories=SEXES)
    frame["status"] = pd.Categorical(status)
    frame["kind"] = pd.Categorical(["final"] * len(area))
    return frame.loc[~frame.duplicated(), list(COLUMNS)]  # the very same figure twice is no harm; two different ones are


def _read_measures(page: _Page, wanted: Wanted, news: _News) -> Iterator[tuple[str, str]]:
    """Yield the id and the title of each wanted measure that the page has."""
    for thing in page.things:
        if not isinstance(thing, dict) or not isinstance(thing.get("id"), str):
            page.refuse("has a measure without an id")
        if thing["id"] in wanted.indicators:
            if not isinstance(thing.get("title"), str):
                page.refuse(f"has no title for {thing['id']}")
            news.unknown("a measure", thing.keys() - MEASURE_FIELDS)
            yield thing["id"], _one_line(thing["title"])


def _one_line(text: str) -> str:
    """Return the text on one line: Kolada's texts have both real line breaks and the two characters backslash and n."""
    return " ".join(text.replace("\\n", " ").split())


def _look_at_titles(wanted: Wanted, titles: Mapping[str, str]) -> Iterator[Notice]:
    for name, indicator in sorted(wanted.indicators.items()):
        title = titles.get(name)
        if title is None:
            yield Notice("vanished", "Kolada no longer lists it; our figures are kept", name)
            continue
        ended = ENDED.search(title)
        if ended and ended[1] != (indicator.discontinued_after or "")[:4]:
            yield Notice("discontinued", f"Kolada says that it ends with {ended[1]}: {title}", name)
        before = _one_line(indicator.source_title or "")
        if before and before != title:
            yield Notice("retitled", f"Kolada now calls it: {title} (before: {before})", name)
