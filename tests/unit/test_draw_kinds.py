"""Each kind of chart, tested as data: what a spec holds, and when there is none."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest
from altair.utils.schemapi import validate_jsonschema
from altair.vegalite.v6.schema.core import load_schema

from build_site.draw import abacus, area_map, fee_bars, fee_map, funnel, multiples, rank_span, ranked, spider, timeline
from build_site.draw.classes import class_labels, class_limits, class_of
from build_site.draw.cornerstones import vertex
from build_site.draw.figures import Figures
from build_site.draw.kinds import SPECS
from build_site.draw.render import KINDS
from build_site.draw.standing import Row, Standing
from build_site.draw.tables import TABLES
from build_site.draw.theme import BETTER, HATCHED, PAPER, SHADES, SIMILAR, VERDICT_COLOURS, VERDICT_SHAPES, WORSE
from build_site.draw.words import NOT_ASSESSED, WORDS
from tests.charts import counted, drawn_fees, layers, many, rows, shown, spider_of

Spec = dict[str, Any]


def made(spec: Spec | None) -> Spec:
    """Return the spec, which must be there."""
    assert spec is not None
    return spec


def title(spec: Spec) -> str:
    return " ".join(spec["title"]["text"])


def subtitle(spec: Spec) -> str:
    return " ".join(spec["title"]["subtitle"])


STANDING = Standing(
    "01",
    "Norr",
    tuple(
        Row(
            f"m{at}",
            "En ganska lång titel på ett mått som behöver två rader för att få plats",
            "70,0 %",
            verdict,
            own,
            (0.5, -0.5, 0.5),
        )
        for at, (verdict, own) in enumerate([("better", 1.5), ("better", 0.2), ("worse", -3.0)])
    ),
)
DRAWN: dict[str, Callable[[], Spec | None]] = {
    "ranked": lambda: ranked.spec(counted()),
    "timeline": lambda: timeline.spec(many(breaks=("2022",), band=(("2023", 58.0, 61.0), ("2024", 59.0, 62.0)))),
    "map": lambda: area_map.regions(shown()),
    "towns": lambda: area_map.towns(replace(shown(), towns=shown().dots)),
    "multiples": lambda: multiples.spec(many()),
    "rank_span": lambda: rank_span.spec(many()),
    "funnel": lambda: funnel.spec(counted()),
    "abacus": lambda: abacus.spec(STANDING),
    "spider": lambda: spider.spec(spider_of(80.0, 40.0, 95.0, 60.0)),
    "fee_bars": lambda: fee_bars.spec(drawn_fees(0, 280, 4740)),
    "fee_map": lambda: fee_map.spec(drawn_fees(0, 280, 4740)),
}


def test_every_kind_is_in_every_list():
    """Drawn, told and tested; a table only where there is such a kind."""
    kinds = {kind for own in KINDS.values() for kind in own}
    assert kinds == SPECS.keys() == WORDS.keys() == DRAWN.keys()
    assert kinds > TABLES.keys()


@pytest.mark.parametrize("kind", DRAWN)
def test_the_rows_are_named_and_the_title_is_the_finding(kind: str):
    """A reader can open the spec, find the numbers by name, and no rows lie about that nothing uses."""
    spec = made(DRAWN[kind]())
    names = {data["name"] for data in data_of(spec)}
    assert names - {"borders"} <= spec["datasets"].keys()
    assert spec["datasets"].keys() <= names
    assert alt.SCHEMA_VERSION.split(".")[0] in spec["$schema"]
    assert title(spec)
    assert not title(spec).endswith(".")


def data_of(spec: Spec) -> list[Spec]:
    """Return every reference to rows in a spec."""
    found = [spec["data"]] if "data" in spec else []
    for layer in spec.get("layer", []):
        found += data_of(layer)
    return found + [one["from"]["data"] for one in spec.get("transform", []) if "from" in one]


@pytest.mark.parametrize("kind", DRAWN)
def test_every_spec_is_valid_vega_lite(kind: str):
    """Altair does not check it when we build: that would take seconds. Rows are left out, they may be anything."""
    spec = made(DRAWN[kind]())
    assert spec["config"].pop("background") is None  # Vega draws none then; its schema has no word for that
    spec["datasets"] = {name: [] for name in spec["datasets"]}
    assert validate_jsonschema(spec, load_schema(), raise_error=False) is None
    assert validate_jsonschema({**spec, "width": "wide"}, load_schema(), raise_error=False) is not None


# The ranked dots


def test_ranked_sorts_highest_first():
    """The reader's eye begins at the top."""
    (dots,) = layers(made(ranked.spec(shown())), "point")
    assert dots["encoding"]["y"]["sort"] == ["Öster", "Mitt", "Norr", "Ö", "Väster", "Söder"]
    assert dots["encoding"]["x"]["scale"]["zero"] is False
    assert "börjar inte på noll" in dots["encoding"]["x"]["title"]


