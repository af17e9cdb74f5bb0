"""Measure what protect costs: time, and figures lost beside hiding all or nothing.

    python bench/protect.py [--seed 1]

First one indicator, one year, with women, men and total in every municipality, region and the country: 936 cells. Then a
workload of next year's size with municipalities as small as the real ones, and one where nothing is small. The counts are
drawn around the population and mean nothing.
"""

import argparse
import csv
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from build_site.model.table import COLUMNS, KINDS, SEXES, STATUSES, Table
from build_site.protect import protect
from build_site.protect.rules import find_reasons

AREAS = Path(__file__).resolve().parents[1] / "data" / "areas" / "areas.csv"


def make_table(name: str, *, periods: Sequence[str], share: float, part: float, seed: int, least: int = 0) -> Table:
    """Return counts in every area: `part` of a municipality's people are in it, and of them `share` count.

    Municipalities are as unequal as Sweden's: log-normal around 15,000, from 2,500 to a few hundred thousand.
    """
    draw = np.random.default_rng(seed)
    with AREAS.open(encoding="utf-8", newline="") as lines:
        codes = sorted(row["code"] for row in csv.DictReader(lines))
    small = np.array([len(code) == 4 for code in codes])
    people = np.maximum(2_500, np.exp(draw.normal(9.6, 1.0, small.sum())))
    shape = (len(codes), len(periods), 3)
    below, above = np.zeros(shape), np.zeros(shape)
    groups = (len(people), len(periods), 2)
    below[small, :, 1:] = np.maximum(least, draw.poisson(people[:, None, None] / 2 * part, groups))
    above[small, :, 1:] = draw.binomial(below[small, :, 1:].astype(int), share)
    for counts in (below, above):
        for row, code in enumerate(codes):
            if len(code) == 2 and code != "00":
                counts[row] = counts[[len(one) == 4 and one[:2] == code for one in codes]].sum(axis=0)
        counts[0] = counts[small].sum(axis=0)
        counts[..., 0] = counts[..., 1] + counts[..., 2]
    return Table(name, make_frame(codes, periods, above, below), 10, ("sex", "area"))


def make_frame(codes: Sequence[str], periods: Sequence[str], above: np.ndarray, below: np.ndarray) -> pd.DataFrame:
    """Return the counts as a frame in order of area, period and sex."""
    places = pd.MultiIndex.from_product([codes, periods, SEXES], names=["area", "period", "sex"])
    frame = places.to_frame(index=False)
    frame["numerator"], frame["denominator"] = above.ravel(), below.ravel()
    frame["value"] = np.where(below.ravel() > 0, 100 * above.ravel() / np.maximum(below.ravel(), 1), 0.0)
    frame["lower"] = frame["upper"] = np.nan
    frame["status"] = pd.Categorical(["ok"] * len(frame), categories=list(STATUSES))
    frame["kind"] = pd.Categorical(["final"] * len(frame), categories=list(KINDS))
    frame["sex"] = pd.Categorical(frame["sex"], categories=list(SEXES))
    for column in ("area", "period"):
        frame[column] = frame[column].astype("category")
    return frame[list(COLUMNS)]


def count_sensitive(table: Table) -> int:
    """Return how many cells may not be shown by themselves."""
    above, below = (table.frame[column].to_numpy() for column in ("numerator", "denominator"))
    return int(find_reasons(above, below, table).any.sum())


def all_or_nothing(table: Table) -> int:
    """Return how many cells go when, under each whole, all children are shown or none, and sexes only if all pass."""
    frame = table.frame
    above, below = (frame[column].to_numpy() for column in ("numerator", "denominator"))
    small = pd.Series(find_reasons(above, below, table).any)
    code = frame["area"].astype(str)
    group = [code.str.len(), code.str[:2].where(code.str.len() == 4, "00"), frame["period"]]
    is_total = frame["sex"] == "total"
    total_gone = (small & is_total).groupby(group).transform("any")
    sex_gone = small.groupby(group).transform("any")
    return int((total_gone & is_total).sum() + (sex_gone & ~is_total).sum())


def measure(title: str, tables: dict[str, Table]) -> None:
    """Print how long protect takes and what it hides."""
    start = time.perf_counter()
    safe = protect(tables)
    seconds = time.perf_counter() - start
    cells = sum(len(table.frame) for table in tables.values())
    hidden = sum(int((table.frame["status"] == "suppressed").sum()) for table in safe.values())
    sensitive = sum(count_sensitive(table) for table in tables.values())
    nothing = sum(all_or_nothing(table) for table in tables.values())
    print(f"{title}: {cells:,} cells, {sensitive:,} sensitive, {hidden:,} hidden (all or nothing: {nothing:,}), {seconds:.2f} s")


def main() -> None:
    """Measure the three workloads."""
    parser = argparse.ArgumentParser(description="Measure protect.")
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    for number in range(4):
        measure("one year", {"one": make_table("one", periods=["2024"], share=0.05, part=0.02, seed=seed + number)})
    years = [str(year) for year in range(2015, 2025)]
    small = {
        f"small-{number:03}": make_table(f"small-{number:03}", periods=years, share=0.05 + number / 200, part=0.02, seed=number)
        for number in range(50)
    }
    measure("W, small places", small)
    large = {name: make_table(name, periods=years, share=0.5, part=0.2, seed=place, least=40) for place, name in enumerate(small)}
    measure("W, nothing small", large)


if __name__ == "__main__":
    main()
