"""The shared tables of the two fee calculators: drawn fee rows, and cases with what they must cost."""

import csv
import re
from pathlib import Path
from typing import Any, NamedTuple

from build_site.compare.fees import rules_of
from build_site.model.area import COUNTRY
from build_site.model.device import Fee
from build_site.model.fee_rule import AreaRules

FOLDER = Path(__file__).parent / "spec" / "fees"
PART = re.compile(r"(?P<count>\d+) x (?P<iso>\d+)(?: @ (?P<price>[0-9.]+))?(?: (?P<variant>\D+))?")


class Case(NamedTuple):
    """One row of cases.csv: what is asked, and what it must cost. An empty cell is None: unknown."""

    name: str
    area: str
    basket: list[dict[str, Any]]
    options: dict[str, Any]
    total: float | None
    by_year: list[float] | None
    unknown: list[str]
    least: float
    most: float | None


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table beside the spec tests."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert found, f"{name} is empty, so it proves nothing"
    return found


def fee_of(row: dict[str, str]) -> Fee:
    """Return a drawn row as the reader would; an empty cell is left out."""
    return Fee.model_validate({"source_url": "https://example.org/"} | {key: cell for key, cell in row.items() if cell})


def place(area: str) -> AreaRules:
    """Return the rules that a place's people meet, of the drawn rows."""
    parents = () if area == COUNTRY else (COUNTRY,) if len(area) == 2 else (area[:2], COUNTRY)
    fees = [fee_of(row) for row in rows("fees.csv")]
    rules = [rule for code in (area, *parents) for rule in rules_of(fee for fee in fees if fee.area == code)]
    return AreaRules(area=area, parents=parents, rules=tuple(rules))


def cases() -> list[Case]:
    """Return the cases."""
    return [_case(row) for row in rows("cases.csv")]


def _case(row: dict[str, str]) -> Case:
    return Case(
        name=row["case"],
        area=row["area"],
        basket=[_wish(part) for part in row["basket"].split(" + ") if part],
        options={"years": int(row["years"]), "age": int(row["age"]), "start": row["start"]},
        total=_number(row["total"]),
        by_year=[float(cell) for cell in row["by_year"].split()] or None,
        unknown=row["unknown"].split(),
        least=float(row["least"]),
        most=_number(row["most"]),
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _wish(text: str) -> dict[str, Any]:
    found = PART.fullmatch(text)
    assert found, f"{text!r} is not written 2 x 2206, 1 x 2206 @ 500 or 2 x 061203 specialanpassade"
    price = {"price_sek": float(found["price"])} if found["price"] else {}
    variant = {"variant": found["variant"]} if found["variant"] else {}
    return {"iso": found["iso"], "count": int(found["count"])} | price | variant
