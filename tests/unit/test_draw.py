"""Charts, tested as data; of the finished picture only what a reader or a browser relies on."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from build_site.draw import ranked, region_map, render, timeline
from build_site.draw.figures import Figures, figures, words
from build_site.draw.theme import DARK, SHADES, VERDICT_COLOURS, VERDICT_SHAPES, finish
from build_site.model.area import Area
from build_site.model.chart import Chart
from build_site.model.comparison import Comparison, Latest, Verdict
from build_site.model.indicator import Indicator

HOSTILE = '</title><script>alert("1")</script> & <b>ålder</b>'
AREAS = {"00": Area(code="00", name="Riket", type="country")} | {
    f"0{number}": Area(code=f"0{number}", name=f"Region {name}", type="region", parent="00", short_name=name)
    for number, name in enumerate(("Norr", "Söder", "Öster", "Väster", "Mitt", "Ö"), 1)
}
VALUES = {"01": 71.0, "02": 64.5, "03": 80.2, "04": 64.5, "05": 77.7, "06": 69.9}
VERDICTS = {"01": "similar", "02": "worse", "03": "better", "04": "worse", "05": "not_assessed", "06": "similar"}
INDICATOR = Indicator.model_validate(
    {
        "id": "test",
        "title": {"sv": "Opererade i tid", "en": "Operated in time"},
        "description": {"sv": "Påhittat", "en": "Made up"},
        "unit": "percent",
        "better": "higher",
        "better_reason": "Så är det.",
        "register": "register",
        "source": "source",
        "adjustment": "none",
        "smallest_denominator": 10,
        "additive_over": [],
        "steward": "Ingen",
        "next_review": "2099-12-31",
    }
)
BORDERS: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": f"0{number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[15, 60 + number], [15, 61 + number], [17, 61 + number], [17, 60 + number], [15, 60 + number]]],
            },
        }
        for number in range(1, 7)
    ],
}


def latest(area: str, value: float, *, period: str = "2024", verdict: str = "similar", suspicious: bool = False) -> Latest:
    series = (("2022", value - 2), ("2023", None), (period, value))
    return Latest(area, period, value, "ok", "final", Verdict(verdict), series=series, suspicious=suspicious)  # type: ignore[arg-type]


def comparison(**changed: Latest) -> Comparison:
    """Return six regions and the country, with some areas changed: `c03=` is area 03."""
    rows = {"00": latest("00", 70.0)} | {code: latest(code, value, verdict=VERDICTS[code]) for code, value in VALUES.items()}
    return Comparison("test", "consistency", "00", "2024", rows | {key[1:]: one for key, one in changed.items()})


def shown(**changed: Latest) -> Figures:
    made = figures(INDICATOR, comparison(**changed), AREAS, "Registret")
    assert made is not None
    return made


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        layer for layer in spec["layer"] if (layer["mark"] if isinstance(layer["mark"], str) else layer["mark"]["type"]) == kind
    ]


def rows(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["datasets"][layer["data"]["name"]]
    assert found
    return found


# What is drawn


def test_dots_stand_from_lowest_to_highest_with_equals_by_name():
    """The order is fixed, also between two with one value."""
    assert [dot.name for dot in shown().dots] == ["Söder", "Väster", "Ö", "Norr", "Mitt", "Öster"]


def test_the_finding_is_the_span():
    """The headline tells lowest and highest, with unit and place."""
    made = shown()
    assert made.finding == "Från 64,5\u00a0% i Söder till 80,2\u00a0% i Öster"
    assert (made.what, made.country_text) == ("Opererade i tid, 2024", "Riket 70,0\u00a0%")


def test_a_value_that_cannot_be_true_is_in_no_chart():
    """146 % would flatten every other dot, and be believed."""
    made = shown(c03=latest("03", 146.1, suspicious=True))
    assert "Öster" not in {dot.name for dot in made.dots}
    assert "Öster" not in dict(made.series)


def test_an_older_impossible_year_is_in_no_chart(tmp_path: Path):
    """The line of a region leaves out the year that cannot be true, as the dots do."""
    import pandas as pd  # noqa: PLC0415

    from build_site.compare.country import compare  # noqa: PLC0415
    from build_site.model.table import COLUMNS, KINDS, NUMBERS, SEXES, STATUSES, Table  # noqa: PLC0415
    from build_site.protect.small_counts import protect  # noqa: PLC0415

    assert tmp_path.is_dir()
    nan = float("nan")
    data = [
        (code, year, "total", 146.1 if (code, year) == ("03", "2023") else 60.0, nan, nan, nan, nan, "ok", "final")
        for code in AREAS
        for year in ("2023", "2024")
    ]
    frame = pd.DataFrame(data, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, "float64"))
    frame = frame.astype({"area": "category", "period": "category"})
    for column, known in (("sex", SEXES), ("status", STATUSES), ("kind", KINDS)):
        frame[column] = pd.Categorical(frame[column], categories=list(known))
    made = figures(INDICATOR, compare(INDICATOR, protect({"test": Table("test", frame)})["test"], AREAS), AREAS, "Registret")
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


# The ranked dots


def test_ranked_sorts_highest_first():
    """The reader's eye begins at the top."""
    spec = ranked.spec(shown())
    (dots,) = layers(spec, "point")
    assert dots["encoding"]["y"]["sort"] == ["Öster", "Mitt", "Norr", "Ö", "Väster", "Söder"]
    assert dots["encoding"]["x"]["scale"]["zero"] is False


