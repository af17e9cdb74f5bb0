"""A series in the ids that Socialstyrelsen's statistics database has today, and the addresses that give its rows."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from build_site.errors import SourceError
from build_site.model.area import COUNTRY
from build_site.model.request import Wanted
from build_site.sources.socialstyrelsen_answers import Entry, find_entry
from build_site.sources.socialstyrelsen_asks import Series

PER_PAGE = 5000
"""The most rows that a page may have."""
SEXES = {"1": ("men", "män"), "2": ("women", "kvinnor"), "3": ("total", "båda")}
"""By id: our word, and how theirs begins."""

Lists = dict[tuple[str, str], list[Entry]]
"""The values by topic and variable."""


@dataclass(frozen=True)
class Plan:
    """One series with every word replaced by the id that the database has for it today."""

    series: Series
    measures: Mapping[str, str]
    """Measure ids by column."""
    ids: Mapping[str, tuple[str, ...]]
    """Of every other variable but the year."""
    years: tuple[str, ...]
    areas: Mapping[str, str]
    """Our area codes by their region id."""
    missing: tuple[str, ...]
    """Words that the database no longer has, or never had."""

    def paths(self, column: str) -> Iterator[str]:
        """Yield the addresses that give one column, each with so few years that one page is enough."""
        a_year = math.prod(len(values) for values in self.ids.values())
        step = max(1, PER_PAGE // a_year)
        for start in range(0, len(self.years), step):
            segments = {"matt": (self.measures[column],), **self.ids, "ar": self.years[start : start + step]}
            spelled = (f"{name}/{','.join(quote(value, safe='') for value in values)}" for name, values in segments.items())
            yield "/".join((self.series.topic, "resultat", *spelled))


def make_plan(series: Series, lists: Lists, wanted: Wanted) -> Plan:
    """Return the series in the database's ids."""
    topic, missing = series.topic, []
    measures = {}
    for column, words in series.measures.columns().items():
        entries = lists.get((topic, "matt"), [])
        entry = find_entry(entries, words)
        if entry is None:
            missing.append(f"matt {words!r} (there are {', '.join(one.words for one in entries)})")
        else:
            measures[column] = str(entry.id)
    areas = _find_areas(series, lists, wanted)
    ids = {"region": tuple(areas)}
    if sexes := lists.get((topic, "kon")):
        ids["kon"] = _find_sexes(sexes, topic)
    for variable, words_of in series.select.items():
        found = {word: _find_id(lists.get((topic, variable)), word) for word in words_of}
        missing += [f"{variable} {word!r}" for word, one in found.items() if one is None]
        ids[variable] = tuple(one for one in found.values() if one is not None)
    first = series.first_year or 0
    years = tuple(str(one.id) for one in lists.get((topic, "ar"), ()) if int(str(one.id)[:4]) >= first)
    return Plan(series, measures, ids, years, areas, tuple(missing))


def _find_id(entries: Sequence[Entry] | None, word: str) -> str | None:
    """Return the id of a value. Some topics filter by a name that is not among their variables: then the word is the id."""
    if entries is None:
        return word
    entry = find_entry(entries, word)
    return None if entry is None else str(entry.id)


def _find_areas(series: Series, lists: Lists, wanted: Wanted) -> dict[str, str]:
    by_code = {one.kod: str(one.id) for one in lists.get((series.topic, "region"), ()) if one.kod}
    own = [code for code, area in wanted.areas.items() if area.type in series.levels]
    found = {by_code[kod]: code for code in own if (kod := series.regions.get(code, code)) in by_code}
    if COUNTRY not in found.values():
        theirs = ", ".join(sorted(by_code)[:20]) or "none at all"
        raise SourceError(
            f"{series.topic}: its regions have other codes than ours ({theirs}); write them under regions for {series.indicator}"
        )
    return found


def _find_sexes(entries: Sequence[Entry], topic: str) -> tuple[str, ...]:
    for entry in entries:
        known = SEXES.get(str(entry.id))
        if known is None or not entry.words.casefold().startswith(known[1]):
            raise SourceError(f"{topic}: kon {entry.id} is {entry.words!r}; expected 1 män, 2 kvinnor, 3 båda könen")
    return tuple(str(entry.id) for entry in entries)
