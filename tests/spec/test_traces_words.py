"""What a sentence tells of a figure, as a table: the place, the period and the sex, or nothing."""

import pytest

from build_site.audit.traces.published import Place, Published
from build_site.audit.traces.texts import About, tells, titled, told

PUBLISHED = Published(
    hidden=frozenset(),
    shown={},
    areas_of={"m": frozenset({"00", "05", "08", "0580", "0880"})},
    periods={"m": ("2021/2022", "2022", "2023", "2024", "2024-03")},
    latest={("m", "00"): "2024", ("m", "05"): "2023", ("m", "08"): "2024", ("m", "0880"): "2022"},
    newest={"m": "2024"},
    titles={"m": "Fall 65 år", "m2": "Fall 65 år, kvinnor"},
    pages={},
    places={
        code: Place(code, kind, names)
        for code, kind, names in (
            ("00", "country", ("Riket",)),
            ("05", "region", ("Region Östergötland", "Östergötland")),
            ("08", "region", ("Region Kalmar län", "Kalmar")),
            ("0880", "municipality", ("Kalmar kommun", "Kalmar")),
            ("0580", "municipality", ("Linköpings kommun", "Linköping")),
        )
    },
)

TOLD = """
    | sentence                                                    | tells of                      |
    | Östergötland 12,5 %.                                        | 05 2023 total                 |
    | Östergötlands siffra är 12.                                 | 05 2023 total                 |
    | Från 3 i Östergötland till 9 i Kalmar.                      | 05 2023 total, 08 2024 total  |
    | Östergötland 2022: 12 %.                                    | 05 2022 total                 |
    | Östergötland 2021–2022: 12 %.                               | 05 2021/2022 total            |
    | Östergötland mars 2024: 12 %.                               | 05 2024-03 total              |
    | Östergötland 12 %, upp 3 sedan 2022                         | 05 2022 total, 05 2023 total  |
    | Konsekvent bättre än riket: Östergötland.                   | 05 2023 total                 |
    | Kalmar har plats 3.                                         | 08 2024 total                 |
    | Kalmar kommun 5 %.                                          | 0880 2022 total               |
    | Riket 80,0 %.                                               | 00 2024 total                 |
    | Östergötland 5 %, riket 80,0 % (2022).                      | 00 2022 total, 05 2023 total  |
    | I riket är siffran högre för kvinnor än för män: 5 mot 4.   | 00 2024 women, 00 2024 men    |
    | Östergötland, kvinnor: 5 %.                                 | 05 2023 women, 05 2023 men    |
    | Fall 65 år i Östergötland.                                  |                               |
    | Östergötland 2022.                                          |                               |
    | Östergötland: 2022, 4 år gammal.                            |                               |
    | För få fall för att visas: Östergötland.                    |                               |
    | Uppgift saknas för 3 av 21 regioner, bland dem Kalmar.      |                               |
    | Går inte att säga. Östergötland.                            |                               |
    | 12 %.                                                       |                               |
"""


def rows() -> list[tuple[str, set[str]]]:
    """Return the table's rows."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in TOLD.strip().splitlines()[1:]]
    return [(text, {one.strip() for one in wanted.split(",") if one}) for text, wanted in cells]


@pytest.mark.parametrize(("text", "wanted"), rows())
def test_what_a_sentence_tells(text: str, wanted: set[str]):
    """Of the places it names; without a period of their latest figure; with 65 in the title left out."""
    found = told(PUBLISHED, text, About(("m",)), what="x")
    assert wanted == {f"{one.area} {one.period} {one.sex}" for one in found}


def test_a_chart_is_of_its_own_period_and_level():
    """Not of each place's latest figure; and on a map of towns Kalmar is the town."""
    assert [one[:3] for one in told(PUBLISHED, "Högst i Östergötland.", About(("m",), newest=True), what="x")] == [
        ("m", "05", "2024")
    ]
    towns = About(("m",), level="municipality", newest=True)
    assert [one.area for one in told(PUBLISHED, "Från 3 i Kalmar till 9 i Östergötland.", towns, what="x")] == ["0880"]


def test_a_line_that_is_tied_to_a_place_is_about_no_other():
    """And its period holds for all of it."""
    fixed = About(("m",), "05", fixed=True)
    assert {one[1:3] for one in told(PUBLISHED, "2022 · 5 % · sämre än riket och Kalmar", fixed, what="x")} == {("05", "2022")}
    card = About(("m",), "05", card=True)
    assert {one[1:3] for one in told(PUBLISHED, "5 % · 2022 · säkerställt", card, what="x")} == {("05", "2022")}


def test_a_place_that_is_named_goes_before_the_page():
    """And where neither is known, nothing is told."""
    own = About(("m",), "08")
    assert [one.area for one in told(PUBLISHED, "Östergötland 12 %", own, what="x")] == ["05"]
    assert [one.area for one in told(PUBLISHED, "12 %", own, what="x")] == ["08"]
    assert list(told(PUBLISHED, "12 %", About(("m",), newest=True), what="x")) == []


def test_an_unknown_measure_tells_nothing():
    """There is no figure to hold it against."""
    assert list(told(PUBLISHED, "Östergötland 5 %", About(("other",)), what="x")) == []


def test_the_longest_title_is_meant():
    """One title begins with another."""
    assert titled(PUBLISHED, "Mest ändrat: Fall 65 år, kvinnor.") == ("m2",)
    assert titled(PUBLISHED, "Fall 65 år, kvinnor; Fall 65 år") == ("m2", "m")


@pytest.mark.parametrize(
    "text", ["12", "Konsekvent lägre", "har stigit", "Målet är nått.", "Målet är inte nått.", "oförändrat", "plats 3"]
)
def test_a_number_or_a_judgement_tells(text: str):
    """Any of them is more than that a figure is hidden."""
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    ["", "För få fall för att visas", "Om målet är nått bedöms inte.", "2 år gammal", "3 av 21 regioner", "högre är bättre"],
)
def test_that_it_is_hidden_tells_nothing(text: str):
    """The words that our own pages have beside a hidden figure."""
    assert not tells(text)
