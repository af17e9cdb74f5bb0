"""Who answers, what devices are, and where sources disagree: read strictly, every fault named with its line."""

import shutil
from pathlib import Path

import pytest

from build_site.model.device_notes import Contradiction
from build_site.validate.folder import read_data
from tests.conftest import PROJECT
from tests.faults import faults_of

CASE = PROJECT / "tests" / "golden" / "cases" / "two_regions" / "data"
RESPONSIBILITY = "devices/21/responsibility.csv"
CONTRADICTIONS = "devices/21/contradictions.csv"
ABOUT = "devices/about.csv"
FILES = {
    RESPONSIBILITY: (
        "iso,edition,min_age,max_age,responsible,condition,text_sv,source_url,source_date\n"
        "120606,2016,20,,municipality,Från 20 år,Kommunen lånar ut.,https://example.org/a,2024\n"
        ",,,19,region,,Regionen lånar ut.,https://example.org/b,\n"
    ),
    CONTRADICTIONS: (
        "contradiction_id,iso,text_sv,fee_ids\nrollator,120606,En sida säger 280 kr och en annan 250 kr.,fee-1;21/fee-3\n"
    ),
    ABOUT: "code,description_sv,indicator_ids\n120606,En rollator har hjul.,U10001;vantan\n1206,,\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the golden data with the three files put in."""
    shutil.copytree(CASE, tmp_path / "data")
    for name, text in FILES.items():
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    return tmp_path / "data"


def test_who_answers_is_read_with_the_place_of_its_folder(data: Path):
    """Empty is no limit, and a code may be left out: then it is every device."""
    first, second = read_data(data)[0].responsibility
    assert (first.area, first.iso, first.min_age, first.max_age, first.responsible) == ("21", "120606", 20, None, "municipality")
    assert (second.iso, second.min_age, second.max_age, second.responsible) == (None, None, 19, "region")
    assert (first.source_date, second.source_date) == ("2024", None)


def test_devices_are_told_of_by_their_code(data: Path):
    about = read_data(data)[0].about_devices
    assert about["120606"].description_sv == "En rollator har hjul."
    assert about["120606"].indicator_ids == ("U10001", "vantan")
    assert (about["1206"].description_sv, about["1206"].indicator_ids) == (None, ())


def test_contradictions_name_rows_here_and_elsewhere(data: Path):
    (found,) = read_data(data)[0].contradictions
    assert found.rows() == (("21", "fee-1"), ("21", "fee-3"))
    other = Contradiction(contradiction_id="x", area="20", text_sv="Olika.", fee_ids=("fee-179", "2062/fee-180"))
    assert other.rows() == (("20", "fee-179"), ("2062", "fee-180"))


def test_none_of_the_files_need_be_there(data: Path):
    """Nor the folder they lie in."""
    for name in FILES:
        (data / name).unlink()
    catalogue = read_data(data)[0]
    assert (catalogue.responsibility, catalogue.contradictions, catalogue.about_devices) == ((), (), {})


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "problem"),
    [
        (
            RESPONSIBILITY,
            "municipality,Från",
            "kommun,Från",
            2,
            "responsible 'kommun' must be 'region', 'municipality', 'shared'",
        ),
        (RESPONSIBILITY, "120606,2016", "999999,2016", 2, "iso '999999' is not in devices/categories.csv"),
        (RESPONSIBILITY, "120606,2016", "12060,2016", 2, "iso '12060' has characters that are not allowed here"),
        (RESPONSIBILITY, "2016,20,", "2016,20,19", 2, "min_age is above max_age"),
        (RESPONSIBILITY, "2016,20,", "2016,tjugo,", 2, "min_age 'tjugo' is not a whole number"),
        (RESPONSIBILITY, "2016,20,", "2016,-1,", 2, "min_age: input should be greater than or equal to 0"),
        (RESPONSIBILITY, "Kommunen lånar ut.", "", 2, "key 'text_sv' is missing"),
        (RESPONSIBILITY, "Kommunen lånar ut.", "<b>Kommunen</b>", 2, "text_sv has markup"),
        (RESPONSIBILITY, "https://example.org/a", "example.org", 2, "source_url is not a web address"),
        (
            RESPONSIBILITY,
            ",,,19,region,,Regionen lånar ut.,https://example.org/b,",
            "120606,2016,20,,municipality,Från 20 år,Annat.,https://example.org/b,",
            3,
            "the same device, ages, answer and condition stand on an earlier line; keep one",
        ),
        (RESPONSIBILITY, "iso,edition", "kod,edition", 1, "unknown column 'kod'"),
        (CONTRADICTIONS, "fee-1;", "fee-9;", 2, "fee 'fee-9' is not in devices/21/fees.csv"),
        (CONTRADICTIONS, "21/fee-3", "01/fee-3", 2, "fee 'fee-3' is not in devices/01/fees.csv"),
        (CONTRADICTIONS, "fee-1;21/fee-3", "", 2, "fee_ids is empty; name the rows of fees.csv that disagree"),
        (CONTRADICTIONS, "rollator,120606", "rollator,999999", 2, "iso '999999' is not in devices/categories.csv"),
        (CONTRADICTIONS, "rollator,120606", "../rollator,120606", 2, "contradiction_id '../rollator' has characters"),
        (CONTRADICTIONS, "21/fee-3\n", "21/fee-3\nrollator,,Igen.,fee-1\n", 3, "contradiction_id 'rollator' stands twice"),
        (ABOUT, "120606,En", "999999,En", 2, "code '999999' is not in devices/categories.csv"),
        (ABOUT, "vantan", "nytt", 2, "indicator 'nytt' does not exist"),
        (ABOUT, "1206,,", "120606,,", 3, "code '120606' stands twice"),
        (ABOUT, "En rollator har hjul.", "=HYPERLINK(A1)", 2, "description_sv begins like a spreadsheet formula"),
    ],
)
def test_a_fault_is_named_with_its_line(data: Path, file: str, old: str, new: str, line: int, problem: str):
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = faults_of(data)
    assert any((fault.file, fault.line) == (f"data/{file}", line) and fault.problem.startswith(problem) for fault in faults), (
        faults
    )


def test_every_fault_is_told_at_once(data: Path):
    """In three files, in one go."""
    for name in FILES:
        path = data / name
        path.write_text(path.read_text(encoding="utf-8").replace("120606", "999999"), encoding="utf-8")
    assert len([fault for fault in faults_of(data) if "999999" in fault.problem]) == 3


def test_a_measure_that_waits_for_its_first_pull_may_be_named(data: Path):
    """The page says that it waits; the same id without any folder is a slip."""
    folder = data / "indicators" / "U10001"
    waiting = data / "indicators" / "U99999"
    waiting.mkdir()
    text = (folder / "indicator.yml").read_text(encoding="utf-8").replace("U10001", "U99999")
    (waiting / "indicator.yml").write_text(text, encoding="utf-8")
    path = data / ABOUT
    path.write_text(path.read_text(encoding="utf-8").replace("vantan", "U99999"), encoding="utf-8")
    assert not [fault for fault in faults_of(data) if fault.file.endswith("about.csv")]
