"""The parts of the calculator's page that need no page: the address, the words, and who stands in the comparison."""

import json
import re
import subprocess
from typing import Any

import pytest

from build_site.model.unit import money
from build_site.publish.words import texts
from tests.conftest import PROJECT

ASSETS = PROJECT / "docs" / "assets" / "fees"
RUN = """
import { readFileSync } from "node:fs";
const module = await import(MODULE);
const answers = JSON.parse(readFileSync(0, "utf8")).map(([name, ...given]) => module[name](...given));
process.stdout.write(JSON.stringify(answers));
"""
TEXT = re.compile(r"\btexts\.(\w+)")
AREAS: dict[str, list[str | None]] = {
    "00": ["Riket", "Riket", "country", None, "r/"],
    "01": ["Norr", "Region Norr", "region", "00", "n/"],
    "02": ["Ö", "Region Ö", "region", "00", "o/"],
    "03": ["Syd", "Region Syd", "region", "00", "s/"],
    "0101": ["Norrby", "Norrby kommun", "municipality", "01", "nb/"],
    "0201": ["Öby", "Öby kommun", "municipality", "02", "ob/"],
}
TOWNS = {"01": 4, "02": 3, "03": 2}


def run(node: str, module: str, *questions: list[Any]) -> list[Any]:
    """Return what the functions of a module answer; a question is a name and what it is given."""
    code = RUN.replace("MODULE", json.dumps((ASSETS / module).as_uri()))
    asked = json.dumps(questions).encode()
    done = subprocess.run([node, "--input-type=module", "-e", code], input=asked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers


def place(area: str, sek: float | None, *, own: bool = True, apart: bool = False) -> dict[str, Any]:
    """Return a place's cost as the engine has it, with a line of its own or its region's."""
    line = {"area": area if own else AREAS[area][3], "in_total": not apart}
    return {"area": area, "total_sek": sek, "lines": [line]}


USUAL: dict[str, Any] = {"place": None, "basket": [], "age": 50, "years": 5}


def wish(iso: str, count: int, price: int | None = None, variant: str | None = None) -> dict[str, Any]:
    """Return a line of the basket."""
    return {"iso": iso, "count": count, "price": price, "variant": variant}


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("", USUAL),
        (
            "?plats=1880&korg=2206:2,120606:1&alder=70&ar=5",
            {"place": "1880", "basket": [wish("2206", 2), wish("120606", 1)], "age": 70, "years": 5},
        ),
        ("?korg=120606", USUAL | {"basket": [wish("120606", 1)]}),
        ("?korg=063003:1:6000:lång", USUAL | {"basket": [wish("063003", 1, 6000, "lång")]}),
        ("?korg=063003:1::a%252Cb%253Ac", USUAL | {"basket": [wish("063003", 1, None, "a,b:c")]}),
        ("?plats=00&alder=0&ar=10", USUAL | {"age": 0, "years": 10}),
        ("?plats=1&alder=121&ar=0", USUAL),
        ("?plats=abc&alder=-1&ar=11", USUAL),
        ("?alder=70.5&ar=1e1", USUAL),
        ("?korg=2206:0,2206:21,22:1,22061:1,x:1,2206:1.5,,:", USUAL),
        ("?korg=2206:2,2206:3", USUAL | {"basket": [wish("2206", 2)]}),
        ("?korg=2206:2,2206:3::batterier", USUAL | {"basket": [wish("2206", 2), wish("2206", 3, None, "batterier")]}),
        ("?korg=2206:1:-5", USUAL | {"basket": [wish("2206", 1)]}),
        ("?korg=2206:1::%25E0%25A4%25A", USUAL | {"basket": [wish("2206", 1)]}),
    ],
)
def test_address_is_read_and_what_is_wrong_in_it_is_not_there(node: str, search: str, wanted: dict[str, Any]):
    assert run(node, "address.js", ["readAddress", search]) == [wanted]


def test_address_holds_no_more_than_twenty_lines(node: str):
    search = "?korg=" + ",".join(f"12{number:02}:1" for number in range(40))
    (found,) = run(node, "address.js", ["readAddress", search])
    assert len(found["basket"]) == 20


@pytest.mark.parametrize(
    "asked",
    [
        {"place": "1880", "basket": [wish("2206", 2), wish("120606", 1)], "age": 70, "years": 5},
        {"place": None, "basket": [wish("063003", 1, 6000, "en kontaktlins, första: 50 % & mer?#")], "age": 0, "years": 10},
        {"place": None, "basket": [wish("063003", 3, 0, None)], "age": 120, "years": 1},
    ],
)
def test_address_that_is_written_is_read_back(node: str, asked: dict[str, Any]):
    (written,) = run(node, "address.js", ["writeAddress", asked])
    assert run(node, "address.js", ["readAddress", written]) == [asked]


def test_address_is_easy_to_read_and_empty_where_nothing_is_chosen(node: str):
    asked = {"place": "1880", "basket": [wish("2206", 2), wish("120606", 1)], "age": 70, "years": 5}
    assert run(node, "address.js", ["writeAddress", asked], ["writeAddress", USUAL | {"age": 70}]) == [
        "?plats=1880&korg=2206:2,120606:1&alder=70&ar=5",
        "",
    ]


def test_engine_is_given_the_price_under_its_own_name(node: str):
    (found,) = run(node, "address.js", ["forEngine", [wish("063003", 1, 6000, "lång")]])
    assert found == [{"iso": "063003", "count": 1, "price_sek": 6000, "variant": "lång"}]


