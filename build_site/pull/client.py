"""One publisher, asked politely and safely: whole JSON from its own host comes back, or one SourceError that says why not."""

import datetime as dt
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import httpcore
import httpx
import stamina

from build_site.errors import SourceError, count
from build_site.model.request import Answer, Request
from build_site.pull.address import check_base, is_loopback, origin, read_address, whole_name
from build_site.pull.body import BrokenError, NotDataError, TooLargeError, beginning, check_is_data, unpack
from build_site.pull.limits import USUAL, Limits
from build_site.pull.network import Deadline, TooSlowError, Transport
from build_site.pull.pace import Pace
from build_site.pull.store import HttpCache, Spool, key_of
from build_site.pull.wording import LATER, advice_on, clean, connection_fault, status_line, told

logging.getLogger("stamina").addHandler(logging.NullHandler())  # who waits is told by `tell`; only cli.py prints

USER_AGENT = f"Jamforbart/{version('jamforbart')} (+https://github.com/jamforbart/jamforbart)"
PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that another attempt may change."""

NEVER = 1e9
"""Seconds: thirty years stand for any longer pause."""

MOST_MOVES = 1
"""A redirect within the host is followed once: a final slash, say. More is a loop or a mistake."""


class CutOffError(SourceError):
    """The publisher is down, slow or busy; what was got before that is kept for the next run."""


class _Passing(Exception):  # noqa: N818  (never seen outside: it only carries a reason to try again)
    """This attempt failed, and the next may not."""

    def __init__(self, problem: str, pause: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.pause = pause


def unheard(_text: str) -> None:
    """Tell nobody."""


def utc_now() -> dt.datetime:
    """Return the time, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass
