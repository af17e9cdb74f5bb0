"""A publisher that misbehaves gets one clear message or another chance; nothing it sends harms us."""

import datetime as dt
import gzip
import logging
import shutil
import sqlite3
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from build_site.errors import SourceError
from build_site.model.request import Answer, Request
from build_site.pull.body import LARGEST_EXCUSE, beginning
from build_site.pull.client import CutOffError, Publisher, open_publisher, pause_of
from build_site.pull.limits import USUAL, Limits
from build_site.pull.network import Deadline, TooSlowError
from build_site.pull.pace import Pace
from tests.servers.faulty import FaultyServer, Reply, bomb, not_modified

QUICK = Limits(connect=1, read=1, total=2, attempts=3, first_wait=0.001, longest_wait=60, largest_answer=200_000)
NOW = dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)
LATER = "; nothing was saved; run the same command again later, and it goes on where it stopped"
MOVED = "; has the publisher moved, or closed for maintenance? Open base_url of sources/kolada.yml in a browser"


@dataclass
class Line:
    """A way to ask one test server, with what was heard on the way."""

    server: FaultyServer
    cache: Path | None = None
    limits: Limits = QUICK
    told: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    now: dt.datetime = NOW
    headers: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Publisher]:
        pace = Pace(None, clock=lambda: 0.0, sleep=self.slept.append)
        with open_publisher(
            "kolada",
            self.server.base_url,
            cache=self.cache,
            limits=self.limits,
            headers=self.headers,
            pace=pace,
            tell=self.told.append,
            now=lambda: self.now,
        ) as publisher:
            yield publisher

    def fetch(self, path: str = "/v3/data", body: bytes | None = None, empty_on: frozenset[int] = frozenset()) -> Answer:
        """Ask one question in a run of its own."""
        with self.open() as publisher:
            return publisher.fetch(self.request(path, body, empty_on))

    def request(self, path: str = "/v3/data", body: bytes | None = None, empty_on: frozenset[int] = frozenset()) -> Request:
        return Request(self.server.base_url + path, "U70495 and 24 more", body, empty_on)

    def fault(self, path: str = "/v3/data", body: bytes | None = None) -> SourceError:
        """Return what is said when the question fails."""
        with pytest.raises(SourceError) as caught:
            self.fetch(path, body)
        assert caught.value.exit_code == 12
        assert "\n" not in str(caught.value)
        return caught.value

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.server.asked]


@contextmanager
def line(*replies: Reply, cache: Path | None = None, limits: Limits = QUICK) -> Iterator[Line]:
    with FaultyServer(replies) as server:
        yield Line(server, cache, limits)


def said(problem: str, advice: str, asked: str = "GET /v3/data") -> str:
    return f"kolada: {asked} (U70495 and 24 more): {problem}{advice}"


# What goes out


def test_a_good_answer_comes_back_byte_for_byte():
    body = b'\xef\xbb\xbf{"values": [21.88749, 78.0], "title": "L\xc3\xa4kare"}\n'
    with line(Reply(body)) as kolada:
        answer = kolada.fetch("/v3/data/kpi/U70495?page=2")
        (asked,) = kolada.server.asked
        request = kolada.request("/v3/data/kpi/U70495?page=2")
    assert Answer(request, 200, body, NOW) == answer
    assert (asked.method, asked.path, asked.body) == ("GET", "/v3/data/kpi/U70495?page=2", b"")


def test_we_say_who_we_are_and_ask_for_what_we_can_read():
    with line(Reply()) as kolada:
        kolada.headers = {"x-bvo-ticket": "", "Origin": "https://vardenisiffror.se"}
        kolada.fetch()
        (asked,) = kolada.server.asked
    assert asked.headers["user-agent"].startswith("Jamforbart/")
    assert asked.headers["user-agent"].endswith(" (+https://github.com/jamforbart/jamforbart)")
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["cache-control"] == "no-cache"
    assert (asked.headers["x-bvo-ticket"], asked.headers["origin"]) == ("", "https://vardenisiffror.se")


def test_a_body_is_posted_as_json():
    with line(Reply(b"[1]")) as kolada:
        assert kolada.fetch("/v1", b'{"query": []}').body == b"[1]"
        (asked,) = kolada.server.asked
    assert (asked.method, asked.body, asked.headers["content-type"]) == ("POST", b'{"query": []}', "application/json")


def test_no_cookie_is_kept():
    with line(Reply(headers={"Set-Cookie": "who=you; Path=/"})) as kolada, kolada.open() as publisher:
        publisher.fetch(kolada.request("/1"))
        publisher.fetch(kolada.request("/2"))
        assert [asked.headers.get("cookie") for asked in kolada.server.asked] == [None, None]


def test_one_connection_serves_a_whole_run():
    """A publisher that says 404 for an empty slice costs no new connection either."""
    with line(Reply(), Reply(b"{}", 404), Reply()) as kolada, kolada.open() as publisher:
        for number in range(3):
            publisher.fetch(kolada.request(f"/{number}", None, frozenset({404})))
        assert len({asked.client for asked in kolada.server.asked}) == 1