def test_an_axis_begins_at_zero_when_the_figures_are_near_it():
    """Then there is nothing to say about it."""
    near = replace(shown(), dots=tuple(replace(one, value=one.value - 64.0) for one in shown().dots), country=3.0)
    (dots,) = layers(made(ranked.spec(near)), "point")
    assert dots["encoding"]["x"]["scale"]["zero"] is True
    assert dots["encoding"]["x"]["title"] == "%"


def test_a_verdict_is_never_told_by_colour_alone():
    """Word, shape and colour go together, and no two verdicts share a shape; not assessed is a ring."""
    (dots,) = layers(made(ranked.spec(shown())), "point")
    code = dots["encoding"]
    words = code["shape"]["scale"]["domain"]
    assert words == code["fill"]["scale"]["domain"] == code["stroke"]["scale"]["domain"]
    told = dict(zip(words, zip(code["shape"]["scale"]["range"], code["fill"]["scale"]["range"], strict=True), strict=True))
    assert told == {
        "Konsekvent bättre än riket": ("triangle-up", BETTER),
        "Konsekvent sämre än riket": ("triangle-down", WORSE),
        "Går inte att skilja från riket": ("circle", SIMILAR),
        NOT_ASSESSED: ("circle", PAPER),
    }
    assert code["stroke"]["scale"]["range"][-1] == SIMILAR
    assert {"better", "worse"} == VERDICT_COLOURS.keys() <= VERDICT_SHAPES.keys()


def test_without_any_verdict_there_is_no_legend():
    """One kind of ring needs no key."""
    none = replace(shown(), dots=tuple(replace(one, verdict="not_assessed") for one in shown().dots))
    (dots,) = layers(made(ranked.spec(none)), "point")
    assert dots["encoding"]["shape"]["legend"] is None
    (judged,) = layers(made(ranked.spec(shown())), "point")
    assert judged["encoding"]["shape"]["legend"] is not None


def test_intervals_are_thin_lines_behind_the_dots():
    """From the lower limit to the upper; the loudest mark is the figure."""
    spec = made(ranked.spec(counted()))
    country, lines = layers(spec, "rule")
    assert (lines["encoding"]["x2"]["field"], lines["transform"]) == ("upper", [{"calculate": "datum.lower", "as": "value"}])
    assert lines["mark"]["strokeWidth"] < country["mark"]["strokeWidth"]
    assert spec["layer"].index(lines) < spec["layer"].index(layers(spec, "point")[0])
    assert (rows(spec, lines)[0]["lower"], rows(spec, lines)[0]["upper"]) == (27.0, 33.0)
    assert len(layers(made(ranked.spec(shown())), "rule")) == 1


def test_the_country_is_a_line_with_its_name():
    """The rule says what it is, in words beside it; without a figure there is none."""
    spec = made(ranked.spec(shown()))
    (rule,) = layers(spec, "rule")
    (text,) = layers(spec, "text")
    assert [{"value": 70.0, "label": "Riket 70,0\u00a0%"}] == rows(spec, rule) == rows(spec, text)
    bare = made(ranked.spec(replace(shown(), country=None)))
    assert layers(bare, "rule") + layers(bare, "text") == []


# The lines over time


