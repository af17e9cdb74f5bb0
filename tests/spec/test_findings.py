"""The checks for what looks wrong in the source: each has a case where it speaks and one where it is silent."""

from collections.abc import Callable, Mapping

import pytest

from build_site.compare.findings import _bounds, find
from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.table import SafeTable

title = "What looks wrong in the source"

MakeTable = Callable[..., SafeTable]
MakeIndicator = Callable[..., Indicator]
Check = Callable[..., list[tuple[str, str, tuple[str, ...], str | None, str | None]]]

MANY: Mapping[str, Area] = {"00": Area(code="00", name="Riket", type="country")} | {
    f"{number:02}": Area(code=f"{number:02}", name=f"Region {number}", type="region", parent="00") for number in range(1, 22)
}


@pytest.fixture
def found(make_table: MakeTable, make_indicator: MakeIndicator) -> Check:
    """Return what finds: (check, indicator, areas, period, other) of each finding in tables given by indicator id."""

    def run(
        fields: dict[str, dict[str, object]] | None = None, **given: str
    ) -> list[tuple[str, str, tuple[str, ...], str | None, str | None]]:
        indicators = {name: make_indicator(id=name, **(fields or {}).get(name, {})) for name in given}
        tables = {name: make_table(text, name=name) for name, text in given.items()}
        findings = [one for name in find(indicators, tables, MANY).items() for one in name[1]]
        assert all(one.sv.endswith(".") for one in findings)
        return [(one.check, one.indicator, one.areas, one.period, one.other) for one in findings]

    return run


def drawn(values: Callable[[int, int], object], *, areas: int = 21, years: tuple[int, ...] = (2023, 2024)) -> str:
    """Return a drawn table where values(area, year) fills each region's cells."""
    head = f"| area | {' | '.join(map(str, years))} |"
    return "\n".join([head, *(f"| {a:02} | {' | '.join(str(values(a, y)) for y in years)} |" for a in range(1, areas + 1))])


def grown(area: int, year: int) -> float:
    """Return ordinary figures: no two alike."""
    return area * 1.37 + (year - 2000) * 0.211


def test_ordinary_figures_have_no_findings(found: Check):
    """Silence is the rule."""
    assert found(one=drawn(grown), other=drawn(lambda area, year: 3 * grown(area, year) + 0.5)) == []


def test_outside_limits(found: Check):
    """A share of 146 % can't be true; one of 100 % can."""
    share: dict[str, dict[str, object]] = {"one": {"unit": "percent"}}
    wrong = drawn(lambda area, year: 146.1 if (area, year) == (14, 2024) else grown(area, year))
    right = drawn(lambda area, year: 100 if (area, year) == (14, 2024) else grown(area, year))
    assert found(share, one=wrong) == [("outside_limits", "one", ("14",), "2024", None)]
    assert found(share, one=right) == []
    assert found(one=wrong) == []


@pytest.mark.parametrize(
    ("limits", "words"),
    [((0, 100), "0\u2013100"), ((0, 0.5), "0\u20130,5"), ((None, 100), "högst 100"), ((-5, None), "minst \u22125")],
)
def test_the_limits_are_told_as_they_are(limits: tuple[float | None, float | None], words: str):
    """A limit that nobody has set is not called zero, and half is not rounded to one."""
    assert words == _bounds(*limits)


def test_missing_areas(found: Check):
    """Eighteen of twenty-one is incomplete; nineteen is not."""

    def without(gone: tuple[int, ...], word: str = "-") -> str:
        return drawn(lambda area, year: word if area in gone and year == 2024 else grown(area, year))

    assert found(one=without((3, 7, 9))) == [("missing_areas", "one", ("03", "07", "09"), "2024", None)]
    assert found(one=without((3, 7))) == []
    assert found(one=without((3, 7, 9), "hidden")) == [], "what is hidden is not missing"


def test_an_area_that_never_had_a_figure_is_not_missing_now(found: Check):
    """The newest period is held against those who have ever answered."""
    assert found(one=drawn(lambda area, year: "-" if area > 10 else grown(area, year))) == []


