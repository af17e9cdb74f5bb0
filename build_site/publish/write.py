"""Files → disk, in one step: a build that stops halfway leaves the old site as it was."""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from build_site.errors import BuildError


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a new folder; refuse a path that leads out of it."""
    shutil.rmtree(folder, ignore_errors=True)
    made: set[Path] = set()
    for name, content in files.items():
        path = folder / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            message = f"the generated path {name} leads out of the site"
            raise BuildError(message)
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)


def replace_folder(new: Path, old: Path) -> None:
    """Put the new folder in the old one's place; if that fails halfway, put the old one back."""
    aside = old.with_name(f".{old.name}-before")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        if aside.exists():
            aside.rename(old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def measure(folder: Path) -> tuple[int, int]:
    """Return how many files a folder holds, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)
