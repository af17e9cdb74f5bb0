"""A rule as one plain Swedish sentence."""

import re

from build_site.model.fee_rule import FeeRule, Kind
from build_site.model.unit import money, share

SAID_FOR = {None, "alla", "alla invånare"}
"""Whom a rule may be for without its sentence having to say so."""

TEMPORARY = "tillfälligt behov"
"""Said by the kind, and by the longest time."""

AN_AGE = re.compile(r"(från|under|upp till|över) \d|\d")
"""Begins words that tell ages, and need no verb."""

ONLY_AGES = re.compile(r"(vuxna|barn)?( ?(från|under) \d+ år)?|\d+–\d+ år")
"""Words that say no more than the rule's own ages do."""

SHORT = 4
"""Letters: words like "som" and "vid" say nothing of which model it is."""


def sentence(rule: FeeRule, unit: str | None, applies_to: str | None, *, kind: Kind | None = None) -> str:
    """Return the rule in words; `kind` is what it would be if a sum could be worked out from it."""
    meant = kind or rule.kind
    said = [_amount(rule, meant, unit), *_limits(rule, meant), *_people(rule, applies_to)]
    if meant == "subsidy":
        said.append("resten betalar du själv")
    head = f"{rule.item}: " if rule.item else ""
    text = f"{head}{', '.join(part for part in said if part)}."
    return text[:1].upper() + text[1:]


def _amount(rule: FeeRule, kind: Kind, unit: str | None) -> str:
    """Return how much, in the source's own words for what the amount is for."""
    per = _per(unit)
    if kind == "ceiling":
        return f"du betalar sammanlagt högst {money(rule.max_sek)}{per}" if rule.max_sek is not None else _unknown_top(unit)
    if kind == "subsidy":
        return _subsidy(rule, per)
    if rule.amount_sek is not None:
        top_for = " per år" if (unit or "").endswith("; tak per år") else ""
        return f"{money(rule.amount_sek)}{per}{_floor_and_top(rule)}{top_for}"
    if rule.percent is not None and (rule.percent, rule.min_sek) != (100, None):
        return f"{share(rule.percent)}{per}{_floor_and_top(rule)}"
    return f"priset, men{_floor_and_top(rule).removeprefix(',')}{per}" if rule.max_sek is not None else "beloppet är inte känt"


def _per(unit: str | None) -> str:
    """Return what an amount is for. What follows a semicolon (a floor, a top) stands in columns of its own."""
    what = (unit or "").partition(";")[0]
    if not what:
        return ""
    return f" {what}" if what.startswith(("per ", "av ")) else f" ({what})"


def _unknown_top(unit: str | None) -> str:
    return f"taket följer {unit}" if unit else "taket är inte känt"


def _subsidy(rule: FeeRule, per: str) -> str:
    paid = share(rule.percent) if rule.percent is not None else money(rule.max_sek or rule.amount_sek or 0)
    at_most = "" if rule.percent is not None else "högst "
    return f"bidrag med {at_most}{paid}{per}"


def _floor_and_top(rule: FeeRule) -> str:
    floor = f", lägst {money(rule.min_sek)}" if rule.min_sek is not None else ""
    return floor + (f", högst {money(rule.max_sek)}" if rule.max_sek is not None else "")


def _limits(rule: FeeRule, kind: Kind) -> list[str]:
    said = []
    if rule.variant and not _names(rule.item or "", rule.variant):
        said.append(rule.variant)
    if kind == "start":
        said.append("en gång när du får det")
    if kind == "short_term":
        said.append("vid tillfälligt behov")
    if rule.longest_months is not None:
        said.append(f"i högst {rule.longest_months} månader")
    if rule.loss_year is not None:
        said.append(f"år {rule.loss_year} efter att du fick det")
    if rule.in_ceiling:
        said.append("räknas in i högkostnadsskyddet")
    return said


def _names(item: str, variant: str) -> bool:
    """Tell whether what the row is called already says which model it is for."""
    words = re.findall(r"\w+", variant.lower())
    return all(word in item.lower() for word in [word for word in words if len(word) > SHORT] or words)


def _people(rule: FeeRule, applies_to: str | None) -> list[str]:
    """Return whom it is for: the ages, and what else the source says of them."""
    ages = _ages(rule)
    words = applies_to or ""
    if applies_to in SAID_FOR or words.startswith(TEMPORARY) or (ages and ONLY_AGES.fullmatch(words)):
        return ages
    tells_ages = any(letter.isdigit() for letter in words.partition("(")[0])
    told = words if AN_AGE.match(words) else f"gäller {words}"
    if re.match(r"\d+ till och med", words):
        told = f"från {words}"
    return [told] if tells_ages else [*ages, told]


def _ages(rule: FeeRule) -> list[str]:
    if rule.min_age and rule.max_age is not None:
        return [f"{rule.min_age}–{rule.max_age} år"]
    if rule.min_age:
        return [f"från {rule.min_age} år"]
    return [] if rule.max_age is None else [f"under {rule.max_age + 1} år"]
