"""What is not a figure: areas, registers, sources, indicators, diagnoses, devices, and what lies where it should not."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from build_site.errors import DataError, Fault
from build_site.model.device import STATUSES
from build_site.validate.folder import read_data
from tests.faults import change, faults_of

AREAS = "areas/areas.csv"
INDICATOR = "indicators/vantan/indicator.yml"
REGISTER = "registers/starr.yml"
SOURCE = "sources/kallan.yml"
DIAGNOSES = "diagnoses.csv"
CATEGORIES = "devices/categories.csv"
FEES = "devices/21/fees.csv"
TITLE = "sv: Fall på särskilt boende"

MARKUP = "has markup or invisible characters; write plain text"
FORMULA = "begins like a spreadsheet formula; begin with a letter or a digit"
NOT_AN_ADDRESS = "is not a web address; write it whole, beginning with https://"


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        # areas
        (AREAS, "municipality,21", "municipality,00", 6, "parent '00' is not the code of a region"),
        (AREAS, "municipality,21", "municipality,99", 6, "parent '99' is not the code of a region"),
        (AREAS, "municipality,21", "municipality,0180", 6, "parent '0180' is not the code of a region"),
        (AREAS, "municipality,21", "municipality,", 6, "parent None is not the code of a region"),
        (AREAS, "region,00,Gävle", "region,01,Gävle", 4, "parent '01' is not the code of a country"),
        (AREAS, "country,,", "country,01,", 2, "the country has no parent; leave it empty"),
        (AREAS, "300", "300\n03,Region Tre,country,,,", 5, "code '03' does not fit type country"),
        (AREAS, "300", "300\n3,Region Tre,region,00,,", 5, "code '3' does not fit type region"),
        (AREAS, "300", "300\n0003,Region Tre,region,00,,", 5, "code '0003' does not fit type region"),
        (AREAS, "300", "300\n181,Botkyrka,municipality,01,,", 5, "code '181' does not fit type municipality"),
        (AREAS, "300", "300\n../x,Botkyrka,municipality,01,,", 5, "code '../x' does not fit type municipality"),
        (AREAS, "2180,Gävle kommun", "2180,Gävle,municipality,21,,\n2180,Gävle", 7, "code '2180' stands also on line 6"),
        (AREAS, "300", "300\n04,Sörmland,län,00,,", 5, "type 'län' must be 'country', 'region' or 'municipality'"),
        (AREAS, "300", "300\n04,,region,00,,", 5, "key 'name' is missing"),
        (AREAS, "300", "300\n04,Sörmland,region,00,,1 240", 5, "population '1 240' is not a whole number"),
        (AREAS, "300", "300\n04,<b>Sörmland</b>,region,00,,", 5, f"name {MARKUP}"),
        (AREAS, "300", "300\n04,=HYPERLINK(A1),region,00,,", 5, f"name {FORMULA}"),
        (AREAS, "300", "300\n04,Sörmland,region,00,,,", 5, "has 7 cells, the header has 6"),
        (AREAS, "300", "300\n04,Sörmland,region,00", 5, "has 4 cells, the header has 6"),
        # indicators
        (INDICATOR, "unit: percent", "unit: percent\ncoverage: 101", 9, "coverage: input should be less than or equal to 100"),
        (
            INDICATOR,
            "unit: percent",
            'unit: percent\ncoverage_by_area: {"99": 50}',
            None,
            "coverage_by_area has an area '99' that is not in areas/areas.csv",
        ),
        (
            INDICATOR,
            "unit: percent",
            'unit: percent\ncoverage_by_area: {"1": 50}',
            9,
            "coverage_by_area.1.[key] '1' has characters that are not allowed here",
        ),
        (
            INDICATOR,
            "unit: percent",
            "unit: percent\ncolour: red",
            9,
            "unknown key 'colour'; known keys: additive_over, adjustment",
        ),
        (INDICATOR, "unit: percent\n", "", 1, "key 'unit' is missing"),
        (INDICATOR, "  en: Falls in care homes\n", "", 2, "key 'title.en' is missing"),
        (INDICATOR, "better: lower", "better: less", 9, "better 'less' must be 'higher', 'lower' or 'neither'"),
        (INDICATOR, "better: lower\n", "", 1, "key 'better' is missing"),
        (INDICATOR, "register: starr", "register: nope", None, "register 'nope' does not exist; add registers/nope.yml"),
        (INDICATOR, "source: kallan", "source: nope", None, "source 'nope' does not exist; add sources/nope.yml"),
        (INDICATOR, "register: starr", "register: ../starr", 11, "register '../starr' has characters that are not allowed here"),
        (INDICATOR, "id: vantan", "id: ../../etc", 1, "id '../../etc' has characters that are not allowed here"),
        (INDICATOR, "id: vantan", "id: U10001", 1, "id 'U10001' is not the folder's name; change one of them"),
        (INDICATOR, "id: vantan", "id: vantan\nslug: ../x", 2, "slug '../x' has characters that are not allowed here"),
        (
            INDICATOR,
            "smallest_denominator: 10",
            "smallest_denominator: 0",
            14,
            "smallest_denominator: input should be greater than 0",
        ),
        (
            INDICATOR,
            "smallest_denominator: 10",
            "smallest_denominator: ten",
            14,
            "smallest_denominator 'ten' is not a whole number",
        ),
        (
            INDICATOR,
            "unit: percent",
            "unit: percent\nvalid_range: [100, 0]",
            9,
            "valid_range has its lowest value above its highest",
        ),
        (
            INDICATOR,
            "unit: percent",
            "unit: percent\nvalid_range: [0, .inf]",
            9,
            "valid_range.1: input should be a finite number",
        ),
        (
            INDICATOR,
            "unit: percent",
            "unit: percent\ndiscontinued_after: 24-01",
            9,
            "discontinued_after is not a period; write 2024",
        ),
        (
            INDICATOR,
            "unit: percent",
            "links:\n  - title: x\n    url: javascript:alert(1)\nunit: x",
            10,
            f"links.0.url {NOT_AN_ADDRESS}",
        ),
        (INDICATOR, "adjustment: none", "adjustment: some", 13, "adjustment 'some' must be 'none', 'age_sex' or 'model'"),
        # registers and sources
        (REGISTER, "id: starr", "id: katarakt", 1, "id 'katarakt' is not the file's name; name it katarakt.yml or change the id"),
        (
            REGISTER,
            "holder: null",
            "holder: null\ncoverage_floor: -1",
            6,
            "coverage_floor: input should be greater than or equal",
        ),
        (REGISTER, "holder: null", "holder: null\nowner: x", 6, "unknown key 'owner'; known keys: contact, coverage"),
        (REGISTER, "https://example.org/starr", "www.example.org", 6, f"url {NOT_AN_ADDRESS}"),
        (SOURCE, "id: kallan", "id: annan", 1, "id 'annan' is not the file's name; name it annan.yml or change the id"),
        (SOURCE, "http://creativecommons.org/publicdomain/zero/1.0/", "CC0", 4, f"licence {NOT_AN_ADDRESS}"),
        (SOURCE, "http://creativecommons.org", "http://cc.org/<script>", 4, f"licence {NOT_AN_ADDRESS}"),
        (SOURCE, "collected_at", "allowed_levels: [county]\ncollected_at", 6, "allowed_levels.0 'county' must be 'country'"),
        (SOURCE, "2026-01-15", "last spring", 6, "collected_at: input should be a valid date"),
        # diagnoses
        (DIAGNOSES, "U10001", "U10002", 2, "indicator 'U10002' does not exist"),
        (DIAGNOSES, "120606", "120607", 2, "device '120607' does not exist"),
        (DIAGNOSES, "utan-matt", "gra-starr", 3, "diagnosis_id 'gra-starr' stands twice"),
        (DIAGNOSES, "utan-matt", "../x", 3, "diagnosis_id '../x' has characters that are not allowed here"),
        (DIAGNOSES, "utan-matt", "", 3, "key 'diagnosis_id' is missing"),
        (DIAGNOSES, "Grå starr", "<i>Grå</i> starr", 2, f"name_sv {MARKUP}"),
        (DIAGNOSES, "grumlig lins", "=grumlig lins", 2, f"lay_terms_sv.1 {FORMULA}"),
        (DIAGNOSES, ",note", ",note,notes", 1, "unknown column 'notes'; known columns: diagnosis_id, name_sv, name_en"),
        (DIAGNOSES, "U10001,120606,", "U10001,120606", 2, "has 7 cells, the header has 8"),
        # devices
        (CATEGORIES, "3,1206", "3,1207", None, "parent_code '1207' of 120606 does not exist"),
        (CATEGORIES, "120606,2016", "120606,2016,3,1206,Rollatorer,,\n120606,2016", 5, "code '120606' stands twice"),
        (CATEGORIES, "Mobility,", "Mobility,\n12-3,2016,1,,x,,", 3, "code '12-3' has characters that are not allowed here"),
        (CATEGORIES, "Mobility,", "Mobility,\n15,16,1,,x,,", 3, "edition '16' has characters that are not allowed here"),
        (FEES, "fee-1,120606", "fee-1,999999", 2, "iso '999999' is not in devices/categories.csv"),
        (FEES, ",280,,,,", ",280,,90,80,", 2, "min_sek is above max_sek"),
        (FEES, "2024-01-01,,", "2024-01-01,2023-12-31,", 2, "valid_from is after valid_to"),
        (FEES, ",20,,,,2024", ",20,10,,,2024", 2, "min_age is above max_age"),
        (
            FEES,
            "last_known",
            "kanske",
            2,
            "status is not a known status; write last_known, superseded, historical, proposed or disputed",
        ),
        (FEES, ",last_known", ",", 2, "key 'status' is missing"),
        (FEES, ",280,", ",-280,", 2, "amount_sek: input should be greater than or equal to 0"),
        (FEES, ",280,", ",2 80,", 2, "amount_sek '2 80' is not a number; write it with digits and a decimal point"),
        (FEES, ",280,", ',"280,50",', 2, "amount_sek '280,50' is not a number; write it with digits and a decimal point"),
        (FEES, ",280,", ",280 kr,", 2, "amount_sek '280 kr' is not a number; write it with digits and a decimal point"),
        (FEES, ",280,", ",nan,", 2, "amount_sek: input should be a finite number"),
        (FEES, ",280,", ",inf,", 2, "amount_sek: input should be a finite number"),
        (FEES, ",280,,", ",,120,", 2, "percent: input should be less than or equal to 100"),
        (FEES, "2024-01-01", "1 januari 2024", 2, "valid_from: input should be a valid date"),
        (FEES, "2024-01-01", "2024-02-30", 2, "valid_from: input should be a valid date"),
        (FEES, "fee-2", "fee-1", 3, "fee_id 'fee-1' stands twice"),
        (FEES, "https://example.org/avgifter", "javascript:alert(1)", 2, f"source_url {NOT_AN_ADDRESS}"),
        (FEES, "https://example.org/avgifter", "https://[x", 2, f"source_url {NOT_AN_ADDRESS}"),
        (FEES, "https://example.org/avgifter", "https://?x", 2, f"source_url {NOT_AN_ADDRESS}"),
        (FEES, "https://example.org/avgifter", "https://example.org@example.net/", 2, f"source_url {NOT_AN_ADDRESS}"),
        (
            FEES,
            "https://example.org/avgifter",
            "https://example.org/öron",
            2,
            f"source_url {NOT_AN_ADDRESS}, and copy it from the browser: å, ä and ö have codes there (%C3%A5)",
        ),
        (FEES, "user_fee", "@SUM(A1)", 2, f"fee_type {FORMULA}"),
        (FEES, "fee_id,", "fee_id,area,", 1, "unknown column 'area'; known columns: fee_id, fee_type, source_url, status"),
    ],
)
def test_fault_is_the_only_one_in_its_file_and_says_where_and_what(
    small_data: Path, file: str, old: str, new: str, line: int | None, problem: str
) -> None:
    """One mistake: its file, its line and a sentence that says what to write."""
    change(small_data / file, old, new)
    faults = [fault for fault in faults_of(small_data) if fault.file == f"data/{file}"]
    assert [line] == [fault.line for fault in faults]
    assert faults[0].problem.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<b>Fall</b>", MARKUP),
        ("Fall<script src=x>", MARKUP),
        ("Fall < /b>", MARKUP),
        ("Fall <!-- x", MARKUP),
        ("Fall <?php", MARKUP),
        ("<img src=x onerror=alert(1)", MARKUP),
        ("Fall &lt;b&gt;", MARKUP),
        ("Fall &#60;b", MARKUP),
        ("Fall &#x3c;b", MARKUP),
        ("Fall &amp; annat", MARKUP),
        *[(f"Fall{chr(code)}x", MARKUP) for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))],
        *[(f"Fall{chr(code)}x", MARKUP) for code in (0x200B, 0x200C, 0x200D, 0x01, 0x1B, 0x7F)],
        ("=1+1", FORMULA),
        ("+1", FORMULA),
        ("@SUM(A1)", FORMULA),
        (" =1+1", FORMULA),
        ("=cmd|' /C calc'!A0", FORMULA),
        ("", "string should have at least 1 character"),
        ("   ", "string should have at least 1 character"),
    ],
)
def test_text_that_is_more_than_text_is_refused(small_data: Path, text: str, problem: str) -> None:
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    change(small_data / INDICATOR, TITLE, f'sv: "{escaped}"')
    faults = faults_of(small_data)
    assert [(f"data/{INDICATOR}", 3)] == [(fault.file, fault.line) for fault in faults]
    assert faults[0].problem.removeprefix("title.sv").lstrip(": ").startswith(problem)


@pytest.mark.parametrize(
    "text",
    ["Blodtryck < 140/85", "HbA1c >70", "5 < 6 & 7", "AT&T", "Fall – år 1", "12 % (minst)", 'O\'Hara \\"x\\"', "a = b", "1+1"],
)
def test_text_that_only_looks_odd_is_read(small_data: Path, text: str) -> None:
    change(small_data / INDICATOR, TITLE, f'sv: "{text}"')
    catalogue, _, _ = read_data(small_data)
    assert text.replace("\\", "") == catalogue.indicators["vantan"].title.sv


def test_text_that_begins_with_a_minus_is_a_formula_too(small_data: Path) -> None:
    change(small_data / INDICATOR, TITLE, "sv: \"-1+cmd|' /C calc'!A0\"")
    assert faults_of(small_data)


@pytest.mark.parametrize("code", [0x061C, 0x85, 0x9B, 0x2028, 0x2029, 0xFEFF])
def test_rarer_invisible_characters_are_refused_too(small_data: Path, code: int) -> None:
    """U+061C is the twelfth of Unicode's direction-changing characters; the pattern has the other eleven."""
    change(small_data / INDICATOR, TITLE, f'sv: "Fall\\u{code:04x}x"')
    assert faults_of(small_data)


