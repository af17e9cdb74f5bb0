"""The attacker finds each kind of leak when only the small cells themselves are hidden; and protect closes each."""

import subprocess
import sys
from pathlib import Path

import pytest

from build_site.model.table import NUMBERS, Table
from build_site.protect import protect
from tests.attacker import Attacker
from tests.conftest import PROJECT
from tests.counted import Leaf, find_suppressed, make_table, sum_up

YEAR = "2024"
Truth = dict[str, dict[Leaf, tuple[float, float]]]


def hide_only_small(counts: dict[Leaf, tuple[float, float]], name: str) -> Table:
    """Return the table with the small cells hidden and nothing else: what a careless publisher does."""
    table = make_table(counts, name)
    frame = table.frame
    x, n = frame["numerator"], frame["denominator"]
    small = x.between(1, 4) | (n - x).between(1, 4) | (n < 10)
    frame.loc[small, list(NUMBERS)] = float("nan")
    frame.loc[small, "status"] = "suppressed"
    return table


def areas(*counts: tuple[float, float], sex: str = "total", period: str = YEAR) -> dict[Leaf, tuple[float, float]]:
    """Return leaves for the first municipalities of a region."""
    return {(f"01{80 + place}", period, sex): one for place, one in enumerate(counts)}


LEAKS: dict[str, tuple[Truth, Attacker, tuple[str, str, str, str, str]]] = {
    "sex": (
        {"one": sum_up(areas((3, 40), (20, 60), sex="women") | areas((15, 40), (20, 60), sex="men"))},
        Attacker(over_area=False),
        ("one", "x", "0180", YEAR, "women"),
    ),
    "rest of the region": (
        {"one": sum_up(areas((3, 40), (20, 60), (25, 70)))},
        Attacker(),
        ("one", "x", "0180", YEAR, "total"),
    ),
    "rest of the country": (
        {"one": sum_up({(f"0{place}", YEAR, "total"): (3.0 if place == 1 else 30.0, 90.0) for place in range(1, 5)})},
        Attacker(),
        ("one", "x", "01", YEAR, "total"),
    ),
    "those who have not": (
        {"one": sum_up(areas((37, 40), (20, 60), (25, 70)))},
        Attacker(),
        ("one", "c", "0180", YEAR, "total"),
    ),
    "complement in another table": (
        {"one": sum_up(areas((3, 40), (20, 60), (25, 70))), "two": sum_up(areas((37, 40), (40, 60), (45, 70)))},
        Attacker(same=((("one", "n"), ("two", "n")),), splits=((("one", "two"), "one"),)),
        ("one", "x", "0180", YEAR, "total"),
    ),
    "denominator of another table": (
        {"one": sum_up(areas((12, 40), (20, 60), (25, 70))), "two": sum_up(areas((3, 12), (6, 20), (6, 25)))},
        Attacker(same=((("one", "x"), ("two", "n")),)),
        ("two", "x", "0180", YEAR, "total"),
    ),
    "rolling sums": (
        {
            "one": sum_up(
                areas((20, 90), (25, 90), (30, 95), period="2023")
                | areas((3, 90), (25, 90), (30, 95), period="2024")
                | areas((23, 180), (50, 180), (60, 190), period="2023/2024")
            )
        },
        Attacker(over_area=False),
        ("one", "x", "0180", "2024", "total"),
    ),
    "zeros": (
        {"one": sum_up(areas((3, 40), (2, 60), (0, 70), (0, 80), (60, 70)))},
        Attacker(),
        ("one", "x", "0180", YEAR, "total"),
    ),
}


@pytest.mark.parametrize("kind", list(LEAKS))
def test_the_attacker_finds_the_leak(kind: str):
    """Without secondary suppression the count is known, or known to be under six: so the attacker is worth fearing."""
    truth, attacker, key = LEAKS[kind]
    fresh = Attacker(attacker.over_sex, attacker.over_area, attacker.same, attacker.splits)
    naive = {name: hide_only_small(counts, name) for name, counts in truth.items()}
    low, high = fresh.read({name: table.frame for name, table in naive.items()}).bounds(*key)
    true_x, true_n = truth[key[0]][key[2], key[3], key[4]]
    assert low <= {"x": true_x, "c": true_n - true_x}[key[1]] <= high
    assert high <= 5 or low == high


@pytest.mark.parametrize("kind", list(LEAKS))
def test_protect_closes_the_leak(kind: str):
    """What the same attacker then knows of the count is that it may be nobody, and may be five or more."""
    truth, attacker, key = LEAKS[kind]
    fresh = Attacker(attacker.over_sex, attacker.over_area, attacker.same, attacker.splits)
    safe = protect({name: make_table(counts, name) for name, counts in truth.items()})
    low, high = fresh.read({name: table.frame for name, table in safe.items()}).bounds(*key)
    assert low == pytest.approx(0, abs=1e-6)
    assert high >= 5 - 1e-6
    assert key[2:] in find_suppressed(safe[key[0]])


def test_mypy_refuses_a_table_where_a_safe_one_is_wanted(tmp_path: Path):
    """The seal: a raw table can't be compared, drawn or written by mistake."""
    snippet = tmp_path / "snippet.py"
    snippet.write_text(
        "from build_site.model.table import SafeTable, Table\n"
        "def draw(table: SafeTable) -> None: ...\n"
        "def wrong(table: Table, safe: SafeTable) -> None:\n"
        "    draw(safe)\n"
        "    draw(table)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file", "", str(snippet)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)
    assert 'Argument 1 to "draw" has incompatible type "Table"; expected "SafeTable"' in done.stdout
    assert "Found 1 error" in done.stdout
