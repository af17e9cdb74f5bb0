"""Carries questions to a publisher and answers back, one at a time and in order."""

from collections.abc import Callable

from build_site.errors import SourceError
from build_site.model.request import Answer, Asking, Request
from build_site.pull.client import Publisher

MOST_QUESTIONS = 5_000
"""In one go. The fullest group of Kolada's indicators has a hundred pages."""

MOST_BYTES = 2**30
"""In one go: what is kept in memory until it has been read."""


def unwatched(_request: Request) -> None:
    """Watch nothing."""


def ask(asking: Asking, publisher: Publisher, *, watch: Callable[[Request], None] = unwatched) -> list[Answer]:
    """
    Return every answer in the order of the questions; `watch` hears of each question before it is asked.

    Raises SourceError if the publisher doesn't answer, or if its answers lead in a circle, away from its host or nowhere.
    Answers that led there are not used again; those before a mere cut are, by the next run.
    """
    answers: list[Answer] = []
    asked: set[tuple[str, bytes | None]] = set()
    while (request := _next_question(asking, answers, asked, publisher)) is not None:
        watch(request)
        answers.append(publisher.fetch(request))
    return answers


def _next_question(
    asking: Asking, answers: list[Answer], asked: set[tuple[str, bytes | None]], publisher: Publisher
) -> Request | None:
    """Return the next question, or None after the last; what is wrong with it lies in the answers, so they are forgotten."""
    try:
        request = asking.send(answers[-1]) if answers else next(asking)
        publisher.check(request)
        _check_ends(request, answers, asked, publisher.source)
    except StopIteration:
        return None
    except SourceError:
        publisher.forget()
        raise
    asked.add((request.url, request.body))
    return request


def _check_ends(request: Request, answers: list[Answer], asked: set[tuple[str, bytes | None]], source: str) -> None:
    """Raise SourceError if this could go on for ever."""
    size = sum(len(answer.body) for answer in answers)
    if (request.url, request.body) in asked:
        problem = "the publisher's next page is one we have already had"
    elif len(answers) >= MOST_QUESTIONS:
        problem = f"more than {MOST_QUESTIONS:,} questions and still no last page"
    elif size > MOST_BYTES:
        problem = f"more than {MOST_BYTES:,} bytes and still no last page"
    else:
        return
    raise SourceError(f"{source}: {request.what}: {problem}; see what the publisher writes of its API, or ask for less at a time")