def test_timeline_draws_the_regions_behind_the_country():
    """The years without a value are left out, and the country's line is drawn last."""
    spec = made(timeline.spec(shown()))
    thin, whole = layers(spec, "line")
    assert "Riket" not in {row["name"] for row in rows(spec, thin)}
    assert [(row["period"], row["value"]) for row in rows(spec, whole)] == [("2022", 68.0), ("2024", 70.0)]
    assert thin["encoding"]["x"]["sort"] == ["2022", "2024"]
    assert layers(spec, "area") == layers(spec, "rule") == []


def test_timeline_without_a_country_has_only_regions():
    """Nothing is invented for the country."""
    bare = replace(shown(), series=shown().series[1:])
    assert shown().series[0][0] == "Riket"
    assert len(made(timeline.spec(bare))["layer"]) == 1


def test_no_line_goes_across_a_new_definition():
    """The line is cut, a dashed rule stands between, and says why."""
    spec = made(timeline.spec(many(breaks=("2022",))))
    thin, whole = layers(spec, "line")
    assert {row["period"]: row["definition"] for row in rows(spec, whole)} == {str(y): int(y >= 2022) for y in range(2019, 2025)}
    assert (whole["encoding"]["detail"]["field"], thin["encoding"]["detail"]["field"]) == ("definition", "line")
    assert thin["transform"] == [{"calculate": "datum.name + datum.definition", "as": "line"}]
    (rule,) = layers(spec, "rule")
    assert rows(spec, rule) == [{"period": "2022", "label": "ny definition"}]
    assert rule["mark"]["strokeDash"]
    assert rule["mark"]["xOffset"] < 0


@pytest.mark.parametrize(("breaks", "found"), [((), []), (("2019",), []), (("2030",), []), (("2021", "2023"), ["2021", "2023"])])
def test_a_break_is_drawn_only_between_years_that_are_shown(breaks: tuple[str, ...], found: list[str]):
    """A definition as old as the series cuts nothing; the first year shown under a new one carries the mark."""
    assert timeline.new_definitions(many(breaks=breaks)) == found


def test_the_band_is_the_countrys_uncertainty():
    """Lighter than the line, cut where the line is, and only in years that are shown."""
    spec = made(timeline.spec(many(breaks=("2024",), band=(("2001", 1.0, 2.0), ("2023", 58.0, 61.0), ("2024", 59.0, 62.0)))))
    (area,) = layers(spec, "area")
    assert [(row["period"], row["lower"], row["upper"], row["definition"]) for row in rows(spec, area)] == [
        ("2023", 58.0, 61.0, 0),
        ("2024", 59.0, 62.0, 1),
    ]
    assert area["mark"]["opacity"] < 0.5
    assert (area["encoding"]["y2"]["field"], area["encoding"]["detail"]["field"]) == ("upper", "definition")
    assert "Bandet är osäkerheten" in subtitle(spec)


def test_one_point_in_time_is_no_timeline():
    """A line needs two years."""
    assert timeline.spec(replace(shown(), series=tuple((name, line[-1:]) for name, line in shown().series))) is None


# The maps


@pytest.mark.parametrize("seed", range(20))
def test_classes_of_the_map_never_split_equal_values(seed: int):
    """Two regions with one value have one colour, however the borders fall."""
    drawn = np.random.default_rng(seed).choice([60, 61, 61.5, 62, 70], size=21).tolist()
    limits = class_limits(drawn)
    assert sorted(set(limits)) == limits
    assert len(limits) <= 4
    assert set(range(len(limits) + 1)) == {class_of(value, limits) for value in drawn}


def test_equal_values_everywhere_are_one_class():
    """No difference is drawn where there is none."""
    assert class_limits([5.0] * 21) == []
    assert class_labels([], "percent") == ["alla lika"]


def test_the_labels_of_the_classes_read_as_one_scale():
    """Under, from-to, at least."""
    labels = class_labels([64.5, 70.25, 77.7], "percent")
    assert labels == ["under 64,5", "64,5 till 70,3", "70,3 till 77,7", "minst 77,7"]


