"""What is said of a figure that carries its own uncertainty: three situations, three honest verdicts."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from build_site.compare.country import compare
from build_site.compare.findings import find
from build_site.compare.versus import chance_of_flag, overlap, sign_test
from build_site.model.area import Area
from build_site.model.comparison import Comparison
from build_site.model.indicator import Indicator
from build_site.model.table import SafeTable

title = "Better, worse, or nothing to tell: by the figure's own uncertainty"

Spec = Callable[..., Comparison]
MakeIndicator = Callable[..., Indicator]
MakeTable = Callable[..., SafeTable]
ReadTable = Callable[[str], list[dict[str, str]]]
YEARS = [str(year) for year in range(2015, 2025)]


def test_an_interval_against_the_reference(read_rows: ReadTable):
    """One interval against a fixed value. A reference on the limit can't be told apart; a missing limit is never judged."""
    rows = read_rows("""
        | value | lower | upper | reference | better  | verdict      |
        | 60    | 55    | 65    | 50        | higher  | better       |
        | 60    | 55    | 65    | 50        | lower   | worse        |
        | 60    | 55    | 65    | 50        | neither | higher       |
        | 40    | 35    | 45    | 50        | higher  | worse        |
        | 40    | 35    | 45    | 50        | lower   | better       |
        | 40    | 35    | 45    | 50        | neither | lower        |
        | 60    | 50    | 70    | 50        | higher  | similar      |
        | 40    | 30    | 50    | 50        | higher  | similar      |
        | 52    | 45    | 59    | 50        | lower   | similar      |
        | 52    | 45    | 59    | 50        | neither | similar      |
        | nan   | 45    | 59    | 50        | higher  | not_assessed |
        | 52    | nan   | 59    | 50        | higher  | not_assessed |
        | 52    | 45    | nan   | 50        | higher  | not_assessed |
        | 52    | 45    | 59    | nan       | higher  | not_assessed |""")
    for row in rows:
        numbers = [float(row[name]) for name in ("value", "lower", "upper", "reference")]
        assert str(overlap(*numbers, better=row["better"])) == row["verdict"], row  # type: ignore[arg-type]


def test_whole_columns_are_judged_at_once():
    """Areas down, one reference for all of them, or one each."""
    words = overlap([60, 40, np.nan], [55, 35, 1], [65, 45, 2], 50, better="higher")
    assert words.tolist() == ["better", "worse", "not_assessed"]
    assert overlap([60, 60], [55, 55], [65, 65], [50, 60], better="lower").tolist() == ["worse", "similar"]


def test_two_intervals_that_do_not_touch_are_had_by_the_nearest_limit():
    """Fingertips' stricter rule, for a comparator with an interval of its own: give its limit on this side as the reference."""
    assert overlap(3, 2.7, 3.6, 3.5, better="lower") == "similar"
    assert overlap(4, 3.5, 4.5, 3.1, better="lower") == "worse"


def test_a_direction_that_is_not_one_is_refused():
    """A slip of the pen must not turn every verdict."""
    with pytest.raises(ValueError, match="'up' is not one of higher, lower, neither"):
        overlap(1, 0, 2, 3, better="up")  # type: ignore[arg-type]


def test_limits_without_end_say_nothing():
    """From minus to plus infinity is no interval to judge by."""
    assert overlap([1, 1], [-np.inf, 0], [np.inf, 2], 3, better="higher").tolist() == ["not_assessed", "worse"]


def test_an_interval_that_does_not_hold_its_value_is_refused():
    """It would be a column in the wrong place."""
    with pytest.raises(ValueError, match="in order"):
        overlap(50, 55, 60, 40, better="higher")


def test_shares_with_counts_are_judged_by_wilson(spec: Spec):
    """60 of 100 lies just above 50 %, 59 of 100 does not; ten times the people and it is sure at 99.8 % too."""
    given = """
        | area | 2024       |
        | 00   | 5000/10000 |
        | 01   | 60/100     |
        | 03   | 59/100     |
        | 04   | 600/1000   |
        | 05   | 40/100     |"""
    comparison = spec(
        unit="percent",
        given=given,
        then="""
            | area | interval       | from   | method   | verdict      | sure  | years | funnel   |
            | 01   | 50.20 to 69.06 | wilson | interval | better       | 0.95  |       | high_95  |
            | 03   | 49.20 to 68.13 | wilson | interval | similar      |       |       | within   |
            | 04   | 56.93 to 62.99 | wilson | interval | better       | 0.998 |       | high_998 |
            | 05   | 30.94 to 49.80 | wilson | interval | worse        | 0.95  |       | low_95   |
            | 00   | 49.02 to 50.98 | wilson | none     | not_assessed |       |       |          |""",
    )
    assert comparison.method == "interval"
    heads = "| area | verdict |\n"
    spec(unit="percent", better="lower", given=given, then=f"{heads}| 01 | worse |\n| 03 | similar |\n| 05 | better |")
    spec(unit="percent", better="neither", given=given, then=f"{heads}| 01 | higher |\n| 03 | similar |\n| 05 | lower |")


