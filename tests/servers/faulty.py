"""A publisher that misbehaves, over real HTTP on loopback: each reply is written byte for byte as told."""

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Asked:
    """One question as the server got it."""

    method: str
    path: str
    headers: Mapping[str, str]
    """With lower-case names."""
    body: bytes
    client: int
    """The port it came from: the same for all that came over one connection."""


@dataclass(frozen=True)
class Reply:
    """One answer, with what is wrong about it."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Besides Content-Type (JSON unless given) and Content-Length."""
    length: int | None = None
    """What Content-Length says, if not the truth."""
    stop_after: int | None = None
    """Bytes of the body before the connection is cut."""
    drip: float | None = None
    """Seconds between single bytes of the body."""
    raw: bytes | None = None
    """Written instead of all the above, before the connection is cut."""
    raw_drip: float | None = None
    """Seconds between single bytes of `raw`."""


Answering = Callable[[Asked], Reply]


class FaultyServer:
    """Gives the replies in order, the last one for ever; or whatever a function of the question says."""

    def __init__(self, replies: Sequence[Reply] | Answering, *, secret: ssl.SSLContext | None = None) -> None:
        """With a secret (a certificate and its key), speak https."""
        self.asked: list[Asked] = []
        self._scheme = "https" if secret else "http"
        self._replies = replies
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        if secret:
            self._server.socket = secret.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def base_url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply_to(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            turn = len(self.asked) - 1
        if callable(self._replies):
            return self._replies(asked)
        return self._replies[min(turn, len(self._replies) - 1)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, faulty: FaultyServer, *rest: Any) -> None:  # noqa: ANN401  (the library's own)
        self.faulty = faulty
        super().__init__(*rest)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {key.lower(): value for key, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        try:
            self._write(self.faulty.reply_to(Asked(self.command, self.path, headers, body, self.client_address[1])))
        except OSError:  # the client has hung up, as it should on a bomb or a drip
            self.close_connection = True

    def _write(self, reply: Reply) -> None:
        if reply.raw is not None:
            self._drip(reply.raw, reply.raw_drip)
            self.close_connection = True
            return
        self.send_response(reply.status)
        told = {**JSON, "Content-Length": str(len(reply.body) if reply.length is None else reply.length), **reply.headers}
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self._drip(reply.body[: reply.stop_after], reply.drip)
        if reply.stop_after is not None or reply.length is not None:
            self.close_connection = True

    def _drip(self, content: bytes, pause: float | None) -> None:
        if pause is None:
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes([byte]))
            time.sleep(pause)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the library's)
        """Say nothing of each request."""


def not_modified(tag: str, body: bytes) -> Answering:
    """Answer with this body and its tag, or 304 to somebody who has it."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == tag:
            return Reply(b"", 304, {"ETag": tag})
        return Reply(body, headers={"ETag": tag})

    return answer


def bomb(size: int) -> Reply:
    """Return an answer of a few kilobytes that unpacks to `size` bytes of spaces between brackets."""
    return Reply(gzip.compress(b"[" + b" " * size + b"]", 9), headers={"Content-Encoding": "gzip"})
