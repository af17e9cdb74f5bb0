"""What must hold for any bytes a publisher sends, not only for those that somebody thought of."""

import datetime as dt
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from build_site.errors import SourceError
from build_site.model.request import Answer, Request
from build_site.pull.address import origin, read_address
from build_site.pull.body import BrokenError, NotDataError, TooLargeError, beginning, check_is_data, unpack
from build_site.pull.client import Publisher, open_publisher, pause_of
from build_site.pull.limits import Limits
from build_site.pull.pace import Pace
from build_site.pull.store import Spool
from build_site.pull.wording import clean, status_line
from tests.servers.faulty import Asked, FaultyServer, Reply

NOW = dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)
BASE = "https://api.kolada.se/v3"

few = settings(derandomize=True, max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
fewer = settings(few, max_examples=60)
"""The same examples every day."""


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@few
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=4), st.integers(1, 500), st.integers(0, 9))
def test_what_was_packed_is_unpacked_however_it_was_cut(members: list[bytes], size: int, level: int):
    body = b"".join(members)
    packed = b"".join(gzip.compress(member, level) for member in members)
    most = max(len(body), len(packed))
    assert unpack(pieces(packed, size), encoding="gzip", most=most) == body
    assert unpack(pieces(body, size), encoding="", most=most) == body


@few
@given(st.integers(0, 3_000_000), st.integers(0, 100_000), st.integers(1, 4000))
def test_nothing_larger_than_allowed_is_ever_returned(size: int, most: int, step: int):
    packed = pieces(gzip.compress(b" " * size, 1), step)
    try:
        assert len(unpack(packed, encoding="gzip", most=most)) == size <= most
    except TooLargeError:
        assert size > most or sum(map(len, packed)) > most


@few
@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "identity", "br", "x"]), st.integers(1, 50))
def test_any_bytes_are_unpacked_or_refused(body: bytes, encoding: str, size: int):
    try:
        unpack(pieces(body, size), encoding=encoding, most=10_000)
    except (BrokenError, NotDataError):
        assert encoding not in {"", "identity"}
    assert len(beginning(pieces(body, size), encoding=encoding)) <= max(len(body), 10_000)


@few
@given(st.text(max_size=30), st.binary(max_size=30))
def test_what_passes_for_data_is_text_between_brackets(kind: str, body: bytes):
    try:
        check_is_data(kind, body)
    except (BrokenError, NotDataError):
        return
    text = body.decode("utf-8-sig").strip()
    assert (text[0], text[-1]) in {(opening, closing) for opening in "[{" for closing in "]}"}


@few
@given(st.text(max_size=80))
def test_any_pause_is_seconds_or_nothing(text: str):
    pause = pause_of(text, NOW)
    assert pause is None or pause >= 0


@few
@given(st.integers(0, 10**6))
def test_a_pause_is_the_same_in_both_spellings(seconds: int):
    until = (NOW + dt.timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert pause_of(str(seconds), NOW) == pause_of(until, NOW) == seconds


@few
@given(st.text(max_size=300) | st.text("\x1b\u202e<>@`[]\n\t x", max_size=300), st.integers(1, 50))
def test_cleaned_text_is_one_short_line(text: str, most: int):
    cleaned = clean(text, most)
    assert len(cleaned) <= most
    assert cleaned == "" or cleaned.isprintable()
    assert not set(cleaned) & set("<>@`[]\n\t\x1b\u202e")


@few
@given(
    st.integers(100, 999),
    st.binary(max_size=300) | st.recursive(st.none() | st.text(max_size=5), st.lists).map(repr).map(str.encode),
)
def test_any_refusal_can_be_told(status: int, body: bytes):
    told = status_line(status, body)
    assert told.startswith(f"answered {status}")
    assert told.isprintable()
    assert len(told) < 300


urls = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            [
                "https:",
                "http:",
                "//",
                "/",
                "\\",
                "@",
                ":",
                "443",
                "api.kolada.se",
                "evil.example",
                "?",
                "#",
                ".",
                "%2f",
                "\t",
                "v3",
                "å",
                "[::1]",
            ]
        )
        | st.text(max_size=2),
        max_size=9,
    ),
)