def test_rates_with_counts_are_judged_by_poisson(spec: Spec):
    """Nine deaths are exact (4.115 to 17.085 of them), twenty are Byar's (12.21 to 30.89); the factor is the unit's."""
    spec(
        unit="per_1_000",
        better="lower",
        factor=1_000,
        given="""
            | area | 2024        |
            | 00   | 1000/100000 |
            | 01   | 20/1000     |
            | 03   | 9/1000      |""",
        then="""
            | area | value | interval       | from    | verdict | sure | funnel  |
            | 01   | 20.0  | 12.21 to 30.89 | poisson | worse   | 0.95 | high_95 |
            | 03   | 9.0   | 4.12 to 17.08  | poisson | similar |      | within  |""",
    )
    spec(
        unit="per_100_000",
        factor=100_000,
        given="| area | 2024 |\n| 00 | 100/100000 |\n| 01 | 20/10000 |",
        then="| area | interval |\n| 01 | 122.11 to 308.90 |",
    )


@pytest.mark.parametrize(
    "unit", ["days", "days_per_1_000", "stays_per_100_000", "sek_per_inhabitant", "percent_of_taxes", "index"]
)
def test_no_interval_is_invented_where_the_unit_does_not_say_what_is_counted(spec: Spec, unit: str):
    """Days and stays of one person are not independent, and kronor are not events: there the counts are left alone."""
    spec(
        unit=unit,
        factor=1,
        given="| area | 2024 |\n| 00 | 500/1000 |\n| 01 | 600/1000 |",
        then="| area | interval | method | reason | funnel |\n| 01 | | consistency | too_few_years | |",
    )


def test_adjusted_figures_are_not_judged_by_their_raw_counts(spec: Spec):
    """An age-adjusted 55 % is not 60 of 100; its own limits count, where the source gives them."""
    given = """
        | area | 2024       |
        | 00   | 5000/10000 |
        | 01   | 60/100=55  |
        | 03   | 55 [51 59] |
        | 04   | 60/100     |"""
    comparison = spec(
        unit="percent",
        adjustment="age_sex",
        given=given,
        then="""
            | area | interval       | from  | method      | verdict      |
            | 01   |                |       | consistency | not_assessed |
            | 03   | 51.00 to 59.00 | given | interval    | better       |
            | 04   |                |       | consistency | not_assessed |""",
    )
    assert comparison.overdispersion is None


def test_the_sources_own_limits_are_used_and_stretched_for_the_stricter_level(spec: Spec):
    """Limits 2 and 4 from the value at 95 % are 3.15 and 6.31 at 99.8 %: z goes from 1.960 to 3.090, each side by itself."""
    spec(
        given="""
            | area | 2024       |
            | 00   | 50         |
            | 01   | 53.2 [51.2 57.2] |
            | 03   | 53.1 [51.1 57.1] |
            | 04   | 43.6 [41.6 47.6] |
            | 05   | 43.8 [41.8 47.8] |""",
        then="""
            | area | interval       | from  | verdict | sure  |
            | 01   | 51.20 to 57.20 | given | better  | 0.998 |
            | 03   | 51.10 to 57.10 | given | better  | 0.95  |
            | 04   | 41.60 to 47.60 | given | worse   | 0.998 |
            | 05   | 41.80 to 47.80 | given | worse   | 0.95  |""",
    )


