"""Socialstyrelsen's statistics database, API v1: care by diagnosis, operations, medicines, causes of death.

Its ways, and how each is known: docs/contribute/ny-kalla/socialstyrelsen.md. Two of them shape this module. What a number means
is found by words in the topic's own lists, never by an id that was right once; and a slice without rows is a 404.
"""

from collections.abc import Generator, Iterable, Sequence
from urllib.parse import urlsplit

import pandas as pd

from build_site.errors import SourceError
from build_site.model.request import Answer, Asking, Notice, Reading, Request, Wanted
from build_site.model.table import COLUMNS, NUMBERS
from build_site.sources.asks import read_asks
from build_site.sources.socialstyrelsen_answers import (
    ENTRIES,
    PAGE,
    VARIABLES,
    Asked,
    Page,
    check_rows,
    next_page,
    parse,
    unknown_fields,
)
from build_site.sources.socialstyrelsen_asks import Asks, chosen, wants_codes
from build_site.sources.socialstyrelsen_cells import describe, make_row, read_cells
from build_site.sources.socialstyrelsen_codes import read_codes
from build_site.sources.socialstyrelsen_plan import PER_PAGE, Lists, Plan, make_plan

NAME = "socialstyrelsen"
AT_ONCE = 100
"""One group: the lists of codes are then asked for once."""

EMPTY = frozenset({404})
"""By this it says that a slice has no rows."""

Pages = dict[str, list[Page]]
"""The pages by the path asked; none for a slice without rows."""


def requests(wanted: Wanted) -> Asking:
    """Ask for the topics' lists, then for each series' rows."""
    asks = read_asks(Asks, wanted)
    lists = yield from _ask_lists(asks, wanted)
    for series in chosen(asks, wanted):
        plan = make_plan(series, lists, wanted)
        if plan.missing:
            continue  # `read` makes the same plan and says what is missing
        for column in plan.measures:
            for path in plan.paths(column):
                yield from _ask_pages(f"{wanted.base_url}/{path}", f"{series.indicator}, {column}", wanted)


def _ask_lists(asks: Asks, wanted: Wanted) -> Generator[Request, Answer, Lists]:
    lists: Lists = {}
    codes = wants_codes(asks, wanted)
    sought: dict[str, set[str]] = {}
    for series in chosen(asks, wanted):
        sought.setdefault(series.topic, {"region", "kon", "matt", "ar"}).update(series.select)
    if codes:
        sought.setdefault(codes.topic, set()).add(codes.variable)
    for topic, names in sought.items():
        answer = yield Request(f"{wanted.base_url}/{topic}", f"variables of {topic}")
        variables = parse(answer, VARIABLES)
        for variable in sorted(names & {one.namn for one in variables}):
            answer = yield Request(f"{wanted.base_url}/{topic}/{variable}", f"values of {variable} in {topic}")
            lists[topic, variable] = parse(answer, ENTRIES)
    return lists


def _ask_pages(url: str, what: str, wanted: Wanted) -> Asking:
    number: int | None = 1
    while number is not None:
        request = Request(f"{url}?per_sida={PER_PAGE}&sida={number}", what, empty_on=EMPTY)
        answer = yield request
        number = next_page(Asked(wanted.base_url, request.url), parse(answer, PAGE)) if answer.body else None


def read(wanted: Wanted, answers: Sequence[Answer]) -> Reading:
    """Return the figures and the list of diagnoses; raise SourceError naming every surprise."""
    asks = read_asks(Asks, wanted)
    lists, pages, notices = _sort_answers(wanted, answers)
    tables: dict[str, pd.DataFrame] = {}
    surprises: list[str] = []
    for series in chosen(asks, wanted):
        try:
            frame, said = _read_series(make_plan(series, lists, wanted), pages, wanted)
        except SourceError as error:
            surprises.append(str(error))
            continue
        notices += said
        if not frame.empty:
            tables[series.indicator] = frame
    if surprises:
        raise SourceError("\n".join(dict.fromkeys(surprises)))
    asked = {one.indicator for one in asks.series}
    notices += [Notice("not_asked", "no series in asks makes it", name) for name in wanted.indicators if name not in asked]
    codes = wants_codes(asks, wanted)
    entries = lists.get((codes.topic, codes.variable), []) if codes else []
    files, said = read_codes(entries, wanted.source.id) if entries else ({}, [])
    return Reading(tables, files, tuple(dict.fromkeys([*notices, *said])))


def _sort_answers(wanted: Wanted, answers: Iterable[Answer]) -> tuple[Lists, Pages, list[Notice]]:
    lists: Lists = {}
    pages: Pages = {}
    notices: list[Notice] = []
    surprises: list[str] = []
    for answer in answers:
        asked = Asked(wanted.base_url, answer.request.url)
        try:
            notices += _sort_answer(asked, answer, lists, pages)
        except SourceError as error:
            surprises.append(str(error))
    if surprises:
        raise SourceError("\n".join(dict.fromkeys(surprises)))
    return lists, pages, notices


def _sort_answer(asked: Asked, answer: Answer, lists: Lists, pages: Pages) -> list[Notice]:
    if asked.is_result:
        own = pages.setdefault(asked.path, [])
        if not answer.body:
            return []
        page = parse(answer, PAGE)
        check_rows(asked, page.data)
        own.append(page)
        return unknown_fields([page], asked.parts[0])
    if len(asked.parts) == 1:
        variables = parse(answer, VARIABLES)
        return unknown_fields(variables, asked.parts[0])
    topic, variable = asked.parts
    entries = lists[topic, variable] = parse(answer, ENTRIES)
    return unknown_fields(entries, f"{topic}/{variable}")


def _read_series(plan: Plan, pages: Pages, wanted: Wanted) -> tuple[pd.DataFrame, list[Notice]]:
    series = plan.series
    if plan.missing:
        said = f"{series.topic} has no {'; no '.join(plan.missing)}; mend the words in its asks. The figures in data/ stay"
        return pd.DataFrame(), [Notice("not_asked", said, series.indicator)]
    root = urlsplit(wanted.base_url).path
    columns = {
        column: read_cells(plan, (row for path in plan.paths(column) for page in pages[f"{root}/{path}"] for row in page.data))
        for column in plan.measures
    }
    rows = [row for cell in sorted(set().union(*columns.values())) if (row := make_row(plan, cell, columns))]
    frame = pd.DataFrame(rows, columns=[*COLUMNS]).astype(dict.fromkeys(NUMBERS, "float64"))
    return frame, describe(plan, rows, columns)
