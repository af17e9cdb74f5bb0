"""What the site says of each area's latest figure."""

from collections.abc import Callable

import pytest

from build_site.model.comparison import Comparison

title = "An area and its country"

Spec = Callable[..., Comparison]


def test_latest_figure_its_difference_and_its_change(spec: Spec):
    """The difference is from the country in the same year; the change is from the area's own figure before."""
    spec(
        given="""
            | area | 2022 | 2023 | 2024 |
            | 00   | 50   | 51   | 52   |
            | 01   | 55   | 57   | 54.5 |
            | 03   | 40   | -    | 41   |""",
        then="""
            | area | period | value | difference | change            |
            | 00   | 2024   | 52.0  |            | 1.0 since 2023    |
            | 01   | 2024   | 54.5  | 2.5        | -2.5 since 2023   |
            | 03   | 2024   | 41.0  | -11.0      | 1.0 since 2022    |""",
    )


def test_the_country_is_not_compared_with_itself(spec: Spec):
    """The country has a figure and a change, but no verdict, difference or rank."""
    spec(
        given="""
            | area | 2023 | 2024 |
            | 00   | 50   | 51   |
            | 01   | 55   | 57   |
            | 03   | 45   | 47   |""",
        then="""
            | area | verdict      | reason        | difference | rank |
            | 00   | not_assessed | is_country    |            |      |
            | 01   | not_assessed | too_few_years | 6.0        | 1    |
            | 03   | not_assessed | too_few_years | -4.0       | 2    |""",
    )


def test_without_a_country_figure_nothing_is_judged(spec: Spec):
    """No reference, no verdict and no difference; ranks need no reference."""
    spec(
        given="""
            | area | 2023 | 2024 |
            | 01   | 55   | 57   |
            | 03   | 45   | 47   |""",
        then="""
            | area | verdict      | reason     | difference | rank | of |
            | 01   | not_assessed | no_country |            | 1    | 2  |
            | 03   | not_assessed | no_country |            | 2    | 2  |""",
    )


def test_a_value_that_cannot_be_true_is_shown_but_neither_judged_nor_ranked(spec: Spec):
    """146 % stands on the page as the source gave it, and takes nobody's place in the ranking."""
    spec(
        unit="percent",
        given="""
            | area | 2023 | 2024  |
            | 00   | 50   | 51    |
            | 01   | 55   | 146.1 |
            | 03   | 45   | 47    |
            | 04   | 44   | 46    |
            | 05   | 43   | 45    |""",
        then="""
            | area | value | suspicious | reason        | rank | of | difference | change         |
            | 01   | 146.1 | yes        | suspicious    |      |    |            |                |
            | 03   | 47.0  | no         | too_few_years | 1    | 3  | -4.0       | 2.0 since 2023 |""",
    )


def test_an_impossible_year_does_not_count_in_the_verdict(spec: Spec):
    """The year of 146 % is left out: eight good years are left of nine."""
    spec(
        unit="percent",
        given="""
            | area | 2016 | 2017 | 2018  | 2019 | 2020 | 2021 | 2022 | 2023 | 2024 |
            | 00   | 50   | 50   | 50    | 50   | 50   | 50   | 50   | 50   | 50   |
            | 01   | 51   | 51   | 146.1 | 51   | 51   | 51   | 51   | 51   | 51   |
            | 03   | 49   | 49   | 49    | 49   | 49   | 49   | 49   | 49   | 49   |""",
        then="""
            | area | verdict | years  | p      |
            | 01   | better  | 8 of 8 | 0.0078 |
            | 03   | worse   | 0 of 9 | 0.0039 |""",
    )


def test_limits_of_the_indicator_decide_what_can_be_true(spec: Spec):
    """A cost may be far above 100; a share of its own scale may not be above that scale."""
    given = """
        | area | 2024 |
        | 00   | 50   |
        | 01   | 300  |"""
    spec(given=given, then="| area | suspicious |\n| 01 | no |")
    spec(given=given, unit="percent", then="| area | suspicious |\n| 01 | yes |")
    spec(given=given, unit="percent", valid_range=[0, None], then="| area | suspicious |\n| 01 | no |")
    spec(given=given, valid_range=[None, 299.5], then="| area | suspicious |\n| 01 | yes |")


