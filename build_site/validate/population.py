"""areas/population.csv: people by place, year, sex and age group. Checked here; no stage reads it yet."""

import re
from collections.abc import Iterator, Mapping

from build_site.model.area import Area
from build_site.model.table import SEXES
from build_site.validate.reading import Reader, read_rows

COLUMNS = ("area", "year", "sex", "age_group", "population")
FORMS = {
    "year": (re.compile(r"(1[89]|2[01])[0-9]{2}"), "a year"),
    "sex": (re.compile("|".join(SEXES)), f"one of {', '.join(SEXES)}"),
    "age_group": (re.compile(r"total|[0-9]{1,3}-[0-9]{1,3}|[0-9]{1,3}\+"), "total, or ages as 65-69 or 65+"),
    "population": (re.compile(r"[0-9]{1,10}"), "a whole number of people"),
}
MOST_LINES_SHOWN = 50
"""Lines named for one kind of fault; the rest are counted."""


def check_population(reader: Reader, areas: Mapping[str, Area]) -> None:
    """Note what is wrong in the file, if there is one. Without areas (theirs is broken) its codes are not looked at."""
    path = reader.data / "areas" / "population.csv"
    if not path.exists():
        return
    wrong: dict[str, list[int]] = {}
    seen: set[tuple[str, ...]] = set()
    for line, row in read_rows(reader, path, COLUMNS):
        for problem in _problems(row, areas):
            wrong.setdefault(problem, []).append(line)
        key = tuple(row.get(column, "") for column in COLUMNS[:-1])
        if key in seen:
            wrong.setdefault("the same area, year, sex and age group stand on an earlier line; keep one", []).append(line)
        seen.add(key)
    for problem, lines in wrong.items():
        for line in lines[:MOST_LINES_SHOWN]:
            reader.fault(path, line, problem)
        if len(lines) > MOST_LINES_SHOWN:
            reader.fault(path, None, f"{problem} (and on {len(lines) - MOST_LINES_SHOWN} more lines)")


def _problems(row: Mapping[str, str], areas: Mapping[str, Area]) -> Iterator[str]:
    if areas and row.get("area") not in areas:
        yield "area is not a code in areas/areas.csv; codes are text and keep their zeros"
    for column, (form, meaning) in FORMS.items():
        if not form.fullmatch(row.get(column, "")):
            yield f"{column} is not {meaning}"
