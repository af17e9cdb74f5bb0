"""Socialstyrelsen's statistics database: what is asked of a server with all its traps, and what is read from the answers."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd
import pytest

from build_site.errors import SourceError
from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source
from build_site.model.request import Answer, Notice, Reading, Wanted
from build_site.model.table import COLUMNS, NUMBERS
from build_site.sources import socialstyrelsen
from build_site.sources.socialstyrelsen_answers import Entry, find_entry, read_number, read_period
from build_site.validate.reading import Reader
from build_site.validate.values import read_table
from tests.servers.drive import RefusedError, drive
from tests.servers.socialstyrelsen import BANDS, DEATH_BANDS, DEATHS, TOPICS, SocialstyrelsenServer, Topic, years

CARE = "diagnoserislutenoppenvard"
AREAS = {
    code: Area(code=code, name=name, type=kind, parent=parent)  # type: ignore[arg-type]
    for code, name, kind, parent in (
        ("00", "Riket", "country", None),
        ("01", "Region Stockholm", "region", "00"),
        ("14", "Västra Götalandsregionen", "region", "00"),
        ("21", "Region Gävleborg", "region", "00"),
        ("0180", "Stockholms kommun", "municipality", "01"),
    )
}
INFARCTION = {
    "indicator": "infarkt",
    "topic": CARE,
    "select": {"diagnos": ["I21"], "alder": ["0-85+"]},
    "measures": {"value": "Antal patienter/100 000 inv", "numerator": "Antal patienter"},
}
DEAD = {
    "indicator": "doda",
    "topic": "dodsorsaker",
    "select": {"diagnos": ["I21"], "alder": [*DEATH_BANDS]},
    "measures": {"value": "Antal döda"},
}
ANTIBIOTICS = {
    "indicator": "antibiotika",
    "topic": "lakemedel",
    "select": {"atc": ["J01"], "alder": [*BANDS]},
    "measures": {"numerator": "Antal patienter", "denominator": "Befolkning"},
    "per": 1000,
}
FALLS = {
    "indicator": "fall",
    "topic": "skadorochskadehandelserisverigeskommunerochlan",
    "select": {"alder": ["85+"], "vardform": ["SV"], "typ": ["1"]},
    "measures": {"value": "Antal per 100 000"},
    "levels": ["country", "region", "municipality"],
}


def make_wanted(base_url: str, *series: dict[str, Any], icd10: str | None = None, only: Sequence[str] | None = None) -> Wanted:
    asks: dict[str, Any] = {"series": [*series]}
    if icd10:
        asks["icd10"] = {"topic": icd10}
    source = Source(
        id="socialstyrelsen",
        publisher="Socialstyrelsen",
        url="https://www.socialstyrelsen.se/",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        attribution="Socialstyrelsen",
        asks=asks,
    )
    names = [one["indicator"] for one in series] if only is None else only
    indicators = {name: Indicator.model_construct(None, id=name) for name in names}  # type: ignore[call-arg]
    return Wanted(source, base_url, indicators, AREAS, dt.date(2026, 11, 22))


def pull(server: SocialstyrelsenServer, *series: dict[str, Any], **more: Any) -> Reading:  # noqa: ANN401
    wanted = make_wanted(server.base_url, *series, **more)
    return socialstyrelsen.read(wanted, drive(socialstyrelsen.requests(wanted)))


def row_of(frame: pd.DataFrame, area: str, period: str, sex: str) -> dict[str, Any]:
    (row,) = frame[(frame["area"] == area) & (frame["period"] == period) & (frame["sex"] == sex)].to_dict("records")
    return {str(key): None if pd.isna(value) else value for key, value in row.items()}


def kinds(reading: Reading) -> list[tuple[str, str | None]]:
    return [(one.kind, one.indicator) for one in reading.notices]


@pytest.fixture
def server() -> Iterator[SocialstyrelsenServer]:
    with SocialstyrelsenServer() as running:
        yield running


# What comes out


def test_each_place_year_and_sex_has_the_published_rate_and_count(server: SocialstyrelsenServer):
    """Asked of the server cell by cell, so that a swapped column, sex or region would show."""
    frame = pull(server, INFARCTION).tables["infarkt"]
    assert [*COLUMNS] == [*frame.columns]
    assert len(frame) == 4 * 3 * 3
    cell = {"region": "14", "alder": "19", "kon": "2", "ar": "2023", "diagnos": "I21"}
    rate, number = (TOPICS[CARE].varde(cell | {"matt": matt}) for matt in ("7", "6"))
    assert rate is not None
    assert number is not None
    expected: dict[str, Any] = {
        "area": "14",
        "period": "2023",
        "sex": "women",
        "status": "ok",
        "kind": "final",
        "lower": None,
        "upper": None,
    }
    expected |= {"value": float(rate.replace(",", ".")), "numerator": float(number.replace(",", ".")), "denominator": None}
    assert row_of(frame, "14", "2023", "women") == expected


def test_the_frame_is_what_validate_reads(server: SocialstyrelsenServer, tmp_path: Any):  # noqa: ANN401
    frame = pull(server, INFARCTION).tables["infarkt"]
    assert all(frame[column].dtype == "float64" for column in NUMBERS)
    path = tmp_path / "values.csv"
    frame.to_csv(path, index=False, lineterminator="\n")
    reader = Reader(tmp_path)
    read_table(reader, path, None, None, AREAS)
    assert reader.faults == []


def test_deaths_are_added_up_over_ages_and_an_age_without_deaths_adds_nothing(server: SocialstyrelsenServer):
    """Bands 4-20 have the band's number of deaths, twice for both sexes; bands 1-3 have no row."""
    frame = pull(server, DEAD).tables["doda"]
    assert row_of(frame, "01", "2023", "men")["value"] == sum(range(4, 21))
    assert row_of(frame, "00", "2023", "total")["value"] == 2 * sum(range(4, 21))