@pytest.mark.parametrize(
    ("limits", "unit"), [([0.241, 0.252, 0.263, 0.274], "fraction"), ([70.01, 70.02, 70.03, 70.04], "percent")]
)
def test_every_class_has_a_label_of_its_own(limits: list[float], unit: str):
    """Five classes need five names, or the legend merges them."""
    assert len(limits) + 1 == len(set(class_labels(limits, unit)))


def test_unknown_is_dashed_and_what_is_hidden_is_hatched():
    """Neither is the lowest class, and neither is told by colour alone."""
    spec = made(area_map.regions(replace(shown(), dots=shown().dots[2:], hidden=("02", "0180"), unknown=("04",))))
    scale = spec["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        **dict(zip(scale["domain"][:-2], scale["range"][:-2], strict=True)),
        area_map.HIDDEN: HATCHED,
        area_map.UNKNOWN: PAPER,
    }
    assert [row for row in spec["datasets"]["places"] if row["class"] == area_map.HIDDEN] == [
        {"code": "02", "class": area_map.HIDDEN}
    ]
    assert area_map.UNKNOWN in str(spec["encoding"]["strokeDash"]["condition"]["test"])
    assert spec["encoding"]["strokeDash"]["condition"]["value"] == [3, 2]


def test_a_full_map_explains_only_its_classes():
    """What does not occur is not in the legend; light is low and dark is high, also in grey."""
    scale = made(area_map.regions(replace(shown(), hidden=("0180",), unknown=("0180",))))["encoding"]["color"]["scale"]
    assert set(scale["range"]) <= set(SHADES)
    assert len(scale["domain"]) == len(scale["range"])
    light = [sum(int(shade[at : at + 2], 16) * part for at, part in ((1, 0.3), (3, 0.59), (5, 0.11))) for shade in scale["range"]]
    assert light == sorted(light, reverse=True)


def test_a_count_is_no_map():
    """A large place has more of everything; the fewest places have none either."""
    assert area_map.regions(replace(shown(), summed=True)) is None
    assert area_map.towns(shown()) is None
    assert area_map.regions(replace(shown(), dots=())) is None


# The small multiples


def test_every_region_has_a_panel_on_one_scale():
    """The same value is at the same height in every panel, and the country's line lies in each."""
    figures = many()
    spec = made(multiples.spec(figures))
    own = spec["datasets"]["regions"]
    assert [row["name"] for row in spec["datasets"]["names"]] == [name for name, _ in figures.regions]
    assert len({row["line"] for row in spec["datasets"]["country"]}) == 12
    floors = {name: row["y"] for (name, _), row in zip(figures.regions, spec["datasets"]["floors"], strict=True)}
    above = {(row["value"], round(floors[row["line"].rsplit(" ", 1)[0]] - row["y"], 1)) for row in own}
    assert len({value for value, _ in above}) == len(above)
    assert (max(height for _, height in above), min(height for _, height in above)) == (multiples.PANEL_HEIGHT, 0.0)


def test_panels_do_not_touch():
    """Each keeps to its own square."""
    spec = made(multiples.spec(many()))
    for names, floors in zip(spec["datasets"]["names"], spec["datasets"]["floors"], strict=True):
        inside = [row for row in spec["datasets"]["regions"] if row["line"].startswith(names["name"])]
        assert len(inside) == 6
        assert all(floors["x"] <= row["x"] <= floors["right"] and names["y"] < row["y"] <= floors["y"] for row in inside)


def test_the_small_lines_are_cut_at_a_new_definition():
    """Here too."""
    lines = {row["line"] for row in made(multiples.spec(many(breaks=("2022",))))["datasets"]["regions"]}
    assert len(lines) == 24


@pytest.mark.parametrize(("count", "years", "there"), [(10, 5, True), (9, 5, False), (10, 4, False)])
def test_a_pattern_needs_enough_regions_and_years(count: int, years: int, there: bool):  # noqa: FBT001
    """Below that the table says it better; the rank span asks the same."""
    assert there == (multiples.spec(many(count, years)) is not None)
    assert there == (rank_span.spec(many(count, years)) is not None)


