"""Kolada's API v3 on this machine, with figures that are made up.

Shapes as observed by public clients in 2026: `values`, `count` of the page, `next_url`, at most 25 values in one part of an
address and 5 000 things on a page, 200 and nothing for an unknown measure, regions as 0001. Its traps: groups among the
places, deleted and empty values, sexes in any order, three ways to say that there is no next page.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

Thing = dict[str, Any]
Query = dict[str, list[str]]
"""What stands after the question mark, each key with all of its values."""
LARGEST_PAGE = 5000
MOST_VALUES = 25
GENDERS = ("K", "T", "M")
AREAS = ("0000", "0001", "0003", "0021", "0114", "0180", "2180")


def made_up(kpi: str, area: str, year: int, gender: str) -> float:
    """Return a number that is the same every day, with as many decimals as Kolada's: 21.88749."""
    digest = hashlib.blake2b(f"{kpi} {area} {year} {gender}".encode(), digest_size=4).digest()
    return round(20 + int.from_bytes(digest) % 6_000_000 / 100_000, 6)


@dataclass
class Series:
    """One measure with its figures."""

    kpi: str
    title: str = "Patienter som får vård i tid, andel (%)"
    years: Sequence[int] = range(2016, 2026)
    areas: Sequence[str] = AREAS
    genders: Sequence[str] = GENDERS
    listed: bool = True
    """False: the measure has been removed, its figures too."""
    value: Callable[[str, str, int, str], float | None] = made_up
    extra: list[Thing] = field(default_factory=list)
    """Things to answer with beside the regular ones."""
    change: Callable[[Thing], Thing] = lambda thing: thing
    """Applied to each regular thing before it is sent."""

    def about(self) -> Thing:
        """Return the measure as /kpi describes it."""
        return {
            "id": self.kpi,
            "title": self.title,
            "description": "Andel i procent.\\nKälla: Registret\u00a0via Vården i siffror.",
            "is_divided_by_gender": len(self.genders) > 1,
            "municipality_type": "A",
            "auspice": "T",
            "operating_area": "Hälso- och sjukvård",
            "perspective": "Kvalitet och resultat",
            "prel_publication_date": None,
            "publication_date": "2027-06-17",
            "publ_period": "2026",
            "has_ou_data": False,
        }

    def things(self, years: Iterable[int]) -> Iterator[Thing]:
        """Yield the figures of some years."""
        wanted = set(years)
        if not self.listed:
            return
        for year in self.years:
            for area in self.areas if year in wanted else ():
                cells = [self._cell(self.value(self.kpi, area, year, gender), gender) for gender in self.genders]
                yield self.change({"values": cells, "kpi": self.kpi, "period": year, "municipality": area})
        yield from (thing for thing in self.extra if int(thing.get("period", 0)) in wanted)

    @staticmethod
    def _cell(value: float | None, gender: str) -> Thing:
        return {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False}


class KoladaServer:
    """A context manager: serves some series at `.url`, remembers what it was asked in `.asked`."""

    def __init__(
        self,
        series: Iterable[Series],
        *,
        last_page: Literal["null", "empty", "absent"] = "null",
        relative: bool = False,
        largest_page: int = LARGEST_PAGE,
        etags: bool = False,
        others: int = 0,
    ) -> None:
        """Prepare; `others` is how many more measures /kpi lists."""
        self.series = {one.kpi: one for one in series}
        self.others = [Series(f"U{number:05}", title="Annat mått").about() for number in range(others)]
        self.last_page, self.relative, self.largest_page, self.etags = last_page, relative, largest_page, etags
        self.asked: list[str] = []
        self.unchanged = 0
        """How many times the answer was 304."""
        self.tamper: Callable[[str, bytes], bytes | tuple[int, bytes]] = lambda _path, body: body
        """Called with each address and body: what it returns is sent instead; with a status if it is not to be 200."""
        self.etag_of: Callable[[bytes], str] = lambda body: f'"{hashlib.sha256(body).hexdigest()}"'
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v3"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(poll_interval=0.01), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, address: str) -> tuple[int, Thing]:
        """Return the status and the content for an address below /v3."""
        parts = urlsplit(address)
        query = parse_qs(parts.query)
        path = [unquote(part) for part in parts.path.removeprefix("/").split("/")][1:]
        if any(len(part.split(",")) > MOST_VALUES for part in path):
            return 400, {"detail": "Too many values"}
        things = self._things(path, query)
        if things is None:
            return 404, {"detail": "Not Found"}
        size = min(int(query.get("per_page", [str(LARGEST_PAGE)])[-1]), self.largest_page)
        number = int(query.get("page", ["1"])[-1])
        page = things[(number - 1) * size : number * size]
        content: Thing = {"values": page, "count": len(page), "previous_url": None}
        further = urlencode(query | {"page": [str(number + 1)], "per_page": [str(size)]}, doseq=True)
        return 200, content | self._next(f"{parts.path}?{further}", more=number * size < len(things))

    def _next(self, link: str, *, more: bool) -> Thing:
        if more:
            return {"next_url": link if self.relative else self.url.removesuffix("/v3") + link}
        if self.last_page == "absent":
            return {}
        return {"next_url": None if self.last_page == "null" else ""}

    def _things(self, path: list[str], query: Query) -> list[Thing] | None:
        match path:
            case ["kpi"]:
                every = [*self.others, *(one.about() for one in self.series.values() if one.listed)]
                return [one for one in every if query.get("title", [""])[-1].casefold() in one["title"].casefold()]
            case ["kpi", names]:
                return [self.series[name].about() for name in names.split(",") if self._has(name)]
            case ["municipality"]:
                return [{"id": area, "title": f"Plats {area}", "type": "L" if area.startswith("00") else "K"} for area in AREAS]
            case ["data", "kpi", names, "year", years]:
                return self._figures(names, years)
            case ["data", ""] | ["data"]:
                return self._queried(query)
        return None

    def _queried(self, query: Query) -> list[Thing]:
        """Answer the form with a question mark. It has no `municipality`: who writes that gets nothing, and no error."""
        if "municipality" in query:
            return []
        names, years, places = (",".join(query.get(key, [])) for key in ("kpi_id", "year", "municipality_id"))
        things = self._figures(names or ",".join(self.series), years or ",".join(map(str, range(1970, 2031))))
        return [one for one in things if not places or one["municipality"] in places.split(",")]

    def _has(self, name: str) -> bool:
        return name in self.series and self.series[name].listed

    def _figures(self, names: str, years: str) -> list[Thing]:
        wanted = [int(year) for year in years.split(",")]
        return [thing for name in names.split(",") if name in self.series for thing in self.series[name].things(wanted)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                status, content = outer.answer(self.path)
                body = json.dumps(content).encode()
                sent = outer.tamper(self.path, body)
                status, body = sent if isinstance(sent, tuple) else (status, sent)
                etag = outer.etag_of(body)
                if outer.etags and self.headers.get("If-None-Match") == etag:
                    outer.unchanged += 1
                    status, body = 304, b""
                self.send_response(status)
                if outer.etags:
                    self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the library's)
                """Say nothing of each request."""

        return Handler
