"""PxWebApi v2: `…/api/v2/tables/{id}/metadata` and `/data`; the specification is PxTools/PxApiSpecs, PxAPI-2.yml.

Quirks: without a selection the answer is the publisher's own choice, not everything; a variable that can't be added up must
be chosen from; square brackets and letters like å are escaped in addresses; commas part values, so a code that has one
needs a POST; too many cells is 403 in the specification and 400 from the server.
"""

import re
from urllib.parse import quote

import orjson
from pydantic import Field, PositiveInt

from build_site.model.request import Request
from build_site.sources.jsonstat import read_sides
from build_site.sources.pxweb_query import Limits, Selection, Variable, cells
from build_site.sources.pxweb_reading import Json, Loose, check, parse, some

LONGEST_ADDRESS = 2_000
"""Characters that every server and proxy takes; a longer question is a POST."""
FORMAT = "json-stat2"
EXPRESSION = re.compile(r"[*?,]|^(?:TOP|BOTTOM|RANGE|FROM|TO)\(", re.IGNORECASE)
"""Codes that mean something else than themselves: a comma parts them, the rest are expressions."""


class Config(Loose):
    """What the host says of itself."""

    apiVersion: str  # noqa: N815
    appVersion: Json = None  # noqa: N815
    languages: Json = None
    defaultLanguage: Json = None  # noqa: N815
    maxDataCells: PositiveInt  # noqa: N815
    maxCallsPerTimeWindow: PositiveInt  # noqa: N815
    timeWindow: PositiveInt  # noqa: N815
    license: Json = None
    sourceReferences: Json = None  # noqa: N815
    defaultDataFormat: Json = None  # noqa: N815
    dataFormats: list[str]  # noqa: N815
    features: Json = None


class _Value(Loose):
    code: str
    label: str
    valueMap: list[str]  # noqa: N815
    notes: Json = None


class _CodeList(Loose):
    id: str
    label: str
    language: Json = None
    languages: Json = None
    elimination: bool | None = None
    eliminationValueCode: Json = None  # noqa: N815
    type: str
    values: list[_Value]
    links: Json = None


class _ListName(Loose):
    id: str
    label: Json = None
    type: Json = None
    links: Json = None


class _Extension(Loose):
    elimination: bool = False
    codelists: list[_ListName] = Field(default_factory=list)


def ask_config(base_url: str, language: str) -> Request:
    """Ask what the host puts up with."""
    return Request(f"{base_url}/config?lang={language}", "the limits")


def read_config(body: bytes) -> tuple[Limits, tuple[str, ...]]:
    """Return the limits and unknown fields."""
    config = parse(body, Config)
    if not config.apiVersion.startswith("2."):
        message = f"is of version {config.apiVersion!r:.20}; only 2 is known here"
        raise ValueError(message)
    if FORMAT not in config.dataFormats:
        message = f"no longer offers {FORMAT}, only {some(config.dataFormats)}"
        raise ValueError(message)
    limits = Limits(config.maxDataCells, None, config.maxCallsPerTimeWindow, config.timeWindow)
    return limits, tuple(config.unknown())


def ask_table(base_url: str, language: str, table: str) -> Request:
    """Ask which variables a table has."""
    return Request(f"{_address(base_url, table)}/metadata?lang={language}", f"the variables of {table}")


def read_table(body: bytes) -> tuple[list[Variable], tuple[str, ...]]:
    """Return the variables and unknown fields."""
    dataset, sides = read_sides(body)
    variables = []
    for code, labels in sides.items():
        extension = check(dataset.dimension[code].extension, _Extension)
        names = frozenset(one.id for one in extension.codelists)
        variables.append(Variable(code, labels, extension.elimination, names))
    return variables, tuple(dataset.unknown())


def ask_code_list(base_url: str, language: str, name: str) -> Request:
    """Ask which codes a list has."""
    return Request(f"{base_url}/codelists/{quote(name, safe='')}?lang={language}", f"the code list {name}")


def read_code_list(body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts of a list's codes, and unknown fields."""
    given = parse(body, _CodeList)
    return {value.code: value.label for value in given.values}, tuple(given.unknown())


def ask_figures(base_url: str, language: str, table: str, selection: Selection) -> Request:
    """Ask for the figures of one choice: a GET, which a cache can keep, unless the address would be too long."""
    address = f"{_address(base_url, table)}/data?lang={language}&outputFormat={FORMAT}"
    what = f"{table}, {cells(selection)} figures"
    url = address + "".join(_parameters(selection))
    codes = [code for choice in selection.values() for code in choice.codes]
    if len(url) <= LONGEST_ADDRESS and not any(map(EXPRESSION.search, codes)):
        return Request(url, what)
    return Request(address, what, orjson.dumps({"selection": [_chosen(code, selection) for code in selection]}))


def _parameters(selection: Selection) -> list[str]:
    parameters = []
    for code, choice in selection.items():
        name = quote(code, safe="")
        parameters.append(f"&valueCodes%5B{name}%5D=" + ",".join(quote(one, safe="") for one in choice.codes))
        if choice.code_list:
            parameters.append(f"&codelist%5B{name}%5D={quote(choice.code_list, safe='')}")
    return parameters


def _chosen(code: str, selection: Selection) -> dict[str, Json]:
    choice = selection[code]
    return {"variableCode": code, "valueCodes": list(choice.codes)} | ({"codelist": choice.code_list} if choice.code_list else {})


def _address(base_url: str, table: str) -> str:
    return f"{base_url}/tables/{quote(table, safe='')}"