# Who is asked


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (
            "http://api.kolada.se/v3",
            "base address http://api.kolada.se is not https, so anybody on the way could change the figures",
        ),
        ("http://127.0.0.1.evil.example/v3", "base address http://127.0.0.1.evil.example is not https"),
        ("ftp://api.kolada.se", "base address ftp://api.kolada.se is not https"),
        ("file:///etc/passwd", "can't be used (names no host); write https://host/path"),
        ("api.kolada.se/v3", "can't be used (names no host)"),
        ("https://me:secret@api.kolada.se", "can't be used (has a user name in it)"),
        ("https://api.kolada.se:99999999/", "can't be used (has no such port)"),
        ("", "can't be used (names no host)"),
    ],
)
def test_only_https_is_opened(base: str, message: str):
    with pytest.raises(SourceError) as caught, open_publisher("kolada", base, cache=None):
        pass
    assert message in str(caught.value)
    assert str(caught.value).startswith("kolada: base address ")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("base", ["https://api.kolada.se/v3", "http://127.0.0.1:1", "http://[::1]:8080/v3", "http://LOCALHOST/"])
def test_https_and_this_machine_are_opened_without_a_word_sent(base: str):
    with open_publisher("kolada", base, cache=None) as publisher:
        assert publisher.check(Request(base + "/x", "x")).scheme == base.partition(":")[0]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://evil.example/v3", "https://evil.example"),
        ("http://api.kolada.se/v3", "http://api.kolada.se"),
        ("https://api.kolada.se:8443/v3", "https://api.kolada.se:8443"),
        ("https://api.kolada.se.evil.example/", "https://api.kolada.se.evil.example"),
        ("https://api.kolada.se\\@evil.example/", None),
        ("https://api.kolada.se@evil.example/", None),
        ("https://user:pass@api.kolada.se/", None),
        ("//evil.example/v3", "://evil.example"),
        ("/v3/data", None),
        ("", None),
        ("javascript:alert(1)", None),
        ("https://evil.example\n.api.kolada.se/", None),
        ("https://api.kolada.se/" + "x" * 70_000, None),
        ("https://\ud800.se/", None),
        ("https://api.kolada.se:0/", None),
        ("https://api.kolada.se:65536/", None),
    ],
)
def test_another_host_is_never_asked(url: str, host: str | None):
    with open_publisher("kolada", "https://api.kolada.se/v3", cache=None) as publisher, pytest.raises(SourceError) as caught:
        publisher.fetch(Request(url, "U70495"))
    message = str(caught.value)
    assert message.startswith("kolada: GET /v3 (U70495): ")
    if host is None:
        assert "its next address can't be used" in message
    else:
        assert f"sends us on to {host}, but only https://api.kolada.se may be asked" in message
    assert len(message) < 500
    assert message.isprintable()


def test_the_same_host_may_be_written_in_several_ways():
    with open_publisher("kolada", "https://api.kolada.se/v3", cache=None) as publisher:
        for url in ("https://API.Kolada.se/v3/data", "https://api.kolada.se:443/v3/data?page=2#top"):
            assert publisher.check(Request(url, "x")).raw_host == b"api.kolada.se"


def test_a_redirect_to_another_host_names_both():
    with FaultyServer([Reply()]) as other, line(Reply(status=302, headers={"Location": f"{other.base_url}/v4"})) as kolada:
        message = f"redirects to {other.base_url}, but only {kolada.server.base_url} may be asked"
        assert str(kolada.fault()) == said(message, MOVED, "GET /")
        assert other.asked == []


def test_a_redirect_within_the_host_is_followed_once():
    with line(Reply(status=301, headers={"Location": "/v3/data/"}), Reply(b"[1]")) as kolada:
        assert kolada.fetch("/v3/data").body == b"[1]"
        assert kolada.paths == ["/v3/data", "/v3/data/"]


def test_redirects_in_a_circle_end():
    with line(Reply(status=301, headers={"Location": "/v3/data"})) as kolada:
        assert str(kolada.fault()) == said("redirects again and again", MOVED)
        assert len(kolada.paths) == 2


def test_a_question_with_a_body_is_not_redirected():
    with line(Reply(status=308, headers={"Location": "/v2"})) as kolada:
        assert "redirects a question with a body to /v2" in str(kolada.fault(body=b"{}"))


@pytest.mark.parametrize(
    "location", ["http://[", "https://x:y/", "http://u:p@127.0.0.1/", "//[::g]/", "\\\\evil\\x", "http://\x7f/"]
)
def test_a_redirect_to_nonsense_is_a_fault(location: str):
    with line(Reply(status=302, headers={"Location": location})) as kolada:
        assert kolada.fault().exit_code == 12


# Trying again


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_passes(status: int):
    with line(Reply(b"{}", status), Reply(b"{}", status), Reply(b"[7]")) as kolada:
        assert kolada.fetch().body == b"[7]"
        assert len(kolada.paths) == 3
        assert [text.partition(" ")[2][:12] for text in kolada.told] == [f"answered {status}"] * 2


def test_a_fault_that_does_not_pass_says_so():
    with line(Reply(b"<html>oops</html>", 500, {"Content-Type": "text/html"})) as kolada:
        fault = kolada.fault()
        assert isinstance(fault, CutOffError)
        assert str(fault) == said("answered 500 Internal Server Error (3 attempts)", LATER)
        assert len(kolada.paths) == 3


