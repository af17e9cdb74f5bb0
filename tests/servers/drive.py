"""Drives a connector's questions over plain HTTP, for tests of connectors: no cache, no retries, no manners."""

import datetime as dt
import urllib.error
import urllib.request

from build_site.model.request import Answer, Asking, Request

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
"""When every answer came, as far as tests are concerned."""


class RefusedError(Exception):
    """The server answered with a status that means a fault."""


def drive(asking: Asking) -> list[Answer]:
    """Ask every question and return the answers in order; raise RefusedError at the first failure."""
    answers: list[Answer] = []
    try:
        request = next(asking)
        while True:
            answers.append(ask(request))
            request = asking.send(answers[-1])
    except StopIteration:
        return answers


def ask(request: Request) -> Answer:
    """Return one answer, with an empty body when its status is one by which the publisher says "no rows"."""
    headers = {"Content-Type": "application/json"} if request.body else {}
    try:
        with urllib.request.urlopen(  # noqa: S310
            urllib.request.Request(request.url, data=request.body, headers=headers),  # noqa: S310
            timeout=10,
        ) as response:
            return Answer(request, response.status, response.read(), NOW)
    except urllib.error.HTTPError as error:
        with error:
            if error.code in request.empty_on:
                return Answer(request, error.code, b"", NOW)
            message = f"{error.code} {request.url}"
            raise RefusedError(message) from None