def test_repeated_period(found: Check):
    """Ten areas with last year's value to the decimal are a copy; one that differs shows that somebody counted."""
    copied = drawn(lambda area, _year: grown(area, 2023), areas=10)
    counted = drawn(lambda area, year: grown(area, year if area == 10 else 2023), areas=10)
    few = drawn(lambda area, _year: grown(area, 2023), areas=9)
    assert found(one=copied) == [("repeated_period", "one", (), "2024", None)]
    assert found(one=counted) == []
    assert found(one=few) == []


def test_sudden_zero(found: Check):
    """Zero where an area otherwise lies at 40 is most likely a figure that was never sent in."""
    years = (2021, 2022, 2023, 2024)
    high = drawn(lambda area, year: 0 if (area, year) == (5, 2023) else 40 + grown(area, year), years=years)
    low = drawn(lambda area, year: 0 if (area, year) == (5, 2023) else grown(area, year) / 20, years=years)
    assert found(one=high) == [("sudden_zero", "one", ("05",), "2023", None)]
    assert found(one=low) == []


def test_an_area_with_only_zeros_is_no_sudden_zero(found: Check):
    """Where it has always been zero it may well be zero."""
    assert found(one=drawn(lambda area, year: 0 if area == 5 else 40 + grown(area, year))) == []


def test_an_index_called_percent_and_a_share_called_index(found: Check):
    """The source's own title tells what its unit does not."""
    plain = drawn(grown)
    index: dict[str, dict[str, object]] = {"one": {"unit": "percent", "source_title": "Nöjd kund-index"}}
    share: dict[str, dict[str, object]] = {"one": {"unit": "index", "source_title": "Nöjda kunder, andel (%)"}}
    good: dict[str, dict[str, object]] = {"one": {"unit": "index", "source_title": "Nöjd kund-index"}}
    assert found(index, one=plain) == [("index_as_percent", "one", (), None, None)]
    assert found(share, one=plain) == [("percent_as_index", "one", (), None, None)]
    assert found(good, one=plain) == []


def test_one_sex_as_total(found: Check):
    """Figures of women only that the source calls total are named for what they are."""
    assert found({"one": {"population": "women"}}, one=drawn(grown)) == [("one_sex_as_total", "one", (), None, None)]
    assert found({"one": {"population": "all"}}, one=drawn(grown)) == []


def test_same_series(found: Check):
    """Every shared value equal, at least twenty of them: one series under two names. In other units it is chance."""
    same = drawn(grown)
    both = [("same_series", "one", (), None, "other"), ("same_series", "other", (), None, "one")]
    assert both == found(one=same, other=same)
    assert found({"other": {"unit": "years"}}, one=same, other=same) == []
    assert found(one=drawn(grown, areas=9), other=drawn(grown, areas=9)) == []


def test_the_same_series_rounded_otherwise(found: Check):
    """One source rounds to whole kronor and the other does not: still the same figures."""
    fine = drawn(lambda area, year: 100_000.4 + 1000 * grown(area, year))
    coarse = drawn(lambda area, year: round(100_000.4 + 1000 * grown(area, year)))
    assert [check for check, *_ in found(one=fine, other=coarse)] == ["same_series", "same_series"]


def test_copied_period(found: Check):
    """Two measures that agree in every area one year, and in none the year before."""
    other = drawn(lambda area, year: grown(area, year) if year == 2024 else 2 * grown(area, year))
    expected = [("copied_period", "one", (), "2024", "other"), ("copied_period", "other", (), "2024", "one")]
    assert expected == found(one=drawn(grown), other=other)
    almost = drawn(lambda area, year: grown(area, year) if year == 2024 and area != 5 else 2 * grown(area, year))
    assert found(one=drawn(grown), other=almost) == []


def test_copied_cell(found: Check):
    """44,321.4 kr in two measures for one region and year is a slip; 12.5 in both is chance."""

    def long(area: int, year: int) -> float:
        return 44_321.4 if (area, year) == (8, 2024) else 50_000 + 100 * grown(area, year)

    def longer(area: int, year: int) -> float:
        return 44_321.4 if (area, year) == (8, 2024) else 90_000 + 100 * grown(area, year)

    expected = [("copied_cell", "one", ("08",), "2024", "other"), ("copied_cell", "other", ("08",), "2024", "one")]
    assert expected == found(one=drawn(long), other=drawn(longer))
    short = found(
        one=drawn(lambda area, year: long(area, year) / 1000), other=drawn(lambda area, year: longer(area, year) / 1000)
    )
    assert short == []