def test_a_publisher_that_names_a_pause_gets_it():
    with line(Reply(b'{"error": "too fast"}', 429, {"Retry-After": "7"}), Reply(b"[7]")) as kolada:
        assert kolada.fetch().body == b"[7]"
        assert kolada.slept == [7]
        assert kolada.told == ['kolada: answered 429 Too Many Requests: "too fast" and asks us to wait 7 s']


def test_the_pause_may_be_a_date():
    until = format_datetime(NOW + dt.timedelta(seconds=45), usegmt=True)
    with line(Reply(b"{}", 503, {"Retry-After": until}), Reply(b"[7]")) as kolada:
        kolada.fetch()
        assert kolada.slept == [45]


@pytest.mark.parametrize("text", ["soon", "-5", "1e9", "", "Fri, 99 Xyz 2026", "٣", "9" * 30 + "x"])
def test_a_pause_that_says_nothing_is_our_own(text: str):
    with line(Reply(b"{}", 503, {"Retry-After": text.encode().decode("latin-1")}), Reply(b"[7]")) as kolada:
        kolada.fetch()
        assert kolada.slept == []


def test_a_pause_in_the_past_is_none():
    with line(Reply(b"{}", 503, {"Retry-After": "Sat, 31 Jan 2026 11:00:00 GMT"}), Reply(b"[7]")) as kolada:
        kolada.fetch()
        assert kolada.slept == []
        assert kolada.told == ["kolada: answered 503 Service Unavailable and asks us to wait 0 s"]


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_may_name_its_zone(zone: str):
    assert pause_of(f"Sat, 31 Jan 2026 12:01:00 {zone}", NOW) == 60
    assert pause_of("Sat, 31 Jan 2026 13:01:00 +0100", NOW) == 60


@pytest.mark.parametrize("text", ["61", "9" * 300, "9" * 5000, "Sun, 01 Feb 2026 12:00:00 GMT"])
def test_a_pause_that_is_too_long_is_not_waited_for(text: str):
    with line(Reply(b"{}", 429, {"Retry-After": text})) as kolada:
        fault = kolada.fault()
        assert isinstance(fault, CutOffError)
        assert "answered 429 Too Many Requests and asks us to wait " in str(fault)
        assert len(str(fault)) < 300
        assert len(kolada.paths) == 1
        assert kolada.slept == []


