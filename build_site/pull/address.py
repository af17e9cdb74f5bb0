"""Where we may ask: https, and only the host that data/sources names."""

import httpx

from build_site.errors import SourceError
from build_site.pull.wording import clean

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""This machine: nobody listens on the way, so plain http is as good."""

LAST_PORT = 2**16 - 1
LONGEST_SHOWN = 120

Origin = tuple[str, str, int | None]
"""Scheme, host and port; the port is None where it is the scheme's own."""


def read_address(text: str) -> httpx.URL:
    """Return the address as httpx will use it; raise ValueError if it has no host, or more than a host, path and query."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from None
    if not url.raw_host:
        raise ValueError("names no host")
    if url.userinfo:
        raise ValueError("has a user name in it")
    if url.port is not None and not 0 < url.port <= LAST_PORT:
        raise ValueError("has no such port")
    return url


def origin(url: httpx.URL) -> Origin:
    """Return what must stay the same from question to question."""
    return url.scheme, url.raw_host.decode("ascii"), url.port


def is_loopback(url: httpx.URL) -> bool:
    """Tell whether the address is on this machine."""
    return url.raw_host.decode("ascii") in LOOPBACK


def check_base(source: str, base_url: str) -> httpx.URL:
    """Return a publisher's base address, or raise SourceError unless it is https (or plain http to this machine)."""
    try:
        url = read_address(base_url)
    except ValueError as error:
        shown = clean(base_url.rpartition("@")[2], LONGEST_SHOWN)  # what stands before the @ may be a secret
        raise SourceError(f"{source}: base address {shown!r} can't be used ({error}); write https://host/path") from None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url)):
        raise SourceError(
            f"{source}: base address {whole_name(url)} is not https, so anybody on the way could change the figures; "
            "write https:// in base_url (plain http is for 127.0.0.1 only)"
        )
    return url


def whole_name(url: httpx.URL) -> str:
    """Return scheme, host and port for a message, as short as they can be told apart."""
    scheme, host, port = origin(url)
    return f"{scheme}://{host}" + ("" if port is None else f":{port}")
