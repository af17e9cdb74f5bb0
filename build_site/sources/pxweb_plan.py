"""From what we ask for and what a table has: which values to choose, and what each of them is to us."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from build_site.model.area import COUNTRY
from build_site.model.period import first_day
from build_site.model.request import Wanted
from build_site.sources.pxweb_asks import Place, Sex, TableAsk, Time, read_period
from build_site.sources.pxweb_query import Choice, Selection, Variable
from build_site.sources.pxweb_reading import plain, some

YEAR_LENGTH = 4
DECEMBER = "-12"
SAID = {
    "women": re.compile(r"kvinn|women|\bfemale|flick", re.IGNORECASE),
    "men": re.compile(r"\bm(?:ä|a|e)n\b|\bmale|pojk", re.IGNORECASE),
}
"""Words by which a value's text tells whom it is about."""


@dataclass(frozen=True)
class Plan:
    """One table: what to ask for, and what the codes in the answer mean."""

    table: TableAsk
    selection: Selection
    areas: Mapping[str, str]
    sexes: Mapping[str, str]
    periods: Mapping[str, str]
    strange: tuple[str, ...]
    """Codes of places that we don't know."""


def make_plan(table: TableAsk, variables: Sequence[Variable], wanted: Wanted) -> Plan:
    """Return what to ask a table for; raise ValueError when it is not as asks says."""
    known = {variable.code: variable for variable in variables}
    _check_variables(table, known)
    areas, strange = _areas(table.area, known, wanted)
    sexes = _sexes(table.sex, known)
    periods = _periods(table.time, known[table.time.dimension])
    codes: dict[str, Iterable[str]] = {name: [code] for name, code in table.fixed.items()}
    codes[table.time.dimension] = periods
    if table.area:
        codes[table.area.dimension] = areas
    if table.sex:
        codes[table.sex.dimension] = sexes
    if table.measures:
        codes[table.measures.dimension] = table.measures.columns()
    if table.ages:
        codes[table.ages.dimension] = table.ages.codes()
    selection = {name: Choice(tuple(codes[name]), table.code_lists.get(name)) for name in known if name in codes}
    for name, choice in selection.items():
        _check_codes(known[name], choice)
    return Plan(table, selection, areas, sexes, periods, strange)


def _check_variables(table: TableAsk, known: Mapping[str, Variable]) -> None:
    chosen = [*table.chosen()]
    for name in (*chosen, *table.eliminate):
        if name not in known:
            _refuse(f"has no variable {plain(name)!r}; it has {some(list(known))}")
    for name in table.eliminate:
        if not known[name].eliminable:
            _refuse(
                f"has a variable {plain(name)!r} that can't be left out; choose one of its values in fixed: {_few(known[name])}"
            )
    for name in known:
        if name not in chosen and name not in table.eliminate:
            _refuse(
                f"has a variable {plain(name)!r} that asks does not name; choose one of its values in fixed: {_few(known[name])}"
            )
    for name, code_list in table.code_lists.items():
        lists = known[name].code_lists
        if lists is not None and code_list not in lists:
            _refuse(f"has no code list {plain(code_list)!r} for {plain(name)!r}; it has {some(sorted(lists)) or 'none'}")


def _check_codes(variable: Variable, choice: Choice) -> None:
    if not choice.codes:
        _refuse(f"has nothing that is asked for in {plain(variable.code)!r}; it has {_few(variable)}")
    missing = [code for code in choice.codes if variable.labels is not None and code not in variable.labels]
    if missing:
        _refuse(f"has no {some(missing)} in {plain(variable.code)!r}; it has {_few(variable)}")


def _few(variable: Variable) -> str:
    if variable.labels is None:
        return "more than the host lists"
    return some([f"{code} ({text})" if text != code else code for code, text in variable.labels.items()])


def _areas(place: Place | None, known: Mapping[str, Variable], wanted: Wanted) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return our code of each of theirs that is asked for, and theirs that we don't know."""
    if place is None:
        return {"": COUNTRY}, ()
    labels = known[place.dimension].labels
    theirs = {ours: code for code, ours in place.codes.items()}
    codes = [theirs.get(area, area) for area in wanted.areas] if labels is None else list(labels)
    ours = {code: place.codes.get(code, code) for code in codes}
    if len(set(ours.values())) < len(ours):
        _refuse(f"has two codes for one place in {plain(place.dimension)!r}; mend area.codes")
    strange = tuple(code for code, area in ours.items() if area not in wanted.areas)
    levels = [levels for levels in (wanted.source.allowed_levels, place.levels) if levels is not None]
    return {
        code: area
        for code, area in ours.items()
        if area in wanted.areas and all(wanted.areas[area].type in allowed for allowed in levels)
    }, strange


def _sexes(sex: Sex | None, known: Mapping[str, Variable]) -> dict[str, str]:
    if sex is None:
        return {"": "total"}
    labels = known[sex.dimension].labels or {}
    for code, whom in sex.codes.items():
        told = [one for one, words in SAID.items() if words.search(labels.get(code, ""))]
        if len(told) == 1 and told[0] != whom:
            _refuse(f"calls {plain(code)!r} in {plain(sex.dimension)!r} {plain(labels[code])!r}, and asks calls it {whom}")
    return dict(sex.codes)


def _periods(time: Time, variable: Variable) -> dict[str, str]:
    """Return our period of each of their codes that is asked for, in order of time."""
    if variable.labels is None:
        _refuse(f"does not list the periods in {plain(time.dimension)!r}")
    periods = {code: _period(time, code, text) for code, text in variable.labels.items()}
    if time.year_end:
        periods = {code: period[:YEAR_LENGTH] for code, period in periods.items() if period.endswith(DECEMBER)}
    if len(set(periods.values())) < len(periods):
        _refuse(f"has two codes for one period in {plain(time.dimension)!r}")
    if time.first:
        periods = {code: period for code, period in periods.items() if first_day(period) >= first_day(time.first)}
    ordered = sorted(periods.items(), key=lambda item: (first_day(item[1]), item[1]))
    return dict(ordered[-time.latest :] if time.latest else ordered)


def _period(time: Time, code: str, text: str) -> str:
    period, other = (read_period(text), None) if time.by == "text" else (read_period(code), read_period(text))
    if period is None:
        _refuse(
            f"has a period that can't be read in {plain(time.dimension)!r}: {plain(code)!r} ({plain(text)}); is it time.by text?"
        )
    elif other not in (None, period):
        _refuse(f"calls the period {plain(code)!r} {plain(text)!r}; say in time.by which is meant, code or text")
    return period


def _refuse(problem: str) -> NoReturn:
    raise ValueError(problem)