def test_waits_grow(monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    with line(Reply(status=503), limits=replace(QUICK, attempts=5, first_wait=1, longest_wait=6)) as kolada:
        kolada.fault()
    assert len(slept) == 4
    assert all(least <= wait <= min(6, least + 1) for wait, least in zip(slept, (1, 2, 4, 6), strict=True))


@pytest.mark.parametrize(
    ("status", "body", "words", "advice"),
    [
        (400, b"Bad Request", ': "Bad Request"', "the publisher doesn't understand the question: see asks in"),
        (
            403,
            b'{"error":"Too many values selected"}',
            ': "Too many values selected"',
            "the publisher refuses the question, or us",
        ),
        (404, b'{"detail":"Not Found"}', ': "Not Found"', "what we ask for is gone"),
        (410, b'{"message": "v2 is closed"}', ': "v2 is closed"', "what we ask for is gone"),
        (422, b'{"detail":[{"loc":["path"],"msg":"bad id","type":"x"}]}', ': "bad id"', "the publisher doesn't understand"),
        (400, b'{"type":"x","title":"Non-existent value","status":400}', ': "Non-existent value"', "the publisher doesn't"),
        (404, b"<!DOCTYPE html><html>menus</html>", "", "what we ask for is gone"),
        (401, b"", "", "the publisher refuses"),
        (418, b'{"unknown": 1}', "", "see what the publisher writes of its API"),
        (404, b"\xff\xfe\x00", ': "\ufffd\ufffd"', "what we ask for is gone"),
        (404, b"[" * 5000, None, "what we ask for is gone"),
        (206, b"{}", "", "see what the publisher writes"),
        (204, b"", "", "see what the publisher writes"),
        (304, b"", "", "see what the publisher writes"),
        (299, b"{}", "", "see what the publisher writes"),
    ],
)
def test_a_refusal_is_told_at_once_in_the_publishers_own_words(status: int, body: bytes, words: str | None, advice: str):
    with line(Reply(body, status)) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 1
    assert not isinstance(fault, CutOffError)
    message = str(fault)
    assert message.startswith(f"kolada: GET /v3/data (U70495 and 24 more): answered {status}")
    if words is not None:
        assert f"{words}; {advice}" in message
    assert advice in message


def test_the_publishers_words_are_cleaned_and_cut():
    words = "\x1b[31mred\x07 \u202ekod\u2069 <b>@admin</b> `x` [a](javascript:b)\n\n" + "å" * 1000
    with line(Reply(words.encode(), 410)) as kolada:
        message = str(kolada.fault())
    quoted = message.partition('"')[2].rpartition('"')[0]
    assert quoted.startswith("31mred kod b admin /b x a (javascript:b) ååå")
    assert len(quoted) == 200
    assert quoted.endswith("å…")
    assert message.isprintable()


def test_a_refusal_may_be_packed_or_broken_or_huge():
    packed = {"Content-Encoding": "gzip"}
    replies = [
        Reply(gzip.compress(b'{"error": "gone"}'), 410, packed),
        Reply(b"not gzip", 410, packed),
        Reply(b"x" * 10_000_000, 410),
        Reply(b"gone", 410, length=90),
        Reply(b"gone", 410, {"Content-Encoding": "br"}),
    ]
    with line(*replies) as kolada:
        messages = [str(kolada.fault()).partition("answered ")[2][:16] for _ in replies]
    assert messages == ['410 Gone: "gone"', "410 Gone; what w", '410 Gone: "xxxxx', '410 Gone: "gone"', "410 Gone; what w"]


def test_the_path_is_named_without_its_query():
    with line(Reply(status=404)) as kolada:
        assert str(kolada.fault("/v3?key=secret")).startswith("kolada: GET /v3 (U70495")
        message = str(kolada.fault("/v3/data/kpi/" + "U70495," * 40 + "?key=secret"))
    assert "secret" not in message
    assert "GET /v3/data/kpi/U70495,U70495," in message
    assert len(message) < 400


def test_some_statuses_mean_no_rows():
    with line(Reply(b'{"message": "inga rader"}', 404)) as kolada:
        answer = kolada.fetch(empty_on=frozenset({404}))
        assert (answer.status, answer.body) == (404, b"")


# Connections


def test_a_cut_connection_gets_another_chance():
    with line(Reply(b'{"values": [1, 2, 3]}', stop_after=9), Reply(b'{"values": [1, 2, 3]}')) as kolada:
        assert kolada.fetch().body == b'{"values": [1, 2, 3]}'
        assert len(kolada.paths) == 2


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(b'{"a": 1}', stop_after=4), "the connection was cut or broke the rules of HTTP"),
        (Reply(b'{"a": 1}', length=80), "the connection was cut or broke the rules of HTTP"),
        (Reply(b'{"a": 1}', length=5), "the answer can't be used: it is not whole JSON"),
        (Reply(b""), "the answer can't be used: it is empty"),
        (Reply(b" \n"), "the answer can't be used: it is empty"),
        (Reply(raw=b""), "the connection was cut or broke the rules of HTTP"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000), "the connection was cut or broke the rules of HTTP"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"), "the connection was cut or broke the rules of HTTP"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"), "the connection was cut or broke the rules of HTTP"),
        (Reply(raw=b"SSH-2.0-OpenSSH\r\n"), "the connection was cut or broke the rules of HTTP"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "the connection was cut or broke the rules"),
    ],
)
def test_an_answer_that_is_never_whole_is_told(reply: Reply, problem: str):
    with line(reply) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 3
    assert isinstance(fault, CutOffError)
    assert f"(U70495 and 24 more): {problem}" in str(fault)
    assert str(fault).endswith(f"(3 attempts){LATER}")


def test_what_follows_an_answer_does_not_spoil_the_next():
    """A Content-Length that is too small leaves the rest in the line, where the next answer begins."""
    first = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}, 2, 3]\r\n"
    with line(Reply(raw=first), Reply(b"[2]")) as kolada, kolada.open() as publisher:
        assert publisher.fetch(kolada.request("/1")).body == b"{}"
        assert publisher.fetch(kolada.request("/2")).body == b"[2]"


def test_nobody_at_home():
    with FaultyServer([Reply()]) as server:
        closed = Line(server)
    fault = closed.fault()
    assert isinstance(fault, CutOffError)
    assert "could not be reached" in str(fault)
    assert "Connection refused" in str(fault)


def test_silence_ends():
    with line(Reply(b"{}", drip=0.3), limits=replace(QUICK, read=0.05, attempts=1)) as kolada:
        assert "stopped answering" in str(kolada.fault())
        assert "(1 attempt)" in str(kolada.fault())


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"[" + b" " * 5000 + b"]", drip=0.01),
        Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 5000, raw_drip=0.01),
        Reply(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 5000, raw_drip=0.01),
        Reply(b"[" + b" " * 50 + b"]", drip=10),
    ],
    ids=["body", "headers", "continue", "long silence"],
)
def test_a_slow_drip_ends(reply: Reply):
    """However often a byte comes, and though each is in time."""
    with line(reply, limits=replace(QUICK, total=0.1)) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 1
    assert isinstance(fault, CutOffError)
    assert str(fault) == said("the answer was not whole after 0.1 s", LATER)


@pytest.mark.parametrize(
    "reply",
    [Reply(b"[" + b" " * 5000 + b"]", drip=0.01), Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 5000, raw_drip=0.01)],
    ids=["body", "headers"],
)
def test_a_drip_is_not_waited_out(reply: Reply):
    with line(reply, limits=replace(QUICK, total=60, slow_after=0.1)) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 1
    assert isinstance(fault, CutOffError)
    assert str(fault) == said("the answer comes at less than 500 bytes a second", LATER)


