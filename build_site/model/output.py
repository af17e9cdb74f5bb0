"""The site is a mapping from path to bytes."""

from collections.abc import Mapping

import orjson

from build_site.errors import BuildError

Files = dict[str, bytes]
"""Generated files by their path under out/docs, with forward slashes."""


def json_bytes(payload: object) -> bytes:
    """Return JSON with sorted keys and a final newline; NaN becomes null. Same payload, same bytes."""
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY)


def add_files(files: Files, more: Mapping[str, bytes]) -> None:
    """Put more files in, or raise BuildError if two pages want the same address."""
    clash = sorted(files.keys() & more.keys())
    if clash:
        message = (
            f"two pages have the same address: {', '.join(clash[:5])}; rename one, or give the indicator a `slug` of its own"
        )
        raise BuildError(message)
    files.update(more)