@pytest.mark.parametrize("text", ["<b>x</b>", "=1+1"])
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (AREAS, ",Stockholm,700", ",{},700"),
        (FEES, "120606,2016", "120606,{}"),
        (FEES, ",2024-01-10,", ",{},"),
        (DIAGNOSES, "H25-H26", "{}"),
    ],
    ids=["short_name", "edition", "source_date", "icd10_codes"],
)
def test_every_text_is_only_text(small_data: Path, file: str, old: str, new: str, text: str) -> None:
    change(small_data / file, old, new.format(text))
    assert faults_of(small_data)


def test_missing_country_is_named_with_the_row_to_add(small_data: Path) -> None:
    change(small_data / AREAS, "00,Riket,country,,Riket,1000\n", "")
    assert Fault(f"data/{AREAS}", None, "has no row for the country; add 00,Riket,country,") in faults_of(small_data)


def test_areas_without_rows_are_named_themselves(small_data: Path) -> None:
    """Today every row of every values.csv is blamed, and the empty file is not."""
    write(small_data / AREAS, "code,name,type,parent\n")
    assert f"data/{AREAS}" in {fault.file for fault in faults_of(small_data)}


def test_country_has_one_code(small_data: Path) -> None:
    change(small_data / AREAS, "300", "300\n00,Riket,country,,,")
    assert [Fault(f"data/{AREAS}", 5, "code '00' stands also on line 2; keep one")] == faults_of(small_data)


