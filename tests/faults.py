"""Data folders broken on purpose: change a file, and see what is said of it."""

from pathlib import Path

import pytest

from build_site.errors import DataError, Fault
from build_site.validate.folder import read_data


def faults_of(data: Path) -> list[Fault]:
    """Return the faults of a folder that must not be read, and see that the exit code says data."""
    with pytest.raises(DataError) as caught:
        read_data(data)
    assert caught.value.exit_code == 11
    return caught.value.faults


def change(path: Path, old: str, new: str) -> None:
    """Replace the first `old`, which must be there, so that no test breaks nothing without a word."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