def test_a_verdict_is_never_told_by_colour_alone():
    """Each colour that means something has a shape of its own."""
    spec = ranked.spec(shown())
    (dots,) = layers(spec, "point")
    pairs = {(row["colour"], row["shape"]) for row in rows(spec, dots)}
    assert {(VERDICT_COLOURS[verdict], VERDICT_SHAPES[verdict]) for verdict in ("better", "worse")} < pairs
    assert len(pairs) == len({shape for _, shape in pairs}) == len({colour for colour, _ in pairs}) == 3
    assert None is dots["encoding"]["color"]["scale"] is dots["encoding"]["shape"]["scale"]


def test_the_country_is_a_line_with_its_name():
    """The rule says what it is, in words beside it."""
    spec = ranked.spec(shown())
    (rule,) = layers(spec, "rule")
    (text,) = layers(spec, "text")
    assert [{"value": 70.0, "label": "Riket 70,0\u00a0%"}] == rows(spec, rule) == rows(spec, text)


def test_without_a_country_figure_there_is_no_line():
    """No reference, no rule."""
    spec = ranked.spec(replace(shown(), country=None))
    assert layers(spec, "rule") + layers(spec, "text") == []


# The lines over time


def test_timeline_draws_the_regions_behind_the_country():
    """The years without a value are left out, and the country's line is drawn last."""
    spec = timeline.spec(shown())
    assert spec is not None
    thin, whole = layers(spec, "line")
    assert "Riket" not in {row["name"] for row in rows(spec, thin)}
    assert [(row["period"], row["value"]) for row in rows(spec, whole)] == [("2022", 68.0), ("2024", 70.0)]
    assert thin["encoding"]["x"]["sort"] == ["2022", "2024"]


def test_timeline_without_a_country_has_only_regions():
    """Nothing is invented for the country."""
    made = shown()
    spec = timeline.spec(replace(made, series=tuple(line for line in made.series if line[0] != "Riket")))
    assert spec is not None
    assert len(spec["layer"]) == 1


def test_one_point_in_time_is_no_timeline():
    """A line needs two years."""
    made = shown()
    assert timeline.spec(replace(made, series=tuple((name, line[-1:]) for name, line in made.series))) is None


# The map