def test_the_sources_limits_go_before_its_counts(spec: Spec):
    """Who knows how the sample was drawn knows better than a formula; limits without room say nothing at all."""
    spec(
        unit="percent",
        given="""
            | area | 2024               |
            | 00   | 50                 |
            | 01   | 600/1000 [49 71]   |
            | 03   | 600/1000 [60 60]   |
            | 04   | 60 [60 60]         |""",
        then="""
            | area | from   | interval       | method      | verdict      |
            | 01   | given  | 49.00 to 71.00 | interval    | similar      |
            | 03   | wilson | 56.93 to 62.99 | interval    | better       |
            | 04   |        |                | consistency | not_assessed |""",
    )


def test_only_a_value_a_year_is_judged_by_its_years(spec: Spec):
    """No counts, no interval, no funnel: eight years of eight, and the words say years."""
    spec(
        given=f"| area | {' | '.join(YEARS[2:])} |\n| 00 | {' | '.join(['50'] * 8)} |\n| 01 | {' | '.join(['51'] * 8)} |",
        then="| area | method | verdict | years | sure | interval | funnel |\n| 01 | consistency | better | 8 of 8 | | | |",
    )


def test_the_method_is_chosen_cell_by_cell(spec: Spec):
    """The region that sends counts is judged by them, its neighbour by its years; each says which."""
    comparison = spec(
        unit="percent",
        given=f"""
            | area | {" | ".join(YEARS)} |
            | 00   | {" | ".join(["500/1000"] * 10)} |
            | 01   | {" | ".join(["51"] * 9)} | 510/1000 |
            | 03   | {" | ".join(["51"] * 10)} |""",
        then="""
            | area | method      | verdict | years    |
            | 01   | interval    | similar |          |
            | 03   | consistency | better  | 10 of 10 |""",
    )
    assert comparison.method == "interval"


def test_without_a_country_value_that_year_the_years_decide(spec: Spec):
    """An interval with nothing to hold it against is no verdict."""
    spec(
        unit="percent",
        given="| area | 2023 | 2024 |\n| 00 | 500/1000 | - |\n| 01 | 600/1000 | 600/1000 |",
        then="| area | method | reason | interval |\n| 01 | consistency | too_few_years | 56.93 to 62.99 |",
    )


def test_the_country_is_taken_before_it_was_rounded(spec: Spec):
    """50.4 % is written 50 %. 53.4 %, 50.24 to 56.54, is above the 50 that is written, but not above what was counted."""
    spec(
        unit="percent",
        given="| area | 2024 |\n| 00 | 50400/100000=50 |\n| 01 | 513/961=53 |",
        then="| area | verdict |\n| 01 | similar |",
    )


def test_rounding_never_puts_a_value_outside_its_own_interval(spec: Spec):
    """37.6 % of a million, written 38 %: the interval reaches to the value that is shown."""
    spec(
        unit="percent",
        given="| area | 2024 |\n| 00 | 50 |\n| 01 | 376000/1000000=38 |",
        then="| area | value | interval | verdict |\n| 01 | 38.0 | 37.51 to 38.00 | worse |",
    )


@pytest.mark.parametrize(
    ("cell", "method"),
    [
        ("600/1000=60.0", "interval"),
        ("604/1000=60", "interval"),
        ("6049/10000=60", "interval"),
        ("606/1000=60", "consistency"),
        ("600/1000=0.6", "consistency"),
        ("600/1000=61.25", "consistency"),
    ],
)
def test_counts_that_do_not_give_the_value_are_not_used(spec: Spec, cell: str, method: str):
    """60.4 % may be written 60 %, 60.6 % may not. Then there is no interval, whatever the counts are."""
    spec(unit="percent", given=f"| area | 2024 |\n| 00 | 50 |\n| 01 | {cell} |", then=f"| area | method |\n| 01 | {method} |")


def test_counts_that_do_not_give_the_value_are_told(
    make_table: MakeTable, make_indicator: MakeIndicator, areas: Mapping[str, Area]
):
    """A finding names the place and its newest such period, never the numbers."""
    table = make_table("| area | 2023 | 2024 |\n| 00 | 500/1000 | 500/1000 |\n| 01 | 510/1000=70 | 520/1000=70 |")
    (finding,) = find({"test": make_indicator(unit="percent")}, {"test": table}, areas)["test"]
    assert (finding.check, finding.areas, finding.period) == ("counts_disagree", ("01",), "2024")
    assert finding.sv.startswith("Region Norr 2024 och en period till: täljaren delad med nämnaren")


