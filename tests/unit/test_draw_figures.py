"""What charts are drawn from, and what they say."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from build_site.compare.country import compare
from build_site.draw import tables, words
from build_site.draw.cornerstones import CORNERSTONES, TOPIC, Cornerstones, cornerstones
from build_site.draw.figures import Figures, figures
from build_site.draw.standing import FURTHEST, MOST_ROWS, positions, standings
from build_site.model.area import Area
from build_site.model.comparison import Comparison, Interval, Latest, TargetStatus, Verdict
from build_site.model.indicator import Indicator, Target
from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, SafeTable, Table
from build_site.protect.small_counts import protect
from tests.charts import AREAS, INDICATOR, comparison, counted, dot, latest, many, shown, spider_of

PERCENT = "\u00a0%"
NAN = float("nan")


def safe_table(data: list[tuple[object, ...]]) -> SafeTable:
    """Return rows in the order of COLUMNS as a table that may be shown."""
    frame = pd.DataFrame(data, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    frame = frame.astype({"area": "category", "period": "category"})
    for column, known in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        frame[column] = pd.Categorical(frame[column], categories=list(known))
    return protect({"test": Table("test", frame)})["test"]


# What is drawn


def test_dots_stand_from_lowest_to_highest_with_equals_by_name():
    """The order is fixed, also between two with one value."""
    assert [dot.name for dot in shown().dots] == ["Söder", "Väster", "Ö", "Norr", "Mitt", "Öster"]


def test_the_finding_is_the_span():
    """The headline tells lowest and highest, with unit and place."""
    made = shown()
    assert words.span(made.dots, made.unit) == "Från 64,5\u00a0% i Söder till 80,2\u00a0% i Öster"
    assert (made.what, made.country_text) == ("Opererade i tid, 2024", "Riket 70,0\u00a0%")


def test_a_value_that_cannot_be_true_is_in_no_chart():
    """146 % would flatten every other dot, and be believed."""
    made = shown(c03=latest("03", 146.1, suspicious=True))
    assert "Öster" not in {dot.name for dot in made.dots}
    assert "Öster" not in dict(made.series)


def test_an_older_impossible_year_is_in_no_chart():
    """The line of a region leaves out the year that cannot be true, as the dots do."""
    values = {(code, year): 146.1 if (code, year) == ("03", "2023") else 60.0 for code in AREAS for year in ("2023", "2024")}
    safe = safe_table([(*key, "total", value, NAN, NAN, NAN, NAN, "ok", "final") for key, value in values.items()])
    made = figures(INDICATOR, compare(INDICATOR, safe, AREAS), AREAS, "Registret")
    assert made is not None
    assert 146.1 not in [value for _, line in made.series for _, value in line]


def test_a_country_value_that_cannot_be_true_is_in_no_chart():
    """The country is judged by the same limits as the regions."""
    made = shown(c00=latest("00", 170.0, suspicious=True))
    assert made.country is None


def test_an_old_figure_is_no_dot_but_keeps_its_line():
    """Last year's value does not stand among this year's."""
    made = shown(c03=latest("03", 80.2, period="2023"))
    assert "Öster" not in {dot.name for dot in made.dots}
    assert "Öster" in dict(made.series)


def test_a_country_figure_of_another_year_is_no_reference():
    """The line through the dots is of the same year as they, or not there."""
    made = shown(c00=latest("00", 70.0, period="2023"))
    assert (made.country, made.country_text) == (None, "Uppgift för riket saknas")


def test_four_regions_are_too_few_for_a_chart():
    """The table says it better."""
    few = comparison()
    kept = {code: one for code, one in few.latest.items() if code in ("00", "01", "02", "03", "04")}
    assert figures(INDICATOR, replace(few, latest=kept), AREAS, "Registret") is None
    old = {code: latest(code, 60.0, period="2023") for code in ("02", "03")}
    assert figures(INDICATOR, replace(few, latest=few.latest | old), AREAS, "Registret") is None


def test_counts_come_from_the_table_and_the_band_from_the_comparison():
    """How many a figure is made of, of the right year; the country's own limits, given or computed, where there are any."""
    rows: list[tuple[object, ...]] = [
        (code, year, "total", 60.0, *limits, 600.0, 1000.0, "ok", "final")
        for code in AREAS
        for year, limits in (("2023", (55.0, 65.0)), ("2024", (NAN, NAN)))
    ]
    rows += [("00", "2022", "total", 60.0, NAN, NAN, NAN, NAN, "ok", "final")]
    made = banded(rows)
    assert {(one.events, one.n) for one in made.dots} == {(600.0, 1000.0)}
    assert made.band == (("2023", 55.0, 65.0), ("2024", 56.930943, 62.992522))


