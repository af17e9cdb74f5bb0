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
    pages = (_address(path) for path in files if path.endswith((".md", "/index.html")) and path != "index.md")
    return sorted({*pages, *(path for path in files if path.startswith("api/v1/"))})


def _address(path: str) -> str:
    """Return where a page stands, before and after it is rendered: `api.md` and `api/index.html` are both `api/`."""
    bare = path.removesuffix(".html").removesuffix(".md").removesuffix("index").rstrip("/")
    return f"{bare}/"
