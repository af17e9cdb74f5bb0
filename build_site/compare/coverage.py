"""Which fees are known where: every place × every group of devices that anybody has told a fee for."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from build_site.compare.device_costs import AGE
from build_site.compare.fees import own_rules
from build_site.compare.fees.choose import holds, is_for
from build_site.model.area import COUNTRY, Area
from build_site.model.coverage import Cell, Coverage, State
from build_site.model.device import DeviceFacts
from build_site.model.device_notes import Contradiction
from build_site.model.fact_age import FactAge, age_of
from build_site.model.fee_rule import FeeRule, Kind
from build_site.model.responsibility import Answered, Responsible

PRICE: frozenset[Kind] = frozenset({"device", "subsidy", "purchase", "told"})
"""What tells what having the device costs. A visit, a repair, an extra, a loss, a ceiling or a start fee alone doesn't."""

TOP, GROUP = 2, 4
"""Digits of a class of the first and of the second level."""

STATE_OF: dict[FactAge, State] = {"fresh": "verified", "old": "older", "undated": "undated"}


def coverage(
    devices: DeviceFacts,
    areas: Mapping[str, Area],
    answers: Mapping[str, Sequence[Answered]],
    contradictions: Sequence[Contradiction],
    *,
    today: dt.date,
) -> Coverage:
    """
    Return what is known where, for an adult who gets the device today.

    A group is known in a place that has a fee in force for it, for a class in it or for one above it. A municipality's
    people also meet their region's fees. Where the source says that another body answers, the gap is the other's.
    """
    own = {code: [rule for rule in rules if _tells(rule, today)] for code, rules in own_rules(devices).items()}
    national = _groups(own.pop(COUNTRY, []))
    told = _groups(rule for rules in own.values() for rule in rules)
    groups = tuple(sorted(told & {one.code for one in devices.categories}))
    cells = {code: _own_cells(code, own.get(code, []), groups, contradictions, today) for code in _places(areas)}
    whole = {
        code: {group: _cell(areas[code], group, cells, answers.get(code, ())) for group in groups} for code in _places(areas)
    }
    return Coverage(groups, tuple(sorted(national - told)), whole, _wanted(whole, groups, areas))


def _places(areas: Mapping[str, Area]) -> list[str]:
    return [code for code, area in areas.items() if area.type != "country"]


def _tells(rule: FeeRule, today: dt.date) -> bool:
    """Tell whether the rule says what an adult pays for a device today."""
    amounts = (rule.amount_sek, rule.percent, rule.min_sek, rule.max_sek)
    return (
        rule.kind in PRICE
        and rule.status in {"last_known", "disputed"}
        and holds(rule, today)
        and is_for(rule, AGE)
        and any(amount is not None for amount in amounts)
    )


def _groups(rules: Iterable[FeeRule]) -> set[str]:
    """Return the groups that the rules speak of: one of the first level only where none below it is spoken of."""
    codes = {code for rule in rules for code in rule.iso}
    second = {code[:GROUP] for code in codes if len(code) >= GROUP}
    return second | {code for code in codes if len(code) == TOP and not any(group.startswith(code) for group in second)}


def _speaks(rule: FeeRule, group: str) -> bool:
    return _touches(rule.iso, group) and not any(group.startswith(code) for code in rule.excepted)


def _touches(codes: Iterable[str], group: str) -> bool:
    return any(code.startswith(group) or group.startswith(code) for code in codes)


def _own_cells(
    area: str, rules: Sequence[FeeRule], groups: Iterable[str], contradictions: Sequence[Contradiction], today: dt.date
) -> dict[str, Cell]:
    """Return what the place itself has told."""
    disputed = [one.iso for one in contradictions if one.area == area and one.iso]
    found = {}
    for group in groups:
        spoken = [rule for rule in rules if _speaks(rule, group)]
        contradicted = _touches(disputed, group) or any(rule.status == "disputed" for rule in spoken)
        found[group] = Cell(_state(spoken, today, contradicted=contradicted), area) if spoken else Cell("unknown")
    return found


def _state(rules: Sequence[FeeRule], today: dt.date, *, contradicted: bool) -> State:
    """Return how sure the place's fees are; the newest one tells the age."""
    if contradicted:
        return "contradicted"
    ages = {age_of(rule.verified_at, rule.source_date, today) for rule in rules}
    return next(state for age, state in STATE_OF.items() if age in ages)


def _cell(area: Area, group: str, own: Mapping[str, Mapping[str, Cell]], answered: Sequence[Answered]) -> Cell:
    """Return what the place's people can know: its own fee, else its region's, else whether it is another's to tell."""
    for code in (area.code, area.parent or ""):
        if code in own and own[code][group].known:
            return own[code][group]
    other: Responsible = "municipality" if area.type == "region" else "region"
    return Cell("elsewhere" if _responsible(answered, group) == other else "unknown")


def _responsible(answered: Sequence[Answered], group: str) -> Responsible:
    """Return who answers for the group for an adult: what its nearest class that stands says."""
    nearest = max((one.iso for one in answered if group.startswith(one.iso)), key=len, default="")
    for one in answered:
        if one.iso == nearest and (one.min_age or 0) <= AGE and (one.max_age is None or one.max_age >= AGE):
            return one.answer.responsible
    return "unknown"


def _wanted(
    cells: Mapping[str, Mapping[str, Cell]], groups: Sequence[str], areas: Mapping[str, Area]
) -> tuple[tuple[str, str], ...]:
    """Return the regions' unknown cells, first those that would let most people compare with most other regions.

    Every region's foremost gap stands before any region's second: otherwise the largest region would fill the list.
    """
    regions = [code for code in cells if areas[code].type == "region"]
    others = {group: sum(cells[code][group].known for code in regions) for group in groups}
    turns: list[tuple[int, float, str, str]] = []
    for code in regions:
        gaps = [group for group in groups if cells[code][group].state == "unknown"]
        ordered = sorted(gaps, key=lambda group: (-others[group], group))
        people = areas[code].population or 0
        turns += [(turn, -others[group] * people, code, group) for turn, group in enumerate(ordered)]
    return tuple((code, group) for _, _, code, group in sorted(turns))
