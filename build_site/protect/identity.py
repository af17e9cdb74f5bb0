"""Swedish personal identity numbers: their form, their dates and their check digit.

Source: Skatteverket, "Personnummer" and "Samordningsnummer": year, month, day, three digits and a check digit (Luhn over the last
ten, without the century); in a coordination number 60 is added to the day. `+` instead of `-` is for people over a hundred.
An interim number has a letter where the first of the three digits stands, and so have the reserve numbers that regions give.
"""

import datetime as dt
import re

CENTURIES = (18, 19, 20)
"""Whole numbers begin so; a number without century may be of any of them."""
COORDINATION = 60

_NUMBER = re.compile(r"(\d\d)?(\d\d)(\d\d)(\d\d)[-+ ]?(\d{4})", re.ASCII)
_INTERIM = re.compile(r"(\d\d)?(\d\d)(\d\d)(\d\d)([-+ ]?)[TRSUWXJKLMN]\d{3}", re.ASCII)


def is_identity_number(text: str) -> bool:
    """Tell whether the text is a personal identity number or a coordination number: 10 or 12 digits, dash or none."""
    one = _NUMBER.fullmatch(text)
    if one is None or not _is_date(one[1], one[2], one[3], one[4]):
        return False
    return has_check_digit(one[2] + one[3] + one[4] + one[5])


def is_interim_number(text: str) -> bool:
    """Tell whether the text is an interim or a reserve number with its dash; without one it could be a product code."""
    one = _INTERIM.fullmatch(text)
    return one is not None and one[5] in ("-", "+") and _is_date(one[1], one[2], one[3], one[4])


def has_check_digit(digits: str) -> bool:
    """Tell whether the last of the digits is right: from the last but one every second is doubled, and the sum ends in zero."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits[-2::-1])]
    return (sum(number // 10 + number % 10 for number in doubled) + int(digits[-1])) % 10 == 0


def _is_date(century: str | None, year: str, month: str, day: str) -> bool:
    centuries = CENTURIES if century is None else (int(century),)
    return any(one in CENTURIES and _exists(one * 100 + int(year), int(month), int(day)) for one in centuries)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day - COORDINATION if day > COORDINATION else day)
    except ValueError:
        return False
    return True