def test_equal_figures_are_flat_lines():
    """And no division by nothing."""
    flat = many(series=tuple((name, tuple((period, 5.0) for period, _ in line)) for name, line in many().series))
    spec = made(multiples.spec(flat))
    assert {row["y"] for row in spec["datasets"]["regions"]} == {row["y"] for row in spec["datasets"]["floors"]}


# The rank span


def test_ranks_run_from_the_first_with_the_span_behind():
    """One to the left, from best to worst, and the place now as a number."""
    spec = made(rank_span.spec(many()))
    (bars,) = layers(spec, "rule")
    (dots,) = layers(spec, "point")
    assert (bars["encoding"]["x"]["field"], bars["encoding"]["x2"]["field"], dots["encoding"]["x"]["field"]) == (
        "best",
        "worst",
        "rank",
    )
    assert rows(spec, bars)[0] == {"name": "Plats 12", "rank": 1, "best": 1, "worst": 1}
    assert dots["encoding"]["x"]["scale"]["domain"] == [1, 12]
    assert "1 är bäst" in dots["encoding"]["x"]["title"]
    neither = made(rank_span.spec(many(better="neither")))
    assert "1 är högst" in layers(neither, "point")[0]["encoding"]["x"]["title"]


def test_a_band_of_ranks_needs_no_years():
    """The uncertainty of one year allows it; the words under the title say what the bars are."""
    band = made(rank_span.spec(many(years=2, rank_method="band")))
    assert "osäkerheten tillåter" in subtitle(band)
    assert "de senaste fem åren" in subtitle(made(rank_span.spec(many())))


# The funnel


def test_no_funnel_without_counts_classes_country_or_a_unit_that_is_counted():
    """The chart is picked by what the data can carry."""
    assert funnel.spec(counted()) is not None
    assert funnel.spec(shown()) is None
    assert funnel.spec(replace(counted(), country=None)) is None
    assert funnel.spec(counted("days")) is None
    assert funnel.spec(replace(counted(), dots=tuple(replace(one, n=None) for one in counted().dots))) is None
    assert funnel.spec(replace(counted(), dots=tuple(replace(one, funnel=None) for one in counted().dots))) is None
    assert funnel.spec(replace(counted(), dots=counted().dots[:4])) is None


def test_only_outliers_have_a_shape_a_colour_and_a_name():
    """The rest is grey: it is what chance gives."""
    spec = made(funnel.spec(counted()))
    (dots,) = layers(spec, "point")
    told = {row["name"]: (row["shape"], row["colour"], row["label"]) for row in rows(spec, dots)}
    assert told["Region 06"] == ("triangle-up", BETTER, "Region 06")
    assert told["Region 01"] == ("triangle-down", WORSE, "Region 01")
    assert {told[f"Region 0{at}"] for at in (2, 3, 4, 5)} == {("circle", SIMILAR, "")}


@pytest.mark.parametrize(
    ("kind", "better", "side"),
    [
        ("high_998", "higher", "better"),
        ("high_998", "lower", "worse"),
        ("low_998", "lower", "better"),
        ("low_998", "higher", "worse"),
        ("low_998", "neither", "similar"),
        ("high_95", "higher", "similar"),
    ],
)
def test_the_side_of_an_outlier_follows_the_direction(kind: str, better: str, side: str):
    """High is good only where higher is better."""
    assert funnel.side(replace(counted().dots[0], funnel=kind), better) == side


def test_the_limits_are_two_pairs_told_apart_by_their_line():
    """Dashed for 95, solid for 99.8; the key says which, and the over-dispersion is stated."""
    spec = made(funnel.spec(counted(overdispersion=(12.0, 0.1))))
    low, high = layers(spec, "line")
    assert (low["encoding"]["y"]["field"], high["encoding"]["y"]["field"]) == ("lower", "upper")
    assert low["encoding"]["strokeDash"]["scale"] == {"domain": [0.95, 0.998], "range": [[4, 3], [1, 0]]}
    assert "heldragna linjerna" in subtitle(spec)
    assert "12 gånger så stor" in subtitle(spec)
    drawn = [row["n"] for row in rows(spec, low)]
    assert min(drawn) < 300
    assert max(drawn) > 2500