@pytest.fixture(scope="module")
def kolada() -> Iterator[Publisher]:
    with open_publisher("kolada", BASE, cache=None) as publisher:
        yield publisher


@settings(few, max_examples=1000)
@given(urls | st.text(max_size=40))
@example("https://api.kolada.se/v3/data")
@example("https://api.kolada.se\\@evil.example/")
def test_only_the_own_host_passes(kolada: Publisher, url: str):
    try:
        checked = kolada.check(Request(url, "x"))
    except SourceError as error:
        told = str(error)
    else:
        told = ""
        assert origin(checked) == ("https", "api.kolada.se", None)
        assert origin(read_address(str(checked))) == origin(checked)
    assert told == "" or told.isprintable()


answers = st.builds(
    Answer,
    st.builds(Request, st.text(max_size=20), st.just("x"), st.none() | st.binary(max_size=20), st.just(frozenset({404}))),
    st.sampled_from([200, 404]),
    st.binary(max_size=200),
    st.integers(0, 3600).map(lambda age: NOW - dt.timedelta(seconds=age)),
)


@few
@given(st.lists(answers, max_size=6, unique_by=lambda answer: (answer.request.url, answer.request.body)))
def test_what_is_kept_is_found_again_under_its_own_question(many: list[Answer]):
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "unfinished", keeps=dt.timedelta(hours=6))
        for answer in many:
            spool.keep(answer)
        assert [spool.find(answer.request, NOW) for answer in many] == many
        spool.clear()
        assert [spool.find(answer.request, NOW) for answer in many] == [None] * len(many)


class Babbler:
    """A server whose next reply is set from outside."""

    def __init__(self) -> None:
        self.reply = Reply()

    def __call__(self, _asked: Asked) -> Reply:
        return self.reply


@pytest.fixture(scope="module")
def babbler() -> Iterator[tuple[FaultyServer, Babbler]]:
    says = Babbler()
    with FaultyServer(says) as server:
        yield server, says


QUICK = Limits(connect=1, read=1, total=2, attempts=2, first_wait=0.0001, longest_wait=0.01, largest_answer=1000)
HEADERS = (
    "ETag Last-Modified Cache-Control Vary Content-Type Content-Encoding Date Age Expires Location Retry-After Set-Cookie "
    "Connection Transfer-Encoding"
)
header = st.sampled_from(HEADERS.split())
value = st.sampled_from(
    ["*", "", "-1", '"x"', "max-age=", 'no-cache="', "chunked", "gzip", "http://[", "text/html", "Thu, 99 Foo", ",,", "9" * 40]
)
latin = value | st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20)
replies = st.builds(
    Reply,
    body=st.sampled_from([b"{}", b"[1]", b"", b"<p>", b"\xff", gzip.compress(b"[2]")]) | st.binary(max_size=40),
    status=st.sampled_from([200, 200, 200, 301, 304, 404, 410, 429, 500, 599]),
    headers=st.dictionaries(header, latin, max_size=4),
    stop_after=st.none() | st.integers(0, 5),
)
raw_replies = st.builds(
    Reply, raw=st.binary(max_size=60) | st.binary(max_size=60).map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest)
)


@fewer
@given(st.lists(replies | raw_replies, min_size=1, max_size=3))
def test_whatever_a_publisher_sends_is_data_or_one_message(babbler: tuple[FaultyServer, Babbler], sent: list[Reply]):
    """With a cache, so that its headers go through that too; a second answer meets what the first one left there."""
    server, says = babbler
    with tempfile.TemporaryDirectory() as folder:
        for reply in sent:
            says.reply = reply
            told = ""
            try:
                with open_publisher("kolada", server.base_url, cache=Path(folder), limits=QUICK, pace=Pace(None)) as publisher:
                    answer = publisher.fetch(Request(server.base_url + "/v3", "x"))
            except SourceError as error:
                told = str(error)
            else:
                check_is_data("", answer.body)
            assert told == "" or (told.isprintable() and told.startswith("kolada: GET /"))