@pytest.mark.parametrize("seed", range(20))
def test_classes_of_the_map_never_split_equal_values(seed: int):
    """Two regions with one value have one colour, however the borders fall."""
    drawn = np.random.default_rng(seed).choice([60, 61, 61.5, 62, 70], size=21).tolist()
    limits = region_map.class_limits(drawn)
    assert sorted(set(limits)) == limits
    assert len(limits) <= 4
    classes = {value: {int(np.searchsorted(limits, own, side="right")) for own in drawn if own == value} for value in drawn}
    assert all(len(found) == 1 for found in classes.values())
    used = {next(iter(found)) for found in classes.values()}
    assert set(range(len(limits) + 1)) == used


def test_equal_values_everywhere_are_one_class():
    """No difference is drawn where there is none."""
    assert region_map.class_limits([5.0] * 21) == []
    assert region_map.class_labels([], "percent") == ["alla lika"]


def test_the_labels_of_the_classes_read_as_one_scale():
    """Under, from-to, at least."""
    labels = region_map.class_labels([64.5, 70.25, 77.7], "percent")
    assert labels == ["under 64,5", "64,5 till 70,3", "70,3 till 77,7", "minst 77,7"]


@pytest.mark.parametrize(
    ("limits", "unit"), [([0.241, 0.252, 0.263, 0.274], "fraction"), ([70.01, 70.02, 70.03, 70.04], "percent")]
)
def test_every_class_has_a_label_of_its_own(limits: list[float], unit: str):
    """Five classes need five names, or the legend merges them."""
    labels = region_map.class_labels(limits, unit)
    assert len(limits) + 1 == len(set(labels))


def test_a_region_without_a_figure_has_a_dashed_outline():
    """Unknown is not the lowest class, and is not told by colour alone."""
    made = shown()
    spec = region_map.spec(replace(made, dots=made.dots[1:]), BORDERS)
    domain = spec["encoding"]["color"]["scale"]["domain"]
    assert domain[-1] == region_map.UNKNOWN
    assert len(domain) == len(spec["encoding"]["color"]["scale"]["range"])
    assert region_map.UNKNOWN in spec["encoding"]["strokeDash"]["condition"]["test"]
    labels = {feature["properties"]["class"] for feature in rows(spec, spec)}
    assert region_map.UNKNOWN in labels <= set(domain)


def test_a_full_map_has_no_unknown_in_its_legend():
    """What does not occur is not explained."""
    spec = region_map.spec(shown(), BORDERS)
    assert region_map.UNKNOWN not in spec["encoding"]["color"]["scale"]["domain"]
    assert set(spec["encoding"]["color"]["scale"]["range"]) <= set(SHADES)


# The finished picture


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Chart]:
    """Return the three charts of one indicator with a hostile title, drawn once."""
    made = replace(shown(), title=HOSTILE, source=f"Källa: {HOSTILE}.")
    return render.draw({"test": made}, BORDERS, store=tmp_path_factory.mktemp("store"), jobs=1)["test"]


