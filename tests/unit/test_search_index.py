"""What the index and the answers of a place hold, on a catalogue small enough to read."""

import datetime as dt
import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build_site.model.address import addresses
from build_site.model.area import Area
from build_site.model.catalogue import Catalogue
from build_site.model.comparison import Comparison, Latest, Verdict, VersusCountry
from build_site.model.device import DeviceCategory, DeviceFacts, Fee
from build_site.model.diagnosis import Diagnosis
from build_site.model.indicator import Indicator
from build_site.model.register import Register
from build_site.search.answers import describe_verdict
from build_site.search.index import Page, build_index
from build_site.validate.folder import read_data

TODAY = dt.date(2025, 11, 30)
NBSP = "\u00a0"
DATA = Path(__file__).parents[2] / "data"

AREAS = [
    Area(code="00", name="Riket", type="country"),
    Area(code="18", name="Region Örebro län", short_name="Örebro", type="region", parent="00"),
    Area(code="21", name="Region Gävleborg", short_name="Gävleborg", type="region", parent="00"),
    Area(code="1880", name="Örebro kommun", short_name="Örebro", type="municipality", parent="18"),
    Area(code="2180", name="Gävle kommun", short_name="Gävle", type="municipality", parent="21"),
]


def make_indicator(key: str, title: str, **more: object) -> Indicator:
    text = {"sv": title, "en": title}
    return Indicator.model_validate(
        {
            "id": key,
            "title": text,
            "description": text,
            "unit": "percent",
            "better": "higher",
            "better_reason": "Fler får vård",
            "register": "ndr",
            "source": "kolada",
            "adjustment": "none",
            "smallest_denominator": 30,
            "additive_over": [],
            "steward": "Någon",
            "next_review": "2026-01-01",
            **more,
        }
    )


def make_catalogue() -> Catalogue:
    text = {"sv": "Diabetesregistret", "en": "The diabetes register"}
    register = Register.model_validate({"id": "ndr", "name": text, "holder": None, "url": None, "covers": text})
    diagnoses = [
        Diagnosis(
            diagnosis_id="diabetes",
            name_sv="Diabetes",
            name_en="Diabetes",
            icd10_codes=("E10-E14",),
            lay_terms_sv=("sockersjuka", "Socker-sjuka", "diabetes"),
            indicator_ids=("wait", "gone"),
        ),
        Diagnosis.model_construct(diagnosis_id="hostile", name_sv="<script>alert(1)</script>"),
    ]
    categories = (
        DeviceCategory(code="2206", edition="2016", level=2, name_sv="Hörselhjälpmedel"),
        DeviceCategory(code="220615", edition="2016", level=3, parent_code="2206", name_sv="Hörapparater"),
    )
    fee = Fee(
        fee_id="f1",
        area="18",
        iso="2206",
        fee_type="subscription",
        amount_sek=70,
        unit="per månad",
        source_url="https://example.se/",
        status="last_known",
    )
    return Catalogue(
        areas={area.code: area for area in AREAS},
        indicators={"wait": make_indicator("wait", "Väntat högst 90 dagar", lay_terms=["väntetid"])},
        registers={"ndr": register},
        sources={},
        diagnoses={diagnosis.diagnosis_id: diagnosis for diagnosis in diagnoses},
        devices=DeviceFacts(categories=categories, fees=(fee,)),
    )


def make_latest(area: str, value: float | None, *, status: str = "ok", verdict: VersusCountry = "better") -> Latest:
    series = (("2022", 70.123456), ("2023", None), ("2024", value))
    return Latest(area, "2024", value, status, "final", Verdict(verdict, 9, 10), series=series)


def build(*latest: Latest) -> dict[str, Any]:
    catalogue = make_catalogue()
    comparison = Comparison("wait", "consistency", "00", "2024", {one.area: one for one in latest})
    pages = [Page("metod", "Så jämför vi", "metod/", ("osäkerhet",)), Page("saknas", "Säg till", "om/saknas/")]
    files = build_index(catalogue, {"wait": comparison}, addresses(catalogue), pages, today=TODAY)
    return {path: json.loads(content) for path, content in files.items()}


def wait_in(files: dict[str, Any], code: str) -> Any:  # noqa: ANN401
    return files[f"search/areas/{code}.json"]["answers"]["indicators"].get("wait")


def test_every_kind_has_its_id_and_a_relative_address():
    index = build()["search/index.json"]
    rows = {row[0]: row[1:] for row in index["entries"]}
    assert rows["diagnosis:diabetes"] == [
        "Diabetes",
        "diagnoser/diabetes/",
        ["sockersjuka", "Socker-sjuka"],
        ["E10-E14"],
        ["wait"],
    ]
    assert rows["device:220615"] == ["Hörapparater", "", [], ["220615"]]
    assert rows["indicator:wait"] == ["Väntat högst 90 dagar", "", ["väntetid"], ["wait"]]
    assert rows["register:ndr"] == ["Diabetesregistret", "register/ndr/", [], [], ["wait"]]
    assert rows["page:metod"] == ["Så jämför vi", "metod/", ["osäkerhet"]]
    assert ["1880", "Örebro kommun", "Örebro", "kommuner/orebro/", "18", ["orebro kommun"]] in index["places"]
    assert index["links"] == {"a_o": "a-o/", "report": "om/saknas/"}
    assert index["folders"] == {"device": "hjalpmedel/", "indicator": "indikatorer/"}


def test_address_that_is_not_its_title_is_kept():
    catalogue = make_catalogue()
    moved = addresses(catalogue) | {"device:220615": "hjalpmedel/horapparater-220615/"}
    rows = json.loads(build_index(catalogue, {}, moved, [], today=TODAY)["search/index.json"])["entries"]
    assert next(row[2] for row in rows if row[0] == "device:220615") == "hjalpmedel/horapparater-220615/"


