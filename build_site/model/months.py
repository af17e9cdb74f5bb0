"""Dates a number of months apart."""

import calendar
import datetime as dt

YEAR = 12
"""Months."""


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, YEAR)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