KINDS = ["ranked", "timeline", "map"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_finished_chart_stands_alone(drawn: dict[str, Chart], kind: str):
    """Well-formed, named for a screen reader, with its source inside, and no script, link or picture from elsewhere."""
    chart = drawn[kind]
    root = ET.fromstring(chart.svg)  # noqa: S314  (our own file)
    name = "{http://www.w3.org/2000/svg}"
    assert f"diagram/test/{kind}.svg" == chart.path
    title, desc, style = list(root)[:3]
    assert (f"{name}title", f"{name}desc", f"{name}style") == (title.tag, desc.tag, style.tag)
    assert title.text
    assert chart.alt == desc.text
    assert (str(chart.width), str(chart.height)) == (root.get("width"), root.get("height"))
    tags = {element.tag.removeprefix(name) for element in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "a", "use", "iframe"}
    text = " ".join(element.text or "" for element in root.iter(f"{name}text"))
    assert "Källa:" in text
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", chart.svg.decode()))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_title_is_text(drawn: dict[str, Chart], kind: str):
    """What data says is shown as it is written, never run."""
    svg = drawn[kind].svg.decode()
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "&lt;script&gt;" in svg
    assert not re.search(r"\son\w+=", svg)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_picture_itself_has_a_role(drawn: dict[str, Chart], kind: str):
    """Vega's own roles would make a screen reader spell out every axis."""
    body = drawn[kind].svg.decode().split("</desc>")[1]
    assert 'role="img" aria-labelledby="t d"' in drawn[kind].svg.decode()
    assert not re.search(r"\s(role|aria-[a-z]+)=", body)


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_has_its_dark_twin(drawn: dict[str, Chart], kind: str):
    """On a dark page no ink is left dark."""
    svg = drawn[kind].svg.decode()
    style, body = svg.split("<style>")[1].split("</style>")
    assert style.startswith("@media (prefers-color-scheme:dark)")
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', body))
    assert used
    assert used <= set(DARK)
    assert all(f'="{colour}"' in style for colour in used)


def test_the_same_figures_give_the_same_bytes(drawn: dict[str, Chart], tmp_path: Path):
    """Drawn again from nothing, not a byte differs."""
    made = replace(shown(), title=HOSTILE, source=f"Källa: {HOSTILE}.")
    again = render.draw({"test": made}, BORDERS, store=tmp_path, jobs=2)["test"]
    assert {kind: chart.svg for kind, chart in drawn.items()} == {kind: chart.svg for kind, chart in again.items()}


def test_the_second_time_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Finished charts are kept by what they were drawn from; one changed figure is one chart drawn anew."""
    made = shown()

    def fake(new: list[render.Drawing], _borders: object, store: Path, _jobs: int) -> dict[str, bytes]:
        done = {drawing.key: finish('<svg width="9" height="9"></svg>', title="t", alt="a", source=[]) for drawing in new}
        store.mkdir(parents=True, exist_ok=True)
        for key, svg in done.items():
            (store / f"{key}.svg").write_bytes(svg)
        return done

    def fail(new: list[render.Drawing], *_: object) -> dict[str, bytes]:
        raise AssertionError([drawing.kind for drawing in new])

    monkeypatch.setattr(render, "_render", fake)
    first = render.draw({"test": made}, BORDERS, store=tmp_path, jobs=1)
    monkeypatch.setattr(render, "_render", fail)
    assert first == render.draw({"test": made}, BORDERS, store=tmp_path, jobs=1)
    with pytest.raises(AssertionError, match="ranked"):
        render.draw({"test": replace(made, country=70.1)}, BORDERS, store=tmp_path, jobs=1)


def test_without_borders_there_is_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder without borders gets its other charts."""
    monkeypatch.setattr(
        render,
        "_render",
        lambda new, *_: {one.key: finish('<svg width="9" height="9"></svg>', title="t", alt="a", source=[]) for one in new},
    )
    assert list(render.draw({"test": shown()}, None, store=tmp_path, jobs=1)["test"]) == ["ranked", "timeline"]


def test_what_is_not_svg_is_refused():
    """A renderer that answers with an error text does not become a picture."""
    with pytest.raises(ValueError, match="not SVG"):
        finish("Error: no", title="", alt="", source=[])


def test_every_kind_has_its_words():
    """The finding and the alternative text; another kind is a mistake."""
    assert all(len(alt) > len(finding) > 10 for finding, alt in (words(kind, shown()) for kind in KINDS))
    with pytest.raises(ValueError, match="no chart is called pie"):
        words("pie", shown())


def test_the_store_forgets_charts_that_no_build_uses(tmp_path: Path):
    """Otherwise it would grow with every change of a figure."""
    (tmp_path / "old.svg").write_bytes(b"<svg/>")
    charts = render.draw({}, None, store=tmp_path, jobs=1)
    assert (charts, list(tmp_path.iterdir())) == ({}, [])
