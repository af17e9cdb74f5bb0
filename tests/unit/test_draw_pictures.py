"""The finished pictures: what a reader or a browser relies on, and what is kept between builds."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from build_site.draw import render
from build_site.draw.borders import simplify
from build_site.draw.explore import LIVE
from build_site.draw.figures import Figures
from build_site.draw.theme import DARK, HATCHED, finish
from build_site.model.chart import Chart
from tests.charts import BORDERS, HOSTILE, counted, many, shown, spider_of

AROUND: render.Borders = {"regions": BORDERS, "municipalities": BORDERS}


def everything(title: str = HOSTILE) -> Figures:
    """Return figures that carry every kind of chart of an indicator: counts, years, ranks, towns, a break, a band."""
    full = many(breaks=("2022",), band=(("2023", 58.0, 61.0), ("2024", 59.0, 62.0)), overdispersion=(9.0, 0.1), hidden=("06",))
    dots = tuple(replace(one, n=one.n, funnel=one.funnel) for one in counted().dots[:5])
    dots = tuple(
        replace(dot, lower=dot.value - 1, upper=dot.value + 1, funnel=dots[at % 5].funnel, n=1000.0 + at)
        for at, dot in enumerate(full.dots)
        if dot.area != "06"
    )
    return replace(full, title=title, source=f"Källa: {title}.", dots=dots, towns=dots)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Chart]:
    """Return every chart of one indicator with a hostile title, and a spider, drawn once."""
    subjects: dict[str, tuple[render.Subject, ...]] = {"test": (everything(), replace(spider_of(80.0, 40.0, 95.0), name=HOSTILE))}
    return render.draw(subjects, AROUND, store=tmp_path_factory.mktemp("store"), jobs=1)["test"]


KINDS = [*render.KINDS[Figures], "spider"]


def test_every_kind_is_drawn(drawn: dict[str, Chart]):
    """In the order that pages show them, each with its finding; those that can be explored with a spec that can be opened."""
    assert list(drawn) == KINDS
    assert all(chart.finding for chart in drawn.values())
    live = {kind: json.loads(chart.spec)["datasets"] for kind, chart in drawn.items() if chart.spec is not None}
    assert live.keys() == LIVE.keys()
    assert all(live.values())
    assert [kind for kind, chart in drawn.items() if chart.table] == ["ranked", "timeline", "rank_span", "funnel", "spider"]


@pytest.mark.parametrize("kind", ["map", "towns"])
def test_a_maps_spec_leaves_its_borders_out(drawn: dict[str, Chart], kind: str):
    """They are the same in every map, and would be most of the file."""
    spec = json.loads(drawn[kind].spec or b"")
    assert "borders" not in spec["datasets"]
    assert spec["data"]["url"] == f"../granser/{render.MAPS[kind]}.json"
    assert drawn[kind].svg.count(b"<path") >= len(BORDERS["features"])


def test_what_is_hidden_is_hatched_in_the_picture(drawn: dict[str, Chart]):
    """The colour that stands for it is never seen."""
    svg = drawn["map"].svg.decode()
    assert HATCHED not in svg
    assert svg.count('fill="url(#h)"') == 2  # the region and the legend
    assert '<pattern id="h"' in svg
    assert "pattern" not in drawn["ranked"].svg.decode()


def test_coordinates_are_short(drawn: dict[str, Chart]):
    """Tenths of a pixel: the rest is weight."""
    for chart in drawn.values():
        written = re.findall(r'\b(?:d|transform|points)="([^"]*)"', chart.svg.decode())
        assert written
        assert not [found for found in written if re.search(r"\d\.\d\d", found)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_finished_chart_stands_alone(drawn: dict[str, Chart], kind: str):
    """Well-formed, named for a screen reader, with its source inside, and no script, link or picture from elsewhere."""
    chart = drawn[kind]
    root = ET.fromstring(chart.svg)  # noqa: S314  (our own file)
    name = "{http://www.w3.org/2000/svg}"
    assert chart.path == (f"diagram/area/01/{kind}.svg" if kind == "spider" else f"diagram/many/{kind}.svg")
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
    again = render.draw({"test": (everything(),)}, AROUND, store=tmp_path, jobs=2)["test"]
    assert {**again, "spider": drawn["spider"]} == drawn


PLAIN = replace(shown(), towns=shown().dots)
PICTURE = finish('<svg width="9" height="9"></svg>', title="t", alt="a", source=[])


def fake(new: list[render.Drawing], _borders: object, store: Path, _jobs: int) -> dict[str, render.Drawn]:
    """Keep an empty picture for every drawing instead of drawing it."""
    store.mkdir(parents=True, exist_ok=True)
    done = {drawing.key: render.Drawn(PICTURE, b"{}") for drawing in new}
    for key, drawn in done.items():
        (store / f"{key}.svg").write_bytes(drawn.svg)
        (store / f"{key}.json").write_bytes(drawn.spec)
    return done


def test_the_second_time_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Finished charts are kept by what they were drawn from; one changed figure is one measure drawn anew."""

    def fail(new: list[render.Drawing], *_: object) -> dict[str, render.Drawn]:
        raise AssertionError([drawing.kind for drawing in new])

    monkeypatch.setattr(render, "_render", fake)
    first = render.draw({"test": (PLAIN,)}, AROUND, store=tmp_path, jobs=1)
    monkeypatch.setattr(render, "_render", fail)
    assert first == render.draw({"test": (PLAIN,)}, AROUND, store=tmp_path, jobs=1)
    with pytest.raises(AssertionError, match="ranked"):
        render.draw({"test": (replace(PLAIN, country=70.1),)}, AROUND, store=tmp_path, jobs=1)


