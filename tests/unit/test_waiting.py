"""Indicators that have a text and no figures yet: known to pull and check, listed as gaps, and nowhere else."""

from pathlib import Path

import orjson
import pytest

from build_site.build import make_files
from build_site.cli import main
from build_site.errors import Fault
from build_site.model.edition import Edition
from build_site.model.receipt import Fetched, Receipt
from build_site.publish.endpoints import diagnoses, registers, sources
from build_site.publish.pages import missing, register
from build_site.refresh import Order, preview, read_known
from build_site.validate.folder import read_data
from tests.conftest import RELEASE
from tests.faults import change, faults_of
from tests.pulled import NOW, write_data
from tests.servers.kolada import Series

HAVING, WAITING = "U70495", "N00001"
DIAGNOSES = f"diagnosis_id,name_sv,indicator_ids\nstroke,Stroke,{WAITING};{HAVING}\ntia,TIA,{WAITING}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one indicator that has figures, one that waits, and diagnoses that name both."""
    folder = write_data(tmp_path / "data", stored=[Series(HAVING)], waiting=[WAITING])
    (folder / "diagnoses.csv").write_text(DIAGNOSES, encoding="utf-8")
    return folder


def values(data: Path) -> Path:
    return data / "indicators" / WAITING / "values.csv"


def lost(data: Path) -> list[Fault]:
    """Return the fault of an indicator that ought to have figures."""
    return [Fault(f"data/{values(data).relative_to(data).as_posix()}", None, "is missing; add it")]


# Reading


def test_one_without_figures_waits(data: Path):
    """It is neither a fault nor an indicator like the others."""
    catalogue, tables, _ = read_data(data)
    assert {HAVING} == catalogue.indicators.keys() == tables.keys()
    assert {WAITING} == catalogue.waiting.keys()
    assert catalogue.waiting[WAITING].title.sv == f"Måttet {WAITING}"


def test_a_diagnosis_may_name_one_that_waits_and_does_not_lead_to_it(data: Path):
    found = read_data(data)[0].diagnoses
    assert {key: one.indicator_ids for key, one in found.items()} == {"stroke": (HAVING,), "tia": ()}


def test_a_pull_knows_it_as_any_other(data: Path):
    """What a pull reads still has both, and asks for both."""
    catalogue = read_known(data)
    assert {HAVING, WAITING} == catalogue.indicators.keys()
    assert catalogue.waiting == {}
    assert "kolada: 2 indicators in 1 group" in preview(Order(data), NOW.date())[0]


def test_a_header_without_rows_is_no_wait(data: Path):
    header = (data / "indicators" / HAVING / "values.csv").read_text(encoding="utf-8").partition("\n")[0]
    values(data).write_text(header + "\n", encoding="utf-8")
    (fault,) = faults_of(data)
    assert fault.problem == "has no rows; an indicator without values is not published"


def test_nothing_waits_for_a_source_that_can_not_be_asked(data: Path):
    """Without an address no pull can bring the figures: the file was forgotten."""
    change(data / "sources" / "kolada.yml", "base_url: https://api.kolada.se/v3\n", "")
    assert lost(data) == faults_of(data)


def test_figures_that_a_pull_brought_and_somebody_lost_are_a_fault(data: Path):
    """The receipt remembers them, so a deleted file is not taken for one that never was."""
    fetched = Fetched(fetch="a" * 64, retrieved_at=NOW, sha256="b" * 64, rows=1, added=1, changed=0, removed=0)
    receipt = Receipt(source="kolada", indicators={WAITING: fetched})
    (data / "sources" / "kolada.receipt.json").write_text(receipt.model_dump_json(), encoding="utf-8")
    assert lost(data) == faults_of(data)
    receipt = Receipt(source="kolada", indicators={HAVING: fetched})
    (data / "sources" / "kolada.receipt.json").write_text(receipt.model_dump_json(), encoding="utf-8")
    assert {WAITING} == read_data(data)[0].waiting.keys()


def test_a_link_that_leads_nowhere_is_no_wait(data: Path):
    values(data).symlink_to(data / "gone.csv")
    assert lost(data) == faults_of(data)