@pytest.mark.parametrize("name", ["a b", "å", "x.y", "-x", "_x", "a;b", "a\nb", "%2e%2e", "x" * 81, "<b>"])
@pytest.mark.parametrize("kind", ["indicators", "devices"])
def test_folder_with_a_strange_name_is_refused(small_data: Path, kind: str, name: str) -> None:
    """A folder's name becomes a file name and an address."""
    (small_data / kind / name).mkdir()
    problem = "has a name that is not allowed; use letters, digits, - and _"
    assert [Fault(f"data/{kind}/{name}", None, problem)] == faults_of(small_data)


@pytest.mark.parametrize("folder", ["indicators/vantan", "devices/21"])
def test_folder_that_is_a_link_out_of_the_data_is_refused(small_data: Path, folder: str) -> None:
    outside = small_data.parent / "outside"
    shutil.move(small_data / folder, outside)
    (small_data / folder).symlink_to(outside)
    problem = "leads out of the data folder; put the folder itself here"
    assert Fault(f"data/{folder}", None, problem) in faults_of(small_data)


@pytest.mark.parametrize(("folder", "file"), [("registers", REGISTER), ("sources", SOURCE), ("areas", AREAS)])
def test_whole_kind_behind_a_link_out_of_the_data_is_refused(small_data: Path, folder: str, file: str) -> None:
    outside = small_data.parent / "outside"
    shutil.move(small_data / folder, outside)
    (small_data / folder).symlink_to(outside)
    problem = "leads out of the data folder; put the file itself here"
    assert Fault(f"data/{file}", None, problem) in faults_of(small_data)


