"""Live charts: what their specs say of each figure, and the files that they are made of."""

import copy
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from altair.utils.schemapi import validate_jsonschema
from altair.vegalite.v6.schema.core import load_schema

from build_site.draw import bundle
from build_site.draw.explore import LIVE, explorable
from build_site.draw.figures import Figures, figures
from build_site.draw.kinds import SPECS
from build_site.draw.render import KINDS, MAPS
from build_site.draw.tables import TABLES
from build_site.draw.theme import DARK, HATCHED, INK
from build_site.model.chart import Chart
from tests.charts import AREAS, BORDERS, HOSTILE, INDICATOR, comparison, counted, latest, many, shown, spider_of

Spec = dict[str, Any]
PROJECT = Path(__file__).resolve().parents[2]

BAND = (("2023", 58.0, 61.0), ("2024", 59.0, 62.0))
SUBJECTS: dict[str, Figures] = {
    "ranked": counted(),
    "timeline": many(breaks=("2022",), band=BAND),
    "map": shown(),
    "towns": replace(shown(), towns=shown().dots),
    "funnel": counted(),
}


def live(kind: str, subject: Figures | None = None) -> Spec:
    """Return the spec of a live chart."""
    subject = subject or SUBJECTS[kind]
    drawn = SPECS[kind](subject)
    assert drawn is not None
    made = explorable(kind, drawn, subject)
    assert made is not None
    return made


def tips(spec: Spec, *names: str) -> list[list[str]]:
    """Return the lines of each tip among these rows."""
    return [row["tip"].split("\n") for name in names for row in spec["datasets"][name]]


# What a live chart says


@pytest.mark.parametrize("kind", LIVE)
def test_a_live_spec_is_valid_vega_lite_on_its_own(kind: str):
    """Also to those who fetch the file and open it elsewhere; rows are left out, they may be anything."""
    spec = live(kind)
    spec["datasets"] = {name: [] for name in spec["datasets"]}
    assert validate_jsonschema(spec, load_schema(), raise_error=False) is None
    assert validate_jsonschema({**spec, "params": [{"name": 1}]}, load_schema(), raise_error=False) is not None


@pytest.mark.parametrize("kind", LIVE)
def test_the_picture_is_drawn_of_a_spec_that_is_left_alone(kind: str):
    """What is added for the live chart is not in the picture."""
    before = SPECS[kind](SUBJECTS[kind])
    kept = copy.deepcopy(before)
    explorable(kind, before or {}, SUBJECTS[kind])
    assert before == kept


def test_only_charts_of_figures_are_explored():
    """A spider's numbers stand beside it, small multiples have the time line's, and a rank has its number in the picture."""
    for kind in ("multiples", "rank_span"):
        assert explorable(kind, SPECS[kind](many()) or {}, many()) is None
    assert explorable("spider", SPECS["spider"](spider_of(80.0, 40.0, 95.0)) or {}, spider_of(80.0, 40.0, 95.0)) is None
    assert LIVE.keys() < set(KINDS[Figures])


@pytest.mark.parametrize("kind", LIVE)
def test_every_live_spec_brings_swedish_numbers_and_its_source(kind: str):
    """The picture has both in it; the live chart must not lose them."""
    spec = live(kind)
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert spec["usermeta"]["source"] == SUBJECTS[kind].source
    assert spec["params"] == [{"name": "pointed", "value": ""}]
    assert ("hatching" in spec["usermeta"]) == (kind in MAPS)


@pytest.mark.parametrize(
    ("kind", "said", "lit"), [("ranked", 1, 1), ("timeline", 2, 3), ("map", 1, 1), ("towns", 1, 1), ("funnel", 1, 1)]
)
def test_whatever_can_be_pointed_at_lights_up(kind: str, said: int, lit: int):
    """Some marks carry the tips, and some are seen only when theirs is the one shown."""
    spec = live(kind)
    assert (
        len([layer for layer in spec["layer"] if layer.get("encoding", {}).get("tooltip") == {"field": "tip", "type": "nominal"}])
        == said
    )
    seen = [layer for layer in spec["layer"] if "pointed" in json.dumps(layer)]
    assert len(seen) == lit
    for layer in seen:
        opacity = layer.get("encoding", {}).get("opacity")
        assert opacity["value"] == 0 if opacity else layer["transform"] == [{"filter": "datum.tip === pointed"}]


def test_a_dot_says_place_period_value_uncertainty_and_verdict():
    """In the words and with the decimals of the page."""
    spec = live("ranked", replace(SUBJECTS["ranked"], period="2024-Q1"))
    assert tips(spec, "regions")[0] == [
        "Region 06",
        "kvartal 1 2024: 70,0\u00a0%",
        "Osäkerhet: 67,0–73,0\u00a0%",
        "Går inte att skilja från riket",
    ]
    assert [lines[-1] for lines in tips(live("ranked", shown()), "regions")][:2] == ["Konsekvent bättre än riket", "Bedöms inte"]