def test_what_is_not_published_is_left_out_and_never_zero(server: SocialstyrelsenServer):
    """In 2024 only the country has deaths, in 2025 nobody: the regions' 2024 is absent, and 2025 not a year at all."""
    reading = pull(server, DEAD)
    frame = reading.tables["doda"]
    assert {"2022", "2023"} == set(frame[frame["area"] == "21"]["period"])
    assert {"2022", "2023", "2024"} == set(frame[frame["area"] == "00"]["period"])
    assert 0 not in set(frame["value"])
    said = "9 cells of the years that the country has are not published; left out, not zero"
    assert Notice("absent", said, "doda") in reading.notices


def test_a_rate_of_sums_is_made_of_published_counts(server: SocialstyrelsenServer):
    """Eighteen bands of 120 patients among 10 000 people, thousands written with a no-break space."""
    row = row_of(pull(server, ANTIBIOTICS).tables["antibiotika"], "21", "2024", "total")
    assert (row["numerator"], row["denominator"], row["value"]) == (18 * 120, 180_000, 12.0)


def test_the_country_says_which_years_are_published():
    """A year that only a region has is no year in which the others are missed."""
    topic = Topic(
        "Dödsorsaker", DEATHS.variables, varde=lambda cell: None if cell["ar"] == "2025" and cell["region"] != "1" else "7"
    )
    with SocialstyrelsenServer({"dodsorsaker": topic}) as running:
        reading = pull(running, DEAD | {"select": {"diagnos": ["I21"], "alder": ["85-89"]}})
    assert kinds(reading) == []
    assert row_of(reading.tables["doda"], "01", "2025", "total")["value"] == 7


def test_per_says_of_how_many(server: SocialstyrelsenServer):
    row = row_of(pull(server, ANTIBIOTICS | {"per": 100_000}).tables["antibiotika"], "00", "2023", "women")
    assert row["value"] == 1200


def test_a_population_without_one_age_makes_no_rate():
    """With a band of people missing the rate would be too high."""

    def medicine(cell: Any) -> str | None:  # noqa: ANN401
        return None if (cell["matt"], cell["alder"], cell["region"]) == ("9", "3", "21") else TOPICS["lakemedel"].varde(cell)

    topic = Topic("Läkemedel", TOPICS["lakemedel"].variables, varde=medicine)
    with SocialstyrelsenServer({"lakemedel": topic}) as running:
        frame = pull(running, ANTIBIOTICS).tables["antibiotika"]
    assert {"00", "01", "14"} == set(frame["area"])


def test_a_text_in_place_of_a_number_is_withheld_and_told(server: SocialstyrelsenServer):
    reading = pull(server, FALLS)
    row = row_of(reading.tables["fall"], "21", "1995/1997", "total")
    assert (row["status"], [row[column] for column in NUMBERS]) == ("suppressed", [None] * 5)
    assert Notice("suppressed_text", "in place of a number stands 'X' 6 times", "fall") in reading.notices
    assert row_of(reading.tables["fall"], "0180", "1998/2000", "men")["value"] == 39.3


