"""No address that has ever been released disappears."""

from collections.abc import Iterable, Mapping


def check_addresses(files: Mapping[str, bytes], released: Iterable[str]) -> list[str]:
    """Return each released address that the files no longer have. A page's address ends with a slash."""
    now = set(site_addresses(files))
    return [
        f"{address} was released and is gone; keep it, or give the indicator its old address with `slug`"
        for address in released
        if address not in now
    ]


def site_addresses(files: Mapping[str, bytes]) -> list[str]:
    """Return the addresses that others may rely on: every page and every file of the API."""
    pages = (
        path.removesuffix("index.md").removesuffix("index.html") for path in files if path.endswith(("/index.md", "/index.html"))
    )
    return sorted({*pages, *(path for path in files if path.startswith("api/v1/"))})
