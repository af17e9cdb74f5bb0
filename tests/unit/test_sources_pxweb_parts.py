"""PxWeb's parts without a server: asks, periods, splitting, and JSON-stat with its faults one by one."""

import json
import math
from typing import Any

import numpy as np
import pytest

from build_site.errors import SourceError
from build_site.sources.asks import read_asks
from build_site.sources.jsonstat import read_cube, read_sides
from build_site.sources.pxweb_asks import Asks, read_period
from build_site.sources.pxweb_query import Choice, Limits, cells, split
from build_site.sources.pxweb_reading import plain, some
from tests.servers.pxweb_tables import Json, population_ask, survey_ask, want


def limits(cells: int, values: int | None = None) -> Limits:
    return Limits(cells, values, 10, 10)


def selection(*sizes: int) -> dict[str, Choice]:
    return {f"v{place}": Choice(tuple(map(str, range(size)))) for place, size in enumerate(sizes)}


# Asks


def faults(*tables: Json, **more: object) -> str:
    with pytest.raises(SourceError) as caught:
        read_asks(Asks, want("http://127.0.0.1/v1", {"api": "v1", "tables": list(tables)} | more))
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (survey_ask(table="A/../B"), "tables.0.table: is not a table; write its id"),
        (survey_ask(table="/A"), "tables.0.table: is not a table"),
        (survey_ask(table="A/./B"), "tables.0.table: is not a table"),
        (survey_ask(tabel="x"), "tables.0.tabel: Extra inputs are not permitted"),
        (survey_ask(file="areas/population.csv"), "write either indicator or file"),
        (survey_ask(indicator=None), "write either indicator or file"),
        (population_ask(file="../secret.csv"), "tables.0.file: Input should be 'areas/population.csv'"),
        (population_ask(ages=None), "ages and file belong together"),
        (survey_ask(ages={"dimension": "Å", "groups": {"65+": ["65"]}}), "ages and file belong together"),
        (population_ask(measures={"dimension": "M", "value": "1"}), "the population has no measures"),
        (survey_ask(fixed={"Region": "00"}), "variable Region stands twice"),
        (survey_ask(eliminate=["Kön"]), "variable Kön stands twice"),
        (survey_ask(code_lists={"Ålder": "agg:x"}), "code_lists has Ålder, of which no values are chosen"),
        (survey_ask(sex={"dimension": "Kön", "codes": {"1": "men", "2": "men"}}), "two codes for the same sex"),
        (survey_ask(sex={"dimension": "Kön", "codes": {"1": "boys"}}), "Input should be 'total', 'women' or 'men'"),
        (survey_ask(sex={"dimension": "Kön", "codes": {}}), "at least 1"),
        (survey_ask(measures={"dimension": "M", "value": "1", "lower": "1"}), "measures has one code in two columns"),
        (population_ask(ages={"dimension": "Å", "groups": {"65+": ["65", "65"]}}), "age group 65+ has a code twice"),
        (population_ask(ages={"dimension": "Å", "groups": {"old": ["65"]}}), "tables.0.ages.groups.old"),
        (survey_ask(time={"dimension": "År", "latest": 0}), "tables.0.time.latest: Input should be greater than 0"),
        (survey_ask(fixed={"Psykisk hälsa": 58}), "tables.0.fixed.Psykisk hälsa: Input should be a valid string"),
    ],
)
def test_asks_that_can_not_be_asked(table: Json, message: str):
    text = faults(table)
    assert text.startswith("sources/scb.yml asks for what can't be asked\n  - asks")
    assert message in text


def test_every_fault_in_asks_is_named_at_once():
    assert faults(survey_ask(table="/A"), survey_ask(time={}), api="v3").count("\n  - asks.") == 3


def test_an_indicator_is_not_both_asked_for_and_kept():
    assert "angslan is both asked for and kept" in faults(survey_ask(), keeps=["angslan"])


def test_asks_without_tables():
    with pytest.raises(SourceError, match=r"asks.tables: Field required"):
        read_asks(Asks, want("http://127.0.0.1/v2", {"api": "v2"}))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("2024", "2024"),
        ("2021-2024", "2021/2024"),
        ("2021\u20132024", "2021/2024"),
        ("2021 - 2024", "2021/2024"),
        ("2024M03", "2024-03"),
        ("2024K1", "2024-Q1"),
        ("2024Q4", "2024-Q4"),
        ("2024-03", None),
        ("2024M13", None),
        ("2024K5", None),
        ("2024-2021", None),
        ("2024-2024", None),
        ("24", None),
        ("20245", None),
        ("2024H1", None),
        ("", None),
    ],
)
def test_periods(theirs: str, ours: str | None):
    assert read_period(theirs) == ours