def test_without_a_known_uncertainty_none_is_said():
    """No interval is invented."""
    assert "Osäkerhet" not in json.dumps(live("ranked", shown()), ensure_ascii=False)
    half = replace(shown(), dots=tuple(replace(one, lower=1.0) for one in shown().dots))
    assert "Osäkerhet" not in json.dumps(live("ranked", half), ensure_ascii=False)


def test_the_rows_are_pointed_at_from_the_top():
    """The arrow down goes down: rows are drawn in the order that they are read."""
    spec = live("ranked", shown())
    row = spec["layer"][0]
    assert [lines[0] for lines in tips(spec, "regions")] == row["encoding"]["y"]["sort"]
    assert row["mark"]["type"] == "rect"
    assert row["encoding"]["y"]["axis"]["zindex"] == 0  # or the grid would lie over the dots
    assert "x" not in row["encoding"]  # the row goes all the way across


def numbers_of(kind: str, subject: Figures) -> Iterable[tuple[str, ...]]:
    table = TABLES[kind](subject)
    assert table is not None
    return table.rows


def test_ranked_tips_have_the_numbers_of_the_table():
    """The three columns of the table under the chart, place by place."""
    told = {lines[0]: lines for lines in tips(live("ranked"), "regions")}
    rows = list(numbers_of("ranked", SUBJECTS["ranked"]))
    assert told.keys() == {row[0] for row in rows}
    for name, value, low, high in rows:
        assert told[name][1:3] == [f"2024: {value}\u00a0%", f"Osäkerhet: {low}–{high}\u00a0%"]


def test_timeline_tips_have_the_numbers_of_the_table():
    """Each place, each year; a year without a figure has nothing to point at."""
    gap = many(breaks=("2022",), band=BAND)
    gap = replace(gap, series=(gap.series[0], (gap.series[1][0], gap.series[1][1][1:]), *gap.series[2:]))
    spec = live("timeline", gap)
    told = {(lines[0], lines[1].split(": ")[0]): lines[1].split(": ")[1] for lines in tips(spec, "country", "regions")}
    years = [str(year) for year in range(2019, 2025)]
    table = {
        (row[0], year): f"{cell}\u00a0%"
        for row in numbers_of("timeline", gap)
        for year, cell in zip(years, row[1:], strict=True)
        if cell != "–"
    }
    assert told == table
    assert (gap.series[1][0], "2019") not in told


def test_the_countrys_tip_has_its_band_and_a_regions_has_none():
    """The uncertainty is that of the country's figure alone."""
    spec = live("timeline")
    sure = [lines for lines in tips(spec, "country") if len(lines) > 2]
    assert [lines[1:] for lines in sure] == [
        ["2023: 60,0\u00a0%", "Osäkerhet: 58,0–61,0\u00a0%"],
        ["2024: 60,0\u00a0%", "Osäkerhet: 59,0–62,0\u00a0%"],
    ]
    assert {len(lines) for lines in tips(spec, "regions")} == {2}


def test_a_timeline_of_regions_alone_can_be_explored():
    """Altair then names the rows once, for all layers."""
    bare = replace(many(), series=many().series[1:])
    spec = live("timeline", bare)
    assert "country" not in spec["datasets"]
    assert len(tips(spec, "regions")) == 72
    assert {layer["data"]["name"] for layer in spec["layer"] if "data" in layer} == {"regions"}


def test_funnel_tips_have_the_numbers_of_the_table():
    """The figure, how many it is made of, and where it lies."""
    told = {lines[0]: lines[1:] for lines in tips(live("funnel"), "regions")}
    rows = list(numbers_of("funnel", SUBJECTS["funnel"]))
    assert told.keys() == {row[0] for row in rows}
    for name, value, people, placed in rows:
        assert (told[name][0], told[name][2], told[name][3].lower()) == (f"2024: {value}\u00a0%", f"Bygger på {people}", placed)


# Maps


@pytest.mark.parametrize(("kind", "whose"), [(kind, MAPS[kind]) for kind in SUBJECTS if kind in MAPS])
def test_a_live_map_fetches_borders_and_names_from_one_file(kind: str, whose: str):
    """The borders are most of the weight and the same in every map; the names come with them."""
    spec = live(kind)
    assert spec["data"]["url"] == f"../granser/{whose}.json"
    assert "borders" not in spec["datasets"]
    calculated = spec["transform"][-1]
    assert (calculated["as"], "datum.properties.name" in calculated["calculate"]) == ("tip", True)
    assert [row["said"] for row in spec["datasets"]["places"]] == [
        f"2024: {value}\u00a0%" for value in ("64,5", "64,5", "69,9", "71,0", "77,7", "80,2")
    ]
    assert "said" in spec["transform"][0]["from"]["fields"]


def test_what_may_not_be_shown_is_in_no_live_spec():
    """A hidden place says that it is hidden, an unknown one that it is unknown, and neither has a number in any file."""
    hidden = replace(latest("02", 64.5), value=None, status="suppressed", interval=None)
    unknown = replace(latest("04", 64.5), value=None, status="missing", interval=None)
    compared = comparison(
        c02=replace(hidden, series=()), c04=replace(unknown, series=()), c07=latest("07", 50.0), c08=latest("08", 51.0)
    )
    full = figures(INDICATOR, compared, AREAS | more_areas(), "Registret")
    assert full is not None
    for kind in ("ranked", "timeline", "map"):
        text = json.dumps(live(kind, full), ensure_ascii=False)
        assert "64,5" not in text
        assert "64.5" not in text
        assert "Söder" not in text
    places = {row["code"]: row for row in live("map", full)["datasets"]["places"]}
    assert places["02"] == {"code": "02", "class": "För få fall för att visas", "said": "För få fall för att visas"}
    assert "04" not in places
    assert "|| 'Uppgift saknas'" in live("map", full)["transform"][-1]["calculate"]