def test_link_to_itself_is_a_fault_not_a_crash(small_data: Path) -> None:
    (small_data / "indicators/loop").symlink_to(small_data / "indicators/loop")
    assert {"data/indicators/loop"} == {fault.file for fault in faults_of(small_data)}


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("indikatorer.csv", "is not part of the data folder; known here: areas, devices, indicators"),
        ("indicator/x.yml", "is not part of the data folder; known here: areas, devices, indicators"),
        ("indicators/vantan/value.csv", "is not read by anything; known here: indicator.yml, values.csv"),
        ("indicators/vantan/indicator.yaml", "is not read by anything; known here: indicator.yml, values.csv"),
        ("indicators/README", "is a file where only folders belong; move or remove it"),
        (
            "devices/21/fee.csv",
            "is not read by anything; known here: contradictions.csv, fees.csv, prices.csv, responsibility.csv",
        ),
        ("registers/starr.yaml", "is not read; a file here is named <id>.yml with letters, digits, - and _"),
        ("sources/a b.yml", "is not read; a file here is named <id>.yml with letters, digits, - and _"),
    ],
)
def test_file_that_nobody_reads_is_named(small_data: Path, path: str, problem: str) -> None:
    """Most often a misspelt name: in silence its figures would be missing from the site."""
    write(small_data / path)
    faults = faults_of(small_data)
    named = path.partition("/")[0] if path.startswith("indicator/") else path
    assert [(f"data/{named}", None)] == [(fault.file, fault.line) for fault in faults]
    assert faults[0].problem.startswith(problem)


