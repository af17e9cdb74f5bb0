"""Finished folders: what is in them, and what an auditor says of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from build_site.audit.addresses import check_addresses, site_addresses
from build_site.audit.links import check_links
from build_site.audit.schemas import check_schemas
from build_site.audit.small_numbers import check_small_numbers
from build_site.audit.traces.check import check_traces
from build_site.errors import BuildError, ProtectionError, count
from build_site.model.ledger import Ledger

MOST_SHOWN = 50


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file in a finished folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def audit_folder(out: Path, *, site_url: str, earlier: Iterable[Path] = (), ledger: Ledger | None = None) -> int:
    """Return how many files were read, or raise an error with every fault in the site: ProtectionError if anything leaks."""
    folder = finished(out)
    if folder == out:
        message = f"{out} has neither site/ nor docs/; build first"
        raise BuildError(message)
    files = read_folder(folder)
    releases = []
    for release in earlier:
        if not release.is_dir():
            message = f"{release} is not a folder of an earlier release"
            raise BuildError(message)
        releases.append(read_folder(finished(release)))
    problems = [*check_schemas(files), *check_links(files, site_url)]
    for before in releases:
        problems += check_addresses(files, site_addresses(before))
    report(problems, [*check_small_numbers(files, ledger=ledger, earlier=releases), *check_traces(files)])
    return len(files)


def finished(out: Path) -> Path:
    """Return where the finished files lie in what a build wrote: its site, or its docs, or the folder itself."""
    return next((out / name for name in ("site", "docs") if (out / name).is_dir()), out)


def report(problems: Sequence[str], leaks: Sequence[str] = ()) -> None:
    """Raise an error that names every problem and every leak, if there is any: ProtectionError when anything leaks."""
    told = [
        f"the finished site {words}\n{_listed(those)}"
        for words, those in (
            (f"tells of few people in {count(len(leaks), 'place')}", leaks),
            (f"has {count(len(problems), 'fault')}", problems),
        )
        if those
    ]
    if told:
        raise (ProtectionError if leaks else BuildError)("\n".join(told))


def _listed(those: Sequence[str]) -> str:
    shown = "\n".join(f"  - {one}" for one in those[:MOST_SHOWN])
    return shown + (f"\n  and {len(those) - MOST_SHOWN} more" if len(those) > MOST_SHOWN else "")
