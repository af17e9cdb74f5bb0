"""Socialstyrelsen's statistics database on this machine, with its traps, and figures that are made up.

Shapes, lists and ways as observed by public clients in 2022-2026: fifteen topics, variables with lists of values, rows with
`varde` as Swedish text. Its traps: links with http://, 404 for a slice without rows and for a comma in matt, 200 with everything
for a segment that doesn't filter, 404 as a web page for an unknown topic, zero cells that have no row.
"""

import itertools
import json
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

Ids = Mapping[str, str]
"""One row's id, as text, by variable."""
Value = dict[str, object]

COUNTIES = {0: "Riket", 1: "Stockholms län", 14: "Västra Götalands län", 21: "Gävleborgs län"}
SEXES: list[Value] = [{"id": 1, "text": "Män"}, {"id": 2, "text": "Kvinnor"}, {"id": 3, "text": "Båda könen"}]
BANDS = (*(f"{low}-{low + 4}" for low in range(0, 85, 5)), "85+")
LARGEST_PAGE = 5000
PAGE_NOT_FOUND = b"<!DOCTYPE html><html><body><h1>404</h1></body></html>"


def made_up(cell: Ids) -> str | None:
    """Return a number that is the same every day, written as the database writes it: 39,3."""
    number = zlib.crc32(repr(sorted(cell.items())).encode()) % 9000 + 100
    return f"{number // 10},{number % 10}" if number % 10 else str(number // 10)


@dataclass(frozen=True)
class Topic:
    """One topic: its variables in order, with their values."""

    text: str
    variables: Mapping[str, list[Value]]
    filters: Mapping[str, str] = field(default_factory=dict)
    """The name that filters, where it is not the variable's own."""
    varde: Callable[[Ids], str | None] = made_up
    """The figure of a cell; None is a cell without a row."""

    def rows(self, segments: Ids) -> Iterator[dict[str, object]]:
        """Yield the rows of an address. A segment that doesn't filter is passed over in silence."""
        names = [self.filters.get(name, name) for name in self.variables]
        chosen = [
            [one for one in values if name not in segments or str(one["id"]) in segments[name].split(",")]
            for name, values in zip(names, self.variables.values(), strict=True)
        ]
        for combination in itertools.product(*chosen):
            ids = {name: one["id"] for name, one in zip(names, combination, strict=True)}
            if (varde := self.varde({name: str(one) for name, one in ids.items()})) is not None:
                yield {("ar" if name == "ar" else f"{name}Id"): one for name, one in ids.items()} | {"varde": varde}


def years(first: int, last: int) -> list[Value]:
    """Return a list of years."""
    return [{"id": year, "text": str(year)} for year in range(first, last + 1)]


def regions() -> list[Value]:
    """Return the regions of most topics: the id is the code as a number."""
    return [{"id": code, "kod": f"{code:02}", "text": text} for code, text in COUNTIES.items()]


def ages(*more: str) -> list[Value]:
    """Return the age bands, then others."""
    return [{"id": number, "text": text} for number, text in enumerate((*BANDS, *more), 1)]


def measures(**texts: str) -> list[Value]:
    """Return the measures: m6="Antal patienter"."""
    return [{"id": int(name[1:]), "text": text} for name, text in texts.items()]


DIAGNOSES: list[Value] = [
    {"id": "99", "kod": "A00-Z99", "text": "Samtliga diagnoser\r\n", "grupp": None},
    {"id": "09", "kod": "I00-I99", "text": "Cirkulationsorganens sjukdomar\r\n", "grupp": None},
    {"id": "0904", "kod": "I20-I25", "text": "Ischemiska hjärtsjukdomar", "grupp": "09"},
    {"id": "I21", "kod": "I21", "text": "Akut hjärtinfarkt\r\n", "grupp": "0904"},
    {"id": "I50", "kod": "I50", "text": "I50 Hjärtsvikt", "grupp": "0906"},
    {"id": "B35", "kod": "B35", "text": "Dermatofytos", "grupp": "0107"},
    {"id": "F32", "kod": "F32", "text": "Depressiv episod", "grupp": "0504"},
]

CARE = Topic(
    "Diagnoser i sluten vård och/eller specialiserad öppen vård",
    {
        "region": regions(),
        "alder": ages("0-85+"),
        "kon": SEXES,
        "matt": measures(m6="Antal patienter", m7="Antal patienter/100 000 inv"),
        "ar": years(2022, 2024),
        "diagnos": DIAGNOSES,
    },
)

DEATH_BANDS = (*BANDS[:-1], "85-89", "90-94", "95+")


def deaths(cell: Ids) -> str | None:
    """Return few deaths; none has no row, and 2024 is not published for the regions yet."""
    if cell["alder"] in ("1", "2", "3") or (cell["ar"] == "2024" and cell["region"] != "0") or cell["ar"] == "2025":
        return None
    return str(int(cell["alder"]) * (2 if cell["kon"] == "3" else 1))


DEATHS = Topic(
    "Dödsorsaker",
    {
        "region": regions(),
        "alder": [{"id": number, "text": text} for number, text in enumerate(DEATH_BANDS, 1)],
        "kon": SEXES,
        "matt": measures(m1="Antal döda", m2="Antal döda per 100 000"),
        "ar": years(2022, 2025),
        "diagnos": DIAGNOSES,
    },
    varde=deaths,
)


def medicine(cell: Ids) -> str | None:
    """Return thousands with a no-break space, as people write; the populations sum to round numbers."""
    return "10\u00a0000" if cell["matt"] == "9" else {"1": "120", "2": "12"}.get(cell["matt"], "600,5")


MEDICINES = Topic(
    "Läkemedel",
    {
        "region": regions(),
        "alder": ages(),
        "kon": SEXES,
        "matt": measures(
            m1="Antal patienter",
            m2="Patienter/1000 invånare",
            m3="Antal expedieringar",
            m4="Expedieringar/1000 invånare",
            m9="Befolkning",
        ),
        "ar": years(2023, 2024),
        "atc": [
            {"id": "J01", "text": "Antibakteriella medel för systemiskt bruk"},
            {"id": "N06A", "text": "Antidepressiva medel"},
        ],
    },
    varde=medicine,
)


def injuries(cell: Ids) -> str | None:
    """Return a mark in place of a number for the smallest region."""
    return {"21": "X", "14": ".."}.get(cell["region"], "39,3") if cell["typ"] == "1" else "58"


INJURIES = Topic(
    "Skador och skadehändelser i Sveriges kommuner och län",
    {
        "region": [
            {"id": kod, "kod": kod, "text": text}
            for kod, text in (("00", "Riket"), ("01", "Stockholms län"), ("0180", "Stockholm"), ("21", "Gävleborgs län"))
        ],
        "alder": ages(),
        "kon": SEXES,
        "matt": measures(m1="Antal per 100 000"),
        "ar": [{"id": span, "text": span, "vardform": "SV"} for span in ("1995-1997", "1998-2000")],
        "vardform": [{"id": "SV", "text": "Sluten vård"}],
        "typ": [{"id": "1", "text": "Fall"}, {"id": "2", "text": "Trafik"}],
    },
    varde=injuries,
)

EXTERNAL = Topic(
    "Yttre orsaker till skador och förgiftningar",
    {
        "region": regions(),
        "alder": ages(),
        "kon": SEXES,
        "matt": measures(m6="Antal patienter", m7="Patienter per 100 000"),
        "ar": years(2023, 2024),
        "yttreorsak": [{"id": "VXY2", "text": "Avsiktligt självdestruktiv handling"}, {"id": "VXY4", "text": "Oklar avsikt"}],
    },
    filters={"yttreorsak": "diagnos"},
)

BIRTHS = Topic(
    "Graviditeter, förlossningar och nyfödda",
    {
        "region": [{"id": 0, "kod": "00000", "text": "Riket"}, {"id": 110, "kod": "00110", "text": "Stockholm"}],
        "matt": measures(m1="Andel kejsarsnitt"),
        "ar": years(2023, 2024),
        "alder": [{"id": 1, "text": "Totalt"}],
    },
)

TOPICS = {
    "diagnoserislutenoppenvard": CARE,
    "dodsorsaker": DEATHS,
    "graviditeterforlossningarochnyfodda": BIRTHS,
    "lakemedel": MEDICINES,
    "skadorochskadehandelserisverigeskommunerochlan": INJURIES,
    "yttreorsakertillskadorochforgiftningar": EXTERNAL,
}

Changed = tuple[int, str, bytes]
"""A status, a content type and a body."""


class SocialstyrelsenServer:
    """Use with `with`; `base_url` is what sources/<id>.yml has."""

    def __init__(self, topics: Mapping[str, Topic] = TOPICS) -> None:
        """Listen on a free port."""
        self.topics = topics
        self.asked: list[str] = []
        self.link_host: str | None = None
        """The host that links to the next page name; its own, unless a test says otherwise."""
        self.change: Callable[[str, Changed], Changed] = lambda _path, answer: answer
        """Changes an answer on its way out, for tests of faults."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.base_url = f"http://{self.host}/api/v1/sv"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop, and let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target: str) -> Changed:
        """Return what an address gives."""
        parts = [unquote(part) for part in urlsplit(target).path.strip("/").split("/")]
        match parts:
            case [""]:
                return 403, "text/html", b"<html><body>403</body></html>"
            case ["api"]:
                return _json([{"kod": "v1", "text": "version 1"}])
            case ["api", "v1"]:
                return _json([{"kod": "sv", "text": "svenska"}, {"kod": "en", "text": "engelska"}])
            case ["api", "v1", "sv"]:
                return _json([{"namn": name, "text": topic.text} for name, topic in self.topics.items()])
            case ["api", "v1", "sv", name, *more] if name in self.topics:
                return self._topic(self.topics[name], more, target)
        return 404, "text/html", PAGE_NOT_FOUND

    def _topic(self, topic: Topic, parts: list[str], target: str) -> Changed:
        match parts:
            case []:
                return _json([{"namn": one, "text": one.capitalize(), "info": "<p>…</p>"} for one in topic.variables])
            case ["resultat", *segments] if len(segments) % 2 == 0:
                return self._result(topic, dict(zip(segments[::2], segments[1::2], strict=True)), target)
            case [variable] if variable in topic.variables:
                return _json(topic.variables[variable])
        return 404, "text/html", PAGE_NOT_FOUND

    def _result(self, topic: Topic, segments: Ids, target: str) -> Changed:
        rows = [] if "," in segments.get("matt", "") else list(topic.rows(segments))
        query = parse_qs(urlsplit(target).query)
        per_page = min(int(query.get("per_sida", ["1000"])[0]), LARGEST_PAGE)
        number = int(query.get("sida", ["1"])[0])
        pages = -(-len(rows) // per_page)
        if not 1 <= number <= pages:
            return 404, "text/html", PAGE_NOT_FOUND
        here = f"http://{self.link_host or self.host}{urlsplit(target).path}?per_sida={per_page}&sida="
        return _json(
            {
                "data": rows[(number - 1) * per_page : number * per_page],
                "amne": topic.text,
                "nasta_sida": f"{here}{number + 1}" if number < pages else None,
                "foregaende_sida": f"{here}{number - 1}" if number > 1 else None,
                "sida": number,
                "per_sida": per_page,
                "sidor": pages,
            }
        )


def _json(content: object) -> Changed:
    return 200, "application/json; charset=utf-8", json.dumps(content, ensure_ascii=False).encode()


def _handler(server: SocialstyrelsenServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)
            status, kind, body = server.change(self.path, server.answer(self.path))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:  # noqa: ANN401
            """Say nothing: pytest has its own report."""

    return Handler