def test_a_percentage_that_may_be_above_a_hundred_is_no_share(spec: Spec):
    """No Wilson for the length of a queue as per cent of last year's."""
    spec(
        unit="percent",
        valid_range=[0, None],
        given="| area | 2024 |\n| 00 | 900/1000 |\n| 01 | 1200/1000 |",
        then="| area | value | from | suspicious |\n| 00 | 90.0 | | no |\n| 01 | 120.0 | | no |",
    )


def test_a_municipality_must_be_sure_at_998(spec: Spec):
    """Of 290 places 15 would stand out by chance at 95 %, so the same figure is a verdict on a region and not on a town."""
    comparison = spec(
        unit="percent",
        given="""
            | area | 2024       |
            | 00   | 5000/10000 |
            | 01   | 60/100     |
            | 0101 | 60/100     |
            | 0102 | 600/1000   |""",
        then="""
            | area | verdict | sure  | funnel   |
            | 01   | better  | 0.95  | high_95  |
            | 0101 | similar | 0.95  | high_95  |
            | 0102 | better  | 0.998 | high_998 |""",
    )
    told = {kind: (one.judged, one.flagged, one.level, one.expected) for kind, one in comparison.chance.items()}
    assert told == {"region": (1, 1, 0.95, 0.05), "municipality": (2, 1, 0.998, 0.004)}


def test_a_municipality_must_be_on_one_side_ten_years_of_ten(spec: Spec):
    """Nine of ten has p = 0.021: enough among 21 regions, not among 290 municipalities. With nine years nothing would do."""
    most = " | ".join(["49"] + ["51"] * 9)
    comparison = spec(
        given=f"""
            | area | {" | ".join(YEARS)} |
            | 00   | {" | ".join(["50"] * 10)} |
            | 01   | {most} |
            | 0101 | {most} |
            | 0102 | {" | ".join(["51"] * 10)} |
            | 0103 | {" | ".join(["50"] + ["51"] * 9)} |""",
        then="""
            | area | verdict      | reason        | years    |
            | 01   | better       |               | 9 of 10  |
            | 0101 | similar      |               | 9 of 10  |
            | 0102 | better       |               | 10 of 10 |
            | 0103 | not_assessed | too_few_years | 9 of 9   |""",
    )
    assert comparison.chance["region"].expected == round(20 / 1024, 3)
    assert (comparison.chance["municipality"].judged, comparison.chance["municipality"].expected) == (2, round(4 / 1024, 3))


@pytest.mark.parametrize("level", [0.95, 0.998])
@pytest.mark.parametrize("years", [8, 9, 10])
def test_what_chance_alone_flags_is_counted_out(years: int, level: float):
    """Every series of tosses, one by one: those that would be called consistent."""
    flagged = 0
    for tosses in range(2**years):
        ones = tosses.bit_count()
        latest = tosses & 1
        sure = sign_test(ones, years - ones) < 1 - level
        flagged += sure and (ones > years - ones) == bool(latest)
    assert chance_of_flag(years, level) == flagged / 2**years


def test_chance_never_flags_a_series_that_is_too_short():
    """Seven years are not judged, so nothing can be flagged by mistake."""
    assert chance_of_flag(7) == 0.0
    assert (chance_of_flag(8), chance_of_flag(9), chance_of_flag(10)) == (2 / 256, 18 / 512, 20 / 1024)


