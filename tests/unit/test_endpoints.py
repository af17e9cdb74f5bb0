"""The API's files on the tiny data: exactly the keys of design.md §6, and numbers that are numbers."""

import csv
import importlib
import io
import math
import pkgutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from build_site.build import make_files
from build_site.model.output import Files
from build_site.model.table import COLUMNS, NUMBERS
from build_site.publish import endpoints
from build_site.publish.endpoints import ENDPOINTS
from tests.conftest import RELEASE, SMALL

SITE = RELEASE.site_url
LATEST = {
    *("area", "period", "value", "status", "rank", "rank_low", "rank_high", "of", "versus_country", "verdict_method"),
    *("years_better", "years_compared", "difference", "change"),
}
"""Keys promised in design.md §6."""
MORE_LATEST = {
    *("kind", "suspicious", "verdict_reason", "p_value", "lower", "upper", "interval_method", "rank_method", "verdict_level"),
    *("sure", "funnel", "trend", "change_reason", "targets"),
}
"""Keys gained since; v1 never loses one."""
FACT = {"area", "iso", "edition", "item", "condition", "source_url", "source_date", "note"}
FEE = FACT | {
    *("fee_id", "fee_type", "amount_sek", "percent", "min_sek", "max_sek", "unit", "applies_to", "min_age", "max_age"),
    *("high_cost_cap", "responsible", "valid_from", "valid_to", "verified_at", "source_kind", "status"),
    *("covers", "except", "count_rule", "count_from", "count_to", "longest_months", "loss_year", "variant", "counted", "told"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return every generated file of the tiny data."""
    return make_files(SMALL, release=RELEASE, store=tmp_path_factory.mktemp("store"), jobs=1)


def read(files: Files, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return orjson.loads(files[f"api/v1/{name}.json"])


def row_of(rows: list[dict[str, Any]], **wanted: object) -> dict[str, Any]:
    """Return the one row with these values."""
    (found,) = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found


def test_the_entrance(files: Files):
    """What the API is, of which day, under which terms, and where to go on."""
    index = read(files, "index")
    names = ("areas", "indicators", "diagnoses", "devices", "registers", "sources", "freshness", "gaps", "openapi", "api-info")
    assert {
        "name": "Jämförbart",
        "version": "v1",
        "schema_version": index["schema_version"],
        "release": "2026-01-31",
        "commit": None,
        "generated_at": "2026-01-31T12:00:00Z",
        "licence": "http://creativecommons.org/licenses/by/4.0/",
        "links": {name: f"{SITE}api/v1/{name}.json" for name in names},
        "counts": {"areas": 5, "indicators": 2, "diagnoses": 2, "devices": 3, "registers": 1, "observations": 37},
    } == index
    for link in index["links"].values():
        assert link.removeprefix(SITE) in files


def test_every_link_in_the_api_leads_to_a_file(files: Files):
    """A program can walk from the entrance to everything, and to the page about it."""

    def links(payload: object) -> list[str]:
        if isinstance(payload, dict):
            return [link for value in payload.values() for link in links(value)]
        if isinstance(payload, list):
            return [link for value in payload for link in links(value)]
        return [payload] if isinstance(payload, str) and payload.startswith(SITE) else []

    names = [path for path in files if path.startswith("api/v1/") and path.endswith(".json") and "openapi" not in path]
    found = {link.removeprefix(SITE) for name in names if "/schemas/" not in name for link in links(orjson.loads(files[name]))}
    assert len(found) > 20
    assert sorted(link for link in found if link not in files and f"{link}index.md" not in files) == []


def test_facts_about_the_api(files: Files):
    """The keys of the Swedish REST profile."""
    keys = {"api_name", "api_version", "api_released", "api_documentation", "api_status"}
    assert keys == read(files, "api-info").keys()


def test_the_list_of_areas(files: Files):
    """The country first, then regions, then municipalities; codes are text."""
    areas = read(files, "areas")["areas"]
    assert [area["code"] for area in areas] == ["00", "01", "21", "0180", "2180"]
    assert {
        "code": "2180",
        "name": "Gävle kommun",
        "short_name": "Gävle",
        "type": "municipality",
        "parent": "21",
        "population": 200,
        "population_period": None,
        "url": f"{SITE}api/v1/areas/2180.json",
        "page": f"{SITE}kommuner/gavle/",
    } == areas[-1]
    assert areas[0]["parent"] is None


def test_one_area(files: Files):
    """Everything known about one place."""
    area = read(files, "areas/21")
    assert {"code", "name", "type", "parent", "figures", "fees", "prices", "rules", "responsibility"} == area.keys()
    assert [row["indicator"] for row in area["figures"]] == ["U10001", "vantan"]
    assert all(LATEST | MORE_LATEST | {"indicator"} == row.keys() for row in area["figures"])
    assert [fee["fee_id"] for fee in area["fees"]] == ["fee-1", "fee-2", "fee-3"]
    assert all(fee.keys() == FEE for fee in area["fees"])


def test_an_area_without_fees_has_an_empty_list(files: Files):
    """Unknown is an empty list; it is not 0 kr."""
    assert read(files, "areas/01")["fees"] == []


def test_the_list_of_indicators(files: Files):
    """Enough to choose by, and where the rest is."""
    first = read(files, "indicators")["indicators"][0]
    assert {
        "id": "U10001",
        "title": {"sv": "Starroperation inom 90 dagar", "en": "Cataract surgery within 90 days"},
        "unit": "percent",
        "better": "higher",
        "register": "starr",
        "source": "kallan",
        "topics": [],
        "latest_period": "2024",
        "areas": 3,
        "url": f"{SITE}api/v1/indicators/U10001.json",
        "csv": f"{SITE}api/v1/indicators/U10001.csv",
        "page": f"{SITE}indikatorer/starroperation-inom-90-dagar/",
    } == first


def test_one_indicator(files: Files):
    """The keys of design.md §6 and those gained since, no other."""
    whole = read(files, "indicators/U10001")
    promised = {
        *("id", "title", "description", "unit", "better", "adjustment", "register", "diagnoses", "source", "comparison"),
        *("observations", "latest"),
    }
    gained = {
        *("why", "counts", "caveats", "numerator_description", "denominator_description", "better_reason", "population"),
        *("period_type", "steward", "next_review", "findings", "page", "chance", "overdispersion", "breaks", "women_and_men"),
        *("definitions", "targets", "links", "coverage", "coverage_by_area"),
        *("additive_over", "smallest_denominator", "smallest_count"),
    }
    assert promised | gained == whole.keys()
    assert whole["diagnoses"] == ["gra-starr"]
    assert whole["comparison"] == {"method": "consistency", "reference": "00", "level": 0.95}
    assert whole["source"] == {
        "id": "kallan",
        "publisher": "Källan",
        "licence": "http://creativecommons.org/publicdomain/zero/1.0/",
        "attribution": "Källan, påhittade tal",
        "attribution_processed": "Källan, påhittade tal",
        "retrieved_at": "2026-01-15",
        "url": "https://example.org/",
        "title": None,
        "unit": None,
        "note": None,
    }


def test_observations_are_the_rows_as_they_may_be_shown(files: Files):
    """Every row of values.csv, in order, null where unknown."""
    rows = read(files, "indicators/U10001")["observations"]
    assert len(rows) == 30
    assert (
        dict.fromkeys(COLUMNS)
        | {
            "area": "00",
            "period": "2015",
            "sex": "total",
            "value": 70.0,
            "status": "ok",
            "kind": "final",
        }
        == rows[0]
    )
    assert rows == sorted(rows, key=lambda row: (row["area"], row["period"]))


def test_a_hidden_cell_is_null_everywhere(files: Files):
    """Nine women and the eleven men beside them are gone from the JSON and the CSV; the total stays."""
    rows = [row for row in read(files, "indicators/vantan")["observations"] if row["area"] == "2180"]
    assert [row["sex"] for row in rows] == ["total", "women", "men"]
    assert [row["status"] for row in rows] == ["ok", "suppressed", "suppressed"]
    assert (rows[0]["value"], rows[0]["numerator"], rows[0]["denominator"]) == (50.0, 10, 20)
    assert {None} == {row[name] for row in rows[1:] for name in NUMBERS}
    assert b"2180,2024,women,,,,,,suppressed,final\n" in files["api/v1/indicators/vantan.csv"]
    assert not [name for name, content in files.items() if b"55.55" in content or b"45.45" in content or b"55,6" in content]


def test_latest_of_an_area(files: Files):
    """Below the country ten years of ten: worse, by 1.5 points, and up a point since the year before."""
    row = row_of(read(files, "indicators/U10001")["latest"], area="01")
    assert row.keys() == LATEST | MORE_LATEST
    assert row == {
        "area": "01",
        "period": "2024",
        "value": 77.5,
        "status": "ok",
        "kind": "final",
        "suspicious": False,
        "rank": None,
        "rank_low": None,
        "rank_high": None,
        "of": None,
        "versus_country": "worse",
        "verdict_method": "consistency",
        "verdict_reason": None,
        "years_better": 0,
        "years_compared": 10,
        "p_value": 2 / 1024,
        "difference": -1.5,
        "change": {"from_period": "2023", "difference": 1.0, "lower": None, "upper": None, "assessment": "not_assessed"},
        "change_reason": None,
        "lower": None,
        "upper": None,
        "interval_method": None,
        "rank_method": None,
        "verdict_level": 0.95,
        "sure": None,
        "funnel": None,
        "trend": "not_assessed",
        "targets": [],
    }


def test_latest_with_counts(files: Files):
    """10 of 20 against 200 of 1,000: 29.9 to 70.1 leaves out 20, and so does the 21.6 to 78.4 of 99.8 %: worse."""
    row = row_of(read(files, "indicators/vantan")["latest"], area="2180")
    assert (row["versus_country"], row["verdict_method"], row["verdict_level"], row["sure"]) == (
        "worse",
        "interval",
        0.998,
        0.998,
    )
    assert (row["interval_method"], row["lower"], row["upper"]) == ("wilson", 29.929801, 70.070199)
    assert (row["rank_method"], row["funnel"], row["years_better"], row["p_value"]) == ("band", "high_998", None, None)
    same = row_of(read(files, "indicators/vantan")["latest"], area="01")
    assert (same["versus_country"], same["verdict_reason"], same["sure"], same["funnel"]) == ("similar", None, None, "within")


def test_what_chance_alone_would_give(files: Files):
    """Two regions, judged by ten years or by their counts."""
    by_years, by_counts = (read(files, f"indicators/{name}") for name in ("U10001", "vantan"))
    assert by_years["chance"] == {"region": {"judged": 1, "flagged": 1, "level": 0.95, "expected": 0.02}}
    assert by_counts["chance"]["municipality"] == {"judged": 2, "flagged": 1, "level": 0.998, "expected": 0.004}
    assert (by_years["overdispersion"], by_counts["overdispersion"]) == (None, {"phi": 0.0, "tau_squared": 0.0})


def test_latest_that_cannot_be_true(files: Files):
    """146.1 % is told as the source told it, and nothing is concluded from it."""
    row = row_of(read(files, "indicators/U10001")["latest"], area="21")
    expected = (146.1, True, "not_assessed", "suspicious", None, None, None)
    keys = ("value", "suspicious", "versus_country", "verdict_reason", "rank", "difference", "change")
    assert expected == tuple(row[key] for key in keys)
    findings = read(files, "indicators/U10001")["findings"]
    assert [(one["check"], one["areas"], one["period"]) for one in findings] == [("outside_limits", ["21"], "2024")]


def test_the_same_latest_row_stands_with_the_area(files: Files):
    """Two ways to the same figure give the same figure."""
    for name in ("U10001", "vantan"):
        for row in read(files, f"indicators/{name}")["latest"]:
            assert row | {"indicator": name} == row_of(read(files, f"areas/{row['area']}")["figures"], indicator=name)


@pytest.mark.parametrize("name", ["U10001", "vantan"])
def test_csv_and_json_say_the_same(files: Files, name: str):
    """Whichever file a journalist takes: the same cells, empty for null, and never a quote or a formula."""
    text = files[f"api/v1/indicators/{name}.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    told = read(files, f"indicators/{name}")["observations"]
    assert list(COLUMNS) == list(rows[0])
    assert told == [
        {key: (float(cell) if cell else None) if key in NUMBERS else cell for key, cell in row.items()} for row in rows
    ]
    assert text.endswith("\n")
    assert not set('"\r;=') & set(text)


def test_numbers_are_numbers_and_codes_are_text(files: Files):
    """No file holds NaN, and no figure is a string."""

    def leaves(payload: object, key: str = "") -> list[tuple[str, object]]:
        if isinstance(payload, dict):
            return [leaf for name, value in payload.items() for leaf in leaves(value, name)]
        if isinstance(payload, list):
            return [leaf for value in payload for leaf in leaves(value, key)]
        return [(key, payload)]

    names = [path for path in files if path.startswith("api/v1/") and path.endswith(".json") and "/schemas/" not in path]
    found = [leaf for name in names if not name.endswith("openapi.json") for leaf in leaves(orjson.loads(files[name]))]
    numbers = {*NUMBERS, "amount_sek", "min_sek", "max_sek", "rank", "difference", "age_days"}
    assert not [leaf for leaf in found if leaf[0] in numbers and isinstance(leaf[1], str)]
    assert not [
        leaf for leaf in found if leaf[0] in {"area", "code", "iso", "period", "parent"} and isinstance(leaf[1], float | int)
    ]
    assert not [leaf for leaf in found if isinstance(leaf[1], float) and not math.isfinite(leaf[1])]
    assert not [name for name in names if b"NaN" in files[name]]


@pytest.mark.parametrize("name", ["U10001", "vantan"])
def test_every_file_has_sorted_keys_and_ends_with_a_newline(files: Files, name: str):
    """Same content, same bytes; and `diff` is friendly."""
    content = files[f"api/v1/indicators/{name}.json"]
    assert content == orjson.dumps(orjson.loads(content), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def test_diagnoses(files: Files):
    """Codes, everyday words and what belongs to it; the same in the list and alone."""
    listed = read(files, "diagnoses")["diagnoses"]
    assert listed == [read(files, f"diagnoses/{one['id']}") for one in listed]
    assert {
        "id": "gra-starr",
        "name": {"sv": "Grå starr", "en": "Cataract"},
        "icd10_codes": ["H25-H26"],
        "lay_terms_sv": ["starr", "grumlig lins", "katarakt"],
        "indicators": ["U10001"],
        "devices": ["120606"],
        "note": None,
        "url": f"{SITE}api/v1/diagnoses/gra-starr.json",
        "page": f"{SITE}diagnoser/gra-starr/",
    } == listed[0]


def test_one_device(files: Files):
    """Fees with unknown as null and free as 0, and statistics over those that have said."""
    device = read(files, "devices/120606")
    named = {"iso", "edition", "level", "parent", "name", "description", "statistics", "page"}
    assert named | {"fees", "group_fees", "prices", "rules", "costs"} == device.keys()
    assert (device["iso"], device["edition"], device["name"]) == ("120606", "2016", {"sv": "Rollatorer", "en": "Rollators"})
    assert [fee["amount_sek"] for fee in device["fees"]] == [280.0, 0.0, 250.0]
    assert [fee["status"] for fee in device["fees"]] == ["last_known", "last_known", "superseded"]
    assert tuple(device["fees"][0][key] for key in ("percent", "valid_from", "valid_to")) == (None, "2024-01-01", None)
    assert device["statistics"] == {
        "areas_known": 1,
        "areas_unknown": 3,
        "areas_compared": 1,
        "fee_type": "user_fee",
        "unit": "per hjälpmedel",
        "min_sek": 280.0,
        "median_sek": 280.0,
        "max_sek": 280.0,
        "min_area": "21",
        "max_area": "21",
        "dispersion": {
            "years": 5,
            "age": 50,
            "areas_known": 1,
            "min_sek": None,
            "median_sek": None,
            "max_sek": None,
            "range_sek": None,
            "coefficient_of_variation": None,
        },
    }
    assert device["costs"] == [{"area": "21", "sek": 280.0}]
    assert read(files, "devices")["devices"][2]["statistics"] == device["statistics"]


def test_registers_and_sources_know_their_indicators(files: Files):
    """From a register or a publisher to everything that came from it."""
    (register,) = read(files, "registers")["registers"]
    assert register == read(files, "registers/starr")
    assert (register["home_page"], register["indicators"]) == ("https://example.org/starr", ["U10001", "vantan"])
    (source,) = read(files, "sources")["sources"]
    assert source["indicators"] == ["U10001", "vantan"]


def test_freshness_counts_days_from_the_given_day(files: Files):
    """31 December 2024 to 31 January 2026 is 396 days, today and next year."""
    told = read(files, "freshness")
    assert told["counted_from"] == "2026-01-31"
    assert row_of(told["indicators"], id="U10001") == {
        "id": "U10001",
        "latest_period": "2024",
        "period_end": "2024-12-31",
        "age_days": 396,
        "age": {"sv": "13 månader gammal"},
        "retrieved_at": "2026-01-15",
        "kinds": ["final", "preliminary"],
        "discontinued_after": None,
        "steward": "Redaktionen",
        "next_review": "2027-06-30",
        "review_overdue": False,
    }
    assert row_of(told["indicators"], id="vantan")["review_overdue"]


def test_gaps(files: Files):
    """What nobody has published, and what looks wrong."""
    gaps = read(files, "gaps")
    without = {"diagnoses_without_figures", "devices_without_fees", "areas_without_fees"}
    assert {"waiting", "indicators", "findings", "devices", "devices_same_everywhere", *without} == gaps.keys()
    assert gaps["waiting"] == []
    assert gaps["diagnoses_without_figures"] == ["utan-matt"]
    assert gaps["devices_without_fees"] == ["12", "1206"]
    assert gaps["areas_without_fees"] == ["01", "0180", "2180"]
    assert gaps["indicators"] == []
    assert [finding["check"] for finding in gaps["findings"]] == ["outside_limits"]


def gaps_with(data: Path, tmp_path: Path, rows: str) -> list[dict[str, Any]]:
    """Return the gaps of indicators after rows were added to U10001."""
    path = data / "indicators" / "U10001" / "values.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    files = make_files(data, release=RELEASE, store=tmp_path / "store", jobs=1)
    found: list[dict[str, Any]] = read(files, "gaps")["indicators"]
    return found


def test_an_area_without_the_newest_year_is_a_gap(small_data: Path, tmp_path: Path):
    """Only the country has 2025 yet."""
    expected = [{"id": "U10001", "period": "2025", "missing_areas": ["01", "21"]}]
    assert expected == gaps_with(small_data, tmp_path, "00,2025,total,80,,,,,ok,final\n")


def test_an_area_that_says_missing_is_a_gap(small_data: Path, tmp_path: Path):
    """A municipality whose only row says that there is no value has no value."""
    rows = "0180,2024,total,50,,,,,ok,final\n2180,2024,total,,,,,,missing,final\n"
    (gap,) = gaps_with(small_data, tmp_path, rows) or [{"missing_areas": []}]
    assert gap["missing_areas"] == ["2180"]


def test_every_endpoint_module_is_listed():
    """A new module with `files` is published, or this test names it."""
    names = [module.name for module in pkgutil.iter_modules(endpoints.__path__)]
    modules = [importlib.import_module(f"{endpoints.__name__}.{name}") for name in names]
    having = [module.files for module in modules if hasattr(module, "files")]
    assert len(having) > 5
    assert set(having) == set(ENDPOINTS)
    assert len(ENDPOINTS) == len(set(ENDPOINTS))
