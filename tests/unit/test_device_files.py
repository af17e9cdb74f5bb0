"""Everything about devices as files for a spreadsheet: every row and column, unknown empty, 0 free, never a formula."""

import csv
import io
from dataclasses import replace

import pytest

from build_site.model.base import FORMULA
from build_site.model.device import Fee, Price, Rule
from build_site.model.edition import Edition
from build_site.model.output import Files
from build_site.model.responsibility import Responsibility
from build_site.publish.endpoints import device_files

NAMES = ("fees", "prices", "device_rules", "device_responsibility")


def table(files: Files, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode())))


@pytest.fixture
def files(edition: Edition) -> Files:
    row = Responsibility(
        area="0180",
        iso="120606",
        max_age=19,
        responsible="region",
        text_sv="Regionen lånar ut.",
        source_url="https://example.org/",
    )
    return device_files.files(replace(edition, catalogue=replace(edition.catalogue, responsibility=(row,))))


def test_there_are_four_files_also_when_nothing_is_known(edition: Edition, files: Files):
    """A file that comes and goes would break the promise that no address disappears."""
    assert sorted(files) == sorted(f"data/{name}.csv" for name in NAMES)
    empty = edition.catalogue.devices.model_copy(update={"fees": (), "prices": (), "rules": ()})
    nothing = device_files.files(replace(edition, catalogue=replace(edition.catalogue, devices=empty)))
    assert nothing.keys() == files.keys()
    assert all(content.count(b"\n") == 1 for content in nothing.values())


@pytest.mark.parametrize(("name", "model"), list(zip(NAMES, (Fee, Price, Rule, Responsibility), strict=True)))
def test_every_column_of_the_data_is_there_under_its_own_name(files: Files, name: str, model: type[Fee]):
    (head, *_) = csv.reader(io.StringIO(files[f"data/{name}.csv"].decode()))
    own = [field.alias or key for key, field in model.model_fields.items()]
    assert head == [*own, "area_name", "device_name"]
    assert "excepted" not in head


def test_every_row_is_there_with_the_names_of_its_place_and_device(edition: Edition, files: Files):
    rows = table(files, "fees")
    assert [row["fee_id"] for row in rows] == [fee.fee_id for fee in edition.catalogue.devices.fees]
    assert (rows[2]["area"], rows[2]["area_name"], rows[2]["device_name"]) == ("0180", "Norrby kommun", "Rollatorer")
    assert len(table(files, "device_rules")) == 1


def test_unknown_is_empty_and_free_is_zero(files: Files):
    rows = table(files, "fees")
    assert [row["amount_sek"] for row in rows] == ["0", "350", "", "90", "99"]
    assert [row["status"] for row in rows][-2:] == ["superseded", "disputed"]
    (row,) = table(files, "device_responsibility")
    assert (row["min_age"], row["max_age"], row["responsible"]) == ("", "19", "region")


def test_amounts_dates_and_lists_are_written_as_in_data(edition: Edition):
    """Decimal point, no thousands, semicolons between codes, days as 2026-01-31."""
    fee = edition.catalogue.devices.fees[0].model_copy(
        update={"amount_sek": 1300.5, "percent": 12.0, "iso": None, "covers": ("12", "2206"), "item": 'Två, "nya"'}
    )
    dated = Fee.model_validate(fee.model_dump(by_alias=True) | {"except": "1203", "valid_from": "2026-01-31"})
    devices = edition.catalogue.devices.model_copy(update={"fees": (dated,)})
    files = device_files.files(replace(edition, catalogue=replace(edition.catalogue, devices=devices)))
    (row,) = table(files, "fees")
    assert (row["amount_sek"], row["percent"], row["covers"], row["except"]) == ("1300.5", "12", "12;2206", "1203")
    assert (row["item"], row["valid_from"], row["iso"], row["device_name"]) == ('Två, "nya"', "2026-01-31", "", "")


def test_no_cell_is_a_formula_and_lines_end_alike(files: Files):
    for name in NAMES:
        content = files[f"data/{name}.csv"]
        assert b"\r" not in content
        assert content.endswith(b"\n")
        cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell.startswith(FORMULA)]


def test_the_same_facts_give_the_same_bytes(edition: Edition):
    assert device_files.files(edition) == device_files.files(edition)