def test_a_coverage_below_the_registers_floor_gives_no_verdict(spec: Spec):
    """Half of the patients are not there: the figure is shown, and neither judged, ranked nor held against a target."""
    given = f"""
        | area | {" | ".join(YEARS)} |
        | 00   | {" | ".join(["500/1000"] * 10)} |
        | 01   | {" | ".join(["600/1000"] * 10)} |
        | 03   | {" | ".join(["400/1000"] * 10)} |
        | 04   | {" | ".join(["500/1000"] * 10)} |"""
    target = {"value": 55, "set_by": "Någon", "source_url": "https://example.org/", "source_date": "2020-01-01"}
    spec(
        unit="percent",
        floor=60,
        coverage=90,
        coverage_by_area={"01": 59.9, "03": 60},
        targets=[target],
        given=given,
        then="""
            | area | value | verdict      | reason       | rank | of | funnel  | targets      | trend        | change is    |
            | 01   | 60.0  | not_assessed | low_coverage |      |    |         | not_assessed | not_assessed | not_assessed |
            | 03   | 40.0  | worse        |              | 2    | 2  | low_998 | not_met      | no_change    | similar      |
            | 04   | 50.0  | similar      |              | 1    | 2  | within  | not_met      | no_change    | similar      |""",
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"floor": 60, "covers": 59}, "low_coverage"),
        ({"floor": 60, "covers": 60}, ""),
        ({"floor": 60, "covers": "drygt hälften"}, ""),
        ({"floor": 60}, ""),
        ({"covers": 1}, ""),
        ({"floor": 60, "covers": 40, "coverage": 70}, ""),
        ({"floor": 60, "covers": 70, "coverage": 50}, "low_coverage"),
        ({"floor": 60, "coverage_by_area": {"00": 50}}, "low_coverage"),
        ({"floor": 60, "covers": 90, "coverage_by_area": {"03": 50}}, ""),
    ],
)
def test_whose_coverage_counts(spec: Spec, fields: dict[str, object], reason: str):
    """The area's own, else the measure's, else the register's; and the country's must do too. Unknown coverage is not low."""
    given = "| area | 2024 |\n| 00 | 500/1000 |\n| 01 | 600/1000 |"
    verdict = "not_assessed" if reason else "better"
    spec(unit="percent", given=given, then=f"| area | verdict | reason |\n| 01 | {verdict} | {reason} |", **fields)


def test_a_suspicious_value_is_not_judged_by_its_counts(spec: Spec):
    """146 of 100 is no share; neither interval nor funnel nor change."""
    spec(
        unit="percent",
        given="| area | 2023 | 2024 |\n| 00 | 500/1000 | 500/1000 |\n| 01 | 510/1000 | 1460/1000 |",
        then="| area | verdict | reason | interval | funnel | change is |\n| 01 | not_assessed | suspicious | | | |",
    )


def test_a_rank_from_intervals_is_a_band(spec: Spec):
    """Two clearly above, two that can't be told apart below: first or second, third or fourth. Lower as better turns it round."""
    given = """
        | area | 2023 | 2024        |
        | 01   | 10   | 9000/10000  |
        | 03   | 20   | 8950/10000  |
        | 04   | 30   | 1000/10000  |
        | 05   | 40   | 990/10000   |"""
    spec(
        unit="percent",
        given=given,
        then="""
            | area | rank | span   | of | ranked by |
            | 01   | 1    | 1 to 2 | 4  | band      |
            | 03   | 2    | 1 to 2 | 4  | band      |
            | 04   | 3    | 3 to 4 | 4  | band      |
            | 05   | 4    | 3 to 4 | 4  | band      |""",
    )
    spec(
        unit="percent",
        better="lower",
        given=given,
        then="| area | rank | span |\n| 01 | 4 | 3 to 4 |\n| 05 | 1 | 1 to 2 |",
    )


def test_a_band_holds_for_all_areas_at_once(spec: Spec):
    """With four areas each interval is of 98.7 %: 54.2 to 65.5 and 42.2 to 53.8 lie apart, 43.2 to 54.8 and 54.2 do not."""
    heads = "| area | span |\n"
    spec(
        unit="percent",
        given="| area | 2024 |\n| 01 | 288/480 |\n| 03 | 230/480 |\n| 04 | 50/1000 |\n| 05 | 20/1000 |",
        then=f"{heads}| 01 | 1 to 1 |\n| 03 | 2 to 2 |\n| 04 | 3 to 3 |\n| 05 | 4 to 4 |",
    )
    spec(
        unit="percent",
        given="| area | 2024 |\n| 01 | 288/480 |\n| 03 | 238/480 |\n| 04 | 50/1000 |\n| 05 | 20/1000 |",
        then=f"{heads}| 01 | 1 to 2 |\n| 03 | 1 to 2 |\n| 04 | 3 to 3 |\n| 05 | 4 to 4 |",
    )


def test_an_area_without_an_interval_may_be_anywhere(spec: Spec):
    """Three of four have counts: the fourth takes part in the ranking, but nobody knows how sure its place is."""
    spec(
        unit="percent",
        given="| area | 2024 |\n| 01 | 9000/10000 |\n| 03 | 5000/10000 |\n| 04 | 1000/10000 |\n| 05 | 40 |",
        then="""
            | area | rank | span   | ranked by |
            | 01   | 1    | 1 to 2 | band      |
            | 05   | 3    | 1 to 4 | band      |
            | 04   | 4    | 3 to 4 | band      |""",
    )