def test_an_empty_text_is_missing_not_withheld():
    topic = Topic("Dödsorsaker", DEATHS.variables, varde=lambda cell: "" if cell["region"] == "1" else "7")
    with SocialstyrelsenServer({"dodsorsaker": topic}) as running:
        frame = pull(running, DEAD | {"select": {"diagnos": ["I21"], "alder": ["85-89"]}}).tables["doda"]
    assert row_of(frame, "01", "2023", "men")["status"] == "missing"


def test_one_withheld_age_withholds_the_sum():
    """Else the sum of the other ages would be shown as if it were all."""
    topic = Topic("Dödsorsaker", DEATHS.variables, varde=lambda cell: "X" if cell["alder"] == "5" else "7")
    with SocialstyrelsenServer({"dodsorsaker": topic}) as running:
        frame = pull(running, DEAD).tables["doda"]
    assert {"suppressed"} == set(frame["status"])
    assert frame["value"].isna().all()


@pytest.mark.parametrize(
    ("word", "identity"),
    [("01", "a"), ("2", 2), ("Kvinnor", 2), (" båda  KÖNEN ", "c"), ("Lika", None), ("finns inte", None), ("b", None)],
)
def test_a_word_means_a_code_before_an_id_and_an_id_before_a_text(word: str, identity: object):
    """What could mean two things means none."""
    entries = [
        Entry(id="a", kod="01", text="Män"),
        Entry(id=2, kod=None, text="Kvinnor\r\n"),
        Entry(id="c", kod="02", text="Båda könen"),
        Entry(id="01", kod="03", text="2"),
        Entry(id="d", text="Lika"),
        Entry(id="e", text="lika"),
        Entry(id="f", kod="b", text="x"),
        Entry(id="g", kod="b", text="y"),
    ]
    found = find_entry(entries, word)
    assert (found.id if found else None) == identity


# What is asked


def test_ids_are_found_by_code_and_words(server: SocialstyrelsenServer):
    """Region 01 has the id 1 here and the id 01 in the topic of injuries."""
    pull(server, INFARCTION, FALLS)
    results = [path for path in server.asked if "/resultat/" in path]
    assert f"/api/v1/sv/{CARE}/resultat/matt/7/region/0,1,14,21/kon/1,2,3/diagnos/I21/alder/19/ar/2022,2023,2024" in results[0]
    assert "/region/00,01,21,0180/" in results[-1]
    assert all("per_sida=5000" in path for path in results)
    assert not [path for path in results if "," in path.split("/matt/")[1].split("/")[0]]


def test_questions_are_split_by_year_so_that_one_page_is_enough():
    """4 regions x 3 sexes x 20 ages: 240 rows a year, so 20 years are asked for together; with 30 years that is two questions."""
    topic = Topic("Dödsorsaker", {**DEATHS.variables, "ar": years(1996, 2025)}, varde=lambda _cell: "1")
    with SocialstyrelsenServer({"dodsorsaker": topic}) as running:
        frame = pull(running, DEAD).tables["doda"]
        results = [path for path in running.asked if "/resultat/" in path]
    assert [path.rsplit("=", 1)[1] for path in results] == ["1", "1"]
    assert len(frame) == 4 * 3 * 30


