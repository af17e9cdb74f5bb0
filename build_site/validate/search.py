"""search/: what people write about search itself. Every file may be missing."""

from collections.abc import Sequence
from typing import TypeVar

from build_site.model.base import Model
from build_site.model.search import AmbiguousWord, CommonWord, CompoundPart, OtherWord, PageWords, SearchWords, Synonym
from build_site.validate.reading import Reader, make, read_rows

FOLDER = "search"
FILES = (
    "synonyms.csv",
    "pages.csv",
    "common_words.csv",
    "ambiguous_words.csv",
    "other_matters.csv",
    "compound_parts.csv",
)
LISTS = ("means", "lay_terms")

M = TypeVar("M", bound=Model)


def read_search(reader: Reader) -> SearchWords:
    """Return the words of search, with faults noted: what is not read, what is empty, what stands twice."""
    folder = reader.data / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in FILES and not path.name.startswith("."):
            reader.fault(path, None, f"is not read by anything; known here: {', '.join(FILES)}")
    return SearchWords(
        synonyms=_read(reader, "synonyms.csv", Synonym, ("words", "means"), ("note",)),
        pages=_read(reader, "pages.csv", PageWords, ("slug", "lay_terms"), ("title",)),
        common=tuple(one.word for one in _read(reader, "common_words.csv", CommonWord, ("word",))),
        ambiguous=tuple(one.word for one in _read(reader, "ambiguous_words.csv", AmbiguousWord, ("word", "also"))),
        others=tuple(one.word for one in _read(reader, "other_matters.csv", OtherWord, ("word", "matter"))),
        parts=tuple(one.part for one in _read(reader, "compound_parts.csv", CompoundPart, ("part",))),
    )


def _read(reader: Reader, name: str, model: type[M], required: Sequence[str], optional: Sequence[str] = ()) -> tuple[M, ...]:
    """Return the rows of a file in their order; the first column is the key, and stands once whatever its case."""
    path = reader.data / FOLDER / name
    found: dict[str, M] = {}
    for line, row in read_rows(reader, path, required, optional) if path.exists() else ():
        key = row.get(required[0], "").casefold()
        content = {column: _parts(cell) if column in LISTS else cell for column, cell in row.items()}
        one = make(reader, path, line, model, content)
        if one is not None and key in found:
            reader.fault(path, line, f"{required[0]} {key!r} stands twice; keep one")
        elif one is not None:
            found[key] = one
    return tuple(found.values())


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
