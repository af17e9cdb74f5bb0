"""Charts of what a device costs: bars from cheapest to dearest, and a map where unknown is hatched."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build_site.draw import fee_bars, fee_map
from build_site.draw.device_fees import FEWEST_PLACES, DeviceFees, bars_told, device_fees, finding, map_told
from build_site.draw.render import draw
from build_site.draw.theme import HATCHED
from build_site.model.area import Area
from build_site.model.device import DeviceCategory
from build_site.model.device_cost import DeviceCosts
from tests.charts import borders_of, drawn_fees

ROLLATOR = DeviceCategory(code="120606", edition="2016", level=3, name_sv="Rollatorer")
AREAS: Mapping[str, Area] = {
    code: Area.model_validate({"code": code, "name": f"Region {name}", "short_name": name, "type": kind, "parent": parent})
    for code, name, kind, parent in (
        ("00", "Riket", "country", None),
        ("01", "Norr", "region", "00"),
        ("02", "Söder", "region", "00"),
        ("03", "Väster", "region", "00"),
        ("0101", "Nordby", "municipality", "01"),
    )
}
NBSP = "\u00a0"


def costs(*sek: tuple[str, float], count: int = 1) -> DeviceCosts:
    return DeviceCosts("120606", count, 5, 50, sek)


def test_too_few_places_are_no_chart():
    """The table says it better."""
    two = costs(("01", 0.0), ("02", 280.0))
    assert FEWEST_PLACES == 3
    assert device_fees(ROLLATOR, two, AREAS, None) is None
    assert device_fees(ROLLATOR, replace(two, sek=(*two.sek, ("0101", 300.0))), AREAS, None) is not None


def test_the_rows_of_a_chart_are_the_costs_and_the_shapes_of_their_municipalities():
    """Regions' shapes are the same for every map; of the municipalities only those with fees of their own are drawn."""
    found = device_fees(ROLLATOR, costs(("01", 0.0), ("02", 280.0), ("0101", 300.0)), AREAS, borders_of("0101", "0102"))
    assert found is not None
    assert [(bar.area, bar.name, bar.sek) for bar in found.bars] == [
        ("01", "Norr", 0.0),
        ("02", "Söder", 280.0),
        ("0101", "Nordby", 300.0),
    ]
    assert [shape["properties"]["code"] for shape in found.towns] == ["0101"]
    assert found.unknown == 1
    assert found.indicator == "hjalpmedel/120606"
    assert found.what == "Rollatorer: vad ett kostar en vuxen på 5 år, kronor"
    assert replace(found, count=2, years=1).what == "Rollatorer: vad två kostar en vuxen på ett år, kronor"


@pytest.mark.parametrize(
    ("sek", "expected"),
    [
        ((0, 280, 300), f"Från 0{NBSP}kr i A till 300{NBSP}kr i C"),
        ((0, 0, 300), f"Från 0{NBSP}kr till 300{NBSP}kr i C"),
        ((0, 300, 300), f"Från 0{NBSP}kr i A till 300{NBSP}kr"),
        ((280, 280, 280), f"280{NBSP}kr i alla 3 kända platser"),
    ],
)
def test_the_finding_names_a_place_only_where_it_is_alone(sek: tuple[float, ...], expected: str):
    assert finding(drawn_fees(*sek)) == expected


def test_what_is_told_to_those_who_do_not_see():
    """The finding, how many places, and what was counted."""
    fees = replace(drawn_fees(0, 280, 300), unknown=1)
    title, alt = bars_told(fees)
    assert title == finding(fees)
    assert alt == f"Stapeldiagram över 3 platser. {finding(fees)}. {fees.what}."
    title, alt = map_told(fees)
    assert title == "Kostnaden är okänd i 1 region"
    assert f"{finding(fees)}. Känt i 2 regioner och 1 kommun. {fees.what}." in alt


# The bars


def bars(fees: DeviceFees) -> dict[str, Any]:
    return fee_bars.spec(fees)


def test_bars_stand_from_the_cheapest_to_the_dearest_and_begin_at_zero():
    spec = bars(drawn_fees(0, 280, 300))
    for layer in spec["layer"]:
        assert layer["encoding"]["y"]["sort"] == ["A", "B", "C"]
        assert layer["encoding"]["x"]["scale"]["domain"] == [0, 390]
    assert [row["sek"] for row in spec["datasets"]["places"]] == [0, 280, 300]


