"""JSON-stat 2.0, the part that PxWeb writes: https://json-stat.org/full/. A cube of figures and the names of its sides."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, NonNegativeInt

from build_site.sources.pxweb_reading import Json, Loose, parse, plain

NUMBERS = frozenset({int, float, type(None)})
"""The only types a figure may have. A bool is none: `type` tells it from an int."""


class Category(Loose):
    """The values of one dimension."""

    index: dict[str, NonNegativeInt] | list[str] | None = None
    label: dict[str, str] | None = None
    note: Json = None
    unit: Json = None
    child: Json = None
    coordinates: Json = None


class Dimension(Loose):
    """One side of the cube."""

    label: str | None = None
    category: Category
    note: Json = None
    extension: dict[str, Json] = Field(default_factory=dict)
    link: Json = None
    href: Json = None


class Dataset(Loose):
    """The whole answer."""

    version: Literal["2.0"]
    kind: Literal["dataset"] = Field(alias="class")
    id: list[str]
    size: list[NonNegativeInt]
    dimension: dict[str, Dimension]
    value: list[Json] | dict[str, Json]
    status: list[str | None] | dict[str, str] | str | None = None
    label: str | None = None
    source: Json = None
    updated: Json = None
    note: Json = None
    role: Json = None
    extension: dict[str, Json] = Field(default_factory=dict)
    href: Json = None
    link: Json = None


@dataclass(frozen=True)
class Cube:
    """Figures by their place on every side."""

    sides: Mapping[str, Mapping[str, str]]
    """By dimension: the text of each value by its code, in the order of the figures."""
    values: npt.NDArray[np.float64]
    """One for each combination, the last side fastest; NaN where there is none."""
    marks: Mapping[int, str]
    """What the publisher wrote about single figures, by their place: `..`, `p`."""
    dataset: Dataset

    def series(self) -> pd.Series:
        """Return the figures with a level of codes for each side. A marked one is unknown, whatever number stands there."""
        values = self.values.copy()
        values[list(self.marks)] = np.nan
        index = pd.MultiIndex.from_product([list(side) for side in self.sides.values()], names=list(self.sides))
        return pd.Series(values, index=index)


def read_cube(body: bytes) -> Cube:
    """Return the figures of an answer; raise ValueError with what is wrong."""
    dataset, sides = _read(body)
    count = math.prod(dataset.size)
    return Cube(sides, _values(dataset.value, count), _marks(dataset.status, count), dataset)


def read_sides(body: bytes) -> tuple[Dataset, Mapping[str, Mapping[str, str]]]:
    """Return the sides of an answer that has no figures: PxWeb 2 describes a table so."""
    return _read(body)


def _read(body: bytes) -> tuple[Dataset, Mapping[str, Mapping[str, str]]]:
    dataset = parse(body, Dataset)
    if len(set(dataset.id)) < len(dataset.id):
        _refuse("names a dimension twice")
    if len(dataset.size) != len(dataset.id):
        _refuse(f"has {len(dataset.id)} dimensions and {len(dataset.size)} sizes")
    if set(dataset.dimension) != set(dataset.id):
        _refuse("has other dimensions in `dimension` than in `id`")
    sides = {}
    for name, size in zip(dataset.id, dataset.size, strict=True):
        sides[name] = _side(name, dataset.dimension[name].category)
        if len(sides[name]) != size:
            _refuse(f"has {len(sides[name])} values in {plain(name)!r} and says that they are {size}")
    return dataset, sides


def _side(name: str, category: Category) -> dict[str, str]:
    index, labels = category.index, category.label or {}
    if index is None:
        if len(labels) != 1:
            _refuse(f"does not say the order of the values in {plain(name)!r}")
        codes = list(labels)
    elif isinstance(index, list):
        codes = index
    else:
        codes = sorted(index, key=index.__getitem__)
        if sorted(index.values()) != list(range(len(index))):
            _refuse(f"does not say the place of each value in {plain(name)!r}")
    if len(set(codes)) < len(codes):
        _refuse(f"has a value twice in {plain(name)!r}")
    if not labels.keys() <= set(codes):
        _refuse(f"has texts for values that are not in {plain(name)!r}")
    return {code: labels.get(code, code) for code in codes}


def _values(given: Sequence[Json] | Mapping[str, Json], count: int) -> npt.NDArray[np.float64]:
    if isinstance(given, Mapping):
        _check_numbers(given.values())
        values = np.full(count, np.nan)
        for place, value in given.items():
            values[_place(place, count)] = np.nan if value is None else value
        return values
    if len(given) != count:
        _refuse(f"has {len(given)} figures where its dimensions make {count}; it may have been cut")
    _check_numbers(given)
    return np.array(given, dtype="float64")  # None becomes NaN


def _check_numbers(values: Iterable[Json]) -> None:
    if strange := set(map(type, values)) - NUMBERS:
        _refuse(f"has figures that are not numbers but {', '.join(sorted(kind.__name__ for kind in strange))}")


def _marks(given: list[str | None] | dict[str, str] | str | None, count: int) -> dict[int, str]:
    if given is None:
        return {}
    if isinstance(given, str):
        return dict.fromkeys(range(count), given) if given else {}
    if isinstance(given, list):
        if len(given) != count:
            _refuse(f"has {len(given)} marks for {count} figures")
        return {place: mark for place, mark in enumerate(given) if mark}
    return {_place(place, count): mark for place, mark in given.items() if mark}


def _place(text: str, count: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 12 or int(text) >= count:  # noqa: PLR2004
        _refuse(f"has a figure or a mark at {plain(text)!r}, which is no place among {count}")
    return int(text)


def _refuse(problem: str) -> NoReturn:
    raise ValueError(problem)
