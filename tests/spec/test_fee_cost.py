"""What devices cost, case by case: tests/spec/fees/cases.csv over the rows in tests/spec/fees/fees.csv.

The rows are as public fee lists had them; a change of data/ does not change what they mean.
"""

import pytest

from build_site.compare.fees import cost
from tests.fee_engine import ask
from tests.fee_tables import Case, cases, place

title = "What would I pay?"
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_cost_is_what_the_table_says(case: Case):
    """To the öre: the sum, each year's part, what is unknown, and the bounds."""
    found = cost(place(case.area), case.basket, **case.options)
    assert case.total == found.total_sek
    assert case.by_year == found.by_year_sek
    assert case.unknown == found.unknown
    assert (case.least, case.most) == (found.least_sek, found.most_sek)


def test_the_browser_says_exactly_the_same():
    """Every line and text too, from the rules as the files have them."""
    expected = [cost(place(case.area), case.basket, **case.options).as_json() for case in CASES]
    rules = [place(case.area).as_json() for case in CASES]
    actual = ask([("cost", number, case.basket, case.options) for number, case in enumerate(CASES)], rules)
    assert dict(zip((case.name for case in CASES), expected, strict=True)) == {
        case.name: answer for case, answer in zip(CASES, actual, strict=True)
    }


def test_rules_read_from_a_file_cost_the_same():
    """A caller may hand over the parsed file as it is."""
    assert all(
        cost(place(case.area).as_json(), case.basket, **case.options) == cost(place(case.area), case.basket, **case.options)
        for case in CASES
    )


def test_the_lines_make_the_sum():
    """What is in the sum stands in the lines, and what is not stands apart."""
    known = [(case, cost(place(case.area), case.basket, **case.options)) for case in CASES if case.total is not None]
    assert len(known) > 30
    for case, found in known:
        assert sum(line.sek or 0 for line in found.lines if line.in_total) == pytest.approx(case.total)


def test_what_is_not_the_device_stands_apart():
    """A visit, a spare part, a lost device and another source's word: told, never added."""
    kinds = {
        area: {line.kind for line in cost(place(area), [{"iso": "2206", "count": 2}], years=1, age=70, start="2026-01-01").lines}
        for area in ("01", "03", "14", "18", "19")
    }
    assert kinds == {
        "01": {"device", "visit"},
        "03": {"device", "service", "loss"},
        "14": {"device", "extra"},
        "18": {"device", "visit", "told"},
        "19": {"device", "extra", "disputed"},
    }


def test_who_is_too_young_is_told_so():
    """0 kr with the reason, not silence."""
    (line,) = cost(place("0331"), [{"iso": "120606", "count": 1}], years=1, age=20, start="2026-01-01").lines
    assert (line.sek, line.times, line.text) == (0, 0, "Rollator nr 1: avgiften gäller från 21 år, så du betalar inget.")


def test_the_ceiling_shows_what_it_saved():
    """24 payments of 200 kr became 2 000 kr a year."""
    lines = cost(place("01"), [{"iso": "040312", "count": 2}], years=2, age=70, start="2026-01-31").lines
    assert [(line.times, line.before_ceiling_sek, line.sek) for line in lines] == [(24, 4800, 4000)]
