"""How old a fact is: by the day somebody checked it, otherwise by its source's own date."""

import calendar
import datetime as dt
import re
from typing import Literal

from build_site.model.months import add_months

FactAge = Literal["fresh", "old", "undated"]
DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")

FRESH_MONTHS = 12
"""A fact that nobody has looked at for longer is said to be old (M66)."""


def age_of(verified_at: dt.date | None, source_date: str | None, today: dt.date) -> FactAge:
    """Return how old a fact is. A source's year or month counts to its end; other words than a date are none."""
    checked = verified_at or _last_day(source_date or "")
    if checked is None:
        return "undated"
    return "fresh" if checked >= add_months(today, -FRESH_MONTHS) else "old"


def _last_day(text: str) -> dt.date | None:
    """Return the last day of a year, a month or a day, or None for another text."""
    found = DATE.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return dt.date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None