# Splitting


@pytest.mark.parametrize(
    ("sizes", "most", "calls"),
    [
        ((312, 21, 3, 1, 16), 150_000, 3),
        ((312, 134, 3, 1, 16), 150_000, 14),
        ((312, 134, 3, 4, 25), 150_000, 85),
        ((10, 10), 100, 1),
        ((10, 10), 99, 2),
        ((7, 1), 3, 3),
        ((5, 5, 5), 1, 125),
        ((1, 1), 1, 1),
        ((4, 3), 5, 3),
    ],
)
def test_the_fewest_questions(sizes: tuple[int, ...], most: int, calls: int):
    parts = split(selection(*sizes), limits(most))
    assert len(parts) == calls
    assert max(map(cells, parts)) <= most


def test_values_of_one_variable_are_limited_too():
    parts = split(selection(10, 4), limits(1000, values=3))
    assert len(parts) == 4 * 2
    assert max(len(choice.codes) for part in parts for choice in part.values()) <= 3


def test_a_split_keeps_the_code_list():
    parts = split({"Region": Choice(("a", "b"), "vs_Län")}, limits(1))
    assert [part["Region"] for part in parts] == [Choice(("a",), "vs_Län"), Choice(("b",), "vs_Län")]


# JSON-stat


def dataset(**changes: object) -> Json:
    return {
        "version": "2.0",
        "class": "dataset",
        "id": ["Region", "Tid"],
        "size": [2, 2],
        "dimension": {
            "Region": {"label": "region", "category": {"index": {"01": 1, "00": 0}, "label": {"00": "Riket", "01": "Stockholm"}}},
            "Tid": {"category": {"index": ["2023", "2024"]}},
        },
        "value": [21.88749, 2, None, 78.0],
    } | changes


def body(content: object) -> bytes:
    return json.dumps(content).encode()


def side(category: Json) -> Json:
    return {"Region": {"category": category}, "Tid": {"category": {"index": ["2023", "2024"]}}}


def test_figures_by_their_codes():
    """Row by row, the last side fastest; a number is the very double that was sent."""
    cube = read_cube(body(dataset()))
    series = cube.series()
    assert series.loc[("00", "2023")] == 21.88749
    assert series.loc[("00", "2024")] == 2
    assert math.isnan(series.loc[("01", "2023")])
    assert repr(float(series.loc[("01", "2024")])) == "78.0"
    assert cube.sides == {"Region": {"00": "Riket", "01": "Stockholm"}, "Tid": {"2023": "2023", "2024": "2024"}}


def test_sparse_figures():
    cube = read_cube(body(dataset(value={"0": 1, "3": None, "2": 0})))
    assert np.isnan(cube.values).tolist() == [False, True, False, True]
    assert cube.values[2] == 0


@pytest.mark.parametrize(
    ("status", "marked"),
    [
        (None, []),
        ({"1": ".."}, [1]),
        ({"1": ""}, []),
        (["", "..", None, "."], [1, 3]),
        ("..", [0, 1, 2, 3]),
        ("", []),
        ({}, []),
    ],
)
def test_marks(status: object, marked: list[int]):
    """One for each figure, for some, or one for all, as JSON-stat allows. A marked figure is unknown."""
    cube = read_cube(body(dataset(value=[1, 2, 3, 4], status=status)))
    assert sorted(cube.marks) == marked
    assert [place for place, value in enumerate(cube.series()) if math.isnan(value)] == marked


def test_a_side_with_one_value_needs_no_order():
    content = dataset(dimension=side({"label": {"00": "Riket"}}), size=[1, 2], value=[1, 2])
    assert list(read_cube(body(content)).sides["Region"]) == ["00"]


def test_byte_order_mark():
    assert read_cube(b"\xef\xbb\xbf" + body(dataset())).values[1] == 2