def test_pages_are_followed_by_number_and_the_http_link_never(server: SocialstyrelsenServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.servers.socialstyrelsen.LARGEST_PAGE", 10)
    frame = pull(server, INFARCTION).tables["infarkt"]
    assert len(frame) == 36
    assert [path.split("sida=")[-1] for path in server.asked if "/matt/6/" in path] == ["1", "2", "3", "4"]


def test_a_slice_without_rows_is_no_fault():
    """404 is how the database says so; the measure is left out and its old figures stay."""
    topic = Topic("Dödsorsaker", DEATHS.variables, varde=lambda _cell: None)
    with SocialstyrelsenServer({"dodsorsaker": topic}) as running:
        assert pull(running, DEAD).tables == {}


def test_an_unknown_topic_is_a_fault(server: SocialstyrelsenServer):
    with pytest.raises(RefusedError, match="404"):
        pull(server, DEAD | {"topic": "cancer"})


def test_years_before_another_definition_are_not_asked_for(server: SocialstyrelsenServer):
    frame = pull(server, INFARCTION | {"first_year": 2024}).tables["infarkt"]
    assert {"2024"} == set(frame["period"])


def test_a_topic_with_other_regions_needs_their_codes(server: SocialstyrelsenServer):
    births = {
        "indicator": "snitt",
        "topic": "graviditeterforlossningarochnyfodda",
        "select": {"alder": ["Totalt"]},
        "measures": {"value": "Andel kejsarsnitt"},
    }
    with pytest.raises(SourceError, match="its regions have other codes than ours \\(00000, 00110\\); write them under regions"):
        pull(server, births)
    frame = pull(server, births | {"regions": {"00": "00000", "01": "00110"}}).tables["snitt"]
    assert {"00", "01"} == set(frame["area"])
    assert {"total"} == set(frame["sex"])


def test_only_the_wanted_measures_are_asked_for(server: SocialstyrelsenServer):
    """And then the list of diagnoses is left alone."""
    reading = pull(server, INFARCTION, DEAD, icd10=CARE, only=["doda", "annat"])
    assert [*reading.tables] == ["doda"]
    assert reading.files == {}
    assert not [path for path in server.asked if CARE in path]
    assert ("not_asked", "annat") in kinds(reading)


# The list of diagnoses


def test_the_list_of_diagnoses_becomes_a_file(server: SocialstyrelsenServer):
    """Codes only, not chapters; without line ends and without the code before the title."""
    reading = pull(server, DEAD, icd10=CARE)
    assert reading.files["icd10.csv"].decode().splitlines() == [
        "code,title_sv,source",
        "B35,Dermatofytos,socialstyrelsen",
        "F32,Depressiv episod,socialstyrelsen",
        "I21,Akut hjärtinfarkt,socialstyrelsen",
        "I50,Hjärtsvikt,socialstyrelsen",
    ]


def test_the_list_comes_also_where_data_has_none_of_the_measures(server: SocialstyrelsenServer):
    """A pull asks such a source for its other files."""
    reading = pull(server, DEAD, icd10=CARE, only=[])
    assert [*reading.files] == ["icd10.csv"]
    assert reading.tables == {}


def test_a_title_that_is_more_than_text_is_left_out_and_told(server: SocialstyrelsenServer):
    change_list(server, f"{CARE}/diagnos", lambda entries: [*entries, {"id": "Z00", "kod": "Z00", "text": "<b>Hälsa</b>"}])
    change_list(server, f"{CARE}/diagnos", lambda entries: [*entries, {"id": "Z01", "kod": "Z01", "text": "=HYPERLINK(A1)"}])
    reading = pull(server, DEAD, icd10=CARE)
    assert b"Z0" not in reading.files["icd10.csv"]
    assert ("bad_text", None) in kinds(reading)


# What has changed at the publisher


def change_list(server: SocialstyrelsenServer, path: str, edit: Callable[[Any], Any]) -> None:
    """Change one answer's JSON on its way out, after earlier changes."""
    before = server.change

    def change(asked: str, answer: tuple[int, str, bytes]) -> tuple[int, str, bytes]:
        status, kind, body = before(asked, answer)
        if path not in asked:
            return status, kind, body
        return status, kind, json.dumps(edit(json.loads(body))).encode()

    server.change = change


def test_a_measure_that_is_no_longer_there_is_told_with_those_that_are(server: SocialstyrelsenServer):
    """Never replaced by another: in medicines two rates differ five times over."""
    reading = pull(server, INFARCTION | {"measures": {"value": "Patienter per tusen"}}, DEAD)
    assert [*reading.tables] == ["doda"]
    (notice,) = [one for one in reading.notices if one.kind == "not_asked"]
    assert notice.indicator == "infarkt"
    assert "has no matt 'Patienter per tusen' (there are Antal patienter, Antal patienter/100 000 inv)" in notice.text


@pytest.mark.parametrize("select", [{"diagnos": ["Q99"], "alder": ["0-85+"]}, {"diagnos": ["I21"], "alder": ["0-99"]}])
def test_a_value_that_is_no_longer_there_is_told(server: SocialstyrelsenServer, select: dict[str, list[str]]):
    reading = pull(server, INFARCTION | {"select": select})
    assert reading.tables == {}
    assert kinds(reading) == [("not_asked", "infarkt")]
    assert not [path for path in server.asked if "/resultat/" in path]


def test_new_fields_are_named_and_the_figures_come_all_the_same(server: SocialstyrelsenServer):
    change_list(server, f"{CARE}/region", lambda entries: [one | {"giltig": 1} for one in entries])
    change_list(server, "/matt/7/", lambda page: page | {"licens": "CC0"})
    reading = pull(server, INFARCTION)
    assert len(reading.tables["infarkt"]) == 36
    texts = [one.text for one in reading.notices]
    assert texts == [f"{CARE}/region has new fields: giltig", f"{CARE} has new fields: licens"]


def page_row(**more: object) -> Callable[[Any], Any]:
    return lambda page: page | {"data": [page["data"][0] | more, *page["data"][1:]]}


def without(name: str) -> Callable[[Any], Any]:
    return lambda page: page | {"data": [{key: value for key, value in row.items() if key != name} for row in page["data"]]}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (page_row(varde=39.3), "varde is not text, as it used to be"),
        (page_row(varde=None), "varde is not text, as it used to be"),
        (page_row(varde="39.3"), "has digits in a form that is not a Swedish number"),
        (page_row(varde="1e5"), "has digits in a form that is not a Swedish number"),
        (page_row(ar="2024 prel"), "answers with values that were not asked for \\(ar\\)"),
        (page_row(regionId=25), "answers with values that were not asked for \\(regionId\\)"),
        (page_row(diagnosId="I22"), "answers with values that were not asked for \\(diagnosId\\)"),
        (page_row(typId="1"), "rows also differ by typId: choose its values under select"),
        (without("konId"), "rows have no konId"),
        (lambda page: page | {"data": [page["data"][0], *page["data"]]}, "gives the same cell twice"),
        (lambda page: page | {"data": {}}, "another shape than agreed: data: input should be a valid list"),
        (lambda page: page | {"sida": "1"}, "another shape than agreed: sida: input should be a valid integer"),
        (lambda page: {key: value for key, value in page.items() if key != "nasta_sida"}, "nasta_sida: field required"),
        (lambda page: page["data"], "another shape than agreed: the answer: input should be a valid dictionary"),
        (lambda page: page | {"sidor": 3}, "the pages end at 1 of 3"),
        (
            lambda page: page | {"nasta_sida": "http://example.org/api?sida=2"},
            "the next page is at example.org, not at 127.0.0.1",
        ),
        (lambda page: page | {"nasta_sida": "http://127.0.0.1/x?sida=1"}, "after page 1 comes page 1; the pages go in a circle"),
        (lambda page: page | {"nasta_sida": "http://127.0.0.1/x"}, "after page 1 comes page without a number"),
    ],
)
def test_an_answer_that_is_not_as_agreed_is_refused(server: SocialstyrelsenServer, edit: Callable[[Any], Any], said: str):
    change_list(server, "/matt/7/", edit)
    with pytest.raises(SourceError, match=said):
        pull(server, INFARCTION)


