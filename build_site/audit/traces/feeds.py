"""Feeds, Atom and JSON: each entry is tied to the measures and places that it links to or names."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import orjson

from build_site.audit.traces.claims import Told
from build_site.audit.traces.published import Published
from build_site.audit.traces.texts import About, titled, told

ENTRIES = ("entry", "item")
TAG = re.compile(r"<[^>]*>")
LINK = re.compile(r"""href=["']([^"']+)""")


def read_json_feed(published: Published, _path: str, content: bytes) -> Told:
    """Yield what the items of a JSON Feed tell."""
    for item in orjson.loads(content).get("items", ()):
        yield from _entry(published, list(_strings(item)))


def read_atom(published: Published, _path: str, content: bytes) -> Told:
    """Yield what the entries of an Atom or RSS feed tell."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        message = "a feed has no document type"
        raise ValueError(message)
    try:
        root = ET.fromstring(content)  # noqa: S314 - our own file, and entities are refused above
    except ET.ParseError as error:
        raise ValueError(str(error)) from None
    for node in root.iter():
        if node.tag.rpartition("}")[2] in ENTRIES:
            strings = [text for part in node.iter() for text in (part.text, part.tail, *part.attrib.values()) if text]
            yield from _entry(published, strings)


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _strings(one)


def _entry(published: Published, strings: list[str]) -> Told:
    """Yield what an entry tells. Its texts are read one by one; what they are about is decided by all of them together."""
    texts = [" ".join(html.unescape(TAG.sub(" ", html.unescape(one))).split()) for one in strings if not _is_address(one)]
    links = [one for one in strings if _is_address(one)] + [link for one in strings for link in LINK.findall(html.unescape(one))]
    known = [found for link in links if (found := _page(published, link))]
    measures = dict.fromkeys(key for kind, key in known if kind == "indicator")
    measures |= dict.fromkeys(one for text in texts for one in titled(published, text))
    area = next((key for kind, key in known if kind == "area"), None)
    for text in texts:
        yield from told(published, text, About(tuple(measures), area), what="feed")


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "urn:", "tag:"))


def _page(published: Published, link: str) -> tuple[str, str] | None:
    """Return the page that an address leads to, wherever the site's root is."""
    parts = urlsplit(link).path.strip("/").split("/")
    ways = ("/".join(parts[start:]) + "/" for start in range(len(parts)))
    return next((published.pages[way] for way in ways if way in published.pages), None)
