"""Every internal link, picture, script and fragment on the finished pages leads somewhere; none leads to another host."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from html import unescape
from urllib.parse import unquote, urlsplit

LINK = re.compile(
    r"""<(?P<tag>[a-z]+)\b[^>]*?\s(?P<kind>href|src|action|srcset)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>]+))"""
)
ID = re.compile(r"""\sid=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LOADED = ("img", "script", "source", "iframe", "video", "audio", "embed")
"""What a browser fetches by itself: from our own files only."""


def check_links(files: Mapping[str, bytes], site_url: str) -> list[str]:
    """Return what is wrong with the links, one sentence a fault that names a page and counts the others."""
    pages = {path: COMMENT.sub("", content.decode(errors="replace")) for path, content in files.items() if path.endswith(".html")}
    ids = {path: _ids(page) for path, page in pages.items()}
    problems: dict[str, set[str]] = defaultdict(set)
    for path, page in pages.items():
        for tag, link in set(_links(page)):
            if problem := _problem(path, tag, link, files.keys(), ids, site_url):
                problems[problem].add(path)
    unreadable = [f"{path} is not UTF-8" for path, content in sorted(files.items()) if path in pages and not _is_utf8(content)]
    return unreadable + [_sentence(problem, sorted(paths)) for problem, paths in sorted(problems.items())]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _sentence(problem: str, paths: list[str]) -> str:
    others = f" (and {len(paths) - 1} more pages)" if len(paths) > 1 else ""
    return f"{paths[0]}{others} {problem}"


def _ids(page: str) -> set[str]:
    return {unescape(next(part for part in found if part)) for found in ID.findall(page) if any(found)}


def _links(page: str) -> Iterator[tuple[str, str]]:
    for found in LINK.finditer(page):
        link = (
            found["double"] if found["double"] is not None else found["single"] if found["single"] is not None else found["bare"]
        )
        yield found["tag"], unescape(link)


def _problem(
    path: str, tag: str, link: str, files: AbstractSet[str], ids: Mapping[str, AbstractSet[str]], site_url: str
) -> str | None:
    base = urlsplit(site_url)
    parts = urlsplit(link)
    if parts.scheme in ("http", "https") and parts.netloc != base.netloc:
        return f"loads {link} from another host" if tag in LOADED else None
    if parts.scheme in ("mailto", "data", "tel"):
        return None
    if parts.scheme not in ("", "http", "https"):
        return f"has the address {link}, which is not of a kind we use"
    target = _target(path, unquote(parts.path), base.path, absolute=bool(parts.netloc))
    return _missing(link, target, unquote(parts.fragment), files, ids)


def _missing(
    link: str, target: str | None, fragment: str, files: AbstractSet[str], ids: Mapping[str, AbstractSet[str]]
) -> str | None:
    if target is None:
        return f"leads out of the site: {link}"
    if target not in files:
        return f"leads to {link}, which does not exist"
    if fragment and target in ids and fragment not in ids[target]:
        return f"leads to {link}, but there is no such place on that page"
    return None


def _target(path: str, link: str, base: str, *, absolute: bool) -> str | None:
    """Return the file that a link from a page means, or None if it leaves the site."""
    if absolute or link.startswith("/"):
        if not link.startswith(base):
            return None
        joined = link.removeprefix(base)
    else:
        joined = posixpath.join(posixpath.dirname(path), link) if link else path
    normal = posixpath.normpath(joined) if joined else "."
    if normal.startswith(".."):
        return None
    if link.endswith("/") or normal == "." or link in (".", ".."):
        return posixpath.normpath(posixpath.join(normal, "index.html"))
    return normal