def test_a_sum_or_a_country_that_cannot_be_true_has_no_band():
    """A country line that is not drawn has no uncertainty drawn either."""
    rows: list[tuple[object, ...]] = [(code, "2024", "total", 60.0, 55.0, 65.0, NAN, NAN, "ok", "final") for code in AREAS]
    made = banded(rows, additive_over=("area",))
    assert (made.band, made.country, "Riket" in dict(made.series)) == ((), None, False)
    assert banded([("00", "2024", "total", 160.0, 155.0, 165.0, NAN, NAN, "ok", "final"), *rows[1:]]).band == ()
    assert banded(rows).band == (("2024", 55.0, 65.0),)


def banded(rows: list[tuple[object, ...]], **fields: object) -> Figures:
    safe, indicator = safe_table(rows), INDICATOR.model_copy(update=fields)
    made = figures(indicator, compare(indicator, safe, AREAS), AREAS, "Registret", safe)
    assert made is not None
    return made


def test_what_a_comparison_says_of_a_region_stands_by_its_dot():
    """Interval, funnel class and rank reach the chart; half a rank doesn't."""
    told = replace(
        latest("03", 80.2), interval=Interval(75.0, 85.0, "wilson"), funnel="high_998", rank=1, rank_low=1, rank_high=4
    )
    half = replace(latest("02", 64.5), rank=5)
    made = shown(c03=replace(told, rank_method="band"), c02=half)
    found = {one.area: one for one in made.dots}
    assert (found["03"].lower, found["03"].upper, found["03"].funnel, found["03"].rank) == (75.0, 85.0, "high_998", (1, 1, 4))
    assert (found["02"].lower, found["02"].rank) == (None, None)
    assert made.rank_method == "band"


def test_hidden_and_unknown_places_are_told_apart():
    """Too few to show is one thing, nobody knows another; a municipality is not missed where none is drawn."""
    hidden = shown(c03=replace(latest("03", 80.2), value=None, status="suppressed"))
    assert (hidden.hidden, hidden.unknown) == (("03",), ())
    unknown = shown(c02=latest("02", 60.0, suspicious=True))
    assert (unknown.hidden, unknown.unknown) == ((), ("02",))
    towns = {"0101": Area(code="0101", name="Ort", type="municipality", parent="01")}
    made = figures(INDICATOR, comparison(), {**AREAS, **towns}, "Registret")
    assert made is not None
    assert made.unknown == ()


def test_municipalities_alone_are_enough_for_their_map():
    """Fifteen measures have no regions at all."""
    places = {f"01{at:02}": Area(code=f"01{at:02}", name=f"Ort {at}", type="municipality", parent="01") for at in range(6)}
    towns = {code: latest(code, 50.0 + at) for at, code in enumerate(list(places)[:5])}
    made = figures(INDICATOR, Comparison("test", "none", "00", "2024", towns), {**AREAS, **places}, "Registret")
    assert made is not None
    assert (made.dots, made.series, [one.name for one in made.towns][:2]) == ((), (), ["Ort 0", "Ort 1"])
    assert made.unknown == ("0105",)
    assert words.town_map(made)[1] == f"Karta över 5 kommuner. Från 50,0{PERCENT} i Ort 0 till 54,0{PERCENT} i Ort 4."


# What charts say


def test_no_two_charts_of_one_measure_share_a_title():
    """The map once said what the dots say."""
    made = replace(many(), overdispersion=None)
    told = [words.WORDS[kind](made)[0] for kind in ("ranked", "timeline", "map", "multiples", "rank_span")]
    assert len(set(told)) == len(told)
    assert all(title and not title.endswith(".") for title in told)


def test_the_alternative_text_names_who_is_better_and_worse():
    """What colour and shape tell others."""
    _, alt = words.ranked(shown())
    assert "Konsekvent bättre än riket: Öster." in alt
    assert "Konsekvent sämre än riket: Söder och Väster." in alt
    assert "Riket 70,0" in alt
    assert "osäkerheten" not in alt
    _, sure = words.ranked(
        replace(shown(), dots=tuple(replace(one, method="interval", lower=1.0, upper=99.0) for one in shown().dots))
    )
    assert "Bättre än riket (säkerställt): Öster." in sure
    assert "Tunna streck visar osäkerheten." in sure