class Publisher:
    """An open line to one publisher. For one thread; several lines to one host share a Pace."""

    source: str
    base: httpx.URL
    limits: Limits
    pace: Pace
    tell: Callable[[str], None]
    now: Callable[[], dt.datetime]
    headers: Mapping[str, str]
    cache: HttpCache | None
    spool: Spool

    def __post_init__(self) -> None:
        """Prepare the connection; nothing is sent yet."""
        self._deadline = Deadline(self.limits)
        self._failures = 0
        self._client = self._new_client()
        self._retry = stamina.RetryingCaller(
            attempts=self.limits.attempts,
            timeout=self.limits.patience,
            wait_initial=self.limits.first_wait,
            wait_jitter=self.limits.first_wait,
            wait_max=self.limits.longest_wait,
        )

    def fetch(self, request: Request) -> Answer:
        """Return the whole answer; raise CutOffError if a later run may get it, SourceError if not."""
        url = self.check(request)
        answer = self.spool.find(request, self.now())
        if answer is None:
            answer = self._ask(request, url)
            self.spool.keep(answer)
        return answer

    def check(self, request: Request) -> httpx.URL:
        """Return where a question goes, or raise SourceError if that is not this publisher's host. Nothing is sent."""
        try:
            url = read_address(request.url)
        except ValueError as error:
            problem = f"its next address can't be used ({clean(str(error), 100)})"
            raise self._fault(request, self.base, problem, self._moved()) from None
        self._check_host(request, url, "sends us on to")
        return url

    def forget(self) -> None:
        """Forget what this publisher answered, because some of it can't be used: the next run asks anew."""
        self.spool.clear()
        if self.cache is not None:
            self._client.close()
            self.cache.throw_away()
            self._client = self._new_client()

    def close(self) -> None:
        """Close the connection and the cache."""
        self._client.close()

    def _new_client(self) -> httpx.Client:
        plain = Transport(self._deadline, secure=self.base.scheme == "https")
        transport = plain if self.cache is None else self.cache.around(plain)
        own = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Cache-Control": "no-cache",  # kept answers are asked about each time, also those of caches on the way
            "User-Agent": USER_AGENT,
        }
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        return httpx.Client(transport=transport, headers={**own, **self.headers}, timeout=timeout, trust_env=False)

    def _ask(self, request: Request, url: httpx.URL) -> Answer:
        self._failures = 0
        try:
            return self._retry(self._may_pass, self._attempt, request, url)
        except _Passing as error:
            raise self._cut_off(request, url, f"{error.problem} ({count(self._failures, 'attempt')})") from None
        except TooSlowError as error:
            raise self._cut_off(request, url, str(error)) from None
        except TooLargeError:
            problem = f"the answer is larger than {self.limits.largest_answer:,} bytes"
            raise self._fault(request, url, problem, f"ask for less at a time: asks in sources/{self.source}.yml") from None
        except NotDataError as error:
            raise self._fault(request, url, f"the answer {error}", self._moved()) from None
        except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
            raise self._fault(request, url, f"can't be asked ({clean(str(error), 100)})", self._moved()) from None

    def _may_pass(self, error: Exception) -> bool:
        """Tell whether to try again; the pause that the publisher asked for is kept by the pace."""
        if not isinstance(error, _Passing):
            return False
        self._failures += 1
        self.tell(f"{self.source}: {error.problem}")
        if error.pause is not None:
            self.pace.hold(error.pause)
        return True

    def _attempt(self, request: Request, url: httpx.URL) -> Answer:
        self.pace.wait()
        self._deadline.start()
        try:
            status, body = self._exchange(request, url)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.RemoteProtocolError, httpx.TransportError) as error:
            raise _Passing(connection_fault(error)) from error
        except BrokenError as error:
            raise _Passing(f"the answer can't be used: {error}") from error
        except (sqlite3.Error, RuntimeError):
            if self.cache is None:
                raise
            self._drop_cache()
            return self._attempt(request, url)
        return Answer(request, status, body, self.now())

    def _exchange(self, request: Request, url: httpx.URL) -> tuple[int, bytes]:
        """Send once, or twice if the answer is a redirect within the host; return the status and the unpacked body."""
        for _ in range(1 + MOST_MOVES):
            with closing(self._client.send(self._prepare(request, url), stream=True)) as response:
                if not response.has_redirect_location:
                    return response.status_code, self._read(request, url, response)
                url = self._follow(request, url, response)
        raise self._fault(request, url, "redirects again and again", self._moved())

    def _prepare(self, request: Request, url: httpx.URL) -> httpx.Request:
        kept_as = {"caching": {"key": key_of(request)}}
        if request.body is None:
            return self._client.build_request("GET", url, extensions=kept_as)
        json = {"Content-Type": "application/json"}
        return self._client.build_request("POST", url, content=request.body, headers=json, extensions=kept_as)

    def _follow(self, request: Request, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        """Return where a redirect leads, or raise SourceError if that is another host or would change the question."""
        try:
            target = read_address(str(url.join(response.headers["location"])))
        except (httpx.InvalidURL, ValueError) as error:
            problem = f"redirects to an address that can't be used ({clean(str(error), 100)})"
            raise self._fault(request, url, problem, self._moved()) from None
        self._check_host(request, target, "redirects to")
        if request.body is not None:
            raise self._fault(request, url, f"redirects a question with a body to {clean(target.path, 100)}", self._moved())
        return target

    def _read(self, request: Request, url: httpx.URL, response: httpx.Response) -> bytes:
        """Return the body of a good answer, or nothing if the status says so; raise what is wrong with any other."""
        encoding = response.headers.get("content-encoding", "")
        if response.status_code != HTTPStatus.OK:
            words = beginning(response.iter_raw(), encoding=encoding)
            if response.status_code in request.empty_on:
                return b""
            raise self._refusal(request, url, response, words)
        try:
            body = unpack(response.iter_raw(), encoding=encoding, most=self.limits.largest_answer)
            check_is_data(response.headers.get("content-type", ""), body)
        except (BrokenError, NotDataError):
            if self.cache is not None:
                self.cache.forget(key_of(request))
            if response.extensions.get("caching", {}).get("from_cache"):
                raise BrokenError("what was kept of it is spoilt") from None
            raise
        return body

    def _refusal(self, request: Request, url: httpx.URL, response: httpx.Response, words: bytes) -> Exception:
        status = response.status_code
        problem = status_line(status, words)
        if status not in PASSING:
            return self._fault(request, url, problem, advice_on(self.source, status))
        pause = pause_of(response.headers.get("retry-after", ""), self.now())
        if pause is None:
            return _Passing(problem)
        problem += f" and asks us to wait {pause:,.0f} s"
        return _Passing(problem, pause) if pause <= self.limits.longest_wait else self._cut_off(request, url, problem)

    def _check_host(self, request: Request, url: httpx.URL, verb: str) -> None:
        if origin(url) != origin(self.base):
            problem = f"{verb} {clean(whole_name(url), 100)}, but only {whole_name(self.base)} may be asked"
            raise self._fault(request, self.base, problem, self._moved())

    def _drop_cache(self) -> None:
        if self.cache is not None:
            self._client.close()
            self.cache.throw_away()
            self.cache = None
            self._client = self._new_client()

    def _moved(self) -> str:
        return f"has the publisher moved, or closed for maintenance? Open base_url of sources/{self.source}.yml in a browser"

    def _fault(self, request: Request, url: httpx.URL, problem: str, advice: str) -> SourceError:
        return SourceError(told(self.source, request, url, problem, advice))

    def _cut_off(self, request: Request, url: httpx.URL, problem: str) -> CutOffError:
        return CutOffError(told(self.source, request, url, problem, LATER))


def pause_of(retry_after: str, now: dt.datetime) -> float | None:
    """Return the seconds a Retry-After asks for, written as seconds or as a date; None if it says neither."""
    if re.fullmatch(r"[0-9]+", retry_after.strip(), re.ASCII):
        return min(float(retry_after), NEVER)
    try:
        until = parsedate_to_datetime(retry_after)
        return max(0.0, (until.replace(tzinfo=until.tzinfo or dt.UTC) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


@contextmanager
def open_publisher(
    source: str,
    base_url: str,
    *,
    cache: Path | None,
    limits: Limits = USUAL,
    headers: Mapping[str, str] | None = None,
    pace: Pace | None = None,
    tell: Callable[[str], None] = unheard,
    now: Callable[[], dt.datetime] = utc_now,
) -> Iterator[Publisher]:
    """
    Give an open line to one publisher; nothing is sent before the first question.

    `cache` is a folder that may be deleted at any time. Leaving without an error empties what was kept to resume, so the
    next run asks anew (and pays a 304 for what is unchanged); leaving with one keeps it. Two lines to one host get the
    same `pace`. `headers` are sent with every question. `tell` hears, in a sentence, of each attempt that failed.
    """
    base = check_base(source, base_url)
    publisher = Publisher(
        source=source,
        base=base,
        limits=limits,
        pace=pace or Pace(None if is_loopback(base) else limits.rate_per_second),
        tell=tell,
        now=now,
        headers=headers or {},
        cache=HttpCache(cache / source / "http.sqlite", largest_answer=limits.largest_answer) if cache else None,
        spool=Spool(cache / source / "unfinished" if cache else None, keeps=dt.timedelta(seconds=limits.resume_within)),
    )
    with closing(publisher):
        yield publisher
        publisher.spool.clear()