def test_too_few_intervals_leave_the_span_of_years(spec: Spec):
    """Two of four is not enough to speak of intervals for all; the span is told as such."""
    spec(
        unit="percent",
        given="| area | 2023 | 2024 |\n| 01 | 10 | 9000/10000 |\n| 03 | 20 | 5000/10000 |\n| 04 | 30 | 40 |\n| 05 | 40 | 10 |",
        then="| area | rank | span | ranked by |\n| 01 | 1 | 1 to 4 | span |\n| 05 | 4 | 1 to 4 | span |",
    )


def test_a_trend_needs_five_years_with_intervals(spec: Spec):
    """A steady rise of thousands is a trend; the same rise among hundreds is not; values alone are never assessed."""
    years = " | ".join(YEARS[5:])
    rise = [500, 520, 540, 560, 580]
    spec(
        unit="percent",
        given=f"""
            | area | {years} |
            | 01   | {" | ".join(f"{n * 10}/10000" for n in rise)} |
            | 03   | {" | ".join(f"{1000 - n}0/10000" for n in rise)} |
            | 04   | {" | ".join(f"{n // 10}/100" for n in rise)} |
            | 05   | {" | ".join(str(n / 10) for n in rise)} |""",
        then="""
            | area | trend        |
            | 01   | increasing   |
            | 03   | decreasing   |
            | 04   | no_change    |
            | 05   | not_assessed |""",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"period_type": "three_year_mean"},
        {
            "definitions": [
                {"id": "a", "valid_from": "2000", "valid_to": "2020", "text": {"sv": "Förr"}},
                {"id": "b", "valid_from": "2021", "text": {"sv": "Nu"}},
            ]
        },
    ],
)
def test_no_trend_over_shared_years_or_two_definitions(spec: Spec, fields: dict[str, object]):
    """Neighbouring means are alike by construction, and a new definition is not a rise."""
    cells = " | ".join(f"{n}/10000" for n in (5000, 5200, 5400, 5600, 5800))
    given = f"| area | {' | '.join(YEARS[5:])} |\n| 01 | {cells} |"
    spec(unit="percent", given=given, then="| area | trend |\n| 01 | not_assessed |", **fields)
    spec(unit="percent", given=given, then="| area | trend |\n| 01 | increasing |")


def test_no_trend_of_means_even_where_they_stand_apart(spec: Spec):
    """Five three-year means without a year in common are fifteen years: no recent trend."""
    years = [str(year) for year in range(2012, 2025)]
    cells = " | ".join(f"{5000 + 100 * at}/10000" for at in range(13))
    given = f"| area | {' | '.join(years)} |\n| 01 | {cells} |"
    spec(unit="percent", period_type="three_year_mean", given=given, then="| area | trend |\n| 01 | not_assessed |")
    spec(unit="percent", given=given, then="| area | trend |\n| 01 | increasing |")


def test_the_spread_of_the_regions_is_held_against_chance(spec: Spec):
    """Four regions one standard error from the country, two on each side: phi = 1. Ten times the people: phi = 10."""
    few = "| area | 2024 |\n| 00 | 5000/10000 |\n| 01 | 55/100 |\n| 03 | 45/100 |\n| 04 | 55/100 |\n| 05 | 45/100 |"
    then = "| area | value |\n| 01 | 55.0 |"
    phi, tau_squared = spec(unit="percent", given=few, then=then).overdispersion or (0, 0)
    assert phi == pytest.approx(1.0034, abs=1e-3)  # (asin √0.55 - asin √0.5)² · 4 · 100, by hand 1.00336
    many = few.replace("/100 ", "0/1000 ").replace("/10000", "/10000")
    phi, more = spec(unit="percent", given=many, then=then).overdispersion or (0, 0)
    assert phi == pytest.approx(10.034, abs=1e-2)
    assert more > tau_squared
    assert spec(unit="days", given=few, factor=1, then="| area | value |\n| 01 | 0.55 |").overdispersion is None


def test_the_same_table_gives_the_same_row_twice(make_table: MakeTable, make_indicator: MakeIndicator, areas: Mapping[str, Area]):
    """Nothing is remembered from one comparison to the next."""
    given = "| area | 2023 | 2024 |\n| 00 | 500/1000 | 500/1000 |\n| 01 | 600/1000 | 610/1000 |"
    first, second = (compare(make_indicator(unit="percent"), make_table(given), areas) for _ in range(2))
    assert first == second