def test_a_byte_order_mark_is_no_fault(server: SocialstyrelsenServer):
    plain = pull(server, INFARCTION)
    server.change = lambda _path, answer: (answer[0], answer[1], b"\xef\xbb\xbf" + answer[2])
    marked = pull(server, INFARCTION)
    assert marked.tables.keys() == plain.tables.keys()
    assert all(table.equals(plain.tables[name]) for name, table in marked.tables.items())


def test_a_number_that_is_none_in_json_is_refused(server: SocialstyrelsenServer):
    server.change = lambda path, answer: (200, "application/json", b'{"data":[NaN]}') if "/matt/7/" in path else answer
    with pytest.raises(SourceError, match="the answer is not JSON"):
        pull(server, INFARCTION)


def test_every_surprise_is_named_at_once(server: SocialstyrelsenServer):
    change_list(server, "/matt/6/", page_row(varde=1))
    change_list(server, "/matt/1/", page_row(konId=9))
    with pytest.raises(SourceError) as caught:
        pull(server, INFARCTION, DEAD)
    assert len(str(caught.value).splitlines()) == 2


def test_values_never_enter_a_message(server: SocialstyrelsenServer):
    change_list(server, "/matt/7/", page_row(varde="987.65"))
    with pytest.raises(SourceError) as caught:
        pull(server, INFARCTION)
    assert "987" not in str(caught.value)


# The trap of a segment with another name than the variable


