"""What people write under docs/, as files of the site."""

import re
from collections.abc import Mapping
from pathlib import Path

from build_site.model.output import Files

NOT_PUBLISHED = ("overrides",)
FRONT = re.compile(rb"---\n(.*?)\n---\n", re.DOTALL)
ENGLISH = re.compile(rb"^lang:\s*en\b", re.MULTILINE)
TITLE = re.compile(rb"^title:\s*(.+)$", re.MULTILINE)


def read_prose(docs: Path) -> Files:
    """Return every hand-written file by its path on the site."""
    paths = sorted(path for path in docs.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = {path: path.relative_to(docs).as_posix() for path in paths}
    return {name: path.read_bytes() for path, name in names.items() if name.split("/")[0] not in NOT_PUBLISHED}


def titles(prose: Mapping[str, bytes]) -> dict[str, str]:
    """Return the title of each Swedish prose page by its address on the site."""
    found: dict[str, str] = {}
    for name, content in prose.items():
        head = FRONT.match(content)
        if not name.endswith(".md") or head is None or ENGLISH.search(head[1]):
            continue
        match = TITLE.search(head[1])
        address = name.removesuffix(".md").removesuffix("index")
        if match and address:
            found[address.rstrip("/") + "/"] = match[1].decode().strip().strip("\"'")
    return found