def test_hostile_title_stays_text():
    rows = {row[0]: row for row in build()["search/index.json"]["entries"]}
    assert rows["diagnosis:hostile"][1] == "<script>alert(1)</script>"


def test_what_has_no_page_is_not_found():
    catalogue = make_catalogue()
    files = build_index(catalogue, {}, {}, [], today=TODAY)
    index = json.loads(files["search/index.json"])
    assert index == {
        "entries": [],
        "places": [],
        "links": {"a_o": "a-o/", "report": None},
        "folders": {"device": "hjalpmedel/", "indicator": "indikatorer/"},
        "words": {},
        "measures": {"wait": [], "cost": []},
    }


def test_measures_that_answer_a_question_are_told_by_their_topic():
    catalogue = make_catalogue()
    topics = {"slow": ["Tillgänglighet och väntetider"], "dear": ["Kostnader", "Annat"], "other": ["Annat"]}
    indicators = {key: make_indicator(key, key.title(), topics=of) for key, of in topics.items()}
    catalogue = replace(catalogue, indicators=indicators)
    known = {f"indicator:{key}": f"indikatorer/{key}/" for key in ("slow", "dear")}
    index = json.loads(build_index(catalogue, {}, known, [], today=TODAY)["search/index.json"])
    assert index["measures"] == {"wait": ["slow"], "cost": ["dear"]}
    index = json.loads(build_index(catalogue, {}, {}, [], today=TODAY)["search/index.json"])
    assert index["measures"] == {"wait": [], "cost": []}


def test_same_in_same_out():
    catalogue = make_catalogue()
    one, two = (build_index(catalogue, {}, addresses(catalogue), [], today=TODAY) for _ in range(2))
    assert one == two
    assert {*one} == {"search/index.json", *(f"search/areas/{area.code}.json" for area in AREAS)}


def test_answer_says_value_verdict_period_and_age():
    files = build(make_latest("00", 75.2, verdict="not_assessed"), make_latest("21", 78.0))
    assert wait_in(files, "21") == {
        "area": "21",
        "text": f"78,0{NBSP}%",
        "value": 78.0,
        "unit": "percent",
        "period": "2024",
        "period_text": "2024",
        "age": "11 månader gammal",
        "verdict": "better",
        "verdict_method": "consistency",
        "verdict_text": "Konsekvent bättre än riket, 9 av 10 år",
        "country_text": f"Riket: 75,2{NBSP}%",
        "spark": [70.12, None, 78.0],
    }
    assert (wait_in(files, "00")["verdict_text"], wait_in(files, "00")["country_text"]) == (None, None)


def test_municipality_has_its_regions_answer_where_it_has_none():
    files = build(make_latest("00", 75.2), make_latest("21", 78.0), make_latest("1880", 60.0), make_latest("18", 61.0))
    assert wait_in(files, "2180")["area"] == "21"
    assert wait_in(files, "1880")["area"] == "1880"


def test_country_is_never_passed_off_as_a_region():
    files = build(make_latest("00", 75.2))
    assert wait_in(files, "00")["value"] == 75.2
    assert wait_in(files, "21") is None
    assert wait_in(files, "2180") is None


def test_hidden_figure_leaves_nothing_behind():
    """Value, verdict, sparkline and comparison go together; a municipality then shows its region's figure."""
    hidden = make_latest("1880", None, status="suppressed")
    alone = wait_in(build(make_latest("00", 75.2), hidden), "1880")
    assert (alone["text"], alone["value"], alone["verdict"], alone["spark"]) == ("För få fall för att visas", None, None, [])
    assert wait_in(build(hidden, make_latest("18", 61.0)), "1880")["area"] == "18"
    assert wait_in(build(make_latest("18", None, status="missing")), "18") is None


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("better", 9, 10), "Konsekvent bättre än riket, 9 av 10 år"),
        (Verdict("worse", 1, 10), "Konsekvent sämre än riket, 9 av 10 år"),
        (Verdict("higher", 8, 8), "Konsekvent högre än riket, 8 av 8 år"),
        (Verdict("lower", 0, 9), "Konsekvent lägre än riket, 9 av 9 år"),
        (Verdict("better", method="interval"), "Bättre än riket (säkerställt)"),
        (Verdict("worse", method="interval"), "Sämre än riket (säkerställt)"),
        (Verdict("similar", 5, 10), "Går inte att skilja från riket"),
        (Verdict("not_assessed", reason="too_few_years"), "Bedöms inte"),
    ],
)
def test_verdict_in_fixed_words(verdict: Verdict, words: str):
    assert describe_verdict(verdict) == words


def test_device_answer_is_inherited_and_names_its_group():
    files = build()
    devices = files["search/areas/1880.json"]["answers"]["devices"]
    assert devices["2206"] == {
        "area": "18",
        "text": f"70{NBSP}kr per månad",
        "status": "last_known",
        "known": True,
    }
    assert devices["220615"] == devices["2206"] | {"group": "Hörselhjälpmedel"}
    assert files["search/areas/2180.json"]["answers"]["devices"] == {}
    assert files["search/areas/00.json"]["answers"]["devices"]["2206"]["text"] == f"Avgift känd på 1{NBSP}plats"


def test_real_index_is_light():
    """The promise of design §7: at most 100 kB compressed at first use."""
    if not (DATA / "diagnoses.csv").is_file():
        pytest.skip("no data/ in this checkout")
    catalogue, _, _ = read_data(DATA)
    files = build_index(catalogue, {}, addresses(catalogue), [], today=TODAY)
    assert len(files) == 1 + len(catalogue.areas)
    assert len(gzip.compress(files["search/index.json"])) <= 100_000
