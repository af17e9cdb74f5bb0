"""Receipts and the list of changes: read when a pull wrote them, refused when nobody could have."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from build_site.model.receipt import CHANGE_COLUMNS, CHANGES, JOURNAL
from build_site.validate.folder import read_data
from tests.faults import change, faults_of

HASH = "a" * 64
SOURCE, NAME = "kallan", "U10001"


def receipt(data: Path, **more: object) -> Path:
    """Write a receipt for one indicator as it stands."""
    digest = hashlib.sha256((data / "indicators" / NAME / "values.csv").read_bytes()).hexdigest()
    own = {
        "fetch": HASH,
        "retrieved_at": "2026-11-22T04:30:00Z",
        "sha256": digest,
        "rows": 1,
        "added": 0,
        "changed": 1,
        "removed": 0,
    }
    content = {
        "source": SOURCE,
        "fetches": {HASH: {"addresses": ["https://example.org/v3?x=1,2"]}},
        "indicators": {NAME: own | more},
    }
    path = data / "sources" / f"{SOURCE}.receipt.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_receipt_dates_the_figures_and_makes_them_raw(small_data: Path):
    receipt(small_data)
    catalogue = read_data(small_data)[0]
    assert catalogue.indicators[NAME].retrieved_at == dt.date(2026, 11, 22)
    assert catalogue.raw == {NAME}
    assert catalogue.receipts[SOURCE].indicators[NAME].changed == 1


def test_without_a_receipt_nothing_is_raw(small_data: Path):
    catalogue = read_data(small_data)[0]
    assert (catalogue.raw, catalogue.receipts) == (frozenset(), {})


def test_an_older_receipt_does_not_make_figures_older(small_data: Path):
    receipt(small_data)
    yml = small_data / "indicators" / NAME / "indicator.yml"
    lines = [line for line in yml.read_text(encoding="utf-8").splitlines() if not line.startswith("retrieved_at")]
    yml.write_text("\n".join([*lines, "retrieved_at: 2026-12-24", ""]), encoding="utf-8")
    assert read_data(small_data)[0].indicators[NAME].retrieved_at == dt.date(2026, 12, 24)


def test_figures_that_a_person_has_changed_are_no_longer_raw(small_data: Path):
    receipt(small_data)
    values = small_data / "indicators" / NAME / "values.csv"
    values.write_bytes(values.read_bytes() + b"\n" if not values.read_bytes().endswith(b"\n") else values.read_bytes()[:-1])
    assert read_data(small_data)[0].raw == frozenset()


def test_raw_figures_are_called_what_the_source_wants_and_others_are_not(small_data: Path):
    """Kolada: raw figures 'Källa: Kolada', others never so."""
    yml = small_data / "sources" / f"{SOURCE}.yml"
    before = read_data(small_data)[0]
    plain = before.sources[SOURCE].attribution
    yml.write_text(yml.read_text(encoding="utf-8") + "\nattribution_raw: Källan själv\n", encoding="utf-8")
    assert read_data(small_data)[0].attribution(NAME) == plain
    receipt(small_data)
    assert read_data(small_data)[0].attribution(NAME) == "Källan själv"
    change(yml, "attribution_raw: Källan själv\n", "")
    assert read_data(small_data)[0].attribution(NAME) == plain


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"rows": 1', '"rows": -1', "indicators.U10001.rows"),
        ('"rows": 1', '"rows": "many"', "indicators.U10001.rows"),
        ('"changed": 1', '"extra": 1', "key 'indicators.U10001.changed' is missing"),
        (f'"fetch": "{HASH}"', '"fetch": "x"', "indicators.U10001.fetch"),
        ('"https://example.org/v3?x=1,2"', '"javascript:x"', "fetches.aaaa"),
        ('"source": "kallan"', '"source": "annan"', "is of no source"),
        ("{", "", "json"),
    ],
)
def test_what_no_pull_wrote_is_refused(small_data: Path, old: str, new: str, problem: str):
    path = receipt(small_data)
    change(path, old, new)
    found = [fault.problem for fault in faults_of(small_data) if fault.file.endswith(path.name)]
    assert any(problem.casefold() in one.casefold() for one in found)


def test_a_receipt_beside_no_source_is_refused(small_data: Path):
    path = receipt(small_data)
    path.rename(path.with_name("borta.receipt.json"))
    (fault,) = faults_of(small_data)
    assert fault.problem == "is of no source; it belongs beside sources/borta.yml, and its source is borta"


def test_an_interrupted_pull_is_a_fault(small_data: Path):
    (small_data / JOURNAL).write_text("{}", encoding="utf-8")
    (fault,) = faults_of(small_data)
    assert "pull again, which finishes it" in fault.problem


# The list of changes

ROW = "2026-11-22,kallan,U10001,revised,1,2,3"


def write_changes(data: Path, *rows: str) -> Path:
    path = data / CHANGES
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([",".join(CHANGE_COLUMNS), *rows, ""]), encoding="utf-8")
    return path


def test_a_list_as_a_pull_writes_it_is_good(small_data: Path):
    write_changes(small_data, ROW, ROW.replace("11-22", "11-23").replace("revised", "vanished"))
    assert read_data(small_data)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (ROW.replace("revised", "changed"), "kind is not one of new, extended, revised, vanished, returned"),
        (ROW.replace("revised", ""), "kind is empty"),
        (ROW.replace(",2,", ",,"), "changed is empty"),
        (ROW.replace(",2,", ",-2,"), "a number of rows is not a whole number"),
        (ROW.replace("2026-11-22", "22/11"), "date is not a day"),
        (ROW.replace("2026-11-22", "20261122"), "date is not a day"),
        (ROW.replace("2026-11-22", "2026-11-20"), "date is before the one above"),
    ],
)
def test_a_list_that_no_pull_wrote_is_refused(small_data: Path, row: str, problem: str):
    write_changes(small_data, ROW.replace("11-22", "11-21"), row)
    (fault,) = [one for one in faults_of(small_data) if problem in one.problem]
    assert fault.line == 3
