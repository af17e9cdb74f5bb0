"""What a text tells of figures: which place, which period, and whether it is more than that something is hidden."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from build_site.audit.traces.claims import Claim
from build_site.audit.traces.published import Published
from build_site.model.area import COUNTRY

SENTENCE = re.compile(r"(?<=[.!?;])\s+|\s+·\s+|\n+")
AGE = re.compile(r"\d+\s+(?:månad(?:er)?|år)\s+gam\w+")
COUNTED = re.compile(r"(?:\d+\s+av\s+)?\d+\s+(?:regioner|kommuner|områden|mått)")
"""How many places: told of a whole chart, not of a place."""
COUNTRY_FIGURE = re.compile(
    r"(?<!\w)riket(?::|\s+från|\s+hade|\s+har)?\s*[−-]?\d[\d\s.,]*(?:(?P<unit>[^\d()·.;]{0,40})\((?P<when>[^)]*)\))?",
    re.IGNORECASE,
)
"""The country's figure beside another's, with its period where that is another."""
IN_COUNTRY = re.compile(r"(?<!\w)i (?:hela )?(?:riket|landet)(?!\w)", re.IGNORECASE)
SINCE = re.compile(r"(?:sedan|från)\s+$")
SEXES = re.compile(r"kvinnor\b.*\bmän\b|män\b.*\bkvinnor\b|\b(?:kvinnor|män)\W{1,3}\d", re.IGNORECASE)
"""Both are named, or one with a number: then it is not about all together."""
TELLING = re.compile(
    r"än riket|än för|från riket|säkerställ|säkrast|konsekvent|stigit|sjunkit|ökat|minskat|oförändra|osäkerheten"
    r"|(?<!om )målet är (?:inte )?nått|plats \d|tydligast|längst|högst|lägst|utanför gränserna",
    re.IGNORECASE,
)
"""What is said of a figure without any number."""


@dataclass(frozen=True)
class About:
    """What a text is about, as far as what stands round it says."""

    indicators: tuple[str, ...]
    area: str | None = None
    """The place it is about, unless a sentence names others."""
    fixed: bool = False
    """The page ties the text to `area`; names in it are not looked for."""
    level: str | None = None
    """The type of area that is named, where a chart shows one type only."""
    card: bool = False
    """A period that is named holds for every sentence."""
    newest: bool = False
    """Without a period it is about the newest one, as charts are; else about the place's latest figure."""


def tells(text: str) -> bool:
    """Tell whether a text says anything of a figure: a number or a judgement."""
    return bool(re.search(r"\d", COUNTED.sub("", AGE.sub("", text))) or TELLING.search(text))


def told(published: Published, text: str, about: About, *, what: str) -> Iterator[Claim]:
    """Yield what a text says of each indicator that it is about."""
    for indicator in about.indicators:
        plain = text.replace(published.titles.get(indicator, ""), " ") if indicator in published.titles else text
        pattern = published.period_patterns.get(indicator)
        if pattern is None:
            continue
        yield from _country(published, plain, indicator, about, what)
        plain = COUNTRY_FIGURE.sub(" ", plain)
        everywhere = _periods(pattern, plain) if about.fixed or about.card else []
        for sentence in filter(None, SENTENCE.split(plain)):
            words = everywhere or _periods(pattern, sentence)
            periods = [published.period_words[indicator][one] for one in words if one]
            rest = pattern.sub(" ", sentence)
            for area in _areas(published, indicator, rest, about):
                usual = _usual(published, indicator, area, newest=about.newest) if "" in words else ()
                for period in (*periods, *usual):
                    for sex in _sexes(rest):
                        yield Claim(indicator, area, period, sex, what)


def _country(published: Published, text: str, indicator: str, about: About, what: str) -> Iterator[Claim]:
    """Yield the country's figures in a text."""
    words = published.period_words[indicator]
    for found in COUNTRY_FIGURE.finditer(text):
        own = words.get(found["when"] or "")
        for period in (own,) if own else _usual(published, indicator, COUNTRY, newest=about.newest):
            yield Claim(indicator, COUNTRY, period, "total", what)


def _periods(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the periods that a text names; an empty text too where it names none, or each only says since when."""
    found = list(pattern.finditer(text))
    since = [SINCE.search(text[: one.start()]) is not None for one in found]
    return [one[0] for one in found] + ([""] if all(since) else [])


def titled(published: Published, text: str) -> tuple[str, ...]:
    """Return the indicators whose titles stand in a text."""
    found = []
    for title, indicator in published.by_title.items():
        if title in text:
            found.append(indicator)
            text = text.replace(title, " ")
    return tuple(found)


def named(published: Published, text: str, indicator: str, level: str | None = None) -> tuple[str, ...]:
    """Return the places that a text names, among those that the indicator has; of two with one name the larger."""
    found: dict[str, None] = {}
    for name in published.name_pattern.findall(text):
        codes = [code for code in published.by_name[name] if code in published.areas_of.get(indicator, ())]
        if level:
            codes = [code for code in codes if published.is_of(code, level)]
        regions = [code for code in codes if published.is_of(code, "region")]
        found |= dict.fromkeys(regions or codes)
    return tuple(found)


def _areas(published: Published, indicator: str, sentence: str, about: About) -> Iterator[str]:
    """Yield the places that a sentence tells a figure of."""
    if not tells(sentence):
        return
    if about.fixed:
        yield from (about.area,) if about.area else ()
        return
    places = named(published, sentence, indicator, about.level)
    yield from places
    if IN_COUNTRY.search(sentence):
        yield COUNTRY
    elif not places and about.area:
        yield about.area


def _usual(published: Published, indicator: str, area: str, *, newest: bool) -> Iterable[str]:
    period = published.newest.get(indicator) if newest else published.latest.get((indicator, area))
    return (period,) if period else ()


def _sexes(sentence: str) -> tuple[str, ...]:
    return ("women", "men") if SEXES.search(sentence) else ("total",)
