"""Periods: which text is one, when it ended, and how old it is today."""

import datetime as dt
from collections.abc import Callable

import pytest

from build_site.model.period import age, first_day, in_words, is_period, last_day, years_spanned

title = "Periods and ages"

ReadTable = Callable[[str], list[dict[str, str]]]


def test_every_form_of_period(read_rows: ReadTable):
    """Its first and last day, how many calendar years it touches, and its name in Swedish."""
    rows = read_rows("""
        | period          | first      | last       | years | in words           |
        | 2024            | 2024-01-01 | 2024-12-31 | 1     | 2024               |
        | 2024-02         | 2024-02-01 | 2024-02-29 | 1     | februari 2024      |
        | 2023-02         | 2023-02-01 | 2023-02-28 | 1     | februari 2023      |
        | 2024-Q1         | 2024-01-01 | 2024-03-31 | 1     | kvartal 1 2024     |
        | 2024-Q4         | 2024-10-01 | 2024-12-31 | 1     | kvartal 4 2024     |
        | 2021/2024       | 2021-01-01 | 2024-12-31 | 4     | 2021–2024          |
        | 2025-06/2025-10 | 2025-06-01 | 2025-10-31 | 1     | juni–oktober 2025  |
        | 2024-12/2025-01 | 2024-12-01 | 2025-01-31 | 2     | december 2024–januari 2025 |""")
    actual = [
        {
            "period": period,
            "first": first_day(period).isoformat(),
            "last": last_day(period).isoformat(),
            "years": str(years_spanned(period)),
            "in words": in_words(period),
        }
        for period in (row["period"] for row in rows)
    ]
    assert rows == actual
    assert all(is_period(row["period"]) for row in rows)


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-00", "2024-Q5", "2024-Q0", "2024/2021", "2024/2024", "2024-1", "2024-03-01", "2024/", "2024 "],
)
def test_what_is_no_period(text: str):
    """A period that ends before it begins, a thirteenth month and a bare day are refused."""
    assert not is_period(text)


@pytest.mark.parametrize("text", ["0000", "0000/2024", "2024\n"])
def test_what_only_looks_like_a_period(text: str):
    """There was no year 0, and a newline in a cell is a slip."""
    assert not is_period(text)


@pytest.mark.parametrize(
    ("period", "today", "words"),
    [
        ("2025", "2026-01-01", "mindre än en månad gammal"),
        ("2025", "2026-01-30", "mindre än en månad gammal"),
        ("2025", "2026-01-31", "1 månad gammal"),
        ("2025", "2026-02-28", "2 månader gammal"),
        ("2025", "2025-12-31", "mindre än en månad gammal"),
        ("2024", "2026-01-31", "13 månader gammal"),
        ("2024", "2026-12-30", "23 månader gammal"),
        ("2024", "2026-12-31", "2 år gammal"),
        ("2011", "2026-01-31", "14 år gammal"),
        ("2025-02", "2025-03-28", "1 månad gammal"),
        ("2025-02", "2025-03-27", "mindre än en månad gammal"),
        ("2021/2024", "2025-07-31", "7 månader gammal"),
        ("2026", "2026-01-31", "pågående period"),
        ("2026-Q1", "2026-03-30", "pågående period"),
        ("2021/2027", "2026-01-31", "pågående period"),
        ("2027", "2026-01-31", "avser kommande period"),
        ("2026-03", "2026-02-28", "avser kommande period"),
    ],
)
def test_age_is_whole_months_from_the_last_day(period: str, today: str, words: str):
    """Counted with a given day, so the same build says the same tomorrow."""
    assert words == age(period, dt.date.fromisoformat(today))