@pytest.mark.parametrize("path", ["areas/area.csv", "areas/regions.json", "published/adresses.csv"])
def test_file_that_nobody_reads_is_named_everywhere(small_data: Path, path: str) -> None:
    """A misspelt ledger is no ledger: addresses could vanish without a word."""
    write(small_data / path)
    assert {f"data/{path}"} == {fault.file for fault in faults_of(small_data)}


def test_hidden_files_of_editors_are_left_alone(small_data: Path) -> None:
    for path in (".DS_Store", "indicators/.DS_Store", "indicators/vantan/.values.csv.swp", "registers/.x.yml"):
        write(small_data / path, "x")
    assert set(read_data(small_data)[1]) == {"U10001", "vantan"}


def test_folder_of_fees_for_no_area_is_named(small_data: Path) -> None:
    shutil.copytree(small_data / "devices/21", small_data / "devices/99")
    problem = "is not the code of an area; name the folder by its code, as in areas.csv"
    assert [Fault("data/devices/99", None, problem)] == faults_of(small_data)


def test_folder_without_indicators_is_named_with_what_to_add(small_data: Path) -> None:
    shutil.rmtree(small_data / "indicators")
    (small_data / DIAGNOSES).unlink()
    problem = "has no indicators; add indicators/<id>/indicator.yml and values.csv"
    assert [Fault("data/indicators", None, problem)] == faults_of(small_data)