def test_equal_figures_have_no_from_and_to():
    """No difference is told where there is none."""
    made = replace(shown(), dots=tuple(replace(one, value=70.0) for one in shown().dots))
    assert words.ranked(made)[0] == f"Alla ligger på 70,0{PERCENT}"
    assert words.region_map(made)[0] == f"Alla ligger på 70,0{PERCENT}"


def test_the_country_is_told_from_its_first_year_to_its_last():
    """Two figures, two years; a long unit is written once."""
    assert words.timeline(shown())[0] == f"Riket: från 68,0{PERCENT} (2022) till 70,0{PERCENT} (2024)"
    long = words.timeline(replace(shown(), unit="days_per_person"))[0]
    assert long == "Riket: från 68,0 (2022) till 70,0\u00a0dagar per person (2024)"


def test_no_change_is_told_across_a_new_definition():
    """What is not counted alike is not compared, and the text says when it began."""
    made = many(years=6, breaks=("2022",))
    assert words.timeline(made)[0] == f"Riket: från 60,0{PERCENT} (2022) till 60,0{PERCENT} (2024)"
    assert "Ny definition från 2022." in words.timeline(made)[1]
    assert words.timeline(many(years=6, breaks=("2024",)))[0] == "Regionerna år för år"
    assert words.since(made)[0] == "2022"
    assert words.multiples(made)[0] == "I 12 av 12 regioner är siffran högre än 2022"
    assert words.multiples(many(years=6, breaks=("2024",)))[0] == "Regionerna var för sig"


def test_the_small_lines_tell_the_way_most_have_gone():
    """Down when more are down; an equal figure is neither."""
    down = tuple((name, tuple((period, -value) for period, value in line)) for name, line in many().series)
    assert words.multiples(many(series=down))[0] == "I 12 av 12 regioner är siffran lägre än 2019"
    flat = tuple((name, tuple((period, 5.0) for period, _ in line)) for name, line in many().series)
    assert words.multiples(many(series=flat))[0] == "I 0 av 12 regioner är siffran högre än 2019"


def test_the_map_names_its_highest_class_or_its_lowest():
    """A title has room for few names; the text for those who can't see has them all."""
    made = many(count=10)
    assert words.region_map(made)[0] == "Högst i Plats 10 och Plats 09"
    crowd = replace(made, dots=tuple(replace(one, value=50.0 if at < 3 else 60.0) for at, one in enumerate(made.dots)))
    assert words.region_map(crowd)[0] == "Lägst i Plats 01, Plats 02 och Plats 03"
    full = many(count=16)
    two = replace(full, dots=tuple(replace(one, value=50.0 if at < 8 else 60.0) for at, one in enumerate(full.dots)))
    assert words.region_map(two)[0] == "Högst i Plats 16, lägst i Plats 01"
    assert "Lägst i Plats 01, Plats 02" in words.region_map(two)[1]


def test_a_rank_is_told_by_how_far_it_has_been():
    """Moved, or allowed by the uncertainty: the words say which."""
    made = many()
    assert words.rank_span(made)[0] == "7 av 12 regioner har flyttat sig minst 5 platser på fem år"
    assert words.rank_span(replace(made, rank_method="band"))[0] == "7 av 12 regioner kan ligga på minst 6 olika platser"
    still = replace(made, dots=tuple(replace(one, rank=(3, 2, 4)) for one in made.dots))
    assert words.rank_span(still)[0] == "Ordningen har varit ungefär densamma i fem år"
    assert words.rank_span(replace(still, rank_method="band"))[0] == "De flesta regioners plats är ganska säker"


def test_the_funnel_counts_only_those_outside_the_outer_limits():
    """Between the two pairs of limits is nothing to report."""
    finding, alt = words.funnel(counted())
    assert finding == "2 av 6 regioner ligger längre från riket än slumpen kan förklara"
    assert "Utanför gränserna: Region 01 och Region 06." in alt
    inside = replace(counted(), dots=tuple(replace(one, funnel="within") for one in counted().dots))
    assert words.funnel(inside)[0] == "Ingen av 6 regioner ligger längre från riket än slumpen kan förklara"


