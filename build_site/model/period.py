"""Periods as the data writes them: 2024, 2024-03, 2024-Q1, 2021/2024, 2025-06/2025-10."""

import calendar
import datetime as dt
import re
from functools import cache

YEAR = r"(?:1[89]|2[01])[0-9]{2}"
MONTH = rf"{YEAR}-(?:0[1-9]|1[0-2])"
PATTERN = re.compile(rf"{YEAR}|{MONTH}|{YEAR}-Q[1-4]|{YEAR}/{YEAR}|{MONTH}/{MONTH}")

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def is_period(text: str) -> bool:
    """Tell whether the text is a period with its parts in order."""
    if not PATTERN.fullmatch(text):
        return False
    first, _, last = text.partition("/")
    return not last or first < last


@cache
def last_day(period: str) -> dt.date:
    """Return the last day that the period covers."""
    tail = period.rpartition("/")[2]
    year = int(tail[:4])
    month = 12 if len(tail) == 4 else int(tail[6]) * 3 if "Q" in tail else int(tail[5:7])  # noqa: PLR2004
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@cache
def first_day(period: str) -> dt.date:
    """Return the first day that the period covers."""
    head = period.partition("/")[0]
    month = 1 if len(head) == 4 else int(head[6]) * 3 - 2 if "Q" in head else int(head[5:7])  # noqa: PLR2004
    return dt.date(int(head[:4]), month, 1)


@cache
def years_spanned(period: str) -> int:
    """Return how many calendar years the written period touches: 4 for 2021/2024, 1 for 2024-03."""
    first, _, last = period.partition("/")
    return int((last or first)[:4]) - int(first[:4]) + 1


@cache
def in_words(period: str) -> str:
    """Return the period as Swedish text: 2021–2024, mars 2024, juni–oktober 2025."""
    first, _, last = period.partition("/")
    if not last:
        return _point(first)
    if first[:4] == last[:4] and len(first) > 4:  # noqa: PLR2004
        return f"{MONTHS[int(first[5:7]) - 1]}\u2013{_point(last)}"
    return f"{_point(first)}\u2013{_point(last)}"


def _point(text: str) -> str:
    if "Q" in text:
        return f"kvartal {text[-1]} {text[:4]}"
    return text if len(text) == 4 else f"{MONTHS[int(text[5:7]) - 1]} {text[:4]}"  # noqa: PLR2004


def age(period: str, today: dt.date) -> str:
    """Return the age of the data in Swedish words, counted in whole months from the period's last day."""
    end = last_day(period)
    if end > today:
        return "avser kommande period" if first_day(period) > today else "pågående period"
    months = (today.year - end.year) * 12 + today.month - end.month - (today.day < end.day and not _month_end(today))
    if months < 1:
        return "mindre än en månad gammal"
    if months < 24:  # noqa: PLR2004
        return "1 månad gammal" if months == 1 else f"{months} månader gammal"
    return f"{months // 12} år gammal"


def _month_end(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
