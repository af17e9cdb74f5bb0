"""PxWeb on this machine, v1 and v2, with the same tables in both; the figures are made up unless a test gives some.

v1 as the server's own source and public clients have it: metadata without a role, null where a variable has more values than
maxValues, POST with filters, 403 for too many cells, `Bad Request` in plain text, PX text when no format is named. v2 as in
PxTools' specification and SCB's answers of June 2026: metadata is json-stat2 without figures, expressions in selections,
code lists, problems as JSON. Both count calls and answer 429 with Retry-After outside their window.
"""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from math import prod
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]
Codes = tuple[str, ...]


def made_up(codes: Codes) -> int:
    """Return a number that is the same every day."""
    return int.from_bytes(hashlib.blake2b("|".join(codes).encode(), digest_size=4).digest()) % 100_000


@dataclass(frozen=True)
class Variable:
    """One variable: the text of each value by its code."""

    code: str
    values: Mapping[str, str]
    text: str = ""
    eliminable: bool = False
    total: str | None = None
    """The value that stands for all when the variable is left out; None: they are added up."""
    time: bool = False
    lists: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """By code list: the table's own codes that each of its codes gathers."""

    def gathered(self, code: str, code_list: str | None) -> Sequence[str]:
        """Return the table's own codes behind a code."""
        return self.lists[code_list][code] if code_list else [code]

    def label(self, code: str) -> str:
        """Return the text of a code."""
        return self.values.get(code, f"{code} sammanlagt")


@dataclass
class Table:
    """One table with its figures."""

    name: str
    """The id in v2; in v1 the path below the language."""
    variables: Sequence[Variable]
    title: str = "En tabell"
    figure: Callable[[Codes], float | str | None] = made_up
    """Called with a code of each variable; a text is a mark, and there is no figure."""

    def by_code(self) -> dict[str, Variable]:
        """Return the variables."""
        return {variable.code: variable for variable in self.variables}


