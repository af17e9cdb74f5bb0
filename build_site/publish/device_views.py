"""What the pages about devices and places look for: which facts speak of a device, how old each is, where sources disagree."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from build_site.model.area import COUNTRY, Area
from build_site.model.device import Fee, Price, Rule
from build_site.model.device_notes import Contradiction
from build_site.model.edition import Edition
from build_site.model.fact_age import FactAge, age_of
from build_site.model.responsibility import Answered, Responsibility, Responsible
from build_site.publish import views
from build_site.publish.words import alphabetical, fill, texts

Fact = Fee | Price | Rule | Responsibility


def fact_age(fact: Fact, today: dt.date) -> FactAge:
    """Return how old a fact is; only fees say when somebody checked them."""
    return age_of(fact.verified_at if isinstance(fact, Fee) else None, fact.source_date, today)


def age_words(ages: Sequence[FactAge]) -> str:
    """Return how many facts are fresh, old and undated, as sentences; nothing where there are no facts."""
    said = texts()["device"]
    sentences = [
        fill(said[f"facts_{age}"], number=ages.count(age), all=len(ages)) for age in ("fresh", "old", "undated") if age in ages
    ]
    return " ".join(sentences)


@dataclass(frozen=True)
class FeeLine:
    """One fee with its place, what it is for and how old it is: a row of a table."""

    fee: Fee
    area: Area
    name: str
    age: FactAge
    told: str | None = None
    """Why no sum can be worked out from it, if none can."""


@dataclass(frozen=True)
class RuleLine:
    """One rule with its place and how old it is: a card."""

    rule: Rule
    area: Area
    age: FactAge


def fee_lines(edition: Edition, fees: Iterable[Fee], devices: views.Devices) -> list[FeeLine]:
    """Return the fees as lines, in the order given. A fee that has ended by its own dates is one that held before."""
    areas, today = edition.catalogue.areas, edition.release.today
    return [
        FeeLine(_as_of(fee, today), areas[fee.area], devices.name(fee), fact_age(fee, today), _told(edition, fee)) for fee in fees
    ]


def _as_of(fee: Fee, today: dt.date) -> Fee:
    ended = fee.status == "last_known" and fee.valid_to is not None and fee.valid_to < today
    return fee.model_copy(update={"status": "historical"}) if ended else fee


def _told(edition: Edition, fee: Fee) -> str | None:
    place = edition.fee_rules.get(fee.area)
    rules = place.rules if place else ()
    return next((rule.told for rule in rules if rule.told and (rule.area, rule.fee_id) == (fee.area, fee.fee_id)), None)


def rule_lines(edition: Edition, rules: Iterable[Rule]) -> list[RuleLine]:
    """Return the rules as lines: the country's first, then by place and by what they are about."""
    areas, today = edition.catalogue.areas, edition.release.today
    lines = [RuleLine(rule, areas[rule.area], fact_age(rule, today)) for rule in rules]
    return sorted(lines, key=lambda one: (one.area.type != "country", alphabetical(one.area.short), one.rule.rule_id))


@dataclass(frozen=True)
class Disagreement:
    """Sources that say different things, with the rows that do."""

    contradiction: Contradiction
    area: Area
    fees: tuple[Fee, ...]


def disagreements(edition: Edition) -> list[Disagreement]:
    """Return every place where sources disagree, with what each says."""
    by_key = {(fee.area, fee.fee_id): fee for fee in edition.catalogue.devices.fees}
    return [
        Disagreement(one, edition.catalogue.areas[one.area], tuple(by_key[key] for key in one.rows()))
        for one in edition.catalogue.contradictions
    ]


def disagree_about_device(all_of_them: Iterable[Disagreement], code: str, fees: Iterable[Fee]) -> list[Disagreement]:
    """Return those about the device; one without a code is about every device that the place takes a fee for."""
    paid_in = {area for fee in fees if fee.status == "last_known" for area in (fee.area, fee.area[:2])}
    return [
        one
        for one in all_of_them
        if (code.startswith(one.contradiction.iso) if one.contradiction.iso else one.area.code in paid_in)
    ]


def disagree_in_place(all_of_them: Iterable[Disagreement], area: Area) -> list[Disagreement]:
    """Return those of the place and of its region."""
    return [one for one in all_of_them if one.area.code in (area.code, area.parent) and one.area.code != COUNTRY]


@dataclass(frozen=True)
class WhoAnswers:
    """Who answers for a device at some ages, and the places where it is so, in alphabetical order."""

    responsible: Responsible
    ages: str
    areas: tuple[Area, ...]
    rows: tuple[Responsibility, ...]
    """What the sources say, each once."""


def answers_for(answered: Iterable[Answered], iso: str) -> list[Answered]:
    """Return the answers for a device: those of the nearest class that stands, the device's own first."""
    known = list(answered)
    nearest = max((one.iso for one in known if iso.startswith(one.iso)), key=len, default=None)
    return [one for one in known if one.iso == nearest]


def who_by_answer(edition: Edition, iso: str, areas: Iterable[Area]) -> list[WhoAnswers]:
    """Return who answers for the device, the places with one answer together; unknown last."""
    places: dict[tuple[Responsible, str], list[Area]] = defaultdict(list)
    rows: dict[tuple[Responsible, str], dict[Responsibility, None]] = defaultdict(dict)
    for area in areas:
        for one in answers_for(edition.answers.get(area.code, ()), iso):
            key = (one.answer.responsible, ages_words(one.min_age, one.max_age))
            places[key].append(area)
            rows[key] |= dict.fromkeys(one.answer.rows)
    found = [WhoAnswers(who, ages, tuple(views.by_name(places[who, ages])), tuple(rows[who, ages])) for who, ages in places]
    order = tuple(texts()["responsibility"]["who"])
    return sorted(found, key=lambda one: (order.index(one.responsible), one.ages, alphabetical(one.areas[0].short)))


def ages_words(low: int | None, high: int | None) -> str:
    """Return the ages in words, or that they are all."""
    said = texts()["fee"]
    if low is None and high is None:
        return str(texts()["responsibility"]["all_ages"])
    if high is None:
        return fill(said["age_from"], low=low)
    return fill(said["age_to"], high=high) if low is None else fill(said["age_between"], low=low, high=high)


@dataclass(frozen=True)
class PlaceAnswer:
    """One line of a place's table of who answers."""

    code: str
    name: str
    ages: str
    answered: Answered


def place_answers(edition: Edition, area: str, names: Mapping[str, str]) -> tuple[list[PlaceAnswer], list[str]]:
    """Return the known answers of a place by the device's name, and the names of the groups that are wholly unknown."""
    answered = edition.answers.get(area, ())
    known = [
        PlaceAnswer(one.iso, names[one.iso], ages_words(one.min_age, one.max_age), one)
        for one in answered
        if one.answer.responsible != "unknown"
    ]
    told = {one.code for one in known}
    unknown = [names[one.iso] for one in answered if one.iso not in told and len(one.iso) == 2]  # noqa: PLR2004 - level 1
    return sorted(known, key=lambda one: (alphabetical(one.name), one.answered.min_age or 0)), unknown
