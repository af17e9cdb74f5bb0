"""Finished folders: what is in them, and what an auditor says of them."""

from collections.abc import Iterable
from pathlib import Path

from build_site.audit.addresses import check_addresses, site_addresses
from build_site.audit.links import check_links
from build_site.audit.schemas import check_schemas
from build_site.errors import BuildError

MOST_SHOWN = 50


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file in a finished folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def audit_folder(out: Path, *, site_url: str, earlier: Iterable[Path] = ()) -> int:
    """Return how many files were read, or raise BuildError with every fault in the finished site."""
    folder = out / "site" if (out / "site").is_dir() else out / "docs"
    if not folder.is_dir():
        message = f"{out} has neither site/ nor docs/; build first"
        raise BuildError(message)
    files = read_folder(folder)
    problems = [*check_schemas(files), *check_links(files, site_url)]
    for release in earlier:
        if not release.is_dir():
            message = f"{release} is not a folder of an earlier release"
            raise BuildError(message)
        problems += check_addresses(files, site_addresses(read_folder(release)))
    report(problems)
    return len(files)


def report(problems: list[str]) -> None:
    """Raise BuildError that names every problem, if there is any."""
    if not problems:
        return
    shown = "\n".join(f"  - {problem}" for problem in problems[:MOST_SHOWN])
    more = f"\n  and {len(problems) - MOST_SHOWN} more" if len(problems) > MOST_SHOWN else ""
    message = f"the finished site has {len(problems)} faults\n{shown}{more}"
    raise BuildError(message)