def test_rank_follows_the_good_direction(spec: Spec):
    """First is best; where neither direction is good, first is highest."""
    given = """
        | area | 2023 | 2024 |
        | 01   | 10   | 30   |
        | 03   | 20   | 20   |
        | 04   | 30   | 20   |"""
    heads = "| area | rank | span | of |\n"
    spec(given=given, better="higher", then=f"{heads}| 01 | 1 | 1 to 3 | 3 |\n| 03 | 2 | 2 to 2 | 3 |\n| 04 | 2 | 1 to 2 | 3 |")
    spec(given=given, better="lower", then=f"{heads}| 01 | 3 | 1 to 3 | 3 |\n| 03 | 1 | 1 to 2 | 3 |\n| 04 | 1 | 1 to 3 | 3 |")
    spec(given=given, better="neither", then=f"{heads}| 01 | 1 | 1 to 3 | 3 |\n| 03 | 2 | 2 to 2 | 3 |\n| 04 | 2 | 1 to 2 | 3 |")


def test_regions_and_municipalities_are_ranked_apart(spec: Spec):
    """A town is compared with towns; the country stands outside."""
    spec(
        given="""
            | area | 2024 |
            | 00   | 50   |
            | 01   | 40   |
            | 03   | 60   |
            | 0101 | 90   |
            | 0102 | 10   |""",
        then="""
            | area | rank | of |
            | 00   |      |    |
            | 01   | 2    | 2  |
            | 03   | 1    | 2  |
            | 0101 | 1    | 2  |
            | 0102 | 2    | 2  |""",
    )


def test_an_area_alone_of_its_kind_has_no_rank(spec: Spec):
    """First of one is no rank."""
    spec(given="| area | 2024 |\n| 01 | 40 |\n| 0101 | 90 |", then="| area | rank |\n| 01 | |\n| 0101 | |")
    spec(given="| area | 2024 |\n| 01 | 40 |\n| 03 | hidden |", then="| area | rank |\n| 01 | |\n| 03 | |")
    spec(given="| area | 2024 |\n| 01 | hidden |\n| 03 | hidden |", then="| area | rank |\n| 01 | |\n| 03 | |")


def test_an_old_figure_is_shown_but_not_ranked(spec: Spec):
    """Who has not reported the newest year is not placed among those who have."""
    spec(
        given="""
            | area | 2023 | 2024 |
            | 00   | 50   | 51   |
            | 01   | 55   | -    |
            | 03   | 45   | 47   |
            | 04   | 44   | 46   |
            | 05   | 43   | 45   |""",
        then="""
            | area | period | value | rank | of | difference |
            | 01   | 2023   | 55.0  |      |    | 5.0        |
            | 03   | 2024   | 47.0  | 1    | 3  | -4.0       |""",
    )


@pytest.mark.parametrize("gone", ["-", "", "hidden"])
def test_no_ranks_when_fewer_than_three_quarters_have_a_figure(spec: Spec, gone: str):
    """Two of four is no ranking of the four, for whatever reason the others are silent."""
    spec(
        given=f"""
            | area | 2023 | 2024   |
            | 01   | 55   | {gone} |
            | 03   | 45   | {gone} |
            | 04   | 44   | 46     |
            | 05   | 43   | 45     |""",
        then="""
            | area | rank | of |
            | 04   |      |    |
            | 05   |      |    |""",
    )


def test_exactly_three_quarters_is_enough(spec: Spec):
    """Three of four are ranked, and the reader is told of how many."""
    spec(
        given="""
            | area | 2023 | 2024 |
            | 01   | 55   | -    |
            | 03   | 45   | 47   |
            | 04   | 44   | 46   |
            | 05   | 43   | 45   |""",
        then="""
            | area | rank | of |
            | 05   | 3    | 3  |""",
    )


def test_means_that_share_years_are_thinned(spec: Spec):
    """Nine yearly three-year means are three independent ones: too few, and the reason says why."""
    spec(
        period_type="three_year_mean",
        given="""
            | area | 2016 | 2017 | 2018 | 2019 | 2020 | 2021 | 2022 | 2023 | 2024 |
            | 00   | 50   | 50   | 50   | 50   | 50   | 50   | 50   | 50   | 50   |
            | 01   | 51   | 49   | 51   | 51   | 49   | 51   | 51   | 49   | 51   |""",
        then="""
            | area | verdict      | reason      | years  |
            | 01   | not_assessed | overlapping | 3 of 3 |""",
    )


def test_written_ranges_are_thinned_by_their_last_year(spec: Spec):
    """2018/2021 and 2021/2024 share a year, but their last years are three apart, so one of them goes."""
    spec(
        period_type="four_year_range",
        given="""
            | area | 2017/2020 | 2018/2021 | 2021/2024 |
            | 00   | 50        | 50        | 50        |
            | 01   | 49        | 51        | 51        |""",
        then="""
            | area | period    | years  | change              |
            | 01   | 2021/2024 | 1 of 2 | 2.0 since 2017/2020 |""",
    )


