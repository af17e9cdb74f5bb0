"""From cubes to what data/ keeps: one measure's table, and the population by place, year, sex and age."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from build_site.model.request import Notice
from build_site.model.table import COLUMNS, KEYS, KINDS, NUMBERS, SEXES, STATUSES
from build_site.sources.jsonstat import Cube
from build_site.sources.pxweb_asks import Ages
from build_site.sources.pxweb_plan import YEAR_LENGTH, Plan
from build_site.sources.pxweb_query import Selection
from build_site.sources.pxweb_reading import plain, some

POPULATION_KEYS = ("area", "year", "sex", "age_group")
NO_CONTENTS = "EliminatedValue"
"""What PxWeb calls the only value of a variable that it has done away with."""


@dataclass(frozen=True)
class Figures:
    """What was got from one table."""

    plan: Plan
    numbers: "pd.Series[float]"
    """By their codes: a level for each variable, the fixed ones left out."""
    marks: Counter[str]
    """How often the publisher wrote each of its marks."""

    def notices(self) -> Iterator[Notice]:
        """Yield what a person should know of this table."""
        table = self.plan.table
        for mark, times in sorted(self.marks.items()):
            yield Notice(
                "suppressed_text",
                f"{table.table}: {times} figures are marked {plain(mark)!r} and count as unknown",
                table.indicator,
            )


def check_part(cube: Cube, selection: Selection) -> Cube:
    """Return the cube, or raise ValueError unless it is exactly what was asked for.

    Of a table with one kind of figures PxWeb may write the variable of its contents as one value with a name of its own,
    whether it was asked for or not.
    """
    sides = {}
    for name, labels in cube.sides.items():
        if list(labels) != [NO_CONTENTS]:
            sides[name] = labels
        elif name in selection:
            sides[name] = dict.fromkeys(selection[name].codes, labels[NO_CONTENTS])
    if set(sides) != set(selection):
        message = f"has the variables {some(list(sides))}, and {some(list(selection))} were asked for"
        raise ValueError(message)
    for name, choice in selection.items():
        if set(sides[name]) != set(choice.codes):
            message = f"has other values in {plain(name)!r} than were asked for ({len(sides[name])}, not {len(choice.codes)})"
            raise ValueError(message)
    return replace(cube, sides=sides)


def join(plan: Plan, cubes: Sequence[Cube]) -> Figures:
    """Return one table's figures from its pieces."""
    order = [name for name in plan.selection if name not in plan.table.fixed]
    pieces = [cube.series().reset_index(order, name="number").set_index(order)["number"] for cube in cubes]
    return Figures(plan, pd.concat(pieces), Counter(mark for cube in cubes for mark in cube.marks.values()))


def indicator_table(parts: Sequence[Figures]) -> pd.DataFrame | None:
    """Return one measure's table, from one or more of the publisher's; None when no figure is known.

    Raises ValueError when two tables have the same figure, or an interval does not lie around its value.
    """
    frame = pd.concat([_indicator_rows(part) for part in parts], ignore_index=True)
    if frame.duplicated(list(KEYS)).any():
        message = "has figures for a place, a period and a sex that another table has too; limit time in one of them"
        raise ValueError(message)
    known = set(frame.loc[frame["value"].notna(), "period"])
    frame = frame[frame["period"].isin(known)]  # a period in which nothing is known says nothing
    if frame.empty:
        return None
    if ((frame["lower"] > frame["value"]) | (frame["value"] > frame["upper"])).any():
        message = "has intervals that don't lie around their values; see which code is which in measures"
        raise ValueError(message)
    frame = frame.assign(status=np.where(frame["value"].isna(), "missing", "ok"))
    frame.loc[frame["value"].isna(), list(NUMBERS)] = np.nan  # nothing stands beside a value that is not known
    words = {"area": sorted(set(frame["area"])), "period": sorted(known), "sex": SEXES, "status": STATUSES, "kind": KINDS}
    for column, categories in words.items():
        frame[column] = pd.Categorical(frame[column], categories=list(categories))
    return frame.sort_values(list(KEYS), ignore_index=True)[list(COLUMNS)]


