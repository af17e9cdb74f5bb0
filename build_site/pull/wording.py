"""What is said when a publisher doesn't answer as agreed: who, what was asked, what was wrong, what to do."""

import json
from http import HTTPStatus

import httpcore
import httpx

from build_site.model.request import Request

LONGEST_MESSAGE = 200
LONGEST_PATH = 120
WORDS = ("error", "detail", "title", "message", "Message", "msg")
"""Keys under which publishers explain themselves: PxWeb v1, FastAPI (Kolada), problem+json (PxWeb v2), ASP.NET."""

LATER = "nothing was saved; run the same command again later, and it goes on where it stopped"


def told(source: str, request: Request, url: httpx.URL, problem: str, advice: str) -> str:
    """Return the whole message."""
    path = clean(url.raw_path.partition(b"?")[0].decode("ascii"), LONGEST_PATH)
    method = "GET" if request.body is None else "POST"
    return f"{source}: {method} {path} ({clean(request.what, LONGEST_PATH)}): {problem}; {advice}"


def clean(text: str, most: int) -> str:
    """Return a stranger's text as one short line that is only text, in a terminal as well as in a pull request."""
    plain = "".join(letter if letter.isprintable() and letter not in "<>`[]@" else " " for letter in text[: 20 * most])
    line = " ".join(plain.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def status_line(status: int, body: bytes) -> str:
    """Return what a publisher answered instead of data, with its own words if it has any."""
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    words = clean(_own_words(body), LONGEST_MESSAGE)
    return f"answered {status}{phrase}" + (f': "{words}"' if words else "")


def _own_words(body: bytes) -> str:
    text = body.decode("utf-8", "replace").lstrip("\ufeff").strip()
    if text.startswith("<"):
        return ""  # a web page: its text is menus
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    while isinstance(found, dict | list):
        found = next(iter(found), "") if isinstance(found, list) else next((found[key] for key in WORDS if found.get(key)), "")
    return str(found)


def advice_on(source: str, status: int) -> str:
    """Return what a person can do about a status that no new attempt will change."""
    match status:
        case 404 | 410:
            return f"what we ask for is gone: see what the publisher writes of its API, and sources/{source}.yml"
        case 400 | 405 | 414 | 415 | 422:
            return f"the publisher doesn't understand the question: see asks in sources/{source}.yml"
        case 401 | 403:
            return f"the publisher refuses the question, or us: see its limits, and limits and asks in sources/{source}.yml"
        case _:
            return f"see what the publisher writes of its API, and sources/{source}.yml"


def connection_fault(error: Exception) -> str:
    """Return what happened to the connection."""
    match error:
        case httpcore.ConnectTimeout() | httpcore.ConnectError():
            problem = "could not be reached"
        case httpcore.TimeoutException():
            problem = "stopped answering"
        case _:
            problem = "the connection was cut or broke the rules of HTTP"
    reason = clean(str(error), LONGEST_MESSAGE)
    return f"{problem} ({reason})" if reason else problem
