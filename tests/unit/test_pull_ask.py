"""Questions that depend on answers: in order, to one host, and to an end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from build_site.errors import SourceError
from build_site.model.request import Asking, Request
from build_site.pull import ask as asking_module
from build_site.pull.ask import ask
from build_site.pull.client import CutOffError, Publisher, open_publisher
from build_site.pull.limits import Limits
from tests.servers.faulty import Asked, FaultyServer, Reply, not_modified

QUICK = Limits(connect=1, read=1, total=2, attempts=2, first_wait=0.001, largest_answer=100_000)


def echo(asked: Asked) -> Reply:
    """Answer with what was asked."""
    return Reply(b'["' + asked.path.encode() + asked.body + b'"]')


def follow(base: str, first: str = "/1") -> Asking:
    """Ask for a page, and then for whatever the answers call the next one: `["/2"]`, `[""]` for none."""
    following = base + first
    while following:
        answer = yield Request(following, "a page")
        following = answer.body.decode().strip('[]"')
        if following.startswith("/"):
            following = base + following


def pages(links: dict[str, str]) -> Callable[[Asked], Reply]:
    return lambda asked: Reply(f'["{links[asked.path]}"]'.encode())


def fault(server: FaultyServer, asking: Asking, cache: Path | None = None) -> str:
    """Return what is said when the asking fails."""
    with pytest.raises(SourceError) as caught, open_publisher("kolada", server.base_url, cache=cache, limits=QUICK) as publisher:
        ask(asking, publisher)
    assert not isinstance(caught.value, CutOffError)
    return str(caught.value)


def test_answers_come_in_order_and_steer_the_questions():
    with FaultyServer(pages({"/1": "/2", "/2": "/9", "/9": ""})) as server:
        watched: list[str] = []
        with open_publisher("kolada", server.base_url, cache=None) as publisher:
            answers = ask(follow(server.base_url), publisher, watch=lambda request: watched.append(request.url))
        assert [asked.path for asked in server.asked] == ["/1", "/2", "/9"]
        assert watched == [server.base_url + path for path in ("/1", "/2", "/9")]
    assert [answer.body for answer in answers] == [b'["/2"]', b'["/9"]', b'[""]']
    assert [answer.request.url for answer in answers] == watched


def test_nothing_to_ask_is_nothing_asked():
    def nothing() -> Asking:
        yield from ()

    with FaultyServer([Reply()]) as server, open_publisher("kolada", server.base_url, cache=None) as publisher:
        assert ask(nothing(), publisher) == []
        assert server.asked == []


def test_one_address_may_be_asked_with_several_bodies():
    def questions(base: str) -> Asking:
        for body in (b"[1]", b"[2]", None):
            yield Request(base + "/table", "a part", body)

    with FaultyServer(echo) as server, open_publisher("scb", server.base_url, cache=None) as publisher:
        assert len(ask(questions(server.base_url), publisher)) == 3


def test_pages_in_a_circle_end():
    with FaultyServer(pages({"/1": "/2", "/2": "/3", "/3": "/2"})) as server:
        message = fault(server, follow(server.base_url))
        assert len(server.asked) == 3
    assert message == (
        "kolada: a page: the publisher's next page is one we have already had; "
        "see what the publisher writes of its API, or ask for less at a time"
    )


def test_a_page_that_is_its_own_next_ends():
    with FaultyServer(echo) as server:
        assert "the publisher's next page is one we have already had" in fault(server, follow(server.base_url))
        assert len(server.asked) == 1


def test_pages_without_end_end(monkeypatch: pytest.MonkeyPatch):
    assert asking_module.MOST_QUESTIONS == 5000
    monkeypatch.setattr(asking_module, "MOST_QUESTIONS", 7)
    with FaultyServer(lambda asked: Reply(f'["{asked.path}1"]'.encode())) as server:
        assert "more than 7 questions and still no last page" in fault(server, follow(server.base_url))
        assert len(server.asked) == 7


def test_pages_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking_module, "MOST_BYTES", 100)
    with FaultyServer(lambda asked: Reply(f'["{asked.path}{"1" * 40}"]'.encode())) as server:
        assert "more than 100 bytes and still no last page" in fault(server, follow(server.base_url))
        assert len(server.asked) == 2


def test_the_last_page_may_be_the_last_one_allowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking_module, "MOST_QUESTIONS", 2)
    with (
        FaultyServer(pages({"/1": "/2", "/2": ""})) as server,
        open_publisher("kolada", server.base_url, cache=None) as publisher,
    ):
        assert len(ask(follow(server.base_url), publisher)) == 2


def test_a_next_page_on_another_host_is_not_asked():
    with FaultyServer([Reply()]) as other, FaultyServer(lambda _: Reply(f'["{other.base_url}/2"]'.encode())) as server:
        message = fault(server, follow(server.base_url))
        assert f"sends us on to {other.base_url}, but only {server.base_url} may be asked" in message
        assert other.asked == []


def test_answers_before_a_cut_are_not_asked_for_again(tmp_path: Path):
    up = {"/1", "/2"}

    def answer(asked: Asked) -> Reply:
        links = {"/1": "/2", "/2": "/3", "/3": ""}
        return Reply(f'["{links[asked.path]}"]'.encode()) if asked.path in up else Reply(status=503)

    def run() -> int:
        with open_publisher("kolada", server.base_url, cache=tmp_path, limits=QUICK) as publisher:
            return len(ask(follow(server.base_url), publisher))

    with FaultyServer(answer) as server:
        with pytest.raises(CutOffError):
            run()
        up.add("/3")
        assert run() == 3
        assert [asked.path for asked in server.asked] == ["/1", "/2", "/3", "/3", "/3"]


def choke(base: str) -> Asking:
    """Refuse the second answer, as a reader does who finds a new shape."""
    yield Request(base + "/1", "one")
    yield Request(base + "/2", "two")
    raise SourceError("kolada: two: the field `value` is missing")


@pytest.mark.parametrize(
    ("asking", "answering"),
    [
        (choke, not_modified('"v"', b"[1]")),
        (follow, not_modified('"v"', b'["/1"]')),
        (follow, not_modified('"v"', b'["https://evil.example/"]')),
    ],
    ids=["refused by its reader", "in a circle", "to another host"],
)
def test_answers_that_lead_nowhere_are_asked_again(
    tmp_path: Path, asking: Callable[[str], Asking], answering: Callable[[Asked], Reply]
):
    """Neither the spool nor the cache may bring the same fault back when the publisher has mended it."""
    with FaultyServer(answering) as server:
        first = fault(server, asking(server.base_url), tmp_path)
        many = len(server.asked)
        assert first == fault(server, asking(server.base_url), tmp_path)
        assert len(server.asked) == 2 * many
        assert [asked.headers.get("if-none-match") for asked in server.asked] == [None] * 2 * many


def test_a_fault_of_our_own_is_not_hidden():
    def broken(base: str) -> Asking:
        yield Request(base + "/1", "one")
        raise KeyError("values")

    with (
        FaultyServer([Reply()]) as server,
        pytest.raises(KeyError),
        open_publisher("kolada", server.base_url, cache=None) as line,
    ):
        ask(broken(server.base_url), line)


def test_several_askings_share_one_line(tmp_path: Path):
    """What several groups of indicators ask alike, a table's metadata say, is asked once in a run."""

    def group(publisher: Publisher, number: int) -> list[bytes]:
        def questions() -> Asking:
            yield Request(server.base_url + "/config", "limits")
            yield Request(f"{server.base_url}/{number}", "figures")

        return [answer.body for answer in ask(questions(), publisher)]

    with FaultyServer(echo) as server:
        with open_publisher("scb", server.base_url, cache=tmp_path) as publisher:
            assert [group(publisher, number) for number in (1, 2)] == [[b'["/config"]', b'["/1"]'], [b'["/config"]', b'["/2"]']]
        assert [asked.path for asked in server.asked] == ["/config", "/1", "/2"]