def _indicator_rows(part: Figures) -> pd.DataFrame:
    table = part.plan.table
    if table.measures is None:
        wide = part.numbers.to_frame("value")
    else:
        wide = part.numbers.unstack(table.measures.dimension).rename(columns=table.measures.columns())  # noqa: PD010
    columns = _keys(part.plan, wide.index) | {name: wide[name].to_numpy() if name in wide else np.nan for name in NUMBERS}
    return pd.DataFrame(columns | {"kind": table.kind})


def _keys(plan: Plan, index: pd.Index) -> dict[str, object]:
    """Return our area, period and sex of each row."""
    table = plan.table

    def ours(dimension: str | None, meaning: dict[str, str]) -> object:
        return meaning[""] if dimension is None else index.get_level_values(dimension).map(meaning).to_numpy()

    return {
        "area": ours(table.area.dimension if table.area else None, dict(plan.areas)),
        "period": ours(table.time.dimension, dict(plan.periods)),
        "sex": ours(table.sex.dimension if table.sex else None, dict(plan.sexes)),
    }


def population_file(parts: Sequence[Figures]) -> tuple[bytes, list[Notice]]:
    """Return areas/population.csv and what to know of it: people by area, year, sex and age group, added up from their ages.

    A group of which one age is unknown is left out, never counted as less. So is a place without a single person in a year:
    SCB writes 0 for years in which a place did not exist. Raises ValueError on what can't be a number of people.
    """
    frame = pd.concat([_population_rows(part) for part in parts], ignore_index=True)
    if frame.duplicated(list(POPULATION_KEYS)).any():
        message = "has the population of a place, a year and a sex that another table has too; limit time in one of them"
        raise ValueError(message)
    people = frame["population"]
    if ((people < 0) | (people % 1 != 0)[people.notna()]).any():
        message = "has a number of people that is not a whole number from 0 up"
        raise ValueError(message)
    if (frame["year"].str.len() != YEAR_LENGTH).any():
        message = "has periods that are not years; write year_end for a monthly table"
        raise ValueError(message)
    notices = []
    if unknown := int(people.isna().sum()):
        notices.append(Notice("missing", f"population: {unknown} numbers are not known and were left out"))
    total = frame.groupby(["area", "year"])["population"].transform("sum")
    empty = frame[(total == 0) & people.notna()][["area", "year"]].drop_duplicates()
    if len(empty):
        named = some([f"{area} {year}" for area, year in empty.itertuples(index=False)])
        notices.append(Notice("empty_area", f"population: {len(empty)} places with nobody in a year were left out: {named}"))
    frame = frame[(total > 0) & people.notna()].astype({"population": "int64"})
    orders = {"sex": list(SEXES), "age_group": list(dict.fromkeys(group for part in parts for group in _ages(part).groups))}
    for column, order in orders.items():
        frame[column] = pd.Categorical(frame[column], categories=order)
    frame = frame.sort_values(list(POPULATION_KEYS))
    return frame.to_csv(index=False, lineterminator="\n").encode(), notices


def _population_rows(part: Figures) -> pd.DataFrame:
    ages = _ages(part)
    wide = part.numbers.unstack(ages.dimension)  # noqa: PD010
    keys = _keys(part.plan, wide.index)
    return pd.concat(
        [
            pd.DataFrame(
                {"area": keys["area"], "year": keys["period"], "sex": keys["sex"], "age_group": group}
                | {"population": wide[list(codes)].sum(axis=1, skipna=False).to_numpy()}
            )
            for group, codes in ages.groups.items()
        ],
        ignore_index=True,
    )


def _ages(part: Figures) -> Ages:
    ages = part.plan.table.ages
    assert ages is not None  # noqa: S101  (asks has no file without ages)
    return ages