def test_metadata_has_sides_and_no_figures():
    """PxWeb 2 describes a table so; as figures the same answer is refused."""
    content = body(dataset(value=[]))
    assert list(read_sides(content)[1]) == ["Region", "Tid"]
    with pytest.raises(ValueError, match="has 0 figures where its dimensions make 4"):
        read_cube(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (dataset(version="1.0"), "has something wrong in 'version'"),
        ({"class": "collection"} | {key: value for key, value in dataset().items() if key != "class"}, "wrong in 'class'"),
        ({key: value for key, value in dataset().items() if key != "value"}, "has no field 'value'"),
        ({key: value for key, value in dataset().items() if key != "id"}, "has no field 'id'"),
        ([dataset()], "has something wrong in 'the whole'"),
        (dataset(id=["Region", "Region"]), "names a dimension twice"),
        (dataset(id=["Region"]), "has 1 dimensions and 2 sizes"),
        (dataset(id=["Region", "År"]), "other dimensions in `dimension` than in `id`"),
        (dataset(size=[2, 3]), "has 2 values in 'Tid' and says that they are 3"),
        (dataset(size=[2, "2"]), "has something wrong in 'size.1'"),
        (dataset(size=[2, True]), "has something wrong in 'size.1'"),
        (dataset(size=[2, -2]), "has something wrong in 'size.1'"),
        (dataset(value=[1, 2, 3]), "has 3 figures where its dimensions make 4"),
        (dataset(value=[1, 2, 3, 4, 5]), "has 5 figures where its dimensions make 4"),
        (dataset(value=[1, 2, 3, "4"]), "not numbers but str"),
        (dataset(value=[1, 2, 3, True]), "not numbers but bool"),
        (dataset(value=[1, 2, 3, [4]]), "not numbers but list"),
        (dataset(value={"0": "1,5"}), "not numbers but str"),
        (dataset(value={"4": 1}), "at '4', which is no place among 4"),
        (dataset(value={"-1": 1}), "at '-1', which is no place among 4"),
        (dataset(value={"9" * 400: 1}), "which is no place among 4"),
        (dataset(status={"4": ".."}), "at '4', which is no place among 4"),
        (dataset(status={"x": ".."}), "at 'x', which is no place among 4"),
        (dataset(status=[".."]), "has 1 marks for 4 figures"),
        (dataset(dimension=side({"index": {"00": 0, "01": 2}})), "does not say the place of each value in 'Region'"),
        (dataset(dimension=side({"index": {"00": 0, "01": 0}})), "does not say the place of each value in 'Region'"),
        (dataset(dimension=side({"index": ["00", "00"]})), "has a value twice in 'Region'"),
        (dataset(dimension=side({"index": ["00", "01"], "label": {"02": "x"}})), "texts for values that are not in 'Region'"),
        (dataset(dimension=side({"label": {"00": "x", "01": "y"}})), "does not say the order of the values in 'Region'"),
        (dataset(dimension=side({})), "does not say the order of the values in 'Region'"),
    ],
)
def test_faults_of_json_stat(content: object, message: str):
    with pytest.raises(ValueError, match=r"^(has|names|does)") as caught:
        read_cube(body(content))
    assert message in str(caught.value)


@pytest.mark.parametrize("text", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"01", b"1,5"])
def test_what_is_no_json_number(text: bytes):
    sent = body(dataset()).replace(b"21.88749", text)
    with pytest.raises(ValueError, match=r"^is not valid JSON|^has figures that are not finite|^has [0-9]+ figures"):
        read_cube(sent)


def test_unknown_fields_are_found_wherever_they_are():
    content: Any = dataset(brandNew=1)
    content["dimension"]["Tid"]["extra"] = 1
    content["dimension"]["Tid"]["category"]["more"] = 1
    assert sorted(read_cube(body(content)).dataset.unknown()) == ["brandNew", "extra", "more"]
    assert list(read_cube(body(dataset())).dataset.unknown()) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<b>x</b>", "b x /b"), ("a\u202eb\nc", "a b c"), ("[x](y)", "x (y)"), ("å" * 200, "å" * 80), ("vs_Län", "vs_Län")],
)
def test_texts_from_a_publisher_are_harmless_in_a_message(text: str, shown: str):
    assert plain(text) == shown


def test_many_words_are_cut():
    assert some([str(number) for number in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    assert some(["a", "b"]) == "a, b"