class RefusedError(Exception):
    """What the server answers instead of figures."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


@dataclass(frozen=True)
class Chosen:
    """What a question chose of one variable."""

    codes: Sequence[str]
    code_list: str | None = None


class PxWebServer:
    """A context manager: serves tables at `.v1` and `.v2`, remembers what it was asked in `.asked`."""

    def __init__(
        self,
        tables: Sequence[Table],
        *,
        most_cells: int = 150_000,
        most_values: int = 10_000,
        most_calls: int = 1_000,
        window: int = 10,
        has_config: bool = True,
        plain_errors: bool = False,
    ) -> None:
        self.tables = {table.name: table for table in tables}
        self.most_cells, self.most_values, self.most_calls, self.window = most_cells, most_values, most_calls, window
        self.has_config, self.plain_errors = has_config, plain_errors
        self.asked: list[str] = []
        """Method and address of each question, in order."""
        self.cells: list[int] = []
        """The size of each answer with figures."""
        self.tamper: Callable[[str, bytes], bytes] = lambda _path, body: body
        """Called with each address and body: what it returns is sent instead."""
        self._calls: list[float] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.v1, self.v2 = f"{root}/Folkhalsodata/api/v1", f"{root}/api/v2"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(poll_interval=0.01), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # HTTP

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def _answer(self, sent: bytes | None) -> None:
                status, kind, body, headers = server.respond(self.path, sent)
                self.send_response(status)
                for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def respond(self, address: str, sent: bytes | None) -> tuple[int, str, bytes, dict[str, str]]:
        """Return status, content type, body and more headers for a question."""
        parts = urlsplit(address)
        self.asked.append(f"{'GET' if sent is None else 'POST'} {address}")
        first = "v1" if parts.path.startswith("/Folkhalsodata/") else "v2"
        if not self._has_room():
            body = b'{"error":"429 - Too many requests in too short timeframe. Please try again later."}'
            return 429, "application/json; charset=utf-8", body, {"Retry-After": str(self.window)}
        path = [unquote(part) for part in parts.path.split("/")]
        try:
            content = self._v1(path[4:], parts.query, sent) if first == "v1" else self._v2(path[3:], parts.query, sent)
        except RefusedError as refused:
            return self._refuse(first, refused)
        if isinstance(content, str):
            return 200, "text/plain", content.encode(), {}
        body = self.tamper(address, json.dumps(content, ensure_ascii=False).encode())
        return 200, "application/json; charset=utf-8", body, {}

    def _has_room(self) -> bool:
        with self._lock:
            now = time.monotonic()
            self._calls = [call for call in self._calls if now - call < self.window]
            if len(self._calls) >= self.most_calls:
                return False
            self._calls.append(now)
            return True

    def _refuse(self, version: str, refused: RefusedError) -> tuple[int, str, bytes, dict[str, str]]:
        if version == "v2":
            body = json.dumps({"type": "Parameter error", "title": refused.title, "status": refused.status}).encode()
            return refused.status, "application/problem+json", body, {}
        if self.plain_errors or refused.status == 404:
            return refused.status, "text/plain", b"Bad Request" if refused.status == 400 else b"Not Found", {}
        return refused.status, "application/json", json.dumps({"error": refused.title}).encode(), {}

    # v1

    def _v1(self, path: list[str], query: str, sent: bytes | None) -> "Json | list[Json] | str":
        language, *rest = path
        if language != "sv":
            raise RefusedError(404, "Not Found")
        name = "/".join(rest)
        if name in self.tables:
            return self._v1_metadata(self.tables[name]) if sent is None else self._v1_figures(self.tables[name], sent)
        if query == "config" and not rest:
            if not self.has_config:
                raise RefusedError(400, "Parameter error")
            limits = {"maxValues": self.most_values, "maxCells": self.most_cells, "maxCalls": self.most_calls}
            return limits | {"timeWindow": self.window, "CORS": True}
        return self._v1_folder(name)

    def _v1_folder(self, name: str) -> list[Json]:
        below = {known.removeprefix(f"{name}/") if name else known for known in self.tables if known.startswith(name)}
        if not below:
            raise RefusedError(400, "Parameter error")
        if not name:
            return [{"dbid": one, "text": one} for one in sorted({one.split("/")[0] for one in below})]
        return [{"id": one.split("/")[0], "type": "l" if "/" in one else "t", "text": one.split("/")[0]} for one in sorted(below)]

    def _v1_metadata(self, table: Table) -> Json:
        return {"title": table.title, "variables": [self._v1_variable(variable) for variable in table.variables]}

    def _v1_variable(self, variable: Variable) -> Json:
        hidden = len(variable.values) > self.most_values
        content: Json = {
            "code": variable.code,
            "text": variable.text or variable.code.lower(),
            "values": None if hidden else list(variable.values),
            "valueTexts": None if hidden else list(variable.values.values()),
        }
        return content | ({"elimination": True} if variable.eliminable else {}) | ({"time": True} if variable.time else {})

    def _v1_figures(self, table: Table, sent: bytes) -> "Json | str":
        try:
            question = json.loads(sent)
            asked = {one["code"]: one["selection"] for one in question["query"]}
        except (ValueError, KeyError, TypeError):
            raise RefusedError(400, "Parameter error") from None
        chosen = {code: self._v1_choose(table, code, selection) for code, selection in asked.items()}
        for variable in table.variables:
            if variable.code not in chosen and not variable.eliminable:
                chosen[variable.code] = Chosen(list(variable.values))
        cube = self._cube(table, chosen, too_many=403)
        return cube if question.get("response", {}).get("format") == "json-stat2" else 'CHARSET="ANSI";\nAXIS-VERSION="2000";'

    def _v1_choose(self, table: Table, code: str, selection: Json) -> Chosen:
        variable = table.by_code().get(code)
        if variable is None:
            raise RefusedError(400, f"The request for variable '{code}' has an error. Please check your query.")
        kind, values = selection["filter"], selection["values"]
        if kind == "all":
            return Chosen([one for one in variable.values if any(fnmatchcase(one, value) for value in values)])
        if kind == "top":
            return Chosen(list(variable.values)[-int(values[0]) :])
        code_list = None if kind == "item" else kind.partition(":")[2]
        known = variable.values if code_list is None else variable.lists.get(code_list, {})
        if not values or any(value not in known for value in values):
            raise RefusedError(400, f"The request for variable '{code}' has an error. Please check your query.")
        return Chosen(values, code_list)

    # v2

    def _v2(self, path: list[str], query: str, sent: bytes | None) -> Json:
        parameters = dict(parse_qsl(query))
        match path:
            case ["config"]:
                return self._v2_config()
            case ["tables"]:
                tables = [{"id": name, "label": table.title} for name, table in self.tables.items()]
                page = {"pageNumber": 1, "pageSize": 20, "totalElements": len(tables), "totalPages": 1, "links": []}
                return {"language": "sv", "tables": tables, "page": page, "links": []}
            case ["codelists", name]:
                return self._v2_code_list(name)
            case ["tables", name, "metadata"] if name in self.tables:
                return self._v2_metadata(self.tables[name])
            case ["tables", name, "data"] if name in self.tables:
                return self._v2_figures(self.tables[name], parameters, sent)
        raise RefusedError(404, "Non-existent table")

    def _v2_config(self) -> Json:
        return {
            "apiVersion": "2.3.2",
            "appVersion": "1.0.0",
            "languages": [{"id": "sv", "label": "Svenska"}],
            "defaultLanguage": "sv",
            "maxDataCells": self.most_cells,
            "maxCallsPerTimeWindow": self.most_calls,
            "timeWindow": self.window,
            "license": "https://creativecommons.org/share-your-work/public-domain/cc0/",
            "sourceReferences": [{"language": "sv", "text": "Källa: SCB"}],
            "defaultDataFormat": "json-stat2",
            "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px"],
            "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
        }

    def _v2_code_list(self, name: str) -> Json:
        for table in self.tables.values():
            for variable in table.variables:
                if name in variable.lists:
                    values = [
                        {"code": code, "label": variable.label(code), "valueMap": list(own)}
                        for code, own in variable.lists[name].items()
                    ]
                    kind = "Aggregation" if name.startswith("agg") else "Valueset"
                    content: Json = {"id": name, "label": name, "language": "sv", "languages": ["sv", "en"]}
                    return content | {"elimination": False, "type": kind, "values": values, "links": []}
        raise RefusedError(404, "Non-existent codelist")

    def _v2_metadata(self, table: Table) -> Json:
        cube = self._describe(table, {variable.code: Chosen(list(variable.values)) for variable in table.variables})
        for variable in table.variables:
            extension = cube["dimension"][variable.code]["extension"]
            extension["codelists"] = [{"id": name, "label": name, "type": "Valueset", "links": []} for name in variable.lists]
        return cube | {"value": []}

    def _v2_figures(self, table: Table, parameters: Json, sent: bytes | None) -> Json:
        if sent is not None:
            given = {one["variableCode"]: one for one in json.loads(sent)["selection"]}
            chosen = {code: self._v2_choose(table, code, one["valueCodes"], one.get("codelist")) for code, one in given.items()}
        else:
            folded = {name.casefold(): value for name, value in parameters.items()}
            codes = {variable.code.casefold(): variable.code for variable in table.variables}
            asked = [name.removeprefix("valuecodes[").removesuffix("]") for name in folded if name.startswith("valuecodes[")]
            chosen = {
                codes.get(name, name): self._v2_choose(
                    table, codes.get(name, name), folded[f"valuecodes[{name}]"].split(","), folded.get(f"codelist[{name}]")
                )
                for name in asked
            }
        if not chosen:  # the publisher's own choice, not everything
            chosen = {variable.code: Chosen(list(variable.values)[-2:]) for variable in table.variables}
        for variable in table.variables:
            if variable.code not in chosen and not variable.eliminable:
                raise RefusedError(400, "Missing selection for mandantory variable")
        if parameters.get("outputFormat", "json-stat2") != "json-stat2":
            raise RefusedError(400, "Unsupported output format")
        return self._cube(table, chosen, too_many=400)

    def _v2_choose(self, table: Table, code: str, values: Sequence[str], code_list: str | None) -> Chosen:
        variable = table.by_code().get(code)
        if variable is None:
            raise RefusedError(400, "Non-existent variable")
        if code_list is not None and code_list not in variable.lists:
            raise RefusedError(400, "Non-existent codelist")
        known = list(variable.lists[code_list]) if code_list else list(variable.values)
        found = dict.fromkeys(one for value in values for one in _expand(value, known))
        return Chosen(list(found), code_list)

    # Both

    def _describe(self, table: Table, chosen: Mapping[str, Chosen]) -> Json:
        """Return json-stat2 without figures, with a dimension for each variable that was chosen of."""
        named = [variable for variable in table.variables if variable.code in chosen]
        dimensions = {}
        for variable in named:
            codes = chosen[variable.code].codes
            dimensions[variable.code] = {
                "label": variable.text or variable.code.lower(),
                "category": {
                    "index": {code: place for place, code in enumerate(codes)},
                    "label": {code: variable.label(code) for code in codes},
                },
                "extension": {"elimination": variable.eliminable, "show": "code"},
            }
        return {
            "version": "2.0",
            "class": "dataset",
            "label": table.title,
            "source": "SCB",
            "updated": "2026-06-08T06:00:00Z",
            "role": {"time": [variable.code for variable in named if variable.time]},
            "id": [variable.code for variable in named],
            "size": [len(chosen[variable.code].codes) for variable in named],
            "dimension": dimensions,
            "extension": {"px": {"tableid": table.name, "decimals": 0}},
        }

    def _cube(self, table: Table, chosen: Mapping[str, Chosen], *, too_many: int) -> Json:
        size = prod(len(one.codes) for one in chosen.values())
        if size > self.most_cells:
            raise RefusedError(too_many, "Too many values selected" if too_many == 403 else "Too many cells selected")
        self.cells.append(size)
        content = self._describe(table, chosen)
        asked = [chosen.get(variable.code) for variable in table.variables]
        figures = [self._figure(table, asked, codes) for codes in product(*[one.codes for one in asked if one is not None])]
        marks = {str(place): one for place, one in enumerate(figures) if isinstance(one, str)}
        content["value"] = [None if isinstance(one, str) else one for one in figures]
        return content | ({"status": marks} if marks else {})

    @staticmethod
    def _figure(table: Table, asked: Sequence[Chosen | None], codes: Codes) -> float | str | None:
        """Return one cell: the table's own figures behind its codes, added up if they are several."""
        left = iter(codes)
        own: list[Sequence[str]] = []
        for variable, chosen in zip(table.variables, asked, strict=True):
            if chosen is not None:
                own.append(variable.gathered(next(left), chosen.code_list))
            else:
                own.append([variable.total] if variable.total is not None else list(variable.values))
        figures = [table.figure(cell) for cell in product(*own)]
        numbers = [one for one in figures if one is not None and not isinstance(one, str)]
        if len(numbers) == len(figures):
            return sum(numbers) if len(numbers) > 1 else numbers[0]
        return next(one for one in figures if one is None or isinstance(one, str))


def _expand(value: str, known: Sequence[str]) -> Iterator[str]:
    """Yield the codes that a value expression of v2 means."""
    if value in known:
        yield value
    elif found := re.fullmatch(r"(TOP|BOTTOM)\((\d+)\)", value, re.IGNORECASE):
        count = int(found[2])
        yield from known[-count:] if found[1].upper() == "TOP" else known[:count]
    elif found := re.fullmatch(r"RANGE\(([^,]+),([^)]+)\)", value, re.IGNORECASE):
        yield from known[known.index(found[1]) : known.index(found[2]) + 1]
    elif found := re.fullmatch(r"(FROM|TO)\(([^)]+)\)", value, re.IGNORECASE):
        place = known.index(found[2])
        yield from known[place:] if found[1].upper() == "FROM" else known[: place + 1]
    elif "*" in value or "?" in value:
        yield from (code for code in known if fnmatchcase(code, value))
    else:
        raise RefusedError(400, "Non-existent value")
