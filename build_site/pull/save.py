"""Pulled files put in place, all or nothing; an interrupted save is finished by the next pull.

Each file is first written whole beside the one it replaces, under a hidden name. Then a journal with the list of them is put
in data/: from that moment on the save counts, and whoever finds the journal moves what has not been moved yet.
"""

import io
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd

from build_site.errors import SourceError
from build_site.model.receipt import JOURNAL
from build_site.model.table import COLUMNS, KEYS, NUMBERS, SEXES

MARK = ".pulled"
"""Ends the hidden name of a file that is not in its place yet."""

Contents = Mapping[str, bytes | Path]
"""What to save, by the path in data/: the bytes themselves, or a file that has them."""


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as values.csv, sorted by area, period and sex, with every number as it was given."""
    text = io.StringIO()
    text.write(",".join(COLUMNS) + "\n")
    sorted_frame = frame.take(_order(frame))
    columns = [_numbers(sorted_frame[name]) if name in NUMBERS else _words(sorted_frame[name]) for name in COLUMNS]
    text.writelines(map("{},{},{},{},{},{},{},{},{},{}\n".format, *columns))
    return text.getvalue().encode()


def _order(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    ranks = []
    for column in KEYS:
        words = frame[column].astype("category").cat
        wanted = list(SEXES) if column == "sex" else sorted(words.categories)
        ranks.append(pd.Index(wanted).get_indexer(words.categories)[words.codes])
    return np.lexsort(ranks[::-1])


def _words(column: "pd.Series[str]") -> Iterable[str]:
    words: list[str] = column.astype("object").where(column.notna(), "").tolist()
    return words


def _numbers(column: "pd.Series[float]") -> Iterable[str]:
    if column.isna().all():
        return repeat("")
    return [number_text(value) if value == value else "" for value in column.tolist()]  # noqa: PLR0124  (NaN is not itself)


def number_text(value: float) -> str:
    """Return the shortest text that is exactly this number: 21.88749, and 78 for 78.0. Never in powers of ten."""
    text = repr(float(value))
    if "e" in text:
        return str(np.format_float_positional(value, trim="-"))
    return text.removesuffix(".0")


def save(data: Path, contents: Contents) -> None:
    """Put every file in its place in data/, or none of them. With nothing to save nothing is written."""
    if not contents:
        return
    staged: dict[str, str] = {}
    try:
        for name, content in sorted(contents.items()):
            path = data / name
            hidden = path.with_name(f".{path.name}{MARK}")
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[hidden.relative_to(data).as_posix()] = name
            _write(hidden, content)
        _write(data / f"{JOURNAL}{MARK}", json.dumps(staged, indent=1).encode())
    except BaseException:
        for name in (*staged, f"{JOURNAL}{MARK}"):
            with suppress(OSError):  # what went wrong first is what is told
                (data / name).unlink()
        raise
    (data / f"{JOURNAL}{MARK}").replace(data / JOURNAL)
    _sync(data)
    finish(data)


def finish(data: Path) -> bool:
    """Finish a save that was interrupted, or clear away one that had not begun to count; tell whether there was one to finish."""
    journal = data / JOURNAL
    if not journal.exists():
        for path in data.rglob(f".*{MARK}"):
            path.unlink()
        return False
    try:
        staged = {_inside(data, hidden): _inside(data, name) for hidden, name in json.loads(journal.read_bytes()).items()}
    except (ValueError, AttributeError, TypeError):
        raise SourceError(
            f"{journal} is not a list that a pull wrote, so the interrupted save can't be finished;"
            " restore the folder from git (git restore and git clean), then pull again"
        ) from None
    for hidden, path in staged.items():
        if hidden.exists():
            hidden.replace(path)
    for folder in {path.parent for path in staged.values()}:
        _sync(folder)
    journal.unlink()
    _sync(data)
    return True


def _inside(data: Path, name: str) -> Path:
    path = data / name
    if not path.resolve().is_relative_to(data.resolve()):
        raise ValueError(name)
    return path


def _write(path: Path, content: bytes | Path) -> None:
    with path.open("wb") as file:
        if isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, file)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
