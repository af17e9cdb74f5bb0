"""What the result row says of a place: the figure, how it stands against the country, how old it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from build_site.model.area import COUNTRY, Area
from build_site.model.catalogue import Catalogue
from build_site.model.comparison import Comparison, Latest, Verdict
from build_site.model.device_cost import DeviceCosts
from build_site.model.period import age, in_words, last_day
from build_site.model.responsibility import Answered
from build_site.model.unit import quantity, round_half_up, unit_of
from build_site.search.fees import answer_devices, count_known
from build_site.search.spans import describe_spans, describe_who

Answer = dict[str, object]
Answers = dict[str, Answer]

SPARK_YEARS = 15

OLD_AFTER_YEARS = 4
"""A figure whose last year is further back than this stands after the others, as on the pages."""

WORDS = {"better": "bättre", "worse": "sämre", "higher": "högre", "lower": "lägre"}

TOO_FEW = "För få fall för att visas"
SIMILAR = "Går inte att skilja från riket"
NOT_ASSESSED = "Bedöms inte"


def make_answers(
    catalogue: Catalogue,
    comparisons: Mapping[str, Comparison],
    *,
    today: dt.date,
    costs: Mapping[str, DeviceCosts],
    responsibility: Mapping[str, Sequence[Answered]],
) -> dict[str, dict[str, object]]:
    """Return {"indicators", "devices", "spans", "who"} per area. A municipality has its region's where it has none of its own.

    `spans` are the same in every area: the row of a place asks for one file only.
    """
    figures = _answer_indicators(catalogue, comparisons, today)
    devices = answer_devices(catalogue.devices, today=today)
    national = {iso: answer for iso, answer in devices[COUNTRY].items() if answer["known"]}
    spans = describe_spans(costs, count_known(catalogue.devices, today=today))
    return {
        area.code: {
            "indicators": _inherit(area, figures),
            "devices": national | _inherit(area, devices),
            "spans": spans,
            "who": describe_who(responsibility.get(area.code, ())),
        }
        for area in catalogue.areas.values()
    }


def describe_verdict(verdict: Verdict) -> str:
    """Return the verdict in the fixed words of the site: Konsekvent bättre än riket, 9 av 10 år."""
    if verdict.verdict == "similar":
        return SIMILAR
    if verdict.verdict == "not_assessed":
        return NOT_ASSESSED
    word = WORDS[verdict.verdict]
    if verdict.method == "interval":
        return f"{word.capitalize()} än riket (säkerställt)"
    return f"Konsekvent {word} än riket, {verdict.years_agreeing} av {verdict.years_compared} år"


def _answer_indicators(catalogue: Catalogue, comparisons: Mapping[str, Comparison], today: dt.date) -> dict[str, Answers]:
    answers: dict[str, Answers] = defaultdict(dict)
    for key, comparison in comparisons.items():
        country = comparison.latest.get(comparison.reference)
        unit = catalogue.indicators[key].unit
        for area, latest in comparison.latest.items():
            if latest.status in ("ok", "suppressed"):
                answers[area][key] = _answer(latest, unit, country, today)
    return answers


def _answer(latest: Latest, unit: str, country: Latest | None, today: dt.date) -> Answer:
    shown = latest.value is not None and latest.status == "ok"
    answer: Answer = {
        "area": latest.area,
        "text": quantity(latest.value, unit) if latest.value is not None and shown else TOO_FEW,
        "value": latest.value if shown else None,
        "unit": unit,
        "period": latest.period,
        "period_text": in_words(latest.period),
        "age": age(latest.period, today),
        "verdict": latest.verdict.verdict if shown and latest.area != COUNTRY else None,
        "verdict_method": latest.verdict.method if shown and latest.area != COUNTRY else None,
        "verdict_text": describe_verdict(latest.verdict) if shown and latest.area != COUNTRY else None,
        "country_text": _describe_country(latest, unit, country),
        "spark": _spark(latest, unit) if shown else [],
    }
    if today.year - last_day(latest.period).year > OLD_AFTER_YEARS:
        answer["old"] = True
    if shown and latest.interval is not None:  # left out where unknown: the file is fetched on a phone
        answer |= {"lower": latest.interval.lower, "upper": latest.interval.upper}
    return answer


def _describe_country(latest: Latest, unit: str, country: Latest | None) -> str | None:
    if country is None or country.value is None or country.status != "ok" or country.area == latest.area:
        return None
    when = "" if country.period == latest.period else f" ({in_words(country.period)})"
    return f"Riket: {quantity(country.value, unit)}{when}"


def _spark(latest: Latest, unit: str) -> list[float | None]:
    decimals = unit_of(unit).decimals + 1
    years = latest.series[-SPARK_YEARS:]
    return [None if value is None else round_half_up(value, decimals) for _, value in years]


def _inherit(area: Area, answers: Mapping[str, Answers]) -> Answers:
    own = answers.get(area.code, {})
    if area.type != "municipality" or area.parent is None or area.parent == COUNTRY:
        return dict(own)
    above = answers.get(area.parent, {})
    # A hidden figure is no answer of its own where the region has one to show.
    hidden = {key for key, answer in own.items() if answer.get("text") == TOO_FEW and key in above}
    return {**above, **{key: answer for key, answer in own.items() if key not in hidden}}