def more_areas() -> dict[str, Any]:
    area = AREAS["01"]
    return {code: area.model_copy(update={"code": code, "name": f"Region {code}", "short_name": code}) for code in ("07", "08")}


def test_a_hostile_name_is_a_value_and_never_an_expression():
    """Names reach the spec as rows only: nothing from data is put into what Vega interprets."""
    evil = "' + alert(1) + '"
    named = replace(counted(), dots=tuple(replace(one, name=f"{evil}{one.area}") for one in counted().dots), title=HOSTILE)
    for kind in ("ranked", "funnel"):
        spec = live(kind, named)
        assert evil in json.dumps(spec["datasets"], ensure_ascii=False)
        code = [layer.get("transform", []) for layer in spec["layer"]]
        tests = [layer["encoding"].get("opacity", {}) for layer in spec["layer"] if "encoding" in layer]
        assert "alert" not in json.dumps([code, tests, spec["params"]])


# The files


def chart(kind: str, spec: bytes | None) -> Chart:
    return Chart(f"diagram/m1/{kind}.svg", b"<svg/>", "alt", 1, 1, spec=spec)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often the libraries are put together, instead of doing it."""
    calls: list[str] = []

    def put_together(snippet: str) -> str:
        calls.append(snippet)
        return f"/* libraries */{snippet}"

    monkeypatch.setattr(vl_convert, "javascript_bundle", put_together)
    return calls


def test_specs_lie_beside_their_pictures(tmp_path: Path, made: list[str]):
    """With what they share: libraries, colours and borders; a kind that isn't explored has no spec."""
    charts = {"m1": {"ranked": chart("ranked", b"{1}"), "rank_span": chart("rank_span", None)}}
    files = bundle.live_files(charts, {"regions": BORDERS, "municipalities": None}, AREAS, store=tmp_path)
    assert files["diagram/m1/ranked.json"] == b"{1}"
    assert files.keys() == {
        "diagram/m1/ranked.json",
        "diagram/granser/regions.json",
        "assets/charts/vega.js",
        "assets/charts/colours.css",
    }
    assert made == ["export default vegaEmbed;"]


def test_a_site_without_such_charts_has_no_libraries(tmp_path: Path, made: list[str]):
    """Nothing is made for nobody."""
    charts = {"m1": {"rank_span": chart("rank_span", None)}}
    assert bundle.live_files(charts, {"regions": BORDERS}, AREAS, store=tmp_path) == {}
    assert made == []


def test_borders_have_the_names_of_the_pages(tmp_path: Path, made: list[str]):
    """Short names, as in the table; a code that is no place here is left out."""
    areas = {code: area for code, area in AREAS.items() if code != "06"}
    files = bundle.live_files({"m1": {"map": chart("map", b"{}")}}, {"regions": BORDERS}, areas, store=tmp_path)
    found = [feature["properties"] for feature in json.loads(files["diagram/granser/regions.json"])["features"]]
    assert found == [{"code": code, "name": areas[code].short} for code in ("01", "02", "03", "04", "05")]
    assert len(made) == 1


def test_the_libraries_are_made_once_for_each_version(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch):
    """It takes seconds; an older one is thrown away when the renderer has a new version."""
    first = bundle.libraries(tmp_path / "new")
    assert bundle.libraries(tmp_path / "new") == first
    assert len(made) == 1
    monkeypatch.setattr(bundle, "version", lambda name: f"{name} 99")
    bundle.libraries(tmp_path / "new")
    assert len(made) == 2
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert first.decode().startswith("// Vega, Vega-Lite, Vega-Embed")


def test_the_licences_lie_beside_the_libraries():
    """Where the file itself says they are."""
    assert "LICENSES.txt beside this file" in bundle.HEAD
    text = (PROJECT / "docs" / bundle.ASSETS / "LICENSES.txt").read_text(encoding="utf-8")
    for holder in ("University of Washington Interactive Data Lab", "Mike Bostock", "BSD-3-Clause", "Permission to use, copy"):
        assert holder in text


def test_every_colour_has_its_dark_twin_in_the_style_sheet_too():
    """The same table as the pictures, only on dark pages, only inside live charts."""
    text = bundle.colours().decode()
    assert text.index("prefers-color-scheme: dark") < text.index(".explore")
    rules = [line for line in text.splitlines() if ":" in line and line.startswith("  ")]
    assert len(rules) == 2 * len(DARK)
    assert all(line.startswith("  .explore [") for line in rules)
    assert f'.explore [fill="{INK}"] {{ fill: {DARK[INK]}; }}' in text
    assert HATCHED not in text