def test_a_municipality_stands_only_where_its_own_fee_makes_another_sum(node: str):
    found = [place("01", 100), place("0101", 100), place("02", 50), place("0201", 70)]
    (known,) = run(node, "compare.js", ["knownPlaces", found, AREAS])
    assert [(one["area"], one["total_sek"]) for one in known] == [("02", 50), ("0201", 70), ("01", 100)]


@pytest.mark.parametrize(
    "other",
    [
        place("0101", 100, own=False),
        place("0101", None),
        place("03", 0, apart=True),
        place("03", 0, own=False),
        {"area": "00", "total_sek": 0, "lines": [{"area": "00", "in_total": True}]},
    ],
    ids=["its region's fee", "unknown", "only lines beside the sum", "only the country's", "the country"],
)
def test_who_has_said_nothing_of_their_own_is_no_place_to_compare(node: str, other: dict[str, Any]):
    (known,) = run(node, "compare.js", ["knownPlaces", [place("02", 50), other], AREAS])
    assert [one["area"] for one in known] == ["02"]


def test_a_municipality_stands_for_itself_where_its_region_is_unknown(node: str):
    (known,) = run(node, "compare.js", ["knownPlaces", [place("01", None), place("0101", 0)], AREAS])
    assert [(one["area"], one["total_sek"]) for one in known] == [("0101", 0)]


def test_equal_sums_stand_in_the_order_of_their_codes(node: str):
    found = [place("03", 5), place("01", 5), place("02", 5)]
    (known,) = run(node, "compare.js", ["knownPlaces", found, AREAS])
    assert [one["area"] for one in known] == ["01", "02", "03"]


@pytest.mark.parametrize(
    ("sums", "wanted"),
    [
        ([], None),
        ([1, 2, 3, 4], None),
        ([0, 10, 20, 40, 90], {"low": 0, "high": 90, "median": 20, "number": 5}),
        ([0, 10, 20, 45, 90, 91], {"low": 0, "high": 91, "median": 32.5, "number": 6}),
    ],
)
def test_spread_needs_five_places(node: str, sums: list[float], wanted: dict[str, float] | None):
    assert run(node, "compare.js", ["spreadOf", [{"total_sek": sek} for sek in sums]]) == [wanted]


def test_own_row_is_the_places_or_else_its_regions(node: str):
    known = [{"area": "01"}, {"area": "0201"}]
    asked = [("0201", "02"), ("0101", "01"), ("01", "00"), ("0301", "03")]
    found = run(node, "compare.js", *(["rowOf", code, parent, known] for code, parent in asked))
    assert [one and one["area"] for one in found] == ["0201", "01", "01", None]


def test_unknown_places_are_counted_with_their_municipalities(node: str):
    """Norr is known; Ö is not, but one of its three municipalities is; Syd has said nothing at all."""
    found = [place("01", 100), place("02", None), place("0201", 70), place("0101", 80)]
    (unknown,) = run(node, "compare.js", ["unknownPlaces", found, AREAS, TOWNS])
    assert unknown == {
        "regions": [{"area": "02", "towns": 2}, {"area": "03", "towns": 2}],
        "of": 3,
        "towns": 4,
        "allTowns": 9,
    }


def test_a_municipality_whose_own_fee_is_unknown_is_counted_in_a_known_region(node: str):
    (unknown,) = run(node, "compare.js", ["unknownPlaces", [place("01", 100), place("0101", None)], AREAS, TOWNS])
    assert unknown["towns"] == 1 + 3 + 2
    assert [one["area"] for one in unknown["regions"]] == ["02", "03"]


def test_what_holds_in_the_whole_country_is_known_everywhere(node: str):
    found = [{"area": "00", "total_sek": 0, "lines": []}, place("02", None)]
    (unknown,) = run(node, "compare.js", ["unknownPlaces", found, AREAS, TOWNS])
    assert unknown["regions"] == [{"area": "02", "towns": 3}]


def test_money_is_written_as_the_pages_write_it(node: str):
    sums = [0, 5, 70, 999, 1400, 12.5, 237.5, 4200, 1234567.05]
    assert run(node, "words.js", *(["money", sek] for sek in sums)) == [money(sek) for sek in sums]


def test_dates_and_lists_are_swedish(node: str):
    assert run(
        node,
        "words.js",
        ["looseDate", "2026-03-01"],
        ["looseDate", "2024"],
        ["looseDate", "2026-02-31x"],
        ["listed", ["a"], "och"],
        ["listed", ["a", "b", "c"], "och"],
        ["listed", [], "och"],
        ["timeOf", 1, {"time_one": "på ett år", "time_many": "på {number} år"}],
        ["timeOf", 3, {"time_one": "på ett år", "time_many": "på {number} år"}],
        ["fill", "{a} {b} {c}", {"a": "{b}", "b": 0}],
    ) == ["1 mars 2026", "2024", "2026-02-31x", "a", "a, b och c", "", "på ett år", "på 3 år", "{b} 0 {c}"]


def test_every_text_is_there_and_none_is_left_over():
    """The page hands the script its words; `kinds` and `deciders` are looked up by what the data says."""
    used = {name for file in ASSETS.glob("*.js") for name in TEXT.findall(file.read_text("utf-8"))}
    assert used == {*texts()["cost"]["script"], "kinds"}