@pytest.mark.parametrize(("phi", "told"), [(1.9, False), (2.0, True), (8.4, True)])
def test_overdispersion_is_stated_when_it_is_there(phi: float, told: bool):  # noqa: FBT001
    """A funnel full of outliers says more of the measure than of a region."""
    made = counted(overdispersion=(phi, 0.1))
    assert told == (f"Variationen är {phi:.0f} gånger så stor som slumpen ger." in words.funnel(made)[1])
    assert words.overdispersion_words(counted()) == ""


# Tables beneath


def test_the_years_behind_the_lines_are_a_table():
    """The country first, then the regions by name; unknown is a dash; a new definition is marked."""
    table = tables.timeline(replace(shown(), breaks=("2023",)))
    assert table.head == ("Plats", "2022", "2024 (ny definition)")
    assert table.rows[0] == ("Riket", "68,0", "70,0")
    assert [row[0] for row in table.rows[1:]] == ["Mitt", "Norr", "Söder", "Väster", "Ö", "Öster"]
    assert tables.timeline(many()).head == ("Plats", "2019", "2020", "2021", "2022", "2023", "2024")
    assert tables.timeline(many(breaks=("2019",))).head == tables.timeline(many()).head
    gap = replace(many(), series=(("Riket", (("2023", 1.0),)), ("Norr", (("2024", 2.0),))))
    assert tables.timeline(gap).rows == (("Riket", "1,0", "–"), ("Norr", "–", "2,0"))


def test_only_uncertain_dots_need_a_table_of_their_own():
    """Otherwise the page's table has the same numbers."""
    assert tables.ranked(shown()) is None
    table = tables.ranked(counted())
    assert table is not None
    assert table.rows[0] == ("Region 06", "70,0", "67,0", "73,0")


def test_the_funnels_table_has_what_the_figures_are_made_of():
    """Smallest first, each with its class in words."""
    table = tables.funnel(counted())
    assert table.rows[0] == ("Region 06", "70,0", "300", "högre än slumpen kan förklara")
    assert [row[2] for row in table.rows] == ["300", "400", "500", "700", "900", "2\u00a0500"]
    assert {row[3] for row in table.rows} == set(tables.FUNNEL.values())


def test_ranks_are_listed_in_their_order():
    """Now, best, worst."""
    assert tables.rank_span(many()).rows[0] == ("Plats 12", "1", "1", "1")
    assert tables.rank_span(many()).rows[-1] == ("Plats 01", "12", "6", "12")


# Among all regions


def test_distance_is_counted_from_the_country_in_spreads_with_better_to_the_right():
    """Lower is better turns the scale; what lies far out stays on it."""
    made = many()
    placed = positions(made)
    assert placed[10] == 0.0
    assert placed == tuple(sorted(placed))
    assert positions(replace(made, better="lower")) == tuple(-one + 0.0 for one in placed)
    far = replace(made, dots=(*made.dots[:-1], replace(made.dots[-1], value=9e9)), country=-9e9)
    assert set(positions(far)) <= {FURTHEST} | {one for one in positions(far) if abs(one) <= FURTHEST}
    assert max(positions(far)) == FURTHEST


@pytest.mark.parametrize(
    "change",
    [
        {"country": None},
        {"better": "neither"},
        {"dots": many(count=9).dots},
        {"dots": tuple(dot(f"{n:02}", 5.0) for n in range(1, 13))},
    ],
)
def test_without_a_country_a_direction_or_a_spread_there_is_no_scale(change: dict[str, Any]):
    """Nothing is standardised that has no standard."""
    assert positions(replace(many(), **change)) == ()


def told(name: str, verdict: str, value: float) -> Figures:
    """Return a measure on which the first region has this verdict."""
    base = many(indicator=name, title=name)
    return replace(base, dots=(replace(base.dots[0], verdict=verdict, value=value), *base.dots[1:]))


def test_a_region_stands_by_the_measures_that_tell_it_from_the_country():
    """Best first; the similar ones are left out; two are too few for a picture."""
    three = [told("a", "worse", 10.0), told("b", "better", 70.0), told("c", "better", 90.0), told("d", "similar", 60.0)]
    found = standings(three)
    assert list(found) == ["area:01"]
    assert [row.indicator for row in found["area:01"].rows] == ["c", "b", "a"]
    assert len(found["area:01"].rows[0].others) == 11
    assert (found["area:01"].rows[0].value, found["area:01"].indicator) == (f"90,0{PERCENT}", "area/01")
    assert standings(three[:2]) == {}
    assert words.abacus(found["area:01"])[0] == "Plats 01: 2 av de här måtten är bättre än riket och 1 sämre"
    assert "Längst åt det bättre hållet: c. Längst åt det sämre hållet: a." in words.abacus(found["area:01"])[1]