def test_new_borders_are_new_maps_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A mended coastline draws no time line anew."""
    monkeypatch.setattr(render, "_render", fake)
    render.draw({"test": (PLAIN,)}, AROUND, store=tmp_path, jobs=1)
    seen: list[str] = []

    def see(new: list[render.Drawing], *rest: Any) -> dict[str, render.Drawn]:  # noqa: ANN401
        seen.extend(drawing.kind for drawing in new)
        return fake(new, *rest)

    monkeypatch.setattr(render, "_render", see)
    other = {**BORDERS, "features": BORDERS["features"][:5]}
    render.draw({"test": (PLAIN,)}, {**AROUND, "regions": other}, store=tmp_path, jobs=1)
    assert seen == ["map"]


def test_half_a_chart_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A picture whose spec is gone is not used."""
    monkeypatch.setattr(render, "_render", fake)
    render.draw({"test": (PLAIN,)}, AROUND, store=tmp_path, jobs=1)
    next(tmp_path.glob("*.json")).unlink()
    monkeypatch.setattr(render, "_render", lambda new, *_: pytest.fail(str(len(new))))
    with pytest.raises(pytest.fail.Exception, match=r"^1$"):
        render.draw({"test": (PLAIN,)}, AROUND, store=tmp_path, jobs=1)


def test_what_cannot_be_drawn_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """That a measure carries no funnel is remembered too, and leaves no chart."""
    charts = render.draw({"test": (replace(shown(), dots=(), series=()),)}, AROUND, store=tmp_path, jobs=1)
    assert charts == {"test": {}}
    monkeypatch.setattr(render, "_render", lambda *_: pytest.fail("tried again"))
    assert charts == render.draw({"test": (replace(shown(), dots=(), series=()),)}, AROUND, store=tmp_path, jobs=1)


def test_without_borders_there_is_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder without borders gets its other charts; one with the regions' alone gets their map."""
    monkeypatch.setattr(render, "_render", fake)
    none = render.draw({"test": (PLAIN,)}, {"regions": None}, store=tmp_path, jobs=1)["test"]
    assert none.keys() == set(render.KINDS[Figures]) - render.MAPS.keys()
    half = render.draw({"test": (PLAIN,)}, {"regions": BORDERS}, store=tmp_path, jobs=1)["test"]
    assert half.keys() == none.keys() | {"map"}


def test_what_is_not_svg_is_refused():
    """A renderer that answers with an error text does not become a picture."""
    with pytest.raises(ValueError, match="not SVG"):
        finish("Error: no", title="", alt="", source=[])


def test_the_store_forgets_charts_that_no_build_uses(tmp_path: Path):
    """Otherwise it would grow with every change of a figure."""
    for name in ("old.svg", "old.json"):
        (tmp_path / name).write_bytes(b"<svg/>")
    charts = render.draw({}, {}, store=tmp_path, jobs=1)
    assert (charts, list(tmp_path.iterdir())) == ({}, [])


# Borders


def ring(*points: tuple[float, float]) -> list[list[float]]:
    return [[x, y] for x, y in (*points, points[0])]


def borders_of(*polygons: Any) -> dict[str, Any]:  # noqa: ANN401
    shape = {"type": "MultiPolygon", "coordinates": list(polygons)}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"code": "01", "name": "x"}, "geometry": shape}],
    }


def test_borders_are_moved_to_a_grid_and_keep_only_their_code():
    """Points half a pixel apart become one; the name is not needed to draw."""
    square = ring((15.0, 60.0), (15.0, 60.003), (15.0, 60.3), (15.6, 60.3), (15.6, 60.0))
    (feature,) = simplify(borders_of([square]))["features"]
    assert feature["properties"] == {"code": "01"}
    assert feature["geometry"]["coordinates"] == [[[[15.0, 60.0], [15.0, 60.3], [15.6, 60.3], [15.6, 60.0], [15.0, 60.0]]]]


def test_small_islands_and_lakes_go_but_no_area_disappears():
    """An area of only small islands keeps its largest."""
    square = ring((15.0, 60.0), (15.0, 60.3), (15.6, 60.3), (15.6, 60.0))
    speck = ring((17.0, 60.0), (17.0, 60.004), (17.01, 60.004))
    larger = ring((18.0, 60.0), (18.0, 60.005), (18.01, 60.005))
    assert len(simplify(borders_of([square, speck], [speck]))["features"][0]["geometry"]["coordinates"]) == 1
    assert len(simplify(borders_of([square, speck]))["features"][0]["geometry"]["coordinates"][0]) == 1
    assert simplify(borders_of([speck], [larger]))["features"][0]["geometry"]["coordinates"] == [[larger]]


def test_one_polygon_is_as_good_as_several():
    """Both forms of GeoJSON."""
    square = ring((15.0, 60.0), (15.0, 60.3), (15.6, 60.3), (15.6, 60.0))
    one = borders_of()
    one["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [square]}
    assert simplify(one) == simplify(borders_of([square]))


def test_a_ring_that_the_grid_turns_inside_out_is_left_out():
    """It would be drawn as the whole world except itself."""
    square = ring((15.0, 60.0), (15.0, 60.3), (15.6, 60.3), (15.6, 60.0))
    turned = ring((15.101, 60.033), (15.077, 60.011), (15.119, 60.052))
    assert simplify(borders_of([square], [turned])) == simplify(borders_of([square]))
    assert simplify(borders_of([turned]))["features"][0]["geometry"]["coordinates"] == [[turned]]