def test_id_that_is_not_the_folders_name_is_named(small_data: Path) -> None:
    change(small_data / INDICATOR, "id: vantan", "id: annan")
    problem = "id 'annan' is not the folder's name; change one of them"
    assert Fault(f"data/{INDICATOR}", 1, problem) in faults_of(small_data)


def test_wrong_id_gives_one_fault_not_two(small_data: Path) -> None:
    """A file in a folder that does not exist is said to be missing."""
    change(small_data / INDICATOR, "id: vantan", "id: annan")
    assert {f"data/{INDICATOR}"} == {fault.file for fault in faults_of(small_data)}


NO_BORDERS = "is not GeoJSON with a `code` property and a polygon on every feature"
SQUARE = '{"type": "Polygon", "coordinates": [[[17, 60], [18, 60], [18, 61], [17, 60]]]}'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not GeoJSON with a `code` property and a polygon on every feature"),
        ("[]", "is not GeoJSON with a `code` property and a polygon on every feature"),
        ('{"features": [{"properties": {}}]}', "is not GeoJSON with a `code` property and a polygon on every feature"),
        ('{"features": [{"properties": {"code": "01"}, "geometry": {"type": "Point", "coordinates": [17, 60]}}]}', NO_BORDERS),
        ('{"features": [{"properties": {"code": "01"}, "geometry": {"type": "Polygon", "coordinates": [[["x"]]]}}]}', NO_BORDERS),
        (
            f'{{"features": [{{"properties": {{"code": "77"}}, "geometry": {SQUARE}}}]}}',
            "has an area '77' that is not in areas.csv",
        ),
    ],
)
@pytest.mark.parametrize("name", ["regions", "municipalities"])
def test_borders_of_another_shape_are_named(small_data: Path, content: str, problem: str, name: str) -> None:
    write(small_data / f"areas/{name}.geojson", content)
    assert [Fault(f"data/areas/{name}.geojson", None, problem)] == faults_of(small_data)