def test_every_bar_has_its_amount_beside_it():
    """0 kr has no bar, and says so."""
    spec = bars(drawn_fees(0, 280, 1300.5))
    (text,) = (layer for layer in spec["layer"] if layer["mark"]["type"] == "text")
    assert text["encoding"]["text"]["field"] == "words"
    words = [row["words"] for row in spec["datasets"]["places"]]
    assert words == [f"0{NBSP}kr", f"280{NBSP}kr", f"1{NBSP}300,50{NBSP}kr"]


def test_where_nobody_pays_the_axis_still_has_a_length():
    spec = bars(drawn_fees(0, 0, 0))
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1.3]


# The map


def colours(fees: DeviceFees) -> dict[str, str]:
    spec = fee_map.spec(fees)
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    return dict(zip(scale["domain"], scale["range"], strict=True))


def classes(fees: DeviceFees) -> dict[str, str]:
    return {row["code"]: row["class"] for row in fee_map.spec(fees)["datasets"]["places"]}


def test_unknown_is_hatched_and_never_a_shade():
    found = colours(drawn_fees(0, 280, 300))
    assert found["Uppgift saknas"] == HATCHED
    assert list(found.values()).count(HATCHED) == 1
    assert next(iter(found)) == f"0{NBSP}kr"


@pytest.mark.parametrize(
    "sek", [(0, 0, 100, 200, 300, 400, 500, 600, 700), (100, 200, 300, 400, 500, 600, 700), (5, 5, 5), (0, 0, 0)]
)
def test_every_class_has_a_shade_of_its_own_and_a_place_in_it(sek: tuple[float, ...]):
    """Also where what is free takes a class; and no place is in a class that the legend lacks."""
    fees = drawn_fees(*sek)
    found = colours(fees)
    assert len(set(found.values())) == len(found) <= 6
    assert set(classes(fees).values()) == set(found) - {"Uppgift saknas"}


def test_a_dearer_place_is_never_in_a_lighter_class():
    sek = (0, 1, 2, 2, 50, 280, 300, 4740, 4740, 21000)
    fees = drawn_fees(*sek)
    order = list(colours(fees))
    places = [order.index(row) for row in classes(fees).values()]
    assert places == sorted(places)
    assert [name for name, sek in zip(classes(fees).values(), sek, strict=True) if name == f"0{NBSP}kr"] == [f"0{NBSP}kr"]


def test_one_amount_is_one_class_with_its_own_name():
    assert list(colours(drawn_fees(79, 79, 79))) == [f"79{NBSP}kr", "Uppgift saknas"]
    assert list(colours(drawn_fees(0, 79, 79))) == [f"0{NBSP}kr", f"79{NBSP}kr", "Uppgift saknas"]
    assert list(colours(drawn_fees(0, 0, 0))) == [f"0{NBSP}kr", "Uppgift saknas"]


def test_municipalities_lie_on_top_of_the_regions_by_shapes_of_their_own():
    fees = drawn_fees(0, 280, 300)
    spec = fee_map.spec(fees)
    assert [layer["data"]["name"] for layer in spec["layer"]] == ["borders", "towns"]
    assert spec["datasets"]["towns"] == list(fees.towns)
    alone = fee_map.spec(replace(fees, towns=()))
    assert len(alone["layer"]) == 1
    assert "towns" not in alone["datasets"]


def test_both_charts_become_pictures_with_their_title_and_source(tmp_path: Path):
    """Drawn by the renderer itself, kept under the device's own folder."""
    regions = {"regions": borders_of("01", "02", "03")}
    drawn = draw({"device:120606": (drawn_fees(0, 280, 4740),)}, regions, store=tmp_path, jobs=1)["device:120606"]
    assert list(drawn) == ["fee_bars", "fee_map"]
    for kind, chart in drawn.items():
        text = chart.svg.decode()
        assert chart.path == f"diagram/hjalpmedel/120606/{kind}.svg"
        assert f'<title id="t">{chart.finding}</title>' in text
        assert "Källa: platsernas egna sidor" in text
        assert chart.spec is None
    assert "url(#h)" in drawn["fee_map"].svg.decode()
    assert "url(#h)" not in drawn["fee_bars"].svg.decode()


def test_without_borders_there_is_no_map(tmp_path: Path):
    drawn = draw({"device:120606": (drawn_fees(0, 280, 4740),)}, {}, store=tmp_path, jobs=1)["device:120606"]
    assert list(drawn) == ["fee_bars"]