def test_only_those_furthest_out_fit_the_picture():
    """The rest are in the page's table."""
    found = standings([told(f"m{at:02}", "better", 62.0 + at) for at in range(MOST_ROWS + 3)])
    rows = found["area:01"].rows
    assert len(rows) == MOST_ROWS
    assert rows[0].indicator == f"m{MOST_ROWS + 2}"
    sunk = standings([told(f"m{at:02}", "worse", 40.0 - at) for at in range(MOST_ROWS + 3)])
    assert len(sunk["area:01"].rows) == MOST_ROWS
    assert sunk["area:01"].rows[-1].own == min(row.own for row in sunk["area:01"].rows)
    assert "m00" not in {row.indicator for row in sunk["area:01"].rows}


# Results against targets


def with_target(
    number: int, value: float | None, *, cornerstone: str, target: float | None = 90.0, **change: object
) -> tuple[Indicator, Comparison]:
    """Return a measure of a cornerstone with one region's figure and, unless None, its newest target."""
    indicator = INDICATOR.model_copy(update={"id": f"p{number}", "topics": (TOPIC + cornerstone,), **change})
    promised = Target(value=target or 0.0, set_by="Någon", source_url="https://example.org/", source_date=dt.date(2017, 9, 1))
    older = promised.model_copy(update={"value": 10.0, "source_date": promised.source_date.replace(year=2010)})
    one = Latest("01", "2024", value, "ok", "final", Verdict("not_assessed"))
    status = tuple(TargetStatus(each, "not_met", None) for each in (older, promised)) if target else ()
    return indicator, Comparison(indicator.id, "none", "00", "2024", {"01": replace(one, targets=status)})


def test_a_spider_needs_three_results_with_targets():
    """Not two, not results without a target, not what lies outside 0 to 100 per cent or where less is better."""
    good = [with_target(at, 50.0 + at, cornerstone=name) for at, name in enumerate(reversed(CORNERSTONES))]
    bad = [
        with_target(7, None, cornerstone=CORNERSTONES[0]),
        with_target(8, 50.0, cornerstone=CORNERSTONES[0], target=None),
        with_target(9, 50.0, cornerstone=CORNERSTONES[0], unit="days"),
        with_target(10, 50.0, cornerstone=CORNERSTONES[0], better="lower"),
        with_target(11, 50.0, cornerstone="Något annat"),
    ]

    def found(pairs: list[tuple[Indicator, Comparison]]) -> Mapping[str, Cornerstones]:
        return cornerstones({one.id: one for one, _ in pairs}, {one.id: own for one, own in pairs}, AREAS)

    assert found(good[:2] + bad) == {}
    made = found(good + bad)
    assert list(made) == ["area:01"]
    assert [spoke.cornerstone for spoke in made["area:01"].spokes] == list(CORNERSTONES)
    assert [(spoke.value, spoke.target) for spoke in made["area:01"].spokes] == [
        (53.0, 90.0),
        (52.0, 90.0),
        (51.0, 90.0),
        (50.0, 90.0),
    ]


def test_the_spiders_text_lists_the_gaps_largest_first():
    """Those who can't see the picture hear what is furthest from its target; what is reached is not listed."""
    finding, alt = words.spider(spider_of(80.0, 40.0, 95.0, 60.5))
    assert finding == "Längst till målet: Mått 2, 50,0\u00a0procentenheter"
    order = [alt.index(f"Mått {number}") for number in (2, 4, 1)]
    assert order == sorted(order)
    assert "Mått 3" not in alt
    assert words.spider(spider_of(95.0, 90.0, 99.0))[0] == "Norr når alla mål"


def test_the_spiders_table_agrees_with_it():
    """Result, target and what is left, spoke by spoke."""
    table = tables.spider(spider_of(80.0, 40.0, 95.0))
    assert table.head == ("Mått", "Hörnsten", "Resultat", "Mål", "Kvar till målet")
    assert table.rows[1] == ("Mått 2", "teamarbete", f"40,0{PERCENT}", f"90,0{PERCENT}", "50,0\u00a0procentenheter")
    assert table.rows[2][-1] == "målet är nått"
