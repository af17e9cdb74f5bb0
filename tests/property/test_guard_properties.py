"""Whatever is planted, wherever: a true number is found, a false one is not, and no message holds the digits."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from build_site.errors import ProtectionError
from build_site.protect.guard import guard

quick = settings(deadline=None, max_examples=150)

days = st.dates(dt.date(1895, 1, 1), dt.date(2026, 12, 31))
individual = st.integers(0, 999)
coordination = st.sampled_from([0, 60])
skipped = st.sampled_from([0, 2])
"""Digits of the century that are left out."""
separators = st.sampled_from(["", "-", "+", " ", "\u2010", "\u2011", "\u2013", "\u2212"])
names = st.sampled_from(
    ["diagnoses.csv", "registers/riks.yml", "sources/kolada.receipt.json", "README.md", "areas/r.geojson", "x.txt"]
)
around = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


def luhn(digits: str) -> int:
    """Return the check digit, counted in another way than the guard does: by a table of what a doubled digit comes to."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    return -sum(doubled[int(digit)] if place in (0, 2, 4, 6, 8) else int(digit) for place, digit in enumerate(digits)) % 10


def write(day: dt.date, number: int, *, added: int) -> tuple[str, str]:
    """Return the date with its century, and the four last digits, of a number as the tax agency would give it."""
    date = f"{day:%Y%m}{day.day + added:02d}"
    rest = f"{number:03d}"
    return date, f"{rest}{luhn(date[2:] + rest)}"


@contextmanager
def folder(name: str, text: str) -> Iterator[Path]:
    """Give a data folder with one file in it."""
    with TemporaryDirectory() as place:
        path = Path(place, "data", name)
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8", newline="")
        yield Path(place, "data")


def is_clean(text: str, name: str) -> bool:
    """Tell whether the guard lets the text in."""
    with folder(name, text) as data:
        try:
            guard(data)
        except ProtectionError:
            return False
        return True


@given(days, individual, coordination, separators, skipped, names, around, around)
@quick
def test_every_number_is_found_wherever_it_stands(
    day: dt.date, number: int, added: int, separator: str, without: int, name: str, before: str, after: str
):
    """In any text, in four spellings and with any dash. What stands beside it is not a digit, and it is named by its line."""
    date, rest = write(day, number, added=added)
    planted = date[without:] + separator + rest
    assume(not before[-1:].isdigit())
    assume(not after[:1].isdigit())
    assume(not (before[-1:] == "." and before[-2:-1].isdigit()))
    assume(not (after[:1] == "." and after[1:2].isdigit()))
    with folder(name, before + planted + after) as data, pytest.raises(ProtectionError) as caught:
        guard(data)
    said = str(caught.value)
    assert f"  - line {1 + before.count(chr(10))}, column " in said
    assert "looks like a personal identity number" in said
    assert rest not in said
    assert date[2:] not in said


@given(days, individual, coordination, separators, skipped, names, st.integers(1, 9))
@quick
def test_a_wrong_check_digit_is_no_number(
    day: dt.date, number: int, added: int, separator: str, without: int, name: str, more: int
):
    """Nine of ten numbers that look like one are an amount or a code."""
    date, rest = write(day, number, added=added)
    wrong = date[without:] + separator + rest[:3] + str((int(rest[3]) + more) % 10)
    assert is_clean(f"x {wrong} y", name)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), individual, separators, names)
@quick
def test_a_date_that_never_was_is_no_number(year: int, month: int, day: int, number: int, separator: str, name: str):
    """With its right check digit."""
    assume(not 1 <= month <= 12 or day in (0, *range(32, 61), *range(92, 100)))
    date, rest = f"{year:02d}{month:02d}{day:02d}", f"{number:03d}"
    assert is_clean(f"x {date}{separator}{rest}{luhn(date + rest)} y", name)


@given(days, individual, st.integers(0, 9), skipped, names)
@quick
def test_a_part_of_longer_digits_or_of_decimals_is_no_number(day: dt.date, number: int, digit: int, without: int, name: str):
    """Unrounded figures have fifteen digits after the point."""
    date, rest = write(day, number, added=0)
    one = date[without:] + rest
    for text in (f"{digit}.{one}", f"{one}.{digit}", f"{digit}{digit}{digit}{one}", f"{one}{digit}{digit}{digit}"):
        assert is_clean(f"x,{text},y", name)


@given(st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(0, 999_999_999)), max_size=40))
@quick
def test_figures_come_in(figures: list[tuple[float, int]]):
    """A file of figures, unrounded, with counts below a billion."""
    rows = "".join(f"0180,2024,total,{value!r},,,{many},{many},ok,final\n" for value, many in figures)
    head = "area,period,sex,value,lower,upper,numerator,denominator,status,kind\n"
    assert is_clean(head + rows, "values.csv")


@given(st.from_regex(r"[a-z]{1,12}\.[a-z]{1,12}@([a-z]{1,8}\.){1,2}(se|nu|org|com)", fullmatch=True), names, around)
@quick
def test_every_address_of_a_person_is_found(address: str, name: str, before: str):
    """And is never in the message."""
    with folder(name, f"{before} {address}\n") as data, pytest.raises(ProtectionError) as caught:
        guard(data)
    assert "somebody's e-mail address" in str(caught.value)
    assert address not in str(caught.value)
