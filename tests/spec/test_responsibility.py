"""Who answers for a device, by place, device and age: the municipality's rows, its region's, the law's, then unknown."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from build_site.compare.responsibility import answers, rows_of, who_answers
from build_site.model.area import Area
from build_site.model.responsibility import OLDEST, Answered, Responsibility

title = "Who answers for a device"

ReadTable = Callable[[str], list[dict[str, str]]]
PARENTS = {"04": None, "12": None, "1206": "12", "120606": "1206", "1222": "12", "22": None, "2206": "22"}


def rows(read_rows: ReadTable, text: str) -> list[Responsibility]:
    """Return the drawn rows; an empty cell is no limit."""
    plain: dict[str, Any] = {"text_sv": "Så säger källan.", "source_url": "https://example.org/"}
    return [Responsibility.model_validate(plain | {key: cell for key, cell in row.items() if cell}) for row in read_rows(text)]


@pytest.fixture(scope="module")
def ask(read_rows: ReadTable, areas: Mapping[str, Area]) -> Callable[[str, str, str, int], str]:
    """Return who answers, out of drawn rows."""

    def who(text: str, area: str, iso: str, age: int) -> str:
        return who_answers(rows_of(rows(read_rows, text), areas, area), iso, age).responsible

    return who


Ask = Callable[[str, str, str, int], str]

LEVELS = """
    | area | iso  | min_age | max_age | responsible  |
    | 00   | 22   |         |         | region       |
    | 01   | 12   |         |         | shared       |
    | 01   | 1206 | 20      |         | municipality |
    | 01   |      |         | 19      | region       |
    | 0101 | 12   |         |         | municipality |"""


@pytest.mark.parametrize(
    ("area", "iso", "age", "expected"),
    [
        ("0101", "120606", 70, "municipality"),  # its own row, though the region's says more about rollators
        ("0101", "1222", 70, "municipality"),
        ("0102", "120606", 70, "municipality"),  # no row of its own: the region's, the longest code first
        ("0102", "1222", 70, "shared"),
        ("0102", "120606", 19, "shared"),  # too young for the longest code; 12 is longer than every device
        ("0102", "22", 10, "region"),
        ("0102", "2206", 70, "region"),  # nobody here says: the law's
        ("0102", "04", 19, "region"),
        ("0102", "04", 20, "unknown"),
        ("01", "12", 70, "shared"),  # the region itself is not its municipality
        ("01", "1206", 20, "municipality"),
        ("03", "120606", 70, "unknown"),  # another region's rows are nobody else's
        ("03", "2206", 0, "region"),
        ("00", "2206", 70, "region"),
        ("00", "12", 70, "unknown"),
    ],
)
def test_the_nearest_level_answers_and_in_it_the_longest_code(ask: Ask, area: str, iso: str, age: int, expected: str):
    assert ask(LEVELS, area, iso, age) == expected


@pytest.mark.parametrize(
    ("age", "expected"), [(0, "region"), (19, "region"), (20, "municipality"), (21, "municipality"), (100, "municipality")]
)
def test_both_ages_belong_to_the_row(ask: Ask, age: int, expected: str):
    """From 20 years is from the birthday; to 19 is until the day before it."""
    text = """
        | area | iso | min_age | max_age | responsible  |
        | 01   | 12  |         | 19      | region       |
        | 01   | 12  | 20      |         | municipality |"""
    assert ask(text, "01", "12", age) == expected


def test_sources_that_say_different_things_make_it_shared(ask: Ask):
    text = """
        | area | iso | responsible  |
        | 01   | 12  | region       |
        | 01   | 12  | municipality |
        | 03   | 12  | agreement    |
        | 03   | 12  | agreement    |"""
    assert ask(text, "01", "12", 50) == "shared"
    assert ask(text, "03", "12", 50) == "agreement"


def test_a_row_that_says_unknown_is_an_answer(ask: Ask):
    """Somebody looked in the municipality's papers: then the region's general rule is not taken for it."""
    text = """
        | area | iso | responsible |
        | 01   | 12  | region      |
        | 0101 | 12  | unknown     |"""
    assert ask(text, "0101", "12", 50) == "unknown"
    assert ask(text, "0102", "12", 50) == "region"


def test_a_row_for_a_device_says_nothing_of_the_group_above_it(ask: Ask):
    text = "| area | iso | responsible |\n| 01 | 1206 | region |"
    assert [ask(text, "01", iso, 50) for iso in ("1206", "120606", "12", "1222")] == ["region", "region", "unknown", "unknown"]


def test_an_age_below_zero_is_refused(ask: Ask):
    with pytest.raises(ValueError, match="below zero"):
        ask(LEVELS, "01", "12", -1)


def test_an_answer_keeps_what_was_said(read_rows: ReadTable, areas: Mapping[str, Area]):
    """The page shows the sentence and the source of every row that decided, and of no other."""
    given = rows(read_rows, LEVELS)
    answer = who_answers(rows_of(given, areas, "0102"), "120606", 70)
    assert answer.rows == (given[2],)
    assert who_answers(rows_of(given, areas, "03"), "12", 70).rows == ()


def spans(found: Mapping[str, tuple[Answered, ...]], area: str) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.iso, one.min_age, one.max_age, one.answer.responsible) for one in found[area]]


def test_answers_by_place_stand_once_for_each_group_and_stretch_of_ages(read_rows: ReadTable, areas: Mapping[str, Area]):
    """A class below the top stands where it differs from the one above; the top ones stand always, also unknown."""
    found = answers(rows(read_rows, LEVELS), areas, PARENTS)
    assert spans(found, "0102") == [
        ("04", None, 19, "region"),
        ("04", 20, None, "unknown"),
        ("12", None, None, "shared"),
        ("1206", None, 19, "shared"),
        ("1206", 20, None, "municipality"),
        ("22", None, 19, "region"),
        ("22", 20, None, "region"),
    ]
    assert spans(found, "0101") == [
        ("04", None, 19, "region"),
        ("04", 20, None, "unknown"),
        ("12", None, None, "municipality"),
        ("22", None, 19, "region"),
        ("22", 20, None, "region"),
    ]
    assert spans(found, "03") == [("04", None, None, "unknown"), ("12", None, None, "unknown"), ("22", None, None, "region")]


def test_without_any_row_everything_is_unknown(areas: Mapping[str, Area]):
    """An explicit answer, not a missing one."""
    found = answers([], areas, PARENTS)
    assert found.keys() == areas.keys()
    assert spans(found, "0101") == [(iso, None, None, "unknown") for iso in ("04", "12", "22")]


def test_the_spans_say_what_the_resolver_says(read_rows: ReadTable, areas: Mapping[str, Area]):
    """For every place, class and age: the nearest class that stands has exactly one span for the age, with the same answer."""
    given = rows(read_rows, LEVELS)
    found = answers(given, areas, PARENTS)
    for area in areas:
        levels = rows_of(given, areas, area)
        for iso in PARENTS:
            nearest = max((one.iso for one in found[area] if iso.startswith(one.iso)), key=len)
            for age in (0, 18, 19, 20, 21, 65, OLDEST):
                fitting = [
                    one
                    for one in found[area]
                    if one.iso == nearest and (one.min_age or 0) <= age <= (OLDEST if one.max_age is None else one.max_age)
                ]
                assert [one.answer for one in fitting] == [who_answers(levels, iso, age)]
