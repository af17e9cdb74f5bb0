"""YAML and CSV read strictly, with the line of each thing, so that a fault can be pointed at."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from build_site.errors import Fault

LARGEST_FILE = 100_000_000
"""Bytes. No file of ours is near it; one that is larger is an accident or an attack."""

Place = tuple[str | int, ...]
Row = tuple[int, dict[str, str]]
"""A line number and the row's non-empty cells by column."""

M = TypeVar("M", bound=BaseModel)


@dataclass
class Reader:
    """Opens files under one data folder and gathers what is wrong with them."""

    data: Path
    faults: list[Fault] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return the path as people write it: from the data folder's own name."""
        return f"{self.data.name}/{path.relative_to(self.data).as_posix()}"

    def fault(self, path: Path, line: int | None, problem: str) -> None:
        """Note something wrong."""
        self.faults.append(Fault(self.name(path), line, problem))

    def is_inside(self, path: Path) -> bool:
        """Tell whether a path, with its links followed, stays in the data folder."""
        try:
            return path.resolve().is_relative_to(self.data.resolve())
        except (OSError, RuntimeError):  # links that lead in a circle
            return False

    def text(self, path: Path) -> str | None:
        """Return the file's text, or note why it can't be read."""
        if not self.is_inside(path):
            self.fault(path, None, "leads out of the data folder; put the file itself here")
        elif not path.is_file():
            self.fault(path, None, "is missing; add it")
        elif path.stat().st_size > LARGEST_FILE:
            self.fault(path, None, f"is larger than {LARGEST_FILE // 1_000_000} MB; split it")
        else:
            return self._decode(path)
        return None

    def _decode(self, path: Path) -> str | None:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.fault(path, line, "is not UTF-8; save the file as UTF-8")
            return None
        if "\0" in text:
            self.fault(path, text.count("\n", 0, text.index("\0")) + 1, "has a NUL character; save the file as text")
            return None
        return text


def read_yaml(reader: Reader, path: Path, model: type[M]) -> M | None:
    """Return the file as a model, or note every fault with its line."""
    text = reader.text(path)
    parsed = None if text is None else _parse_or_note(reader, path, text)
    if parsed is None:
        return None
    content, lines = parsed
    if not isinstance(content, dict):
        reader.fault(path, 1, "is not a list of keys and values; begin with `id: …`")
        return None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            reader.fault(path, _line_of(detail["loc"], lines), explain(detail, model))
        return None


def _parse_or_note(reader: Reader, path: Path, text: str) -> tuple[Any, dict[Place, int]] | None:
    line = None
    try:
        return _parse_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        problem = error.problem or error.context
    except yaml.YAMLError:
        problem = "it has a character that YAML does not allow"
    except RecursionError:
        problem = "it is nested too deep"
    reader.fault(path, line, f"is not valid YAML: {problem}")
    return None


def _parse_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    loader = yaml.CSafeLoader(text)
    try:
        for_lines: dict[Place, int] = {}
        node = loader.get_single_node()
        return (None if node is None else _build(loader, node, (), for_lines, set())), for_lines
    finally:
        loader.dispose()


def _build(loader: Any, node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]) -> Any:  # noqa: ANN401
    if id(node) in seen:
        raise yaml.constructor.ConstructorError(None, None, "aliases (*) are not used here; write it out", node.start_mark)
    seen.add(id(node))
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*place, index), lines, seen) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        try:
            return loader.construct_object(node)
        except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
            problem = "the value is not one; is it a date that does not exist?"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in content:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        lines[(*place, key)] = key_node.start_mark.line + 1
        content[key] = _build(loader, value_node, (*place, key), lines, seen)
    return content


def _line_of(place: Place, lines: Mapping[Place, int]) -> int | None:
    for length in range(len(place), -1, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def explain(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Return one fault of a model as a sentence that names the key and the fix."""
    name = ".".join(map(str, detail["loc"])) or "the file"
    known = ", ".join(sorted(field.alias or key for key, field in model.model_fields.items()))
    given = repr(detail["input"])
    sentences = {
        "extra_forbidden": f"unknown key {name!r}" + (f"; known keys: {known}" if len(detail["loc"]) == 1 else ""),
        "missing": f"key {name!r} is missing",
        "literal_error": f"{name} {given} must be {detail['msg'].removeprefix('Input should be ')}",
        "value_error": f"{name} {detail['msg'].removeprefix('Value error, ')}",
        "float_parsing": f"{name} {given} is not a number; write it with digits and a decimal point",
        "int_parsing": f"{name} {given} is not a whole number; write it with digits only",
        "string_type": f"{name} is not text; put it in quotes",
        "string_pattern_mismatch": f"{name} {given} has characters that are not allowed here",
    }
    return sentences.get(detail["type"]) or f"{name}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def read_rows(
    reader: Reader, path: Path, required: Sequence[str], optional: Sequence[str] = (), *, more: bool = False
) -> list[Row]:
    """Return a CSV file's rows with their lines; empty cells are left out. Notes unknown and missing columns."""
    text = reader.text(path)
    if text is None:
        return []
    allowed = (*optional, *text.partition("\n")[0].strip().split(",")) if more else optional
    header, rows = read_cells(reader, path, text, required, allowed)
    return [(line, {key: cell for key, cell in zip(header, cells, strict=True) if cell != ""}) for line, cells in rows]


def read_cells(
    reader: Reader, path: Path, text: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and every whole row with its line; with a wrong header no rows. Notes what is not CSV."""
    parser = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        header = next(parser, [])
        if not check_header(reader, path, header, required, optional):
            return header, []
        for cells in parser:
            if len(cells) == len(header):
                rows.append((parser.line_num, cells))
            else:
                reader.fault(path, parser.line_num, f"has {len(cells)} cells, the header has {len(header)}")
    except csv.Error as error:
        reader.fault(path, parser.line_num, f"is not valid CSV: {error}")
    return header, rows


def check_header(reader: Reader, path: Path, header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> bool:
    """Tell whether the columns are the agreed ones; note each that is unknown, missing or doubled."""
    before = len(reader.faults)
    for column in header:
        if column not in (*required, *optional):
            reader.fault(path, 1, f"unknown column {column!r}; known columns: {', '.join((*required, *optional))}")
    for column in required:
        if column not in header:
            reader.fault(path, 1, f"column {column!r} is missing")
    for column in sorted({column for column in header if header.count(column) > 1}):
        reader.fault(path, 1, f"column {column!r} stands twice")
    return len(reader.faults) == before


def make(reader: Reader, path: Path, line: int, model: type[M], content: Mapping[str, Any]) -> M | None:
    """Return one row as a model, or note what is wrong with it."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            reader.fault(path, line, explain(detail, model))
        return None
