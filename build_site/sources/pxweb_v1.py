"""PxWeb API v1: `…/api/v1/{language}/{database}/{path}/{table}`, GET for what a table has, POST for its figures.

Quirks: `?config` may not be there; a variable with more values than maxValues has none listed; a variable left out of the
question is added up if it may be, else all of it comes; the format differs from host to host unless it is said; a figure
too many is 403, a fault in the question 400 with JSON or plain text.
"""

from urllib.parse import quote

import orjson
from pydantic import PositiveInt

from build_site.model.request import Request
from build_site.sources.pxweb_query import Limits, Selection, Variable, cells
from build_site.sources.pxweb_reading import BYTE_ORDER_MARK, Json, Loose, parse

CAREFUL = Limits(cells=1_000, values=1_000, calls=10, seconds=10)
"""For a host that doesn't tell: what the most sparing Swedish hosts allow."""
NOT_THERE = frozenset({400, 404})


class Config(Loose):
    """What the host puts up with."""

    maxValues: PositiveInt  # noqa: N815
    maxCells: PositiveInt  # noqa: N815
    maxCalls: PositiveInt  # noqa: N815
    timeWindow: PositiveInt  # noqa: N815
    CORS: Json = None


class _Variable(Loose):
    code: str
    text: str
    values: list[str] | None = None
    valueTexts: list[str] | None = None  # noqa: N815
    elimination: bool = False
    time: bool = False
    map: Json = None


class _Table(Loose):
    title: str
    variables: list[_Variable]


def ask_config(base_url: str, language: str) -> Request:
    """Ask what the host puts up with."""
    return Request(f"{base_url}/{language}?config", "the limits", empty_on=NOT_THERE)


def read_config(body: bytes) -> tuple[Limits, tuple[str, ...]]:
    """Return the limits and unknown fields. A host without `?config` answers nothing, or its list of databases."""
    if not body or body.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"["):
        return CAREFUL, ()
    config = parse(body, Config)
    return Limits(config.maxCells, config.maxValues, config.maxCalls, config.timeWindow), tuple(config.unknown())


def ask_table(base_url: str, language: str, table: str) -> Request:
    """Ask which variables a table has."""
    return Request(_address(base_url, language, table), f"the variables of {table}")


def read_table(body: bytes) -> tuple[list[Variable], tuple[str, ...]]:
    """Return the variables and unknown fields."""
    table = parse(body, _Table)
    return [_variable(one) for one in table.variables], tuple(table.unknown())


def _variable(given: _Variable) -> Variable:
    if given.values is None:
        return Variable(given.code, None, given.elimination)
    texts = given.values if given.valueTexts is None else given.valueTexts
    if len(texts) != len(given.values):
        message = f"has {len(given.values)} values and {len(texts)} texts in {given.code!r:.40}"
        raise ValueError(message)
    return Variable(given.code, dict(zip(given.values, texts, strict=True)), given.elimination)


def ask_figures(base_url: str, language: str, table: str, selection: Selection) -> Request:
    """Ask for the figures of one choice."""
    query = [
        {"code": code, "selection": {"filter": choice.code_list or "item", "values": list(choice.codes)}}
        for code, choice in selection.items()
    ]
    body = orjson.dumps({"query": query, "response": {"format": "json-stat2"}})
    return Request(_address(base_url, language, table), f"{table}, {cells(selection)} figures", body)


def _address(base_url: str, language: str, table: str) -> str:
    return f"{base_url}/{language}/" + "/".join(quote(part, safe="") for part in table.split("/"))