def test_enough_independent_means_give_a_verdict(spec: Spec):
    """Every third year for a quarter of a century is eight independent means."""
    years = [str(year) for year in range(2003, 2025)]
    head = f"| area | {' | '.join(years)} |"
    spec(
        period_type="three_year_mean",
        given=f"{head}\n| 00 | {' | '.join(['50'] * 22)} |\n| 01 | {' | '.join(['51'] * 22)} |",
        then="| area | verdict | years |\n| 01 | better | 8 of 8 |",
    )


def test_years_before_todays_definition_are_not_compared(spec: Spec):
    """Nine good years, but only two of them count what is counted now."""
    spec(
        definitions=[
            {"id": "old", "valid_from": "2000", "valid_to": "2022", "text": {"sv": "Så räknades förr"}},
            {"id": "new", "valid_from": "2023", "text": {"sv": "Så räknas nu"}},
        ],
        given="""
            | area | 2016 | 2017 | 2018 | 2019 | 2020 | 2021 | 2022 | 2023 | 2024 |
            | 00   | 50   | 50   | 50   | 50   | 50   | 50   | 50   | 50   | 50   |
            | 01   | 51   | 51   | 51   | 51   | 51   | 51   | 51   | 51   | 51   |""",
        then="""
            | area | verdict      | reason        | years  |
            | 01   | not_assessed | too_few_years | 2 of 2 |""",
    )


def test_no_change_is_told_across_two_definitions(spec: Spec):
    """What was counted otherwise last year has not risen or fallen."""
    spec(
        definitions=[
            {"id": "old", "valid_from": "2000", "valid_to": "2023", "text": {"sv": "Så räknades förr"}},
            {"id": "new", "valid_from": "2024", "text": {"sv": "Så räknas nu"}},
        ],
        given="| area | 2023 | 2024 |\n| 01 | 40 | 60 |",
        then="| area | change | why no change |\n| 01 | | new_definition |",
    )


def test_a_hidden_or_missing_newest_year_leaves_the_last_shown_one(spec: Spec):
    """The last figure that may be shown stands with its own year; an area that never had any says so."""
    spec(
        given="""
            | area | 2022 | 2023   | 2024   |
            | 00   | 50   | 51     | 52     |
            | 01   | 55   | hidden | hidden |
            | 03   | -    | hidden | hidden |
            | 04   | -    |        |        |""",
        then="""
            | area | period | value | status     | reason        | difference |
            | 01   | 2022   | 55.0  | ok         | too_few_years | 5.0        |
            | 03   | 2024   |       | suppressed | no_value      |            |
            | 04   | 2024   |       | missing    | no_value      |            |""",
    )


def test_zero_is_a_figure(spec: Spec):
    """Nobody fell: that is a value, ranked and compared like any other."""
    spec(
        better="lower",
        given="| area | 2024 |\n| 00 | 5 |\n| 01 | 0 |\n| 03 | 7 |",
        then="| area | value | status | rank | difference |\n| 01 | 0.0 | ok | 1 | -5.0 |",
    )


def test_the_comparison_knows_its_newest_period_and_its_method(spec: Spec):
    """2021/2024 ends later than 2023, whatever the alphabet says."""
    comparison = spec(
        given="| area | 2023 | 2021/2024 |\n| 00 | 5 | 6 |\n| 01 | 4 | - |",
        then="| area | period |\n| 00 | 2021/2024 |\n| 01 | 2023 |",
    )
    assert (comparison.period, comparison.method, comparison.reference) == ("2021/2024", "consistency", "00")


def test_the_series_keeps_its_gaps_and_at_most_ten_years(spec: Spec):
    """The little line on the page breaks where a year is missing."""
    years = [str(year) for year in range(2012, 2025)]
    comparison = spec(
        given=f"""
            | area | {" | ".join(years)} |
            | 00   | {" | ".join(years)} |
            | 01   | {" | ".join("-" if year == "2020" else year for year in years)} |""",
        then="| area | period |\n| 01 | 2024 |",
    )
    series = comparison.latest["01"].series
    assert [str(year) for year in range(2015, 2025)] == [period for period, _ in series]
    assert [None if year == 2020 else float(year) for year in range(2015, 2025)] == [value for _, value in series]


def test_a_part_is_not_compared_with_the_sum_it_is_part_of(spec: Spec):
    """A region's inhabitants are always fewer than the country's: no verdict and no difference, but a change and a rank."""
    spec(
        additive_over=("area",),
        given="""
            | area | 2023 | 2024 |
            | 00   | 100  | 104  |
            | 01   | 55   | 57   |
            | 03   | 45   | 47   |""",
        then="""
            | area | verdict      | reason | difference | rank | change         |
            | 01   | not_assessed | sum    |            | 1    | 2.0 since 2023 |
            | 03   | not_assessed | sum    |            | 2    | 2.0 since 2023 |""",
    )
