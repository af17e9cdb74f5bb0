"""What the API says exists: places, measures, their pages, and which figures are hidden. Everything else is held against this."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from build_site.model.area import COUNTRY
from build_site.model.period import in_words, last_day

ROOT = "api/v1/"
INDICATOR = re.compile(rf"{ROOT}indicators/[^/]+(?<!\.jsonstat)\.json")
BORDERS = re.compile(r"diagram/granser/(regions|municipalities)\.json")
SUPPRESSED = "suppressed"

Cell = tuple[str, str, str, str]
"""(indicator, area, period, sex)."""
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A place as the API names it."""

    code: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """The words and codes of the site, and its hidden cells."""

    hidden: frozenset[Cell]
    shown: Mapping[tuple[str, str, str], int]
    """How many totals are shown, by indicator, period and type of area."""
    areas_of: Mapping[str, frozenset[str]]
    periods: Mapping[str, Codes]
    """Of the totals of an indicator, oldest first."""
    latest: Mapping[tuple[str, str], str]
    """The period of the figure that pages show, by indicator and area."""
    newest: Mapping[str, str]
    """The newest period with a figure, which charts show, by indicator; none where there is no figure."""
    titles: Mapping[str, str]
    pages: Mapping[str, tuple[str, str]]
    """What a page is about, by its address under the root: `indicator` or `area`, and which."""
    places: Mapping[str, Place]
    borders: Mapping[str, Codes] = field(default_factory=dict)
    """The places of a map in the order they are drawn, by its file's name."""

    @cached_property
    def by_name(self) -> Mapping[str, Codes]:
        """Return the codes of the places that a name may mean; the country's is left to the reader of texts."""
        found: dict[str, Codes] = {}
        for place in self.places.values():
            for name in place.names if place.code != COUNTRY else ():
                found[name] = (*found.get(name, ()), place.code)
        return found

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """Return what finds the names of places in a text, also with a genitive's s."""
        return _any_of(self.by_name, r"(?<!\w)(?:", r")(?=s?(?!\w))")

    @cached_property
    def period_words(self) -> Mapping[str, Mapping[str, str]]:
        """Return what each period of an indicator is called, by that name."""
        return {name: {in_words(period): period for period in own} for name, own in self.periods.items()}

    @cached_property
    def period_patterns(self) -> Mapping[str, re.Pattern[str]]:
        """Return what finds the periods of each indicator in a text."""
        return {name: _any_of(words, r"(?<!\w)(?:", r")(?!\w)") for name, words in self.period_words.items()}

    @cached_property
    def by_title(self) -> Mapping[str, str]:
        """Return the indicators by title, the longest first: one title may begin with another."""
        return {title: name for name, title in sorted(self.titles.items(), key=lambda one: (-len(one[1]), one[0]))}

    def is_of(self, code: str, kind: str) -> bool:
        """Tell whether a code is a place of the type."""
        return code in self.places and self.places[code].type == kind


def _any_of(words: Mapping[str, object], before: str, after: str) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(before + "|".join(map(re.escape, longest_first)) + after if words else r"(?!)")


def hides(files: Mapping[str, bytes]) -> bool:
    """Tell whether any figure is hidden, without reading them all."""
    return any(SUPPRESSED.encode() in content for path, content in files.items() if INDICATOR.fullmatch(path))


def read_published(files: Mapping[str, bytes]) -> Published:
    """Return what the API's own lists say; raise ValueError when they can't be read."""
    places = {one["code"]: _place(one) for one in _list(files, "areas")}
    gathered = _Gathered(places)
    for path in sorted(files):
        if INDICATOR.fullmatch(path):
            gathered.add(orjson.loads(files[path]))
    root = next((one["url"].partition(ROOT)[0] for one in _list(files, "areas")), "")
    pages = {
        one["page"].removeprefix(root): (kind, one[key])
        for kind, key, listed in (("indicator", "id", "indicators"), ("area", "code", "areas"))
        for one in _list(files, listed)
    }
    return Published(
        hidden=frozenset(gathered.hidden),
        shown=gathered.shown,
        areas_of=gathered.areas_of,
        periods=gathered.periods,
        latest=gathered.latest,
        newest=gathered.newest,
        titles={one["id"]: one["title"]["sv"] for one in _list(files, "indicators")},
        pages=pages,
        places=places,
        borders={found[1]: _drawn(content) for path, content in files.items() if (found := BORDERS.fullmatch(path))},
    )


@dataclass
class _Gathered:
    """What is read out of one indicator's file after another."""

    places: Mapping[str, Place]
    hidden: set[Cell] = field(default_factory=set)
    shown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    areas_of: dict[str, frozenset[str]] = field(default_factory=dict)
    periods: dict[str, Codes] = field(default_factory=dict)
    latest: dict[tuple[str, str], str] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)

    def add(self, whole: dict[str, Any]) -> None:
        """Add what one file says."""
        name, rows = whole["id"], whole["observations"]
        self.hidden |= {(name, row["area"], row["period"], row["sex"]) for row in rows if row["status"] == SUPPRESSED}
        self.shown.update(
            (name, row["period"], self.places[row["area"]].type)
            for row in rows
            if row["sex"] == "total" and row["value"] is not None
        )
        self.areas_of[name] = frozenset(row["area"] for row in rows)
        periods = {row["period"] for row in rows if row["sex"] == "total"}
        self.periods[name] = tuple(sorted(periods, key=lambda period: (last_day(period), period)))
        self.latest |= {(name, row["area"]): row["period"] for row in whole["latest"]}
        known = [row["period"] for row in whole["latest"] if row["value"] is not None]
        if known:
            self.newest[name] = max(known, key=last_day)


def _list(files: Mapping[str, bytes], name: str) -> Iterator[dict[str, Any]]:
    yield from orjson.loads(files[f"{ROOT}{name}.json"])[name]


def _place(one: Mapping[str, str]) -> Place:
    return Place(one["code"], one["type"], tuple(dict.fromkeys((one["name"], one["short_name"]))))


def _drawn(content: bytes) -> Codes:
    return tuple(one["properties"]["code"] for one in orjson.loads(content)["features"])
