"""The back end of vardenisiffror.se on this machine, as far as one public client has shown it, with figures that are made up."""

import json
import threading
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

SURGERY = "81c7d463-e117-4d26-b25c-428dbcc9b54f"
"""A real id, seen in a public document; its figures here are not real."""
EMPTY = "00000000-0000-4000-8000-000000000001"
YEARS = (2023, 2024)

Change = Callable[[Any], Any]


def measurement(unit: str, year: int) -> dict[str, object]:
    """Return a figure that is the same every day: 3 of 10 within time, give or take."""
    denominator = zlib.crc32(f"{unit}{year}".encode()) % 400 + 100
    numerator = denominator * 3 // 10
    value = numerator / denominator * 100
    return {
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "confidenceInterval": {"low": value - 4.5, "high": value + 4.5},
        "period": {"start": f"{year}-01-01T00:00:00", "end": f"{year}-12-31T00:00:00"},
        "periodType": "Year",
        "type": "Total",
    }


class VardenISiffrorServer:
    """Use with `with`; `base_url` is what sources/<id>.yml has."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        """Of each question, by name in lower case."""
        self.change: Change = lambda content: content
        """Changes the figures on their way out, for tests of faults."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/webapi"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop, and let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, question: Any) -> tuple[int, Any]:  # noqa: ANN401
        """Return the status and the content for a question."""
        match path, question:
            case "/webapi/api/informationsource", None:
                return 200, [
                    {"name": "Ett register", "description": "…", "measureIds": [SURGERY, EMPTY], "latestPeriodTypes": []}
                ]
            case "/webapi/api/measures/measures", [*guids]:
                return 200, [
                    {"measureId": one, "name": "Operation i tid", "measureUnit": "%", "soughtValue": "High"} for one in guids
                ]
            case "/webapi/api/measurements/measurementswithmetadata", {"measureIds": guids, "units": units, "periodType": "Year"}:
                self.asked.append(question)
                first, last = int(question["dateFrom"][:4]), int(question["dateTo"][:4])
                years = [year for year in YEARS if first <= year <= last]
                return 200, self.change(
                    [
                        {
                            "organizationId": unit,
                            "measureId": guid,
                            "measurements": [measurement(unit, year) for year in years] if guid == SURGERY else [],
                        }
                        for guid in guids
                        for unit in units
                    ]
                )
            case "/webapi/api/measurements/measurementswithmetadata", _:
                return 500, {"message": "An error has occurred."}
        return 404, None


def _handler(server: VardenISiffrorServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(*server.answer(self.path, None))

        def do_POST(self) -> None:
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            self._send(*server.answer(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def _send(self, status: int, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:  # noqa: ANN401
            """Say nothing: pytest has its own report."""

    return Handler