@pytest.mark.parametrize(("sizes", "ends"), [((1, 1), False), ((1, 1, 1), True), ((100, 1, 1), False)])
def test_the_longest_pause_is_excused_and_what_came_is_counted(sizes: tuple[int, ...], *, ends: bool):
    """A publisher may think for once in the middle of an answer; it may not think before every byte."""
    deadline = Deadline(replace(QUICK, slow_after=0.02, slowest=500))
    deadline.start()
    with pytest.raises(TooSlowError) if ends else nullcontext():
        for size in sizes:
            deadline.received(size)
            time.sleep(0.05)


def test_no_new_attempt_begins_when_the_patience_is_at_an_end():
    """Five silences of two minutes would be ten minutes."""
    silent = Reply(b"[1]", drip=10)
    with line(silent, silent, silent, limits=replace(QUICK, read=0.15, patience=0.2, attempts=5)) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 2
    assert str(fault) == said("stopped answering (timed out) (2 attempts)", LATER)


def test_the_time_is_for_each_answer():
    with line(Reply(b"[1]", drip=0.03), limits=replace(QUICK, total=0.2)) as kolada, kolada.open() as publisher:
        assert [publisher.fetch(kolada.request(f"/{number}")).body for number in range(4)] == [b"[1]"] * 4


# https


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """Return a server's secret, and the certificate by which to know it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine: a certificate for a test server can't be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secret.load_cert_chain(certificate, key)
    return secret, certificate


def test_https_is_spoken_and_timed(certified: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch):
    secret, certificate = certified
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    drip = Reply(b"[" + b" " * 5000 + b"]", drip=0.01)
    with FaultyServer([Reply(b"[1]"), Reply(b"[2]"), drip], secret=secret) as server:
        kolada = Line(server, limits=replace(QUICK, total=0.3))
        with kolada.open() as publisher:
            assert [publisher.fetch(kolada.request(path)).body for path in ("/1", "/2")] == [b"[1]", b"[2]"]
        assert len({asked.client for asked in server.asked}) == 1
        assert str(kolada.fault()) == said("the answer was not whole after 0.3 s", LATER)


def test_a_stranger_with_a_certificate_of_their_own_is_not_asked(certified: tuple[ssl.SSLContext, Path]):
    with FaultyServer([Reply()], secret=certified[0]) as server:
        message = str(Line(server).fault())
        assert server.asked == []
    assert "could not be reached" in message
    assert "certificate verify failed" in message


# What comes in


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(b"<html></html>", headers={"Content-Type": "text/html; charset=utf-8"}), "is a web page instead of data"),
        (Reply(b'{"a": 1}', headers={"Content-Type": "TEXT/HTML"}), "is a web page instead of data"),
        (Reply(b"\xef\xbb\xbf \n<!DOCTYPE html>"), "is a web page instead of data"),
        (Reply(b"", headers={"Content-Type": "text/html"}), "is a web page instead of data"),
        (Reply(b"{}", headers={"Content-Type": "text/plain"}), "is 'text/plain' instead of JSON"),
        (Reply(b"PK", headers={"Content-Type": "application/zip"}), "is 'application/zip' instead of JSON"),
        (Reply(b'{"a": "L\xe4kare"}'), "is not UTF-8 at byte 8"),
        (Reply(b'{"a": "\xed\xa0\x80"}'), "is not UTF-8 at byte 7"),
        (Reply('{"a": 1}'.encode("utf-16")), "is not UTF-8 at byte 0"),
        (Reply(b"{}", headers={"Content-Encoding": "br"}), "is packed as 'br', which was not asked for"),
        (Reply(b"{}", headers={"Content-Encoding": "gzip, gzip"}), "is packed as 'gzip, gzip', which was not asked for"),
    ],
)
def test_what_is_not_data_is_told_at_once(reply: Reply, problem: str):
    with line(reply) as kolada:
        fault = kolada.fault()
        assert len(kolada.paths) == 1
    assert not isinstance(fault, CutOffError)
    assert str(fault) == said(f"the answer {problem}", MOVED)


@pytest.mark.parametrize("kind", ["application/json", "text/json;charset=UTF-8", "application/problem+json", ""])
def test_json_has_several_names(kind: str):
    with line(Reply(b" [1] \n", headers={"Content-Type": kind})) as kolada:
        assert kolada.fetch().body == b" [1] \n"


def test_a_packed_answer_is_unpacked():
    body = b'{"values": [' + b"1, " * 30_000 + b"2]}"
    halves = gzip.compress(body[:50_000]) + gzip.compress(b"") + gzip.compress(body[50_000:])
    packed = {"Content-Encoding": "gzip"}
    with line(Reply(gzip.compress(body), headers=packed), Reply(halves, headers={"Content-Encoding": "X-GZIP"})) as kolada:
        assert kolada.fetch().body == body
        assert kolada.fetch().body == body


@pytest.mark.parametrize(
    ("packed", "problem"),
    [
        (gzip.compress(b'{"a": 1}' * 99)[:-9], "its gzip ends too early"),
        (b"", "its gzip ends too early"),
        (b"{}", "its gzip is damaged"),
        (gzip.compress(b"{}") + b"rest", "its gzip is damaged"),
        (gzip.compress(b"{}")[:-8] + b"12345678", "its gzip is damaged"),
    ],
)
def test_a_damaged_packing_gets_another_chance(packed: bytes, problem: str):
    broken = Reply(packed, headers={"Content-Encoding": "gzip"})
    with line(broken) as kolada:
        assert str(kolada.fault()) == said(f"the answer can't be used: {problem} (3 attempts)", LATER)
    with line(broken, Reply(b"[1]")) as kolada:
        assert kolada.fetch().body == b"[1]"


def test_a_bomb_is_not_unpacked():
    """Thirty megabytes in thirty kilobytes: no more of it is ever in memory than the largest answer and a step."""
    limits = replace(QUICK, largest_answer=2_000_000)
    with line(bomb(30_000_000), limits=limits) as kolada, kolada.open() as publisher:
        with pytest.raises(SourceError) as caught:
            publisher.fetch(kolada.request("/warm"))
        tracemalloc.start()
        with pytest.raises(SourceError):
            publisher.fetch(kolada.request())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(kolada.paths) == 2
    advice = "; ask for less at a time: asks in sources/kolada.yml"
    assert str(caught.value) == said("the answer is larger than 2,000,000 bytes", advice, "GET /warm")
    assert peak < 6_000_000


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_an_endless_answer_ends(headers: dict[str, str]):
    body = bytes(range(256)) * 4_000  # as large packed as it is plain
    with line(Reply(gzip.compress(body, 0) if headers else body, headers=headers)) as kolada:
        assert "the answer is larger than 200,000 bytes" in str(kolada.fault())


def test_an_endless_packing_of_nothing_ends():
    """Each member is whole and empty, so no unpacked byte would ever be counted."""
    nothing = Reply(gzip.compress(b"") * 20_000, headers={"Content-Encoding": "gzip"})
    with line(nothing) as kolada:
        assert "the answer is larger than 200,000 bytes" in str(kolada.fault())


def test_no_more_of_an_excuse_is_read_than_is_told():
    read = []

    def members() -> Iterator[bytes]:
        for _ in range(20_000):
            read.append(gzip.compress(b""))
            yield read[-1]

    assert beginning(members(), encoding="gzip") == b""
    assert sum(map(len, read)) < 2 * LARGEST_EXCUSE


def test_the_largest_answer_is_let_through():
    body = b"[" + b" " * (QUICK.largest_answer - 2) + b"]"
    with line(Reply(body), Reply(body + b" ")) as kolada:
        assert kolada.fetch().body == body
        assert "larger than" in str(kolada.fault())


# Asking again another day


def test_an_unchanged_answer_costs_a_304(tmp_path: Path):
    with FaultyServer(not_modified('"v1"', b'{"values": [1]}')) as server:
        kolada = Line(server, tmp_path)
        assert [kolada.fetch().body for _ in range(3)] == [b'{"values": [1]}'] * 3
        assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"v1"', '"v1"']


def test_a_date_is_a_validator_too(tmp_path: Path):
    changed = "Sat, 31 Jan 2026 11:00:00 GMT"
    with line(Reply(b"[1]", headers={"Last-Modified": changed}), Reply(b"", 304), cache=tmp_path) as kolada:
        assert [kolada.fetch().body for _ in range(2)] == [b"[1]", b"[1]"]
        assert [asked.headers.get("if-modified-since") for asked in kolada.server.asked] == [None, changed]


def test_a_confirmed_answer_is_as_new_as_its_confirmation(tmp_path: Path):
    with FaultyServer(not_modified('"v1"', b"[1]")) as server:
        kolada = Line(server, tmp_path)
        kolada.fetch()
        kolada.now = NOW + dt.timedelta(days=30)
        assert kolada.fetch().retrieved_at == kolada.now


@pytest.mark.parametrize("promise", ["max-age=31536000, immutable", "public, s-maxage=99999", "stale-while-revalidate=9999"])
def test_no_promise_hides_new_figures(tmp_path: Path, promise: str):
    headers = {"Cache-Control": promise, "Last-Modified": "Mon, 01 Jan 2001 00:00:00 GMT"}
    old, new = Reply(b"[1]", headers={**headers, "ETag": '"1"'}), Reply(b"[2]", headers={**headers, "ETag": '"2"'})
    with line(old, new, new, cache=tmp_path) as kolada:
        assert [kolada.fetch().body for _ in range(3)] == [b"[1]", b"[2]", b"[2]"]
        assert [asked.headers.get("if-none-match") for asked in kolada.server.asked] == [None, '"1"', '"2"']


def test_an_answer_without_a_validator_is_not_kept(tmp_path: Path):
    body = b"[" + b"1" * 150_000 + b"]"
    with line(Reply(body, headers={"Cache-Control": "max-age=9999"}), cache=tmp_path) as kolada:
        kolada.fetch()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 100_000


def test_a_packed_answer_is_kept_packed(tmp_path: Path):
    body = b"[" + b"1, " * 50_000 + b"2]"
    headers = {"ETag": '"1"', "Content-Encoding": "gzip"}
    with line(Reply(gzip.compress(body), headers=headers), Reply(b"", 304, {"ETag": '"1"'}), cache=tmp_path) as kolada:
        assert [kolada.fetch().body for _ in range(2)] == [body, body]


@pytest.mark.parametrize(
    "bad",
    [
        Reply(b"<html>", headers={"ETag": '"1"', "Content-Type": "text/html"}),
        Reply(b'{"a": "\xff"}', headers={"ETag": '"1"'}),
        Reply(b'{"a": ', headers={"ETag": '"1"'}),
        Reply(b"{}", headers={"ETag": '"1"', "Content-Encoding": "gzip"}),
        Reply(b'{"a": 1}', 404, headers={"ETag": '"1"', "Cache-Control": "max-age=99"}),
        Reply(b'{"a": 1}', 500, headers={"ETag": '"1"', "Cache-Control": "max-age=99"}),
        Reply(b"[" + b" " * QUICK.largest_answer + b"]", headers={"ETag": '"1"'}),
    ],
)
def test_what_can_not_be_used_is_never_kept(tmp_path: Path, bad: Reply):
    with line(bad, Reply(b"[1]"), cache=tmp_path, limits=replace(QUICK, attempts=1)) as kolada:
        kolada.fault()
        assert kolada.fetch().body == b"[1]"
        assert "if-none-match" not in kolada.server.asked[1].headers


def database(cache: Path) -> Path:
    (path,) = cache.rglob("http.sqlite")
    return path


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)


def overwrite_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    assert len(content) > 20_000
    content[8_000:-1000] = b"\xaa" * (len(content) - 9_000)
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (something TEXT)")
        connection.commit()


def lost_body(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("DELETE FROM streams").rowcount > 0
        connection.commit()


def spoilt_body(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("UPDATE streams SET chunk_data = x'ff'").rowcount > 0
        connection.commit()


def spoilt_head(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("UPDATE entries SET data = x'c1'").rowcount > 0
        connection.commit()


@pytest.mark.parametrize(
    "harm",
    [overwrite_all, overwrite_middle, cut_off, other_tables, lost_body, spoilt_body, spoilt_head],
    ids=lambda harm: harm.__name__,
)
def test_a_broken_cache_is_thrown_away(tmp_path: Path, harm: Callable[[Path], None], capfd: pytest.CaptureFixture[str]):
    body = b"[" + b"1, " * 30_000 + b"2]"
    with FaultyServer(not_modified('"v1"', body)) as server:
        kolada = Line(server, tmp_path, replace(QUICK, attempts=2))
        kolada.fetch()
        harm(database(tmp_path))
        assert kolada.fetch().body == body
        kolada.fetch()
        assert kolada.fetch().body == body
        assert server.asked[-1].headers.get("if-none-match") == '"v1"'  # the new one works
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_can_not_be_written_is_no_reason_to_stop(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    (tmp_path / "kolada").write_text("a file where the folder should be", encoding="utf-8")
    with FaultyServer(not_modified('"v1"', b"[1]")) as server:
        kolada = Line(server, tmp_path)
        assert [kolada.fetch().body for _ in range(2)] == [b"[1]", b"[1]"]
    assert capfd.readouterr() == ("", "")


# Going on where it stopped


def interrupted(kolada: Line, *requests: Request) -> None:
    """Ask, and stop in the middle of it."""
    with suppress(KeyboardInterrupt), kolada.open() as publisher:
        for request in requests:
            publisher.fetch(request)
        raise KeyboardInterrupt


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path):
    """GET and POST alike, and with the time when it was really asked."""
    with FaultyServer(lambda asked: Reply(b'["' + asked.path.encode() + asked.body + b'"]')) as server:
        kolada = Line(server, tmp_path)
        requests = [kolada.request("/1"), kolada.request("/2", b"{}"), kolada.request("/2", b"[]"), kolada.request("/3")]
        interrupted(kolada, *requests[:3])
        kolada.now = NOW + dt.timedelta(hours=5)
        with kolada.open() as publisher:
            answers = [publisher.fetch(request) for request in requests]
        assert kolada.paths == ["/1", "/2", "/2", "/3"]
    assert [answer.body for answer in answers] == [b'["/1"]', b'["/2{}"]', b'["/2[]"]', b'["/3"]']
    assert [answer.request for answer in answers] == requests
    assert [answer.retrieved_at for answer in answers] == [NOW, NOW, NOW, kolada.now]


def test_a_run_that_failed_goes_on_after_what_it_got(tmp_path: Path):
    with line(Reply(b"[1]"), *[Reply(status=503)] * 3, Reply(b"[2]"), cache=tmp_path) as kolada:
        requests = [kolada.request("/1"), kolada.request("/2")]
        with pytest.raises(CutOffError, match="goes on where it stopped"), kolada.open() as publisher:
            [publisher.fetch(request) for request in requests]
        with kolada.open() as publisher:
            bodies = [publisher.fetch(request).body for request in requests]
        assert bodies == [b"[1]", b"[2]"]
        assert kolada.paths == ["/1", "/2", "/2", "/2", "/2"]


def test_a_finished_run_is_not_gone_on_with(tmp_path: Path):
    with line(Reply(b"[1]"), Reply(b"[2]"), cache=tmp_path) as kolada:
        assert [kolada.fetch().body for _ in range(2)] == [b"[1]", b"[2]"]


def test_what_is_forgotten_is_asked_again(tmp_path: Path):
    with FaultyServer(not_modified('"v1"', b"[1]")) as server:
        kolada = Line(server, tmp_path)
        with kolada.open() as publisher:
            publisher.fetch(kolada.request())
            publisher.forget()
            publisher.fetch(kolada.request())
        assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None]


def test_without_a_cache_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with FaultyServer(not_modified('"v1"', b"[1]")) as server:
        kolada = Line(server)
        interrupted(kolada, kolada.request())
        kolada.fetch()
        with kolada.open() as publisher:
            publisher.forget()
            publisher.fetch(kolada.request())
        assert [asked.headers.get("if-none-match") for asked in server.asked] == [None] * 3
    assert list(tmp_path.iterdir()) == []


def test_old_answers_are_not_gone_on_with(tmp_path: Path):
    with line(Reply(b"[1]"), Reply(b"[2]"), cache=tmp_path) as kolada:
        interrupted(kolada, kolada.request())
        kolada.now = NOW + dt.timedelta(seconds=USUAL.resume_within + 1)
        assert kolada.fetch().body == b"[2]"


def test_answers_from_the_future_are_not_gone_on_with(tmp_path: Path):
    with line(Reply(b"[1]"), Reply(b"[2]"), cache=tmp_path) as kolada:
        interrupted(kolada, kolada.request())
        kolada.now = NOW - dt.timedelta(hours=1)
        assert kolada.fetch().body == b"[2]"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-1],
        lambda content: content.replace(b"[1]", b"[7]"),
        lambda content: content.replace(b"200", b"404"),
        lambda content: content.replace(b"200", b'"x"'),
        lambda content: content.replace(b"+00:00", b""),
        lambda content: content.replace(b"status", b"st"),
        lambda _: b"",
        lambda _: b"[]\n[1]",
        lambda _: b"\xff\xff",
        lambda _: b"[" * 100_000,
    ],
)
def test_a_spoilt_answer_is_asked_again(tmp_path: Path, spoil: Callable[[bytes], bytes]):
    with line(Reply(b"[1]"), Reply(b"[2]"), cache=tmp_path) as kolada:
        interrupted(kolada, kolada.request())
        (kept,) = (tmp_path / "kolada" / "unfinished").iterdir()
        before = kept.read_bytes()
        kept.write_bytes(spoil(before))
        assert kept.read_bytes() != before
        assert kolada.fetch().body == b"[2]"


def test_an_empty_slice_is_gone_on_with_where_it_means_that(tmp_path: Path):
    with line(Reply(b"{}", 404), Reply(b"{}", 404), cache=tmp_path) as kolada:
        empty = kolada.request("/v3/data", None, frozenset({404}))
        interrupted(kolada, empty)
        with kolada.open() as publisher:
            assert publisher.fetch(empty).status == 404
            assert len(kolada.paths) == 1
            with pytest.raises(SourceError):
                publisher.fetch(kolada.request())


def test_two_sources_do_not_share_answers(tmp_path: Path):
    with line(Reply(b"[1]"), Reply(b"[2]"), cache=tmp_path) as kolada:
        interrupted(kolada, kolada.request())
        with open_publisher("scb", kolada.server.base_url, cache=tmp_path) as scb:
            assert scb.fetch(kolada.request()).body == b"[2]"


# The rate


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_questions_keep_their_distance():
    clock = Clock()
    pace = Pace(4, clock=clock, sleep=clock.sleep)
    turns = []
    for busy in (0.0, 0.1, 0.0, 7.0, 0.0):
        pace.wait()
        turns.append(clock.now)
        clock.now += busy
    assert turns == [100.0, 100.25, 100.5, 100.75, 107.75]


def test_a_held_host_is_left_alone_and_a_shorter_hold_changes_nothing():
    clock = Clock()
    pace = Pace(None, clock=clock, sleep=clock.sleep)
    pace.hold(30)
    pace.hold(5)
    pace.wait()
    assert clock.now == 130


def test_two_threads_share_one_pace():
    slept: list[float] = []
    pace = Pace(10, clock=lambda: 0.0, sleep=slept.append)
    threads = [threading.Thread(target=pace.wait) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == pytest.approx([number / 10 for number in range(1, 20)])


def test_each_attempt_takes_its_turn():
    clock = Clock()
    with FaultyServer([Reply(status=500), Reply(), Reply()]) as server:
        pace = Pace(2, clock=clock, sleep=clock.sleep)
        with open_publisher("kolada", server.base_url, cache=None, limits=QUICK, pace=pace) as publisher:
            publisher.fetch(Request(f"{server.base_url}/1", "one"))
            publisher.fetch(Request(f"{server.base_url}/2", "two"))
    assert clock.slept == [0.5, 0.5]


def test_nobody_is_polite_to_this_machine_unless_asked():
    with (
        open_publisher("kolada", "http://127.0.0.1:9", cache=None) as near,
        open_publisher("scb", "https://scb.se", cache=None) as far,
    ):
        assert near.pace._gap == 0
        assert far.pace._gap == 1 / USUAL.rate_per_second


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]):
    """Libraries log each retry; without a handler of its own, Python prints that."""
    assert all(logging.getLogger(name).handlers for name in ("hishel", "stamina"))
    with line(Reply(status=500), Reply()) as kolada:
        kolada.fetch()
    assert capfd.readouterr() == ("", "")