# The abacus


def test_each_row_has_its_title_the_others_and_the_region():
    """Own mark by verdict, the others grey and small, long titles on two lines, and rows never overlap."""
    spec = made(abacus.spec(STANDING))
    own, titles, strings = (spec["datasets"][name] for name in ("own", "titles", "strings"))
    assert [(row["x"], row["shape"], row["colour"]) for row in own] == [
        (1.5, "triangle-up", BETTER),
        (0.2, "triangle-up", BETTER),
        (-3.0, "triangle-down", WORSE),
    ]
    assert len(spec["datasets"]["others"]) == 6
    assert {len(row["title"]) for row in titles} == {2}
    assert all(text["y"] + 30 <= string["above"] for text, string in zip(titles, strings, strict=True))
    assert all(string["below"] < text["y"] for string, text in zip(strings, titles[1:], strict=False))
    assert strings[-1]["below"] < spec["height"]
    points = layers(spec, "point")
    assert points[0]["mark"]["size"] < points[1]["mark"]["size"]
    assert "Norr" in subtitle(spec)


# The spider


def test_the_target_lies_under_the_result_and_both_are_closed():
    """Drawn in that order, the last corner is the first again, dashed against solid."""
    spec = made(spider.spec(spider_of(80.0, 40.0, 95.0, 60.0)))
    names = [layer["data"]["name"] for layer in spec["layer"]]
    assert names.index("targets") < names.index("results")
    for name, value in (("targets", 90.0), ("results", 80.0)):
        corners = spec["datasets"][name]
        assert len(corners) == 5
        assert (corners[0]["x"], corners[0]["y"]) == (corners[-1]["x"], corners[-1]["y"]) == vertex(value, 0, 4)
        assert [corner["at"] for corner in corners] == [0, 1, 2, 3, 4]
    target, result = (spec["layer"][names.index(name)]["mark"] for name in ("targets", "results"))
    assert target["strokeDash"]
    assert "strokeDash" not in result


def test_the_spiders_axes_are_fixed():
    """0 in the middle, 100 at the rim, whatever the results are."""
    low, high = made(spider.spec(spider_of(1.0, 2.0, 3.0))), made(spider.spec(spider_of(97.0, 98.0, 99.0)))
    assert low["datasets"]["rings"] == high["datasets"]["rings"]
    assert {row["ring"] for row in low["datasets"]["rings"]} == {25.0, 50.0, 75.0, 100.0}
    assert low["layer"][0]["encoding"]["x"]["scale"] == high["layer"][0]["encoding"]["x"]["scale"]


def test_every_corner_is_named_with_its_numbers():
    """Direct labels: what, how much, and what was promised."""
    labels = made(spider.spec(spider_of(80.0, 40.0, 95.0)))["datasets"]["labels"]
    assert labels[1]["label"] == ["Mått 2", "40,0\u00a0%", "(mål 90\u00a0%)"]
    assert [label["align"] for label in labels] == ["center", "left", "right"]


def _figures_without_dots() -> Figures:
    return replace(shown(), dots=(), series=())


@pytest.mark.parametrize("kind", KINDS[Figures])
def test_no_kind_fails_on_a_measure_without_regions(kind: str):
    """Measures of municipalities alone pass through every function."""
    assert SPECS[kind](_figures_without_dots()) is None


@pytest.mark.parametrize("kind", ["timeline", "funnel"])
def test_layers_that_share_an_axis_agree_on_its_name(kind: str):
    """One layer without a name takes it from all the others."""
    spec = made(DRAWN[kind]())
    named = [
        layer["encoding"]["y"]
        for layer in spec["layer"]
        if layer["encoding"].get("y", {}).get("field") in {"value", "lower", "upper"}
    ]
    assert len(named) >= 4
    assert {code.get("title") for code in named} == {"% (skalan börjar inte på noll)"}