def test_a_fault_in_its_text_is_told(data: Path):
    change(data / "indicators" / WAITING / "indicator.yml", "better: higher", "better: more")
    assert "better 'more' must be 'higher', 'lower' or 'neither'" in [fault.problem for fault in faults_of(data)]


def test_check_counts_those_that_wait(data: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", "--data", str(data)]) == 0
    assert capsys.readouterr().out == f"{data}: no faults in 1 indicator with 210 rows; 1 more wait for their first pull\n"


# The site


def test_the_site_tells_of_it_as_a_gap_and_nowhere_else(data: Path, tmp_path: Path):
    """No page, no file, no search entry and no link: its id stands in gaps.json, its title on the page of gaps too."""
    files = make_files(data, release=RELEASE, store=tmp_path / "store", jobs=1)
    assert [path for path in files if WAITING.lower() in path.lower()] == []
    naming = {path for path, content in files.items() if WAITING.encode() in content}
    assert {"api/v1/gaps.json", "saknas/index.md"} == naming
    assert any(HAVING in path for path in files)


def test_gaps_say_what_it_is_and_why_it_is_not_there(data: Path, tmp_path: Path):
    files = make_files(data, release=RELEASE, store=tmp_path / "store", jobs=1)
    gaps = orjson.loads(files["api/v1/gaps.json"])
    expected = {
        "id": WAITING,
        "title": {"sv": f"Måttet {WAITING}", "en": f"Measure {WAITING}"},
        "register": "riks",
        "source": "kolada",
        "reason": "waiting_for_first_pull",
    }
    assert [expected] == gaps["waiting"]
    assert gaps["indicators"] == []
    assert gaps["diagnoses_without_figures"] == ["tia"]


def test_a_site_may_wait_for_everything(tmp_path: Path):
    """Before the very first pull there is no figure at all, and still a site."""
    folder = write_data(tmp_path / "data", waiting=[HAVING, WAITING])
    files = make_files(folder, release=RELEASE, store=tmp_path / "store", jobs=1)
    assert len(orjson.loads(files["api/v1/gaps.json"])["waiting"]) == 2
    assert orjson.loads(files["api/v1/indicators.json"]) == {"indicators": []}


def waits(edition: Edition, key: str, title: str, register_id: str) -> None:
    """Let an indicator wait, made of one that is there."""
    one = edition.catalogue.indicators["m1"]
    words = one.title.model_copy(update={"sv": title})
    edition.catalogue.waiting[key] = one.model_copy(update={"id": key, "title": words, "register_id": register_id})


def test_the_page_of_gaps_counts_them_by_register(edition: Edition):
    for key, title, own in (("w1", "Öppna sår", "riks"), ("w2", "Akuta besök", "riks"), ("w3", "Ny höft", "tomt")):
        waits(edition, key, title, own)
    text = missing.pages(edition)["saknas/index.md"].decode()
    part = text[text.index("Mått som väntar på sina första siffror") :]
    places = [
        part.index(words)
        for words in (
            'Riksregistret <span class="muted">2 mått</span>',
            "<li>Akuta besök</li>",
            "<li>Öppna sår</li>",
            'Tomt <span class="muted">1 mått</span>',
            "<li>Ny höft</li>",
        )
    ]
    assert places == sorted(places)


def test_without_any_the_page_of_gaps_says_nothing_of_them(edition: Edition):
    assert "väntar på sina första" not in missing.pages(edition)["saknas/index.md"].decode()


def test_registers_and_sources_lead_only_to_what_there_is(edition: Edition):
    """The lists of ids are those of an edition in which nothing waits; the register's page leads nowhere either."""
    makers = (registers.files, sources.files, diagnoses.files)
    before, pages = [make(edition) for make in makers], register.pages(edition)
    waits(edition, "w1", "Öppna sår", "tomt")
    assert before == [make(edition) for make in makers]
    after = register.pages(edition)
    assert {"register/tomt/index.md"} == {name for name in pages if pages[name] != after[name]}
    assert "Öppna sår" not in after["register/tomt/index.md"].decode()
