"""Every internal link, picture, script and fragment on the finished pages leads somewhere; nothing is loaded from elsewhere."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

ADDRESSES = ("href", "src", "srcset", "action", "formaction", "data", "poster", "content")
SELECTOR = ", ".join(f"[{name}]" for name in (*ADDRESSES, "id", "style"))
FOLLOWED = ("a", "area", "form", "button")
"""What a person must click before a browser goes there; everything else is loaded by itself."""
NOT_LOADED = ("canonical", "license", "alternate", "author", "jamforbart-root")
"""Relations of <link> that are only read."""
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """An address on a page, and whether a browser fetches it without being asked."""

    address: str
    loaded: bool
    picture: bool = False


@dataclass(frozen=True)
class Page:
    """What one finished page points at, and what can be pointed at in it."""

    links: frozenset[Link]
    ids: frozenset[str]


def check_links(files: Mapping[str, bytes], site_url: str) -> list[str]:
    """Return what is wrong with the links, one sentence a fault that names a page and counts the others."""
    problems: dict[str, set[str]] = defaultdict(set)
    pages: dict[str, Page] = {}
    for path, content in files.items():
        if path.endswith((".html", ".css")) and not _is_utf8(content):
            problems["is not UTF-8"].add(path)
        elif path.endswith(".html"):
            pages[path] = read_page(content.decode())
        elif path.endswith(".css"):
            pages[path] = Page(frozenset(_in_style(content.decode())), frozenset())
    for path, page in pages.items():
        for link in page.links:
            if problem := _problem(path, link, files.keys(), pages, site_url):
                problems[problem].add(path)
    return [_sentence(problem, sorted(paths)) for problem, paths in sorted(problems.items())]


def read_page(text: str) -> Page:
    """Return a page's links and ids as a browser would find them."""
    tree = LexborHTMLParser(text)
    links: set[Link] = set()
    ids: set[str] = set()
    for node in tree.css(SELECTOR):
        given = {name: value or "" for name, value in node.attributes.items()}
        if "id" in given:
            ids.add(given["id"])
        links.update(_links(node.tag or "", given))
    for node in tree.css("style"):
        links.update(_in_style(node.text()))
    return Page(frozenset(links), frozenset(ids))


def _links(tag: str, given: Mapping[str, str]) -> Iterator[Link]:
    yield from _in_style(given.get("style", ""))
    if tag == "meta":
        refresh = REFRESH.search(given.get("content", "")) if given.get("http-equiv", "").lower() == "refresh" else None
        if refresh:
            yield Link(refresh[1].strip(), loaded=True)
        return
    loaded = tag not in FOLLOWED and not (tag == "link" and given.get("rel", "").lower() in NOT_LOADED)
    picture = tag in ("img", "source")
    for name in ADDRESSES[:-1]:
        if name == "data" and tag != "object":
            continue
        for address in _split(name, given.get(name)):
            yield Link(address, loaded, picture)


def _split(name: str, value: str | None) -> list[str]:
    if value is None:
        return []
    return [part.split()[0] for part in value.split(",") if part.split()] if name == "srcset" else [value.strip()]


def _in_style(text: str) -> Iterator[Link]:
    for found in IN_STYLE.finditer(text):
        yield Link((found[1] or found[2]).strip(), loaded=True, picture=True)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _sentence(problem: str, paths: list[str]) -> str:
    others = f" (and {len(paths) - 1} more pages)" if len(paths) > 1 else ""
    return f"{paths[0]}{others} {problem}"


def _problem(path: str, link: Link, files: AbstractSet[str], pages: Mapping[str, Page], site_url: str) -> str | None:
    base, parts = urlsplit(site_url), urlsplit(link.address)
    elsewhere = parts.netloc and not (parts.netloc == base.netloc and parts.path.startswith(base.path))
    if parts.scheme in ("", "http", "https") and elsewhere:
        return f"loads {link.address} from another host" if link.loaded else None
    if parts.scheme == "data" and link.picture:
        return None
    if parts.scheme in ("mailto", "tel") and not link.loaded:
        return None
    if parts.scheme not in ("", "http", "https"):
        return f"has the address {link.address}, which is not of a kind we use"
    target = _target(path, unquote(parts.path), base.path, absolute=bool(parts.netloc))
    return _missing(link.address, target, unquote(parts.fragment), files, pages)


def _missing(link: str, target: str | None, fragment: str, files: AbstractSet[str], pages: Mapping[str, Page]) -> str | None:
    if target is None:
        return f"leads out of the site: {link}"
    if target not in files:
        return f"leads to {link}, which does not exist"
    if fragment and target in pages and fragment not in pages[target].ids:
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