def test_borders_of_regions_and_municipalities_are_kept_apart(small_data: Path) -> None:
    for name, code in (("regions", "01"), ("municipalities", "0180")):
        feature = f'{{"type": "Feature", "properties": {{"code": "{code}"}}, "geometry": {SQUARE}}}'
        write(small_data / f"areas/{name}.geojson", f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    catalogue, *_ = read_data(small_data)
    assert '"01"' in json.dumps(catalogue.borders)
    assert '"0180"' in json.dumps(catalogue.municipal_borders)


@pytest.mark.parametrize("content", ['{"features": [{"properties": {"code": []}}]}', "[" * 100_000])
def test_hostile_borders_are_a_fault_not_a_crash(small_data: Path, content: str) -> None:
    write(small_data / "areas/regions.geojson", content)
    assert {"data/areas/regions.geojson"} == {fault.file for fault in faults_of(small_data)}


@pytest.mark.parametrize("address", ["/a-o/", "../a-o/", "a/../b/"])
def test_ledger_takes_only_addresses_on_this_site(small_data: Path, address: str) -> None:
    write(small_data / "published/addresses.csv", f"address,first_released\na-o/,2026-01-01\n{address},2026-01-01\n")
    problem = "address is not one on this site; write it without a leading slash, as in a-o/"
    assert [Fault("data/published/addresses.csv", 3, problem)] == faults_of(small_data)


def test_ledger_is_read_in_its_order(small_data: Path) -> None:
    write(small_data / "published/addresses.csv", "address,first_released\nb/,2026-01-01\na-o/,2026-01-01\n")
    _, _, addresses = read_data(small_data)
    assert addresses == ("b/", "a-o/")


def test_things_become_their_types(small_data: Path) -> None:
    """Codes keep their zeros, dates are dates, empty is None, 0 kr is not unknown, lists are split."""
    catalogue, _, addresses = read_data(small_data)
    assert list(catalogue.areas) == ["00", "01", "21", "0180", "2180"]
    assert catalogue.areas["00"].parent is None
    assert catalogue.areas["2180"].population == 200
    assert catalogue.indicators["vantan"].next_review == dt.date(2025, 6, 30)
    assert catalogue.indicators["vantan"].register_id == "starr"
    assert catalogue.indicators["vantan"].limits == (0.0, 100.0)
    assert catalogue.indicators["vantan"].why is None
    assert catalogue.sources["kallan"].collected_at == dt.date(2026, 1, 15)
    assert catalogue.registers["starr"].holder is None
    assert catalogue.diagnoses["gra-starr"].lay_terms_sv == ("starr", "grumlig lins", "katarakt")
    assert catalogue.diagnoses["utan-matt"].indicator_ids == ()
    assert [category.code for category in catalogue.devices.categories] == ["12", "1206", "120606"]
    first, second, third = catalogue.devices.fees
    assert (
        first.fee_id,
        first.area,
        first.amount_sek,
        first.min_sek,
        first.min_age,
        first.max_age,
    ) == ("fee-1", "21", 280.0, None, 20, None)
    assert second.amount_sek == 0.0
    assert (third.valid_from, third.valid_to) == (None, dt.date(2023, 12, 31))
    assert catalogue.borders is None
    assert addresses == ()


@pytest.mark.parametrize(("written", "meant"), STATUSES.items())
def test_swedish_statuses_mean_the_same(small_data: Path, written: str, meant: str) -> None:
    change(small_data / FEES, "last_known", written)
    assert meant == read_data(small_data)[0].devices.fees[0].status


@pytest.mark.parametrize("file", [AREAS, DIAGNOSES, CATEGORIES])
def test_order_of_lines_does_not_matter(small_data: Path, file: str) -> None:
    expected = read_data(small_data)[0]
    header, *lines = (small_data / file).read_text(encoding="utf-8").splitlines()
    write(small_data / file, "\n".join([header, *reversed(lines), ""]))
    assert expected == read_data(small_data)[0]


def test_diagnoses_may_be_missing(small_data: Path) -> None:
    (small_data / DIAGNOSES).unlink()
    catalogue, tables, _ = read_data(small_data)
    assert catalogue.diagnoses == {}
    assert set(tables) == {"U10001", "vantan"}


def test_devices_may_be_missing(small_data: Path) -> None:
    shutil.rmtree(small_data / "devices")
    change(small_data / DIAGNOSES, "120606", "")
    catalogue, tables, _ = read_data(small_data)
    assert catalogue.devices.categories == ()
    assert set(tables) == {"U10001", "vantan"}


def test_strange_file_names_of_the_disk_do_not_stop_the_report(small_data: Path) -> None:
    """A name that is not UTF-8 is named as well as it can be."""
    try:
        (small_data / "indicators" / "\udcff").mkdir()
    except OSError:
        pytest.skip("this disk takes UTF-8 names only")
    with pytest.raises(DataError) as caught:
        read_data(small_data)
    assert b"indicators/" in str(caught.value).encode("utf-8", "backslashreplace")