def test_a_segment_that_does_not_filter_is_found_out():
    """The list is called yttreorsak; asked for by that name the database gives everything, with 200."""
    harm = {
        "indicator": "sjalvskada",
        "topic": "yttreorsakertillskadorochforgiftningar",
        "select": {"yttreorsak": ["VXY2"], "alder": ["85+"]},
        "measures": {"value": "Patienter per 100 000"},
    }
    with SocialstyrelsenServer() as running:
        with pytest.raises(SourceError, match="rows have no yttreorsakId; rows also differ by diagnosId"):
            pull(running, harm)
        right = harm | {"select": {"diagnos": ["VXY2"], "alder": ["85+"]}}
        assert len(pull(running, right).tables["sjalvskada"]) == 4 * 3 * 2


def test_unfiltered_rows_under_the_right_name_are_found_out():
    """As if the filter stopped working one day: same fields, more values."""
    with SocialstyrelsenServer() as running:
        change_list(running, "/matt/7/", lambda page: page | {"data": [*page["data"], page["data"][0] | {"diagnosId": "99"}]})
        with pytest.raises(SourceError, match="the segment may have another name"):
            pull(running, INFARCTION)


# Changed sexes


def test_sexes_with_other_meanings_are_refused(server: SocialstyrelsenServer):
    change_list(server, f"{CARE}/kon", lambda entries: [one | {"id": 3 - one["id"]} if one["id"] < 3 else one for one in entries])
    with pytest.raises(SourceError, match="expected 1 män, 2 kvinnor, 3 båda könen"):
        pull(server, INFARCTION)


# asks


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"select": {"matt": ["7"]}}, "select has matt, which every series has; take it out"),
        ({"measures": {}}, "write either measures.value, or per with measures.numerator and measures.denominator"),
        ({"per": 1000, "measures": {"numerator": "Antal patienter"}}, "write either measures.value, or per"),
        ({"select": {"alder": ["0-4", "5-9"]}}, "'Antal patienter/100 000 inv' is a rate, which can't be added up"),
        ({"select": {"alder": []}}, "should have at least 1 item"),
        ({"topic": "../../etc"}, "should match pattern"),
        ({"colour": "red"}, "extra inputs are not permitted"),
    ],
)
def test_asks_are_read_strictly(change: dict[str, Any], said: str):
    wanted = make_wanted("http://127.0.0.1:9", INFARCTION | change)
    with pytest.raises(SourceError, match=r"sources/socialstyrelsen\.yml asks for what can't be asked") as caught:
        next(socialstyrelsen.requests(wanted))
    assert said.lower() in str(caught.value).lower()


def test_a_measure_is_made_by_one_series():
    with pytest.raises(SourceError, match="infarkt stands in two series"):
        next(socialstyrelsen.requests(make_wanted("http://127.0.0.1:9", INFARCTION, INFARCTION)))


# Numbers and years


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20", 20),
        ("39,3", 39.3),
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("1.234", 1234),
        ("0", 0),
        ("-1,5", -1.5),
        ("639,3\r\n", 639.3),
    ],
)
def test_numbers_are_swedish(text: str, number: float):
    assert number == read_number(text)


@pytest.mark.parametrize("text", ["X", "..", "-", "<5", "", "uppgift saknas"])
def test_other_texts_are_kept(text: str):
    assert text.replace(" ", "") == read_number(text)


@pytest.mark.parametrize("text", ["39.3", "1.2345", "1,2,3", "0x10", "1e5", "٣", "12 st"])
def test_other_digits_are_refused(text: str):
    with pytest.raises(ValueError, match="Swedish number"):
        read_number(text)


@pytest.mark.parametrize(("ar", "period"), [(2020, "2020"), ("2020", "2020"), ("1995-1997", "1995/1997")])
def test_years_and_spans(ar: object, period: str):
    assert period == read_period(ar)


@pytest.mark.parametrize("ar", [None, 2020.0, "2020-01", "20", "1995/1997", ["2020"]])
def test_other_periods_are_refused(ar: object):
    with pytest.raises(ValueError, match="year"):
        read_period(ar)


# The same bytes in, the same tables out


def test_reading_twice_gives_the_same(server: SocialstyrelsenServer):
    wanted = make_wanted(server.base_url, INFARCTION, DEAD, ANTIBIOTICS, icd10=CARE)
    answers: list[Answer] = drive(socialstyrelsen.requests(wanted))
    first, second = (socialstyrelsen.read(wanted, answers) for _ in range(2))
    assert first.files == second.files
    assert first.notices == second.notices
    assert len(first.tables) == 3
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, second.tables[name])
