"""Workload W: a made-up data folder of the size of next year's, to measure a build on. The figures mean nothing.

    python bench/workload.py OUT [--indicators 100] [--years 10] [--seed 1]

Every area in data/areas/areas.csv gets a figure for every year and for women, men and both: 100 indicators × 312 areas ×
10 years × 3 = 936,000 rows. Every other indicator has numerators and denominators, with sexes that add up; the rest have
only values. Same seed, same bytes.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

AREAS = Path(__file__).resolve().parents[1] / "data" / "areas" / "areas.csv"
HEAD = "area,period,sex,value,lower,upper,numerator,denominator,status,kind"
SEXES = ("total", "women", "men")
LAST_YEAR = 2025
PEOPLE = {"country": 300_000, "region": 15_000, "municipality": 700}
"""About so many of each sex are counted in a year, by the type of area."""
SMALLEST = 30
SUBJECTS = ("Väntan", "Återbesök", "Uppföljning", "Behandling", "Smärta", "Rehabilitering", "Läkemedel", "Fall", "Operation")
GROUPS = ("hjärta", "höft", "knä", "öga", "öra", "lunga", "diabetes", "demens", "barn", "äldre")

META = """\
id: {id}
title:
  sv: {subject} för {group}, mått {number}
  en: Made-up measure {number}
description:
  sv: Slumpade tal som bara mäter bygget.
  en: Random figures that only measure the build.
unit: {unit}
better: {better}
better_reason: Påhittat.
register: bench
source: bench
adjustment: none
smallest_denominator: 10
additive_over: [{additive}]
steward: Ingen
next_review: 2099-12-31
"""
REGISTER = """\
id: bench
name:
  sv: Påhittat register
  en: Made-up register
holder: Ingen
url: https://example.org/
covers:
  sv: Ingenting, talen är slumpade.
  en: Nothing, the figures are random.
"""
SOURCE = """\
id: bench
publisher: Ingen
url: https://example.org/
licence: http://creativecommons.org/publicdomain/zero/1.0/
attribution: Påhittade tal
"""


def write_workload(out: Path, *, indicators: int = 100, years: int = 10, seed: int = 1) -> int:
    """Write the data folder and return how many rows of figures it holds."""
    with AREAS.open(encoding="utf-8", newline="") as lines:
        areas = list(csv.DictReader(lines))
    _write(out / "areas" / "areas.csv", AREAS.read_text(encoding="utf-8"))
    _write(out / "registers" / "bench.yml", REGISTER)
    _write(out / "sources" / "bench.yml", SOURCE)
    periods = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
    draw = np.random.default_rng(seed)
    for number in range(1, indicators + 1):
        _write_indicator(out / "indicators" / f"bench-{number:04}", number, areas, periods, draw)
    return indicators * len(areas) * years * len(SEXES)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_indicator(
    folder: Path, number: int, areas: Sequence[dict[str, str]], periods: range, draw: np.random.Generator
) -> None:
    counted = number % 2 == 1
    words = {
        "id": folder.name,
        "number": number,
        "subject": SUBJECTS[number % len(SUBJECTS)],
        "group": GROUPS[number % len(GROUPS)],
        "unit": "percent" if counted else "days",
        "better": ("higher", "lower", "neither")[number % 3],
        "additive": "sex" if counted else "",
    }
    _write(folder / "indicator.yml", META.format(**words))
    shape = (len(areas), len(periods))
    level = draw.uniform(25, 65) + draw.normal(0, 5, (len(areas), 1)) + 0.3 * np.arange(len(periods))
    parts = {sex: np.clip(level + shift + draw.normal(0, 2, shape), 1, 99) for sex, shift in (("women", 1), ("men", -1))}
    if counted:
        lines = _count(areas, periods, parts, draw)
    else:
        parts["total"] = (parts["women"] + parts["men"]) / 2
        lines = [
            f"{area['code']},{period},{sex},{parts[sex][row, column]:.1f},,,,,ok,final"
            for row, area in enumerate(areas)
            for column, period in enumerate(periods)
            for sex in SEXES
        ]
    _write(folder / "values.csv", "\n".join([HEAD, *lines, ""]))


def _count(
    areas: Sequence[dict[str, str]],
    periods: range,
    shares: dict[str, "np.ndarray[tuple[int, int], np.dtype[np.float64]]"],
    draw: np.random.Generator,
) -> list[str]:
    """Return the rows of a share: people drawn around the size of the area, then those who count among them."""
    typical = np.array([[PEOPLE[area["type"]]] for area in areas]) * draw.lognormal(0, 0.5, (len(areas), 1))
    below = {sex: np.maximum(SMALLEST, draw.poisson(typical, share.shape)) for sex, share in shares.items()}
    above = {sex: draw.binomial(below[sex], share / 100) for sex, share in shares.items()}
    for counts in (below, above):
        counts["total"] = counts["women"] + counts["men"]
    return [
        f"{area['code']},{period},{sex},{100 * top / bottom:.4f},,,{top},{bottom},ok,final"
        for row, area in enumerate(areas)
        for column, period in enumerate(periods)
        for sex in SEXES
        for top, bottom in ((above[sex][row, column], below[sex][row, column]),)
    ]


def main() -> None:
    """Write the workload where the command line says."""
    parser = argparse.ArgumentParser(description="Write workload W.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--indicators", type=int, default=100)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = write_workload(options.out, indicators=options.indicators, years=options.years, seed=options.seed)
    print(f"{options.out}: {rows:,} rows")


if __name__ == "__main__":
    main()
