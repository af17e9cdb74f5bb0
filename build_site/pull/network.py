"""The last step before the network: httpx's transport with a deadline that holds however slowly the bytes come.

httpx times each read, so a server that sends a byte now and then keeps it waiting for ever, in the headers as well as in
the body. Here every connect, read and write gets what is left of the whole answer's time, and a mere drip ends early.
"""

import math
import time
from collections.abc import Iterable, Iterator
from ssl import SSLContext

import httpcore  # httpx stands on it, and only here can every single read be given its own time
import httpx

from build_site.pull.limits import Limits


class TooSlowError(Exception):
    """The whole answer took longer than it may, or comes too slowly ever to be whole."""


class Deadline:
    """The moment by which the answer being fetched must be whole, and how fast it must come."""

    def __init__(self, limits: Limits) -> None:
        """Begin with all the time there is."""
        self._limits = limits
        self._ends = math.inf
        self._size = 0
        self._arrivals: list[float] = []
        self._longest_pause = 0.0

    def start(self) -> None:
        """Begin to time the next answer."""
        self._ends = time.monotonic() + self._limits.total
        self._size, self._arrivals, self._longest_pause = 0, [], 0.0

    def left(self, most: float | None) -> float:
        """Return how long the next step may take; raise TooSlowError when the time is up."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TooSlowError(f"the answer was not whole after {self._limits.total:g} s")
        return left if most is None else min(left, most)

    def received(self, size: int) -> None:
        """Count what came; raise TooSlowError if so little comes that somebody seems to be holding us."""
        now = time.monotonic()
        first, last = self._arrivals or (now, now)
        self._arrivals = [first, now]
        self._longest_pause = max(self._longest_pause, now - last)
        self._size += size
        took = now - first - self._longest_pause
        if took > self._limits.slow_after and self._size < self._limits.slowest * took:
            raise TooSlowError(f"the answer comes at less than {self._limits.slowest:g} bytes a second")


class Transport(httpx.BaseTransport):
    """Sends what httpx prepared, over one connection at a time."""

    def __init__(self, deadline: Deadline, *, secure: bool) -> None:
        """Make the connection pool; certificates are only read for https."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context() if secure else None,
            max_connections=1,
            keepalive_expiry=5,
            network_backend=_Backend(deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head; its body is read later. Raises httpcore's errors and TooSlowError."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        headers = [(key, value) for key, value in answer.headers if key.lower() != b"set-cookie"]  # who we are is in User-Agent
        return httpx.Response(answer.status, headers=headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.left(timeout)
        return _Stream(self._plain.connect_tcp(host, port, limit, local_address, socket_options), self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._plain = plain
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            got = self._plain.read(max_bytes, self._deadline.left(timeout))
        except httpcore.ReadTimeout:
            self._deadline.left(None)  # the whole answer's time is up, not only this read's
            raise
        self._deadline.received(len(got))
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._plain.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._plain.get_extra_info(info)

    def close(self) -> None:
        self._plain.close()
