"""PxWeb, the statistics databases of SCB, Folkhälsomyndigheten and many more: v1 and v2, any host.

First the host's limits, then each table's variables, then its figures in as few questions as the limits allow. Every code
is chosen here from what the table lists, never by `*` or `top`, so that an answer can be held against what was asked for.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from build_site.errors import SourceError
from build_site.model.request import Answer, Asking, Notice, Reading, Request, Wanted
from build_site.sources import pxweb_v1, pxweb_v2
from build_site.sources.asks import read_asks
from build_site.sources.jsonstat import Cube, read_cube
from build_site.sources.pxweb_asks import POPULATION, Asks, TableAsk, chosen_tables
from build_site.sources.pxweb_plan import Plan, make_plan
from build_site.sources.pxweb_query import Limits, Selection, Variable, split
from build_site.sources.pxweb_reading import believing, some
from build_site.sources.pxweb_tables import Figures, check_part, indicator_table, join, population_file

NAME = "pxweb"
AT_ONCE = 1_000
"""A table is asked for by itself, so measures need no grouping: all of a source's at once, and its limits are read once."""
APIS = {"v1": pxweb_v1, "v2": pxweb_v2}


@dataclass
class Gathered:
    """Everything that was asked and answered, and what each answer is."""

    asks: Asks
    answers: dict[Request, Answer] = field(default_factory=dict)
    tables: list[tuple[Plan, list[tuple[Selection, Answer]]]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def requests(wanted: Wanted) -> Asking:
    """Ask for every table that the wanted measures need."""
    yield from _gather(wanted)


def _gather(wanted: Wanted) -> Generator[Request, Answer, Gathered]:
    asks = read_asks(Asks, wanted)
    tables = chosen_tables(asks, wanted)
    gathered = Gathered(asks)
    api = APIS[asks.api]
    answer = yield from _ask(gathered, api.ask_config(wanted.base_url, asks.language))
    with believing(answer, wanted):
        limits, unknown = api.read_config(answer.body)
    gathered.notices += [*_unknown("the limits", unknown), *_check_pace(wanted, limits)]
    for table in tables:
        plan = yield from _plan(gathered, table, wanted)
        parts = []
        for part in split(plan.selection, limits):
            answer = yield from _ask(gathered, api.ask_figures(wanted.base_url, asks.language, table.table, part))
            parts.append((part, answer))
        gathered.tables.append((plan, parts))
    return gathered


def _ask(gathered: Gathered, request: Request) -> Generator[Request, Answer, Answer]:
    """Ask, unless it has been asked before: two measures may come from one table."""
    if request not in gathered.answers:
        gathered.answers[request] = yield request
    return gathered.answers[request]


def _plan(gathered: Gathered, table: TableAsk, wanted: Wanted) -> Generator[Request, Answer, Plan]:
    """Ask what a table has, and which codes its lists have; return what to ask it for."""
    api, language = APIS[gathered.asks.api], gathered.asks.language
    answer = yield from _ask(gathered, api.ask_table(wanted.base_url, language, table.table))
    with believing(answer, wanted):
        variables, unknown = api.read_table(answer.body)
    gathered.notices += _unknown(f"{table.table}, its description,", unknown)
    listed: list[Variable] = []
    for variable in variables:
        name = table.code_lists.get(variable.code)
        if name is None or (variable.code_lists is not None and name not in variable.code_lists):
            listed.append(variable)  # in the second case the plan says what is wrong
        elif gathered.asks.api == "v1":  # v1 tells the codes of a table's own list only
            listed.append(replace(variable, labels=None))
        else:
            own = yield from _ask(gathered, pxweb_v2.ask_code_list(wanted.base_url, language, name))
            with believing(own, wanted):
                labels, unknown = pxweb_v2.read_code_list(own.body)
            gathered.notices += _unknown(f"the code list {name}", unknown)
            listed.append(replace(variable, labels=labels))
    with believing(answer, wanted):
        plan = make_plan(table, listed, wanted)
    if plan.strange:
        words = f"{table.table}: {len(plan.strange)} places that are not in areas.csv were left out: {some(plan.strange)}"
        gathered.notices.append(Notice("unknown_area", words, table.indicator))
    return plan


def _check_pace(wanted: Wanted, limits: Limits) -> Iterator[Notice]:
    """Refuse to ask faster than the host allows; the client keeps the pace that the source's yml says."""
    allowed, given = limits.calls / limits.seconds, wanted.source.rate_per_second
    rule = f"{limits.calls} calls in {limits.seconds} s"
    if given is None:
        yield Notice(
            "no_rate", f"{wanted.source.id} allows {rule}; write rate_per_second: {allowed:.3g} in sources/{wanted.source.id}.yml"
        )
    elif given > allowed:
        raise SourceError(
            f"{wanted.source.id}: the publisher allows {rule}, and sources/{wanted.source.id}.yml says {given:g} a second\n"
            f"  Write rate_per_second: {allowed:.3g} or less there, and pull again."
        )


def _unknown(what: str, names: Sequence[str]) -> Iterator[Notice]:
    if names:
        yield Notice("unknown_field", f"{what} has fields that are not known here: {some(sorted(set(names)))}")


def read(wanted: Wanted, answers: Sequence[Answer]) -> Reading:
    """Return each measure's table, and the population, as the publisher gave them."""
    gathered = _replay(wanted, answers)
    notices = [*gathered.notices, *_kept(gathered.asks, wanted)]
    figures: dict[str, list[Figures]] = defaultdict(list)
    last: dict[str, Answer] = {}
    for plan, parts in gathered.tables:
        own, more = _join(plan, parts, wanted)
        figures[plan.table.name].append(own)
        last[plan.table.name] = parts[-1][1]
        notices += more
    tables, files = {}, {}
    for name, own_figures in figures.items():
        with believing(last[name], wanted):
            if name == POPULATION:
                files[name], more = population_file(own_figures)
                notices += more
            elif (frame := indicator_table(own_figures)) is not None:
                tables[name] = frame
    return Reading(tables, files, list(dict.fromkeys(notices)))


def _join(plan: Plan, parts: Sequence[tuple[Selection, Answer]], wanted: Wanted) -> tuple[Figures, list[Notice]]:
    """Return one table's figures, each piece held against its question, and what to know of them."""
    cubes: list[Cube] = []
    unknown: list[str] = []
    for selection, answer in parts:
        with believing(answer, wanted):
            cubes.append(check_part(read_cube(answer.body), selection))
        unknown += cubes[-1].dataset.unknown()
    figures = join(plan, cubes)
    return figures, [*_unknown(plan.table.table, unknown), *figures.notices()]


def _kept(asks: Asks, wanted: Wanted) -> Iterator[Notice]:
    asked = {table.indicator for table in asks.tables if table.enabled}
    for name in sorted(wanted.indicators.keys() - asked):
        words = f"sources/{wanted.source.id}.yml asks for no table that gives it; its figures stay as they are"
        yield Notice("kept" if name in asks.keeps else "not_asked", words, name)


def _replay(wanted: Wanted, answers: Sequence[Answer]) -> Gathered:
    """Ask everything again, of the answers that were got: so each of them is known for what it is."""
    asking = _gather(wanted)
    left = list(reversed(answers))
    gathered: Gathered | None = None
    try:
        request = next(asking)
        while left and left[-1].request == request:
            request = asking.send(left.pop())
    except StopIteration as done:
        gathered = done.value
    if left or gathered is None:
        raise SourceError(
            f"{wanted.source.id}: the answers are not those to the questions that asks in sources/{wanted.source.id}.yml"
            " makes now; pull again"
        )
    return gathered
